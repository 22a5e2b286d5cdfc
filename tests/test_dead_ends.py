"""What leads nowhere is one message, which names what is nearest; told in every build, whichever pages it reads."""

import pytest
from conftest import CONF, Site
from hostile import PIXEL

PLACE = "posts/2021/hello/index.md"


def write_neighbours(site: Site) -> None:
    site.write("posts/2021/hello/harbour.png", PIXEL)
    site.write("posts/2021/hello/notes.pdf", b"notes")
    site.post("posts/2021/words.md", title="Words", body="## Sub part\n\nWords.\n")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<img src="harbor.png" alt="x">', "there is no file `harbor.png` to be shown: nearest is `harbour.png`"),
        ("![x](harbor.png)", "there is no file `harbor.png` to be shown: nearest is `harbour.png`"),
        ("![x](Harbour.png)", "there is no file `Harbour.png` to be shown: nearest is `harbour.png`"),
        ("```{image} harbor.png\n:alt: x\n```", "there is no file `harbor.png` to be shown: nearest is `harbour.png`"),
        ("![x](/images/none.png)", "there is no file `/images/none.png` to be shown: put the file beside the page"),
        ('<img src="/blog/" alt="x">', "there is no file `/blog/` to be shown: put the file"),
        ('<img src="harbour.png" alt="x" srcset="zz.png 2x">', "there is no file `zz.png` to be shown"),
        ('<video src="film.mp4" controls></video>', "there is no file `film.mp4` to be shown: put the file beside"),
        ('<video src="/blog/atom.xml" poster="no.png"></video>', "there is no file `no.png` to be shown"),
        ('<audio><source src="/sound.ogg"></audio>', "there is no file `/sound.ogg` to be shown: put the file beside"),
        ("[x](/posts/2021/word/)", "`/posts/2021/word/` leads nowhere: nearest are `/posts/2021/words/`, "),
        ("[x](https://lights.example/word/)", "`https://lights.example/word/` leads nowhere: nearest are `/posts/2021"),
        ("[x](../word.md)", "`../word.md` leads nowhere: nearest are `../words.md`, "),
        ("[x](../word)", "`../word` leads nowhere: nearest are `../words.md`, "),
        ("[x](word)", "`word` leads nowhere: nearest are `../words.md`, "),
        ("[x][y]\n\n[y]: /blog/tags/x/", "`/blog/tags/x/` leads nowhere: "),
        ("[x](/files/paper.pdf)", "`/files/paper.pdf` leads nowhere: put the file beside the page or into `_extra`"),
        ("[x](nots.pdf)", "`nots.pdf` leads nowhere: nearest is `notes.pdf`"),
        ("[x](/atoms.xml)", "`/atoms.xml` leads nowhere: nearest are `/blog/atom.xml`, "),
        ("[x](/old-tag/)", "`/old-tag/` leads nowhere"),
        ("[x](README.md)", "`README.md` leads nowhere"),
        (
            "[x](www.example.org/a)",
            "`www.example.org/a` is an address of another site: write `https://www.example.org/a`",
        ),
        ("[x](jo@example.org)", "`jo@example.org` is an address of e-mail: write `mailto:jo@example.org`"),
        ('<a href="../word/">x</a>', "`../word/` leads nowhere: nearest are `../words.md`, "),
        ('- <a href="paper.pdf">x</a>', "`paper.pdf` leads nowhere"),
        ('> <a href="#nope">x</a>', "`#nope` leads to no heading and no anchor of its page: leave out the `#`"),
        ("## A part\n\n[x](#a-par)", "`#a-par` leads to no heading and no anchor of this page: nearest is `#a-part`"),
        ("[x](#words)", "`#words` leads to no heading and no anchor of this page: leave out the `#`"),
        ("[x](#v1.0/x)", "`#v1.0/x` leads to no heading and no anchor of this page"),
        (
            "[x](../words.md#sub-par)",
            "`../words.md#sub-par` leads to no heading and no anchor of its page: nearest is `../words.md#sub-part`",
        ),
        ("[x](/posts/2021/words/#sub-par)", "anchor of its page: nearest is `/posts/2021/words/#sub-part`"),
        ('<a href="../words/#sub-par">x</a>', "anchor of its page: nearest is `../words/#sub-part`"),
        ("```{image} harbour.png\n:alt: x\n:target: nope.html\n```", "`nope.html` leads nowhere"),
        ("```{eval-rst}\n`x <nope.html>`_\n```", "`nope.html` leads nowhere"),
    ],
)
def test_address_at_which_nothing_stands_is_reported(site: Site, body: str, message: str) -> None:
    site.post(PLACE, body=f"{body}\n")
    write_neighbours(site)
    site.write("README.md", "# Mine\n")
    (warning,) = site.build()
    assert warning.startswith(tuple(f"{PLACE}:{line}: WARNING: " for line in (7, 8, 9)))
    assert message in warning
    assert warning.endswith("[valuable.dead_ends]")


