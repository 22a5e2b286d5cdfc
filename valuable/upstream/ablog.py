"""What this site changes in ABlog, and the only module that reaches into it.

Measured on ABlog 0.11.13. Each change names its reason and the place upstream, so that it can go when ABlog changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from typing import Any

import ablog
import ablog.blog
import ablog.post
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.slugs import slug
from valuable.base.text_files import brief

logger = logging.getLogger(__name__)

# The site makes no pages for these of ABlog's catalogs.
UNUSED = frozenset({"drafts", "language", "location"})
POSTLIST_KEYS = ("date", "title", "author", "category", "tags", "language", "location")
NAIVE = "%Y-%m-%dT%H:%M:%S"  # ABlog's dates have no timezone: all are the site's


@dataclass(frozen=True)
class CatalogPage:
    """A page that ABlog generates: the posts under one label, or the labels of one catalog.

    ``catalog`` is ``blog``, ``archive``, ``tags``, ``category`` or ``author``. ``label`` is None on a catalog's own
    page, which has ``labels``: label, pagename and docnames of each.
    """

    pagename: str
    catalog: str
    label: str | None = None
    docnames: tuple[str, ...] = ()
    labels: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


def catalog_pages(app: Sphinx) -> Iterator[CatalogPage]:
    """Yield the pages of ABlog's catalogs; its own objects stay here."""
    for pagename, context, template in ablog.post.generate_archive_pages(app):
        if template == "ablog/redirect.html" or (pagename.split("/")[1:2] and pagename.split("/")[1] in UNUSED):
            continue
        if "catalog" in context:
            catalog = context["catalog"]
            labels = tuple((str(coll.label), coll.docname, docnames(coll)) for coll in catalog if len(coll))
            yield CatalogPage(pagename, catalog.name, labels=labels)
        else:
            collection = context["collection"]
            yield CatalogPage(pagename, collection.catalog.name, str(collection.label), docnames(collection))


def docnames(collection: ablog.blog.Collection) -> tuple[str, ...]:
    return tuple(collection._posts)  # in the order in which they were registered: the newest first


def disconnect(app: Sphinx, event: str, handler: Callable[..., Any]) -> None:
    """Take one of ABlog's handlers off an event."""
    for listener in list(app.events.listeners[event]):
        if listener.handler is handler:
            app.disconnect(listener.id)


def record(post: Any) -> dict[str, Any]:
    """Return what ABlog registers of a `valuable.content.posts.Post`.

    ABlog makes it from docutils' fields (post.py, CheckFrontMatter and process_posts), where tags are split at every
    comma and a list loses its accents. Its own record holds the post's doctree twice, which no listing needs; and it
    labels a post with its file's name, so that posts of one name in two folders share the label.
    """
    return {
        "docname": post.docname,
        "section": "",
        "order": 1,
        "date": post.date,
        "update": post.changed,
        "title": post.title,
        "excerpt": None,
        "tags": list(post.tags),
        "author": list(post.authors),
        "category": [post.category] if post.category else [],
        "location": [],
        "language": [],
        "redirect": [],
        "nocomments": True,
        "image": None,
        "exclude": True,
        "canonical_link": post.canonical_link,
        "external_link": None,
        "doctree": None,
    }


def update_nodes(doctree: nodes.document) -> list[nodes.Element]:
    """Return every ``{update}`` of a page, with what the author has written in ``node["date"]``."""
    return list(doctree.findall(ablog.post.UpdateNode))


def is_format(text: str) -> bool:
    """Return whether the lines of a ``{postlist}`` can be made by *text*; ABlog ends the build if not."""
    try:
        return all(key is None or key in POSTLIST_KEYS for _, key, _, _ in Formatter().parse(text))
    except ValueError:
        return False


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Take out what ABLog would end the build for, or would read front matter from."""
    for node in list(doctree.findall(ablog.post.PostNode)):
        message = "`{post}`: write date, tags and author in the front matter of a file under posts/"
        logger.warning(message, location=node, type="valuable", subtype="front_matter")
        node.parent.remove(node)
    for node in list(doctree.findall(ablog.post.PostList)):
        if not is_format(node["format"]):
            known = ", ".join(f"`{{{key}}}`" for key in POSTLIST_KEYS)
            message = f"`{{postlist}}`: `:format:` is {brief(node['format'])}; it may name {known}"
            logger.warning(message, location=node, type="valuable", subtype="front_matter")
            node.parent.remove(node)


def register(app: Sphinx, posts: Iterable[Any]) -> None:
    """Register every post, the newest first, before references are resolved.

    ABlog makes a catalog's references while posts are read (post.py, process_posts), in the process that reads them.
    """
    blog = ablog.blog.Blog(app)
    for post in sorted(posts, key=lambda post: post.order, reverse=True):
        blog.register(post.docname, record(post))


def references(app: Sphinx) -> Mapping[str, tuple[str, str]]:
    """Return the pagename and the text of each name that ABlog resolves, such as ``tag-teams``."""
    return ablog.blog.Blog(app).references


def lists_posts(doctree: nodes.document) -> bool:
    """Return whether a page has a ``{postlist}``."""
    return next(iter(doctree.findall(ablog.post.PostList)), None) is not None


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Say once what ABlog would have said twice: the site's address, and that its records can be merged."""
    config.blog_baseurl = config.html_baseurl
    config.post_date_format = NAIVE
    app.extensions["ablog"].parallel_read_safe = True


def on_builder_inited(app: Sphinx) -> None:
    """Start the blog anew (its state is the class's: blog.py, Blog._dict), and give authors their keys as addresses."""
    ablog.blog.Blog._dict.clear()
    blog = ablog.blog.Blog(app)
    for key, collection in blog.author.collections.items():
        collection._path = f"{blog.author.path}/{key}"
        blog.references[collection.xref] = (collection._path, collection.name)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("ablog")
    for event, handler in (
        ("doctree-read", ablog.post.process_posts),
        ("env-purge-doc", ablog.post.purge_posts),
        ("html-collect-pages", ablog.post.generate_archive_pages),
        ("html-collect-pages", ablog.post.generate_atom_feeds),
        # Gives templates its own objects, and the address of a feed with a `.html` in it.
        ("html-page-context", ablog.html_page_context),
    ):
        disconnect(app, event, handler)
    # "Tomorrow" follows the machine's timezone and the hour of import (blog.py:TOMORROW); our `drafts` decides.
    ablog.blog.TOMORROW = datetime.max.replace(tzinfo=UTC)
    # Tags of other scripts, `c++` and `c#` come out empty or alike (blog.py, slugify).
    ablog.blog.slugify = lambda text: slug(str(text))

    app.connect("config-inited", on_config_inited, priority=450)
    app.connect("builder-inited", on_builder_inited, priority=100)
    app.connect("doctree-read", on_doctree_read)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
