"""Explain abbreviations, each at its first place on a page, from one file of their meanings: ``abbreviations.txt``.

One stands on a line, ``OKR: objectives and key results``; the line ``[de]`` begins those of texts in German. A page may
have some of its own, ``*[OKR]: …``. Only pages show them, and feeds, which are made from pages: records of posts, the
search and copies have the words as they are.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from os.path import lexists
from pathlib import Path
from typing import NamedTuple
from unicodedata import category

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import BuildValue, once_per_build
from valuable.base.fingerprints import file_digests
from valuable.base.problems import Problem
from valuable.base.reports import report
from valuable.base.source_paths import ABBREVIATIONS_FILE
from valuable.base.text_files import UnreadableFileError, read_text
from valuable.base.word_count import NOT_PROSE, UNSPACED
from valuable.content.markdown.page_abbreviations import PAGE_ABBREVIATIONS
from valuable.content.posts import posts_of
from valuable.knowledge.abbreviation_file import Meanings, meanings_for, parse_abbreviations
from valuable.knowledge.page_names import folded_name
from valuable.phases import DoctreeResolved, EnvGetOutdated

# Chinese, Japanese and Thai have no white space around words. Elsewhere these make one word of what they join.
SPACELESS = UNSPACED.pattern.removesuffix("+")
JOINED_BEFORE = r"[\w&@.\-\u2010\u2011]"
JOINED_AFTER = r"(?:[\w&@\-\u2010\u2011]|\.\w)"
PLURAL_ENDING = r"(?:['’]?s)?"

# What shows words of another kind: a link says by itself what it is about, and code means what is written.
NOT_EXPLAINED_IN = (
    *(nodes.reference, nodes.literal, nodes.math, nodes.abbreviation),
    *(addnodes.literal_emphasis, addnodes.literal_strong, addnodes.manpage),
)
BRACKET = re.compile(r"[(\[（［]")
CAPITALS = re.compile(r"[A-Z]{2,}")
RAW_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)[^>]*?(/?)>")
RAW_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


# -- The text -------------------------------------------------------------------


class KnownAbbreviations(NamedTuple):
    """The abbreviations of one language with their meanings, and the pattern that finds them."""

    meanings: Meanings
    pattern: re.Pattern[str]


class TextRange(NamedTuple):
    """A range of characters in a text node of a page."""

    node: nodes.Text
    start: int
    end: int


def pattern_of(shorts: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of *shorts* as whole words; of several that match at one place, it finds the longest."""

    def spelt(short: str) -> str:
        return r"\s+".join(re.escape(word).replace("'", "['’]") for word in short.split())

    ordered = sorted(shorts, key=lambda short: (-len(short), short))
    first, any_of = ("|".join(dict.fromkeys(map(spelt, texts))) for texts in ([short[0] for short in ordered], ordered))
    # The look ahead saves two thirds of the time: most letters begin no abbreviation.
    return re.compile(
        rf"(?={first})(?:(?<={SPACELESS})|(?<!{JOINED_BEFORE}))(?:{any_of})"
        rf"(?={PLURAL_ENDING}(?:{SPACELESS}|(?!{JOINED_AFTER})))"
    )


