"""Who has a turn when: each handler names its phase, and the guide shows the table of them."""

from functools import cache
from pathlib import Path

import pytest

from valuable.phases import PHASES_BY_EVENT, Connection, Phase, connections, phases_table

GUIDE = Path(__file__).parent.parent / "guide" / "how-it-is-built.md"


@cache
def all_connections() -> list[Connection]:
    return list(connections())


def test_every_handler_of_an_event_with_phases_names_one_of_them() -> None:
    known = {
        event: {f"{phases.__name__}.{phase.name}" for phase in phases} for event, phases in PHASES_BY_EVENT.items()
    }
    for found in all_connections():
        allowed = known.get(found.event, {None})
        assert found.priority in allowed, f"valuable.{found.module}:{found.line}"


@pytest.mark.parametrize("phases", PHASES_BY_EVENT.values(), ids=PHASES_BY_EVENT)
def test_phases_stand_in_their_order_and_each_has_a_handler(phases: type[Phase]) -> None:
    assert list(phases) == sorted(phases)
    named = {found.priority for found in all_connections()}
    assert [phase.name for phase in phases if f"{phases.__name__}.{phase.name}" not in named] == []


def test_guide_shows_the_table_of_phases() -> None:
    """``python -m valuable.phases`` prints it."""
    assert phases_table() in GUIDE.read_text(encoding="utf-8")
