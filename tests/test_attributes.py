"""Attributes that are written beside blocks and words, as kramdown, Pandoc, Hugo and MyST have it."""

from collections.abc import Sequence

import pytest
from conftest import Site
from test_marks import CIRCLE, Construct, content_of

# The HTML is that of the one element that is looked for: its selector.
CONSTRUCTS = (
    Construct("Pandoc", "anchor of a heading", "## Words {#the-Id .c}", "section#the-Id.c > h2"),
    Construct("Hugo", "anchor of an underlined heading", "Words {#two}\n---", "section#two > h2"),
    Construct("Pandoc", "anchor behind closing hashes", "## Words ## {#three}", "section#three > h2"),
    Construct("kramdown", "list below a heading", "## Words\n{: #four .no_toc}", "section#four.no_toc > h2"),
    Construct("kramdown", "list below a paragraph", "A lead.\n{: .lead #first}", "p#first.lead"),
    Construct("kramdown", "list above a paragraph", "{: .lead}\nA lead.", "p.lead"),
    Construct("kramdown", "list behind emphasis", "*a*{: .x}", "em.x"),
    Construct("kramdown", "list behind strong words", "**a**{: .x}", "strong.x"),
    Construct("kramdown", "list behind code", "`a`{:.x}", "code.x"),
    Construct("kramdown", "target of a link", '[a](https://x.example/){:target="_blank"}', 'a[target="_blank"]'),
    Construct("kramdown", "list of an item", "- {:.x} a\n- b", "li.x:first-child"),
    Construct("kramdown", "list below a list", "- a\n- b\n{: .x}", "ul.x > li + li"),
    Construct("kramdown", "list below a numbered list", "1. a\n{: .x}", "ol.x"),
    Construct("kramdown", "list below a quotation", "> a\n{: .x}", "blockquote.x"),
    Construct("kramdown", "list below a table", "| a |\n|---|\n| b |\n{: .x}", "table.x"),
    Construct("kramdown", "list below definitions", "Term\n: A\n{: .x}", "dl.x"),
    Construct("kramdown", "language of code", "```\na = 1\n```\n{: .language-python}", ".highlight-python"),
    Construct("kramdown", "language of indented code", "    a = 1\n{: .language-python}", ".highlight-python"),
    Construct("kramdown", "definition of a list", "{:mine: .x .y}\n\nWords.\n{: mine .z}", "p.x.y.z"),
    Construct("kramdown", "definition behind its use", "*a*{: mine}\n\n{:mine: .x}", "em.x"),
    Construct("markdown-it-attrs", "list at the end of a paragraph", "Words. {.x}", "p.x"),
    Construct("markdown-it-attrs", "list at the end of an item", "- a {.x}\n- b", "li.x:first-child"),
    Construct("markdown-it-attrs", "list behind emphasis of its own", "*a*{.x}", "em.x"),
    Construct("Hugo", "list below a paragraph of its own", "Words.\n{.x}", "p.x"),
    Construct("Hugo", "list below a table of its own", "| a |\n|---|\n{.x}\n\nWords.", "table.x"),
    Construct("MyST", "list above a block", "{.x}\n- a", "ul.x"),
    Construct("MyST", "list between two blocks", "Words.\n\n{.x}\n> a", "blockquote.x"),
    Construct("MyST", "span", "[a]{.x}", "span.x"),
    Construct("Pandoc", "language", "Bonjour. {lang=fr}", "p[lang=fr]"),
    Construct("kramdown", "list below a picture", "![a](x.svg)\n{: .x}", "svg.x, img.x, figure.x"),
    Construct("kramdown", "comment", "{::comment}\nsecret\n{:/comment}\n\nShown.", "p"),
    Construct("kramdown", "comment in a line", "a {::comment}secret{:/comment} *b*", "em"),
    Construct("kramdown", "HTML in a cell", "| a |\n|---|\n| {::nomarkdown}<b>b</b>{:/} |", "td b"),
    Construct("kramdown", "HTML as it is", "{::nomarkdown}\n<b>a</b>\n{:/}", "b"),
)


def test_attributes_are_given_to_what_they_stand_beside(site: Site) -> None:
    site.write("posts/2021/x.svg", CIRCLE)
    for number, made in enumerate(CONSTRUCTS):
        site.post(f"posts/2021/a{number}.md", f"{made.source}\n")
    assert site.build() == []
    for number, made in enumerate(CONSTRUCTS):
        content = content_of(site, f"/posts/2021/a{number}/")
        assert content.select(made.html), (made, content)
        assert not set("{}") & set(content.get_text()), made
        assert "secret" not in content.get_text()


STAYING: Sequence[str] = (
    "A {word} and {two words} stay, and `{.x}` in code, and \\{.x}",
    "Words{.x} and {.y} in the middle.",
    "f(x) = {x | x > 0}",
    "{: .x} begins a line that goes on",
)


@pytest.mark.parametrize("body", STAYING)
def test_braces_of_other_meaning_stay(site: Site, body: str) -> None:
    site.post(body=f"{body}\n")
    assert site.build() == []
    assert content_of(site).select_one("p").get_text() == body.replace("`", "").replace("\\", "")


def test_written_anchor_is_the_only_one_and_links_know_it(site: Site) -> None:
    body = "See [](#The-Id), [[#Some words]].\n\n## Some words {#The-Id}\n\n> ## Quoted {#quoted}\n\n## Some words\n"
    site.post(body=body)
    site.post("posts/2021/other.md", "[a](hello.md#The-Id) [[hello#The-Id]]\n\n## Same {#The-Id}\n", "Other")
    assert site.build() == []
    content = content_of(site)
    assert [link["href"] for link in content.select("a.internal")] == ["#The-Id", "#The-Id"]
    assert content.select_one("#The-Id > h2").get_text() == "Some words"
    assert content.select_one("#quoted").get_text() == "Quoted"
    assert content.select("#some-words > h2")
    links = content_of(site, "/posts/2021/other/").select("a.internal")
    assert [link["href"] for link in links] == ["../hello/#The-Id"] * 2


def test_anchor_that_is_taken_is_told(site: Site) -> None:
    site.post(body="## One {#a}\n\n## Two {#a}\n")
    (message,) = site.build()
    assert message.startswith("posts/2021/hello.md:9: ")
    assert "`#a` is the anchor of something else on this page" in message


def test_heading_without_a_place_in_the_contents_has_none(site: Site) -> None:
    for name, more in {"plain": "", "marked": "*"}.items():
        body = f"## One\n\n## Two\n{{:.no_toc}}\n\n### Below\n\n## {more}Three{more}\n\n## Four {{.unlisted}}\n"
        site.write(f"posts/2021/{name}.md", f"---\ndate: 2021-03-26\n---\n\n# Title {{#top}}\n{{:.no_toc}}\n\n{body}")
    assert site.build() == []
    for name in ("plain", "marked"):
        links = site.page(f"/posts/2021/{name}/").select(".toc-tree a")
        assert [link.get_text() for link in links][-3:] == ["One", "Below", "Three"]
