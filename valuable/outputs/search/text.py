"""Extract what is searchable of a written page: its title, byline, labels, headings and text, not its frame.

Pagefind cuts a text into words where it has white space. That leaves Chinese and Japanese in one piece, and makes one
long word of ``d’équipe`` and of ``print(os.replace(a,b))``. So the text is broken by hand where a word ends without
white space: by a space and a :data:`JOINT`, both of which ``search.js`` takes out of what it shows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from operator import itemgetter

import lxml.html
from lxml.html import HtmlElement

from valuable.base.catalogs import SOURCE_LANGUAGE
from valuable.base.formula_text import formula_text
from valuable.base.translations import gettext_noop, translator, ui_language

# ASCII punctuation, which Pagefind drops from its words, in a row that no text has.
JOINT = "`^"

SECTION_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
INLINE_TAGS = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "math", "picture",
    "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
CODE_TAGS = frozenset({"code", "kbd", "pre", "samp"})
# Neither read by a reader nor of use in an excerpt.
UNSEARCHED_TAGS = frozenset({"button", "form", "h1", "nav", "noscript", "script", "style", "svg", "template"})
UNSEARCHED_CLASSES = frozenset({
    "concept-names", "conceptlist", "embed-host", "entries", "footnote-reference", "headerlink", "home-writers",
    "label", "linenos", "more", "newest", "only-dark", "post-footer", "post-header", "postlist", "series", "task-box",
})  # fmt: skip

POST_KIND, CONCEPT_KIND, PAGE_KIND = gettext_noop("Post"), gettext_noop("Concept"), gettext_noop("Page")

# Scripts without white space between words. `search-box.js` has the same lists: of Chinese and Japanese, a sign at a
# time; of Thai, Lao, Khmer and Burmese, a consonant with what stands before, above, below and behind it.
UNSPACED_SCRIPTS = (
    "\u2e80-\u2fdf\u3001-\u30ff\u3100-\u312f\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
CLUSTER = (
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]?"
    "|[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]*[\u0eb0\u0eb2\u0eb3]?"
    "|[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3])*[\u17b6-\u17d1\u17d3\u17dd]*"
    "|[\u1000-\u102a\u103f](?:\u1039[\u1000-\u1021])*[\u102b-\u1038\u103a-\u103e]*"
    "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
ALPHABETIC = r"[^\W\d_]"
# Each finds the sign after which a word is broken.
UNSPACED_JOINT = re.compile(rf"[{UNSPACED_SCRIPTS}](?=\S)|\S(?=[{UNSPACED_SCRIPTS}])")
NOT_JOINED = re.compile(rf"(?:\s|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|{re.escape(JOINT)})\Z")
UNSPACED_CLUSTER = re.compile(CLUSTER)
PROSE_JOINT = re.compile(
    r"[-‐‑/'’—–…](?:"
    rf"(?<={ALPHABETIC}{ALPHABETIC}[-‐‑/])(?={ALPHABETIC}{{2}})"  # decision-making, and/or; not e-mail
    rf"|(?<={ALPHABETIC}['’])(?={ALPHABETIC}{{2}})"  # d’équipe; not don’t
    r"|(?<=[—–…])(?=\w))"
)
CODE_JOINT = re.compile(r"[][(){},;:=\"'<>|&!](?=[\w.$@#-])")

BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-~‘’“”„«»‹›…–—]+")
ANY_UNSPACED = re.compile(rf"[{UNSPACED_SCRIPTS}]|{CLUSTER}")
WORD_LENGTHS = range(3, 31)  # letters of a word that is offered


@dataclass(frozen=True)
class SearchablePage:
    """A page as the index has it. ``labels`` are its filters and the byline."""

    title: str
    labels: Mapping[str, Sequence[str]]
    body: str  # HTML: headings with the anchors of their sections, and text

    def words(self) -> set[str]:
        """Return the words of three letters or more, in small letters; none of scripts without space between them."""
        text = f"{self.title} {unescape(re.sub(r'<[^>]*>', ' ', self.body))}"
        words = {word.lower() for word in BETWEEN_WORDS.split(text) if len(word) in WORD_LENGTHS and word[0].isalpha()}
        return {word for word in words if not ANY_UNSPACED.search(word)}

    def html(self) -> str:
        """Return the page as Pagefind wants it."""
        marks = [f'<i data-pagefind-meta="title[title]" title="{escape(self.title)}"></i>']
        for name, values in self.labels.items():
            marks += (f'<i data-pagefind-filter="{name}[title]" title="{escape(value)}"></i>' for value in values)
        return f'<html lang="en"><body><main data-pagefind-body>{"".join(marks)}{self.body}</main></body></html>'


def find_in_page(page: bytes) -> SearchablePage | None:
    """Return what is searchable of a page; None if there is nothing."""
    root = lxml.html.document_fromstring(page, parser=lxml.html.HTMLParser(encoding="utf-8"))
    main = first_match(root, "//*[@role='main']")
    if main is None:
        return None
    heading = first_match(main, ".//h1")
    title = with_joints(list(text_runs(heading))) if heading is not None else ""
    content = first_match(main, ".//*[contains(concat(' ', @class, ' '), ' e-content ')]")
    body = "".join(searchable_blocks(main if content is None else content))
    if not re.search(r"\w", unescape(re.sub(r"<[^>]*>", "", body))):  # Pagefind passes over a page without a word
        if not re.search(r"\w", title):
            return None
        body = f"<p>{escape(title)}</p>"
    return SearchablePage(title, page_labels(root, main), body)


def page_labels(root: HtmlElement, main: HtmlElement) -> dict[str, list[str]]:
    """Return the labels of a page: tag, category, author, year, language and byline, which begins with its kind."""

    def texts(path: str) -> list[str]:
        return list(dict.fromkeys(" ".join(element.text_content().split()) for element in main.xpath(path)))

    found = {
        "tag": texts(".//*[@class='filed']/a[@rel='tag']"),
        "category": texts(".//*[@class='filed']/a[@class='p-category' and not(@rel)]"),
        "author": texts(".//*[@class='names']//a[@rel='author']"),
        "year": [moment[:4] for moment in main.xpath(".//header//time[@class='dt-published']/@datetime")],
        "lang": root.xpath("/html/@lang"),
        "byline": [" · ".join([page_kind(root, main), *texts(".//header//*[@class='byline']")])],
    }
    return {name: values for name, values in found.items() if values}


def page_kind(root: HtmlElement, main: HtmlElement) -> str:
    """Return what a page is called, in the language of its frame."""
    is_post = "h-entry" in main.get("class", "").split()
    is_concept = first_match(main, "./header[contains(@class, 'concept-header')]") is not None
    said = root.xpath("//*[contains(@class, 'site-header')]/@lang") or root.xpath("/html/@lang") or [SOURCE_LANGUAGE]
    kind = POST_KIND if is_post else CONCEPT_KIND if is_concept else PAGE_KIND
    return translator(ui_language(said[0], SOURCE_LANGUAGE)).gettext(kind)


def first_match(element: HtmlElement, path: str) -> HtmlElement | None:
    return next(iter(element.xpath(path)), None)


def is_unsearched(element: HtmlElement) -> bool:
    return (
        not isinstance(element.tag, str)  # a comment
        or element.tag in UNSEARCHED_TAGS
        or "hidden" in element.attrib
        or "data-pagefind-ignore" in element.attrib
        or not UNSEARCHED_CLASSES.isdisjoint(element.get("class", "").split())
    )


def text_runs(element: HtmlElement, code: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of text in *element*, each with whether it is code."""
    code = code or element.tag in CODE_TAGS
    if element.tag == "math":
        yield formula_text(element), code
        return
    yield element.text or "", code
    for child in element:
        if not is_unsearched(child):
            yield from text_runs(child, code)
        yield child.tail or "", code


