"""Draw the icon of a new site: the initials of its name, in a font of the cards."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from valuable.outputs.cards import FIRST_FONT, FONTS
from valuable.outputs.cards.outlines import Letter, letters, letters_path

PAPER, INK = "#fffdf9", "#0a5c53"  # as in `tokens.css`
ICON = (1.0, 4.0, 30.0, 24.0)  # the place of the letters: left, top, width, height; of 32 by 32
TOUCH = (5.5, 7.0, 21.0, 18.0)
MARK = (0.0, 0.0, 72.0, 48.0)
SIZE = 180  # pixels of the icon on the screen of a telephone


def initials(name: str) -> str:
    """Return the first letters of the first two words that begin with one, as capitals."""
    found = []
    for word in unicodedata.normalize("NFC", name).split():
        letter = next((char for char in word if unicodedata.category(char)[0] in "LN"), "")
        found.append(letter.upper() if len(letter.upper()) == 1 else letter)
    return "".join([letter for letter in found if letter][:2])


def drawn_letters(name: str) -> list[Letter]:
    """Return the initials of a name in visual order; fewer, or none, where the fonts lack them.

    Of two of which a font has the first only, it is that one.
    """
    text = initials(name)
    for wanted in (text, text[:1]):
        in_order = wanted[::-1] if unicodedata.bidirectional(wanted[:1] or "a") in ("R", "AL") else wanted
        for data in fonts():
            try:
                found = letters(data, in_order)
            except ValueError:
                continue
            if found and all(letter.contours for letter in found):
                return found
    return []


def fonts() -> Iterator[bytes]:
    for file in sorted(FONTS.glob("*Bold.ttf"), key=lambda file: (FIRST_FONT not in file.name, file.name)):
        yield Path(file).read_bytes()


def touch_icon(found: list[Letter]) -> bytes:
    """Return the icon as PNG, on a background of paper."""
    import resvg_py  # takes its time, and is seldom needed

    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" fill="{PAPER}"/><path fill="{INK}" d="{letters_path(found, TOUCH)}"/></svg>'
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing))
