"""What readers get of a picture: its sizes and kinds, upright, in its colours, and nothing that says whose it is."""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import CONF, Site, raster
from PIL import Image, ImageCms, ImageDraw

import valuable.build.photo_places
import valuable.build.pictures
import valuable.content.pictures.encoding
from valuable.base.reports import Severity
from valuable.content.pictures.encoding import make_files, wanted_widths
from valuable.content.pictures.records import PAGE_WIDTHS, Picture, Variant

CANARY = b"qzykcanary"
GPS, DESCRIPTION, ORIENTATION, ARTIST = 0x8825, 0x010E, 0x0112, 0x013B


def exif_of(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION], exif[ARTIST] = orientation, CANARY.decode(), CANARY.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (60.0, 23.0, 30.0), 29: CANARY.decode()})
    return exif


def quarters(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Return a picture whose four quarters are red, green, blue and white, as they are read."""
    image = Image.new("RGB", size, "white")
    draw, (x, y) = ImageDraw.Draw(image), (size[0] // 2, size[1] // 2)
    draw.rectangle((0, 0, x - 1, y - 1), "red")
    draw.rectangle((x, 0, size[0], y - 1), "lime")
    draw.rectangle((0, y, x - 1, size[1]), "blue")
    return image


def photo(size: tuple[int, int]) -> Image.Image:
    """Return a picture with as many colours as a photo has."""
    noise = [Image.effect_noise((size[0] // 4, size[1] // 4), 40 + shade).resize(size) for shade in (0, 20, 40)]
    return Image.merge("RGB", noise)


def bytes_of(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    found = BytesIO()
    image.save(found, kind, **more)
    return found.getvalue()


def made(folder: Path, data: bytes, name: str = "a.png") -> tuple[Picture, Path]:
    path = folder / name
    path.write_bytes(data)
    return make_files(path, folder / "made"), folder / "made"


def opened(folder: Path, file: Variant) -> Image.Image:
    image = Image.open(folder / file.name)
    image.load()
    return image


def near(one: Any, other: tuple[int, ...], by: int = 24) -> bool:
    return all(abs(mine - theirs) <= by for mine, theirs in zip(one, other, strict=True))


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    found, (width, height) = image.convert("RGB"), image.size
    places = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    return [found.getpixel(place) for place in places]  # type: ignore[misc]


COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
# What turns each orientation of Exif upright, undone.
TURNED = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_270,),
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("orientation", TURNED)
def test_picture_is_upright_and_bare(tmp_path: Path, kind: str, orientation: int) -> None:
    image = quarters()
    for turn in TURNED[orientation]:
        image = image.transpose(turn)
    more = {"quality": 95} if kind == "JPEG" else {}
    picture, folder = made(tmp_path, bytes_of(image, kind, exif=exif_of(orientation), **more), f"a.{kind.lower()}")
    assert picture.size == (64, 48)
    for file in picture.files():
        shown = opened(folder, file)
        assert shown.size == (file.width, file.height) == (64, 48)
        assert all(map(near, corners(shown), COLOURS)), (kind, orientation, file)
        assert not shown.getexif()


METADATA: dict[str, dict[str, Any]] = {
    "JPEG": {"exif": exif_of(), "comment": CANARY, "xmp": b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"},
    "WEBP": {"exif": exif_of().tobytes(), "xmp": CANARY},
    "AVIF": {"exif": exif_of(), "xmp": CANARY},
    "GIF": {"comment": CANARY},
    "TIFF": {"exif": exif_of(), "description": CANARY.decode()},
}


@pytest.mark.parametrize("kind", METADATA)
def test_nothing_but_the_picture_is_published(tmp_path: Path, kind: str) -> None:
    data = bytes_of(photo((1700, 40)), kind, **METADATA[kind]) + CANARY
    assert CANARY in data
    picture, folder = made(tmp_path, data, f"a.{kind.lower()}")
    assert picture.large is not None
    assert [file.name for file in folder.iterdir() if CANARY in file.read_bytes()] == []


def test_text_chunks_of_png_are_left_out(tmp_path: Path) -> None:
    text = zlib.compress(CANARY)
    chunks = (
        (b"tEXt", b"Author\0" + CANARY),
        (b"zTXt", b"Author\0\0" + text),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + CANARY),
    )
    data = raster((9, 9))
    for name, content in (*chunks, (b"eXIf", exif_of().tobytes()[6:])):
        chunk = struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        data = data[:33] + chunk + data[33:]
    picture, folder = made(tmp_path, data)
    for file in picture.files():
        assert opened(folder, file).info.keys() <= {"dpi", "compression", "timestamp", "duration", "background", "loop"}
        assert CANARY not in (folder / file.name).read_bytes()


# -- Sizes and kinds ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, [1]),
        (128, [128]),
        (300, [128, 300]),
        (400, [128, 256, 400]),
        (1000, [128, 256, 360, 656, 1000]),
        (4000, [128, 256, 360, 656, 984, 1312]),
    ],
)
def test_picture_is_never_made_wider(width: int, widths: list[int]) -> None:
    assert wanted_widths(width) == widths


def test_photo_has_each_kind_in_each_width(tmp_path: Path) -> None:
    picture, folder = made(tmp_path, bytes_of(photo((1800, 60)), "JPEG", quality=90), "a.jpg")
    assert [kind[0].kind for kind in picture.kinds] == ["avif", "webp", "jpg"]
    for kind in picture.kinds:
        assert [file.width for file in kind if file.width >= PAGE_WIDTHS[0]] == list(PAGE_WIDTHS)
        for file in kind:
            assert opened(folder, file).size == (file.width, file.height)
            assert (folder / file.name).stat().st_size == file.length
    assert sum(file.length for file in picture.kinds[0]) < sum(file.length for file in picture.kinds[-1])
    assert picture.large is not None
    assert picture.large.width == 1800
    assert picture.middle.width == 984


def test_kind_that_is_no_smaller_is_left_out(tmp_path: Path) -> None:
    picture, _ = made(tmp_path, raster((3, 3)))
    assert [kind[0].kind for kind in picture.kinds][-1] == "png"
    least = picture.kinds[-1][-1].length
    assert all(kind[-1].length < least for kind in picture.kinds[:-1])


def test_drawn_picture_stays_sharp(tmp_path: Path) -> None:
    image = Image.new("RGB", (500, 300), "white")
    draw = ImageDraw.Draw(image)
    for place in range(0, 500, 7):
        draw.line((place, 0, 499 - place, 299), (place % 250, 20, 90))
    picture, folder = made(tmp_path, bytes_of(image))
    for kind in picture.kinds:
        assert kind[0].kind == "avif" or opened(folder, kind[-1]).convert("RGB").tobytes() == image.tobytes()


@pytest.mark.parametrize("size", [(1, 5000), (9000, 3), (1, 1)])
def test_odd_shapes_are_made(tmp_path: Path, size: tuple[int, int]) -> None:
    picture, folder = made(tmp_path, bytes_of(Image.new("RGB", size, "teal"), "JPEG"), "a.jpg")
    assert all(min(opened(folder, file).size) >= 1 for file in picture.files())


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    runs, data = [], bytes_of(photo((400, 300)))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        picture, folder = made(tmp_path / name, data)
        runs.append({file.name: (folder / file.name).read_bytes() for file in picture.files()})
    assert runs[0] == runs[1]


# -- Colours ------------------------------------------------------------------------


def wide_profile() -> bytes:
    """Return a profile of more colours than sRGB has: sRGB with its first two primaries changed about."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = profile.index(b"sRGB") if b"sRGB" in profile else -1
    text = "sRGB".encode("utf-16-be")
    for found, other in ((b"sRGB", b"Wide"), (text, "Wide".encode("utf-16-be"))):
        while found in profile:
            at = profile.index(found)
            profile[at : at + len(found)] = other
    return bytes(profile)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_profile_of_other_colours_is_kept_and_that_of_srgb_is_not(tmp_path: Path, kind: str) -> None:
    image = photo((300, 200))
    for name, profile, kept in (
        ("wide", wide_profile(), True),
        ("srgb", ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), False),
        ("damaged", b"no profile", False),
    ):
        (tmp_path / name).mkdir()
        picture, folder = made(tmp_path / name, bytes_of(image, kind, icc_profile=profile), f"a.{kind.lower()}")
        found = [opened(folder, file).info.get("icc_profile") for file in picture.files()]
        assert found == [profile if kept else None] * len(found)


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    picture, folder = made(tmp_path, bytes_of(quarters().convert("CMYK"), "JPEG", quality=95), "a.jpg")
    for file in picture.files():
        shown = opened(folder, file)
        assert shown.mode == "RGB"
        assert all(map(near, corners(shown), COLOURS))


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    image = Image.new("I;16", (64, 48))
    for x in range(64):
        for y in range(48):
            image.putpixel((x, y), x * 65535 // 63)
    picture, folder = made(tmp_path, bytes_of(image))
    for file in picture.files():
        shown = opened(folder, file).convert("L")
        assert near([shown.getpixel((x, 20)) for x in (0, 16, 32, 63)], (0, 65, 130, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_each_mode_keeps_its_colours(tmp_path: Path, mode: str, kind: str) -> None:
    if kind != "PNG" and mode in {"1", "LA"}:
        pytest.skip("there are none")
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 19, 39), (255, 255, 255, 255))
    data = bytes_of(image.convert(mode), kind)
    before = Image.open(BytesIO(data)).convert("RGBA")
    picture, folder = made(tmp_path, data, f"a.{kind.lower()}")
    for file in picture.files():
        shown = opened(folder, file).convert("RGBA")
        for place in ((5, 20), (35, 20)):
            mine, theirs = shown.getpixel(place), before.getpixel(place)
            assert near(mine, theirs) or mine[3] == theirs[3] == 0  # type: ignore[index, arg-type]


def test_interlaced_and_progressive_are_read(tmp_path: Path) -> None:
    picture, folder = made(tmp_path, bytes_of(quarters(), "JPEG", progressive=True, quality=95), "a.jpg")
    assert all(map(near, corners(opened(folder, picture.middle)), COLOURS))


# -- What moves ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_moving_picture_is_a_moving_webp_and_one_that_stands_still(tmp_path: Path, kind: str) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "lime", "blue")]
    data = bytes_of(frames[0], kind, save_all=True, append_images=frames[1:], duration=80, loop=0)
    picture, folder = made(tmp_path, data, f"a.{kind.lower()}")
    moving, still = opened(folder, picture.middle), picture.still
    assert (moving.format, moving.n_frames, moving.info["loop"]) == ("WEBP", 3, 0)  # type: ignore[attr-defined]
    assert still is not None
    assert getattr(opened(folder, still), "n_frames", 1) == 1
    assert near(opened(folder, still).convert("RGB").getpixel((5, 5)), (255, 0, 0))
    moving.seek(2)
    assert near(moving.convert("RGB").getpixel((5, 5)), (0, 0, 255))


# -- In a site ----------------------------------------------------------------------


OWN_STATIC = 'html_static_path = ["_static"]\n'


def images(site: Site, address: str = "/posts/2021/hello/") -> list[Tag]:
    return list(site.page(address).select(".e-content img"))


def published(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in site.files().items() if path.startswith("_images/")}


def addresses_in(html: str) -> Iterator[str]:
    """Yield the addresses of all files of pictures that HTML names."""
    for element in BeautifulSoup(html, "html.parser").select("img, source, a"):
        yield from (element[name] for name in ("src", "href", "poster") if "_images/" in element.get(name, ""))
        yield from (part.split()[0] for part in element.get("srcset", "").split(", ") if part)


@pytest.fixture
def album(site: Site) -> Site:
    data = bytes_of(photo((1000, 500)), "JPEG", quality=80, exif=exif_of(6), comment=CANARY)
    for name in (
        "a.jpg",
        "b-c.jpg",
        "d.jpg",
        "e.jpg",
        "f.jpg",
        "g",
        "h.jpg_large",
        "é, ü&(1).jpg",
        "cover.jpg",
        "poster.jpg",
    ):
        site.write(f"posts/2021/{name}", data)
    site.write("posts/2021/poster.mp4", b"no film")
    site.write("posts/2021/small.png", raster((20, 10)))
    site.post(
        body="![Words](a.jpg)\n\n```{figure} b-c.jpg\n:width: 300px\nWords.\n```\n\n"
        '<img src="d.jpg" alt="Words">\n\n[photo](e.jpg) {download}`f.jpg` <a href="e.jpg">photo</a>\n\n'
        "![Words](<é, ü&(1).jpg>)\n\n![Film](poster.mp4)\n\n![Small](small.png)\n\n"
        "![Nameless](g)\n\n![Odd](h.jpg_large)\n",
        cover="cover.jpg",
        cover_alt="Words",
    )
    return site


def test_no_original_is_in_the_site(album: Site) -> None:
    album.build()
    files = album.files()
    assert [path for path, data in files.items() if CANARY in data] == []
    assert not [path for path in files if path.startswith("_downloads/")]
    assert not [path for path in files if path.endswith((".jpg", ".png")) and b"Exif" in files[path]]


def test_every_file_that_is_named_is_there_and_no_other(album: Site) -> None:
    album.build()
    named = set()
    for path, data in album.files().items():
        if path.endswith(".html"):
            folder = (album.html / path).parent
            for address in addresses_in(data.decode()):
                file = (folder / unquote(address)).resolve()
                assert file.is_file(), (path, address)
                named.add(file.name)
    unnamed = {path.rpartition("/")[2] for path in published(album)} - named
    assert not {name for name in unnamed if name[0] in "abdsé"}


def test_page_has_sizes_and_files(album: Site) -> None:
    album.build()
    first, figure, raw, odd, small, *others = images(album)
    assert first["src"].endswith(".jpg")
    assert (first["width"], first["height"]) == ("500", "1000")
    assert first["fetchpriority"] == "high"
    assert "loading" not in first.attrs
    assert all(
        image["loading"] == "lazy" and image["decoding"] == "async" for image in (figure, raw, odd, small, *others)
    )
    sources = first.parent.select("source")
    assert "image/avif" in [source["type"] for source in sources]
    for part in (first, *sources):
        assert [candidate.split()[1] for candidate in part["srcset"].split(", ")] == ["360w", "500w"]
        assert part["sizes"].startswith("(min-width: 540px) 500px")
    assert first.find_parent("a") is None  # it shows no more than the page
    assert figure.find_parent("a", class_="picture")["href"].endswith(".jpg")
    assert (figure["width"], figure["height"]) == ("300", str(300 * 2))
    assert "300px" in figure["sizes"]
    assert raw.find_parent("picture") is not None
    assert small.find_parent("a") is None
    assert [image["alt"] for image in others] == ["Nameless", "Odd"]
    assert all(image["src"].endswith(".jpg") for image in others)
    assert (small["width"], small["height"]) == ("20", "10")


def test_feeds_and_copies_have_one_file(album: Site) -> None:
    album.build()
    entry = BeautifulSoup((album.html / "blog/atom.xml").read_text(encoding="utf-8"), "xml").find("content").get_text()
    shown = BeautifulSoup(entry, "html.parser")
    assert not shown.select("picture, source, [srcset], [sizes], [loading]")
    assert all(image["src"].startswith("https://") for image in shown.select("img"))
    copy = (album.html / "posts/2021/hello/index.md").read_text(encoding="utf-8")
    assert copy.count("![Words](https://") == 3
    assert "[![" not in copy


def test_second_build_makes_nothing(album: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    album.build()
    before = album.files()

    def refuse(*arguments: Any, **more: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(valuable.content.pictures.encoding, "make_files", refuse)
    album.build()
    assert album.files() == before
    album.clean()  # what was made is kept outside of the site
    album.build()
    assert {path: data for path, data in album.files().items() if path.startswith("_images/")} == published(album)
    assert published(album).keys() == {path for path in before if path.startswith("_images/")}


def test_changed_picture_has_other_files_and_the_old_are_gone(site: Site) -> None:
    folder = site.post(body="![Words](a.png)\n\n![Words](b.png)\n").parent
    for name, size in (("a.png", (30, 20)), ("b.png", (9, 9))):
        (folder / name).write_bytes(raster(size))
    assert site.build() == []
    before, kept = published(site), set((site.folder / ".cache/pictures").iterdir())
    (folder / "a.png").write_bytes(raster((50, 20)))
    assert site.build() == []
    assert images(site)[0]["width"] == "50"
    after = published(site)
    assert {path for path in after if "/b." in path} == {path for path in before if "/b." in path}
    assert {path for path in after if "/a." in path}.isdisjoint(before)
    assert len(set((site.folder / ".cache/pictures").iterdir()) - kept) == 1
    assert len(list((site.folder / ".cache/pictures").iterdir())) == 2
    site.clean()
    assert site.build() == []
    assert published(site) == after


def test_emptied_cache_is_made_again(site: Site) -> None:
    site.post(body="![Words](a.png)\n").with_name("a.png").write_bytes(raster((30, 20)))
    assert site.build() == []
    before = site.files()
    for file in (site.folder / ".cache/pictures").rglob("*.*"):
        file.unlink()
    site.post("posts/2021/other.md", body="![Words](a.png)\n")
    assert site.build() == []
    assert before.items() <= site.files().items() or site.page("/posts/2021/other/").img


def damaged_png(width: int, height: int, data: bytes = b"") -> bytes:
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", data),
        (b"IEND", b""),
    )
    written = (struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


JPEG = bytes_of(photo((200, 200)), "JPEG")
BROKEN = {
    "half.jpg": (JPEG[: len(JPEG) // 2], "it is broken off before its end: export it again"),
    "head.jpg": (JPEG[:200], "it is broken off"),
    "text.png": (b"hello I am text", "it is text and no picture"),
    "zero.png": (damaged_png(0, 0), "it has 0 × 0 pixels"),
    "zero.gif": (b"GIF89a\0\0\0\0\0\0\0;", "it has 0 × 0 pixels"),
    "huge.png": (damaged_png(20_000, 10_000), "it has 20,000 × 10,000 pixels, and 100 million are the most"),
    "bomb.png": (damaged_png(9_000, 9_000, zlib.compress(bytes(1000))), "it is broken off before its end"),
    "phone.jpg": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "it is a HEIC photo, as phones take them"),
    "phone.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "save it as JPEG"),
    "lfs.png": (b"version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 1\n", "run `git lfs pull`"),
    "other.png": (bytes(range(256)) * 9, "it is no picture that browsers show"),
    "short.webp": (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(8), "export it again"),
    "short.avif": (b"\0\0\0\x1cftypavif" + bytes(30), "export it again"),
    "photo.svg": (raster(), "it is no drawing, but a picture such as a photo"),
    "drawing.jpg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "it is no picture, but SVG or HTML"),
    "page.png": (b"<!DOCTYPE html><html>", "it is no picture, but SVG or HTML"),
    "empty.png": (b"", "which is empty: save it anew"),
}


def test_what_is_no_picture_is_reported_where_it_is_named_and_the_rest_goes_on(site: Site) -> None:
    for name, (data, _) in BROKEN.items():
        site.write(f"posts/2021/{name}", data)
    site.write("posts/2021/well.png", raster())
    site.post(body="".join(f"![Words]({name})\n\n" for name in (*BROKEN, "well.png")))
    warnings = site.build()
    lines = (site.folder / "posts/2021/hello.md").read_text(encoding="utf-8").split("\n")
    for name, (_, said) in BROKEN.items():
        line = next(number for number, text in enumerate(lines, start=1) if name in text)
        (found,) = [each for each in warnings if each.startswith(f"posts/2021/hello.md:{line}: ")]
        assert name in found
        assert said in found
    assert len(warnings) == len(BROKEN)
    assert [image["alt"] for image in images(site)] == ["Words"]


def test_broken_cover_is_reported_at_its_line(site: Site) -> None:
    site.write("posts/2021/half.jpg", JPEG[: len(JPEG) // 2])
    path = site.post(cover="half.jpg", cover_alt="Words")
    (warning,) = site.build()
    line = path.read_text(encoding="utf-8").split("\n").index("cover: half.jpg") + 1
    assert warning.startswith(
        f"posts/2021/hello.md:{line}: WARNING: the picture half.jpg can't be shown: it is broken off"
    )


def test_picture_under_the_name_of_another_kind_is_shown_with_a_hint(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, Severity]] = []
    monkeypatch.setattr(
        valuable.build.pictures, "report", lambda text, place, kind, severity, subject: said.append((text, severity))
    )
    site.write("posts/2021/a.jpg", raster((30, 20)))
    site.post(body="![Words](a.jpg)\n")
    assert site.build() == []
    assert said == [("the picture a.jpg is PNG: name it `a.png`", Severity.HINT)]
    (image,) = images(site)
    assert image["src"].endswith(".png")


def test_picture_for_the_dark_scheme_stands_beside_the_other_in_pages_alone(site: Site) -> None:
    folder = site.post(body='![Words](a.png){width=20}\n\n<img src="a.png" alt="Words">\n\n![Words](b.png)\n').parent
    for name, size in (("a.png", (40, 20)), ("b.png", (9, 9))):
        (folder / name).write_bytes(raster(size))
    assert site.build() == []
    assert len(images(site)) == 3
    before = site.files()
    (folder / "a.dark.png").write_bytes(raster((40, 20), colour="navy"))
    assert site.build() == []
    shown = images(site)
    around = [image.find_parent(class_=re.compile("^only-")) for image in shown]
    assert [found and found["class"][-1] for found in around] == ["only-light", "only-dark"] * 2 + [None]
    assert all(image["loading"] == "lazy" for image in shown[:4])
    assert [image["width"] for image in shown[:2]] == ["20", "20"]
    assert len({image["src"] for image in shown}) == 3
    for path in ("blog/atom.xml", "posts/2021/hello/index.md"):
        assert "a.dark" not in (site.html / path).read_text(encoding="utf-8")
    clean = site.files()
    site.clean()
    assert site.build() == []
    assert site.files().keys() == clean.keys()
    (folder / "a.dark.png").unlink()
    assert site.build() == []
    assert site.files().keys() == before.keys()


def test_portrait_and_cover_are_thumbnails(site: Site) -> None:
    site.write("conf.py", CONF.replace("images/ada.svg", "images/me.jpg") + OWN_STATIC)
    site.write("_static/images/me.jpg", bytes_of(photo((900, 900)), "JPEG", exif=exif_of(), comment=CANARY))
    site.write("posts/2021/cover.jpg", bytes_of(photo((900, 600)), "JPEG"))
    site.post(cover="cover.jpg", cover_alt="A cover")
    assert site.build() == []
    assert not (site.html / "_static/images/me.jpg").exists()
    assert [path for path, data in site.files().items() if CANARY in data] == []
    for address, name in (("/blog/", ".entry-cover"), ("/posts/2021/hello/", ".portrait")):
        image = site.page(address).select_one(name)
        widths = [int(part.split()[1][:-1]) for part in image.get("srcset", "a 128w").split(", ")]
        assert max(widths) <= 384
        assert ((site.html / address.strip("/")) / image["src"]).resolve().is_file()
        assert image["width"]
        assert image["height"]


def test_drawing_has_the_size_of_its_view_box(site: Site) -> None:
    site.write("posts/2021/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 150"/>')
    site.post(body='![Words](a.svg)\n\n![Words](a.svg){width=60}\n\n<img src="a.svg" alt="Words">\n')
    assert site.build() == []
    assert [(image["width"], image["height"]) for image in images(site)] == [
        ("300", "150"),
        ("60", "30"),
        ("300", "150"),
    ]


@pytest.mark.parametrize(
    ("markup", "width", "sizes"),
    [
        ("![a](x.png){width=50%}", None, "(min-width: 41rem) 20.5rem, calc(50vw - 1.25rem)"),
        ("![[x.png|a|300]]", "300", "(min-width: 340px) 300px, calc(100vw - 2.5rem)"),
        ("```{figure} x.png\n:alt: a\n:width: 200px\n```", "200", "(min-width: 240px) 200px, calc(100vw - 2.5rem)"),
        ("```{figure} x.png\n:alt: a\n:figwidth: 50%\n```", None, "(min-width: 41rem) 20.5rem, calc(50vw - 1.25rem)"),
        ("```{figure} x.png\n:alt: a\n:align: right\n```", None, "(min-width: 41rem) 20.5rem, calc(50vw - 1.25rem)"),
        ("```{image} x.png\n:alt: a\n:scale: 25\n```", "200", "(min-width: 240px) 200px, calc(100vw - 2.5rem)"),
        ('<img src="x.png" alt="a" width="400">', "400", "(min-width: 440px) 400px, calc(100vw - 2.5rem)"),
        ('<img src="x.png" alt="a" style="width: 25%">', None, "(min-width: 41rem) 10.25rem, calc(25vw - 0.625rem)"),
        ("![a](x.png)", None, "(min-width: 41rem) 41rem, calc(100vw - 2.5rem)"),
    ],
)
def test_width_that_an_author_gives_is_where_a_browser_looks(
    site: Site, markup: str, width: str | None, sizes: str
) -> None:
    site.write("posts/2021/x.png", bytes_of(photo((800, 400))))
    site.post(body=f"{markup}\n")
    assert site.build() == []
    (image,) = images(site)
    assert image["sizes"] == sizes
    assert image["width"] == (width or "800")
    assert int(image["height"]) * 2 == int(image["width"])
    assert image.find_parent("a") is not None


def test_html_of_an_author_keeps_what_it_says(site: Site) -> None:
    for name, size in (("a.png", (800, 400)), ("b.png", (700, 700))):
        site.write(f"posts/2021/{name}", bytes_of(photo(size)))
    site.post(
        body='<picture><source media="(width > 60em)" srcset="b.png"><img src="a.png" alt="a" class="x"></picture>\n\n'
        '<a href="https://a.example/"><img src="a.png" alt="a"></a>\n\n'
        '<img srcset="a.png 400w, b.png 800w" src="a.png" alt="a" loading="eager">\n'
    )
    assert site.build() == []
    one, two, three = images(site)
    assert one["class"] == ["x"]
    (own,) = {source["media"] for source in one.parent.select("source")}
    assert own == "(width > 60em)"
    assert "/b." in one.parent.source["srcset"]
    assert two.find_parent("a")["href"] == "https://a.example/"
    assert len(site.page("/posts/2021/hello/").select(".e-content picture picture, .e-content a a")) == 0
    assert "/b." in three["src"]
    assert three["loading"] == "eager"


def test_photo_that_is_published_as_it_is_and_says_where_it_was_taken_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        valuable.build.photo_places, "report", lambda text, place, kind, severity, subject: said.append(place)
    )
    site.write("conf.py", CONF.replace("images/ada.svg", "") + OWN_STATIC)
    site.write("_extra/there.jpg", raster((9, 9), "JPEG", exif=exif_of()))
    site.write("_extra/nowhere.jpg", raster((9, 9), "JPEG"))
    site.write("_extra/damaged.jpg", b"no picture")
    site.write("_static/there.webp", raster((9, 9), "WEBP", exif=exif_of().tobytes()))
    site.post()
    site.build(html_extra_path=["_extra"])
    assert said == ["_extra/there.jpg:1", "_static/there.webp:1"]


def test_preview_makes_in_haste_what_the_site_makes_better(site: Site) -> None:
    site.write("posts/2021/a.jpg", bytes_of(photo((1700, 400)), "JPEG"))
    site.post(body="![Words](a.jpg)\n")
    assert site.build(show_drafts=True) == []
    assert not site.page("/posts/2021/hello/").select(".e-content source")
    assert images(site)[0]["srcset"]
    site.clean()
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select(".e-content source")
    site.clean()
    assert site.build(show_drafts=True) == []
    assert site.page("/posts/2021/hello/").select(".e-content source")


def test_another_portrait_is_on_every_page_that_shows_it(site: Site) -> None:
    site.write("conf.py", CONF.replace("images/ada.svg", "images/me.jpg") + OWN_STATIC)
    site.post()
    addresses = []
    for size in ((90, 90), (80, 80)):
        site.write("_static/images/me.jpg", raster(size, "JPEG"))
        assert site.build() == []
        addresses.append([site.page(address).select_one(".portrait")["src"] for address in ("/", "/posts/2021/hello/")])
    assert set(addresses[0]).isdisjoint(addresses[1])
    site.write("_static/images/me.jpg", b"no picture")
    (warning,) = site.build()
    assert warning.startswith("conf.py:")
    assert "the picture me.jpg can't be shown: it is text and no picture" in warning


def test_poster_that_is_broken_is_left_out(site: Site) -> None:
    site.write("posts/2021/seal.mp4", b"film")
    site.write("posts/2021/seal.jpg", JPEG[:300])
    site.post(body="Words.\n\n![A seal](seal.mp4)\n")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:9: WARNING: the picture seal.jpg can't be shown")
    assert "poster" not in site.page("/posts/2021/hello/").video.attrs


def test_cover_for_the_dark_scheme_comes_and_goes_in_lists(site: Site) -> None:
    site.write("posts/2021/c.png", raster((300, 200)))
    site.post(cover="c.png", cover_alt="A cover")
    site.post("posts/2021/other.md")
    assert site.build() == []
    before = site.files()
    dark = site.write("posts/2021/c.dark.png", raster((300, 200), colour="navy"))
    assert site.build() == []
    found = site.page("/blog/").select(".entry-cover")
    assert [image.parent["class"] for image in found] == [["only-light"], ["only-dark"]]
    assert all(((site.html / "blog") / image["src"]).resolve().is_file() for image in found)
    dark.unlink()
    assert site.build() == []
    assert site.files() == before
