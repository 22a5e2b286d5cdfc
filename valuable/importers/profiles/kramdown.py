"""Write what kramdown reads otherwise than this site: formulas, in which it takes away backslashes."""

import re
from collections.abc import Iterator

from valuable.content.foreign.reading import without_code
from valuable.content.verbatim import MATHS_SPAN, VerbatimText
from valuable.importers.markdown_edits import Edit, parser

# What says that a backslash is there for kramdown: two before a sign, one before what would be emphasis.
MEANT_FOR_KRAMDOWN = re.compile(r"\\\\[{}|,;:!%&#\\]|\\[_*]")
# The signs before which kramdown takes one away (https://kramdown.gettalong.org/syntax.html).
ESCAPED_BY_KRAMDOWN = re.compile(r"\\([\\.*_+`<>()\[\]{}#!:|\"'$-])")
WORDS_IN_FORMULA = re.compile(r"\\(?:text|mathrm|mathtt|operatorname)\w*\{")


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
