"""Bad days: whatever state the sources, the settings or the disk are in, a build says one clear thing of each fault.

It never shows a traceback, it loses nothing, and it leaves the last good site as it was.
"""

import builtins
import errno
import io
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Site, main_of
from forked import Done, run, without_privileges

import valuable.content.source_checks
from valuable.base.text_files import MAX_SOURCE_BYTES
from valuable.build.builder import SiteBuilder
from valuable.build.staging import JOURNAL

START = "---\ndate: 2021-03-26\n---\n\n# Hello\n\n"  # the body begins on line 7
SECRET = "zyzzyvaoutside"
WORDS = "Some words of a paragraph that goes on for a while. " * 10 + "\n\n"


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a site that has been built well."""
    folder = tmp_path_factory.mktemp("good")
    site = Site(folder / "site")
    site.post()
    assert run(site).code == 0
    shutil.copytree(folder / "site", folder / "copy")
    return folder


@pytest.fixture
def good(pristine: Path) -> Iterator[Site]:
    """Return that site, always in the same place, for what the last build knows is of that place."""
    shutil.rmtree(pristine / "site", ignore_errors=True)
    shutil.copytree(pristine / "copy", pristine / "site")
    yield Site(pristine / "site")
    subprocess.run(["chmod", "-R", "u+rwX", str(pristine / "site")], check=False)


@pytest.fixture
def outside(good: Site) -> Path:
    """Return the folder around the site, with a text, a post and a picture in it that are not to be published."""
    folder = good.folder.with_name("outside")
    folder.mkdir(exist_ok=True)
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.md").write_text(f"{START}{SECRET}\n")
    (folder / "secret.png").write_bytes(SECRET.encode())
    return folder


def failed(site: Site, before: Callable[[], object] | None = None) -> Done:
    """Build a site that can't be built; return what was said, once it is seen that nothing is lost."""
    last = files(site)
    done = run(site, before)
    assert done.code == 1, done
    for sign in ("Traceback", "fault of the site's machinery"):
        assert sign not in done.stdout + done.stderr, done.stderr
    assert files(site) == last
    if last and "The site was not built" in done.stderr:
        assert done.stderr.endswith("_build/html is as it was.\n")
    return done


def one(site: Site, message: str, before: Callable[[], object] | None = None) -> None:
    """Build a site that can't be built, of which one line says so, beginning with *message*."""
    (line,) = failed(site, before).lines
    assert line.startswith(message)


def files(site: Site) -> dict[str, bytes]:
    return site.files(site.folder / "_build" / "html")


def x(site: Site, body: str | bytes) -> None:
    """Write a post with a *body*."""
    site.write("posts/2021/x.md", START.encode() + (body if isinstance(body, bytes) else body.encode()))


def page(site: Site, address: str = "/posts/2021/x/") -> Any:
    site.html = site.folder / "_build" / "html"
    return main_of(site.page(address))


# -- The bytes of a source --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        (b"Words.\n\na\0b\n", 9, "here stands a character that can't be shown (U+0000): take it out"),
        (b"a\x1b[31mb\n", 7, "here stands a character that can't be shown (U+001B)"),
        (b"a\x0cb\n", 7, "here stands a character that can't be shown (U+000C)"),
        ("a\x85b\n".encode(), 7, "here stands a character that can't be shown (U+0085)"),
        ("a\ufffeb\n".encode(), 7, "here stands a character that can't be shown (U+FFFE)"),
        (b"a\n\xff\n", 8, "the file is not in UTF-8: save it in that encoding"),
        (b"a\r\nb\r\n\xff\r\n", 9, "the file is not in UTF-8"),
        (b"\xed\xa0\x80\n", 7, "the file is not in UTF-8"),
    ],
)
def test_byte_that_is_no_text_is_one_message(good: Site, body: bytes, line: int, message: str) -> None:
    x(good, body)
    one(good, f"posts/2021/x.md:{line}: WARNING: {message}")


def test_byte_after_a_byte_order_mark_is_found_on_its_line(good: Site) -> None:
    good.write("posts/2021/x.md", b"\xef\xbb\xbf" + START.encode() + b"\xff\n")
    one(good, "posts/2021/x.md:7: WARNING: the file is not in UTF-8")


def test_another_encoding_of_unicode_is_one_message(good: Site) -> None:
    good.write("posts/2021/x.md", START.encode("utf-16"))
    one(good, "posts/2021/x.md:1: WARNING: the file is not in UTF-8")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_ends_of_lines_of_any_kind_are_read(good: Site, end: str) -> None:
    good.write("posts/2021/x.md", b"\xef\xbb\xbf" + f"{START}## Two\n\nWords.\n".replace("\n", end).encode())
    assert run(good).code == 0
    assert page(good).select_one("section#two p").get_text() == "Words."


