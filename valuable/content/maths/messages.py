"""Say what is wrong with a formula in words that help."""

import re
from difflib import get_close_matches

from valuable.content.maths.tex import Macros, TexError

UNKNOWN_COMMAND = re.compile(r'^(\d+): Unknown command "(.+)"\.$')
UNKNOWN_ENVIRONMENT = re.compile(r'^(\d+): Unknown environment "(.+)"\.$')
WITH_OFFSET = re.compile(r"^(\d+): (.*)$", re.DOTALL)
# What is misspelt is likely one of these.
KNOWN_COMMANDS = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega frac dfrac tfrac
    cfrac binom sqrt sum prod int iint oint lim limsup liminf max min sup inf log ln exp sin cos tan det dim ker gcd
    arg Pr left right big Big bigg Bigg text textbf textit mathrm mathbf mathbb mathcal mathscr mathfrak mathsf
    mathtt mathit boldsymbol bm operatorname hat bar tilde vec dot ddot widehat widetilde overline underline
    overbrace underbrace overset underset stackrel xrightarrow xleftarrow substack le leq ge geq ne neq approx equiv
    cong sim simeq propto ll gg in notin subset subseteq supset supseteq cup cap setminus emptyset varnothing forall
    exists neg land lor implies iff to mapsto rightarrow leftarrow Rightarrow Leftarrow Leftrightarrow
    leftrightarrow uparrow downarrow pm mp times div cdot ast star circ bullet oplus otimes wedge vee ldots cdots
    vdots ddots dots infty partial nabla hbar ell Re Im aleph angle perp parallel triangle square pmod bmod mid
    lvert rvert lVert rVert langle rangle lfloor rfloor lceil rceil quad qquad color textcolor boxed cancel phantom
    displaystyle textstyle begin end label tag newcommand renewcommand def
"""
KNOWN_ENVIRONMENTS = """
    align aligned alignat equation gather gathered split multline cases dcases rcases array matrix pmatrix bmatrix
    vmatrix Vmatrix Bmatrix smallmatrix eqnarray
