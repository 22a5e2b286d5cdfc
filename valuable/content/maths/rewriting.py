r"""Write what math-core 0.9 lacks in words that it knows: ``\substack``, ``split``, ``\mbox`` and the like."""

import re
from collections.abc import Mapping

from tinycss2.color3 import parse_color

from valuable.content.maths.chemistry import chemistry
from valuable.content.maths.tex import (
    DEFINING,
    Handler,
    Macros,
    TexError,
    TexReader,
    group,
    macro_of,
    read_all,
    tokens_of,
)

# Names that other systems know too, as what they stand for.
COMMON_MACROS: Macros = {
    name: macro_of(body)
    for name, body in {
        "dotsc": r"\ldots", "dotso": r"\ldots", "dotsb": r"\cdots", "dotsm": r"\cdots", "dotsi": r"\cdots",
        "mathds": r"\mathbb{#1}", "mathbbm": r"\mathbb{#1}", "pmb": r"\boldsymbol{#1}",
        "abs": r"\left\lvert#1\right\rvert", "norm": r"\left\lVert#1\right\rVert",
        "dv": r"\frac{\mathrm{d}#1}{\mathrm{d}#2}", "pdv": r"\frac{\partial#1}{\partial#2}",
        "bgroup": "{", "egroup": "}", "mathnormal": "{#1}", "sout": r"\cancel{#1}", "cancelto": r"{\cancel{#2}}^{#1}",
        "enclose": r"\boxed{#2}", "overunderset": r"\overset{#1}{\underset{#2}{#3}}", "lambdabar": r"\text{ƛ}",
        "adots": r"\iddots", "stackbin": r"\mathbin{\overset{#1}{#2}}",
        "mathbfit": r"\boldsymbol{#1}", "mathsfit": r"\mathsf{#1}", "centerdot": r"\cdot", "lt": "<", "gt": ">",
        "negmedspace": r"\mspace{-4mu}", "negthickspace": r"\mspace{-5mu}",
        "R": r"\mathbb{R}", "N": r"\mathbb{N}", "Z": r"\mathbb{Z}", "Q": r"\mathbb{Q}",
        "Reals": r"\mathbb{R}", "reals": r"\mathbb{R}", "natnums": r"\mathbb{N}", "cnums": r"\mathbb{C}",
        "Complex": r"\mathbb{C}", "wideparen": r"\overparen{#1}",
        "operatornamewithlimits": r"\operatorname*{#1}",
        "varinjlim": r"\mathop{\underrightarrow{\lim}}", "varprojlim": r"\mathop{\underleftarrow{\lim}}",
        "varlimsup": r"\mathop{\overline{\lim}}", "varliminf": r"\mathop{\underline{\lim}}",
        "injlim": r"\operatorname*{inj\,lim}", "projlim": r"\operatorname*{proj\,lim}",
        "euro": r"\text{€}", "TeX": r"\text{TeX}", "LaTeX": r"\text{LaTeX}", "KaTeX": r"\text{KaTeX}",
        "textquotesingle": r"\text{'}", "textcelsius": r"{}^\circ\mathrm{C}", "celsius": r"{}^\circ\mathrm{C}",
        "micro": r"\mu", "ohm": r"\Omega", "perthousand": r"\text{‰}", "textperthousand": r"\text{‰}",
        "textdegree": r"{}^\circ", "bigtimes": r"\mathop{\text{⨉}}",
        "thetasym": r"\vartheta", "alef": r"\aleph", "alefsym": r"\aleph", "empty": r"\emptyset",
        "exist": r"\exists", "infin": r"\infty", "isin": r"\in", "sdot": r"\cdot", "sub": r"\subset",
        "plusmn": r"\pm", "real": r"\Re", "image": r"\Im", "weierp": r"\wp", "ang": r"\angle",
        "hArr": r"\Leftrightarrow", "rArr": r"\Rightarrow", "lArr": r"\Leftarrow", "rarr": r"\rightarrow",
        "larr": r"\leftarrow", "darr": r"\downarrow", "uarr": r"\uparrow", "harr": r"\leftrightarrow",
    }.items()
}  # fmt: skip

