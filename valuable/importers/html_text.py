"""Write HTML as Markdown: what Markdown has a form for in that form, what it has none for as HTML, nothing left out.

A reader of its own, since no library keeps footnotes, sub- and superscript, captions, languages of code and embedded
frames together. Scripts, styles and forms are left out and told.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any, TypeAlias
from unicodedata import category

from lxml import html as lxml_html
from lxml.etree import ParserError, _Comment, _Entity

from valuable.base.uris import split_address
from valuable.content.markdown.maths import is_displayed_tex
from valuable.importers.html_repairs import page_of_player, repair
from valuable.importers.records import Note

HtmlElement: TypeAlias = Any  # an element of lxml, which has no types
BLOCKS = frozenset({
    "address", "article", "aside", "audio", "blockquote", "body", "center", "details", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "iframe",
    "li", "main", "nav", "ol", "p", "pre", "rawblock", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "video",
})  # fmt: skip
UNREAD_ELEMENTS = frozenset({
    "applet", "button", "canvas", "embed", "form", "input", "link", "map", "meta", "object", "script", "select",
    "style", "template", "textarea",
})  # fmt: skip
KEPT_INLINE = frozenset({
    "kbd", "mark", "abbr", "cite", "dfn", "samp", "var", "small", "u", "ins", "q", "time", "ruby", "rt", "rp",
    "bdi", "bdo", "wbr", "sub", "sup",
})  # fmt: skip
BOXES = frozenset({"note", "tip", "hint", "important", "warning", "caution", "danger", "attention", "error", "seealso"})
WRAPPED = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
MARKDOWN_READ = re.compile(r"(?<!\w)_|_(?!\w)|[\\`*{}\[\]<>$~|^]|&(?=#|\w+;)|(?<=!)(?=\[)")
LINE_START = re.compile(r"(?m)^(?P<indent>\s*)(?P<sign>[-+#>:%]|\d{1,9}(?P<end>[.)])(?=\s|$)|=+\s*$)")
SHORTCODE_REMARK = re.compile(r"\s*\[[\w-]+[^\n]*\]\s*")  # what stands in the place of a plugin's tag
# Signs that browsers read as Windows has them, though HTML says otherwise; and those that no page can show.
AS_WINDOWS = {n: bytes([n]).decode("cp1252", "ignore") or None for n in range(0x80, 0xA0)} | dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF]
)
APOSTROPHE = re.compile(r"[^\W\d_]'\Z")  # at the end of what stands before an element: `d'<a>…`
BRACKETED = re.compile(r"(?<!\\)\\\[(.{1,2000}?)\\\]", re.DOTALL)
HEADING_NAME = re.compile("h[1-6]")
RAW_ATTRIBUTES = frozenset({
    "colspan", "rowspan", "href", "src", "alt", "title", "align", "valign", "id", "scope", "headers", "lang", "dir",
    "span", "start", "type", "value", "width", "height", "cite", "datetime", "open", "controls", "poster",
})  # fmt: skip
# Formulas that MathJax reads in the words of a page.
TYPED_MATHS = re.compile(
    r"\\\((?P<inline>.{1,2000}?)\\\)|\\\[(?P<shown>.{1,2000}?)\\\]|\$\$(?P<dollars>[^$]+?)\$\$"
    r"|(?P<whole>\\begin\{(?P<name>equation|align|gather|multline|eqnarray|aligned)\*?\}.{1,4000}?\\end\{(?P=name)\*?\})"
)
FOOTNOTE_ID = re.compile(
    r"#(?P<name>(?:user-content-)?(?:fn|footnote|note|_ftn|sdfootnote|easy-footnote-bottom|ftn)[\w:.-]*)", re.IGNORECASE
)


class HtmlConverter:
    """Converts one text. ``embeds`` maps what stands alone on its line to what a link there would show."""

    def __init__(self, line: int = 0) -> None:
        self.notes: list[Note] = []
        self.line = line
        self.footnotes: dict[str, str] = {}  # texts by name
        self.footnote_numbers: dict[str, str] = {}  # labels by id

    def convert(self, text: str) -> str:
        """Return HTML as Markdown."""
        if not text.strip():
            return ""
        text = text.translate(AS_WINDOWS)
        try:
            root = lxml_html.fragment_fromstring(f"<div>{text}</div>", create_parent=False)
        except (ParserError, ValueError):
            try:
                root = lxml_html.fragment_fromstring(f"{text}", create_parent="div")
            except (ParserError, ValueError) as error:
                self.note("unreadable", f"its HTML can't be read ({error})", lost=True)
                return escape(text, quote=False)
        repair(root, lambda kind, message, lost: self.note(kind, message, lost=lost))
        self.find_footnotes(root)
        body = self.blocks(root)
        notes = [
            f"[^{label}]: " + indent(self.footnotes[name].strip(), "    ", first=False)
            for name, label in self.footnote_numbers.items()
        ]
        return "\n\n".join(filter(None, [body.strip(), "\n\n".join(notes)])) + "\n"

    def note(self, kind: str, message: str, *, lost: bool = False) -> None:
        self.notes.append(Note(kind, message, self.line, lost))

    # -- Footnotes ----------------------------------------------------------------

    def find_footnotes(self, root: HtmlElement) -> None:
        """Find notes: what a link with a number leads to, and what leads back to that link."""
        by_id = {
            element.get("id"): element for element in root.iter() if isinstance(element.tag, str) and element.get("id")
        }
        for link in [*root.iter("a")]:
            target = (
                by_id.get((link.get("href") or "").removeprefix("#"))
                if (link.get("href") or "").startswith("#")
                else None
            )
            label = "".join(link.itertext()).strip(" []()")
            if target is None or not label or len(label) > 4 or not self.is_note(link, target):
                continue
            name = target.get("id")
            if name not in self.footnote_numbers:
                self.footnote_numbers[name] = (
                    label
                    if label.isalnum() and label not in self.footnote_numbers.values()
                    else f"n{len(self.footnote_numbers) + 1}"
                )
                self.take_note(name, target)
            mark = lxml_html.Element("fnref")
            mark.set("label", self.footnote_numbers[name])
            holder = link.getparent() if link.getparent() is not None and link.getparent().tag == "sup" else link
            mark.tail = holder.tail
            if holder.getparent() is not None:
                holder.getparent().replace(holder, mark)

    def is_note(self, link: HtmlElement, target: HtmlElement) -> bool:
        """Return whether a link is that of a note: it is raised or says so, and what it leads to leads back."""
        if "backlink" in (link.get("role") or "") or "backref" in (link.get("class") or ""):
            return False
        raised = (link.getparent() is not None and link.getparent().tag == "sup") or link.find("sup") is not None
        said = FOOTNOTE_ID.search(link.get("href") or "") or "note" in " ".join(
            link.get(key) or "" for key in ("class", "rel", "role")
        )
        place = target if target.tag in {"li", "p", "div", "aside", "dd", "td"} else target.getparent()
        back = place is not None and any((other.get("href") or "").startswith("#") for other in place.iter("a"))
        return bool((raised or said) and back and target.tag not in {"h1", "h2", "h3", "h4", "h5", "h6"})

    def take_note(self, name: str, target: HtmlElement) -> None:
        place = target if target.tag in {"li", "p", "div", "aside", "dd"} else target.getparent()
        for label in [*place.find_class("label"), *place.find_class("fn-bracket"), *place.find_class("backrefs")]:
            cut_element(label)
        for back in [*place.iter("a")]:
            words = "".join(back.itertext()).strip()
            if (back.get("href") or "").startswith("#") and (len(words) <= 4 or "back" in words.casefold()):
                cut_element(back)
        self.footnotes[name] = self.blocks(place)
        parent = place.getparent()
        cut_element(place)
        while (
            parent is not None
            and parent.tag in {"ol", "ul", "section", "div"}
            and not "".join(parent.itertext()).strip()
        ):
            above = parent.getparent()
            if above is None or parent.find(".//img") is not None:
                break
            cut_element(parent)
            parent = above

    # -- Blocks -------------------------------------------------------------------

    def blocks(self, element: HtmlElement) -> str:
        """Return what an element holds as blocks, with a blank line between them."""
        parts: list[str] = []
        line: list[str] = []

        def flush() -> None:
            text = tidy("".join(line))
            if text:
                parts.append(safe_lines(text))
            line.clear()

        line.append(self.words(element.text))
        for child in element:
            if is_block(child):
                flush()
                made = self.block(child)
                if made.strip():
                    parts.append(made)
            else:
                line.append(self.inline_within(line, child))
            line.append(self.words(child.tail))
        flush()
        return "\n\n".join(parts)

    def block(self, element: HtmlElement) -> str:
        name = element.tag
        if name in UNREAD_ELEMENTS:
            return self.left_out(element)
        method = getattr(self, f"block_{name}", None)
        made: str = method(element) if method is not None else self.blocks(element)
        if element.get("data-anchor") and not HEADING_NAME.fullmatch(name):
            mark = anchor_mark(element)
            return (
                f"{mark}{made}" if name in {"p", "div", "dd", "section"} and made[:1].isalnum() else f"{mark}\n\n{made}"
            )
        return made

    def left_out(self, element: HtmlElement) -> str:
        words = (
            " ".join("".join(element.itertext()).split())
            if element.tag in {"form", "button", "label", "object", "noscript"}
            else ""
        )
        self.note(
            f"<{element.tag}>",
            f"`<{element.tag}>` has no place in a post, so it was left out",
            lost=element.tag not in {"link", "meta", "style"},
        )
        return safe_lines(escaped_words(words)) if words else ""

    def block_p(self, element: HtmlElement) -> str:
        return self.blocks(element)

    def heading(self, element: HtmlElement) -> str:
        level = max(2, int(element.tag[1]))
        words = re.sub(r"\\?\n+", " ", tidy("".join(self.inlines(element))))
        words = words[2:-2] if re.fullmatch(r"\*\*(?:[^*]|\\\*)+\*\*", words) else words
        anchor = element.get("id")
        return (
            f"{'#' * level} {words}"
            + (f" {{#{anchor}}}" if anchor and re.fullmatch(r"[A-Za-z][\w:.-]*", anchor) else "")
            if words
            else ""
        )

    block_h1 = block_h2 = block_h3 = block_h4 = block_h5 = block_h6 = heading

    def block_aside(self, element: HtmlElement) -> str:
        """Return a box of docutils, Docusaurus or others as one of Markdown."""
        kind = next((name for name in (element.get("class") or "").split() if name in BOXES), "")
        if not kind:
            return self.blocks(element)
        title = next(iter(element.find_class("admonition-title")), None)
        words = tidy("".join(self.inlines(title))) if title is not None else ""
        if title is not None:
            cut_element(title)
        said = f" {words}" if words and words.casefold() != kind else ""
        return f":::{{{kind}}}{said}\n{self.blocks(element)}\n:::"

    block_div = block_aside

    def block_rawblock(self, element: HtmlElement) -> str:
        """Return what a reader of another markup has written in Markdown already."""
        return "".join(element.itertext())

    inline_rawspan = block_rawblock

    def block_hr(self, element: HtmlElement) -> str:
        return "---"

    def block_blockquote(self, element: HtmlElement) -> str:
        return block_quote(self.blocks(element))

    def block_pre(self, element: HtmlElement) -> str:
        if {"wp-block-verse", "verse", "poetry", "poem"} & set((element.get("class") or "").split()):
            return self.verse(element)
        return fenced(text_of_code(element), self.language_of(element))

    def language_of(self, element: HtmlElement) -> str:
        return (element.get("data-lang") or "").casefold()

    def verse(self, element: HtmlElement) -> str:
        """Return lines of verse, each on its line and as far in as it is."""
        inner = escape(element.text or "", quote=False) + "".join(
            lxml_html.tostring(child, encoding="unicode") for child in element
        )
        lines = [
            re.sub(r"^[ \t]+", lambda space: "\u2003" * len(space[0].expandtabs(2)), line)
            for line in inner.strip("\n").split("\n")
        ]
        return self.blocks(lxml_html.fragment_fromstring("<br>".join(lines), create_parent="div"))

    def list_items(self, element: HtmlElement, marks: Iterator[str]) -> str:
        items: list[str] = []
        loose = False
        width = 2
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag in {"ul", "ol"}:  # a list that stands in a list, and not in its item
                if items:
                    items[-1] += "\n" + indent(self.block(child), " " * width)
                continue
            text = (anchor_mark(child) if child.get("data-anchor") else "") + self.blocks(child).strip()
            has_paragraphs = "simple" not in (element.get("class") or "").split() and any(
                grand.tag == "p" for grand in child
            )
            text = text if has_paragraphs else re.sub(r"\n\n(?=(?:-|\d+\.) )", "\n", text)
            loose = loose or has_paragraphs
            mark = next(marks)
            width = len(mark)
            items.append(mark + indent(text, " " * len(mark), first=False))
        return ("\n\n" if loose else "\n").join(items)

    def block_ul(self, element: HtmlElement) -> str:
        if is_gallery(element):
            return self.gallery(element)
        return self.list_items(element, iter(lambda: "- ", None))

    def block_ol(self, element: HtmlElement) -> str:
        start = int(element.get("start")) if (element.get("start") or "").isdigit() else 1
        return self.list_items(element, (f"{number}. " for number in range(start, 10**9)))

    def block_li(self, element: HtmlElement) -> str:
        return "- " + indent(self.blocks(element).strip(), "  ", first=False)

    def block_dl(self, element: HtmlElement) -> str:
        lines: list[str] = []
        parts = [part for child in element for part in (child if child.tag == "div" else [child])]
        for child in parts:
            if not isinstance(child.tag, str):
                continue
            text = self.blocks(child).strip()
            if child.tag == "dt":
                lines.append(("\n" if lines else "") + re.sub(r"\\?\n+", " ", text))
            elif text:
                lines.append(": " + indent(text, "  ", first=False))
        return "\n".join(lines)

    def block_details(self, element: HtmlElement) -> str:
        summary = element.find("summary")
        title = tidy("".join(self.inlines(summary))) if summary is not None else ""
        if summary is not None:
            cut_element(summary)
        opened = " open" if element.get("open") is not None else ""
        return f"<details{opened}>\n<summary>{html_words(title)}</summary>\n\n{self.blocks(element)}\n\n</details>"

    # -- Pictures, films, frames --------------------------------------------------

    def gallery(self, element: HtmlElement) -> str:
        """Return pictures that stand together as one paragraph of them, each with its caption as its title."""
        pictures = []
        for picture in [*element.iter("img")]:
            figure = next((above for above in picture.iterancestors("figure") if above is not element), None)
            caption = figure.find("figcaption") if figure is not None else None
            if caption is not None:
                picture.set("title", " ".join("".join(caption.itertext()).split()))
            pictures.append(self.inline_img(picture))
        own = next((child for child in element if child.tag == "figcaption"), None)
        words = tidy("".join(self.inlines(own))) if own is not None else ""
        return "\n\n".join(
            filter(None, ["\n".join(filter(None, pictures)), f"*{words}*" if words and "*" not in words else words])
        )

    def block_figure(self, element: HtmlElement) -> str:
        if is_gallery(element):
            return self.gallery(element)
        caption = element.find(".//figcaption")
        words = self.blocks(caption) if caption is not None else ""
        if caption is not None:
            cut_element(caption)
        pictures = [*element.iter("img")]
        if len(pictures) == 1 and words and element.find(".//table") is None and element.find(".//pre") is None:
            return self.figure(element, pictures[0], words)
        code = element.findall(".//pre")
        if len(code) == 1 and words and "\n" not in words and not pictures:
            options = f":caption: {words}\n\n{text_of_code(code[0])}"
            return fenced(options, f"{{code-block}} {self.language_of(code[0]) or 'text'}")
        inner = self.blocks(element)
        return "\n\n".join(filter(None, [inner, f"*{words}*" if words and "*" not in words else words]))

    def figure(self, element: HtmlElement, picture: HtmlElement, caption: str) -> str:
        source = source_of(picture)
        link = picture.getparent() if picture.getparent() is not None and picture.getparent().tag == "a" else None
        target = link.get("href") if link is not None else ""
        options = (
            [f":alt: {' '.join((picture.get('alt') or '').split())}"] if (picture.get("alt") or "").strip() else []
        )
        options += [f":width: {picture.get('asked-width')}"] if picture.get("asked-width") else []
        options += [f":target: {target}"] if target and target != source else []
        return "\n".join([f":::{{figure}} {source}", *options, "", caption, ":::"])

    def block_video(self, element: HtmlElement) -> str:
        source = element.get("src") or next(
            (child.get("src") for child in element.iter("source") if child.get("src")), ""
        )
        words = element.get("aria-label") or element.get("title") or ""
        return f"![{escaped_words(words)}]({markdown_target(source)})" if source else ""

    block_audio = block_video

    def block_iframe(self, element: HtmlElement) -> str:
        source = (element.get("src") or element.get("data-src") or element.get("data-lazy-src") or "").strip()
        source = f"https:{source}" if source.startswith("//") else source
        player = element.get("data-player")
        if player and source and not source.startswith("http"):
            self.note("player", f"a player of {source} was left out, of which only a path was given", lost=True)
            return f"[{escaped_words(posixpath.basename(source))}]({markdown_target(source)})"
        if not split_address(source).scheme.startswith("http"):
            self.note("<iframe>", "a frame without an address was left out", lost=True)
            return ""
        if player == "flash":
            self.note("player", f"the Flash player of {source} plays nowhere any more: a link stands there", lost=True)
            return f"<{quoted_source(source)}>"
        source = page_of_player(source) or source
        self.note("<iframe>", f"the frame of {source} is a link alone on its line, which shows it on a click")
        return f"<{quoted_source(source)}>"

    # -- Tables -------------------------------------------------------------------

    def block_table(self, element: HtmlElement) -> str:
        """Return a table with bars; one that they have no form for stays HTML."""
        rows = list(element.iter("tr"))
        cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
        cells = [row for row in cells if row]
        simple = (
            cells
            and not any(self.is_difficult(cell) for row in cells for cell in row)
            and element.find(".//table") is None
        )
        if not simple:
            return self.raw(element)
        width = max(map(len, cells))
        texts = [[self.cell(cell) for cell in row] + [""] * (width - len(row)) for row in cells]
        has_head = element.find("thead") is not None or all(cell.tag == "th" for cell in cells[0])
        head = texts.pop(0) if has_head else [""] * width
        signs = [alignment(cell) for cell in cells[0]] + ["---"] * (width - len(cells[0]))
        lines = [f"| {' | '.join(row)} |" for row in (head, signs, *texts)]
        caption = element.find("caption")
        words = tidy("".join(self.inlines(caption))) if caption is not None else ""
        table = "\n".join(lines)
        return f":::{{table}} {words}\n{table}\n:::" if words else table

    def is_difficult(self, cell: HtmlElement) -> bool:
        spans = (cell.get("colspan") or "1") != "1" or (cell.get("rowspan") or "1") != "1"
        return spans or any(
            child.tag in BLOCKS - {"p", "div", "img"} for child in cell.iterdescendants() if isinstance(child.tag, str)
        )

    def cell(self, cell: HtmlElement) -> str:
        text = self.blocks(cell).strip()
        text = re.sub(r"\\\n|\n\n+|\n", "<br>", text)
        return re.sub(r"(?<!\\)\|", r"\\|", text)

    def raw(self, element: HtmlElement) -> str:
        """Return an element as HTML, without blank lines, which would end it in Markdown."""
        for part in [*element.iter()]:
            if not isinstance(part.tag, str) or part.tag in UNREAD_ELEMENTS:
                cut_element(part)
                continue
            if part.tag == "fnref":
                part.text, part.tag = f"[^{part.get('label')}]", "span"
            for key in [*part.attrib]:
                if key not in RAW_ATTRIBUTES:
                    del part.attrib[key]
        text = lxml_html.tostring(element, encoding="unicode", with_tail=False)
        return re.sub(r"\n\s*\n+", "\n", text)

    # -- Words --------------------------------------------------------------------

    def words(self, text: str | None) -> str:
        if not text:
            return ""
        text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if "\\" not in text and "$$" not in text:
            return escaped_words(text)
        parts: list[str] = []
        place = 0
        for found in TYPED_MATHS.finditer(text):
            inline, shown = found["inline"], found["shown"] or found["dollars"] or found["whole"]
            parts.append(escaped_words(text[place : found.start()]))
            parts.append(f"${inline.strip()}$" if inline else f"$${shown.strip()}$$")
            place = found.end()
        return "".join([*parts, escaped_words(text[place:])])

    def inlines(self, element: HtmlElement) -> list[str]:
        parts = [self.words(element.text)]
        for child in element:
            parts += [self.inline_within(parts, child), self.words(child.tail)]
        return parts

    def inline_within(self, before: list[str], child: HtmlElement) -> str:
        """Return an element as it has to be written behind what stands before it."""
        made = self.inline(child)
        if before and APOSTROPHE.search(before[-1]) and made.strip():
            before[-1] = f"{before[-1][:-1]}’"  # which would be read as the end of a quotation
        if child.tag in WRAPPED and made.strip() and not is_flanked(before, made, next_sign(child)):
            made = tagged(WRAPPED[child.tag], made)
        if isinstance(child.tag, str) and child.tag != "a" and child.get("data-anchor"):
            made = anchor_mark(child) + made
        return made

    def inline(self, element: HtmlElement) -> str:
        name = element.tag
        if not isinstance(name, str):
            return self.remark(element)
        if name == "fnref":
            return f"[^{element.get('label')}]"
        if name in UNREAD_ELEMENTS:
            return self.left_out(element)
        if name in WRAPPED:
            return wrapped(WRAPPED[name], "".join(self.inlines(element)))
        if name in KEPT_INLINE:
            return self.kept(element)
        method: Callable[[HtmlElement], str] | None = getattr(self, f"inline_{name}", None)
        if method is not None:
            return method(element)
        return "".join(self.inlines(element))

    def remark(self, element: HtmlElement) -> str:
        if isinstance(element, _Entity):
            return str(element.text)
        if isinstance(element, _Comment) and re.fullmatch(r"\s*more.*", element.text or ""):
            return "\n<!--more-->\n"
        if isinstance(element, _Comment) and SHORTCODE_REMARK.fullmatch(element.text or ""):
            return f"<!--{element.text}-->"
        return ""

    def kept(self, element: HtmlElement) -> str:
        inner = "".join(self.inlines(element))
        names = {
            key: value for key, value in element.attrib.items() if key in {"title", "lang", "dir", "datetime", "cite"}
        }
        said = "".join(f' {key}="{escape(value)}"' for key, value in names.items())
        return f"<{element.tag}{said}>{inner}</{element.tag}>" if inner.strip() or element.tag == "wbr" else inner

    def inline_br(self, element: HtmlElement) -> str:
        return "\\\n"

    def inline_code(self, element: HtmlElement) -> str:
        text = "".join(element.itertext())
        ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        line = re.sub(r"[ \t\r\n]+", " ", text)
        return f"{ticks}{pad}{line}{pad}{ticks}" if text.strip() else text

    def inline_a(self, element: HtmlElement) -> str:
        inner = "".join(self.inlines(element))
        target = (element.get("href") or "").strip()
        name = element.get("id") or element.get("name")
        mark = f'<a id="{escape(name)}"></a>' if name and (not target or element.get("data-anchor")) else ""
        if not target:
            return mark + inner
        if is_program(target):
            self.note("link", "a link that runs a script keeps only its words", lost=True)
            return inner
        title = element.get("title")
        said = (
            ' "' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
            if title and title.strip() and title.strip() != inner.strip()
            else ""
        )
        if not inner.strip():
            return ""
        start, words, end = split_spaces(inner)
        words = re.sub(r"(?:\\\n\s*){2,}", "\\\\\n", words)
        return f"{mark}{start}[{words}]({markdown_target(target)}{said}){end}"

    def inline_tasksign(self, element: HtmlElement) -> str:
        return f"{element.text} "

    def inline_img(self, element: HtmlElement) -> str:
        source = source_of(element)
        if not source:
            return ""
        alt = " ".join((element.get("alt") or "").split())
        title = element.get("title")
        said = ' "' + title.replace("\\", "\\\\").replace('"', '\\"') + '"' if title and title != alt else ""
        width = element.get("asked-width")  # of a reader that knows it to be the author's wish
        return f"![{escaped_words(alt)}]({markdown_target(source)}{said})" + (f"{{width={width}}}" if width else "")

    def inline_svg(self, element: HtmlElement) -> str:
        self.note("<svg>", "a drawing within the HTML was left out; save it as a file", lost=True)
        return ""

    def inline_math(self, element: HtmlElement) -> str:
        """Return a formula: its source in TeX, or as MathML where it has none."""
        source = element.find(".//{*}annotation")
        text = " ".join((source.text or "").split()) if source is not None else ""
        if not text:
            return str(lxml_html.tostring(element, encoding="unicode", with_tail=False)).replace("\n", " ")
        return f"\n\n$$\n{text}\n$$\n\n" if element.get("display") == "block" else f"${text}$"


# -- Text ----------------------------------------------------------------------------


def is_block(element: HtmlElement) -> bool:
    """Return whether an element stands by itself: one of the kind, or one around such."""
    if not isinstance(element.tag, str):
        return False
    if element.tag in BLOCKS:
        return True
    return any(child.tag in BLOCKS for child in element.iterdescendants() if isinstance(child.tag, str))


def is_gallery(element: HtmlElement) -> bool:
    """Return whether an element says that it holds pictures which belong together, and it holds several."""
    return "gallery" in (element.get("class") or "") and len([*element.iter("img")]) > 1


def cut_element(element: HtmlElement) -> None:
    """Remove an element; what stands behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def escaped_words(text: str) -> str:
    """Return words with a backslash before each sign that Markdown would read."""
    return MARKDOWN_READ.sub(lambda sign: f"\\{sign[0]}" if sign[0] else "", text) if text else ""


