"""Give templates plain values: the site, the page's language and address, a post as it is shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.directions import direction, language_attributes
from valuable.base.people import Person, colophon, people_of
from valuable.base.settings import is_set
from valuable.base.translations import (
    DisplayDate,
    byline_words,
    display_date,
    gettext_noop,
    list_joints,
    long_date,
    own_name,
    site_translator,
    template_words,
    translator,
    ui_language,
)
from valuable.content.concepts import concepts_of
from valuable.content.digests import summary_digests
from valuable.content.drafts import build_moment
from valuable.content.language_versions import one_of_each, version_in, versions_of
from valuable.content.pictures.known import middle_name
from valuable.content.posts import Post, neighbours, posts_of, series_parts, title_words
from valuable.features import is_on
from valuable.pages.listings import listing_pagename, listings_of
from valuable.pages.menu import MENU, Link, catalog_links, shown_menu
from valuable.phases import DoctreeResolved, HtmlPageContext

# Of a site that says no other.
RIGHTS = gettext_noop("All rights reserved")
# What a preview says of a post that is not published yet.
BADGES = {"draft": gettext_noop("Draft"), "due": gettext_noop("Due on {date}")}


class AuthorLink(NamedTuple):
    """Somebody who has written a post, as its page names them."""

    text: str
    pagename: str
    picture: str  # relative to ``_static``; may be empty
    before: str  # what stands between the name before and this one, in the language of the page
    after: str


def make_authors(people: Sequence[Person], language: str, blog_path: str) -> tuple[AuthorLink, ...]:
    """Return people as a page in *language* names them one after the other: ``A, B and C``."""
    *before, behind = list_joints(len(people), language)
    return tuple(
        AuthorLink(
            text=person.name,
            pagename=listing_pagename(blog_path, "author", person.key),
            picture=person.picture,
            before=joint,
            after=behind if person is people[-1] else "",
        )
        for person, joint in zip(people, before, strict=True)
    )


@dataclass(frozen=True)
class PostEntry:
    """A post as one page shows it, in that page's language; ``post`` is its record, for what is shown as it is."""

    post: Post
    pagename: str
    title: str
    language: str
    words_before: str  # the byline up to its date
    words_after: str  # the byline from its date on
    published: DisplayDate
    updated: DisplayDate | None
    description: str
    authors: tuple[AuthorLink, ...]
    category: Link | None
    tags: tuple[Link, ...]
    badge: str  # what a preview says of a post that is not published yet
    cover: str | None  # relative to the output
    cover_alt: str | None
    versions: tuple["Version", ...] = ()  # the same text in other languages


class Version(NamedTuple):
    """A post as the version of another one, by what its language is called in itself."""

    pagename: str
    language: str
    name: str


def other_versions(app: Sphinx, post: Post) -> tuple[Version, ...]:
    """Return the same text in other languages, the original first."""
    found = versions_of(app, post)
    primary = [version.language.partition("-")[0] for version in found]
    return tuple(
        Version(version.docname, version.language, own_name(version.language, exact=primary.count(base) > 1))
        for version, base in zip(found, primary, strict=True)
        if version is not post
    )


def make_entry(post: Post, language: str, view: "Overview", blog_path: str, versions: tuple[Version, ...]) -> PostEntry:
    """Return *post* as a page in *language* shows it."""

    def link(catalog: str, name: str) -> Link:
        return Link(name, listing_pagename(blog_path, catalog, name))

    before, after = byline_words(post.words, language)
    badge = view.badge(post)
    return PostEntry(
        post=post,
        pagename=post.docname,
        title=post.title,
        language=post.language,
        words_before=before,
        words_after=after,
        published=display_date(post.date, language),
        updated=display_date(post.updated, language) if post.updated else None,
        description=post.description,
        authors=make_authors([view.people[key] for key in post.authors if key in view.people], language, blog_path),
        category=link("category", post.category) if post.category else None,
        tags=tuple(link("tag", tag) for tag in post.tags),
        badge=translator(language).gettext(BADGES[badge], date=long_date(post.date, language)) if badge else "",
        cover=view.covers.get(post.cover) if post.cover else None,
        cover_alt=post.cover_alt,
        versions=versions,
    )


