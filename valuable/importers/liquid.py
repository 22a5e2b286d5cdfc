"""Fill in Liquid, the templates of Jekyll, from values alone: nothing is run, and what is not known stays as it is.

https://shopify.github.io/liquid/ and https://jekyllrb.com/docs/liquid/
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from valuable.importers.liquid_filters import LIQUID_FILTERS, liquid_text
from valuable.importers.liquid_values import UnknownValueError, ValueReader, is_so

LIQUID_PIECE = re.compile(
    r"\{%-?\s*(?P<tag>[\w-]+)(?P<rest>(?:(?!%\}|\{%)[\s\S])*?)-?%\}"
    r"|\{\{-?(?P<value>(?:(?!\}\}|\{\{)[\s\S])*?)-?\}\}"
)
# What stands between these is not looked at: it is shown, left out, or code.
OPAQUE = frozenset({"raw", "comment", "highlight", "codeblock"})
BRANCHES: Mapping[str, frozenset[str]] = {
    "if": frozenset({"else", "elsif"}),
    "unless": frozenset({"else", "elsif"}),
    "case": frozenset({"when", "else"}),
    "for": frozenset({"else"}),
    "capture": frozenset(),
}
LOOP = re.compile(r"\s*(?P<name>[\w-]+)\s+in\s+(?P<values>\([^)]*\)|\S+)(?P<options>[\s\S]*)")
LOOP_OPTION = re.compile(r"(?P<key>limit|offset):\s*(?P<value>[\w.-]+)|\b(?P<reversed>reversed)\b")
ASSIGNED = re.compile(r"\s*(?P<name>[\w-]+)\s*=(?P<value>[\s\S]*)")
INCLUDED = re.compile(r"\s*(?P<name>\{\{[^}]*\}\}|[^\s%]+)(?P<rest>[\s\S]*)")
ARGUMENT_OF_INCLUDE = re.compile(r"(?P<key>[\w-]+)\s*=\s*(?P<value>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,]+)")
INCLUDE_TAGS = frozenset({"include", "include_cached"})
MAX_EXPRESSION = 20_000  # characters of a value or a condition
MAX_FILLED = 1_000_000  # characters that a text may become
MAX_LOOP_ROUNDS = 50_000  # of loops, in one text
MAX_NESTED = 12  # files that take in each other


@dataclass
class LiquidBranch:
    """A part of a tag, as ``else`` begins one: what begins it, and what stands below."""

    name: str
    rest: str
    nodes: list["LiquidNode"] = field(default_factory=list)


@dataclass
class LiquidNode:
    """A piece of a template: text, a value, or a tag with what stands between it and its end."""

    kind: str  # ``text``, ``value``, ``tag`` or ``opaque``
    start: int
    end: int
    name: str = ""
    rest: str = ""
    branches: list[LiquidBranch] = field(default_factory=list)


class LiquidTemplate:
    """The pieces of one text, read in one pass; what is never closed is text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes: list[LiquidNode] = []
        self.open: list[LiquidNode] = []
        self.place = 0
        pieces = list(LIQUID_PIECE.finditer(text))
        self.ends = {name: [piece.end() for piece in pieces if piece["tag"] == f"end{name}"] for name in OPAQUE}
        for piece in pieces:
            if piece.start() >= self.place:
                self.read(piece)
        self.add_text(len(text))
        self.give_up(0)

    @property
    def here(self) -> list[LiquidNode]:
        """Where the next node goes."""
        return self.open[-1].branches[-1].nodes if self.open else self.nodes

    def add_text(self, end: int) -> None:
        start, stop = self.place, end
        if self.text[max(0, start - 3) : start] in {"-%}", "-}}"}:
            start += len(self.text[start:stop]) - len(self.text[start:stop].lstrip())
        if self.text[end : end + 3] in {"{%-", "{{-"}:
            stop -= len(self.text[start:stop]) - len(self.text[start:stop].rstrip())
        if stop > start:
            self.here.append(LiquidNode("text", start, stop))
        self.place = max(self.place, end)

    def read(self, piece: re.Match[str]) -> None:
        self.add_text(piece.start())
        self.place = piece.end()
        name = piece["tag"] or ""
        if piece["value"] is not None:
            self.here.append(LiquidNode("value", *piece.span(), rest=piece["value"]))
        elif name in OPAQUE:
            ends = self.ends[name]
            place = bisect_left(ends, piece.end())
            self.place = ends[place] if place < len(ends) else piece.end()
            kind = "opaque" if place < len(ends) else "tag"
            self.here.append(LiquidNode(kind, piece.start(), self.place, name, piece["rest"]))
        elif name in BRANCHES and len(self.open) < MAX_NESTED:
            branch = LiquidBranch(name, piece["rest"])
            self.open.append(LiquidNode("tag", *piece.span(), name, piece["rest"], [branch]))
        elif self.open and name in BRANCHES[self.open[-1].name]:
            self.open[-1].branches.append(LiquidBranch(name, piece["rest"]))
        elif not self.close(name, piece.end()):
            self.here.append(LiquidNode("tag", *piece.span(), name, piece["rest"]))

    def close(self, name: str, end: int) -> bool:
        """End the tag that ``endfor`` ends; return whether there is one."""
        depths = [depth for depth, node in enumerate(self.open) if f"end{node.name}" == name]
        if not depths:
            return False
        self.give_up(depths[-1] + 1, end)
        node = self.open.pop()
        node.end = end
        self.here.append(node)
        return True

    def give_up(self, depth: int, end: int = 0) -> None:
        """Take for text what has been opened at a depth and never closed."""
        if len(self.open) > depth:
            start = self.open[depth].start
            del self.open[depth:]
            self.here.append(LiquidNode("text", start, end or len(self.text)))


