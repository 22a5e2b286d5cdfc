# ruff: noqa: E501 (a construct stands on one line, as it is written)
"""What belongs to other systems: read where its meaning is plain, else shown and told, once a kind and file."""

import pytest
from conftest import Site, main_of
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from valuable.base.reports import Severity
from valuable.content.foreign.findings import Remark
from valuable.content.foreign.reading import read_foreign
from valuable.content.markdown.one_line_directives import NEXT_OPTION, SIGN

PARSER = MarkdownIt("commonmark").enable("table")

# The system, what is written there, what is read of it here, and what the hint says to write.
UNDERSTOOD = [
    ("Hugo", "{{< youtube abc_1 >}}", "<https://www.youtube.com/watch?v=abc_1>", "alone on its line"),
    ("Hugo", "{{<youtube id=\"abc\" autoplay=\"true\">}}", "<https://www.youtube.com/watch?v=abc>", "alone on its line"),
    ("Hugo", "See {{< vimeo 123 >}}.", "See <https://vimeo.com/123>.", "`https://vimeo.com/123`"),
    ("Hugo", "{{< tweet user=\"jo\" id=\"1\" >}}", "<https://x.com/jo/status/1>", "`https://x.com/jo/status/1`"),
    ("Hugo", "{{< gist jo 1a >}}", "<https://gist.github.com/jo/1a>", "gist.github.com/jo/1a"),
    ("Hugo", '{{< figure src="a.png" caption="B" >}}', '![B](a.png "B")', '`![B](a.png "B")`'),
    ("Hugo", '{{< figure src="a b.png" alt="C" >}}', "![C](<a b.png>)", "`![C](<a b.png>)`"),
    ("Hugo", '{{< figure src="a.png" alt="C" link="/x/" >}}', "[![C](a.png)](/x/)", "`[![C](a.png)](/x/)`"),
    ("Hugo", '{{< figure src="a.png" alt="C" width="50%" >}}', "![C](a.png){width=50%}", "`![C](a.png){width=50%}`"),
    ("Hugo", '{{< figure\n  src="a.png"\n  alt="C" >}}', "![C](a.png)\n\n", "`![C](a.png)`"),
    ("Hugo", '{{< figure src=“a.png” alt=“C” >}}', "![C](a.png)", "`![C](a.png)`"),
    ("Hugo", '[a]({{< ref "x.md" >}})', "[a](x.md)", "`x.md`"),
    ("Hugo", '[a]({{% relref "/b/x.md#c" %}})', "[a](/b/x.md#c)", "`/b/x.md#c`"),
    ("Hugo", '{{< highlight go "linenos=1" >}}\nx\n{{< /highlight >}}', "```go linenos\nx\n```", "```go linenos"),
    ("Hugo", '{{< highlight go "linenos=table,hl_lines=8 15-17,linenostart=199" >}}\nx\n{{< /highlight >}}', "```go linenos=199 {8,15-17}\nx\n```", "```go linenos=199 {8,15-17}"),
    ("Hugo", '{{< blockquote author="Jo" link="https://a.example" title="T" >}}\nA\n{{< /blockquote >}}', '{attribution="Jo, [T](https://a.example)"}\n> A\n', "`> ` before each line"),
    ("Hugo", "{{% notice tip %}}\nx\n{{% /notice %}}", ":::tip\nx\n:::", "`:::tip`"),
    ("Hugo", '{{< alert type="tip" title="A b" >}}\nx\n{{< /alert >}}', ":::tip A b\nx\n:::", "`:::tip A b`"),
    ("Hugo", '{{< details "A b" >}}\nx\n{{< /details >}}', ":::details A b\nx\n:::", "`:::details A b`"),
    ("Hugo", "{{< mermaid >}}\ngraph\n{{< /mermaid >}}", "```mermaid\ngraph\n```", "```mermaid"),
    ("Hugo", "a {{/* to myself */}} b", "a  b", "not published"),
    ("Hugo", "{{< toc >}}", "", "contents"),
    ("Jekyll", "{% youtube abc %}", "<https://www.youtube.com/watch?v=abc>", "alone on its line"),
    ("Jekyll", "{% gist jo/1a %}", "<https://gist.github.com/jo/1a>", "gist.github.com/jo/1a"),
    ("Jekyll", "{% highlight python %}\nx = {{ y }}\n{% endhighlight %}", "```python\nx = {{ y }}\n```", "```python"),
    ("Jekyll", "{% highlight sh %}\n```\n$a\n{% endhighlight %}\n\n{% raw %}{% endraw %}", "````sh\n```\n$a\n````\n\n", "````sh"),
    ("Jekyll", "- {%- highlight c -%}\n  x\n  {%- endhighlight -%}", "- ```c\n  x\n  ```", "```c"),
    ("Jekyll", "a {% highlight c %}x{% endhighlight %} b", "a `x` b", "`` `x` ``"),
    ("Jekyll", "{% raw %}{{ x }}{% endraw %}", "{{ x }}", "without them"),
    ("Jekyll", "a {% comment %}to\nmyself{% endcomment %} b", "a \n b", "not published"),
    ("Jekyll", "[a]({{ site.baseurl }}/x/)", "[a](/x/)", "`/x/`"),
    ("Jekyll", "![a]({{site.url}}{{ site.baseurl }}/x.png)", "![a](/x.png)", "`/x.png`"),
    ("Jekyll", '<img src="{{ site.baseurl }}/x.png" alt="a">', '<img src="/x.png" alt="a">', "`/x.png`"),
    ("Jekyll", "[a]({{ '/x/' | relative_url }}#b)", "[a](/x/#b)", "`/x/#b`"),
    ("Jekyll", '[a]({{ "x/" | prepend: site.baseurl }})', "[a](/x/)", "`/x/`"),
    ("Jekyll", "[a]({% post_url 2019-12-24-one %})", "[a](/posts/2019/one.md)", "`/posts/2019/one.md`"),
    ("Jekyll", "[a]({% link _posts/2019-12-24-one.md %}#b)", "[a](/posts/2019/one.md#b)", "`/posts/2019/one.md`"),
    ("Jekyll", "[a]({% link _work/one.md %}#b)", "[a](one.md#b)", "`one.md`"),
    ("Jekyll", "[a]({{ site.baseurl }}{% link about.md %})", "[a](/about.md)", "`/about.md`"),
    ("Jekyll", '{% include figure.html src="a.png" alt="B" %}', "![B](a.png)", "`![B](a.png)`"),
    ("Jekyll", '{% include video id="x" provider="vimeo" %}', "<https://vimeo.com/x>", "alone on its line"),
    ("Jekyll", '{% include youtube.html id="x" %}', "<https://www.youtube.com/watch?v=x>", "alone on its line"),
    ("Octopress", '{% img left /a.png 300 200 "B" "C" %}', '![C](/a.png "B"){width=300}', '`![C](/a.png "B"){width=300}`'),
    ("Jekyll", '{% figure caption:"A *b*" %}\n![C](a.png)\n{% endfigure %}', '\n![C](a.png "A b")\n', '`"A b"`'),
    ("Jekyll", '{% figure caption:"A *b*" %}\n![](a.png)\n{% endfigure %}', '\n![A b](a.png "A b")\n', '`"A b"`'),
    ("Jekyll", '{% figure caption:"A [b](/x/)" %}\n[![](a.png)](c.png)\n![](b.png)\n![C](c.png)\n{% endfigure %}', "\n[![A b (1/2)](a.png)](c.png)\n![A b (2/2)](b.png)\n![C](c.png)\nA [b](/x/)", "each with what it shows"),
    ("Jekyll", '{% figure caption:"A [b](/x/)" %}\n![C](a.png)\n{% endfigure %}', "\n![C](a.png)\nA [b](/x/)", "caption below"),
    ("Jekyll", "{% highlight ruby linenos mark_lines=\"1 2\" %}\nx\n{% endhighlight %}", "```ruby linenos {1,2}\nx\n```", "```ruby linenos {1,2}"),
    ("Jekyll", "`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`", "write it twice"),
    ("Jekyll", "```liquid\n{% raw %}{% raw %}{{ x }}{% endraw %}{% endraw %}\n```", "```liquid\n{% raw %}{{ x }}{% endraw %}\n```", "write it twice"),
    ("Jekyll", "{% gist 1a2 a_b.py %}", "<https://gist.github.com/1a2#file-a-b-py>", "alone on its line"),
    ("Octopress", "{% blockquote Douglas Adams, The Guide %}\nA b.\n\n- C\n{% endblockquote %}", '{attribution="Douglas Adams, *The Guide*"}\n> A b.\n> \n> - C\n', "`> ` before each line"),
    ("Octopress", "{% blockquote @jo https://x.com/a Some title %}\nA\n{% endblockquote %}", '{attribution="@jo, [Some title](https://x.com/a)"}\n> A\n', '`{attribution="@jo, [Some title](https://x.com/a)"}`'),
    ("Octopress", "- {% blockquote %}\n  A\n  {% endblockquote %}", "- \n  > A\n  ", "`> ` before each line"),
    ("Octopress", "> {% blockquote Jo %}\n> A\n> {% endblockquote %}", '> {attribution="Jo"}\n> > A\n> ', "`> ` before each line"),
    ("Octopress", '{% pullquote %}\nWords {" pulled out "} of it.\n{% endpullquote %}', "\nWords pulled out of it.\n", "the paragraph alone"),
    ("Octopress", "{% codeblock Got pain? lang:rb https://a.example/x the file %}\nx\n{% endcodeblock %}", '```rb title="Got pain?, the file, https://a.example/x"\nx\n```', "title="),
    ("Octopress", "{% codeblock The title %}\nx\n{% endcodeblock %}", '```text title="The title"\nx\n```', "title="),
    ("Hexo", "{% pullquote left %}\nA\n{% endpullquote %}", "\n> A\n", "`> ` before each line"),
    ("Hexo", "{% quote Jo %}A{% endquote %}", "> A — Jo", "`> ` before the quotation"),
    ("Hexo", "{% codeblock lang:js mark:1,3-4 first_line:7 %}\nx\n{% endcodeblock %}", "```js linenos=7 {1,3-4}\nx\n```", "```js linenos=7 {1,3-4}"),
    ("Pelican", "```\n{% literal video a.mp4 %}\n```", "```\n{% video a.mp4 %}\n```", "`{% video a.mp4 %}`"),
    ("Jekyll", '{% include toc icon="gears" %}', "", "contents"),
    ("Jekyll", "{% include_cached note.html %}", "", "so it is left out"),
    ("Jekyll", "{% youtube videoseries?list=P-1&amp; %}", "<https://www.youtube.com/playlist?list=P-1>", "alone on its line"),
    ("Octopress", "{% img /a.png [The words of it] %}", "![The words of it](/a.png)", "`![The words of it](/a.png)`"),
    ("Octopress", "{% video /a.mp4 360 270 %}", "![](/a.mp4)", "`![](/a.mp4)`"),
    ("Pelican", "{% literal img a.png %}", "\\{% img a.png %}", "`\\{% img a.png %}`"),
    ("GitBook", '{% hint style="info" %}\nx\n{% endhint %}', ":::info\nx\n:::", "`:::info`"),
    ("GitBook", '{% code title="a.py" %}\n```python\nx\n```\n{% endcode %}', "\n```python\nx\n```\n", "without them"),
    ("DEV", "{% katex %}\nx^2\n{% endkatex %}", "$$\nx^2\n$$", "`$$` before and after"),
    ("DEV", "a {% katex inline %} x^2 {% endkatex %} b", "a $x^2$ b", "`$` before and after"),
    ("Hugo Blox", "{{< math >}}\n$$\nx\n$$\n{{< /math >}}", "\n$$\nx\n$$\n", "without them"),
    ("kramdown", "a {::comment}to\nmyself{:/comment} b", "a \n b", "not published"),
    ("kramdown", "{::options parse_block_html=\"true\" /}", "", "left out"),
    ("Hexo", "{% codeblock lang:js %}\nx\n{% endcodeblock %}", "```js\nx\n```", "```js"),
    ("Eleventy", '{% image "./a.png", "B" %}', "![B](./a.png)", "`![B](./a.png)`"),
    ("Eleventy", "[a]({{ '/x/' | url }})", "[a](/x/)", "`/x/`"),
    ("Nunjucks", "a {# to myself #} b", "a  b", "not published"),
    ("Twig", "{% verbatim %}{{ x }}{% endverbatim %}", "{{ x }}", "without them"),
    ("Ghost", "{{!-- to myself --}}", "", "not published"),
    ("Pelican", "[a]({filename}/b/x.md)", "[a](/b/x.md)", "`/b/x.md`"),
    ("Pelican", "[a](|filename|x.md#b)", "[a](x.md#b)", "`x.md#b`"),
    ("Pelican", "[a]({filename}/2019/x.md)", "[a](/posts/2019/x.md)", "`/posts/2019/x.md`"),
    ("Pelican", "![a]({static}/images/x.png)", "![a](/images/x.png)", "`/images/x.png`"),
    ("Pelican", "![a]({attach}x.png)", "![a](x.png)", "`x.png`"),
    ("Pelican", "[a]({tag}C++)", "[a](/blog/tag/c-plus-plus/)", "`/blog/tag/c-plus-plus/`"),
    ("Pelican", "[a][b]\n\n[b]: {filename}x.md", "[a][b]\n\n[b]: x.md", "`x.md`"),
    ("Pelican", '<a href="{filename}x.md">a</a>', '<a href="x.md">a</a>', "`x.md`"),
    ("Python-Markdown", "[TOC]", "", "contents"),
    ("Pandoc, markdown-it", "[[toc]]", "", "contents"),
    ("GitLab", "[[_TOC_]]", "", "contents"),
    ("kramdown", "* anything\n{:toc}", "\n", "contents"),
    ("kramdown", "1. TOC\n{: toc .x}", "\n", "contents"),
    ("WordPress", '[caption id="x" width="3"]<img src="a.png" alt="B" /> C[/caption]', '![B](a.png "C")', "`![B](a.png"),
    ("WordPress", '[caption width="3"]<a href="b.png"><img src="a.png" alt="B"></a> C[/caption]', '[![B](a.png "C")](b.png)', "(b.png)"),
    ("WordPress", '[code lang="php"]\n$x[1];\n[/code]', "```php\n$x[1];\n```", "```php"),
    ("WordPress", "[youtube=https://www.youtube.com/watch?v=x]", "<https://www.youtube.com/watch?v=x>", "alone on its line"),
    ("WordPress", "[youtube https://youtu.be/x]", "<https://youtu.be/x>", "alone on its line"),
    ("WordPress", "[embed]https://a.example/[/embed]", "<https://a.example/>", "`https://a.example/` alone"),
    ("WordPress", "$latex e^x$", "$e^x$", "`$e^x$`"),
    ("MDX", '<YouTube id="x" />', "<https://www.youtube.com/watch?v=x>", "alone on its line"),
    ("MDX", '<Callout type="warning">\n\nx\n\n</Callout>', ":::warning\n\nx\n\n:::", "`:::warning`"),
    ("MDX", "a {/* to\nmyself */} b", "a \n b", "not published"),
    ("curly quotes", "<a href=“/x/” title=‘y’>z</a>", '<a href="/x/" title="y">z</a>', '`="/x/"`'),
    ("curly quotes", "![a](x.png){width=“50%”}", '![a](x.png){width="50%"}', '`="50%"`'),
    ("curly quotes", "![a](x.png “B”)", '![a](x.png "B")', '`"B"`'),
]  # fmt: skip

