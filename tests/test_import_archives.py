# ruff: noqa: E501  # sources and forms, one a line
"""What other hosts of blogs export: Ghost's cards, Blogger, Substack, Medium, Movable Type; and files that are broken."""

import gzip
import json
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from valuable.importers import json_stream, text_exports, xml_stream
from valuable.importers.bodies import rewrite
from valuable.importers.feeds import is_feed
from valuable.importers.json_stream import json_rows
from valuable.importers.ledger import moved_lines
from valuable.importers.links import Links
from valuable.importers.plan import make_plan
from valuable.importers.records import OldSite
from valuable.importers.sources import read_old_site
from valuable.importers.trees import SourceError
from valuable.importers.xml_stream import xml_parts


def text_of_first(site: OldSite) -> str:
    entry = site.entries[0]
    return rewrite(entry, Links(make_plan(site))).removeprefix(f"# {entry.title}\n\n").strip()


# -- Ghost ---------------------------------------------------------------------------


def ghost(tmp_path: Path, **post: object) -> OldSite:
    usual = {
        "id": "1",
        "title": "One",
        "slug": "one",
        "status": "published",
        "type": "post",
        "visibility": "public",
        "published_at": "2019-12-24T09:00:00.000Z",
    }
    tables = {"posts": [{**usual, **post}], "tags": [{"id": "t", "name": "Sea", "slug": "sea"}, {"id": "u", "name": "#in", "slug": "hash-in", "visibility": "internal"}],
              "posts_tags": [{"post_id": "1", "tag_id": "u", "sort_order": 0}, {"post_id": "1", "tag_id": "t", "sort_order": 1}],
              "users": [{"id": "m", "name": "Mira H", "slug": "mira"}], "posts_authors": [{"post_id": "1", "author_id": "m"}],
              "posts_meta": [{"post_id": "1", "feature_image_alt": "A quay", "feature_image_caption": "Seen <i>once</i>"}], "settings": [{"key": "title", "value": "Tides"}]}  # fmt: skip
    (tmp_path / "ghost.json").write_text(json.dumps({"db": [{"meta": {"version": "5"}, "data": tables}]}))
    return read_old_site(tmp_path / "ghost.json")


def lexical(*nodes: dict[str, object]) -> str:
    return json.dumps({"root": {"type": "root", "children": nodes}})


def words(text: str, marks: int = 0) -> dict[str, object]:
    return {"type": "extended-text", "text": text, "format": marks}


