"""Read what MDX and Astro write: ``import X from 'x'``, ``{/* a comment */}``, ``<YouTube id="x" />``."""

import re
from collections.abc import Iterator, Mapping, Sequence

from valuable.base.reports import Severity
from valuable.content.foreign.arguments import read_arguments
from valuable.content.foreign.findings import SILENT, Finding, to_write
from valuable.content.foreign.pairs import MAX_HEIGHT, Pair, box_fence, box_opening, box_signs, pairs_of
from valuable.content.foreign.shortcodes import READERS, box_cure, box_of
from valuable.content.foreign.template_tags import is_alone
from valuable.content.html.allowed_html import HTML_ELEMENTS
from valuable.content.summaries import MORE_COMMENT

MODULE_LINE = re.compile(
    r"^(?:import\s+(?:[\w*{][^'\"\n;]*\sfrom\s+)?(['\"])[^'\"\n]+\1"
    r"|export\s+(?:const|let|default|function|async)\b.*);?[ \t]*$",
    re.MULTILINE,
)
MDX_COMMENT = re.compile(r"\{/\*((?:(?!\{/\*|\*/)[\s\S])*)\*/\s*\}")
COMPONENT_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*)"
    r"(?P<args>(?:\s(?:[^<>{]|\{(?:[^{}]|\{[^{}]*\})*\}|=>)*?)?)(?P<alone>/?)>"
)
# Elements of HTML that no post may have: `valuable.content.html` says so of them, in capitals too.
NO_COMPONENTS = HTML_ELEMENTS | {
    *("applet", "area", "base", "body", "button", "canvas", "center", "dialog", "embed", "fieldset", "font", "form"),
    *("frame", "frameset", "head", "html", "iframe", "input", "label", "legend", "link", "map", "marquee", "menu"),
    *("meta", "meter", "noscript", "object", "optgroup", "option", "output", "param", "plaintext", "progress"),
    *("script", "select", "slot", "style", "svg", "template", "textarea", "title", "xmp"),
}
COMPONENT = "a component of MDX or Astro"


def mdx_findings(text: str) -> Iterator[Finding]:
    if "import" in text or "export" in text:
        for found in MODULE_LINE.finditer(text):
            yield Finding(*found.span(), "module", "a line of a program, as MDX and Astro have it", "take it out")
    if "{/*" in text:
        for found in MDX_COMMENT.finditer(text):
            is_more = MORE_COMMENT.fullmatch(f"<!--{found[1]}-->")
            cure = "write `<!--more-->`" if is_more else "it is not published; a comment is `<!-- … -->` here"
            yield Finding(*found.span(), "mdx comment", "a comment of MDX", cure, "<!--more-->" if is_more else "")
    if "<" in text:
        yield from component_findings(text)


def component_findings(text: str) -> Iterator[Finding]:
    """Yield each tag that is surely a component: it closes itself, has values, or is closed again."""
    tags = [tag for tag in COMPONENT_TAG.finditer(text) if tag["name"].casefold() not in NO_COMPONENTS]
    whole = [tag for tag in tags if not tag["alone"]]
    pairs = pairs_of([(tag["name"], bool(tag["end"])) for tag in whole])
    closed = {whole[number].start() for number in pairs} | {whole[pair.end].start() for pair in pairs.values()}
    fences = dict(box_fences(text, whole, pairs))
    for tag in tags:
        fence = fences.get(tag.start())
        if tag["end"]:
            if tag.start() in closed:
                yield Finding(*tag.span(), tag["name"], COMPONENT, SILENT, fence or f"&lt;{tag[0][1:]}")
        elif tag["alone"] or "=" in tag["args"] or tag.start() in closed:
            yield component(text, tag, fence)


def box_fences(text: str, tags: Sequence[re.Match[str]], pairs: Mapping[int, Pair]) -> Iterator[tuple[int, str]]:
    """Yield the offset and the signs of each tag that begins or ends a box."""
    signs = box_signs(text) if pairs else ("", 0)
    for number, pair in pairs.items():
        tag, end = tags[number], tags[pair.end]
        is_box = box_of(tag["name"].casefold(), read_arguments(tag["args"])) is not None
        if is_box and pair.height <= MAX_HEIGHT and is_alone(text, *tag.span()) and is_alone(text, *end.span()):
            fence = box_fence(signs, pair.height)
            yield from ((tag.start(), fence), (end.start(), fence))


def component(text: str, tag: re.Match[str], fence: str | None) -> Finding:
    name, arguments = tag["name"].casefold(), read_arguments(tag["args"])
    if tag["alone"] and name in READERS and (instead := READERS[name](arguments)) is not None:
        alone = " alone on its line" if instead[0] == "<" and is_alone(text, *tag.span()) else ""
        return Finding(*tag.span(), tag["name"], COMPONENT, to_write(instead.strip("<>")) + alone, instead)
    if fence is not None:
        first = box_of(name, arguments) or ""
        return Finding(*tag.span(), tag["name"], COMPONENT, box_cure(first), box_opening(fence, first))
    shown = f"&lt;{tag[0][1:]}"
    cure = "write what it shows; to show the tag itself, write it in code"
    return Finding(*tag.span(), tag["name"], COMPONENT, cure, shown, Severity.ACCEPTABLE)
