r"""Number equations, row by row as LaTeX does, and refer to them: ``\label``, ``\ref``, ``(label)``, ``{eq}``.

An equation's name is that of its page: two posts may each have an ``eq:one``. What a page does not have, it may refer
to on another one.
"""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.domains.math import MathDomain
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from valuable.base.reports import report
from valuable.content.maths.tex import at_top, join, tokens_of

SINGLE = frozenset({"equation", "displaymath", "math"})
BY_ROW = frozenset({"align", "alignat", "flalign", "gather", "eqnarray"})
NUMBERED = SINGLE | BY_ROW | {"multline"}
FIRST_ENVIRONMENT = re.compile(r"\\begin\s*\{([A-Za-z]+)(\*?)\}")
NO_NUMBER = frozenset({"\\nonumber", "\\notag"})
FIRST_TAG = 770_001  # what math-core is to show in the place of a row's number


@dataclass
class NumberedRow:
    """A row, or an equation of one: its number as it is shown, without brackets unless it is *bare*."""

    number: str = ""
    bare: bool = False  # of `\tag*`: what stands there is all
    labels: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return self.number if self.bare or not self.number else f"({self.number})"


@dataclass
class Equation:
    """A displayed formula: ``tex`` for readers, ``plain`` for the converter, which has ``rows`` by its tags."""

    tex: str
    plain: str
    whole: NumberedRow  # what is numbered beside the formula
    rows: list[NumberedRow] = field(default_factory=list)  # what is numbered in it