NODES: list[tuple[dict[str, object], str]] = [
    ({"type": "paragraph", "children": [words("a "), words("b", 1), words(" c", 2), {"type": "linebreak"}, words("d", 16)]}, "a **b** *c*\\\n`d`"),
    ({"type": "extended-heading", "tag": "h2", "children": [words("Part")]}, "## Part"),
    ({"type": "list", "listType": "number", "start": 3, "children": [{"type": "listitem", "children": [words("a")]}]}, "3. a"),
    ({"type": "paragraph", "children": [{"type": "link", "url": "__GHOST_URL__/two/", "children": [words("two")]}]}, "[two](/two/)"),
    ({"type": "extended-quote", "children": [words("Said")]}, "> Said"),
    ({"type": "image", "src": "__GHOST_URL__/content/images/a.jpg", "alt": "a", "caption": "A <b>c</b>"}, ":::{figure} /content/images/a.jpg\n:alt: a\n\nA **c**\n:::"),
    ({"type": "gallery", "images": [{"src": "/a.jpg", "alt": "a"}, {"src": "/b.jpg"}]}, "![a](/a.jpg)\n![](/b.jpg)"),
    ({"type": "bookmark", "url": "https://e.example", "metadata": {"title": "E", "description": "Of e"}}, "[E](https://e.example)\\\nOf e"),
    ({"type": "callout", "calloutEmoji": "💡", "calloutText": "<p>Mind <b>it</b></p>"}, ":::{note}\n💡 Mind **it**\n:::"),
    ({"type": "toggle", "heading": "More", "content": "<p>x</p>"}, "<details>\n<summary>More</summary>\n\nx\n\n</details>"),
    ({"type": "button", "buttonUrl": "/x", "buttonText": "Go"}, "[Go](/x)"),
    ({"type": "embed", "url": "https://youtu.be/abcdefg", "html": "<iframe></iframe>"}, "<https://youtu.be/abcdefg>"),
    ({"type": "video", "src": "/a.mp4", "caption": "C"}, "![](/a.mp4)\n\n*C*"),
    ({"type": "audio", "src": "/a.mp3", "title": "Surf"}, "Surf\n\n![Surf](/a.mp3)"),
    ({"type": "file", "src": "/a.pdf", "fileTitle": "Plan", "fileName": "a.pdf", "fileSize": 2048}, "[Plan](/a.pdf) (a.pdf, 2 KB)"),
    ({"type": "product", "productTitle": "Rope", "productDescription": "<p>Long.</p>", "productStarRating": 4, "productRatingEnabled": True, "productUrl": "/r", "productButton": "Buy"}, "#### Rope\n\n★★★★☆\n\nLong.\n\n[Buy](/r)"),
    ({"type": "header", "header": "Big", "subheader": "Small"}, "## Big\n\nSmall"),
    ({"type": "markdown", "markdown": "A *b*\n\n- c"}, "A *b*\n\n- c"),
    ({"type": "html", "html": "<p>Raw</p>"}, "Raw"),
    ({"type": "codeblock", "code": "x < 1", "language": "py", "caption": "Main"}, "```{code-block} py\n:caption: Main\n\nx < 1\n```"),
    ({"type": "horizontalrule"}, "---"),
    ({"type": "paywall"}, "---"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "text"), NODES, ids=lambda value: value.get("type") if isinstance(value, dict) else ""
)
def test_nodes_of_ghosts_editor(tmp_path: Path, node: dict[str, object], text: str) -> None:
    site = ghost(tmp_path, lexical=lexical(node))
    assert text_of_first(site) == text
    assert [note for note in site.entries[0].notes if note.lost] == []


def test_mobiledoc(tmp_path: Path) -> None:
    document = {"markups": [["strong"], ["a", ["href", "/x"]]], "atoms": [["soft-return", "", {}]],
                "cards": [["code", {"code": "x"}], ["image", {"src": "/a.jpg", "alt": "a"}], ["email-cta", {"html": "Only by mail"}]],
                "sections": [[1, "p", [[0, [], 0, "a "], [0, [0], 1, "b"], [1, [], 0, 0], [0, [1], 1, "c"]]], [3, "ul", [[[0, [], 0, "d"]]]], [10, 0], [10, 1], [10, 2]]}  # fmt: skip
    site = ghost(tmp_path, mobiledoc=json.dumps(document))
    assert text_of_first(site) == "a **b**\\\n[c](/x)\n\n- d\n\n```\nx\n```\n\n![a](/a.jpg)\n\nOnly by mail"
    assert [note.kind for note in site.entries[0].notes] == ["card"]


HTML_CARDS = {
    '<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">Mind <b>it</b></div></div>': ":::{note}\n💡 Mind **it**\n:::",
    '<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">More</h4><button><svg></svg></button></div><div class="kg-toggle-content"><p>x</p></div></div>': "<details>\n<summary>More</summary>\n\nx\n\n</details>",
    '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="/a.pdf"><div class="kg-file-card-title">Plan</div><div class="kg-file-card-filesize">2 KB</div></a></div>': "[Plan](/a.pdf) (2 KB)",
    '<div class="kg-card kg-audio-card"><div class="kg-audio-player-container"><audio src="/a.mp3"></audio><div class="kg-audio-title">Surf</div><div class="kg-audio-player"><button>x</button><span>0:00</span></div></div></div>': "Surf\n\n![Surf](/a.mp3)",
    '<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="/a.mp4"></video><div class="kg-video-player"><span>0:00</span></div></div><figcaption>C</figcaption></figure>': "![](/a.mp4)\n\n*C*",
    "<!--kg-card-begin: html--><p>Raw</p><!--kg-card-end: html-->": "Raw",
}


