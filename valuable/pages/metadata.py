"""Describe every page in its head, for programs, and cite every post.

Open Graph (ogp.me) for those who show a link, JSON-LD (schema.org) for search engines, and the tags by which Google
Scholar and Zotero know who wrote what, when.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from babel.core import get_global
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.people import Person, colophon
from valuable.base.sentences import shorten_text
from valuable.base.translations import locale, site_translator, translator
from valuable.content.language_versions import version_in, versions_of
from valuable.content.pictures.known import middle_name
from valuable.content.posts import Post, posts_of
from valuable.pages.json_ld import (
    Site,
    Thing,
    TrailStep,
    author_thing,
    blog_posting,
    breadcrumbs,
    defined_term,
    glossary_page,
    json_ld_script,
    profile,
    term_set,
    translations,
    website,
)
from valuable.pages.listings import listing_pagename
from valuable.pages.page_context import PostEntry, overview
from valuable.phases import HtmlPageContext

MAX_DESCRIPTION = 300  # characters of a description in the head; the whole of it stands in the page
CARD_SIZE = (1200, 630)


class MetaTag(NamedTuple):
    """A ``<meta>``: ``key`` is ``name`` or ``property``."""

    key: str
    name: str
    content: str


@cache
def open_graph_locale(language: str) -> str:
    """Return a BCP 47 tag in Open Graph's form, ``de_DE``, with the likely territory; empty if there is none."""
    found = locale(language)
    parts = filter(None, [found.language, found.script])
    territory = found.territory or get_global("likely_subtags").get("_".join(parts), "").rpartition("_")[2]
    return f"{found.language}_{territory}" if len(territory) == 2 and territory.isupper() else ""


def open_graph(
    kind: str, *, title: str, description: str, address: str, site: Site, language: str
) -> Iterator[MetaTag]:
    """Yield the Open Graph properties of every page."""
    said = {
        "type": kind,
        "title": title,
        "description": description,
        "url": address,
        "site_name": site.name,
        "locale": open_graph_locale(language),
    }
    yield from (MetaTag("property", f"og:{name}", content) for name, content in said.items() if content)


def post_graph(
    post: Post, entry: PostEntry, *, authors: Mapping[str, Person], picture: str | None
) -> Iterator[MetaTag]:
    """Yield those of a post: *authors* by the addresses of their pages, *picture* the address of its card."""
    if picture:
        width, height = CARD_SIZE
        yield MetaTag("property", "og:image", picture)
        yield MetaTag("property", "og:image:type", "image/png")
        yield MetaTag("property", "og:image:width", str(width))
        yield MetaTag("property", "og:image:height", str(height))
        yield MetaTag("property", "og:image:alt", post.title)
    yield MetaTag("property", "article:published_time", entry.published.iso)
    if entry.updated:
        yield MetaTag("property", "article:modified_time", entry.updated.iso)
    yield from (MetaTag("property", "article:author", address) for address in authors)
    if post.category:
        yield MetaTag("property", "article:section", post.category)
    yield from (MetaTag("property", "article:tag", tag) for tag in post.tags)
    yield MetaTag("name", "twitter:card", "summary_large_image" if picture else "summary")
    handle = next(filter(None, (person.handle for person in authors.values())), "")  # Mastodon reads one
    if handle:
        yield MetaTag("name", "fediverse:creator", handle)


def breadcrumb_trail(app: Sphinx, site: Site, pagename: str, context: Mapping[str, Any]) -> list[TrailStep]:
    """Return the breadcrumbs of a page: home, the part of the site as the menu names it, the catalog, the page."""
    within = f"{app.config.blog_path}/{pagename}" if pagename.startswith("posts/") else pagename
    above = [link for link in context["menu"] if f"{within}/".startswith(f"{link.pagename}/")]
    if context.get("index"):
        above.append(context["index"])
    steps = {site.address: site.name, **{page_url(app, link.pagename): link.text for link in above}}
    steps.setdefault(page_url(app, pagename), context["page_title"])
    return [(name, address) for address, name in steps.items()]


def page_url(app: Sphinx, pagename: str) -> str:
    """Return the absolute address of a page."""
    return f"{app.config.html_baseurl}{app.builder.get_target_uri(pagename)}"


def author_address(app: Sphinx, key: str) -> str:
    """Return the address of the page of an author in ``people``."""
    return page_url(app, listing_pagename(app.config.blog_path, "author", key))


