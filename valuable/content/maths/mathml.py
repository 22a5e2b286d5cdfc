"""Convert TeX to MathML that a page may hold: without styles of its own, and of elements that browsers know."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from valuable.content.maths.messages import UnknownNameError, problem_of
from valuable.content.maths.rewriting import COMMON_MACROS, HANDLERS
from valuable.content.maths.symbols import symbol
from valuable.content.maths.tex import Macro, Macros, TexError, at_top, expand, tokens_of, without_comments

# What math-core says with a style is said with a class of maths.css; what is not here is no matter.
CLASSES = {
    "text-align:left": "m-left", "text-align:right": "m-right", "padding-left:0": "m-close-left",
    "padding-right:0": "m-close-right", "padding-left:1em": "m-apart", "padding-left:0.1em": "m-near",
    "padding-top:0": "m-low", "width:100%": "m-numbered", "width:50%": "m-side", "width:7.5%": "m-edge",
    "border-top:0.05em solid currentcolor": "m-line-top", "border-top:0.05em dashed currentcolor": "m-dash-top",
    "border-left:0.05em solid currentcolor": "m-line-left", "border-left:0.05em dashed currentcolor": "m-dash-left",
    "border-right:0.05em solid currentcolor": "m-line-right", "border-right:0.05em dashed currentcolor": "m-dash-right",
    "padding-right:0.1667em": "m-thin", "padding-right:0.2222em": "m-medium", "padding-right:0.2778em": "m-thick",
    "font-variant-caps:small-caps": "m-caps",
}  # fmt: skip
ENCLOSED = {
    "box": "m-box", "updiagonalstrike": "m-up", "downdiagonalstrike": "m-down", "horizontalstrike": "m-strike",
    "updiagonalstrike downdiagonalstrike": "m-cross", "roundedbox": "m-box", "circle": "m-box", "top": "m-line-top",
    "bottom": "m-line-bottom", "left": "m-line-left", "right": "m-line-right", "actuarial": "m-actuarial",
    "phasorangle": "m-line-bottom",
}  # fmt: skip
TEXT_CLASSES = {"math-core-serif-font": "m-serif", "math-core-sans-serif-font": "m-sans"}
WIDE_ACCENTS = frozenset("~\u02c7")
MAX_WIDE = 4
# A style that goes back is made of these, which are in maths.css, in units of an eighteenth of an em.
BACK = (18, 6, 3, 1)
MAX_BACK = 180  # of a formula
LENGTH_VALUE = re.compile(r"(-?[\d.]+)(r?em|ex|mu)?")
MAX_LENGTHS = {"width": 20.0, "voffset": 2.0, "linethickness": 0.5}
MAX_MATHML, MAX_LEVELS = 300_000, 150
TAG = re.compile(r"<(/?)[a-z][^>]*?(/?)>")
MAX_ROUNDS = 8  # commands of one formula that are told at once


class Formula(NamedTuple):
    """What became of a formula: its tree, None if it can't be read, and messages that say why."""

    tree: Any
    messages: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def converter() -> Any:
    from math_core import LatexToMathML  # only once a page has maths

    return LatexToMathML(fancy_error=False, allow_unreliable_rendering=True)


def convert(tex: str, macros: Macros, *, displayed: bool) -> Formula:
    """Return the MathML of *tex*. Definitions in it change *macros*."""
    tex = without_comments(tex).strip()
    messages: list[str] = []
    tree = None
    for _ in range(MAX_ROUNDS):
        try:
            tree = tree_of(tex, macros, displayed)
        except TexError as error:
            messages.append(str(error))
        except UnknownNameError as error:
            known = symbol(error.command) if error.command else None
            if known is not None and error.command is not None:
                macros[error.command] = known
                continue
            messages.append(error.message)
            if error.command is not None:  # what else is wrong with it is told at once
                macros = {**macros, error.command: Macro(("x",))}
                continue
        break
    return Formula(None if messages else tree, tuple(dict.fromkeys(messages)))


def depth_of(written: str) -> int:
    """Return how deeply the elements of a text of XML are nested."""
    depth = deepest = 0
    for closing, empty in TAG.findall(written):
        depth += -1 if closing else not empty
        deepest = max(deepest, depth)
    return deepest


def tree_of(tex: str, macros: Macros, displayed: bool) -> Any:
    from math_core import LatexError

    plain = expand(tex, macros, HANDLERS, displayed=displayed)
    if not displayed and "\\\\" in plain and at_top(tokens_of(plain), "\\\\"):
        raise TexError(
            "`\\\\` ends a row, and a formula within a line has none: put it between `$$` on lines of their own"
        )
    try:
        written = converter().convert_with_local_state(plain, displaystyle=displayed)
    except LatexError as error:
        raise problem_of(str(error), plain, macros) from None
    if len(written) > MAX_MATHML or depth_of(written) > MAX_LEVELS:
        raise TexError("it is too long, or too deeply nested, to be shown: take it apart")
    return cleaned(etree.fromstring(written.replace("&ApplyFunction;", "\u2061")))


