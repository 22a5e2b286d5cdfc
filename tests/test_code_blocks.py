"""Blocks of code, as each system writes them: in the page, in feeds, in copies."""

import re
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of
from hypothesis import given
from hypothesis import strategies as st

from valuable.content.markdown.code_languages import (
    ALIASES,
    SESSIONS,
    is_language,
    lexer_of,
    pygments_knows,
    session_of,
)
from valuable.content.markdown.info_strings import LAST_LINE, CodeInfo, is_directive, line_ranges, read_info
from valuable.content.markdown.marked_lines import read_marks

PYTHON = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"

NAMES = """
txt plaintext text jsonc json5 env dotenv log csv output terminal shell-session sh-session dockerfile tsx jsx vue svelte
astro hcl gitignore conf zsh ps1 c# c++ objective-c mermaid JSON Text yml
"""


class Construct(NamedTuple):
    """What one system writes, and what is to come of it."""

    system: str
    name: str
    source: str
    expected: str


# The fence alone; each holds the same five lines. What is expected: language, title, first number, marked lines.
FENCES = (
    Construct("CommonMark", "a language", "```python", "python"),
    Construct("CommonMark", "a fence of tildes", "~~~ python", "python"),
    Construct("CommonMark", "a fence of four", "````python", "python"),
    Construct("CommonMark", "no language", "```", "none"),
    Construct("GitHub", "a language in capitals", "```Python", "python"),
    Construct("GitHub", "signs in a name", "```c++", "c++"),
    Construct("Docusaurus", "a title", '```python title="app.py"', "python app.py"),
    Construct("Docusaurus", "marked lines", "```python {1,3-5}", "python marks 1 3 4 5"),
    Construct("Docusaurus", "numbers", "```python showLineNumbers=3", "python from 3"),
    Construct("Gatsby", "marked lines", "```python{1,3-5}", "python marks 1 3 4 5"),
    Construct("Gatsby", "numbers", "```python{numberLines: 5}", "python from 5"),
    Construct("Gatsby", "a title", "```python:title=src/app.py", "python src/app.py"),
    Construct("VitePress", "numbers", "```python:line-numbers=2 {1}", "python from 2 marks 1"),
    Construct("VitePress", "a file", "```python [app.py]", "python app.py"),
    Construct("Qiita, Zenn", "a file", "```python:app.py", "python app.py"),
    Construct("Zenn", "a difference with a file", "```diff python:app.py", "diff app.py"),
    Construct("Gatsby", "a difference", "```diff-python", "diff"),
    Construct("Expressive Code", "a difference", '```diff lang="python"', "diff"),
    Construct("Expressive Code", "added and taken out", "```python ins={3} del={1-2}", "python added 3 removed 1 2"),
    Construct("Expressive Code", "labels", '```python {"1":2-3}', "python marks 2 3"),
    Construct("rehype-pretty-code", "numbers", "```python showLineNumbers{7}", "python from 7"),
    Construct("pandoc", "attributes", '```{.python .numberLines startFrom="5"}', "python from 5"),
    Construct("pandoc", "an id", "```{#x .python}", "python id x"),
    Construct("R Markdown", "a chunk", "```{r}", "r"),
    Construct("R Markdown", "options", '```{r setup, echo=FALSE, fig.cap="A, b"}', "r"),
    Construct("Quarto", "a cell", "```{python}", "python"),
    Construct("Quarto", "a cell in words", "```{{python}}", "python"),
    Construct("Python-Markdown", "options", '```py linenums="1" hl_lines="2 3"', "py from 1 marks 2 3"),
    Construct("Python-Markdown", "attributes", '```{ .python .x hl_lines="2" }', "python marks 2"),
    Construct("Hugo", "options", '```python {linenos=table,hl_lines=["3-4"],linenostart=9}', "python from 9 marks 3 4"),
    Construct("Hugo", "lines between spaces", "```python {linenos=table,hl_lines=[1 3]}", "python from 1 marks 1 3"),
    Construct("Hugo", "numbers switched off", "```python {linenos=false}", "python"),
    Construct("Obsidian", "a title", '```python title:"My app" hl:2 ln:true', "python My app from 1 marks 2"),
    Construct("Hexo", "a title", "```python app.py", "python app.py"),
    Construct("Jekyll", "numbers", "```python linenos", "python from 1"),
    Construct("Rust", "words behind a comma", "```rust,ignore", "rust"),
    Construct("TypeScript", "words", "```ts twoslash", "ts"),
    Construct("Prism", "a class", "```language-python", "python"),
    Construct("Nextra", "a file", '```python filename="app.py"', "python app.py"),
    Construct("others", "curly quotes", "```python title=“app.py”", "python app.py"),
    Construct("others", "a file alone", "```app.py", "py app.py"),
    Construct("others", "marks alone", "```{2}", "none marks 2"),
    Construct("MyST", "a directive", "```{code-block} python", "python"),
    Construct("MyST", "docutils' directive", "```{code} python", "python"),
    Construct("MyST", "words of a fence", '```{code-block} python title="a.py" {1}', "python a.py marks 1"),
    Construct("MyST", "attributes", '{lineno-start=4 emphasize-lines="2"}\n```python', "python from 4 marks 2"),
    Construct("MyST", "a title of nothing", "```{code-block} python\n:caption:", "python"),
    Construct("MyST", "a title of a remark", "```{code-block} python\n:caption: <!-- x -->", "python"),
    Construct("MyST", "a caption", "```{code-block} python\n:caption: An *app*\n:linenos:", "python An app from 1"),
    Construct(
        "MyST", "lines", "```{code-block} python\n:emphasize-lines: 2-\n:lineno-start: 9", "python from 9 marks 2 3 4 5"
    ),
    Construct("Jupyter Book", "a cell", "```{code-cell} python\n:tags: [hide-input]", "python"),
)  # fmt: skip