def safe_lines(text: str) -> str:
    """Return a paragraph in which no line begins as something else."""
    return LINE_START.sub(
        lambda found: (
            f"{found['indent']}{found['sign'][:-1]}\\{found['sign'][-1]}"
            if found["end"]
            else f"{found['indent']}\\{found['sign']}"
        ),
        text,
    )


def tidy(text: str) -> str:
    """Return words with single spaces, and none beside a line break."""
    text = re.sub(r"[ \t\xa0]*\\\n[ \t\xa0]*", "\\\\\n", text)
    text = re.sub(r"(?:\\\n){2,}", "\\n\\n", text)
    text = re.sub(r"(?:\\\n\s*)+\Z|\A\s*(?:\\\n\s*)+", "", text)
    text = re.sub(r"(?<!\\)[ \t]*\n[ \t]*(?:\n\s*)?", lambda end: "\n\n" if end[0].count("\n") > 1 else "\n", text)
    return unlike_formulas(re.sub(r"[ \t]{2,}", " ", text.strip()))


def unlike_formulas(text: str) -> str:
    r"""Return words whose brackets this site doesn't read as those of a formula, as it does in ``\[a = b\]``."""
    if "\\[" not in text:
        return text
    pieces = re.split(r"(`+[^`]+`+)", text)
    return "".join(
        piece
        if number % 2
        else BRACKETED.sub(lambda found: found[0] if not is_displayed_tex(found[1]) else f"&#91;{found[0][2:]}", piece)
        for number, piece in enumerate(pieces)
    )