@pytest.mark.parametrize("html", HTML_CARDS)
def test_cards_of_ghost_in_html(tmp_path: Path, html: str) -> None:
    assert text_of_first(ghost(tmp_path, html=html)) == HTML_CARDS[html]


def test_ghosts_states_tags_and_addresses(tmp_path: Path) -> None:
    site = ghost(tmp_path, html="<p>x</p>", feature_image="__GHOST_URL__/content/images/a.jpg")
    (one,) = site.entries
    assert (one.tags, one.cover, one.cover_alt, one.draft) == (["Sea"], "/content/images/a.jpg", "A quay", False)
    assert "Seen" in one.body
    moved = moved_lines(make_plan(site))
    expected = {
        "/tag/sea/": "/blog/tag/sea/",
        "/tag/sea/rss/": "/blog/tag/sea/rss.xml",
        "/author/mira/": "/blog/author/mira/",
        "/rss/": "/blog/rss.xml",
    }
    assert {old: moved.get(old) for old in expected} == expected
    for hidden in ({"visibility": "paid"}, {"visibility": "members"}, {"status": "sent"}, {"status": "draft"}):
        assert ghost(tmp_path, html="<p>x</p>", **hidden).entries[0].draft
    assert any(
        note.kind == "code" for note in ghost(tmp_path, html="<p>x</p>", codeinjection_foot="<script></script>").notes
    )


# -- Blogger --------------------------------------------------------------------------

KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
)
OLD_BLOGGER = """<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0' xmlns:app='http://purl.org/atom/app#'><title type='text'>Tides</title>
<link rel='alternate' type='text/html' href='https://tides.blogspot.com/'/>
<entry><id>tag:blogger.com,1999:blog-1.layout</id>{template}<title>Template</title><content type='text'>x</content></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-1</id><published>2019-12-24T10:00:00+01:00</published>{post}<category scheme='http://www.blogger.com/atom/ns#' term='Low tide'/><category scheme='http://www.blogger.com/atom/ns#' term='Rope'/>
<title>One</title><content type='html'>Words.&lt;br /&gt;&lt;br /&gt;More.</content><link rel='alternate' type='text/html' href='https://tides.blogspot.com/2019/12/one.html'/><author><name>Mira H</name></author></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-2</id><published>2019-12-25T10:00:00+01:00</published><app:control><app:draft>yes</app:draft></app:control>{post}<title>Two</title><content type='html'>x</content></entry>
<entry><id>tag:blogger.com,1999:blog-1.page-3</id><published>2019-12-25T10:00:00+01:00</published>{page}<title>Who</title><content type='html'>x</content><link rel='alternate' href='https://tides.blogspot.com/p/who.html'/></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-4</id><published>2019-12-26T10:00:00+01:00</published>{comment}<title>Re</title><content type='html'>Nice.</content><author><name>Ada</name></author>
<thr:in-reply-to href='https://tides.blogspot.com/2019/12/one.html' ref='tag:blogger.com,1999:blog-1.post-1'/></entry></feed>"""
TAKEOUT = """<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'><id>tag:blogger.com,1999:blog-1</id><title>Tides</title>
<entry><id>tag:blogger.com,1999:blog-1.post-1</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status><author><name>Mira H</name></author><title>One</title>
<content type='html'>Words. &lt;a href="https://tides.blogspot.com/2019/12/two.html"&gt;two&lt;/a&gt;</content><published>2019-12-24T09:00:00Z</published><category scheme='tag:blogger.com,1999:blog-1' term='Low tide'/><blogger:filename>/2019/12/one.html</blogger:filename></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-2</id><blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status><title>Two</title><content type='html'>x</content><published>2019-12-24T09:00:00Z</published><blogger:filename>/2019/12/two.html</blogger:filename></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-9</id><blogger:parent>tag:blogger.com,1999:blog-1.post-1</blogger:parent><blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status><author><name>Ada</name></author><title></title><content type='html'>Nice.</content></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-8</id><blogger:type>POST</blogger:type><blogger:status>SOFT_TRASHED</blogger:status><title>Gone</title><content type='html'>x</content></entry></feed>"""


