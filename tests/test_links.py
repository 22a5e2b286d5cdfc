"""Links and pictures lead to pages and files by whatever address other systems write them."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from conftest import Site, made_once, main_of, raster
from hostile import PIXEL
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from valuable.addresses.nearest import NearestAddresses, letter_groups
from valuable.content.markdown.spaced_links import on_markdown_parser_inited
from valuable.content.site_addresses import (
    TO_ADDRESS,
    TO_FILE,
    TO_NOTHING,
    TO_PAGE,
    AddressTable,
    FolderListings,
    joined_path,
)

ONE, TWO, DOWNLOAD, PICTURE = "../../2020/one/", "../two/", "../../../_downloads/", "../../../_images/"
# The system in which it is usual, the construct, its source in `posts/2021/hello.md`, and what the page has for it.
LINKS = [
    ("Jekyll", "the address of a page", "[x](/posts/2020/one/)", ONE),
    ("Jekyll", "an old address", "[x](/2019/12/24/one/)", ONE),
    ("Jekyll", "an old address of a file", "[x](/2019/one.html)", ONE),
    ("WordPress", "an old address with a query", "[x](/?p=12)", ONE),
    ("WordPress", "an old address of a program", "[x](/old/page.php)", ONE),
    ("WordPress", "the site's own host", "[x](https://lights.example/posts/2020/one/)", ONE),
    ("WordPress", "the site's own host, not encrypted", "[x](http://lights.example/posts/2020/one)", ONE),
    ("WordPress", "the site's own host without a scheme", "[x](//lights.example/posts/2020/one/)", ONE),
    ("CommonMark", "the site's own host in angle brackets", "<https://lights.example/posts/2020/one/>", ONE),
    ("CommonMark", "a definition", "[x][y]\n\n[y]: /posts/2020/one/", ONE),
    ("CommonMark", "a title", '[x](/posts/2020/one/ "One")', ONE),
    ("Hugo", "a relative address", "[x](../../2020/one/)", ONE),
    ("Hugo", "the page of a folder", "[x](/posts/2020/one/index.html)", ONE),
    ("Hugo", "an address with a part", "[x](/posts/2020/one/#read-it-aloud)", f"{ONE}#read-it-aloud"),
    ("Hugo", "an address with a query", "[x](/posts/2020/one/?from=x#read-it-aloud)", f"{ONE}?from=x#read-it-aloud"),
    ("GitHub", "a file", "[x](two.md)", TWO),
    ("GitHub", "a file below this folder", "[x](./two.md)", TWO),
    ("GitHub", "a file of another folder", "[x](../2020/one.md)", ONE),
    ("GitHub", "a file from the root", "[x](/posts/2020/one.md)", ONE),
    ("MyST", "a file without its ending", "[x](../2020/one)", ONE),
    ("MyST", "a name alone", "[x](two)", TWO),
    ("MyST", "no words", "[](/posts/2020/one/)", ONE),
    ("Obsidian", "a file from the root of all", "[x](posts/2020/one.md)", ONE),
    ("Obsidian", "a name alone, of another folder", "[x](one.md)", ONE),
    ("Obsidian", "a file of a folder that has years in it here", "[x](posts/one.md)", ONE),
    ("Hugo", "a file beside the page, which has years between here", "[x](../posts/one.md)", ONE),
    ("Obsidian", "a name with spaces", "[x](My%20Own.md)", "../my-own/"),
    ("Obsidian", "a name with bare spaces", "[x](My Own.md)", "../my-own/"),
    ("CommonMark", "a name with spaces in angle brackets", "[x](<My Own.md>)", "../my-own/"),
    ("Obsidian", "the words of a heading", "[x](../2020/one.md#Read%20it%20aloud)", f"{ONE}#read-it-aloud"),
    ("Wikis", "the words of a heading with underscores", "[x](/posts/2020/one/#Read_it_aloud)", f"{ONE}#read-it-aloud"),
    ("GitHub", "its own prefix", "[x](../2020/one.md#user-content-read-it-aloud)", f"{ONE}#read-it-aloud"),
    ("GitHub", "a heading of this page", "[x](#Some-Part)", "#some-part"),
    ("Pelican", "a page as a file of HTML", "[x](two.html)", TWO),
    ("all", "home", "[x](/)", "../../../"),
    ("all", "a tag", "[x](/blog/tag/x/)", "../../../blog/tag/x/"),
    ("Jekyll", "the address of a tag", "[x](/tag/x/)", "../../../blog/tag/x/"),
    ("Jekyll", "the address of the feed", "[x](/feed.xml)", "../../../blog/atom.xml"),
    ("WordPress", "the address of the feed as a folder", "[x](/feed/)", "../../../blog/atom.xml"),
    ("Hugo", "the address of all tags", "[x](/tags/)", "../../../blog/tag/"),
    ("Pelican", "the archive", "[x](/archives.html)", "../../../blog/archive/"),
    ("Hugo", "the address of tags", "[x](/tags/X)", "../../../blog/tag/x/"),
    ("Hugo", "the address of categories", "[x](/categories/Things/)", "../../../blog/category/things/"),
    ("all", "a category", "[x](/blog/category/things/)", "../../../blog/category/things/"),
    ("all", "a year", "[x](/blog/2021/)", "../../../blog/2021/"),
    ("all", "a feed", "[x](/blog/atom.xml)", "../../../blog/atom.xml"),
    ("all", "the concepts", "[x](/concepts/)", "../../../concepts/"),
    ("all", "a copy", "[x](/posts/2020/one/index.md)", f"{ONE}index.md"),
    ("all", "a file that is published as it is", "[x](/files/paper.pdf)", "../../../files/paper.pdf"),
    ("all", "a page that is published as it is", "[x](/demo/)", "../../../demo/"),
    ("all", "a file beside the post", "[x](notes.pdf)", f"{DOWNLOAD}*/notes.pdf"),
    ("all", "a large picture", "[x](big.png)", f"{PICTURE}big.*.png"),
    ("all", "another host without a scheme", "[x](//elsewhere.example/x)", "//elsewhere.example/x"),
    *(("all", f"a link of {name}", f"[x]({address})", address) for name, address in {
        "telephones": "tel:+441234567890", "a chat": "xmpp:jo@example.org", "a room": "matrix:r/x:example.org",
        "messages": "sms:+441234", "places": "geo:52.1,4.2",
    }.items()),
    ("HTML", "a file", '<a href="two.md">x</a>', TWO),
    ("HTML", "an address", '<a href="/posts/2020/one/#read-it-aloud">x</a>', f"{ONE}#read-it-aloud"),
    ("HTML", "a relative address", '<a href="../two/">x</a>', TWO),
    ("HTML", "an old address", '<a href="/2019/12/24/one/">x</a>', ONE),
    ("HTML", "a file that is published as it is", '<a href="/files/paper.pdf">x</a>', "../../../files/paper.pdf"),
    ("HTML", "a file beside the post", '<a href="notes.pdf">x</a>', f"{DOWNLOAD}*/notes.pdf"),
    ("HTML", "a link in a drawing", '<svg width="9"><a href="two.md"><text>x</text></a></svg>', TWO),
    ("HTML", "a part of this page", '<a href="#some-part">x</a>', "#some-part"),
    ("reStructuredText", "an address", "```{eval-rst}\n`x </posts/2020/one/>`_\n```", ONE),
]  # fmt: skip
SHOWN = [
    ("all", "a picture beside the post", "![x](big.png)", f"{PICTURE}big.*.png"),
    ("Jekyll", "a picture by its address", "![x](/images/x.png)", f"{PICTURE}x.*.png"),
    ("WordPress", "the site's own host", "![x](https://lights.example/images/x.png)", f"{PICTURE}x.*.png"),
    ("Hugo", "a picture of a folder of assets", "![x](/img/y.png)", f"{PICTURE}y.*.png"),
    ("Hugo", "the folder of assets by its name", "![x](/static/img/y.png)", f"{PICTURE}y.*.png"),
    ("Eleventy", "from the root, as if it were here", "![x](img/y.png)", f"{PICTURE}y.*.png"),
    ("Obsidian", "a name with spaces", "![x](my%20pic.png)", f"{PICTURE}my%20pic.*.png"),
    ("Obsidian", "a name with bare spaces", "![x](my pic.png)", f"{PICTURE}my%20pic.*.png"),
    ("Obsidian", "a name alone, of another folder", "![x](attached.png)", f"{PICTURE}attached.*.png"),
    ("macOS", "accents as two signs", f"![x]({normalize('NFD', 'café')}.png)", f"{PICTURE}caf%C3%A9.*.png"),
    ("all", "a decorative picture", "![](big.png){.decorative}", f"{PICTURE}big.*.png"),
    ("kramdown", "an empty alternative", '![](big.png){alt=""}', f"{PICTURE}big.*.png"),
    ("CommonMark", "a definition", "![x][z]\n\n[z]: /images/x.png", f"{PICTURE}x.*.png"),
    ("HTML", "a picture", '<img src="big.png" alt="x" width="50">', f"{PICTURE}big.*.png"),
    ("HTML", "a picture by its address", '<img src="/images/x.png" alt="">', f"{PICTURE}x.*.png"),
    ("HTML", "a picture of the site's own host", '<img src="https://lights.example/images/x.png" alt="x">',
     f"{PICTURE}x.*.png"),
    ("HTML", "a figure", '<figure><img src="big.png" alt="x"><figcaption>X</figcaption></figure>',
     f"{PICTURE}big.*.png"),
    ("HTML", "a film", '<video src="seal.mp4" controls></video>', f"{PICTURE}seal.*.mp4"),
    ("HTML", "a film by its address", '<video src="/files/talk.mp4" controls></video>', "../../../files/talk.mp4"),
    ("HTML", "sound", '<audio controls src="surf.mp3"></audio>', f"{PICTURE}surf.*.mp3"),
]  # fmt: skip


def write_around(site: Site) -> None:
    """Write what the links of the table lead to."""
    redirect = "[/2019/12/24/one/, '/?p=12', /old/page.php, /2019/one.html]"
    site.post("posts/2020/one.md", title="One", redirect=redirect, body="## Read it aloud\n\nWords.\n")
    site.post("posts/2021/two.md", title="Two", tags="x", category="Things")
    site.post("posts/2021/my-own.md", title="My own")
    site.write("concepts/cat.md", "# Cat\n\nA cat.\n")
    site.write("_extra/files/paper.pdf", b"%PDF-1.4")
    site.write("_extra/demo/index.html", b"<p>Demo</p>")
    site.write("_extra/files/talk.mp4", b"talk")
    site.write("_extra/images/x.png", PIXEL)
    site.write("static/img/y.png", PIXEL)
    site.write("attachments/attached.png", PIXEL)
    for name in ("big.png", "my pic.png", "café.png"):
        site.write(f"posts/2021/{name}", PIXEL)
    for name in ("notes.pdf", "seal.mp4", "surf.mp3"):
        site.write(f"posts/2021/{name}", b"bytes")


def blocks(constructs: list[tuple[str, str, str, str]]) -> str:
    """Return a text with each construct in a part of its own, by its number."""
    return "".join(
        f'<div id="c{number}">\n\n{source}\n\n</div>\n\n' for number, (_, _, source, _) in enumerate(constructs)
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with all constructs, one that stands at the root of its host and one that stands below it."""

    def make(folder: Path) -> None:
        for name in ("root", "below"):
            site = Site(folder / name)
            write_around(site)
            sources = [(*start, re.sub(r"\[([yz])\]", rf"[\g<1>{number}]", source), expected)
                       for number, (*start, source, expected) in enumerate([*LINKS, *SHOWN])]  # fmt: skip
            if name == "below":
                sources = [each for each in sources if "lights.example" not in each[2]]
            site.post(body=f"## Some part\n\n{blocks(sources)}")
            base = "https://lights.example/" + ("repo/" if name == "below" else "")
            assert site.build(html_baseurl=base) == []

    folder = made_once(tmp_path_factory, "links", make)
    site = Site.__new__(Site)
    site.folder, site.html = folder / "root", folder / "root" / "_build" / "dirhtml"
    return site


