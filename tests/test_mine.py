"""A copy becomes somebody's own site: what is asked, what is written, and what is never lost."""

import os
import re
import runpy
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Site, main_of

from valuable.base.theme import THEME
from valuable.commands import mine
from valuable.commands.answers import (
    Answers,
    KnownFacts,
    checked_answer,
    collect_answers,
    default_address,
    facts_known_in,
    system_language,
    system_timezone,
)
from valuable.commands.file_lists import EXAMPLE, FILES, is_authors, is_safe, make_lists, parse_list
from valuable.commands.icon import drawn_letters, initials
from valuable.commands.new_site import author_key, new_site_files

TODAY = date(2026, 11, 26)
ANSWERS = Answers(
    "Tide Tables", "The blog of Mira Halvorsen", "Mira Halvorsen", "mira@tides.example",
    "en-GB", "Europe/Oslo", "pages", "https://mira.github.io/tides/", "yes",
)  # fmt: skip
NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="git is missing")


def new_site(site: Site, **changed: str) -> dict[str, bytes]:
    """Write a new site into the folder of a tiny one."""
    made = new_site_files(Answers(**{**vars(ANSWERS), **changed}), TODAY)
    for path, data in made.items():
        site.write(path, data)
    return made


# -- What is asked ---------------------------------------------------------------


def test_what_is_given_and_known_is_not_asked() -> None:
    known = KnownFacts(
        "tide-tables", "Mira Halvorsen", "m@tides.example", "nb", "Europe/Oslo", "git@github.com:mira/tides.git"
    )
    asked = []

    def ask(field: str, default: str) -> str:
        asked.append((field, default))
        return default

    answers = collect_answers({"name": "Tides"}, known, ask)
    assert asked == [("tagline", "The blog of Mira Halvorsen"), ("host", "pages"), ("concepts", "yes")]
    assert answers.address == "https://mira.github.io/tides/"
    assert (answers.language, answers.timezone) == ("nb", "Europe/Oslo")


def test_without_asking_the_rest_has_defaults() -> None:
    answers = collect_answers({"name": "Tide Tables", "author": "Mira Halvorsen"}, KnownFacts())
    assert answers == Answers(
        "Tide Tables", "The blog of Mira Halvorsen", "Mira Halvorsen", "", "en", "UTC", "pages",
        "https://tide-tables.example/", "yes",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/Mira/tides", "https://mira.github.io/tides/"),
        ("https://github.com/mira/tides.git", "https://mira.github.io/tides/"),
        ("https://x:secret@github.com/mira/tides/", "https://mira.github.io/tides/"),
        ("git@github.com:mira/my.tides.git", "https://mira.github.io/my.tides/"),
        ("ssh://git@github.com/mira/mira.github.io.git", "https://mira.github.io/"),
        ("https://git.example/mira/tides", "https://tide-tables.example/"),
        ("https://github.com.evil.example/mira/tides", "https://tide-tables.example/"),
        ("", "https://tide-tables.example/"),
    ],
)
def test_address_comes_from_the_repository(remote: str, address: str) -> None:
    assert default_address(ANSWERS, KnownFacts(remote=remote)) == address


def test_address_on_another_host() -> None:
    assert (
        default_address(Answers(name="Tide Tables", host="readthedocs"), KnownFacts())
        == "https://tide-tables.readthedocs.io/"
    )
    assert default_address(Answers(name="潮", host="other"), KnownFacts()) == "https://blog.example/"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de-DE"),
        ({"LANG": "C.UTF-8", "LC_ALL": "pt_BR"}, "pt-BR"),
        ({"LANG": "de_AT@euro"}, "de-AT"),
        ({"LANG": "C"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({}, ""),
    ],
)
def test_language_is_that_of_this_computer(environment: dict[str, str], language: str) -> None:
    assert system_language(environment) == language


def test_timezone_is_that_of_this_computer(tmp_path: Path) -> None:
    assert system_timezone({"TZ": ":Asia/Tokyo"}) == "Asia/Tokyo"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Oslo")
    assert system_timezone({"TZ": "CET-1CEST"}, tmp_path / "localtime") == "Europe/Oslo"
    assert system_timezone({}, tmp_path / "none") == ""