def test_bloggers_export(tmp_path: Path) -> None:
    kinds = {name: KIND.format(name) for name in ("template", "post", "page", "comment")}
    (tmp_path / "blog.xml").write_text(OLD_BLOGGER.format(**kinds))
    site = read_old_site(tmp_path / "blog.xml")
    assert [(entry.kind, entry.title, entry.draft, entry.address) for entry in site.entries] == [
        ("post", "One", False, "/2019/12/one.html"), ("post", "Two", True, ""), ("page", "Who", False, "/p/who.html"),
    ]  # fmt: skip
    one = site.entries[0]
    assert (site.system, one.tags, one.authors, one.id, len(one.comments)) == (
        "Blogger",
        ["Low tide", "Rope"],
        ["Mira H"],
        "tag:blogger.com,1999:blog-1.post-1",
        1,
    )
    assert text_of_first(site) == "Words.\n\nMore."
    moved = moved_lines(make_plan(site))
    assert (moved["/search/label/Rope"], moved["/feeds/posts/default"], moved["/2019_12_01_archive.html"]) == (
        "/blog/tag/rope/", "/blog/atom.xml", "/blog/2019/",
    )  # fmt: skip


def test_bloggers_takeout(tmp_path: Path) -> None:
    folder = tmp_path / "Takeout/Blogger/Blogs/Tides"
    folder.mkdir(parents=True)
    (folder / "feed.atom").write_text(TAKEOUT)
    site = read_old_site(tmp_path)
    assert [(entry.title, entry.draft, entry.address, len(entry.comments)) for entry in site.entries] == [
        ("One", False, "/2019/12/one.html", 1), ("Two", True, "/2019/12/two.html", 0),
    ]  # fmt: skip
    assert site.address == "https://tides.blogspot.com/"


# -- Substack and Medium ----------------------------------------------------------------


def zipped(tmp_path: Path, files: dict[str, str]) -> Path:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


TABLE = """post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url
101.one,2020-01-01T10:00:00.000Z,true,,,newsletter,everyone,"One, or two",In short,
102.paid,2020-01-02T10:00:00.000Z,true,,,newsletter,only_paid,Paid,,
103.draft,,false,,,newsletter,everyone,Draft,,
104.about,2020-01-02T10:00:00.000Z,true,,,page,everyone,About,,
"""
LETTER = """<p>Words<a data-component-name="FootnoteAnchorToDOM" id="footnote-anchor-1" href="#footnote-1" class="footnote-anchor">1</a>. <a href="https://tides.substack.com/p/paid">paid</a></p>
<div class="captioned-image-container"><figure><a class="image-link" href="https://substackcdn.com/image/fetch/f_auto/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.com%2Fa.png"><div class="image2-inset"><picture><source srcset="x"><img src="https://substackcdn.com/image/fetch/w_1456/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.com%2Fa.png" alt="A"></picture></div></a><figcaption>Quay</figcaption></figure></div>
<div class="subscription-widget-wrap-editor"><div class="preamble"><p>Subscribe!</p></div><form></form></div><p class="button-wrapper"><a href="%%share_url%%">Share</a></p>
<div id="youtube2-abcdefg" class="youtube-wrap" data-attrs="{&quot;videoId&quot;:&quot;abcdefg&quot;}"><iframe src="x"></iframe></div>
<div class="latex-rendered" data-attrs="{&quot;persistentExpression&quot;:&quot;x^2&quot;}"></div>
<div class="footnote" data-component-name="FootnoteToDOM"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a><div class="footnote-content"><p>Its <em>note</em>.</p></div></div>"""


