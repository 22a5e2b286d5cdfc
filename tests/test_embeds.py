"""What stands on another host: told by its address, shown as a card, and a link everywhere else."""

import re
from typing import Any

import pytest
from conftest import CONF, ROOT, Site, main_of, raster
from hypothesis import given
from hypothesis import strategies as st
from sphinx.errors import ConfigError

from valuable.base.uris import is_web_address
from valuable.content.markdown.embed_services import embeds_problems, find_embed, seconds
from valuable.outputs.search.text import find_in_page

UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
NOCOOKIE = "https://www.youtube-nocookie.com/embed"
OSM = "https://www.openstreetmap.org/export/embed.html"

# An address, the service that it is of, what it shows, and the frame for it; ``""`` where a link has to do.
SHOWN = [
    ("https://www.youtube.com/watch?v=a_-1", "YouTube", "video", f"{NOCOOKIE}/a_-1"),
    ("https://m.youtube.com/watch?v=a&feature=share", "YouTube", "video", f"{NOCOOKIE}/a"),
    ("https://www.youtube.com/watch?app=desktop&v=a&t=1m5s", "YouTube", "video", f"{NOCOOKIE}/a?start=65"),
    ("https://youtu.be/a?si=x&t=90", "YouTube", "video", f"{NOCOOKIE}/a?start=90"),
    ("http://youtu.be/a", "YouTube", "video", f"{NOCOOKIE}/a"),
    ("//youtu.be/a", "YouTube", "video", f"{NOCOOKIE}/a"),
    ("https://www.youtube.com/shorts/a", "YouTube", "video", f"{NOCOOKIE}/a"),
    ("https://www.youtube.com/live/a", "YouTube", "video", f"{NOCOOKIE}/a"),
    ("https://www.youtube.com/embed/a?start=3&end=9&autoplay=1", "YouTube", "video", f"{NOCOOKIE}/a?start=3&end=9"),
    ("https://www.youtube-nocookie.com/embed/a", "YouTube", "video", f"{NOCOOKIE}/a"),
    ("https://www.youtube.com/playlist?list=PL1", "YouTube", "video", f"{NOCOOKIE}/videoseries?list=PL1"),
    ("https://www.youtube.com/embed/videoseries?list=PL1", "YouTube", "video", f"{NOCOOKIE}/videoseries?list=PL1"),
    ("https://www.youtube.com/watch?v=a&list=PL1", "YouTube", "video", f"{NOCOOKIE}/a?list=PL1"),
    ("https://vimeo.com/123", "Vimeo", "video", "https://player.vimeo.com/video/123?dnt=1"),
    ("https://vimeo.com/123/0af", "Vimeo", "video", "https://player.vimeo.com/video/123?h=0af&dnt=1"),
    ("https://vimeo.com/channels/staff/123#t=30s", "Vimeo", "video", "https://player.vimeo.com/video/123?dnt=1#t=30s"),
    ("https://player.vimeo.com/video/123?h=0af", "Vimeo", "video", "https://player.vimeo.com/video/123?h=0af&dnt=1"),
    (f"https://tube.example/w/{UUID}", "PeerTube", "video", f"https://tube.example/videos/embed/{UUID}?p2p=0"),
    (
        "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv?start=1m5s",
        "PeerTube",
        "video",
        "https://tube.example/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv?start=65&p2p=0",
    ),
    (
        f"https://tube.example:8443/videos/watch/{UUID}",
        "PeerTube",
        "video",
        f"https://tube.example:8443/videos/embed/{UUID}?p2p=0",
    ),
    (f"http://tube.example/w/{UUID}", "PeerTube", "video", f"https://tube.example/videos/embed/{UUID}?p2p=0"),
    (f"https://a.example/w/p/{UUID}", "PeerTube", "video", f"https://a.example/video-playlists/embed/{UUID}?p2p=0"),
    (f"https://a.example/videos/embed/{UUID}", "PeerTube", "video", f"https://a.example/videos/embed/{UUID}?p2p=0"),
    ("https://www.ted.com/talks/ada_on_lamps?language=de", "TED", "video", "https://embed.ted.com/talks/ada_on_lamps"),
    ("https://podcasts.apple.com/de/podcast/lamps/id12?i=3", "Apple Podcasts", "sound", "https://embed.podcasts.apple.com/de/podcast/lamps/id12?i=3"),
    ("https://codesandbox.io/s/a-b?file=/x.js", "CodeSandbox", "code", "https://codesandbox.io/embed/a-b"),
    ("https://www.google.co.uk/maps?q=Oban", "Google Maps", "map", "https://www.google.com/maps?q=Oban&output=embed"),
    ("https://maps.google.de/?q=Oban", "Google Maps", "map", "https://www.google.com/maps?q=Oban&output=embed"),
    ("https://dai.ly/x1", "Dailymotion", "video", "https://www.dailymotion.com/embed/video/x1"),
    ("https://archive.org/details/seal_1920", "Internet Archive", "video", "https://archive.org/embed/seal_1920"),
    ("https://www.bilibili.com/video/BV1x/", "bilibili", "video", "https://player.bilibili.com/player.html?bvid=BV1x&autoplay=0"),
    ("https://open.spotify.com/intl-de/track/1a?si=b", "Spotify", "sound", "https://open.spotify.com/embed/track/1a"),
    (
        "https://soundcloud.com/a/b",
        "SoundCloud",
        "sound",
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb",
    ),
    ("https://social.example/@ada/123", "social.example", "post", "https://social.example/@ada/123/embed"),
    ("https://social.example/users/ada/statuses/123", "social.example", "post", "https://social.example/@ada/123/embed"),
    ("https://social.example/@ada@other.example/123", "social.example", "post", ""),
    ("https://bsky.app/profile/ada.example/post/3k", "Bluesky", "post", ""),
    ("https://x.com/ada/status/123", "X", "post", ""),
    ("https://gist.github.com/ada/0123456789abcdef0123", "GitHub Gist", "code", ""),
    ("https://codepen.io/ada/pen/aBc", "CodePen", "code", "https://codepen.io/ada/embed/aBc?default-tab=result"),
    ("https://jsfiddle.net/ada/abc123/", "JSFiddle", "code", "https://jsfiddle.net/ada/abc123/embedded/"),
    (f"{OSM}?bbox=1%2C2%2C3%2C4", "OpenStreetMap", "map", f"{OSM}?bbox=1%2C2%2C3%2C4"),
    ("https://www.google.com/maps/place/Ob%C3%A1n/@1,2,15z", "Google Maps", "map", "https://www.google.com/maps?q=Ob%C3%A1n&z=15&output=embed"),
    ("https://www.google.com/maps/@56.4,-5.4,12z", "Google Maps", "map", "https://www.google.com/maps?q=56.4%2C-5.4&z=12&output=embed"),
    ("https://www.google.com/maps/embed?pb=1", "Google Maps", "map", "https://www.google.com/maps/embed?pb=1"),
    ("https://maps.app.goo.gl/abcdefgh1", "Google Maps", "map", ""),
]  # fmt: skip
# What is a link and no more.
PLAIN = [
    "https://example.org/",
    "https://www.youtube.com/",
    "https://www.youtube.com/@ada",
    "https://www.youtube.com/watch",
    "https://www.youtube.com/watch?v=a%22b",
    "https://www.youtube.com/playlist?list=a%26b",
    "https://youtube.com.evil.example/watch?v=a",
    "https://vimeo.com/about",
    "https://vimeo.com/123?h=%3Cb%3E",
    "https://medium.example/@ada/how-to-tend-a-lamp-123",
    "https://social.example/@ada",
    "https://example.org/w/short",
    "https://www.google.com/search?q=maps",
    "https://x.com/ada",
    "https://www.google.de/search?q=lamps&output=embed",
    "https://google.evil.example/maps?q=Oban",
    "https://soundcloud.com/ada",
    "mailto:ada@lights.example",
    "javascript:alert(1)//youtu.be/a",
    "https://user:secret@youtu.be/a",
    "https://youtu.be/a b",
    "youtu.be/a",
    "/watch?v=a",
    "",
]