def cleaned(tree: Any) -> Any:
    """Return a formula without styles, and with elements of MathML Core."""
    back = MAX_BACK
    for element in list(tree.iter()):
        style = element.attrib.pop("style", None)
        if style is not None:
            back -= restyle(element, style, back)
        if element.tag in {"mspace", "mpadded", "mfrac"}:
            limit_lengths(element)
        if element.tag == "menclose":
            unframe(element)
        elif element.tag == "mtable":
            close_table(element)
        elif element.tag == "span" and element.get("class") in TEXT_CLASSES:
            element.set("class", TEXT_CLASSES[element.get("class")])
        elif element.tag == "mover" and len(element) == 2:
            mend_accent(element[1], "".join(element[0].itertext()))
        elif element.tag == "mspace" and not element.attrib and element.getnext() is not None:
            element.set("width", "0")
        if element.tag not in {"math", "mstyle"} and "displaystyle" in element.attrib:
            set_apart(element)
    return tree


def limit_lengths(element: Any) -> None:
    """Say lengths in the size of the formula's letters, not of the page's, and none that covers anything else."""
    for name, value in element.attrib.items():
        found = LENGTH_VALUE.fullmatch(value)
        if name not in MAX_LENGTHS or found is None:
            continue
        most = MAX_LENGTHS[name]
        if name == "voffset" and any("voffset" in around.attrib for around in element.iterancestors("mpadded")):
            most = 0.0
        written = max(-most, min(most, float(found[1])))
        element.set(name, f"{written:g}{(found[2] or '').removeprefix('r')}")


def restyle(element: Any, style: str, back: int) -> int:
    """Write a style as classes; return how far it goes back, which is no farther than *back*."""
    gone = 0
    names: list[str] = []
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "color":
            element.set("mathcolor", value)
        elif name == "margin-left" and value.startswith("-"):
            gone = min(back, round(float(value[1:].removesuffix("em").removesuffix("r") or 0) * 18))
            go_back(element, gone)
        elif f"{name}:{value}" in CLASSES:
            names.append(CLASSES[f"{name}:{value}"])
    if names:
        element.set("class", " ".join(names))
    return gone


def go_back(element: Any, units: int) -> None:
    """Make spaces of the sizes of :data:`BACK` of one."""
    element.tag = "mrow"
    for size in BACK:
        for _ in range(units // size):
            etree.SubElement(element, "mspace", {"class": f"m-back-{size}"})
        units %= size


def mend_accent(accent: Any, base: str) -> None:
    """Have an arrow stand above its letter, and a tilde be as wide as its letters, which not every font can."""
    sign = accent.text or ""
    if sign == "\u20d7":
        accent.text = "→"
        accent.set("class", "m-vector")
    elif accent.get("stretchy") == "true" and sign in WIDE_ACCENTS:
        accent.set("stretchy", "false")
        if len(base) > 1:
            accent.set("class", f"m-wide-{min(len(base), MAX_WIDE)}")


def close_table(table: Any) -> None:
    """Make a last row without a word, which there is for the line above it, a line below the row before."""
    last = table[-1] if len(table) > 1 else None
    if last is None or any(len(cell) or cell.text or "border-top" not in cell.get("style", "") for cell in last):
        return
    table.remove(last)
    table.set("class", f"{table.get('class', '')} m-line-bottom".lstrip())


def unframe(element: Any) -> None:
    """Make a row with a class of ``<menclose>``, which is no element of MathML Core."""
    notation = element.attrib.pop("notation", "box")
    element.tag = "mrow"
    element.set("class", ENCLOSED.get(notation, "m-box"))
    for child in list(element):
        if child.get("class", "").startswith("menclose-"):
            element.remove(child)


def set_apart(element: Any) -> None:
    """Put an element into an ``<mstyle>`` with its size: the HTML standard's checker knows it on nothing else."""
    attributes = {name: element.attrib.pop(name) for name in ("displaystyle", "scriptlevel") if name in element.attrib}
    if element.tag == "mtable":
        level = attributes.pop("scriptlevel", "0")
        element.set("displaystyle", attributes["displaystyle"])
        if level == "0" and not any(around.tag in SCRIPT_ELEMENTS for around in element.iterancestors()):
            return
        attributes = {"displaystyle": attributes["displaystyle"], "scriptlevel": level}
    elif element.tag == "mrow" and not element.get("class"):
        element.tag = "mstyle"
        element.attrib.update(attributes)
        return
    around = etree.Element("mstyle", attributes)
    around.tail, element.tail = element.tail, None
    element.getparent().replace(element, around)
    around.append(element)


SCRIPT_ELEMENTS = frozenset({
    "msub", "msup", "msubsup", "munder", "mover", "munderover", "mfrac", "mroot", "mmultiscripts",
})  # fmt: skip


def as_html(tree: Any) -> str:
    """Return a formula's MathML as it stands in a page."""
    return str(etree.tostring(tree, encoding="unicode", method="html"))


def known_macros(settings: Macros) -> Macros:
    """Return the macros that each page begins with."""
    return {**COMMON_MACROS, **settings}
