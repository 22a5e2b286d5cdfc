import re
from typing import Any

import pytest
from conftest import Site, main_of
from hostile import PIXEL
from sphinx.errors import ConfigError


def test_comments_stay_in_the_source(site: Site) -> None:
    site.post(body="Words.\n\n<!-- a note\nto myself -->\n\nMore <!-- inline --> words <b>here<!-- x --></b>.\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).b.get_text() == "here"
    for path, content in site.files().items():
        assert b"to myself" not in content, path
        assert b"<!-- inline" not in content, path


@pytest.mark.parametrize(
    "body",
    [
        "![A picture](https://elsewhere.example/a.png)",
        '<iframe src="https://elsewhere.example/a.png"></iframe>',
        "<img alt=x src=//elsewhere.example/a.png>",
        '<div style="background: url(https://elsewhere.example/a.png)"></div>',
        "<style>@import 'https://elsewhere.example/a.png'</style>",
        '<svg><image href="https://elsewhere.example/a.png"/></svg>',
        '<a title=">"><img alt=">" src="https://elsewhere.example/a.png"></a>',
        'Words <script async src="https://elsewhere.example/a.png"></script>.',
    ],
)
def test_what_would_be_loaded_from_another_host_is_reported(site: Site, body: str) -> None:
    site.post(body=f"{body}\n")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: the page would load ")
    assert "elsewhere.example/a.png from another host: " in warning
    # A copy of a script, a style sheet or a page beside the post would be refused as well.
    is_copied = not re.search("<(iframe|script|style)", body)
    assert ("put a copy beside the post" in warning) == is_copied


def test_picture_of_another_host_in_a_figure_with_a_link_leaves_its_words(site: Site) -> None:
    figure = ":::{figure} https://elsewhere.example/a.png\n:alt: A seal\n:target: https://e.example/\n\n*Sea*.\n:::\n"
    site.post(body=figure)
    (warning,) = site.build()
    assert "elsewhere.example/a.png from another host: " in warning
    link = main_of(site.page("/posts/2021/hello/")).select_one("figure a")
    assert link.get_text() == "A seal"
    assert link["href"] == "https://e.example/"


def test_picture_of_another_host_leaves_its_title_too(site: Site) -> None:
    host = "https://elsewhere.example"
    site.post(body=f'![A seal]({host}/a.png "It swims")\n![]({host}/b.png "It rests") ![Sea]({host}/c.png "Sea")\n')
    assert len(site.build()) == 3
    links = body_of(site).select("a")
    assert [link.get_text() for link in links] == ["A seal (It swims)", "It rests", "Sea"]


def test_link_to_another_host_is_free(site: Site) -> None:
    site.post(body='[A](https://elsewhere.example/) and <a href="https://elsewhere.example/">B</a>.\n')
    assert site.build() == []


def body_of(site: Site, address: str = "/posts/2021/hello/") -> Any:
    return main_of(site.page(address)).select_one(".e-content")


def test_markdown_stands_between_what_is_opened_and_closed(site: Site) -> None:
    site.post(
        body="<details>\n<summary>More</summary>\n\nSome *words*, <kbd>Ctrl</kbd>.\n\n- one\n\n</details>\n\nAfter.\n"
    )
    assert site.build() == []
    details = body_of(site).details
    assert details.em.get_text() == "words"
    assert details.kbd.get_text() == "Ctrl"
    assert details.li
    assert details.find_next_sibling("p").get_text() == "After."


def test_headings_stand_between_what_is_opened_and_closed(site: Site) -> None:
    one = "<details><summary>One</summary>\n\n### A\n\nWords.\n\n</details>\n"
    site.post(body=f"## Part\n\n{one}{one.replace('One', 'Two').replace('A', 'B')}\nAfter.\n\n## Next\n\nMore.\n")
    assert site.build() == []
    body = body_of(site)
    part, after = body.select("section > section")[0], body.find_all("p")[-2]
    assert [details.h3.get_text(strip=True).rstrip("¶") for details in part.find_all("details", recursive=False)] == [
        "A",
        "B",
    ]
    assert after.get_text() == "After."
    assert after.parent is part
    assert [heading.get_text(strip=True).rstrip("¶") for heading in body.find_all("h2")] == ["Part", "Next"]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        # What opens below a heading holds headings of the same level, and higher ones.
        ("## A\n\n<X>\n\n## B\n\nb\n\n</X>\n\nafter\n\n## C\n", "h2 A, <h3 B, b>, after, h2 C"),
        ("## A\n\n<X>\n\n# B\n\n## D\n\nb\n\n</X>\n\n## C\n", "h2 A, <h3 B, h4 D, b>, h2 C"),
        ("### A\n\n<X>\n\n### B\n\n### D\n\nb\n</X>\n\n## C\n", "h2 A, <h3 B, h3 D, b>, h2 C"),
        ("<X>\n\n## B\n\nb\n\n</X>\n\n#### C\n\nc\n", "<h2 B, b>, h2 C, c"),
        ("## A\n\n<X>\n\n## B\n\n<X>\n\n## D\n\n</X>\n\n## E\n\n</X>\n", "h2 A, <h3 B, <h4 D>, h3 E>"),
        ("## A\n\n<X>\n\n### B\n\n</X>\n\n<X>\n\n### C\n\n</X>\n\n### D\n", "h2 A, <h3 B>, <h3 C>, h3 D"),
        ("## A\n\n<X>\n\nx\n\n</X>\n\n## B\n", "h2 A, <x>, h2 B"),
    ],
)
@pytest.mark.parametrize("name", ["details", "div", "section", "aside", "figure", "center"])
def test_headings_of_any_level_stand_in_an_element(site: Site, name: str, body: str, wanted: str) -> None:
    site.post(body=body.replace("X", name))
    assert site.build() == []
    assert shape(body_of(site).find("section"), "div" if name == "center" else name) == wanted