def test_empty_file_is_one_message(good: Site) -> None:
    good.write("posts/2021/x.md", b"")
    one(good, "posts/2021/x.md:1: WARNING: a post needs a date")


# -- Much of it -------------------------------------------------------------------------------------------------


def test_source_of_two_megabytes_is_built(good: Site) -> None:
    x(good, WORDS * ((MAX_SOURCE_BYTES - len(START)) // len(WORDS)))
    assert run(good).code == 0
    assert len(page(good).select("p")) > 3000


def test_source_that_is_larger_is_to_be_split(good: Site) -> None:
    x(good, WORDS * (10_000_000 // len(WORDS)))
    one(good, "posts/2021/x.md:1: WARNING: it holds 10.0 MB of text, and 2 MB are the most: split it into parts")


@pytest.mark.parametrize(("words", "first"), [("Heading {}", "heading-1"), ("Heading", "heading")])
def test_two_thousand_headings_have_lasting_anchors(good: Site, words: str, first: str) -> None:
    x(good, "".join(f"## {words.format(number)}\n\nWords.\n\n" for number in range(1, 2001)))
    assert run(good).code == 0
    ids = [section["id"] for section in page(good).select("section section")]
    assert len(set(ids)) == 2000
    assert (ids[0], ids[1999]) == (first, "heading-2000")


def test_long_heading_is_one_message(good: Site) -> None:
    x(good, f"## {'word ' * 1000}\n")
    one(good, "posts/2021/x.md:7: WARNING: the heading has 4,999 characters, and 300 are the most: shorten it")


def test_long_title_is_one_message(good: Site) -> None:
    good.write("posts/2021/x.md", START.replace("Hello", "a" * 5000))
    one(good, "posts/2021/x.md:5: WARNING: the heading has 5,000 characters")


def test_message_quotes_no_more_than_a_line(good: Site) -> None:
    x(good, f"# {'word ' * 50}\n")
    (line,) = run(good).lines
    assert line.startswith("posts/2021/x.md:7: HINT: a second title, `# word word")
    assert len(line) < 300


@pytest.mark.parametrize(
    "body", ["word " * 200_000, "w" * 1_000_000, "a" + "`" * 100_000, "|a" * 2000 + "|\n" + "|-" * 2000]
)
def test_long_line_is_built(good: Site, body: str) -> None:
    x(good, f"{body}\n")
    assert run(good).code == 0


@pytest.mark.parametrize(
    ("sign", "what"), [("`", "the code that a row of 100,000 `` ` ``"), (":", "the box that a row of 100,000 `:`")]
)
def test_long_row_of_signs_is_one_short_message(good: Site, sign: str, what: str) -> None:
    x(good, f"{sign * 100_000}\n")
    (line,) = run(good).lines
    assert line.startswith(f"posts/2021/x.md:7: HINT: {what} opens here is never closed: write such a row on the line")
    assert len(line) < 300


# -- Deep nesting -----------------------------------------------------------------------------------------------


def test_nine_lists_in_each_other_are_built(good: Site) -> None:
    x(good, "".join(f"{'  ' * depth}- level{depth}\n" for depth in range(9)))
    assert run(good).code == 0
    assert "level8" in page(good).get_text()


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("".join(f"{'  ' * depth}- level{depth}\n" for depth in range(10)), 16),
        ("".join(f"{'  ' * depth}- level{depth}\n" for depth in range(500)), 16),
        (f"Words.\n\n{'>' * 20} deep\n", 9),
        (f"{'>' * 5000} deep\n", 7),
        (f"{'- ' * 3000}deep\n", 7),
        (f"```{{note}}\nWords.\n\n{'>' * 30} deep\n```\n", 10),
        (f"Words.[^1]\n\n[^1]: {'>' * 30} deep\n", 9),
    ],
)
def test_what_lies_too_deep_is_not_left_out_without_a_word(good: Site, body: str, line: int) -> None:
    x(good, body)
    one(good, f"posts/2021/x.md:{line}: WARNING: the lists or quotes are nested too deeply here: write them flatter")


def test_depth_is_told_of_the_file_that_is_included(good: Site) -> None:
    good.write("part.inc", f"Words.\n\n```{{note}}\nWords.\n\n{'>' * 30} deep\n```\n")
    x(good, "Words.\n\n```{include} ../../part.inc\n```\n")
    one(good, "part.inc:6: WARNING: the lists or quotes are nested too deeply here")


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"{':' * (300 - depth)}{{note}}\n" for depth in range(290))
        + "".join(f"{':' * (300 - depth)}\n" for depth in reversed(range(290))),
        f"{'*' * 20_000}deep{'*' * 20_000}\n",
        "```{include} x.md\n```\n",
    ],
)
def test_page_that_is_nested_without_end_is_one_message(good: Site, body: str) -> None:
    x(good, body)
    good.post("posts/2021/y.md", tags="[]")
    assert [line.partition(": WARNING: ")[::2] for line in failed(good).lines] == [
        ("posts/2021/x.md:1", "it is nested too deeply, or takes itself in: write it flatter [valuable.builder]"),
        (
            "posts/2021/y.md:3",
            "`tags`: the list is empty; write `[teams, plans]`, or leave the key out [valuable.front_matter]",
        ),
    ]


