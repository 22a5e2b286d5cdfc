"""Cite a post: in a sentence, as an entry for BibTeX and biber, and in meta tags."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.people import Person, people_of
from valuable.base.slugs import slug
from valuable.base.translations import long_date, translator
from valuable.base.uris import uri
from valuable.content.posts import posts_of
from valuable.pages.metadata import MetaTag
from valuable.phases import HtmlPageContext

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
    """The data of a citation. ``name`` is the last part of the address, unique among the posts of the year."""

    title: str
    authors: Sequence[Person]
    site: str
    day: date
    address: str
    name: str


class Citation(NamedTuple):
    """A citation: its text before and after the title, and the BibTeX entry."""

    before: str
    after: str
    bibtex: str


def make_citation(work: Work, language: str) -> Citation:
    """Return the citations of a work, with the words of *language*, which `valuable.base.translations` has."""
    sentence = translator(language).gettext(
        "{authors}, “{title}”, {site}, {date}, {address}",
        authors=", ".join(author.name for author in work.authors),
        title="\0",
        site=work.site,
        date=long_date(work.day, language),
        address=work.address,
    )
    before, after = sentence.split("\0")
    return Citation(before, after, bibtex(work))


def bibtex(work: Work) -> str:
    """Return the BibTeX entry, in UTF-8: accents and other scripts stay as they are."""
    fields = {
        "author": " and ".join(map(bibtex_author, work.authors)),
        "title": bibtex_title(work.title),
        "howpublished": work.site.translate(SPECIAL),
        "year": str(work.day.year),
        "month": MONTHS[work.day.month - 1],
        "day": str(work.day.day),
        "url": uri(work.address),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{bibtex_key(work)},", *lines, "}"])


def bibtex_author(author: Person) -> str:
    """Return a name as BibTeX divides it; in braces where it must not: a group's, or one with other words."""
    name = author.name.translate(SPECIAL)
    whole = author.kind == "group" or "," in name or " and " in name.casefold()
    return f"{{{name}}}" if whole else name


def bibtex_title(title: str) -> str:
    """Return a title with its words that have capitals in braces: styles turn all others into small letters."""
    words = []
    for place, word in enumerate(title.split(" ")):
        escaped = word.translate(SPECIAL)
        kept = any(letter.isupper() for letter in (word if place else word[1:]))
        words.append(f"{{{escaped}}}" if kept else escaped)
    return " ".join(words)


def bibtex_key(work: Work) -> str:
    """Return the entry's key: as lasting as the address, and unique on the site."""
    first = work.authors[0]
    family = "" if first.kind == "group" else slug(first.name.split()[-1])
    return f"{family or first.key}{work.day.year}-{work.name}"


def citation_tags(work: Work, language: str) -> Iterator[MetaTag]:
    """Yield the meta tags for reference managers (Highwire's, as Google Scholar and Zotero read them)."""
    yield MetaTag("name", "citation_title", work.title)
    yield from (MetaTag("name", "citation_author", person.name) for person in work.authors)
    yield MetaTag("name", "citation_publication_date", f"{work.day:%Y/%m/%d}")
    yield MetaTag("name", "citation_public_url", work.address)
    yield MetaTag("name", "citation_language", language)
    # Zotero takes what has a `citation_title` for an article in a journal, unless it is told (Embedded Metadata.js).
    yield MetaTag("name", "z:itemType", "blogPost")


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    post = posts_of(app.env).get(pagename)
    if post is not None:
        people = people_of(app.config)
        authors = [people[key] for key in post.authors if key in people]
        name = post.docname.split("/")[2]
        work = Work(post.title, authors, app.config.project, post.date.date(), context["permalink"], name)
        context["citation"] = make_citation(work, context["say_language"])
        context["facts"] += citation_tags(work, post.language)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.metadata")
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.CITATION)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
