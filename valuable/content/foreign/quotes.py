"""Read curly quotation marks where only straight ones work: in attributes, and around the title of a link."""

import re
from collections.abc import Iterator

from valuable.content.foreign.findings import Finding, to_write
from valuable.content.foreign.shortcodes import quoted_title

CURLY_SIGNS = ("“", "”", "„", "‘", "’")
TAG_WITH_CURLY = re.compile(r"<[A-Za-z][\w-]*\s[^<>]*=[“”„‘’][^<>]*>")
CURLY_ATTRIBUTES = re.compile(r"(?:(?<=[)\]`*_])|^[ \t>]*)(?P<list>\{[^{}\n]*=[“”„‘’][^{}\n]*\})", re.MULTILINE)
CURLY_TITLE = re.compile(r"(?<=\]\()\S+[ \t]+(?P<quoted>[“„](?P<title>[^“”\n]*)[“”])(?=[ \t]*\))")
CURLY_VALUE = re.compile(r"=(?:[“”„](?P<double>[^“”\"]*)[“”]|[‘’](?P<single>[^‘’\"]*)[‘’])")
CURLY_QUOTES = "written with curly quotation marks, which mark no value"


def quote_findings(text: str) -> Iterator[Finding]:
    if not any(sign in text for sign in CURLY_SIGNS):
        return
    for found in (*TAG_WITH_CURLY.finditer(text), *CURLY_ATTRIBUTES.finditer(text)):
        start, end = found.span("list") if found.re is CURLY_ATTRIBUTES else found.span()
        for value in CURLY_VALUE.finditer(text, start, end):
            straight = f'="{value["double"] or value["single"] or ""}"'
            yield Finding(*value.span(), "quotes", CURLY_QUOTES, to_write(straight), straight)
    for found in CURLY_TITLE.finditer(text):
        straight = quoted_title(found["title"])
        yield Finding(*found.span("quoted"), "quotes", CURLY_QUOTES, to_write(straight), straight)