def split_spaces(text: str) -> tuple[str, str, str]:
    inner = text.strip()
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :] if inner else ""
    return start, inner, end


def wrapped(sign: str, text: str) -> str:
    """Return words between signs of emphasis, which touch them, in each of their paragraphs."""
    pieces = re.split(r"((?:[ \t]*\\\n[ \t]*){2,}|\n\n+)", text)
    return "".join(piece if number % 2 else wrapped_piece(sign, piece) for number, piece in enumerate(pieces))


def wrapped_piece(sign: str, text: str) -> str:
    found = re.fullmatch(r"(?P<start>(?:\s|\\\n)*)(?P<inner>.*?)(?P<end>(?:\\\n|\s)*)", text, re.DOTALL)
    start, inner, end = found.groups() if found else ("", text, "")
    if not inner or inner.startswith((sign, "<!--", "![")) or not inner.strip("\xa0\u200b"):
        return text
    return f"{start}{sign}{inner}{sign}{end}"


def is_flanked(parts: Sequence[str], made: str, after: str) -> bool:
    """Return whether signs of emphasis are read as such between what stands before and behind them (CommonMark 6.2)."""
    start, inner, end = split_spaces(made)
    before = (start or next((part for part in reversed(parts) if part), ""))[-1:]
    after = end[:1] or after
    bare = inner.strip("*~")
    if not bare or bare == inner:
        return True
    if before in {"*", "~"} or after in {"*", "~"}:
        return False
    opens = not is_punctuation(bare[0]) or not before or before.isspace() or is_punctuation(before)
    closes = not is_punctuation(bare[-1]) or not after or after.isspace() or is_punctuation(after)
    return opens and closes


