"""Report what other systems' templates are made of, ``{% include x.html %}`` and ``{{ page.title }}``: here it is text.

MyST takes the first for attributes that hold a comment, and the line vanishes (mdit_py_plugins/attrs/parse.py).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt

from valuable.base.text_files import brief
from valuable.content.verbatim import Lines, layout, verbatim

TAG = re.compile(r"\\[\s\S]|\{%[-+]?\s*(?P<tag>\w*)(?:[^%\n]|%(?!\}))*(?:%\})?|\{\{(?!\{)[^{}]*\}\}|\{\{[<%].*")
INSTEAD = {
    "highlight": "write the code between lines of three backticks, ```` ```python ````",
    "include": "write the text itself, or `{include}` with a file of this repository",
    "include_relative": "write the text itself, or `{include}` with a file of this repository",
    "link": "link to the file, as in `[words](other-post.md)`",
    "post_url": "link to the file, as in `[words](other-post.md)`",
    "comment": "write `<!--` and `-->` around what is not to be published",
    "raw": "take it out; what stands between it and `{% endraw %}` belongs in code",
}
INSTEAD |= dict.fromkeys(("figure", "image", "img", "picture"), "write `![what it shows](picture.png)`")
INSTEAD |= dict.fromkeys(("gist", "tweet", "video", "vimeo", "youtube"), "write a link to it")
ANY = "write the text itself"
END = "take it out with what it ends"
AS_SIGNS = "To show the signs, write them in code, or a backslash before"


def templated(parser: MarkdownIt, text: str) -> Iterator[tuple[int, str]]:
    """Yield the line, from 0, of each tag of a template that is no code or formula, and what to write instead."""
    spans = verbatim(text, layout(parser, text))
    lines, starts = Lines(text), [span.start for span in spans]
    for found in TAG.finditer(text):
        at = bisect_right(starts, found.start()) - 1
        if found[0][0] == "\\" or (at >= 0 and found.start() < spans[at].end):
            continue
        written = brief(" ".join(found[0].split()))
        tag = found["tag"] or ""
        instead = INSTEAD.get(tag, END if tag.startswith("end") else ANY)
        yield (
            lines.at(found.start()),
            f"`{written}` is of another system's templates (Liquid, Jinja, Hugo), and nothing is filled in here: "
            f"{instead}. {AS_SIGNS} `{found[0][:2]}`",
        )