def shape(element: Any, name: str) -> str:
    """Return what stands in a part of a page: headings, words, and between ``<`` and ``>`` what *name* holds."""
    found = []
    for child in element.find_all(True, recursive=False):
        if child.name == "p":
            found.append(child.get_text())
        elif child.name[0] == "h":
            found.append(f"{child.name} {child.find(string=True)}")
        elif child.name == name and not child.find(class_="headerlink", recursive=False) and "id" not in child.attrs:
            found.append(f"<{shape(child, name)}>")
        else:
            found.append(shape(child, name))
    return ", ".join(found)


def test_cells_of_html_hold_headings(site: Site) -> None:
    cells = "<table><tr><td>\n\n## A\n\na\n\n</td><td>\n\n## B\n\nb\n\n</td></tr></table>\n"
    site.post(body=f"## Part\n\n{cells}\nafter\n")
    assert site.build() == []
    assert [cell.h3.find(string=True) for cell in body_of(site).select("td")] == ["A", "B"]
    assert body_of(site).find(string="after").find_parent("section")["id"] == "part"


def test_trusted_element_holds_headings(site: Site) -> None:
    site.post(body="## A\n\n<details>\n\n## B\n\nb\n\n</details>\n\n<script>'<div>'</script>\n\n## C\n")
    assert site.build(raw_html="trusted") == []
    assert shape(body_of(site).find("section"), "details").startswith("h2 A, <h3 B, b>, ")


def test_paragraph_of_html_holds_blocks(site: Site) -> None:
    site.post(body='<p align="center">\n\nSome *words*.\n\n## A\n\n</p>\n\n- <P>\n\n  - x\n\n  </P>\n')
    assert site.build() == []
    assert body_of(site).select_one("div[align=center] em").get_text() == "words"
    assert body_of(site).select_one("div[align=center] h2")
    assert body_of(site).select_one("li > div > ul")