# System, construct, source, and a selector of what it becomes.
CONSTRUCTS = [
    ("WordPress", "address alone", "<https://youtu.be/a>", ".embed-video[data-frame]"),
    ("GitHub", "linked picture", "[![A talk](cover.png)](https://youtu.be/a)", ".embed img.embed-picture"),
    ("any", "link alone", "[My *talk*](https://vimeo.com/1)", ".embed-title em"),
    ("any", "two links alone", "<https://youtu.be/a>\n<https://youtu.be/b>", ".embed + .embed, .embed ~ .embed"),
    ("any", "link with a title", '[My talk](https://youtu.be/a "Words")', ".embed"),
    ("Obsidian", "picture of a film", "![A talk](https://youtu.be/a)", ".embed"),
    ("MyST", "iframe", "```{iframe} https://youtu.be/a\n:width: 80%\n```", ".embed"),
    ("MyST", "iframe with words", ":::{iframe} https://youtu.be/a\nAt sea, *once*.\n:::", "figure .embed, figure em"),
    ("Sphinx", "youtube", "```{youtube} a_1\n```", f'.embed[data-frame="{NOCOOKIE}/a_1"]'),
    ("Sphinx", "vimeo", "```{vimeo} 12\n```", '.embed[data-frame*="/video/12"]'),
    ("ours", "embed", "```{embed} https://talks.example/1\n:title: Talk\n:picture: cover.png\n```", ".embed-page img"),
    ("HTML", "frame", '<iframe width="4" height="3" src="https://www.youtube.com/embed/a"></iframe>', ".embed"),
    ("HTML", "frame in a box", '<div class="box"><iframe src="//vimeo.com/12"></iframe></div>', ".box .embed"),
    ("HTML", "frame in a sentence", 'See <iframe src="https://youtu.be/a"></iframe> now.', "p > .embed"),
    ("any", "in a quotation", "> <https://youtu.be/a>", "blockquote .embed"),
    ("any", "in a list", "- Words.\n\n  <https://youtu.be/a>", "li .embed"),
    ("any", "in a definition", "Talk\n: <https://youtu.be/a>", "dd .embed"),
    ("any", "in a note", ":::{note}\n<https://youtu.be/a>\n:::", ".admonition .embed"),
]  # fmt: skip
LINKS = [
    "See <https://youtu.be/a>.",
    "<https://youtu.be/a> and <https://youtu.be/b>",
    "- [My talk](https://youtu.be/a)\n- [Other](https://example.org/)",
    "- See <https://youtu.be/a>",
    "## <https://youtu.be/a>",
    "| a |\n|---|\n| <https://youtu.be/a> |",
    "Words.[^a]\n\n[^a]: <https://youtu.be/a>",
    "**[My talk](https://youtu.be/a)**",
    "See ![a talk](https://youtu.be/a) now.",
    "<https://youtu.be/a>\n<https://example.org/>",
    '<a href="https://youtu.be/a">My talk</a>',
]
PNG = raster()


