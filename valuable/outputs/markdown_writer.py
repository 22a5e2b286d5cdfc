"""Convert the body of a written page to plain Markdown: CommonMark with GitHub's tables.

The page is the best source: in it, links are resolved, files included and directives carried out, and what the author
keeps to himself, such as comments, is gone. Notes are written as ``[^1]``, maths as ``$TeX$``.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from valuable.base.html_tree import BOX_CLASSES, HEADING_TAGS, Element, parse_html, remove_element, text_content
from valuable.outputs.markdown_text import (
    LINE_BREAK_SIGN,
    code_span,
    emphasise,
    escape_markdown,
    heading_line,
    indent_blocks,
    join_words,
    link_destination,
    paragraph,
    single_spaced,
)

PHRASING_ELEMENTS = frozenset({
    "a", "abbr", "audio", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins",
    "kbd", "label", "mark", "math", "picture", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span",
    "strong", "sub", "sup", "svg", "time", "u", "var", "video", "wbr",
})  # fmt: skip

OMITTED_ELEMENTS = frozenset({"button", "form", "input", "noscript", "script", "style", "template"})
OMITTED_CLASSES = frozenset({"backrefs", "embed-host", "headerlink", "label", "linenos", "only-dark", "portrait"})
EMPHASIS = {"em": "*", "i": "*", "cite": "*", "dfn": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~"}
WRITTEN_AS_HTML = frozenset({"ins", "kbd", "mark", "sub", "sup", "u"})  # Markdown has no signs for them
TITLE_CLASSES = frozenset({"admonition-title", "topic-title", "sidebar-title", "rubric"})
NOTE_CLASSES = frozenset({"footnote", "citation"})
REFERENCE_CLASSES = frozenset({"footnote-reference", "citation-reference"})
TASK_CLASS = "task-box"
ALERTS = frozenset({"note", "tip", "important", "warning", "caution"})  # GitHub's, which it writes in capitals
PLAIN_CODE = frozenset({"none", "default", "text"})
COLUMN_MARKS = {"text-left": ":--", "text-center": ":-:", "text-right": "--:"}


def markdown_body(body: str, address: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """Return the HTML *body* of a page as Markdown, without its ``<h1>``.

    *address* makes a whole address of one on the page, *picture* of the name of a drawing's file.
    """
    root = parse_html(body)
    remove_element(next(root.iter("h1"), None))
    return "\n\n".join(Converter(address, picture, "<math" in body).blocks(root))


def markdown_title(html: str) -> str:
    """Return a page's title, given as HTML, as a heading in Markdown."""
    return heading_line(
        1,
        Converter(str, str, dollars=False).inline(parse_html(html)) if "<" in html else escape_markdown(unescape(html)),
    )


