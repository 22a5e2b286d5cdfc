"""Read values and conditions of Liquid: ``page.tags[0] | join: ", "``, ``a == 1 and b contains "x"``."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

VALUE_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"[^\"]*\"|'[^']*')|(?P<number>-?\d+(?:\.\d+)?)(?!\w)|(?P<sign>==|!=|<>|<=|>=|\.\.|[<>|:,.\[\]()])"
    r"|(?P<word>[A-Za-z_][\w-]*\??))"
)
LITERALS: Mapping[str, Any] = {"true": True, "false": False, "nil": None, "null": None, "empty": "", "blank": ""}
COMPARED = frozenset({"==", "!=", "<>", "<", ">", "<=", ">=", "contains"})
# What Jekyll and its plugins know, and an import does not.
UNKNOWN_PATHS = frozenset({"site.github", "site.time", "site.static_files", "site.html_files", "site.related_posts",
                           "page.previous", "page.next", "page.excerpt_separator"})  # fmt: skip
SCOPED_FILTERS = frozenset({"where_exp"})  # whose condition may name other values
MAX_RANGE = 10_000
MAX_LIQUID_SIZE = 2_000_000  # characters and values of what a filter makes

Filters = Mapping[str, Callable[..., Any]]


class UnknownValueError(ValueError):
    """A value is not known here."""


def not_too_long(value: Any) -> Any:
    """Return a value that a filter made; filters that double it some times over would fill all memory."""
    waiting, size = [value], 0
    while waiting:
        each = waiting.pop()
        size += len(each) if isinstance(each, (str, list, tuple)) else 1
        if size > MAX_LIQUID_SIZE:
            raise UnknownValueError("it becomes too long")
        waiting += each if isinstance(each, (list, tuple)) else ()
    return value


class ValueReader:
    """Reads one expression."""

    def __init__(self, written: str, values: Mapping[str, Any], filters: Filters) -> None:
        self.values, self.filters = values, filters
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(written.rstrip()):
            found = VALUE_TOKEN.match(written, place)
            if found is None:
                raise UnknownValueError(f"`{written.strip()}` is not understood")
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()
        self.at = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, sign: str = "") -> tuple[str, str]:
        found = self.peek()
        if not found[0] or (sign and found != ("sign", sign)):
            raise UnknownValueError(f"`{sign or 'a value'}` is missing")
        self.at += 1
        return found

    def takes(self, sign: str) -> bool:
        """Return whether a sign comes next, and pass over it."""
        is_next = self.peek() == ("sign", sign)
        self.at += is_next
        return is_next

    def whole(self) -> Any:
        """Return the value of the expression, with its filters."""
        value = self.single()
        while self.takes("|"):
            name = self.take()[1]
            given = []
            if self.takes(":"):
                given.append(self.argument())
                while self.takes(","):
                    given.append(self.argument())
            if name not in self.filters:
                raise UnknownValueError(f"the filter `{name}` is not known")
            given = [self.values, *given] if name in SCOPED_FILTERS else given
            try:
                value = not_too_long(self.filters[name](value, *given))
            except (TypeError, ValueError, ArithmeticError, KeyError, AttributeError) as error:
                raise UnknownValueError(f"the filter `{name}` can't be applied") from error
        if self.at < len(self.tokens):
            raise UnknownValueError("there is more than a value")
        return value

    def argument(self) -> Any:
        kind, name = self.peek()
        if kind == "word" and self.tokens[self.at + 1 : self.at + 2] == [("sign", ":")]:
            raise UnknownValueError(f"the option `{name}` is not known")
        return self.single()

    def single(self) -> Any:
        """Return one value: a literal, a range or what a path leads to."""
        kind, text = self.take()
        if kind == "string":
            return text[1:-1]
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "sign" and text == "(":
            return self.range()
        if kind != "word":
            raise UnknownValueError(f"`{text}` is no value")
        if text in LITERALS and self.peek() not in {("sign", "."), ("sign", "[")}:
            return LITERALS[text]
        return self.path(text)

    def range(self) -> range:
        """Return the numbers of ``(1..5)``, of which the first sign has been read."""
        first = self.single()
        self.take("..")
        last = self.single()
        self.take(")")
        try:
            return range(int(first), min(int(last), int(first) + MAX_RANGE) + 1)
        except (TypeError, ValueError):
            raise UnknownValueError("a range has an end that is no number") from None

    def path(self, name: str) -> Any:
        if name not in self.values:
            raise UnknownValueError(f"`{name}` is not known")
        value, path = self.values[name], name
        while True:
            if self.takes("."):
                key: Any = self.take()[1]
            elif self.takes("["):
                key = self.single()
                self.take("]")
            else:
                return value
            path = f"{path}.{key}"
            if path in UNKNOWN_PATHS:
                raise UnknownValueError(f"`{path}` is not known")
            value = member(value, key)

    def condition(self) -> bool:
        """Return whether the conditions hold, read from the right as Liquid does."""
        left = self.comparison()
        kind, word = self.peek()
        if kind == "word" and word in {"and", "or"}:
            self.at += 1
            right = self.condition()
            return (left and right) if word == "and" else (left or right)
        if kind:
            raise UnknownValueError("the condition is not understood")
        return left

    def comparison(self) -> bool:
        left = self.single()
        if self.peek()[1] not in COMPARED:
            return is_so(left)
        sign = self.take()[1]
        is_empty = self.peek()[1] in {"empty", "blank"} and self.peek()[0] == "word"
        right = self.single()
        return compared(left, sign, right, is_empty=is_empty)


def member(value: Any, key: Any) -> Any:
    """Return what stands at a key or a place; None for nothing."""
    if isinstance(value, Mapping):
        found = value.get(key)
        return len(value) if found is None and key == "size" else found
    if isinstance(value, Sequence) and not isinstance(value, str):
        if isinstance(key, int):
            return value[key] if -len(value) <= key < len(value) else None
        named = {"size": len(value), "first": value[0] if value else None, "last": value[-1] if value else None}
        return named.get(str(key))
    return len(value) if isinstance(value, str) and key == "size" else None


def is_so(value: Any) -> bool:
    """Return whether Liquid takes a value for true: all but false and nothing."""
    return value is not None and value is not False


def compared(left: Any, sign: str, right: Any, *, is_empty: bool) -> bool:
    if is_empty and sign in {"==", "!="}:
        return (left in (None, "", [], {})) == (sign == "==")
    if sign == "contains":
        return right in left if isinstance(left, (list, tuple)) else left is not None and str(right) in str(left)
    if sign in {"==", "!=", "<>"}:
        return bool(left == right) == (sign == "==")
    try:
        lower, higher = (left, right) if sign in {"<", "<="} else (right, left)
        return bool(lower < higher or (len(sign) > 1 and left == right))
    except TypeError:
        return False
