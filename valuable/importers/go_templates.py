"""Print a template of Hugo's shortcodes, as far as it is plain: values, conditions, loops over values, text functions.

Nothing is run: what a template asks for beyond that raises :exc:`NotPlainError`. https://pkg.go.dev/text/template
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from valuable.importers.go_functions import FUNCTIONS, NotPlainError, TemplateText, counts_as_true, shown

ACTION = re.compile(
    r"\{\{(?P<left>-\s)?(?P<code>(?:/\*(?:[^*]|\*(?!/))*\*/|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|[^}\"`/]|/(?!\*)|\}(?!\}))*?)(?P<right>\s-)?\}\}"
)
TEMPLATE_WORD = re.compile(
    r"\s*(?:(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<raw>`[^`]*`)|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<name>(?=[$.A-Za-z_])(?:\$\w*|[A-Za-z_]\w*)?(?:\.[A-Za-z_]\w*)*\.?)(?=[\s()|,=:]|$)|(?P<sign>:=|[()|,=]))"
)
TEXT_MARK = "\ue000{}\ue001"  # of the nth text, in a sign that no text has
MAX_STEPS = 20_000
MAX_LOOP = 500
MAX_PRINTED = 1_000_000  # characters
MAX_TEMPLATE = 30_000  # characters


@dataclass
class Node:
    """A piece of a template: text, or an action with what it holds."""

    kind: str  # text, print, if, with, range
    code: str = ""
    body: "list[Node]" = field(default_factory=list)
    other: "list[Node]" = field(default_factory=list)


def parsed_template(template: str) -> list[Node]:
    """Return the nodes of a template. Raises :exc:`NotPlainError`."""
    if len(template) > MAX_TEMPLATE:
        raise NotPlainError("its template is long")
    top: list[Node] = []
    opened: list[tuple[Node, list[Node]]] = []  # each with the list that is being filled
    here, place, trim = top, 0, False
    for action in ACTION.finditer(template):
        text = template[place : action.start()]
        text = text.lstrip() if trim else text
        here.append(Node("text", text.rstrip() if action["left"] else text))
        place, trim = action.end(), action["right"] is not None
        code = " ".join(action["code"].split("\n")).strip()
        word, _, rest = code.partition(" ")
        if code.startswith("/*"):
            continue
        if word in {"if", "with", "range"}:
            node = Node(word, rest)
            here.append(node)
            opened.append((node, here))
            here = node.body
        elif word == "else" and opened:
            here = opened[-1][0].other
            if rest.startswith(("if ", "with ")):
                node = Node(rest.partition(" ")[0], rest.partition(" ")[2])
                here.append(node)
                opened[-1] = (node, opened[-1][1])
                here = node.body
        elif word == "end" and opened:
            here = opened.pop()[1]
        elif word in {"define", "block", "template", "return", "break", "continue", "else", "end", "try"}:
            raise NotPlainError(f"its template has `{word}`")
        else:
            here.append(Node("print", code))
    tail = template[place:]
    if opened or "{{" in tail:
        raise NotPlainError("its template has no end")
    top.append(Node("text", tail.lstrip() if trim else tail))
    return top


class TemplateRun:
    """One printing of a template. *texts* takes the Markdown that is printed, for which a mark stands in the result."""

    def __init__(self, root: Mapping[str, Any], partials: Mapping[str, str], mark: Callable[[str], str]) -> None:
        self.root, self.partials, self.mark = root, partials, mark
        self.values: dict[str, Any] = {"$": root}
        self.steps = self.size = 0

    def printed(self, nodes: Sequence[Node], dot: Any) -> str:
        return "".join(self.one(node, dot) for node in nodes)

    def one(self, node: Node, dot: Any) -> str:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise NotPlainError("its template is long")
        if node.kind == "text":
            return self.counted(node.code)
        if node.kind == "print":
            return self.written(self.statement(node.code, dot))
        names, code = declared(node.code)
        value = self.evaluated(code, dot)
        if node.kind == "range":
            return self.loop(node, names, value, dot)
        for name in names[-1:]:
            self.values[name] = value
        inner = value if node.kind == "with" else dot
        return self.printed(node.body, inner) if counts_as_true(value) else self.printed(node.other, dot)

    def loop(self, node: Node, names: Sequence[str], value: Any, dot: Any) -> str:
        items: list[tuple[Any, Any]]
        if isinstance(value, Mapping):
            items = sorted(value.items())
        elif isinstance(value, (list, tuple)):
            items = list(enumerate(value))
        elif value is None or value == "":
            items = []
        else:
            raise NotPlainError("its template loops over something else than values")
        if len(items) > MAX_LOOP:
            raise NotPlainError("its template loops long")
        pieces = []
        for key, item in items:
            for name, given in zip(names[-2:] if len(names) > 1 else names, (key, item)[-len(names) :], strict=False):
                self.values[name] = given
            pieces.append(self.printed(node.body, item))
        return "".join(pieces) if items else self.printed(node.other, dot)

    def counted(self, text: str) -> str:
        self.size += len(text)
        if self.size > MAX_PRINTED:
            raise NotPlainError("its template prints much")
        return text

    def written(self, value: Any) -> str:
        if isinstance(value, TemplateText):
            self.counted(value)
            return self.mark(value) if value.is_markdown else str(value)
        return escape(self.counted(shown(value)))

    def statement(self, code: str, dot: Any) -> Any:
        names, inner = declared(code)
        value = self.evaluated(inner, dot)
        if not names:
            return value
        self.values[names[-1]] = value
        return TemplateText("")

    def evaluated(self, code: str, dot: Any) -> Any:
        words = words_of_code(code)
        value, rest = self.pipeline(words, dot)
        if rest:
            raise NotPlainError(f"`{code[:40]}` is not plain")
        return value

    def pipeline(self, words: list[tuple[str, str]], dot: Any) -> tuple[Any, list[tuple[str, str]]]:
        value: Any = None
        is_first = True
        while True:
            terms, words = self.terms(words, dot)
            value = self.call(terms, dot, [] if is_first else [value])
            is_first = False
            if not words or words[0] != ("sign", "|"):
                return value, words
            words = words[1:]

    def terms(self, words: list[tuple[str, str]], dot: Any) -> tuple[list[Any], list[tuple[str, str]]]:
        """Return the terms of one command: names as they are, and values."""
        found: list[Any] = []
        while words and words[0] not in {("sign", "|"), ("sign", ")")}:
            kind, text = words[0]
            words = words[1:]
            if (kind, text) == ("sign", "("):
                value, words = self.pipeline(words, dot)
                if not words or words[0] != ("sign", ")"):
                    raise NotPlainError("its template has brackets that don't end")
                words = words[1:]
                if words and words[0][0] == "name" and words[0][1].startswith(".") and words[0][1] != ".":
                    value = self.field(value, words[0][1].strip(".").split("."), [])
                    words = words[1:]
                found.append(("value", value))
            elif kind == "name":
                found.append(("name", text))
            elif kind == "sign":
                raise NotPlainError(f"`{text}` is not plain")
            else:
                found.append(("value", literal_word(kind, text)))
        return found, words

    def call(self, terms: list[Any], dot: Any, last: list[Any]) -> Any:
        if not terms:
            raise NotPlainError("a part of its template is empty")
        (kind, head), rest = terms[0], terms[1:]
        arguments = [self.term(each, dot) for each in rest] + last
        if kind == "value":
            return head
        if head.startswith((".", "$")):
            return self.named(head, dot, arguments)
        if head in {"true", "false", "nil"}:
            return {"true": True, "false": False}.get(head)
        if head.startswith(("site.", "page.")) or head in {"site", "page"}:
            return self.field(
                self.root, head.replace("site", "Site", 1).replace("page", "Page", 1).split("."), arguments
            )
        if head in {"partial", "partialCached", "partials.Include", "partials.IncludeCached"}:
            return self.partial(arguments, dot)
        function = FUNCTIONS.get(head.casefold()) or FUNCTIONS.get(head.rpartition(".")[2].casefold())
        if function is None:
            raise NotPlainError(f"its template uses `{head}`")
        try:
            return function(*arguments)
        except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, OverflowError) as error:
            raise NotPlainError(f"its template uses `{head}` otherwise") from error

    def term(self, term: tuple[str, Any], dot: Any) -> Any:
        return term[1] if term[0] == "value" else self.call([term], dot, [])

    def named(self, written: str, dot: Any, arguments: list[Any]) -> Any:
        if written == ".":
            return dot
        first, _, rest = written.partition(".")
        path = [part for part in rest.split(".") if part]
        if first and first not in self.values:
            raise NotPlainError(f"its template names `{first}`")
        return self.field(self.values[first] if first else dot, path, arguments)

    def field(self, value: Any, path: Sequence[str], arguments: list[Any]) -> Any:
        for number, name in enumerate(path):
            if value is None:
                return None
            if not isinstance(value, Mapping):
                raise NotPlainError(f"its template asks for `.{name}`")
            if name in value:
                value = value[name]
            elif name.casefold() in value:
                value = value[name.casefold()]
            elif value.get("is plain"):
                return None
            else:
                raise NotPlainError(f"its template asks for `.{name}`")
            if callable(value):
                value = value(*(arguments if number == len(path) - 1 else []))
        return value

    def partial(self, arguments: list[Any], dot: Any) -> Any:
        template = self.partials.get(f"partial {arguments[0]}")
        if template is None or self.steps > MAX_STEPS // 2:
            raise NotPlainError("its template takes in another one")
        self.steps += 500
        inner = TemplateRun(self.root, self.partials, self.mark)
        inner.steps, inner.size = self.steps, self.size
        given = arguments[1] if len(arguments) > 1 else dot
        inner.values["$"] = given
        return TemplateText(inner.printed(parsed_template(template), given))


def declared(code: str) -> tuple[list[str], str]:
    """Return the names that a statement sets, and the rest: ``$i, $x := .Params``."""
    found = re.match(r"\s*((?:\$\w+\s*,\s*)?\$\w+)\s*:?=\s*(?!=)", code)
    return (re.findall(r"\$\w+", found[1]), code[found.end() :]) if found else ([], code)


def words_of_code(code: str) -> list[tuple[str, str]]:
    words, place = [], 0
    code = code.strip()
    while place < len(code):
        found = TEMPLATE_WORD.match(code, place)
        if found is None or found.end() == place or found.lastgroup is None or not found[0].strip():
            raise NotPlainError(f"`{code[:40]}` is not plain")
        words.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return words


def literal_word(kind: str, text: str) -> Any:
    if kind == "number":
        return float(text) if "." in text else int(text)
    if kind == "raw":
        return text[1:-1]
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text[1:-1])


def print_template(template: str, root: Mapping[str, Any], partials: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return what a template prints, and the Markdown texts in it: a mark, as of `TEXT_MARK`, stands for each."""
    texts: list[str] = []

    def mark(text: str) -> str:
        texts.append(str(text))
        return TEXT_MARK.format(len(texts) - 1)

    try:
        return TemplateRun(root, partials, mark).printed(parsed_template(template), root), texts
    except RecursionError:
        raise NotPlainError("its template is deep") from None