@pytest.mark.parametrize(("address", "service", "kind", "frame"), SHOWN)
def test_page_is_told_by_its_address(address: str, service: str, kind: str, frame: str) -> None:
    found = find_embed(address, {})
    assert found is not None
    assert (found.service, found.kind, found.frame) == (service, kind, frame)


@pytest.mark.parametrize("address", PLAIN)
def test_other_address_is_a_link(address: str) -> None:
    assert find_embed(address, {}) is None


def test_what_has_no_page_for_readers_leads_to_the_one_that_has() -> None:
    pages = {
        "https://www.youtube.com/embed/a?start=3": "https://www.youtube.com/watch?v=a&t=3",
        "https://www.youtube-nocookie.com/embed/videoseries?list=P": "https://www.youtube.com/playlist?list=P",
        "https://player.vimeo.com/video/12": "https://vimeo.com/12",
        f"https://tube.example/videos/embed/{UUID}": f"https://tube.example/w/{UUID}",
        "https://codepen.io/a/embed/b": "https://codepen.io/a/pen/b",
    }
    assert {address: found.address for address in pages if (found := find_embed(address, {}))} == pages


def test_map_is_about_its_place() -> None:
    found = find_embed("https://www.openstreetmap.org/?mlat=56.41&mlon=-5.47#map=15/56.41/-5.47", {})
    assert found is not None
    west, south, east, north = map(float, re.findall(r"-?\d+\.\d+", found.frame.partition("marker")[0]))
    assert west < -5.47 < east
    assert south < 56.41 < north
    assert east - west < 0.1
    assert "marker=56.41%2C-5.47" in found.frame