def test_boxes_that_are_never_closed_are_one_message(good: Site) -> None:
    x(good, "".join(f"{':' * (30 - depth)}{{note}}\n" for depth in range(20)) + "Words.\n")
    one(good, "posts/2021/x.md:7: WARNING: the box that a row of 30 `:` opens here is never closed: write such a row")


def test_deep_formula_is_one_message(good: Site) -> None:
    x(good, "$" + "\\frac{" * 1000 + "x" + "}{y}" * 1000 + "$\n")
    one(good, "posts/2021/x.md:7: WARNING: `\\frac{\\frac{")


def test_elements_without_end_are_said_once_each(good: Site) -> None:
    x(good, f"Words {'<b>' * 5000}\n")
    place = "posts/2021/x.md:7: WARNING: `<b>`"
    assert failed(good).lines == [
        f"{place} is the 101st of elements in one another, and is taken out: close some [valuable.raw_html]",
        f"{place} is never closed: write `</b>` where it ends [valuable.raw_html]",
    ]


@pytest.mark.parametrize("body", ["[" * 5000 + "x" + "]" * 5000, "[x" * 500 + "](y)" * 500, "$" + "{" * 1000])
def test_brackets_that_mean_nothing_are_shown(good: Site, body: str) -> None:
    x(good, f"Words {body}\n")
    assert run(good).code == 0


# -- Front matter -----------------------------------------------------------------------------------------------

BOMB = "a: &a [x, x]\n" + "".join(f"{key}: &{key} [*a, *a, *a]\n" for key in "bcdefgh")


@pytest.mark.parametrize(
    ("block", "line", "message"),
    [
        (f"tags: {'[' * 9000}{']' * 9000}", 3, "here stand lists in lists in lists: write one list, `[teams, plans]`"),
        (f"tags: {'{a: ' * 4000}", 3, "here stand lists in lists in lists"),
        (f"tags: {'[' * 15_000}", 3, "here stand lists in lists in lists"),
        (f"tags:\n{'- ' * 9000}x", 4, "here stand lists in lists in lists"),
        (BOMB, 3, "`&a`: front matter has no names for values; write the value itself, or quotes around a text"),
        ("description: *d", 3, "`*d`: front matter has no names for values"),
        ("tags: &a [*a]", 3, "`&a`: front matter has no names for values"),
        ("description: !Important news", 3, "a text that begins with `!` needs quotes around it"),
        ("description: !!python/object/apply:os.system ['true']", 3, "a text that begins with `!` needs quotes"),
        (f"description: {'x ' * 30_000}", 1, "the front matter has more than 20,000 characters"),
        (f"{'k' * 900}: x", 3, f"there is no key `{'k' * 79}…`: the keys are `date`"),
        ('description: "a\\x9bb"', 3, "`description`: the value holds a character that can't be shown"),
        ("redirect: [/a%00b/]", 3, "`redirect`: `/a%00b/` can't be the name of a file"),
        ("cover: \u202egnp.x\ncover_alt: x", 3, "`cover`: `\\u202egnp.x` is not a picture of this site"),
        (f"redirect: [/{'a' * 300}/]", 3, "`redirect`: `/aaa"),
    ],
)
def test_trick_of_yaml_is_one_message(good: Site, block: str, line: int, message: str) -> None:
    good.write("posts/2021/x.md", f"---\ndate: 2021-03-26\n{block}\n---\n\n# Hello\n")
    lines = failed(good).lines
    assert lines[0].startswith(f"posts/2021/x.md:{line}: WARNING: {message}")
    assert len(lines) == 1


@pytest.mark.parametrize(
    "date", ["0201-03-26", "0001-01-01", "9999-12-31T23:59-12:00", "２０２１-03-26", "2021-03-26T24:00"]
)
def test_day_that_cannot_be_is_one_message(good: Site, date: str) -> None:
    good.post("posts/2021/x.md", date=date)
    one(good, f"posts/2021/x.md:2: WARNING: `date`: `{date}` is no")


