import pytest
from conftest import Site
from hostile import PIXEL

PLACE = "posts/2021/hello/index.md"


@pytest.mark.parametrize(
    ("body", "address", "advice"),
    [
        ('<img src="harbour.png" alt="x">', "harbour.png", "write `![what it shows](picture.png)`"),
        ('Words <img src="../nope.png" alt="x">.', "../nope.png", "write `![what it shows](picture.png)`"),
        ('<img src="/blog/" alt="x" srcset="harbour.png 2x">', "harbour.png", "write `![what it shows](picture.png)`"),
        ('<video src="film.mp4" controls></video>', "film.mp4", "put the file into `_extra`"),
        ('<video src="/blog/atom.xml" poster="harbour.png"></video>', "harbour.png", "put the file into `_extra`"),
        ('<audio><source src="/sound.ogg"></audio>', "/sound.ogg", "put the file into `_extra`"),
        ('<a href="../nope/">x</a>', "../nope/", "link to a file as in `[words](other-post.md)`"),
        ('- <a href="paper.pdf">x</a>', "paper.pdf", "link to a file"),
        ('> <a href="#nope">x</a>', "#nope", "link to a file"),
        ('<a href="../words/#nope">x</a>', "../words/#nope", "link to a file"),
        ("```{image} harbour.png\n:alt: x\n:target: nope.html\n```", "nope.html", "link to a file"),
        ("```{eval-rst}\n`x <nope.html>`_\n```", "nope.html", "link to a file"),
    ],
)
def test_address_at_which_nothing_stands_is_reported(site: Site, body: str, address: str, advice: str) -> None:
    site.post(PLACE, body=f"{body}\n")
    site.write("posts/2021/hello/harbour.png", PIXEL)
    site.post("posts/2021/words.md", title="Words")
    (warning,) = site.build()
    assert warning.startswith((f"{PLACE}:7: WARNING: nothing stands at ", f"{PLACE}:8: WARNING: nothing stands at "))
    assert f" {address} on this site: {advice}" in warning


def test_page_named_by_its_file_is_reported_where_nobody_makes_an_address_of_it(site: Site) -> None:
    site.post(PLACE, body="```{image} harbour.png\n:alt: x\n:target: ../words/index.md\n```\n")
    site.write("posts/2021/hello/harbour.png", PIXEL)
    site.post("posts/2021/words/index.md", title="Words")
    (warning,) = site.build()
    assert "../words/index.md is the text of a page: write the page's address, as in `../other-post/`" in warning


def test_what_stands_on_the_site_is_found(site: Site) -> None:
    links = ["#part", "#mine", "#top", "?q=x", "", "../words/#sub", "../words", "/", "../../..", "/blog/", "/old/"]
    links += ["/blog/atom.xml", "/404.html", "/posts/2021/hello/index.md", "/film%20one.mp4", "https://example.org/x"]
    links += ["mailto:a@b.example", "//example.org/x"]
    body = "".join(f'<a href="{link}">x</a>\n' for link in links)
    icon = '<img src="/_static/images/icon.svg" alt="x">'
    site.post(PLACE, body=f'## Part\n\n<p id="mine">x</p>\n\n<p>\n{body}</p>\n\n{icon}\n')
    site.post("posts/2021/words/index.md", title="Words", body="## Sub\n\nWords.\n", redirect="[/old/]")
    site.write("_extra/film one.mp4", b"film")
    assert site.build() == []


def test_other_parts_of_the_host_are_not_known(site: Site) -> None:
    site.post(body='<a href="/wiki/x">x</a> <a href="/blog/nope">y</a>\n')
    (warning,) = site.build(html_baseurl="https://lights.example/blog/")
    assert "nothing stands at /blog/nope on this site" in warning


def test_address_is_looked_up_again_when_its_page_goes(site: Site) -> None:
    site.post(PLACE, body='<a href="../words/">x</a>\n')
    words = site.post("posts/2021/words/index.md", title="Words")
    assert site.build() == []
    words.unlink()
    (warning,) = site.build()
    assert "nothing stands at ../words/ on this site" in warning
    site.post("posts/2021/words/index.md", title="Words")
    assert site.build() == []


def test_draft_is_nothing_that_stands_on_the_site(site: Site) -> None:
    site.post(body='<a href="../secret/">x</a>\n')
    site.post("posts/2021/secret.md", title="Secret", draft="true")
    (warning,) = site.build()
    assert "nothing stands at ../secret/ on this site" in warning


def test_trusted_html_is_not_looked_up(site: Site) -> None:
    site.post(body='<a href="#made-by-a-script">x</a>\n')
    assert site.build(raw_html="trusted") == []
