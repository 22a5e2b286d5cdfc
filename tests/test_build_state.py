import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import valuable
from valuable.base.build_state import BuildValue, on_env_updated, once_per_build

SOURCES = BuildValue[list[str]](list)


def make_app(*found: str) -> Any:
    return SimpleNamespace(found=list(found))


@once_per_build
def number(app: Any) -> int:
    app.found.append("asked")
    return len(app.found)


def test_value_is_its_default_until_it_is_set() -> None:
    app = make_app()
    assert (SOURCES.of(app), SOURCES.is_set(app)) == ([], False)
    SOURCES.set(app, ["index"])
    assert (SOURCES.of(app), SOURCES.is_set(app)) == (["index"], True)


def test_value_of_one_build_is_not_seen_by_another() -> None:
    SOURCES.set(make_app(), ["index"])
    assert SOURCES.of(make_app()) == []


def test_part_is_computed_once_a_build() -> None:
    app = make_app()
    assert (number(app), number(app), number(make_app("a", "b"))) == (1, 1, 3)


def test_part_is_computed_anew_once_all_is_read_again() -> None:
    app = make_app()
    SOURCES.set(app, ["index"])
    assert number(app) == 1
    on_env_updated(app, app)
    assert (number(app), SOURCES.of(app)) == (2, ["index"])


def test_nothing_else_is_hidden_on_the_application_or_the_environment() -> None:
    hidden = re.compile(r"\b(app|env)\.(_?valuable|__dict__)|(get|set)attr\((app|env), \"_?valuable")
    places = [
        f"{path.name}:{number}"
        for path in sorted(Path(valuable.__file__).parent.rglob("*.py"))
        if path.name not in {"build_state.py", "env_store.py"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if hidden.search(line)
    ]
    assert places == []
