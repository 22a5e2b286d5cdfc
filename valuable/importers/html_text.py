"""Write HTML as Markdown: what Markdown has a form for in that form, what it has none for as HTML, nothing left out.

A reader of its own, since no library keeps footnotes, sub- and superscript, captions, languages of code and embedded
frames together. Scripts, styles and forms are left out and told.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from lxml import html as lxml_html
from lxml.etree import ParserError, _Comment, _Entity

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
CODE_LANGUAGE_CLASS = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?[-:]|brush:\s*|highlight-(?:source-)?|sourceCode\s+)([\w+#.-]+)", re.IGNORECASE
)
NOT_LANGUAGES = frozenset({"plain", "plaintext", "text", "none", "highlight", "code", "default", "wp-block-code"})
FRAME_HOSTS = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/embed/(?P<youtube>[\w-]+)|player\.vimeo\.com/video/(?P<vimeo>\d+)|open\.spotify\.com/embed/(?P<spotify>[\w/]+))"
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
        try:
            root = lxml_html.fragment_fromstring(f"<div>{text}</div>", create_parent=False)
        except (ParserError, ValueError):
            try:
                root = lxml_html.fragment_fromstring(f"{text}", create_parent="div")
            except (ParserError, ValueError) as error:
                self.note("unreadable", f"its HTML can't be read ({error})", lost=True)
                return escape(text, quote=False)
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
                line.append(self.inline(child))
            line.append(self.words(child.tail))
        flush()
        return "\n\n".join(parts)

    def block(self, element: HtmlElement) -> str:
        name = element.tag
        if name in UNREAD_ELEMENTS:
            return self.left_out(element)
        method = getattr(self, f"block_{name}", None)
        if method is not None:
            made: str = method(element)
            return made
        return self.blocks(element)

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
        words = tidy("".join(self.inlines(element))).replace("\n", " ").replace("\\\n", " ")
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
        code = element.find("code")
        said = " ".join(
            filter(None, [element.get("class"), code.get("class") if code is not None else "", element.get("lang")])
        )
        named = CODE_LANGUAGE_CLASS.search(said) or re.search(
            r"(?:^|\s)(?:data-lang=)?([\w+#-]+)$", element.get("data-lang") or ""
        )
        language = named[1].casefold() if named and named[1].casefold() not in NOT_LANGUAGES else ""
        for line_break in [*element.iter("br")]:
            line_break.tail = "\n" + (line_break.tail or "")
        text = "".join(element.itertext()).strip("\n")
        return fenced(text, language)

    def list_items(self, element: HtmlElement, marks: Iterator[str]) -> str:
        items: list[str] = []
        loose = False
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag in {"ul", "ol"}:  # a list that stands in a list, and not in its item
                if items:
                    items[-1] += "\n" + indent(self.block(child), "  ")
                continue
            text = self.blocks(child).strip()
            has_paragraphs = "simple" not in (element.get("class") or "").split() and any(
                grand.tag == "p" for grand in child
            )
            text = text if has_paragraphs else re.sub(r"\n\n(?=(?:-|\d+\.) )", "\n", text)
            loose = loose or has_paragraphs
            mark = next(marks)
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
        for child in element.iter("dt", "dd"):
            text = self.blocks(child).strip()
            if child.tag == "dt":
                lines.append(("\n" if lines else "") + text.replace("\n", " "))
            else:
                lines.append(": " + indent(text, "  ", first=False))
        return "\n".join(lines)

    def block_details(self, element: HtmlElement) -> str:
        summary = element.find("summary")
        title = tidy("".join(self.inlines(summary))) if summary is not None else ""
        if summary is not None:
            cut_element(summary)
        return f"<details>\n<summary>{html_words(title)}</summary>\n\n{self.blocks(element)}\n\n</details>"

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
        source = element.get("src") or element.get("data-src") or ""
        source = f"https:{source}" if source.startswith("//") else source
        found = FRAME_HOSTS.search(source)
        if found and found["youtube"]:
            source = f"https://www.youtube.com/watch?v={found['youtube']}"
        elif found and found["vimeo"]:
            source = f"https://vimeo.com/{found['vimeo']}"
        elif found and found["spotify"]:
            source = f"https://open.spotify.com/{found['spotify']}"
        if not urlsplit(source).scheme.startswith("http"):
            self.note("<iframe>", "a frame without an address was left out", lost=True)
            return ""
        self.note("<iframe>", f"the frame of {source} is a link alone on its line, which shows it on a click")
        return f"<{source}>"

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
        text = lxml_html.tostring(element, encoding="unicode", with_tail=False)
        return re.sub(r"\n\s*\n+", "\n", text)

    # -- Words --------------------------------------------------------------------

    def words(self, text: str | None) -> str:
        return escaped_words(re.sub(r"[ \t\r\n\f]+", " ", text)) if text else ""

    def inlines(self, element: HtmlElement) -> list[str]:
        parts = [self.words(element.text)]
        for child in element:
            parts += [self.inline(child), self.words(child.tail)]
        return parts

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
        mark = f'<a id="{escape(name)}"></a>' if name and not target else ""
        if not target:
            return mark + inner
        if re.match(r"(?:javascript|vbscript|data):", target, re.IGNORECASE):
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
        return f"{start}[{words}]({markdown_target(target)}{said}){end}"

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
        source = element.find(".//{*}annotation")
        text = source.text if source is not None and source.text else ""
        return f"${text.strip()}$" if text else "".join(element.itertext())


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


def is_block_text(text: str) -> bool:
    return "\n\n" in text.strip()


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
    text = re.sub(r"[ \t]*\\\n[ \t]*", "\\\\\n", text)
    text = re.sub(r"(?:\\\n\s*)+\Z|\A\s*(?:\\\n\s*)+", "", text)
    text = re.sub(r"(?<!\\)(?:[ \t]*\n[ \t]*)+", "\n", text)
    return re.sub(r"[ \t]{2,}", " ", text.strip())


def split_spaces(text: str) -> tuple[str, str, str]:
    inner = text.strip()
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :] if inner else ""
    return start, inner, end


def wrapped(sign: str, text: str) -> str:
    """Return words between signs of emphasis, which touch them."""
    start, inner, end = split_spaces(text)
    if not inner or is_block_text(inner):
        return text
    inner = re.sub(r"^(?:\\\n)+|(?:\\\n)+$", "", inner)
    return f"{start}{sign}{inner}{sign}{end}" if not inner.startswith(sign) else text


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
        if value and not value.startswith("data:"):
            return value
    found = [
        part.split() for part in (picture.get("srcset") or picture.get("data-srcset") or "").split(",") if part.split()
    ]
    return found[-1][0] if found else ""


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
