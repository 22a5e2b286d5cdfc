"""Find what the installed packages can print: every call in their code that logs, reports or raises for an author."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("sphinx", "docutils", "myst_parser", "ablog", "furo", "pygments")
LOGGING = frozenset({"warning", "error", "severe", "critical", "create_warning", "log_warning", "directive_error"})
RAISED = frozenset({"MarkupError", "MockingError", "DirectiveError", "figure_error", "make_error"})
RAISED_IN_DIRECTIVES = frozenset({"ValueError", "OSError", "UnicodeError"})  # and printed as they are
TRANSLATING = frozenset({"__", "_"})
FORMATTING = frozenset({"format", "join", "rstrip"})
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#\d.]*[srdi]|\{\w*\}|\0")
SAMPLE = "'x'"  # what stands in the place of a value

# Modules that no build of a site comes to, by what they are for.
UNREACHED = re.compile(
    r"sphinx/(?:builders/(?:latex|gettext|_?epub\w*|linkcheck|manpage|texinfo|xml|text|changes|singlehtml)"
    r"|writers/(?:latex|texinfo|manpage)|cmd|testing|ext|_cli|domains/(?:c|cpp|javascript|rst)|pycode|io|deprecation"
    r"|transforms/i18n|util/(?:cfamily|_pathlib|inventory|i18n|logging|docutils)|search)\b"
    r"|docutils/(?:writers|readers|utils|tools|core|io|frontend|languages|statemachine|transforms/peps)\b"
    r"|docutils/parsers/(?:docutils_xml|recommonmark|commonmark)|docutils/__init__|docutils/transforms/__init__"
    r"|myst_parser/(?:_docs|cli|parsers/docutils_|sphinx_ext/mathjax|warnings_|inventory)"
    r"|ablog/(?:commands|version|start)|pygments/(?:cmdline|sphinxext|lexers|formatters|console|filters)\b"
)


class Printed(NamedTuple):
    """A call that prints: where it stands, and the message with samples for values; None if it is not written there."""

    place: str  # `sphinx/config.py:check_types`
    text: str | None


def written(node: ast.expr) -> str | None:
    """Return the text that an expression makes, with a sample for each value; None if none stands in it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in parts)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            both = written(left), written(right)
            return None if both == (None, None) else "".join("\0" if part is None else part for part in both)
        case ast.BinOp(op=ast.Mod(), left=left):
            return written(left)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in TRANSLATING:
            return written(first)
        case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in FORMATTING:
            return written(value)
    return None


def messages_in(path: Path, name: str) -> Iterator[Printed]:
    """Yield the calls in a module that print."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {
        inner: function
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(function)
    }
    wanted = LOGGING | RAISED | (RAISED_IN_DIRECTIVES if "/directives/code" in name else frozenset())
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if owner == "warnings" or called not in wanted:
            continue
        function = functions.get(node)
        place = f"{name}:{function.name if function else ''}"
        texts = [text for argument in node.args if (text := written(argument)) is not None]
        longest = [max(texts, key=len)] if texts else sorted(assigned(node, function))
        for text in longest or [None]:
            yield Printed(place, None if text is None else PLACEHOLDER.sub(SAMPLE, text))


def assigned(call: ast.Call, function: ast.AST | None) -> set[str]:
    """Return the texts that the variables which a call is given have in its function."""
    names = {argument.id for argument in call.args if isinstance(argument, ast.Name)}
    found = set()
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id in names for to in node.targets):
            text = written(node.value)
            if text is not None:
                found.add(text)
    return found


def printed_messages() -> Iterator[Printed]:
    """Yield what the installed packages may print in a build."""
    for package in PACKAGES:
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        root = Path(spec.origin).parent
        for path in sorted(root.rglob("*.py")):
            name = path.relative_to(root.parent).as_posix()
            if not UNREACHED.match(name):
                yield from messages_in(path, name)