def closed(fence: str) -> str:
    """Return a block of code under *fence*."""
    sign = re.search(r"^[`~]+", fence, re.MULTILINE)
    assert sign is not None
    return f"{fence}\n{PYTHON}{sign[0]}\n"


def described(block: Any) -> str:
    """Return what a block of code in a page is, in the words of the table."""
    around = block.find_parent("figure")
    caption = around.select_one("figcaption").get_text().strip() if around else ""
    language = next(name.removeprefix("highlight-") for name in block.parent["class"] if name.startswith("highlight-"))
    pieces = [language, caption]
    if numbers := block.select(".linenos"):
        pieces.append(f"from {numbers[0].get_text().strip()}")
    lines = block.select_one("pre").decode_contents().removeprefix("<span></span>")
    for tag, name in (("span", "marks"), ("ins", "added"), ("del", "removed")):
        found = [lines[: match.start()].count("\n") + 1 for match in re.finditer(f'<{tag} class="hll">', lines)]
        if found:
            pieces.append(" ".join([name, *map(str, found)]))
    if "id" in block.parent.attrs:
        pieces.append(f"id {block.parent['id']}")
    return " ".join(piece for piece in pieces if piece)


def code_of(block: Any) -> str:
    """Return the code in a block, without numbers."""
    found = BeautifulSoup(str(block.select_one("pre")), "html.parser")
    for number in found.select(".linenos"):
        number.decompose()
    return str(found.get_text())


def hints(site: Site) -> list[str]:
    """Return the hints of the last build."""
    assert site.app is not None
    text = site.app.status.getvalue()
    return re.findall(r"hello\.md:\d+: (.*)", text)


def test_fences_of_every_system_are_read(site: Site) -> None:
    site.post(body="\n".join(closed(construct.source) for construct in FENCES))
    assert site.build() == []
    blocks = main_of(site.page("/posts/2021/hello/")).select(".highlight")
    assert [described(block) for block in blocks] == [construct.expected for construct in FENCES]
    for block in blocks:
        assert code_of(block) in {PYTHON, PYTHON.rstrip("\n") + "\n"}