def found_in(part: Any) -> str:
    element = part.select_one("a[href], img, video, audio")
    return str(element.get("href") or element.get("src"))


@pytest.mark.parametrize("number", range(len(LINKS) + len(SHOWN)))
def test_address_leads_where_it_leads_elsewhere(built: Site, number: int) -> None:
    *_, expected = [*LINKS, *SHOWN][number]
    found = found_in(built.page("/posts/2021/hello/").select_one(f"#c{number}"))
    assert re.fullmatch(re.escape(expected).replace(r"\*", "[0-9a-f]+"), found), found
    if not re.match(r"[a-z]+:|//|#", found):
        path = built.html / "posts/2021/hello" / re.split("[?#]", found)[0].replace("%20", " ").replace("%C3%A9", "é")
        assert path.exists(), found


def test_addresses_are_absolute_in_feeds_and_copies(built: Site) -> None:
    for folder, base in (("root", "https://lights.example/"), ("below", "https://lights.example/repo/")):
        html = built.folder.parent / folder / "_build" / "dirhtml"
        feed = (html / "blog/atom.xml").read_text()
        copy = (html / "posts/2021/hello/index.md").read_text()
        assert "x-site" not in feed + copy
        addresses = re.findall(r'(?:href|src)=(?:"|&quot;)([^"&]+)', feed.partition("Some part")[2])
        addresses += re.findall(r"\]\(<?([^)\s>]+)", copy)
        assert len(addresses) > 80
        outside = {found for found in addresses if not found.startswith(("#", base))}
        assert {found for found in outside if found.startswith(("/", ".", "https://lights.example/"))} == {
            "//elsewhere.example/x"
        } & outside


