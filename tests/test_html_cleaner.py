import re
import sys
from collections.abc import Callable, Iterator

import html5lib
import pytest
from hostile import HTML, RUN
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.uris import page_location
from valuable.content.html.allowed_foreign import FOREIGN_ATTRIBUTES
from valuable.content.html.allowed_foreign import FOREIGN_ELEMENTS as FOREIGN
from valuable.content.html.allowed_html import GLOBAL_ATTRIBUTES, HTML_ATTRIBUTES, HTML_ELEMENTS
from valuable.content.html.attributes import HtmlRules
from valuable.content.html.cleaner import Cleaner

SVG = "http://www.w3.org/2000/svg"


def cleaned(*pieces: str) -> tuple[str, list[str]]:
    """Return pieces of one element as they stand on the page, and the messages."""
    messages: list[str] = []
    rules = HtmlRules(page_location("https://lights.example/posts/2021/x/", {"frame-src": ["https://films.example"]}))
    cleaner = Cleaner(rules, lambda message, mark, at, severity: messages.append(message))
    return "".join([cleaner.clean(piece, None) for piece in pieces]) + cleaner.close(), messages


def elements(html: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the namespace, the name and the attributes of each element, as a browser reads them."""
    for element in html5lib.parseFragment(html, treebuilder="etree").iter():
        if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
            namespace, _, name = element.tag.rpartition("}")
            yield namespace.strip("{").rpartition("/")[2], name, dict(element.attrib)


def assert_harmless(html: str) -> None:
    for space, name, attributes in elements(html):
        if space in {"svg", "MathML"}:
            kind = "svg" if space == "svg" else "math"
            assert FOREIGN[kind][name.lower()] == name
            allowed = set(FOREIGN_ATTRIBUTES[kind])
        else:
            assert name in HTML_ELEMENTS | {"iframe"}, html
            allowed = {
                *GLOBAL_ATTRIBUTES,
                *HTML_ATTRIBUTES.get(name, ()),
                *(["src", "sandbox", "allowfullscreen", "loading", "width", "height"] if name == "iframe" else []),
            }
        for attribute, value in attributes.items():
            assert attribute.lower() in allowed, html
            if attribute in {"href", "src", "cite", "poster"}:
                assert not re.match(r"[\s\0-\x20]*(?:j\s*a\s*v\s*a|vbs|data:(?!image/png))", value, re.IGNORECASE)


@pytest.mark.parametrize(
    "html",
    [
        "<kbd>Ctrl</kbd>",
        "H<sub>2</sub>O, x<sup>2</sup>",
        '<abbr title="a &amp; b">A</abbr> <mark>m</mark> <q cite="https://a.example/">q</q>',
        "<details open><summary>S</summary><p>x</p></details>",
        '<figure><picture><source srcset="a.webp 1x, b.webp 2x" type="image/webp">'
        '<img src="a.png" alt="A" width="50" height="20" loading="lazy"></picture><figcaption>c</figcaption></figure>',
        '<video controls width="300" poster="a.png"><source src="a.mp4" type="video/mp4">'
        '<track src="a.vtt" kind="subtitles" srclang="en" label="English"></video>',
        '<table><caption>c</caption><colgroup><col span="2"></colgroup><thead><tr><th scope="col">h</th></tr></thead>'
        '<tbody><tr><td colspan="2" rowspan="2">d</td></tr></tbody></table>',
        '<ol start="3" reversed type="A"><li value="3">a</li></ol><dl><dt>t</dt><dd>d</dd></dl>',
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <bdi>x</bdi> <bdo dir=\"rtl\">y</bdo> <wbr>",
        '<time datetime="2021-03-26">then</time> <data value="1">one</data> <dfn>d</dfn> <var>v</var> <samp>s</samp>',
        '<progress value="1" max="3"></progress> <meter min="0" max="9" value="4"></meter>',
        '<a href="mailto:a@b.example" target="_blank" rel="noopener nofollow" title="t">x</a>',
        '<p class="lead" lang="fr" dir="ltr" id="first" style="color: red">x</p>',
        '<section><h2>a</h2><aside>b</aside></section><hr><blockquote cite="x">q</blockquote>',
        '<svg viewBox="0 0 9 9" role="img" aria-label="x"><title>t</title><defs><linearGradient id="g">'
        '<stop offset="0"></stop></linearGradient></defs><path d="M0 0h9" fill="url(#g)"></path></svg>',
        '<math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>',
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="">',
        "1 &lt; 2 &amp;&amp; 3 &gt; 2",
        "<pre><code>x\n  y</code></pre>",
    ],
)  # fmt: skip
def test_everyday_html_stays_as_it_is(html: str) -> None:
    assert cleaned(html) == (html, [])


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<KBD CLASS=a>x</KBD>", '<kbd class="a">x</kbd>'),
        ("<br/><hr />", "<br><hr>"),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<center>x</center>", '<div style="text-align: center">x</div>'),
        ("<font color=red size=5>x</font>", '<span style="color: red; font-size: 1.5em">x</span>'),
        ("<tt>x</tt> <strike>y</strike>", "<code>x</code> <s>y</s>"),
        ('<a name="there"></a>', '<a id="there"></a>'),
        ('<a name="there"/>', '<a id="there"></a>'),
        ("<img width=300px src=a.png alt>", '<img width="300" src="a.png" alt="">'),
        ("<img width=300 height=80/ src=a.png alt>", '<img width="300" height="80" src="a.png" alt="">'),
        ("<a href='?a=1&copy=2&lt=3'>x</a>", '<a href="?a=1&amp;copy=2&amp;lt=3">x</a>'),
        ("&copy; &nbsp;&#8212; &unknown; AT&T", "© \xa0— &amp;unknown; AT&amp;T"),
        ("a < b, a<1 and <3", "a &lt; b, a&lt;1 and &lt;3"),
        ("<b>x<!-- a note --></b>", "<b>x</b>"),
        ("<svg><CLIPPATH/><path d=M0 /></svg>", '<svg><clipPath></clipPath><path d="M0"></path></svg>'),
        ("<img alt=1 alt=2 src=a src=b>", '<img alt="1" src="a">'),
        ("<b data-x=1 itemprop=name>y</b>", "<b>y</b>"),
        ("<a href=b target=_new rel='lightbox noopener'>y</a>", '<a href="b" target="_blank" rel="noopener">y</a>'),
        ("<a href=b target=_top rel=lightbox>y</a>", '<a href="b" target="_self">y</a>'),
        ("<img src=a alt=b width=2560 height=auto border=0 name=c>", '<img src="a" alt="b" width="2560" border="0">'),
        ("<div markdown=1>\n</div>", "<div>\n</div>"),
        ("<p style='-webkit-hyphens: auto; mso-list: l0; overflow-x: auto'>x</p>", '<p style="overflow-x: auto">x</p>'),
        ("<svg xmlns:dc=a inkscape:version=1 data-name=b><g/></svg>", "<svg><g></g></svg>"),
    ],
)  # fmt: skip
def test_html_is_written_in_one_way(html: str, written: str) -> None:
    found, messages = cleaned(html)
    assert (found, messages) == (written, [])


@pytest.mark.parametrize(
    ("html", "written", "message"),
    [
        ("a<script>b</script>c", "ac", "`<script>` is taken out: a post runs no script"),
        ("<form>a<button>b</button></form>", "ab", "`<form>` is taken out: nothing can be filled in"),
        ("<b>x", "<b>x</b>", "`<b>` is never closed: write `</b>` where it ends"),
        ("x</div>y", "xy", "`</div>` closes nothing that was opened here: take it out"),
        ("<b><i>x</b></i>", "<b><i>x</i></b>", "`<i>` is never closed"),
        ("<td>x</td>", "x", "`<td>` stands outside of `<tr>`"),
        ("<table><b>x</b></table>", "<table>x</table>", "`<b>` stands in a table and in no cell"),
        ("<a href=a><a href=b>x</a></a>", '<a href="a">x</a>', "`<a>` stands in a link"),
        ("the <path> of it", "the &lt;path&gt; of it", "`<path>` is no element that a post may have"),
        ("<b onclick=x>y</b>", "<b>y</b>", "`onclick` of `<b>` is taken out: a post runs no script"),
        (
            "<a rel='me nofollow' href=b>y</a>",
            '<a rel="nofollow" href="b">y</a>',
            "`me` says something of the whole page",
        ),
        ("<div markdown=1>\na *b*</div>", "<div>\na *b*</div>", "`markdown` of `<div>` does nothing here"),
        ("<script src=//e.example/a></script>", "", "from another host: take it out, since a post runs no script"),
        (
            "<iframe src=//e.example/a title=x></iframe>",
            '<a href="//e.example/a">x</a>',
            "from another host: write a link to it, or name it in `embeds`",
        ),
        ("<p class='a u-url'>x</p>", '<p class="a">x</p>', "the class `u-url` is the site's own"),
        ("<p id=Site-main>x</p>", "<p>x</p>", "anchors that begin so are the site's own"),
        ("<b id=a></b><b id=a></b>", '<b id="a"></b><b></b>', "`a` is an anchor of this page already"),
        ("<p role=main>x</p>", "<p>x</p>", "that part of the page is the site's own"),
        ("<p style='position:fixed;color:red'>x</p>", '<p style="color: red">x</p>', "`position: fixed` could cover"),
        ("<a href=javascript:x>y</a>", "<a>y</a>", "`javascript:` is no address that a link may have"),
        (
            "<img src=//e.example/a alt=x>",
            '<a href="//e.example/a">x</a>',
            "the page would load //e.example/a from another host",
        ),
        ("<style>@import '//e.example'</style>", "", "the page would load //e.example from another host"),
        ("<svg><p>x</p></svg>", "<svg>x</svg>", "`<p>` is taken out: it can't stand in `<svg>`"),
        ("<svg overflow=visible></svg>", "<svg></svg>", '`overflow="visible"` of `<svg>` is taken out: it could cover'),
        ("<svg transform=scale(9)></svg>", "<svg></svg>", "it could cover the page"),
        ("<math><mi mathsize=99em>x</mi></math>", "<math><mi>x</mi></math>", "it could cover the page"),
        ("<div <b", "&lt;div &lt;b", "begins a tag that has no end"),
        ("<!-- x", "", "the comment `<!--` is never closed"),
        ("<?php x ?>y", "y", "`<?…?>` runs on no page"),
    ],
)
def test_what_may_not_stand_is_taken_out_with_a_message(html: str, written: str, message: str) -> None:
    found, messages = cleaned(html)
    assert found == written
    assert message in messages[0]


def test_what_is_opened_in_one_piece_is_closed_in_another() -> None:
    assert cleaned("<details><summary>a</summary>", "<kbd>", "</kbd>", "</details>") == (
        "<details><summary>a</summary><kbd></kbd></details>",
        [],
    )


def test_paragraph_ends_where_a_block_begins() -> None:
    messages: list[str] = []
    cleaner = Cleaner(
        HtmlRules(page_location("https://lights.example/", {})),
        lambda message, mark, at, severity: messages.append(message),
    )
    assert cleaner.clean("<p>x", None) + cleaner.block() + cleaner.clean("</p>", None) == "<p>x</p>"
    assert len(messages) == 1


def test_frame_of_a_host_that_the_settings_allow_is_shut_in() -> None:
    html, messages = cleaned('<iframe src="https://films.example/1" title="A film" onload="x">no</iframe>')
    assert messages == []
    ((_, name, attributes),) = elements(html)
    assert name == "iframe"
    assert "allow-top-navigation" not in attributes["sandbox"]
    assert "onload" not in attributes
    assert cleaned('<iframe src="https://films.example.evil.example/1"></iframe>')[1]


@pytest.mark.parametrize("name", HTML)
def test_hostile_html_comes_out_harmless(name: str) -> None:
    for html in (HTML[name], f"<div>{HTML[name]}</div>", f"<table><tr><td>{HTML[name]}", f"<svg><desc>{HTML[name]}"):
        written, _ = cleaned(html)
        assert_harmless(written)
        assert RUN not in re.sub(r'"[^"]*"|&lt;[^<]*|>[^<]*<|^[^<]*|[^>]*$', "", written)
        assert cleaned(written) == (written, [])


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "/",
        "=",
        '"',
        "'",
        " ",
        "\t",
        "\x00",
        "&",
        ";",
        "&lt",
        "&#x3c;",
        "<!--",
        "-->",
        "--!>",
        "<![CDATA[",
        "]]>",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<a href=",
        "javascript:x",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<title>",
        "<desc>",
        "</title>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<style>",
        "</style>",
        "<script>",
        "</script>",
        "<img src=x ",
        "onerror=x",
        "<select>",
        "<template>",
        "<noscript>",
        "</noscript>",
        "<textarea>",
        "<plaintext>",
        "<li>",
        "<ul>",
        "<details>",
        "<summary>",
        "<annotation-xml>",
        "<foreignObject>",
        "<br/>",
        "</br>",
        "words",
        "ſ",
        "K",
        "\x0c",
        "<i ",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join), st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_written_comes_out_harmless_and_whole(one: str, other: str) -> None:
    written, messages = cleaned(one, other)
    assert_harmless(written)
    assert cleaned(written) == (written, [])
    # What follows is not swallowed.
    whole = html5lib.parse(
        f"<main>{written}</main><footer>after</footer>", treebuilder="etree", namespaceHTMLElements=False
    )
    assert [element.tag for element in whole.find("body")] == ["main", "footer"]
    for word in re.findall("words", one + other):
        assert word in written or messages


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, Python's own and C's."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<a",
        "</",
        "</a",
        "<!--",
        "<!",
        "<?",
        "<a b='",
        '<a b="',
        "<b>",
        "</b>",
        "<style>",
        "<a x=1>",
        "&#",
        "&lt",
        "<svg>",
        "<p>",
        "<li>",
        "<td>",
        "<!-- -->",
        " a='1'",
    ],
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    start = "<b" if piece.startswith(" ") else ""
    short, long = (calls(lambda n=n: cleaned(start + piece * n)) for n in (500, 2000))
    assert long < 5 * short