def test_what_does_no_harm_is_a_hint(site: Site) -> None:
    site.post(body="<h1 align='center'>More</h1>\n\nWords.\n\n</div>\n")
    assert site.build() == []
    assert body_of(site).h2.get_text() == "More"
    assert ["`<h1>` is shown as `<h2>`" in site.hints()[0], "`</div>` closes nothing" in site.hints()[1]] == [True] * 2


WORDS_ALONE = "<small>\nRead *this* or\n[that](https://a.example/).\n</small>\n"


@pytest.mark.parametrize(
    ("around", "place"),
    [
        ("{}", "p > small"),
        ("- a\n\n  {}", "li p > small"),
        ("> {}", "blockquote p > small"),
        ("{}\nMore.", "p > small"),
    ],
)
def test_element_for_words_alone_on_its_line_holds_markdown(site: Site, around: str, place: str) -> None:
    indent = "> " if around.startswith(">") else "  " if around.startswith("-") else ""
    site.post(body=around.format(WORDS_ALONE.replace("\n", f"\n{indent}")) + "\n")
    assert site.build() == []
    (small,) = body_of(site).select(place)
    assert small.em.get_text() == "this"
    assert small.a["href"] == "https://a.example/"


def test_element_for_words_without_markdown_is_html(site: Site) -> None:
    site.post(body="<span>\nPlain_words <b>x</b> 2 * 3 [1].\n</span>\n")
    assert site.build() == []
    assert body_of(site).select("p > span") == []


@pytest.mark.parametrize(
    ("script", "page"),
    [
        ("//platform.twitter.com/widgets.js", ""),
        ("https://www.instagram.com/embed.js", ""),
        ("https://mastodon.example/embed.js", ""),
        ("https://embed.bsky.app/static/embed.js?x", ""),
        ("https://production-assets.codepen.io/assets/embed/ei.js", ""),
        ("https://gist.github.com/jo/1a.js", "https://gist.github.com/jo/1a"),
        ("https://gist.github.com/1a.js?file=a_b.py", "https://gist.github.com/1a#file-a-b-py"),
        ("//asciinema.org/a/1.js", "https://asciinema.org/a/1"),
    ],
)
def test_script_of_what_is_embedded_is_a_hint(site: Site, script: str, page: str) -> None:
    site.post(body=f'<blockquote>A post.</blockquote>\n<script async src="{script}"></script>\n\nWords.\n')
    assert site.build() == []
    body = body_of(site)
    assert body.script is None
    assert body.blockquote.get_text() == "A post."
    assert [link["href"] for link in body.select("a[href^=http]")] == [page] * bool(page)
    (hint,) = site.hints()
    assert f"the script {script} is left out" in hint


