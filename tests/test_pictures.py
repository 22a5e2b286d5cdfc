import re

from conftest import Site, main_of

from valuable.pictures import inlined

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
        (name,) = set(re.findall(r"https://valuable\.example/_images/([\w.-]+)", feed))
        assert (site.html / "_images" / name).read_text() == DRAWING
        assert "&lt;svg" not in feed


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


def test_attributes_of_the_drawing_itself_are_not_doubled() -> None:
    markup = "<svg class='mine' role='img' aria-label='x' xmlns='y' width='9' viewBox='0 0 1 1'><g class='a'/></svg>"
    assert inlined(markup, "A", width="50%") == (
        '<svg class="drawing" role="img" aria-label="A" width="50%" viewBox=\'0 0 1 1\'><g class=\'a\'/></svg>'
    )


def test_alternative_text_is_escaped() -> None:
    assert inlined("<svg><path/></svg>", 'a "b" <c>') == (
        '<svg class="drawing" role="img" aria-label="a &quot;b&quot; &lt;c&gt;"><path/></svg>'
    )


def test_picture_within_a_sentence_stays_in_its_line(site: Site) -> None:
    site.write("posts/2021/plain.svg", PLAIN)
    figure = ":::{figure} plain.svg\n:alt: In a figure\n\nA caption.\n:::\n"
    site.post(body=f"A ![red line](plain.svg) here.\n\n![Alone](plain.svg)\n\n{figure}")
    assert site.build() == []
    pictures = main_of(site.page("/posts/2021/hello/")).select(".e-content img")
    assert ["in-line" in picture.get("class", []) for picture in pictures] == [True, False, False]
