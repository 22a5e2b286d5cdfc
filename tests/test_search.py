"""The index of the search: what is in it, that it is the same for the same pages, and what is said without Pagefind."""

import gzip
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import cbor2
import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of

from valuable.outputs.search import searchable_pages
from valuable.outputs.search.index import short_names, write_index
from valuable.outputs.search.joining import heaviest_places, word_chunks
from valuable.outputs.search.pagefind import PagefindError
from valuable.outputs.search.text import JOINT, find_in_page, with_joints

POST = """<!doctype html>
<html lang="{language}"><head><title>Not this</title></head><body>
<header><nav>Menu</nav></header>
<article class="h-entry" role="main">
  <header class="post-header"><h1 class="p-name">{title}</h1>
    <p class="byline">12 words from <time class="dt-published" datetime="{year}-03-26">26 March {year}</time></p>
    <details class="series"><summary>Part 1 of “Neverfound”</summary></details></header>
  <div class="e-content"><section id="whole">{body}
    <section id="more"><h2>More<a class="headerlink" href="#more">¶</a></h2><p>Behind it.</p></section></section></div>
  <div class="post-footer">
    <p class="names">
      <span class="p-author h-card"><a class="p-name u-url" rel="author" href="#">Jo &amp; Co</a></span></p>
    <p class="filed"><a class="p-category" href="#">Product</a> <a class="p-category" rel="tag" href="#">été</a></p>
  </div>
  <nav class="neighbours">Neverfound</nav>
</article><footer>Neverfound</footer></body></html>"""


def post(title: str = "Hello", body: str = "<p>Some words.</p>", language: str = "en", year: int = 2021) -> str:
    return POST.format(title=title, body=body, language=language, year=year)


@pytest.fixture(autouse=True)
def with_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCH", "1")


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, Path]:
    """Thirty posts by their address."""
    found = {}
    for number in range(30):
        file = tmp_path / "html" / f"{number}.html"
        file.parent.mkdir(exist_ok=True)
        rare = f"only{number}word " + "café " * (number % 3)
        page = post(f"Post {number}", f"<p>Common {rare}</p>", year=2000 + number % 3)
        file.write_text(page, encoding="utf-8")
        found[f"posts/2021/post-{number}/"] = file
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(content: bytes) -> Any:
    return cbor2.loads(gzip.decompress(content)[len(b"pagefind_dcd") :])


def fragments(folder: Path) -> Iterator[Any]:
    for file in sorted(folder.glob("fragment/*")):
        yield json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))


def words(folder: Path) -> dict[str, list[int]]:
    """Return the numbers of each word's pages, those of its spellings with accents among them."""
    found: dict[str, list[int]] = {}
    for file in sorted(folder.glob("index/*")):
        for word, *rows in read(file.read_bytes())[0]:
            numbers = []
            for some in (rows[0], *(spelt for _, spelt in rows[1])):
                number = 0
                for page in some:
                    number += page[0]
                    numbers.append(number)
            assert word not in found
            found[word] = sorted(numbers)
    return found


def searching(page: BeautifulSoup, address: str) -> list[str]:
    """Return the search's scripts of a page, in their order."""
    scripts = [urljoin(address, script["src"]).partition("?")[0] for script in page.select("script[src]")]
    return [script for script in scripts if "search" in script]


# -- What of a page is found


def test_title_labels_sections_and_text_are_found() -> None:
    page = find_in_page(post("A <code>&lt;b&gt;</code> &amp; c").encode())
    assert page is not None
    assert page.title == f"A < {JOINT}b> & c"
    assert page.labels == {
        "tag": ["été"],
        "category": ["Product"],
        "author": ["Jo & Co"],
        "year": ["2021"],
        "lang": ["en"],
        "byline": ["Post · 12 words from 26 March 2021"],
    }
    body = BeautifulSoup(page.body, "html.parser")
    assert [(tag.name, tag.get("id"), tag.get_text()) for tag in body.find_all(True)] == [
        ("p", None, "Some words."),
        ("h2", "more", "More"),
        ("p", None, "Behind it."),
    ]


