"""Make links of addresses that stand in a text as they are: ``https://…``, ``www.…``, ``name@host``, as GitHub does."""

from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.phases import Transform
from valuable.upstream.markdown_it import rule_of

BARE_SCHEMES = ("http", "https", "mailto", "xmpp")
LONGEST = max(map(len, BARE_SCHEMES))
ADDRESS_STARTS = ("http://", "https://", "www.")


class KeptAddresses(SphinxTransform):
    """Has an address that is shown stay as it is typed: ``--`` in it is no dash."""

    default_priority = Transform.ADDRESSES

    def apply(self, **kwargs: Any) -> None:
        for link in self.document.findall(nodes.reference):
            if link.astext().startswith(ADDRESS_STARTS):
                link["support_smartquotes"] = False
                link["classes"].append("shown-address")  # which needs none behind it on paper


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    gfm_autolink_plugin(parser)
    rule = rule_of(parser.inline.ruler, "gfm_autolink_protocol")

    def read(state: StateInline, silent: bool) -> bool:
        """Look for an address only behind the name of a scheme: the rule looks at all text before each colon."""
        place = state.pos
        if state.src[place] != ":" or not state.src[max(0, place - LONGEST) : place].endswith(BARE_SCHEMES):
            return False
        return bool(rule(state, silent))

    parser.inline.ruler.at("gfm_autolink_protocol", read)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.add_transform(KeptAddresses)
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