class Counter:
    """The numbers of a page."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> str:
        self.last += 1
        return str(self.last)


def equation(tex: str, counter: Counter, label: str = "") -> Equation:
    """Return the displayed formula *tex* with its numbers; *label* is what Markdown calls it."""
    tex = tex.strip()
    opening = FIRST_ENVIRONMENT.match(tex)
    name = opening[1] if opening else ""
    if opening is not None and name == "subequations" and is_one(tex, name):
        return equation(tex[opening.end() : tex.rindex("\\end")], counter, label)
    if opening is None or name not in NUMBERED or not is_one(tex, f"{name}{opening[2]}"):
        return one(tex, counter, label, numbered=False)
    inner = tex[opening.end() : tex.rindex("\\end")]
    if name in SINGLE:
        return one(inner.strip(), counter, label, numbered=name == "equation" and not opening[2])
    parts = rows_of(inner) if name != "multline" else [tokens_of(inner)]
    return by_rows(opening[0], parts, f"\\end{{{name}{opening[2]}}}", not opening[2], counter, label)


def is_one(tex: str, name: str) -> bool:
    """Return whether *tex* is one environment, from its beginning to its end."""
    depth = 0
    for found in re.finditer(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}", tex):
        depth += 1 if found[1] == "begin" else -1
        if depth == 0:
            return found.end() == len(tex)
    return False


def one(tex: str, counter: Counter, label: str, *, numbered: bool) -> Equation:
    tokens, row, silent = without_numbers(tokens_of(tex))
    if label:
        row.labels.append(label)
    if not row.number and not silent and (numbered or row.labels):
        row.number = counter.next()
    plain = join(tokens).strip()
    return Equation(plain, displayed_rows(plain), row)


def by_rows(begin: str, parts: list[list[str]], end: str, numbered: bool, counter: Counter, label: str) -> Equation:
    rows: list[NumberedRow] = []
    shown, plain = [], []
    for place, part in enumerate(parts):
        tokens, row, silent = without_numbers(part)
        if label and not place:
            row.labels.append(label)
        is_empty = place == len(parts) - 1 and place > 0 and not "".join(tokens).strip()
        if not row.number and not silent and not is_empty and (numbered or row.labels):
            row.number = counter.next()
        written = join(tokens).rstrip()
        if row.number:
            rows.append(row)
            shown.append(f"{written} \\tag{'*' * row.bare}{{{row.number}}}")
            plain.append(f"{written}\\tag{{{FIRST_TAG + len(rows) - 1}}}")
        else:
            shown.append(written)
            plain.append(written if is_empty or not numbered else f"{written}\\notag ")
    tex = starred(begin) + "\\\\".join(shown) + starred(end) if rows else begin + "\\\\".join(shown) + end
    return Equation(tex, begin + "\\\\".join(plain) + end, NumberedRow(), rows)


def starred(bound: str) -> str:
    """Return the begin or end of an environment whose rows have no other numbers than their tags."""
    return bound if bound.endswith("*}") else bound[:-1] + "*}"


def without_numbers(tokens: list[str]) -> tuple[list[str], NumberedRow, bool]:
    """Return *tokens* without tags and labels, the row that these make, and whether it is to have no number."""
    kept: list[str] = []
    row, silent, place = NumberedRow(), False, 0
    while place < len(tokens):
        token = tokens[place]
        if token in {"\\tag", "\\label"}:
            star = tokens[place + 1 : place + 2] == ["*"]
            end, words = braced(tokens, place + 1 + star)
            if words is not None:
                if token == "\\label":
                    row.labels.append("".join(words).strip())
                else:
                    row.number, row.bare = plain_tag(words), star
                place = end
                continue
        elif token in NO_NUMBER:
            silent = True
            place += 1
            continue
        kept.append(token)
        place += 1
    return kept, row, silent


def braced(tokens: list[str], place: int) -> tuple[int, list[str] | None]:
    """Return where the braces that begin at *place* end, and what stands in them; None if nothing does."""
    while place < len(tokens) and tokens[place].isspace():
        place += 1
    if place >= len(tokens) or tokens[place] != "{":
        return place, None
    depth = 0
    for end in range(place, len(tokens)):
        depth += (tokens[end] == "{") - (tokens[end] == "}")
        if depth == 0:
            return end + 1, tokens[place + 1 : end]
    return place, None


SIGNS_IN_TAGS = {
    "\\ast": "∗", "\\star": "⋆", "\\dagger": "†", "\\ddagger": "‡", "\\prime": "′", "'": "′", "\\bullet": "•",
}  # fmt: skip


def plain_tag(tokens: list[str]) -> str:
    r"""Return the words of a ``\tag`` as they are shown: of TeX, there are signs in it at most."""
    words = (SIGNS_IN_TAGS.get(token, "" if token[0] == "\\" or token in "${}^" else token) for token in tokens)
    return "".join(words).strip()


def rows_of(tex: str) -> list[list[str]]:
    """Return the rows of an environment, as tokens."""
    rows: list[list[str]] = [[]]
    depth = 0
    for token in tokens_of(tex):
        if token in {"\\begin", "{"}:
            depth += 1
        elif token in {"\\end", "}"}:
            depth -= 1
        if depth == 0 and token in {"\\\\", "\\cr", "\\newline"}:
            rows.append([])
        else:
            rows[-1].append(token)
    return rows


def displayed_rows(tex: str) -> str:
    r"""Return *tex* with its rows in an environment for them, if ``\\`` or lines left blank part it into several."""
    if "\\\\" not in tex and "&" not in tex and "\n" not in tex:
        return tex
    pieces = re.split(r"\n[ \t]*\n", tex) if unnested_blank(tex) else [tex]
    parts = [row for piece in pieces for row in rows_of(piece)]
    while len(parts) > 1 and not "".join(parts[-1]).strip():
        parts.pop()
    aligned = any(at_top(part, "&") for part in parts)
    if len(parts) == 1 and not aligned:
        return tex
    name = "aligned" if aligned else "gathered"
    return f"\\begin{{{name}}}" + "\\\\".join(join(part) for part in parts) + f"\\end{{{name}}}"


def unnested_blank(tex: str) -> bool:
    """Return whether lines left blank part *tex* outside of all braces and environments."""
    return all(
        part.count("{") == part.count("}") and part.count("\\begin") == part.count("\\end")
        for part in re.split(r"\n[ \t]*\n", tex)
    )


# -- Names


def node_id(label: str) -> str:
    return nodes.make_id(f"equation-{label}")


class EquationDomain(MathDomain):
    """Sphinx's equations, each by its page and name."""

    dangling_warnings: ClassVar[dict[str, str]] = {
        "eq": "no formula is called `%(target)s`: write `\\label{%(target)s}` in it, or `(%(target)s)` behind its `$$`"
    }

    @staticmethod
    def key(docname: str, label: str) -> str:
        return f"{docname}\n{label}"

    def note_equation(self, docname: str, labelid: str, location: Any = None) -> None:
        self.note(docname, labelid, location)

    def note(self, docname: str, label: str, location: Any) -> bool:
        """Note the name of an equation, whose number is that of its place; return whether no other one has it."""
        if self.key(docname, label) in self.equations:
            message = f"two formulas of this page are called `{label}`: give one of them another name"
            report(message, location, "maths", subject=label)
            return False
        self.equations[self.key(docname, label)] = (docname, 0)
        return True

    def set_number(self, docname: str, label: str, number: str) -> None:
        self.equations[self.key(docname, label)] = (docname, cast("int", number))

    def get_equation_number_for(self, labelid: str) -> int | None:
        return self.find(self.env.docname, labelid)[1]

    def find(self, docname: str, label: str) -> tuple[str, int | None]:
        """Return the page of an equation and its number: of this page, else of the first that has one."""
        found = self.equations.get(self.key(docname, label))
        if found is None:
            found = min(
                (entry for key, entry in self.equations.items() if key.endswith(f"\n{label}")),
                default=None,
                key=lambda entry: entry[0],
            )
        return found or ("", None)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        docname, number = self.find(fromdocname, target)
        if number is None:
            return None
        shown = node.get("equation_format") or env.config.math_eqref_format or "({number})"
        words = nodes.Text(shown.replace("{number}", str(number)))
        return make_refnode(builder, fromdocname, docname, node_id(target), words)
