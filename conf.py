"""What this site is called, who writes it, and what it has. All settings: `guide/settings.md`."""

import os

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
blog_default_author = "cantlin"  # of posts that name none

# -- What stands around the texts ---------------------------------------------

# The words and the page of each entry. A page that is not there is not in the menu.
site_menu = [
    ("Posts", "blog"),
    ("Concepts", "concepts"),
    ("About", "about"),
    ("Subscribe", "subscribe"),
    ("Search", "search"),
]
# Posts for who comes for the first time: the home page shows them before the newest.
start_here = ["posts/2021/what-do-product-managers-do"]
# A sentence is left out if something that it names is not set above.
site_footer = ["{site} is the blog of me, {author}.", "You can {contact}."]

# -- The machinery ------------------------------------------------------------

extensions = ["myst_parser", "ablog", "valuable"]
# What the site does without: "abbreviations", "backlinks", "cards", "citations", "copies" (in Markdown, and llms.txt),
# "embeds", "maps", "previews", "related", "search", "sidenotes", "tag-feeds".
switched_off = []
