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
from valuable.build.builder import CollectedPage, GeneratedPage
from valuable.build.extra_files import extra_files
from valuable.content.posts import posts_of, title_words
from valuable.content.validators import is_file_address, redirect_path
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
        here, target = old if is_file_address(old) else f"{old}/", app.builder.get_target_uri(docname)
        context = {
            "title": title_of_document(app, docname),
            "target": relative_uri(here, target),
            "address": app.config.html_baseurl + target,
        }
        yield old, GeneratedPage(generated_from(app, context), partial(dict, context)), "ablog/redirect.html"


def write_rules(app: Sphinx, leads: Mapping[str, str]) -> None:
    builder: Any = app.builder
    base, uri = base_path(app.config.html_baseurl), builder.get_target_uri
    lines = sorted(redirect_rule(old, uri(docname), base) for old, docname in leads.items())
    if builder.is_new(RULES_FILE, generated_from(app, lines)):
        Path(builder.outdir, RULES_FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_files(app: Sphinx, found: Iterator[CollectedPage]) -> Iterator[CollectedPage]:
    """Write the redirects whose addresses are those of files, and yield the others for the builder to write."""
    builder: Any = app.builder
    for old, made, template in found:
        if not is_file_address(old):
            yield old, made, template
        elif builder.is_new(old, made.inputs):
            builder.handle_page(old, made.context(), template, outfilename=Path(builder.outdir, old))


def on_html_collect_pages(app: Sphinx) -> Iterator[CollectedPage]:
    leads = redirect_targets(app)
    yield from write_files(app, redirect_pages(app, leads))
    if leads and RULES_FILE not in extra_files(app):
        write_rules(app, leads)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.setup_extension("valuable.addresses.permalinks")
    app.setup_extension("valuable.build.extra_files")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