def test_table_of_html_holds_markdown(site: Site) -> None:
    site.post(body="<table><tr><td>\n\nSome **words**.\n\n</td><td>\n\nMore.\n\n</td></tr></table>\n")
    assert site.build() == []
    assert [cell.get_text(strip=True) for cell in body_of(site).select("td")] == ["Somewords.", "More."]


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("Words.\n\n<div>\n<b>x</b>\n<script>a</script>\n</div>", 11, "`<script>` is taken out"),
        ("> - <form>\n>   x", 7, "`<form>` is taken out"),
        ("| a |\n|---|\n| <button>b</button> |", 9, "`<button>` is taken out"),
        ("<details>\n\n- x", 7, "`<details>` is never closed"),
        ("- <details>\n\nWords.\n\n</details>", 7, "`<details>` is never closed"),
        ("**<kbd>x**", 7, "`<kbd>` is never closed"),
        ("## A <b>heading", 7, "`<b>` is never closed"),
        ("Words.[^a]\n\n[^a]: A <i>note.", 9, "`<i>` is never closed"),
        ("```{raw} html\n<style>p{}</style>\n```", 7, "`<style>` is taken out"),
        ("```{eval-rst}\n.. raw:: html\n\n   <marquee>x</marquee>\n```", 8, "`<marquee>` is taken out"),
        ("[k](javascript:x)", 7, "the address javascript:x can't stand here"),
        ("<javascript:x>", 7, "the address javascript:x can't stand here"),
        ("![a](javascript:x)", 7, "the address javascript:x can't stand here"),
        ("{download}`k <javascript://x>`", 7, "the address javascript://x can't stand here"),
        (":::{figure} a.png\n:alt: a\n:target: javascript:x\n\ny\n:::", 7, "the address javascript:x can't stand here"),
        ("```{eval-rst}\n.. meta::\n   :http-equiv=refresh: 0;url=https://e.example/\n```", None, "is taken out"),
        ("```{eval-rst}\n`k <javascript:x>`_\n```", 8, "the address javascript:x can't stand here"),
        ("![a](HTTPS://e.example/a.png)", 7, "the page would load HTTPS://e.example/a.png from another host"),
        ("![a](/\\e.example/a.png)", 7, "from another host"),
        ('<table background="https://e.example/a.png"><tr><td>x</td></tr></table>', 7, "`background` of `<table>`"),
    ],
)
def test_what_may_not_stand_is_reported_where_it_stands(site: Site, body: str, line: int | None, message: str) -> None:
    site.write("posts/2021/a.png", PIXEL)
    site.post(body=f"{body}\n\nThe end of it.\n")
    warnings = site.build()
    assert any(f"posts/2021/hello.md:{line or 5}: WARNING: " in found and message in found for found in warnings), (
        warnings
    )
    page = site.page("/posts/2021/hello/")
    assert not page.select("[role=main] :is(script, form, button, style, marquee), meta[http-equiv=refresh]")
    assert not page.select("[href^=javascript i], [src*='e.example'], [background]")
    assert "The end of it." in page.select_one("[role=main] .e-content").get_text()


def test_schemes_of_a_telephone_and_a_chat_are_links(site: Site) -> None:
    site.post(body="[call](tel:+441234567890) [chat](xmpp:jo@example.org)\n")
    assert site.build() == []
    assert [link["href"] for link in body_of(site).select("a")] == ["tel:+441234567890", "xmpp:jo@example.org"]


def test_one_message_for_one_mistake(site: Site) -> None:
    site.post(body="<b onclick=x>a</b> <b onclick=y>b</b>\n")
    assert len(site.build()) == 1


def test_nothing_that_is_taken_out_comes_back_in_feeds_copies_or_the_search(site: Site) -> None:
    site.post(body='<p onclick="pwned()">Words <script>pwned()</script><img src="data:text/html,pwned" alt="a"></p>\n')
    assert site.build()
    for path, content in site.files().items():
        if not path.startswith("_static"):
            assert b"pwned" not in content, path


def test_trusted_html_is_passed_on_without_its_comments(site: Site) -> None:
    site.post(
        body='<form id="a">Words</form>\n\n<!-- a note -->\n\n<script>if (a < b) c("<style>")</script>\n\nMore.\n'
    )
    assert site.build(raw_html="trusted") == []
    body = body_of(site)
    assert body.form["id"] == "a"
    assert body.script.string == 'if (a < b) c("<style>")'
    assert b"a note" not in b"".join(site.files().values())


@pytest.mark.parametrize(
    "body",
    [
        '<table background="https://e.example/a">',
        "<style>@\\69mport '//e.example/a'</style>",
        '<svg><rect fill="url(https://e.example/a#b)"/></svg>',
        "<svg><set attributeName=href to=https://e.example/a /></svg>",
        "<svg><feImage xlink:href=https://e.example/a /></svg>",
        "<iframe srcdoc=\"<img src='https://e.example/a'>\"></iframe>",
        "<img srcset='a.png, /\\e.example/a 2x'>",
        "<link rel=preload imagesrcset='//e.example/a'>",
        "<link rel=dns-prefetch href=//e.example/a>",
        "<a href=https://f.example/ ping=https://e.example/a>x</a>",
        "<video poster=//e.example/a></video>",
        "<object data=//e.example/a></object>",
        "<p style='background:u\\72l(//e.example/a)'>x</p>",
        "<input type=image src=//e.example/a>",
        "<script src=//e.example/a></script>",
        "<meta http-equiv=refresh content='0;url=//e.example/a'>",
    ],
)
def test_trusted_html_may_not_load_from_other_hosts_either(site: Site, body: str) -> None:
    site.post(body=f"<div>\n{body}\n</div>\n")
    (warning,) = site.build(raw_html="trusted")
    assert re.search(r"the page would load \S*//?\\?e\.example/a\S* from another host", warning)


