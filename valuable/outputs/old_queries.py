"""Lead on from old addresses with a query, ``/?p=12``, on hosts that read no rule for them.

Such a host answers with the home page, or with ``/404.html``, as if there were no query. A script there looks into
``/old-addresses.txt`` if the query is one of those; a site without such addresses has neither.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.moves import moves_of
from valuable.addresses.permalinks import redirect_targets
from valuable.base.build_state import once_per_build
from valuable.base.fingerprints import value_digest
from valuable.outputs.not_found import NOT_FOUND_PAGE
from valuable.outputs.redirects import move_target
from valuable.phases import HtmlCollectPages, HtmlPageContext

QUERIES_FILE = "old-addresses.txt"
SCRIPT = "_static/js/old-queries.js"


@once_per_build
def old_queries(app: Sphinx) -> dict[str, str]:
    """Return where each old address with a query leads, from the site's root or elsewhere; no slash is before it."""
    found = {move.old.removeprefix("/"): move_target(move) for move in moves_of(app) if move.has_query}
    leads = {old: app.builder.get_target_uri(docname) for old, docname in redirect_targets(app).items() if "?" in old}
    return dict(sorted((found | leads).items()))


def query_names(app: Sphinx) -> list[str]:
    """Return the names in these queries, by which the script knows one."""
    queries = (old.partition("?")[2] for old in old_queries(app))
    return sorted({name for query in queries for name, _ in parse_qsl(query, keep_blank_values=True)})


def on_page_shows(app: Sphinx, docname: str) -> Any:
    return query_names(app) if docname == app.config.root_doc else None


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    names = query_names(app) if pagename in {app.config.root_doc, NOT_FOUND_PAGE} else []
    if names:
        attributes: dict[str, Any] = {"defer": "defer", "data-names": " ".join(names)}
        script = _JavaScript(SCRIPT, **attributes)
        context["script_files"] = [*context["script_files"], script]


def on_html_collect_pages(app: Sphinx) -> tuple[()]:
    builder: Any = app.builder
    lines = "".join(f"{old}\t{target or './'}\n" for old, target in old_queries(app).items()).encode()
    if lines and builder.is_new(QUERIES_FILE, value_digest(lines).encode()):
        Path(builder.outdir, QUERIES_FILE).write_bytes(lines)
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.setup_extension("valuable.addresses.permalinks")
    app.connect("page-shows", on_page_shows)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.NOT_FOUND)
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
