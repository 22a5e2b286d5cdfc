"""The words that the scripts of the search say, in a file of each language: an English page needs none."""

import json
from typing import Any

from sphinx.application import Sphinx

from valuable.base.build_state import once_per_build
from valuable.base.fingerprints import value_digest
from valuable.base.translations import gettext_noop, locale, ngettext_noop, translator, ui_language
from valuable.content.posts import posts_of

WORDS_FOLDER = "_static/words"
# What the scripts call by `gettext` and `ngettext`, which look it up in the file; `tests/test_catalogs.py` compares.
SCRIPT_WORDS = (
    gettext_noop("Posts"),
    gettext_noop("No results"),
    gettext_noop("No results for “{words}”"),
    gettext_noop("Did you mean “{words}”?"),
    gettext_noop("Similar words:"),
    gettext_noop("More results"),
    gettext_noop("Narrow down"),
    gettext_noop("Only posts with"),
    gettext_noop("Any"),
    gettext_noop("Tag"),
    gettext_noop("Category"),
    gettext_noop("Author"),
    gettext_noop("Year"),
)
SCRIPT_COUNTS = (
    ngettext_noop("{n} result", "{n} results"),
    ngettext_noop("All {n} results", "All {n} results"),
    ngettext_noop("{n} result for “{words}”", "{n} results for “{words}”"),
)
SAMPLES = (*range(200), 1_000_000)  # numbers among which each kind that a language tells apart occurs


def script_words(language: str) -> dict[str, Any]:
    """Return the words in *language*, those that differ from the English ones; of numbers, by the kind of number."""
    words, kind_of = translator(language).words, locale(language).plural_form
    samples = {kind_of(n): n for n in reversed(SAMPLES)}
    found: dict[str, Any] = {text: words.gettext(text) for text in SCRIPT_WORDS}
    counted = {
        one: {kind: words.ngettext(one, many, n) for kind, n in sorted(samples.items())} for one, many in SCRIPT_COUNTS
    }
    english = {one: {one, many} for one, many in SCRIPT_COUNTS}
    return {
        **{text: said for text, said in found.items() if said != text},
        **{one: forms for one, forms in counted.items() if not set(forms.values()) <= english[one]},
    }


def words_json(words: dict[str, Any]) -> str:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


@once_per_build
def word_files(app: Sphinx) -> dict[str, str]:
    """Return the content of the file of each language that pages of this site are in, if there is one."""
    site = app.config.language
    pages = {site, *(post.language for post in posts_of(app.env).values())}
    languages = sorted({ui_language(language, site) for language in pages})
    return {language: words_json(words) for language in languages if (words := script_words(language))}


def words_path(app: Sphinx, language: str) -> str:
    """Return the path of a language's file, with a digest of it; ``""`` where none is needed."""
    content = word_files(app).get(language)
    return f"{WORDS_FOLDER}/{language}.json?v={value_digest(content)[:8]}" if content else ""
