"""Sources are read without trust: archives that climb out or swell, broken encodings and heads, names that collide."""

import io
import os
import re
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from valuable.importers.heads import read_head
from valuable.importers.plan import make_plan
from valuable.importers.privacy import orientation_segment, without_place
from valuable.importers.records import Asset
from valuable.importers.sources import read_old_site
from valuable.importers.trees import MIN_BOMB_BYTES, SourceError, opened

POST = "---\ntitle: One\ndate: 2020-01-01\n---\nWords.\n"


def zipped(tmp_path: Path, files: dict[str, bytes]) -> Path:
    file = tmp_path / "blog.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file


def test_an_archive_of_a_repository_is_read_below_its_folder(tmp_path: Path) -> None:
    tree = opened(zipped(tmp_path, {"blog-main/posts/a.md": POST.encode(), "blog-main/x.png": b"x"}))
    assert tree.paths == ("posts/a.md", "x.png")
    assert tree.read("x.png") == b"x"


def test_members_that_climb_out_or_swell_are_refused_and_told(tmp_path: Path) -> None:
    bad = {
        "../evil.md": b"x",
        "/etc/evil.md": b"x",
        "a/../../evil.md": b"x",
        "C:\\evil.md": b"x",
        "bomb.md": b"0" * (MIN_BOMB_BYTES + 1),
    }
    site = read_old_site(zipped(tmp_path, {"a.md": POST.encode(), **bad}))
    assert [entry.source for entry in site.entries] == ["a.md"]
    told = " ".join(note.message for note in site.notes)
    assert all(name in told for name in bad)


def test_links_in_archives_and_folders_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n")
    folder = tmp_path / "blog"
    folder.mkdir()
    (folder / "a.md").write_text(POST)
    (folder / "b.md").symlink_to(secret)
    assert opened(folder).paths == ("a.md",)
    file = tmp_path / "blog.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(folder / "a.md", "a.md")
        link = tarfile.TarInfo("b.md")
        link.type, link.linkname = tarfile.SYMTYPE, str(secret)
        archive.addfile(link)
    assert opened(file).paths == ("a.md",)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\x1f\x8bbroken", b"\x00\x01\x02"])
def test_what_is_no_source_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "blog.zip").write_bytes(data)
    with pytest.raises(SourceError):
        read_old_site(tmp_path / "blog.zip")
    with pytest.raises(SourceError, match="no file or folder"):
        read_old_site(tmp_path / "none")


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"\xef\xbb\xbf---\r\ntitle: \xc3\x89t\xc3\xa9\r\n---\r\nA\r\n", "Été"),
        ("---\ntitle: Été\n---\nA\n".encode("utf-16"), "Été"),
        ("---\ntitle: Été\n---\nA\n".encode("cp1252"), "Été"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, title: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    (entry,) = read_old_site(tmp_path).entries
    assert entry.title == title


HEADS = {
    "---\ntitle: One\nversion: 3.10\n---\nA": ({"title": "One", "version": "3.10"}, "A", 5),
    "+++\ntitle = 'One'\n+++\nA": ({"title": "One"}, "A", 4),
    '{"title": "One"}\nA': ({"title": "One"}, "A", 2),
    "Title: One\nDate: 2020-01-01\n\nA": ({"Title": "One", "Date": "2020-01-01"}, "A", 3),
    "---\n---\nA": ({}, "A", 3),
    "A": ({}, "A", 1),
    "---\ntitle: One: two\ntags: [a\n---\nA": ({"title": "One: two", "tags": "[a"}, "A", 5),
    "---\nwhen: !!python/object/apply:os.system [x]\ntitle: One\n---\nA": ({"when": None, "title": "One"}, "A", 5),
}


@pytest.mark.parametrize("text", HEADS)
def test_heads(text: str) -> None:
    head = read_head(text)
    values, body, line = HEADS[text]
    assert head.values == values
    assert (head.body.strip(), head.line) == (body, line)
    assert bool(head.error) == ("two" in text)


def test_names_that_differ_by_case_or_not_at_all_get_places_of_their_own(tmp_path: Path) -> None:
    for name in ("One", "two", "x/two"):
        file = tmp_path / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"---\ntitle: {name}\ndate: 2020-01-01\nslug: one\n---\nWords.\n")
    plan = make_plan(read_old_site(tmp_path))
    assert sorted(place.path for place in plan.places.values()) == [
        "posts/2020/one-2.md",
        "posts/2020/one-3.md",
        "posts/2020/one.md",
    ]


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xda\0\x02picture\xff\xd9"


def segment(kind: int, content: bytes) -> bytes:
    return b"\xff" + bytes([kind]) + struct.pack(">H", len(content) + 2) + content


