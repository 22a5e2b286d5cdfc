"""Films and sound: on the page, in feeds and copies, with what lies beside them."""

import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Site, main_of, raster

from valuable.base.reports import Severity
from valuable.content.markdown import media
from valuable.content.markdown.media_files import (
    Companions,
    are_captions,
    film_size,
    find_companions,
    media_kind,
    media_type,
    names_by_stem,
)

ATOM = "{http://www.w3.org/2005/Atom}"
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nA seal.\n"
JPEG = raster(kind="JPEG")

# System, construct, source, and a selector of what it becomes.
CONSTRUCTS = [
    ("Obsidian", "film", "![A seal](seal.mp4)", 'video[src*="seal."][controls][preload=none][playsinline]'),
    ("Obsidian", "sound", "![Surf](surf.mp3)", 'audio[src*="surf."][controls][preload=none]'),
    ("Obsidian", "moment of a film", "![A seal](seal.mp4#t=10)", 'video[src$=".mp4#t=10"]'),
    ("MyST", "figure", ":::{figure} seal.mp4\n:alt: A seal\n\nAt sea.\n:::", "figure video + figcaption, figure video"),
    ("MyST", "image", "```{image} surf.mp3\n:alt: Surf\n```", "audio"),
    ("Sphinx", "video", "```{video} seal.mp4\n:alt: A seal\n:poster: cover.jpg\n```", 'video[poster*="cover."]'),
    ("pandoc", "poster", "![A seal](seal.mp4){poster=cover.jpg width=50%}", 'video[poster*="cover."]'),
    ("GitHub", "caption", '![A seal](seal.mp4 "At sea.")', "figure:has(figcaption) video"),
    ("Obsidian", "width", "![A seal|300](seal.mp4)", 'video[aria-label="A seal"]'),
    ("any", "in a link", "[![A seal](seal.mp4)](https://example.org/)", 'p:has(video) a[href="https://example.org/"]'),
    ("Obsidian", "film by its name", "![[seal.mp4]]", 'video[poster][aria-label="seal"]'),
    ("Obsidian", "sound by its name", "![[surf.mp3|Surf]]", 'audio[aria-label="Surf"]'),
    ("Jekyll", "film by its address", "![A seal](/files/seal.mp4)", "video[controls]"),
    ("HTML", "film", '<video src="seal.mp4" controls></video>', 'video[src*="_images/seal."]'),
    ("Sphinx", "audio", "```{audio} surf.mp3\n:alt: Surf\n```", "audio"),
    ("any", "in a list", "- ![A seal](seal.mp4)", "li video"),
    ("any", "in a quotation", "> ![A seal](seal.mp4)", "blockquote video"),
    ("any", "in a table", "| a |\n|---|\n| ![Surf](surf.mp3) |", "td audio"),
    ("any", "in a footnote", "Words.[^a]\n\n[^a]: ![Surf](surf.mp3)", "aside audio"),
    ("any", "in a definition", "Seal\n: ![A seal](seal.mp4)", "dd video"),
    ("any", "in a heading", "## Hear ![Surf](surf.mp3)", "h2:has(+ p audio)"),
    ("any", "in bold in a heading", "## Hear **![Surf](surf.mp3)**", "h2:has(+ p audio)"),
    ("any", "in a linked heading", "## [![Surf](surf.mp3)](https://example.org/)", "h2:has(a):has(+ p audio)"),
    ("any", "in a sentence", "Hear ![Surf](surf.mp3) there.", "p audio"),
    ("any", "in a link of another's", "![A name with spaces](<a seal.webm>)", 'video[src*="a%20seal."]'),
]


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def film(width: int, height: int, turned: bool = False, at_end: bool = False) -> bytes:
    """Return the boxes of a film, with a track of sound before that of its pictures."""
    matrix = (0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30) if turned else (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)

    def track(*size: int) -> bytes:
        return box(b"trak", box(b"tkhd", bytes(40), struct.pack(">9i2I", *matrix, *(side << 16 for side in size))))

    parts = [box(b"moov", box(b"mvhd", bytes(100)), track(0, 0), track(width, height)), box(b"mdat", bytes(64))]
    return box(b"ftyp", b"mp42") + b"".join(parts[::-1] if at_end else parts)


