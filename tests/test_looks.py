"""What the style sheets keep: text that can be read on each ground in both schemes, and fonts of one height."""

import re
from itertools import product

import pytest

from valuable.base.theme import STATIC_FOLDER

CSS = STATIC_FOLDER / "css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);")
NOT_TEXT = {"rule"}
GROUNDS = {"paper", "wash", "marked", "added-wash", "removed-wash"}
# What stands on no other ground than these.
PLACES = {"accent": {"paper", "wash", "marked"}, "amber": {"paper", "wash"}}


def pairs() -> dict[str, tuple[str, str]]:
    """Return the colours of both schemes, by name."""
    return {name: (light, dark) for name, light, dark in PAIR.findall((CSS / "tokens.css").read_text(encoding="utf-8"))}


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of a colour such as ``#57534d``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_has_a_contrast_of_seven_on_every_ground(scheme: int) -> None:
    found = {name: pair[scheme] for name, pair in pairs().items()}
    assert found.keys() >= {"ink", "quiet", "accent", *GROUNDS}
    texts = found.keys() - GROUNDS - NOT_TEXT
    low = {
        (text, ground): round(contrast(found[text], found[ground]), 2)
        for text, ground in product(sorted(texts), sorted(GROUNDS))
        if ground in PLACES.get(text, GROUNDS) and contrast(found[text], found[ground]) < 7
    }
    assert low == {}


def test_colours_stand_in_one_file() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", re.IGNORECASE)
    for path in sorted(CSS.glob("*.css")):
        rules = re.sub(r"/\*.*?\*/|url\(\"data:[^)]*?\"\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert path.name == "tokens.css" or literal.findall(rules) == [], path.name


def test_code_is_coloured_by_names_of_colours() -> None:
    used = re.findall(r"color: (.*?);", (CSS / "code-colours.css").read_text(encoding="utf-8"))
    assert {re.sub(r"var\(--(.*)\)", r"\1", value) for value in used} <= pairs().keys()


def test_no_font_but_that_of_prose_is_made_as_high_as_it() -> None:
    """``font-size-adjust`` is inherited: a font that is larger by nature would be small beside itself."""
    for path in sorted(CSS.glob("*.css")):
        for rule in re.findall(r"\{([^{}]*)\}", path.read_text(encoding="utf-8")):
            if path.name not in {"frame.css", "tokens.css"} and re.search(
                r"font-family: var\(--font-stack(?:--monospace)?\)", rule
            ):
                assert "font-size-adjust: none" in rule, (path.name, rule)