class Liquid:
    """Fills in templates of one text; what it is given and what tags assign is known to all of them."""

    def __init__(self, values: Mapping[str, Any], includes: Mapping[str, str], known: Callable[[str], bool]) -> None:
        self.values: dict[str, Any] = dict(values)
        self.includes = includes
        self.is_read_elsewhere = known  # whether a tag is one that is read without its file
        self.rounds = self.written = self.depth = 0
        self.whole_files = False  # whether files are taken in even if their tags are read elsewhere

    def filled(self, text: str) -> str:
        """Return a text with its templates filled in. Raises :exc:`UnknownValueError`."""
        template = LiquidTemplate(text)
        return self.nodes(template, template.nodes)

    def nodes(self, template: LiquidTemplate, nodes: Sequence[LiquidNode]) -> str:
        made = "".join(self.node(template, node) for node in nodes)
        self.written += len(made)
        if self.written > MAX_FILLED:
            raise UnknownValueError("it becomes too long")
        return made

    def node(self, template: LiquidTemplate, node: LiquidNode) -> str:
        """Return what a node becomes; tags that are none of Liquid's own stay, for others to read."""
        written = template.text[node.start : node.end]
        if node.kind in {"text", "opaque"}:
            return "" if node.name == "comment" else written
        if node.kind == "value":
            return liquid_text(self.value(node.rest))
        if node.name in INCLUDE_TAGS:
            return self.include(node, written)
        method: Callable[[LiquidTemplate, LiquidNode], str] | None = getattr(self, f"tag_{node.name}", None)
        return method(template, node) if method is not None else written

    def value(self, written: str) -> Any:
        try:
            return self.reader(written).whole()
        except RecursionError:
            raise UnknownValueError("it is too deep") from None

    def is_met(self, condition: str) -> bool:
        try:
            return self.reader(condition).condition()
        except RecursionError:
            raise UnknownValueError("it is too deep") from None

    def reader(self, written: str) -> ValueReader:
        if len(written) > MAX_EXPRESSION:
            raise UnknownValueError("it is too long")
        return ValueReader(written, self.values, LIQUID_FILTERS)

    # -- Tags ---------------------------------------------------------------------

    def tag_assign(self, template: LiquidTemplate, node: LiquidNode) -> str:
        found = ASSIGNED.fullmatch(node.rest)
        if found:
            self.values[found["name"]] = self.value(found["value"])
        return ""

    def tag_capture(self, template: LiquidTemplate, node: LiquidNode) -> str:
        if node.branches:
            self.values[node.rest.strip(" \t\n\"'")] = self.nodes(template, node.branches[0].nodes)
        return ""

    def tag_if(self, template: LiquidTemplate, node: LiquidNode) -> str:
        for branch in node.branches:
            met = branch.name == "else" or self.is_met(branch.rest)
            if met != (branch.name == "unless"):
                return self.nodes(template, branch.nodes)
        return ""

    tag_unless = tag_if

    def tag_case(self, template: LiquidTemplate, node: LiquidNode) -> str:
        said = self.value(node.rest)
        for branch in node.branches[1:]:
            options = [self.value(part) for part in re.split(r",|\bor\b", branch.rest)] if branch.name == "when" else []
            if branch.name == "else" or said in options:
                return self.nodes(template, branch.nodes)
        return ""

    def tag_for(self, template: LiquidTemplate, node: LiquidNode) -> str:
        found = LOOP.fullmatch(node.rest)
        if found is None or not node.branches:
            return template.text[node.start : node.end]
        values = self.looped(found)
        if not values:
            return "".join(self.nodes(template, branch.nodes) for branch in node.branches if branch.name == "else")
        before = {name: self.values.get(name) for name in ("forloop", found["name"])}
        made = []
        for number, value in enumerate(values):
            self.rounds += 1
            if self.rounds > MAX_LOOP_ROUNDS:
                raise UnknownValueError("it has too many rounds")
            self.values[found["name"]] = value
            self.values["forloop"] = {
                "index": number + 1, "index0": number, "first": not number, "last": number == len(values) - 1,
                "length": len(values), "rindex": len(values) - number, "rindex0": len(values) - number - 1,
            }  # fmt: skip
            made.append(self.nodes(template, node.branches[0].nodes))
        self.values |= before
        return "".join(made)

    def looped(self, found: re.Match[str]) -> list[Any]:
        """Return the values of a loop: those of a list, or pairs of keys and values."""
        value = self.value(found["values"])
        values = [list(pair) for pair in value.items()] if isinstance(value, Mapping) else value
        values = list(values) if isinstance(values, (list, tuple, range)) else [values] if is_so(values) else []
        options = {option["key"]: option["value"] for option in LOOP_OPTION.finditer(found["options"])}
        offset, limit = (
            count_said(self.value(options[key])) if key in options else None for key in ("offset", "limit")
        )
        values = values[offset or 0 :]
        values = values[:limit] if limit is not None else values
        return values[::-1] if "reversed" in found["options"] else values

    # -- Files --------------------------------------------------------------------

    def include(self, node: LiquidNode, written: str) -> str:
        """Return the text of a file that is taken in, with the values given to it."""
        found = INCLUDED.match(node.rest)
        if found is None:
            return written
        name = self.filled(found["name"]) if "{{" in found["name"] else found["name"].strip("\"'")
        given = {pair["key"]: self.value(pair["value"]) for pair in ARGUMENT_OF_INCLUDE.finditer(found["rest"])}
        again = f"{{% include {name}{''.join(map(argument_again, given.items()))} %}}"
        text = self.includes.get(name)
        if text is None or (not self.whole_files and self.is_read_elsewhere(again)):
            return again
        if self.depth >= MAX_NESTED:
            raise UnknownValueError("its files take in each other")
        before = self.values.get("include")
        self.depth += 1
        self.values["include"] = given
        try:
            return self.filled(text).strip("\n")
        finally:
            self.depth -= 1
            self.values["include"] = before


def argument_again(given: tuple[str, Any]) -> str:
    """Return an argument as a tag has it."""
    value = " ".join(liquid_text(given[1]).split())
    sign = "'" if '"' in value and "'" not in value else '"'
    return f" {given[0]}={sign}{value.replace(sign, '”')}{sign}"


def count_said(value: Any) -> int | None:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return None