def test_link_by_address_is_a_mention(built: Site) -> None:
    mentioned = built.page("/posts/2020/one/").select_one(".mentioned")
    assert mentioned is not None
    assert "Hello" in mentioned.get_text()


def test_title_of_a_link_and_words_of_the_page_stay(built: Site) -> None:
    page = built.page("/posts/2021/hello/")
    assert page.select_one('a[title="One"]')["href"] == ONE
    number = next(at for at, each in enumerate(LINKS) if each[1] == "no words")
    assert page.select_one(f"#c{number} a").get_text() == "One"


def places(link: str) -> Iterator[str]:
    """Yield a construct in each place in which it may stand."""
    yield f"### {link}\n\nWords.\n"
    yield f"- {link}\n"
    yield f"> {link}\n"
    yield f"| a |\n|---|\n| {link} |\n"
    yield f"Words.[^{len(link)}]\n\n[^{len(link)}]: {link}\n"
    yield f"Term\n: {link}\n"
    yield f":::{{figure}} big.png\n:alt: x\n\nWords {link}\n:::\n"
    yield f":::{{note}}\n{link}\n:::\n"
    yield f"<details><summary>{link}</summary>\n\n{link}\n\n</details>\n"


def test_links_stand_anywhere(site: Site) -> None:
    write_around(site)
    links = [
        "[x](/posts/2020/one/)",
        "[x](My Own.md)",
        '<a href="two.md">x</a>',
        "![x](/images/x.png)",
        '<img src="my%20pic.png" alt="x">',
    ]
    site.post(body="## Some part\n\n" + "\n".join(place for link in links for place in places(link)))
    shown = "".join(f"<summary>{link}</summary>" for link in links if "<" not in link)
    assert shown  # Markdown in a block of HTML is text, here as elsewhere
    assert site.build() == []
    body = site.page("/posts/2021/hello/").select_one(".e-content")
    counts = [len(body.select(f'[href="{address}"]')) for address in (ONE, "../my-own/", TWO)]
    counts += [len(body.select(f'[src*="{name}"]')) for name in ("/x.", "my%20pic.")]
    assert [count >= 9 for count in counts] == [True] * 5, counts


