"""Write ``/404.html``, the page that a host shows for an address it does not know.

It is shown under any path, so its links are absolute: they begin with the path of ``html_baseurl``. Its script offers
the pages whose addresses are most like the one that was asked for, out of ``/addresses.txt``.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.fingerprints import value_digest
from valuable.base.translations import site_translator
from valuable.content.posts import posts_of, title_words
from valuable.pages.page_context import overview
from valuable.phases import HtmlCollectPages, HtmlPageContext

NOT_FOUND_PAGE = "404"
ADDRESSES_FILE = "addresses.txt"
MAX_POSTS = 5000  # posts in that file, the newest: half a megabyte, which a reader who is lost has to load
NOT_FOUND_SCRIPT = _JavaScript("_static/js/not-found.js", defer="defer")


def base_path(url: str) -> str:
    """Return the path under which the site stands, with slashes at both ends."""
    path = urlsplit(url).path
    return path if path.endswith("/") else f"{path}/"


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if pagename != NOT_FOUND_PAGE:
        return
    base = base_path(app.config.html_baseurl)
    css_tag, js_tag = context["css_tag"], context["js_tag"]

    def pathto(otheruri: str, resource: bool = False, baseuri: str = "") -> str:
        return base + (otheruri if resource else app.builder.get_target_uri(otheruri))

    context.update(
        pathto=pathto,
        css_tag=lambda css: css_tag(css).replace('href="../', f'href="{base}'),
        js_tag=lambda js: js_tag(js).replace('src="../', f'src="{base}'),
        content_root=base,
        favicon_url=(context.get("favicon_url") or "").replace("../", base, 1),
        pageurl=None,
        script_files=[*context["script_files"], NOT_FOUND_SCRIPT],
        addresses=base + ADDRESSES_FILE,
    )


def known_pages(app: Sphinx) -> list[tuple[str, str]]:
    """Return the address and the title of each page and concept, and of the newest posts."""
    posts = posts_of(app.env)
    others = sorted(app.env.found_docs - posts.keys() - {app.config.root_doc})
    titles = [(docname, title_words(app.env.titles[docname])) for docname in others]
    titles += [(post.docname, post.title) for post in overview(app).newest[:MAX_POSTS]]
    return [(app.builder.get_target_uri(docname), " ".join(title.split())) for docname, title in titles]


def write_addresses(app: Sphinx) -> None:
    builder: Any = app.builder
    lines = "".join(f"{address}\t{title}\n" for address, title in known_pages(app)).encode()
    if builder.is_new(ADDRESSES_FILE, value_digest(lines).encode()):
        Path(builder.outdir, ADDRESSES_FILE).write_bytes(lines)


def on_html_collect_pages(app: Sphinx) -> tuple[()]:
    """Write ``404.html``, not ``404/index.html`` as the builder would, and the pages that its script searches."""
    write_addresses(app)
    path = Path(app.builder.outdir, f"{NOT_FOUND_PAGE}.html")
    title = site_translator(app.config.language).gettext("Page not found")
    app.builder.handle_page(NOT_FOUND_PAGE, {"title": title}, "404.html", outfilename=path)  # type: ignore[attr-defined]
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.NOT_FOUND)
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
