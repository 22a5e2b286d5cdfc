"""Read what stands behind the fence of a block of code: ``python title="app.py" {1,3-5}``.

Every system that Markdown is written for has its own words there. Those that say the same here are read, whoever's they
are: the language, a title, lines that are marked, added or taken out, the numbers of lines, an id, classes. The others
are returned as what they are, so that the author hears of them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from markdown_it.common.utils import unescapeAll

from valuable.content.markdown.code_languages import is_language

MOST_WORDS = 1000  # characters of an info string that are read
LANGUAGE = re.compile(r"""[^\s{}\[\]:,;"'=()]+""")
PART = re.compile(
    r"""
    (?P<space>[\s,;]+)
    | \{\s*(?P<inner>[^{}]*)\}
    | \[(?P<bracketed>[^\]]*)\]
    | (?P<marks>"[^"]*"|/[^/\s]+/(?=[\s#\d]|$))[^\s{]*
    | (?P<key>[\w.-]+)\s*(?P<sign>[=:])\s*(?P<value>
        "[^"]*"|'[^']*'|“[^”]*”|‘[^’]*’|„[^“”]*[“”]|«[^»]*»|["'“‘„«].*
        |\{[^{}]*\}|\[[^\]]*\]|\d[\d,-]*(?=\s|\}|$)|[^\s,{}]+)
    | :(?P<suffix>[^\s{]+)
    | \#(?P<id>[^\s{}.#,]+)
    | \.(?P<class>[^\s{}.,=/]+)(?=[\s{}.,]|$)
    | (?P<word>[^\s,{}\[\]]+)
    | (?P<stray>.)
    """,
    re.VERBOSE,
)
LINE_LABEL = re.compile(r"""(?:"[^"]*"|'[^']*')\s*:""")
LINE_SIGNS = re.compile(r"""[\s\d,."'\[\]:-]+""")
LINE_RANGE = re.compile(r"(\d{1,6})?\s*(?:-|\.\.)\s*(\d{1,6})?|(\d{1,6})")
LAST_LINE = 999999
COUNTED = re.compile(r"\b(showLineNumbers|numberLines|line-?numbers)\{(\d+)\}", re.IGNORECASE)
FILE_NAME = re.compile(
    r"(?=.*[^\W\d_])(?:[\w@~+.()-]*/)*[\w@~+.()\[\]-]*\.[A-Za-z]\w{0,9}|(?:\.{0,2}/)?(?:[\w@~+.-]+/)+[\w@~+.-]+"
)
LANGUAGE_CLASS = re.compile(r"^(?:language|lang|highlight)-(?=.)")
BRACED_NAME = re.compile(r"\{([^\s{}]+)\}(?:\s|$)")

# Spelled in one way: in small letters, without hyphens and underscores.
TITLE_KEYS = frozenset({"title", "filename", "file", "caption", "path", "label", "lstcap", "cap"})
LANGUAGE_KEYS = frozenset({"lang", "language"})
MARK_KEYS = frozenset(
    {"hl", "hllines", "highlight", "highlightlines", "emphasizelines", "mark", "marks", "lines", "emphasize"}
)
ADDED_KEYS = frozenset({"ins", "insert", "inserted", "add", "added"})
REMOVED_KEYS = frozenset({"del", "delete", "deleted", "rem", "remove", "removed"})
NUMBER_KEYS = frozenset(
    {
        "linenos",
        "linenums",
        "linenumbers",
        "numberlines",
        "showlinenumbers",
        "ln",
        "lineno",
        "number",
        "codelinenumbers",
    }
)
START_KEYS = frozenset(
    {
        "startfrom",
        "start",
        "linenostart",
        "linenostartnumber",
        "startlinenumber",
        "startline",
        "firstline",
        "firstnumber",
        "datastart",
        "startnumber",
    }
)
NO_NUMBER_WORDS = frozenset({"nolinenumbers", "nolinenums", "nonumberlines", "nonumber", "nonumbers", "nolinenos"})
OFF_VALUES = frozenset({"", "0", "false", "off", "no", "none", "f"})

LineRanges = tuple[tuple[int, int], ...]


@dataclass
class CodeInfo:
    """What a block of code is, and how it is shown. Lines are counted from 1."""

    language: str = ""  # as its author calls it, in small letters
    title: str = ""
    first_number: int | None = None  # of the lines, if these are numbered
    marked: LineRanges = ()
    added: LineRanges = ()
    removed: LineRanges = ()
    identifier: str = ""
    classes: list[str] = field(default_factory=list)
    runs: bool = False  # elsewhere, this is code to run
    ignored: list[str] = field(default_factory=list)  # what has no meaning here


