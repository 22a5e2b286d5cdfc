"""Everyday Markdown, nested in itself as it comes: nothing to be seen is lost, and every reference leads somewhere.

Each word of a made-up post is there once, so page, feed and copy can be asked for it. What is made up is the same in
each run; ``EVERYDAY=50 make test`` makes up fifty times as much, and other things.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, cycle
from urllib.parse import unquote, urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Site
from crawl import crawl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

MORE = int(os.environ.get("EVERYDAY", "1"))
POSTS = 30  # of a site
BASE = "https://lights.example/"

# Signs that stand for what each place has of its own: a word, a word that nobody may see, a footnote.
WORD, SECRET, NOTE = "\ue000", "\ue001", "\ue002"
WORDS = ("w{}x", "É{}x", "语{}x", "ش{}x", "ж{}x")
SEEN = re.compile(r"[wÉ语شж]\d+x")
LABELS = ("{}", "word-{}", "注{}", "شرح{}", "🎉{}", "a.{}", "MiXed{}", "{}*")


def made(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(template.format, *parts) if parts else st.just(template)


def nested(inner: st.SearchStrategy[str], *templates: str) -> list[st.SearchStrategy[str]]:
    return [made(template, inner) for template in templates]


def indented(text: str, prefix: str, first: str | None = None) -> str:
    head, *lines = text.split("\n")
    return "\n".join([f"{prefix if first is None else first}{head}", *(f"{prefix}{line}".rstrip() for line in lines)])


# -- Within a line ----------------------------------------------------------------

ATOMS = st.sampled_from([
    *(WORD, f"{WORD} {WORD}", f"{WORD}, “{WORD}” – \\*{WORD}\\* &amp; {WORD}", f"{WORD}\\\n{WORD}", f"{WORD}{NOTE}"),
    *(f"`{WORD}`", f"``{WORD} ` {WORD}``", "$x^2$", f"<kbd>{WORD}</kbd>", f"H<sub>2</sub>{WORD}", "ABC"),
    f"{WORD}<!-- {SECRET} -->",
    *(f"{WORD}^[{WORD} *{WORD}*]", f"x^{WORD}^ y~{WORD}~ :tada: 12:30:45", f"{WORD} *{WORD}*{{: .x}} [{WORD}]{{.y}}"),
])  # fmt: skip
MARKS = (
    "*{}*",
    "**{}**",
    "***{}***",
    f"~~{WORD} {{}} {WORD}~~",
    f"=={WORD} {{}} {WORD}==",
    f"<em>{WORD} {{}}</em>",
    f"<b>{WORD} {{}}</b>",
)
PLAIN = st.recursive(ATOMS, lambda inner: st.one_of(*nested(inner, *MARKS), made("{} {}", inner, inner)), max_leaves=4)
LINKS = st.one_of(
    st.sampled_from([f"[[p1|{WORD}]]", "[[p2]]", f"[[p3#part-2|{WORD}]]", f"[[#Part|{WORD}]]", f"[{WORD}][elsewhere]"]),
    st.sampled_from(["<https://example.org/auto>", "[](p4.md)", "[](p5.md#part)", "[](#part-2)", "![A circle](x.svg)"]),
    st.one_of(
        nested(PLAIN, "[{}](https://example.org/a?b=c&d=(e))", "[{}](p1.md)", "[{}](p2.md#part-2)", "[{}](#part)")
    ),
    st.one_of(
        nested(PLAIN, f'<a href="https://example.org/raw">{WORD} {{}}</a>', "[{}](/about.md)", '[{}](#part-2 "Title")')
    ),
)
INLINE = st.recursive(
    st.one_of(PLAIN, LINKS), lambda inner: st.one_of(made("*{}*", inner), made("{} {}", inner, inner)), max_leaves=4
)
CELL = INLINE.map(lambda text: text.replace("\\\n", " ").replace("|", "\\|"))

# -- Blocks -----------------------------------------------------------------------

LEAVES = st.one_of(
    INLINE,
    INLINE,
    made("## {}", CELL),
    made("## {} {{.x}}", CELL),
    made("{}\n{{: .x lang=fr}}", INLINE),
    made("*[QX]: " + SECRET + "\n\n{}", INLINE),
    made("{}\n{}", INLINE, INLINE),
    made("| {} | {} |\n|---|--:|\n| {} | " + WORD + " |", CELL, CELL, CELL),
    made("{}\n: {}\n\n" + WORD + "\n: " + WORD, CELL, INLINE),
    made("- {}\n- " + WORD + "\n- [ ] {}\n- [x] " + WORD, INLINE.map(lambda text: indented(text, "  ", "")), CELL),
    st.sampled_from([
        f"```python\n{WORD} = 1  # {WORD}\n```",
        f"    {WORD}\n    {WORD}",
        f"```\n{WORD} <b>{WORD}</b>\n```",
        "$$\n\\frac{1}{2}\n$$",
        f"% {SECRET}",
        f"<!-- {SECRET}\n{SECRET} -->",
        f"![A circle](x.svg)\n\n{WORD}",
        f'![A circle|30](x.svg "{WORD}")',
        f":::{{figure}} x.svg\n:alt: A circle\n\n{WORD}{NOTE} **{WORD}**\n:::",
        f":::{{table}} {WORD}\n| {WORD} |\n|---|\n| {WORD}{NOTE} |\n:::",
        f"1. {WORD}\n2. {WORD}\n   1. {WORD}{NOTE}",
        f"## {WORD}{NOTE}",
        f"(label-{WORD})=\n\n{WORD}",
    ]),
)  # fmt: skip


def shorter_colons(text: str) -> str:
    return text.replace("::::", ":::")


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda text: indented(text, "> ")),
        inner.map(lambda text: f"> [!tip]- {WORD}\n{indented(text, '> ')}"),
        inner.map(lambda text: f"> [!bug]\n>\n{indented(text, '> ')}"),
        made('!!! note "' + WORD + '"\n{}', inner.map(lambda text: indented(text, "    "))),
        inner.map(lambda text: indented(text, "  ", "- ")),
        inner.map(lambda text: indented(text, "   ", "1. ")),
        inner.map(lambda text: indented(text, "  ", f"{WORD}\n: ")),
        made("::::::{{note}}\n{}\n::::::", inner.map(shorter_colons)),
        made(
            "::::::{{admonition}} " + WORD + "{}\n\n{}\n::::::", st.sampled_from(["", NOTE]), inner.map(shorter_colons)
        ),
        made("<details>\n<summary>" + WORD + "</summary>\n\n{}\n\n</details>", inner),
        made("{}\n\n{}", inner, inner),
    )


BLOCKS = st.recursive(LEAVES, around, max_leaves=4)
BODIES = st.lists(st.one_of(BLOCKS, BLOCKS, st.just(f"{WORD}\n\n---\n\n{WORD}")), min_size=1, max_size=4).map(
    "\n\n".join
)


def written(sketch: str, at: int) -> str:
    """Return a post whose places are filled in, with the texts of its notes, and headings that others link to."""
    numbers, kinds = count(at * 10_000), cycle(WORDS)
    labels: list[str] = []

    def word(_: object = None) -> str:
        return next(kinds).format(next(numbers))

    def note(_: object) -> str:
        if len(labels) % 3 != 2:
            labels.append(LABELS[len(labels) % len(LABELS)].format(len(labels) + 1))
            return f"[^{labels[-1]}]"
        labels.append(labels[0])
        return f"[^{labels[0]}]"

    sketch = f"{WORD}\n\n{sketch}\n\n## Part\n\n{WORD}{NOTE}\n\n## Part\n\n{WORD}\n"
    body = re.sub(NOTE, note, re.sub(SECRET, lambda _: f"secret{next(numbers)}", re.sub(WORD, word, sketch)))
    texts = (f"[^{label}]: {word()} *{word()}*\n\n    {word()}\n" for label in reversed(list(dict.fromkeys(labels))))
    return f"{body}\n[elsewhere]: https://example.org/elsewhere\n\n{''.join(texts)}"


# -- What is read ------------------------------------------------------------------


def words(text: str) -> Counter[str]:
    return Counter(SEEN.findall(text))


def content_of(page: BeautifulSoup) -> Tag:
    """Return the text of a page without what stands beside it."""
    content = page.select_one(".e-content")
    assert content is not None
    for mark in content.select(".headerlink, [role=doc-backlink]"):
        mark.decompose()
    return content


def links_of(content: Tag, here: str, prefix: str = "") -> Counter[str]:
    """Return where the links of a text lead, but those to and from notes."""
    found = (link["href"] for link in content.select("a[href]") if "footnote-reference" not in link.get("class", []))
    return Counter(unquote(urljoin(here, str(href).replace(f"#{prefix}", "#"))) for href in found)


def links_of_copy(copy: str) -> Counter[str]:
    text = re.sub(r"(?s)^```.*?^```$|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", copy, flags=re.MULTILINE)
    found = re.finditer(r"(?<!\\)(?<!!\[A circle)\]\(([^)\s]+)\)|<(https?:[^>]+)>", text)
    return Counter(unquote(link[1] or link[2]).removesuffix("#") for link in found)


def problems(site: Site, at: int, source: str, entry: str) -> Iterator[str]:
    """Yield what page, feed and copy of a post lack, or have beside what they should."""
    address = f"/posts/2021/p{at}/"
    here = f"{BASE}{address[1:]}"
    content = content_of(site.page(address))
    copy = (site.html / address.strip("/") / "index.md").read_text(encoding="utf-8").partition(f"<{here}>")[2]
    fed = BeautifulSoup(entry, "html.parser")
    visible = words(re.sub(r"\(label-\S+\)=", "", source))
    for name, text in (("page", content.get_text()), ("feed", fed.get_text()), ("copy", copy)):
        if words(text) != visible:
            yield f"the {name} lacks {visible - words(text)} and has {words(text) - visible}"
        if "secret" in text:
            yield f"the {name} has a comment"
    links = links_of(content, here)
    prefix = f"posts-2021-p{at}-"
    for mark in fed.select(f"sup > a[href^='#'], li[id] a[href^='#{prefix}ref-'], li[value] a[href^='#{prefix}ref-']"):
        mark.decompose()
    for name, found in (("feed", links_of(fed, here, prefix)), ("copy", links_of_copy(copy))):
        if found != links:
            yield f"the {name} lacks the links {links - found} and has {found - links}"


def smallest(site: Site, found: dict[int, list[str]], sources: list[str]) -> str:
    at = min(found, key=lambda number: len(sources[number]))
    return "\n".join([f"{len(found)} of {len(sources)}:", *found[at], "", sources[at]])


@settings(
    max_examples=4 * MORE,
    derandomize=MORE == 1,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(sketches=st.lists(BODIES, min_size=POSTS, max_size=POSTS))
def test_nothing_is_lost_and_every_reference_leads_somewhere(
    tmp_path_factory: pytest.TempPathFactory, sketches: list[str]
) -> None:
    site = Site(tmp_path_factory.mktemp("everyday") / "site")
    site.write("abbreviations.txt", "ABC: a better choice\n")
    site.write("about.md", "# About\n\nWords.\n")
    site.write("posts/2021/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    sources = [written(sketch, at) for at, sketch in enumerate(sketches)]
    for at, source in enumerate(sources):
        site.post(f"posts/2021/p{at}.md", source, title=f"Post number {at}")
    warnings = site.build(blog_feed_length=POSTS)
    wrong: dict[int, list[str]] = {}
    for warning in warnings:
        named = re.match(r"posts/2021/p(\d+)\.md:\d+: ", warning)
        assert named, warning
        wrong.setdefault(int(named[1]), []).append(warning)
    check(site, sources, wrong)
    assert not wrong, smallest(site, wrong, sources)


def check(site: Site, sources: list[str], wrong: dict[int, list[str]]) -> None:
    found = crawl(site.html, BASE)
    for path, said in [*found.broken, *found.doubled]:
        if "/_images/card-" in said:  # drawn by no test but those of cards
            continue
        named = re.match(r"posts/2021/p(\d+)/", path)
        wrong.setdefault(int(named[1]) if named else 0, []).append(f"{path}: {said}")
    feed = json.loads((site.html / "blog/feed.json").read_text(encoding="utf-8"))
    entries = {item["url"].rstrip("/").rpartition("/p")[2]: item["content_html"] for item in feed["items"]}
    for at, source in enumerate(sources):
        if said := list(problems(site, at, source, entries[str(at)])):
            wrong.setdefault(at, []).extend(said)