# -- HTML -----------------------------------------------------------------------------


def test_html_brings_its_files_along(site: Site) -> None:
    for name in ("cup.png", "cup-2.png"):
        site.write(f"posts/2021/{name}", PIXEL)
    for name in ("seal.webm", "seal.vtt"):
        site.write(f"posts/2021/{name}", b"WEBVTT\n")
    site.post(
        body='<picture><source srcset="cup-2.png 2x, cup.png 1x"><img src="cup.png" alt="A cup"></picture>\n\n'
        '<video poster="cup.png" controls><source src="seal.webm"><track src="seal.vtt"></video>\n'
    )
    assert site.build() == []
    page, folder = site.page("/posts/2021/hello/").select_one(".e-content"), site.html / "posts/2021/hello"
    addresses = [page.select_one(name)[key] for name, key in [("img", "src"), ("video", "poster"), ("track", "src")]]
    addresses += [found.split()[0] for found in page.select_one("source[srcset]")["srcset"].split(", ")]
    addresses.append(page.select_one("video source")["src"])
    assert all((folder / address).resolve().is_file() for address in addresses), addresses
    assert all("/_images/" in address for address in addresses)
    site.write("posts/2021/cup.png", PIXEL + b"more")
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select_one(".e-content img")["src"] != addresses[0]


