"""Read the tags around pictures that have one caption, ``{% figure caption:"Words" %}`` of Jekyll."""

import re
from collections.abc import Iterator

from valuable.content.foreign.arguments import Arguments
from valuable.content.foreign.findings import SILENT, Finding, in_code
from valuable.content.foreign.shortcodes import quoted_title

PICTURE = re.compile(r"!\[[^\]\n]*\]\([^()\n\"]*?(?P<at>)\)")
UNNAMED_PICTURE = re.compile(r"!\[(?P<at>)[ \t]*\]\(")
SIGNS = re.compile(r"(?<!\w)[*_`]+|[*_`]+(?!\w)")
LINK_IN_CAPTION = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")


def figure_findings(
    text: str, tag: re.Match[str], end: re.Match[str], what: str, arguments: Arguments
) -> Iterator[Finding]:
    """Yield what a figure is: its caption is the title of the one picture, or a line below several.

    It also says what those pictures show that have no words of their own.
    """
    inside, caption = text[tag.end() : end.start()], " ".join(arguments.get("caption", "title").split())
    pictures = list(PICTURE.finditer(inside))
    words = SIGNS.sub("", LINK_IN_CAPTION.sub(r"\1", caption))
    unnamed = [tag.end() + found.start("at") for found in UNNAMED_PICTURE.finditer(inside)] if words else []
    only = pictures[0] if len(pictures) == 1 and inside.count("![") == 1 and "](" not in caption else None
    if only is not None and caption:
        title, at = quoted_title(words), tag.end() + only.start("at")
        yield Finding(*tag.span(), "figure", what, f"write {in_code(title)} as the title of the picture", "")
        yield Finding(at, at, "figure", what, SILENT, f" {title}")
        yield Finding(*end.span(), "figure", what, SILENT, "")
    else:
        cure = "write the pictures, each with what it shows, and the caption below them"
        yield Finding(*tag.span(), "figure", what, cure, "")
        yield Finding(*end.span(), "figure", what, SILENT, caption)
    for number, at in enumerate(unnamed, start=1):
        name = re.sub(r"([\[\]])", r"\\\1", words if len(unnamed) == 1 else f"{words} ({number}/{len(unnamed)})")
        yield Finding(at, at, "figure", what, SILENT, name)
