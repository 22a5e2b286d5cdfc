"""Read style sheets and ``style`` attributes as browsers do: what they load, and which declarations are harmless.

Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tinycss2
from tinycss2.ast import Node

MAX_STYLE_LENGTH = 2000  # characters of a `style` attribute
MAX_CSS_DEPTH = 20  # brackets in one another
COLOUR_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color-mix"})
# Strings in these functions are addresses (CSS Images 4); in any other they are words.
LOADING_FUNCTIONS = frozenset({"image", "image-set", "-webkit-image-set", "src", "url"})

# Properties that change how the words or the box of an element look and leave it where it is. What moves a box out of
# its place, lays it over others or loads something is not among them.
SIDES = ("", "-top", "-right", "-bottom", "-left", "-block", "-inline", "-block-start", "-block-end", "-inline-start")
BOX_PROPERTIES = frozenset(
    {f"{kind}{side}" for kind in ("margin", "padding") for side in (*SIDES, "-inline-end")}
    | {f"border{side}{part}" for side in (*SIDES, "-inline-end") for part in ("", "-width", "-style", "-color")}
)
SIZE_PROPERTIES = frozenset(
    {"width", "height", "min-width", "min-height", "max-width", "max-height"}
    | {"inline-size", "block-size", "max-inline-size"}
)
TEXT_PROPERTIES = frozenset(
    {"background", "background-color", "border-collapse", "border-radius", "border-spacing", "box-sizing"}
    | {"break-after", "break-before", "break-inside", "caption-side", "clear", "color", "column-count", "column-gap"}
    | {"direction", "display", "empty-cells", "float", "font", "font-family", "font-feature-settings", "font-kerning"}
    | {"font-size", "font-stretch", "font-style", "font-variant", "font-variant-caps", "font-variant-numeric"}
    | {"font-weight", "gap", "hyphens", "justify-content", "align-items", "flex-wrap", "letter-spacing", "line-height"}
    | {"list-style", "list-style-position", "list-style-type", "object-fit", "overflow-wrap", "page-break-after"}
    | {"page-break-before", "page-break-inside", "row-gap", "tab-size", "table-layout", "text-align"}
    | {
        "text-align-last",
        "text-overflow",
        "text-decoration",
        "text-decoration-color",
        "text-decoration-line",
        "text-decoration-style",
    }
    | {"text-indent", "text-transform", "text-wrap", "unicode-bidi", "vertical-align", "white-space", "word-break"}
    | {"word-spacing", "word-wrap", "aspect-ratio", "hanging-punctuation", "text-underline-offset", "writing-mode"}
)
OVERFLOW_PROPERTIES = ("overflow", "overflow-x", "overflow-y")
SHADOW_PROPERTIES = frozenset({"box-shadow", "text-shadow"})
HARMLESS_PROPERTIES = (
    BOX_PROPERTIES
    | SIZE_PROPERTIES
    | TEXT_PROPERTIES
    | SHADOW_PROPERTIES
    | {*OVERFLOW_PROPERTIES}
    | {"cursor", "flex-direction", "opacity"}
)
# What programs write for one browser, or for themselves, and which no other reads.
VENDOR_PREFIX = re.compile(r"-[a-z]|mso-", re.IGNORECASE)
DISPLAYS = frozenset(
    {"block", "inline", "inline-block", "flex", "inline-flex", "table", "inline-table", "table-row", "table-cell"}
    | {"list-item", "none", "flow-root"}
)
EMS_BY_UNIT = {
    **dict.fromkeys(("em", "rem", "ex", "ch", "lh", "ic", "vw", "vh", "%"), 1.0),
    "px": 1 / 16,
    "pt": 1 / 12,
    "pc": 1.0,
    "cm": 2.4,
    "mm": 0.24,
    "q": 0.06,
    "in": 6.0,
}
MAX_EMS = 12.0  # ems of space, type or line: more would push everything else off the screen
MAX_SIZE_EMS = 125.0
MAX_SHADOW_EMS = 0.75
MIN_OPACITY = 0.3  # what can't be seen could lie over a link, or hide a text
CURSORS = frozenset({"auto", "default", "grab", "help", "not-allowed", "pointer", "text", "zoom-in"})
# Properties that take keywords alone, each with those that are harmless; None stands for all that there are.
KEYWORDS: Mapping[str, frozenset[str] | None] = {
    "cursor": CURSORS,
    "display": DISPLAYS,
    **dict.fromkeys(OVERFLOW_PROPERTIES, frozenset({"auto", "hidden", "scroll"})),
    **dict.fromkeys(("clear", "float", "vertical-align")),
}
ONE_VALUE = frozenset({"display", "opacity"})
COLOUR_PARTS = frozenset({"whitespace", "ident", "number", "percentage", "dimension", "hash"})


def harmless_declarations(style: str) -> tuple[str, list[str]]:
    """Return the harmless declarations of a ``style`` attribute, written anew, and the properties taken out."""
    if len(style) > MAX_STYLE_LENGTH:
        return "", ["style"]
    kept, refused = [], []
    for declaration in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if declaration.type == "declaration" and is_harmless(declaration):
            value = tinycss2.serialize(declaration.value).strip()
            size = f"min({value}, 100%)" if is_width(declaration) else value
            kept.append(f"{declaration.lower_name}: {size}")
        elif declaration.type == "declaration" and not is_vendor_specific(declaration):
            refused.append(f"{declaration.name}: {tinycss2.serialize(declaration.value).strip()}")
        elif declaration.type != "declaration":
            refused.append(style)
    return "; ".join(kept), refused


def is_vendor_specific(declaration: Any) -> bool:
    """Return whether a declaration means nothing to most browsers, and loads nothing."""
    plain = all(part.type not in {"function", "url"} for part in declaration.value)
    return plain and VENDOR_PREFIX.match(declaration.name) is not None


def is_harmless(declaration: Any) -> bool:
    """Return whether a declaration changes how the words or the box of an element look, and nothing else."""
    name = declaration.lower_name
    if name not in HARMLESS_PROPERTIES or declaration.important:
        return False
    tokens = [token for token in declaration.value if token.type not in {"whitespace", "comment"}]
    if (
        not tokens
        or (name in ONE_VALUE and len(tokens) > 1)
        or not all(is_harmless_token(token, name) for token in tokens)
    ):
        return False
    if name == "opacity":
        return tokens[0].type == "number" and bool(tokens[0].value >= MIN_OPACITY)
    return name not in KEYWORDS or all(is_keyword(token, KEYWORDS[name]) for token in tokens)


def is_keyword(token: Node, allowed: frozenset[str] | None) -> bool:
    return token.type == "ident" and (allowed is None or token.lower_value in allowed)


def is_harmless_token(token: Node, name: str) -> bool:
    """Return whether a token is a word, a colour, or a number or length that is neither negative nor huge."""
    if token.type in {"number", "percentage", "dimension"}:
        return is_modest(token, name)
    if token.type == "function":
        return token.lower_name in COLOUR_FUNCTIONS and all(
            argument.type in COLOUR_PARTS or is_separator(argument) for argument in token.arguments
        )
    if token.type == "string":
        return "font" in name and bool(token.value.isprintable())
    return token.type in {"ident", "hash"} or is_separator(token)


def is_separator(token: Node) -> bool:
    return token.type == "literal" and token.value in {",", "/"}


def is_modest(token: Node, name: str) -> bool:
    """Return whether a number, percentage or length is neither negative nor huge for the property *name*."""
    value: float = token.value
    if token.type == "percentage":
        return 0 <= value <= (100 * MAX_EMS if name in {"font-size", "font", "line-height"} else 100)
    if token.type == "number":
        return 0 <= value <= (1000 if "weight" in name or name == "font" else MAX_EMS)
    if name in SHADOW_PROPERTIES:
        return abs(in_ems(token)) <= MAX_SHADOW_EMS
    return 0 <= in_ems(token) <= (MAX_SIZE_EMS if name in SIZE_PROPERTIES else MAX_EMS)


def in_ems(length: Node) -> float:
    """Return the length in ems, roughly; infinity if its unit is not known."""
    value: float = length.value
    return value * EMS_BY_UNIT.get(length.lower_unit, float("inf"))


def is_width(declaration: Any) -> bool:
    """Return whether a declaration sets a width that may be more than there is room for."""
    tokens = [token for token in declaration.value if token.type not in {"whitespace", "comment"}]
    is_width = declaration.lower_name in {"width", "min-width", "inline-size"}
    return is_width and len(tokens) == 1 and tokens[0].type == "dimension"


def are_small_lengths(lengths: str) -> bool:
    """Return whether all lengths are small in MathML's syntax, where a thin space may be negative."""
    return all(
        token.type in {"ident", "whitespace"}
        or (token.type == "number" and abs(token.value) <= MAX_EMS)
        or (token.type == "percentage" and 0 <= token.value <= 100 * MAX_EMS)
        or (token.type == "dimension" and -1 <= in_ems(token) <= MAX_EMS)
        for token in tinycss2.parse_component_value_list(lengths, skip_comments=True)
    )


