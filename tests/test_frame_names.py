"""The frame's classes and ids have no effect in what authors write, however they write them."""

from pathlib import Path
from typing import Any

import mf2py
import pytest
from conftest import ROOT, Site, main_of

from valuable.base.theme import STATIC_FOLDER, TEMPLATES_FOLDER
from valuable.content.reserved_classes import classes_in_template, displaced_classes, frame_classes

WAYS = {
    "paragraph": "{.CLASS}\nWords.",
    "words": "Some [words]{.CLASS} here.",
    "code": "Some `code`{.CLASS} here.",
    "picture": "![A dot.](a.png){.CLASS}",
    "link": "[A link](#hello){.CLASS}",
    "quotation": "{.CLASS}\n> Words.",
    "list": "{.CLASS}\n- Words.",
    "table": "{.CLASS}\n| a | b |\n|---|---|\n| 1 | 2 |",
    "definition": "{.CLASS}\nTerm\n: What it means.",
    "heading": "{.CLASS}\n## A heading\n\nWords.",
    "fence": "{.CLASS}\n```python\nx\n```",
    "container": ":::{container} CLASS\nWords.\n:::",
    "note": ":::{note}\n:class: CLASS\nWords.\n:::",
    "note in a note": "::::{note}\n:::{tip}\n:class: CLASS\nWords.\n:::\n::::",
    "figure": ":::{figure} a.png\n:alt: A dot.\n:figclass: CLASS\n\nWords.\n:::",
    "picture of a figure": ":::{figure} a.png\n:alt: A dot.\n:class: CLASS\n\nWords.\n:::",
    "code block": "```{code-block} python\n:class: CLASS\nx\n```",
    "maths": "```{math}\n:class: CLASS\na\n```",
    "table of lists": "```{list-table}\n:class: CLASS\n\n* - a\n  - b\n```",
    "rubric": ":::{rubric} Words\n:class: CLASS\n:::",
    "note at the foot": "Words.[^a]\n\n[^a]: {.CLASS}\n    Words.",
    "reStructuredText": "```{eval-rst}\n.. container:: CLASS\n\n   Words.\n```",
    "role": "```{eval-rst}\n.. role:: CLASS\n\n:CLASS:`Words`\n```",
    "HTML": '<p class="CLASS">Words.</p>',
    "HTML in a line": 'Some <span class="CLASS">words</span> here.',
}
DOT = (ROOT / "tests/roots/kitchen-sink/posts/2021/two squares.png").read_bytes()


def classes(part: Any) -> set[str]:
    return {name for element in part.select("[class]") for name in element["class"]}


@pytest.fixture
def dotted(site: Site) -> Site:
    site.write("posts/2021/a.png", DOT)
    return site


def test_classes_are_left_out_of_what_an_author_writes_with_a_message(dotted: Site) -> None:
    for number, text in enumerate(WAYS.values()):
        dotted.post(f"posts/2021/{number}.md", body=text.replace("CLASS", "mobile-header") + "\n")
    warnings = dotted.build()
    for number, way in enumerate(WAYS):
        said = [line for line in warnings if f"2021/{number}.md:" in line and "class `mobile-header`" in line]
        assert said, way
        assert ("`my-mobile-header`" in said[0]) == ("HTML" not in way), way
        found = classes(dotted.page(f"/posts/2021/{number}/").select_one(".e-content"))
        assert "mobile-header" not in found, way


def test_other_classes_stay_and_nothing_is_said(dotted: Site) -> None:
    ways = [text for way, text in WAYS.items() if way != "HTML in a line"]
    for number, text in enumerate(ways):
        dotted.post(f"posts/2021/{number}.md", body=text.replace("CLASS", "mine") + "\n")
    assert dotted.build() == []
    for number, text in enumerate(ways):
        assert "mine" in classes(dotted.page(f"/posts/2021/{number}/").select_one(".e-content")), text


@pytest.mark.parametrize(
    "name",
    [
        "sidebar-drawer",
        "toc-drawer",
        "site-menu",
        "side",
        "map",
        "skip-to-content",
        "search-panel",
        "preview",
        "h-entry",
    ],
)
def test_frame_has_these_classes(name: str) -> None:
    assert name in frame_classes([TEMPLATES_FOLDER], [STATIC_FOLDER])


def test_classes_that_texts_have_are_not_the_frames(tmp_path: Path) -> None:
    frame = frame_classes([TEMPLATES_FOLDER], [STATIC_FOLDER])
    assert frame.isdisjoint({
        *("admonition", "align-left", "align-right", "code", "contents", "drawing", "epigraph", "figure", "footnote"),
        *("highlight", "in-line", "label", "literal", "math", "math-wrapper", "note", "noted", "only-dark", "sidebar"),
        *("table-wrapper", "text-center", "title", "topic"),
        *("archive", "badge", "content", "count", "main", "more", "page", "pages", "person", "series", "year"),
    })  # fmt: skip


