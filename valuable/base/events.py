"""The events by which parts of the machinery hear of each other without knowing each other."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__

OWN_EVENTS = {
    # (app, parser): markdown-it's parser is made, by which all pages are read. An extension adds its syntax to it.
    "markdown-parser-inited",
    # (app, directive): MyST's `{include}` is to be carried out, unless a handler returns False.
    "markdown-include",
    # (app, config): each handler returns a list of what is wrong with settings of its own.
    "check-settings",
    # (app, docname): what the page of a document shows of other pages. It is written again when that changes.
    "page-shows",
    # (app): what every page shows of the site.
    "site-shows",
    # (app): files that are published as they are: their paths in the site's folder, by their addresses without a slash.
    "published-files",
    # (app, post): the path in the output of the picture that others show with a link to a post, or None.
    "share-picture",
}


def setup(app: Sphinx) -> ExtensionMetadata:
    for name in sorted(OWN_EVENTS):
        app.add_event(name)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
