import re
from pathlib import Path

import pytest
from conftest import Site, main_of

from valuable.content.images import inline_markup
from valuable.content.inline_svg import inline_drawing

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" stroke="currentColor">'
    "<style>svg:root{color:red}</style>\n  <path d='M0 0h9'/></svg>\n"
)
PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path fill="#f00" d="M0 0h9"/></svg>'


def test_address_holds_a_digest_of_the_bytes(site: Site) -> None:
    site.write("posts/2021/hello/plain.svg", PLAIN)
    site.post("posts/2021/hello/index.md", body="![A line](plain.svg)\n")
    assert site.build() == []
    source = main_of(site.page("/posts/2021/hello/")).select_one(".e-content img")["src"]
    assert re.fullmatch(r"\.\./\.\./\.\./_images/plain\.[0-9a-f]{8}\.svg", source)
    assert (site.html / "posts/2021/hello" / source).resolve().read_text() == PLAIN


def test_changed_picture_has_another_address_and_the_old_one_is_gone(site: Site) -> None:
    picture = site.write("posts/2021/plain.svg", PLAIN)
    site.post(body="![A line](plain.svg)\n")
    assert site.build() == []
    (before,) = (site.html / "_images").iterdir()
    picture.write_text(PLAIN.replace("h9", "h8"))
    assert site.build() == []
    (after,) = (site.html / "_images").iterdir()
    assert before.name != after.name
    assert after.name in str(site.page("/posts/2021/hello/"))


def test_pictures_of_one_name_keep_their_own_bytes(site: Site) -> None:
    for number in (1, 2):
        site.write(f"posts/2021/p{number}/plain.svg", PLAIN.replace("h9", f"h{number}"))
        site.post(f"posts/2021/p{number}/index.md", body="![A line](plain.svg)\n")
    assert site.build() == []
    for number in (1, 2):
        source = main_of(site.page(f"/posts/2021/p{number}/")).select_one(".e-content img")["src"]
        assert f"h{number}" in (site.html / f"posts/2021/p{number}" / source).resolve().read_text()


def test_drawing_is_put_into_the_page_without_its_style(site: Site) -> None:
    site.write("posts/2021/drawing.svg", DRAWING)
    site.post(body='![Two & a "line"](drawing.svg)\n')
    assert site.build() == []
    svg = main_of(site.page("/posts/2021/hello/")).select_one(".e-content svg")
    assert svg["role"] == "img"
    assert svg["aria-label"] == 'Two & a "line"'
    assert svg["stroke"] == "currentColor"
    assert svg.select_one("path")
    assert not svg.select("style")


def test_drawing_in_the_feed_is_a_picture_that_exists(site: Site) -> None:
    site.write("posts/2021/drawing.svg", DRAWING)
    site.post(body="![Two](drawing.svg)\n")
    for _ in range(2):  # the second build writes no page, and the feed's pictures must not go
        assert site.build() == []
        feed = (site.html / "blog/atom.xml").read_text()
        (name,) = set(re.findall(r"https://lights\.example/_images/([\w.-]+)", feed))
        assert (site.html / "_images" / name).read_text() == DRAWING
        assert "&lt;svg" not in feed


@pytest.mark.parametrize(
    "body",
    [
        "```{figure} plain.svg\nA *tide* gauge.\n```",
        '![](plain.svg "A *tide* gauge.")'.replace("*", ""),
        "````{figure} plain.svg\n:target: https://a.example/\n\nA tide gauge.\n````",
    ],
)
def test_caption_stands_for_a_missing_alternative(site: Site, body: str) -> None:
    site.write("posts/2021/plain.svg", PLAIN)
    site.post(body=f"{body}\n")
    assert site.build() == []
    (hint,) = [hint for hint in site.hints() if "text alternative" in hint]
    assert "its caption stands for it" in hint
    assert site.page("/posts/2021/hello/").select_one("figure img")["alt"] == "A tide gauge."


def test_picture_without_a_text_alternative_is_reported(site: Site) -> None:
    site.write("posts/2021/plain.svg", PLAIN)
    site.post(body="![](plain.svg)\n")
    (warning,) = site.build()
    assert (
        "posts/2021/hello.md:7: WARNING: the picture plain.svg has no text alternative: write `![what it shows]"
        in warning
    )


