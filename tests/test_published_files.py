import pytest
from conftest import Site, main_of
from hostile import MISLABELLED, PIXEL

from valuable.content.file_contents import published_file_problem

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
BAD = SVG.replace("<path", "<script>1</script><path")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.html", "<p>x</p>", "a browser would open it as a page of this site"),
        ("a.XHTML", SVG, "a browser would open it as a page of this site"),
        ("a.svgz", b"\x1f\x8b", "a browser would open it as a page of this site"),
        ("a.html.de", "<p>x</p>", "a browser would open it as a page of this site"),
        ("a.htm.gz", b"\x1f\x8b", "a browser would open it as a page of this site"),
        ("a.php", "<?php echo 1;", "a host may run it when somebody asks for it"),
        ("a.PHTML", "<?php echo 1;", "a host may run it when somebody asks for it"),
        ("a.svg", BAD, "it holds `<script>`"),
        ("a.xml", "<x xmlns:h='http://www.w3.org/1999/xhtml'><h:body/></x>", "it holds HTML (`<body>`)"),
        ("a.gpx", "<?xml-stylesheet href='a.xsl'?><gpx/>", "it has a style sheet of another file"),
    ],
)
def test_file_that_would_run_something_is_not_offered(
    site: Site, name: str, content: str | bytes, message: str
) -> None:
    site.write(f"posts/2021/{name}", content)
    site.post(body=f"[one]({name}) and {{download}}`two <{name}>`\n")
    (warning,) = site.build()
    what = "picture" if name.endswith(".svg") else "file"
    refused = f"the {what} posts/2021/{name} is not published: {message}"
    assert warning.startswith(f"posts/2021/hello.md:7: WARNING: {refused}")
    assert not [path for path in site.files() if path.endswith(f"/{name}")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.xml", "<x>y</x>"),
        ("a.gpx", "<gpx><trk/></gpx>"),
        ("a.txt", "<script>"),
        ("a.zip", b"PK"),
        ("a.php.zip", b"PK"),
        ("a.py", "print(1)"),
        ("a.js", "1"),
    ],
)
def test_other_files_are(site: Site, name: str, content: str | bytes) -> None:
    site.write(f"posts/2021/{name}", content)
    site.post(body=f"[one]({name})\n")
    assert site.build() == []
    assert [path for path in site.files() if path.endswith(name)]


@pytest.mark.parametrize("name", MISLABELLED)
def test_picture_that_is_something_else_is_not_published(site: Site, name: str) -> None:
    file, content = MISLABELLED[name]
    site.write(f"posts/2021/{file}", content)
    site.post(body=f"![A]({file})\n")
    (warning,) = site.build()
    assert f"the picture posts/2021/{file} is not published: " in warning
    assert not [path for path in site.files() if path.startswith("_images/")]


def test_mended_picture_is_looked_into_again(site: Site) -> None:
    site.write("posts/2021/a.svg", BAD)
    site.post(body="![A](a.svg)\n")
    assert len(site.build()) == 1
    site.write("posts/2021/a.svg", SVG)
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one(".e-content img")
    site.write("posts/2021/a.svg", BAD)
    assert len(site.build()) == 1


def test_cover_with_a_script_is_refused(site: Site) -> None:
    site.write("posts/2021/a.svg", BAD)
    site.post(cover="a.svg", cover_alt="x")
    (warning,) = site.build()
    assert (
        "posts/2021/hello.md:3: WARNING: `cover`: the picture `a.svg` is not published: it holds `<script>`" in warning
    )


@pytest.mark.parametrize(
    "head",
    [
        b"GIF89a<script>",
        b"\xff\xd8\xff<svg",
        b"\0\0\0\x18ftypavif",
        b"RIFF",
        PIXEL,
        b"png",
    ],
)
def test_picture_is_told_by_how_it_begins(tmp_path_factory: pytest.TempPathFactory, head: bytes) -> None:
    path = tmp_path_factory.mktemp("picture") / "a.png"
    path.write_bytes(head)
    assert published_file_problem(path) == ""
