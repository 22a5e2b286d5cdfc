# ruff: noqa: E501  # sources and forms, one a line
"""WordPress: blocks and shortcodes of every common kind, old addresses, menus, comments, exports in several files."""

import base64
import gzip
from pathlib import Path

import pytest

from valuable.importers.bodies import rewrite
from valuable.importers.comments import settle_comments
from valuable.importers.ledger import moved_lines
from valuable.importers.links import Links
from valuable.importers.old_zone import zone_of_dates
from valuable.importers.plan import make_plan
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.sources import read_old_site

HEAD = """<?xml version="1.0" encoding="UTF-8"?><!-- generator="WordPress/6.5" --><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Tides</title><link>https://t.example</link><language>en-GB</language><wp:base_blog_url>https://t.example</wp:base_blog_url>
<wp:author><wp:author_login>mira</wp:author_login><wp:author_display_name>Mira H</wp:author_display_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>water</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Water</wp:cat_name></wp:category>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>sea</wp:category_nicename><wp:category_parent>water</wp:category_parent><wp:cat_name>Sea</wp:cat_name></wp:category>
<wp:tag><wp:tag_slug>low</wp:tag_slug><wp:tag_name>Low</wp:tag_name></wp:tag>"""
PICTURE = "<wp:attachment_url>https://t.example/up/{name}</wp:attachment_url>"


def item(
    number: str = "1",
    kind: str = "post",
    status: str = "publish",
    body: str = "<p>Words.</p>",
    more: str = "",
    title: str = "One",
) -> str:
    link = {
        "post": f"https://t.example/2019/12/24/post-{number}/",
        "attachment": f"https://t.example/2019/12/24/post-1/file-{number}/",
    }
    return f"""<item><title>{title}</title><link>{link.get(kind, f"https://t.example/page-{number}/")}</link><dc:creator>mira</dc:creator>
<guid>https://t.example/?p={number}</guid><content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date>2019-12-24 10:00:00</wp:post_date><wp:post_date_gmt>2019-12-24 09:00:00</wp:post_date_gmt><wp:post_name>post-{number}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"""


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def file(number: str, name: str, caption: str = "", order: int = 0) -> str:
    more = f"<wp:post_parent>1</wp:post_parent><excerpt:encoded><![CDATA[{caption}]]></excerpt:encoded><wp:menu_order>{order}</wp:menu_order>"
    return item(
        number,
        "attachment",
        "inherit",
        "",
        more + PICTURE.format(name=name) + meta("_wp_attachment_image_alt", f"alt {number}"),
        f"File {number}",
    )


def read(tmp_path: Path, *items: str) -> OldSite:
    (tmp_path / "export.xml").write_text(f"{HEAD}{''.join(items)}</channel></rss>", encoding="utf-8")
    return read_old_site(tmp_path / "export.xml")


def text_of_first(site: OldSite) -> str:
    return rewrite(site.entries[0], Links(make_plan(site))).removeprefix("# One\n\n").strip()


