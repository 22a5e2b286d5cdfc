"""The site's menu, and the lists of posts that its pages link to."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import report
from valuable.base.translations import gettext_noop, site_translator
from valuable.base.uris import is_web_address
from valuable.content.concepts import concepts_of
from valuable.content.drafts import held_back
from valuable.features import is_on
from valuable.pages.listings import CATALOG_KINDS, catalog_pagename, listings_of
from valuable.phases import EnvUpdated

# The menu of a site that names none, in the words of its language.
MENU = (
    (gettext_noop("Posts"), "blog"),
    (gettext_noop("Concepts"), "concepts"),
    (gettext_noop("About"), "about"),
    (gettext_noop("Subscribe"), "subscribe"),
    (gettext_noop("Search"), "search"),
)


class Link(NamedTuple):
    """A link: its text and its pagename, in a menu also the address of another site."""

    text: str
    pagename: str

    @property
    def is_elsewhere(self) -> bool:
        return is_web_address(self.pagename)


def catalog_links(app: Sphinx) -> list[Link]:
    """Return the catalogs that have posts, as links."""
    words, catalogs = site_translator(app.config.language), listings_of(app).catalogs
    return [Link(words.gettext(CATALOG_KINDS[name].way), catalog.pagename) for name, catalog in catalogs.items()]


def shown_menu(app: Sphinx) -> list[Link]:
    """Return the site's menu of ``conf.py`` without the pages that the site does not have."""
    there = app.env.found_docs | {name for name, is_made in menu_lists(app).items() if is_made}
    return [link for link in menu_links(app) if link.is_elsewhere or link.pagename in there]


def menu_links(app: Sphinx) -> Iterator[Link]:
    """Yield the links of the setting."""
    words, menu = site_translator(app.config.language), app.config.site_menu
    for text, target in [(words.gettext(text), target) for text, target in MENU] if menu is MENU else menu:
        yield Link(text, target if is_web_address(target) else target.strip("/") or app.config.root_doc)


def menu_lists(app: Sphinx) -> dict[str, bool]:
    """Return the pages that have no source, each with whether this build makes it."""
    blog = app.config.blog_path
    made = listings_of(app).catalogs
    catalogs = {catalog_pagename(blog, name): name in made for name in CATALOG_KINDS}
    return {blog: True, "concepts": bool(concepts_of(app.env)), "search": is_on(app.config, "search"), **catalogs}


def menu_problems(app: Sphinx) -> Iterator[str]:
    """Yield a problem for each link of the menu that leads to no page; one held back is a page, and so is any list."""
    known = {*app.env.found_docs, *menu_lists(app), *held_back(app)}
    for link in menu_links(app):
        if not link.is_elsewhere and link.pagename not in known | {page for _, page in MENU}:
            near = get_close_matches(link.pagename, sorted(known), n=1, cutoff=0.4)
            advice = f"did you mean {near[0]!r}?" if near else "write the name of a page, such as 'about'"
            yield f"site_menu has {link.text!r} lead to {link.pagename!r}, and there is no such page: {advice}"


def on_check_settings(app: Sphinx, config: Config) -> list[str]:
    found = config.site_menu
    if isinstance(found, (list, tuple)) and all(
        isinstance(entry, (list, tuple)) and len(entry) == 2 and all(isinstance(part, str) and part for part in entry)
        for entry in found
    ):
        return []
    return [f"site_menu is {found!r}: write the words and the page of each entry, such as [('About', 'about')]"]


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    for message in menu_problems(app):
        report(message, "conf.py:1", "menu")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.settings")
    app.add_config_value("site_menu", MENU, "html", types=frozenset({list, tuple}))
    app.connect("check-settings", on_check_settings)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.MENU)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
