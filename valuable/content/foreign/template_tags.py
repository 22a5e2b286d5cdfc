"""Find shortcodes and tags of other systems' templates: ``{% include x.html %}``, ``{{< youtube x >}}``, ``{{ x }}``.

What has one meaning in Markdown is read as that: a picture, a link, a block of code. Comments are cut. All else is
shown as it is written, and told.
"""

import re
from collections.abc import Iterator, Mapping

from valuable.base.reports import Severity
from valuable.content.foreign.arguments import Arguments, read_arguments
from valuable.content.foreign.code_tags import code_info
from valuable.content.foreign.figures import figure_findings
from valuable.content.foreign.file_tags import FILE_TAGS
from valuable.content.foreign.findings import SILENT, Finding, in_code, to_write
from valuable.content.foreign.pairs import MAX_HEIGHT, box_fence, box_opening, box_signs, pairs_of
from valuable.content.foreign.quotations import (
    PULLED,
    QUOTATION_PAIRS,
    attribution,
    attribution_line,
    quoted_lines,
)
from valuable.content.foreign.shortcodes import BOX_NAMES, READERS, box_cure, box_of, quoted_title
from valuable.content.markdown.one_line_directives import one_line
from valuable.content.verbatim import CODE_SPAN, VerbatimText

TAG_SIGNS = ("{%", "{{", "{#")
TEMPLATE_TAG = re.compile(
    r"\\[\s\S]"
    r"|\{\{[<%]-?\s*(?P<hugo_end>/?)\s*(?P<hugo>[\w./-]*)"
    r"(?P<hugo_rest>(?:(?!\{\{[<%]|[>%]\}\}|\n[ \t]*\n)[\s\S])*)[>%]\}\}"
    r"|\{%[-+]?\s*(?P<liquid>[\w-]*)(?P<liquid_rest>(?:(?!\{%|%\}|\n[ \t]*\n)[\s\S])*)%\}"
    r"|\{\{\{?(?![<%])(?P<value>[^{}]*)\}\}\}?"
    r"|\{#(?P<comment>[\s-](?:(?!\{#|#\})[\s\S])*)#\}"
    r"|(?P<open>\{\{[<%][^\n]*|\{%[^\n]*)"
)
HUGO, LIQUID = "a shortcode of Hugo", "a tag of another system's templates (Liquid, Jinja, Nunjucks)"
TEMPLATE_VALUE = "a value that another system's templates fill in (Liquid, Jinja, Handlebars)"
TEMPLATE_COMMENT = "a comment of another system's templates"
# What stands between these is code; the name of its language is an argument.
CODE_PAIRS = frozenset({"highlight", "codeblock", "code", "syntax", "prism", "mermaid"})
MATHS_PAIRS = frozenset({"math", "katex", "mathjax", "latex", "tex"})
# What stands between these is left as it is by the system that they belong to, and by this one.
PLAIN_PAIRS = frozenset({"raw", "verbatim", "noescape", "rawhtml", "html", "unsafe", "markdown", "md"}) | MATHS_PAIRS
WHOLE_FENCE = re.compile(r"\s*(`{3,}|~{3,})[^\n]*\n(?:[\s\S]*\n)?[ \t>]*\1\s*")
COMMENT_PAIRS = frozenset({"comment"})
RAW_PAIRS = frozenset({"raw", "verbatim"})
RAW_CURE = "it is left out, since code needs none here; to show it, write it twice"
CONTENTS_TAGS = frozenset({"toc", "toc_plus", "table_of_contents", "tableofcontents"})
SITE_ADDRESS = re.compile(
    r"\{\{-?\s*(?:\w+\.)*(?:base_?url|url_?root|root_?url|base_?path|site_?url|url|path_?to_?root|root)\s*-?\}\}",
    re.IGNORECASE,
)
MAX_PARTS = 3  # of the beginning of an address: `{{ site.url }}{{ site.baseurl }}`
ADDRESS_GOES_ON = re.compile(r"(?=/)|(?=\{%-?\s*(?:link|post_url)\b)")
FILTERED_ADDRESS = re.compile(
    r"\s*-?\s*(?P<quote>[\"'“”])(?P<path>[^\"'“”|]*)[\"'“”]\s*\|\s*"
    r"(?:relative_url|absolute_url|url|rel_?url|abs_?url|rel_?lang_?url|prepend|localize_url|htmlBaseUrl|inputPathToUrl)\b"
    r"[^{}]*",
    re.IGNORECASE,
)
REST_OF_ADDRESS = re.compile(r"[^\s)\"'<>\]]*")
PAGE_VALUE = re.compile(r"\s*-?\s*(?:page\.|\.?params\.|\$?\.?)?(?P<name>title|date|author|description|tags?)\s*-?\s*")
COUNT_VALUE = re.compile(r"(?:\|\s*(?:size|length|count)|\.(?:size|length))$")
BEFORE_ON_LINE = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*")
PICTURE_CURE = "write `![what it shows](picture.png)`"
BOX_ADVICE = "write a box, from a line `:::{note}` to a line `:::`"
TAG_ADVICE: Mapping[str, str] = {
    "include": "write the text itself, or `{include}` with a file of this repository",
    "include_relative": "write the text itself, or `{include}` with a file of this repository",
    "highlight": "write the code between lines of three backticks, ```` ```python ````",
    "tabs": "write one part below the other, each with a heading",
    "notebook": "write `` ```{notebook} `` with the file's name, and `` ``` `` below it, with blank lines around them",
    "include_code": "write `` ```{literalinclude} `` with the file's name, and `` ``` `` below it",
    "param": "write the value itself",
    "readfile": "write the text itself, or `{include}` with a file of this repository",
    "blockquote": "write `> ` before each line of the quotation",
    "link": "link to the file, as in `[words](other-post.md)`",
    "post_url": "link to the file, as in `[words](other-post.md)`",
    "ref": "link to the file, as in `[words](other-post.md)`",
    "relref": "link to the file, as in `[words](other-post.md)`",
    "gallery": "write its pictures one by one, each as in `![what it shows](picture.png)`",
    **dict.fromkeys(("figure", "image", "img", "picture", "photo"), PICTURE_CURE),
    **dict.fromkeys(("quote", "pullquote", "epigraph"), "write `> ` before each line of the quotation"),
    **dict.fromkeys(("gist", "tweet", "video", "vimeo", "youtube", "embed"), "write a link to it, alone on its line"),
    **dict.fromkeys(
        ("assign", "capture", "set", "if", "for", "unless", "else", "elsif", "case"), "write what it makes"
    ),
    **dict.fromkeys(BOX_NAMES, BOX_ADVICE),
}
CONTENTS_FILE = re.compile(r"(?:.*/)?_?toc(?:\.\w+)?$")
# What stands between these would be hidden from readers elsewhere, or not be there at all.
CONDITIONS = frozenset({"if", "unless", "case", "when", "else", "elsif", "elif", "ifchanged", "with", "block", "macro"})
INCLUDES = frozenset({"include", "include_cached", "include_relative", "partial", "render"})
LEFT_OUT_ADVICE = (
    "the file that it takes in is not here, so it is left out: write the text itself, or `{include}` with a file of "
    "this repository"
)
ANY_TAG_ADVICE = "write the text itself"


