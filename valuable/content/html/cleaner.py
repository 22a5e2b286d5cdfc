"""Clean an author's HTML: what shows words and pictures is written anew, the rest is taken out and reported.

What is let through is written in one way: names in small letters, values in quotation marks, signs escaped, each
element closed where the piece of the page ends in which it was opened. So a browser reads it as it was judged, and
nothing unclosed swallows what follows. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from valuable.base.reports import Severity
from valuable.base.text_files import FORBIDDEN_CHARACTER, brief
from valuable.base.uris import LOAD_ADVICE, WOULD_LOAD, scheme_of, strip_address
from valuable.content.html.allowed_foreign import FOREIGN_ELEMENTS, TEXT_ONLY
from valuable.content.html.allowed_html import (
    BLOCK_ELEMENTS,
    DROPPED_WITH_CONTENT,
    ENDED_BY,
    HTML_ELEMENTS,
    LOADING_ADVICE,
    OLD_NAMES,
    OPTIONAL_END,
    REFUSED_ELEMENTS,
    TABLE_FRAMES,
    TABLE_PARTS,
    VOID_ELEMENTS,
)
from valuable.content.html.attributes import (
    HtmlRules,
    checked_attributes,
    checked_foreign_attributes,
    font_as_span,
    format_attributes,
)
from valuable.content.html.css import style_sheet_loads
from valuable.content.html.embed_scripts import is_dressing, page_shown
from valuable.content.html.loads import from_other_hosts, tag_loads
from valuable.content.html.tokens import Comment, Tag, Text, Tokenizer, UnclosedTag, decode_references

MAX_OPEN_ELEMENTS = 100
OTHER_TITLE = "`<h1>` is shown as `<h2>`, since the page has its title: write `<h2>`, or `## …` in Markdown"
# Gets a message, the mark of its piece, a place in that, and how grave it is.
Report = Callable[[str, object, int, Severity], None]
# An end tag reaches no further up than to one of these, unless it is theirs.
SCOPE_BOUNDARIES = frozenset({"td", "th", "caption", "table", "svg", "math"})
# What shows a file, of which readers get a link where the page may not load it.
SHOWING_ELEMENTS = frozenset({"audio", "img", "source", "video"})
SOURCE_ATTRIBUTES = frozenset({"src", "srcset"})
MARKDOWN_SIGN = re.compile(r"[*_`\[]|^(?:#{1,6}|[-+>]|\d+[.)]) ", re.MULTILINE)
MARKDOWN_UNREAD = (
    "does nothing here: put an empty line before and after what stands in it, and that is read as Markdown"
)
LITERAL_ADVICE = "if the sign itself is meant, write it in code or as `&lt;`"
STRAY_MARKUP = {
    "<!": "`<!…>` is no part of a post: take it out, or write it in code",
    "<?": "`<?…?>` runs on no page here: take it out, or write it in code",
    "</": f"`</` ends nothing here: take it out; {LITERAL_ADVICE}",
}


@dataclass(frozen=True, slots=True)
class OpenElement:
    """An element that is not closed yet: its name as the author wrote it, as it is written, and where it began."""

    typed: str
    name: str
    space: str  # "html", "svg" or "math"
    mark: object  # the caller's, of the piece in which it began
    start: int  # the index in that piece


class Cleaner:
    """Cleans what stands in one element of a page, piece by piece; *report* gets each message with its mark and place.

    The mark is whatever the caller gives with a piece, the place is counted in characters from its beginning.
    """

    def __init__(self, rules: HtmlRules, report: Report, *, in_link: bool = False) -> None:
        self.rules = rules
        self.report = report
        self.in_link = in_link
        self.open: list[OpenElement] = []
        self.mark: object = None
        self.tokens = Tokenizer("")

    def clean(self, markup: str, mark: object) -> str:
        """Return the clean HTML of one piece."""
        self.mark, self.tokens = mark, Tokenizer(markup)
        return "".join(part for token in self.tokens for part in self.part(token))

    def block(self) -> str:
        """Return the end tags that have to stand before a block of Markdown, which ends a paragraph."""
        return "".join(self.end_paragraph())

    def close(self) -> str:
        """Return the end tags of all that is still open."""
        return "".join(self.pop() for _ in list(self.open))

    @property
    def space(self) -> str:
        return self.open[-1].space if self.open else "html"

    def say(self, message: str, at: int = 0, mark: object = None, *, severity: Severity = Severity.ACCEPTABLE) -> None:
        self.report(message, mark or self.mark, at, severity)

    def hint(self, message: str, at: int) -> None:
        """Say of what does no harm what is better written."""
        self.say(message, at, severity=Severity.HINT)

    def part(self, token: Text | Comment | Tag | UnclosedTag) -> Iterator[str]:
        if isinstance(token, Text):
            yield escape_text(token.text)
        elif isinstance(token, Tag):
            yield from self.end(token) if token.closing else self.start(token)
        elif isinstance(token, UnclosedTag):
            self.say(
                f"`{brief(token.text[:40])}` begins a tag that has no end: write its `>`; {LITERAL_ADVICE}", token.start
            )
            yield escape_text(token.text)
        elif token.kind != "<!--":
            self.say(STRAY_MARKUP[token.kind], token.start)
        elif not token.is_closed:
            self.say("the comment `<!--` is never closed: write `-->` where it ends", token.start)

    # -- Start tags

    def start(self, tag: Tag) -> Iterator[str]:
        space = self.space
        if space == "html" and tag.name in FOREIGN_ELEMENTS:
            space = tag.name
        if space != "html":
            yield from self.start_foreign(tag, space)
        elif tag.name in OLD_NAMES:
            name, style = OLD_NAMES[tag.name]
            if tag.name == "h1":
                self.hint(OTHER_TITLE, tag.start)
            attributes = font_as_span(tag.attributes) if tag.name == "font" else dict(tag.attributes)
            if style:
                attributes["style"] = "; ".join(filter(None, [style, attributes.get("style")]))
            yield from self.start_html(tag, name, attributes)
        elif tag.name in HTML_ELEMENTS:
            yield from self.start_html(tag, tag.name, tag.attributes)
        elif tag.name == "iframe" and (frame := self.frame(tag)):
            yield frame
        elif tag.name == "script" and self.is_embed(tag):
            yield from self.script_of_embed(tag)
        elif tag.name in REFUSED_ELEMENTS:
            self.refuse(tag, REFUSED_ELEMENTS[tag.name])
            if tag.name == "iframe":
                yield self.link_instead(tag.attributes)
        else:
            self.say(f"`<{brief(tag.name)}>` is no element that a post may have: {LITERAL_ADVICE}", tag.start)
            yield escape_text(tag.written)

    def is_embed(self, tag: Tag) -> bool:
        address = tag.attributes.get("src", "")
        return is_dressing(address) or bool(page_shown(address))

    def script_of_embed(self, tag: Tag) -> Iterator[str]:
        """Leave out a script that a service goes with; what it would show is a link."""
        address = tag.attributes["src"].strip()
        page = page_shown(address)
        if not tag.self_closing:
            self.tokens.raw_text(tag.name)
        if page:
            self.hint(f"the script {brief(address)} is left out, and {page} stands in its place: write that", tag.start)
            yield self.link_instead({"src": page})
        else:
            message = f"the script {brief(address)} is left out, since no post runs one: what stands before it is shown"
            self.hint(message, tag.start)

    def refuse(self, tag: Tag, advice: str) -> None:
        """Take an element out and report it, with its content if that is not for readers."""
        found = list(tag_loads(tag, self.rules.here))
        if tag.name in DROPPED_WITH_CONTENT and not tag.self_closing:
            inner, _ = self.tokens.raw_text(tag.name)
            if tag.name == "style":
                found += from_other_hosts(style_sheet_loads(inner), self.rules.here, "style-src")
        for address in dict.fromkeys(found):
            instead = LOADING_ADVICE.get(tag.name, LOAD_ADVICE)
            self.say(f"{WOULD_LOAD} {brief(address)} from another host: {instead}", tag.start)
        if not found:
            self.say(f"`<{tag.name}>` is taken out: {advice}", tag.start)

    def start_html(self, tag: Tag, name: str, attributes: dict[str, str]) -> Iterator[str]:
        if name in BLOCK_ELEMENTS or name in TABLE_PARTS:
            yield from self.end_paragraph()
        while self.open and self.open[-1].name in ENDED_BY.get(name, ()):
            yield self.pop()
        around = self.open[-1].name if self.open else ""
        wrong = self.misplaced(name, around)
        if wrong:
            self.say(wrong, tag.start)
            return
        problems: list[str] = []
        if attributes.pop("markdown", "0") not in {"0", "false"} and self.has_markdown():
            problems.append(f"`markdown` of `<{tag.name}>` {MARKDOWN_UNREAD}")
        kept = dict(checked_attributes(name, attributes, self.rules, problems))
        for problem in problems:
            self.say(problem, tag.start)
        if name in SHOWING_ELEMENTS and "src" in attributes and "src" not in kept:
            yield from self.start_instead(tag, name, attributes)
            return
        if name == "source" and kept.keys().isdisjoint(SOURCE_ATTRIBUTES):
            return
        is_addressed = not kept.keys().isdisjoint(SOURCE_ATTRIBUTES)
        self.rules.find_addresses(name, kept, self.mark, tag.start)
        if is_addressed and name in SHOWING_ELEMENTS and kept.keys().isdisjoint(SOURCE_ATTRIBUTES):
            yield from self.start_words(tag, name, kept)
            return
        yield f"<{name}{format_attributes(kept)}>"
        if name in VOID_ELEMENTS:
            return
        if tag.self_closing:
            yield f"</{name}>"
        else:
            self.open.append(OpenElement(tag.name, name, "html", self.mark, tag.start))

    def start_instead(self, tag: Tag, name: str, attributes: dict[str, str]) -> Iterator[str]:
        """Begin what is written in the place of something that the page would load from elsewhere: a link to it."""
        yield from self.start_span(tag, name, self.link_instead(attributes))

    def link_instead(self, attributes: dict[str, str]) -> str:
        """Return a link to what an element with these attributes would load; its words where there can be none."""
        source = strip_address(attributes.get("src", ""))
        words = escape_text(attributes.get("alt") or attributes.get("title") or source)
        if scheme_of(source) not in {"http", "https"} and not source.startswith("//"):
            return escape_text(attributes.get("alt", ""))
        return words if self.is_in_link() else f"<a{format_attributes({'href': source})}>{words}</a>"

    def is_in_link(self) -> bool:
        return self.in_link or any(element.name == "a" for element in self.open)

    def start_words(self, tag: Tag, name: str, kept: dict[str, str]) -> Iterator[str]:
        """Begin what is written in the place of a file that is not there: its words."""
        yield from self.start_span(tag, name, escape_text(kept.get("alt") or kept.get("title", "")))

    def start_span(self, tag: Tag, name: str, words: str) -> Iterator[str]:
        """Write words in the place of an element; what stands in that follows them."""
        if name in VOID_ELEMENTS or tag.self_closing:
            yield words
        else:
            self.open.append(OpenElement(tag.name, "span", "html", self.mark, tag.start))
            yield f"<span>{words} "

    def has_markdown(self) -> bool:
        """Return whether the text right after a tag holds signs of Markdown, which are shown as they are there."""
        markup, at = self.tokens.markup, self.tokens.at
        end = markup.find("<", at)
        return MARKDOWN_SIGN.search(markup, at, len(markup) if end < 0 else end) is not None

    def misplaced(self, name: str, around: str) -> str:
        """Return why an element can't stand here; an empty text if it can."""
        if name in TABLE_PARTS and around not in TABLE_PARTS[name]:
            within = " or ".join(f"`<{each}>`" for each in sorted(TABLE_PARTS[name]))
            return f"`<{name}>` stands outside of {within}, and is taken out: write it there"
        if around in TABLE_FRAMES and name not in TABLE_PARTS:
            return f"`<{name}>` stands in a table and in no cell, and is taken out: write it into `<td>`"
        if name == "a" and self.is_in_link():
            return "`<a>` stands in a link, and is taken out: end that one first"
        if len(self.open) >= MAX_OPEN_ELEMENTS:
            return (
                f"`<{name}>` is the {MAX_OPEN_ELEMENTS + 1}st of elements in one another, and is taken out: close some"
            )
        return ""

    def frame(self, tag: Tag) -> str:
        """Return a sandboxed ``<iframe>`` of a host that ``csp`` in ``conf.py`` allows, else its card if it has one."""
        source = tag.attributes.get("src", "")
        if not self.rules.here.allows(source, "frame-src"):
            card = "" if self.is_in_link() else self.rules.frame_card(tag.attributes)
            if card and not tag.self_closing:
                inner, is_closed = self.tokens.raw_text("iframe")
                if inner.strip() and not is_closed:
                    self.say("`<iframe>` is never closed: write `</iframe>` where it ends", tag.start)
            return card
        said = {name: value for name, value in tag.attributes.items() if name in {"title", "width", "height", "class"}}
        problems: list[str] = []
        kept = dict(checked_attributes("img", said, self.rules, problems))
        for problem in problems:
            self.say(problem, tag.start)
        self.tokens.raw_text("iframe")
        rights = "allow-scripts allow-same-origin allow-popups allow-forms allow-presentation"
        kept |= {"src": source.strip(), "sandbox": rights, "loading": "lazy", "allowfullscreen": ""}
        self.open.append(OpenElement("iframe", "iframe", "html", self.mark, tag.start))
        return f"<iframe{format_attributes(kept)}>"

    def start_foreign(self, tag: Tag, space: str) -> Iterator[str]:
        name = FOREIGN_ELEMENTS[space].get(tag.name)
        if name is None or (self.open and self.open[-1].name in TEXT_ONLY and self.open[-1].space != "html"):
            self.refuse(tag, f"it can't stand in `<{space}>` here: end that one first, or leave it out")
            return
        if len(self.open) >= MAX_OPEN_ELEMENTS:
            self.say(
                f"`<{name}>` is the {MAX_OPEN_ELEMENTS + 1}st of elements in one another, and is taken out", tag.start
            )
            return
        problems: list[str] = []
        kept = dict(checked_foreign_attributes(space, tag.name, tag.attributes, self.rules, problems))
        for problem in problems:
            self.say(problem, tag.start)
        self.rules.find_addresses(tag.name, kept, self.mark, tag.start)
        yield f"<{name}{format_attributes(kept)}>"
        if tag.self_closing:
            yield f"</{name}>"
        else:
            self.open.append(OpenElement(tag.name, name, space, self.mark, tag.start))

    # -- End tags

    def end(self, tag: Tag) -> Iterator[str]:
        at = self.opened_by(tag.name)
        if at is not None:
            while len(self.open) > at + 1:
                yield self.pop()
            yield self.pop(closed=True)
        elif (
            tag.name in HTML_ELEMENTS
            or tag.name in OLD_NAMES
            or tag.name in FOREIGN_ELEMENTS.get(self.space, FOREIGN_ELEMENTS)
        ):
            advice = ": a paragraph ends where a block such as `<div>` begins" if tag.name == "p" else ""
            self.hint(f"`</{brief(tag.name)}>` closes nothing that was opened here{advice}: take it out", tag.start)
        elif tag.name not in REFUSED_ELEMENTS and self.space == "html":
            self.say(f"`<{brief(tag.name)}>` is no element that a post may have: {LITERAL_ADVICE}", tag.start)
            yield escape_text(tag.written)

    def opened_by(self, name: str) -> int | None:
        """Return the index of the open element that ``</name>`` ends."""
        for at in range(len(self.open) - 1, -1, -1):
            element = self.open[at]
            if element.typed == name:
                return at
            is_part = name in TABLE_PARTS or name == "table"
            if element.name in SCOPE_BOUNDARIES and not (is_part and element.name not in {"table", "svg", "math"}):
                return None
        return None

    def end_paragraph(self) -> Iterator[str]:
        """End a paragraph, as a browser does where a block begins."""
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].name == "p":
                while len(self.open) > at:
                    yield self.pop()
                return
            if self.open[at].name in BLOCK_ELEMENTS or self.open[at].name in SCOPE_BOUNDARIES:
                return

    def pop(self, *, closed: bool = False) -> str:
        """Return the end tag of the innermost element, and report it if the author has not written it."""
        element = self.open.pop()
        if not closed and element.name not in OPTIONAL_END:
            message = f"`<{element.typed}>` is never closed: write `</{element.typed}>` where it ends"
            self.say(message, element.start, element.mark)
        return f"</{element.name}>"


def escape_text(text: str) -> str:
    """Return text as HTML, its own references resolved first."""
    return escape(FORBIDDEN_CHARACTER.sub("", decode_references(text)), quote=False)
