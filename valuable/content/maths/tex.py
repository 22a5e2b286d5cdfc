r"""Read TeX as tokens, and expand its macros within bounds: what the converter gets is plain, and no longer than that.

A token is a string: a command (``\alpha``, ``\,``), a parameter (``#1``), white space, or a single character.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

TEX_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|[\s\S]|$)|#[1-9#]|\s+|[\s\S]")
COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
COMMAND = re.compile(r"\\[A-Za-z@]+")
MAX_LENGTH, MAX_TOKENS, MAX_EXPANSIONS = 20_000, 20_000, 1_000
MAX_COMMANDS, MAX_BRACES = 2_000, 60  # each level takes of the converter's stack, which is the system's
OPENING, CLOSING = frozenset({"{", "\\left", "\\begin"}), frozenset({"}", "\\right", "\\end"})

ENDLESS = "its macros stand for too much; perhaps one of them stands for itself"

Tokens = Sequence[str]


class TexError(Exception):
    """What can't be read as TeX; the text is a message to the author."""


@dataclass(frozen=True)
class Macro:
    """What a command stands for: ``body`` has ``#1`` … ``#9`` where its arguments go.

    ``default`` is that of the first, which then is optional. A ``final`` one is what the converter knows by that name.
    """

    body: tuple[str, ...]
    parameters: int = 0
    default: tuple[str, ...] | None = None
    starred: bool = False  # a `*` behind it means nothing
    final: bool = False


Macros = dict[str, Macro]


def without_comments(tex: str) -> str:
    """Return *tex* as it may be published."""
    return COMMENT.sub(r"\1", tex) if "%" in tex else tex


def tokens_of(tex: str) -> list[str]:
    return TEX_TOKEN.findall(tex)


def join(tokens: Iterable[str]) -> str:
    """Return *tokens* as one text, in which no letter has become part of a command."""
    written: list[str] = []
    last = ""
    for token in tokens:
        if token[:1].isalpha() and COMMAND.fullmatch(last):
            written.append(" ")
        written.append(token)
        last = token
    return "".join(written)


def at_top(tokens: Tokens, sign: str) -> bool:
    """Return whether *sign* stands outside of all braces and environments."""
    depth = 0
    for token in tokens:
        depth += (token in {"\\begin", "{"}) - (token in {"\\end", "}"})
        if token == sign and depth == 0:
            return True
    return False


def group(tokens: Tokens) -> list[str]:
    return ["{", *tokens, "}"]


@dataclass
class TexReader:
    """The tokens that are yet to be read, and what has been written."""

    waiting: list[str]  # the next one stands last
    macros: Macros
    displayed: bool = False
    written: list[str] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)  # that are open, as they were typed
    pushed: int = 0
    expansions: int = 0

    def push(self, tokens: Tokens) -> None:
        """Have *tokens* read next."""
        self.pushed += len(tokens)
        if self.pushed > MAX_TOKENS:
            raise TexError(ENDLESS)
        self.waiting.extend(reversed(tokens))

    def skip_space(self) -> None:
        while self.waiting and self.waiting[-1].isspace():
            self.waiting.pop()

    def take(self, sign: str) -> bool:
        """Read *sign*, if it comes next."""
        self.skip_space()
        if self.waiting and self.waiting[-1] == sign:
            self.waiting.pop()
            return True
        return False

    def argument(self, of: str) -> list[str]:
        """Return the next argument: what stands in braces, without them, or a token."""
        self.skip_space()
        if not self.waiting or self.waiting[-1] == "}":
            raise TexError(f"`{of}` lacks what belongs to it: write it behind it in braces, `{of}{{…}}`")
        token = self.waiting.pop()
        return self.up_to("}", of) if token == "{" else [token]

    def optional(self, of: str) -> list[str] | None:
        """Return what stands in brackets, if that comes next."""
        return self.up_to("]", of) if self.take("[") else None

    def up_to(self, closing: str, of: str) -> list[str]:
        found: list[str] = []
        depth = 0
        while self.waiting:
            token = self.waiting.pop()
            if token == closing and not depth:
                return found
            depth += (token == "{") - (token == "}")
            found.append(token)
        raise TexError(f"behind `{of}`, a `{'{' if closing == '}' else '['}` is not closed by a `{closing}`")


