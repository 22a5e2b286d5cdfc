"""Beside each post lies a copy in Markdown, and `llms.txt` lists them."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from conftest import ROOT, Site, soup
from test_markdown import read, words

from valuable.outputs.llms import llms_text

BASE = "https://lights.example/"


def page_of(copy: Path) -> lxml.html.HtmlElement:
    """Return what of a page its copy holds: the title and the body."""
    root = lxml.html.document_fromstring(copy.with_name("index.html").read_bytes())
    (main,) = root.xpath("//*[@role='main']")
    body = main.xpath(".//*[contains(@class, 'e-content')]")
    if body:
        body[0].insert(0, main.xpath(".//h1")[0])
        main = body[0]
    titles = [caption for figure in main.find_class("literal-block-wrapper") for caption in figure.iter("figcaption")]
    for left_out in [*main.iter("svg"), *main.find_class("feeds"), *titles]:  # the template's; what a fence says
        left_out.drop_tree()
    return main


def check(html: Path, copy: Path, base: str = BASE) -> None:
    """Check that a copy says what its page says, and that its links lead somewhere."""
    shown = read(copy.read_text(encoding="utf-8"))
    byline = shown.xpath("./p")[0]
    assert byline.xpath("./a/@href")[0].startswith("https://")
    byline.drop_tree()
    said, meant = words(shown), words(page_of(copy))
    assert said == meant, copy
    for address in shown.xpath("//@href | //@src"):
        assert re.match(r"https?:|#fn", address), address
        if address.startswith(base):
            path = unquote(urlsplit(address.removeprefix(base)).path)
            file = html / path
            assert (file / "index.html" if file.is_dir() else file).is_file(), address
            if fragment := unquote(urlsplit(address).fragment):
                assert soup(html, path).find(id=fragment), address


def test_copy_of_everything_that_can_be_written(site: Site) -> None:
    shutil.copytree(ROOT / "tests/roots/kitchen-sink", site.folder, dirs_exist_ok=True)
    assert site.build() == []
    copy = site.html / "posts/2021/kitchen-sink/index.md"
    check(site.html, copy)
    text = copy.read_text(encoding="utf-8")
    head = text.split("\n\n")[:2]
    assert head[0] == "# The `<template>` element & “quotes”"
    assert head[1] == (
        "26 March 2021 · Updated on 31 December 2022 · Ada Writer · The crew of Small Lights · "
        "<https://original.example/2021/kitchen-sink/?a=1&b=2>"
    )
    assert "$a^2 + b^2 = c^2$" in text
    assert re.search(
        r"!\[A house, drawn in one line.\]\(https://lights.example/_images/house\.[0-9a-f]{8}\.svg\)", text
    )


def test_what_stays_at_home_is_not_in_the_copy(site: Site) -> None:
    site.write("posts/2021/part.txt", "An *included* text.\n")
    site.write("posts/2021/other.md", "---\ndate: 2021-03-27\n---\n# Other\n\n(here)=\n## A part\n\nText.\n")
    body = (
        "% secret\n\nText.<!-- secret -->\n\n(label)=\n## Part\n\n```{include} part.txt\n```\n\n"
        "[](other.md), {doc}`other`, {ref}`label`, {ref}`here`, [x](other.md#a-part), [y](#part)\n\n"
        ":::{note}\nBeware.\n:::\n\n```python\nx = 1\n```\n"
    )
    site.post(body=body, tags="[secret-tag]", description="secret")
    assert site.build() == []
    text = (site.html / "posts/2021/hello/index.md").read_text(encoding="utf-8")
    other, here = f"{BASE}posts/2021/other/", f"{BASE}posts/2021/hello/"
    assert text == (
        f"# Hello\n\n26 March 2021 · Ada Writer · <{here}>\n\nText.\n\n## Part\n\nAn *included* text.\n\n"
        f"[Other]({other}), [Other]({other}), [Part]({here}#label), [A part]({other}#here), [x]({other}#a-part), "
        f"[y]({here}#part)\n\n> [!NOTE]\n> Beware.\n\n```python\nx = 1\n```\n"
    )


def test_page_announces_its_copy(site: Site) -> None:
    site.post()
    site.write("about.md", "# About *us*\n\nText.\n")
    assert site.build(html_baseurl="https://user.example/repo/") == []
    for address in ("/posts/2021/hello/", "/about/"):
        link = site.page(address).select_one("link[rel=alternate][type='text/markdown']")
        assert link["href"] == "index.md"
    for address in ("/", "/blog/", "/search/", "/404.html"):
        assert site.page(address).select_one("link[type='text/markdown']") is None
    text = (site.html / "about/index.md").read_text(encoding="utf-8")
    assert text == "# About *us*\n\n<https://user.example/repo/about/>\n\nText.\n"
    assert sorted(path for path in site.files() if path.endswith(".md")) == [
        "about/index.md",
        "posts/2021/hello/index.md",
    ]


def test_copy_follows_its_post(site: Site) -> None:
    site.post()
    site.post("posts/2021/other.md", title="Other", body="[](hello.md)\n")
    assert site.build() == []
    site.post(title="Renamed")
    assert site.build() == []
    assert "[Renamed](" in (site.html / "posts/2021/other/index.md").read_text(encoding="utf-8")
    written_at = (site.html / "posts/2021/other/index.md").stat().st_mtime_ns
    (site.folder / "posts/2021/hello.md").unlink()
    site.post("posts/2021/third.md", date="2011-01-01")
    site.post("posts/2021/other.md", title="Other", body="[](third.md)\n")
    assert site.build() == []
    assert not (site.html / "posts/2021/hello").exists()
    assert (site.html / "posts/2021/other/index.md").stat().st_mtime_ns > written_at
    before = site.files()
    assert site.build() == []
    assert site.files() == before


def test_deep_nesting_is_no_traceback(site: Site) -> None:
    site.post(body=">" * 8 + " deep\n")
    assert site.build() == []
    assert (site.html / "posts/2021/hello/index.md").read_text(encoding="utf-8").endswith(" deep\n")


# -- llms.txt ---------------------------------------------------------------------------------------------------------


def test_list_has_every_copy(site: Site) -> None:
    site.post("posts/2021/old.md", title="The `<b>` [element] & *more*", description="One <two>.")
    site.post("posts/2021/new.md", title="New", date="2023-01-02")
    site.post("posts/2021/newer.md", title="Newer", date="2023-01-03", language="de")
    site.post("posts/2021/secret.md", title="Secret", draft="true")
    site.write("about.md", "---\ndescription: Who we are.\n---\n# About\n")
    site.write("concepts/plan.md", "# Plan\n\nWhat to do next.\n")
    site.write("index.md", "---\ndescription: A site.\n---\n# Home\n")
    assert site.build() == []
    text = (site.html / "llms.txt").read_text(encoding="utf-8")
    assert text == (
        "# Small Lights\n\n> A site.\n"
        "\n## 2023\n\n"
        f"- [Newer]({BASE}posts/2021/newer/index.md): Some words.\n"
        f"- [New]({BASE}posts/2021/new/index.md): Some words.\n"
        "\n## 2021\n\n"
        rf"- [The \<b> \[element\] & more]({BASE}posts/2021/old/index.md): One \<two>."
        "\n\n## Pages\n\n"
        f"- [About]({BASE}about/index.md): Who we are.\n"
        "\n## Concepts\n\n"
        f"- [Plan]({BASE}concepts/plan/index.md): What to do next.\n"
    )


@pytest.mark.parametrize("edit", ["title", "description", "about"])
def test_list_follows_what_it_shows(site: Site, edit: str) -> None:
    site.post()
    site.write("about.md", "---\ndescription: Old.\n---\n# About\n")
    assert site.build() == []
    if edit == "about":
        site.write("about.md", "---\ndescription: Changed.\n---\n# About\n")
    else:
        site.post(**{edit: "Changed."})
    assert site.build() == []
    assert "Changed." in (site.html / "llms.txt").read_text(encoding="utf-8")


def test_any_title_makes_one_link() -> None:
    title = "a](x) *b* <c> `d` & [e]: f\\"
    text = llms_text("S", [], [("2021", [("posts/2021/x", title, title)])], BASE)
    (item,) = read(text, maths=False).iter("li")
    assert item[0].text_content() == title
    assert item.text_content() == f"{title}: {title}"
