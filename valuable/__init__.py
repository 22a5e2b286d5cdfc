"""The machinery of a blog on Sphinx, MyST, ABlog and Furo.

A site's ``conf.py`` names it: ``extensions = ["myst_parser", "ablog", "valuable"]``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "1.0"

# The extensions in the order in which they are set up, which is that of handlers of one phase. What can be switched off
# stands in `valuable.features`.
EXTENSIONS = (
    "base.events",
    "base.build_state",
    "base.messages",
    "base.catalogs",
    "base.settings",
    "base.theme",
    "build.builder",
    "build.judgement",
    "upstream.registry",
    "upstream.messages",
    "base.people",
    "content.source_checks",
    "content.notebook_outputs",
    "content.drafts",
    "content.included_files",
    "build.extra_files",
    "content.headings",
    "content.markdown.marks",
    "content.markdown.left_over",
    "content.markdown.loose_emphasis",
    "content.markdown.slips",
    "content.markdown.tex_quotes",
    "content.markdown.bare_addresses",
    "content.markdown.applied_attributes",
    "content.markdown.short_codes",
    "content.markdown.tasks",
    "content.markdown.page_abbreviations",
    "content.markdown.old_headings",
    "content.markdown.html_paragraphs",
    "content.markdown.definition_terms",
    "content.footnotes",
    "content.spellings",
    "content.summaries",
    "content.posts",
    "content.language_versions",
    "content.digests",
    "content.references",
    "content.concepts",
    "addresses.anchors",
    "content.foreign_syntax",
    "content.markdown.one_line_directives",
    "content.markdown.unknown_names",
    "content.markdown.shown_notebooks",
    "content.markdown.spaced_links",
    "content.markdown.maths",
    "content.markdown.loose_tables",
    "content.markdown.callouts",
    "content.markdown.picture_markup",
    "content.markdown.galleries",
    "content.markdown.block_ids",
    "content.attachments",
    "content.markdown.embedded_files",
    "knowledge.wikilinks",
    "knowledge.mentions",
    "knowledge.backlinks",
    "knowledge.maps",
    "addresses.permalinks",
    "addresses.dated_names",
    "knowledge.related",
    "pages.invalidation",
    "content.markdown.media",
    "content.markdown.embeds",
    "content.images",
    "content.pictures.dark",
    "build.pictures",
    "build.photo_places",
    "content.raw_html",
    "content.site_links",
    "addresses.link_anchors",
    "addresses.dead_links",
    "content.reserved_classes",
    "content.published_files",
    "content.maths",
    "content.markdown.code_blocks",
    "pages.code_assets",
    "pages.sidenotes",
    "pages.kind_styles",
    "knowledge.abbreviations",
    "pages.page_context",
    "pages.frame_language",
    "pages.home",
    "pages.wide_things",
    "pages.viewer",
    "pages.printed_addresses",
    "outputs.cards",
    "pages.page_lists",
    "pages.metadata",
    "pages.citations",
    "pages.listing_pages",
    "pages.concept_index",
    "outputs.feeds",
    "outputs.redirects",
    "outputs.tombstones",
    "outputs.moved_files",
    "outputs.not_found",
    "outputs.old_queries",
    "outputs.sitemap",
    "outputs.markdown_copies",
    "outputs.llms",
    "outputs.search",
)


def setup(app: "Sphinx") -> "ExtensionMetadata":
    from valuable.features import extensions_off

    app.setup_extension("myst_parser")
    app.setup_extension("ablog")
    app.add_config_value("switched_off", [], "env", types=frozenset({list, tuple}))
    off = extensions_off(app.config)
    for name in EXTENSIONS:
        if name not in off:
            app.setup_extension(f"valuable.{name}")
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
