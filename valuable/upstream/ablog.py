"""What is changed in ABlog, and all that the site takes from it: no other module reaches into it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ablog
import ablog.blog
import ablog.post
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from valuable.base.reports import report
from valuable.base.slugs import slug
from valuable.phases import BuilderInited, ConfigInited, DoctreeRead
from valuable.upstream.patches import Patch, Target, connect, disconnect, replace


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


def register(app: Sphinx, posts: Iterable[Any]) -> None:
    """Register every post, the newest first, before references are resolved.

    ABlog makes a catalog's references while posts are read (post.py, process_posts), in the process that reads them.
    """
    blog = ablog.blog.Blog(app)
    for post in sorted(posts, key=lambda post: post.order, reverse=True):
        blog.register(post.docname, record(post))


def references(app: Sphinx) -> Mapping[str, tuple[str, str]]:
    """Return the pagename and the text of each name that ABlog resolves, such as ``tag-teams``."""
    found: Mapping[str, tuple[str, str]] = ablog.blog.Blog(app).references
    return found


# -- What is changed -------------------------------------------------------------


def report_directives(app: Sphinx, doctree: nodes.document) -> None:
    """Take out what ABlog would read front matter from."""
    for node in list(doctree.findall(ablog.post.PostNode)):
        message = "`{post}`: write date, tags and author in the front matter of a file under posts/"
        report(message, node, "front_matter")
        node.parent.remove(node)


def read_in_parallel(app: Sphinx, target: Target) -> None:
    app.extensions["ablog"].parallel_read_safe = True


def start_anew(app: Sphinx) -> None:
    ablog.blog.Blog._dict.clear()


def address_authors(app: Sphinx) -> None:
    """Give authors their keys as addresses."""
    blog = ablog.blog.Blog(app)
    for key, collection in blog.author.collections.items():
        collection._path = f"{blog.author.path}/{key}"
        blog.references[collection.xref] = (collection._path, collection.name)


def name_site(app: Sphinx, config: Config) -> None:
    config.blog_baseurl = config.html_baseurl


def drop_static_files(app: Sphinx) -> None:
    """Take its folder out of those whose files are published."""
    own = str(Path(ablog.__file__).parent / "stylesheets")
    app.config.html_static_path = [folder for folder in app.config.html_static_path if str(folder) != own]


PATCHES = (
    Patch(
        name="ABlog may read in parallel",
        target="ablog.setup",
        reason="It says that it can't, since it registers posts while they are read: here that is done afterwards.",
        upstream="ablog/__init__.py:setup",
        digests={"0.11.13": "06a96705"},
        test="tests/test_upstream_fixes.py::test_pages_are_read_in_parallel",
        apply=read_in_parallel,
    ),
    Patch(
        name="the address stands once",
        target="ablog.blog.CONFIG",
        reason="It has a setting of its own for the site's address, which `html_baseurl` is.",
        upstream="ablog/blog.py:CONFIG",
        digests={"0.11.13": "500e1efb"},
        test="tests/test_upstream_fixes.py::test_reference_to_the_feed_leads_to_the_site",
        apply=connect("config-inited", name_site, priority=ConfigInited.ADDRESS),
    ),
    Patch(
        name="a blog for each build",
        target="ablog.blog.Blog._dict",
        reason="Its state is the class's, so that a second build in one process would begin with the posts of the "
        "first.",
        upstream="ablog/blog.py:Blog.__init__",
        digests={"0.11.13": "02540738"},
        test="tests/test_upstream_fixes.py::test_second_build_forgets_the_posts_of_the_first",
        apply=connect("builder-inited", start_anew, priority=BuilderInited.EMPTY_BLOG),
    ),
    Patch(
        name="authors have their keys as addresses",
        target="ablog.blog.Collection.path",
        reason="It makes the address of an author from the name, which may change.",
        upstream="ablog/blog.py:Collection",
        digests={"0.11.13": "85aabaec"},
        test="tests/test_upstream_fixes.py::test_reference_to_an_author_leads_to_the_key",
        apply=connect("builder-inited", address_authors, priority=BuilderInited.AUTHORS),
    ),
    Patch(
        name="slugs of every script",
        target="ablog.blog.slugify",
        reason="It makes nothing of names in some scripts, and the same of `C`, `C++` and `C#`.",
        upstream="ablog/blog.py:slugify",
        digests={"0.11.13": "cf971a38"},
        test="tests/test_upstream_fixes.py::test_references_to_tags_of_signs_lead_to_their_own",
        apply=replace(lambda text: slug(str(text))),
    ),
    Patch(
        name="no tomorrow",
        target="ablog.blog.TOMORROW",
        reason="It follows the machine's timezone and the hour at which Python was started; `valuable.content.drafts` "
        "says which posts are due.",
        upstream="ablog/blog.py:TOMORROW",
        digests={"0.11.13": "1f273f89"},
        test="tests/test_upstream_fixes.py::test_post_of_the_future_is_listed_in_the_preview",
        apply=replace(datetime.max.replace(tzinfo=UTC)),
    ),
    Patch(
        name="`{post}` is reported",
        target="ablog.post.PostDirective",
        reason="It takes a directive for front matter.",
        upstream="ablog/post.py:PostDirective",
        digests={"0.11.13": "d4dcfd50"},
        test="tests/test_upstream_fixes.py::test_post_directive_is_reported",
        apply=connect("doctree-read", report_directives, priority=DoctreeRead.LINKS),
    ),
    Patch(
        name="posts are registered from records",
        target="ablog.post.process_posts",
        reason="It makes a post of docutils' fields, where tags are split at every comma and a list loses its accents.",
        upstream="ablog/post.py:process_posts",
        digests={"0.11.13": "48f78d23"},
        test="tests/test_upstream_fixes.py::test_post_directive_is_reported",
        apply=disconnect("doctree-read"),
    ),
    Patch(
        name="labels are purged by Sphinx alone",
        target="ablog.post.purge_posts",
        reason="It forgets the labels that are called as the file of a page that is read again, whosever they are.",
        upstream="ablog/post.py:purge_posts",
        digests={"0.11.13": "c28c54fc"},
        test="tests/test_upstream_fixes.py::test_label_that_is_called_as_another_file_stays",
        apply=disconnect("env-purge-doc"),
    ),
    Patch(
        name="lists from records",
        target="ablog.post.generate_archive_pages",
        reason="It makes pages that the site has no use for, and gives templates its own objects; "
        "`valuable.pages.listing_pages` makes the lists.",
        upstream="ablog/post.py:generate_archive_pages",
        digests={"0.11.13": "ae0426f4"},
        test="tests/test_upstream_fixes.py::test_site_has_no_lists_that_nobody_reads",
        apply=disconnect("html-collect-pages"),
    ),
    Patch(
        name="feeds from records",
        target="ablog.post.generate_atom_feeds",
        reason="It makes a feed of every post's doctree in every build; `valuable.outputs.feeds` makes the feeds.",
        upstream="ablog/post.py:generate_atom_feeds",
        digests={"0.11.13": "423cda49"},
        test="tests/test_upstream_fixes.py::test_feed_is_made_of_pages",
        apply=disconnect("html-collect-pages"),
    ),
    Patch(
        name="templates get plain values",
        target="ablog.html_page_context",
        reason="It gives templates its own objects, and the address of a feed with a `.html` in it.",
        upstream="ablog/__init__.py:html_page_context",
        digests={"0.11.13": "91df61b9"},
        test="tests/test_upstream_fixes.py::test_templates_get_no_object_of_ablog",
        apply=disconnect("html-page-context"),
    ),
    Patch(
        name="no style sheet for clouds of tags",
        target="ablog.config_inited",
        reason="It publishes one for a cloud of tags, which no page has.",
        upstream="ablog/__init__.py:config_inited",
        digests={"0.11.13": "41f8e874"},
        test="tests/test_weight.py::test_nothing_is_published_that_no_page_asks_for",
        apply=connect("builder-inited", drop_static_files, priority=BuilderInited.PREPARE),
    ),
)
