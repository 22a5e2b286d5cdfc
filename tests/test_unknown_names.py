# ruff: noqa: E501 (a construct stands on one line, as it is written)
"""Directives, roles and options that nobody knows here: what stands in them is shown, and told once a name and page."""

import pytest
from conftest import Site, main_of

# The system, what is written, a part of the HTML that it becomes, and a part of what is said of it; "" for nothing.
CONSTRUCTS = [
    ("mystmd", "```{socialpost} https://x.com/a/status/1\n```", 'href="https://x.com/a/status/1"', ""),
    ("Sphinx Design", ":::{card} The title\n:link: https://a.example/\n:margin: 2\n\nSome *words*.\n:::", "<p>Some <em>words</em>.</p>", "left out of its options: `margin`"),
    ("Sphinx Design", ":::{card} The title\nWords.\n:::", "<p>The title</p>", "`{card}` is nothing that is known here"),
    ("Sphinx Design", "::::{grid} 1 2 3\n:::{grid-item-card} Inner\nIn it.\n:::\n::::", "<p>In it.</p>", "`{grid-item-card}`"),
    ("Sphinx Design", "```{grid}\n:gutter: 2\n\n- one\n- two\n```", "<li>", "`{grid}`"),
    ("Jupyter Book", "```{figuremd} a\n---\ncaption: The words\nwide: 1\n---\nBelow.\n```", "<p>The words</p>", "`wide`"),
    ("Sphinx", "```{nte}\nWords.\n```", "<p>Words.</p>", "write `{note}`, if that is meant"),
    ("Sphinx", "```{automodule2} x\nfor (;;) {\n  y = z;\n}\n```", "<pre>", "`{automodule2}`"),
    ("MyST", "{nobody}`words` stand here.", "{nobody}", "before code means nothing here"),
    ("mystmd", ":::{note}\n:label: mine\n\nWords.\n:::", 'id="mine"', ""),
    ("mystmd", ":::{note}\n:icon: false\n\nWords.\n:::", "<p>Words.</p>", "`{note}` has no option `icon`, so it is left out"),
    ("Jupytext", "```{code-cell} python\n---\neditable: true\nslideshow:\n  slide_type: ''\n---\nx = 1\n```", "highlight-python", ""),
    ("Jupytext", "```{code-cell} python\n:tags: [hide-input]\nshown = 1\n```", "shown", ""),
    ("MyST-NB", "+++ {\"tags\": [\"x\"]}\n\nWords.", "<p>Words.</p>", ""),
    ("MyST", ":::{note}\n:class:\n\nWords.\n:::", "<p>Words.</p>", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, list[str]]:
    """A site with a post for each construct, and one with all places in which a directive may stand."""
    site = Site(tmp_path_factory.mktemp("unknown") / "site")
    for number, (_, written, *_) in enumerate(CONSTRUCTS):
        site.post(f"posts/2021/c{number}.md", f"Before.\n\n{written}\n\nAfter.\n")
    site.post("posts/2021/places.md", PLACES)
    site.post("posts/2021/hidden.md", HIDDEN)
    return site, site.build()


PLACES = """- item

  :::{card} In a list
  item words
  :::

> ```{card} In a quotation
> quoted words
> ```

A note.[^a]

[^a]: Note words.

    :::{card} In a footnote
    ## A heading in it
    :::

::::{note}
:::{card} In a box
box words
:::
::::

Term
: ```{card} In a definition
  definition words
  ```
"""
HIDDEN = """```{code-cell} python
:tags: [remove-input, x]
one = 1
```

```{code-cell} python
---
tags:
  - remove-cell
---
two = 2
```

Words.
"""


@pytest.mark.parametrize("number", range(len(CONSTRUCTS)))
def test_what_stands_in_it_is_shown(built: tuple[Site, list[str]], number: int) -> None:
    _, _, shown, told = CONSTRUCTS[number]
    page = str(main_of(built[0].page(f"/posts/2021/c{number}/")))
    assert " ".join(shown.split()) in " ".join(page.split())
    assert page.index("Before.") < page.index(shown) < page.index("After.")
    messages = [message for message in built[1] if message.startswith(f"posts/2021/c{number}.md:")]
    assert bool(messages) == bool(told)
    assert not told or any(told in message for message in messages)
    assert all("[valuable.syntax]" in message or "[myst.directive_option]" in message for message in messages)


def test_it_is_shown_in_every_place_and_told_once(built: tuple[Site, list[str]]) -> None:
    site, warnings = built
    text = main_of(site.page("/posts/2021/places/")).get_text()
    for words in ("item words", "quoted words", "A heading in it", "box words", "definition words"):
        assert words in text
    for place in ("a list", "a quotation", "a footnote", "a box", "a definition"):
        assert f"In {place}" in text
    (told,) = [warning for warning in warnings if warning.startswith("posts/2021/places.md:")]
    assert "(5 in this file, also on lines" in told
    copy = (site.html / "posts/2021/places/index.md").read_text()
    assert "quoted words" in copy
    assert "{card}" not in copy
    assert "quoted words" in (site.html / "blog/atom.xml").read_text()


def test_cells_that_other_systems_hide_are_hidden(built: tuple[Site, list[str]]) -> None:
    text = main_of(built[0].page("/posts/2021/hidden/")).get_text()
    assert "Words." in text
    assert "one = 1" not in text
    assert "two = 2" not in text
