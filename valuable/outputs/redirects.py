"""Redirect every old address: by a page there, and by ``_redirects`` for the hosts that read it."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.permalinks import redirect_targets
from valuable.base.page_addresses import file_of, lacks_slash, link_to
from valuable.build.builder import CollectedPage, GeneratedPage
from valuable.build.extra_files import extra_files
from valuable.content.address_clashes import redirect_address
from valuable.content.posts import posts_of, title_words
from valuable.content.source_checks import address_of
from valuable.content.validators import redirect_path
from valuable.outputs.not_found import base_path
from valuable.pages.invalidation import generated_from
from valuable.phases import HtmlCollectPages

RULES_FILE = "_redirects"


def redirect_rule(old: str, target: str, base: str) -> str:
    """Return the line of ``_redirects`` from an old address to *target*, on a site under the path *base*.

    Conditions on a query stand between the two: Netlify reads them, and Cloudflare passes over such a line. Something
    stands at the address without the query, so the rule has to be forced.
    """
    path, mark, query = redirect_path(old).partition("?")
    words = [base + quote(path.lstrip("/")), *query.split("&")] if mark else [base + quote(path.lstrip("/"))]
    return "  ".join([*words, base + quote(target), "301!" if mark else "301"])


def title_of_document(app: Sphinx, docname: str) -> str:
    post = posts_of(app.env).get(docname)
    return post.title if post else title_words(app.env.titles[docname])


def redirect_pages(app: Sphinx, leads: Mapping[str, str]) -> Iterator[CollectedPage]:
    """Yield the redirect page at each old address, of a file too; an address with a query can't have one."""
    for old, docname in leads.items():
        if "?" in old:
            continue
        yield redirect_page(app, redirect_address(old), docname, app.builder.get_target_uri(docname))


def redirect_page(app: Sphinx, here: str, docname: str, target: str) -> CollectedPage:
    """Return the page at the address *here* that leads on to *target*, of the page of *docname*."""
    context = {
        "title": title_of_document(app, docname),
        "target": relative_uri(here.removeprefix("/"), target),
        "address": app.config.html_baseurl + app.builder.get_target_uri(docname),
    }
    return here, GeneratedPage(generated_from(app, context), partial(dict, context)), "ablog/redirect.html"


def folder_pages(app: Sphinx) -> Iterator[CollectedPage]:
    """Yield a page in the folder ``one`` for each address ``/one``: hosts that don't look for ``one.html`` show it."""
    for docname in sorted(app.env.found_docs):
        address = address_of(app, docname)
        if lacks_slash(address):
            yield redirect_page(app, f"{address}/", docname, link_to(f"/{file_of(address)}"))


def write_rules(app: Sphinx, leads: Mapping[str, str]) -> None:
    builder: Any = app.builder
    base, uri = base_path(app.config.html_baseurl), builder.get_target_uri
    lines = sorted(redirect_rule(old, uri(docname), base) for old, docname in leads.items())
    if builder.is_new(RULES_FILE, generated_from(app, lines)):
        Path(builder.outdir, RULES_FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def on_html_collect_pages(app: Sphinx) -> Iterator[CollectedPage]:
    leads = redirect_targets(app)
    yield from redirect_pages(app, leads)
    yield from folder_pages(app)
    if leads and RULES_FILE not in extra_files(app):
        write_rules(app, leads)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.setup_extension("valuable.addresses.permalinks")
    app.setup_extension("valuable.build.extra_files")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
