"""What is wrong with a source: one record for everything that finds something."""

from dataclasses import dataclass

from valuable.base.reports import Severity


@dataclass(frozen=True)
class Problem:
    """What is wrong with a source, and what to write instead.

    ``line`` counts from 1. A problem that is ``decisive`` leaves open whether the page may be published.
    """

    line: int
    message: str
    decisive: bool = False
    severity: Severity = Severity.FATAL
    subject: str = ""
