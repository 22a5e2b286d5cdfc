"""The Markdown of a page says what the page says, to any reader of CommonMark."""

import re

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from valuable.base.uris import absolute_uri
from valuable.content.markdown.callouts import title_in
from valuable.outputs.markdown_writer import OMITTED_CLASSES, markdown_body, markdown_title

HERE = "https://lights.example/posts/2021/hello/"
reader = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
reader_of_maths = (
    MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin).use(dollarmath_plugin)
)

ALERT = re.compile(r"^(?P<around>.*> )\[!(?P<word>[\w-]+)\][+-]?(?: (?P<title>.*))?$", re.MULTILINE)


def converted(html: str) -> str:
    return markdown_body(
        html, lambda address: absolute_uri(HERE, address), lambda name: f"https://lights.example/_images/{name}"
    )


def element(html: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def alert_title(alert: re.Match[str]) -> str:
    """Return the first line of a callout as its title, in a paragraph of its own."""
    word = alert["word"].lower()
    around = re.sub(r"[^> ]", " ", alert["around"])
    return f"{alert['around']}{alert['title'] or title_in(word, 'en')}\n{around}"


def read(text: str, *, maths: bool = True) -> HtmlElement:
    """Return Markdown as a reader shows it."""
    return element((reader_of_maths if maths else reader).render(ALERT.sub(alert_title, text)))


def words(root: HtmlElement) -> str:
    """Return the text of an element without white space, notes last, formulas as TeX."""
    root.extend(root.find_class("footnote"))
    for each in list(root.iter()):
        found = set(each.get("class", "").split()) if isinstance(each.tag, str) else set()
        if each.tag == "math":
            tex = each.get("alttext", "")
            each.clear(keep_tail=True)
            each.text = tex
        elif each.tag == "q":
            each.text, each.tail = f"“{each.text or ''}", f"”{each.tail or ''}"
        elif found & {"footnote-ref", "footnote-reference", "footnote-backref", "eqno"} or (found & OMITTED_CLASSES):
            each.drop_tree()
    return "".join(re.sub(r"\\tag\{\d+\}", "", root.text_content()).split())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Some <em>words</em>, <strong>strong</strong>.</p>", "Some *words*, **strong**."),
        ("<p>one\ntwo<br>three <br>\nfour</p>", "one two\\\nthree \\\nfour"),
        ("<p>a <em>b </em>c</p>", "a *b* c"),
        ("<details><summary>More <b>of</b> it</summary><p>x</p></details>", "**More of it**\n\nx"),
        ("<p><ruby>漢<rt>kan</rt></ruby> <ruby>字<rp>[</rp><rt>ji</rt><rp>]</rp></ruby></p>", "漢(kan) 字\\[ji\\]"),
        ("<p>a<wbr>b <b>c</b></p><p>d</p>", "ab **c**\n\nd"),
        ('<video><source src="a.mp4">A film.</video>', "![A film.](https://lights.example/posts/2021/hello/a.mp4)"),
        ("<p>un<em>believ</em>able</p>", "un*believ*able"),
        ("<p>重要<strong>なこと。</strong>次</p>", "重要<strong>なこと。</strong>次"),
        ("<p>*a* _b_ snake_case &lt;b&gt; `c` [d] \\ ~e~ AT&amp;T &amp;amp; 1. x</p>",
         r"\*a\* \_b\_ snake_case \<b> \`c\` \[d\] \\ \~e\~ AT&T \&amp; 1. x"),
        ("<p># no heading</p><p>1. no list</p><p>- none</p><p>&gt; no quotation</p><p>===</p><p>#hashtag -1</p>",
         "\\# no heading\n\n1\\. no list\n\n\\- none\n\n\\> no quotation\n\n\\===\n\n#hashtag -1"),
        ('<p><code>a`b</code> <code>``</code></p>', "``a`b`` ` `` `"),
        ('<p>See <a href="../other/#part">the other</a>, <a href="#here">below</a>.</p>',
         "See [the other](https://lights.example/posts/2021/other/#part), "
         "[below](https://lights.example/posts/2021/hello/#here)."),
        ('<p><a href="https://example.org/">https://example.org/</a></p>', "<https://example.org/>"),
        ('<p><a href="https://example.org/a (b)">x [y]</a></p>', "[x \\[y\\]](https://example.org/a%20%28b%29)"),
        ('<p>Look!<a href="/">Home</a></p>', "Look\\![Home](https://lights.example/)"),
        ('<p>x^<a href="/">^1</a></p>', "x\\^[\\^1](https://lights.example/)"),
        ('<p><img alt="A *star*" src="../../../_images/a b.png"></p>',
         "![A \\*star\\*](https://lights.example/_images/a%20b.png)"),
        ('<svg aria-label="A star" data-picture="star.1f.svg"><path d=""></path></svg>',
         "![A star](https://lights.example/_images/star.1f.svg)"),
        ("<p>Costs $5, not <math alttext='x_1 &lt; 2'><mi>x</mi></math>.</p>", "Costs \\$5, not $x_1 < 2$."),
        ("<p>Costs $5.</p>", "Costs $5."),
        ('<div class="math"><math alttext="a\n\nb"></math><span class="eqno">(2)<a class="headerlink"/></span></div>',
         "$$\na\nb \\tag{2}\n$$"),
        ('<div class="highlight-python notranslate"><div class="highlight"><pre><span></span>'
         '<span class="linenos">1</span>x = 1\n<span class="linenos">2</span>\n</pre></div></div>',
         "```python\nx = 1\n```"),
        ('<div class="highlight-none"><pre>```\nx\n```\n</pre></div>', "````\n```\nx\n```\n````"),
        ('<div class="admonition note"><p class="admonition-title">Note</p><p>Beware.</p></div>',
         "> [!NOTE] Note\n> Beware."),
        ("<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul>", "- a\n\n* b"),
        ('<ol class="simple" start="9"><li><p>a</p></li><li><p>b</p></li></ol>', "9. a\n10. b"),
        ('<table><thead><tr><th class="head text-right"><p>A|B</p></th></tr></thead>'
         "<tbody><tr><td><p>1</p><p>2</p></td><td>3</td></tr></tbody></table>",
         "| A\\|B |  |\n| --: | --- |\n| 1<br>2 | 3 |"),
        ("<dl><dt>Term</dt><dd><p>What it is.</p></dd></dl>", "**Term**\n\n- What it is."),
        ("<details><summary>More</summary><p>Text.</p></details>", "**More**\n\nText."),
        ("<h1>Title</h1><h2>Part<a class='headerlink' href='#part'>¶</a></h2>", "## Part"),
        ("<!-- secret --><p>a<!-- secret -->b</p><script>secret</script><p hidden>secret</p>", "ab"),
        ("<video src='a.mp4' title='A film'></video>", "![A film](https://lights.example/posts/2021/hello/a.mp4)"),
        ("<p>a</p></div><p>b", "a\n\nb"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_markdown(html: str, expected: str) -> None:
    assert converted(html) == expected


def test_notes_keep_their_numbers() -> None:
    html = (
        "<p>So.<a class='footnote-reference' href='#a'><span class='fn-bracket'>[</span>1<span>]</span></a></p>"
        "<aside class='footnote-list'><aside class='footnote' id='a'><span class='label'><span>[</span>1<span>]</span>"
        "</span><span class='backrefs'>(<a href='#1'>1</a>)</span><p>Indeed.</p><p>Yes.</p></aside></aside>"
    )
    assert converted(html) == "So.[^1]\n\n[^1]: Indeed.\n\n    Yes."


def test_title_is_one_line() -> None:
    assert (
        markdown_title("The <code>&lt;b&gt;</code> <em>element</em><br>\n&amp; more") == "# The `<b>` *element* & more"
    )
    assert words(read(markdown_title("Learning C #"))) == "LearningC#"


# -- Whatever the words are -------------------------------------------------------------------------------------------

texts = st.text(st.sampled_from("ab é次。 \n*_`~[](){}<>&;!#+-=|\\$:.1)\"'^"), max_size=8)


def tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(["em", "strong", "span", "del", "a href='/x'"])
    return st.builds(lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>", tags, inner)


def safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


plain = texts.map(safe)
codes = texts.map(lambda text: f"<code>{safe(text)}</code>")
phrases = st.lists(plain | codes | tagged(plain), max_size=5).map("".join)
lines = st.lists(phrases | tagged(phrases.filter(lambda html: "<a" not in html)) | st.just("<br>"), max_size=4).map(
    "".join
)
paragraphs = lines.map(lambda html: f"<p>{html}</p>")
items = st.lists(paragraphs.map(lambda html: f"<li>{html}</li>"), min_size=1, max_size=3).map("".join)
simple = (
    paragraphs
    | items.map(lambda html: f"<ul class='simple'>{html}</ul>")
    | items.map(lambda html: f"<ol>{html}</ol>")
    | lines.map(lambda html: f"<h2>{html}</h2>")
    | texts.map(lambda text: f"<div class='highlight-text'><pre>{safe(text)}</pre></div>")
    | lines.map(lambda html: f"<table><thead><tr><th>{html}</th></tr></thead><tbody><tr><td>{html}</td></tr></table>")
)
blocks = st.lists(simple | simple.map(lambda html: f"<blockquote>{html}</blockquote>"), max_size=4).map("".join)


@given(blocks)
def test_reader_sees_the_words_of_the_page(html: str) -> None:
    assert words(read(converted(html), maths=False)) == words(element(html)), converted(html)