def person_picture(app: Sphinx, site: Site, person: Person) -> str | None:
    """Return the address of a person's picture."""
    path = f"_static/{person.picture}" if person.picture else ""
    name = middle_name(app.env, path)
    return f"{site.address}_images/{quote(name)}" if name else path and site.address + quote(path)


def share_picture(app: Sphinx, site: Site, post: Post) -> str | None:
    """Return the address of the picture that goes with links to a post: a handler of the event knows it."""
    path = app.emit_firstresult("share-picture", post)
    return f"{site.address}{path}" if path else None


def indexed_versions(app: Sphinx, post: Post) -> Sequence[Post]:
    """Return the versions of a text for search engines: those whose original stands here, the original first."""
    found = [version for version in versions_of(app, post) if not version.canonical_link]
    return found if post in found else (post,)


def alternates(app: Sphinx, post: Post) -> list[tuple[str, str]]:
    """Return the address of each version of a text by its language, and that for readers of any other language."""
    versions = indexed_versions(app, post)
    if len(versions) < 2:
        return []
    found = [(version.language, page_url(app, version.docname)) for version in versions]
    return [*found, ("x-default", page_url(app, version_in(versions, app.config.language).docname))]


def post_metadata(app: Sphinx, site: Site, post: Post, context: dict[str, Any]) -> tuple[list[MetaTag], list[Thing]]:
    """Return the metadata of a post's page."""
    people, entry = overview(app).people, context["entry"]
    authors = {author_address(app, key): people[key] for key in post.authors if key in people}
    address, picture = context["permalink"], share_picture(app, site, post)
    facts = list(post_graph(post, entry, authors=authors, picture=picture))
    versions = indexed_versions(app, post)
    context["alternates"] = alternates(app, post)
    facts += (
        MetaTag("property", "og:locale:alternate", open_graph_locale(version.language))
        for version in versions
        if version is not post and open_graph_locale(version.language)
    )
    posting = blog_posting(
        post,
        address,
        site=site,
        authors=[author_thing(person, place) for place, person in authors.items()],
        description=context["about"],
        published=entry.published.iso,
        updated=entry.updated.iso if entry.updated else None,
        picture=picture,
    )
    posting |= translations(address, [(version.language, page_url(app, version.docname)) for version in versions])
    return facts, [posting, breadcrumbs(breadcrumb_trail(app, site, post.docname, context))]


def page_json_ld(app: Sphinx, site: Site, pagename: str, context: dict[str, Any]) -> Iterator[Thing]:
    """Yield the JSON-LD of the home page, a list or a concept."""
    config, person = app.config, context.get("person")
    if pagename == config.root_doc:
        owner = overview(app).people[config.blog_default_author]
        address = author_address(app, owner.key)
        yield website(site, context["about"], address)
        yield profile(owner, address, person_picture(app, site, owner))
    elif f"{pagename}/".startswith((f"{config.blog_path}/", "concepts/")):
        concepts, concept = page_url(app, "concepts"), context.get("concept")
        terms = site_translator(config.language).gettext("Concepts of {site}", site=site.name)
        if person:
            yield profile(person, context["permalink"], person_picture(app, site, person))
        elif concept:
            yield defined_term(concept, context["permalink"], term_set(concepts, terms))
        elif pagename == "concepts":
            yield glossary_page(site, terms, concepts, context["about"])
        yield breadcrumbs(breadcrumb_trail(app, site, pagename, context))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    config, posts, person = app.config, posts_of(app.env), context.get("person")
    site = Site(config.project, config.html_baseurl, config.language)
    title = site.name if pagename == config.root_doc else context["page_title"]
    words = translator(context["say_language"])
    context["about"] = shorten_text(context["description"], MAX_DESCRIPTION) or words.gettext(
        "{title} on {site}.", title=title, site=site.name
    )
    context["permalink"] = author_address(app, person.key) if person else page_url(app, pagename)
    facts: list[MetaTag] = []
    if pagename in posts:
        kind = "article"
        facts, things = post_metadata(app, site, posts[pagename], context)
    else:
        kind = "profile" if person and person.kind == "person" else "website"
        things = list(page_json_ld(app, site, pagename, context))
    if person and person.key != config.blog_default_author:
        owner = overview(app).people[config.blog_default_author]
        context["colophon"] = colophon(config, owner, me=False)
    graph = open_graph(
        kind,
        title=title,
        description=context["about"],
        address=context["pageurl"],
        site=site,
        language=context["page_language"],
    )
    context["facts"] = [*graph, *facts]
    context["structured"] = json_ld_script(things)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.page_context")
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.METADATA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
