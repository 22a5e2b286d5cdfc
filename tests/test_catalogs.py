"""The catalogs of the frame's words: they are whole and up to date, and every word of the frame is in them."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po
from bs4 import BeautifulSoup, Comment, Doctype, NavigableString
from conftest import Site
from PIL import Image
from sphinx.errors import ConfigError

from valuable.base.catalogs import LOCALE_FOLDER, catalog_language, catalog_problems, locale_names, read_catalog
from valuable.base.theme import STATIC_FOLDER
from valuable.base.translations import translator
from valuable.commands import messages
from valuable.commands.messages import (
    GETTEXT_CALLS,
    VARIANT_CATALOGS,
    catalog_files,
    extract_words,
    made_files,
    untranslated,
)
from valuable.outputs.search.words import SCRIPT_COUNTS, SCRIPT_WORDS, script_words

FILES = catalog_files()
LANGUAGES = sorted(file.parts[-3] for file in FILES)
WHOLE = [file for file in FILES if file.parts[-3] not in VARIANT_CATALOGS]


def name_of(file: Path) -> str:
    return file.parts[-3]


def test_catalogs_are_up_to_date() -> None:
    """What `make messages` would write is there."""
    assert [str(file.relative_to(LOCALE_FOLDER)) for file, data in made_files() if file.read_bytes() != data] == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_values_and_plural_forms_are_right(file: Path) -> None:
    assert list(catalog_problems(file)) == []


@pytest.mark.parametrize("file", WHOLE, ids=name_of)
def test_every_text_is_translated(file: Path) -> None:
    assert untranslated(read_catalog(file)) == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_each_kind_of_number_has_one_form(file: Path) -> None:
    """gettext chooses the form of a number by a rule of the catalog, scripts and Babel by CLDR's: they agree."""
    rule, plural = Locale.parse(name_of(file)).plural_form, translator(name_of(file).replace("_", "-")).words
    form = plural.plural  # type: ignore[attr-defined]
    pairs = {(rule(n), form(n)) for n in (*range(210), 1000)}
    assert len(pairs) == len({kind for kind, _ in pairs})
    assert {number for _, number in pairs} == set(range(read_catalog(file).num_plurals))


def test_scripts_say_what_is_in_the_file_of_their_words() -> None:
    said: set[str | tuple[str, ...]] = set()
    for file in (STATIC_FOLDER / "js").glob("*.js"):
        said |= {ids for _, ids, _, _ in extract_from_file("javascript", file, keywords=GETTEXT_CALLS)}
    assert said == {*SCRIPT_WORDS, *SCRIPT_COUNTS}


def test_words_of_scripts_have_a_form_for_each_kind_of_number() -> None:
    assert script_words("en-GB") == {}
    assert set(script_words("ar")["{n} result"]) == {"zero", "one", "two", "few", "many", "other"}
    assert script_words("pl")["{n} result"] == {
        "one": "{n} wynik",
        "few": "{n} wyniki",
        "many": "{n} wyników",
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de-AT", "de-AT"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt-PT"),
        ("nn", "nb"),
        ("no", "nb"),
        ("zh-CN", "zh-CN"),
        ("zh-Hans-SG", "zh-Hans-SG"),
        ("zh-TW", ""),
        ("zh-Hant", ""),
        ("sr-Latn", ""),
        ("sv", ""),
        ("en-US", "en-US"),
    ],
)
def test_language_has_the_words_of_its_like(language: str, words: str) -> None:
    assert catalog_language(language) == words


def test_one_country_says_some_words_its_own_way() -> None:
    assert locale_names("pt-PT") == ["pt_PT", "pt"]
    assert translator("pt-PT").gettext("Tags") == "Etiquetas"
    assert translator("pt-BR").gettext("Tags") == "Tags"
    assert translator("pt-PT").gettext("Posts") == translator("pt").gettext("Posts")


PICTURE = BytesIO()
Image.new("RGB", (900, 600), "teal").save(PICTURE, "PNG")

# -- Every word of the frame ----------------------------------------------------------------

# Names, and what is the same in every language.
NAMES = re.compile(
    r"⟦[^⟧]*⟧|\b(?:Atom|RSS|JSON(?: Feed)?|OPML|YouTube|Mastodon|Python|feeds\.opml|mars|april|och|svenska|Python)\b"
    r"|https?:\S+|\S+\.com|\S+@\S+|\{\w+\}"
)
ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "label")
NO_WORDS = "script, style, pre, svg title, .decoy, .email, [hidden], .math"
HEAD_WORDS = "meta[name=description], meta[property='og:title'], meta[property='og:description']"