def test_substacks_archive(tmp_path: Path) -> None:
    files = {
        "posts.csv": TABLE,
        "posts/101.one.html": LETTER,
        "posts/102.paid.html": "<p>x</p>",
        "posts/103.draft.html": "<p>x</p>",
        "posts/104.about.html": "<p>x</p>",
        "email_list.tides.csv": "who@mail.example",
    }
    site = read_old_site(zipped(tmp_path, files))
    assert [(entry.kind, entry.title, entry.draft, entry.address) for entry in site.entries] == [
        ("post", "One, or two", False, "/p/one"), ("post", "Paid", True, "/p/paid"), ("post", "Draft", True, "/p/draft"), ("page", "About", False, "/about"),
    ]  # fmt: skip
    assert (site.address, site.name) == ("https://tides.substack.com/", "Tides")
    assert text_of_first(site) == (
        "Words[^1]. [paid](/p/paid)\n\n:::{figure} https://substack-post-media.s3.amazonaws.com/a.png\n:alt: A\n\nQuay\n:::\n\n"
        "<https://www.youtube.com/watch?v=abcdefg>\n\n$$\nx^2\n$$\n\n[^1]: Its *note*."
    )


STORY = """<!DOCTYPE html><html><head><title>One</title></head><body><article class="h-entry"><header><h1 class="p-name">One</h1></header><section data-field="subtitle" class="p-summary">In short</section>
<section data-field="body" class="e-content"><section class="section section--body"><div class="section-divider"><hr class="section-divider"></div><div class="section-content"><div class="section-inner">
<h3 name="a" id="a" class="graf graf--h3 graf--leading graf--title">One</h3><p name="b" id="b" class="graf graf--p">Words <strong class="markup--strong">bold</strong>.</p>
<figure class="graf graf--figure"><img class="graf-image" src="https://cdn-images-1.medium.com/max/800/1*x.png"><figcaption class="imageCaption">Quay</figcaption></figure>
<pre data-code-block-lang="python" name="c" id="c" class="graf graf--pre"><span class="pre--content">a<br>b</span></pre>
<div class="graf graf--mixtapeEmbed"><a href="https://e.example" class="markup--anchor"><strong>E</strong><br><em>Of e</em>e.example</a><a href="https://e.example" class="js-mixtapeImage mixtapeImage"></a></div>
<figure class="graf graf--figure graf--iframe"><script src="https://gist.github.com/u/abc123.js"></script></figure></div></div></section></section>
<footer><p>By <a href="https://medium.com/@mira" class="p-author h-card">Mira H</a> on <a href="https://medium.com/p/0123456789ab"><time class="dt-published" datetime="2020-01-01T10:00:00.000Z">January 1</time></a>.</p>
<p><a href="https://tides.example/one-0123456789ab" class="p-canonical">Canonical link</a></p></footer></article></body></html>"""


def test_mediums_archive(tmp_path: Path) -> None:
    files = {
        "posts/2020-01-01_One-0123456789ab.html": STORY,
        "posts/draft_Two-0123456789ac.html": STORY.replace(">One<", ">Two<"),
        "README.html": "x",
        "profile/profile.html": "who@mail.example",
    }
    site = read_old_site(zipped(tmp_path, files))
    one, two = site.entries
    assert (one.title, one.description, one.date, one.authors, one.id) == (
        "One",
        "In short",
        "2020-01-01T10:00:00+00:00",
        ["Mira H"],
        "https://medium.com/p/0123456789ab",
    )
    assert (one.address, one.slug, two.draft, site.address) == (
        "/one-0123456789ab",
        "One",
        True,
        "https://tides.example/",
    )
    assert text_of_first(site) == (
        "Words **bold**.\n\n:::{figure} https://cdn-images-1.medium.com/max/800/1*x.png\n\nQuay\n:::\n\n```python\na\nb\n```\n\n"
        "[E](https://e.example)\\\nOf ee.example\n\n<https://gist.github.com/u/abc123>"
    )


