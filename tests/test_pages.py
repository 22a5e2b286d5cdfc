import json
import shutil
from pathlib import Path

import pytest
from conftest import Site, main_of


def test_post_shows_what_the_issue_of_a_reader_is(site: Site) -> None:
    site.post(
        body="one two three\n\n## Four\n",
        category="Product",
        tags="[été, c++, C#, 3.10, 'Lyon, France', हिन्दी]",
        description="A sentence & more.",
    )
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    main = main_of(page)
    assert page.title.get_text() == "Hello – Small Lights"
    assert main.select_one(".byline").get_text() == "4 words from 26 March 2021"
    assert main.select_one("time.dt-published")["datetime"] == "2021-03-26"
    assert page.select_one("link[rel=canonical]")["href"] == "https://lights.example/posts/2021/hello/"
    assert page.select_one("link[rel=alternate][type='application/atom+xml']")["href"] == "../../../blog/atom.xml"
    assert page.select_one("meta[name=description]")["content"] == "A sentence & more."
    assert [link["href"] for link in main.select("a.p-category")] == [
        "../../../blog/category/product/",
        "../../../blog/tag/ete/",
        "../../../blog/tag/c-plus-plus/",
        "../../../blog/tag/c-sharp/",
        "../../../blog/tag/3-10/",
        "../../../blog/tag/lyon-france/",
        "../../../blog/tag/हिन्दी/",
    ]
    assert [link.get_text() for link in main.select("a.p-category")][1:] == [
        "été",
        "c++",
        "C#",
        "3.10",
        "Lyon, France",
        "हिन्दी",
    ]
    assert main.select_one(".p-author").get_text(strip=True) == "Ada Writer"
    for link in main.select("a.p-category, .p-author a"):
        assert (site.html / "posts/2021/hello" / link["href"] / "index.html").is_file()


def test_who_wrote_a_post_and_its_description_stand_below_the_title(site: Site) -> None:
    site.write("_static/images/ada.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    people = {
        "ada": {"name": "Ada Writer", "picture": "images/ada.svg"},
        "jo": {"name": "Jo Nobody"},
        "li": {"name": "Li <b>"},
    }
    site.post("posts/2021/one.md", body="A first paragraph.\n")
    site.post("posts/2021/two.md", author="[jo, ada]", description="What it *says*.")
    site.post("posts/2021/three.md", author="[jo, ada, li]", language="de")
    assert site.build(people=people) == []
    for name, names, portraits, lede in (
        ("one", "Ada Writer", 1, None),
        ("two", "Jo Nobody and Ada Writer", 1, "What it *says*."),
        ("three", "Jo Nobody, Ada Writer und Li <b>", 1, None),
    ):
        header = site.page(f"/posts/2021/{name}/").select_one("header.post-header")
        assert " ".join(header.select_one(".names").get_text().split()) == names
        shown = header.select(".p-author .portrait")
        assert [each["width"] for each in shown] == ["40"] * portraits
        assert all(each.get("alt") == "" or each.get("aria-hidden") == "true" for each in shown)
        assert bool(header.select_one(".authors.one")) == (name == "one")
        found = header.select_one("h1 + .lede")
        assert found is None if lede is None else found.get_text() == lede
        assert len(site.page(f"/posts/2021/{name}/").select("[role=main] > * .p-summary")) == 1


def test_name_and_tagline_stand_on_every_page(site: Site) -> None:
    site.post()
    assert site.build() == []
    for path in site.files():
        if path.endswith(".html"):
            header = site.page(path).select_one(".site-header")
            assert header.select_one(".site-title").get_text() == "Small Lights"
            assert header.select_one(".site-tagline").get_text() == "The blog of Ada Writer"