def pseudo_catalog(language: str) -> bytes:
    """Return a catalog of all texts, each between brackets."""
    catalog = Catalog(locale=Locale.parse(language))
    for message in extract_words():
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = tuple(f"⟦{text}⟧".replace("{", "⟧{").replace("}", "}⟦") for text in ids)
            catalog.add(message.id, texts if len(texts) > 1 else texts[0], context=message.context)
    file = BytesIO()
    write_po(file, catalog)
    return file.getvalue()


def texts_of(page: BeautifulSoup) -> Iterator[str]:
    """Yield what a reader may see or hear of a page."""
    yield from (str(element["content"]) for element in page.select(HEAD_WORDS))
    for script in page.select("script[type='application/ld+json']"):
        yield from re.findall(r'"(?:name|description)":"([^"]*)"', script.get_text())
    for element in page.select(NO_WORDS):
        element.decompose()
    yield from (
        text
        for text in page.find_all(string=True)
        if isinstance(text, NavigableString) and not isinstance(text, (Comment, Doctype))
    )
    for element in page.find_all(True):
        yield from (str(element[name]) for name in ATTRIBUTES if element.has_attr(name))
        given = [value for name, value in element.attrs.items() if name.startswith("data-") and " " in value]
        yield from (value for value in given if not value.startswith("{"))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site in a language whose words are the English ones between brackets; what its author writes is in Greek."""
    site = Site(tmp_path_factory.mktemp("marked"))
    conf = (site.folder / "conf.py").read_text()
    conf = conf.replace('"en-GB"', '"sv"').replace("Small Lights", "Φώτα").replace("Ada Writer", "Άντα")
    conf = conf.replace("The blog of Ada", "Το").replace("a lamp keeper", "φύλακας").replace("London", "Αθήνα")
    conf = conf.replace("The crew of", "Οι").replace("The blog of", "Το")
    site.write("conf.py", conf.replace('"Europe/Αθήνα"', '"Europe/Athens"'))
    site.write("locale/sv/LC_MESSAGES/valuable.po", pseudo_catalog("sv"))
    site.write("index.md", "# Αρχή\n\nΛόγια.\n")
    site.write("people.md", "# Ποιοι\n\n```{peoplelist}\n```\n")
    site.write("about.md", "# Περί\n\n```{conceptlist}\n```\n\n```{postlist} 3\n```\n")
    site.write("subscribe.md", "# Συνδρομή\n\nΛόγια.\n")
    site.write("concepts/a.md", "---\naliases: [Βήτα, Γάμα]\n---\n\n# Άλφα\n\nΈννοια.\n")
    site.write("concepts/b.md", "# Δέλτα\n\nΈννοια με [[Άλφα]].\n")
    site.write("posts/2021/p.png", PICTURE.getvalue())
    site.post("posts/2021/other.md", "Λόγια.\n", "Άλλος", language="el", translation_of="p1.md", redirect="[/old/]")
    for number in range(23):
        keys = {"tags": "[ένα, δύο]", "category": "Είδος", "series": "Σειρά"} if number < 3 else {}
        site.post(f"posts/2021/p{number}.md", EVERYTHING,
                  f"Τίτλος {number}", updated="2021-04-01", author="[ada, crew]", **keys)  # fmt: skip
    assert site.build(start_here=["posts/2021/p2"]) == []
    return site


EVERYTHING = """
Λόγια με [[Άλφα]] και [[Δέλτα]].[^1]

[^1]: Σημείωση.

## Κεφάλαιο

> [!note]
> Λόγια.

> [!tldr]-
> Λόγια.

- [ ] ένα
- [x] δύο

```python
x = 1
```

| α | β |
|---|---|
| 1 | 2 |

<https://www.youtube.com/watch?v=abcdefghijk>

https://www.youtube.com/watch?v=abcdefghijk

## Άλλο

$$x = y$$ (formula)

![Φως](p.png)

![Φως](p.png) ![Φως](p.png)

```{figure} p.png
:alt: Φως

Λεζάντα.
```

```{code-block} python
:caption: Λεζάντα

x = 1
```