MOVABLE = """TITLE: One
BASENAME: one
AUTHOR: Mira H
STATUS: Publish
CONVERT BREAKS: 1
PRIMARY CATEGORY: Sea
CATEGORY: Sea
TAGS: "low tide",rope
DATE: 12/24/2019 09:30:00 PM
-----
BODY:
Words.
A line.

More.
-----
EXTENDED BODY:
Below.
-----
EXCERPT:
In short
-----
COMMENT:
AUTHOR: Ada
EMAIL: who@mail.example
IP: 203.0.113.9
DATE: 12/25/2019 10:00:00
Nice.
-----
--------
TITLE: Two
STATUS: Draft
DATE: 12/25/2019 09:30:00
-----
BODY:
x
-----
--------
"""


def test_movable_types_export(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(MOVABLE)
    site = read_old_site(tmp_path / "export.txt")
    one, two = site.entries
    assert (one.title, one.slug, one.date, one.category, one.tags, one.description) == (
        "One",
        "one",
        "2019-12-24T21:30:00",
        "Sea",
        ["low tide", "rope"],
        "In short",
    )
    assert (two.draft, one.comments[0].name, one.comments[0].text) == (True, "Ada", "Nice.")
    assert text_of_first(site) == "Words.\\\nA line.\n\nMore.\n\nBelow."


# -- Broken and hostile files ---------------------------------------------------------------

RSS = "<?xml version='1.0' encoding='{}'?>\n<rss><channel><title>T</title>{}</channel></rss>"


def titles(data: bytes) -> tuple[list[str], set[str]]:
    problems: set[str] = set()
    found = [
        "".join(each.itertext()) for each in xml_parts("x", BytesIO(data), ("item",), problems) if each.tag == "item"
    ]
    return found, problems


@pytest.mark.parametrize(
    ("data", "expected", "problem"),
    [
        (RSS.format("utf-8", "<item>AT&T &amp; &nbsp;&eacute; &x;</item>").encode(), "AT&T & \xa0é &x;", ""),
        (RSS.format("utf-8", "<item>a\x08b&#8;<![CDATA[c & d &nbsp;]]></item>").encode(), "abc & d &nbsp;", "control"),
        (RSS.format("utf-8", "<item>\xe9t\xe9 </item>").encode("latin-1"), "été ", ""),
        (RSS.format("iso-8859-1", "<item>\xe9</item>").encode("latin-1"), "é", ""),
        (RSS.format("utf-16", "<item>é</item>").encode("utf-16"), "é", ""),
        (RSS.format("zlib", "<item>é</item>").encode(), "é", ""),
        (RSS.format("undefined", "<item>é</item>").encode(), "é", ""),
        (b"<rss><channel><item><![CDATA[cut off her", "cut off her", "before its end"),
        (
            b"<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><rss><channel><item t='&b;'>&b;&f;</item></channel></rss>",
            "&b;&f;",
            "",
        ),
    ],
    ids=["ampersand", "control", "bytes", "latin", "utf-16", "no text", "no encoding", "cut", "entities"],
)
def test_xml_is_read_as_far_as_it_can_be(data: bytes, expected: str, problem: str) -> None:
    found, problems = titles(data)
    assert found == [expected]
    assert [bool(problem)] == [any(problem in said for said in problems) if problem else bool(problems)]


def test_parts_of_a_large_file_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "XML_PART", 7)
    found, problems = titles(
        RSS.format("utf-8", "".join(f"<item>é {n} &amp; <![CDATA[&]]></item>" for n in range(50))).encode()
    )
    assert (found, problems) == ([f"é {n} & &" for n in range(50)], set())
    monkeypatch.setattr(json_stream, "JSON_PART", 3)
    rows = [
        *json_rows(
            "x",
            BytesIO(json.dumps({"db": [{"data": {"posts": [{"a": "é" * n} for n in range(9)], "n": 12}}]}).encode()),
            problems,
        )
    ]
    assert rows == [(("db", "data", "posts"), {"a": "é" * n}) for n in range(9)] + [(("db", "data", "n"), 12)]


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(xml_stream, "MAX_XML_BYTES", 100)
    with pytest.raises(SourceError, match="in parts"):
        titles(RSS.format("utf-8", "<item>x</item>" * 99).encode())