# -- What stands in the place of a source -----------------------------------------------------------------------


def test_link_out_of_the_site_is_not_published(good: Site, outside: Path) -> None:
    (good.folder / "posts/2021/x.md").symlink_to(outside / "secret.md")
    one(good, "posts/2021/x.md:1: WARNING: it is a link to a file outside of the site's folder, which is not published")


def test_link_to_another_file_of_the_site_is_read(good: Site) -> None:
    good.write("kept/x.md", f"{START}From a link.\n")
    (good.folder / "posts/2021/x.md").symlink_to("../../kept/x.md")
    assert run(good).code == 0
    assert "From a link." in page(good).get_text()


@pytest.mark.parametrize("target", ["nothing.md", "x.md"])
def test_link_that_leads_nowhere_is_one_message(good: Site, target: str) -> None:
    (good.folder / "posts/2021/x.md").symlink_to(target)
    one(good, f"posts/2021/x.md:1: WARNING: it is a link that leads nowhere ({target}): put the file itself here")


@pytest.mark.parametrize(
    ("link", "target"),
    [("posts/2022", "."), ("posts/2022", "OUTSIDE"), ("posts/2021/x", "OUTSIDE"), ("concepts", "OUTSIDE")],
)
def test_folder_behind_a_link_is_not_read(good: Site, outside: Path, link: str, target: str) -> None:
    (outside / "index.md").write_text(f"{START}{SECRET}\n")
    (good.folder / link).symlink_to(str(outside) if target == "OUTSIDE" else target)
    one(good, f"{link}:1: WARNING: it is a link to a folder, and no page is made from what is behind one")


def test_links_that_go_round_in_circles_are_not_followed(good: Site) -> None:
    for name in "abc":
        (good.folder / "posts/2021" / name).symlink_to("..")
        (good.folder / name).symlink_to("/")
    done = run(good)
    assert (done.code, done.stderr) == (0, "")


@pytest.mark.parametrize("path", ["posts/2021/x.md", "posts/2021/index.md", "posts/2021/x/index.md", "x.md"])
def test_folder_named_like_a_page_is_one_message(good: Site, path: str) -> None:
    good.write(f"{path}/picture.png", b"x")
    one(good, f"{path}:1: WARNING: it is a folder, and its name is one of a page: rename it")


def test_pipe_is_one_message(good: Site) -> None:
    os.mkfifo(good.folder / "posts/2021/x.md")
    one(good, "posts/2021/x.md:1: WARNING: it is no file with a text in it")


@pytest.mark.parametrize(
    ("name", "shown", "message"),
    [
        ("a\nb.md", "a\\nb.md", "its name holds a character that can't be shown: rename it"),
        ("a\x1bb.md", "a\\x1bb.md", "its name holds a character that can't be shown"),
        ("a\udcff.md", "a\\udcff.md", "its name holds a character that can't be shown"),
        ("a b.md", "a b.md", "`a b` would stand in the page's address for ever: name it `a-b`"),
        (f"{'a' * 240}.md", f"{'a' * 240}.md", "its name is 243 bytes long, and 200 are the most"),
        (f"{'क' * 80}.md", f"{'क' * 80}.md", "its name is 243 bytes long, and 200 are the most"),
        ("e\u0301te.md", "e\u0301te.md", "`e\u0301te` would stand in the page's address for ever: name it `ete`"),
    ],
)
def test_name_that_makes_no_address_is_one_message(good: Site, name: str, shown: str, message: str) -> None:
    for folder in ("posts/2021/", ""):
        path = os.fsencode(good.folder / folder) + b"/" + os.fsencode(name)
        Path(os.fsdecode(path)).write_text("# Hello\n" if not folder else START)
        (line,) = failed(good).lines
        assert line.startswith(f"{folder}{shown}:1: WARNING: {message.removesuffix('`')}")
        os.unlink(path)


def test_year_is_written_in_plain_digits(good: Site) -> None:
    good.write("posts/２０２１/x.md", START)
    one(good, "posts/２０２１/x.md:1: WARNING: no page is made from a file in this place")


# -- What vanishes or changes meanwhile -------------------------------------------------------------------------