@NEEDS_GIT
def test_who_writes_is_known_to_git(tmp_path: Path) -> None:
    folder = tmp_path / "tide-tables"
    folder.mkdir()
    for words in (
        ["init", "-q"],
        ["config", "user.name", "Mira"],
        ["config", "user.email", "1+m@users.noreply.github.com"],
    ):
        subprocess.run(["git", "-C", folder, *words], check=True)
    known = facts_known_in(folder, {})
    assert (known.folder, known.author, known.email) == ("tide-tables", "Mira", "")


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("name", " ", 'NAME is missing: write a name, such as "Tide Tables"'),
        ("author", "", 'AUTHOR is missing: write who writes, such as "Mira Halvorsen"'),
        ("name", "a\x07b", "NAME is 'a\\x07b': it holds a character that can't be shown: type it anew"),
        ("tagline", "x" * 101, "that has 101 characters, and 100 are the most: shorten it"),
        ("email", "mira", "EMAIL is 'mira': write an e-mail address, such as mira@example.org, or \"-\" for none"),
        ("language", "Klingonese", "write the code of a language, such as en-GB or de"),
        ("timezone", "../../etc/passwd", "write the name of a timezone, such as Europe/London"),
        ("timezone", "", "TIMEZONE is missing: write the name of a timezone"),
        ("host", "geocities", "write pages (GitHub Pages), readthedocs or other"),
        ("address", "example.org", "write the site's whole address, such as https://www.example.org/"),
        ("address", "https://a.example/?x=1", "write the site's whole address"),
        ("address", 'https://a.example/"', "write the site's whole address"),
        ("concepts", "perhaps", "CONCEPTS is 'perhaps': write yes or no"),
    ],
)
def test_answer_that_is_none_says_what_to_write(field: str, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as found:
        checked_answer(field, text)
    assert str(found.value).startswith(field.upper())
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("field", "text", "good"),
    [
        ("name", "  Tide\n Tables ", "Tide Tables"),
        ("tagline", "-", ""),
        ("email", "-", ""),
        ("language", "de_de".replace("_", "-"), "de-DE"),
        ("address", "https://bücher.example/blog", "https://xn--bcher-kva.example/blog/"),
        ("concepts", "N", "no"),
        ("host", "Pages", "pages"),
    ],
)
def test_answer_is_brought_into_one_form(field: str, text: str, good: str) -> None:
    assert checked_answer(field, text) == good


# -- What is written -------------------------------------------------------------

ODD = [
    "Say \"yes\" and 'no'",
    "$HOME `x` $(touch x) $a$",
    "a {{ b }} {% c %} {# d #}",
    "back\\slash\\n \\",
    '""" + """',
    "<b>Bold</b> & <script>alert(1)</script> &amp;",
    "Zoë Ångström é",
    "محمد العربي",
    "שלום",
    "🎉",
    "***",
    "# 1. - > + ::: ---",
    "[[x]] [a](b) ![c](d) [^1]",
    "%% remark %% 100 %",
    "x" * 100,
    "日本語のブログ",
    "_a_ __b__ ~~c~~ | d | e",
    "{ref}`x` @me :smile: A--B",
    "(label)=",
    "- item",
    "{site} {author}",
]


@pytest.mark.parametrize(("name", "author", "tagline"), [ODD[at : at + 3] for at in range(0, len(ODD), 3)])
def test_whatever_a_site_and_its_author_are_called_it_is_built(
    site: Site, name: str, author: str, tagline: str
) -> None:
    new_site(site, name=name, author=author, tagline=tagline)
    settings = runpy.run_path(str(site.folder / "conf.py"))
    assert (settings["project"], settings["author"], settings["site_tagline"]) == (name, author, tagline)
    assert site.build() == []
    main = site.page("/about/").select_one("[role=main]").get_text()
    assert plain(name) in plain(main)
    assert plain(author) in plain(main)
    assert site.page("/about/").select_one(".people > .h-card > .p-name").get_text() == author
    assert plain(name) in plain(site.page("/").title.get_text())
    assert site.page("/").select_one(".home-writers .p-author .p-name").get_text() == author


def plain(text: str) -> str:
    """Return *text* without what typography changes: quotes and dashes."""
    return re.sub(r"\s+", " ", re.sub("[“”‘’\"']", "'", re.sub("[–—-]+", "-", text)))