ENVIRONMENTS = {
    "split": "aligned", "alignedat": "aligned", "alignat": "align", "alignat*": "align*", "flalign": "align",
    "flalign*": "align*", "eqnarray": "align", "eqnarray*": "align*", "multline*": "multline",
    "displaymath": "equation*", "math": "equation*", "darray": "array", "cases*": "cases", "dcases*": "dcases",
    "multlined": "gathered", "smallmatrix": "subarray",
}  # fmt: skip
FENCES = {"p": "()", "b": "[]", "B": ("\\{", "\\}"), "v": "||", "V": ("\\|", "\\|")}
MATRIX_NAME = re.compile(r"([pbBvV]?)(small)?matrix(\*?)")
WITH_COUNT = frozenset({"alignat", "alignat*", "alignedat"})
WITH_PLACE = frozenset(
    {"aligned", "alignedat", "gathered", "split", "array", "subarray", "multlined"}
)  # with `[t]` or `[b]`
MANY_COLUMNS = 20
TEX_LENGTH = re.compile(r"\s*-?[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in|px|bp|pc|\\baselineskip|\\jot)\s*")
COLUMNS = frozenset("lcr|:")
BARE_OPERATOR = "\\@mathop"  # whose limits have been placed
SHOWN_AS_TEXT = {
    "\\mbox": "\\text", "\\hbox": "\\text", "\\textup": "\\text", "\\textnormal": "\\text", "\\textmd": "\\text",
    "\\text": "\\text", "\\textrm": "\\textrm", "\\textbf": "\\textbf", "\\textit": "\\textit",
    "\\texttt": "\\texttt", "\\textsf": "\\textsf", "\\textsc": "\\textsc", "\\emph": "\\emph",
    "\\textsl": "\\textit",
}  # fmt: skip
# What says how large or where on its line something stands, which a page decides.
DROPPED = (
    *("\\tiny", "\\scriptsize", "\\footnotesize", "\\small", "\\normalsize", "\\large", "\\Large", "\\LARGE", "\\huge"),
    *("\\Huge", "\\allowbreak", "\\nobreak", "\\break", "\\goodbreak", "\\strut", "\\hfill", "\\hfil", "\\noindent"),
    *("\\centering", "\\allowdisplaybreaks", "\\displaybreak", "\\relax", "\\null", "\\protect", "\\par", "\\upshape"),
    *("\\mathstrut", "\\nonfrenchspacing", "\\smallskip", "\\medskip", "\\bigskip"),
)
# What is shown without the way in which it would be set: its last argument.
UNWRAPPED = {
    "\\smash": 1, "\\llap": 1, "\\rlap": 1, "\\clap": 1, "\\mathllap": 1, "\\mathrlap": 1, "\\mathclap": 1,
    "\\vcenter": 1, "\\class": 2, "\\cssId": 2, "\\style": 2, "\\htmlClass": 2, "\\htmlId": 2, "\\htmlStyle": 2,
    "\\htmlData": 2, "\\bbox": 1, "\\ensuremath": 1, "\\mathstrip": 1, "\\mathsurround": 1,
}  # fmt: skip


def begin(reader: TexReader, of: str) -> None:
    name = "".join(reader.argument(of)).strip()
    reader.environments.append(name)
    if name in WITH_COUNT:
        reader.argument(f"\\begin{{{name}}}")
    if name in WITH_PLACE:
        reader.optional(f"\\begin{{{name}}}")
    matrix = MATRIX_NAME.fullmatch(name)
    if matrix and (matrix[2] or matrix[3]):
        column = "".join(reader.optional(f"\\begin{{{name}}}") or ["c"]).strip() if matrix[3] else "c"
        if matrix[1]:
            reader.written += ["\\left", FENCES[matrix[1]][0]]
        inner = "subarray" if matrix[2] else "array"
        reader.written += tokens_of(f"\\begin{{{inner}}}{{{column * MANY_COLUMNS}}}")
        return
    reader.written += tokens_of(f"\\begin{{{ENVIRONMENTS.get(name, name)}}}")
    if name in {"array", "darray", "subarray"}:
        columns = column_specification(reader.argument(f"\\begin{{{name}}}"))
        reader.written += group(list(columns))


def column_specification(tokens: list[str]) -> str:
    """Return the columns of an array as letters and lines: without ``@{…}`` and widths."""
    reader, found = TexReader(tokens[::-1], {}), ""
    while reader.waiting:
        token = reader.waiting.pop()
        if token == "*":
            count, columns = "".join(reader.argument("*")).strip(), reader.argument("*")
            if not re.fullmatch("[0-9]{1,2}", count):
                raise TexError("`*{…}{c}` in the columns of an array needs a number: `*{3}{c}`")
            found += column_specification(columns) * int(count)
        elif token in {"@", "!", ">", "<"}:
            reader.argument(token)
        elif token in {"p", "m", "b", "X"}:
            if token != "X":
                reader.argument(token)
            found += "l"
        elif token in COLUMNS:
            found += token
        elif not token.isspace():
            raise TexError(f"`{token}` is no column of an array: write `l`, `c` or `r`, with `|` for a line")
    return found


