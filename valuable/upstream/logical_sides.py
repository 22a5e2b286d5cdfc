"""Say the sides of a style sheet in the direction of the text: ``left`` becomes where a line starts.

Furo's rules are for texts that run from left to right. What an author has put on one side by name stays there.
"""

import re

RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
BY_NAME = re.compile(r"align-(?:left|right)|text-(?:left|right)|text-align\\:")
SPACE = re.compile(r"\s+(?![^()]*\))")
LOGICAL_SIDES = {"left": "inline-start", "right": "inline-end"}
CORNERS = {"top-left": "start-start", "top-right": "start-end", "bottom-left": "end-start", "bottom-right": "end-end"}


def in_reading_direction(style: str) -> str:
    """Return a style sheet with logical properties in the place of those that name the left and the right."""

    def logical(rule: re.Match[str]) -> str:
        if BY_NAME.search(rule[1]):
            return rule[0]
        return f"{rule[1]}{{{';'.join(map(logical_declaration, rule[2].split(';')))}}}"

    return RULE.sub(logical, style)


def logical_declaration(written: str) -> str:
    """Return one declaration, ``margin-left:0``, or the two that say the same."""
    name, colon, value = written.partition(":")
    name, value = name.strip(), value.strip()
    if not colon:
        return written
    if name in LOGICAL_SIDES:
        return f"inset-{LOGICAL_SIDES[name]}:{value}"
    group, _, rest = name.partition("-")
    side, _, what = rest.partition("-")
    if group in {"margin", "padding", "border"} and side in LOGICAL_SIDES:
        return "-".join(filter(None, [group, LOGICAL_SIDES[side], what])) + f":{value}"
    corner = rest.removesuffix("-radius")
    if group == "border" and corner in CORNERS:
        return f"border-{CORNERS[corner]}-radius:{value}"
    if name in {"float", "clear"} and value in LOGICAL_SIDES:
        return f"{name}:{LOGICAL_SIDES[value]}"
    if name == "text-align" and value in LOGICAL_SIDES:
        return f"text-align:{LOGICAL_SIDES[value].removeprefix('inline-')}"
    return four_sides(name, value) or written


def four_sides(name: str, value: str) -> str:
    """Return the two declarations for a value of four sides of which left and right differ; else an empty text."""
    sides = SPACE.split(value)
    if name not in {"margin", "padding", "inset"} or len(sides) != 4 or sides[1] == sides[3]:
        return ""
    top, right, bottom, left = sides
    return f"{name}-block:{top} {bottom};{name}-inline:{left} {right}"