@pytest.mark.parametrize("concepts", ["yes", "no"])
def test_new_site_has_its_pages(site: Site, concepts: str) -> None:
    new_site(site, concepts=concepts)
    assert site.build() == []
    built = set(site.files())
    assert {"index.html", "about/index.html", "subscribe/index.html", "posts/2026/first-post/index.html"} <= built
    assert ("concepts/concept/index.html" in built) == (concepts == "yes")
    menu = [link.get_text(strip=True) for link in site.page("/").select("nav.site-menu a, .site-menu a")]
    assert not menu or ("Concepts" in menu) == (concepts == "yes")
    assert b"mira@tides.example" not in site.files()["index.html"]


def test_every_id_of_an_entry_has_the_host_and_the_year(site: Site) -> None:
    new_site(site)
    site.build()
    assert b"tag:mira.github.io,2026:2026-11-26/first-post" in site.files()["blog/atom.xml"]


def test_key_of_an_author_is_part_of_an_address() -> None:
    assert author_key("Mira Halvorsen") == "mira-halvorsen"
    assert author_key("🎉") == "author"
    assert len(author_key("word " * 100)) <= 60


@pytest.mark.parametrize("host", ["pages", "readthedocs", "other"])
def test_readme_says_how_this_site_is_published(host: str) -> None:
    readme = new_site_files(Answers(**{**vars(ANSWERS), "host": host}), TODAY)["README.md"].decode()
    assert ("GitHub" in readme, "Read the Docs" in readme) == (host == "pages", host == "readthedocs")


# -- The icon --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Tide Tables", "TT"),
        ("tides", "T"),
        ("“the” 2nd edition", "T2"),
        ("élan vital", "ÉV"),
        ("e\u0301lan", "É"),
        ("ßeta", "ß"),
        ("*** 🎉", ""),
        ("بحر المد", "با"),
    ],
)
def test_initials_are_those_of_the_first_two_words(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("name", "count"),
    [("Tide Tables", 2), ("Élan", 1), ("شمس قمر", 2), ("שלום", 1), ("Tide 日", 1), ("日本", 0), ("🎉", 0)],
)
def test_letters_are_drawn_as_the_fonts_have_them(name: str, count: int) -> None:
    assert len(drawn_letters(name)) == count


def test_icon_is_a_drawing_within_its_frame() -> None:
    made = new_site_files(ANSWERS, TODAY)
    icon = ET.fromstring(made["_static/images/icon.svg"])
    [path] = icon.iter("{http://www.w3.org/2000/svg}path")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.attrib["d"])]
    assert 0 <= min(numbers) < max(numbers) <= 32
    assert made["_static/images/touch-icon.png"].startswith(b"\x89PNG")


def test_site_whose_letters_no_font_has_keeps_the_icon_of_the_machinery() -> None:
    made = new_site_files(Answers(**{**vars(ANSWERS), "name": "日本"}), TODAY)
    assert not [path for path in made if path.startswith("_static")]
    assert b"<rect" in made["_templates/card.svg"]


@pytest.mark.parametrize(
    ("language", "menu", "heading"),
    [
        ("de", "Beiträge", "Willkommen"),
        ("nb", "Innlegg", "Velkommen"),
        ("zh", "文章", "欢迎"),
        ("ar", "المقالات", "أهلًا"),
    ],
)
def test_new_site_is_in_its_language(site: Site, language: str, menu: str, heading: str) -> None:
    new_site(site, language=language)
    assert site.build() == []
    home = site.page("/")
    assert home.select_one(".site-menu li a").get_text() == menu
    assert main_of(home).select_one("h1").get_text().rstrip("¶") == heading
    written = main_of(site.page("/posts/2026/first-post/")).select_one(".e-content")
    for code in written.select("code"):
        code.decompose()
    assert not re.search(r"\b(the|this|and|post|site)\b", written.get_text())


# -- The lists -------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/passwd",
        "a/../../x",
        "C:/x",
        "a\\b",
        "a//b",
        "./a",
        "a/.",
        "a./b",
        "",
        "a\nb",
        ".git/x",
        ".GIT/x",
        "_build/x",
    ],
)
def test_list_names_no_path_outside_of_the_site(path: str) -> None:
    assert not is_safe(path)
    with pytest.raises(ValueError, match=r"line \d is no digest"):
        parse_list(f"# a list\n{'0' * 64}  {path}\nx\n")


