"""Write what kramdown and its themes read otherwise than this site: formulas, boxes, titles of code."""

import re
from collections.abc import Iterator

from valuable.content.foreign.reading import without_code
from valuable.content.verbatim import MATHS_SPAN, VerbatimText
from valuable.importers.markdown_edits import Edit, edited, parser
from valuable.importers.records import OldEntry

# What says that a backslash is there for kramdown: two before a sign, one before what would be emphasis.
MEANT_FOR_KRAMDOWN = re.compile(r"\\\\[{}|,;:!%&#\\]|\\[_*]")
# The signs before which kramdown takes one away (https://kramdown.gettalong.org/syntax.html).
ESCAPED_BY_KRAMDOWN = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$-])")
WORDS_IN_FORMULA = re.compile(r"\\(?:text|mathrm|mathtt|operatorname)\w*\{")

# Where authors hide the commands that they define for formulas.
HIDDEN_ELEMENT = re.compile(r"<(?P<name>div|span|p)\b[^<>]*(?:display:\s*none|\bhidden\b)[^<>]*>")
HIDDEN_FORMULA = re.compile(r"\s*(?:\$\$?|\\{1,2}[(\[])(?P<inner>[^$]+)(?:\$\$?|\\{1,2}[)\]])\s*\Z")
DEFINES_COMMAND = re.compile(r"\\(?:newcommand|renewcommand|DeclareMathOperator|def)\b")
MAX_HIDDEN = 20_000  # characters of what is hidden


def command_edits(text: str) -> Iterator[Edit]:
    """Yield the hidden elements in which commands for formulas are defined, without what hides them."""
    for found in HIDDEN_ELEMENT.finditer(text):
        sign = f"</{found['name']}>"
        end = text.find(sign, found.end(), found.end() + MAX_HIDDEN)
        formula = HIDDEN_FORMULA.match(text[found.end() : end]) if end >= 0 else None
        if formula and DEFINES_COMMAND.search(formula["inner"]):
            inner = re.sub(r"\\require\{[^{}]*\}", "", formula["inner"]).strip()
            inner = re.sub(r"\n\s*\n+", "\n", inner)
            yield Edit(found.start(), end + len(sign), f"\n$$\n{inner}\n$$\n")


STYLE_ELEMENT = re.compile(r"<style\b[^<>]*>", re.IGNORECASE)


def style_edits(text: str) -> Iterator[Edit]:
    """Yield the style sheets within a text, which are of the old look."""
    if not STYLE_ELEMENT.search(text):
        return
    verbatim, lower = VerbatimText(parser(), without_code(text)), text.lower()
    for found in STYLE_ELEMENT.finditer(text):
        span = verbatim.span_at(found.start())
        end = lower.find("</style>", found.end())
        if end >= 0 and (span is None or span.start == found.start()):
            yield Edit(found.start(), end + len("</style>"), "")


def formula_edits(text: str) -> Iterator[Edit]:
    """Yield the formulas between single dollars or brackets, which MathJax got without some backslashes."""
    if not MEANT_FOR_KRAMDOWN.search(text):
        return
    for span in VerbatimText(parser(), without_code(text)).spans:
        written = text[span.start : span.end]
        if span.kind != MATHS_SPAN or written.startswith("$$"):
            continue
        size = 1 if written.startswith("$") else len(written) - len(written.lstrip("\\")) + 1
        inner = written[size:-size]
        if MEANT_FOR_KRAMDOWN.search(inner) and not WORDS_IN_FORMULA.search(inner):
            yield Edit(span.start + size, span.end - size, ESCAPED_BY_KRAMDOWN.sub(r"\1", inner))


# -- Attributes of blocks ------------------------------------------------------------

