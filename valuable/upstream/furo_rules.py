"""Furo's style sheet, as far as this site can use it: its rules for what texts hold, by the sheet that they go to.

What Furo says of its frame and of bare elements stands in this site's own sheets, which say all of that themselves. A
template of the author's may use more of Furo: then the rules for its classes are kept too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path

import furo

from valuable.upstream.logical_sides import in_reading_direction

FURO = Path(furo.__file__).parent / "theme" / "furo"
FURO_STYLE = FURO / "static" / "styles" / "furo.css"
STYLE_BRACE = re.compile(r"[{}]")
BETWEEN_SELECTORS = re.compile(r",(?![^()]*\))")
STYLE_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
CONDITION = re.compile(r"\([^()]*\)|\[[^\]]*\]")
CLASS_OR_ID = re.compile(r"[.#]((?:[\w-]|\\.)+)")
TAG_IN_SELECTOR = re.compile(r"(?:^|[\s>+~,])([a-z]\w*)")
READ_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
SET_VARIABLE = re.compile(r'(--[\w-]+)\s*:\s*((?:"[^"]*"|\'[^\']*\'|\([^)]*\)|[^;"\'(])+)')
# Furo's names, in terms of those of `tokens.css`.
OUR_NAMES: Mapping[str, str] = {
    "--color-background-primary": "var(--paper)",
    "--color-background-secondary": "var(--wash)",
    "--color-background-border": "var(--rule)",
    "--color-foreground-primary": "var(--ink)",
    "--color-foreground-secondary": "var(--quiet)",
    "--color-foreground-muted": "var(--quiet)",
    "--color-foreground-border": "var(--rule)",
    "--color-brand-primary": "var(--accent)",
    "--color-brand-content": "var(--accent)",
    "--color-brand-visited": "var(--accent)",
    "--color-content-foreground": "var(--ink)",
    "--color-link": "var(--accent)",
    "--color-link--hover": "var(--ink)",
    "--color-link--visited": "var(--accent)",
    "--color-link--visited--hover": "var(--ink)",
    "--color-link-underline": "currentColor",
    "--color-link-underline--hover": "currentColor",
    "--color-link-underline--visited": "currentColor",
    "--color-link-underline--visited--hover": "currentColor",
    "--color-inline-code-background": "var(--wash)",
    "--color-code-background": "var(--wash)",
    "--color-code-foreground": "var(--ink)",
    "--color-admonition-background": "var(--wash)",
    "--color-highlight-on-target": "var(--wash)",
    "--color-highlighted-background": "var(--wash)",
    "--color-highlighted-text": "var(--ink)",
    "--color-table-header-background": "transparent",
    "--color-table-border": "var(--rule)",
    "--color-problematic": "var(--red)",
    "--code-font-size": "var(--size-code)",
    "--admonition-font-size": "1em",
    "--admonition-title-font-size": "var(--size-interface)",
    "--font-size--normal": "100%",
    "--font-size--small": "87.5%",
    "--font-size--small--2": "81.25%",
    "--font-size--small--3": "75%",
    "--font-size--small--4": "62.5%",
}


def style_blocks(style: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each outer pair of braces, and what between them. No text in Furo's sheet has any."""
    start = depth = opened = 0
    for brace in STYLE_BRACE.finditer(style):
        depth += 1 if brace[0] == "{" else -1
        if brace[0] == "{" and depth == 1:
            opened = brace.end()
        elif not depth:
            yield style[start : opened - 1].strip(), style[opened : brace.start()]
            start = brace.end()


@cache
def furo_blocks() -> tuple[tuple[str, str], ...]:
    style = STYLE_REMARK.sub("", FURO_STYLE.read_text(encoding="utf-8"))
    return tuple(style_blocks(in_reading_direction(style)))


def selector_names(selector: str) -> set[str]:
    """Return the classes and ids that an element and those around it have to have."""
    return set(CLASS_OR_ID.findall(CONDITION.sub("", selector)))


class KeptRules:
    """The rules that are kept, by sheet: those that need no class but *usable* ones, or one of a kind of content.

    *kinds* has the sheet of each class, and of elements as ``<table``.
    """

    def __init__(self, kinds: Mapping[str, str], usable: Set[str], common: str) -> None:
        self.kinds, self.usable, self.common = kinds, usable, common

    def sheet_of(self, selector: str) -> str | None:
        names = selector_names(selector)
        if not names or not all(name in self.kinds or name in self.usable for name in names):
            return None
        marks = sorted(names) + [f"<{name}" for name in TAG_IN_SELECTOR.findall(CONDITION.sub("", selector))]
        named = {self.kinds[mark] for mark in marks if mark in self.kinds}
        return min(named - {self.common}, default=self.common)

    def select(self, parts: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
        kept: dict[str, list[str]] = defaultdict(list)
        for before, inside in parts:
            if before.startswith("@"):
                for sheet, rules in self.select(style_blocks(inside)).items():
                    kept[sheet].append(f"{before}{{{''.join(rules)}}}")
            else:
                chosen: dict[str, list[str]] = defaultdict(list)
                for selector in BETWEEN_SELECTORS.split(before):
                    goes_to = self.sheet_of(selector)
                    if goes_to:
                        chosen[goes_to].append(selector)
                for sheet, selectors in chosen.items():
                    kept[sheet].append(f"{','.join(selectors)}{{{inside}}}")
        return kept


def with_our_names(style: str) -> str:
    """Say our names instead of Furo's."""
    return READ_VARIABLE.sub(lambda read: OUR_NAMES.get(read[1], read[0]), style)


def needed_variables(style: str, known: Set[str]) -> str:
    """Return rules for the variables of Furo's that *style* reads and nobody else sets."""

    def rules(parts: Iterator[tuple[str, str]] | tuple[tuple[str, str], ...], wanted: Set[str]) -> Iterator[str]:
        for before, inside in parts:
            if before.startswith("@"):
                within = "".join(rules(style_blocks(inside), wanted))
                if within:
                    yield f"{before}{{{within}}}"
            elif before.startswith("body") and "--" in inside:
                said = [
                    f"{name}:{with_our_names(value)}" for name, value in SET_VARIABLE.findall(inside) if name in wanted
                ]
                if said:
                    yield f"{before}{{{';'.join(said)}}}"

    wanted: set[str] = set()
    found = style
    while new := set(READ_VARIABLE.findall(found)) - wanted - known:
        wanted |= new
        found = "".join(rules(furo_blocks(), wanted))
    return found if wanted else ""


def furo_rules(kinds: Mapping[str, str], usable: Set[str], known: Set[str], common: str) -> dict[str, str]:
    """Return Furo's rules for the classes of *kinds*, and for those of the author's templates, by sheet.

    *known* are the variables that the site's own sheets and settings give a value to.
    """
    kept = KeptRules(kinds, usable, common).select(furo_blocks())
    styles = {sheet: with_our_names("".join(rules)) for sheet, rules in kept.items()}
    return {sheet: needed_variables(style, known) + style for sheet, style in styles.items()}
