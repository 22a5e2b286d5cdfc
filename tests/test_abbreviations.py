from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of
from hypothesis import given
from hypothesis import strategies as st
from test_freshness import assert_clean

from valuable.knowledge.abbreviation_file import meanings_for, parse_abbreviations
from valuable.knowledge.abbreviations import (
    KnownAbbreviations,
    abbreviations_in,
    is_explained,
    opened_elements,
    pattern_of,
)

OKR = "objectives and key results"
FILE = f"""# What they stand for
OKR: {OKR}
CI: continuous integration
CI/CD: continuous integration and delivery
R&D: research and development

[de]
OKR: Ziele und Schlüsselergebnisse
z. B.: zum Beispiel
"""


def known(*shorts: str) -> KnownAbbreviations:
    return KnownAbbreviations(dict.fromkeys(shorts, "x"), pattern_of(shorts))


def found(text: str, *shorts: str) -> list[str]:
    return [short for short, _ in abbreviations_in(text, known(*shorts))]


# -- The file ------------------------------------------------------------------


def test_file_is_read_by_language() -> None:
    meanings, problems = parse_abbreviations(FILE)
    assert problems == []
    assert meanings == {
        "": {
            "OKR": OKR,
            "CI": "continuous integration",
            "CI/CD": "continuous integration and delivery",
            "R&D": "research and development",
        },
        "de": {"OKR": "Ziele und Schlüsselergebnisse", "z. B.": "zum Beispiel"},
    }


def test_every_wrong_line_is_told_and_the_others_stand() -> None:
    meanings, problems = parse_abbreviations(
        "OKR objectives\n: results\nOKR:\nKPI: a\nKPI: b\n[xx]\nRSS: feed\n[de\n[de-at]\nCEO: c\n"
    )
    assert meanings.pop("de-AT") == {"CEO": "c"}
    assert meanings.pop("") == {"KPI": "a"}
    assert not {"de", "xx"} & meanings.keys()
    example = f"as in `OKR: {OKR}`"
    assert [(problem.line, problem.message) for problem in problems] == [
        (1, f"`OKR objectives` has no colon: write the abbreviation, a colon and what it stands for, {example}"),
        (2, f"`: results` has nothing before its colon: write the abbreviation there, {example}"),
        (3, f"`OKR:` does not say what it stands for: write that after the colon, {example}"),
        (5, "`KPI` stands in line 4 already: keep one of the two"),
        (6, "`[xx]` names no language: write its code, as in `[de]`, `[fr]` or `[pt-BR]`"),
        (8, "`[de` names no language: write its code, as in `[de]`, `[fr]` or `[pt-BR]`"),
    ]


@given(st.text())
def test_any_file_is_read_or_told_of(text: str) -> None:
    meanings, _ = parse_abbreviations(text)
    for short, meaning in ((short, meaning) for section in meanings.values() for short, meaning in section.items()):
        assert short.strip()
        assert meaning.strip()


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-GB", "s"), ("en", "s"), ("de", "d"), ("de-DE", "d"), ("de-CH", "c"), ("fr", None), ("pt-BR", None)],
)
def test_language_has_its_own_and_no_other(language: str, expected: str | None) -> None:
    sections = {"": {"A": "s"}, "de": {"A": "d"}, "de-CH": {"A": "c"}}
    assert meanings_for(sections, language, "en-GB").get("A") == expected


# -- The text ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "OKR",
        "OKRs are set",
        "the OKR's end",
        "the OKR’s end",
        "(OKR)",
        "“OKR”.",
        "l’OKR",
        "KPI/OKR",
        "—OKR—",
        "我们用OKR来工作",
        "OKR.",
        "OKR...",
    ],
)
def test_whole_word_is_found(text: str) -> None:
    assert found(text, "OKR") == ["OKR"]


@pytest.mark.parametrize(
    "text",
    [
        "OKR2",
        "e-OKR",
        "OKR-Prozess",
        "okr",
        "OKRsome",
        "OKRs2",
        "_OKR_",
        "okr@OKR",
        "OKR&A",
        "OKR.md",
        "x.OKR",
        "ÉOKR",
        "OKR\u0301",
    ],
)
def test_part_of_a_word_is_not_found(text: str) -> None:
    assert found(text, "OKR") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CI/CD and CI", ["CI/CD", "CI"]),
        ("R&D, not R", ["R&D", "R"]),
        ("i.e. this", ["i.e."]),
        ("z.\u00a0B. so, z.\nB. auch", ["z. B.", "z. B."]),
        ("CI/CDs", ["CI/CD"]),
        ("CI/CDX", ["CI"]),
        ("rock ’n’ roll", ["rock 'n' roll"]),
        ("B. z", []),
    ],
)
def test_longest_abbreviation_is_found(text: str, expected: list[str]) -> None:
    assert found(text, "CI", "CI/CD", "R", "R&D", "i.e.", "z. B.", "rock 'n' roll") == expected