class TagReader:
    """Finds the tags of one text."""

    def __init__(self, text: str, verbatim: VerbatimText) -> None:
        self.text = text
        self.verbatim = verbatim
        self.tags = list(TEMPLATE_TAG.finditer(text)) if any(sign in text for sign in TAG_SIGNS) else []
        named = [tag for tag in self.tags if tag["hugo"] is not None or tag["liquid"] is not None]
        flat = CODE_PAIRS | PLAIN_PAIRS | COMMENT_PAIRS
        pairs = pairs_of([name_of(tag) for tag in named], flat)
        self.pairs = {named[number].start(): pair for number, pair in pairs.items()}
        self.ends = {start: named[pair.end] for start, pair in self.pairs.items()}
        self.signs = box_signs(text) if self.pairs else ("", 0)
        self.read_ends: set[int] = set()  # where those end tags begin that have been read with what they end
        self.passed = 0  # up to where the text needs no more looking at

    def findings(self) -> Iterator[Finding]:
        for tag in self.tags:
            if tag[0][0] == "\\" or tag.start() < self.passed:
                continue
            if not self.verbatim.holds(tag.start()):
                yield from self.read(tag)
            elif tag["liquid"]:
                yield from self.in_code(tag)

    def in_code(self, tag: re.Match[str]) -> Iterator[Finding]:
        """Yield what a tag in code is there for: that Jekyll, Hexo or Pelican leaves the code as it is."""
        span, (name, is_end) = self.verbatim.span_at(tag.start()), name_of(tag)
        if span is None or span.kind != CODE_SPAN or is_end:
            return
        end = self.ends.get(tag.start())
        if name == "literal":
            shown = f"{{% {tag['liquid_rest'].strip()} %}}"
            yield Finding(*tag.span(), "literal", LIQUID, to_write(shown), shown)
        elif name in RAW_PAIRS and end is not None and end.end() <= span.end and self.has_tags(tag.end(), end.start()):
            self.passed = end.end()
            yield Finding(*tag.span(), "raw in code", LIQUID, f"{RAW_CURE}, {in_code(tag[0] * 2)}", "")
            yield Finding(*end.span(), "raw in code", LIQUID, SILENT, "")

    def has_tags(self, start: int, end: int) -> bool:
        return any(self.text.find(sign, start, end) >= 0 for sign in TAG_SIGNS)

    def read(self, tag: re.Match[str]) -> Iterator[Finding]:
        """Yield what a tag is, with the tag that ends it."""
        if tag.start() in self.read_ends:
            return
        if tag["comment"] is not None or is_comment(tag["value"]):
            yield Finding(
                *tag.span(), "comment", TEMPLATE_COMMENT, "it is not published; a comment is `<!-- … -->` here", ""
            )
        elif tag["value"] is not None:
            yield self.value(tag)
        elif tag["open"] is not None:
            name = "a shortcode of Hugo" if tag["open"].startswith("{{") else "a tag of Liquid"
            yield Finding(*tag.span(), "open", f"the beginning of {name} that is never closed", "take it out")
        else:
            yield from self.shortcode(tag)

    def value(self, tag: re.Match[str]) -> Finding:
        """Return what a value in two braces is: the beginning of an address, one that is filtered, or unknown."""
        end = tag.end()
        base = SITE_ADDRESS.fullmatch(tag[0])
        for _ in range(MAX_PARTS if base else 0):
            more = SITE_ADDRESS.match(self.text, end)
            end = more.end() if more else end
        if base and ADDRESS_GOES_ON.match(self.text, end):
            self.passed = end
            rest = REST_OF_ADDRESS.match(self.text, end)
            cure = f"write `{rest[0] if rest and rest[0] else '/'}`"
            return Finding(tag.start(), end, "address", "the address of the site in other systems", cure, "")
        filtered = FILTERED_ADDRESS.fullmatch(tag["value"])
        if filtered:
            path = filtered["path"]
            path = path if re.match(r"[/#.]|\w+:", path) else f"/{path}"
            rest = REST_OF_ADDRESS.match(self.text, end)
            return Finding(
                *tag.span(), "address", "an address in other systems", to_write(path + (rest[0] if rest else "")), path
            )
        known = PAGE_VALUE.fullmatch(tag["value"])
        cure = f"write the {known['name']} itself" if known else ANY_TAG_ADVICE
        cure = "write the number itself" if COUNT_VALUE.search(tag["value"].rstrip("- \t\n")) else cure
        return Finding(*tag.span(), "value", TEMPLATE_VALUE, cure)

    def shortcode(self, tag: re.Match[str]) -> Iterator[Finding]:
        name, is_end = name_of(tag)
        what = HUGO if tag["hugo"] is not None else LIQUID
        arguments = read_arguments((tag["hugo_rest"] or tag["liquid_rest"] or "").strip().removesuffix("/"))
        end = None if is_end else self.ends.get(tag.start())
        if is_end:
            severity = Severity.FATAL if name in CONDITIONS else None
            yield Finding(*tag.span(), name, what, "take it out with what it ends", severity=severity)
        elif name == "literal" and not is_end and tag["liquid"]:
            yield self.literal(tag, what)
        elif name in CONTENTS_TAGS or (name in INCLUDES and CONTENTS_FILE.match(arguments.get(at=0))):
            cure = "each page has its contents beside its text, so it is left out"
            yield Finding(*tag.span(), "contents", what, cure, "")
        elif end is not None and name in COMMENT_PAIRS | PLAIN_PAIRS | CODE_PAIRS:
            self.read_ends.add(end.start())
            self.passed = end.end()
            yield from self.verbatim_pair(tag, end, name, what, arguments)
        elif end is not None and name in QUOTATION_PAIRS and self.makes_quotation(tag, end):
            self.read_ends.add(end.start())
            yield from self.quotation(tag, end, name, what, arguments)
        elif end is not None and self.makes_box(tag, end, name, arguments):
            self.read_ends.add(end.start())
            first, fence = box_of(name, arguments) or "", box_fence(self.signs, self.pairs[tag.start()].height)
            yield Finding(*tag.span(), name, what, box_cure(first), box_opening(fence, first))
            yield Finding(*end.span(), name, what, SILENT, fence)
        elif name == "figure" and end is not None:
            self.read_ends.add(end.start())
            yield from figure_findings(self.text, tag, end, what, arguments)
        elif name in FILE_TAGS and end is None and (found := self.file_tag(tag, name, what)):
            yield found
        else:
            yield self.single(tag, end, name, what, arguments)

    def makes_quotation(self, tag: re.Match[str], end: re.Match[str]) -> bool:
        if self.pairs[tag.start()].height > MAX_HEIGHT:
            return False
        together = self.text.find("\n", tag.start(), end.end()) < 0 and is_alone(self.text, tag.start(), end.end())
        return together or (is_alone(self.text, *tag.span()) and is_alone(self.text, *end.span()))

    def quotation(
        self, tag: re.Match[str], end: re.Match[str], name: str, what: str, arguments: Arguments
    ) -> Iterator[Finding]:
        """Yield what a quotation is, or a paragraph of which words are pulled out to be shown once more."""
        pulled = list(PULLED.finditer(self.text, tag.end(), end.start())) if name == "pullquote" else []
        if pulled:
            yield Finding(*tag.span(), name, what, "write the paragraph alone", "")
            yield from (Finding(*sign.span(), name, what, SILENT, "") for sign in pulled)
        else:
            rest = (tag["hugo_rest"] or tag["liquid_rest"] or "").strip() if name != "pullquote" else ""
            words = attribution(rest, arguments)
            if not is_alone(self.text, *tag.span()):
                cure = "write `> ` before the quotation"
                yield Finding(*tag.span(), name, what, cure, "> ")
                yield Finding(*end.span(), name, what, SILENT, f" — {words}" if words else "")
                return
            line = attribution_line(words)
            cure = "write `> ` before each line of the quotation"
            yield Finding(*tag.span(), name, what, f"{cure}, and {in_code(line)} above it" if line else cure, line)
            width = tag.start() - self.text.rfind("\n", 0, tag.start()) - 1
            for at in quoted_lines(self.text, tag.end(), end.start(), width):
                yield Finding(at, at, name, what, SILENT, "> ")
        yield Finding(*end.span(), name, what, SILENT, "")

    def literal(self, tag: re.Match[str], what: str) -> Finding:
        """Return what Pelican's ``{% literal video a.mp4 %}`` is: it shows the tag that it holds."""
        shown = f"{{% {tag['liquid_rest'].strip()} %}}"
        return Finding(*tag.span(), "literal", what, f"write `\\{shown}`", f"\\{shown}")

    def file_tag(self, tag: re.Match[str], name: str, what: str) -> Finding | None:
        """Return what a tag is that takes in a file; None if its meaning is not certain, or it does not stand alone."""
        found = FILE_TAGS[name]((tag["hugo_rest"] or tag["liquid_rest"] or "").strip())
        if found is None or not is_alone(self.text, *tag.span()):
            return None
        return Finding(*tag.span(), name, what, found.cure, one_line(found.head, found.options, tag[0]))

    def single(
        self, tag: re.Match[str], end: re.Match[str] | None, name: str, what: str, arguments: Arguments
    ) -> Finding:
        """Return what a shortcode is that has no text of its own, or none that is known."""
        instead = READERS[name](arguments) if name in READERS and end is None else None
        if instead is None:
            if end is not None:
                self.read_ends.add(end.start())
            elif name in INCLUDES and len(arguments.values) == 1 and not arguments.named:
                return Finding(*tag.span(), name, what, LEFT_OUT_ADVICE, "")
            severity = Severity.FATAL if name in CONDITIONS else None
            advice, caption = self.advice(name, end), quoted_title(arguments.get("caption", "title"))
            if advice == PICTURE_CURE and caption:
                advice = to_write(f"![what it shows](picture.png {caption})")
            return Finding(*tag.span(), name, what, advice, severity=severity)
        if instead.startswith("<") and is_alone(self.text, *tag.span()):
            return Finding(*tag.span(), name, what, f"write `{instead[1:-1]}` alone on its line", instead)
        cure = to_write(instead.strip("<>"))
        return Finding(*tag.span(), name, what, cure, instead)

    def advice(self, name: str, end: re.Match[str] | None) -> str:
        advice = TAG_ADVICE.get(name.rpartition("/")[2], ANY_TAG_ADVICE)
        return f"{advice}, and take `{' '.join(end[0].split())}` out" if end is not None else advice

    def makes_box(self, tag: re.Match[str], end: re.Match[str], name: str, arguments: Arguments) -> bool:
        alone = is_alone(self.text, *tag.span()) and is_alone(self.text, *end.span())
        low = self.pairs[tag.start()].height <= MAX_HEIGHT
        return alone and low and box_of(name, arguments) is not None

    def verbatim_pair(
        self, tag: re.Match[str], end: re.Match[str], name: str, what: str, arguments: Arguments
    ) -> Iterator[Finding]:
        """Yield what a tag and its end are, between which nothing is looked at."""
        inside = self.text[tag.end() : end.start()]
        if name in COMMENT_PAIRS:
            cure = "it is not published; a comment is `<!-- … -->` here"
            yield Finding(tag.start(), end.end(), "comment", TEMPLATE_COMMENT, cure, "")
        elif name in MATHS_PAIRS and "$" not in inside:
            alone = is_alone(self.text, *tag.span()) and is_alone(self.text, *end.span())
            signs = "$$" if alone else "$"
            yield Finding(*tag.span(), name, what, f"write `{signs}` before and after it", signs)
            yield Finding(tag.end(), end.start(), name, what, SILENT, inside if alone else inside.strip())
            yield Finding(*end.span(), name, what, SILENT, signs)
        elif name in PLAIN_PAIRS or WHOLE_FENCE.fullmatch(inside):
            cure = f"write what stands between it and `{' '.join(end[0].split())}` without them"
            yield Finding(*tag.span(), name, what, cure, "")
            yield Finding(*end.span(), name, what, SILENT, "")
        else:
            yield from self.code_pair(tag, end, name, what, arguments, inside)

    def code_pair(
        self, tag: re.Match[str], end: re.Match[str], name: str, what: str, arguments: Arguments, inside: str
    ) -> Iterator[Finding]:
        ticks = "`" * max(3, *(len(row) + 1 for row in re.findall("`{3,}", inside)), 3)
        language = code_info(name, (tag["hugo_rest"] or tag["liquid_rest"] or "").strip(), arguments)
        if is_alone(self.text, *tag.span()) and is_alone(self.text, *end.span()):
            cure = f"{to_write(ticks + language)} before the code and {in_code(ticks)} below it"
            yield Finding(*tag.span(), name, what, cure, f"{ticks}{language}")
            yield Finding(*end.span(), name, what, SILENT, ticks)
        elif "\n" not in inside and "`" not in inside and inside.strip():
            cure = to_write(f"`{inside.strip()}`")
            yield Finding(tag.start(), end.end(), name, what, cure, f"`{inside.strip()}`")
        else:
            yield Finding(tag.start(), end.end(), name, what, TAG_ADVICE["highlight"])


def name_of(tag: re.Match[str]) -> tuple[str, bool]:
    """Return the name of a shortcode or tag, and whether it ends one: ``endraw``, ``/note``."""
    if tag["hugo"] is not None:
        return tag["hugo"].casefold(), bool(tag["hugo_end"])
    name = (tag["liquid"] or "").casefold()
    is_end = name.startswith("end") and len(name) > len("end")
    return (name.removeprefix("end").lstrip("_"), True) if is_end else (name, False)


def is_comment(value: str | None) -> bool:
    """Return whether what stands in two braces is a comment of Hugo's or Handlebars'."""
    written = (value or "").strip("- \t\n")
    return written.startswith("/*") or (value or "").startswith("!")


def is_alone(text: str, start: int, end: int) -> bool:
    """Return whether nothing else stands on the lines of ``text[start:end]`` but the marks of lists and quotations."""
    line = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    after = text[end : last if last >= 0 else len(text)]
    return BEFORE_ON_LINE.fullmatch(text, line, start) is not None and not after.strip()


def template_findings(text: str, verbatim: VerbatimText) -> Iterator[Finding]:
    """Yield each shortcode and tag outside of code and formulas."""
    return TagReader(text, verbatim).findings()
