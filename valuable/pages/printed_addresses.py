"""Give links within the site their full addresses, for paper: what is printed has no address of its own."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.html_scan import rewrite_attributes
from valuable.base.uris import absolute_uri, scheme_of
from valuable.phases import HtmlPageContext

# Those whose addresses say nothing: of anchors beside headings, of a picture that is there already.
PASSED_CLASSES = frozenset({"headerlink", "picture"})


def with_full_addresses(body: str, here: str) -> str:
    """Return *body*, of the page at *here*, with ``data-address`` on each link to another page of the site."""

    def add(attributes: dict[str, str]) -> None:
        href = attributes.get("href", "")
        within = href and not href.startswith(("#", "//")) and not scheme_of(href)
        if within and PASSED_CLASSES.isdisjoint(attributes.get("class", "").split()):
            attributes["data-address"] = absolute_uri(here, href)

    return rewrite_attributes(body, "href", add)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None and context.get("body"):
        here = app.config.html_baseurl + app.builder.get_target_uri(pagename)
        context["body"] = with_full_addresses(context["body"], here)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
