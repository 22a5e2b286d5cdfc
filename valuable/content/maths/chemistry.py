r"""Chemistry, as mhchem's ``\ce{…}`` writes it: formulas, charges, isotopes, states and arrows, in TeX.

What else mhchem knows (bonds at angles, ``\pu``) is not.
"""

import re

ARROWS = {
    "<-->": r"\longleftrightarrow", "<->": r"\leftrightarrow", "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons", "<=>": r"\rightleftharpoons", "->": r"\longrightarrow", "<-": r"\longleftarrow",
}  # fmt: skip
STRETCHED = {
    "->": "xrightarrow", "<-": "xleftarrow", "<->": "xleftrightarrow", "<-->": "xleftrightarrow",
    "<=>": "xrightleftharpoons", "<=>>": "xrightleftharpoons", "<<=>": "xrightleftharpoons",
}  # fmt: skip
FORMULA_PART = re.compile(
    r"(?P<arrow><=>>|<<=>|<=>|<-->|<->|->|<-)(?P<above>\[[^\]]*\])?(?P<below>\[[^\]]*\])?"
    r"|(?P<maths>\$[^$]*\$)"
    r"|\^(?P<raised>\{[^{}]*\}|[0-9]*[+-]?)|_(?P<lowered>\{[^{}]*\}|[0-9A-Za-z]+)"
    r"|\\bond\{(?P<bond>[^{}]*)\}"
    r"|(?P<state>\((?:aq|s|l|g|cr|am)\))"
    r"|(?P<word>[A-Za-z]+)|(?P<number>[0-9]+(?:[./][0-9]+)?)"
    r"|(?P<command>\\[A-Za-z]+)|(?P<space>\s+)|(?P<sign>[\s\S])"
)
BONDS = {"-": "{-}", "=": "{=}", "#": r"{\equiv}", "*": r"{\cdot}", ".": r"{\cdot}"}
ATOM = "atom"  # what a number is lowered behind


def chemistry(formula: str) -> str:
    r"""Return the formula of ``\ce{…}`` as TeX."""
    written, last = "", "space"
    for part in FORMULA_PART.finditer(formula):
        kind = part.lastgroup or "sign"
        if part["arrow"]:
            kind = "arrow"
        following = formula[part.end() : part.end() + 1]
        tex, last = piece(part, kind, last, following)
        written += tex
    return f"{{{written}}}"


def piece(part: re.Match[str], kind: str, last: str, following: str) -> tuple[str, str]:
    """Return a part of a formula as TeX, and what it is for the one behind it."""
    text = part[0]
    if kind == "arrow":
        above, below = ((part[name] or "[]")[1:-1] for name in ("above", "below"))
        if not above and not below:
            return rf"\;{ARROWS[part['arrow']]}\;", "space"
        lower = f"[{chemistry(below)}]" if below else ""
        return rf"\;\{STRETCHED[part['arrow']]}{lower}{{{chemistry(above)}}}\;", "space"
    if kind == "bond":
        return BONDS.get(part["bond"], "{-}"), "space"
    if kind == "maths":
        return f"{{{text[1:-1]}}}", ATOM
    if kind in {"raised", "lowered"}:
        script = (part[kind] or "").strip("{}")
        if not script:
            return (r"\uparrow" if kind == "raised" else ""), "space"
        base = "{}" if last == "space" else ""
        return f"{base}{'^' if kind == 'raised' else '_'}{{{script_of(script)}}}", "script"
    if kind == "word":
        return word(text, last, following)
    if kind == "number":
        if last in {ATOM, "script"}:
            return f"_{{{text}}}", ATOM
        fraction = re.fullmatch("([0-9]+)/([0-9]+)", text)
        return (rf"\tfrac{{{fraction[1]}}}{{{fraction[2]}}}" if fraction else text) + r"\,", "space"
    if kind == "state":
        return rf"\,\mathrm{{{text}}}", ATOM
    if kind == "space":
        return "", "space"
    return sign(text, last, following)


def word(text: str, last: str, following: str) -> tuple[str, str]:
    if text == "v" and last == "space" and following in {"", " "}:
        return r"\downarrow", "space"
    return rf"\mathrm{{{text}}}", ATOM


def sign(text: str, last: str, following: str) -> tuple[str, str]:
    """Return a sign: ``+`` and ``-`` are charges behind an atom and before a space, else what joins two of them."""
    if text in {"+", "-"} and last in {ATOM, "script"} and not re.match(r"[A-Za-z0-9(\[]", following):
        return f"^{{{'+' if text == '+' else '-'}}}", "script"
    if text == "+":
        return r"\;+\;", "space"
    if text in BONDS:
        return BONDS[text], "space"
    return text, ATOM if text in {")", "]", "}"} else "space"


def script_of(script: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda found: rf"\mathrm{{{found[0]}}}", script)