def test_places(site: Site) -> None:
    code = '```python title="a.py"\na = 1\n\n\tb\n```'
    places = {
        "list": "- x\n\n" + re.sub("^", "  ", code, flags=re.MULTILINE),
        "quotation": re.sub("^", "> ", code, flags=re.MULTILINE),
        "footnote": "Text.[^1]\n\n[^1]: Note\n\n" + re.sub("^", "    ", code, flags=re.MULTILINE),
        "definition": "Term\n: Text\n\n" + re.sub("^", "  ", code, flags=re.MULTILINE),
        "box": "````{note}\n" + code + "\n````",
    }
    for name, body in places.items():
        site.post(f"posts/2021/{name}.md", body=body, title=name.title())
    assert site.build() == []
    for name in places:
        blocks = main_of(site.page(f"/posts/2021/{name}/")).select("figure .highlight")
        assert [code_of(block) for block in blocks] == ["a = 1\n\n\tb\n"], name
        copy = (site.html / f"posts/2021/{name}/index.md").read_text(encoding="utf-8")
        assert '```python title="a.py"\n' in copy
    feed = (site.html / "blog/atom.xml").read_text(encoding="utf-8")
    assert feed.count('&lt;pre&gt;&lt;code class="language-python"&gt;a = 1\n\n\tb\n&lt;/code&gt;&lt;/pre&gt;') == 5
    assert feed.count("&lt;p&gt;&lt;strong&gt;a.py&lt;/strong&gt;&lt;/p&gt;") == 5


def test_indented_code(site: Site) -> None:
    site.post(body="    :::python\n    a = 1\n\nText.\n\n    #!python\n    b\n\nText.\n\n    :::no\n    #!/bin/sh\n")
    assert site.build() == []
    blocks = main_of(site.page("/posts/2021/hello/")).select(".highlight")
    assert [(described(block), code_of(block)) for block in blocks] == [
        ("python", "a = 1\n"),
        ("python from 1", "b\n"),
        ("none", ":::no\n#!/bin/sh\n"),
    ]


def test_what_has_no_colours_is_a_hint(site: Site) -> None:
    site.post(
        body="```txt\nx\n```\n\n```jsonc\n{} // x\n```\n\n```log\nx\n```\n\n```.gitignore\nx\n```\n\n"  # nothing to say
        "```mermaid\ngraph LR\n```\n\n```mermaid\ngraph LR\n```\n\n```pyhton\nx\n```\n\n```zzz\nx\n```\n\n"
        '```json\n{"a": 1,\n … }\n```\n\n```ts twoslash\nlet a\n```\n\n```{r, echo=FALSE}\nx %% 2\n```\n'
    )
    assert site.build() == []
    told = hints(site)
    assert [message.split(":")[0] for message in told] == [
        "`mermaid` is shown as text",
        "`pyhton` is no language that code is coloured in, so it is shown plain",
        "`zzz` is no language that code is coloured in, so it is shown plain",
        "`twoslash` behind the fence of a block of code has no meaning here",
        "the code of `{r}` is shown, and never run",
        "line 2 of this code is no `json` from '…' on, so some of it has no colours",
    ]
    assert "write `python`, if that is meant, or `text`" in told[1]
    blocks = main_of(site.page("/posts/2021/hello/")).select(".highlight")
    assert code_of(blocks[8]) == '{"a": 1,\n … }\n'
    assert blocks[8].select_one(".nt").get_text() == '"a"'  # as far as it goes
    assert code_of(blocks[10]) == "x %% 2\n"  # no remark


def test_page_without_code_has_no_use_for_what_code_needs(site: Site) -> None:
    site.post(body="The highlight of `it`.\n")
    site.post("posts/2021/coded.md", body="```\nx\n```\n", language="fr")
    site.build()
    for name in ("code.css", "data-copy"):
        assert name not in str(site.page("/posts/2021/hello/"))
        assert name in str(site.page("/posts/2021/coded/"))
    assert site.page("/posts/2021/coded/").select_one("article")["data-copy"] == "Copier"