def test_source_that_vanishes_before_it_is_checked_is_one_message(good: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    x(good, "Words.\n")
    original = valuable.content.source_checks.read_text

    def vanishing(path: Path, root: Path) -> str:
        if path.name == "x.md":
            path.unlink()
        return original(path, root)

    monkeypatch.setattr(valuable.content.source_checks, "read_text", vanishing)
    assert (done := run(good)).code == 0, done  # without it
    assert not (good.folder / "_build/html/posts/2021/x").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.unlink(), ""),
        (lambda path: path.write_bytes(b"\xff"), "posts/2021/x.md:1: WARNING: the file is not in UTF-8"),
        (lambda path: path.write_text(f"---\ndraft: true\n---\n\n# Hello\n\n{SECRET}\n"), ""),
    ],
)
def test_source_that_changes_before_it_is_read_is_read_again(
    good: Site, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], message: str
) -> None:
    """Once: what it says after that is what the site is made from."""
    x(good, "Words.\n")
    original = valuable.content.source_checks.read_source

    def changing(docname: str, root: Path, path: Path, *arguments: Any) -> Any:
        source = original(docname, root, path, *arguments)
        if path.name == "x.md" and path.read_text(errors="replace").endswith("Words.\n"):
            change(path)
        return source

    monkeypatch.setattr(valuable.content.source_checks, "read_source", changing)
    if message:
        one(good, message)
    else:
        assert (done := run(good)).code == 0, done
        assert not (good.folder / "_build/html/posts/2021/x").exists()


# -- What a page takes in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "![A picture](NAME.png)",
        "```{figure} NAME.png\n:alt: A picture\n```",
        "```{include} NAME.txt\n```",
        "```{literalinclude} NAME.txt\n```",
        "```{literalinclude} ../../index.md\n:diff: NAME.txt\n```",
        "```{csv-table} A table\n:file: NAME.txt\n```",
        "```{raw} html\n:file: NAME.txt\n```",
        "{download}`x <NAME.txt>`",
        "[x](NAME.txt)",
        "[x](path:NAME.txt)",
        "```{eval-rst}\n.. include:: NAME.txt\n```",
    ],
)
@pytest.mark.parametrize("linked", [True, False])
def test_file_from_outside_is_not_published(good: Site, outside: Path, markup: str, linked: bool) -> None:
    for suffix in (".txt", ".png") if linked else ():
        (good.folder / f"posts/2021/linked{suffix}").symlink_to(outside / f"secret{suffix}")
    x(good, markup.replace("NAME", "linked" if linked else "../../../outside/secret") + "\n")
    (line,) = failed(good).lines
    assert line.startswith("posts/2021/x.md:")
    assert "which lies outside of the site's folder, where nothing is published from: put a copy beside" in line
    assert not any(SECRET.encode() in content for content in good.files(good.folder / "_build").values())


def test_static_file_from_outside_is_not_published(good: Site, outside: Path) -> None:
    good.write("_static/style.css", "")
    (good.folder / "_static/secret.txt").symlink_to(outside / "secret.txt")
    (good.folder / "_static/round").symlink_to(".")
    conf = good.folder / "conf.py"
    conf.write_text(conf.read_text() + "html_static_path.append('_static')\n")
    assert [line.partition(": WARNING: ")[0] for line in sorted(failed(good).lines)] == [
        "_static/round:1",
        "_static/secret.txt:1",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.png", "posts/2021/x.md:7: WARNING: there is no file `missing.png` to be shown: nearest are "),
        (
            "empty.png",
            "posts/2021/x.md:7: WARNING: the page takes in posts/2021/empty.png, which is empty: save it anew",
        ),
        (
            "empty.svg",
            "posts/2021/x.md:7: WARNING: the page takes in posts/2021/empty.svg, which is empty: save it anew",
        ),
        (
            "folder.png",
            "posts/2021/x.md:7: WARNING: the page takes in posts/2021/folder.png, which is no file: name one",
        ),
        (
            "huge.png",
            "posts/2021/x.md:7: WARNING: the page takes in posts/2021/huge.png, which has 60 MB, and 50 MB are",
        ),
        ("a%00b.png", "posts/2021/x.md:7: WARNING: no picture can be shown from a\\x00b.png: its name holds"),
        ("x" * 3000 + ".png", "posts/2021/x.md:7: WARNING: no picture can be shown from xxx"),
    ],
)
def test_picture_that_can_be_shown_to_nobody_is_one_message(good: Site, name: str, message: str) -> None:
    good.write("posts/2021/empty.png", b"")
    good.write("posts/2021/empty.svg", b"")
    os.truncate(good.write("posts/2021/huge.png", b""), 60_000_000)
    (good.folder / "posts/2021/folder.png").mkdir()
    x(good, f"![A picture]({name})\n")
    one(good, message)


def test_picture_that_is_a_link_to_itself_is_one_message(good: Site) -> None:
    (good.folder / "posts/2021/round.png").symlink_to("round.png")
    x(good, "![A picture](round.png)\n")
    (line,) = failed(good).lines
    assert re.match(r"posts/2021/x\.md:[17]: WARNING: .*file that is a link to itself: put the file there", line)


