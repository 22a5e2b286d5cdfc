"""Read the head of a text in reStructuredText: its title and fields, of Pelican and of ABlog."""

import re
from typing import Any

TITLE_UNDERLINE = re.compile(r"([=\-`:.'\"~^_*+#<>])\1{2,}\s*")
FIELD = re.compile(r":(?P<key>[\w -]+):[ \t]*(?P<value>.*)")
POST_DIRECTIVE = re.compile(r"\.\. post::[ \t]*(?P<date>.*)")


def read_rst_head(text: str) -> tuple[dict[str, Any], str, str, int]:
    """Return the fields, the title, the text below them, and how many lines were taken."""
    lines = text.split("\n")
    values: dict[str, Any] = {}
    title, number = "", 0
    while number < len(lines):
        line = lines[number]
        taken = title_at(lines, number) if not title else 0
        if taken:
            title = lines[number + taken - 2].strip()
            number += taken
        elif found := POST_DIRECTIVE.match(line):
            values["date"] = found["date"].strip()
            number = indented_fields(lines, number + 1, values)
        elif found := FIELD.match(line):
            values[found["key"].strip()] = found["value"].strip()
            number += 1
        elif not line.strip() or re.match(r"\.\. _[^:]+:\s*$", line) or (values and re.match(r"[ \t]+\S", line)):
            number += 1
        else:
            break
    return values, title, "\n".join(lines[number:]), number


def title_at(lines: list[str], number: int) -> int:
    """Return how many lines a title has that begins here; 0 for none."""
    here = lines[number]
    after = lines[number + 1] if number + 1 < len(lines) else ""
    below = lines[number + 2] if number + 2 < len(lines) else ""
    if TITLE_UNDERLINE.fullmatch(here) and after.strip() and TITLE_UNDERLINE.fullmatch(below):
        return 3
    return 2 if here.strip() and not here.startswith((" ", "..")) and TITLE_UNDERLINE.fullmatch(after) else 0


def indented_fields(lines: list[str], number: int, values: dict[str, Any]) -> int:
    """Take the options of a directive; return the number of the line after them."""
    while number < len(lines) and (not lines[number].strip() or lines[number][:1] in " \t"):
        found = FIELD.match(lines[number].strip())
        if found:
            values[found["key"].strip()] = found["value"].strip()
        elif lines[number].strip():
            break
        number += 1
    return number


# -- The text ------------------------------------------------------------------------

POST_DIRECTIVES = re.compile(r"^\.\. (?:post|postlist|update|blogpost)::.*\n(?:[ \t]+.*\n|\n(?=[ \t]))*", re.MULTILINE)
CODE_NAMES = (
    "code-block",
    "sourcecode",
    "highlight",
    "ipython",
    "code-cell",
    "prompt",
    "doctest",
    "console",
    "parsed-literal",
)
ADMONITION_NAMES = (
    "seealso",
    "versionadded",
    "versionchanged",
    "deprecated",
    "todo",
    "card",
    "dropdown",
    "tab-item",
    "tab-set",
    "grid",
    "aside",
    "margin",
)
DOCUTILS_ROLES = {
    "doc": "title", "ref": "title", "pep": "title", "rfc": "title", "download": "title", "term": "em", "abbr": "title",
    "kbd": "code", "command": "strong", "file": "code", "guilabel": "strong", "menuselection": "strong",
    "program": "strong", "samp": "code", "envvar": "code", "option": "code", "dfn": "em", "del": "title",
    "strike": "title",
    **dict.fromkeys(("class", "func", "meth", "attr", "mod", "obj", "exc", "data", "const"), "code"),
    **dict.fromkeys(("py:class", "py:func", "py:meth", "py:mod", "py:obj"), "code"),
}  # fmt: skip


def html_of_rst(text: str, notes: list[str]) -> str:
    """Return reStructuredText as HTML. Of what docutils does not know the words are kept, which *notes* tell."""
    from docutils.core import publish_parts

    register_foreign()
    register_unknown(text, notes)
    text = re.sub(r"(?i)\.\.\s+(?:PELICAN_BEGIN_SUMMARY|PELICAN_END_SUMMARY)\s*\n", "", text)
    settings = {
        "file_insertion_enabled": False, "raw_enabled": True, "report_level": 5, "halt_level": 6,
        "doctitle_xform": False, "initial_header_level": 2, "syntax_highlight": "none", "math_output": "LaTeX",
        "embed_stylesheet": False, "smart_quotes": False, "_disable_config": True, "footnote_references": "superscript",
        "section_self_link": False,
    }  # fmt: skip
    parts = publish_parts(text, writer="html5", settings_overrides=settings)
    return tidied(str(parts["body"]))