@given(st.text(min_size=1).map(lambda text: " ".join(text.replace("’", "'").split())).filter(bool), st.text())
def test_any_abbreviation_is_found_by_itself_and_none_breaks_the_pattern(short: str, text: str) -> None:
    assert found(f" {short} ", short) == [short]
    assert set(found(text, short, "OKR")) <= {short, "OKR"}


@pytest.mark.parametrize(
    "text",
    [
        f"{OKR} (OKR)",
        "Objectives and\nkey results (OKRs)",
        f"“{OKR}” (OKRs, for short)",
        f"{OKR} [OKR]",
        f"OKR ({OKR})",
        "OKRs (Objectives and Key Results)",
        f"OKR (short for {OKR})",
        f"“OKR” ({OKR}, that is)",
    ],
)
def test_explanation_in_brackets_is_one(text: str) -> None:
    start = text.index("OKR")
    assert is_explained(text, start, start + 3, OKR)


@pytest.mark.parametrize("text", [f"{OKR}. (No) OKR", f"OKR and {OKR}", f"({OKR}) or OKR", "OKR (a method)", "OKR ("])
def test_words_elsewhere_explain_nothing(text: str) -> None:
    start = text.index("OKR")
    assert not is_explained(text, start, start + 3, OKR)


@pytest.mark.parametrize(
    ("html", "expected"),
    [("<b>", 1), ("</b>", -1), ("<br>", 0), ("<br/>", 0), ("<!-- x -->", 0), ("<b><i></i>", 1), ('<a title="x">', 1)],
)
def test_html_is_counted_by_its_tags(html: str, expected: int) -> None:
    assert opened_elements(html) == expected


def test_work_grows_with_the_length_of_the_text() -> None:
    meanings = known(*(f"A{number}" for number in range(100)))
    assert not set("*+") & set(meanings.pattern.pattern)  # what it looks at from one place is as long as a word at most
    for size in (800, 8000):
        assert sum(1 for _ in abbreviations_in("A7(A8 A9 Anna " * size, meanings)) == 3 * size


def test_no_more_of_the_text_is_looked_at_than_an_explanation_needs() -> None:
    class Counted(str):
        read = 0

        def __getitem__(self, key: slice) -> str:  # type: ignore[override]
            part = super().__getitem__(key)
            Counted.read += len(part)
            return part

    for size in (100, 10_000):
        Counted.read = 0
        text = Counted("( " * size + "OKR" + " )" * size)
        assert not is_explained(text, 2 * size, 2 * size + 3, OKR)
        assert 0 < Counted.read <= 2 * (2 * len(OKR) + 40)


# -- Pages ---------------------------------------------------------------------


@pytest.fixture
def listed(site: Site) -> Site:
    site.write("abbreviations.txt", FILE)
    return site


def shown(site: Site, address: str = "/posts/2021/hello/") -> list[tuple[str, str]]:
    """Return what is explained in the text of a page."""
    return [(abbr.get_text(), abbr["title"]) for abbr in main_of(site.page(address)).select("abbr")]


def test_first_place_in_prose_is_explained_and_no_other(listed: Site) -> None:
    listed.post(body="We set OKRs and **R&D** too. OKR again.\n\nOKR once more, and R&D; the OKR's end.\n")
    assert listed.build() == []
    assert shown(listed) == [("OKR", OKR), ("R&D", "research and development")]
    paragraph = main_of(listed.page("/posts/2021/hello/")).select_one(".e-content p")
    assert str(paragraph).startswith(f'<p>We set <abbr class="capitals" title="{OKR}">OKR</abbr>s and <strong><abbr')
    assert paragraph.get_text() == "We set OKRs and R&D too. OKR again."