def abbreviations_in(text: str, known: KnownAbbreviations) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield each abbreviation in *text* with its start and end."""
    for match in known.pattern.finditer(text):
        following = text[match.end() : match.end() + 1]
        if not following or category(following)[0] != "M":  # a vowel sign, which `re` takes for no part of a word
            yield " ".join(match[0].replace("’", "'").split()), match


def is_explained(text: str, start: int, end: int, meaning: str) -> bool:
    """Return whether *text* itself gives the meaning of ``text[start:end]``.

    It does in brackets: "objectives and key results (OKR)", "OKRs (objectives and key results)".
    """
    room = 2 * len(meaning) + 40
    if not BRACKET.search(text, max(0, start - room), end + room):
        return False
    wanted = rf"{re.escape(folded_name(meaning))}(?:e?s)?"
    before, after = folded_name(text[max(0, start - room) : start]), folded_name(text[end : end + room])
    if re.search(rf"{wanted}\W*[(\[][^()\[\]]*$", before):
        return True
    bracket = re.match(rf"{PLURAL_ENDING}[^\w(\[]*[(\[]([^()\[\]]*)", after)
    return bracket is not None and re.search(rf"{wanted}(?!\w)", bracket[1]) is not None


def text_blocks(node: nodes.Element, *, prose: bool = True) -> Iterator[tuple[nodes.Element, bool]]:
    """Yield each block of text, and whether it is prose in which abbreviations are explained.

    Headings and the terms of lists are not. Nor are captions: who reads on past a figure would miss the explanation.
    """
    for child in node.children:
        if isinstance(child, nodes.TextElement) and not isinstance(child, NOT_PROSE):
            yield child, prose and isinstance(child, (nodes.paragraph, nodes.line))
        elif isinstance(child, nodes.Element) and not isinstance(child, NOT_PROSE):
            yield from text_blocks(child, prose=prose and not isinstance(child, nodes.figure))


def text_pieces(node: nodes.Element, *, prose: bool) -> Iterator[tuple[nodes.Text, bool]]:
    """Yield the pieces of text in a block, and whether an abbreviation in each may be explained."""
    opened = 0  # tags of HTML that the author has written, and not closed yet
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child, prose and not opened
        elif isinstance(child, nodes.raw):
            opened = max(0, opened + opened_elements(child.astext()))
        elif isinstance(child, nodes.Element) and not isinstance(child, NOT_PROSE):
            yield from text_pieces(child, prose=prose and not opened and not isinstance(child, NOT_EXPLAINED_IN))


def opened_elements(html: str) -> int:
    """Return how many more elements are open after *html* than before."""
    tags = [match.groups() for match in RAW_TAG.finditer(html)]
    return sum(-1 if end else 1 for end, name, closed in tags if not closed and name.lower() not in RAW_VOID)


def first_places(doctree: nodes.Element, known: KnownAbbreviations) -> dict[str, TextRange]:
    """Return the first range of each abbreviation that the page itself does not explain."""
    places: dict[str, TextRange] = {}
    explained: set[str] = set()
    for block, prose in text_blocks(doctree):
        parts = list(text_pieces(block, prose=prose))
        starts = list(accumulate((len(part) for part, _ in parts), initial=0))
        text = "".join(part for part, _ in parts)
        for short, match in abbreviations_in(text, known):
            number = bisect_right(starts, match.start()) - 1
            part, may = parts[number]
            if short in explained:
                continue
            if isinstance(part.parent, nodes.abbreviation) or is_explained(text, *match.span(), known.meanings[short]):
                explained.add(short)
            elif may and match.end() <= starts[number + 1]:
                places.setdefault(short, TextRange(part, match.start() - starts[number], match.end() - starts[number]))
    return {short: place for short, place in places.items() if short not in explained}


def explain_abbreviations(doctree: nodes.Element, known: KnownAbbreviations) -> None:
    """Put an ``<abbr>`` around the first place of each abbreviation of *known*."""
    by_text: dict[int, list[tuple[TextRange, str]]] = {}
    for short, place in first_places(doctree, known).items():
        by_text.setdefault(id(place.node), []).append((place, known.meanings[short]))
    for there in by_text.values():
        text = there[0][0].node
        written: list[nodes.Text | nodes.abbreviation] = []
        end = 0
        for place, meaning in there:
            written.append(nodes.Text(text[end : place.start]))
            short = text[place.start : place.end]
            classes = ["capitals"] if CAPITALS.fullmatch(short) else []
            written.append(nodes.abbreviation("", short, explanation=meaning, classes=classes))
            end = place.end
        written.append(nodes.Text(text[end:]))
        parent = text.parent
        number = next(number for number, child in enumerate(parent.children) if child is text)  # not one that is equal
        parent[number : number + 1] = [node for node in written if len(node)]


# -- Sphinx ---------------------------------------------------------------------

ABBREVIATIONS_READ = BuildValue[Mapping[str, Meanings]](dict)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read ``abbreviations.txt``."""
    root = Path(app.srcdir)
    found: Mapping[str, Meanings] = {}
    problems: list[Problem] = []
    if lexists(root / ABBREVIATIONS_FILE):
        try:
            found, problems = parse_abbreviations(read_text(root / ABBREVIATIONS_FILE, root))
        except UnreadableFileError as error:
            problems = [Problem(error.line, str(error))]
    for problem in problems:
        place = f"{ABBREVIATIONS_FILE}:{problem.line}"
        report(problem.message, place, "abbreviations")
    ABBREVIATIONS_READ.set(app, found)
    return ()


def known_abbreviations(app: Sphinx, language: str) -> KnownAbbreviations | None:
    """Return the abbreviations of this build for texts in *language*; None if there are none."""
    known = known_by_language(app)
    if language not in known:
        meanings = meanings_for(ABBREVIATIONS_READ.of(app), language, app.config.language)
        known[language] = KnownAbbreviations(meanings, pattern_of(meanings)) if meanings else None
    return known[language]


@once_per_build
def known_by_language(app: Sphinx) -> dict[str, KnownAbbreviations | None]:
    """Return a dict, filled on demand, of the abbreviations of each language that a text of this build is in."""
    return {}


def on_site_shows(app: Sphinx) -> bytes:
    """Have every page written again when the file has changed."""
    return file_digests(app.env).digest(Path(app.srcdir, ABBREVIATIONS_FILE))


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    post = posts_of(app.env).get(docname)
    known = known_abbreviations(app, post.language if post else app.config.language)
    own = PAGE_ABBREVIATIONS.of(app.env).get(docname)
    if own:
        meanings = {**(known.meanings if known else {}), **own}
        known = KnownAbbreviations(meanings, pattern_of(meanings))
    if known is not None:
        explain_abbreviations(doctree, known)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.posts")
    app.connect("site-shows", on_site_shows)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.RECORDS)
    # Before ABlog fills its lists of posts (500), which are no prose of the page, and while notes still come last: who
    # passes over a note in the margin should miss nothing.
    app.connect("doctree-resolved", on_doctree_resolved, priority=DoctreeResolved.ABBREVIATIONS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
