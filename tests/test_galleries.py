"""Several pictures in one paragraph are a gallery; a picture with a line in italics below it is a figure."""

import pytest
from conftest import Site, main_of
from PIL import Image

from valuable.content.markdown.galleries import row_lengths, row_width

SIZES = {"a": (1200, 800), "b": (800, 1200), "c": (900, 900), "d": (2400, 600), "e": (40, 20)}


def write_pictures(site: Site) -> None:
    folder = site.folder / "posts" / "2021"
    folder.mkdir(parents=True, exist_ok=True)
    for name, size in SIZES.items():
        Image.new("RGB", size, "teal").save(folder / f"{name}.png")


def galleries(site: Site) -> list[list[list[str]]]:
    """Return the text alternatives of the pictures of each row of each gallery."""
    return [
        [[image["alt"] for image in row.select("img")] for row in gallery.select(".gallery-row")]
        for gallery in main_of(site.page("/posts/2021/hello/")).select(".gallery")
    ]


GALLERIES = {
    "one line": "![a](a.png) ![b](b.png)",
    "one line each": "![a](a.png)\n![b](b.png)",
    "hard breaks": "![a](a.png)\\\n![b](b.png)  \n![c](c.png)",
    "no space": "![a](a.png)![b](b.png)",
    "with widths": "![a](a.png){width=50%} ![b](b.png){width=50%}",
    "Obsidian": "![[a.png|a]] ![[b.png|b]]",
    "linked": "[![a](a.png)](https://other.example/) [![b](b.png)](../../index.md)",
    "in a list": "- ![a](a.png) ![b](b.png)",
    "in a quotation": "> ![a](a.png) ![b](b.png)",
    "in a callout": "> [!note]\n> ![a](a.png) ![b](b.png)",
    "with a class": "{.wide}\n![a](a.png) ![b](b.png)",
}
NONE = {
    "one": "![a](a.png)",
    "words": "Words ![a](a.png) ![b](b.png)",
    "words below": "![a](a.png)\n![b](b.png)\nWords",
    "italics": "![a](a.png) ![b](b.png)\n*Words*",
    "paragraphs": "![a](a.png)\n\n![b](b.png)",
    "cell": "| x |\n|---|\n| ![a](a.png) ![b](b.png) |",
}


def test_paragraph_of_pictures_alone_is_a_gallery(site: Site) -> None:
    write_pictures(site)
    parts = [f"Of {name}.\n\n{text}\n" for name, text in {**GALLERIES, **NONE}.items()]
    site.post(body="\n".join(parts))
    assert site.build() == []
    found = [[name for row in rows for name in row] for rows in galleries(site)]
    assert found == [["a", "b", *(["c"] if name == "hard breaks" else [])] for name in GALLERIES]
    page = main_of(site.page("/posts/2021/hello/"))
    assert [link["href"] for link in page.select(".gallery a:not(.picture)")] == ["https://other.example/", "../../../"]
    assert "wide" in page.select(".gallery")[-1]["class"]


def test_caption_is_the_title(site: Site) -> None:
    write_pictures(site)
    site.post(body='![a](a.png "Ebb & *flood*") ![b](b.png)\n')
    assert site.build() == []
    frames = main_of(site.page("/posts/2021/hello/")).select(".gallery figure")
    assert [frame.figcaption and frame.figcaption.get_text(strip=True) for frame in frames] == ["Ebb & *flood*", None]
    assert not [frame for frame in frames if frame.img.get("title")]


def test_feeds_and_copies_have_one_picture_after_another(site: Site) -> None:
    write_pictures(site)
    site.post(body='![a](a.png "Ebb") ![b](b.png)\n')
    assert site.build() == []
    files = site.files()
    copy = files["posts/2021/hello/index.md"].decode()
    assert [line[:4] for line in copy.splitlines() if line][2:] == ["![a]", "Ebb", "![b]"]
    feed = files["blog/atom.xml"].decode()
    assert feed.count("&lt;figure") == 2
    assert "gallery" not in feed


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        ("aa", [2]),
        ("ab", [2]),
        ("bbb", [3]),
        ("abc", [3]),
        ("aaaa", [2, 2]),
        ("dd", [1, 1]),
        ("abdca", [2, 1, 2]),
        ("bbbbbb", [3, 3]),
    ],
)
def test_rows_are_about_equally_high(names: str, rows: list[int]) -> None:
    assert row_lengths([SIZES[name][0] / SIZES[name][1] for name in names]) == rows


def test_no_picture_is_enlarged_unless_it_is_tiny() -> None:
    assert row_width([SIZES["a"], SIZES["b"]]) == 1200 + 533
    assert row_width([SIZES["e"], SIZES["e"]]) == 80
    assert row_width([SIZES["e"], SIZES["c"]]) == 480


CAPTIONED = {
    "![a](a.png)\n*Ebb*": "Ebb",
    "![a](a.png)  \n_Ebb_": "Ebb",
    "![a](a.png)\\\n*Ebb and **flood***": "Ebb and flood",
    "[![a](a.png)](../../index.md)\n*Ebb*": "Ebb",
    "[![a](a.png)](https://other.example/)\n*Ebb, [here](../../index.md)*": "Ebb, here",
    "![[a.png|a]]\n*Ebb*": "Ebb",
    "> ![a](a.png)\n> *Ebb*": "Ebb",
}
UNCAPTIONED = ("![a](a.png) *Ebb*", "![a](a.png)\n*Ebb* and", "![a](a.png)\n**Ebb**", "*Ebb*\n![a](a.png)")


def test_line_in_italics_below_a_picture_is_its_caption(site: Site) -> None:
    write_pictures(site)
    site.post(body="\n\nWords.\n\n".join([*CAPTIONED, *UNCAPTIONED]) + "\n")
    assert site.build() == []
    page = main_of(site.page("/posts/2021/hello/"))
    captions = [caption.get_text() for caption in page.select("figcaption .caption-text")]
    assert captions == list(CAPTIONED.values())
    assert not page.select("figcaption em")
    assert len(page.select("p > em")) == 3


def test_picture_that_is_missing_is_one_message_and_the_others_stand(site: Site) -> None:
    write_pictures(site)
    site.post(body="![A](no.png)\n![B](none.png) ![a](a.png)\n")
    warnings = site.build()
    assert len(warnings) == 2
    assert all("none.png" in line or "no.png" in line for line in warnings)