def test_label_of_code(site: Site) -> None:
    site.post(
        body='```{code-block} python\n:name: my-code\n:caption: C\na\n```\n\n[Here](#my-code)\n\n```py title="x"\n```\n'
    )
    assert site.build() == []
    named, unnamed = main_of(site.page("/posts/2021/hello/")).select("figure")
    assert named["id"] == "my-code"
    assert named.select_one(".headerlink")["href"] == "#my-code"
    assert "id" not in unnamed.attrs
    assert unnamed.select_one(".headerlink") is None


@pytest.mark.parametrize(
    ("text", "code", "marks"),
    [
        ("a // [!code highlight]\nb\n", "a\nb\n", {"marked": [1]}),
        ("a # [!code ++]\nb <!-- [!code --] -->\n", "a\nb\n", {"added": [1], "removed": [2]}),
        ("// [!code focus:2]\na\nb\n", "a\nb\n", {"marked": [1, 2]}),
        ("# highlight-next-line\na\n// highlight-start\nb\n// highlight-end\nd\n", "a\nb\nd\n", {"marked": [1, 2]}),
        ("a // highlight-line\n", "a\n", {"marked": [1]}),
        ("say('[!code]') // no [!code x\n", "say('[!code]') // no [!code x\n", {}),
    ],
)  # fmt: skip
def test_comments_that_mark_lines(text: str, code: str, marks: dict[str, list[int]]) -> None:
    found = read_marks(text)
    assert found.text == code
    assert {name: getattr(found, name) for name in ("marked", "added", "removed") if getattr(found, name)} == marks


@pytest.mark.parametrize(
    ("language", "code", "lexer"),
    [
        ("bash", "$ ls\n", "console"),
        ("sh", "(venv) user@host:~/x$ ls\n", "console"),
        ("bash", "echo $ x\n", None),
        ("python", ">>> 1\n", "pycon"),
        ("powershell", "PS C:\\> ls\n", "pwsh-session"),
        ("text", "$ ls\n", None),
    ],
)
def test_sessions(language: str, code: str, lexer: str | None) -> None:
    assert session_of(language, code) == lexer


def test_lexers_are_there() -> None:
    for lexer in {*ALIASES.values(), *(name for _, _, name in SESSIONS)}:
        assert pygments_knows(lexer), lexer


@pytest.mark.parametrize("name", NAMES.split())
def test_names_that_authors_write(name: str) -> None:
    assert is_language(name)
    assert (
        "".join(text for _, text in lexer_of(name, "\n\ta = 1\n\n", {}).get_tokens("\n\ta = 1\n\n")) == "\n\ta = 1\n\n"
    )


def test_directives_stay_directives() -> None:
    from judgements import DIRECTIVES

    for name in DIRECTIVES:
        assert is_directive(f"{{{name}}} x"), name
    assert not is_directive("{python}")
    assert is_directive("{python}", lambda name: True)  # an extension's own


def test_ranges() -> None:
    assert line_ranges("1,3-5") == ((1, 1), (3, 5))
    assert line_ranges("3-") == ((3, LAST_LINE),)
    assert line_ranges("x") == ()


@given(st.text(alphabet="a1.,:=-{}[]\"'/# \\`“", max_size=60))
def test_any_info_string_is_read(text: str) -> None:
    found = read_info(text)
    assert isinstance(found, CodeInfo)
    assert found == read_info(text)
    assert " " not in found.language


def test_options_of_a_cell_are_no_code(site: Site) -> None:
    site.post(
        body="```{python}\n#| echo: false\n#| label: x\nprint(1)\n```\n\n"
        "~~~\nx\n~~~\n{: .language-ruby .line-numbers}\n"
    )
    assert site.build() == []
    first, second = main_of(site.page("/posts/2021/hello/")).select(".highlight")
    assert code_of(first) == "print(1)\n"
    assert described(second) == "ruby from 1"


def test_html_that_holds_code_has_its_button_too(site: Site) -> None:
    site.post(body="<pre><code>x</code></pre>\n")
    assert site.build() == []
    assert "data-copy" in str(site.page("/posts/2021/hello/"))
