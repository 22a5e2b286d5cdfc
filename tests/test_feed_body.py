"""What a feed carries of a page stands by itself."""

import re

import feedparser
import pytest
from feed_rules import body_faults
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from valuable.outputs.feeds.body import BODY_END, BODY_START, content_of, feed_body

ADDRESS = "https://lights.example/posts/2021/hello/"
PICTURES = "https://lights.example/_images/"


def body_of(content: str) -> str:
    return feed_body(content, ADDRESS, PICTURES)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<p class="a" id="b" style="x">One</p>', "<p>One</p>"),
        (
            '<p><a class="reference" href="../../../">home</a></p>',
            '<p><a href="https://lights.example/">home</a></p>',
        ),
        ('<p><a href="../two/#x">two</a></p>', '<p><a href="https://lights.example/posts/2021/two/#x">two</a></p>'),
        ('<p><a href="/a?b=1&amp;c=ü">q</a></p>', '<p><a href="https://lights.example/a?b=1&amp;c=%C3%BC">q</a></p>'),
        ('<p><a href="#gone">x</a></p>', f'<p><a href="{ADDRESS}#gone">x</a></p>'),
        ('<p><a href="mailto:jo@example.org">x</a></p>', '<p><a href="mailto:jo@example.org">x</a></p>'),
        (
            '<section id="s"><h2>H<a class="headerlink" href="#s">¶</a></h2><p><a href="#s">s</a></p></section>',
            '<section id="posts-2021-hello-s"><h2>H</h2><p><a href="#posts-2021-hello-s">s</a></p></section>',
        ),
        ('<section id="s"><h2>H</h2></section>', "<h2>H</h2>"),
        (
            '<section id="हिन्दी"><a href="#%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80">x</a></section>',
            '<section id="posts-2021-hello-हिन्दी"><a href="#posts-2021-hello-%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D'
            '%E0%A4%A6%E0%A5%80">x</a></section>',
        ),
        (
            '<p><img alt="A" src="../../../_images/two%20squares.1f.png" style="width: 20px; color: red"></p>',
            '<p><img alt="A" src="https://lights.example/_images/two%20squares.1f.png" width="20"></p>',
        ),
        (
            '<img alt="" src="a.png" srcset="a.png 1x, b.png?c=1,2 2x">',
            f'<img alt="" src="{ADDRESS}a.png" srcset="{ADDRESS}a.png 1x, {ADDRESS}b.png?c=1,2 2x">',
        ),
        ('<video poster="p.png" src="v.mp4" controls></video>', None),
        (
            '<p><svg data-picture="a b.1f.svg" aria-label="A house" width="9"><path d="M0 0"/></svg>.</p>',
            '<p><img src="https://lights.example/_images/a%20b.1f.svg" alt="A house" width="9">.</p>',
        ),
        (
            '<div class="highlight-python"><div class="highlight"><pre><span></span><span class="nb">p</span>\n\n  q\n'
            "</pre></div></div>",
            '<pre><code class="language-python">p\n\n  q\n</code></pre>',
        ),
        ('<code class="docutils"><span class="pre">a</span> <span class="pre">b</span></code>', "<code>a b</code>"),
        (
            '<div class="admonition note"><p class="admonition-title">Note <em>x</em></p><p>Text</p></div>',
            "<blockquote><p><strong>Note <em>x</em></strong></p><p>Text</p></blockquote>",
        ),
        ("<p>a<script>b()</script>c<!-- d -->e<span hidden>f</span></p><style>g</style>", "<p>ace</p>"),
        ('<p><span lang="fr">oui</span> <span class="x">non</span></p>', '<p><span lang="fr">oui</span> non</p>'),
        ('<div class="a"><div class="b">Words</div></div>', "<div>Words</div>"),
        ('<th class="head text-right"><p>1</p></th>', None),
        (
            '<p><math display="block">\n  <mo stretchy="false" class="c">(</mo>\n  <mtext> if </mtext>\n</math> x</p>',
            '<p><math display="block"><mo stretchy="false">(</mo><mtext> if </mtext></math> x</p>',
        ),
        (
            '<p title="&#x1b;&#0;a&#65;">\x0b&#xFFFE;b&#1114112;c&#27;<code>&#8;d</code></p>',
            '<p title="aA">bc<code>d</code></p>',
        ),
        ("<pre>a<script>b</script><span class='linenos'>1</span>c</pre>", "<pre><code>ac</code></pre>"),
        ("<p>&lt;b&gt; &amp;amp; 🎉 שלום</p>", "<p>&lt;b&gt; &amp;amp; 🎉 שלום</p>"),
    ],
)
def test_body(content: str, expected: str | None) -> None:
    found = body_of(content)
    if expected is not None:
        assert found == expected
    assert list(body_faults(found, set())) == []