@given(st.text(max_size=60), st.sampled_from(["youtu.be", "vimeo.com", "www.google.com", "x.example", "archive.org"]))
def test_whatever_an_address_says_its_frame_is_an_address_of_a_host(rest: str, host: str) -> None:
    found = find_embed(f"https://{host}/{rest}", {})
    if found is not None and found.frame:
        assert is_web_address(found.frame)
        assert found.frame.startswith("https://")


@pytest.mark.parametrize(
    ("text", "number"), [("90", 90), ("90s", 90), ("1m5s", 65), ("1h1m1s", 3661), ("x", 0), ("", 0)]
)
def test_time_is_read(text: str, number: int) -> None:
    assert seconds(text) == number


# -- Pages ----------------------------------------------------------------------------


def write(site: Site, sources: list[str]) -> None:
    site.write("posts/2021/cover.png", PNG)
    for number, source in enumerate(sources):
        site.post(f"posts/2021/p{number}.md", f"{source}\n", f"P{number}")


def content(site: Site, number: int) -> Any:
    return main_of(site.page(f"/posts/2021/p{number}/")).select_one(".e-content")


def test_every_construct_is_a_card_and_elsewhere_a_link(site: Site) -> None:
    write(site, [source for _, _, source, _ in CONSTRUCTS])
    assert site.build() == []
    for number, (_, construct, _, selector) in enumerate(CONSTRUCTS):
        body = content(site, number)
        assert body.select(selector), (construct, body)
        assert not body.select("iframe, script, [src*='//']"), construct
        for card in body.select(".embed-card"):
            assert card["href"].startswith("https://")
            assert card.select_one(".embed-title").text.strip()
            assert card.select_one(".embed-host").text.strip()
        assert "](https://" in (site.html / f"posts/2021/p{number}/index.md").read_text(), construct
    feed = (site.html / "blog/rss.xml").read_text()
    assert "A click loads" not in feed
    assert '&lt;a href="https://youtu.be/a"&gt;YouTube video&lt;/a&gt;' in feed
    assert 'src="https://lights.example/_images/cover.' in feed
    for path, data in site.files().items():
        if path.endswith(".html") and b"data-frame" not in data:
            assert b"embeds.js" not in data, path


def test_link_in_prose_a_table_or_a_note_stays_a_link(site: Site) -> None:
    write(site, LINKS)
    assert site.build() == []
    for number, source in enumerate(LINKS):
        assert not content(site, number).select(".embed"), source
        assert content(site, number).select('a[href="https://youtu.be/a"]'), source
        policy = site.page(f"/posts/2021/p{number}/").select_one("meta[http-equiv]")["content"]
        assert "frame-src 'none'" in policy
        assert "embeds." not in (site.html / f"posts/2021/p{number}/index.html").read_text()


def test_policy_has_the_host_of_the_frame_and_no_other(site: Site) -> None:
    write(site, ["<https://youtu.be/a>\n\n<https://vimeo.com/1>", "<https://bsky.app/profile/a/post/3>"])
    assert site.build() == []
    policies = [site.page(f"/posts/2021/p{number}/").select_one("meta[http-equiv]")["content"] for number in (0, 1)]
    assert "frame-src https://www.youtube-nocookie.com https://player.vimeo.com;" in policies[0]
    assert "frame-src 'none'" in policies[1]


def test_card_speaks_the_language_of_the_page(site: Site) -> None:
    site.post(body="<https://youtu.be/a>\n", language="de")
    assert site.build() == []
    card = main_of(site.page("/posts/2021/hello/")).select_one(".embed-card")
    assert card.select_one(".embed-title").text == "Video auf YouTube"
    assert card.select_one(".embed-loads").text == "Ein Klick lädt den Inhalt von www.youtube-nocookie.com."