NOTES = '[{"id":"a-1","content":"A <em>note</em>."}]'
BLOCKS = {
    '<!-- wp:paragraph --><p>A<sup data-fn="a-1" class="fn"><a href="#a-1" id="a-1-link">1</a></sup>.</p><!-- /wp:paragraph --><!-- wp:footnotes /-->': "A[^1].\n\n[^1]: A *note*.",
    '<!-- wp:code {"language":"php"} --><pre class="wp-block-code"><code>a &lt; b\n</code></pre><!-- /wp:code -->': "```php\na < b\n```",
    '<!-- wp:kevinbatdorf/code-block-pro {"code":"x = 1","language":"python"} --><div><pre><span>x</span></pre></div><!-- /wp:kevinbatdorf/code-block-pro -->': "```python\nx = 1\n```",
    '<!-- wp:embed {"url":"https://youtu.be/abcdefg"} --><figure class="wp-block-embed"><div>\nhttps://youtu.be/abcdefg\n</div><figcaption>A film</figcaption></figure><!-- /wp:embed -->': "<https://youtu.be/abcdefg>\n\n*A film*",
    '<!-- wp:gallery --><figure class="wp-block-gallery"><!-- wp:image --><figure class="wp-block-image"><img src="a.png" alt="a"/><figcaption>A</figcaption></figure><!-- /wp:image --><!-- wp:image --><figure class="wp-block-image"><img src="b.png" alt="b"/></figure><!-- /wp:image --></figure><!-- /wp:gallery -->': '![a](a.png "A")\n![b](b.png)',
    '<!-- wp:cover {"url":"a.png"} --><div class="wp-block-cover"><img class="wp-block-cover__image-background" src="a.png" alt=""/><div><p>Words</p></div></div><!-- /wp:cover -->': "![](a.png)\n\nWords",
    '<!-- wp:media-text --><div class="wp-block-media-text"><figure><img src="a.png" alt="a"/></figure><div><!-- wp:paragraph --><p>Beside.</p><!-- /wp:paragraph --></div></div><!-- /wp:media-text -->': "![a](a.png)\n\nBeside.",
    '<!-- wp:columns --><div><!-- wp:column --><div><p>a</p></div><!-- /wp:column --><!-- wp:column --><div><p>b</p></div><!-- /wp:column --></div><!-- /wp:columns -->': "a\n\nb",
    '<!-- wp:buttons --><div><!-- wp:button --><div class="wp-block-button"><a class="wp-block-button__link" href="/x">Go</a></div><!-- /wp:button --></div><!-- /wp:buttons -->': "[Go](/x)",
    "<!-- wp:pullquote --><figure class='wp-block-pullquote'><blockquote><p>Words</p><cite>Who</cite></blockquote></figure><!-- /wp:pullquote -->": "> Words\n>\n> <cite>Who</cite>",
    '<!-- wp:verse --><pre class="wp-block-verse">a\nb</pre><!-- /wp:verse -->': "a\\\nb",
    "<!-- wp:details --><details><summary>S</summary><!-- wp:paragraph --><p>x</p><!-- /wp:paragraph --></details><!-- /wp:details -->": "<details>\n<summary>S</summary>\n\nx\n\n</details>",
    '<!-- wp:file --><div class="wp-block-file"><object class="wp-block-file__embed" data="/a.pdf"></object><a href="/a.pdf">Plan</a><a href="/a.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->': "[Plan](/a.pdf)",
    '<!-- wp:audio --><figure class="wp-block-audio"><audio controls src="/a.mp3"></audio><figcaption>Surf</figcaption></figure><!-- /wp:audio -->': "![](/a.mp3)\n\n*Surf*",
    '<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table><figcaption>T</figcaption></figure><!-- /wp:table -->': "| a |\n| --- |\n| b |\n\n*T*",
    "<!-- wp:more --><!--more--><!-- /wp:more --><!-- wp:spacer --><div class='wp-block-spacer'></div><!-- /wp:spacer --><p>x</p>": "<!--more-->\n\nx",
    "Classic\nwords.\n\n<!-- wp:paragraph --><p>Block.</p><!-- /wp:paragraph -->": "Classic\\\nwords.\n\nBlock.",
    '<!-- wp:block {"ref":7} /-->': "Kept once.",
    '<!-- wp:shortcode -->[gallery ids="8,9"]<!-- /wp:shortcode -->': '![alt 8](https://t.example/up/a.jpg "Low")\n![alt 9](https://t.example/up/b.jpg)',
    "<!-- wp:html --><div class='x'><b>Raw</b></div><!-- /wp:html -->": "**Raw**",
}  # fmt: skip


@pytest.mark.parametrize("body", BLOCKS)
def test_blocks(tmp_path: Path, body: str) -> None:
    others = (
        item("7", "wp_block", body="<!-- wp:paragraph --><p>Kept once.</p><!-- /wp:paragraph -->"),
        file("8", "a.jpg", "Low", 2),
        file("9", "b.jpg", order=1),
    )
    site = read(tmp_path, item(body=body, more=meta("footnotes", NOTES)), *others)
    assert text_of_first(site) == BLOCKS[body]
    assert [note for note in site.entries[0].notes if note.lost] == []


