"""The site's table of contents: who writes it, what it is made of, how it looks."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# -- The site and its people --------------------------------------------------

project = "Valuable Systems"
site_tagline = "The blog of Cantlin Ashrowan"
author = "Cantlin Ashrowan"
language = "en-GB"
site_timezone = "Europe/London"
site_rights = "All rights reserved"

# Where the site stands; everything else reads it here. The host knows better than this file does.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL") or os.environ.get("SITE_URL") or "https://valuable.example/"

# In feeds, whose posts these are, and when that was so: part of every entry's id, so it never changes, even if the
# address above does.
feed_id_authority = "valuable.example,2021"

# Everything but the name may be left out. Several who sign as one are of the kind "group".
people = {
    "cantlin": {
        "name": "Cantlin Ashrowan",
        "role": "a product leader",
        "place": "London",
        "bio": "Writes here about product management, shared understanding and how organisations decide what to do.",
        "picture": "images/cantlin.svg",
        "email": "cantlin@valuable.example",
        "profiles": {"Mastodon": "https://social.example/@cantlin"},
    },
    "editors": {
        "name": "The editors of Valuable Systems",
        "kind": "group",
        "bio": "Keep this site, and write here about how work is organised and how a site like this one is made.",
        "picture": "images/editors.svg",
    },
}

# -- Extensions ---------------------------------------------------------------

extensions = [
    "myst_parser",
    "ablog",
    "valuable.build.builder",
    "valuable.upstream.registry",
    "valuable.base.people",
    "valuable.content.source_checks",
    "valuable.content.drafts",
    "valuable.content.included_files",
    "valuable.build.extra_files",
    "valuable.content.headings",
    "valuable.content.footnotes",
    "valuable.content.posts",
    "valuable.content.concepts",
    "valuable.addresses.anchors",
    "valuable.content.foreign_syntax",
    "valuable.knowledge.wikilinks",
    "valuable.knowledge.mentions",
    "valuable.knowledge.backlinks",
    "valuable.knowledge.maps",
    "valuable.addresses.permalinks",
    "valuable.knowledge.related",
    "valuable.pages.invalidation",
    "valuable.content.images",
    "valuable.content.raw_html",
    "valuable.addresses.dead_links",
    "valuable.content.reserved_classes",
    "valuable.content.published_files",
    "valuable.content.maths",
    "valuable.pages.sidenotes",
    "valuable.knowledge.abbreviations",
    "valuable.pages.page_context",
    "valuable.pages.previews",
    "valuable.outputs.cards",
    "valuable.pages.metadata",
    "valuable.pages.listings",
    "valuable.pages.concept_index",
    "valuable.outputs.feeds",
    "valuable.outputs.redirects",
    "valuable.outputs.tombstones",
    "valuable.outputs.not_found",
    "valuable.outputs.sitemap",
    "valuable.outputs.markdown_copies",
    "valuable.outputs.llms",
    "valuable.outputs.search",
]

# -- Sources ------------------------------------------------------------------

include_patterns = ["*.md", "posts/*/*.md", "posts/*/*/index.md", "concepts/*.md"]
exclude_patterns = ["README.md", "CHANGELOG.md", "_build", ".cache", ".venv", ".git", "guide", "tests", "benchmarks"]
templates_path = ["_templates"]
nitpicky = True
highlight_language = "none"
# A blog's pages stand in listings, not in toctrees; `valuable.content.headings` says more of headings than MyST does.
suppress_warnings = ["toc.not_included", "myst.header"]

# -- MyST ---------------------------------------------------------------------

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
# A price is no formula: "$5 and $6".
myst_dmath_allow_space = False
myst_dmath_allow_digits = False
myst_footnote_transition = False

# -- ABlog --------------------------------------------------------------------

blog_title = project
blog_default_author = "cantlin"
blog_feed_fulltext = True
blog_feed_length = 20
skip_injecting_base_ablog_templates = True

# -- HTML ---------------------------------------------------------------------

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_domain_indices = False
html_math_renderer = "mathml"
html_scaled_image_link = False
html_favicon = "_static/images/icon.svg"
html_static_path = ["_static"]
# What lies in this folder, if there is one, is put into the site as it is: `CNAME`, `.well-known/…`
html_extra_path = ["_extra"]
html_css_files = [
    "css/tokens.css",
    "css/frame.css",
    "css/prose.css",
    "css/sidenotes.css",
    "css/post.css",
    "css/concepts.css",
    "css/map.css",
    "css/mentioned.css",
    "css/related.css",
    "css/listing.css",
    "css/preview.css",
    "css/search.css",
    "css/search-page.css",
    "css/subscribe.css",
    "css/print.css",
    "css/shame.css",
]
html_js_files = [
    ("js/search.js", {"defer": "defer"}),
    ("js/search-box.js", {"defer": "defer"}),
    ("js/search-page.js", {"defer": "defer"}),
    ("js/email.js", {"defer": "defer"}),
    ("js/contents.js", {"defer": "defer"}),
    ("js/previews.js", {"defer": "defer"}),
    "js/preview-box.js",
    ("js/scroll.js", {"defer": "defer"}),
]
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
