"""Read settings that are a program in Python: the names that it sets to plain values. Nothing of it is run."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any, Final

MAX_VALUE = 100_000  # characters of a text, or items of a list
UNTOLD: Final = object()  # the value of what only running would tell


def literals(source: str, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the names that a program sets to values which can be told without running it, after those *known*."""
    found = dict(known or {})
    try:
        take_statements(ast.parse(source).body, found)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return found
    return found


def take_statements(statements: Sequence[ast.stmt], found: dict[str, Any]) -> None:
    """Add what assignments set; of two branches the first counts, and what only the other one sets."""
    for node in statements:
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            take_assignment(node, found)
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            take_statements(node.body, found)
            others: dict[str, Any] = {}
            take_statements(getattr(node, "orelse", []), others)
            for handler in getattr(node, "handlers", []):
                take_statements(handler.body, others)
            for name, value in others.items():
                found.setdefault(name, value)


def take_assignment(node: ast.Assign | ast.AnnAssign | ast.AugAssign, found: dict[str, Any]) -> None:
    if node.value is None:
        return
    value = told_value(node.value, found)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Name):
            value = joined_values(found.get(target.id, UNTOLD), value) if isinstance(node, ast.AugAssign) else value
            if value is not UNTOLD:
                found[target.id] = value
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and value is not UNTOLD:
            there, key = found.get(target.value.id), told_value(target.slice, found)
            if isinstance(there, dict) and isinstance(key, str):
                there[key] = value


def told_value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """Return the value of an expression of literals, known names and a few ways to join them; else `UNTOLD`."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id, UNTOLD)
    reader = READERS_OF_NODES.get(type(node))
    value = reader(node, known) if reader else UNTOLD
    return UNTOLD if isinstance(value, (str, list, tuple)) and len(value) > MAX_VALUE else value


def told_items(node: Any, known: Mapping[str, Any]) -> Any:
    """Return a list, tuple or set without the items that can't be told."""
    values = [value for item in node.elts if (value := told_value(item, known)) is not UNTOLD]
    return tuple(values) if isinstance(node, ast.Tuple) else values


def told_mapping(node: Any, known: Mapping[str, Any]) -> Any:
    pairs = [
        (told_value(key, known), told_value(value, known))
        for key, value in zip(node.keys, node.values, strict=True)
        if key is not None
    ]
    return {key: value for key, value in pairs if isinstance(key, (str, int)) and value is not UNTOLD}


def told_operation(node: Any, known: Mapping[str, Any]) -> Any:
    """Return a sum, or a text with values in the places of its ``%s``."""
    left, right = told_value(node.left, known), told_value(node.right, known)
    if isinstance(node.op, ast.Add):
        return joined_values(left, right)
    if isinstance(node.op, ast.Mod) and isinstance(left, str) and right is not UNTOLD:
        values = right if isinstance(right, tuple) else (right,)
        for value in values:
            left = left.replace("%s", str(value), 1)
        return left
    if isinstance(node.op, ast.Div) and isinstance(left, str) and isinstance(right, str):
        return f"{left}/{right}"
    return UNTOLD


def joined_values(left: Any, right: Any) -> Any:
    alike = any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, list, tuple))
    return left + right if alike else UNTOLD


def told_choice(node: Any, known: Mapping[str, Any]) -> Any:
    """Return the first part of ``a or b`` that says something."""
    values = [told_value(part, known) for part in node.values]
    return next((value for value in values if value is not UNTOLD and value), values[-1])


def told_condition(node: Any, known: Mapping[str, Any]) -> Any:
    value = told_value(node.body, known)
    return told_value(node.orelse, known) if value is UNTOLD else value


def told_f_string(node: Any, known: Mapping[str, Any]) -> Any:
    parts = [told_value(part.value if isinstance(part, ast.FormattedValue) else part, known) for part in node.values]
    return UNTOLD if any(part is UNTOLD for part in parts) else "".join(map(str, parts))


def told_call(node: Any, known: Mapping[str, Any]) -> Any:
    """Return what a call of a few well-known functions gives: the default of a variable that only a host sets."""
    name = ast.unparse(node.func)
    values = [told_value(value, known) for value in node.args]
    if name in {"os.environ.get", "os.getenv", "environ.get", "getenv", "env"}:
        return values[1] if len(values) > 1 else UNTOLD
    if name == "dict":
        named = {word.arg: told_value(word.value, known) for word in node.keywords if word.arg}
        return {key: value for key, value in named.items() if value is not UNTOLD}
    if name in {"os.path.join", "join"} and values and all(isinstance(value, str) for value in values):
        return "/".join(values)
    if name in {"Path", "pathlib.Path", "str", "list", "tuple", "gettext", "_"} and len(values) == 1:
        return values[0]
    return told_format(node, known, values)


def told_format(node: Any, known: Mapping[str, Any], values: Sequence[Any]) -> Any:
    """Return ``"…{}…".format(value)``."""
    if not (isinstance(node.func, ast.Attribute) and node.func.attr == "format"):
        return UNTOLD
    text = told_value(node.func.value, known)
    if not isinstance(text, str) or any(value is UNTOLD for value in values):
        return UNTOLD
    for number, value in enumerate(values):
        text = text.replace("{}", str(value), 1).replace(f"{{{number}}}", str(value))
    for word in node.keywords:
        value = told_value(word.value, known)
        text = text.replace(f"{{{word.arg}}}", str(value)) if value is not UNTOLD else text
    return text


READERS_OF_NODES: Mapping[type, Any] = {
    ast.List: told_items, ast.Tuple: told_items, ast.Set: told_items, ast.Dict: told_mapping,
    ast.BinOp: told_operation, ast.BoolOp: told_choice, ast.IfExp: told_condition, ast.JoinedStr: told_f_string,
    ast.Call: told_call,
}  # fmt: skip


def list_or(value: Any, usual: list[Any]) -> list[Any]:
    """Return a value as a list; *usual* if there is none."""
    if value is None:
        return usual
    return list(value) if isinstance(value, (list, tuple, set)) else [value]
