"""The words of the frame in the language of a page, from its catalog; dates, numbers and lists as Babel writes them.

English words stand in the code and the templates; `valuable.base.catalogs` has their translations.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from valuable.base.catalogs import SOURCE_LANGUAGE, catalog_language, translations_for
from valuable.base.directions import direction, isolated

# In this site's English the day comes before the month.
LOCALES = {"en": "en_GB"}
# In these a number of four digits has no sign between them (CLDR's minimumGroupingDigits, which Babel passes over).
FOUR_DIGITS_TOGETHER = {"es", "pl", "pt_PT"}
FIRST_DAY = {"fr": "1er", "pt": "1º"}  # of a month, which these count otherwise than the others
WITHOUT_SPACES = {"ja", "zh"}  # write one sentence after the other


@cache
def locale(language: str) -> Locale:
    """Return Babel's locale for a BCP 47 code."""
    return Locale.parse(LOCALES.get(language, language), sep="_" if language in LOCALES else "-")


def ui_language(language: str, default: str) -> str:
    """Return the language of a page's frame: *language* if there is a catalog of it, else *default*, else English."""
    return catalog_language(language) or catalog_language(default) or SOURCE_LANGUAGE


def gettext_noop(message: str) -> str:
    """Mark a text that is translated elsewhere."""
    return message


def ngettext_noop(one: str, many: str) -> tuple[str, str]:
    """Mark a text with a number that is translated elsewhere."""
    return one, many


def pgettext_noop(context: str, message: str) -> str:
    """Mark a text that is translated elsewhere, in a *context* that tells it from others that read the same."""
    return message


class Translator:
    """Says the words of the frame in one language.

    A text may have places for values, ``{site}``. A whole number among these is written as the language does.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = translations_for(language)

    def gettext(self, message: str, /, **values: Any) -> str:
        return self.filled(self.words.gettext(message), values)

    def pgettext(self, context: str, message: str, /, **values: Any) -> str:
        return self.filled(self.words.pgettext(context, message), values)

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """Return the text for *n* of something, which stands at ``{n}``."""
        return self.filled(self.words.ngettext(one, many, n), {"n": n, **values})

    def filled(self, text: str, values: Mapping[str, Any]) -> str:
        return text.format_map({name: self.shown(value) for name, value in values.items()}) if values else text

    def shown(self, value: Any) -> Any:
        if type(value) is int:
            return format_number(value, self.language)
        is_mixed = isinstance(value, str) and direction(self.language) == "rtl"
        return isolated(value) if is_mixed else value


class PageTranslator(Translator):
    """Says them in templates, as markup: what is none already is escaped."""

    def filled(self, text: str, values: Mapping[str, Any]) -> Markup:
        return escape(text).format_map({name: self.shown(value) for name, value in values.items()})


@lru_cache(maxsize=64)
def known_translator(kind: type[Translator], language: str, words: object) -> Translator:
    return kind(language)


def translator(language: str) -> Translator:
    """Return the translator into *language*, one that :func:`ui_language` returns."""
    return known_translator(Translator, language, translations_for(language))


def site_translator(language: str) -> Translator:
    """Return the translator of what is said of the site as a whole, whose language is given."""
    return translator(ui_language(language, SOURCE_LANGUAGE))


def template_words(language: str) -> dict[str, Any]:
    """Return what templates say words with, ``_`` among it (``jinja2.ext.i18n``), in a language as above."""
    words = known_translator(PageTranslator, language, translations_for(language))
    return {
        "gettext": words.gettext,
        "ngettext": words.ngettext,
        "pgettext": words.pgettext,
        "number": lambda number: format_number(number, language),
        "joints": lambda number: list_joints(number, language),
    }


def format_number(number: int, language: str) -> str:
    """Return a whole number as the language writes it: ``1,165``, ``1.165``."""
    found = locale(language)
    if abs(number) < 10_000 and not FOUR_DIGITS_TOGETHER.isdisjoint({found.language, str(found)}):
        return str(number)
    return format_decimal(number, locale=found)


def sentence_space(language: str) -> str:
    """Return what stands between two sentences."""
    return "" if locale(language).language in WITHOUT_SPACES else " "


def listed_markup(parts: Iterable[Markup], language: str, style: str) -> Markup:
    """Return *parts* as a sentence lists them; *style* is one of CLDR's: ``or`` for ``A, B or C``."""
    return Markup(format_list(list(parts), style, locale=locale(language)))  # type: ignore[arg-type]  # noqa: S704


def listed_text(parts: Iterable[str], language: str) -> str:
    """Return *parts* as a sentence lists them, as plain text."""
    return format_list(list(parts), locale=locale(language))


@lru_cache(maxsize=4096)
def long_date(day: date, language: str) -> str:
    """Return a date in words, with the day's number unpadded: ``26 March 2021``, ``26. März 2021``."""
    found = locale(language)
    said = format_date(day, "long", locale=found)
    first = FIRST_DAY.get(found.language) if day.day == 1 and str(found) != "pt_PT" else None
    return f"{first} {said.removeprefix('1 ')}" if first and said.startswith("1 ") else said


def byline_words(words: int, language: str) -> tuple[str, str]:
    """Return the texts before and after the date in a byline: ``("392 words from ", "")``."""
    said = translator(language).ngettext("{n} word from {date}", "{n} words from {date}", words, date="\0")
    before, _, after = said.partition("\0")
    return before, after


def own_name(language: str, *, exact: bool = False) -> str:
    """Return what speakers of a language call it, ``Deutsch``; if *exact*, with its script or country."""
    known = locale(language)
    return (known.get_display_name() if exact else known.get_language_name()) or language


def language_code(text: str) -> str:
    """Return a BCP 47 code as it is written: ``pt-BR``. Raises :exc:`ValueError` for a language that Babel lacks."""
    try:
        found = Locale.parse(text, sep="-")
    except (UnknownLocaleError, IndexError) as error:
        raise ValueError(str(error)) from None
    return str(found).replace("_", "-")


class DisplayDate(NamedTuple):
    """A date in words, and as the ``datetime`` of a ``<time>``."""

    text: str
    iso: str


@cache
def list_joints(number: int, language: str) -> list[str]:
    """Return what stands before, between and behind so many items in a sentence: ``A, B and C``."""
    return format_list(["\0"] * number, locale=locale(language)).split("\0")


def display_date(moment: datetime, language: str) -> DisplayDate:
    """Return *moment* as readers and as machines read it."""
    return DisplayDate(long_date(moment, language), iso(moment))


def iso(moment: datetime) -> str:
    """Return *moment* in ISO 8601, without the time if that is midnight."""
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(timespec="minutes")