def test_what_stands_around_a_post_is_not_found() -> None:
    page = find_in_page(post().encode())
    assert page is not None
    for word in ("Neverfound", "Menu", "Filed", "¶", "Not this"):
        assert word not in page.html()


@pytest.mark.parametrize(
    ("language", "article", "said"),
    [
        ("en", '<article class="h-entry" role="main">', "Post"),
        ("en", '<article role="main"><header class="concept-header"></header>', "Concept"),
        ("en", '<article role="main">', "Page"),
        ("tlh", '<article role="main">', "Page"),
    ],
)
def test_page_says_of_which_kind_it_is_in_its_language(language: str, article: str, said: str) -> None:
    page = find_in_page(f'<html lang="{language}"><body>{article}<p>Us'.encode())
    assert page is not None
    assert page.labels["byline"] == [said]


def test_words_of_a_page_are_those_that_may_be_offered() -> None:
    page = find_in_page(
        post(
            "The Été", "<p>Two ÉTÉ-words, x1 a2b, don’t <code>os.replace</code> &lt;b&gt; हिन्दी 产品经理 ทดสอบ</p>"
        ).encode()
    )
    assert page is not None
    assert page.words() == {"the", "été", "two", "words", "a2b", "don", "replace", "हिन्दी", "more", "behind"}


def test_page_without_labels_is_found() -> None:
    html = '<html lang="en"><body><article role="main"><section id="a"><h1>About<a class="headerlink">¶</a></h1><p>Us'
    page = find_in_page(html.encode())
    assert page is not None
    assert (page.title, page.labels, page.body) == ("About", {"lang": ["en"], "byline": ["Page"]}, "<p>Us</p>")


def test_code_is_found_without_the_numbers_of_its_lines() -> None:
    code = '<span class="linenos">17</span><span>os</span>.<span>replace</span>(a)\n<b>b</b>'
    page = find_in_page(post(body=f'<div class="highlight"><pre>{code}</pre></div>').encode())
    assert page is not None
    assert BeautifulSoup(page.body, "html.parser").pre.get_text() == f"os.replace( {JOINT}a) b"


@pytest.mark.parametrize(
    ("page", "body"),
    [(post(body="").replace("Behind it", "").replace("More", ""), "<p>Hello</p>"), ("<html><body><p>No article", None)],
)
def test_page_without_text_is_found_by_its_title(page: str, body: str | None) -> None:
    found = find_in_page(page.encode())
    assert (found and found.body.replace('<h2 id="more"></h2>', "").replace("<p>.</p>", "")) == body


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("decision-making and/or e-mail", False, "decision- |making and/ |or e-mail"),
        ("d’équipe, don’t l'eau", False, "d’ |équipe, don’t l' |eau"),
        ("one—two…three 2021–2026", False, "one— |two… |three 2021– |2026"),
        ("print(os.replace(a,b))", True, "print( |os.replace( |a, |b))"),
        ("--tag=v2.1 x_y a-b", True, "--tag= |v2.1 x_y a-b"),
        ("产品,经理 in Python写", False, "产 |品 |, |经 |理 in Python |写"),
        ("チーム", False, "チ |ー |ム"),
        ("한국어 문장", False, "한국어 문장"),
        ("ภาษาไทย 3 ไม่มีVimช่อง", False, "ภา |ษา |ไท |ย 3 ไม่ |มี |Vim |ช่ |อ |ง"),
        ("ພາສາລາວ ភាសាខ្មែរ မြန်မာ", False, "ພາ |ສາ |ລາ |ວ ភា |សា |ខ្មែ |រ မြ |န် |မာ"),
        ("เมือง产品", False, "เมื |อ |ง |产 |品"),
    ],
)
def test_word_is_broken_where_it_ends_without_a_space(text: str, code: bool, expected: str) -> None:
    assert with_joints([(text, code)]) == expected.replace("|", JOINT)


# -- The index


def test_index_has_the_pages_it_is_given(pages: Mapping[str, Path], tmp_path: Path) -> None:
    write_index(pages, tmp_path / "index")
    found = {fragment["url"]: fragment for fragment in fragments(tmp_path / "index")}
    assert found.keys() == {f"/{address}" for address in pages}
    fragment = found["/posts/2021/post-7/"]
    assert fragment["meta"] == {"title": "Post 7"}
    assert fragment["filters"]["byline"] == ["Post · 12 words from 26 March 2001"]
    (anchor,) = fragment["anchors"]
    assert (anchor["element"], anchor["id"], anchor["text"]) == ("h2", "more", "More")
    assert fragment["content"] == "Common only7word café. More. Behind it."


