"""Say a formula, which is MathML in a page, in plain text and in plain HTML, for those who can't show MathML."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from lxml import etree

SUPERSCRIPT_SIGNS = dict(
    zip(
        "0123456789+−-=()abcdefghijklmnoprstuvwxyz′″‴∗∘°",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ′″‴*°°",
        strict=True,
    )
)
SUBSCRIPT_SIGNS = dict(zip("0123456789+−-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
ACCENTS = {
    "ˆ": "\u0302", "^": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "\u0332": "\u0305",
    "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", "¨": "\u0308", "ˇ": "\u030c", "˘": "\u0306",
    "˚": "\u030a", "´": "\u0301", "\u0302": "\u0302", "\u0303": "\u0303", "\u030c": "\u030c", "`": "\u0300",
}  # fmt: skip
LINES_BELOW = {"\u0332": "\u0332", "_": "\u0332"}
BRACES = frozenset("⏞⎴⏜⏟⎵⏝")
APPLIED = "\u2061"  # between a function and what it is applied to
INVISIBLE = dict.fromkeys(map(ord, "\u2062\u2063\u2064\u200b\ufe00\ufe01"))
SPACED_SIGNS = frozenset("=<>≤≥≠≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔⟶⟵⟹⟸⟺↦∧∨+−±∓×÷⋅·∪∩∖∣∥≪≫≺≻⊕⊗⇌≔⩽⩾")
PREFIXED = frozenset("+−±∓¬∀∃∇√∑∏∫")
# What is shown with letters, sub- and superscripts alone.
PLAIN_ROWS = frozenset({"math", "mrow", "mstyle", "mpadded"})
PLAIN_LEAVES = frozenset({"mi", "mn", "mo", "mtext", "mspace"})
SCRIPT_TAGS = {"msub": ("sub",), "msup": ("sup",), "msubsup": ("sub", "sup")}


def formula_text(element: Any) -> str:
    """Return a formula in one line of plain text, as it would be typed where there is no TeX: ``x² = (a + b)/c``."""
    return " ".join(spoken(element).split())


def spoken(element: Any) -> str:
    """Return :func:`linear` without what is not seen."""
    return linear(element).translate(INVISIBLE).replace(f"{APPLIED}(", "(").replace(APPLIED, " ")


def words_of(element: Any) -> str:
    return "".join(element.itertext())


def linear(element: Any) -> str:
    tag, children = element.tag, list(element)
    if tag == "mo":
        return operator_text(element)
    if tag in PLAIN_LEAVES:
        return " " if tag == "mspace" and is_wide(element) else words_of(element)
    if tag == "mphantom":
        return ""
    if tag == "mtable":
        return "; ".join(" ".join(filter(None, (linear(cell).strip() for cell in row))) for row in children)
    write = WRITERS.get(tag)
    if write is not None and len(children) >= write[0]:
        return str(write[1](children))
    return row_of(children)


def row_of(children: Iterable[Any]) -> str:
    found = ""
    for child in children:
        words = linear(child)
        # "sin x", not "sinx"; "½ ½", not "1/21/2"
        if found[-1:].isalnum() and words[:1].isalnum() and (is_apart(child) or is_apart(child.getprevious())):
            found += " "
        found += words
    return found


def is_apart(element: Any) -> bool:
    """Return whether an element is a fraction or a word, such as ``sin``, or has one."""
    if element is None:
        return False
    return next(element.iter("mfrac"), None) is not None or any(
        len(name) > 1 and name.isalpha() for name in ((part.text or "").strip() for part in element.iter("mi"))
    )


def is_wide(element: Any) -> bool:
    width = element.get("width", "")
    try:
        return float(width.removesuffix("em")) > 0.2
    except ValueError:
        return False


def operator_text(element: Any) -> str:
    sign = words_of(element)
    before = element.getprevious()
    if sign == ",":
        return ", " if before is not None or element.getnext() is not None else ","
    if sign not in SPACED_SIGNS or (sign in PREFIXED and (before is None or before.tag == "mo")):
        return sign
    return f" {sign} "


def bracketed(element: Any) -> str:
    """Return an element, in brackets if it is more than a name or a number."""
    words = linear(element).strip()
    return words if words.replace(".", "").isalnum() or len(words) < 2 else f"({words})"


def script(words: str, signs: dict[str, str], mark: str) -> str:
    """Return a sub- or superscript: in characters for it, if there are such."""
    words = words.strip().translate(INVISIBLE)
    if not words:
        return ""
    bare = words.replace(" ", "")
    if all(char in signs for char in bare):
        return "".join(signs[char] for char in bare)
    return f"{mark}{words}" if bare.isalnum() or len(bare) == 1 else f"{mark}({words})"


def raised(element: Any) -> str:
    return script(linear(element), SUPERSCRIPT_SIGNS, "^")


def lowered(element: Any) -> str:
    return script(linear(element), SUBSCRIPT_SIGNS, "_")


def with_scripts(words: str, *scripts: str) -> str:
    """Return words with what stands below and above them: a sign between two spaces keeps them."""
    bare = words.rstrip()
    return bare + "".join(scripts) + words[len(bare) :]


def is_braced(element: Any) -> bool:
    return element.tag in {"munder", "mover"} and len(element) == 2 and words_of(element[1]).strip() in BRACES


def with_accent(signs: dict[str, str], base: str, accent: str) -> str:
    return unicodedata.normalize("NFC", "".join(f"{char}{signs[accent]}" if char.isalnum() else char for char in base))


def accented(children: list[Any]) -> str:
    base, accent = linear(children[0]), words_of(children[1]).strip()
    if accent in BRACES:
        return base
    if is_braced(children[0]):
        return f"{base} [{linear(children[1]).strip()}]"
    return with_accent(ACCENTS, base, accent) if accent in ACCENTS else with_scripts(base, raised(children[1]))


def underlined(children: list[Any]) -> str:
    base, accent = linear(children[0]), words_of(children[1]).strip()
    if accent in BRACES:
        return base
    if is_braced(children[0]):
        return f"{base} [{linear(children[1]).strip()}]"
    if accent in LINES_BELOW:
        return with_accent(LINES_BELOW, base, accent)
    return with_scripts(base, lowered(children[1])) + " "


def fraction(children: list[Any]) -> str:
    if children[0].getparent().get("linethickness") == "0":
        return f"{linear(children[0]).strip()}; {linear(children[1]).strip()}"
    return f"{bracketed(children[0])}/{bracketed(children[1])}"


WRITERS: dict[str, tuple[int, Any]] = {
    "mfrac": (2, fraction),
    "msqrt": (1, lambda found: f"√{bracketed(found[0]) if len(found) == 1 else f'({row_of(found)})'}"),
    "mroot": (2, lambda found: f"{raised(found[1])}√{bracketed(found[0])}"),
    "msup": (2, lambda found: with_scripts(linear(found[0]), raised(found[1]))),
    "msub": (2, lambda found: with_scripts(linear(found[0]), lowered(found[1]))),
    "msubsup": (3, lambda found: with_scripts(linear(found[0]), lowered(found[1]), raised(found[2]))),
    "mover": (2, accented),
    "munder": (2, underlined),
    "munderover": (3, lambda found: with_scripts(linear(found[0]), lowered(found[1]), raised(found[2])) + " "),
}


def is_plain(element: Any) -> bool:
    """Return whether letters, sub- and superscripts say all of a formula."""
    return all(part.tag in PLAIN_ROWS or part.tag in PLAIN_LEAVES or part.tag in SCRIPT_TAGS for part in element.iter())


def formula_html(element: Any) -> Any:
    """Return a formula as a ``<span>`` of plain HTML, if it :func:`is_plain`; else None."""
    if not is_plain(element):
        return None
    span = etree.Element("span")
    put(span, element)
    return span


def is_letter(words: str) -> bool:
    """Return whether a name is a letter without a shape of its own, as that of ``𝐱`` is bold."""
    return len(words) == 1 and words.isalpha() and words < "\u2000"


def put(parent: Any, element: Any) -> None:
    """Append what *element* shows to *parent*."""
    if element.tag in SCRIPT_TAGS:
        children = list(element)
        put(parent, children[0])
        for tag, child in zip(SCRIPT_TAGS[element.tag], children[1:], strict=False):
            put(etree.SubElement(parent, tag), child)
    elif element.tag in PLAIN_ROWS:
        for child in element:
            put(parent, child)
    else:
        words = spoken(element)
        if element.tag == "mi" and is_letter(words) and element.get("mathvariant") != "normal":
            etree.SubElement(parent, "i").text = words
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + words
        else:
            parent.text = (parent.text or "") + words