def write(site: Site, folder: str = "posts/2021") -> None:
    site.write(f"{folder}/seal.mp4", film(640, 360))
    site.write(f"{folder}/seal.jpg", JPEG)
    site.write(f"{folder}/seal.vtt", VTT)
    site.write(f"{folder}/seal.de.vtt", VTT)
    site.write(f"{folder}/a seal.webm", bytes(30))
    site.write(f"{folder}/surf.mp3", b"ID3" + bytes(30))
    site.write(f"{folder}/cover.jpg", JPEG)
    site.write("_extra/files/seal.mp4", film(320, 240))


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hints that a build on one core gives."""
    found: list[str] = []
    real = media.report

    def report(message: str, location: object, subtype: str, **more: object) -> None:
        if more.get("severity") is Severity.HINT:
            found.append(message)
        real(message, location, subtype, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(media, "report", report)
    return found


def test_every_construct_is_played_and_in_the_copy_and_found_by_no_message(site: Site) -> None:
    write(site)
    for number, (_, _, source, _) in enumerate(CONSTRUCTS):
        site.post(f"posts/2021/p{number}.md", f"{source}\n", f"P{number}")
    assert site.build() == []
    for number, (_, construct, _, selector) in enumerate(CONSTRUCTS):
        page = main_of(site.page(f"/posts/2021/p{number}/")).select_one(".e-content")
        assert page.select(selector), (construct, page)
        copy = (site.html / f"posts/2021/p{number}/index.md").read_text()
        assert f"](<{'https://lights.example/_images/'}" in copy or "](https://lights.example/_images/" in copy, copy
        assert "![" in copy


def test_film_has_its_name_its_shape_its_poster_and_its_captions_by_language(site: Site) -> None:
    write(site)
    site.post(body="![A seal](seal.mp4)\n", language="fr")
    assert site.build() == []
    found = main_of(site.page("/posts/2021/hello/")).select_one("video")
    assert (found["aria-label"], found["width"], found["height"]) == ("A seal", "640", "360")
    assert found.a.text == "A seal"
    tracks = {track["srclang"]: track["label"] for track in found.select("track[kind=captions]")}
    assert tracks == {"de": "allemand", "fr": "français"}
    for name in (found["src"], found["poster"], found.a["href"], *(track["src"] for track in found.select("track"))):
        assert (site.html / "posts/2021/hello" / name).resolve().is_file()


def test_feeds_have_enclosures_and_players_with_whole_addresses(site: Site) -> None:
    write(site)
    site.write("posts/2021/c.png", raster())
    site.post(
        body="![A seal](seal.mp4)\n\n![Surf](surf.mp3)\n\n![A seal again](seal.mp4#t=5)\n",
        cover="c.png",
        cover_alt="A sea",
    )
    assert site.build() == []
    item = ElementTree.parse(site.html / "blog/rss.xml").find("channel/item")
    assert item is not None
    (rss,) = item.findall("enclosure")
    assert (rss.get("type"), rss.get("length")) == ("video/mp4", str(len(film(640, 360))))
    address = rss.get("url", "")
    assert address.startswith("https://lights.example/_images/seal.")
    entry = ElementTree.parse(site.html / "blog/atom.xml").find(f"{ATOM}entry")
    assert entry is not None
    links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"]
    assert [link.get("type") for link in links] == ["video/mp4", "audio/mpeg", "image/png"]
    (item_,) = json.loads((site.html / "blog/feed.json").read_text())["items"]
    assert [(each["mime_type"], each["size_in_bytes"]) for each in item_["attachments"]] == [
        ("video/mp4", len(film(640, 360))),
        ("audio/mpeg", 33),
    ]
    assert f'<video src="{address}" controls' in item_["content_html"]
    assert 'poster="https://lights.example/_images/seal.' in item_["content_html"]


def test_what_is_missing_or_can_not_be_shown_is_a_hint_or_a_message(site: Site, hints: list[str]) -> None:
    write(site)
    site.write("posts/2021/bare.mov", bytes(30))
    site.write("posts/2021/bare.final.vtt", VTT)
    site.write("posts/2021/bare.srt", "1\n")
    site.write("posts/2021/wrong.mp4", film(1, 1))
    site.write("posts/2021/wrong.vtt", "1\n00:00,000\n")
    site.write("posts/2021/old.avi", bytes(30))
    site.post(body="![](bare.mov)\n\n![Wrong](wrong.mp4)\n\n![Old](old.avi)\n\n![Surf](surf.mp3)\n")
    messages = site.build()
    assert [message.partition("WARNING: ")[2].partition(":")[0] for message in messages] == [
        "wrong.vtt is shown by no browser",
        "no browser plays old.avi",
    ]
    assert hints[:5] == [
        "the film bare.mov has no name: write `![what it shows](bare.mov)`",
        "bare.final.vtt is not shown: its name has no language, as `bare.en.vtt` has",
        "bare.srt is not shown: browsers show WebVTT, so convert it to `bare.vtt`",
        "some browsers do not play bare.mov: save it as `.mp4`",
        "the film bare.mov has no captions and no poster: put `bare.vtt` and `bare.jpg` beside it",
    ]
    page = main_of(site.page("/posts/2021/hello/"))
    assert page.select_one("video")["aria-label"] == "bare"
    assert not page.select("track")


@pytest.mark.parametrize("name", ["nope.mp4", "../../.env.mp4", "https://other.example/a.mp4", "../../../a.mp3"])
def test_film_that_may_not_be_shown_is_a_message(site: Site, name: str) -> None:
    site.write(".env.mp4", film(1, 1))
    site.post(body=f"![A seal]({name})\n")
    assert len(site.build()) == 1
    assert not main_of(site.page("/posts/2021/hello/")).select('[src*="env"], [src*="other.example"]')


def test_held_back_poster_is_not_published(site: Site) -> None:
    write(site, "posts/2021/draft")
    site.post("posts/2021/draft/index.md", draft="true")
    site.write("posts/2021/seal.mp4", film(1, 1))
    site.post(body="```{video} seal.mp4\n:alt: A seal\n:poster: draft/cover.jpg\n```\n")
    assert len(site.build()) == 1
    assert [path for path in site.files() if "cover" in path] == []


def test_page_is_read_again_when_captions_come_change_and_go(site: Site) -> None:
    site.write("posts/2021/seal.mp4", film(640, 360))
    site.post(body="![A seal](seal.mp4)\n")
    assert site.build() == []
    clean = site.files()
    captions = site.write("posts/2021/seal.en.vtt", VTT)
    assert site.build() == []
    first = main_of(site.page("/posts/2021/hello/")).select_one("track")["src"]
    captions.write_text(f"{VTT}More.\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one("track")["src"] != first
    captions.unlink()
    assert site.build() == []
    assert site.files() == clean


def test_enclosure_of_a_film_that_is_published_as_it_is_keeps_its_length(site: Site) -> None:
    extra = site.write("_extra/files/seal.mp4", bytes(30))
    site.post(body='<video src="/files/seal.mp4" controls></video>\n')
    for length in (30, 50):
        extra.write_bytes(bytes(length))
        assert site.build() == []
        (item,) = json.loads((site.html / "blog/feed.json").read_text())["items"]
        assert item["attachments"] == [
            {"url": "https://lights.example/files/seal.mp4", "mime_type": "video/mp4", "size_in_bytes": length}
        ]


def test_look_of_films_is_on_the_pages_that_have_some(site: Site) -> None:
    write(site)
    site.post("posts/2021/film.md", "![A seal](seal.mp4)\n", "Film")
    site.post("posts/2021/words.md", "Words.\n", "Words")
    assert site.build() == []
    linked = {name: bool(site.page(f"/posts/2021/{name}/").select('[href*="media.css"]')) for name in ("film", "words")}
    assert linked == {"film": True, "words": False}


def test_two_readers_write_what_one_does(site: Site) -> None:
    write(site)
    for number in range(6):
        site.post(f"posts/2021/p{number}.md", "![A seal](seal.mp4)\n\nhttps://youtu.be/a\n", f"P{number}")
    assert site.build() == []
    alone = site.files()
    site.clean()
    assert site.build(jobs=2) == []
    assert site.files() == alone


def test_directive_refuses_what_is_no_film(site: Site) -> None:
    site.write("posts/2021/cover.jpg", JPEG)
    site.post(body="```{video} cover.jpg\n```\n")
    (message,) = site.build()
    assert "posts/2021/hello.md:7: WARNING: `{video}` shows a film or sound, and cover.jpg is none" in message


# -- Files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "type_"),
    [
        ("a.mp4", "video", "video/mp4"),
        ("A.MP4", "video", "video/mp4"),
        ("a.webm", "video", "video/webm"),
        ("a.ogv", "video", "video/ogg"),
        ("a.mp3", "audio", "audio/mpeg"),
        ("a.opus", "audio", "audio/ogg"),
        ("a.flac", "audio", "audio/flac"),
        ("a.wma", "audio", "application/octet-stream"),
        ("a.mp4.png", "", "application/octet-stream"),
        ("mp4", "", "application/octet-stream"),
    ],
)
def test_kind_is_told_by_the_name(name: str, kind: str, type_: str) -> None:
    assert (media_kind(name), media_type(name)) == (kind, type_)


def test_companions_have_the_name_of_the_film() -> None:
    names = ["a.mp4", "a.png", "a.jpg", "a.vtt", "a.pt-BR.vtt", "a.x1.vtt", "a.srt", "ab.jpg", "a.b.jpg", "b.vtt"]
    assert find_companions("p/a.mp4", names) == Companions(
        "p/a.jpg", (("pt-BR", "p/a.pt-BR.vtt"), ("", "p/a.vtt")), ("p/a.srt", "p/a.x1.vtt")
    )
    assert find_companions("a.mp4", []) == Companions()


def test_files_are_known_by_their_stems() -> None:
    assert names_by_stem(["a.mp4", "a.de.vtt", "b", ".x"]) == {
        "a": ["a.mp4", "a.de.vtt"],
        "a.de": ["a.de.vtt"],
        "": [".x"],
    }


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (film(640, 360), (640, 360)),
        (film(640, 360, at_end=True), (640, 360)),
        (film(640, 360, turned=True), (360, 640)),
        (film(0, 0), None),
        (b"", None),
        (b"\0\0\0\1moov" + bytes(8), None),
        (b"\0\0\0\0" * 4000, None),
        (film(640, 360)[:60], None),
        (box(b"moov", box(b"trak", box(b"tkhd", b"short"))), None),
    ],
)
def test_size_of_a_film_is_read_at_its_head(tmp_path: Path, data: bytes, size: tuple[int, int] | None) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(data)
    assert film_size(file) == size


@pytest.mark.parametrize(
    ("data", "right"),
    [
        (VTT.encode(), True),
        (b"\xef\xbb\xbfWEBVTT - Words\n", True),
        (b"WEBVTT", True),
        (b"WEBVTTX", False),
        (b"", False),
    ],
)
def test_captions_begin_as_the_standard_says(tmp_path: Path, data: bytes, right: bool) -> None:
    file = tmp_path / "a.vtt"
    file.write_bytes(data)
    assert are_captions(file) is right
