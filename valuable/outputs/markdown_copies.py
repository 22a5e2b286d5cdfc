"""Write a copy of each post, concept and page in plain Markdown beside it, for programs: ``index.md``."""

import os
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.page_addresses import copy_of
from valuable.base.translations import translator
from valuable.base.uris import absolute_uri, uri
from valuable.content.source_checks import address_of
from valuable.outputs.markdown_text import escape_markdown, paragraph
from valuable.outputs.markdown_writer import markdown_body, markdown_title
from valuable.phases import HtmlCollectPages, HtmlPageContext


def copy_path(app: Sphinx, pagename: str) -> str:
    """Return the path of a page's copy in the output, which is also its address from the site's root."""
    return copy_of(address_of(app, pagename))


def is_copied(app: Sphinx, pagename: str) -> bool:
    """Return whether a page has a copy: the home page has `llms.txt` instead, and the preview makes none."""
    return pagename in app.env.found_docs and pagename != app.config.root_doc and not app.config.show_drafts


def markdown_byline(context: dict[str, Any]) -> str:
    """Return when, by whom and where a page was published."""
    entry, said = context.get("entry"), []
    if entry:
        said.append(entry.published.text)
        if entry.updated:
            said.append(translator(context["say_language"]).gettext("Updated on {date}", date=entry.updated.text))
        said += (author.text for author in entry.authors)
    return paragraph(" · ".join([*map(escape_markdown, said), f"<{uri(context['pageurl'])}>"]))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write the copy of a page while its body is at hand."""
    if doctree is None or not is_copied(app, pagename):
        return
    base = app.config.html_baseurl
    here = base + app.builder.get_target_uri(pagename)
    body = markdown_body(
        context["body"],
        lambda address: absolute_uri(here, address),
        lambda name: uri(f"{base}_images/{name}"),
    )
    text = "\n\n".join(
        filter(None, [markdown_title(context.get("heading") or context["title"]), markdown_byline(context), body])
    )
    path = f"{app.builder.outdir}/{copy_path(app, pagename)}"
    folder, name = os.path.split(path)
    os.makedirs(folder, exist_ok=True)
    with open(path, "wb", buffering=0) as file:
        file.write(f"{text}\n".encode())
    context["markdown_copy"] = name


def on_html_collect_pages(app: Sphinx) -> tuple[()]:
    """Keep the copies of the pages that are not written again."""
    builder: Any = app.builder
    builder.claimed.update(copy_path(app, docname) for docname in app.env.found_docs if is_copied(app, docname))
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.page_context")
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.COPY)
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
