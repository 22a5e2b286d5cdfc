"""What leaves for Hugo and Jekyll comes back the same, stays in its folder, and tells what can't be held there."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of, raster

from valuable.addresses.permalinks import entry_ids
from valuable.commands.export import leaving_site
from valuable.content.language_versions import originals
from valuable.content.posts import posts_of
from valuable.content.source_checks import address_of, sources_of
from valuable.importers.exports.forms import EXPORT_FORMS
from valuable.importers.exports.records import LeavingSite
from valuable.importers.exports.writing import ExportError, check_folder, export_files, export_lines, write_export
from valuable.importers.ledger import id_lines, moved_lines
from valuable.importers.plan import make_plan
from valuable.importers.sources import read_old_site
from valuable.importers.texts import made_texts
from valuable.importers.writing import keys_of_people

EVERYTHING = """A claim.[^source] See [[rope|the rope]], [another](../2022/second.md#its-end) and [the site](https://a.example/).

<!-- to myself -->

% and this

(old-anchor)=
## Knots

![A knot](knot.png)

:::{figure} knot.png
:alt: The knot again
Tied **once**.
:::

:::{note}
Mind the *gap*.
:::

> [!WARNING] Careful
> Wet rope slips.

:::{seealso}
Bends.
:::

```{code-block} python
:caption: app.py
x = 1
```

```python
y = "[[rope]] {{ z }} {{< tag >}}"
```

H{sub}`2`O, ==bright==, ~~gone~~, $x^2$ and "quotes".

$$
x^3
$$ (cube)

As {eq}`cube` says.

- [x] done
- [ ] to do

lamp
: what gives light

| a | b |
|---|--:|
| 1 | 2 |

:::{list-table}
* - three
  - four
:::

::::{tab-set}
:::{tab-item} One
First words.
:::
:::{tab-item} Two
Second words.
:::
::::

An {abbr}`ABC (a better case)`, and seen %%unseen%% seen.^[A remark below.]

<details><summary>More</summary>

Within.

</details>

![[rope]]

Last words.
{: .lead}

[^source]: Its *source*.
"""


def ropes(folder: Path) -> Site:
    """Return a site that has one of everything."""
    site = Site(folder)
    site.post(
        "posts/2021/first.md", EVERYTHING, "Knots & bends: a *primer*", date="2021-03-26T10:30", updated="2021-05-01",
        tags="[rope, C++]", category="Work", series="Sailing", description='"All of: it."', cover="knot.png",
        cover_alt="A knot", redirect="[/old/first/, /first.html, '/?p=12']",
    )  # fmt: skip
    site.post("posts/2022/second.md", "See it.\n\n## Its end\n\nDone.\n", "Second", address="/2019/12/One.html")
    site.post("posts/2022/zweiter.md", "Es war.\n", "Zweiter", language="de", translation_of="posts/2022/second.md")
    site.post(
        "posts/2022/album/index.md",
        "![Blue](pictures/blue.png)\n",
        "Album",
        date="2022-02-02",
        cover="pictures/blue.png",
        cover_alt="Blue",
    )
    site.post("posts/2023/secret.md", "Not yet.\n", "Secret", date=None, draft="true")  # type: ignore[arg-type]
    site.write("posts/2021/knot.png", raster((3, 3)))
    site.write("posts/2022/album/pictures/blue.png", raster((4, 3), colour="blue"))
    site.write("concepts/rope.md", "---\naliases: [line]\n---\n\n# Rope\n\nIt holds.\n")
    site.write("about.md", "---\ndescription: Who.\n---\n\n# About\n\nSome words of [home](index.md).\n")
    site.write("_extra/plan.pdf", "%PDF-1.4")
    site.write("permalinks.txt", "/2019/12/One.html https://old.example/?p=7\nmoved /tag/rope/ /blog/tag/rope/\n")
    return site


def leave(folder: Path, form: str, to: Path) -> tuple[LeavingSite, dict[str, bytes]]:
    found = leaving_site(folder, EXPORT_FORMS[form]())
    files = export_files(found, EXPORT_FORMS[form]())
    write_export(to, files)
    return found, files


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, LeavingSite, dict[str, bytes]]]:
    """Return the exports of the site, made once."""
    made: dict[str, tuple[Path, LeavingSite, dict[str, bytes]]] = {}
    site = ropes(tmp_path_factory.mktemp("ropes"))

    def of(form: str) -> tuple[Path, LeavingSite, dict[str, bytes]]:
        if form not in made:
            to = tmp_path_factory.mktemp("out") / form
            made[form] = (to, *leave(site.folder, form, to))
        return made[form]

    return of


def come_back(source: Path, folder: Path) -> Site:
    """Return a new site that holds what an export brings."""
    old = read_old_site(source)
    plan, site = make_plan(old), Site(folder)
    keys = keys_of_people(old.people)
    for entry, text in made_texts(plan, keys, "jo"):
        site.write(plan.places[entry.source].path, text)
    for name, path in plan.files.items():
        site.write(path, old.assets[name].read())
    site.write("permalinks.txt", "".join(f"{address} {name}\n" for address, name in id_lines(plan).items()))
    return site


def facts(site: Site, **settings: Any) -> dict[str, Any]:
    """Return what a site says of each text, by address, and the words of its page."""
    site.build(show_drafts=True, **settings)
    app = site.app
    assert app is not None
    posts, ids, found = posts_of(app.env), entry_ids(app), {}
    translated = originals(sources_of(app).values())
    for docname in app.env.found_docs:
        source, post = sources_of(app)[docname], posts.get(docname)
        given = source.front_matter
        page = main_of(site.page(address_of(app, docname)))
        found[address_of(app, docname)] = {
            "kind": source.kind, "draft": given.draft, "redirects": set(given.redirect), "names": given.aliases,
            "post": post and (
                post.title, not given.draft and post.date, post.updated,
                post.category, post.tags, post.series, post.language,
                post.authors, bool(post.cover), post.cover_alt, given.description,
            ),
            "id": None if given.draft else ids.get(docname),
            "translates": docname in translated and address_of(app, translated[docname]),
            "words": words(page.select_one(".e-content") or page),
        }  # fmt: skip
    return found


def words(body: BeautifulSoup) -> Counter[str]:
    for unseen in body.select("h1, .headerlink, script, .byline, footer, nav, button"):
        unseen.decompose()
    return Counter(re.findall(r"\w+", body.get_text(" ").casefold()))


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_what_leaves_comes_back_the_same(form: str, left: Any, tmp_path: Path) -> None:
    to, _, _ = left(form)
    before, after = facts(ropes(tmp_path / "one")), facts(come_back(to, tmp_path / "two"))
    assert after.keys() == before.keys()
    for address, said in before.items():
        assert after[address] == said, address


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_what_has_moved_without_a_page_still_leads_on(form: str, left: Any) -> None:
    plan = make_plan(read_old_site(left(form)[0]))
    assert moved_lines(plan)["/tag/rope/"] == "/blog/tag/rope/"
    first = next(entry for entry in plan.site.entries if entry.title.startswith("Knots"))
    assert {"/old/first/", "/first.html", "/?p=12"} <= set(first.old_addresses)


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_second_export_is_the_same_byte_for_byte(form: str, left: Any, tmp_path: Path) -> None:
    _, _, files = left(form)
    assert leave(ropes(tmp_path / "again").folder, form, tmp_path / "to")[1] == files


def test_words_that_every_system_reads_stay_as_typed(left: Any) -> None:
    _, _, files = left("hugo")
    text = files["content/posts/2021/first.md"].decode()
    for typed in (
        "- [x] done\n- [ ] to do\n", "lamp\n: what gives light\n", "|---|--:|", "[^source]: Its *source*.",
        'y = "[[rope]] {{ z }} ', "> [!WARNING] Careful\n> Wet rope slips.",
    ):  # fmt: skip
        assert typed in text
    for written in (
        "[the rope](/concepts/rope/)", "[another](/2019/12/One.html#its-end)", "H<sub>2</sub>O",
        "![A knot](/posts/2021/knot.png)", "<mark>bright</mark>",
        "] See also\n> Bends.", "**app.py**\n\n```python\nx = 1", "> [!NOTE]\n> Mind the *gap*.",
    ):  # fmt: skip
        assert written in text
    for private in ("to myself", "and this", "unseen", ":::", "{sub}", "{: .lead}"):
        assert private not in text


def test_no_word_of_a_page_is_lost(left: Any) -> None:
    for form in EXPORT_FORMS:
        assert [note for note in left(form)[1].notes if note.kind == "words"] == []


def test_front_matter_is_that_of_hugo(left: Any) -> None:
    _, _, files = left("hugo")
    head = files["content/posts/2021/first.md"].decode().partition("\n---\n")[0]
    assert 'title: "Knots & bends: a primer"' in head
    assert "date: 2021-03-26T10:30:00" in head
    assert "aliases: [/old/first/, /first.html]" in head
    assert "redirect: [/?p=12]" in head.replace('"', "")
    assert "url: /posts/2021/first/" in head
    assert "draft: true" in files["content/posts/2023/secret.md"].decode()
    assert files["content/posts/2022/album/pictures/blue.png"].startswith(b"\x89PNG")
    assert files["static/plan.pdf"] == b"%PDF-1.4"
    assert "/tag/rope/  /blog/tag/rope/  301" in files["static/_redirects"].decode()


def test_files_are_where_jekyll_looks_for_them(left: Any) -> None:
    _, _, files = left("jekyll")
    first = files["_posts/2021-03-26-first.md"].decode()
    assert "permalink: /posts/2021/first/" in first
    assert "redirect_from: [/old/first/, /first.html]" in first
    assert "render_with_liquid: false" in first
    assert "$$x^2$$" in first
    assert "> **Careful**" in first
    assert "_drafts/secret.md" in files
    assert "assets/posts/2021/knot.png" in files
    assert "plan.pdf" in files


def test_a_place_that_a_picture_tells_stays_behind(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.post(body="![A](a.jpg)\n")
    site.write("posts/2021/a.jpg", raster((2, 2), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0GPS here"))
    _, files = leave(site.folder, "hugo", tmp_path / "to")
    assert b"GPS here" not in files["static/posts/2021/a.jpg"]


def test_what_is_left_behind_is_told_in_one_screen(left: Any) -> None:
    to, found, files = left("hugo")
    said = "\n".join(export_lines(found, to, len(files)))
    assert "1 draft" in said
    assert "remarks, 1 time: 3 remarks that no reader sees were left out\n      posts/2021/first.md:" in said
    assert len(said.splitlines()) < 25


@pytest.mark.parametrize("name", [".", "..", "inner"])
def test_folder_of_the_site_is_refused(name: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    root.mkdir()
    with pytest.raises(ExportError, match="site"):
        check_folder(root / name, root)


def test_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "letter.txt").write_text("mine")
    with pytest.raises(ExportError, match="not empty"):
        check_folder(tmp_path / "to", tmp_path / "site")
    with pytest.raises(ExportError, match="file"):
        check_folder(tmp_path / "to" / "letter.txt", tmp_path / "site")


def test_a_later_export_takes_away_what_is_no_more_but_nothing_that_was_added(tmp_path: Path) -> None:
    write_export(tmp_path, {"a.md": b"1", "b.md": b"2", "c.md": b"3"})
    (tmp_path / "own.md").write_text("mine")
    (tmp_path / "c.md").write_text("changed")
    check_folder(tmp_path, tmp_path.parent / "site")
    write_export(tmp_path, {"a.md": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".valuable-export.json", "a.md", "c.md", "own.md"]
    assert (tmp_path / "a.md").read_bytes() == b"new"


def test_nothing_is_written_through_a_link_or_a_path_of_the_record(tmp_path: Path) -> None:
    to, outside = tmp_path / "to", tmp_path / "outside"
    outside.mkdir()
    to.mkdir()
    (outside / "x.md").write_text("theirs")
    (to / "content").symlink_to(outside)
    (to / ".valuable-export.json").write_text(json.dumps({"../outside/x.md": "0"}))
    with pytest.raises(ExportError, match="symbolic link"):
        write_export(to, {"content/x.md": b"ours"})
    assert (outside / "x.md").read_text() == "theirs"


def test_forms_have_the_names_that_are_typed() -> None:
    assert list(EXPORT_FORMS) == ["hugo", "jekyll"]


def test_what_hugo_would_take_for_a_tag_is_shown() -> None:
    form = EXPORT_FORMS["hugo"]()
    assert form.finished("`{{< a >}}` and {{% b %}}") == "`{{</* a */>}}` and {{%/* b */%}}"
    assert form.finished("`{{</* a */>}}`") == "`{{</* a */>}}`"
    assert form.finished("`{{%half}}` x") == "<code>&#123;&#123;%half}}</code> x"
    assert form.finished("```sh\n<{{%half}}\n\nb\n```\n") == (
        '<pre><code class="language-sh">&lt;&#123;&#123;%half}}\n&#32;\nb</code></pre>\n'
    )
    assert form.finished("```sh\n{{ x }}\n```\n") == "```sh\n{{ x }}\n```\n"