@pytest.mark.parametrize(
    "body",
    [
        "## The OKR\n\nWords.\n",
        "[OKR](https://example.org/) and [](#okr)\n\n(okr)=\n## OKR\n\nWords.\n",
        "`OKR`, {kbd}`OKR`, {command}`OKR`\n\n```\nOKR\n```\n",
        "$OKR$\n\n$$OKR$$\n",
        '```{figure} a.svg\n:alt: OKR\n\nThe OKR.\n\nMore of the OKR.\n```\n\n![OKR](a.svg "OKR")\n',
        "```{table} OKR\n| A |\n|---|\n| B |\n```\n",
        "```{code-block} python\n:caption: OKR\nOKR = 1\n```\n",
        "<b>OKR</b>, <b>*OKR*</b>\n\n<p>OKR</p>\n",
        "% OKR\n\nWords.\n",
        "Words.[^OKR]\n\n[^OKR]: More.\n",
        "```{note}\n:class: OKR\nWords.\n```\n\n```{admonition} OKR\nWords.\n```\n",
        "OKR\n: What a team is after.\n",
        "{abbr}`OKR (what a team is after)` and OKR\n",
        f"We set OKRs.\n\n{OKR.capitalize()} (OKR) are set.\n",
        f"*{OKR.capitalize()}* (OKR), and OKR.\n",
        f"## {OKR.capitalize()} (OKR)\n\nOKR.\n",
        "OKR-based and OKR2.\n",
        "O*KR*\n",
    ],
)
def test_elsewhere_nothing_is_explained(listed: Site, body: str) -> None:
    listed.write("posts/2021/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    listed.post(body=body, title="An OKR")
    assert listed.build() == []
    page = main_of(listed.page("/posts/2021/hello/"))
    assert "OKR" in page.get_text()
    assert [abbr for abbr in page.select("abbr") if abbr["title"] == OKR] == []


def test_place_after_one_that_is_not_prose_is_explained(listed: Site) -> None:
    listed.post(body="## OKR\n\n`OKR`, <b>OKR</b>, [OKR](#okr), OKR.\n")
    assert listed.build() == []
    abbr = main_of(listed.page("/posts/2021/hello/")).select_one("abbr")
    assert abbr.next_sibling == "."
    assert abbr.previous_sibling == ", "
    assert abbr.previous_sibling.previous_sibling.name == "a"


@pytest.mark.parametrize(
    "body", ["- OKR\n", "> OKR\n", "| A |\n|---|\n| OKR |\n", "Words.[^1]\n\n[^1]: OKR\n", "A\n: OKR\n", "*An OKR*\n"]
)
def test_prose_is_also_in_lists_tables_quotations_and_notes(listed: Site, body: str) -> None:
    listed.post(body=body)
    assert listed.build() == []
    assert shown(listed) == [("OKR", OKR)]


def test_of_two_texts_that_are_alike_the_right_one_is_explained(listed: Site) -> None:
    listed.post(body="<b>OKR</b>, <i></i>OKR<i></i>.\n")
    assert listed.build() == []
    abbr = main_of(listed.page("/posts/2021/hello/")).select_one("abbr")
    assert abbr.parent.name == "p"
    assert abbr.previous_sibling.name == "i"


def test_text_comes_before_notes_beside_it(listed: Site) -> None:
    listed.post(body="Words.[^1]\n\nAn OKR.\n\n[^1]: OKR and CI.\n")
    assert listed.build() == []
    page = main_of(listed.page("/posts/2021/hello/"))
    assert {abbr.get_text(): abbr.find_parent("aside") is not None for abbr in page.select("abbr")} == {
        "OKR": False,
        "CI": True,
    }


def test_concepts_and_pages_have_theirs(listed: Site) -> None:
    listed.write("concepts/plan.md", "# Plan\n\nAn OKR.\n")
    listed.write("about.md", "# About\n\nOKR.\n")
    listed.post(body="Words.\n\n![[plan]]\n")
    assert listed.build() == []
    for address in ("/concepts/plan/", "/about/", "/posts/2021/hello/"):
        assert shown(listed, address) == [("OKR", OKR)]
    assert shown(listed, "/concepts/") == []


def test_list_of_posts_is_not_prose_of_its_page(site: Site) -> None:
    site.write("abbreviations.txt", "Mar: March\nOKR: a\n")
    site.post(title="An OKR")
    site.write("about.md", "# About\n\n```{postlist} 9\n:date: '%d %b %Y'\n```\n\nMar and OKR.\n")
    assert site.build() == []
    page = main_of(site.page("/about/"))
    assert "26 Mar 2021" in page.select_one(".postlist").get_text()
    assert page.select(".postlist abbr") == []
    assert shown(site, "/about/") == [("Mar", "March"), ("OKR", "a")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", [("OKR", "Ziele und Schlüsselergebnisse"), ("z. B.", "zum Beispiel")]),
        ("fr", []),
        ("en-US", [("OKR", OKR)]),
    ],
)
def test_text_in_another_language_has_its_own(listed: Site, language: str, expected: list[tuple[str, str]]) -> None:
    listed.post(body="OKR, z. B.\n", language=language)
    assert listed.build() == []
    assert shown(listed) == expected