def is_punctuation(char: str) -> bool:
    return category(char)[0] in "PS"


def tagged(sign: str, made: str) -> str:
    """Return words in a tag of HTML instead of between signs."""
    start, inner, end = split_spaces(made)
    name = {"**": "strong", "*": "em", "~~": "del"}[sign]
    if not (inner.startswith(sign) and inner.endswith(sign)) or sign in inner[len(sign) : -len(sign)]:
        return made
    return f"{start}<{name}>{inner[len(sign) : -len(sign)]}</{name}>{end}"


def next_sign(element: HtmlElement) -> str:
    """Return the sign behind an element, as far as it stands in the same line; ``""`` at its end."""
    while element is not None:
        if element.tail:
            return str(element.tail)[0]
        following = element.getnext()
        if following is not None:
            if not isinstance(following.tag, str) or following.tag in BLOCKS or following.tag == "br":
                return ""
            inner = "".join(following.itertext())
            return (
                "*"
                if following.tag in WRAPPED and inner[:1].strip()
                else inner[:1] or ("!" if following.tag == "img" else "")
            )
        element = element.getparent()
        if element is None or element.tag in BLOCKS:
            return ""
    return ""


def anchor_mark(element: HtmlElement) -> str:
    return f'<a id="{escape(element.get("data-anchor") or "")}"></a>'


