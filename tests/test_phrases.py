"""The words of the frame: what is said in which language, and whose catalogs there are."""

from datetime import date

import pytest

from valuable.base.translations import byline_words, format_number, listed_text, long_date, translator, ui_language


@pytest.mark.parametrize(
    ("language", "words", "byline"),
    [
        ("en-GB", 392, "392 words from 6 March 2021"),
        ("en", 1, "1 word from 6 March 2021"),
        ("en", 0, "0 words from 6 March 2021"),
        ("en", 1165, "1,165 words from 6 March 2021"),
        ("en-US", 2, "2 words from March 6, 2021"),
        ("de", 1, "1 Wort vom 6. März 2021"),
        ("de", 2165, "2.165 Wörter vom 6. März 2021"),
        ("fr", 0, "0 mot du 6 mars 2021"),
        ("fr", 1165, "1\u202f165 mots du 6 mars 2021"),
        ("es", 1165, "1165 palabras del 6 de marzo de 2021"),
        ("pl", 1, "1 słowo z 6 marca 2021"),
        ("pl", 22, "22 słowa z 6 marca 2021"),
        ("pl", 112, "112 słów z 6 marca 2021"),
        ("ru", 21, "21 слово, 6 марта 2021\u202fг."),
        ("ru", 11, "11 слов, 6 марта 2021\u202fг."),
        ("ru", 102, "102 слова, 6 марта 2021\u202fг."),
        ("ar", 0, "بلا كلمات، 6 مارس 2021"),
        ("ar", 1, "كلمة واحدة، 6 مارس 2021"),
        ("ar", 2, "كلمتان، 6 مارس 2021"),
        ("ar", 5, "5 كلمات، 6 مارس 2021"),
        ("ar", 11, "11 كلمة، 6 مارس 2021"),
        ("ar", 100, "100 كلمة، 6 مارس 2021"),
        ("he", 1, "מילה אחת, 6 במרץ 2021"),
        ("he", 2, "2 מילים, 6 במרץ 2021"),
        ("ja", 1165, "2021年3月6日・1,165語"),
        ("zh", 1165, "2021年3月6日，1,165 字"),
        ("nn", 1165, "1\u00a0165 ord fra 6. mars 2021"),
        ("es", 11165, "11.165 palabras del 6 de marzo de 2021"),
    ],
)
def test_byline_is_said_in_the_language(language: str, words: int, byline: str) -> None:
    language = ui_language(language, "en")
    before, after = byline_words(words, language)
    assert before + long_date(date(2021, 3, 6), language) + after == byline


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "1er juin 2021"),
        ("fr-CA", "1er juin 2021"),
        ("pt-BR", "1º de junho de 2021"),
        ("pt-PT", "1 de junho de 2021"),
        ("de", "1. Juni 2021"),
        ("es", "1 de junio de 2021"),
    ],
)
def test_first_day_of_a_month_is_said_as_the_language_does(language: str, said: str) -> None:
    assert long_date(date(2021, 6, 1), language) == said
    assert long_date(date(2021, 6, 11), language).startswith("11")


def test_language_without_a_catalog_is_shown_in_the_sites() -> None:
    assert ui_language("sv", "de") == "de"
    assert ui_language("sv", "fi") == "en"
    assert ui_language("de-AT", "en") == "de-AT"


def test_text_takes_its_values() -> None:
    said = translator("en").gettext("Part {n} of {total} of “{series}”", n=2, total=1300, series="A")
    assert said == "Part 2 of 1,300 of “A”"


def test_numbers_and_lists_are_written_as_the_language_does() -> None:
    assert [format_number(1000, language) for language in ("de", "pl", "en-US")] == ["1.000", "1000", "1,000"]
    assert listed_text(["A", "B", "C"], "en-GB") == "A, B and C"
    assert listed_text(["A", "B", "C"], "en-US") == "A, B, and C"
    assert listed_text(["A", "B", "C"], "ja") == "A、B、C"
