"""The kinds of callouts that GitHub, Obsidian, MyST, Docusaurus, VuePress and Material know, and how each is meant."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from valuable.base.translations import pgettext_noop
from valuable.content.markdown.attribute_lists import parse_attribute_list

# Words by the kind whose look they have.
WORDS_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "note": ("note", "secondary", "details", "spoiler", "collapse", "dropdown"),
    "abstract": ("abstract", "summary", "tldr"),
    "info": ("info", "seealso"),
    "todo": ("todo",),
    "tip": ("tip", "hint"),
    "important": ("important",),
    "success": ("success", "check", "done"),
    "question": ("question", "help", "faq"),
    "warning": ("warning", "caution", "attention"),
    "failure": ("failure", "fail", "missing"),
    "danger": ("danger", "error"),
    "bug": ("bug",),
    "example": ("example",),
    "quote": ("quote", "cite"),
}
KIND_BY_WORD: Mapping[str, str] = {word: kind for kind, words in WORDS_BY_KIND.items() for word in words}
# The title of a callout that has none, by the word that it is called by.
CALLOUT_TITLES: Mapping[str, str] = {
    "note": pgettext_noop("callout", "Note"),
    "summary": pgettext_noop("callout", "Summary"),
    "tldr": pgettext_noop("callout", "TL;DR"),
    "info": pgettext_noop("callout", "Info"),
    "todo": pgettext_noop("callout", "To do"),
    "tip": pgettext_noop("callout", "Tip"),
    "hint": pgettext_noop("callout", "Hint"),
    "important": pgettext_noop("callout", "Important"),
    "success": pgettext_noop("callout", "Success"),
    "check": pgettext_noop("callout", "Check"),
    "done": pgettext_noop("callout", "Done"),
    "question": pgettext_noop("callout", "Question"),
    "help": pgettext_noop("callout", "Help"),
    "faq": pgettext_noop("callout", "FAQ"),
    "warning": pgettext_noop("callout", "Warning"),
    "caution": pgettext_noop("callout", "Caution"),
    "attention": pgettext_noop("callout", "Attention"),
    "failure": pgettext_noop("callout", "Failure"),
    "fail": pgettext_noop("callout", "Fail"),
    "missing": pgettext_noop("callout", "Missing"),
    "danger": pgettext_noop("callout", "Danger"),
    "error": pgettext_noop("callout", "Error"),
    "bug": pgettext_noop("callout", "Bug"),
    "example": pgettext_noop("callout", "Example"),
    "quote": pgettext_noop("callout", "Quote"),
    "cite": pgettext_noop("callout", "Citation"),
    "seealso": pgettext_noop("callout", "See also"),
    "details": pgettext_noop("callout", "Details"),
    "spoiler": pgettext_noop("callout", "Spoiler"),
    "abstract": pgettext_noop("callout", "Abstract"),
}
# What these words name elsewhere is folded, until a reader opens it.
FOLDED_WORDS = frozenset({"details", "spoiler", "collapse", "dropdown"})
OPENED, CLOSED = "open", "closed"  # as Sphinx has them in `:collapsible:`
FENCED = re.compile(
    r"(?P<word>[^\W\d_][\w-]*)[ \t]*(?:\[(?P<label>.*)\])?(?P<title>[^{}]*)(?P<list>\{[^{}]*\})?(?P<rest>.*)"
)
QUARTO_PREFIX = "callout-"
WORD_SIGNS = re.compile(r"[\W_]+")


class Callout(NamedTuple):
    """The head of a callout: the word that it is called by, its title in Markdown, whether and how it is folded."""

    word: str
    title: str = ""
    fold: str = ""
    classes: str = ""


def kind_of_word(word: str) -> str:
    """Return the kind of a callout that is called by *word*; one that nobody knows is a note."""
    return KIND_BY_WORD.get(word.casefold(), "note")


def class_of_word(word: str) -> str:
    """Return a word as a class of HTML."""
    return WORD_SIGNS.sub("-", word.casefold()).strip("-")


def title_of_word(word: str) -> str:
    """Return the title of a callout that is called by a word which nobody knows: the word itself."""
    words = word.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def fenced_callout(info: str) -> Callout | None:
    """Return the callout that the words behind ``:::`` begin; None for any other box."""
    info = info.strip()
    if info.startswith(("{.", "{#", "{ ")) and info.endswith("}"):
        return pandoc_callout(parse_attribute_list(info[1:-1]) or {})
    found = FENCED.fullmatch(info)
    if found is None or found["word"].casefold() not in KIND_BY_WORD:
        return None
    word = found["word"]
    attributes = parse_attribute_list(found["list"][1:-1]) if found["list"] else {}
    if attributes is None:  # braces in a title
        title, attributes = info[found.end("word") :].strip(), {}
    else:
        title = (found["label"] or (found["title"] + found["rest"]).strip() or attributes.get("title", "")).strip()
    fold = CLOSED if word.casefold() in FOLDED_WORDS else ""
    return Callout(word, unquoted(title), fold, attributes.get("class", ""))


def pandoc_callout(attributes: dict[str, str]) -> Callout | None:
    """Return the callout that pandoc's or Quarto's attributes are of, ``::: {.callout-note title="Title"}``."""
    names = attributes.get("class", "").split()
    words = [(name, name.removeprefix(QUARTO_PREFIX)) for name in names]
    found = next(((name, word) for name, word in words if word.casefold() in KIND_BY_WORD), None)
    if found is None:
        return None
    fold = {"true": CLOSED, "false": OPENED}.get(attributes.get("collapse", ""), "")
    classes = " ".join(name for name in names if name != found[0])
    return Callout(found[1], attributes.get("title", ""), fold, classes)


def unquoted(title: str) -> str:
    """Return a title without the quotes around it."""
    for opening, closing in ('""', "''", "“”", "«»", "„“"):
        if len(title) > 1 and title[0] == opening and title[-1] == closing and opening not in title[1:-1]:
            return title[1:-1].strip()
    return title