def test_page_named_by_its_file_is_found_wherever_it_is_named(site: Site) -> None:
    site.post(PLACE, body="```{image} harbour.png\n:alt: x\n:target: ../words.md\n```\n")
    write_neighbours(site)
    assert site.build() == []
    assert site.page("/posts/2021/hello/").select_one(".e-content a:has(img)")["href"] == "../words/"


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


def test_other_parts_of_the_host_have_whole_addresses(site: Site) -> None:
    site.post(body='<a href="/wiki/x">x</a> [z](https://lights.example/wiki/x)\n')
    site.write("conf.py", CONF.replace("lights.example/", "lights.example/blog/"))
    (warning,) = site.build()
    assert warning.count("If it stands elsewhere on the host, write `https://lights.example/wiki/x`") == 1


def test_address_is_looked_up_again_when_its_page_goes(site: Site) -> None:
    site.post(PLACE, body='<a href="../words/">x</a> [y](/posts/2021/words/) [z](/posts/2021/words/#sub)\n')
    words = site.post("posts/2021/words/index.md", title="Words", body="## Sub\n\nWords.\n")
    assert site.build() == []
    words.unlink()
    assert [warning.partition("`")[2].partition("`")[0] for warning in site.build()] == [
        "../words/",
        "/posts/2021/words/",
        "/posts/2021/words/#sub",
    ]
    site.post("posts/2021/words/index.md", title="Words", body="## Sub\n\nWords.\n")
    assert site.build() == []


def test_draft_is_told_as_one(site: Site) -> None:
    site.post(body='<a href="../secret/">x</a>\n\n[y](/posts/2021/secret/) [z](secret)\n')
    site.post("posts/2021/secret.md", title="Secret", draft="true", redirect="[/hidden/]")
    warnings = site.build()
    message = "the page links to posts/2021/secret.md, which is a draft: publish that one first, or take this out"
    assert len(warnings) == 3
    assert all(message in warning for warning in warnings)
    assert not site.page("/posts/2021/hello/").select(".e-content a[href*=secret]")


def test_old_address_of_a_draft_says_nothing_of_it(site: Site) -> None:
    site.post(body="[x](/hidden/)\n")
    site.post("posts/2021/secret.md", title="Secret", draft="true", redirect="[/hidden/]")
    (warning,) = site.build()
    assert "`/hidden/` leads nowhere" in warning
    assert "secret" not in warning


def test_trusted_html_is_not_looked_up(site: Site) -> None:
    site.post(body='<a href="#made-by-a-script">x</a> <a href="nope/">y</a>\n')
    assert site.build(raw_html="trusted") == []
    assert [link["href"] for link in site.page("/posts/2021/hello/").select(".e-content p a")] == [
        "#made-by-a-script",
        "nope/",
    ]


def test_what_is_told_is_told_in_a_build_that_reads_nothing(site: Site) -> None:
    """The preview goes on in spite of a message, and so does a site that has accepted it."""
    site.post(body="[x](/nope/) [y](#none) [z](../2021/words.md#none)\n\n![a](none.png)\n")
    write_neighbours(site)
    first = site.build(suppress_warnings=["none"])
    assert len(first) == 4
    assert site.build(suppress_warnings=["none"]) == first