# What is shown as it stands, and the words that say what to write.
TOLD = [
    ("Hugo", "{{< param x >}}", "write the value itself"),
    ("Hugo", "{{% tabs %}}\n\nx\n\n{{% /tabs %}}", "take `{{% /tabs %}}` out"),
    ("Hugo", "{{< youtube", "take it out"),
    ("Jekyll", '{% include note.html content="Words" %}', "`{include}` with a file of this repository"),
    ("Hexo", "{% post_link words %}", "write the text itself"),
    ("Pelican", "{% notebook tides %}", "`` ```{notebook} ``"),
    ("Pelican", "See {% notebook a.ipynb %}.", "with blank lines around them"),
    ("Octopress", "{% include_code %}", "`` ```{literalinclude} ``"),
    ("Jekyll", '{% figure caption:"Words" %}', '`![what it shows](picture.png "Words")`'),
    ("Jekyll", '{% assign x =\n "a" %}', "write what it makes"),
    ("Jekyll", "{% endnotice %}", "take it out with what it ends"),
    ("Jekyll", "a {{ site.url }} b", "write the text itself"),
    ("Jekyll", "{{ site.posts.size }}", "write the number itself"),
    ("Jekyll", "{{ page.title }}", "write the title itself"),
    ("Handlebars", "{{{ x }}}", "write the text itself"),
    ("WordPress", '[gallery ids="1,2"]', "its pictures one by one"),
    ("WordPress", "[gallery]", "its pictures one by one"),
    ("MDX", "import X from './x.js'", "take it out"),
    ("MDX", "import './x.css';", "take it out"),
    ("MDX", "export const x = 1", "take it out"),
    ("Templater", "<% tp.date.now() %>", "write what it makes"),
    ("MkDocs", '--8<-- "x.md"', "`{include}` with a file"),
    ("reStructuredText", ".. image:: a.png", "`![what it shows](picture.png)`"),
    ("reStructuredText", ".. code-block:: python", "```{code-block}"),
]

