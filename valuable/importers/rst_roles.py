"""The roles of reStructuredText that an import reads, beside docutils' own: those of Sphinx and its extensions."""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from docutils import nodes

TARGET_WITH_WORDS = re.compile(r"(?P<words>.*?)\s*<(?P<target>[^<>]+)>\s*", re.DOTALL)
EXPLAINED = re.compile(r"(?P<short>.*?)\s*\((?P<long>.*)\)\s*", re.DOTALL)
Role = Callable[..., Any]
RST_CODE_ROLES = (
    *("file", "samp", "option", "envvar", "regexp", "makevar", "token", "class", "func", "meth", "attr", "mod", "obj"),
    *("exc", "data", "const", "any", "pyobj", "method", "function", "module", "property", "decorator", "type", "macro"),
)
SHOWN_ROLES = {"term": "em", "dfn": "em", "command": "strong", "program": "strong", "guilabel": "strong", "kbd": "kbd"}
HTML_ROLES = {"del": "s", "strike": "s", "strikethrough": "s", "ins": "u", "underline": "u", "u": "u", "mark": "mark",
          "small": "small", "sc": "span"}  # fmt: skip
LINKING = ("doc", "download", "ref", "numref", "post", "slug", "media")


def named_target(text: str) -> tuple[str, str]:
    """Return the words and the target of ``words <target>``; both alike, if there is but one."""
    found = TARGET_WITH_WORDS.fullmatch(text)
    return (found["words"], found["target"]) if found and found["words"] else (text, text)


def plain_role(
    name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None
) -> Any:
    return [nodes.inline(raw, named_target(text)[0])], []


def unknown_role(
    name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None
) -> Any:
    """Keep the words of a role of which nothing is known, and tell it."""
    context = inliner.document.settings.imported
    context.note("role", f"the role `{name}` is not known here; its words are kept", line, lost=True)
    return [nodes.inline(raw, named_target(nodes.unescape(text))[0])], []


def code_role(name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None) -> Any:
    words, _ = named_target(nodes.unescape(text))
    shown = words.rpartition(".")[2] if words.startswith("~") else words
    return [nodes.literal(raw, shown.lstrip("~!"))], []


def shown_role(
    name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None
) -> Any:
    words = named_target(nodes.unescape(text))[0]
    kind = SHOWN_ROLES[name]
    if kind == "kbd":
        return [nodes.raw("", f"<kbd>{escape(words)}</kbd>", format="html")], []
    made = nodes.strong if kind == "strong" else nodes.emphasis
    return [made(raw, words.replace("&", "") if name == "guilabel" else words)], []


def html_role(name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None) -> Any:
    return [
        nodes.raw("", f"<{HTML_ROLES[name]}>{escape(nodes.unescape(text))}</{HTML_ROLES[name]}>", format="html")
    ], []


def menu_role(name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None) -> Any:
    return [nodes.strong(raw, nodes.unescape(text).replace("-->", "\N{TRIANGULAR BULLET}").replace("&", ""))], []


def abbreviation_role(
    name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None
) -> Any:
    found = EXPLAINED.fullmatch(nodes.unescape(text))
    if not found:
        return [nodes.inline(raw, nodes.unescape(text))], []
    said = f'<abbr title="{escape(found["long"])}">{escape(found["short"])}</abbr>'
    return [nodes.raw("", said, format="html")], []


def link_role(name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None) -> Any:
    """Return a link to a text or a place that its name says; what leads there is found by `Links`."""
    words, target = named_target(nodes.unescape(text))
    address, title = inliner.document.settings.imported.place_of(name, target)
    return [nodes.reference(raw, words if words != target else title or words, refuri=address)], []


def number_role(
    name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None
) -> Any:
    """Return the number of a formula, as this site writes it."""
    return [nodes.raw("", f"<rawspan>{{eq}}`{escape(nodes.unescape(text))}`</rawspan>", format="html")], []


def specification_role(
    name: str, raw: str, text: str, line: int, inliner: Any, options: Any = None, content: Any = None
) -> Any:
    words, target = named_target(nodes.unescape(text))
    number, _, part = target.partition("#")
    if not number.strip().isdigit():
        return [nodes.inline(raw, words)], []
    shown = words if words != target else f"{name.upper()} {number.strip()}"
    base = "https://peps.python.org/pep-{:04d}/" if name == "pep" else "https://www.rfc-editor.org/rfc/rfc{}"
    address = base.format(int(number)) + (f"#{part}" if part else "")
    return [nodes.reference(raw, shown, refuri=address)], []


RST_ROLES: Mapping[str, Role] = {
    **dict.fromkeys(RST_CODE_ROLES, code_role),
    **dict.fromkeys(SHOWN_ROLES, shown_role),
    **dict.fromkeys(HTML_ROLES, html_role),
    **dict.fromkeys(LINKING, link_role),
    **dict.fromkeys(("menuselection", "guimenu"), menu_role),
    **dict.fromkeys(("abbr", "abbreviation"), abbreviation_role),
    **dict.fromkeys(("pep", "rfc", "pep-reference", "rfc-reference"), specification_role),
    **dict.fromkeys(("eq", "math:numref"), number_role),
    **dict.fromkeys(("fa", "fas", "far", "fab", "octicon", "bdg", "badge", "cite", "cite:p", "cite:t", "mailheader",
                     "manpage", "newsgroup", "mimetype", "keyword", "cve", "cwe"), plain_role),
}  # fmt: skip
