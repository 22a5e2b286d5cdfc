"""Lead links to headings to their anchors, in whatever form another system has made these of the same words.

``#Read_it aloud`` and ``#user-content-read-it-aloud`` lead to the heading "Read it aloud". What matches none is written
as it stands, and reported by :mod:`valuable.addresses.dead_links`, which knows all that is on a page in the end.
"""

from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.anchors import anchors_of
from valuable.base.build_state import once_per_build
from valuable.base.slugs import slug
from valuable.content.references import reference_targets
from valuable.phases import PostTransform

GITHUB_PREFIX = "user-content-"


@once_per_build
def slugged_anchors(app: Sphinx) -> dict[str, dict[str, str]]:
    """Return what :func:`matching_anchor` has found of each page by now."""
    return {}


def anchors_by_slug(env: BuildEnvironment, docname: str) -> dict[str, str]:
    """Return the anchors of a page's headings by their slugs and those of their words; of two alike, the first."""
    found: dict[str, str] = {}
    for heading in anchors_of(env)[docname].headings:
        for name in (*heading.anchors, heading.words) if heading.anchors else ():
            found.setdefault(slug(name), heading.anchors[0])
    return found


def matching_anchor(env: BuildEnvironment, docname: str, fragment: str) -> str | None:
    """Return the anchor of a page that a fragment means; None if it has none like it."""
    if docname not in anchors_of(env):
        return None
    if fragment in anchors_of(env)[docname].all:
        return fragment
    known = slugged_anchors(env._app)
    if docname not in known:
        known[docname] = anchors_by_slug(env, docname)
    return known[docname].get(slug(fragment.removeprefix(GITHUB_PREFIX)))


class LinkAnchors(SphinxPostTransform):
    """Resolves the fragments of links that MyST would not find, and would say so without a cure."""

    default_priority = PostTransform.ANCHORS

    def run(self, **kwargs: Any) -> None:
        here = self.env.current_document.docname
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node["reftype"] != "myst":
                continue
            if node.get("refdomain") != "doc":
                self.resolve_name(node, here)
            elif node.get("reftargetid") and node["reftarget"] in self.env.found_docs:
                self.resolve_anchor(node, here)

    def resolve_name(self, node: addnodes.pending_xref, here: str) -> None:
        """Resolve a name that no page gives to anything: to a heading of this page, else it is text."""
        name = node["reftarget"]
        if name.lower() in reference_targets(self.env._app) or node.get("reflocalid"):
            return
        anchor = matching_anchor(self.env, here, name)
        if anchor is None:
            node.replace_self(xref_words(node, name))
        else:
            self.lead(node, here, here, anchor)

    def resolve_anchor(self, node: addnodes.pending_xref, here: str) -> None:
        target, fragment = node["reftarget"], node["reftargetid"]
        anchor = matching_anchor(self.env, target, fragment) or fragment
        labels = self.env.domains.standard_domain
        entry = labels.labels.get(anchor) or labels.anonlabels.get(anchor) or ("",)
        if anchor in self.env.metadata[target].get("myst_slugs", {}) or entry[0] == target:
            node["reftargetid"] = anchor  # MyST knows it, and the words of a link that has none
        else:
            self.lead(node, here, target, anchor)

    def lead(self, node: addnodes.pending_xref, here: str, target: str, anchor: str) -> None:
        words = xref_words(node, anchor)
        link = make_refnode(self.env._app.builder, here, target, anchor, words)
        if "reftitle" in node:
            link["reftitle"] = node["reftitle"]
        node.replace_self(link)


def xref_words(node: addnodes.pending_xref, name: str) -> nodes.Element:
    """Return the words of a link; of one that has none, what it leads to."""
    words = cast(nodes.Element, node[0].deepcopy())
    if not words.children:
        words += nodes.literal(name, name)
    return words


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.addresses.anchors")
    app.setup_extension("valuable.content.references")
    app.add_post_transform(LinkAnchors)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