# -- What it loads -----------------------------------------------------------------


def style_sheet_loads(sheet: str) -> Iterator[str]:
    """Yield the addresses that a style sheet loads, wherever they stand in it."""
    for node in tinycss2.parse_component_value_list(sheet, skip_comments=True):
        yield from loads_within(node, 0, is_import=False)
    # `@import "a.css"` has its address in a string.
    for rule in tinycss2.parse_rule_list(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield from (token.value for token in rule.prelude if token.type == "string")


def style_attribute_loads(style: str) -> Iterator[str]:
    """Yield the addresses that a ``style`` attribute, or another attribute with CSS in it, loads."""
    if "(" in style or "\\" in style:
        for node in tinycss2.parse_component_value_list(style, skip_comments=True):
            yield from loads_within(node, 0, is_import=False)


def loads_within(node: Node, depth: int, *, is_import: bool) -> Iterator[str]:
    if node.type == "url" or (node.type == "string" and is_import):
        yield node.value
        return
    inner: Sequence[Node] = getattr(node, "arguments", None) or getattr(node, "content", None) or ()
    if depth > MAX_CSS_DEPTH:
        return
    is_loading = is_import or (node.type == "function" and node.lower_name in LOADING_FUNCTIONS)
    for part in inner:
        yield from loads_within(part, depth + 1, is_import=is_loading)
