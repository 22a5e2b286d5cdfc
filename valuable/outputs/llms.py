"""Write ``llms.txt``, the site's contents for language models, in the form of https://llmstxt.org/.

It lists the Markdown copies (`markdown_copies`): posts by year, the newest first, then pages and concepts.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.page_addresses import link_to
from valuable.base.translations import site_translator
from valuable.base.uris import uri
from valuable.build.extra_files import extra_files
from valuable.content.posts import title_words
from valuable.content.source_checks import kind_of
from valuable.outputs.markdown_copies import copy_path, is_copied
from valuable.outputs.markdown_text import escape_markdown
from valuable.pages.invalidation import generated_from
from valuable.pages.listings import listings_of
from valuable.phases import HtmlCollectPages

LLMS_FILE = "llms.txt"
Row = tuple[str, str, str]  # path of the copy, title, description


def llms_sections(app: Sphinx) -> Iterator[tuple[str, list[Row]]]:
    """Yield each heading with the lines under it."""
    env, words = app.env, site_translator(app.config.language)
    archive = listings_of(app).catalogs.get("archive")
    for year in archive.listings if archive else ():
        yield year.label, [(copy_path(app, post.docname), post.title, post.description) for post in year.all_posts]
    for heading, kind in ((words.gettext("Pages"), "page"), (words.gettext("Concepts"), "concept")):
        found = sorted(name for name in env.found_docs if kind_of(name) == kind and is_copied(app, name))
        rows = [
            (copy_path(app, name), title_words(env.titles[name]), env.metadata[name].get("description", ""))
            for name in found
        ]
        if rows:
            yield heading, rows


def llms_text(name: str, summary: Iterable[str], found: Iterable[tuple[str, list[Row]]], base: str) -> str:
    """Return the text of the file."""
    lines = [f"# {escape_markdown(name)}", *(f"\n> {escape_markdown(text)}" for text in summary)]
    for heading, rows in found:
        lines += ["", f"## {heading}", ""]
        for path, title, description in rows:
            link = f"- [{escape_markdown(title)}]({uri(base + link_to(path))})"
            lines.append(f"{link}: {escape_markdown(description)}" if description else link)
    return "\n".join(lines) + "\n"


def on_html_collect_pages(app: Sphinx) -> tuple[()]:
    builder: Any = app.builder
    config, env = app.config, app.env
    if config.show_drafts or LLMS_FILE in extra_files(app):
        return ()
    about, found = env.metadata[config.root_doc].get("description") or config.site_tagline, list(llms_sections(app))
    if builder.is_new(LLMS_FILE, generated_from(app, about, found)):
        text = llms_text(config.project, filter(None, [about]), found, config.html_baseurl)
        Path(builder.outdir, LLMS_FILE).write_text(text, encoding="utf-8", newline="")
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.outputs.markdown_copies")
    app.setup_extension("valuable.build.extra_files")
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