```{update} 2021-04-02
Λόγια.
```
"""


def test_every_word_of_the_frame_is_in_the_catalogs(marked: Site) -> None:
    left = set()
    for file in sorted(marked.html.rglob("*.html")):
        for text in texts_of(BeautifulSoup(file.read_bytes(), "html.parser")):
            words = NAMES.sub("", text)
            if re.search(r"[A-Za-z]{2,}", words):
                left.add((file.relative_to(marked.html).as_posix().partition("/p")[0], " ".join(words.split())[:200]))
    assert sorted(map(" ".join, left)) == []


def test_links_to_headings_are_called_in_the_language_of_the_page(site: Site) -> None:
    site.post(body="## Kapitel\n\nText.\n", language="de")
    site.post("posts/2021/other.md", "## Chapter\n\nText.\n")
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select_one(".headerlink")["title"] == "Link zu dieser Überschrift"
    assert site.page("/posts/2021/other/").select_one(".headerlink")["title"] == "Link to this heading"


# -- What an author adds ----------------------------------------------------------------------

OWN_WORDS = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "{key}"
msgstr "{text}"
"""


def test_authors_words_win(site: Site) -> None:
    file = "locale/de/LC_MESSAGES/valuable.po"
    site.post(body="# Hallo\n", tags="x", language="de")
    site.write(file, OWN_WORDS.format(key="Filed under", text="Stichworte:"))
    assert site.build() == []
    page = "/posts/2021/hello/"
    assert "Stichworte:" in site.page(page).get_text()
    assert "Auf dieser Seite" in site.page(page).get_text()
    site.write(file, OWN_WORDS.format(key="Filed under", text="Schlagworte:"))
    assert site.build() == []
    assert "Schlagworte:" in site.page(page).get_text()


def test_language_is_begun_with_every_text(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("_templates/own.html", '{{ _("My own words") }}')
    monkeypatch.chdir(site.folder)
    assert messages.main(["sv"]) == 0
    catalog = read_catalog(site.folder / "locale/sv/LC_MESSAGES/valuable.po")
    assert {*untranslated(extract_words()), "My own words"} == set(untranslated(catalog))
    site.post(language="sv")
    assert site.build() == []


def test_word_said_otherwise_stays_alone_in_its_file(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site.write("locale/en/LC_MESSAGES/valuable.po", OWN_WORDS.format(key="Posts", text="Writings"))
    monkeypatch.chdir(site.folder)
    assert messages.main(["de"]) == 0
    assert [message.string for message in read_catalog(file) if message.id] == ["Writings"]
    assert messages.main(["klingon"]) == 1
    assert "'klingon' is not a language's code: write one such as de" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("de_AT", True), ("zh_Hant", False), ("zh_TW", False), ("zh_CN", True), ("nn", False), ("en_US", True)],
)
def test_language_that_others_read_has_texts_of_its_own(name: str, spoken: bool) -> None:
    assert messages.is_spoken(name) == spoken


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Página {m} de {total}", "has {m}"),
        ("Página {n}", "lacks {total}"),
        ("Página {n de {total}", "has a brace that stands alone"),
    ],
)
def test_wrong_value_is_told_with_its_line(site: Site, text: str, problem: str) -> None:
    site.write("locale/es/LC_MESSAGES/valuable.po", OWN_WORDS.format(key="Page {n} of {total}", text=text))
    with pytest.raises(ConfigError) as error:
        site.build()
    assert str(error.value).startswith("locale/es/LC_MESSAGES/valuable.po:5: ")
    assert problem in str(error.value)


def test_language_without_words_is_told_once(site: Site) -> None:
    site.post(language="sv")
    site.post("posts/2021/other.md", language="sv")
    site.post("posts/2021/third.md", language="nn")
    assert site.build() == []
    told = [line for line in site.app.status.getvalue().splitlines() if "locale/" in line]
    assert len(told) == 2
    assert any("locale/sv/LC_MESSAGES/valuable.po" in hint and "posts/2021/hello.md" in hint for hint in told)
    page = site.page("/posts/2021/hello/")
    assert page.html["lang"] == "sv"
    assert page.select_one(".skip-to-content")["lang"] == "en-GB"


@pytest.mark.parametrize("language", ["nb", "pt", "zh", "el", "hi"])
def test_post_may_be_in_a_language_that_docutils_has_no_words_of(site: Site, language: str) -> None:
    site.post(language=language)
    assert site.build() == []
    assert site.page("/posts/2021/hello/").html["lang"] == language
