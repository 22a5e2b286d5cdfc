"""Leave out what asks for a list of contents, which every page has beside its text: ``[TOC]``, ``{:toc}``."""

import re
from collections.abc import Iterator

from valuable.content.foreign.findings import Finding

CONTENTS_SIGN = re.compile(r"toc[_\]}%]|toc\s*\}|:[ \t]*toc\b|\[\[?_?toc|\$\{toc\}", re.IGNORECASE)
CONTENTS_LINE = re.compile(
    r"^(?P<quote>[ \t>]*)(?:"
    r"(?P<mark>\[TOC\]|\[\[_?TOC_?\]\]|@\[toc\](?:\([^)\n]*\))?|\$\{toc\}|%TOC%|\{\{_?TOC_?\}\})"
    r"|(?:(?:[-+*]|1[.)])[ \t]+[^\n]*\n[ \t>]*)?\{:[ \t]*toc\b[^}\n]*\}"
    r")[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
TOC_DEFINITION = re.compile(r"^[ \t>]*\[toc\]:", re.IGNORECASE | re.MULTILINE)
CONTENTS_CURE = "each page has its contents beside its text, so it is left out: take the line out"


def contents_findings(text: str) -> Iterator[Finding]:
    if "toc" not in text.lower() or not CONTENTS_SIGN.search(text) or TOC_DEFINITION.search(text):
        return
    for found in CONTENTS_LINE.finditer(text):
        start = found.end("quote")
        yield Finding(start, found.end(), "contents", "where other systems put a list of contents", CONTENTS_CURE, "")
