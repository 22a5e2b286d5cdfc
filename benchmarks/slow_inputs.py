"""Measure posts that are made to be slow: ``python benchmarks/slow_inputs.py``.

Each is one thing over and over, 50 and 100 kB of it: what takes linear time takes twice as long for twice as much, once
the time is taken off that a build takes anyhow. Many are mistakes; then the time is that of the messages.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import measure
from report import machine, table
from tools import ROOT

HEAD = "---\ndate: 2021-03-26\n---\n\n# Hello\n\n"
KEPT = ("conf.py", "valuable", "_static")

Body = Callable[[int], str]  # of about so many bytes


def again(part: str) -> Body:
    """Return the same over and over."""
    return lambda size: part * (size // len(part.encode())) + "\n"


def numbered(part: str) -> Body:
    """Return the same with other numbers, over and over."""
    return lambda size: "".join(part.replace("N", str(number)) for number in range(size // (len(part) + 3))) + "\n"


INPUTS: dict[str, Body] = {
    "equal headings": again("## a\n\n"),
    "equal titles": again("# a\n\n"),
    "different headings": numbered("## aN\n\n"),
    "headings on two levels": again("## a\n\n### a\n\n"),
    "fences": again("```\n"),
    "colon fences": again(":::\n"),
    "blocks of code": again("```python\na\n```\n\n"),
    "words behind fences": again('```a b=c {1,3-9} "d" /e/\na\n```\n\n'),
    "different languages": numbered("```aN\na\n```\n\n"),
    "marked lines": lambda size: "```python\n" + "a // [!code ++:99]\n" * (size // 18) + "```\n",
    "braces behind a fence": lambda size: "```python " + "{1" * (size // 2) + "\na\n```\n",
    "lists of posts": again("```{postlist} 1\n```\n\n"),
    "equal labels": again("(a)=\n"),
    "different labels": numbered("(aN)=\n"),
    "labels of paragraphs": numbered("(aN)=\n\nWords.\n\n"),
    "links to nothing": again("[a](b)\n"),
    "different links to nothing": numbered("[a](bN)\n"),
    "links with a star": again("*[a](b)\n"),
    "links to no anchor": again("[a](#b)\n"),
    "links to headings": numbered("## aN\n\n[a](#aN)\n\n"),
    "names of nothing": again("[[a]]\n"),
    "different names of nothing": numbered("[[aN]]\n"),
    "definitions of nothing": again("![[a]]\n\n"),
    "pictures of nothing": again("![a](b)\n"),
    "pictures with a size": again("![a|3](b =1x2){width=1}\n"),
    "sizes that are never closed": again("![a](b =1x"),
    "attribute lists": again("![a](b){a=b .c} "),
    "pictures by name": numbered("![[aN.png]]\n"),
    "callouts": again("> [!note] a\n> b\n\n"),
    "callouts with lazy lines": again("> [!note]\n"),
    "markers of callouts": again("[!note]\n"),
    "boxes": again(":::note a\nb\n:::\n\n"),
    "indented boxes": again("!!! note\n    a\n\n"),
    "indented boxes of nothing": again("!!! note\n"),
    "names of blocks": numbered("a ^bN\n\n"),
    "parts of the page": again("![[#^a]]\n\n"),
    "parts in one paragraph": again("![[a]]\n"),
    "definitions of links": numbered("[aN]: b\n"),
    "footnotes of nothing": again("[^a]\n"),
    "texts of one footnote": again("[^a]: b\n"),
    "footnotes": numbered("a[^aN]\n\n[^aN]: b\n\n"),
    "one footnote, cited": lambda size: "a[^a] " * (size // 6) + "\n\n[^a]: b\n",
    "openings of footnotes": again("[^"),
    "unknown roles": again("{a}`b`\n"),
    "unknown directives": again("```{a}\n```\n\n"),
    "tags of templates": again("{% a %}"),
    "tags that are never closed": again("{% a "),
    "quotations of templates": lambda size: "{% quote %}\n" * (size // 24) + "{% endquote %}\n" * (size // 24),
    "raw code of templates": again("`{% raw %}{{ a }}{% endraw %}` "),
    "code of files": again("{% include_code a.py %}\n\n"),
    "directives of many unknown names": numbered(":::{aN} b\n:::\n"),
    "roles of many unknown names": numbered("{aN}`b` "),
    "code in items that is never closed": again("- ```\n  a\n"),
    "elements for words": again("<small>\na\n"),
    "shortcodes that are never closed": again("{{< a "),
    "code of templates that is never closed": again("{% highlight a %}\n"),
    "addresses of templates": again("{{ site.url }}"),
    "boxes of shortcodes": lambda size: "{% note %}\n" * (size // 30) + "{% endnote %}\n" * (size // 30),
    "shortcodes of WordPress": again("[video src=a]"),
    "components": again("<Aa b={c} "),
    "HTML": again("<b>a</b>\n"),
    "HTML that is never closed": again("<a>\n"),
    "stars": again("**\n"),
    "quotations": again("> > >\n"),
    "paragraphs": again("a\n\n"),
    "attributes": again("[a]{.b} "),
    "lists of attributes": again("*a*{.b} {: .c} "),
    "lines of attributes": again("a\n{: .b}\n"),
    "lists that are never closed": again('a {: b="'),
    "anchors of headings": numbered("## a {#bN}\n\n"),
    "one anchor of headings": again("## a {#b}\n\n"),
    "struck words": again("~~a~~ ~b~ "),
    "openings of struck words": again("~~a "),
    "marked words": again("==a== =="),
    "raised and lowered words": again("a^b^ c~d~ e^ f~ "),
    "addresses": again("https://a.example/b(c). www.d.example/, e@f.example "),
    "beginnings of addresses": again("http://:https://"),
    "short codes": again(":tada: :tadaa: :a"),
    "tasks": again("- [ ] a\n- [x] b\n- [/] c\n"),
    "notes in a line": numbered("a^[bN] "),
    "equal notes in a line": again("a^[b] "),
    "openings of notes in a line": again("a^["),
    "abbreviations of a page": numbered("aN\n\n*[aN]: b\n\n"),
    "several terms": again("a\nb\n: c\n\n"),
    "no terms": again("a\nb\n"),
    "headings without a space": again("##a\n\n"),
    "a table": lambda size: "|a|b|\n|-|-|\n" + "|a|b|\n" * (size // 6),
    "a list": again("- a\n"),
    "definitions": again("a\n: b\n\n"),
    "braces": again("{{\n"),
    "dollars": again("$\n"),
    "formulas": again("$a$\n"),
    "formulas that are not closed": again("$$ a\n"),
    "environments": again("\\begin{align}\n"),
    "environments within a line": again("x \\begin{align} "),
    "formulas in brackets": again("\\(x "),
    "displayed formulas in brackets": again("\\[\nx=\n"),
    "formulas in ticks": again("$`x "),
    "references to formulas": again("\\ref{x "),
    "macros": lambda size: "$$\n" + "\\def\\a{x}" * (size // 10) + "\n$$\n",
    "rows of a formula": lambda size: "$$\n" + "a&=b\\\\\n" * (size // 7) + "$$\n",
    "comments": again("% a\n\n"),
    **{f"a line of {sign}": again(sign) for sign in "*_`[]()<>!#$^&{}=@w|\\\"'~:-"},
}


def build(site: Path, text: str) -> measure.Build:
    """Build the site in the folder *site* with one post."""
    (site / "posts/2021/x.md").write_text(HEAD + text, encoding="utf-8")
    shutil.rmtree(site / "_build", ignore_errors=True)
    command = ["sh", "-c", '"$0" -m valuable build; true', sys.executable]  # most are mistakes
    found = measure.build(command, site, {"SEARCH": "0", "CARDS": "0"})
    if not (site / "_build").exists():
        sys.exit("The build did not begin: nothing measured.")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python benchmarks/slow_inputs.py", description=__doc__)
    parser.add_argument("inputs", nargs="*", help="only these: " + ", ".join(INPUTS))
    parser.add_argument("--bytes", type=int, default=50_000, help="of the smaller post")
    options = parser.parse_args()
    if unknown := set(options.inputs) - INPUTS.keys():
        parser.error(f"there is no input {', '.join(sorted(unknown))}")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        for name in KEPT:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, site / name)
        (site / "posts/2021").mkdir(parents=True)
        (site / "index.md").write_text("# Home\n")
        nothing = build(site, "Words.\n").processor
        for name in options.inputs or INPUTS:
            print(name, file=sys.stderr, flush=True)
            once, twice = (build(site, INPUTS[name](size)).processor for size in (options.bytes, options.bytes * 2))
            rows.append((name, once, twice, (twice - nothing) / max(once - nothing, 0.01)))
    print(f"\n{machine()}; CPU s, of which {nothing:.2f} s are those of a post of one word\n")
    print(table(("", f"{options.bytes:,} bytes", f"{2 * options.bytes:,} bytes", "growth"), rows))


if __name__ == "__main__":
    main()