def test_search_finds_the_title_and_nothing_else_of_a_card(site: Site) -> None:
    site.post(body="[My talk on lamps](https://youtu.be/a)\n")
    assert site.build() == []
    found = find_in_page((site.html / "posts/2021/hello/index.html").read_bytes())
    assert found is not None
    assert found.body == "<p>My talk on lamps</p>"


def test_film_is_not_what_a_post_is_about(site: Site) -> None:
    site.post(body="<https://youtu.be/a>\n\nA talk on lamps.\n")
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select_one("meta[name=description]")["content"] == "A talk on lamps."


def test_author_gives_the_shape_the_title_and_the_picture(site: Site) -> None:
    source = "```{embed} https://youtu.be/a\n:title: My talk\n:picture: cover.png\n:ratio: 4:3\n:width: 300\n```"
    write(site, [source, "```{embed} https://youtu.be/a\n:ratio: wide\n```", "```{embed} talk.html\n```"])
    messages = site.build()
    assert [message.partition(" WARNING: ")[::2][1].partition(" [")[0] for message in messages] == [
        "`:ratio: wide` is no shape: write its width and height, as in `:ratio: 4/3`",
        "`{embed}` shows a page on another host, and talk.html is no address of one: "
        "write it whole, from `https://` on",
    ]
    card = content(site, 0).select_one(".embed")
    assert card.select_one("img")["alt"] == ""
    rule = re.search(r"--embed-ratio:[^}]*", (site.html / "posts/2021/p0/index.html").read_text())
    assert rule is not None
    assert rule[0].replace(" ", "") == "--embed-ratio:4/3;--embed-height:auto;max-width:300px"


def test_picture_on_another_host_is_left_out_of_the_card(site: Site) -> None:
    site.post(body="[![My talk](https://img.youtube.com/vi/a/0.jpg)](https://youtu.be/a)\n")
    assert site.build() == []
    body = main_of(site.page("/posts/2021/hello/"))
    assert body.select_one(".embed-title").text == "My talk"
    assert not body.select(".e-content img")


@pytest.mark.parametrize("name", ["../../.env", "https://other.example/a.png", "nope.png", "../../../a.png"])
def test_picture_of_a_card_goes_through_the_gate(site: Site, name: str) -> None:
    site.write(".env", "secret")
    site.post(body=f"```{{embed}} https://youtu.be/a\n:picture: {name}\n```\n")
    assert len(site.build()) == 1
    assert not main_of(site.page("/posts/2021/hello/")).select('[src*="env"], [src*="other.example"]')


def test_frame_of_another_host_is_refused_with_its_cure_and_shown_once_it_is_named(site: Site) -> None:
    site.post(body='<iframe src="https://talks.example/watch/7" title="A talk"></iframe>\n')
    (message,) = site.build()
    assert "or name it in `embeds` in conf.py" in message
    assert site.build(embeds={"https://talks.example/watch/*": "https://talks.example/embed/*?quiet=1"}) == []
    card = main_of(site.page("/posts/2021/hello/")).select_one(".embed")
    assert card["data-frame"] == "https://talks.example/embed/7?quiet=1"
    assert card.select_one(".embed-title").text == "A talk"


def test_frame_of_a_known_service_is_a_card_in_trusted_html_too(site: Site) -> None:
    frame = '<iframe src="https://www.youtube.com/embed/{}"></iframe>'
    source = f"<div>{frame.format('a')} and {frame.format('b')} end</div>\n<script>'{frame.format('c')}'</script>\n"
    site.post(body=source)
    assert site.build(raw_html="trusted") == []
    body = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    assert [card["data-frame"] for card in body.select(".embed")] == [f"{NOCOOKIE}/a", f"{NOCOOKIE}/b"]
    assert body.div.text.endswith(" end")
    assert "</iframe>" in body.script.text
    assert not body.select("iframe")
    policy = {"frame-src": ["https://www.youtube.com"]}
    assert site.build(raw_html="trusted", csp=policy) == []
    assert len(main_of(site.page("/posts/2021/hello/")).select("iframe")) == 2