def test_pictures_tell_nothing_of_those_who_took_them() -> None:
    profile = segment(0xE2, b"ICC_PROFILE\0colours")
    data = jpeg(segment(0xE1, b"Exif\0\0GPS canary"), profile, segment(0xED, b"canary"), segment(0xFE, b"canary"))
    assert without_place(data) == jpeg(profile)
    turned = jpeg(orientation_segment(6))
    assert without_place(turned) == turned
    chunk = struct.pack(">I", 6) + b"tEXtcanary" + b"\0\0\0\0"
    end = struct.pack(">I", 0) + b"IEND" + b"\0\0\0\0"
    assert without_place(b"\x89PNG\r\n\x1a\n" + chunk + end) == b"\x89PNG\r\n\x1a\n" + end
    assert without_place(b"GIF89a") == b"GIF89a"
    for cut in range(len(data)):
        assert b"canary" not in without_place(data[:cut])[: cut - 20] or cut < 40


def test_a_stream_of_bytes_is_no_picture() -> None:
    assert without_place(io.BytesIO(b"\xff\xd8").getvalue()) == b"\xff\xd8"


def test_names_alike_but_for_case_or_composition_are_two_files(tmp_path: Path) -> None:
    names = {"images/Knot.png": b"1", "images/knot.png": b"2", "images/\u00e9.png": b"3", "images/e\u0301.png": b"4"}
    shown = "".join(f"![A picture]({name})\n" for name in names)
    site = read_old_site(zipped(tmp_path, {"a.md": f"{POST}\n{shown}".encode(), **names}))
    plan = make_plan(site)
    here = [plan.files[source].casefold() for source in site.assets]
    assert len(set(here)) == len(here) == len(names)
    assert sorted(site.assets[source].read() for source in plan.files) == sorted(names.values())


@pytest.mark.parametrize("name", ["CON.png", "a:b?.png", "trailing. ", "x" * 300 + ".png", "a\nb.png"])
def test_names_that_no_system_takes_are_changed_and_told(tmp_path: Path, name: str) -> None:
    site = read_old_site(zipped(tmp_path, {"a.md": POST.encode(), "images/ok.png": b"1"}))
    site.assets[f"images/{name}"] = Asset(f"images/{name}", "", lambda: b"2")
    plan = make_plan(site)
    last = plan.files[f"images/{name}"].rpartition("/")[2]
    assert re.fullmatch(r'[^\\/:*?"<>|\x00-\x1f]{1,200}', last)
    assert not last.startswith(".")
    assert not last.endswith((".", " "))
    assert last.rpartition(".")[0].casefold() != "con"
    assert any(name in note.message for note in site.notes)


@pytest.mark.parametrize(
    ("encoding", "text", "is_told"),
    [
        ("utf-8", "déjà vu", False),
        ("utf-8-sig", "déjà vu", False),
        ("utf-16", "déjà vu", False),
        ("latin-1", "Un texte déjà vu, écrit il y a longtemps.", True),
        ("shift_jis", "これは日本語の文章です。船の結び方について書きます。" * 4, True),
    ],
)
def test_texts_in_other_encodings_are_read_and_told(tmp_path: Path, encoding: str, text: str, *, is_told: bool) -> None:
    post = f"---\ntitle: One\ndate: 2020-01-01\n---\n{text}\n".replace("\n", "\r\n")
    (tmp_path / "a.md").write_bytes(post.encode(encoding))
    site = read_old_site(tmp_path)
    assert site.entries[0].body.strip() == text
    assert any(note.kind == "encoding" for note in site.notes) == is_told


def test_tar_that_swells_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "blog.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        info = tarfile.TarInfo("a.md")
        info.size = 40_000_000
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    with pytest.raises(SourceError, match="swells"):
        opened(file)


def test_deep_folders_links_in_circles_and_devices_are_passed_over(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    (deep / "a.md").write_text(POST)
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "out").symlink_to("/")
    os.mkfifo(tmp_path / "pipe.md")
    tree = opened(tmp_path)
    assert tree.paths == (f"{'d/' * 400}a.md",)
    assert set(tree.refused) == {"pipe.md", "out"}  # type: ignore[attr-defined]


def test_what_tools_leave_is_not_read(tmp_path: Path) -> None:
    for folder in (".git", "node_modules/x", "_build", ".obsidian", ".venv", "vendor", "__pycache__"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "b.md").write_text(POST)
    (tmp_path / "a.md").write_text(POST)
    assert [entry.source for entry in read_old_site(tmp_path).entries] == ["a.md"]


def test_hidden_files_are_left_out_and_told_unless_they_say_nothing(tmp_path: Path) -> None:
    site = read_old_site(zipped(tmp_path, {"a.md": POST.encode()}))
    names = ["images/.gitkeep", "static/.htaccess", ".well-known/x.txt", "images/a.png"]
    site.assets = {name: Asset(name, f"/{name}", lambda: b"2") for name in names}
    plan = make_plan(site)
    assert set(plan.files) == {".well-known/x.txt", "images/a.png"}
    assert [note.message for note in site.notes] == ["static/.htaccess is hidden, and nothing hidden is published"]
