"""What is changed in other packages because it would be wrong here: each test fails without its change.

`tests/test_upstream.py` runs each without it, so they take no other fixtures than `site` and `monkeypatch`.
"""

import errno
import os
import re
from importlib import import_module
from pathlib import Path

import pytest
from conftest import CONF, ROOT, Site, main_of
from lxml import etree
from sphinx.errors import SphinxError

import valuable.build.fork_map
from valuable.build.builder import SiteBuilder
from valuable.upstream import autobuild, registry
from valuable.upstream.patches import apply

GLOSSARY = "```{glossary}\nname\n  What it is.\n```\n"


def warning_of(site: Site, body: str) -> str:
    """Return the one warning that a post is reported with."""
    site.post(body=body)
    (warning,) = site.build()
    return warning


def warning_of_two(site: Site, body: str, jobs: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the one warning that two posts of one body are reported with, read by so many processes."""
    monkeypatch.setattr(valuable.build.fork_map, "WORTH_SHARING", 2)
    for name in ("a", "b"):
        site.post(f"posts/2021/{name}.md", title=name, body=body)
    (warning,) = site.build(jobs=jobs)
    return warning


# -- Sphinx -----------------------------------------------------------------------


def test_page_of_the_same_bytes_is_not_read_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    post = site.post()
    site.build()
    read: list[str] = []
    monkeypatch.setattr(SiteBuilder, "read_or_report", lambda builder, docname: read.append(docname))
    os.utime(post, (2_000_000_000, 2_000_000_000))
    assert site.build() == []
    assert read == []


def test_doctree_of_the_last_build_is_found(site: Site) -> None:
    site.post("posts/2021/a.md", title="A")
    site.post("posts/2021/b.md", title="B")
    site.build()
    site.post("posts/2021/b.md", title="B", body="Other words, and [a](a.md).\n")
    assert site.build() == []


def test_style_sheet_has_another_address_once_it_is_another(site: Site) -> None:
    site.post()
    addresses = set()
    static = [str(ROOT / "tests/static"), "styles"]
    for style in ("a { color: red }", "a { color: blue }"):
        site.write("styles/own.css", style)
        site.build(html_static_path=static, html_css_files=["own.css"])
        addresses |= {link["href"] for link in site.page("/").select('link[href*="own.css"]')}
    assert len(addresses) == 2


def test_page_links_no_styles_and_scripts_in_vain(site: Site) -> None:
    site.post()
    site.build()
    text = (site.html / "posts/2021/hello/index.html").read_text(encoding="utf-8")
    for name in ("furo-extensions", "furo.css", "furo.js", "documentation_options", "doctools", "sphinx_highlight"):
        assert name not in text
    assert not (site.html / "_static/pygments.css").exists()


def test_chosen_colours_of_code_are_pairs(site: Site) -> None:
    site.post(body="```python\nx = 1\n```\n")
    assert site.build(pygments_style="default") == []
    page = site.page("/posts/2021/hello/")
    assert page.select("link[href*='/code.css']")
    colours = (site.html / "_static/css/code.css").read_text(encoding="utf-8")
    assert re.search(r"\.kc\b[^{]*\{color:light-dark\(green,#dcc6e0\);font-weight:700\}", colours)
    assert "--code-word" not in colours
    assert "/*" not in colours
    assert "data-theme" not in colours


def test_full_disk_ends_the_build(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def copyfile(source: Path, target: Path, **options: object) -> None:
        raise OSError(errno.ENOSPC, "full", str(target))

    monkeypatch.setattr("sphinx.builders.html.copyfile", copyfile)
    site.write("posts/2021/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    site.post(body="![A picture.](a.svg)\n")
    with pytest.raises((OSError, SphinxError)):
        site.build()


def test_label_before_no_heading_is_compared(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "duplicate label name" in warning_of_two(site, "(name)=\nSome words.\n", 1, monkeypatch)


def test_labels_of_two_processes_are_compared(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "duplicate label name" in warning_of_two(site, "(name)=\n## Heading\n", 2, monkeypatch)


def test_terms_of_two_processes_are_compared(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "`name` is described in posts/2021/b.md too" in warning_of_two(site, GLOSSARY, 2, monkeypatch)


# -- docutils ---------------------------------------------------------------------


def test_line_between_two_thoughts_stands_anywhere(site: Site) -> None:
    site.post(body="***\n\nWords.\n\n> ***\n\n- a\n\n  ***\n\n***\n\n***\n")
    assert site.build() == []
    assert len(main_of(site.page("/posts/2021/hello/")).select("hr")) >= 5


def test_words_in_another_language_have_its_direction(site: Site) -> None:
    site.post(body="One [שלום]{lang=he} word.\n\n{lang=ar}\nنص.\n\n{lang=de}\n> Ein Satz.\n")
    assert site.build() == []
    found = main_of(site.page("posts/2021/hello")).select(".e-content [lang]")
    assert [(one.name, one["lang"], one["dir"]) for one in found] == [
        ("span", "he", "rtl"),
        ("p", "ar", "rtl"),
        ("blockquote", "de", "ltr"),
    ]


def test_page_has_one_viewport(site: Site) -> None:
    site.post()
    site.build()
    assert len(site.page("/posts/2021/hello/").select("meta[name=viewport]")) == 1


# -- MyST and markdown-it ---------------------------------------------------------


def test_parser_is_made_once_and_reads_what_is_added(site: Site) -> None:
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n")
    site.post(body="See [[plan]].\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one('a[href$="concepts/plan/"]')


def test_file_of_docutils_own_is_not_included(site: Site) -> None:
    assert "the page takes in <isonum.txt>" in warning_of(site, "```{include} <isonum.txt>\n```\n")


def test_second_title_is_a_part_of_the_page(site: Site) -> None:
    site.post(body="## One\n\n# Two\n")
    assert site.build() == []
    found = main_of(site.page("/posts/2021/hello/")).select("h1, h2")
    assert [heading.name for heading in found] == ["h1", "h2", "h2"]


def test_anchor_has_the_letters_that_are_written(site: Site) -> None:
    site.post(body="{#Figure_One}\nWords, and [a link](#Figure_One).\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one("#Figure_One") is not None


def test_alternative_over_two_lines_keeps_its_words(site: Site) -> None:
    site.write("posts/2021/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    site.post(body="![two\nlines of `code` and *more*](x.svg)\n")
    assert site.build() == []
    found = main_of(site.page("/posts/2021/hello/")).select_one(".e-content :is(svg, img)")
    assert found.get("alt", found.get("aria-label")) == "two lines of code and more"


def test_line_in_a_directive_is_that_of_the_file(site: Site) -> None:
    warning = warning_of(site, f"```{{note}}\nWords.\n\n{'>' * 30} deep\n```\n")
    assert warning.startswith("posts/2021/hello.md:10: ")


def test_form_feed_by_number_is_in_no_feed(site: Site) -> None:
    site.post(body="A form feed: &#12;\n")
    assert site.build() == []
    etree.parse(site.html / "blog/atom.xml")
    assert "\f" not in (site.html / "posts/2021/hello/index.html").read_text(encoding="utf-8")


def test_link_that_may_not_stand_is_reported(site: Site) -> None:
    assert "the address javascript:x can't stand here" in warning_of(site, "[k](javascript:x)\n")


def test_deep_nesting_is_reported(site: Site) -> None:
    assert "nested too deeply" in warning_of(site, f"{'>' * 30} deep\n")


def test_words_of_a_link_may_hold_a_note(site: Site) -> None:
    site.post(body="See [the words[^1] of it](https://x.example/).\n\n[^1]: A note.\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    assert page.select_one('a[href="https://x.example/"]').get_text() == "the words of it"


def test_emphasis_needs_no_spaces_in_chinese_and_japanese(site: Site) -> None:
    site.post(body='これは**「強調」**です。中文**重点。**中文 *a*“b”**“重点”**是 "**x**" a**(b)**c _日本_語\n')
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert [strong.get_text() for strong in content.select("strong")] == ["「強調」", "重点。", "“重点”", "x"]
    assert [strong.get_text() for strong in content.select("em")] == ["a"]


def test_address_needs_no_spaces_around(site: Site) -> None:
    site.post(body="请看https://a.example/页，见（https://b.example）和www.c.example。“https://d.example/”\n")
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    found = ["https://a.example/页", "https://b.example", "www.c.example", "https://d.example/"]
    assert [link.get_text() for link in content.select("a.external")] == found


# -- Furo -------------------------------------------------------------------------


def test_ids_of_tables_and_formulas_are_there_once(site: Site) -> None:
    site.post(body="(data)=\n| a | b |\n|---|---|\n| 1 | 2 |\n\n$$a$$ (sum)\n")
    assert site.build() == []
    ids = [node["id"] for node in site.page("/posts/2021/hello/").find_all(id=True)]
    assert len(ids) == len(set(ids))


# -- ABlog ------------------------------------------------------------------------


def test_pages_are_read_in_parallel(site: Site) -> None:
    for number in range(6):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}")
    assert site.build(jobs=2) == []


def test_reference_to_the_feed_leads_to_the_site(site: Site) -> None:
    site.post(body="{ref}`blog-feed`\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one('a[href="https://lights.example/blog/atom.xml"]')


def test_second_build_forgets_the_posts_of_the_first(site: Site) -> None:
    site.post("posts/2021/first.md", title="First", tags="[gone]")
    site.build()
    other = Site(site.folder.with_name("other"))
    other.post("posts/2021/second.md", title="Second", body="{ref}`tag-gone`\n")
    (warning,) = other.build()
    assert "tag-gone" in warning


def test_reference_to_an_author_leads_to_the_key(site: Site) -> None:
    site.post(body="{ref}`author-ada`\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one('.e-content a[href$="/blog/author/ada/"]')


def test_references_to_tags_of_signs_lead_to_their_own(site: Site) -> None:
    site.post(tags="[C, C++, C#]", body="{ref}`tag-c`, {ref}`tag-c-plus-plus` and {ref}`tag-c-sharp`.\n")
    assert site.build() == []
    links = [link["href"] for link in main_of(site.page("/posts/2021/hello/")).select(".e-content p a")]
    assert [link.rstrip("/").rpartition("/")[2] for link in links] == ["c", "c-plus-plus", "c-sharp"]


def test_post_of_the_future_is_listed_in_the_preview(site: Site) -> None:
    site.post(date="2999-01-01", title="Later")
    assert site.build(show_drafts=True) == []
    assert "Later" in main_of(site.page("/blog/")).get_text()


def test_format_of_a_postlist_is_reported(site: Site) -> None:
    assert "`:format:` is {nope}" in warning_of(site, "```{postlist} 3\n:format: '{nope}'\n```\n")


def test_post_directive_is_reported(site: Site) -> None:
    assert "`{post}`: write date, tags" in warning_of(site, "```{post} soon\n```\n")


def test_label_that_is_called_as_another_file_stays(site: Site) -> None:
    site.post("posts/2021/a.md", title="A", body="(b)=\n## Heading\n")
    site.post("posts/2021/b.md", title="B")
    site.build()
    site.post("posts/2021/b.md", title="B", body="See {ref}`b`.\n")
    assert site.build() == []


def test_templates_get_no_object_of_ablog(site: Site) -> None:
    look = """
def setup(app):
    def look(app, pagename, templatename, context, doctree):
        assert "ablog" not in context, pagename
    app.connect("html-page-context", look, priority=990)
"""
    site.write("conf.py", CONF + look)
    site.post(tags="[a]")
    assert site.build() == []


def test_site_has_no_lists_that_nobody_reads(site: Site) -> None:
    site.post()
    assert site.build() == []
    assert not (site.html / "blog/drafts").exists()


def test_feed_is_made_of_pages(site: Site) -> None:
    site.post(body="A [link](../../about.md).\n")
    site.write("about.md", "# About\n\nWords.\n")
    assert site.build() == []
    assert b"https://lights.example/about/" in (site.html / "blog/atom.xml").read_bytes()


# -- sphinx-autobuild -------------------------------------------------------------


def test_preview_calls_the_builder_in_its_own_process() -> None:
    apply(registry.IN_PREVIEW)
    with import_module("sphinx_autobuild.server").ProcessPoolExecutor() as pool:
        assert pool.submit(os.getpid).result() == os.getpid()


def test_script_of_the_preview_is_the_one_that_its_policy_knows() -> None:
    apply(registry.IN_PREVIEW)
    script = import_module("sphinx_autobuild.middleware").web_socket_script("127.0.0.1:8000")
    assert script.strip() == f"<script>{autobuild.RELOAD}</script>"
