"""How a post is cited: in a sentence for people, and as an entry for BibTeX and biber."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from valuable.base.people import Person
from valuable.base.slugs import slug
from valuable.base.translations import long_date, phrase
from valuable.base.uris import uri

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # BibTeX's own names
# BibTeX counts every brace, one after a backslash too.
SPECIAL = str.maketrans(
    {
        **{character: f"\\{character}" for character in "&%$#_"},
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
    }
)


class Work(NamedTuple):
    """What a citation says. ``name`` is the last part of the address that no other post of the year has."""

    title: str
    authors: Sequence[Person]
    site: str
    day: date
    address: str
    name: str


class Citation(NamedTuple):
    """The words before and after the title, and the entry."""

    before: str
    after: str
    bibtex: str


def cite(work: Work, language: str) -> Citation:
    """Return the citations of a work, with the words of *language*, which `valuable.base.translations` has."""
    authors, day = ", ".join(author.name for author in work.authors), long_date(work.day, language)
    sentence = phrase("citation", language, authors=authors, title="\0", site=work.site, date=day, address=work.address)
    before, after = sentence.split("\0")
    return Citation(before, after, bibtex(work))


def bibtex(work: Work) -> str:
    """Return the entry, in UTF-8: accents and other scripts stay as they are."""
    fields = {
        "author": " and ".join(map(author_of, work.authors)),
        "title": title_of(work.title),
        "howpublished": work.site.translate(SPECIAL),
        "year": str(work.day.year),
        "month": MONTHS[work.day.month - 1],
        "day": str(work.day.day),
        "url": uri(work.address),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{key_of(work)},", *lines, "}"])


def author_of(author: Person) -> str:
    """Return a name as BibTeX divides it, or in braces where it must not: a group's, or one that says more."""
    name = author.name.translate(SPECIAL)
    whole = author.kind == "group" or "," in name or " and " in name.casefold()
    return f"{{{name}}}" if whole else name


def title_of(title: str) -> str:
    """Return a title whose capitals stay: styles make small letters of those that no braces protect."""
    words = []
    for place, word in enumerate(title.split(" ")):
        escaped = word.translate(SPECIAL)
        kept = any(letter.isupper() for letter in (word if place else word[1:]))
        words.append(f"{{{escaped}}}" if kept else escaped)
    return " ".join(words)


def key_of(work: Work) -> str:
    """Return the entry's name: it lasts as the address does, and no other post of the site has it."""
    first = work.authors[0]
    family = "" if first.kind == "group" else slug(first.name.split()[-1])
    return f"{family or first.key}{work.day.year}-{work.name}"