# Prose and code in which the signs mean nothing.
LET_ALONE = [
    "`{% x %}` and ``{{ x }}`` and `[TOC]` and `{filename}x`",
    "```liquid\n{% x %}\n{{ x }}\n{% highlight python %}\n{% endhighlight %}\n```",
    "~~~\n[TOC]\n\n[gallery]\n\nimport X from 'y'\n~~~",
    "- a\n\n      {% x %}\n      {{ x }}",
    r"\{% x %} and \{{ x }} and \[gallery ids=1]",
    "<pre>{% x %} {{ x }}</pre>",
    "<!-- {% x %} -->",
    "$\\frac{{a}}{{b}}$ and $\\text{%x}$",
    "See [toc][] and [TOC].\n\n[toc]: https://x.example/",
    "The [gallery](x.md), the [code] of conduct, a [caption] and [video].",
    "We import beans from 'Kenya' and export tea. import is a word.",
    "He said “no” = “never” (“really”), 5 < 6 = “yes”.",
    "{#id} and {.x} and {a: b}",
    "Wait ... what:: no. A .. b:: c",
    "A List<String> or a <kbd>K</kbd>, 100 <% of all",
    "A link to <https://x.example/{tag}>",
]  # fmt: skip


# The system, the tag, the directive that is read of it, and its options.
DIRECTIVES = [
    ("Pelican", "{% notebook a.ipynb %}", "{notebook} a.ipynb", []),
    ("Pelican", "{% notebook b/a.ipynb cells[2:] %}", "{notebook} b/a.ipynb", [":cells: 2:"]),
    ("Pelican", "{% notebook a.ipynb cells[-3:-1] language[julia] %}", "{notebook} a.ipynb", [":cells: -3:-1", ":language: julia"]),
    ("Pelican", "{% include_code a.py %}", "{literalinclude} a.py", [":link:"]),
    ("Pelican", "{% include_code b/a.py lang:python Basic Animation %}", "{literalinclude} b/a.py", [":language: python", ":caption: Basic Animation", ":link:"]),
    ("Pelican", "{% include_code a.py lang:python lines:1-10 :hidefilename: codec:utf8 The words %}", "{literalinclude} a.py", [":language: python", ":lines: 1-10", ":link: The words"]),
    ("Pelican", "{% include_code a.py codec:latin-1 %}", "{literalinclude} a.py", [":encoding: iso8859-1", ":link:"]),
    ("Pelican", "{% include_code a.py :hidelink: Words %}", "{literalinclude} a.py", [":caption: Words"]),
    ("Octopress", "{% include_code Testing it lang:js test.js start:3 %}", "{literalinclude} test.js", [":language: js", ":lines: 3-", ":caption: Testing it", ":link:"]),
    ("Octopress", "{% include_code A range range:2-4 mark:3 a/b.rb %}", "{literalinclude} a/b.rb", [":lines: 2-4", ":emphasize-lines: 3", ":caption: A range", ":link:"]),
    ("Octopress", "{% video /a.mp4 360 270 /b.png %}", "{video} /a.mp4", [":poster: /b.png"]),
]  # fmt: skip


