"""What is wrong with a source: one record for everything that finds something."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong with a source, and what to write instead.

    ``line`` counts from 1. A problem that is ``decisive`` leaves open whether the page may be published.
    """

    line: int
    message: str
    decisive: bool = False