def test_classes_are_read_from_the_sites_own_files() -> None:
    assert classes_in_template('<p class="one {% if x %}two{% endif %} map-{{ kind }}">') == {"one", "two"}
    style = """
      .fixed, .x > .cover:hover { color: red; position: fixed }  /* .remark { position: fixed } */
      @media print { .hidden { display: none } .shown { display: block } }
      article .inside { position: absolute }  .marked::before { position: absolute }
      :not(.other).over { z-index: 2 }
      .chart svg { overflow: visible }
    """
    assert displaced_classes(style) == {"fixed", "cover", "hidden", "over", "chart"}


def test_a_class_that_a_template_begins_to_use_is_reported(site: Site) -> None:
    site.post(body="{.banner}\nWords.\n")
    site.write("own/base.css", "")
    conf = site.folder / "conf.py"
    conf.write_text(conf.read_text() + "html_static_path.append('own')\n")
    assert site.build() == []
    site.write("own/base.css", ".banner { position: fixed }")
    assert [line for line in site.build() if "`banner`" in line]


@pytest.mark.parametrize("name", ["p-name", "u-url", "dt-published", "p-author", "p-category", "p-summary", "h-entry"])
def test_text_speaks_not_for_its_post(site: Site, name: str) -> None:
    site.post(body=f'{{.{name}}}\nSpoof\n\n<a class="{name}" href="https://spoof.example/">Spoof</a>\n', tags="[a]")
    assert len([line for line in site.build() if f"class `{name}`" in line]) == 2
    page = (site.html / "posts/2021/hello/index.html").read_text(encoding="utf-8")
    (entry,) = mf2py.parse(page, url="https://lights.example/posts/2021/hello/")["items"]
    found = entry["properties"]
    assert found["name"] == ["Hello"]
    assert found["url"] == ["https://lights.example/posts/2021/hello/"]
    assert found["published"] == ["2021-03-26"]
    assert found["category"] == ["a"]
    assert "children" not in entry
    assert "Spoof" not in str({key: value for key, value in found.items() if key not in {"content", "summary"}})


@pytest.mark.parametrize("attribute", ["id=Site-menu", 'ID="Site-menu"', "name='Site-menu'"])
def test_ids_of_the_frame_stay_the_frames(site: Site, attribute: str) -> None:
    site.post(body=f"<a {attribute}>Words</a>\n\n{{#Site-main}}\nWords.\n")
    assert site.build()
    page = site.page("/posts/2021/hello/")
    assert [element.name for element in page.select("#Site-menu, [name=Site-menu]")] == ["nav"]
    assert [element.name for element in page.select("#Site-main")] == ["article"]
    assert main_of(page).get_text().count("Words") == 2


@pytest.mark.parametrize(
    "text",
    [
        "(Site-menu)=\n## Words",
        "## Words {#Site-menu}",
        "## Words {#__toc}",
        "(__toc)=\n## Words",
        "[Words]{#Site-menu} here.",
        "*Words*{#Site-menu} here.",
        "`Words`{#Site-menu} here.",
        "[Words](#hello){#Site-menu}",
        "Words. ^Site-menu",
        "- Words\n{: #Site-menu}",
        "Words\n{: #__navigation}",
        "> Words\n{: #Site-menu}",
        "{#Site-menu}\n![Words](a.png)",
        "![Words](a.png){#Site-menu}",
        '![Words](a.png "Title"){#Site-menu}',
        "{#Site-menu}\n```python\nx\n```",
        "```python {#Site-menu}\nx\n```",
        "{#Site-menu}\n| a | b |\n|---|---|\n| 1 | 2 |",
        ":::{note}\n:name: Site-menu\nWords.\n:::",
        "> [!NOTE] Words\n> Words.\n{: #Site-menu}",
        ":::{figure} a.png\n:alt: A dot.\n:name: Site-menu\n:::",
        "$$a$$ {#Site-menu}",
        "Words.[^Site-menu]\n\n[^Site-menu]: Words.",
        "```{eval-rst}\n.. _Site-menu:\n\nWords.\n```",
    ],
)
def test_anchors_that_texts_give_are_none_of_the_frame(dotted: Site, text: str) -> None:
    dotted.post(body=f"Words.\n\n{text}\n")
    warnings = dotted.build()
    written = "Site-menu" if "Site-menu" in text else text[text.index("__") :].partition("}")[0].partition(")")[0]
    ids = [element["id"] for element in dotted.page("/posts/2021/hello/").select("article [id]")]
    assert written not in ids
    if not any(kind in text for kind in (":name:", "$$", "[^", "_Site", "```", "(Site")):
        assert [line for line in warnings if "the site's own" in line]