def read(text: str) -> tuple[str, list[Remark]]:
    return read_foreign(PARSER, text)


@pytest.mark.parametrize(("system", "written", "instead", "cure"), UNDERSTOOD)
def test_what_has_one_meaning_is_read_and_hinted_at(system: str, written: str, instead: str, cure: str) -> None:
    text, remarks = read(f"One.\n\n{written}\n\nTwo.\n")
    assert text == f"One.\n\n{instead}\n\nTwo.\n"
    assert {remark.severity for remark in remarks} == {Severity.HINT}
    assert cure in remarks[0].message
    assert remarks[0].line in {2, 3, 4}  # of a definition, of code


@pytest.mark.parametrize(("system", "written", "head", "options"), DIRECTIVES)
def test_tag_that_takes_in_a_file_is_a_directive(system: str, written: str, head: str, options: list[str]) -> None:
    text, (remark,) = read(f"One.\n{written}\nTwo.\n")
    assert text == f"One.\n{SIGN}{head}{SIGN}{NEXT_OPTION.join(options)}{SIGN}{written}{SIGN}\nTwo.\n"
    assert remark.severity is Severity.HINT
    assert f"`` ```{head} ``" in remark.message
    assert all(f"`{option}`" in remark.message for option in options)


@pytest.mark.parametrize(("system", "written", "cure"), TOLD)
def test_what_has_none_is_shown_and_told(system: str, written: str, cure: str) -> None:
    text, remarks = read(f"One.\n\n{written}\n\nTwo.\n")
    assert text == f"One.\n\n{written}\n\nTwo.\n"
    assert [(remark.line, remark.severity) for remark in remarks] == [(2, Severity.ACCEPTABLE)]
    assert cure in remarks[0].message


