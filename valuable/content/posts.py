"""The record of a post, which all later steps show: made once, from its front matter and its doctree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from docutils import nodes
from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import smartchars
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.base.sentences import leading_sentences
from valuable.base.settings import site_timezone
from valuable.base.translations import long_date, translator, ui_language
from valuable.base.word_count import count_document_words, count_words, inline_text
from valuable.content.front_matter import FrontMatter
from valuable.content.markdown.embeds import embed
from valuable.content.source_checks import Source, sources_of
from valuable.content.spellings import spelled
from valuable.content.summaries import text_before_more
from valuable.content.updates import updates
from valuable.phases import DoctreeRead, EnvGetOutdated, EnvUpdated, Transform
from valuable.upstream.ablog import register
from valuable.upstream.sphinx import PAGE_LANGUAGE


@dataclass(frozen=True)
class Post:
    """A post as listings, feeds and other pages show it. Texts are plain; times are in the site's timezone.

    ``authors`` are keys of ``people``. ``draft`` is True only in a preview; ``cover`` is relative to the site's folder.
    """

    docname: str
    title: str
    date: datetime
    updated: datetime | None
    authors: tuple[str, ...]
    category: str | None
    tags: tuple[str, ...]
    description: str
    words: int  # how many, for the time that it takes to read
    language: str  # a BCP 47 tag
    series: str | None = None
    cover: str | None = None
    cover_alt: str | None = None
    canonical_link: str | None = None
    draft: bool = False
    described: bool = False  # by its author: else the description is from the text

    @property
    def changed(self) -> datetime:
        """The moment at which the author has last said that the post was changed."""
        return max(self.updated or self.date, self.date)

    @property
    def order(self) -> tuple[datetime, str]:
        """Sorts posts by date; those of one moment by their names."""
        return self.date, self.docname


class PostLanguage(SphinxTransform):
    """Sets the language of a post's doctree, for typographic quotes."""

    default_priority = Transform.LANGUAGE

    def apply(self, **kwargs: Any) -> None:
        source = sources_of(self.env._app).get(self.env.docname)
        if source is not None and source.front_matter.language:
            code = source.front_matter.language
            self.document.settings.language_code = self.document[PAGE_LANGUAGE] = code
            if not any(tag in smartchars.quotes for tag in normalize_language_tag(code)):
                self.document.settings.smart_quotes = False


POSTS = DocnameStore[Post]("posts")


def posts_of(env: BuildEnvironment) -> dict[str, Post]:
    """Return the records of this build by docname."""
    return POSTS.of(env)


def newest_first(posts: Iterable[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: post.order, reverse=True)


def neighbours(posts: Iterable[Post]) -> Mapping[str, tuple[Post | None, Post | None]]:
    """Return each post's neighbours in time, ``(older, newer)``, by docname."""
    ordered = [None, *sorted(posts, key=lambda post: post.order), None]
    return {post.docname: (ordered[i - 1], ordered[i + 1]) for i, post in enumerate(ordered) if post is not None}


def series_parts(posts: Iterable[Post]) -> Mapping[str, tuple[Post, ...]]:
    """Return the posts of each series, the first part first."""
    found: dict[str, list[Post]] = {}
    for post in sorted(posts, key=lambda post: post.order):
        if post.series:
            found.setdefault(post.series, []).append(post)
    return {series: tuple(members) for series, members in found.items()}


def first_paragraph(section: nodes.Element) -> str:
    """Return the first paragraph of prose as plain text, without references to footnotes."""
    for paragraph in section.findall(nodes.paragraph):
        if isinstance(next(iter(paragraph.children), None), embed):
            continue
        if paragraph.parent is section or isinstance(paragraph.parent, nodes.section):
            if any("plain" not in maths for maths in paragraph.findall(nodes.math)):
                continue  # TeX is no plain text
            text = plain_text(paragraph)
            if text:
                return text
    return ""


def derived_description(section: nodes.Element, language: str) -> str:
    """Return what is said of a page whose author says nothing: its text before ``<!--more-->``, else how it begins."""
    return text_before_more(section) or leading_sentences(first_paragraph(section), language)


def plain_text(node: nodes.Node) -> str:
    """Return the text of a title or paragraph, without references to footnotes, images and HTML."""
    return " ".join("".join(inline_text(node)).split())


def title_words(title: nodes.Node) -> str:
    """Return the plain text of a title: without tags, references to footnotes and images.

    A title that is a picture and nothing else is called by its text alternative.
    """
    return plain_text(title) or " ".join(filter(None, (image.get("alt") for image in title.findall(nodes.image))))


class CatalogNames(NamedTuple):
    """The category, tags and series of a post, spelled as they are shown."""

    category: str | None
    tags: tuple[str, ...]
    series: str | None


def catalog_names(app: Sphinx, values: FrontMatter) -> CatalogNames:
    return CatalogNames(
        values.category and spelled(app, "category", values.category),
        tuple(spelled(app, "tags", tag) for tag in values.tags),
        values.series and spelled(app, "series", values.series),
    )


def make_post(source: Source, doctree: nodes.document, app: Sphinx) -> Post | None:
    """Return the record of the post in *doctree*, or None if it has no title."""
    section = next(iter(doctree.findall(nodes.section)), None)
    if section is None:
        return None
    values, config = source.front_matter, app.config
    names = catalog_names(app, values)
    zone = site_timezone(config)
    notes = list(updates(doctree))
    cover = values.cover and f"{source.path.rpartition('/')[0]}/{values.cover}"
    return Post(
        docname=source.docname,
        title=title_words(section[0]),
        date=values.date or datetime.now(zone).replace(microsecond=0),
        updated=max((when for when in (values.updated, *(when for when, _ in notes)) if when), default=None),
        authors=values.author or (config.blog_default_author,),
        category=names.category,
        tags=names.tags,
        description=values.description or derived_description(section, values.language or config.language),
        words=count_document_words(doctree) - sum(count_words(title.astext()) for _, title in notes),
        language=values.language or config.language,
        series=names.series,
        cover=cover,
        cover_alt=values.cover_alt,
        canonical_link=values.canonical_link,
        draft=values.draft,
        described=bool(values.description),
    )


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have those posts read again whose tags are spelled otherwise by now, since other posts have changed."""
    return [
        docname
        for docname, post in posts_of(env).items()
        if docname in env.found_docs
        and (post.category, post.tags, post.series) != catalog_names(app, sources_of(app)[docname].front_matter)
    ]


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Make the record, or keep what a page says of itself."""
    env, source = app.env, sources_of(app).get(app.env.docname)
    if source is None:
        return
    if source.kind == "post":
        post = make_post(source, doctree, app)
        if post is not None:
            posts_of(env)[source.docname] = post
            if post.cover:
                env.note_dependency(post.cover)
                env.images.add_file(source.docname, post.cover)
            language = ui_language(post.language, app.config.language)
            for when, title in updates(doctree):
                words = translator(language).gettext("Updated on {date}", date=long_date(when, language))
                title.children = [nodes.Text(words)]
    else:
        section = next(iter(doctree.findall(nodes.section)), None)
        first = derived_description(section, app.config.language) if section else ""
        env.metadata[source.docname]["description"] = source.front_matter.description or first


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    register(app, posts_of(env).values())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.updates")
    app.setup_extension("valuable.content.spellings")
    app.add_transform(PostLanguage)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.SPELL)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.RECORD)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.REGISTER)
    POSTS.register(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