def test_a_text_export_that_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(text_exports, "MAX_TEXT_EXPORT", len(MOVABLE) - 9)
    (tmp_path / "export.txt").write_text(MOVABLE)
    assert [note.kind for note in read_old_site(tmp_path / "export.txt").notes] == ["broken export"]


def damaged(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 20]) + data[middle + 20 :]


def test_a_damaged_archive_gives_what_can_be_read_or_says_what_to_do(tmp_path: Path) -> None:
    post = "".join(chr(97 + number * number % 23) for number in range(50_000)) + "".join(map(str, range(9000)))
    export = RSS.format("utf-8", f"<item><title>One</title><description>{post}</description></item>").encode()
    with zipfile.ZipFile(tmp_path / "folder.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_posts/2020-01-01-a.md", f"---\ntitle: A\n---\n{post}")
        archive.writestr("_posts/2020-01-02-b.md", "---\ntitle: B\n---\nwords\n")
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.xml", export)
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(export))
    for kind in ("gz", "bz2", "xz"):
        with tarfile.open(tmp_path / f"folder.tar.{kind}", f"w:{kind}") as packed:  # type: ignore[call-overload]
            info = tarfile.TarInfo("_posts/2020-01-01-a.md")
            info.size = len(post)
            packed.addfile(info, BytesIO(post.encode()))
    for file in tmp_path.iterdir():
        file.write_bytes(damaged(file.read_bytes()))
    site = read_old_site(tmp_path / "folder.zip")
    assert ([entry.title for entry in site.entries], [note.kind for note in site.notes]) == (["B"], ["unreadable"])
    for name in ("export.zip", "feed.xml.gz"):
        assert "broken export" in [note.kind for note in read_old_site(tmp_path / name).notes]
    for name in ("folder.tar.gz", "folder.tar.bz2", "folder.tar.xz"):
        with pytest.raises(SourceError, match="fetch it again"):
            read_old_site(tmp_path / name)


@pytest.mark.parametrize(
    "odd",
    [{"id": []}, {"status": {}}, {"visibility": []}, {"slug": []}, {"slug": "\ud800"}, {"title": "\ud800 é 🎉"}],
)
def test_odd_values_of_an_export_stop_nothing(tmp_path: Path, odd: dict[str, object]) -> None:
    site = ghost(tmp_path, html="<p>x</p>", **odd)
    make_plan(site)
    assert [entry.title for entry in site.entries] == ["\ufffd é 🎉" if "title" in odd else "One"]


def test_json_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    ghost(tmp_path, html="<p>x</p>")
    text = (tmp_path / "ghost.json").read_text()
    (tmp_path / "ghost.json").write_text(text[: text.index('"tags"')])
    site = read_old_site(tmp_path / "ghost.json")
    assert [entry.title for entry in site.entries] == ["One"]
    assert [note.kind for note in site.notes] == ["broken export"]


def test_a_feed_in_two_formats_gives_each_entry_once(tmp_path: Path) -> None:
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><author><name>Mira H</name></author><entry><id>urn:1</id><title>One</title><link href='https://t.example/1'/><content>Words</content></entry></feed>"
    rss = "<rss><channel><title>T</title><item><title>One</title><link>https://t.example/1</link><guid>https://t.example/1</guid><description>Words</description></item></channel></rss>"
    (tmp_path / "feed.atom").write_text(atom)
    (tmp_path / "feed.rss").write_text(rss)
    (entry,) = read_old_site(tmp_path).entries
    assert (entry.id, entry.authors) == ("urn:1", ["Mira H"])


def test_what_is_no_feed_is_none() -> None:
    assert not is_feed(b"<html><body>")
    assert not is_feed(b'{"name": "package"}')
    assert is_feed(b"<?xml version='1.0'?><!-- x --><rdf:RDF xmlns:rdf='x'>")