def end(reader: TexReader, of: str) -> None:
    name = "".join(reader.argument(of)).strip()
    if not reader.environments or reader.environments.pop() != name:
        raise TexError(f"`\\end{{{name}}}` closes nothing that is open: write `\\begin{{{name}}}` before it")
    matrix = MATRIX_NAME.fullmatch(name)
    if matrix and (matrix[2] or matrix[3]):
        reader.written += tokens_of(f"\\end{{{'subarray' if matrix[2] else 'array'}}}")
        if matrix[1]:
            reader.written += ["\\right", FENCES[matrix[1]][1]]
        return
    if name == "multline*":
        reader.written.append("\\notag")
    reader.written += tokens_of(f"\\end{{{ENVIRONMENTS.get(name, name)}}}")


def end_row(reader: TexReader, of: str) -> None:
    r"""Write ``\\`` without the space that is to follow it."""
    reader.take("*")
    place = len(reader.waiting)
    spaces = []
    while reader.waiting and reader.waiting[-1].isspace():
        spaces.append(reader.waiting.pop())
    if reader.waiting and reader.waiting[-1] == "[":
        closing = next((i for i in range(1, min(20, place)) if reader.waiting[-1 - i] == "]"), 0)
        if closing and TEX_LENGTH.fullmatch("".join(reader.waiting[-2 : -1 - closing : -1])):
            del reader.waiting[-1 - closing :]
            spaces = []
    reader.waiting.extend(reversed(spaces))
    reader.written.append("\\\\")


def ampersand(reader: TexReader, of: str) -> None:
    """Write a column's end; the third column of ``eqnarray`` goes into its second."""
    if reader.environments and reader.environments[-1].startswith("eqnarray"):
        row = 0
        for token in reversed(reader.written):
            if token in {"\\\\", "\\begin"}:
                break
            row += token == "&"
        if row:
            return
    reader.written.append("&")
    if reader.environments and reader.environments[-1] in {"cases*", "dcases*"}:
        words_of_case(reader)


def words_of_case(reader: TexReader) -> None:
    """Have the second column of ``cases*`` read as words."""
    words: list[str] = []
    depth = 0
    while reader.waiting and (depth or reader.waiting[-1] not in {"\\\\", "\\end", "&"}):
        token = reader.waiting.pop()
        depth += (token == "{") - (token == "}")
        words.append(token)
    reader.push(["\\text", *group(words)])


def text(reader: TexReader, of: str) -> None:
    r"""Write words; formulas in them, ``\text{if $x$}``, stand between them."""
    command, words = SHOWN_AS_TEXT[of], reader.argument(of)
    if any(token[1:] in reader.macros for token in words if token[0] == "\\"):
        words = rewritten(words, reader, {})
    parts: list[list[str]] = [[]]
    for token in words:
        if token in {"$", "\\(", "\\)"}:
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) % 2 == 0:
        raise TexError(f"a `$` within `{of}{{…}}` has no other; a dollar that is none is `\\$`")
    for number, part in enumerate(parts):
        if number % 2:
            reader.written += group(rewritten(part, reader, HANDLERS))
        elif part or len(parts) == 1:
            reader.written += [command, *group(plain_words(part))]


def rewritten(tokens: list[str], reader: TexReader, handlers: Mapping[str, Handler]) -> list[str]:
    """Return *tokens* as they are written within what *reader* reads."""
    inner = TexReader(tokens[::-1], reader.macros, pushed=reader.pushed, expansions=reader.expansions)
    read_all(inner, handlers)
    reader.pushed, reader.expansions = inner.pushed, inner.expansions
    return inner.written


PLAIN_WORDS = {
    "\\underline": "\\emph", "_": "\\_", "^": "\\^{}", "&": "\\&", "#": "\\#",
    "\\mbox": "\\text", "\\hbox": "\\text", "\\ldots": "…",
    "\\dots": "…", "\\\\": " ", "\\\n": " ", "\\textup": "\\text", "\\textnormal": "\\text", "\\,": "\u2009",
    "\\quad": "\u2003", "\\ ": " ",
}  # fmt: skip


