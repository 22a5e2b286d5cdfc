"""Bodies in Markdown stay as typed but for spans: links, tags of other systems, one title."""

from pathlib import Path

import pytest

from valuable.importers.bodies import rewrite
from valuable.importers.links import Links
from valuable.importers.losses import words_seen
from valuable.importers.plan import make_plan
from valuable.importers.sources import read_old_site

FILES = {
    "_config.yml": "title: Tides\nurl: https://t.example\nbaseurl: ''\npermalink: /:year/:title/\n",
    "_posts/2019-12-24-one.md": "---\ntitle: One\n---\n{body}\n",
    "_posts/2020-01-01-two.md": "---\ntitle: Two\nredirect_from: /old/two/\n---\nWords.\n",
    "_includes/box.md": "Mind {{ include.what }}.\n",
    "about.md": "---\ntitle: About\n---\nWords.\n",
    "assets/a b.png": "x",
}
BODIES = {
    "[a] [B]\n\n[a]: /x\n[b]: /y\n[A]: /z\n\n```\n[a]: /x\n```": "[a] [B]\n\n[a]: /x\n[b]: /y\n\n```\n[a]: /x\n```",
    "Plain *words*,  with   spaces\nand `code {% raw %}`.": "Plain *words*,  with   spaces\nand `code {% raw %}`.",
    "[two]({% post_url 2020-01-01-two %})": "[two](/2020/two/)",
    "[two]({% link _posts/2020-01-01-two.md %}#part)": "[two](/2020/two/#part)",
    "[two](2020-01-01-two.md)": "[two](/2020/two/)",
    "[two](https://t.example/2020/two/?a=1#b)": "[two](/2020/two/?a=1#b)",
    "[two](https://www.t.example/old/two/)": "[two](/2020/two/)",
    "[other](https://e.example/2020/two/)": "[other](https://e.example/2020/two/)",
    "![a]({{ site.baseurl }}/assets/a%20b.png)": "![a](/assets/a%20b.png)",
    "![a]({{ '/assets/a b.png' | relative_url }})": "![a](/assets/a%20b.png)",
    '<img src="../assets/a b.png" alt="a">': '<img src="/assets/a%20b.png" alt="a">',
    "[a]: ../about.md\n\n[x][a]": "[a]: /about/\n\n[x][a]",
    "`[two](2020-01-01-two.md)`": "`[two](2020-01-01-two.md)`",
    "```\n[two](2020-01-01-two.md)\n```": "```\n[two](2020-01-01-two.md)\n```",
    "{% include box.md what='the gap' %}": "Mind the gap.",
    "{% highlight python %}\nx = 1\n{% endhighlight %}": "```python\nx = 1\n```",
    "{{< youtube abc >}}": "<https://www.youtube.com/watch?v=abc>",
    "[no]({% post_url 2000-01-01-none %})": "[no](/posts/2000/none.md)",
    "# One\n\nWords.": "# One\n\nWords.",
}


@pytest.mark.parametrize("body", BODIES)
def test_body(tmp_path: Path, body: str) -> None:
    for path, text in FILES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{body}", body), encoding="utf-8")
    site = read_old_site(tmp_path)
    (entry,) = [entry for entry in site.entries if entry.title == "One"]
    text = rewrite(entry, Links(make_plan(site)))
    assert text.startswith("# One\n\n")
    assert text.removeprefix("# One\n\n").strip() == BODIES[body].removeprefix("# One\n\n")
    assert any(note.lost for note in entry.notes) == ("none" in body)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("See [[deep/Low water#A part]], [[a/b#c|that]] and ![[x.png|400]].", "see low water and that"),
        ("![A quay|400](a.png) ![500](b.png) [500](c.md)", "a quay 500"),
        ("Words. ^cfd6c7\n\n^9b526a\n", "words"),
    ],
)
def test_words_that_nobody_sees_are_not_compared(text: str, seen: str) -> None:
    assert sorted(words_seen(text).elements()) == sorted(seen.split())
