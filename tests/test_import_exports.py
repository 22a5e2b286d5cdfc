# ruff: noqa: E501  # sources and forms, one a line
"""Exports of WordPress and Ghost and feeds, each written by hand from its documentation, become the neutral record."""

import json
from pathlib import Path

import pytest

from valuable.addresses.old_lists import OldAddress, OldPath, old_paths
from valuable.importers.bodies import rewrite
from valuable.importers.ledger import id_lines, ledger_text, moved_lines
from valuable.importers.links import Links
from valuable.importers.old_addresses import lead_on
from valuable.importers.plan import make_plan
from valuable.importers.records import OldSite
from valuable.importers.sources import read_old_site
from valuable.importers.trees import SourceError

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Tide &amp; Tables</title><link>https://t.example</link><description>Of the sea</description><language>nb-NO</language>
<wp:base_blog_url>https://t.example</wp:base_blog_url>
<wp:author><wp:author_login>mira</wp:author_login><wp:author_display_name>Mira Halvorsen</wp:author_display_name></wp:author>
<wp:tag><wp:tag_slug>low-tide</wp:tag_slug><wp:tag_name>Low tide</wp:tag_name></wp:tag>
<item><title>A picture</title><wp:post_id>9</wp:post_id><wp:post_parent>1</wp:post_parent><wp:post_type>attachment</wp:post_type>
<wp:status>inherit</wp:status><wp:attachment_url>https://t.example/wp-content/uploads/2019/12/a.jpg</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A quay</wp:meta_value></wp:postmeta></item>
{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{link}</link><dc:creator>mira</dc:creator><guid>https://t.example/?p={number}</guid>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[In <b>short</b>]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2019-12-24 10:00:00</wp:post_date><wp:post_date_gmt>2019-12-24 09:00:00</wp:post_date_gmt>
<wp:post_name>{name}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type><wp:post_password>{password}</wp:post_password>
<category domain="category" nicename="sea">Sea</category><category domain="post_tag" nicename="low-tide">Low tide</category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment></item>"""


def item(**given: str) -> str:
    usual = {
        "title": "One",
        "number": "1",
        "name": "one",
        "status": "publish",
        "kind": "post",
        "password": "",
        "body": "<p>Words.</p>",
    }
    values = {**usual, **given}
    return ITEM.format(**{"link": f"https://t.example/2019/12/{values['name']}/", **values})


def wordpress(tmp_path: Path, *items: str) -> OldSite:
    file = tmp_path / "export.xml"
    file.write_text(WXR.format(items="".join(items)), encoding="utf-8")
    return read_old_site(file)


def test_wordpress(tmp_path: Path) -> None:
    site = wordpress(
        tmp_path,
        item(),
        item(title="Secret", number="2", name="secret", password="x"),
        item(title="Draft", number="3", name="", status="draft", link="https://t.example/?p=3"),
        item(title="Who", number="4", name="who", kind="page"),
        item(title="Bin", number="5", status="trash"),
        item(title="Menu", number="6", kind="nav_menu_item"),
    )
    assert (site.system, site.name, site.tagline, site.language) == (
        "WordPress",
        "Tide & Tables",
        "Of the sea",
        "nb-NO",
    )
    assert [person.name for person in site.people] == ["Mira Halvorsen"]
    one, secret, draft, who = site.entries
    assert (one.date, one.address, one.id) == ("2019-12-24T10:00:00+01:00", "/2019/12/one/", "https://t.example/?p=1")
    assert (one.category, one.tags, one.description, one.draft) == ("Sea", ["Low tide"], "In short", False)
    assert (one.cover, one.cover_alt) == ("https://t.example/wp-content/uploads/2019/12/a.jpg", "A quay")
    assert len(one.comments) == 1
    assert (secret.draft, draft.draft, draft.address, draft.old_addresses) == (True, True, "", [])
    assert (who.kind, who.address) == ("page", "/2019/12/who/")
    plan = make_plan(site)
    assert id_lines(plan) == {"/2019/12/one/": "https://t.example/?p=1"}
    assert moved_lines(plan)["/tag/low-tide/"] == "/blog/tag/low-tide/"
    assert moved_lines(plan)["/feed/"] == "/blog/rss.xml"
    assert (moved_lines(plan)["/?p=1"], "/?p=3" in moved_lines(plan)) == ("/2019/12/one/", False)
    olds = ["https://t.example/2019/12/one/", "https://t.example/tag/high/", "/2019/", "/lost/thing"]
    left = lead_on(plan, old_paths(map(OldAddress, olds)))
    assert left == [OldPath("/lost/thing")]
    ledger = ledger_text("# Kept.\n", id_lines(plan), moved_lines(plan))
    assert ledger.startswith("# Kept.\n/2019/12/one/ https://t.example/?p=1\nmoved ")
    assert ledger_text(ledger, id_lines(plan), moved_lines(plan)) == ledger


BODIES = {
    "Classic paragraphs.\nA line.\n\nAnother <b>one</b>.": "Classic paragraphs.\\\nA line.\n\nAnother **one**.",
    "<!-- wp:paragraph -->\n<p>Block.</p>\n<!-- /wp:paragraph -->": "Block.",
    '[caption id="a" width="3"]<img src="a.jpg" alt="x" /> Words.[/caption]': ":::{figure} a.jpg\n:alt: x\n\nWords.\n:::",
    '[gallery ids="9"]': "![A quay](https://t.example/wp-content/uploads/2019/12/a.jpg)",
    "[gallery]": "![A quay](https://t.example/wp-content/uploads/2019/12/a.jpg)",
    '[sourcecode language="python"]\nx &lt; 1\n[/sourcecode]': "```python\nx < 1\n```",
    "https://www.youtube.com/watch?v=abc": "<https://www.youtube.com/watch?v=abc>",
    "[embed]https://vimeo.com/1[/embed]": "<https://vimeo.com/1>",
    '[audio mp3="https://o.example/a.mp3"][/audio]': "![](https://o.example/a.mp3)",
    "<pre>a\n\nb</pre>": "```\na\n\nb\n```",
    "A $latex x^2$ formula.": "A $x^2$ formula.",
    "See [contact-form-7 id=1].": "See &#91;contact-form-7 id=1\\].",
}


@pytest.mark.parametrize("body", BODIES)
def test_wordpress_bodies(tmp_path: Path, body: str) -> None:
    site = wordpress(tmp_path, item(body=body))
    (entry,) = site.entries
    assert rewrite(entry, Links(make_plan(site))).removeprefix("# One\n\n").strip() == BODIES[body]
    assert ("shortcode" in [note.kind for note in entry.notes]) == ("contact" in body)


def test_entities_and_broken_exports(tmp_path: Path) -> None:
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    )
    text = WXR.format(items=item(title="&b;&f;One")).replace("<rss", f"{bomb}<rss", 1)
    file = tmp_path / "export.xml"
    file.write_text(text, encoding="utf-8")
    (entry,) = read_old_site(file).entries
    assert "aaaa" not in entry.title
    assert "root:" not in entry.title
    file.write_text(WXR.format(items=item())[:-300], encoding="utf-8")
    assert len(read_old_site(file).entries) == 1
    for text in ("", "no export", "{", "<a/>", '{"posts": 1}'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SourceError, match="export"):
            read_old_site(file)


def ghost(tmp_path: Path, **post: object) -> OldSite:
    usual = {
        "id": "1", "title": "One", "slug": "one", "status": "published", "type": "post", "visibility": "public", "html": "<p>Words.</p>",
        "published_at": "2019-12-24T09:00:00.000Z", "updated_at": "2020-01-01T00:00:00.000Z", "feature_image": "__GHOST_URL__/content/images/a.jpg",
        "custom_excerpt": "In short",
    }  # fmt: skip
    tables = {
        "posts": [{**usual, **post}],
        "tags": [{"id": "t", "name": "Sea", "slug": "sea"}, {"id": "h", "name": "#hidden", "slug": "hash-hidden"}],
        "posts_tags": [
            {"post_id": "1", "tag_id": "h", "sort_order": 1},
            {"post_id": "1", "tag_id": "t", "sort_order": 0},
        ],
        "users": [{"id": "u", "name": "Mira Halvorsen", "slug": "mira", "bio": "Sails"}],
        "posts_authors": [{"post_id": "1", "author_id": "u", "sort_order": 0}],
        "settings": [
            {"key": "title", "value": "Tides"},
            {"key": "navigation", "value": '[{"label": "Who", "url": "/who/"}]'},
        ],
    }
    file = tmp_path / "ghost.json"
    file.write_text(json.dumps({"db": [{"meta": {"version": "5"}, "data": tables}]}), encoding="utf-8")
    return read_old_site(file)


def test_ghost(tmp_path: Path) -> None:
    site = ghost(tmp_path)
    (entry,) = site.entries
    assert (site.system, site.name, site.menu, site.people[0].details["bio"]) == (
        "Ghost",
        "Tides",
        [("Who", "/who/")],
        "Sails",
    )
    assert (entry.date, entry.updated, entry.address, entry.tags) == (
        "2019-12-24T09:00:00+00:00",
        "2020-01-01",
        "/one/",
        ["Sea"],
    )
    assert (entry.authors, entry.cover, entry.description) == (["Mira Halvorsen"], "/content/images/a.jpg", "In short")
    (hidden,) = ghost(tmp_path, visibility="paid").entries
    assert hidden.draft


CARDS = {
    '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://e.example"><div class="kg-bookmark-title">E</div></a></figure>': "[E](https://e.example)",
    '<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/abc"></iframe></figure>': "<https://www.youtube.com/watch?v=abc>",
    '<figure class="kg-card kg-gallery-card"><div class="kg-gallery-row"><img src="a.jpg" alt="a"><img src="b.jpg" alt="b"></div></figure>': "![a](a.jpg)\n![b](b.jpg)",
    '<p><a href="__GHOST_URL__/two/">two</a></p>': "[two](/two/)",
}


@pytest.mark.parametrize("html", CARDS)
def test_cards_of_ghost(tmp_path: Path, html: str) -> None:
    site = ghost(tmp_path, html=html)
    assert rewrite(site.entries[0], Links(make_plan(site))).removeprefix("# One\n\n").strip() == CARDS[html]


FEEDS = {
    "feed.xml": """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Tides</title><link href="https://t.example/log/"/>
<entry><id>tag:t.example,2019:1</id><title>One</title><link href="https://t.example/log/2019/one.html"/><published>2019-12-24T10:00:00Z</published>
<updated>2020-01-01T00:00:00Z</updated><author><name>Mira</name></author><category term="sea"/><content type="html">&lt;p&gt;Words.&lt;/p&gt;</content></entry></feed>""",
    "rss.xml": """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Tides</title><link>https://t.example/log/</link><description>d</description><item><title>One</title><link>https://t.example/log/2019/one.html</link>
<guid>tag:t.example,2019:1</guid><pubDate>Tue, 24 Dec 2019 10:00:00 +0000</pubDate><dc:creator>Mira</dc:creator><category>sea</category>
<content:encoded><![CDATA[<p>Words.</p>]]></content:encoded></item></channel></rss>""",
    "feed.json": json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "Tides", "home_page_url": "https://t.example/log/", "language": "en",
        "items": [{"id": "tag:t.example,2019:1", "title": "One", "url": "https://t.example/log/2019/one.html", "tags": ["sea"],
                   "date_published": "2019-12-24T10:00:00Z", "authors": [{"name": "Mira"}], "content_html": "<p>Words.</p>"}],
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", FEEDS)
def test_feeds(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FEEDS[name], encoding="utf-8")
    site = read_old_site(tmp_path / name)
    (entry,) = site.entries
    assert (site.name, site.address) == ("Tides", "https://t.example/log/")
    assert (entry.title, entry.address, entry.id, entry.tags) == (
        "One",
        "/2019/one.html",
        "tag:t.example,2019:1",
        ["sea"],
    )
    assert entry.date.startswith("2019-12-24T10:00")
    assert (entry.authors, entry.body) == (["Mira"], "<p>Words.</p>")
