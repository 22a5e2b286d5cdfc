"""Report template tags of other systems, ``{% include x.html %}`` and ``{{ page.title }}``, which are plain text here.

MyST takes the first for attributes that hold a comment, and the line vanishes (mdit_py_plugins/attrs/parse.py).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt

from valuable.base.text_files import brief
from valuable.content.verbatim import LineIndex, block_layout, verbatim_spans

TEMPLATE_TAG = re.compile(
    r"\\[\s\S]|\{%[-+]?\s*(?P<tag>\w*)(?:[^%\n]|%(?!\}))*(?:%\})?|\{\{(?!\{)[^{}]*\}\}|\{\{[<%].*"
)
TAG_ADVICE = {
    "highlight": "write the code between lines of three backticks, ```` ```python ````",
    "include": "write the text itself, or `{include}` with a file of this repository",
    "include_relative": "write the text itself, or `{include}` with a file of this repository",
    "link": "link to the file, as in `[words](other-post.md)`",
    "post_url": "link to the file, as in `[words](other-post.md)`",
    "comment": "write `<!--` and `-->` around what is not to be published",
    "raw": "take it out; what stands between it and `{% endraw %}` belongs in code",
}
TAG_ADVICE |= dict.fromkeys(("figure", "image", "img", "picture"), "write `![what it shows](picture.png)`")
TAG_ADVICE |= dict.fromkeys(("gist", "tweet", "video", "vimeo", "youtube"), "write a link to it")
ANY_TAG_ADVICE = "write the text itself"
END_TAG_ADVICE = "take it out with what it ends"
SHOW_SIGNS = "To show the signs, write them in code, or a backslash before"


def template_problems(parser: MarkdownIt, text: str) -> Iterator[tuple[int, str]]:
    """Yield the line (from 0) and the problem of each template tag outside of code and formulas."""
    spans = verbatim_spans(text, block_layout(parser, text))
    lines, starts = LineIndex(text), [span.start for span in spans]
    for found in TEMPLATE_TAG.finditer(text):
        at = bisect_right(starts, found.start()) - 1
        if found[0][0] == "\\" or (at >= 0 and found.start() < spans[at].end):
            continue
        written = brief(" ".join(found[0].split()))
        tag = found["tag"] or ""
        instead = TAG_ADVICE.get(tag, END_TAG_ADVICE if tag.startswith("end") else ANY_TAG_ADVICE)
        yield (
            lines.at(found.start()),
            f"`{written}` is of another system's templates (Liquid, Jinja, Hugo), and nothing is filled in here: "
            f"{instead}. {SHOW_SIGNS} `{found[0][:2]}`",
        )