def tidied(text: str) -> str:
    """Return docutils' HTML in the forms that `html_text` reads: code with its language, formulas, notes."""
    text = re.sub(r'<pre class="code ([\w+#-]+) literal-block"><code>', r'<pre><code class="language-\1">', text)
    text = re.sub(
        r'<span class="docutils literal">((?:<span class="pre">.*?</span>|[^<])*)</span>', r"<code>\1</code>", text
    )
    text = re.sub(r'<tt class="math">(.*?)</tt>|<span class="math">(.*?)</span>', formula, text, flags=re.DOTALL)
    return re.sub(r'<(?:pre|div) class="math">(.*?)</(?:pre|div)>', formula_block, text, flags=re.DOTALL)


def formula(found: re.Match[str]) -> str:
    inner = re.sub(r"^\\\(|\\\)$", "", (found[1] or found[2] or "").strip())
    return f"<math><annotation>{inner}</annotation></math>"


def formula_block(found: re.Match[str]) -> str:
    inner = found[1].strip()
    return f'<pre><code class="language-math">{inner}</code></pre>' if inner else ""


def register_foreign() -> None:
    """Have docutils read the directives and roles of Sphinx, Pelican and ABlog as what is nearest to them."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, roles

    class Code(Directive):
        has_content, optional_arguments, final_argument_whitespace = True, 1, True
        option_spec = None

        def run(self) -> list[nodes.Node]:
            text = "\n".join(
                line for line in self.content if not re.match(r":[\w-]+:", line) or self.content.index(line) > 3
            )
            classes = ["code", self.arguments[0].split()[0]] if self.arguments else ["code"]
            return [nodes.literal_block(text.strip("\n"), text.strip("\n"), classes=classes)]

    class Box(Directive):
        has_content, optional_arguments, final_argument_whitespace = True, 1, True

        def run(self) -> list[nodes.Node]:
            box = nodes.block_quote()
            if self.arguments:
                box += nodes.paragraph("", "", nodes.strong("", self.arguments[0]))
            self.state.nested_parse(self.content, self.content_offset, box)
            return [box]

    class Nothing(Directive):
        has_content, optional_arguments, final_argument_whitespace = True, 1, True

        def run(self) -> list[nodes.Node]:
            return []

    for name in CODE_NAMES:
        directives.register_directive(name, Code)
    for name in ADMONITION_NAMES:
        directives.register_directive(name, Box)
    for name in ("post", "postlist", "update", "toctree", "index", "contents", "meta", "sectnum"):
        directives.register_directive(name, Nothing)
    for name, kind in DOCUTILS_ROLES.items():
        roles.register_local_role(name, role_of(kind))


EXPLICIT_MARKUP = re.compile(r"^[ \t]*\.\. (?P<name>[\w:+.-]+)::[ \t]*(?P<argument>.*)$", re.MULTILINE)
RST_ROLE = re.compile(r":(?P<name>[\w:+.-]+):`")
VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "gist": "https://gist.github.com/",
}


def register_unknown(text: str, notes: list[str]) -> None:
    """Have docutils keep what stands in directives and roles that it does not know; films become links."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, languages, roles

    english = languages.get_language("en", None)
    known = {*vars(directives)["_directives"], *english.directives}  # what is registered, and what docutils has
    for name in sorted({found["name"] for found in EXPLICIT_MARKUP.finditer(text)} - known):

        class Kept(Directive):
            has_content, optional_arguments, final_argument_whitespace = True, 1, True

            def run(self) -> list[nodes.Node]:
                argument = self.arguments[0] if self.arguments else ""
                if self.name in VIDEOS:
                    address = argument if "://" in argument else VIDEOS[self.name] + argument
                    return [nodes.raw("", f'<iframe src="{address}"></iframe>', format="html")]
                box = nodes.container()
                if argument:
                    box += nodes.paragraph("", argument)
                content = [line for line in self.content if not re.match(r":[\w-]+:", line)]
                self.state.nested_parse(type(self.content)(content, source="text"), self.content_offset, box)
                return [box]

        directives.register_directive(name, Kept)
        if name not in VIDEOS:
            notes.append(f"the directive `{name}` is not known here; what stands in it is kept as text")
    for name in sorted({found["name"] for found in RST_ROLE.finditer(text)} - {*vars(roles)["_roles"], *english.roles}):
        roles.register_local_role(name, role_of("title"))


def role_of(kind: str) -> Any:
    """Return a role that shows its words as code, stress or plain text, and a link where it has a target."""
    from docutils import nodes

    def role(name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None) -> Any:
        named = re.fullmatch(r"(?P<words>.*?)\s*<(?P<target>[^<>]+)>", text, re.DOTALL)
        words, target = (named["words"], named["target"]) if named else (text.lstrip("~!"), text)
        if name in {"doc", "download"}:
            return [nodes.reference(raw, words, refuri=target)], []
        if name == "ref" and named:
            return [nodes.reference(raw, words, refuri=f"#{target}")], []
        if name in {"pep", "rfc"}:
            return [nodes.inline(raw, f"{name.upper()} {words}")], []
        made = {"code": nodes.literal, "em": nodes.emphasis, "strong": nodes.strong}.get(kind, nodes.inline)
        return [made(raw, words)], []

    return role