@pytest.mark.parametrize("markup", ["```{include} part.txt\n```", "```{literalinclude} part.txt\n```"])
def test_character_of_an_included_file_is_one_message(good: Site, markup: str) -> None:
    good.write("posts/2021/part.txt", "one\n\x1b[31mtwo\n")
    x(good, f"{markup}\n")
    (line,) = failed(good).lines
    assert re.match(r"posts/2021/(part\.txt:2|x\.md:7): WARNING: .* \(U\+001B\): take it out", line)


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        (
            "```{include} none.txt\n```",
            "posts/2021/x.md:7: WARNING: there is no file `none.txt` to take in: put it beside the page",
        ),
        (
            "```{include} ../../posts\n```",
            "posts/2021/x.md:7: WARNING: the page takes in posts, which is no file: name",
        ),
        ("[x](a%00b)", "posts/2021/x.md:7: WARNING: an address or a name in it holds `%00`: take that out"),
        (
            "Words.\n\n:::{productionlist} two words\n:::",
            "posts/2021/x.md:9: WARNING: `{productionlist}` can't be made of this (ValueError: max() ",
        ),
        (
            "Words <style> more.",
            "posts/2021/x.md:7: WARNING: `<style>` is taken out: rules for all pages go into a file",
        ),
        ("<textarea>\n\nWords.", "posts/2021/x.md:7: WARNING: `<textarea>` is taken out: nothing can be filled in"),
        ("<!-- a note\n\nWords.", "posts/2021/x.md:7: WARNING: the comment `<!--` is never closed: write `-->`"),
        ("<div><![x[", "posts/2021/x.md:7: WARNING: `<!…>` is no part of a post: take it out, or write it in code"),
        (
            "<div>" + "<a x" * 2000,
            "posts/2021/x.md:7: WARNING: `<a x<a x<a x<a x<a x<a x<a x<a x<a x<a x` begins a tag that has no end",
        ),
    ],
)
def test_markup_that_nothing_can_be_made_of_is_reported(good: Site, markup: str, message: str) -> None:
    x(good, f"{markup}\n")
    assert failed(good).lines[0].startswith(message)


@pytest.mark.parametrize(
    "markup",
    [
        "A form feed: &#12;",
        "```{toctree}\n:caption: See\n\nhello\n```",
        "<details><summary>More</summary>\n\nWords.\n\n</details>",
    ],
)
def test_rare_markup_is_built(good: Site, markup: str) -> None:
    x(good, f"{markup}\n")
    done = run(good)
    assert (done.code, done.stderr) == (0, "")


# -- Permissions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "mode", "message"),
    [
        (
            "posts/2021/x.md",
            0o000,
            "posts/2021/x.md:1: WARNING: it can't be read (Permission denied): mend its permissions",
        ),
        ("posts/2021/x", 0o000, "posts/2021/x:1: WARNING: the folder can't be read (Permission denied): mend its perm"),
        ("posts/2021", 0o311, "posts/2021:1: WARNING: the folder can't be read (Permission denied)"),
        ("posts", 0o000, "posts:1: WARNING: the folder can't be read (Permission denied)"),
        ("conf.py", 0o000, "conf.py:1: PermissionError: [Errno 13] Permission denied: 'conf.py'"),
        ("_build", 0o555, "_build/work: it may not be read or written (Permission denied): mend its permissions"),
        ("_build/html", 0o555, "_build/html: it may not be read or written (Permission denied)"),
        ("_build/html/posts/2021/hello", 0o555, "_build/html/posts/2021/hello: it may not be read or written"),
        ("_build/doctrees", 0o555, "_build/doctrees/environment.pickle: it may not be read or written"),
        ("_build/lock", 0o444, "_build/lock: it may not be read or written (Permission denied)"),
    ],
)
def test_what_may_not_be_read_or_written_is_one_message(good: Site, path: str, mode: int, message: str) -> None:
    good.post(title="Changed")
    if path.startswith("posts/2021/x"):
        good.write("posts/2021/x/index.md" if path.endswith("x") else path, START)
    (good.folder / path).chmod(mode)
    one(good, message, without_privileges)


def test_site_that_has_no_place_to_be_built_in_is_one_message(good: Site) -> None:
    shutil.rmtree(good.folder / "_build")
    good.folder.chmod(0o555)
    one(good, "_build: it may not be read or written (Permission denied)", without_privileges)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("_build", "_build: a file stands where a folder is needed"),
        ("_build/html", "_build/html: a file stands where a folder is needed: remove it"),
    ],
)
def test_file_in_the_place_of_a_folder_is_one_message(good: Site, path: str, message: str) -> None:
    shutil.rmtree(good.folder / path)
    good.write(path, "mine")
    done = run(good)
    assert done.code == 1
    assert done.stderr.startswith(message)
    assert (good.folder / path).read_text() == "mine"


