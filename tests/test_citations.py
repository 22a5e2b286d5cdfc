import re
from datetime import date

import pytest
from conftest import Site, main_of
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.people import Person
from valuable.pages.citations import Work, bibtex, bibtex_author, bibtex_title, make_citation

ADA = Person("ada", "Ada Writer")
CREW = Person("crew", "The crew of Small Lights", kind="group")
ADDRESS = "https://lights.example/posts/2021/what-a-keeper-does/"
WORK = Work("What does a keeper do", [ADA], "Small Lights", date(2021, 3, 26), ADDRESS, "what-do-they-do")


def fields_of(entry: str) -> tuple[str, dict[str, str]]:
    """Return the key and the fields of a BibTeX entry, read as BibTeX does: by its braces."""
    head = re.match(r"@misc\{([^\s,{}\\%#~\"'()=]+),", entry)
    assert head, entry
    found, rest = {}, entry[head.end() :]
    while field := re.match(r"\s*([a-z]+)\s*=\s*", rest):
        rest = rest[field.end() :]
        end = rest.index(",") if rest[0] != "{" else closing(rest) + 1
        found[field[1]] = rest[1 : end - 1] if rest[0] == "{" else rest[:end]
        assert rest[end] == ","
        rest = rest[end + 1 :]
    assert rest == "\n}"
    return head[1], found


def closing(text: str) -> int:
    """Return where the brace that *text* begins with is closed; a backslash before a brace changes nothing."""
    depth = 0
    for place, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return place
    raise AssertionError(f"a brace stays open: {text}")


def unescaped(text: str) -> str:
    """Return the text of a field as LaTeX sets it."""
    names = {"backslash": "\\", "braceleft": "\1", "braceright": "\2", "asciitilde": "~", "asciicircum": "^"}
    names |= {"less": "<", "greater": ">"}
    text = re.sub(r"\\text([a-z]+)\{\}", lambda found: f"\0{ord(names[found[1]])};", text)
    text = re.sub(r"\\([&%$#_])", r"\1", text)
    text = text.replace("{", "").replace("}", "")
    return re.sub(r"\0(\d+);", lambda found: chr(int(found[1])), text).replace("\1", "{").replace("\2", "}")


def test_entry_has_what_a_reference_needs() -> None:
    key, fields = fields_of(bibtex(WORK))
    assert key == "writer2021-what-do-they-do"
    assert fields == {
        "author": "Ada Writer",
        "title": "What does a keeper do",
        "howpublished": "Small Lights",
        "year": "2021",
        "month": "mar",
        "day": "26",
        "url": ADDRESS,
    }


def test_every_author_is_named_and_a_group_is_not_divided() -> None:
    key, fields = fields_of(bibtex(WORK._replace(authors=[CREW, ADA])))
    assert fields["author"] == "{The crew of Small Lights} and Ada Writer"
    assert key == "crew2021-what-do-they-do"


@pytest.mark.parametrize("name", ["Sammy Davis, Jr.", "Barnes and Noble", "Marks AND Spencer"])
def test_name_that_bibtex_would_divide_wrongly_is_kept_whole(name: str) -> None:
    assert bibtex_author(Person("x", name)) == f"{{{name}}}"


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Cats & dogs: 100 % of #1", r"Cats \& dogs: 100 \% of \#1"),
        ("What CSS does in Berlin", "What {CSS} does in {Berlin}"),
        ("iPhone and eBay", "{iPhone} and {eBay}"),
        ("Über Größe", "Über {Größe}"),
        ("共有 हिन्दी 🎉", "共有 हिन्दी 🎉"),
        ("A } and {", r"A \textbraceright{} and \textbraceleft{}"),
        (r"a:\b_$1 ~^", r"a:\textbackslash{}b\_\$1 \textasciitilde{}\textasciicircum{}"),
        ("The <b> element", r"The \textless{}b\textgreater{} element"),
    ],
)
def test_title_comes_out_as_it_was_written(title: str, field: str) -> None:
    assert bibtex_title(title) == field
    assert unescaped(fields_of(bibtex(WORK._replace(title=title)))[1]["title"]) == title


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_title_is_a_whole_field(title: str) -> None:
    fields = fields_of(bibtex(WORK._replace(title=title, site=title)))[1]
    assert unescaped(fields["title"]) == title
    assert unescaped(fields["howpublished"]) == title


def test_address_is_in_ascii() -> None:
    fields = fields_of(bibtex(WORK._replace(address="https://lights.example/posts/2021/हि/?a=%20{}")))[1]
    assert fields["url"] == "https://lights.example/posts/2021/%E0%A4%B9%E0%A4%BF/?a=%20%7B%7D"


def test_key_of_a_name_without_letters_is_the_persons() -> None:
    assert fields_of(bibtex(WORK._replace(authors=[Person("jo", "🎉")])))[0] == "jo2021-what-do-they-do"
    assert fields_of(bibtex(WORK._replace(authors=[Person("jo", "José Núñez-Ávila")])))[0].startswith("nunez-avila2021")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en-GB", f"Ada Writer, “{WORK.title}”, Small Lights, 26 March 2021, {ADDRESS}"),
        ("de", f"Ada Writer: „{WORK.title}“, Small Lights, 26. März 2021, {ADDRESS}"),
        ("nl", f"Ada Writer, ‘{WORK.title}’, Small Lights, 26 maart 2021, {ADDRESS}"),
    ],
)
def test_sentence_is_in_the_language_of_the_post(language: str, sentence: str) -> None:
    found = make_citation(WORK, language)
    assert found.before + WORK.title + found.after == sentence


def test_every_post_says_how_to_cite_it(site: Site) -> None:
    site.post(title="A `</pre>` & `{}` *title*", author="[ada, crew]")
    site.post("posts/2021/other/index.md", title="日本語", language="ko", author="crew", date="2020-12-31T23:30")
    people = {"ada": {"name": "Ada Writer"}, "crew": {"name": CREW.name, "kind": "group"}}
    assert site.build(people=people) == []
    citation = main_of(site.page("/posts/2021/hello/")).select_one("details.citation")
    assert citation.summary.get_text() == "Cite this post"
    assert citation.select_one(".citation-text").get_text() == (
        "Ada Writer, The crew of Small Lights, “A </pre> & {} title”, Small Lights, "
        "26 March 2021, https://lights.example/posts/2021/hello/"
    )
    _, fields = fields_of(citation.pre.get_text())
    assert unescaped(fields["title"]) == "A </pre> & {} title"
    citation = main_of(site.page("/posts/2021/other/")).select_one("details.citation")
    assert citation.select_one(".citation-text bdi")["lang"] == "ko"
    assert citation.select_one(".citation-text")["lang"] == citation.summary["lang"] == "en-GB"
    key, fields = fields_of(citation.pre.get_text())
    assert (key, fields["year"], fields["month"], fields["day"]) == ("crew2020-other", "2020", "dec", "31")
    assert fields["url"] == "https://lights.example/posts/2021/other/"


def test_only_posts_are_cited(site: Site) -> None:
    site.post()
    site.write("about.md", "# About\n\nWords.\n")
    assert site.build() == []
    cited = [path for path in site.files() if path.endswith(".html") and site.page(path).select(".citation")]
    assert cited == ["posts/2021/hello/index.html"]