@pytest.mark.parametrize("text", LET_ALONE)
def test_no_false_alarm(text: str) -> None:
    assert read(text) == (text, [])


def test_a_kind_is_one_message_with_its_lines() -> None:
    text = "".join(f'{{{{< figure src="{name}.png" alt="{name}" >}}}}\n\n' for name in "abc") + "{% if x %}\n\n" * 12
    figures, conditions = sorted(read(text)[1], key=lambda remark: remark.line)
    assert "(3 in this file, also on lines 3, write `![b](b.png)`; 5, write `![c](c.png)`)" in figures.message
    assert "(12 in this file, also on lines 9, 11, 13, 15, 17, 19, 21, 23; …)" in conditions.message


def test_boxes_may_stand_in_each_other() -> None:
    text = "{{< note >}}\n\n{{< tip >}}\nx\n{{< /tip >}}\n\n{{< note >}}\ny\n{{< /note >}}\n\n{{< /note >}}"
    assert read(text)[0].split("\n\n") == ["::::note", ":::tip\nx\n:::", ":::note\ny\n:::", "::::"]
    inner = ":::{note}\n{{< tip >}}\n```python\nx\n```\n{{< /tip >}}\n:::"
    assert read(inner)[0] == ":::{note}\n````{tip}\n```python\nx\n```\n````\n:::"


