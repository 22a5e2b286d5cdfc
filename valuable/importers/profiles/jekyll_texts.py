"""Fill in what Jekyll's texts ask its templates for, as it stood on the old site: values, lists, files taken in.

Markdown stays Markdown, of which spans alone change; a piece of HTML around templates becomes Markdown. What is not
known here stays as it was typed, and is told by what reads the text next.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from valuable.content.foreign.arguments import read_arguments
from valuable.content.foreign.reading import without_code
from valuable.content.foreign.shortcodes import READERS
from valuable.content.verbatim import LineIndex, VerbatimText
from valuable.importers.html_text import markdown_of
from valuable.importers.liquid import Liquid, LiquidNode, LiquidTemplate
from valuable.importers.liquid_filters import TAGS_OF_HTML
from valuable.importers.liquid_values import UnknownValueError
from valuable.importers.markdown_edits import Edit, edited, parser
from valuable.importers.records import OldEntry

ANY_LIQUID = re.compile(r"\{[{%]")
# What is read later: addresses of the site, and tags that lead to its texts.
LEADS = re.compile(
    r"\{\{-?\s*(?:site\.(?:url|baseurl)|[\"'][^\"'{}]*[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.\w+)[^{}]*)\s*-?\}\}"
    r"|\{%-?\s*(?:link|post_url)\b[^%]*%\}"
)
INCLUDE_TAG = re.compile(r"\{%\s*include(?:_cached)?\s+(?P<name>\S+)(?P<rest>[\s\S]*?)%\}")
CAPTION_OF_HTML = re.compile(r"<figcaption\b.*?</figcaption>", re.DOTALL | re.IGNORECASE)
HIGHLIGHTED = re.compile(
    r"(?P<start>\{%-?\s*highlight\b[^%]*%\})(?P<code>[\s\S]*)(?P<end>\{%-?\s*endhighlight\s*-?%\})"
)
RAW_SIGN = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
IN_ATTRIBUTE = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
REGION_START = re.compile(
    r"[ ]{0,3}<(?P<name>div|figure|center|table|ul|ol|dl|section|aside|p|blockquote|article)\b(?P<rest>[^>]*)>"
)
MAX_REGION = 300  # lines of one piece of HTML
MARKDOWN_WITHIN = re.compile(r"\bmarkdown\s*=")


def values_of_entry(entry: OldEntry, categories: list[str], tags: list[str]) -> dict[str, Any]:
    """Return what templates know of a text: its front matter, and what Jekyll adds."""
    first = next((part for part in re.split(r"\n\s*\n", entry.body.strip()) if part.strip()), "")
    return {
        **entry.values, "title": entry.title, "url": entry.address, "date": entry.date, "content": entry.body,
        "excerpt": entry.values.get("excerpt") or first, "categories": categories, "tags": tags, "path": entry.source,
        "relative_path": entry.source, "slug": entry.slug, "id": entry.address.rstrip("/").removesuffix(".html"),
        "draft": entry.draft,
    }  # fmt: skip


class HtmlRegion(NamedTuple):
    """A piece of HTML in Markdown, from the line on which it begins to that on which its element ends."""

    start: int
    end: int


def fill_texts(
    entries: list[OldEntry], values: Mapping[str, Any], pages: Mapping[str, Any], includes: Mapping[str, str]
) -> None:
    """Fill in the templates of all texts; *pages* has the values that each calls ``page``, by source."""
    known = {**values, "jekyll": {"environment": "production", "version": "4.3.0"}, "layout": {}}
    filled = {}
    for entry in entries:
        if entry.markup in {"markdown", "html"} and ANY_LIQUID.search(entry.body):
            liquid = Liquid({**known, "page": pages.get(entry.source, {})}, includes, is_read_as_markdown)
            filled[entry.source] = (
                filled_html(entry, liquid) if entry.markup == "html" else filled_markdown(entry, liquid)
            )
    for entry in entries:
        entry.body = filled.get(entry.source, entry.body)


def is_read_as_markdown(tag: str) -> bool:
    """Return whether a tag is one of those that all systems share, such as a picture with its caption."""
    return markdown_of_include(tag) is not None


def markdown_of_include(tag: str) -> str | None:
    found = INCLUDE_TAG.fullmatch(tag)
    return READERS["include"](read_arguments(f"{found['name']}{found['rest']}")) if found else None


# -- HTML ----------------------------------------------------------------------------


def filled_html(entry: OldEntry, liquid: Liquid) -> str:
    """Return a text in HTML with its templates filled in, those that can be."""
    liquid.whole_files = True
    template = LiquidTemplate(entry.body)
    made = []
    for node in template.nodes:
        written = entry.body[node.start : node.end]
        try:
            made.append(with_known_includes(liquid.node(template, node)))
        except UnknownValueError:
            made.append(written)
    return "".join(made)


def with_known_includes(html: str) -> str:
    """Return HTML in which tags that are read without their file are HTML too."""
    return INCLUDE_TAG.sub(lambda tag: html_instead(tag[0]), html) if "{%" in html else html


def html_instead(tag: str) -> str:
    found = markdown_of_include(tag)
    if found is None:
        return tag
    if found.startswith("<"):
        return f'<iframe src="{found[1:-1]}"></iframe>'
    picture = str(parser().renderInline(found))
    caption = re.search(r' title="([^"]*)"', picture)
    if caption is None:
        return picture
    return f"<figure>{picture.replace(caption[0], '')}<figcaption>{caption[1]}</figcaption></figure>"


# -- Markdown ------------------------------------------------------------------------


def filled_markdown(entry: OldEntry, liquid: Liquid) -> str:
    """Return a text in Markdown with its templates filled in, those that can be."""
    text = entry.body
    template, verbatim, lines = LiquidTemplate(text), VerbatimText(parser(), without_code(text)), LineIndex(text)
    edits: list[Edit] = []
    place = 0
    regions = [*html_regions(text), HtmlRegion(len(text), len(text))]
    for node in template.nodes:
        while regions[0].end <= node.start and len(regions) > 1:
            regions.pop(0)
        if node.name == "comment" and node.start >= place and not verbatim.holds(node.start):
            edits.append(Edit(node.start, node.end, remark_of(text[node.start : node.end])))
        if node.name == "highlight" and node.start >= place and node.kind == "opaque":
            edits.append(Edit(node.start, node.end, plain_highlight(text[node.start : node.end])))
        if node.start < place or node.kind in {"text", "opaque"}:
            continue
        region = regions[0] if regions[0].start <= node.start and node.end <= regions[0].end else None
        if region is not None:
            made = filled_region(entry, text[region.start : region.end], liquid, lines.at(region.start))
            if made is not None:
                edits.append(Edit(region.start, region.end, made))
                place = region.end
                continue
        edit = filled_node(entry, template, node, liquid, in_code=verbatim.holds(node.start))
        if edit is not None:
            edits.append(edit)
            entry.note("template", message_of(text, node), entry.line + lines.at(node.start))
    return edited(text, edits)


def plain_highlight(written: str) -> str:
    """Return code between ``{% highlight %}`` and its end with these on lines of their own, without ``{% raw %}``."""
    found = HIGHLIGHTED.fullmatch(written)
    if found is None or "\n" not in found["code"]:
        return written
    code = RAW_SIGN.sub("", found["code"])
    code = code if code == found["code"] else re.sub(r"\A[ \t]*\n|\n[ \t]*\Z", "", code)
    code = code if code.startswith("\n") else f"\n{code}"
    return found["start"] + (code if code.rstrip(" \t").endswith("\n") else f"{code}\n") + found["end"]


def remark_of(comment: str) -> str:
    """Return a comment of a template as one of HTML, which nobody sees either."""
    inner = comment[comment.find("%}") + 2 : comment.rfind("{%")].strip("- ")
    return f"<!-- {inner.strip()} -->" if "--" not in inner and inner.strip() else ""


def message_of(text: str, node: LiquidNode) -> str:
    words = " ".join(text[node.start : node.end].split())
    return f"`{words if len(words) <= 60 else words[:59] + '…'}` is filled in as it stood on the old site"


def filled_node(
    entry: OldEntry, template: LiquidTemplate, node: LiquidNode, liquid: Liquid, *, in_code: bool
) -> Edit | None:
    """Return what stands in the place of a tag or value; None if it stays."""
    written = template.text[node.start : node.end]
    if LEADS.fullmatch(written) or (in_code and node.kind != "value"):
        return None
    try:
        made = liquid.node(template, node)
        is_known = bool(made) or node.kind != "value" or (not in_code and node.rest.strip().startswith("page."))
    except UnknownValueError:
        return None
    if made == written or not is_known:
        return None
    whole = on_own_lines(template.text, node)
    if whole is None or not made.strip():
        return Edit(node.start, node.end, made) if whole is None else Edit(*whole, "")
    if made.lstrip().startswith("<") and not left_tags(made):
        markdown, notes = markdown_of(made, entry.line)
        entry.notes += notes
        return Edit(node.start, node.end, markdown.strip())
    return Edit(node.start, node.end, made)


def on_own_lines(text: str, node: LiquidNode) -> tuple[int, int] | None:
    """Return where the lines of a tag begin and end, if nothing else stands on them."""
    start, last = text.rfind("\n", 0, node.start) + 1, text.find("\n", node.end)
    end = last + 1 if last >= 0 else len(text)
    alone = not text[start : node.start].strip() and not text[node.end : end].strip()
    return (start, end) if alone else None


def left_tags(html: str) -> bool:
    """Return whether something of a template is left in HTML but for addresses."""
    return ANY_LIQUID.search(IN_ATTRIBUTE.sub("", html)) is not None


def filled_region(entry: OldEntry, html: str, liquid: Liquid, line: int) -> str | None:
    """Return a piece of HTML as Markdown, with its templates filled in; None if it stays as it is."""
    if not ANY_LIQUID.search(LEADS.sub("", html)):
        return None
    before = dict(liquid.values)
    liquid.whole_files = True
    try:
        made = with_known_includes(liquid.filled(html))
    except UnknownValueError:
        liquid.values = before
        return None
    finally:
        liquid.whole_files = False
    if left_tags(made):
        liquid.values = before
        return None
    markdown, notes = markdown_of(as_gallery(made), entry.line + line)
    entry.notes += notes
    entry.note(
        "template", "HTML around templates is Markdown now, filled in as it stood on the old site", entry.line + line
    )
    return markdown


def as_gallery(html: str) -> str:
    """Return HTML that holds several pictures and nothing else as that of a gallery."""
    words = TAGS_OF_HTML.sub(" ", CAPTION_OF_HTML.sub("", html))
    alone = html.lower().count("<img") > 1 and not words.strip()
    return f'<figure class="gallery">{html}</figure>' if alone else html


def html_regions(text: str) -> Iterator[HtmlRegion]:
    """Yield the pieces of HTML that hold templates, each as far as its element goes."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for row in lines:
        starts.append(starts[-1] + len(row))
    last = 0
    for token in parser().parse(text) if "<" in text else ():
        if token.type != "html_block" or token.level or not token.map or token.map[0] < last:
            continue
        begins = REGION_START.match(lines[token.map[0]])
        if begins is None or MARKDOWN_WITHIN.search(begins["rest"]):
            continue
        last = end_of_element(lines, token.map[0], token.map[1], begins["name"])
        yield HtmlRegion(starts[token.map[0]], starts[last])


def end_of_element(lines: list[str], start: int, end: int, name: str) -> int:
    """Return the line below the one on which the element ends that begins on a line; *end* if it never does."""
    tags = re.compile(rf"<(/?){name}\b", re.IGNORECASE)
    depth = 0
    for number in range(start, min(len(lines), start + MAX_REGION)):
        depth += sum(-1 if tag[1] else 1 for tag in tags.finditer(lines[number]))
        if depth <= 0:
            return max(number + 1, end)
    return end
