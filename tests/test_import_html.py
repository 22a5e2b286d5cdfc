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
    "<p>[x = 1] and [plain]; it\x92s &#150;</p>": "&#91;x = 1\\] and \\[plain\\]; it’s –",
    "<p>il y a d'<a href='/x'>autres</a>, 'un' <b>l'</b>eau</p>": "il y a d’[autres](/x), 'un' <strong>l'</strong>eau",
    "<p><a href=' java\nscript:x'>a</a> <img src='javascript:x' alt='b'></p>": "a",
    "<p><b>Note:</b>text</p>": "<strong>Note:</strong>text",
    "<p><b>a</b><b>b</b> <i>x<br></i>y</p>": "**ab** *x*\\\ny",
    "one<br><br>two<br>three": "one\n\ntwo\\\nthree",
    "<b>one<br><br>two</b>": "**one**\n\n**two**",
    "<p><span style='font-weight: bold'>a</span> <b style='font-weight:normal'>b</b></p>": "**a** b",
    '<table class="tr-caption-container"><tr><td><a href="//1.bp.blogspot.com/s1600/p.jpg"><img src="//1.bp.blogspot.com/s320/p.jpg"></a></td></tr><tr><td class="tr-caption">Quay</td></tr></table>': ":::{figure} //1.bp.blogspot.com/s1600/p.jpg\n\nQuay\n:::",
    '<a href="/u/a.jpg"><img src="/u/a-300x200.jpg" alt="x"></a>': "![x](/u/a.jpg)",
    '<a href="/b"><img src="/u/a.jpg" alt="x"></a>': "[![x](/u/a.jpg)](/b)",
    '<p>x <img class="emoji" alt="☺" src="e.png"><img src="p.gif" width="1" height="1"></p>': "x ☺",
    '<p><span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi><annotation>x^2</annotation></semantics></math></span><span class="katex-html">x2</span></span></p>': "$x^2$",
    '<p><span class="MathJax_Preview">y</span><script type="math/tex">y_1</script> and \\(a_b\\), \\[z\\]</p>': "$y_1$ and $a_b$, $$z$$",
    '<p><img class="latex" src="https://s0.wp.com/latex.php?latex=e%5Ex" alt="e^x"></p>': "$e^x$",
    "<p><math><mi>x</mi></math></p>": "<math><mi>x</mi></math>",
    '<div class="highlight"><table><tr><td class="gutter"><pre>1</pre></td><td class="code"><pre><code class="language-ruby">a</code></pre></td></tr></table></div>': "```ruby\na\n```",
    '<pre class="lang:python decode:true">x</pre>': "```python\nx\n```",
    '<pre lang="php" line="1">x</pre>': "```php\nx\n```",
    '<pre class="EnlighterJSRAW" data-enlighter-language="js">x</pre>': "```js\nx\n```",
    '<div class="highlight-rust notranslate"><div class="highlight"><pre>x</pre></div></div>': "```rust\nx\n```",
    '<figure><pre><code class="hljs go">x</code></pre><figcaption>Main</figcaption></figure>': "```{code-block} go\n:caption: Main\n\nx\n```",
    '<object><param name="movie" value="http://www.youtube.com/v/HPPj6viIBmU&hl=en"><embed src="x.swf"></object>': "<https://www.youtube.com/watch?v=HPPj6viIBmU>",
    '<blockquote class="twitter-tweet"><p>Words</p>— N <a href="https://twitter.com/n/status/1">May</a></blockquote><script src="https://platform.twitter.com/widgets.js"></script>': "> Words\n>\n> — N [May](https://twitter.com/n/status/1)",
    '<script src="https://gist.github.com/u/abc123.js"></script>': "<https://gist.github.com/u/abc123>",
    '<pre class="wp-block-verse">One <em>two</em>\n  three</pre>': "One *two*\\\n\u2003\u2003three",
    '<p id="x">See <a href="#x">x</a>, <a href="#y">y</a></p><ul><li id="y">li</li></ul>': '<a id="x"></a>See [x](#x), [y](#y)\n\n- <a id="y"></a>li',
    "<dl><div><dt>a</dt><dd>b<dl><dt>c</dt><dd>d</dd></dl></dd></div></dl>": "a\n: b\n\n  c\n  : d",
    "<ol><li>a</li><ul><li>b</li></ul></ol>": "1. a\n   - b",
    "<ul><li><input type=checkbox checked> a</li><li><input type=checkbox> b</li></ul>": "- [x] a\n- [ ] b",
    '<table><tr><td rowspan=2 onclick="x()">a<script>1</script></td><td>b</td></tr><tr><td>c</td></tr></table>': '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    "<table><strong>Loose</strong><tr><td>a</td><td>b</td></tr></table>": "**Loose**\n\n|  |  |\n| --- | --- |\n| a | b |",
    "<h2><strong>Part</strong></h2>": "## Part",
    '<div class="wp-block-cover" style="background-image:url(a.jpg)"><p>Words</p></div>': "![](a.jpg)\n\nWords",
    "<ruby>漢<rt>kan</rt></ruby> <bdi>x</bdi> <acronym title='t'>HTML</acronym>": '<ruby>漢<rt>kan</rt></ruby> <bdi>x</bdi> <abbr title="t">HTML</abbr>',
    '<img data-src="c.png"><noscript><img src="c.png"></noscript><noscript><p>d</p></noscript>': "![](c.png)\n\nd",
    '<p>A<span class="inline-note">Its <b>note</b>.</span></p>': "A[^1]\n\n[^1]: Its **note**.",
    "<details open><summary>S</summary>x</details>": "<details open>\n<summary>S</summary>\n\nx\n\n</details>",
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