SHORTCODES = {
    "[gallery]": '![alt 9](https://t.example/up/b.jpg)\n![alt 8](https://t.example/up/a.jpg "Low")',
    '[gallery orderby="ID" order="DESC" exclude="9"]': '![alt 8](https://t.example/up/a.jpg "Low")',
    '[playlist ids="10"]': "File 10\n\n![](https://t.example/up/c.mp3)",
    "[youtube abcdefg]": "<https://www.youtube.com/watch?v=abcdefg>",
    "[youtube=https://www.youtube.com/watch?v=abcdefg&w=9]": "<https://www.youtube.com/watch?v=abcdefg&w=9>",
    '[vimeo 123 w=9] and [gist id="u/abc"]': "<https://vimeo.com/123>\n\nand\n\n<https://gist.github.com/u/abc>",
    "[video src='/a.mp4'][/video]": "![](/a.mp4)",
    "[audio https://o.example/a.mp3]": "![](https://o.example/a.mp3)",
    '[crayon lang="php"]$a < 1;[/crayon]': "```php\n$a < 1;\n```",
    "[python]\nx[1] = [2]\n[/python]": "```python\nx[1] = [2]\n```",
    '[cc_js]\nx = "[gallery]"\n[/cc_js]': '```js\nx = "[gallery]"\n```',
    "<pre>[gallery]</pre>": "```\n[gallery]\n```",
    "Written [[gallery]] so.": "Written \\[gallery\\] so.",
    "A[efn_note]Its <i>note</i>.[/efn_note] end.": "A[^1] end.\n\n[^1]: Its *note*.",
    "[latex]x^2[/latex] and $latex y_1&s=2$": "$x^2$ and $y_1$",
    "[blockquote]Said.[/blockquote]": "> Said.",
    '[toggle title="More"]Words[/toggle]': "<details>\n<summary>More</summary>\n\nWords\n\n</details>",
    "[vc_row][vc_column][vc_column_text]Words.[/vc_column_text][/vc_column][/vc_row]": "Words.",
    '[button link="/x"]Go[/button]': "[Go](/x)",
    '[recipe title="Soup" servings="2"][recipe-ingredients]\n- Water\n- Salt\n[/recipe-ingredients][/recipe]': "### Soup\n\nServings: 2\n\n#### Ingredients\n\n- Water\n- Salt",
    "Lists[1] and [draft] stay.": "Lists\\[1\\] and \\[draft\\] stay.",
    '<div>\n\nIn a box.\nA line.\n\nMore.</div>\n\n<blockquote>One.\n\nTwo.</blockquote>': "In a box.\\\nA line.\n\nMore.\n\n> One.\n>\n> Two.",
    "<ul>\n<li>a\nb</li>\n<li>c</li>\n</ul>\nAfter.": "- a\\\n  b\n- c\n\nAfter.",
}  # fmt: skip


@pytest.mark.parametrize("body", SHORTCODES)
def test_shortcodes(tmp_path: Path, body: str) -> None:
    site = read(
        tmp_path, item(body=body), file("8", "a.jpg", "Low", 2), file("9", "b.jpg", order=1), file("10", "c.mp3")
    )
    assert text_of_first(site) == SHORTCODES[body]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a</p>\n\n[contact-form-7 id=1]", "a\n\n<!-- [contact-form-7 id=1] -->"),
        ("See [my_plugin x=1] here.", "See &#91;my_plugin x=1\\] here."),
        ('[box_it colour="red"]Inner <b>words</b>.[/box_it]', "Inner **words**."),
        ("<!-- wp:latest-posts /--><p>a</p>", "a"),
        ('<!-- wp:block {"ref":99} /--><p>a</p>', "a"),
        ('[gallery ids="99"]', ""),
    ],
)
def test_what_only_wordpress_can_do_is_told(tmp_path: Path, body: str, text: str) -> None:
    site = read(tmp_path, item(body=body))
    assert text_of_first(site) == text
    assert len([note for note in site.entries[0].notes if note.lost]) == 1


def test_all_old_addresses_lead_on(tmp_path: Path) -> None:
    terms = '<category domain="category" nicename="sea">Sea</category><category domain="post_tag" nicename="low">Low</category>'
    posts = [item(str(number), more=terms + meta("_wp_old_slug", f"old-{number}")) for number in range(1, 13)]
    site = read(tmp_path, *posts, item("40", "page"), file("50", "a.jpg"), item("60", status="private"))
    moved = moved_lines(make_plan(site))
    expected = {
        "/?p=1": "/2019/12/24/post-1/", "/?page_id=40": "/page-40/", "/?attachment_id=50": "/2019/12/24/post-1/",
        "/2019/12/24/post-1/file-50/": "/2019/12/24/post-1/", "/category/water/sea/": "/blog/category/sea/",
        "/category/water/sea/feed/": "/blog/category/sea/rss.xml", "/category/water/sea/page/2/": "/blog/category/sea/",
        "/?cat=4": "/blog/category/sea/", "/tag/low/": "/blog/tag/low/", "/tag/low/feed/": "/blog/tag/low/rss.xml",
        "/author/mira/": "/blog/author/mira/", "/2019/": "/blog/2019/", "/2019/12/": "/blog/2019/", "/2019/12/24/": "/blog/2019/",
        "/page/2/": "/blog/", "/feed/": "/blog/rss.xml", "/?feed=rss2": "/blog/rss.xml",
    }  # fmt: skip
    assert {old: moved.get(old) for old in expected} == expected
    assert "/?p=60" not in moved
    assert site.entries[0].old_addresses == ["/2019/12/24/old-1/"]