def year_range(posts: Iterable[Post]) -> str:
    """Return the years in which the posts were published: ``2021–2026``."""
    found = sorted({post.date.year for post in posts})
    return "–".join(str(year) for year in dict.fromkeys([found[0], found[-1]])) if found else ""


@dataclass(frozen=True)
class Overview:
    """What the pages of a build share, found once."""

    newest: Sequence[Post]  # all, whatever language they are in
    neighbours: Mapping[str, tuple[Post | None, Post | None]]  # the posts before and after each, by docname
    parts: Mapping[str, tuple[Post, ...]]  # the posts of each series
    years: str  # ``2021–2026``
    ways: Sequence[Link]  # the links to the catalogs
    people: Mapping[str, Person]
    covers: Mapping[str, str]  # the path in the output of each cover
    moment: datetime  # of the build
    frame: Mapping[str, Any]  # the values of :func:`frame_context`

    def badge(self, post: Post) -> str:
        """Return what a preview says of a post that is not published yet."""
        return "draft" if post.draft else "due" if post.date > self.moment else ""


def frame_context(app: Sphinx, newest: Sequence[Post]) -> dict[str, Any]:
    """Return what the templates print around every page."""
    config, found = app.config, year_range(newest)
    words = site_translator(config.language)
    rights = config.site_rights if is_set(config, "site_rights") else words.gettext(RIGHTS)
    owner = people_of(config)[config.blog_default_author]
    return {
        "site_name": config.project,
        "site_tagline": config.site_tagline,
        "site_language": config.language,
        "page_language": config.language,
        "colophon": colophon(config, owner),
        "rights": words.gettext(
            "© {owner}. {rights}.", owner=" ".join(filter(None, [found, config.author])), rights=rights
        ),
        "blog_path": config.blog_path,
        "ways": catalog_links(app),
        "menu": shown_menu(app),
        "menu_language": words.language if config.site_menu is MENU else config.language,
        "has_search": is_on(config, "search"),
    }


def frame_words(page_language: str, language: str) -> dict[str, Any]:
    """Return what a template says the words of the frame with, in *language*; ``said`` marks an element of them."""
    said = Markup(language_attributes(language, page_language))  # noqa: S704  # Babel knows both codes
    return {"said": said, "say_language": language, **template_words(language)}


@once_per_build
def overview(app: Sphinx) -> Overview:
    """Return the overview of this build, once all is read."""
    blog = listings_of(app).blog
    newest = blog.all_posts
    return Overview(
        newest=newest,
        neighbours=neighbours(blog.posts),
        parts=series_parts(newest),
        years=year_range(newest),
        ways=catalog_links(app),
        people=people_of(app.config),
        covers={
            post.cover: f"_images/{name}"
            for post in newest
            if post.cover and (name := middle_name(app.env, post.cover))
        },
        moment=build_moment(app),
        frame=frame_context(app, newest),
    )


def post_context(app: Sphinx, post: Post) -> dict[str, Any]:
    """Return what the template of a post prints besides its body."""
    language = ui_language(post.language, app.config.language)
    older, newer = posts_beside(app, post)
    members = series_of(app, post)
    series = None
    if len(members) > 1:
        at = members.index(post)
        series = {
            "number": at + 1,
            "total": len(members),
            "name": post.series,
            "parts": members,
            "previous": members[at - 1] if at else None,
            "next": members[at + 1] if at + 1 < len(members) else None,
        }
    return {
        "entry": entry_of(app, post, language),
        "older": older and Link(older.title, older.docname),
        "newer": newer and Link(newer.title, newer.docname),
        "older_language": older.language if older else None,
        "newer_language": newer.language if newer else None,
        "series": series,
        "description": post.description,
        "lede": post.description if post.described else "",
        "page_language": post.language,
        "original": post.canonical_link,
    }


def posts_beside(app: Sphinx, post: Post) -> tuple[Post | None, Post | None]:
    """Return the posts before and after the text of *post*, each in its language if there is such a version."""
    listed = overview(app).neighbours
    place = next(version for version in versions_of(app, post) if version.docname in listed)
    older, newer = (beside and version_in(versions_of(app, beside), post.language) for beside in listed[place.docname])
    return older, newer