def test_picture_of_html_has_its_size(site: Site) -> None:
    folder = site.post(
        body='<img src="cup.png" alt="A">\n\n<img src="cup.png" alt="B" width="20">\n\n<img src="cup.svg" alt="C">\n'
    ).parent
    for size in ((40, 30), (50, 20)):
        (folder / "cup.png").write_bytes(raster(size))
        (folder / "cup.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="4"/>', encoding="utf-8")
        assert site.build() == []
        found = {
            img["alt"]: (img.get("width"), img.get("height"))
            for img in main_of(site.page("posts/2021/hello")).select(".e-content img")
        }
        small = ("20", str(20 * size[1] // size[0]))
        assert found == {"A": tuple(map(str, size)), "B": small, "C": (None, None)}


def test_html_picture_without_an_alternative_is_reported_as_in_markdown(site: Site) -> None:
    site.write("posts/2021/cup.png", PIXEL)
    site.post(body='Words.\n\n<p>\n<img src="cup.png">\n</p>\n\n<img src="cup.png" alt="">\n')
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:10: WARNING: the picture cup.png has no text alternative: write ")
    assert '`alt="what it shows"`' in warning


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ("![A seal](https://e.example/seal.png)", "A seal"),
        ("![](https://e.example/seal.png)", "https://e.example/seal.png"),
        ('<img src="https://e.example/seal.png" alt="A seal">', "A seal"),
        ('<picture><source srcset="https://e.example/a.webp"><img src="https://e.example/seal.png"></picture>', "seal"),
        ('<video src="https://e.example/seal.png" controls title="A seal"></video>', "A seal"),
    ],
)
def test_picture_from_elsewhere_is_a_link_to_it(site: Site, body: str, link: str) -> None:
    site.post(body=f"{body}\n")
    warnings = site.build()
    assert warnings
    assert all("would load https://e.example/" in warning for warning in warnings)
    content = site.page("/posts/2021/hello/").select_one(".e-content")
    assert content.a["href"] == "https://e.example/seal.png"
    assert link in content.a.get_text()
    assert not content.select("img, source, video")


def test_picture_from_elsewhere_in_a_link_leaves_its_words(site: Site) -> None:
    site.post(body="[![A seal](https://e.example/seal.png)](https://e.example/)\n")
    assert len(site.build()) == 1
    (link,) = site.page("/posts/2021/hello/").select(".e-content a")
    assert (link["href"], link.get_text()) == ("https://e.example/", "A seal")


@pytest.mark.parametrize("body", ['<img src="{}" alt="x">', '<a href="{}">x</a>', "![x]({})", "[x]({})"])
@pytest.mark.parametrize("name", ["../../../outside.png", "/.env", "/conf.py", ".git/config", "/_build/x.png"])
def test_file_that_no_page_may_have_is_not_published(site: Site, body: str, name: str) -> None:
    for path in ("../outside.png", ".env", "posts/2021/.git/config", "_build/x.png"):
        site.write(path, PIXEL + b"SECRET")
    site.post(body=f"{body.format(name)}\n")
    assert len(site.build()) == 1
    for path, content in site.files().items():
        assert b"SECRET" not in content, path
        assert not path.startswith(("_downloads/", "_images/outside")), path


def test_drawing_with_a_script_is_not_published_by_a_link_or_by_html(site: Site) -> None:
    site.write("posts/2021/bad.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    site.post(body='[x](bad.svg) <img src="bad.svg" alt="x"> <a href="bad.svg">y</a>\n')
    (warning,) = site.build()
    assert "bad.svg is not published: it holds `<script>`" in warning
    assert not [path for path in site.files() if "bad" in path]
    assert not site.page("/posts/2021/hello/").select('.e-content [href*="x-site"], .e-content [src]')


def test_trusted_html_has_the_addresses_of_the_site_too(site: Site) -> None:
    write_around(site)
    site.post(
        body='<form><a href="two.md">x</a> <img src="big.png"> <a title="a>b" href="/blog/">y</a></form>\n\n'
        '<script>let a = "<a href=two.md>"</script>\n'
    )
    assert site.build(raw_html="trusted", html_baseurl="https://lights.example/repo/") == []
    body = site.page("/posts/2021/hello/").select_one(".e-content")
    assert [link["href"] for link in body.select("a:not(.headerlink)")] == [TWO, "../../../blog/"]
    assert body.img["src"].startswith(PICTURE)
    assert body.script.string == 'let a = "<a href=two.md>"'


# -- As the site changes --------------------------------------------------------------


def test_pages_are_read_again_when_an_address_leads_elsewhere(site: Site) -> None:
    site.post(body='[x](/old/) ![y](img/y.png) <a href="/old/">z</a>\n')
    one = site.post("posts/2020/one.md", title="One", redirect="[/old/]")
    two = site.post("posts/2020/two.md", title="Two")
    site.write("static/img/y.png", PIXEL)
    assert site.build() == []
    for body in ("old address moves", "nearer picture"):
        if body == "old address moves":
            site.post("posts/2020/one.md", title="One")
            site.post("posts/2020/two.md", title="Two", redirect="[/old/]")
        else:
            site.write("posts/2021/img/y.png", PIXEL + b"near")
        assert site.build() == []
        incremental = site.files()
        site.clean()
        assert site.build() == []
        clean = site.files()
        assert {path for path in clean if clean[path] != incremental.get(path)} == set(), body
    assert one.is_file()
    assert two.is_file()
    assert {link["href"] for link in site.page("/posts/2021/hello/").select(".e-content p a")} == {"../../2020/two/"}


def test_definition_that_is_shown_elsewhere_leads_where_it_led(site: Site) -> None:
    write_around(site)
    site.write("concepts/dog.md", '# Dog\n\nA dog, as in [x](/blog/tag/x/) and <a href="/posts/2020/one/">y</a>.\n')
    site.post(body="![[dog]]\n")
    assert site.build() == []
    links = site.page("/posts/2021/hello/").select(".e-content blockquote a")
    assert [link["href"] for link in links][:2] == ["../../../blog/tag/x/", ONE]


def test_link_to_what_the_ledger_alone_knows_is_good(site: Site) -> None:
    tag = "tag:lights.example,2021:2021-03-26/two"
    site.post("posts/2021/two.md", title="Two")
    site.write("permalinks.txt", f"/posts/2021/two/ {tag}\n/2019/zwei/ {tag}\ngone /posts/2021/gone/\n")
    site.post(body="[x](/2019/zwei/) <a href='/posts/2021/gone/'>y</a>\n")
    assert site.build(html_baseurl="https://lights.example/repo/") == []
    links = site.page("/posts/2021/hello/").select(".e-content p a")
    assert [link["href"] for link in links] == ["../../../2019/zwei/", "../gone/"]


def test_preview_knows_the_address_of_the_site_too(site: Site) -> None:
    write_around(site)
    site.post(
        body="[x](https://lights.example/posts/2020/one/) ![y](https://lights.example/images/x.png) "
        '<img src="https://lights.example/images/x.png" alt="z"> [a](http://127.0.0.1:8000/blog/)\n'
    )
    assert site.build(html_baseurl="http://127.0.0.1:8000/", show_drafts=True) == []
    body = site.page("/posts/2021/hello/").select_one(".e-content")
    assert [link["href"] for link in body.select("p a")] == [ONE, "../../../blog/"]
    assert all(picture["src"].startswith(PICTURE) for picture in body.select("img"))


def test_setting_of_folders_is_checked(site: Site) -> None:
    with pytest.raises(Exception, match=r"asset_folders is .*: write a list of folders"):
        site.build(asset_folders=[1])


# -- Without Sphinx -------------------------------------------------------------------


def table(folder: Path, **redirects: str) -> AddressTable:
    paths = {
        "index.md": "index",
        "posts/2020/one.md": "posts/2020/one",
        "posts/2021/two/index.md": "posts/2021/two/index",
    }
    published = {"files/a.pdf": "_extra/files/a.pdf"}
    bases = ("https://h.example/repo/",)
    generated = frozenset({"blog"})
    return AddressTable(bases, paths, redirects, published, ("static",), generated, FolderListings(folder))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/", (TO_PAGE, "index", "")),
        ("/repo/", (TO_PAGE, "index", "")),
        ("/repo/posts/2020/one", (TO_PAGE, "posts/2020/one", "")),
        ("../../2020/one/#x", (TO_PAGE, "posts/2020/one", "#x")),
        ("../../../../..", (TO_NOTHING, "", "")),
        ("#x", (TO_PAGE, "posts/2021/two/index", "#x")),
        ("/old?x=1", (TO_PAGE, "posts/2020/one", "")),
        ("/files/a.pdf?x#y", (TO_ADDRESS, "/files/a.pdf", "?x#y")),
        ("/blog/tag/c++/", (TO_ADDRESS, "/blog/tag/c++/", "")),
        ("x y.pdf", (TO_FILE, "static/x y.pdf", "")),
        ("X Y.pdf", (TO_NOTHING, "", "")),
        ("\\blog\\", (TO_ADDRESS, "/blog/", "")),
        ("/nope/x y/#z", (TO_ADDRESS, "/nope/x%20y/", "#z")),
        ("/repo/nope", (TO_ADDRESS, "/nope", "")),
        ("nope", (TO_NOTHING, "", "")),
        ("%00", (TO_NOTHING, "", "")),
        ("a" * 5000, (TO_NOTHING, "", "")),
    ],
)
def test_table_of_addresses(tmp_path: Path, address: str, found: tuple[str, str, str]) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static/x y.pdf").touch()
    assert table(tmp_path, old="posts/2020/one").find(address, "posts/2021/two/index") == found
    shutil.rmtree(tmp_path / "static")


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("https://h.example/repo/x?y#z", "/x?y#z"),
        ("HTTP://H.EXAMPLE/repo", "/"),
        ("//h.example/repo/x", "/x"),
        ("https://h.example/other/", None),
        ("https://h.example.evil/repo/", None),
        ("https://h.example/repository/", None),
        ("mailto:a@h.example", None),
        ("https://[x", None),
        ("x", "x"),
    ],
)
def test_own_host(tmp_path: Path, address: str, inside: str | None) -> None:
    assert table(tmp_path).own_address(address) == inside