def test_links_by_number_lead_to_the_text(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        item(body='<p><a href="https://t.example/?p=2">two</a> <a href="https://t.example/">home</a></p>'),
        item("2"),
    )
    site.entries[1].old_addresses.append("/?p=2")
    assert text_of_first(site) == "[two](/2019/12/24/post-2/) [home](/)"


def test_the_main_menu_comes_over(tmp_path: Path) -> None:
    def entry(number: str, aim: str, order: int, parent: str = "0", menu: str = "Primary", title: str = "") -> str:
        more = f'<category domain="nav_menu" nicename="m">{menu}</category><wp:menu_order>{order}</wp:menu_order>'
        more += (
            meta("_menu_item_type", "post_type")
            + meta("_menu_item_object_id", aim)
            + meta("_menu_item_menu_item_parent", parent)
        )
        return item(number, "nav_menu_item", body="", more=more, title=title)

    entries = [
        entry("20", "40", 2),
        entry("21", "41", 1, title="Who"),
        entry("22", "40", 3, "20"),
        entry("23", "41", 1, menu="Footer"),
    ]
    site = read(tmp_path, item("40", "page", title="Map"), item("41", "page"), *entries)
    assert site.menu == [("Who", "/page-41/"), ("Map", "/page-40/")]


def test_states_kinds_and_seo_fields(tmp_path: Path) -> None:
    more = (
        meta("_yoast_wpseo_metadesc", "For engines")
        + meta("_yoast_wpseo_canonical", "https://o.example/x")
        + meta("_yoast_wpseo_primary_category", "4")
    )
    more += '<category domain="category" nicename="water">Water</category><category domain="category" nicename="sea">Sea</category><category domain="category" nicename="uncategorized">Uncategorized</category>'
    states = ("publish", "draft", "pending", "private", "future", "trash", "auto-draft")
    items = [item(str(number), status=status, more=more) for number, status in enumerate(states, 1)]
    site = read(
        tmp_path, *items, item("30", "portfolio"), item("31", "revision", "inherit"), item("32", "wpcf7_contact_form")
    )
    assert [(entry.draft, entry.kind) for entry in site.entries] == [
        (False, "post"), (True, "post"), (True, "post"), (True, "post"), (False, "post"), (False, "page"),
    ]  # fmt: skip
    one = site.entries[0]
    assert (one.category, one.tags, one.description, one.canonical_link) == (
        "Sea",
        ["Water"],
        "For engines",
        "https://o.example/x",
    )
    told = " ".join(note.message for note in site.notes)
    assert "1 texts lay in the trash" in told
    assert "`portfolio` came too" in told
    assert "`wpcf7_contact_form`" in told


def test_a_text_without_title_or_date_still_has_both(tmp_path: Path) -> None:
    undated = (
        item("2", status="draft", title="")
        .replace("2019-12-24 10:00:00", "0000-00-00 00:00:00")
        .replace("2019-12-24 09:00:00", "0000-00-00 00:00:00")
    )
    site = read(tmp_path, item(title="", body="<p>The first words of this text are &amp; its title now</p>"), undated)
    assert [(entry.title, entry.date) for entry in site.entries] == [
        ("The first words of this text are &…", "2019-12-24T10:00:00+01:00"), ("Words.", ""),
    ]  # fmt: skip


COMMENT = """<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{name}</wp:comment_author><wp:comment_author_email>who@mail.example</wp:comment_author_email>
<wp:comment_author_IP>203.0.113.9</wp:comment_author_IP><wp:comment_date>2020-01-0{number} 10:00:00</wp:comment_date><wp:comment_approved>{approved}</wp:comment_approved>
<wp:comment_type></wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent><wp:comment_content><![CDATA[{text}]]></wp:comment_content></wp:comment>"""


def commented(tmp_path: Path) -> tuple[OldSite, OldEntry]:
    rows = [
        ("1", "Ada", "1", "0", 'Good <b>post</b>, <a href="https://spam.example">x</a>. Mail me@mail.example<script>alert(1)</script>'),
        ("2", "Bo", "1", "1", "Yes.\n\nIndeed."), ("3", "Spam", "0", "0", "Buy"),
    ]  # fmt: skip
    comments = "".join(COMMENT.format(number=a, name=b, approved=c, parent=d, text=e) for a, b, c, d, e in rows)
    site = read(tmp_path, item(more=comments))
    return site, site.entries[0]


