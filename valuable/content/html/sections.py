"""Keep HTML in one piece that opens before a heading and closes after it: ``<details>`` around parts of a page.

A heading begins a section, which is an element of the page. What is opened outside of one can't be closed in it, so the
end of the section is put after it.
"""

from collections.abc import Iterable

from docutils import nodes

from valuable.content.html.allowed_html import HTML_ELEMENTS, OPTIONAL_END, VOID_ELEMENTS
from valuable.content.html.tokens import Tag, Tokenizer


def close_in_section(sections: Iterable[nodes.Element]) -> None:
    """Have each element that one of *sections* opens and a section within it closes end in the outer one."""
    for section in sections:
        opened: list[str] = []
        at = 0
        while at < len(section.children):
            child = section.children[at]
            at += 1
            if isinstance(child, nodes.raw):
                opened = open_after(child, opened)[0]
            elif isinstance(child, nodes.section) and opened:
                end = closing_place(child, opened[-1])
                if end is not None:
                    rest = child.children[end:]
                    del child.children[end:]
                    section.children[at:at] = rest
                    for node in rest:
                        node.parent = section


def open_after(raw: nodes.raw, opened: list[str]) -> tuple[list[str], list[str]]:
    """Return which elements are open after a piece of HTML, and which it closes that were not *opened*."""
    left, strays = list(opened), []
    for token in Tokenizer(raw.astext()):
        if (
            not isinstance(token, Tag)
            or token.name not in HTML_ELEMENTS - VOID_ELEMENTS - OPTIONAL_END
            or token.self_closing
        ):
            continue
        if not token.closing:
            left.append(token.name)
        elif token.name in left:
            del left[len(left) - 1 - left[::-1].index(token.name) :]
        else:
            strays.append(token.name)
    return left, strays


def closing_place(section: nodes.section, name: str) -> int | None:
    """Return the index in *section* of the node that closes an element opened before it; None if none does.

    Sections that follow there would become parts of another, so they stay, and what is open is reported.
    """
    opened: list[str] = []
    for at, child in enumerate(section.children):
        if isinstance(child, nodes.raw):
            opened, strays = open_after(child, opened)
            if name in strays:
                has_sections = any(isinstance(later, nodes.section) for later in section.children[at:])
                return None if has_sections else at
    return None
