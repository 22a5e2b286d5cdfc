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
    "valuable.builder",
    "valuable.upstream_fixes",
    "valuable.upstream_speed",
    "valuable.ablog_fixes",
    "valuable.people",
    "valuable.checks",
    "valuable.drafts",
    "valuable.taken",
    "valuable.extra",
    "valuable.headings",
    "valuable.labels",
    "valuable.footnotes",
    "valuable.posts",
    "valuable.concepts",
    "valuable.anchors",
    "valuable.syntax",
    "valuable.wikilinks",
    "valuable.mentions",
    "valuable.backlinks",
    "valuable.maps",
    "valuable.permalinks",
    "valuable.related",
    "valuable.freshness",
    "valuable.pictures",
    "valuable.raw_html",
    "valuable.dead_ends",
    "valuable.frame_names",
    "valuable.published_files",
    "valuable.maths",
    "valuable.sidenotes",
    "valuable.abbreviations",
    "valuable.pages",
    "valuable.previews",
    "valuable.cards",
    "valuable.metadata",
    "valuable.listings",
    "valuable.concept_pages",
    "valuable.feeds",
    "valuable.redirects",
    "valuable.gone",
    "valuable.not_found",
    "valuable.sitemap",
    "valuable.copies",
    "valuable.llms",
    "valuable.search",
]

# -- Sources ------------------------------------------------------------------

include_patterns = ["*.md", "posts/*/*.md", "posts/*/*/index.md", "concepts/*.md"]
exclude_patterns = ["README.md", "CHANGELOG.md", "_build", ".cache", ".venv", ".git", "guide", "tests", "benchmarks"]
templates_path = ["_templates"]
nitpicky = True
highlight_language = "none"
# A blog's pages stand in listings, not in toctrees; `valuable.checks` says more of headings than MyST does.
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