def test_what_an_author_owns_is_not_the_machinerys() -> None:
    for path in (
        "conf.py",
        "index.md",
        "posts/2021/x.md",
        "_templates/card.svg",
        "permalinks.txt",
        "talks.md",
        "LICENSE",
    ):
        assert is_authors(path)
    for path in (
        "Makefile",
        "CHANGELOG.md",
        "valuable/LICENSE",
        "guide/writing.md",
        "tests/roots/x/index.md",
        ".gitignore",
    ):
        assert not is_authors(path)


def test_list_of_examples_is_not_made_anew_where_there_is_none(site: Site) -> None:
    site.write("valuable/x.py", "x")
    assert list(make_lists(site.folder, ["conf.py", "valuable/x.py"])) == [FILES]
    site.write(EXAMPLE, "")
    made = make_lists(site.folder, ["conf.py", "valuable/x.py", "gone.py"])
    assert list(parse_list(made[FILES])) == ["valuable/x.py"]
    assert list(parse_list(made[EXAMPLE])) == ["conf.py"]


# -- A copy ----------------------------------------------------------------------


def environment(**answers: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINE_")}
    return {**kept, **{f"MINE_{name}": text for name, text in answers.items()}}


def run(folder: Path, command: str, *words: str, **answers: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "valuable", command, *words]
    return subprocess.run(
        line,
        cwd=folder,
        env=environment(**answers),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Mira", "-c", "user.email=mira@tides.example"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def state(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not re.match(r"\.git/|_build/|.*__pycache__", name):
            found[name] = path.read_bytes()
    return found


@pytest.fixture
def copy(site: Site) -> Path:
    """A small copy: the machinery, and a site that it comes with, as git has it."""
    for path in ("valuable/__init__.py", ".github/workflows/publish.yml", "guide/writing.md"):
        site.write(path, f"# {path}\n")
    site.post()
    site.write("permalinks.txt", "/\n")
    site.write("accepted.txt", "")
    site.write("_static/images/icon.svg", "<svg/>")
    site.write(EXAMPLE, "")
    names = [path for path in state(site.folder) if path != EXAMPLE]
    for name, text in make_lists(site.folder, names).items():
        site.write(name, text)
    return site.folder


@NEEDS_GIT
def test_copy_becomes_the_new_site_and_stays_so(copy: Path) -> None:
    git(copy, "init", "-q")
    git(copy, "add", "-A")
    git(copy, "commit", "-qm", "x")
    made = mine.make_site(copy, ANSWERS)
    after = state(copy)
    assert not {EXAMPLE, "permalinks.txt", "accepted.txt", "posts/2021/hello.md"} & set(after)
    assert set(made) <= set(after)
    assert b"Tide Tables" in after["conf.py"]
    assert (copy / ".github/workflows/publish.yml").is_file()
    with pytest.raises(mine.NotMadeError, match="This site is somebody's already"):
        mine.make_site(copy, ANSWERS)
    assert state(copy) == after


@NEEDS_GIT
@pytest.mark.parametrize("change", ["index.md", "posts/2021/hello.md", "about.md", "_templates/card.svg"])
def test_what_is_not_committed_is_never_lost(copy: Path, change: str) -> None:
    git(copy, "init", "-q")
    git(copy, "add", "-A")
    git(copy, "commit", "-qm", "x")
    (copy / change).parent.mkdir(exist_ok=True)
    (copy / change).write_text("Mine already.\n")
    before = state(copy)
    with pytest.raises(mine.NotMadeError, match=rf"nothing was done: commit them.*\n  {re.escape(change)}$"):
        mine.make_site(copy, ANSWERS)
    assert state(copy) == before
    git(copy, "add", "-A")
    git(copy, "commit", "-qm", "y")
    mine.make_site(copy, ANSWERS)
    assert "Mine already.\n" not in (copy / change).read_text() if (copy / change).is_file() else True


def test_copy_without_git_is_taken_while_it_is_as_it_came(copy: Path) -> None:
    (copy / "about.md").write_text("Mine already.\n")
    before = state(copy)
    with pytest.raises(mine.NotMadeError, match=r"\n  about\.md$"):
        mine.make_site(copy, ANSWERS)
    assert state(copy) == before
    (copy / "about.md").unlink()
    assert "about.md" in mine.make_site(copy, ANSWERS)


def test_post_of_the_authors_own_stays(copy: Path) -> None:
    (copy / "posts/2021/mine.md").write_text("Mine.\n")
    mine.make_site(copy, ANSWERS)
    assert (copy / "posts/2021/mine.md").read_text() == "Mine.\n"
    assert not (copy / "posts/2021/hello.md").exists()


def test_settings_that_are_somebodys_stay(copy: Path) -> None:
    (copy / "conf.py").write_text("project = 'Mine'\n")
    with pytest.raises(mine.NotMadeError, match="get a fresh copy"):
        mine.make_site(copy, ANSWERS)


def test_folder_without_a_site_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(mine.NotMadeError, match="There is no site here"):
        mine.make_site(tmp_path, ANSWERS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("host", ["readthedocs", "other"])
def test_workflow_of_another_host_goes(copy: Path, host: str) -> None:
    mine.make_site(copy, Answers(**{**vars(ANSWERS), "host": host}))
    assert not (copy / ".github").exists()


def test_failure_leaves_all_as_it_was(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(copy)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        mine.make_site(copy, ANSWERS)
    assert state(copy) == before


def test_command_says_in_one_line_why_it_refuses(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(copy / "valuable")
    os.symlink(ROOT / "valuable", copy / "valuable")
    if not (ROOT / EXAMPLE).is_file():
        pytest.skip("this site is somebody's already")
    done = run(copy, "mine", DEFAULTS="1", NAME="Tide Tables")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


# -- The whole -------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, made somebody's own."""
    if not (ROOT / EXAMPLE).is_file() or shutil.which("git") is None:
        pytest.skip("this site is somebody's already, or git is missing")
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    folder = tmp_path_factory.mktemp("own") / "tide-tables"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for name, text in make_lists(folder, [path for path in state(folder) if path not in (FILES, EXAMPLE)]).items():
        (folder / name).write_text(text)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    done = run(folder, "mine", DEFAULTS="1", NAME="Tide Tables", AUTHOR="Mira Halvorsen", EMAIL="-")
    assert done.returncode == 0, done.stderr
    return folder


def names_of(settings: dict[str, Any]) -> list[str]:
    """Return what the site that this came with, and those who write it, are called."""
    people = settings["people"].values()
    words = [
        word
        for person in people
        for word in [person["name"], *(person["name"].split() if person.get("kind") != "group" else [])]
    ]
    return [settings["project"], re.sub(r",\d+$", "", settings["feed_id_authority"]), *words]


def test_copy_is_built_and_noted_and_names_nobody_else(own: Path) -> None:
    assert run(own, "build").returncode == 0
    done = run(own, "permalinks")
    assert done.returncode == 0, done.stderr
    assert "/posts/" in (own / "permalinks.txt").read_text()
    assert run(own, "permalinks", "--since", "HEAD").returncode == 0
    pattern = re.compile("|".join(map(re.escape, names_of(runpy.run_path(str(ROOT / "conf.py"))))), re.IGNORECASE)
    texts = {**state(own), **state(own / "_build/html")}
    found = [name for name, data in texts.items() if pattern.search(data.decode(errors="ignore"))]
    assert [name for name in found if name != "valuable/LICENSE"] == []
    assert (THEME.parent / "LICENSE").read_bytes() == texts["valuable/LICENSE"]


# -- make ------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
@pytest.mark.parametrize("text", ["$(shell touch x) $HOME $$ `touch x`", 'it\'s "a" # b; touch x', "\\ % é=🎉", "a\nb"])
def test_any_answer_comes_through_make_as_it_was_typed(tmp_path: Path, text: str) -> None:
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nif [ "$1" = -m ]; then env -0 > given; fi\n')
    python.chmod(0o755)
    shutil.copy(ROOT / "requirements.txt", tmp_path / ".venv/requirements.txt")
    shell = {**environment(), "LANGUAGE": "en_GB:en", "EMAIL": "shell@tides.example"}
    words = ["mine", f"NAME={text}", "DEFAULTS=1", "HOST=other"]
    done = subprocess.run(["make", *words], cwd=tmp_path, env=shell, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    given = dict(entry.partition("=")[::2] for entry in (tmp_path / "given").read_text().split("\0"))
    answers = {name: value for name, value in given.items() if name.startswith("MINE_")}
    assert answers == {"MINE_NAME": text, "MINE_DEFAULTS": "1", "MINE_HOST": "other"}
    assert "NAME" not in given
    assert not (tmp_path / "x").exists()
