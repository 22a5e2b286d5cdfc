"""A copy takes a newer machinery: what is replaced, what stays, and from where nothing is taken."""

import io
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Site

from valuable import __version__
from valuable.commands import mine, update
from valuable.commands.answers import Answers
from valuable.commands.file_lists import EXAMPLE, FILES, is_authors, make_lists, sha256_hex, tracked_files
from valuable.commands.releases import UnusableReleaseError, read_release, release_from_folder

OLD = {
    "valuable/__init__.py": '__version__ = "1.0"\n',
    "valuable/engine.py": "old\n",
    "valuable/gone.py": "old\n",
    "valuable/theme/templates/page.html": "old\n",
    "Makefile": "html:\n",
    "requirements.txt": "sphinx\n",
}
NEW = {
    **{path: text for path, text in OLD.items() if path != "valuable/gone.py"},
    "valuable/__init__.py": '__version__ = "1.1"\n',
    "valuable/engine.py": "new\n",
    "valuable/part/new.py": "new\n",
    "valuable/theme/templates/page.html": "new\n",
}


def put(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a version of the machinery with its list."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / FILES).write_text(make_lists(folder, files)[FILES])
    return folder


def state(folder: Path) -> dict[str, str]:
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_text() for name, path in found.items() if not name.startswith(("_build/", ".git/"))}


