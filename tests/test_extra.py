"""What lies in ``_extra`` arrives in the site, byte for byte."""

import os
from pathlib import Path

import pytest
from conftest import Site
from forked import run, without_privileges

ODD = bytes(range(256))


def test_every_file_arrives_as_it_is(site: Site) -> None:
    files = {
        "CNAME": b"www.example.org",
        ".nojekyll": b"",
        ".well-known/webfinger": b'{"subject": "acct:me@example.org"}',
        ".well-known/security.txt": b"Contact: mailto:me@example.org\r\n",
        "old/2009/page.html": b"<h1>Old</h1>",
        "README.md": b"# Read me\n",
        "guide/x.md": b"{{ not_a_template }}",
        "tests/a.css_t": b"{{ theme }}",
        "_build/x": ODD,
        "a & b/é.txt": ODD,
    }
    for path, content in files.items():
        site.write(f"_extra/{path}", content)
    for _ in range(2):
        assert site.build() == []
        made = site.files()
        assert {path: made.get(path) for path in files} == files


def test_folder_that_is_not_there_is_no_mistake(site: Site) -> None:
    assert site.build() == []


def test_file_that_is_gone_goes(site: Site) -> None:
    site.write("_extra/CNAME", "a")
    site.write("_extra/.well-known/x", "a")
    site.write("_extra/sitemap-1.xml", "a")
    assert site.build() == []
    for path in ("CNAME", ".well-known/x", "sitemap-1.xml"):
        (site.folder / "_extra" / path).unlink()
    assert site.build() == []
    assert not {"CNAME", ".well-known/x", "sitemap-1.xml"} & site.files().keys()
    assert not (site.html / ".well-known").exists()


def test_file_that_changed_is_brought_again_and_no_other(site: Site) -> None:
    file = site.write("_extra/CNAME", "one")
    site.write("_extra/large", ODD * 100)
    assert site.build() == []
    times = (site.html / "large").stat().st_mtime_ns
    stamp = file.stat()
    file.write_text("two")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert site.build() == []
    assert (site.html / "CNAME").read_text() == "two"
    assert (site.html / "large").stat().st_mtime_ns == times


@pytest.mark.parametrize("name", ["robots.txt", "llms.txt"])
def test_authors_own_file_wins(site: Site, name: str) -> None:
    site.post()
    assert site.build() == []
    made = (site.html / name).read_bytes()
    file = site.write(f"_extra/{name}", "mine")
    assert site.build() == []
    assert (site.html / name).read_bytes() == b"mine"
    file.unlink()
    assert site.build() == []
    assert (site.html / name).read_bytes() == made


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("index.html", "the site makes `/` by itself: rename or remove this file"),
        ("posts/2021/hello/index.html", "the site makes `/posts/2021/hello/` by itself: rename or remove this file"),
        ("posts/2021/hello/index.md", "the site makes `/posts/2021/hello/index.md` by itself"),
        ("blog/index.html", "the site makes `/blog/` by itself"),
        ("sitemap.xml", "the site makes `/sitemap.xml` by itself"),
        ("404.html", "the site makes `/404.html` by itself"),
        ("_static/css/site.css", "the site makes `/_static/css/site.css` by itself"),
        ("blog", "the site has a folder `/blog/`, and can't have a file of that name"),
        (
            "posts/2021/hello/index.html/x",
            "the site has a file `/posts/2021/hello/index.html`, and can't have a folder",
        ),
    ],
)
def test_file_in_the_place_of_another_is_reported(site: Site, path: str, message: str) -> None:
    site.post()
    assert site.build() == []
    before = site.files()
    site.write(f"_extra/{path}", "mine")
    (warning,) = site.build()
    assert warning.startswith(f"_extra/{path}:1: WARNING: {message}")
    (site.folder / "_extra" / path).unlink()
    assert site.build() == []
    assert site.files() == before


def test_link_that_leads_out_of_the_site_is_not_followed(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    site.write("_extra/CNAME", "a")
    (site.folder / "_extra/key").symlink_to(secret)
    (site.folder / "_extra/posts").symlink_to(site.folder)
    warnings = site.build()
    assert len(warnings) == 2
    assert all("it is a link out of the site, or to a folder: put a copy here" in line for line in warnings)
    assert b"secret" not in site.files().values()


@pytest.mark.parametrize("folder", ["_extra", "_static"])
def test_what_is_hidden_is_not_published(site: Site, folder: str) -> None:
    if folder == "_static":
        conf = (site.folder / "conf.py").read_text()
        site.write("conf.py", f"{conf}html_static_path.append('_static')\n")
    hidden = [".ENV", ".env", ".git/config", "a/.htpasswd", "a/.well-known/x"]
    debris = [".DS_Store", "a/.DS_Store", "a/._CNAME", "Thumbs.db", ".CNAME.swp", "CNAME~", ".#CNAME", ".gitignore"]
    (site.folder / folder).mkdir()
    (site.folder / folder / "inner.txt").symlink_to("../.env")
    (site.folder / folder / "text.md").symlink_to("../posts/2021/draft.md")
    site.post("posts/2021/draft.md", draft="true")
    site.write(".env", "secret")
    for path in (*hidden, *debris):
        site.write(f"{folder}/{path}", "secret")
    site.write(f"{folder}/a/fine.txt", "fine")
    warnings = site.build()
    assert sorted(line.partition(": WARNING: ")[0] for line in warnings) == [
        f"{folder}/{name}:1"
        for name in (".ENV", ".env", ".git", "a/.htpasswd", "a/.well-known", "inner.txt", "text.md")
    ]
    assert b"secret" not in site.files().values()
    assert not any("text.md" in path for path in site.files())
    assert b"fine" in site.files().values()


def test_what_is_asked_for_is_published_though_it_is_hidden(site: Site) -> None:
    for path in (".well-known/security.txt", ".nojekyll"):
        site.write(f"_extra/{path}", "fine")
    assert site.build() == []
    assert {".well-known/security.txt", ".nojekyll"} <= site.files().keys()


def test_what_cannot_be_read_is_reported(site: Site) -> None:
    site.write("_extra/CNAME", "a").chmod(0)
    site.write("_extra/.well-known/x", "a")
    (site.folder / "_extra/.well-known").chmod(0)
    done = run(site, without_privileges)
    assert done.lines == [
        "_extra/.well-known:1: WARNING: the folder can't be read (Permission denied): mend its permissions, "
        "as in `chmod u+rx` [valuable.extra]"
    ]
    (site.folder / "_extra/.well-known").chmod(0o755)
    os.mkfifo(site.folder / "_extra/pipe")
    done = run(site, without_privileges)
    message = "it can't be read: mend its permissions, as in `chmod u+r`, or remove it if it is no file"
    assert done.lines == [f"_extra/{name}:1: WARNING: {message} [valuable.extra]" for name in ("CNAME", "pipe")]
    assert done.code == 1


def test_preview_has_them_too(site: Site) -> None:
    site.write("_extra/CNAME", "a")
    assert site.build(show_drafts=True) == []
    assert (site.html / "CNAME").read_text() == "a"