Handler = Callable[[TexReader, str], None]  # of a command: what it has read of it, it writes or pushes back


def expand(tex: str, macros: Macros, handlers: Mapping[str, Handler], *, displayed: bool = False) -> str:
    """Return *tex* with its macros expanded and the commands of *handlers* rewritten. Definitions change *macros*."""
    if len(tex) > MAX_LENGTH:
        raise TexError(f"a formula has no more than {MAX_LENGTH} signs")
    reader = TexReader(tokens_of(tex)[::-1], macros, displayed)
    read_all(reader, handlers)
    if reader.environments:
        name = reader.environments[-1]
        raise TexError(f"`\\begin{{{name}}}` is not closed: write `\\end{{{name}}}` behind it")
    check_depth(reader.written)
    return join(reader.written)


def read_all(reader: TexReader, handlers: Mapping[str, Handler]) -> None:
    """Read all that waits."""
    while reader.waiting:
        token = reader.waiting.pop()
        macro = reader.macros.get(token[1:]) if token[0] == "\\" else None
        if macro is not None and macro.final:
            token, macro = macro.body[0], None
        if macro is not None:
            reader.expansions += 1
            if reader.expansions > MAX_EXPANSIONS:
                raise TexError(ENDLESS)
            reader.push(expansion(reader, token, macro))
        elif (handler := handlers.get(token)) is not None:
            handler(reader, token)
        else:
            reader.written.append(token)


def expansion(reader: TexReader, name: str, macro: Macro) -> list[str]:
    """Return what *macro* stands for, with its arguments."""
    if macro.starred:
        reader.take("*")
    arguments: list[list[str]] = []
    if macro.default is not None:
        found = reader.optional(name)
        arguments.append(list(macro.default) if found is None else found)
    while len(arguments) < macro.parameters:
        arguments.append(reader.argument(name))
    written: list[str] = []
    for token in macro.body:
        if token[0] == "#" and token[1:].isdigit() and int(token[1:]) <= len(arguments):
            written += arguments[int(token[1:]) - 1]
        else:
            written.append(token)
        if len(written) > MAX_TOKENS:
            break  # which is refused by who takes it
    return written


def check_depth(tokens: Tokens) -> None:
    """Raise :exc:`TexError` for what is nested more deeply than the converter's stack may hold."""
    depth = commands = 0
    for token in tokens:
        commands += token[0] == "\\"
        depth += (token in OPENING) - (token in CLOSING)
        if depth > MAX_BRACES or commands > MAX_COMMANDS:
            raise TexError("braces, or commands, are too many: take it apart")


# -- Definitions


def command_name(reader: TexReader, of: str) -> str:
    r"""Return the name of the command that is defined: ``{\x}`` or ``\x``."""
    found = [token for token in reader.argument(of) if not token.isspace()]
    if len(found) != 1 or found[0][0] != "\\" or len(found[0]) < 2:
        raise TexError(f"`{of}` lacks the command that it defines: `{of}{{\\name}}{{…}}`")
    return found[0][1:]


def body_of(reader: TexReader, of: str, name: str) -> tuple[str, ...]:
    return tuple(reader.argument(f"{of}{{\\{name}}}"))


def define(reader: TexReader, of: str) -> None:
    r"""Read ``\newcommand{\x}[2][default]{…}``. One that is known is defined anew, as authors expect of it."""
    reader.take("*")
    name = command_name(reader, of)
    count = "".join(reader.optional(of) or ["0"]).strip()
    default = reader.optional(of)
    if not re.fullmatch("[0-9]", count):
        raise TexError(
            f"`{of}{{\\{name}}}[{count}]`: a macro has up to 9 arguments; write their number in the brackets"
        )
    body = body_of(reader, of, name)
    if of != "\\providecommand" or name not in reader.macros:
        reader.macros[name] = Macro(body, int(count), tuple(default) if default is not None else None)


