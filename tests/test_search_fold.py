"""Words that are typed with other letters."""

import gzip
from pathlib import Path

import cbor2
import pytest

from valuable.outputs.search.folding import folded_spellings, may_be_folded, rows_with_foldings, typed_words
from valuable.outputs.search.index import write_index
from valuable.outputs.search.joining import load_file
from valuable.outputs.search.stemmers import STEMMERS, class_of, stemmers_script

PAGE = '<html><body><div role="main"><h1>{title}</h1><div class="e-content"><p>{words}</p></div></div></body></html>'


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("łódź", {"lodz"}),
        ("straße", {"strasse"}),
        ("søren", {"soren", "soeren"}),
        ("ærø", {"aero", "aeroe"}),
        ("đorđe", {"dorde", "djordje"}),
        ("ısı", {"isi"}),
        ("þór", {"thor"}),
        ("œuvre", {"oeuvre"}),
        ("ﬁne", {"fine"}),
        ("führung", set()),  # Pagefind's own work
        ("plain", set()),
        ("理解", set()),
    ],
)
def test_word_has_what_is_typed_for_it(word: str, typed: set[str]) -> None:
    assert folded_spellings(word) == typed


@pytest.mark.parametrize(
    ("word", "languages", "typed"),
    [
        ("chevaux", {"fr"}, {"cheval", "chevail"}),
        ("travaux", {"fr", "de"}, {"traval", "travail"}),
        ("chevaux", {"de"}, set()),
        ("aux", {"fr"}, set()),
        ("الكتاب", {"ar"}, {"كتاب"}),
        ("والكتاب", {"ar"}, {"كتاب"}),
        ("للكتاب", {"ar"}, {"كتاب"}),
        ("الف", {"ar"}, set()),
        ("łódź", {"ar", "fr"}, {"lodz"}),
    ],
)
def test_word_is_found_by_a_form_that_begins_otherwise(word: str, languages: set[str], typed: set[str]) -> None:
    assert typed_words(word, languages) == typed


def test_stemmers_are_those_of_the_languages() -> None:
    assert stemmers_script(["en-GB", "th", "ja"]) == "export default {};\n"
    script = stemmers_script(["de-AT", "de", "nn", "no", "en"])
    assert "{ de: new GermanStemmer(), nn: new NorwegianStemmer(), no: new NorwegianStemmer() }" in script
    assert script.count("NorwegianStemmer=function") == 1
    assert stemmers_script(["pl"]).count("stemWord") == 1
    for language, name in STEMMERS.items():
        assert f"{class_of(name)}=function" in stemmers_script([language])


def test_row_stands_under_the_stem_of_what_is_typed() -> None:
    rows = [("łodz", [[0, [3], []]], [["łódź", [[1, [4], []]]]]), ("plain", [[0, [5], []]], [])]
    (row,) = rows_with_foldings(rows)
    assert row == ("lodz", [], [["łodz", [[0, [3], []]]], ["łódź", [[1, [4], []]]]])
    row[2][0][1][0][0] = 9
    assert rows[0][1] == [[0, [3], []]]  # the places are its own


def index_of(folder: Path, *pages: str) -> list[tuple[str, list[str]]]:
    addresses = {}
    for number, words in enumerate(pages):
        file = folder / f"{number}.html"
        file.write_text(PAGE.format(title=f"Page {number}", words=words), encoding="utf-8")
        addresses[f"p/{number}/"] = file
    write_index(addresses, folder / "pagefind", batch=1)
    found = (folder / "pagefind" / "index").iterdir()
    return sorted(
        (word, [spelt for spelt, _ in spellings])
        for file in found
        for word, _, spellings in load_file(file.read_bytes())[0]
    )


def test_index_has_both_words(tmp_path: Path) -> None:
    found = dict(index_of(tmp_path, "In Łódź", "Eine Straße und eine Strasse", "In Łódź, Lodz"))
    assert found["łodz"] == ["łódź"]
    assert found["lodz"] == ["łódź"]
    assert found["strass"] == ["straße"]
    assert "straße" in found


def test_plain_pages_have_nothing_more(tmp_path: Path) -> None:
    found = index_of(tmp_path, "Plain words with a café", "and others")
    assert sorted(word for word, _ in found if word.startswith("caf")) == ["cafe"]
    assert not may_be_folded(gzip.compress(cbor2.dumps(["café"])))
    assert may_be_folded(gzip.compress(cbor2.dumps(["łódź"])))