def searchable_blocks(element: HtmlElement) -> Iterator[str]:
    """Yield each heading and each block of text in *element* as HTML."""
    pieces: list[tuple[str, bool]] = [(element.text or "", element.tag in CODE_TAGS)]

    def written() -> str:
        text = with_joints(pieces)
        tag = "pre" if element.tag == "pre" else "p"
        pieces.clear()
        return f"<{tag}>{escape(text, quote=False)}</{tag}>" if text else ""

    for child in element:
        if is_unsearched(child):
            pass
        elif child.tag in INLINE_TAGS:
            pieces += text_runs(child, element.tag in CODE_TAGS)
        elif child.tag == "br":
            pieces.append((" ", False))
        else:
            yield written()
            if child.tag in SECTION_HEADINGS:
                anchor = child.get("id") or element.get("id", "")
                text = escape(with_joints(list(text_runs(child))), quote=False)
                yield f'<{child.tag} id="{escape(anchor)}">{text}</{child.tag}>'
            else:
                yield from searchable_blocks(child)
        pieces.append((child.tail or "", element.tag in CODE_TAGS))
    yield written()


def joined_cluster(found: re.Match[str]) -> str:
    """Return a cluster of signs with joints where no white space parts it from what stands before and behind it."""
    text, joint = found.string, f" {JOINT}"
    is_parted = NOT_JOINED.search(text, max(0, found.start() - len(JOINT)), found.start()) or not found.start()
    behind = joint if text[found.end() : found.end() + 1].strip() else ""
    return f"{'' if is_parted else joint}{found[0]}{behind}"


def with_joints(pieces: Sequence[tuple[str, bool]]) -> str:
    """Return the pieces as one text, with a space and a joint wherever a word ends without white space."""
    joined = []
    for code, group in groupby(pieces, itemgetter(1)):
        text = "".join(text for text, _ in group)
        joined.append((CODE_JOINT if code else PROSE_JOINT).sub(rf"\g<0> {JOINT}", text))
    text = "".join(joined)
    if not text.isascii():
        text = UNSPACED_JOINT.sub(rf"\g<0> {JOINT}", text)
        text = UNSPACED_CLUSTER.sub(joined_cluster, text)
    return " ".join(text.split())