@pytest.mark.parametrize("source", ['<iframe src="https://youtu.be/a" />', '<iframe src="https://youtu.be/a">'])
def test_frame_takes_no_words_with_it(site: Site, source: str) -> None:
    site.post(body=f"<p>{source} Words.</p>\n")
    messages = site.build()
    assert len(messages) == (0 if source.endswith("/>") else 1), messages
    assert ("Words." in main_of(site.page("/posts/2021/hello/")).text) is source.endswith("/>")


@pytest.mark.parametrize(
    ("value", "frame", "service", "kind"),
    [
        (True, "https://talks.example/watch/7", "talks.example", "page"),
        ({"name": "Talks", "kind": "video"}, "https://talks.example/watch/7", "Talks", "video"),
        ({"frame": "https://cdn.example/*", "name": "Talks"}, "https://cdn.example/7", "Talks", "page"),
    ],
)
def test_site_names_pages_itself(value: object, frame: str, service: str, kind: str) -> None:
    found = find_embed("https://talks.example/watch/7", {"https://talks.example/watch/*": value})
    assert found is not None
    assert (found.frame, found.service, found.kind) == (frame, service, kind)
    assert find_embed("https://talks.example/other", {"https://talks.example/watch/*": value}) is None


def test_site_takes_a_service_out() -> None:
    assert find_embed("https://youtu.be/a", {"https://youtu.be/*": False}) is None


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("https://a.example/", "embeds is 'https://a.example/': write a block"),
        ({"a.example/*": True}, "embeds has 'a.example/*': write an address"),
        ({"https://*.example/": True}, "embeds has 'https://*.example/': write an address"),
        ({"https://a.example/*": 7}, "leads to 7: write the address of the frame"),
        ({"https://a.example/*": "https://*/a"}, "leads to 'https://*/a': write the address of the frame"),
        ({"https://a.example/*": {"frames": "x"}}, "has 'frames': write one of frame, kind, name"),
        ({"https://a.example/*": {"kind": "film"}}, "kind is 'film': write one of video, "),
    ],
)
def test_wrong_setting_is_said(setting: object, said: str) -> None:
    assert any(said in problem for problem in embeds_problems(setting))


def test_referrer_is_one_of_two(site: Site) -> None:
    site.write("conf.py", f"{CONF}\nembed_referrer = 'all'\n")
    with pytest.raises(ConfigError, match="embed_referrer is 'all': write one of 'no-referrer', 'strict-origin'"):
        site.build()


@pytest.mark.parametrize(
    "source",
    [
        '<span class="embed" data-frame="https://evil.example/"><a class="embed-card" href="/">x</a></span>',
        '[x]{.embed data-frame="https://evil.example/"}',
        '[x](https://youtu.be/a){data-frame="https://evil.example/"}',
        '<iframe src="https://www.youtube.com/embed/a" srcdoc="&lt;script&gt;evil()&lt;/script&gt;"></iframe>',
        """<iframe src="https://youtu.be/a" title='"><script>evil()</script>'></iframe>""",
        '<iframe src="https://youtu.be/a"><script>evil()</script></iframe>',
    ],
)
def test_author_can_not_choose_a_frame_or_run_a_script(site: Site, source: str) -> None:
    site.post(body=f"{source}\n")
    site.build()
    page = site.page("/posts/2021/hello/")
    assert "evil.example" not in page.select_one("meta[http-equiv]")["content"]
    body = main_of(page).select_one(".e-content")
    assert not body.select('script, iframe, [srcdoc], [data-frame*="evil"]')


def test_without_the_feature_all_are_links(site: Site) -> None:
    write(site, [source for _, _, source, _ in CONSTRUCTS])
    assert site.build(switched_off=["embeds"]) == []
    for number, (_, construct, _, _) in enumerate(CONSTRUCTS):
        assert content(site, number).select('a[href^="https://"]'), construct
        assert not content(site, number).select(".embed, iframe"), construct


def test_script_is_small() -> None:
    assert (ROOT / "valuable/theme/static/js/embeds.js").stat().st_size < 2000
