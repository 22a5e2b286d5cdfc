r"""Make MathML of the TeX in posts when they are read; pages need no script, font or host for it.

`tex` expands macros, `rewriting` says what math-core lacks in its words, `mathml` runs it, `equations` numbers.
"""

import re
from typing import Any

from docutils import nodes
from lxml import etree
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from valuable import __version__
from valuable.base.formula_text import formula_text
from valuable.base.reports import report
from valuable.base.text_files import brief
from valuable.content.maths.equations import (
    FIRST_TAG,
    Counter,
    Equation,
    EquationDomain,
    NumberedRow,
    equation,
    node_id,
)
from valuable.content.maths.mathml import as_html, convert, known_macros
from valuable.content.maths.tex import DEFINES, Macros, macro_problems, macros_of_settings, without_comments
from valuable.phases import DoctreeRead
from valuable.upstream.docutils import fast_findall

# How `\ref` and its like show a number.
EQUATION_FORMATS = {"ref": "{number}", **dict.fromkeys(("eqref", "autoref", "cref", "Cref"), "({number})")}
# How many signs are too many for a line of paper: it is set smaller there, by one step after the other.
WIDTHS = (80, 105, 140, 190, 260, 360)
NAMED_COMMAND = re.compile(r"`(\\[A-Za-z]+(?:\{[A-Za-z*]+\})?)")  # the first that a message quotes
LONG = 24  # signs within a line: on a telephone, such a formula scrolls by itself


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Give each formula its MathML, in the order of the page: numbers and macros go on from one to the next."""
    found: list[Any] = list(fast_findall(doctree, (nodes.math, nodes.math_block)))
    if not found:
        return
    macros, counter = known_macros(macros_of_settings(app.config.math_macros)), Counter()
    for node in found:
        if node.get("doubled") and is_alone_in_paragraph(node):
            node = as_display(node)  # noqa: PLW2901
        if isinstance(node, nodes.math_block) and not part_from_text(node):
            inline = nodes.math(node.rawsource, node.astext())
            inline.source, inline.line = node.source, node.line
            node.replace_self(inline)
            node = inline  # noqa: PLW2901
        if isinstance(node, nodes.math_block):
            display(app, node, macros, counter)
        else:
            tex = without_comments(node.astext()).strip()
            note_formula(node, tex, tex, macros)


def is_alone_in_paragraph(formula: nodes.math) -> bool:
    """Return whether a formula between two dollars is a paragraph of its own, which has attributes behind it."""
    paragraph = formula.parent
    return (
        isinstance(paragraph, nodes.paragraph)
        and not isinstance(paragraph.parent, (nodes.TextElement, nodes.entry))
        and all(node is formula or not node.astext().strip() for node in paragraph.children)
    )


def as_display(formula: nodes.math) -> nodes.math_block:
    """Put a displayed formula in the place of a paragraph: ``$$…$$ {#name}``, as Quarto has it, gives it a name."""
    paragraph = formula.parent
    ids, classes = paragraph["ids"], paragraph["classes"]
    block = nodes.math_block(formula.rawsource, formula.astext(), nowrap=False, number=None, ids=ids, classes=classes)
    if ids:
        block["label"] = ids[0]
    block.source, block.line = formula.source, formula.line
    paragraph.replace_self(block)
    return block


def part_from_text(block: nodes.math_block) -> bool:
    """Put a displayed formula within a paragraph between two paragraphs; return whether it can be displayed at all."""
    paragraph = block.parent
    if not isinstance(paragraph, nodes.TextElement):
        return True
    if not isinstance(paragraph, nodes.paragraph) or isinstance(paragraph.parent, nodes.TextElement):
        return False
    place = paragraph.index(block)
    after = paragraph.children[place + 1 :]
    del paragraph[place:]
    parts: list[nodes.Node] = [block]
    if any(node.astext().strip() for node in after):
        rest = nodes.paragraph("", "", *after)
        rest.source, rest.line = paragraph.source, paragraph.line
        parts.append(rest)
    around, index = paragraph.parent, paragraph.parent.index(paragraph) + 1
    around[index:index] = parts
    if not paragraph.astext().strip() and not paragraph["ids"]:
        around.remove(paragraph)
    return True


def display(app: Sphinx, node: nodes.math_block, macros: Macros, counter: Counter) -> None:
    """Number a displayed formula, give it its MathML and note its names."""
    label = node.get("label") or ""
    found = equation(without_comments(node.astext()), counter, label)
    node["number"], node["shown_number"] = found.whole.number or None, found.whole.shown
    note_names(app, node, found, label)
    note_formula(node, found.tex, found.plain, macros, found.rows)


def note_names(app: Sphinx, node: nodes.math_block, found: Equation, label: str) -> None:
    """Note the numbers of the equations in a formula, by their names; a name that another one has is taken away."""
    domain = app.env.domains["math"]
    if not isinstance(domain, EquationDomain):
        return
    from_directive = bool(label) and "docname" in node  # which has noted its name
    for row in (found.whole, *found.rows):
        for name in list(row.labels):
            if not (from_directive and name == label) and not domain.note(app.env.docname, name, node):
                row.labels.remove(name)
            else:
                domain.set_number(app.env.docname, name, row.number)
    node["ids"] += [node_id(name) for name in found.whole.labels if node_id(name) not in node["ids"]]


def note_formula(
    node: nodes.Element, tex: str, plain: str, macros: Macros, rows: list[NumberedRow] | None = None
) -> None:
    """Give a node its MathML; what can't be read is reported, and shown as it was written."""
    formula = convert(plain, macros, displayed=isinstance(node, nodes.math_block))
    if formula.messages:
        place = place_of(node, formula.messages[0])
        report(f"`{brief(tex)}`: {'; '.join(formula.messages)}", place, "maths", subject=brief(tex))
    if formula.tree is None:
        return
    number_rows(formula.tree, rows or [])
    formula.tree.set("alttext", tex)
    node["plain"] = formula_text(formula.tree)
    node["mathml"] = as_html(formula.tree)
    node["only_defines"] = not len(formula.tree) and DEFINES.search(tex) is not None


def place_of(node: nodes.Element, message: str) -> Any:
    """Return the line of a formula on which the command stands that a message is about."""
    named = NAMED_COMMAND.search(message)
    if node.line is None or not node.source or named is None:
        return node
    before = node.astext().partition(named[1])[0]
    return f"{node.source}:{node.line + node.get('above', 0) + before.count(chr(10))}"


def number_rows(tree: Any, rows: list[NumberedRow]) -> None:
    """Put the numbers of rows in the places of their tags, each with its names as anchors."""
    tags = {f"({FIRST_TAG + place})": row for place, row in enumerate(rows)}
    for words in list(tree.iter("mtext")) if rows else ():
        row = tags.get(words.text or "")
        if row is None:
            continue
        words.text = row.shown
        words.set("class", "eqno")
        for place, name in enumerate(row.labels):
            if place == 0:
                words.set("id", node_id(name))
            else:
                words.addprevious(etree.Element("mspace", id=node_id(name)))


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    written = node.get("mathml")
    if written and len(node["plain"]) > LONG:
        written = f'<span class="m-long">{written}</span>'
    self.body.append(written or f"<code>{self.encode(node.astext())}</code>")
    raise nodes.SkipNode


def block_classes(node: nodes.math_block) -> list[str]:
    """Return what the style has to know of a displayed formula: that nothing is seen of it, or how wide it is."""
    if node.get("only_defines"):
        return ["defines"]
    widest = max(map(len, str(node.get("plain", "")).split(";")), default=0)
    return [f"wide-{sum(widest > width for width in WIDTHS)}"] if widest > WIDTHS[0] else []


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS=" ".join(("math", *block_classes(node)))))
    self.body.append(node.get("mathml") or f"<pre>{self.encode(node.astext())}</pre>")
    if node.get("shown_number"):
        self.body.append(f'<span class="eqno">{self.encode(node["shown_number"])}')
        if node["ids"]:
            self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def equation_reference(command: str, label: str) -> addnodes.pending_xref:
    r"""Return the node of ``\ref{label}`` or ``\eqref{label}`` within a text."""
    words = f"\\{command}{{{label}}}"
    return addnodes.pending_xref(
        words,
        nodes.literal("", words),
        refdomain="math",
        reftype="eq",
        reftarget=label,
        refexplicit=False,
        refwarn=True,
        equation_format=EQUATION_FORMATS[command],
    )


def on_check_settings(app: Sphinx, config: Config) -> list[str]:
    return list(macro_problems(config.math_macros))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.add_config_value("math_macros", {}, "env", types=frozenset({dict}))
    app.add_domain(EquationDomain, override=True)
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.connect("check-settings", on_check_settings)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.MATHS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