def text_of_code(element: HtmlElement) -> str:
    """Return the text of code, with the line ends that HTML writes as tags."""
    for line_break in [*element.iter("br")]:
        line_break.tail = "\n" + (line_break.tail or "")
    for line in [*element.iter("div", "li", "p")]:  # of highlighters that put each line into an element
        if not (line.tail or "").startswith("\n") and not "".join(line.itertext()).endswith("\n"):
            line.tail = "\n" + (line.tail or "")
    return "".join(element.itertext()).replace("\r\n", "\n").replace("\xa0", " ").strip("\n")


def quoted_source(source: str) -> str:
    return re.sub(r"[\s<>]", lambda sign: f"%{ord(sign[0]):02X}", source)


def indent(text: str, by: str, *, first: bool = True) -> str:
    lines = text.split("\n")
    return "\n".join(by + line if line and (first or number) else line for number, line in enumerate(lines))


def block_quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def fenced(text: str, language: str = "") -> str:
    ticks = "`" * max(3, max((len(run) for run in re.findall(r"^\s*(`+)", text, re.MULTILINE)), default=0) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def markdown_target(target: str) -> str:
    """Return a target as Markdown has it: between angles, where it has spaces or brackets."""
    target = target.strip().replace("\n", "")
    return f"<{target.replace('<', '%3C').replace('>', '%3E')}>" if re.search(r"[\s()<>]", target) else target


def source_of(picture: HtmlElement) -> str:
    """Return the address of a picture, that of the largest where there are several."""
    for name in ("data-orig-file", "data-src", "data-lazy-src", "src"):
        value = (picture.get(name) or "").strip()
        if value and not is_program(value):
            return value
    found = [
        part.split() for part in (picture.get("srcset") or picture.get("data-srcset") or "").split(",") if part.split()
    ]
    return found[-1][0] if found else ""


def is_program(target: str) -> bool:
    """Return whether an address is a program or holds what it shows, as browsers read it: without spaces within."""
    return re.match(r"(?:javascript|vbscript|data):", re.sub(r"[\s\x00-\x20]+", "", target), re.IGNORECASE) is not None


def alignment(cell: HtmlElement) -> str:
    said = f"{cell.get('align') or ''} {cell.get('style') or ''}"
    if "center" in said:
        return ":-:"
    return "--:" if "right" in said else "---"


def html_words(text: str) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", text)


def markdown_of(text: str, line: int = 0) -> tuple[str, Sequence[Note]]:
    """Return HTML as Markdown, and what is to be told of it."""
    converter = HtmlConverter(line)
    return converter.convert(text), converter.notes
