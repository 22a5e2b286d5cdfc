"""Read Markdown that was written for another system: what its parts are, and what is to be told of them."""

import re
from collections.abc import Iterator
from itertools import chain

from markdown_it import MarkdownIt

from valuable.content.foreign.contents import contents_findings
from valuable.content.foreign.findings import Finding, Remark, apart, remarks_on, replaced
from valuable.content.foreign.markup import markup_findings
from valuable.content.foreign.mdx import mdx_findings
from valuable.content.foreign.pelican import pelican_findings
from valuable.content.foreign.quotes import quote_findings
from valuable.content.foreign.template_tags import template_findings
from valuable.content.foreign.unclosed import unclosed_formulas
from valuable.content.foreign.wordpress import wordpress_findings
from valuable.content.verbatim import VerbatimText

FAMILIES = (contents_findings, markup_findings, mdx_findings, pelican_findings, quote_findings)


CODE_FENCE = re.compile(r"[ \t>]*(?:[-+*][ \t]+|\d+[.)][ \t]+)?(?P<sign>`{3,}|~{3,})(?P<info>[^\n]*)")
CODE_BEGINS = re.compile(
    r"[ \t>]*(?:\{%-?\s*(?P<liquid>highlight|codeblock|code|prism|comment|mermaid)\b[^\n]*%\}"
    r"|\{\{[<%]\s*(?P<hugo>highlight|code|mermaid|comment)\b[^\n]*[>%]\}\}|\[(?P<press>code|sourcecode)\b[^\]\n]*\])\s*"
)
TAG_BAR = re.compile(r"(?<!\\)\|")
CODE_SIGNS = re.compile(r"\{%-?\s*(?:highlight|code|prism|comment|mermaid)|\{\{[<%]\s*\w|\[(?:source)?code\b")


def without_code(text: str) -> str:
    """Return *text* with spaces for what stands in other systems' blocks of code, which may look like Markdown."""
    if not CODE_SIGNS.search(text):
        return text
    lines, fence, closing = text.split("\n"), "", ""
    last: dict[str, int] = {}  # the last line that ends such code, by the pattern of that
    for number, line in enumerate(lines):
        if closing:
            is_end = re.search(closing, line) is not None
            lines[number] = line if is_end else " " * len(line)
            closing = "" if is_end else closing
        elif fence:
            found = CODE_FENCE.match(line)
            fence = "" if found and found["sign"].startswith(fence) and not found["info"].strip() else fence
        elif found := CODE_FENCE.match(line):
            fence = found["sign"]
        elif begins := CODE_BEGINS.fullmatch(line):
            name = begins["liquid"] or begins["hugo"] or begins["press"]
            closing = rf"\{{%-?\s*end{name}\b|\{{\{{[<%]\s*/\s*{name}\b|\[/{name}\]"
            if closing not in last:
                ends = re.compile(closing)
                last[closing] = max((at for at, text_line in enumerate(lines) if ends.search(text_line)), default=-1)
            closing = closing if last[closing] > number else ""
    return "\n".join(lines)


def foreign_findings(text: str, verbatim: VerbatimText) -> Iterator[Finding]:
    """Yield all that belongs to other systems, outside of code and formulas."""
    yield from template_findings(text, verbatim)
    yield from wordpress_findings(text, verbatim)
    for finding in chain.from_iterable(family(text) for family in FAMILIES):
        if not verbatim.holds(finding.start):
            yield finding


def kept_whole(text: str, finding: Finding) -> Finding:
    """Return a finding that stays as it is, so that no bar in it parts the cells of a table."""
    written = text[finding.start : finding.end]
    if finding.instead is not None or "|" not in written:
        return finding
    return finding._replace(instead=TAG_BAR.sub(r"\\|", written), severity=finding.gravity)


def read_foreign(parser: MarkdownIt, text: str) -> tuple[str, list[Remark]]:
    """Return *text* with what is understood in plain Markdown, with the same lines, and what to tell of it."""
    verbatim = VerbatimText(parser, without_code(text))
    found = [kept_whole(text, finding) for finding in apart(foreign_findings(text, verbatim))]
    remarks = [*remarks_on(text, found), *unclosed_formulas(text, verbatim)]
    return replaced(text, found), sorted(remarks, key=lambda remark: (remark.line, remark.message))