def test_bar_in_a_tag_parts_no_cells() -> None:
    text, (remark,) = read("| a | {{ x | size }} |\n|---|---|\n| b | c |\n")
    assert text.startswith(r"| a | {{ x \| size }} |")
    assert remark.severity is Severity.ACCEPTABLE


def test_what_may_hide_something_can_not_be_accepted() -> None:
    assert {remark.severity for remark in read("{% if false %}secret{% endif %}")[1]} == {Severity.FATAL}


def test_component_without_meaning_is_shown() -> None:
    text, (remark,) = read('<Foo bar={{a: 1}} />\n\n<Foo x="y">b</Foo>\n')
    assert text == '&lt;Foo bar={{a: 1}} />\n\n&lt;Foo x="y">b&lt;/Foo>\n'
    assert remark.severity is Severity.ACCEPTABLE


@given(st.text(alphabet='{}%<>[]/$`\n "“#!.x=', max_size=60))
def test_every_line_keeps_its_number(text: str) -> None:
    assert read(text)[0].count("\n") == text.count("\n")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, list[str]]:
    """A site with each piece that nothing is made of, in each place."""
    site = Site(tmp_path_factory.mktemp("foreign") / "site")
    site.post("posts/2021/places.md", PLACES)
    site.post("posts/2021/closed.md", "```python\nx\n```\n\n:::{note}\nx\n:::\n\n~~~\ny\n~~~\n\n$$\nx\n$$\n")
    quoted = "{% blockquote Jo Doe https://a.example/ The Work %}\nSome.\n\n- one\n- two\n{% endblockquote %}\nAfter.\n"
    site.post("posts/2021/quoted.md", f"Before.\n{quoted}")
    site.post("posts/2021/ended.md", "1. one\n\n   ```python\n   x\n\n2. two\n\n> ~~~\n> y\n\nAfter.\n\n~~~\n")
    for name, body in UNCLOSED.items():
        site.post(f"posts/2021/{name}.md", f"One.\n\n{body}\n")
    return site, site.build()


