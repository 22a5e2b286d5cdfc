"""Read ``abbreviations.txt``: what abbreviations stand for, one a line, by language."""

import re
from collections.abc import Mapping
from unicodedata import normalize

from valuable.base.problems import Problem
from valuable.base.text_files import brief
from valuable.base.translations import language_code
from valuable.content.validators import ValidationError

REMARK_MARK = re.compile("%%|<!--")
EXAMPLE_LINE = "`OKR: objectives and key results`"
SITE_LANGUAGE = ""  # the language of what stands before any `[…]`: the site's own
Meanings = Mapping[str, str]


def parse_abbreviations(text: str) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Return the meaning of each abbreviation by language, and a problem for each line of the file that is wrong."""
    found: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    places: dict[tuple[str, str], int] = {}
    language = SITE_LANGUAGE
    for number, typed in enumerate(normalize("NFC", text).split("\n"), start=1):
        line = " ".join(typed.split())
        if not line or line.startswith("#"):
            continue
        try:
            if REMARK_MARK.search(line):
                raise ValidationError(
                    "a remark can't stand here, where all is published: write it on a line that begins with `#`"
                )
            if line.startswith("["):
                language = line  # if it is none, what follows is of no language
                language = language_in(line)
                continue
            short, meaning = split_line(line)
            before = places.setdefault((language, short), number)
            if before != number:
                raise ValidationError(f"`{brief(short)}` stands in line {before} already: keep one of the two")
            found.setdefault(language, {})[short] = meaning
        except ValidationError as wrong:
            problems.append(Problem(number, str(wrong)))
    return found, problems


def language_in(line: str) -> str:
    """Return the language that a line such as ``[de]`` names, or raise :exc:`ValidationError`."""
    code = line[1:-1].strip() if line.endswith("]") else ""
    try:
        return language_code(code)
    except ValueError:
        raise ValidationError(
            f"`{brief(line)}` names no language: write its code, as in `[de]`, `[fr]` or `[pt-BR]`"
        ) from None


def split_line(line: str) -> tuple[str, str]:
    """Return an abbreviation and its meaning, or raise :exc:`ValidationError`."""
    short, colon, meaning = (part.strip() for part in line.partition(":"))
    if not colon:
        said = f"`{brief(line)}` has no colon"
        raise ValidationError(f"{said}: write the abbreviation, a colon and what it stands for, as in {EXAMPLE_LINE}")
    if not short:
        raise ValidationError(
            f"`{brief(line)}` has nothing before its colon: write the abbreviation there, as in {EXAMPLE_LINE}"
        )
    if not meaning:
        raise ValidationError(
            f"`{brief(line)}` does not say what it stands for: write that after the colon, as in {EXAMPLE_LINE}"
        )
    return short.replace("’", "'"), meaning


def meanings_for(found: Mapping[str, Meanings], language: str, site: str) -> dict[str, str]:
    """Return the meanings for readers of *language*, on a site in the language *site*.

    What stands under ``[de-CH]`` comes before what stands under ``[de]``.
    """
    parts = language.split("-")
    known = dict(found.get(SITE_LANGUAGE, {})) if parts[0] == site.partition("-")[0] else {}
    for end in range(1, len(parts) + 1):
        known.update(found.get("-".join(parts[:end]), {}))
    return known