def test_expansion_is_escaped(site: Site) -> None:
    site.write("abbreviations.txt", "OKR: \"a\" <b> & 'c'\n")
    site.post(body="OKR\n")
    assert site.build() == []
    assert shown(site) == [("OKR", "\"a\" <b> & 'c'")]


def test_records_copies_and_search_have_the_words_as_they_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCH", "1")
    site.post(body="The OKR of R&D, *i.e.* CI/CD.\n\nMore CI.\n")
    site.write("concepts/plan.md", "# Plan\n\nAn OKR is (no) plan.\n")
    assert site.build() == []
    before = site.files()
    site.write("abbreviations.txt", FILE)
    assert site.build() == []
    after = site.files()
    assert any(path.startswith("pagefind/") for path in after)
    changed = {path for path in after if before.get(path) != after[path]}
    assert changed >= {"posts/2021/hello/index.html", "concepts/plan/index.html", "blog/atom.xml"}
    assert not [path for path in changed if path.endswith(".md") or path.startswith("pagefind/")]
    for path in sorted(changed):
        if path.endswith(".html"):
            texts = [BeautifulSoup(files[path], "html.parser") for files in (before, after)]
            for text in texts:
                for abbr in text.select("abbr"):
                    abbr.unwrap()
            assert str(texts[0]) == str(texts[1])


def test_feeds_carry_what_it_stands_for(listed: Site) -> None:
    listed.post(body="The OKR.\n")
    assert listed.build() == []
    feed = BeautifulSoup((listed.html / "blog/atom.xml").read_bytes(), "xml")
    content = BeautifulSoup(feed.find("content").get_text(), "html.parser")
    assert content.find("abbr")["title"] == OKR
    assert feed.find("summary").get_text() == "The OKR."


# -- Builds --------------------------------------------------------------------


def test_all_wrong_lines_are_reported_in_one_build(site: Site) -> None:
    site.write("abbreviations.txt", "OKR\nKPI: a\nKPI: b\n[klingon]\n")
    assert [line.partition(": WARNING: ")[0] for line in site.build()] == [
        f"abbreviations.txt:{number}" for number in (1, 3, 4)
    ]
    assert [line.rpartition(" ")[2] for line in site.build()] == ["[valuable.abbreviations]"] * 3


@pytest.mark.parametrize(
    ("content", "line", "said"), [(b"A: b\ncaf\xe9: x\n", 2, "not in UTF-8"), (b"A: b\nC: \x07\n", 2, "U+0007")]
)
def test_file_that_cannot_be_read_is_told_of(site: Site, content: bytes, line: int, said: str) -> None:
    site.write("abbreviations.txt", content)
    [warning] = site.build()
    assert warning.startswith(f"abbreviations.txt:{line}: WARNING: ")
    assert said in warning


@pytest.mark.parametrize("kind", ["folder", "broken link", "link out"])
def test_what_is_no_file_is_told_of(site: Site, kind: str) -> None:
    path = site.folder / "abbreviations.txt"
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/etc/hostname" if kind == "link out" else "nowhere")
    [warning] = site.build()
    assert warning.startswith("abbreviations.txt:1: WARNING: it is ")


def write(site: Site) -> None:
    site.write("abbreviations.txt", FILE)


def edit(site: Site) -> None:
    site.write("abbreviations.txt", FILE.replace(OKR, "other words"))


def remove(site: Site) -> None:
    (site.folder / "abbreviations.txt").unlink(missing_ok=True)


@pytest.mark.parametrize("first", [write, remove])
@pytest.mark.parametrize("then", [write, edit, remove])
def test_change_of_the_file_reaches_every_page(
    site: Site, first: Callable[[Site], None], then: Callable[[Site], None]
) -> None:
    first(site)
    site.post(body="The OKR.\n")
    site.post("posts/2021/other.md", body="No such thing.\n", title="Other")
    site.write("concepts/plan.md", "# Plan\n\nAn OKR.\n")
    assert site.build() == []
    then(site)
    assert site.build(jobs=2) == []
    assert shown(site, "/concepts/plan/") == {
        write: [("OKR", OKR)],
        edit: [("OKR", "other words")],
        remove: [],
    }[then]  # fmt: skip
    assert_clean(site)
