"""However broken the texts of a blog are: after its import the site builds, and each text is published or told of."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from import_copies import bring_over, fresh_copy, jekyll_blog

# Each of these would stop a build, or might.
BODIES = {
    "argument": "```{figure}\n```",
    "option": "```{figure} nowhere.png\n:width: odd\nCaption\n```",
    "empty": "```{note}\n```",
    "outside": "```{literalinclude} ../../../../etc/passwd\n```",
    "csv": "```{csv-table}\n:file: nowhere.csv\n```",
    "rows": "```{list-table}\n* words\n```",
    "toctree": "```{toctree}\nnowhere\n```",
    "rst": "```{eval-rst}\n.. odd:: x\n\n`unclosed\n```",
    "roles": "A {ref}`nowhere`, {doc}`no`, {download}`no.zip`, {eq}`no`, {numref}`no`, {odd}`x`.",
    "maths": "$\\odd{x}$ and $$\\begin{aligned} x \\end{array}$$ and {math}`\\frac{`.",
    "unclosed-maths": "$$\nx + y\n\nto the end",
    "formulas": "$$x$$ (same)\n\n$$y$$ (same)",
    "labels": "(label)=\n## A\n\n(label)=\n## B",
    "notes": "Words[^1] and[^2].\n\n[^1]: one\n[^1]: again",
    "titles": "# One\n\n# Two\n\n#### Deep",
    "long-heading": "## " + "word " * 400,
    "anchors": "{#same}\n## A\n\n{#same}\n## B",
    "sizes": "![x](nowhere.png){width=odd height=-3}",
    "unclosed-html": "<div><p>words <b>bold\n\n<table><tr><td>cell",
    "scripts": '<script>alert(1)</script>\n\n<iframe src="https://evil.example/x"></iframe>',
    "pictures": "![b](/images/broken.png) ![e](/images/empty.jpg) ![p](../../../../etc/passwd)",
    "addresses": "[a](nowhere.md) [b](http://) [c](https://[::1) [d](javascript:x) [e](file:///etc/passwd)",
    "draft": "To [a draft](/2020/01/01/a-draft.html) and [[A draft]].",
    "names": "[[Nowhere]] [[Same]] [[]] [[|]] ![[Nowhere#^x]]",
    "blocks": "words ^abc\n\nmore ^abc",
    "liquid": "{% if page.x %}\nwords\n{% else %}\nother\n{% endif %}",
    "unclosed-liquid": "{% highlight python %}\nx = 1",
    "hugo": "{{< odd >}}\n{{% if %}}\n{{< youtube >}}",
    "box": "!!! odd title\n    words\n\n??? note\n\n:::danger\nwords",
    "colons": ":::{note}\nwords\n\nto the end",
    "lines": '```python {emphasize-lines="99"}\nx\n```\n\n```{code-block} odd\n:emphasize-lines: 99\nx\n```',
    "cells": "```{code-cell} ipython3\n:tags: [x\nprint(1)\n```\n\n```{r, echo=FALSE}\nx <- 1\n```",
    "update": "```{update} odd\nwords\n```",
    "lists": "```{postlist} odd\n:tags: nothing\n```",
    "tabs": "````{tab-set}\nwords\n````\n\n```{tab-item} x\nwords\n```",
    "terms": "```{glossary}\nterm\n  meaning\n\nterm\n  again\n```",
    "functions": "```{py:function} f(x\nwords\n```",
    "only": "```{only} (odd and\nwords\n```",
    "math-labels": "```{math}\n:label: same\n\\frac{\n```\n\n```{math}\n:label: same\nx\n```",
    "embed": "```{embed} odd\n```",
    "deep-quote": "> " * 300 + "words",
    "brackets": "[" * 500 + "x" + "]" * 500,
    "controls": "words \x00\x01\x08 more",
    "included": "```{include} argument.md\n```\n\n![[argument]]",
}
HEADS = {
    "no-day": "title: x\ndate: 2020-99-99",
    "yaml": 'title: "x\ntags: [a',
    "long-title": "title: " + "word " * 300,
    "marks": 'title: "# <b>[x](y) {odd}`x` *u_"',
    "tags": 'title: x\ntags: [C++, c#, "", null, " é", "É", "!!!"]',
    "cover": "title: x\nimage: /images/broken.png",
    "no-cover": "title: x\nimage: /nowhere.png",
    "odd-address": "title: x\npermalink: /a b/%zz/ü?x=1#y",
    "own-address": "title: x\npermalink: /blog/",
    "feed-address": "title: x\npermalink: /blog/atom.xml",
    "up-address": "title: x\npermalink: /../../etc/",
    "same-address": "title: x\npermalink: /same/",
    "same-address-2": "title: Same\npermalink: /Same",
    "home-address": "title: Same\npermalink: /",
    "long-address": "title: x\npermalink: /" + "x" * 300 + "/",
    "redirects": 'title: x\nredirect_from: ["/", "/same/", "odd", "https://other.example/x", "/blog/", "/../x"]',
    "author": 'title: x\nauthor: ["<script>", "", "A  B", "a b", "!!!"]',
    "language": "title: x\nlang: klingon-odd-x",
    "canonical": "title: x\ncanonical_url: javascript:alert(1)",
    "description": 'title: x\ndescription: "<!-- x --> %% y %% {odd}`x` ``` "',
    "long-description": "title: x\ndescription: " + "word " * 3000,
}


def test_site_builds_after_the_import_of_any_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = {f"_posts/2020-01-02-{name}.md": f"---\ntitle: {name}\n---\n\n{body}\n" for name, body in BODIES.items()}
    posts |= {f"_posts/2020-01-03-{name}.md": f"---\n{head}\n---\n\nWords.\n" for name, head in HEADS.items()}
    files = {
        "images/broken.png": b"\x89PNG\r\n\x1a\nodd",
        "images/empty.jpg": b"",
        "robots.txt": b"x",
        "404.html": b"x",
    }
    draft = {"_drafts/a-draft.md": "---\ntitle: A draft\npermalink: /2020/01/01/a-draft.html\n---\n\nSecret.\n"}
    blog = jekyll_blog(tmp_path / "blog", **posts, **files, **draft)
    site = fresh_copy(tmp_path / "site")
    assert bring_over(site, blog, monkeypatch, build=True) == 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    built = subprocess.run(
        [sys.executable, "-m", "valuable", "build"],
        cwd=site,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    report = (site / "import-report.md").read_text()
    record = json.loads((site / "imported.json").read_text())["ropes.example"]["texts"]
    assert set(record) == {*posts, *draft, "_posts/2020-01-02-bowline.md", "_posts/2020-01-03-hitch.md"}
    for source, text in record.items():
        page = site / "_build/html" / text["address"].lstrip("/")
        pages = (page, page / "index.html", page.with_name(f"{page.name}.html"))
        assert any(file.is_file() for file in pages) or f"`{source}`" in report, source
    assert report.count("→") == len(record)
