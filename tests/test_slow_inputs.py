"""Posts that are made to be slow: twice as much of a thing takes twice the work, counted in lines of code that run.

`benchmarks/slow_inputs.py` has the inputs, and says what they take of the processor's time.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Site, drawn

import valuable.build.builder
import valuable.commands.build
import valuable.outputs.feeds
from valuable.base.message_printing import MessageStream
from valuable.build.builder import SiteBuilder
from valuable.outputs.feeds.body import feed_body

SIZES = (300, 600, 1200)  # bytes
GROWTH = 2.8  # of what is added: 2 is linear, 4 quadratic


@pytest.fixture(scope="module")
def inputs() -> Iterator[dict[str, Callable[[int], str]]]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield import_module("slow_inputs").INPUTS
    sys.path.remove(str(ROOT / "benchmarks"))


class Lines:
    """Counts the lines of code that are run for each page."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counted: Counter[str] = Counter()
        self.monkeypatch = monkeypatch

    def watch(self, owner: Any, name: str, page: Callable[[tuple[Any, ...]], str]) -> None:
        """Count what a function runs; *page* tells of its arguments for which."""
        original = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            lines = 0

            def trace(frame: Any, event: str, argument: Any) -> Any:
                nonlocal lines
                lines += event == "line"
                return trace

            before = sys.gettrace()
            sys.settrace(trace)
            try:
                return original(*arguments, **named)
            finally:
                sys.settrace(before)
                self.counted[page(arguments)] += lines

        self.monkeypatch.setattr(owner, name, watched)


def test_twice_as_much_takes_twice_the_work(
    site: Site, inputs: dict[str, Callable[[int], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post(
        "posts/2021/a.md",
        "## a\n\n```{postlist}\n```\n\n```python\na\n```\n\n$a$[^a] https://a.example/%( :tadaa:\n\n$$\n\n[^a]: b\n",
    )  # what is made once is made for it
    inputs = {name: inputs[name] for name in drawn(list(inputs))}
    for number, body in enumerate(inputs.values()):
        for size in SIZES:
            site.post(f"posts/2021/p{number}-{size}.md", body(size))
    lines = Lines(monkeypatch)
    lines.watch(SiteBuilder, "read_doc", lambda arguments: arguments[1])
    lines.watch(valuable.build.builder, "_write_docname", lambda arguments: arguments[0])
    lines.watch(valuable.outputs.feeds, "feed_body", lambda given: given[1].partition(".example/")[2].strip("/"))
    (site.folder / "_build").mkdir()
    monkeypatch.setattr(sys, "stderr", StringIO())
    valuable.commands.build.run_sphinx(site.folder, site.html, site.doctrees, 1)
    steep = {}
    for number, name in enumerate(inputs):
        small, middle, large = (lines.counted[f"posts/2021/p{number}-{size}"] for size in SIZES)
        assert small > 100, name
        if large - middle > GROWTH * max(middle - small, 500):
            steep[name] = (small, middle, large)
    assert steep == {}


# -- What is not counted so: work that is done in C -------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3000])
def test_what_says_nothing_is_taken_out_of_feeds_at_once(number: int) -> None:
    body = "".join(f"<section><span>a{count}</span> <div><p>b</p></div></section>" for count in range(number))
    found = feed_body(f"<div><div>{body}</div></div>", "https://x.example/a/", "https://x.example/_images/")
    assert found == f"<div>{''.join(f'a{count} <p>b</p>' for count in range(number))}</div>"


@pytest.mark.parametrize(
    ("html", "right"),
    [
        ("<div>a</div>", "<div>a</div>"),
        ("<div><span>a</span></div>", "<div>a</div>"),
        ("<div><p>a</p></div>", "<p>a</p>"),
        ("<div><p>a</p>b</div>", "<div><p>a</p>b</div>"),
        ("<div><section><span></span><p>a</p></section></div>x", "<p>a</p>x"),
        ('<a href="#a">b</a><div id="a"><p>c</p></div>', '<a href="#a-a">b</a><div id="a-a"><p>c</p></div>'),
    ],
)
def test_div_with_words_of_its_own_stays(html: str, right: str) -> None:
    assert feed_body(html, "https://x.example/a/", "https://x.example/_images/") == right


def test_hundred_thousand_messages_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    messages = MessageStream(Path("/site"))
    for line in range(100_000):
        messages.write(f"/site/a.md:{line + 1}: WARNING: one\n")
    messages.say()
    assert capsys.readouterr().err.count("\n") == 1
