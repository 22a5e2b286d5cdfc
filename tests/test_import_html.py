# ruff: noqa: E501  # sources and forms, one a line
"""HTML becomes Markdown that says the same; what Markdown has no form for stays HTML, and all that is left out is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from valuable.importers.html_text import markdown_of
from valuable.importers.losses import words_seen, words_shown

FORMS = {
    "<p>One <b>bold </b>word, <em>two</em>, <del>three</del>.</p>": "One **bold** word, *two*, ~~three~~.",
    "<p>H<sub>2</sub>O and x<sup>2</sup></p>": "H<sub>2</sub>O and x<sup>2</sup>",
    "<p>a<br>b<br/></p>": "a\\\nb",
    "<p>1 * 2 _x_ [y] $5 `z` ~ ^ {r} &lt;b&gt;</p>": "1 \\* 2 \\_x\\_ \\[y\\] \\$5 \\`z\\` \\~ \\^ \\{r\\} \\<b\\>",
    "<p># no heading</p><p>- no list</p><p>2. no list</p><p>&gt; no quote</p>": "\\# no heading\n\n\\- no list\n\n2\\. no list\n\n\\> no quote",
    "<h1>Top</h1><h3 id='part'>Part</h3>": "## Top\n\n### Part {#part}",
    "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>": "- a\n  - b\n- c",
    "<ol start=4><li><p>a</p><p>b</p></li></ol>": "4. a\n\n   b",
    "<blockquote><p>a</p><p>b</p></blockquote>": "> a\n>\n> b",
    '<pre><code class="language-py hljs">x = 1\n\n``` \n</code></pre>': "````py\nx = 1\n\n``` \n````",
    '<pre class="brush: php">a &lt;b&gt;</pre>': "```php\na <b>\n```",
    "<p><code>a `b` </code></p>": "``a `b` ``",
    '<p><a href="/x y" title="T">words</a></p>': '[words](</x y> "T")',
    '<p><a href="javascript:alert(1)">words</a></p>': "words",
    '<p><img src="a.png" alt="A [cat]" title="T"></p>': '![A \\[cat\\]](a.png "T")',
    '<p><img src="data:image/gif;base64,R0" data-src="a.png" alt="x"></p>': "![x](a.png)",
    '<figure><a href="b.png"><img src="a.png" alt="x"></a><figcaption>Words.</figcaption></figure>': ":::{figure} a.png\n:alt: x\n:target: b.png\n\nWords.\n:::",
    '<iframe src="//www.youtube.com/embed/abc?rel=0"></iframe>': "<https://www.youtube.com/watch?v=abc>",
    "<video controls><source src='a.mp4'></video>": "![](a.mp4)",
    "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>": "a\n: b\n: c",
    "<details><summary>More</summary><p>Words.</p></details>": "<details>\n<summary>More</summary>\n\nWords.\n\n</details>",
    "<table><thead><tr><th>a</th><th align=right>b</th></tr></thead><tr><td>1|2</td><td><b>x</b></td></tr></table>": "| a | b |\n| --- | --: |\n| 1\\|2 | **x** |",
    "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>": '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    "<p>a<!-- gone -->b<!--more-->c</p>": "ab\n<!--more-->\nc",
    '<p>A<sup><a href="#fn1" id="r1">1</a></sup>.</p><ol class="footnotes"><li id="fn1"><p>Note. <a href="#r1">↩</a></p></li></ol>': "A[^1].\n\n[^1]: Note.",
    '<p>A<a href="#_ftn1" name="_ftnref1">[1]</a></p><p><a href="#_ftnref1" name="_ftn1" id="_ftn1">[1]</a> Note.</p>': "A[^1]\n\n[^1]: Note.",
    '<ul class="wp-block-gallery"><li><img src="a.png" alt="a"></li><li><img src="b.png" alt="b"></li></ul>': "![a](a.png)\n![b](b.png)",
    '<div class="note"><p>Mind.</p></div>': ":::{note}\nMind.\n:::",
    "<p>你好<strong>世界</strong></p>": "你好**世界**",
    "plain words": "plain words",
    "": "",
}


@pytest.mark.parametrize("html", FORMS)
def test_form(html: str) -> None:
    assert markdown_of(html)[0].strip() == FORMS[html]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<form><input name=a> Words</form>", "<form>"),
        ("<object data=x></object>", "player"),
        ("<svg><circle/></svg>", "<svg>"),
    ],
)
def test_what_is_left_out_is_told(html: str, kind: str) -> None:
    text, notes = markdown_of(f"<p>a</p>{html}<p>b</p>")
    assert [note.kind for note in notes if note.lost] == [kind]
    assert "script" not in text
    assert text.startswith("a\n\n")
    assert text.endswith("b\n")


PIECES = st.sampled_from(
    ["<p>one</p>", "<b>two</b>", "<ul><li>three</li></ul>", "<table><tr><td>four</td></tr></table>", "<pre>five</pre>",
     "<a href='x'>six</a>", "<blockquote>seven</blockquote>", "eight", "<h2>nine</h2>", "<div>", "</div>", "<i>", "</i>", "<br>",
     "<dl><dt>ten</dt></dl>", "&lt;eleven&gt;", "*", "_", "`", "[", "](", "#", "\n", "\n\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14))
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost(pieces: list[str]) -> None:
    html = " ".join(pieces)
    text, _ = markdown_of(html)
    assert not words_seen(html) - words_shown(text)
    MarkdownIt().render(text)


def test_deep_html_is_no_traceback() -> None:
    text, _ = markdown_of("<div>" * 150 + "deep" + "</div>" * 150)
    assert text.strip() == "deep"