@given(st.text(st.sampled_from("/.\\:?#%20e aé\0\n[]@h") | st.characters(), max_size=30))
@example("http://[")
@example("\ud800")
@example("//..//..\\..")
def test_any_text_leads_somewhere_inside_or_nowhere(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    known = table(tmp_path_factory.getbasetemp())
    for address in (text, f"/{text}", f"https://h.example/repo/{text}", f"//{text}"):
        own = known.own_address(address)
        if own is None:
            continue
        for as_html in (True, False):
            found = known.find(own, "posts/2020/one", as_html=as_html)
            assert not found.name.startswith(("..", "//")) or found.kind == TO_FILE
            assert bool(found.name) == (found.kind != TO_NOTHING)


def test_path_outside_of_the_site_is_none() -> None:
    assert joined_path("posts", "../../x") is None
    assert joined_path("posts", "../x") == "x"
    assert joined_path("", "/../x") == "x"


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("[a](my post.md)", "my%20post.md"),
        ("[a](my post.md#a part)", "my%20post.md#a%20part"),
        ('[a](my post.md "Title")', "my%20post.md"),
        ("[a](./my post)", "./my%20post"),
        ("[a](https://e.example/a b)", "https://e.example/a%20b"),
        ("![a](my picture (1).png)", "my%20picture%20(1).png"),
        ("[![a](my pic.png)](x y.md)", "x%20y.md"),
        ("[sic](he said so)", None),
        ("[sic](he went to example.com)", None),
        ("[and](/ or so)", None),
        ("[a](my paper.PDF)", "my%20paper.PDF"),
        ("[sic](he said so, e.g. here)", None),
        ("[a] (my post.md)", None),
        ("`[a](my post.md)`", None),
        (r"\[a](my post.md)", None),
        ("[a](my\npost.md)", None),
        ("[a](<my post.md)", None),
    ],
)
def test_name_with_spaces(source: str, address: str | None) -> None:
    parser = MarkdownIt("commonmark")
    on_markdown_parser_inited(None, parser)  # type: ignore[arg-type]
    tokens = parser.parseInline(source)[0].children or []
    found = next((token.attrs.get("href") or token.attrs.get("src") for token in tokens if token.attrs), None)
    assert found == address
    if address is None:
        assert "".join(token.content for token in tokens).replace("\n", "") in source.replace("\n", "")


