"""Work is shared out among processes, and what they find comes back whole."""

import os
import signal
from collections.abc import Sequence

import pytest
from conftest import Site
from sphinx.errors import SphinxError

from valuable.build import fork_map as parallel
from valuable.build.fork_map import share


@pytest.fixture(autouse=True)
def share_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "WORTH_SHARING", 2)
    monkeypatch.setenv("SEARCH", "1")


def squares(items: Sequence[int], jobs: int) -> list[int]:
    found: list[int] = []
    joined: list[int] = []
    share(
        items,
        jobs,
        lambda part: found.extend(item * item for item in part),
        lambda part: found,
        lambda part, answer: joined.extend(answer),
    )
    return sorted([*found, *joined])


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 100])
def test_each_item_is_worked_on_once(jobs: int, count: int) -> None:
    assert squares(range(count), jobs) == [number * number for number in range(count)]


def fail(part: Sequence[int]) -> None:
    if 1 in part:
        raise SphinxError("this one")


def end(part: Sequence[int]) -> None:
    if 1 in part:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("work", "message"), [(fail, "this one"), (end, "ended from outside")])
def test_fault_of_another_process_is_raised_here(work: object, message: str) -> None:
    with pytest.raises(SphinxError, match=message):
        share(range(8), 2, work, lambda part: None, lambda part, answer: None)  # type: ignore[arg-type]


def test_site_is_the_same_from_two_processes(site: Site) -> None:
    for number in range(6):
        links = f"[next](p{(number + 1) % 6}.md) and {{ref}}`tag-a`"
        body = f"{links}\n\n(label-{number})=\n## Heading {number}\n\n```python\nx = {number}\n```\n"
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", date=f"2021-01-0{number + 1}", tags="[a]", body=body)
    assert site.build(jobs=1) == []
    alone = site.files()
    for jobs in (2, 3):
        site.clean()
        assert site.build(jobs=jobs) == []
        assert site.files() == alone


def test_message_about_a_page_that_another_process_reads_arrives(site: Site) -> None:
    for number in range(6):
        site.post(
            f"posts/2021/p{number}.md", title=f"P{number}", body=f"![](none-{number}.png)\n\n[x](gone-{number}.md)\n"
        )
    warnings = "\n".join(site.build(jobs=2))
    for number in range(6):
        assert f"none-{number}.png" in warnings
        assert f"gone-{number}.md" in warnings
