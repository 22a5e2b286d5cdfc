"""The symbols that math-core has no name for, by docutils' tables of all that LaTeX packages name."""

from collections.abc import Mapping
from functools import lru_cache

from valuable.content.maths.tex import Macro

# How each of docutils' tables is spaced.
SYMBOL_TABLES = {
    "mathrel": "mathrel", "mathbin": "mathbin", "mathop": "mathop", "mathopen": "mathopen", "mathclose": "mathclose",
    "mathord": "mathord", "mathalpha": "mathord", "mathfence": "mathord", "mathpunct": "mathpunct",
}  # fmt: skip
SHAPE_SELECTORS = "\ufe00\ufe01\ufe0e\ufe0f"  # how one of two shapes is asked for


@lru_cache(maxsize=1)
def tables() -> Mapping[str, tuple[str, str]]:
    """Return the kind and the character of each symbol; loaded only when a page names one."""
    from docutils.utils.math import latex2mathml, tex2unichar

    found = {name: ("mathrel", sign) for name, sign in latex2mathml.thick_operators.items()}
    for table, kind in SYMBOL_TABLES.items():
        found |= {name: (kind, sign) for name, sign in getattr(tex2unichar, table).items()}
    return found


def symbol(name: str) -> Macro | None:
    r"""Return what ``\name`` stands for, if it is a symbol."""
    kind, sign = tables().get(name, ("", ""))
    sign = sign.rstrip(SHAPE_SELECTORS)
    if len(sign) != 1 or sign.isascii():
        return None
    return Macro((f"\\{kind}", "{", sign, "}"))