def test_trusted_html_may_not_swallow_the_page(site: Site) -> None:
    site.post(body="<textarea>\n\nWords.\n")
    (warning,) = site.build(raw_html="trusted")
    assert "`<textarea>` is never closed" in warning


@pytest.mark.parametrize("mode", ["Trusted", "yes", ""])
def test_another_mode_is_an_error_of_the_settings(site: Site, mode: str) -> None:
    with pytest.raises(ConfigError, match=r"raw_html is .*: write 'safe', or 'trusted'"):
        site.build(raw_html=mode)


def test_handler_in_trusted_html_is_said_to_have_no_effect(site: Site) -> None:
    site.post(body='<p onclick="go()" title="onload=x">Words.</p>\n\n<script>let a = "<b onclick=x>"</script>\n')
    (warning,) = site.build(raw_html="trusted")
    assert warning.startswith("posts/2021/hello.md:7: WARNING: `onclick=` has no effect")


def test_host_that_the_settings_allow_is_no_other(site: Site) -> None:
    film = '<iframe src="https://films.example/1" title="A film"></iframe>'
    site.post(body=f'![a](https://cdn.example/a.png) <img src="//cdn.example/b.png" alt="b">\n\n{film}\n')
    hosts = {"img-src": ["https://cdn.example"], "frame-src": ["https://films.example"]}
    assert site.build(csp=hosts) == []
    assert [picture["src"].rpartition("/")[2] for picture in body_of(site).select("img")] == ["a.png", "b.png"]
    assert body_of(site).iframe["src"] == "https://films.example/1"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("canonical_link", "javascript:x"),
        ("canonical_link", '"java\\tscript:x"'),
        ("canonical_link", "'https://e.example/\"><script>'"),
        ("canonical_link", "//e.example/"),
        ("redirect", "['javascript:x']"),
        ("redirect", "['//e.example/']"),
        ("redirect", "['/\\e.example/']"),
        ("cover", "https://e.example/a.png"),
    ],
)
def test_front_matter_leads_nowhere_else(site: Site, key: str, value: str) -> None:
    site.post(**{key: value})
    assert any(f"WARNING: `{key}`: " in warning for warning in site.build())
    for path, content in site.files().items():
        if not path.startswith("_static"):
            assert b"javascript:x" not in content, path
            assert b"e.example/" not in content.replace(b"lights.example/", b"").replace(b"social.example/", b""), path


def test_link_leads_to_an_anchor_that_is_written_as_html(site: Site) -> None:
    body = '<a id="one"></a>\n\nWords <a name="two"></a>.\n\n<div id="three">\n\n- item\n\n</div>\n\n'
    site.post(body=f"{body}[a](#one) [b](#two) [c *c*](#three)\n")
    assert site.build() == []
    links = body_of(site).select("p > a[href]")
    assert [(link["href"], link.get_text()) for link in links] == [("#one", "a"), ("#two", "b"), ("#three", "c c")]
    assert all(body_of(site).select_one(link["href"]) for link in links)


def test_link_to_no_anchor_at_all_is_reported(site: Site) -> None:
    site.post(body='<a id="one"></a>\n\n[a](#other)\n')
    (warning,) = site.build()
    assert "`#other` leads to no heading" in warning