LINE_OF_ATTRIBUTES = re.compile(r"(?P<indent>[ \t]*(?:>[ \t]?)*)\{:(?!/|:)[ \t]*(?P<inner>[^}\n]*)\}[ \t]*")
CLASS_NAME = re.compile(r"\.(?P<name>[\w-]+)")
FILE_OF_CODE = re.compile(r"\bfile\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
# Classes by which themes make boxes: Chirpy's `prompt-tip`, `notice--info`, `box-note`, `alert-info`, `note-title`.
BOX_CLASS = re.compile(
    r"(?P<prefix>prompt-|notice--|box-|alert-|callout-|bs-callout-|admonition-)?(?P<word>\w+?)(?P<title>-title)?"
)
ALERT_BY_CLASS = {
    **dict.fromkeys(("danger", "error", "caution"), "CAUTION"), **dict.fromkeys(("warning", "attention"), "WARNING"),
    "important": "IMPORTANT", **dict.fromkeys(("tip", "success", "hint"), "TIP"),
    **dict.fromkeys(("note", "info", "primary", "notice"), "NOTE"),
}  # fmt: skip
MAX_BOX = 100  # lines
NEED_PREFIX = frozenset({"primary", "success", "error"})  # which alone are classes of something else
NO_PARAGRAPH = re.compile(r"[ \t]*(?:[-+*][ \t]|\d+[.)][ \t]|#{1,6}[ \t]|\||`{3}|~{3}|<|!\[)")


def attribute_edits(text: str) -> Iterator[Edit]:
    """Yield the boxes and titles of code that lines of attributes make: ``{: .prompt-tip }``, ``{: file="a.py" }``."""
    if "{:" not in text:
        return
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    verbatim = VerbatimText(parser(), without_code(text))
    fences = {
        token.map[1]: (token.map[0], token.info)
        for token in parser().parse(text) if token.type == "fence" and token.map
    }  # fmt: skip
    for number, line in enumerate(lines):
        found = LINE_OF_ATTRIBUTES.fullmatch(line)
        if found is None or verbatim.holds(starts[number] + len(found["indent"])):
            continue
        whole = (starts[number], min(starts[number + 1], len(text)))
        file = FILE_OF_CODE.search(found["inner"])
        if file and number in fences:
            opening, info = fences[number]
            end = starts[opening] + len(lines[opening].rstrip())
            name = (file["double"] or file["single"] or "").replace('"', "”")
            yield Edit(end, end, f'{"" if info.strip() else "text"} title="{name}"')
            yield Edit(*whole, "")
        elif kind := kind_of_box(found["inner"]):
            block = block_beside(lines, number)
            if block is not None:
                yield Edit(starts[block[0]], starts[block[1]], alert_of(lines[block[0] : block[1]], *kind))
                yield Edit(*whole, "")


def kind_of_box(inner: str) -> tuple[str, bool] | None:
    """Return the kind of alert that classes make, and whether its first line is its title; None if they make none."""
    found: list[tuple[str, bool]] = []
    for name in CLASS_NAME.finditer(inner):
        said = BOX_CLASS.fullmatch(name["name"])
        if said and said["word"] in ALERT_BY_CLASS and (said["prefix"] or said["word"] not in NEED_PREFIX):
            found.append((ALERT_BY_CLASS[said["word"]], bool(said["title"])))
    kinds = list(ALERT_BY_CLASS.values())
    return min(found, key=lambda kind: kinds.index(kind[0]), default=None)


def block_beside(lines: list[str], number: int) -> tuple[int, int] | None:
    """Return the first line of the block that a line of attributes belongs to, and the line below it."""
    first = last = number
    while first > max(0, number - MAX_BOX) and lines[first - 1].strip(" \t>"):
        first -= 1
    if first == number:  # it stands above
        first = last = number + 1
        while last < min(len(lines), number + MAX_BOX) and lines[last].strip(" \t>"):
            last += 1
    else:
        while first > max(0, number - MAX_BOX) and lines[first - 1].lstrip().startswith(
            ">"
        ):  # further paragraphs of the quotation
            first -= 1
    is_box = first < last <= first + MAX_BOX and not NO_PARAGRAPH.match(lines[first])
    return (first, last) if is_box else None


def alert_of(block: list[str], kind: str, has_title: bool) -> str:
    """Return a paragraph or quotation as an alert."""
    indent = block[0][: len(block[0]) - len(block[0].lstrip())]
    inner = [line.removeprefix(indent) for line in block]
    quoted = all(line.startswith(">") for line in inner)
    inner = [line[1:].removeprefix(" ") if quoted else line for line in inner]
    title = f" {inner.pop(0).strip()}" if has_title and inner else ""
    while inner and not inner[0].strip():
        inner.pop(0)
    return "\n".join(f"{indent}> {line}".rstrip() for line in (f"[!{kind}]{title}", *inner)) + "\n"


def rewrite_kramdown(entry: OldEntry) -> None:
    """Write the text of an entry as it is read here."""
    styles = list(style_edits(entry.body))
    if styles:
        entry.note("<style>", "a style sheet within the text was of the old look, so it was left out", entry.line)
    text = edited(entry.body, styles)
    text = edited(text, list(command_edits(text)))
    entry.body = edited(text, [*formula_edits(text), *attribute_edits(text)])
