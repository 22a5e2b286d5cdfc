"""Find markup that is none of Markdown's: reStructuredText, Templater's ``<% %>``, kramdown's extensions, snippets."""

import re
from collections.abc import Iterator

from valuable.content.foreign.findings import Finding

RST_DIRECTIVE = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?P<name>[A-Za-z][\w:-]*?)::(?=\s|$)[^\n]*", re.MULTILINE
)
# Where it is meant, to the end of the block.
RST_BLOCK = re.compile(
    r"^[ \t>]*(?P<sign>`{3,}|~{3,}|:{3,})\{eval-rst\}[^\n]*\n(?:(?![ \t>]*(?P=sign))[^\n]*\n)*", re.MULTILINE
)
PROGRAM = re.compile(r"<%(?:(?!<%|%>|\n[ \t]*\n)[\s\S])*%>")
# kramdown's extensions: a comment; what is left alone; settings.
KRAMDOWN_COMMENT = re.compile(r"\{::comment\}(?:(?!\{::comment\})[\s\S])*?\{:/(?:comment)?\}|\{::comment\}[^\n]*\{:/\}")
KRAMDOWN_MARK = re.compile(r"\{::(?:nomarkdown|options)\b[^{}\n]*/?\}|\{:/(?:nomarkdown|options)?\}")
SNIPPET = re.compile(r"^[ \t]*-{1,2}8<-{1,2}[ \t]+\"[^\"\n]*\"[ \t]*$", re.MULTILINE)
DIRECTIVE_ADVICE = {
    "image": "write `![what it shows](picture.png)`",
    "figure": 'write `![what it shows](picture.png "its caption")`',
    "contents": "take it out: each page has its contents beside its text",
    "youtube": "write the address of the film, alone on its line",
}


def markup_findings(text: str) -> Iterator[Finding]:
    if ".. " in text:
        meant = [block.span() for block in RST_BLOCK.finditer(text)] if "{eval-rst}" in text else []
        for found in RST_DIRECTIVE.finditer(text):
            name = found["name"]
            if any(start <= found.start() < end for start, end in meant):
                continue
            cure = DIRECTIVE_ADVICE.get(name, f"write it between lines of three backticks, `` ```{{{name}}} ``")
            yield Finding(*found.span(), f"rst {name}", "a directive of reStructuredText", cure)
    if "{::" in text:
        for found in KRAMDOWN_COMMENT.finditer(text):
            cure = "it is not published; a comment is `<!-- … -->` here"
            yield Finding(*found.span(), "kramdown comment", "a comment of kramdown", cure, "")
        for found in KRAMDOWN_MARK.finditer(text):
            yield Finding(*found.span(), "kramdown", "a mark of kramdown", "it is left out: take it out", "")
    if "<%" in text:
        for found in PROGRAM.finditer(text):
            what = "a line of a program, as Templater, EJS and ERB have it"
            yield Finding(*found.span(), "program", what, "write what it makes")
    if "8<-" in text:
        for found in SNIPPET.finditer(text):
            cure = "write the text itself, or `{include}` with a file of this repository"
            yield Finding(*found.span(), "snippet", "where MkDocs takes in a file", cure)