def test_one_word_is_one_word(site: Site) -> None:
    site.post(body="Alone\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one(".byline").get_text() == "1 word from 26 March 2021"


def test_post_in_another_language_says_so(site: Site) -> None:
    site.post(language="de", body="Zwei Wörter\n")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert page.html["lang"] == "de"
    assert main_of(page).select_one(".byline").get_text() == "2 Wörter vom 26. März 2021"
    assert page.select_one(".site-footer")["lang"] == "en-GB"
    row = main_of(site.page("/blog/")).select_one(".h-entry")
    assert row["lang"] == "de"
    assert row.select_one(".byline").get_text() == "2 words from 26 March 2021"


def test_title_with_markup_is_escaped_wherever_it_stands(site: Site) -> None:
    site.post(title='The `<template>` & "quotes"', tags="['<b>x</b>']", description="<i>&</i>")
    site.post("posts/2021/next.md", date="2021-04-01")
    assert site.build() == []
    for path, content in site.files().items():
        if path.endswith(".html"):
            text = content.decode()
            assert "<template>" not in text, path
            assert "<b>x" not in text, path
            assert "<i>&" not in text, path
    assert "The <template>" in main_of(site.page("/posts/2021/hello/")).h1.get_text()
    assert "<b>x</b>" in main_of(site.page("/blog/tag/b-x-b/")).h1.get_text()


def test_neighbours_are_older_and_newer(site: Site) -> None:
    for day in (1, 2, 3):
        site.post(f"posts/2021/p{day}.md", date=f"2021-01-0{day}", title=f"P{day}")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/p2/"))
    assert page.select_one("a[rel=prev]")["href"] == "../../../posts/2021/p1/"
    assert page.select_one("a[rel=next]").get_text() == "P3"
    assert main_of(site.page("/posts/2021/p1/")).select_one("a[rel=prev]") is None


def test_series_shows_its_parts(site: Site) -> None:
    site.post("posts/2021/b.md", date="2021-02-01", series="Two", title="Second")
    site.post("posts/2021/a.md", date="2021-01-01", series="Two", title="First")
    assert site.build() == []
    series = main_of(site.page("/posts/2021/b/")).select_one(".series")
    assert series.summary.get_text() == "Part 2 of 2 of “Two”"
    assert [item.get_text() for item in series.select("li")] == ["First", "Second"]


def test_canonical_link_names_the_original(site: Site) -> None:
    site.post(canonical_link="https://elsewhere.example/a/")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert page.select_one("link[rel=canonical]")["href"] == "https://elsewhere.example/a/"
    assert main_of(page).select_one(".original a")["href"] == "https://elsewhere.example/a/"


def test_description_defaults_to_the_first_paragraph(site: Site) -> None:
    site.post(body="> quoted\n\nThe *first* one.[^n] More `code`.\n\nThe second.\n\n[^n]: A note.\n")
    assert site.build() == []
    assert (
        site.page("/posts/2021/hello/").select_one("meta[name=description]")["content"] == "The first one. More code."
    )


def test_update_is_a_dated_note(site: Site) -> None:
    site.post(body="Words.\n\n```{update} 2021-05-04\nMended.\n```\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    assert main.select_one(".update .admonition-title").get_text() == "Updated on 4 May 2021"
    assert main.select_one(".byline").get_text().strip() == "2 words from 26 March 2021"
    assert main.select_one("time.dt-updated")["datetime"] == "2021-05-04"
    assert main.select_one(".post-header .original").get_text() == "Updated on 4 May 2021"


def test_update_with_a_bad_date_is_one_message(site: Site) -> None:
    site.post(body="Words.\n\n```{update} yesterday\nMended.\n```\n")
    warnings = site.build()
    assert len(warnings) == 1
    assert "posts/2021/hello.md" in warnings[0]
    assert "`yesterday` is not a date" in warnings[0]


def test_update_in_a_draft_without_a_date_is_shown(site: Site) -> None:
    site.post(body="Words.\n\n```{update} 2021-05-04\nMended.\n```\n", date=None, draft="true")
    assert site.build(show_drafts=True) == []


def test_pages_of_a_base_path_are_linked_relatively(site: Site) -> None:
    site.post()
    assert site.build(html_baseurl="https://user.example/repo") == []
    page = site.page("/posts/2021/hello/")
    assert page.select_one("link[rel=canonical]")["href"] == "https://user.example/repo/posts/2021/hello/"
    assert page.select_one(".site-title")["href"] == "../../../"


def test_nothing_is_asked_of_another_host(site: Site) -> None:
    site.post(body="$a^2$\n\n$$b$$\n\n```python\nx = 1\n```\n")
    assert site.build() == []
    for path in site.files():
        if path.endswith(".html"):
            page = site.page(path)
            for tag in page.select("script[src], link[rel=stylesheet], link[rel~=icon], img, iframe"):
                address = tag.get("src") or tag.get("href")
                assert "//" not in address or address.startswith("data:"), (path, tag)


def test_no_source_is_published(site: Site) -> None:
    site.post(body="% a comment for myself\n\nWords.\n")
    assert site.build() == []
    assert not (site.html / "_sources").exists()
    assert not any(b"a comment for myself" in content for content in site.files().values())


def test_two_builds_in_one_process_do_not_see_each_other(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    site.post(tags="[one]")
    other.post("posts/2021/other.md", tags="[two]")
    assert site.build() == []
    assert other.build() == []
    assert not (other.html / "blog/tag/one").exists()
    assert not (other.html / "posts/2021/hello").exists()


def test_parallel_build_is_the_serial_one(site: Site) -> None:
    for number in range(12):
        site.post(
            f"posts/2021/p{number:02}.md",
            title=f"P{number}",
            tags="[été, a]",
            body=f"[x](p{(number + 1) % 12:02}.md)\n",
        )
    assert site.build() == []
    serial = site.files()
    shutil.rmtree(site.folder / "_build")
    assert site.build(jobs=2) == []
    found = site.files()
    assert found.keys() == serial.keys()
    for path, content in serial.items():
        assert found[path] == content, path


def test_words_around_a_post_of_a_language_without_phrases_are_marked(site: Site) -> None:
    site.post(language="sv", body="Tre korta ord\n")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert page.html["lang"] == "sv"
    byline = main_of(page).select_one(".byline")
    assert byline.get_text() == "3 words from 26 March 2021"
    assert byline.parent["lang"] == "en-GB"


def test_quotes_follow_the_language_of_the_post(site: Site) -> None:
    site.post(language="de", body='Er sagt "ja".\n')
    site.post("posts/2021/b.md", body='She says "yes".\n')
    site.post("posts/2021/ar.md", body='قالت "نعم".\n', language="ar")
    site.post("posts/2021/zh.md", body='她说 "好"。\n', language="zh")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/ar/")).select_one(".e-content p").get_text() == "قالت «نعم»."
    assert main_of(site.page("/posts/2021/zh/")).select_one(".e-content p").get_text() == "她说 “好”。"
    assert main_of(site.page("/posts/2021/hello/")).select_one(".e-content p").get_text() == "Er sagt „ja“."
    assert main_of(site.page("/posts/2021/b/")).select_one(".e-content p").get_text() == "She says “yes”."


@pytest.mark.parametrize(
    ("language", "body", "shown"),
    [
        ("fr", "Près d'[ici](https://e.example/), l'*île*, d'`un`, qu'**elle**.", "Près d’ici, l’île, d’un, qu’elle."),
        ("it", "Dell'[isola](https://e.example/) e un'*altra*.", "Dell’isola e un’altra."),
        ("fr", "Il dit 'oui *et* non' et l'*île*.", "Il dit “oui et non” et l’île."),
        ("fr", "Les 'mots d'*une* page' ici.", "Les “mots d’une page” ici."),
        ("de", "Hat's *er* gesagt, 'ja *doch*'?", "Hat’s er gesagt, ‚ja doch‘?"),
        ("en", "The readers' *own*, o'*clock*.", "The readers’ own, o’clock."),
    ],
)
def test_word_cut_short_before_a_link_has_an_apostrophe(site: Site, language: str, body: str, shown: str) -> None:
    site.post(language=language, body=f"{body}\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one(".e-content p").get_text() == shown


def test_prices_are_no_formula(site: Site) -> None:
    site.post(body="It is $5 and $6 today, $x^2$ tomorrow.\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    assert len(main.select("math")) == 1
    assert "$5 and $6 today" in main.get_text()


def test_default_description_is_no_tex(site: Site) -> None:
    site.post(body="The sum $\\frac{a}{b}$ comes first.\n\nThen $n$ words.\n")
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select_one("meta[name=description]")["content"] == "The sum a/b comes first."


def test_contents_name_every_heading_once(site: Site) -> None:
    body = "## One & only\n\nWords.\n\n### Under *one*\n\n## `Two` and *three*\n\nWords.\n"
    site.post(body=body, title="Plain")
    site.post("posts/2021/words.md", body="## Same\n\n## Same\n", title="Only words")
    site.write("map.md", "# Map\n\n```{toctree}\nposts/2021/hello\nposts/2021/words\n```\n")
    assert site.build() == []
    for address, expected in {
        "/posts/2021/hello/": [
            ("#", "Plain"),
            ("#one-only", "One & only"),
            ("#under-one", "Under one"),
            ("#two-and-three", "Two and three"),
        ],
        "/posts/2021/words/": [("#", "Only words"), ("#same", "Same"), ("#same-2", "Same")],
    }.items():
        links = site.page(address).select(".toc-tree a")
        assert [(link["href"], link.get_text().strip()) for link in links] == expected
    listed = [link.get_text() for link in main_of(site.page("/map/")).select("li a")]
    assert listed == ["Plain", "One & only", "Under one", "Two and three", "Only words", "Same", "Same"]
    site.write("map.md", "# Map\n\nAgain.\n\n```{toctree}\nposts/2021/words\n```\n")
    assert site.build() == []
    assert [link.get_text() for link in main_of(site.page("/map/")).select("li a")] == ["Only words", "Same", "Same"]


def test_colours_of_code_are_loaded_where_there_is_code(site: Site) -> None:
    site.post(body="```python\nx = 1\n```\n")
    site.post("posts/2021/plain.md", body="Words.\n")
    assert site.build() == []
    for address, expected in {"/posts/2021/hello/": 1, "/posts/2021/plain/": 0, "/blog/": 0}.items():
        assert len(site.page(address).select("link[href*='/code.css']")) == expected, address


def test_whatever_wants_plain_words_of_a_title_gets_no_markup(site: Site) -> None:
    title = "Press <kbd>Esc</kbd> to leave H<sub>2</sub>O &amp; *go*<!-- no -->"
    plain = "Press Esc to leave H2O & go"
    site.post(title=title, redirect="[/old/]", body="Words [[press]].\n")
    site.write("about.md", f"# {title}\n\nWords [](posts/2021/hello.md).\n")
    site.write("concepts/press.md", f"# {title}\n\nWords [](/about.md).\n")
    assert site.build() == []
    for address in ("/posts/2021/hello/", "/about/", "/concepts/press/"):
        page = site.page(address)
        assert page.title.get_text() == f"{plain} – Small Lights"
        assert page.select_one("meta[property='og:title']")["content"] == plain
        assert page.h1.sub.get_text() == "2"
        for script in page.select("script[type='application/ld+json']"):
            named = [thing for thing in json.loads(script.get_text())["@graph"] if "itemListElement" in thing]
            assert [thing["itemListElement"][-1]["name"] for thing in named] == [plain]
    assert site.page("/old/").title.get_text() == f"{plain} – Small Lights"
    listed = (site.html / "addresses.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(line.split("\t")[1] for line in listed if "Esc" in line) == [plain] * 3
    assert "kbd" not in (site.html / "llms.txt").read_text(encoding="utf-8")
