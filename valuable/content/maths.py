"""Render maths as MathML at build time; pages need no script, font or host for it."""

import re
from html import escape

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from valuable import __version__
from valuable.base.text_files import brief

TEX_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")

logger = logging.getLogger(__name__)


def mathml(node: nodes.Element, *, block: bool) -> str:
    """Return the MathML of a node's TeX; what can't be read is reported and shown as it was written."""
    tex = TEX_COMMENT.sub(r"\1", node.astext()).strip()  # it is in `alttext` too
    try:
        # Valid MathML, but the Nu checker does not know it on this element.
        found = re.sub(r'(<mo\b[^>]*) scriptlevel="[^"]*"', r"\1", tex2mathml(tex, as_block=block))
        # For those who get the page in another form.
        return found.replace("<math", f'<math alttext="{escape(tex)}"', 1)
    except Exception as error:  # noqa: BLE001  # docutils raises whatever at a stray `&`, `^` or line's end, and for deep nesting
        reason = "this can't be read as TeX; a `&`, a `^` or the end of a line is out of place, or braces are too many"
        if isinstance(error, MathError):
            reason = str(error).partition("\n")[0]
        logger.warning(f"`{brief(tex)}`: {reason}", location=node, type="valuable", subtype="maths")
        return ""


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(mathml(node, block=False) or f"<code>{self.encode(node.astext())}</code>")
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(mathml(node, block=True) or f"<pre>{self.encode(node.astext())}</pre>")
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