def plain_words(tokens: list[str]) -> list[str]:
    """Return words as the converter takes them: signs that mean something in TeX alone are escaped.

    It drops the space behind an escaped sign, which stands for itself in TeX.
    """
    found: list[str] = []
    for token in tokens:
        if token.isspace() and found and re.fullmatch(r"\\[^A-Za-z\s]", found[-1]):
            found.append("\\ ")
        elif token not in DROPPED:
            found += tokens_of(PLAIN_WORDS.get(token, token))
    return found


def substack(reader: TexReader, of: str) -> None:
    reader.push(tokens_of("\\begin{subarray}{c}") + reader.argument(of) + tokens_of("\\end{subarray}"))


def place_limits(reader: TexReader, of: str) -> None:
    r"""Write ``\mathop{…}`` with its limits where they belong: below and above in a displayed formula."""
    name = [BARE_OPERATOR, *group(reader.argument(of))]
    if reader.take("\\nolimits") or not (reader.take("\\limits") or reader.displayed):
        reader.push(name)
        return
    limits: dict[str, list[str]] = {}
    while (sign := next((sign for sign in ("_", "^") if reader.take(sign)), "")) and sign not in limits:
        limits[sign] = reader.argument(sign)
    if "^" in limits:
        name = ["\\overset", *group(limits["^"]), *group(name)]
    if "_" in limits:
        name = ["\\underset", *group(limits["_"]), *group(name)]
    reader.skip_space()
    if limits and reader.waiting and reader.waiting[-1].isalnum():
        name.append("\\,")
    reader.push(name)


def bare_operator(reader: TexReader, of: str) -> None:
    reader.written.append("\\mathop")


def drop(reader: TexReader, of: str) -> None:
    """Leave a command out."""


def drop_with_argument(reader: TexReader, of: str) -> None:
    """Leave a command out, and what belongs to it."""
    reader.argument(of)


def negate(reader: TexReader, of: str) -> None:
    """Write a sign of negation, behind which nothing is drawn closer."""
    while reader.take("\\!"):
        pass
    reader.written.append(of)


def unwrap(reader: TexReader, of: str) -> None:
    reader.optional(of)
    for _ in range(UNWRAPPED[of] - 1):
        reader.argument(of)
    reader.push(group(reader.argument(of)))


def intertext(reader: TexReader, of: str) -> None:
    """Write a line of words between two rows."""
    words = reader.argument(of)
    reader.push(["&", "\\text", *group(words), "\\notag", "\\\\"])


def color(reader: TexReader, of: str) -> None:
    r"""Write ``\textcolor{#0a5c53}{…}``, whose sign would be read as a parameter, and colours of CSS."""
    model = "".join(reader.optional(of) or [])
    name = "".join(reader.argument(of)).strip().replace("\\#", "#")
    if not model and (name[:1] == "#" or name.islower()):
        known = parse_color(name)
        if known is not None and not isinstance(known, str):
            model, name = "HTML", "".join(f"{round(part * 255):02X}" for part in known[:3])
    if not model:
        reader.written += [of, *group(list(name))]
        return
    painted = ["\\color", "[", *model, "]", *group(list(name))]
    if of == "\\color":
        reader.written += painted
    else:
        reader.written += ["{", *painted]
        reader.push([*reader.argument(of), "}"])


def over_two(reader: TexReader, of: str) -> None:
    r"""Read ``\buildrel x \over y``."""
    above: list[str] = []
    while reader.waiting and not reader.take("\\over"):
        above += [reader.waiting.pop()]
    reader.push(["\\overset", *group(above), *group(reader.argument(of))])


def root(reader: TexReader, of: str) -> None:
    r"""Read ``\root n \of x``."""
    degree: list[str] = []
    while reader.waiting and not reader.take("\\of"):
        degree += [reader.waiting.pop()]
    reader.push(["\\sqrt", "[", *group(degree), "]", *group(reader.argument(of))])


def plain_environment(reader: TexReader, of: str) -> None:
    r"""Read plain TeX's ``\matrix{a & b \cr c & d}``."""
    name = {"\\displaylines": "gathered", "\\eqalign": "aligned"}.get(of, of[1:])
    body = ["\\\\" if token == "\\cr" else token for token in reader.argument(of)]
    reader.push(tokens_of(f"\\begin{{{name}}}") + body + tokens_of(f"\\end{{{name}}}"))


