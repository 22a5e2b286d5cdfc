"""Make plain HTML of what other systems, editors and programs make of it, before it is written as Markdown.

Each repair takes a tree and changes it: formulas that a program has drawn get their source back, code its language,
players of the last century become frames, pictures of smileys become signs. Nothing that has words is taken out.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import html as lxml_html

from valuable.content.markdown.embed_services import find_embed

Tell: TypeAlias = Callable[[str, str, bool], None]  # kind, message, whether something is lost
HtmlTree: TypeAlias = Any  # an element of lxml, which has no types

CLASS_OF_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?[-:]\s*|brush:\s*|highlight-(?:source-|text-)?|sourceCode\s+|enlighter-l-|prettyprint\s+lang-"
    r"|code-block-|src-|syntax-)(?P<name>[\w+#.-]+)", re.IGNORECASE,
)  # fmt: skip
# Classes of highlighters beside which the language stands alone: `hljs python`, `geshi php`.
HIGHLIGHTERS = frozenset({
    "hljs", "geshi", "sourcecode", "src", "highlight", "chroma", "codehilite", "listing", "shiki", "prettyprint",
    "code", "programlisting", "crayon-plain", "syntaxhighlighter", "astro-code",
})  # fmt: skip
NO_LANGUAGES = frozenset({
    "plain", "plaintext", "text", "txt", "none", "default", "code", "highlight", "linenums", "wp-block-code",
    "nohighlight", "numberlines", "line-numbers", "no-highlight", "decode", "true", "false", "source", "raw",
    "undefined", "auto", "generic", "copy", "notranslate", "literal-block", "wrap", "nowrap", "dark", "light", "brush",
    "toolbar", "rouge", "github-dark",
})  # fmt: skip
LANGUAGE_ATTRIBUTES = (
    "data-lang",
    "data-language",
    "data-enlighter-language",
    "data-code-block-lang",
    "lang",
    "data-syntax",
)
GUTTERS = (
    "gutter", "lineno", "linenos", "line-numbers-rows", "rouge-gutter", "crayon-nums", "linenodiv", "hljs-ln-numbers",
    "line-number", "lnt", "code-toolbar-item", "copy-button", "copybtn", "crayon-toolbar", "toolbar-item", "ln",
)  # fmt: skip
FLASH = (
    (re.compile(r"youtube(?:-nocookie)?\.com/(?:v|e)/([\w-]{6,})"), "https://www.youtube.com/watch?v={}"),
    (re.compile(r"vimeo\.com/moogaloop\.swf\?.*?clip_id=(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"dailymotion\.com/(?:swf|embed)/(?:video/)?(\w+)"), "https://www.dailymotion.com/video/{}"),
    (re.compile(r"video\.google\.com/google[Pp]layer\.swf\?docid=(-?\d+)"), "https://video.google.com/videoplay?docid={}"),
    (re.compile(r"slideshare\.net/swf/\S*?doc=([\w-]+)"), "https://www.slideshare.net/{}"),
)  # fmt: skip
TRACKERS = re.compile(
    r"feeds\.(?:feedburner|wordpress)\.com/|feedsportal\.com|stats\.wordpress\.com/b\.gif|pixel\.wp\.com|blogger\.googleusercontent"
    r"\.com/tracker|/~r/|/~ff/|doubleclick|google-analytics|medium\.com/_/stat|assoc-amazon\.\w+/e/ir|feedburner\.com/~"
)
SCRIPT_FRAMES = (
    (re.compile(r"gist\.github\.com/(?:[\w-]+/)?\w+(?=\.js)"), "https://{}"),
    (re.compile(r"asciinema\.org/a/\w+(?=\.js)"), "https://{}"),
)
SOCIAL_SCRIPTS = re.compile(
    r"platform\.(?:twitter|x|instagram)\.com|instagram\.com/embed\.js|tiktok\.com/embed\.js|embedr\.flickr|mathjax"
    r"|embed\.redditmedia|facebook\.net|static\.codepen\.io|cpwebassets\.codepen|imgur\.com/min/embed|syntaxhighlighter",
    re.IGNORECASE,
)
DRAWN_FORMULAS = frozenset({
    "katex-display", "katex", "MathJax", "MathJax_Display", "MJXc-display", "mwe-math-element", "MathJax_SVG",
    "mjx-chtml",
})  # fmt: skip
SMILEY = re.compile(r"(?:^|\s)(?:emoji|wp-smiley|smiley|emoticon)(?:\s|$)")
LATEX_PICTURE = re.compile(
    r"(?:latex\.php\?|codecogs\.com/|chart\?.*cht=tx|/latex/|mimetex\.cgi\?|mathtex\.cgi\?)", re.IGNORECASE
)
PICTURE_SIZES = (
    re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)"), re.compile(r"-scaled(?=\.\w{3,4}$)"),
    re.compile(r"(?<=/)s\d+(?:-[a-z0-9-]+)?(?=/)"), re.compile(r"(?<=/)w\d+-h\d+(?:-[a-z0-9-]+)?(?=/)"),
    re.compile(r"(?<=/)size/w\d+(?:h\d+)?/"), re.compile(r"=[swh]\d+(?:-[\w-]+)?$"), re.compile(r"(?<=/max/)\d+(?=/)"),
    re.compile(r"(?<=/)resize:[\w:]+(?=/)"),
)  # fmt: skip
PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:\?|#|$)", re.IGNORECASE)
MERGED = frozenset({"strong", "b", "em", "i", "del", "s", "code", "u", "sub", "sup"})
PARTS_OF_TABLES = frozenset(
    {"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th", "script", "template"}
)
RENAMED = {
    "acronym": "abbr",
    "tt": "code",
    "strike": "del",
    "dir": "ul",
    "menu": "ul",
    "xmp": "pre",
    "listing": "pre",
    "plaintext": "pre",
}


def repair(root: HtmlTree, tell: Tell) -> None:
    """Make all repairs."""
    for one in REPAIRS:
        tuple[Callable[[HtmlTree, Tell], None], ...] = (
    rename_elements, formulas, plain_code, frames_of_players, plain_pictures, covers_as_pictures, plain_tables,
    file_blocks, signs_of_tasks, styled_words, merged_words, inline_notes, marked_anchors,
)  # fmt: skip