# -- What the last build has left -------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\x80\x04cnope\nnope\n.", b"\xff" * 100])
@pytest.mark.parametrize("name", ["outputs.pickle", "environment.pickle", "made-by", "../work", "../work/journal.json"])
def test_damaged_memory_of_the_last_build_is_no_fault(good: Site, name: str, content: bytes) -> None:
    good.post(title="Changed")
    good.write(f"_build/doctrees/{name}", content)
    done = run(good)
    assert (done.code, done.stderr) == (0, "")
    assert page(good, "/posts/2021/hello/").h1.get_text() == "Changed"


def test_doctrees_that_are_a_file_are_made_anew(good: Site) -> None:
    last = files(good)
    shutil.rmtree(good.folder / "_build/doctrees")
    good.write("_build/doctrees", "mine")
    assert run(good).code == 0
    assert files(good) == last


def test_damaged_doctree_is_one_message_and_mended_by_the_next_build(good: Site) -> None:
    good.write("_build/doctrees/index.doctree", b"")
    good.post("posts/2021/y.md", title="Changed")
    one(good, "_build/doctrees/index.doctree: the file is damaged: build again, and all is made anew")
    assert run(good).code == 0


# -- A full disk ------------------------------------------------------------------------------------------------


def full(step: int, changes: tuple[str, ...]) -> Callable[[], None]:
    """Return a function after whose call the *step*th change of a file in ``_build`` and all later ones fail."""
    left = step

    def used(path: Any) -> None:
        nonlocal left
        left -= "_build" in str(path) and not str(path).endswith(("lock", "error.log"))
        if left <= 0 and "_build" in str(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def failing(change: Callable[..., Any]) -> Callable[..., Any]:
        def changed(path: Any, *rest: Any, **named: Any) -> Any:
            if change is not io_open or set(rest[0] if rest else named.get("mode", "r")) & set("wax+"):
                used(path)
            return change(path, *rest, **named)

        return changed

    def fill() -> None:
        for name in changes:
            for owner in (builtins, io) if name == "open" else (os,):
                setattr(owner, name, failing(getattr(owner, name)))

    io_open = open
    return fill


@pytest.mark.parametrize("changes", [("open",), ("mkdir",)])
@pytest.mark.parametrize("step", [1, 3, 8, 21])
def test_full_disk_is_one_message_and_loses_nothing(good: Site, step: int, changes: tuple[str, ...]) -> None:
    good.post("posts/2021/y.md", title="New", tags="[new]")
    (line,) = failed(good, full(step, changes)).lines
    assert re.fullmatch(r"no space is left on the disk \(_build/work.*\): make room, and build again", line)
    assert run(good).code == 0
    assert page(good, "/posts/2021/y/").h1.get_text() == "New"


@pytest.mark.parametrize("step", [1, 2, 5, 9])
def test_disk_that_is_full_once_the_site_changes_is_told_and_gone_on_with(good: Site, step: int) -> None:
    good.post("posts/2021/y.md", title="New", tags="[new]")
    last = files(good)
    done = run(good, full(step, ("replace",)))
    assert done.code == 1
    assert done.lines[0].startswith("no space is left on the disk")
    # Once there is a journal the site is on its way, be it that no file has been moved yet.
    assert "_build/html is as it was." not in done.stderr or files(good) == last
    assert ("the next build goes on with it." in done.stderr) == (good.folder / "_build/work" / JOURNAL).exists()
    assert run(good).code == 0
    after = files(good)
    shutil.rmtree(good.folder / "_build")
    assert run(good).code == 0
    assert files(good) == after


def test_file_that_the_disk_does_not_take_is_one_message(good: Site) -> None:
    x(good, WORDS * 400)
    one(
        good,
        "the disk takes no file of this size: make room, and build again",
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert run(good).code == 0


def test_full_memory_is_one_message(good: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_doc(builder: SiteBuilder, docname: str, **options: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(SiteBuilder, "read_doc", read_doc)
    x(good, "Words.\n")
    one(good, "posts/2021/x.md: the memory is full: close other programs, and build again")


# -- Two builds at once -----------------------------------------------------------------------------------------


def start(site: Site) -> subprocess.Popen[str]:
    kept = {name: os.environ[name] for name in ("PATH", "CARDS", "SEARCH")}
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(site.folder), **kept}
    return subprocess.Popen(
        [sys.executable, "-m", "valuable", "build"],
        cwd=site.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_builds_at_once_make_one_site(good: Site) -> None:
    for number in range(30):
        good.post(f"posts/2021/p{number}.md", title=f"Post {number}", body=WORDS * 20)
    builds = [start(good) for _ in range(3)]
    ended = [(build.communicate()[1], build.returncode) for build in builds]
    assert ("", 0) in ended
    for stderr, code in ended:
        assert (stderr, code) in {
            ("", 0),
            ("Another build is under way in this folder: wait until it has ended.\n", 1),
        }
    after = files(good)
    shutil.rmtree(good.folder / "_build")
    assert run(good).code == 0
    assert files(good) == after


@pytest.mark.parametrize("made", ["lock", "work", "work/**/*.doctree", "work/**/index.html"])
def test_lock_of_a_killed_build_does_not_remain(good: Site, made: str) -> None:
    shutil.rmtree(good.folder / "_build")
    for number in range(40):
        good.post(f"posts/2021/p{number}.md", title=f"Post {number}", body=WORDS * 20)
    build = start(good)
    while build.poll() is None and not [*good.folder.glob(f"_build/{made}")]:
        time.sleep(0.01)
    build.kill()
    build.communicate()
    for _ in range(200):  # a process of the killed build may have the lock until it ends
        if not (done := run(good)).code:
            break
        assert done.lines == ["Another build is under way in this folder: wait until it has ended."]
    assert (done.code, done.stderr) == (0, "")


# -- Settings and templates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'conf.py: `extensions` lacks "valuable": write extensions = ["myst_parser", "ablog", "valuable"]'),
        ("x = 1\nx = (\n", "conf.py:2: '(' was never closed"),
        ("x = 1\n\0\n", "conf.py:1: source code "),
        (
            "import sys\nsys.exit(3)\n",
            "conf.py: The configuration file (or one of the modules it imports) called sys.exit()",
        ),
        ("import nothing_of_this_name\n", "conf.py:1: ModuleNotFoundError: No module named 'nothing_of_this_name'"),
        (
            "CONF\nextensions.append('nothing')\n",
            "conf.py: Could not import extension nothing: No module named 'nothing'",
        ),
        (
            "CONF\nextensions = 3\n",
            "conf.py: TypeError: 'int' object is not iterable. A setting may be of the wrong kind",
        ),
        ("CONF\nhtml_theme = 'nothing'\n", "conf.py: no theme named 'nothing' found"),
        ("CONF\ninclude_patterns = '*.md'\n", "conf.py: include_patterns is '*.md': write a list, such as ['*.md']"),
        ("CONF\nhtml_static_path = None\n", "conf.py: html_static_path is None: write a list"),
        ("CONF\nproject = 'a\\0b'\n", "conf.py: project is 'a\\x00b': it holds a character that can't be shown"),
        ("CONF\nsite_tagline = 3\n", "conf.py: site_tagline is 3: write a text in quotes"),
    ],
)
def test_settings_that_make_no_site_are_one_message(good: Site, text: str, message: str) -> None:
    good.post(title="Changed")
    conf = good.folder / "conf.py"
    conf.write_text(text.replace("CONF", conf.read_text()))
    assert failed(good).lines[0].startswith(message)


@pytest.mark.parametrize("instead", [None, "folder"])
def test_settings_that_are_missing_are_one_message(good: Site, instead: str | None) -> None:
    (good.folder / "conf.py").unlink()
    if instead:
        (good.folder / "conf.py").mkdir()
    one(good, "conf.py is missing: build in the site's folder, which is the one that holds it")


def test_home_page_that_is_missing_is_one_message(good: Site) -> None:
    (good.folder / "index.md").unlink()
    one(good, "index.md: the site has no home page without it: write it, or mend it")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"x\n{% if %}\n", "templates/post.html:2: Expected an expression, got 'end of statement block'"),
        (b"x\n{% if a %}\n", "templates/post.html:2: Unexpected end of template."),
        (b"x\n{{ a.b.c }}\n", "templates/post.html:2: UndefinedError: 'a' is undefined"),
        (b"x\n{{ 1 / 0 }}\n", "templates/post.html:2: ZeroDivisionError: division by zero"),
        (b"x\n\xff\n", "templates/post.html:1: the file is not in UTF-8: save it in that encoding"),
        (b"{% extends 'nothing.html' %}\n", "templates/post.html:1: there is no template 'nothing.html'"),
        (
            b"{% include 'post.html' %}\n",
            "templates/post.html:1: the template takes itself in, or is nested too deeply",
        ),
    ],
)
def test_template_that_prints_nothing_is_one_message(good: Site, text: bytes, message: str) -> None:
    for number in range(40):  # so that more than one process finds it
        good.post(f"posts/2021/p{number}.md")
    good.write("templates/post.html", text)
    conf = good.folder / "conf.py"
    conf.write_text(conf.read_text() + "templates_path = ['templates']\n")
    one(good, message)