def space(reader: TexReader, of: str) -> None:
    reader.take("*")
    reader.written += [of, *group(reader.argument(of))]


def line_break(reader: TexReader, of: str) -> None:
    reader.written.append("\\\\")


def control_space(reader: TexReader, of: str) -> None:
    reader.written.append("\\ ")


def colored_box(reader: TexReader, of: str) -> None:
    r"""Write ``\colorbox{x}{words}`` as a box: what is behind words is the page's matter."""
    for _ in range(2 if of == "\\fcolorbox" else 1):
        reader.argument(of)
    reader.push(["\\boxed", "{", "\\text", *group(reader.argument(of)), "}"])


def boxed_words(reader: TexReader, of: str) -> None:
    reader.push(["\\boxed", "{", "\\text", *group(reader.argument(of)), "}"])


def chemical(reader: TexReader, of: str) -> None:
    reader.push(tokens_of(chemistry("".join(reader.argument(of)))))


def delimiter(reader: TexReader, of: str) -> None:
    r"""Write ``\big.``, which is nothing, and ``\left<``."""
    reader.skip_space()
    if reader.waiting and of not in {"\\left", "\\right", "\\middle"} and reader.waiting[-1] == ".":
        reader.waiting.pop()
        return
    reader.written.append(of)
    for sign, written in (("<", "\\langle"), (">", "\\rangle")):
        if reader.take(sign):
            reader.written.append(written)


def verbatim(reader: TexReader, of: str) -> None:
    r"""Read ``\verb|x|``."""
    mark = reader.waiting.pop() if reader.waiting else ""
    words: list[str] = []
    while reader.waiting and (token := reader.waiting.pop()) != mark:
        words.append(token)
    escaped = [sign for token in words for sign in tokens_of(re.sub(r"([\\{}$&#_%^~])", r"\\\1", token))]
    reader.written += ["\\texttt", *group([sign for sign in escaped if sign != "\\\\"])]


def character(reader: TexReader, of: str) -> None:
    r"""Read ``\unicode{x263a}`` and ``\char"263A``."""
    found = "".join(reader.argument(of)).strip().lower()
    code = re.fullmatch(r"(x|\"|u\+)?([0-9a-f]+)", found)
    number = int(code[2], 16 if code[1] else 10) if code and (code[1] or code[2].isdigit()) and len(code[2]) < 8 else 0
    if not 0x20 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise TexError(f"`{of}{{{found}}}` is no character: write the character itself")
    reader.written += ["\\text", *group(plain_words([chr(number)]))]


HANDLERS: Mapping[str, Handler] = {
    **DEFINING,
    "\\begin": begin,
    "\\end": end,
    "\\\\": end_row,
    "\\newline": line_break,
    "\\cr": line_break,
    "\\\n": control_space,
    "&": ampersand,
    **dict.fromkeys(SHOWN_AS_TEXT, text),
    **dict.fromkeys(DROPPED, drop),
    **dict.fromkeys(UNWRAPPED, unwrap),
    **dict.fromkeys(("\\leftroot", "\\uproot", "\\require"), drop_with_argument),
    "\\not": negate,
    "\\substack": substack,
    "\\mathop": place_limits,
    BARE_OPERATOR: bare_operator,
    "\\intertext": intertext,
    "\\shortintertext": intertext,
    **dict.fromkeys(("\\color", "\\textcolor"), color),
    **dict.fromkeys(("\\colorbox", "\\fcolorbox"), colored_box),
    "\\fbox": boxed_words,
    "\\framebox": boxed_words,
    "\\buildrel": over_two,
    "\\root": root,
    **dict.fromkeys(("\\matrix", "\\pmatrix", "\\cases", "\\displaylines", "\\eqalign"), plain_environment),
    **dict.fromkeys(("\\hspace", "\\mspace"), space),
    "\\ce": chemical,
    **dict.fromkeys(
        (
            *("\\left", "\\right", "\\middle", "\\big", "\\Big", "\\bigg", "\\Bigg", "\\bigl", "\\Bigl", "\\biggl"),
            *("\\Biggl", "\\bigr", "\\Bigr", "\\biggr", "\\Biggr", "\\bigm", "\\Bigm", "\\biggm", "\\Biggm"),
        ),
        delimiter,
    ),
    "\\verb": verbatim,
    "\\unicode": character,
}
