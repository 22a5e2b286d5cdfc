"""Read what ``{postlist}``, ``{conceptlist}`` and ``{peoplelist}`` are asked for: our options, and those of ABlog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from string import Formatter
from typing import Any

from valuable.base.text_files import brief
from valuable.pages.post_queries import YEARS, PostQuery

TITLES, ROWS, COVERS, LINES = "titles", "rows", "covers", "lines"
CONCEPT_NAMES, CONCEPT_DEFINITIONS = "names", "definitions"
# What a post is selected by: the option, in one and in many, and the field of the query.
FILTER_FIELDS = {
    "tag": "tags",
    "author": "authors",
    "category": "categories",
    "series": "series",
    "year": "years",
    "language": "languages",
    "folder": "folders",
}
FILTER_OPTIONS = {**FILTER_FIELDS, **{name: name for name in FILTER_FIELDS.values()}}
LINE_OPTIONS = ("date", "format", "list-style", "excerpts", "expand")  # ABlog's
POST_OPTIONS = (*FILTER_OPTIONS, "match", "number", "order", "show", "sort", *LINE_OPTIONS)
CONCEPT_OPTIONS = ("number", "show")
LINE_KEYS = ("date", "title", "author", "category", "tags", "language", "location")
LINE_FORMAT = "{date} - {title}"  # ABlog's
LIST_STYLES = ("none", "disc", "circle", "square", "decimal")
MOST = 10_000


@dataclass(frozen=True)
class PostList:
    """A list of posts as its author wants it."""

    query: PostQuery
    show: str = TITLES
    reverse: bool = False  # of those selected, the last first
    line: str = LINE_FORMAT
    date: str = ""
    style: str = "none"
    excerpts: bool = False
    expand: str = ""


@dataclass(frozen=True)
class ConceptList:
    """A list of concepts as its author wants it."""

    show: str = CONCEPT_NAMES
    number: int | None = None


@dataclass(frozen=True)
class PeopleList:
    """A list of people as its author wants it: their keys or names; without any, everybody."""

    people: tuple[str, ...] = ()


@dataclass
class OptionReader:
    """Reads the options of a directive, and collects what is wrong with them."""

    directive: str
    argument: str
    options: Mapping[str, str]
    known: tuple[str, ...]
    problems: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        return (self.options.get(name) or "").strip()

    def problem(self, message: str) -> None:
        self.problems.append(f"`{{{self.directive}}}`: {message}")

    def check_names(self) -> None:
        """Report options that there are not, each with the nearest that there is."""
        for name in self.options.keys() - set(self.known):
            if name == "location":
                self.problem("posts have no location here: take `:location:` out, or write a tag for it, `:tag: Paris`")
                continue
            near = get_close_matches(name, self.known, n=1, cutoff=0.5)
            cure = f"write `:{near[0]}:`" if near else f"it may have {', '.join(f'`:{each}:`' for each in self.known)}"
            self.problem(f"there is no option `:{brief(name)}:`: {cure}")

    def number(self) -> int | None:
        """Return how many are wanted: the argument, or ``:number:``; None for all."""
        text = self.argument.strip() or self.value("number")
        if not text:
            return None
        if not text.isdecimal() or not 0 < int(text[:6]) <= MOST:
            self.problem(
                f"`{brief(text)}` is no number of things to list: write one, as in ```` ```{{{self.directive}}} 5 ````"
            )
            return None
        return int(text)

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        """Return the value of an option, one of *known*, of which the first is the default."""
        value = self.value(name)
        if value and value not in known:
            near = get_close_matches(value, known, n=1, cutoff=0.5)
            cure = f"`:{name}: {near[0]}`" if near else " or ".join(f"`:{name}: {each}`" for each in known)
            self.problem(f"`:{name}: {brief(value)}` means nothing: write {cure}")
        return value if value in known else known[0]

    def names(self, option: str) -> tuple[str, ...]:
        """Return what stands in an option, with commas between."""
        return tuple(name for name in map(str.strip, self.value(option).split(",")) if name)


def read_post_list(argument: str, options: Mapping[str, str]) -> tuple[PostList, list[str]]:
    """Return the list that a ``{postlist}`` asks for, and what is wrong with it."""
    reader = OptionReader("postlist", argument, options, POST_OPTIONS)
    reader.check_names()
    asked: dict[str, tuple[str, ...]] = {}
    for option, name in FILTER_OPTIONS.items():
        if option in options:
            found = reader.names(option)
            if not found:
                reader.problem(f"`:{option}:` says nothing: write what the posts have, or take it out")
            asked[name] = (*asked.get(name, ()), *found)
    for year in asked.get("years", ()):
        if not YEARS.fullmatch(year):
            reader.problem(
                f"`:year: {brief(year)}` is no year: write one as in `2021`, or the first and last, `2019-2021`"
            )
    query = PostQuery(
        **asked,
        any_of=reader.choice("match", ("all", "any")) == "any",
        oldest_first=reader.choice("order", ("newest", "oldest")) == "oldest",
        number=reader.number(),
    )
    show, lined = reader.choice("show", (TITLES, ROWS, COVERS)), any(name in options for name in LINE_OPTIONS)
    if lined and show != TITLES:
        name = next(name for name in LINE_OPTIONS if name in options)
        reader.problem(f"`:{name}:` is for lists of titles: take it out, or `:show: {show}`")
    found_list = PostList(
        query=query,
        show=LINES if lined else show,
        reverse="sort" in options,
        line=read_line_format(reader),
        date=reader.value("date"),
        style=reader.choice("list-style", LIST_STYLES),
        excerpts="excerpts" in options,
        expand=reader.value("expand"),
    )
    return found_list, reader.problems


def read_line_format(reader: OptionReader) -> str:
    """Return how ABlog's lines are made."""
    text = reader.value("format")
    if not text:
        return LINE_FORMAT
    if is_line_format(text):
        return text
    known = ", ".join(f"`{{{key}}}`" for key in LINE_KEYS)
    reader.problem(f"`:format:` is {brief(text)}; it may name {known}")
    return LINE_FORMAT


def is_line_format(text: str) -> bool:
    """Return whether lines can be made by *text*."""
    try:
        return all(key is None or (key in LINE_KEYS and not spec) for _, key, spec, _ in Formatter().parse(text))
    except ValueError:
        return False


def read_concept_list(argument: str, options: Mapping[str, Any]) -> tuple[ConceptList, list[str]]:
    """Return the list that a ``{conceptlist}`` asks for, and what is wrong with it."""
    reader = OptionReader("conceptlist", argument, options, CONCEPT_OPTIONS)
    reader.check_names()
    found = ConceptList(reader.choice("show", (CONCEPT_NAMES, CONCEPT_DEFINITIONS)), reader.number())
    return found, reader.problems


def read_people_list(argument: str, options: Mapping[str, Any]) -> tuple[PeopleList, list[str]]:
    """Return the list that a ``{peoplelist}`` asks for, and what is wrong with it."""
    reader = OptionReader("peoplelist", argument, options, ())
    for name in options:
        reader.problem(
            f"it has no options: take `:{brief(name)}:` out, and name people behind it, as in `{{peoplelist}} jo`"
        )
    return PeopleList(tuple(name for name in map(str.strip, argument.split(",")) if name)), reader.problems