def class_set(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def is_omitted(element: Element) -> bool:
    tag, names = element.tag, element.get("class")
    if not isinstance(tag, str) or tag in OMITTED_ELEMENTS or element.get("hidden") is not None:  # the first: a comment
        return True
    return names is not None and not OMITTED_CLASSES.isdisjoint(names.split())


def is_strong(element: Element, mark: str = "**") -> bool:
    """Return whether an element is written as a line in bold type: the title of what follows."""
    return mark == "**" and (element.tag in {"dt", "summary"} or not TITLE_CLASSES.isdisjoint(class_set(element)))


def media_address(element: Element) -> str:
    """Return the address of a video, an audio file or a frame."""
    source = next(element.iterchildren("source"), None)
    return str(element.get("src") or (source.get("src") if source is not None else None) or "")


class Converter:
    """Converts elements to Markdown: :meth:`inline` the text of one, :meth:`blocks` the blocks in it."""

    def __init__(self, address: Callable[[str], str], picture: Callable[[str], str], dollars: bool) -> None:
        self.address = address
        self.picture = picture
        self.dollars = dollars  # whether a dollar could be taken for maths
        self.in_cell = False  # of a table, which holds lines and no blocks

    def text(self, text: str | None) -> str:
        if not text or text == "\n":
            return " " if text else ""
        found = escape_markdown(text)
        return found.replace("$", "\\$") if self.dollars else found

    def inline(self, element: Element, before: str = "", after: str = "") -> str:
        """Return the inline content of *element*; *before* and *after* are the characters around it."""
        written = self.text(element.text)
        for child in element:
            tail = self.text(child.tail)
            if not is_omitted(child):
                last = child.getnext() is None
                written = join_words(written, self.word(child, before + written, tail or (after if last else "x")))
            written += tail.lstrip(" ") if written.endswith(LINE_BREAK_SIGN) else tail
        return written

    def word(self, element: Element, before: str, after: str) -> str:
        """Return an inline element."""
        write = WORD_WRITERS.get(element.tag)
        if write is not None:
            return write(self, element)
        if TASK_CLASS in (found := class_set(element)):
            return "[x]" if "done" in found else "[ ]"
        return self.phrase(element, self.inline(element, before, after), before, after)

    def phrase(self, element: Element, words: str, before: str, after: str) -> str:
        """Return *words* with the marks of the element that they stand in."""
        tag = element.tag
        if tag in EMPHASIS:
            mark = EMPHASIS[tag]
            if any(EMPHASIS.get(around.tag) == mark or is_strong(around, mark) for around in element.iterancestors()):
                return words
            return emphasise(words, mark, tag, before, after)
        if tag == "rt" and element.getparent().find("rp") is None:
            return f"({words})"
        if tag in WRITTEN_AS_HTML:
            return f"<{tag}>{words}</{tag}>"
        return f"“{words}”" if tag == "q" else words

    def maths(self, element: Element) -> str:
        return f"${single_spaced(element.get('alttext') or text_content(element)).strip()}$"

    def image(self, element: Element) -> str:
        title = single_spaced(element.get("title", "")).replace("\\", "\\\\").replace('"', '\\"')
        address = self.destination(element.get("src", ""))
        shown = f'{address} "{title}"' if title else address
        return f"![{self.text(element.get('alt'))}]({shown})"

    def played(self, element: Element) -> str:
        """Return a film or sound as it is written here, and in Obsidian."""
        address = media_address(element)
        name = element.get("aria-label") or element.get("title") or text_content(element).strip()
        name = name or PurePosixPath(unquote(address)).stem
        return f"![{self.text(name)}]({self.destination(address)})" if address else self.inline(element)

    def drawing(self, element: Element) -> str:
        alternative, name = self.text(element.get("aria-label")), element.get("data-picture")
        return f"![{alternative}]({link_destination(self.picture(name))})" if name else alternative

    def link(self, element: Element) -> str:
        found, content = class_set(element), text_content(element)
        if not REFERENCE_CLASSES.isdisjoint(found):
            return f"[^{content.strip('[]')}]"
        words, target = self.inline(element).strip(), element.get("href")
        if not words or target is None or "picture" in found:  # the same, larger
            return words
        whole, words = self.destination(target), f"\\{words}" if words.startswith("^") else words
        return f"<{whole}>" if content == whole and ":" in whole else f"[{words}]({whole})"

    def destination(self, target: str) -> str:
        return link_destination(self.address(target.strip()))

    # -- Blocks

    def blocks(self, element: Element) -> list[str]:
        """Return the blocks in *element*, without line feeds at their ends; words between them are a paragraph."""
        words = self.text(element.text).lstrip(" ")
        if not len(element):
            return [text] if (text := paragraph(words)) else []
        found: list[str] = []

        def end() -> None:
            if words and (text := paragraph(words)):
                found.append(text)

        for child in element:
            if is_omitted(child):
                words += self.text(child.tail)
            elif child.tag in PHRASING_ELEMENTS:
                tail = self.text(child.tail)
                words = join_words(words, self.word(child, words, tail or ("" if child.getnext() is None else "x")))
                words += tail.lstrip(" ") if words.endswith(LINE_BREAK_SIGN) else tail
            else:
                end()
                found += self.block(child)
                words = self.text(child.tail).lstrip(" ")
        end()
        return found

    def block(self, element: Element) -> list[str]:
        """Return the blocks of an element: by its name, else by its classes, else those of its content."""
        tag = element.tag
        if tag == "section" or (tag == "p" and element.get("class") is None):
            return self.blocks(element)
        if self.in_cell:
            return [code_span(text_content(element))] if tag == "pre" else self.blocks(element)
        write = BLOCK_WRITERS.get(tag)
        return write(self, element) if write is not None else self.by_class(element)

    def by_class(self, element: Element) -> list[str]:
        """Return the blocks of an element whose classes tell what it is: code, a formula, a note, a box or a title."""
        found = class_set(element)
        if "highlight" in found or any(name.startswith("highlight-") for name in found):
            return [fenced_code(element)]
        for name in found & CLASS_WRITERS.keys():
            return CLASS_WRITERS[name](self, element)
        if "math" in found and (maths := element.find("math")) is not None:
            return [self.display(element, maths)]
        if not NOTE_CLASSES.isdisjoint(found) and len(element) and "label" in class_set(element[0]):
            name = text_content(element[0]).strip("[]")
            return [f"[^{name}]: {indent_blocks(self.blocks(element), 4)}"]
        if "admonition" in found:
            return [self.callout(element)]
        if not BOX_CLASSES.isdisjoint(found):
            return self.quotation(element)
        return self.strong(element) if not TITLE_CLASSES.isdisjoint(found) else self.blocks(element)

    def captioned_code(self, element: Element) -> list[str]:
        """Return a block of code, under its title."""
        caption = element.find("figcaption")
        words = "".join(text_content(part) for part in caption.iterchildren() if not is_omitted(part))
        return [fenced_code(caption.getnext(), words)]

    def post_list(self, element: Element) -> list[str]:
        """Return a list of posts as their titles; of two adjacent ones, the second has another mark."""
        before = element.getprevious()
        mark = "*" if before is not None and "postlist" in class_set(before) else "-"
        rows = [next((a for a in row.iter("a") if "u-url" in class_set(a)), row) for row in element.iter("li")]
        return ["\n".join(f"{mark} {self.link(row) if row.tag == 'a' else self.inline(row).strip()}" for row in rows)]

    def heading(self, element: Element) -> list[str]:
        return [heading_line(int(element.tag[1]), self.inline(element))]

    def quotation(self, element: Element) -> list[str]:
        lines = "\n\n".join(self.blocks(element)).split("\n")
        return ["\n".join(f"> {text}".rstrip() for text in lines)]

    def callout(self, element: Element) -> str:
        """Return a callout as GitHub and Obsidian write it; its title, if that is not just what its kind is called."""
        word = element.get("data-callout", "note")
        fold = "" if element.tag != "details" else "+" if element.get("open") is not None else "-"
        head = f"[!{word.upper() if word in ALERTS else word}]{fold}"
        title = next((child for child in element if "admonition-title" in class_set(child)), None)
        if title is not None:
            title.tag = "p"
            title.attrib.clear()  # it is not written in bold type
            if element.get("aria-label") or element.get("data-callout") is None:
                head = f"{head} {self.inline(title).replace(LINE_BREAK_SIGN, ' ').strip()}"
            remove_element(title)
        lines = "\n\n".join(self.blocks(element)).split("\n")
        return "\n".join(f"> {text}".rstrip() for text in (head, *lines) if text or len(lines) > 1)

    def strong(self, element: Element) -> list[str]:
        """Return a title as a line in bold type."""
        words = self.inline(element).replace(LINE_BREAK_SIGN, " ").strip()
        return [emphasise(words, "**", "strong", "", "")] if words else []

    def description(self, element: Element) -> list[str]:
        return [f"- {indent_blocks(self.blocks(element), 2)}".rstrip()]

    def embedded(self, element: Element) -> list[str]:
        """Return a link to what a frame shows."""
        address = media_address(element)
        if not address:
            return self.blocks(element)
        name = element.get("title") or element.get("aria-label") or address
        return [f"[{self.text(name)}]({self.destination(address)})"]

    def items(self, element: Element) -> str:
        """Return a list; the second of two adjacent ones has another mark, or they would be read as one."""
        before, other = element.getprevious(), False
        while before is not None and before.tag == element.tag:
            before, other = before.getprevious(), not other
        start = element.get("start", "1")
        number = int(start) if element.tag == "ol" and re.fullmatch(r"\d{1,8}", start) else 1
        around = (element, *element.iterancestors("ul", "ol"))
        tight = any("simple" in class_set(each) for each in around) and not any(
            inner is not element and inner.get("start") for inner in element.iter("ol")
        )
        written = []
        for item in element.iterchildren("li"):
            mark = "-*"[other] if element.tag == "ul" else f"{number}{'.)'[other]}"
            written.append(f"{mark} {indent_blocks(self.blocks(item), len(mark) + 1, tight)}".rstrip())
            number += 1
        return ("\n" if tight else "\n\n").join(written)

    def table(self, element: Element) -> Iterator[str]:
        for caption in element.iterchildren("caption"):
            yield from self.blocks(caption)
        rows: list[list[str]] = []
        marks: list[str] = []
        for row in element.iter("tr"):
            cells: list[str] = []
            for cell in row.iterchildren("td", "th"):
                self.in_cell = True
                words = "\n".join(self.blocks(cell)).replace(LINE_BREAK_SIGN, "\n")
                self.in_cell = False
                cells += [words.replace("|", "\\|").replace("\n", "<br>"), *[""] * (int(cell.get("colspan", "1")) - 1)]
                marks += (
                    [next((COLUMN_MARKS[name] for name in class_set(cell) & COLUMN_MARKS.keys()), "---")]
                    if not rows
                    else []
                )
            rows.append(cells)
        if element.find("thead") is None:
            rows.insert(0, [])
        width = max(map(len, rows), default=0)
        if width:
            lines = [[*cells, *[""] * (width - len(cells))] for cells in rows]
            lines.insert(1, [*marks, *["---"] * (width - len(marks))][:width])
            yield "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def display(self, element: Element, maths: Element) -> str:
        """Return a displayed formula, with its number."""
        tex = re.sub(r"\n\s*\n", "\n", (maths.get("alttext") or text_content(maths)).strip())
        number = next((label.text.strip("()") for label in element.iterchildren("span") if label.text), "")
        tag = rf" \tag{{{number}}}" if number else ""
        return f"$$\n{tex}{tag}\n$$"


# How the elements of these names are written.
WORD_WRITERS: Mapping[str, Callable[[Converter, Element], str]] = {
    "a": Converter.link,
    "br": lambda converter, element: LINE_BREAK_SIGN,
    "img": Converter.image,
    "math": Converter.maths,
    "svg": Converter.drawing,
    **dict.fromkeys(("audio", "video"), Converter.played),
    **dict.fromkeys(("code", "samp"), lambda converter, element: code_span(text_content(element))),
}
CLASS_WRITERS: Mapping[str, Callable[[Converter, Element], list[str]]] = {
    "literal-block-wrapper": Converter.captioned_code,
    "postlist": Converter.post_list,
}
BLOCK_WRITERS: Mapping[str, Callable[[Converter, Element], list[str]]] = {
    "blockquote": Converter.quotation,
    "dd": Converter.description,
    "hr": lambda converter, element: ["***"],
    "pre": lambda converter, element: [fenced_code(element)],
    "table": lambda converter, element: list(converter.table(element)),
    **dict.fromkeys(HEADING_TAGS, Converter.heading),
    **dict.fromkeys(("ul", "ol"), lambda converter, element: [converter.items(element)]),
    **dict.fromkeys(("dt", "summary"), Converter.strong),
    **dict.fromkeys(("embed", "iframe"), Converter.embedded),
}


def quoted(title: str) -> str:
    """Return a title as it may stand behind a fence: without backticks, and in the quotes that it has not."""
    words = single_spaced(title).replace("`", "'")
    return f"'{words}'" if '"' in words and "'" not in words else '"{}"'.format(words.replace('"', "'"))


def fenced_code(element: Element, title: str = "") -> str:
    """Return a block of code, under its title, without the numbers of its lines."""
    names = (name.removeprefix("highlight-") for name in class_set(element) if name.startswith("highlight-"))
    language = next((name for name in names if name not in PLAIN_CODE), "")
    if title:
        language = f"{language or 'text'} title={quoted(title)}"
    for number in [span for span in element.iter("span") if span.get("class") == "linenos"]:
        remove_element(number)
    pre: Any = element if element.tag == "pre" else next(element.iter("pre"), element)
    text = text_content(pre).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"^ *(`{3,})", text, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