def test_index_holds_nothing_but_what_the_script_calls_for(pages: Mapping[str, Path], tmp_path: Path) -> None:
    write_index(pages, tmp_path / "index")
    names = {name for name in files(tmp_path / "index") if "/" not in name and not name.endswith(".pf_meta")}
    runtime = {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"}
    assert names == {*runtime, "stemmers.js", "words.txt"}
    assert {path.name for path in (tmp_path / "index").iterdir() if path.is_dir()} == {"fragment", "index", "filter"}


@pytest.mark.parametrize("batch", [500, 7])
def test_same_pages_make_the_same_bytes(pages: dict[str, Path], tmp_path: Path, batch: int) -> None:
    write_index(pages, tmp_path / "one", batch=batch)
    other = {address: tmp_path / "other" / file.name for address, file in reversed(pages.items())}
    (tmp_path / "other").mkdir()
    for address in sorted(pages, reverse=True):
        shutil.copy(pages[address], other[address])
    write_index(other, tmp_path / "two", batch=batch)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_batches_make_the_index_of_all_pages_at_once(pages: Mapping[str, Path], tmp_path: Path) -> None:
    write_index(pages, tmp_path / "one")
    write_index(pages, tmp_path / "two", batch=4)
    assert words(tmp_path / "one") == words(tmp_path / "two")
    assert len(words(tmp_path / "one")["common"]) == 30
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    assert one == two


def test_filters_are_in_order_and_name_the_pages(pages: Mapping[str, Path], tmp_path: Path) -> None:
    write_index(pages, tmp_path / "index", batch=11)
    meta = read(next((tmp_path / "index").glob("*.pf_meta")).read_bytes())
    assert [label for label, _ in meta[3]] == ["tag", "category", "author", "year"]
    filters = {}
    for label, name in meta[3]:
        found, values = read((tmp_path / "index" / "filter" / f"{name}.pf_filter").read_bytes())
        assert found == label
        filters[label] = dict(values)
    assert filters["tag"] == {"été": list(range(30))}
    assert list(filters["year"]) == ["2000", "2001", "2002"]
    addresses = {name: address for address, name in short_names(pages).items()}
    for year, numbers in filters["year"].items():
        posts = {int(addresses[meta[1][number][0]].strip("/").rpartition("-")[2]) for number in numbers}
        assert posts == set(range(int(year) - 2000, 30, 3))


def test_page_leaves_the_index(pages: dict[str, Path], tmp_path: Path) -> None:
    write_index(pages, tmp_path / "index")
    del pages["posts/2021/post-3/"]
    write_index(pages, tmp_path / "index")
    assert "/posts/2021/post-3/" not in {fragment["url"] for fragment in fragments(tmp_path / "index")}
    assert "only3word" not in words(tmp_path / "index")


def test_no_page_makes_no_index(tmp_path: Path) -> None:
    write_index({}, tmp_path / "index")
    assert files(tmp_path / "index") == {}


def test_names_of_fragments_are_short_and_differ() -> None:
    addresses = [f"posts/2021/{number}/" for number in range(5000)]
    names = short_names(addresses)
    assert len(set(names.values())) == 5000
    assert {len(name) for name in names.values()} <= {5, 6}
    assert short_names(reversed(addresses)) == names


@pytest.mark.parametrize("text", ["\u093c", "゛", "…", "🎉"])
def test_page_without_a_word_is_left_out(tmp_path: Path, text: str) -> None:
    pages = {}
    for name, words in {"none": text, "some": "Words"}.items():
        pages[f"{name}/"] = tmp_path / f"{name}.html"
        main = f'<div role="main"><h1>{words}</h1><p>{words}</p></div>'
        pages[f"{name}/"].write_text(f"<html><body>{main}</body></html>", encoding="utf-8")
    assert find_in_page(pages["none/"].read_bytes()) is None
    write_index(pages, tmp_path / "index")
    assert len(list((tmp_path / "index" / "fragment").iterdir())) == 1


def test_word_of_every_page_keeps_its_weightiest_places() -> None:
    # Weight 24 at 3 and 9; weight 168, a heading's, at 5.
    assert heaviest_places([-25, 3, 6, -169, 5], 5) == [-25, 3, 6, -169, 5]
    assert heaviest_places([-25, 3, 6, -169, 5], 2) == [-25, 3, -169, 5]
    assert heaviest_places([-25, 3, 6, -169, 5], 1) == [-169, 5]
    assert heaviest_places([7, 2, 2], 2) == [7, 2]


def test_words_with_the_same_beginning_are_found_in_every_chunk() -> None:
    rows = [[f"prod{letter}", [[0, [0] * 4000, []]], []] for letter in "abcdefgh"]
    ends = [ends for ends, _ in word_chunks([["apple", [[0, [1], []]], []], *rows])]
    assert len(ends) == 2
    assert all(first <= "prod" <= last for first, last in ends)


# -- Without Pagefind


def test_missing_program_is_said(pages: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin_extended", None)
    with pytest.raises(PagefindError, match="Pagefind, which is not installed for this machine"):
        write_index(pages, tmp_path / "index")


@pytest.mark.parametrize(
    ("script", "said"),
    [("#!/bin/sh\necho 'Out of luck' >&2\n", "Out of luck"), ("no program", "does not run on this machine")],
)
def test_program_that_fails_is_said(
    pages: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = tmp_path / "pagefind"
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setattr("valuable.outputs.search.pagefind.pagefind_program", lambda: program)
    with pytest.raises(PagefindError, match=said):
        write_index(pages, tmp_path / "index")


# -- The site


def test_posts_and_pages_are_to_be_found_and_listings_are_not(site: Site) -> None:
    site.post()
    site.post("posts/2021/draft.md", draft="true")
    site.post("posts/2022/other/index.md", date="2022-01-01")
    site.write("about.md", "# About\n\nUs.\n")
    assert site.build() == []
    assert site.app is not None
    pages = searchable_pages(site.app, site.html)
    assert pages.keys() == {"", "about/", "posts/2021/hello/", "posts/2022/other/"}
    assert all(file.is_file() for file in pages.values())


def test_every_page_has_a_box_that_leads_to_the_search_page(site: Site) -> None:
    site.post()
    assert site.build() == []
    for address in ("/", "/posts/2021/hello/", "/blog/", "/404.html"):
        form = site.page(address).select_one("header form[role=search]")
        assert (form["method"], urljoin(address, form["action"])) == ("get", "/search/")
        assert form.select_one("label")["for"] == form.select_one("input[name=q]")["id"]
    page = site.page("/search/")
    assert len(page.select("form[role=search]")) == 1
    assert main_of(page).select_one("noscript a[href$='blog/archive/']")


def test_page_has_no_script_of_the_search_until_it_is_searched(site: Site) -> None:
    site.post()
    site.build()
    for address in ("/", "/posts/2021/hello/", "/404.html"):
        page = site.page(address)
        assert searching(page, address) == []
        assert not page.select("link[href*='search-page.css']")
    assert b"pagefind" not in (site.html / "_static/js/site.js").read_bytes()
    assert site.page("/search/").select_one("link[href*='search-page.css']")


def test_sphinx_search_is_gone(site: Site) -> None:
    site.post()
    site.build()
    assert not (site.html / "searchindex.js").exists()
    page = site.page("/search/")
    names = ("search-box.js", "search-page.js")
    assert searching(page, "/search/") == [f"/_static/js/{name}" for name in names]
    assert not page.select("script[src*=doctools], script[src*=sphinx_highlight], script[src*=documentation_options]")


@pytest.mark.parametrize(("preview", "said"), [(True, "run `make html`"), (False, "could not be loaded")])
def test_what_is_said_without_an_index(site: Site, preview: bool, said: str) -> None:
    site.post()
    site.build(show_drafts=preview)
    for address in ("/", "/search/"):
        assert said in site.page(address).select_one("form[role=search]")["data-no-search"]