def series_of(app: Sphinx, post: Post) -> Sequence[Post]:
    """Return the parts of the series of *post*, each in its language if there is such a version."""
    return one_of_each(app, overview(app).parts.get(post.series or "", ()), post.language)


def entry_of(app: Sphinx, post: Post, language: str) -> PostEntry:
    """Return *post* as a page in *language* shows it."""
    return make_entry(post, language, overview(app), app.config.blog_path, other_versions(app, post))


def rows(app: Sphinx, posts: Iterable[Post], template: str, **context: Any) -> Callable[[str], list[str]]:
    """Return a function for templates that prints *posts*, each by *template*, given the way to the site's root."""
    language = ui_language(app.config.language, "en")
    said = frame_words(app.config.language, language)
    builder: Any = app.builder

    def printed(root: str) -> list[str]:
        return [
            builder.fragment(
                template,
                (post.docname, *context.values()),
                root,
                lambda post=post: {
                    "entry": entry_of(app, post, language),
                    "page_language": app.config.language,
                    **said,
                    **context,
                },
            )
            for post in posts
        ]

    return printed


def row_summary(app: Sphinx, post: Post) -> tuple[str, str, str | None, tuple[Version, ...]]:
    """Return what a list shows of a post, in a form that can be compared."""
    view = overview(app)
    others = other_versions(app, post)
    return summary_digests(app.env)[post.docname], view.badge(post), view.covers.get(post.cover or ""), others


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    posts, view = posts_of(app.env), overview(app)
    context.setdefault("description", app.env.metadata.get(pagename, {}).get("description", ""))
    context.update(view.frame)
    template = None
    if pagename in posts:
        context.update(post_context(app, posts[pagename]))
        context["pageurl"] = posts[pagename].canonical_link or context["pageurl"]
        template = "post.html"
    elif pagename in concepts_of(app.env):
        context["concept"] = concepts_of(app.env)[pagename]
        context["description"] = context["concept"].description
        template = "concept.html"
    if doctree is not None and "heading" in doctree:  # with the numbers of its notes, which the title is without
        builder: Any = app.builder
        context["heading"] = builder.inline(doctree["heading"])
    page, site = context["page_language"], app.config.language
    context["language"], context["page_direction"] = page, direction(page)
    context.update(frame_words(page, ui_language(page, site)))
    context["by_site"] = language_attributes(site, context["say_language"])  # of the author's words in the frame
    titles = app.env.titles
    context["page_title"] = title_words(titles[pagename]) if pagename in titles else context.get("title", "")
    return template


def shown_of_post(post: Post | None) -> Any:
    """Return what the page of another post shows of one."""
    return post and (post.docname, post.title, post.language)


def on_page_shows(app: Sphinx, docname: str) -> Any:
    """Return what a post shows of other posts."""
    post, view = posts_of(app.env).get(docname), overview(app)
    if post is not None:
        return (
            *map(shown_of_post, (*posts_beside(app, post), *series_of(app, post), *versions_of(app, post))),
            view.badge(post),
        )
    return None


def on_site_shows(app: Sphinx) -> Any:
    view = overview(app)
    return view.years, view.ways, shown_menu(app)


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take the title out of a post's or concept's body: the template shows it, with other things around it."""
    if app.builder.format == "html" and (docname in posts_of(app.env) or docname in concepts_of(app.env)):
        section = next(iter(doctree.findall(nodes.section)))
        if next(iter(section[0].findall(nodes.footnote_reference)), None) is not None:
            doctree["heading"] = section[0]
        section.remove(section[0])


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.digests")
    app.setup_extension("valuable.content.concepts")
    app.setup_extension("valuable.content.drafts")
    app.add_config_value("site_tagline", "", "html", types=frozenset({str}))
    app.add_config_value("site_rights", RIGHTS, "html", types=frozenset({str}))
    app.setup_extension("valuable.pages.menu")
    app.connect("page-shows", on_page_shows)
    app.connect("site-shows", on_site_shows)
    app.connect("doctree-resolved", on_doctree_resolved, priority=DoctreeResolved.TITLE)
    app.connect("html-page-context", on_html_page_context, priority=HtmlPageContext.VALUES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