"""
COMMAND_NAMES, ENVIRONMENT_NAMES = frozenset(KNOWN_COMMANDS.split()), frozenset(KNOWN_ENVIRONMENTS.split())
INSTEAD = {
    "includegraphics": "put the picture outside the formula, as `![what it shows](picture.png)`",
    "href": "put the link outside the formula, as `[words](address)`",
    "url": "put the link outside the formula, as `<address>`",
    "cite": "put the reference outside the formula, as a link or a note `[^1]`",
    "footnote": "put the note outside the formula, as `[^1]`",
    "section": "a heading is `## Words`, outside the formula",
    "item": "a list is `- words`, outside the formula",
    "pu": "write the unit as words: `5\\,\\mathrm{km}`",
    "SI": "write the unit as words: `5\\,\\mathrm{km}`",
    "si": "write the unit as words: `\\mathrm{km}`",
    "num": "write the number: `1.5\\cdot 10^{3}`",
    "qty": "write the unit as words: `5\\,\\mathrm{km}`; or brackets: `\\left(…\\right)`",
    "usepackage": "packages are not loaded: say what its commands stand for, with `\\newcommand` or `math_macros`",
    "rule": "a line is `\\hline` in an `array`, or `***` outside the formula",
    "tikz": "draw it as SVG, and show it as `![what it shows](drawing.svg)`",
}
INSTEAD_OF_ENVIRONMENTS = {
    **dict.fromkeys(
        ("tikzpicture", "tikzcd", "CD", "picture", "pgfpicture", "circuitikz", "axis", "pspicture"),
        "draw it as SVG, and show it as `![what it shows](drawing.svg)`",
    ),
    **dict.fromkeys(("itemize", "enumerate", "description"), "a list is `- words` or `1. words`, outside a formula"),
    **dict.fromkeys(("table", "tabular", "longtable", "tabularx"), "a table is written with bars: `| a | b |`"),
    **dict.fromkeys(("figure", "wrapfigure"), "a picture is `![what it shows](picture.png)`"),
    **dict.fromkeys(
        ("verbatim", "lstlisting", "minted", "algorithm", "algorithmic"),
        "code is written between lines of three backticks",
    ),
    **dict.fromkeys(("quote", "quotation", "abstract", "center"), "a quotation is `> words`"),
    **dict.fromkeys(
        ("theorem", "lemma", "proof", "definition", "corollary", "proposition", "remark", "example"),
        "write a quotation, `> **Theorem.** Words`, or a note",
    ),
    "document": "leave it out: the post is the document",
}
# What math-core says of what is wrong with a formula, and how it is put to an author.
IN_OTHER_WORDS = tuple(
    (re.compile(pattern), cure)
    for pattern, cure in (
        (r'Expected closing token "(.+)", but', r"`\1` is missing at its end"),
        (r'Unmatched closing token: "(.+)"', r"`\1` closes nothing that is open"),
        (r"Expected argument but", "something is missing behind the last command, `^` or `_`: write it, or `{}`"),
        (r'There must be a parenthesis after "(.+?)"', r"a bracket is missing behind `\1`: write one, or `.` for none"),
        (
            r'Found "&"',
            r"`&` stands outside of rows: put them between `\\begin{aligned}` and `\\end{aligned}`, or write `\\&`",
        ),
        (r'Found "\\limits"', r"`\\limits` stands behind what has none: write `\\operatorname*{…}` before it"),
        (r'Found "\\tag', r"`\\tag` stands within a formula: write it at the end"),
        (r'Found "\\h\[', r"`\\hline` stands outside of rows: write it at the beginning of one"),
        (
            r"Duplicate sub|directly followed by",
            "two `^` or two `_` follow one another: put braces around what belongs together, as in `x^{y^z}`",
        ),
        (r'Unexpected "\$"', r"a `$` stands within it: a dollar that is none is `\\$`"),
        (r'Expected "(.+)", but found "(.+)"', r"`\2` stands where `\1` should"),
        (r'Unknown color "(.+)"', r"the colour `\1` is not known: write one such as `red` or `#0a5c53`"),
        (r"parameter", r"`#` is an argument of a macro: a sign that is none is `\\#`"),
        (r"Expected length", "a length is missing: write one such as `1em`"),
        (r"Not valid in text", r"a sign of maths stands within `\\text{…}`: put it outside, or between dollars"),
        (r"Not valid in math", r"a command for words stands outside of `\\text{…}`: put it into one"),
    )
)


class UnknownNameError(Exception):
    """A command, or an environment, that is not known."""

    def __init__(self, message: str, command: str | None) -> None:
        super().__init__(message)
        self.message, self.command = message, command


def problem_of(said: str, tex: str, macros: Macros) -> Exception:
    """Return what the converter has said in words that help."""
    if found := UNKNOWN_COMMAND.match(said):
        name = found[2].lstrip("\\")
        return UnknownNameError(unknown_command(name, macros), name)
    if found := UNKNOWN_ENVIRONMENT.match(said):
        return UnknownNameError(unknown_environment(found[2]), None)
    placed = WITH_OFFSET.match(said)
    words = placed[2] if placed else said
    for pattern, cure in IN_OTHER_WORDS:
        if found := pattern.search(words):
            return TexError(found.expand(cure))
    return TexError(f"{words[:1].lower()}{words[1:].rstrip('.')}")


def unknown_command(name: str, macros: Macros) -> str:
    if name in INSTEAD:
        return f"`\\{name}` is not for formulas: {INSTEAD[name]}"
    known = sorted(COMMAND_NAMES | macros.keys())
    near = get_close_matches(name, known, n=1, cutoff=0.75)
    if near:
        return f"`\\{name}` is not known; did you mean `\\{near[0]}`?"
    return (
        f"`\\{name}` is not known: say what it stands for, with `\\newcommand{{\\{name}}}{{…}}` in a formula, "
        "or in `math_macros` in conf.py"
    )


def unknown_environment(name: str) -> str:
    if name in INSTEAD_OF_ENVIRONMENTS:
        return f"`\\begin{{{name}}}` is not for formulas: {INSTEAD_OF_ENVIRONMENTS[name]}"
    near = get_close_matches(name, sorted(ENVIRONMENT_NAMES), n=1, cutoff=0.6)
    return f"`\\begin{{{name}}}` is not known: write `\\begin{{{near[0] if near else 'aligned'}}}`"