def test_nearest_addresses() -> None:
    known = NearestAddresses(["/posts/2020/a-cup-of-tea/", "/posts/2020/endings/", "/blog/tag/x/"])
    assert known.near("/2020/01/02/a-cup-of-teas.html")[0] == "/posts/2020/a-cup-of-tea/"
    assert known.near("/posts/2021/ending")[0] == "/posts/2020/endings/"
    assert known.near("/日本/")[0].startswith("/")
    assert NearestAddresses([]).near("/x/") == []


def test_comparisons_do_not_grow_with_the_site() -> None:
    known = NearestAddresses(f"/posts/2020/the-post-{number}/" for number in range(5000))
    assert len(list(known.close("/posts/2020/the-post-49x/"))) <= 26
    assert letter_groups("ab") == {"  a", " ab", "ab "}


def test_html_that_shows_a_file_which_is_not_there_leaves_its_words(site: Site) -> None:
    site.post(
        body='<img src="no.png" alt="A seal"> <video src="no.mp4" controls><a href="/">Home</a></video>\n\n'
        '<picture><source srcset="no.webp"><img src="/nope.png" alt="A boat"></picture>\n'
    )
    assert len(site.build()) == 4
    body = site.page("/posts/2021/hello/").select_one(".e-content")
    assert not body.select("img, video, source")
    assert "A seal" in body.get_text()
    assert body.a.get_text() == "Home"
