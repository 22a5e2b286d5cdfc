from datetime import date

import pytest

from valuable.base.translations import PHRASES, byline_words, long_date, phrase, ui_language


@pytest.mark.parametrize(
    ("language", "words", "byline"),
    [
        ("en-GB", 392, "392 words from 6 March 2021"),
        ("en", 1, "1 word from 6 March 2021"),
        ("en", 0, "0 words from 6 March 2021"),
        ("en-US", 2, "2 words from March 6, 2021"),
        ("de", 1, "1 Wort vom 6. März 2021"),
        ("de", 2, "2 Wörter vom 6. März 2021"),
        ("fr", 0, "0 mot du 6 mars 2021"),
        ("es", 2, "2 palabras del 6 de marzo de 2021"),
    ],
)
def test_byline_is_said_in_the_language(language: str, words: int, byline: str) -> None:
    before, after = byline_words(words, language)
    assert before + long_date(date(2021, 3, 6), language) + after == byline


def test_every_language_has_every_phrase() -> None:
    assert {frozenset(phrases) for phrases in PHRASES.values()} == {frozenset(PHRASES["en"])}


def test_language_without_phrases_is_shown_in_the_sites() -> None:
    assert ui_language("pt-BR", "de") == "de"
    assert ui_language("pt-BR", "sv") == "en"
    assert ui_language("de-AT", "en") == "de-AT"


def test_phrase_takes_its_values() -> None:
    assert phrase("series", "en", n=2, total=3, series="A") == "Part 2 of 3 of “A”"
