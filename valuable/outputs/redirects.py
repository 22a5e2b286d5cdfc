"""Redirect every old address: by a page there, and by ``_redirects`` for the hosts that read it.

Old addresses are those of front matter (``redirect``) and of the ledger (``moved``). One of a feed or another file is
led on by no page: `valuable.outputs.moved_files` keeps a copy there.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.moves import Move, copied_to, leading_page, moves_of
from valuable.addresses.permalinks import redirect_targets
from valuable.base.page_addresses import bare_address, file_of, lacks_slash, link_to
from valuable.base.uris import URI_SAFE
from valuable.build.builder import CollectedPage, GeneratedPage
from valuable.build.extra_files import extra_files
from valuable.content.address_clashes import redirect_address
from valuable.content.posts import posts_of, title_words
from valuable.content.source_checks import address_of
from valuable.content.validators import redirect_path
from valuable.outputs.not_found import base_path
from valuable.pages.invalidation import generated_from
from valuable.pages.listings import listings_of
from valuable.phases import HtmlCollectPages

RULES_FILE = "_redirects"


def redirect_rule(old: str, target: str, base: str, status: str = "301") -> str:
    """Return the line of ``_redirects`` from an old address to *target*, on a site under the path *base*.

    Conditions on a query stand between the two: Netlify reads them, and Cloudflare passes over such a line. Something
    stands at the address without the query, so the rule has to be forced.
    """
    path, mark, query = old.removeprefix("/").partition("?")
    words = [base + quote(path), *query.split("&")] if mark else [base + quote(path)]
    return "  ".join([*words, whole_target(target, base), f"{status}!" if mark else status])


def whole_target(target: str, base: str) -> str:
    """Return a target, a path from the site's root or an address elsewhere, as a rule and a browser have it."""
    return target if "://" in target else base + quote(target.removeprefix("/"), safe=URI_SAFE)


def title_of_document(app: Sphinx, docname: str) -> str:
    post = posts_of(app.env).get(docname)
    return post.title if post else title_words(app.env.titles[docname])


def redirect_pages(app: Sphinx, leads: Mapping[str, str]) -> Iterator[CollectedPage]:
    """Yield the redirect page at each old address, of a file too; an address with a query can't have one."""
    for old, docname in leads.items():
        if "?" in old:
            continue
        target = app.builder.get_target_uri(docname)
        yield redirect_page(app, redirect_address(old), target, title_of_document(app, docname), target)


def redirect_page(app: Sphinx, here: str, target: str, title: str, canonical: str) -> CollectedPage:
    """Return the page at the address *here* that leads on to *target*, seen from the site's root, or elsewhere."""
    path, mark, anchor = target.partition("#")
    is_elsewhere = "://" in target
    context = {
        "title": title,
        "target": target if is_elsewhere else (relative_uri(here.removeprefix("/"), path) or "./") + mark + anchor,
        "address": canonical if is_elsewhere else app.config.html_baseurl + canonical,
    }
    return here, GeneratedPage(generated_from(app, context), partial(dict, context)), "ablog/redirect.html"


def folder_pages(app: Sphinx) -> Iterator[CollectedPage]:
    """Yield a page in the folder ``one`` for each address ``/one``: hosts that don't look for ``one.html`` show it."""
    for docname in sorted(app.env.found_docs):
        address = address_of(app, docname)
        if lacks_slash(address):
            title, canonical = title_of_document(app, docname), app.builder.get_target_uri(docname)
            yield redirect_page(app, f"{address}/", link_to(f"/{file_of(address)}"), title, canonical)


def moves_to_lead(app: Sphinx) -> Iterator[Move]:
    """Yield what is moved, but for the pages of lists that are there: of them there are as many as the posts fill."""
    moves = moves_of(app)
    pages = {page.pagename for listing in listings_of(app) for page in listing.pages()} if moves else set()
    yield from (move for move in moves if bare_address(move.old) not in pages)


def move_pages(app: Sphinx) -> Iterator[CollectedPage]:
    """Yield the page at each address that the ledger calls moved, unless there is a copy of a file."""
    titles = {address_of(app, docname): docname for docname in app.env.found_docs}
    for move in moves_to_lead(app):
        if (here := leading_page(app, move)) is not None:
            docname = titles.get(move.target.partition("#")[0])
            title = title_of_document(app, docname) if docname is not None else move.target
            target = move_target(move)
            yield redirect_page(app, here, target, title, target.partition("#")[0])


def move_target(move: Move) -> str:
    """Return where something moved leads, seen from the site's root, or elsewhere."""
    path, mark, anchor = move.target.partition("#")
    return move.target if move.is_elsewhere else link_to(path) + mark + anchor


def redirect_rules(app: Sphinx) -> Iterator[str]:
    """Yield the rules of all old addresses.

    That of a folder which holds a feed has the host answer with the feed: it would look for a page there.
    """
    base = base_path(app.config.html_baseurl)
    for old, docname in redirect_targets(app).items():
        yield redirect_rule(redirect_path(old), app.builder.get_target_uri(docname), base)
    for move in moves_to_lead(app):
        copy, place = copied_to(app, move), bare_address(move.old)
        if copy is not None and copy != place:
            yield from (redirect_rule(old, move_target(move), base, "200") for old in (place, f"{place}/"))
        elif copy is None:
            yield redirect_rule(move.old, move_target(move), base)


def write_rules(app: Sphinx) -> None:
    builder: Any = app.builder
    lines = sorted(set(redirect_rules(app)))
    if lines and builder.is_new(RULES_FILE, generated_from(app, lines)):
        Path(builder.outdir, RULES_FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def on_html_collect_pages(app: Sphinx) -> Iterator[CollectedPage]:
    yield from redirect_pages(app, redirect_targets(app))
    yield from folder_pages(app)
    yield from move_pages(app)
    if RULES_FILE not in extra_files(app):
        write_rules(app)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.setup_extension("valuable.addresses.permalinks")
    app.setup_extension("valuable.build.extra_files")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