@pytest.fixture
def copy(site: Site) -> Path:
    site.write("_templates/page.html", "mine\n")
    return put(site.folder, OLD)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return put(tmp_path / "release", NEW)


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Updates that take it that the site can be built."""
    monkeypatch.setattr(update, "build_failure", lambda folder: "")


# -- What is done with each file -------------------------------------------------


@pytest.mark.usefixtures("unbuilt")
def test_files_that_the_author_left_alone_are_replaced(copy: Path, release: Path) -> None:
    own = {path: text for path, text in state(copy).items() if is_authors(path)}
    said = update.update(copy, str(release))
    after = state(copy)
    assert {path: after[path] for path in NEW} == NEW
    assert "valuable/gone.py" not in after
    assert {path: after[path] for path in own} == own
    assert after[FILES] == (release / FILES).read_text()
    assert said.startswith("From 1.0 to 1.1; of its files 3 replaced, 1 new, 1 removed.")
    assert "_templates/page.html (in the place of valuable/theme/templates/page.html)" in said
    assert update.update(copy, str(release)) == "This is 1.1 already: nothing is to be done."


@pytest.mark.usefixtures("unbuilt")
def test_file_that_the_author_has_changed_stays_with_the_new_one_beside(copy: Path, release: Path) -> None:
    (copy / "valuable/engine.py").write_text("mine\n")
    (copy / "valuable/gone.py").write_text("mine\n")
    (copy / "valuable/part").mkdir()
    (copy / "valuable/part/new.py").write_text("mine\n")
    said = update.update(copy, str(release))
    after = state(copy)
    assert after["valuable/engine.py"] == after["valuable/gone.py"] == after["valuable/part/new.py"] == "mine\n"
    assert after["valuable/engine.py.new"] == after["valuable/part/new.py.new"] == "new\n"
    for path in ("engine.py", "part/new.py", "gone.py"):
        assert f"  valuable/{path}\n" in said
    assert update.update(copy, str(release)).startswith("This is 1.1 already")


@pytest.mark.usefixtures("unbuilt")
def test_file_that_the_author_has_deleted_does_not_come_back(copy: Path, release: Path) -> None:
    (copy / "valuable/engine.py").unlink()
    update.update(copy, str(release))
    assert not (copy / "valuable/engine.py").exists()


def test_failed_build_leaves_all_as_it_was(copy: Path, release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(copy)
    for bad, message in (("old", "can't be built as it is"), ("new", "can't be built with the new version")):
        monkeypatch.setattr(
            update,
            "build_failure",
            lambda folder, bad=bad: "E" if (folder / "valuable/engine.py").read_text() == f"{bad}\n" else "",
        )
        with pytest.raises(update.NotUpdatedError, match=message):
            update.update(copy, str(release))
        assert state(copy) == before


@pytest.mark.usefixtures("unbuilt")
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_cuts_it_short_leaves_all_as_it_was(
    copy: Path, release: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    before = state(copy)
    write = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if "update.stage" in self.parts and data == b"new\n":
            raise error
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(type(error)):
        update.update(copy, str(release))
    assert state(copy) == before


@pytest.mark.usefixtures("unbuilt")
@pytest.mark.skipif(shutil.which("git") is None, reason="git is missing")
def test_what_is_not_committed_is_not_touched(copy: Path, release: Path) -> None:
    git = ["git", "-C", str(copy), "-c", "user.name=x", "-c", "user.email=x@tides.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    (copy / "valuable/engine.py").write_text("mine\n")
    before = state(copy)
    with pytest.raises(update.NotUpdatedError, match=r"nothing was done: commit them first\.\n  valuable/engine\.py$"):
        update.update(copy, str(release))
    assert state(copy) == before
    subprocess.run([*git, "commit", "-qam", "y"], check=True)
    (copy / "index.md").write_text("# Home\n\nNot committed, and not touched.\n")
    assert update.update(copy, str(release)).startswith("From 1.0")


@pytest.mark.usefixtures("unbuilt")
def test_copy_without_a_list_or_behind_a_link_is_not_updated(copy: Path, release: Path, tmp_path: Path) -> None:
    shutil.move(copy / "valuable", tmp_path / "elsewhere")
    (copy / "valuable").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(update.NotUpdatedError, match="behind a link that leads out of this folder"):
        update.update(copy, str(release))
    (copy / FILES).unlink()
    with pytest.raises(update.NotUpdatedError, match=r"There is no valuable/files\.txt here"):
        update.update(copy, str(release))


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-build.txt"])
def test_version_that_needs_other_packages_is_built_with_them(
    copy: Path, release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    """The environment of the copy is its own then; that of the site is left as it is, for make to make anew."""
    (tmp_path / "environment").mkdir()
    (copy / ".venv").symlink_to(tmp_path / "environment")
    put(release, {**NEW, lock: "sphinx==99\n"})
    linked = []

    def built(folder: Path) -> str:
        linked.append((folder / ".venv").exists())
        return ""

    monkeypatch.setattr(update, "build_failure", built)
    assert "The next `make` installs what it needs now." in update.update(copy, str(release))
    assert linked == [True, False]
    assert (tmp_path / "environment").is_dir()


def test_pages_that_differ_are_counted_and_named() -> None:
    before = {f"/{number}/": b"x" for number in range(20)} | {"/gone/": b"x"}
    after = {f"/{number}/": b"y" if number < 12 else b"x" for number in range(20)} | {"/new/": b"x"}
    first, *rest = update.compare_sites(before, after).splitlines()
    assert first.startswith("12 of 21 pages differ: /0/, /1/, /10/")
    assert first.endswith(" and 2 more")
    assert rest == ["1 new: /new/", "1 gone: /gone/"]
    assert update.compare_sites(before, before) == "None of 21 pages differs."


# -- From where ------------------------------------------------------------------


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, Path("release-1.1", path.relative_to(folder)))
    return target


def tarred(folder: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as file:
        file.add(folder, "release-1.1")
    return target


def committed(folder: Path, target: Path) -> Path:
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@tides.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    subprocess.run([*git, "tag", "v1.1"], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(target)], check=True)
    return target


@pytest.mark.parametrize(
    ("make", "name"),
    [(zipped, "r.zip"), (tarred, "r.tar.gz"), (lambda folder, target: folder, ""), (committed, "r.git")],
)
def test_every_source_gives_the_same(release: Path, tmp_path: Path, make: Callable[..., Path], name: str) -> None:
    source = make(release, tmp_path / name)
    aside = tmp_path / "aside"
    aside.mkdir()
    found = read_release(str(source), aside)
    assert {path: data.decode() for path, data in found.files.items()} == NEW
    assert found.version == "1.1"
    if make is committed:
        shutil.rmtree(aside / "release.git")
        assert read_release(f"file://{source}#v1.1", aside) == found


@pytest.mark.parametrize("source", ["/nowhere/at/all", "--upload-pack=touch x", "ext::sh -c touch% x", "README.md"])
def test_source_that_is_none_is_refused(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "README.md").write_text("# No archive\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnusableReleaseError, match=r"write make update FROM= and a git address"):
        read_release(source, tmp_path)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "name", ["../evil.py", "/tmp/evil.py", "release/../../evil.py", "C:/evil.py", "a\\..\\evil.py"]
)
def test_archive_with_a_path_that_leads_outside_does_nothing(release: Path, tmp_path: Path, name: str) -> None:
    archive = zipped(release, tmp_path / "r.zip")
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr(name, "evil")
    with pytest.raises(UnusableReleaseError, match="leads outside of it"):
        read_release(str(archive), tmp_path)
    with tarfile.open(tmp_path / "r.tar", "w") as file:
        file.add(release, "release")
        file.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(UnusableReleaseError, match="leads outside of it"):
        read_release(str(tmp_path / "r.tar"), tmp_path)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_archive_with_a_link_does_nothing(release: Path, tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("release/valuable/link")
    link.type, link.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "r.tar", "w") as file:
        file.addfile(link)
        file.add(release, "release")
    with pytest.raises(UnusableReleaseError, match="a link or a device"):
        read_release(str(tmp_path / "r.tar"), tmp_path)


def test_zip_with_a_link_does_nothing(release: Path, tmp_path: Path) -> None:
    archive = zipped(release, tmp_path / "r.zip")
    member = zipfile.ZipInfo("release-1.1/valuable/link")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr(member, "/etc/passwd")
    with pytest.raises(UnusableReleaseError, match="a link or a device"):
        read_release(str(archive), tmp_path)


@pytest.mark.parametrize("path", ["conf.py", "posts/2021/hello.md", "Conf.PY", "README.md", "_templates/page.html"])
def test_list_that_names_what_is_an_authors_is_refused(release: Path, path: str) -> None:
    (release / path).parent.mkdir(parents=True, exist_ok=True)
    (release / path).write_text("evil")
    with (release / FILES).open("a") as file:
        file.write(f"{sha256_hex(b'evil')}  {path}\n")
    with pytest.raises(UnusableReleaseError, match="which is an author's"):
        release_from_folder(release)


@pytest.mark.parametrize("path", ["../x", "/x", ".git/hooks/post-checkout", ".venv/bin/python", "a/../conf.py"])
def test_list_that_leads_outside_is_refused(release: Path, path: str) -> None:
    with (release / FILES).open("a") as file:
        file.write(f"{sha256_hex(b'evil')}  {path}\n")
    with pytest.raises(UnusableReleaseError, match=r"line \d+ is no digest"):
        release_from_folder(release)


def test_version_that_is_not_whole_is_refused(release: Path) -> None:
    (release / "valuable/engine.py").write_text("changed\n")
    with pytest.raises(UnusableReleaseError, match=r"valuable/engine\.py is not the one in its valuable/files\.txt"):
        release_from_folder(release)
    (release / "valuable/engine.py").unlink()
    (release / "valuable/engine.py").symlink_to("/etc/hostname")
    with pytest.raises(UnusableReleaseError, match=r"valuable/engine\.py is missing there, or a link"):
        release_from_folder(release)
    put(release, {"valuable/__init__.py": ""})
    with pytest.raises(UnusableReleaseError, match="lacks Makefile"):
        release_from_folder(release)


# -- The whole -------------------------------------------------------------------


@pytest.mark.skipif(not (ROOT / ".venv/requirements.txt").is_file(), reason="the tests run without .venv")
@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
def test_real_copy_is_updated_and_built(tmp_path: Path) -> None:
    """A site that `make mine` has begun takes a version in which its own changes and others meet."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        shutil.copytree(
            ROOT / "valuable", folder / "valuable", ignore=shutil.ignore_patterns("__pycache__", "*.txt.new")
        )
        for name in ("Makefile", "requirements.txt", "requirements-build.txt"):
            shutil.copy(ROOT / name, folder / name)
    site = Site(old)
    site.post()
    site.write(EXAMPLE, "")
    for name, text in make_lists(old, [path for path in state_names(old) if path not in (FILES, EXAMPLE)]).items():
        site.write(name, text)
    mine.make_site(old, Answers("Tide Tables", "", "Mira", "", "en", "UTC", "pages", "https://tides.example/", "yes"))
    site.write("_templates/home.html", '{% extends "!home.html" %}\n')
    (old / ".venv").symlink_to((ROOT / ".venv").resolve())
    with (new / "valuable/theme/templates/components/footer.html").open("a") as file:
        file.write("<p>The new version</p>\n")
    with (new / "valuable/theme/templates/home.html").open("a") as file:
        file.write("{# other #}\n")
    package = (new / "valuable/__init__.py").read_text()
    (new / "valuable/__init__.py").write_text(package.replace("__version__ = ", '__version__ = "9.9"  # '))
    (new / "valuable/base/fresh.py").write_text('"""New."""\n')
    with (old / "valuable/theme/static/css/post.css").open("a") as file:
        file.write("/* mine */\n")
    with (new / "valuable/theme/static/css/post.css").open("a") as file:
        file.write("/* theirs */\n")
    (new / FILES).write_text(
        make_lists(new, [path for path in state_names(new) if path not in (FILES, EXAMPLE)])[FILES]
    )

    command = ["make", "update", f"FROM={new}"]
    environment = {name: value for name, value in os.environ.items() if name not in update.MAKES}
    done = subprocess.run(command, cwd=old, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "to 9.9; of its files 3 replaced, 1 new." in done.stdout
    assert "  valuable/theme/static/css/post.css\n" in done.stdout
    assert "  _templates/home.html (in the place of valuable/theme/templates/home.html)" in done.stdout
    assert "pages differ: /" in done.stdout
    assert not (old / "_build/update").exists()
    assert not (old / "_build/html").exists()
    assert "Tide Tables" in (old / "conf.py").read_text()
    built = subprocess.run([sys.executable, "-m", "valuable", "build"], cwd=old, env=environment, check=False)
    assert built.returncode == 0
    assert "The new version" in (old / "_build/html/index.html").read_text()
    assert not list((old / "_build/html").rglob("*.new"))


def state_names(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and not {".venv", "__pycache__"} & {*path.parts})
    return sorted(path.relative_to(folder).as_posix() for path in found)


# -- Releases --------------------------------------------------------------------


def test_newest_notes_are_of_this_version() -> None:
    newest = next(line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## "))
    assert newest.split()[1] == __version__


@pytest.mark.skipif(not (ROOT / EXAMPLE).is_file(), reason="this site is somebody's own")
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the lists are made from what git knows")
def test_lists_name_every_file_as_it_is() -> None:
    for name, text in make_lists(ROOT, tracked_files(ROOT)).items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, "run `make file-lists`"