def line_ranges(text: str) -> LineRanges:
    """Return the lines that a text such as ``1,3-5``, ``[8,"15-17"]`` or ``"added":2`` names."""
    found = LINE_RANGE.findall(LINE_LABEL.sub("", text))
    return tuple((int(first or one or 1), int(last or one or LAST_LINE)) for first, last, one in found)


def names_lines(text: str) -> bool:
    """Return whether a text is nothing but numbers of lines."""
    numbers = LINE_LABEL.sub("", text)
    return LINE_SIGNS.fullmatch(numbers) is not None and any(sign.isdecimal() for sign in numbers)


def line_numbers(ranges: Iterable[tuple[int, int]], lines: int) -> list[int]:
    """Return the numbers in *ranges* of a text of so many *lines*."""
    return sorted({number for first, last in ranges for number in range(max(first, 1), min(last, lines) + 1)})


def plain(name: str) -> str:
    """Return a key in the one spelling by which it is known."""
    return re.sub(r"[-_.]", "", name).casefold()


def without_quotes(value: str) -> str:
    return value.strip("\"'“”‘’„«»{}[]").strip()


def is_directive(info: str, registered: Callable[[str], bool] = lambda name: False) -> bool:
    """Return whether a fence holds a directive, ``{note} Title``, and no code such as ``{r}`` or ``{.python}``.

    *registered* says whether there is a directive of a name: an extension may bring one that is called as a language.
    """
    name = BRACED_NAME.match(info.strip())
    if name is None or name[1].startswith((".", "#", "=")):
        return False
    return (
        name[1] == "raw" or registered(name[1]) or not (names_lines(name[1]) or "=" in name[1] or is_language(name[1]))
    )


def read_info(info: str) -> CodeInfo:
    """Return what the text behind a fence says."""
    reader = InfoReader()
    reader.read(COUNTED.sub(r"\1=\2", unescapeAll(info[:MOST_WORDS])).strip())
    return reader.found