TAG = "{% x %}"
PLACES = f"""## {TAG} heading

- {TAG} item

> {TAG} quotation

| {TAG} | cell |
|---|---|
| `code`{TAG} | b |

{TAG}

Term
: {TAG} definition

A note.[^a]

[^a]: {TAG} note

:::{{note}} {TAG} title
{TAG} box
:::

{{% raw %}}{TAG} raw{{% endraw %}}
"""
UNCLOSED = {
    "ticks": "```python\nx\n\ny",
    "tildes": "~~~\nx\n```",
    "colons": ":::{note}\nx",
    "dollars": "$$\nx^2\n\ny",
    "dollars-in-line": "$$ \\frac{1}{2}\n\ny",
}


def test_nothing_is_lost_in_any_place(built: tuple[Site, list[str]]) -> None:
    site, warnings = built
    shown = main_of(site.page("/posts/2021/places/")).get_text()
    assert shown.count(TAG) == PLACES.count(TAG)
    (told,) = [warning for warning in warnings if warning.startswith("posts/2021/places.md:")]
    assert told.startswith("posts/2021/places.md:7: ")
    assert f"({PLACES.count(TAG) - 1} in this file, also on lines" in told


@pytest.mark.parametrize("name", UNCLOSED)
def test_what_is_never_closed_is_told_where_it_begins(built: tuple[Site, list[str]], name: str) -> None:
    found = [warning for warning in built[1] if warning.startswith(f"posts/2021/{name}.md:")]
    assert [warning.split(": ")[0] for warning in found] == [f"posts/2021/{name}.md:9"]
    assert "never closed" in found[0]


def test_what_ends_with_its_item_is_a_hint(built: tuple[Site, list[str]]) -> None:
    site, warnings = built
    assert [warning for warning in warnings if "ended.md" in warning] == []
    assert "After." in main_of(site.page("/posts/2021/ended/")).select(".e-content p")[-1].get_text()
    assert any("ended.md:9: HINT: the code that `` ``` `` opens here is never closed" in hint for hint in site.hints())


def test_quotation_names_who_has_said_it(built: tuple[Site, list[str]]) -> None:
    site, warnings = built
    (quotation,) = main_of(site.page("/posts/2021/quoted/")).select("blockquote")
    assert quotation.select_one(".attribution").get_text() == "—Jo Doe, The Work"
    assert quotation.select_one(".attribution a")["href"] == "https://a.example/"
    assert [item.get_text() for item in quotation.select("li")] == ["one", "two"]
    assert "> —Jo Doe, [The Work](https://a.example/)" in (site.html / "posts/2021/quoted/index.md").read_text()
    assert [warning for warning in warnings if "quoted.md" in warning] == []


def test_what_is_closed_is_not_told(built: tuple[Site, list[str]]) -> None:
    assert [warning for warning in built[1] if "closed.md" in warning] == []
