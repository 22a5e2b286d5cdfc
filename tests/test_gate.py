"""Which files may be taken in, by name and by where links lead."""

from pathlib import Path

import pytest
from conftest import Site

from valuable.base.file_access import (
    OUTSIDE_ROOT,
    access_problem,
    is_debris,
    is_hidden,
    private_path_problem,
    resolve_in,
)


@pytest.mark.parametrize(
    "path",
    [
        *(".env", ".ENV", "posts/.secret.png", ".git/config", "posts/.cache/x.txt", ".well-known/x", "..secret"),
        *("_build/html/index.html", "_BUILD/x", "posts/2021/_build/x", "_build./x", "node_modules/a.js"),
        *(
            "conf.py",
            "Conf.PY",
            "conf.py.",
            "conf.py ",
            "conf.py::$DATA",
            "permalinks.txt",
            "PERMALINKS.TXT",
            "accepted.txt",
        ),
        *("posts\\.env", ".\\.env", "..\\..\\conf.py", "valuable/__pycache__/x.pyc"),
        *("\u200d.env", ".\u200cenv", "con\ufefff.py", "\u2060_build/x"),  # what has no width, HFS+ passes over
    ],
)
def test_hidden_files_and_the_machinery_are_refused(path: str) -> None:
    message = private_path_problem(path)
    assert message
    assert "put a copy beside the page, under" in message


@pytest.mark.parametrize(
    "path",
    ["posts/2021/a.png", "a.env", "build/x", "my.conf.py", "posts/2021/…und dann.png", "été.png", "16:9.png", "x~"],
)
def test_others_are_not(path: str) -> None:
    assert private_path_problem(path) is None


def test_links_are_followed_before_the_folder_above_is_taken(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    (root / "posts").mkdir(parents=True)
    (outside / "deep").mkdir(parents=True)
    (root / "posts/out").symlink_to(outside / "deep")
    (root / "posts/in").symlink_to(root)
    (root / "posts/env").symlink_to("../.env")
    assert resolve_in(root / "posts/../posts/a.png", root) == "posts/a.png"
    assert resolve_in(f"{root}/posts/out/../secret", root) is None
    assert resolve_in(root / "posts/in/a.png", root) == "a.png"
    assert access_problem(root / "posts/out/a.png", root) == OUTSIDE_ROOT
    assert access_problem(f"{root}/posts/in/../../outside/x", root) == OUTSIDE_ROOT
    assert "`.env` begins with a dot" in (access_problem(root / "posts/env", root) or "")
    assert "`.env` begins with a dot" in (access_problem(root / "posts/in/.env", root) or "")
    assert access_problem(f"{root}-other/a.png", root) == OUTSIDE_ROOT


def test_site_may_itself_lie_in_a_hidden_folder_or_behind_a_link(tmp_path: Path) -> None:
    real = tmp_path / ".worktrees/_build/site"
    real.mkdir(parents=True)
    (tmp_path / "site").symlink_to(real)
    for root in (real, tmp_path / "site"):
        assert access_problem(root / "a.png", root) is None
        assert access_problem(root / "../site/a.png", root) is None


def test_debris_is_told_from_what_somebody_hides() -> None:
    assert all(map(is_debris, [".DS_Store", "a/.ds_store", "._x", "x~", ".x.swp", "Thumbs.db", "#x#", ".gitkeep"]))
    assert not any(map(is_debris, [".env", ".htaccess", "CNAME", "x.txt"]))
    assert not is_hidden(".well-known/x", {".well-known"})
    assert is_hidden("a/.well-known/x", {".well-known"})
    assert is_hidden(".well-known/.env", {".well-known"})


@pytest.mark.parametrize("target", [".env", "conf.py", "permalinks.txt", "accepted.txt"])
def test_source_that_is_a_link_to_what_is_not_published_is_one_message(site: Site, target: str) -> None:
    site.write(".env", "# qzykcanary\n")
    site.write("permalinks.txt", "")
    site.write("accepted.txt", "")
    (site.folder / "about.md").symlink_to(target)
    (warning,) = site.build()
    assert warning.startswith(f"about.md:1: WARNING: it is a link to {target}, which is not published: put a copy here")
    assert not any(b"qzykcanary" in content for content in site.files(site.folder / "_build").values())


@pytest.mark.parametrize("cover", ["../../.cache/p.png", "../../_build/p.png", "inner.png"])
def test_cover_goes_through_the_gate(site: Site, cover: str) -> None:
    site.write(".cache/p.png", "x")
    site.write("_build/p.png", "x")
    site.write("posts/2021/x.txt", "")
    (site.folder / "posts/2021/inner.png").symlink_to("../../.cache/p.png")
    site.post(cover=cover, cover_alt="A cover")
    (warning,) = site.build()
    assert f"posts/2021/hello.md:3: WARNING: `cover`: `{cover}` is not a picture of this site" in warning