def define_plainly(reader: TexReader, of: str) -> None:
    r"""Read ``\def\x#1#2{…}``."""
    name = command_name(reader, of)
    count = 0
    reader.skip_space()
    while reader.waiting and reader.waiting[-1] != "{":
        token = reader.waiting.pop()
        count += 1
        if token != f"#{count}":
            raise TexError(f"`{of}\\{name}`: write its arguments as `#1#2`, and what it stands for in braces")
    reader.macros[name] = Macro(body_of(reader, of, name), count)


def let(reader: TexReader, of: str) -> None:
    r"""Read ``\let\x=\y``: what ``\y`` stands for now."""
    name = command_name(reader, of)
    reader.take("=")
    (other,) = reader.argument(of)[:1] or [""]
    known = reader.macros.get(other[1:]) if other[:1] == "\\" else None
    reader.macros[name] = known or Macro((other,), final=other[:1] == "\\")


def define_operator(reader: TexReader, of: str) -> None:
    r"""Read ``\DeclareMathOperator*{\x}{words}``."""
    command = "\\operatorname" + "*" * reader.take("*")
    name = command_name(reader, of)
    reader.macros[name] = Macro((*tokens_of(command), *group(body_of(reader, of, name))))


def define_delimiters(reader: TexReader, of: str) -> None:
    r"""Read ``\DeclarePairedDelimiter{\x}{\lvert}{\rvert}``, whose ``\x*{…}`` is as large as what stands in it."""
    name = command_name(reader, of)
    left, right = reader.argument(of), reader.argument(of)
    body = ("\\left", *left, "#1", "\\right", *right)
    reader.macros[name] = Macro(body, 1, starred=True)


DEFINING: Mapping[str, Handler] = {
    **dict.fromkeys(("\\newcommand", "\\renewcommand", "\\providecommand", "\\DeclareRobustCommand"), define),
    **dict.fromkeys(("\\def", "\\gdef", "\\edef", "\\xdef"), define_plainly),
    "\\let": let,
    "\\DeclareMathOperator": define_operator,
    "\\DeclarePairedDelimiter": define_delimiters,
}
DEFINES = re.compile("|".join(re.escape(name) + r"(?![A-Za-z])" for name in DEFINING))


def macros_of_settings(settings: Mapping[str, str]) -> Macros:
    """Return the macros of ``math_macros`` in ``conf.py``, which `macro_problems` finds no fault with."""
    return {name.removeprefix("\\"): macro_of(body) for name, body in settings.items()}


def macro_of(body: str) -> Macro:
    tokens = tuple(tokens_of(without_comments(body)))
    return Macro(tokens, max((int(token[1]) for token in tokens if re.fullmatch("#[1-9]", token)), default=0))


def macro_problems(settings: object) -> Iterator[str]:
    """Yield what is wrong with ``math_macros``."""
    if not isinstance(settings, Mapping):
        yield f'math_macros is {settings!r}: write names and what they stand for, such as {{"R": r"\\mathbb{{R}}"}}'
        return
    for name, body in settings.items():
        if not isinstance(name, str) or not re.fullmatch(r"\\?[A-Za-z]+", name):
            yield f"math_macros: {name!r} is no name of a command: write letters, such as 'norm'"
        elif not isinstance(body, str):
            yield f"math_macros[{name!r}] is {body!r}: write TeX in quotes, such as r'\\lVert#1\\rVert'"
        elif body.count("{") - body.count("\\{") != body.count("}") - body.count("\\}"):
            yield f"math_macros[{name!r}] is {body!r}: a brace has no other"
        elif len(body) > MAX_LENGTH:
            yield f"math_macros[{name!r}] has {len(body)} signs, which are too many"