def test_picture_with_accents_and_spaces_in_its_name_is_found(site: Site) -> None:
    site.write("posts/2021/café menu.svg", PLAIN)
    site.post(body="![A menu](<café menu.svg>)\n")
    assert site.build() == []
    source = main_of(site.page("/posts/2021/hello/")).select_one(".e-content img")["src"]
    assert source.startswith("../../../_images/caf%C3%A9%20menu.")


def shown(tmp_path: Path, markup: str, alternative: str = "A", **options: str) -> str:
    """Return what a page shows of a drawing."""
    path = tmp_path / "drawing.svg"
    path.write_text(markup)
    picture = inline_drawing(path, path.stat().st_mtime_ns)
    assert picture is not None
    return inline_markup(picture, alternative, **options)


def test_attributes_of_the_drawing_itself_are_not_doubled(tmp_path: Path) -> None:
    markup = DRAWING.replace("<svg ", "<svg class='a>b' role='img' aria-label='x' width='9' ")
    assert shown(tmp_path, markup, width="50%").startswith(
        '<svg class="drawing" role="img" aria-label="A" viewBox="0 0 10 10" stroke="currentColor" width="50%">'
    )


def test_alternative_text_is_escaped(tmp_path: Path) -> None:
    assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in shown(tmp_path, DRAWING, 'a "b" <c>')


def test_ids_of_two_drawings_are_two(site: Site) -> None:
    gradient = DRAWING.replace("<path", "<g id='a' fill='url(#a)'/><use href='#a'/><path")
    site.write("posts/2021/one.svg", gradient)
    site.write("posts/2021/two.svg", gradient.replace("h9", "h8"))
    site.post(body="![One](one.svg)\n\n![Two](two.svg)\n")
    assert site.build() == []
    one, two = main_of(site.page("/posts/2021/hello/")).select(".e-content svg")
    assert one.g["id"] != two.g["id"]
    for svg in (one, two):
        assert svg.g["fill"] == f"url(#{svg.g['id']})"
        assert svg.use["href"] == f"#{svg.g['id']}"


def test_spaces_between_words_of_a_drawing_stay(tmp_path: Path) -> None:
    words = DRAWING.replace("<path", "<text><tspan>b</tspan> <tspan>c</tspan></text><path")
    assert "<tspan>b</tspan> <tspan>c</tspan>" in shown(tmp_path, words)


@pytest.mark.parametrize("script", ["<script>1</script>", "<g onload='1'/>"])
def test_picture_with_a_script_is_not_published(site: Site, script: str) -> None:
    site.write("posts/2021/drawing.svg", DRAWING.replace("<path", f"{script}<path"))
    site.post(body="![A](drawing.svg)\n")
    (warning,) = site.build()
    message = "posts/2021/hello.md:7: WARNING: the picture posts/2021/drawing.svg is not published: it holds `"
    assert warning.startswith(message)
    assert not [path for path in site.files() if path.startswith("_images/drawing")]


@pytest.mark.parametrize("moving", ["<animate attributeName='x' to='9' dur='1s'/>", "<g unknown='1'/>", "<Path d=''/>"])
def test_drawing_with_something_that_is_on_no_list_stays_a_file(site: Site, moving: str) -> None:
    site.write("posts/2021/drawing.svg", DRAWING.replace("<path", f"{moving}<path"))
    site.post(body="![A](drawing.svg)\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one(".e-content img")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            DRAWING.replace("<path", "<image href='https://e.example/x.png'/><path"),
            "would load https://e.example/x.png",
        ),
        (DRAWING.replace("</svg>", ""), "can't be read as SVG"),
    ],
)
def test_drawing_that_will_not_do_is_one_message(site: Site, text: str, message: str) -> None:
    site.write("posts/2021/drawing.svg", text)
    site.post(body="![A](drawing.svg)\n")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: the picture posts/2021/drawing.svg ")
    assert message in warning


def test_picture_within_a_sentence_stays_in_its_line(site: Site) -> None:
    site.write("posts/2021/plain.svg", PLAIN)
    figure = ":::{figure} plain.svg\n:alt: In a figure\n\nA caption.\n:::\n"
    site.post(body=f"A ![red line](plain.svg) here.\n\n![Alone](plain.svg)\n\n{figure}")
    assert site.build() == []
    pictures = main_of(site.page("/posts/2021/hello/")).select(".e-content img")
    assert ["in-line" in picture.get("class", []) for picture in pictures] == [True, False, False]