def test_comments_stay_behind_and_are_counted(tmp_path: Path) -> None:
    site, entry = commented(tmp_path)
    settle_comments(site, wanted=False)
    assert "Ada" not in entry.body
    assert site.notes[-1].message.startswith("2 comments on 1 posts")


def test_comments_come_when_asked_for_without_what_is_private(tmp_path: Path) -> None:
    site, _ = commented(tmp_path)
    settle_comments(site, wanted=True)
    text = text_of_first(site)
    assert text == (
        "Words.\n\n---\n\n## Comments\n\n> **Ada**, 2020-01-01\n>\n> Good **post**, x. Mail …\n>\n> > **Bo**, 2020-01-02\n> >\n> > Yes.\n> >\n> > Indeed."
    )


def test_an_export_may_come_in_several_files_and_packed(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "README.md").write_text("Words of no blog.\n")
    (folder / "one.xml").write_text(f"{HEAD}{item(body='[gallery ids=8]')}</channel></rss>", encoding="utf-8")
    with gzip.open(folder / "x.gz", "wb") as packed:
        packed.write(f"{HEAD}{item()}</channel></rss>".encode())
    (folder / "two.xml").write_text(f"{HEAD}{file('8', 'a.jpg')}{item('2')}</channel></rss>", encoding="utf-8")
    site = read_old_site(folder)
    assert [entry.slug for entry in site.entries] == ["post-1", "post-2"]
    assert text_of_first(site) == "![alt 8](https://t.example/up/a.jpg)"
    assert len(read_old_site(folder / "x.gz").entries) == 1


def test_files_that_came_with_the_export_stand_where_they_stood(tmp_path: Path) -> None:
    (tmp_path / "wp-content/uploads/2019").mkdir(parents=True)
    (tmp_path / "wp-content/uploads/2019/a.jpg").write_bytes(b"x")
    (tmp_path / "e.xml").write_text(
        f"{HEAD}{item(body='<img src=https://t.example/wp-content/uploads/2019/a.jpg alt=x>')}</channel></rss>",
        encoding="utf-8",
    )
    site = read_old_site(tmp_path)
    assert [asset.address for asset in site.assets.values()] == ["/wp-content/uploads/2019/a.jpg"]
    assert text_of_first(site) == "![x](/wp-content/uploads/2019/a.jpg)"


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_all_versions_of_the_format(tmp_path: Path, version: str) -> None:
    text = f"{HEAD}{item()}</channel></rss>".replace("export/1.2/", f"export/{version}/")
    (tmp_path / "e.xml").write_text(text, encoding="utf-8")
    assert read_old_site(tmp_path / "e.xml").entries[0].slug == "post-1"


def test_the_timezone_is_that_of_the_dates() -> None:
    winter, summer = (
        [f"2019-01-0{n}T10:00:00+01:00" for n in range(1, 5)],
        [f"2019-07-0{n}T10:00:00+02:00" for n in range(1, 5)],
    )
    assert zone_of_dates(winter + summer, "nb-NO") == "Europe/Oslo"
    assert zone_of_dates(winter + summer, "en-US") == "Europe/Berlin"
    assert zone_of_dates([f"2019-07-0{n}T10:00:00+05:30" for n in range(1, 5)], "en") == "Asia/Kolkata"
    assert zone_of_dates(winter[:2], "nb") == ""
    assert zone_of_dates(["2019-01-01T10:00:00"] * 9, "nb") == ""


def test_terms_of_old_exports_and_languages(tmp_path: Path) -> None:
    more = '<category>Sea</category><category domain="category" nicename="sea">Sea</category><category domain="tag">Low</category><category domain="tag" nicename="low">Low</category>'
    more += '<category domain="language" nicename="de">Deutsch</category><category domain="post_translations" nicename="pll_1">pll_1</category>'
    one = read(tmp_path, item(more=more)).entries[0]
    assert (one.category, one.tags, one.language, one.translation_key) == ("Sea", ["Low"], "de", "pll_1")


def test_pictures_within_a_text_become_files(tmp_path: Path) -> None:
    data = base64.b64encode(b"\x89PNG" + b"x" * 400).decode()
    site = read(
        tmp_path,
        item(
            body=f'<p><img src="data:image/png;base64,{data}" alt="a"> <img src="data:image/gif;base64,R0lG" alt=""></p>'
        ),
    )
    (asset,) = site.assets.values()
    assert asset.read().startswith(b"\x89PNG")
    assert text_of_first(site) == f"![a]({asset.address})"