class InfoReader:
    """Reads the parts of an info string into :attr:`found`."""

    def __init__(self, found: CodeInfo | None = None) -> None:
        self.found = found or CodeInfo()

    def read(self, text: str) -> None:
        if text.startswith("{"):
            self.read_braced(text)
            return
        language = LANGUAGE.match(text)
        if language is None or self.is_option(text, language):
            self.read_parts(text)
        else:
            self.set_language(language[0])
            self.read_parts(text[language.end() :])

    def is_option(self, text: str, word: re.Match[str]) -> bool:
        """Return whether the first word is no language."""
        name, after = plain(word[0]), text[word.end() : word.end() + 1]
        if after in {"=", ":"} and after:
            return after == "=" or name in KEYS
        return name in NUMBER_KEYS | NO_NUMBER_WORDS or (word[0].startswith(("#", ".")) and len(word[0]) > 1)

    def set_language(self, name: str) -> None:
        known = LANGUAGE_CLASS.sub("", name.strip(".").casefold())
        if known.startswith(("diff-", "diff_")):
            known = "diff"
        elif FILE_NAME.fullmatch(name) and not is_language(known):
            self.found.title = self.found.title or name
            extension = known.rpartition(".")[2]
            known = extension if is_language(extension) else ""
        self.found.language = known

    def read_braced(self, text: str) -> None:
        """Read a string that begins with braces: what is in them may name the language."""
        doubled = re.match(r"\{\{([^{}]*)\}\}(.*)", text, re.DOTALL)
        single = re.match(r"\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}(.*)", text, re.DOTALL)
        match = doubled or single
        if match is None:  # never closed
            self.read(text.strip("{ ") or "text")
            return
        inner = match[1].strip()
        if raw := re.fullmatch(r"=\s*(\w+)", inner):
            self.set_language(raw[1])
            self.found.ignored.append(f"{{{inner}}}")
        elif names_lines(inner):
            self.found.marked += line_ranges(inner)
        else:
            word = LANGUAGE.match(inner)
            if word is not None and not self.is_option(inner, word):
                self.set_language(word[0])
                self.found.runs = doubled is None
                inner = inner[word.end() :]
            self.read_parts(inner, braced=True)
        self.read_parts(match[2])

    def read_parts(self, text: str, braced: bool = False) -> None:
        for part in PART.finditer(text):
            kind = part.lastgroup or "stray"
            if kind == "value":
                self.read_option(part["key"], part["value"], part["sign"])
            elif kind != "space":
                INFO_READERS[kind](self, part[kind])

    def read_inner(self, inner: str) -> None:
        if names_lines(inner):
            self.found.marked += line_ranges(inner)
        else:
            self.read_parts(inner, braced=True)

    def read_bracketed(self, text: str) -> None:
        self.found.title = self.found.title or text.strip()

    def read_suffix(self, text: str) -> None:
        """Read what a colon joins to the language: ``python:app.py``, ``js:no-line-numbers``, ``js:title=app.js``."""
        key, sign, value = text.partition("=")
        if sign and plain(key) in KEYS:
            self.read_option(key, value, sign)
        elif plain(text) in NUMBER_KEYS | NO_NUMBER_WORDS:
            self.read_word(text)
        else:
            self.found.title = self.found.title or text

    def read_id(self, name: str) -> None:
        self.found.identifier = self.found.identifier or name

    def read_class(self, name: str) -> None:
        """Read ``.python``, ``.numberLines`` or a class of the author's."""
        if plain(name) in NUMBER_KEYS | NO_NUMBER_WORDS:
            self.read_word(name)
        elif not self.found.language and (LANGUAGE_CLASS.match(name) or is_language(name)):
            self.set_language(name)
        elif LANGUAGE_CLASS.match(name) is None:
            self.found.classes.append(name)

    def read_word(self, word: str) -> None:
        name = plain(word)
        if name in NO_NUMBER_WORDS:
            self.found.first_number = None
        elif name in NUMBER_KEYS:
            self.found.first_number = self.found.first_number or 1
        elif FILE_NAME.fullmatch(word) and not self.found.title:
            self.found.title = word
        elif not (self.found.language == "diff" and is_language(word)):  # of what it is the difference
            self.ignore(word)

    def read_marks(self, text: str) -> None:
        self.ignore(text)

    def read_stray(self, text: str) -> None:
        """Pass over a sign that belongs to nothing."""

    def ignore(self, text: str) -> None:
        if not self.found.runs and text not in self.found.ignored:
            self.found.ignored.append(text)

    # -- Options

    def read_option(self, key: str, value: str, sign: str = "=") -> None:
        name, text = plain(key), without_quotes(value)
        read = KEYS.get(name)
        if read is not None:
            read(self, text)
        elif sign == ":" and self.found.language == "diff" and is_language(key):  # `diff js:app.js`
            self.read_bracketed(text)
        elif name in {"id", "class"}:
            for each in text.split():
                (self.read_id if name == "id" else self.read_class)(each)
        else:
            self.ignore(f"{key}{sign}{value}")

    def read_language(self, value: str) -> None:
        if not self.found.language:
            self.set_language(value)

    def read_marked(self, value: str) -> None:
        self.found.marked += line_ranges(value)

    def read_added(self, value: str) -> None:
        self.found.added += line_ranges(value)

    def read_removed(self, value: str) -> None:
        self.found.removed += line_ranges(value)

    def read_number(self, value: str) -> None:
        """Read whether the lines have numbers, and from which one on: ``true``, ``table``, ``5``."""
        if value.casefold() in OFF_VALUES:
            self.found.first_number = None
        elif value.isdecimal():
            self.found.first_number = int(value[:6])
        else:
            self.found.first_number = self.found.first_number or 1

    def read_start(self, value: str) -> None:
        if value.isdecimal():
            self.found.first_number = int(value[:6])


INFO_READERS: Mapping[str, Callable[[InfoReader, str], None]] = {
    "inner": InfoReader.read_inner,
    "bracketed": InfoReader.read_bracketed,
    "marks": InfoReader.read_marks,
    "suffix": InfoReader.read_suffix,
    "id": InfoReader.read_id,
    "class": InfoReader.read_class,
    "word": InfoReader.read_word,
    "stray": InfoReader.read_stray,
}
KEYS: Mapping[str, Callable[[InfoReader, str], None]] = {
    **dict.fromkeys(TITLE_KEYS, InfoReader.read_bracketed),
    **dict.fromkeys(LANGUAGE_KEYS, InfoReader.read_language),
    **dict.fromkeys(MARK_KEYS, InfoReader.read_marked),
    **dict.fromkeys(ADDED_KEYS, InfoReader.read_added),
    **dict.fromkeys(REMOVED_KEYS, InfoReader.read_removed),
    **dict.fromkeys(NUMBER_KEYS, InfoReader.read_number),
    **dict.fromkeys(START_KEYS, InfoReader.read_start),
}
