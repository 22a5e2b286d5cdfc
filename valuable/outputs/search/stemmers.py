"""Give the search's script the stemmers of the languages that the posts are in.

Pagefind stems words in English, for one index holds them all. Snowball's stemmers (BSD licence) for other languages
come with Sphinx, as scripts: with them a query finds other inflections of its words.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import sphinx.search

STEMMER_FILES = Path(sphinx.search.__file__).parent / "minified-js"
# By BCP 47 code; one that has none of its own may use that of a near relative.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "eo": "esperanto", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "uk": "russian", "be": "russian", "yi": "yiddish",
}  # fmt: skip


# Languages whose words change their ends, too, and that there is no stemmer for: up to three letters go.
CUT_LANGUAGES = frozenset({"bg", "bs", "cs", "cy", "fo", "hr", "is", "lv", "mk", "pl", "sk", "sl", "sq"})
WITHOUT_ENDING = "{ stemWord: (word) => word.slice(0, Math.max(4, word.length - 3)) }"


def stemmers_script(languages: Iterable[str]) -> str:
    """Return a module whose default export has the stemmer of each of *languages* that there is one for."""
    codes = {language.partition("-")[0] for language in languages}
    known = sorted(codes & STEMMERS.keys())
    made = {language: f"new {class_of(STEMMERS[language])}()" for language in known}
    made |= dict.fromkeys(sorted(codes & CUT_LANGUAGES), WITHOUT_ENDING)
    if not made:
        return "export default {};\n"
    names = ["base", *sorted({STEMMERS[language] for language in known})] if known else []
    exported = ", ".join(f"{language}: {stemmer}" for language, stemmer in made.items())
    return "\n".join(["let BaseStemmer;", *map(stemmer_source, names), f"export default {{ {exported} }};\n"])


@cache
def stemmer_source(name: str) -> str:
    return (STEMMER_FILES / f"{name}-stemmer.js").read_text(encoding="utf-8").strip()


def class_of(name: str) -> str:
    return "".join(part.title() for part in name.split("_")) + "Stemmer"