NOTES = """<p>One.<a class="footnote-reference brackets" href="#n" id="id1" role="doc-noteref">
<span class="fn-bracket">[</span>1<span class="fn-bracket">]</span></a></p><aside class="footnote-list brackets">
<aside class="footnote brackets" id="n" role="doc-footnote"><span class="label"><span class="fn-bracket">[</span>
<a role="doc-backlink" href="#id1">1</a><span class="fn-bracket">]</span></span><p>A note.</p></aside></aside>"""


def test_footnotes_lead_there_and_back() -> None:
    found = html.fragment_fromstring(body_of(NOTES), create_parent="div")
    there, back = found.iter("a")
    assert (there.text.strip(), there.getparent().tag) == ("1", "sup")
    (note,) = found.iter("li")
    assert note.get("value") == "1"
    assert there.get("href") == f"#{note.get('id')}"
    assert back.get("href") == f"#{there.get('id')}"
    assert back.getparent().text_content().startswith("A note.")


def test_drawing_of_the_author_s_own_keeps_no_script() -> None:
    found = body_of('<svg onload="a()" <b><g class="c" fill="red"></g></svg>')
    assert found == '<svg><g fill="red"></g></svg>'


@pytest.mark.parametrize(
    ("page", "content"),
    [
        (f"<p>Before</p>{BODY_START}<div>One &amp; two</div>{BODY_END}After</div>", "<div>One &amp; two</div>"),
        ('<main><div class="text e-content">A <b>c</b> d</div>\n<p>After</p></main>', "A <b>c</b> d"),
        ("<p>Nothing</p>", ""),
        ("", ""),
    ],
)
def test_content_of_a_page(page: str, content: str) -> None:
    assert content_of(page.encode()) == content


TAGS = ("p", "div", "span", "section", "a", "code", "pre", "li", "aside", "math", "svg", "table", "td", "script", "img")
CLASSES = ("", "e-content", "headerlink", "footnote", "footnote-list", "footnote-reference", "admonition", "label")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(TAGS), st.sampled_from(CLASSES), st.sampled_from("abc"), st.text("xy<&#\n", max_size=9)
        ),
        max_size=12,
    )
)
def test_any_markup_is_taken(parts: list[tuple[str, str, str, str]]) -> None:
    content = "".join(f'<{tag} class="{name}" id="{found}" href="#{found}">{text}' for tag, name, found, text in parts)
    body = body_of(content)
    assert "class=" not in body or "xy" in body
    assert "<script" not in body


@pytest.mark.parametrize(
    ("content", "words", "gone"),
    [
        ("<details><summary>More <b>of</b> it</summary><p>Hidden.</p></details>", "More of it Hidden.", "details"),
        ("<details open><summary><h3>More</h3></summary>Hidden.</details>", "More Hidden.", "details"),
        ("<details><p>Hidden.</p></details>", "Hidden.", "details"),
        ("<p><ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby> x</p>", "漢(kan)字(ji) x", ""),
        ("<p><ruby>漢<rp>[</rp><rt>kan</rt><rp>]</rp></ruby></p>", "漢[kan]", ""),
        ('<picture><source srcset="a.avif"><img src="a.png" alt="A"></picture> and', "and", "source"),
        ('<video controls><source src="a.mp4"><track src="a.vtt">A <b>film</b>.</video> and', "A film. and", ""),
        ("<p>One<wbr>two <b>three</b></p><p>four</p>", "Onetwo three four", ""),
        ("<figure><p>Words</p><figcaption>Caption</figcaption></figure>", "Words Caption", ""),
        ("<table><caption>C</caption><thead><tr><th>h</th></tr></thead><tr><td>d</td></tr></table>", "C h d", ""),
        ("<dl><dt>Term</dt><dd>What it is</dd></dl>", "Term What it is", ""),
        ("<fieldset><legend>Legend</legend>words</fieldset>", "Legend words", ""),
    ],
)
def test_no_word_depends_on_what_a_reader_knows(content: str, words: str, gone: str) -> None:
    body = body_of(content)
    assert not gone or f"<{gone}" not in body
    assert not re.search("</(source|track|wbr)>", body)
    entry = f"<entry><content type='html'>{body.replace('&', '&amp;').replace('<', '&lt;')}</content></entry>"
    (read,) = feedparser.parse(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode()).entries
    for shown in (body, read.content[0].value):
        apart = re.sub("<(?=/?(p|h3|t[dhr]|d[dt]|figcaption|caption|legend))", " <", shown)
        assert " ".join(html.fromstring(f"<div>{apart}</div>").text_content().split()) == words
    assert ("<summary" in read.content[0].value) is ("<details" in read.content[0].value)
    assert ("<source" in read.content[0].value) <= ("<video" in read.content[0].value)
