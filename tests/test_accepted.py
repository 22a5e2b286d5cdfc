"""Old faults stand in a record and stop the site no more; new ones do.

An incremental build says what a clean one says.
"""

import ast
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site, main_of
from forked import Done, run

import valuable.commands.accept
import valuable.commands.build
from valuable.base.accepted_faults import HEAD, Entry, Fault, format_accepted, parse_accepted, unneeded
from valuable.base.reports import ACCEPTABLE_KINDS

OLD = "![](cup.svg)\n\n## Two {#Site-two}\n\n<script>x</script>\n\n[gone](gone.md)\n"


def accept(site: Site) -> Done:
    return run(site, command=valuable.commands.accept.main)


def record(site: Site) -> list[str]:
    return (site.folder / "accepted.txt").read_text().removeprefix(HEAD).splitlines()


@pytest.fixture
def old(site: Site) -> Site:
    site.write("posts/2021/cup.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    site.post("posts/2021/old.md", OLD, title="Old")
    site.post("posts/2021/other.md", title="Other")
    return site


# -- The record


def test_record_is_read_as_it_is_written() -> None:
    faults = {Fault("b.md", "headings", "Two"): 1, Fault("a b.md", "alternatives", "ein Bild.png"): 3}
    text = format_accepted(faults)
    assert text == f"{HEAD}a b.md\talternatives\tein Bild.png\t3\nb.md\theadings\tTwo\t1\n"
    entries, problems = parse_accepted(text.replace("\n", "\r\n"))
    assert problems == []
    assert {fault: entry.number for fault, entry in entries.items()} == faults


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("<<<<<<< HEAD", "a conflict of a merge stands here"),
        ("=======", "a conflict of a merge stands here"),
        ("posts/x.md alternatives cup.png 1", "with tabs between"),
        ("posts/x.md\talternatives\t\t1", "with tabs between"),
        ("posts/x.md\tdrafts\tcup.png\t1", "`drafts` is no kind of fault that can be accepted"),
        ("posts/x.md\talternatives\tcup.png\tmany", "`many` is not the number of such faults"),
        ("posts/x.md\talternatives\tcup.png\t0", "`0` is not the number of such faults"),
        ("a.md\theadings\tTwo\t2", "the same stands in line 1"),
    ],
)
def test_line_that_is_none_is_told(line: str, message: str) -> None:
    entries, problems = parse_accepted(f"a.md\theadings\tTwo\t1\n{line}\n")
    assert entries == {Fault("a.md", "headings", "Two"): Entry(1, 1)}
    assert [problem.line for problem in problems] == [2]
    assert message in problems[0].message


def test_what_is_needed_no_more_is_named() -> None:
    accepted = {
        Fault("a.md", "headings", "Two"): Entry(3, 4),
        Fault("b.md", "headings", "Two"): Entry(1, 5),
        Fault("old.md", "alternatives", "cup.png"): Entry(1, 6),
        Fault("same.md", "headings", "Two"): Entry(1, 7),
    }
    found = {
        Fault("a.md", "headings", "Two"): 2,
        Fault("same.md", "headings", "Two"): 1,
        Fault("new.md", "alternatives", "cup.png"): 1,
    }
    assert list(unneeded(accepted, found)) == [
        (4, "a.md has 2 of the 3 of `Two`: run `make accept`"),
        (5, "b.md has no `Two` of this kind any more: run `make accept`"),
        (6, "`cup.png` is not in old.md but in new.md: run `make accept`"),
    ]


# -- Builds


def test_old_faults_are_accepted_and_new_ones_are_not(old: Site) -> None:
    done = run(old)
    assert done.code == 1
    assert "The site was not built: 4 acceptable." in done.stderr
    assert "`make accept`" in done.stderr

    done = accept(old)
    assert done.code == 0, done.stderr
    assert record(old) == [
        "posts/2021/old.md\talternatives\tcup.svg\t1",
        "posts/2021/old.md\tdead_ends\tgone.md\t1",
        "posts/2021/old.md\theadings\tSite-two\t1",
        "posts/2021/old.md\traw_html\t<script>\t1",
    ]
    assert "4 old faults stand in accepted.txt now. Commit it." in done.stdout
    assert (old.html / "posts/2021/old/index.html").is_file()

    for _ in "clean", "again":  # and lines may move
        done = run(old)
        assert done.code == 0, done.stderr
        assert done.lines == []
        assert "4 old faults stand in accepted.txt." in done.stdout
        old.post("posts/2021/old.md", f"More.\n\n{OLD}", title="Old")

    old.post("posts/2021/other.md", "![](cup.svg)\n", title="Other")
    done = run(old)
    assert done.code == 1
    assert [line.partition(" ")[0] for line in done.lines] == ["posts/2021/other.md:7:"]


def test_one_more_of_the_same_is_told_with_the_others(old: Site) -> None:
    assert accept(old).code == 0
    old.post("posts/2021/old.md", f"{OLD}\n\n![](cup.svg)\n", title="Old")
    done = run(old)
    assert done.code == 1
    assert len(done.lines) == 1
    assert "(accepted.txt has 1 of these 2)" in done.lines[0]


def test_what_is_cured_is_named_and_goes(old: Site) -> None:
    assert accept(old).code == 0
    old.post("posts/2021/old.md", "![A cup](cup.svg)\n", title="Old")
    done = run(old)
    assert done.code == 0
    assert len(done.lines) == 4
    assert all(line.startswith("accepted.txt:") and ": HINT: " in line for line in done.lines)
    assert accept(old).code == 0
    assert record(old) == []
    assert run(old).lines == []


def test_draft_keeps_its_lines(old: Site) -> None:
    assert accept(old).code == 0
    before = record(old)
    old.post("posts/2021/old.md", OLD, title="Old", draft="true")
    assert run(old).lines == []
    assert accept(old).code == 0
    assert record(old) == before


def test_link_that_no_browser_follows_may_be_accepted(old: Site) -> None:
    old.post("posts/2021/cross.md", "[one](xref:other#part), [two](javascript:x)\n", title="Cross")
    assert accept(old).code == 0
    assert "posts/2021/cross.md\traw_html\txref:other#part\t1" in record(old)
    page = main_of(old.page("posts/2021/cross"))
    assert "one, two" in page.get_text()
    assert not page.select('[href^="xref"], [href^="javascript"]')


def test_what_is_fatal_stays_so(old: Site) -> None:
    old.post("posts/2021/bad.md", title="Bad", nonsense="1")
    done = accept(old)
    assert done.code == 1
    assert len(done.lines) == 1
    assert "nonsense" in done.lines[0]
    assert len(record(old)) == 4
    assert not (old.html / "index.html").exists()


def test_record_that_is_malformed_is_one_message(old: Site) -> None:
    assert accept(old).code == 0
    text = (old.folder / "accepted.txt").read_text()
    old.write("accepted.txt", f"{text}>>>>>>> theirs\n")
    done = run(old)
    assert done.code == 1
    assert len(done.lines) == 1
    assert done.lines[0].startswith("accepted.txt:8: WARNING: a conflict of a merge stands here")


def test_no_record_is_written_where_there_is_no_fault(site: Site) -> None:
    done = accept(site)
    assert done.code == 0
    assert "There is no fault to accept." in done.stdout
    assert not (site.folder / "accepted.txt").exists()


def test_dead_link_is_cured_by_the_page_that_it_waits_for(old: Site) -> None:
    """The page with the link is not touched."""
    assert accept(old).code == 0
    old.post("posts/2021/gone.md", title="Gone")
    done = run(old)
    assert done.code == 0
    assert len(done.lines) == 1
    assert "no `gone.md` of this kind any more" in done.lines[0]
    assert old.page("/posts/2021/old/").find("a", href="../gone/") is not None


def test_file_that_comes_is_published_from_a_page_that_stays(old: Site) -> None:
    old.post("posts/2021/third.md", "[data](data.csv)\n", title="Third")
    assert accept(old).code == 0
    old.write("posts/2021/data.csv", "a,b\n")
    assert run(old).code == 0
    incremental = old.files()
    old.clean()
    assert run(old).code == 0
    assert old.files() == incremental


def test_incremental_build_says_what_a_clean_one_says(old: Site) -> None:
    old.write("accepted.txt", format_accepted({Fault("posts/2021/old.md", "headings", "Site-two"): 2}))
    assert accept(old).code == 0
    os.unlink(old.folder / "accepted.txt")
    said = [run(old).lines for _ in range(2)]
    old.clean()
    assert said == [run(old).lines] * 2
    assert len(said[0]) == 4


def test_no_message_that_is_kept_names_what_is_held_back(site: Site) -> None:
    site.write("concepts/qzyk.md", "---\ndraft: true\naliases: [qzykalias, nowhere else]\n---\n\n# Qzyk\n\nIt.\n")
    site.post("posts/2021/qzykdraft.md", title="Nowhere at all", draft="true")
    site.post("posts/2021/old.md", "[[nowhere]] [[nowhere els]]\n", title="Old")
    assert accept(site).code == 0
    for content in site.files(site.folder / "_build").values():
        assert b"qzyk" not in content.lower()
        assert b"nowhere else" not in content
        assert b"Nowhere at all" not in content


FAULTS = """![](cup.svg)

[gone](gone.md#part) [[nowhere]] [[Other#Lab]] [lab](other.md#lab) {ref}`lab` [file](data.csv)

![A picture](missing.svg)

```frob
x
```
"""
SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>"
STEPS: dict[str, Callable[[Site], object]] = {
    "nothing is done": lambda site: None,
    "another page is edited": lambda site: site.post("posts/2021/other.md", "More words.\n", title="Other"),
    "a concept of a similar name comes": lambda site: site.write("concepts/nowhere-near.md", "# Nowhere near\n\nIt.\n"),
    "the page that is linked to comes": lambda site: site.post("posts/2021/gone.md", title="Gone"),
    "its heading comes": lambda site: site.post("posts/2021/gone.md", "## Part\n\nWords.\n", title="Gone"),
    "it goes": lambda site: (site.folder / "posts/2021/gone.md").unlink(),
    "a picture comes": lambda site: site.write("posts/2021/missing.svg", SVG),
    "a file comes": lambda site: site.write("posts/2021/data.csv", "a\n"),
    "a label comes": lambda site: site.post("posts/2021/other.md", "(lab)=\n## Lab\n\nWords.\n", title="Other"),
    "the concept is renamed": lambda site: site.write("concepts/nowhere-near.md", "# Nowhere at all\n\nIt.\n"),
    "the files go": lambda site: [(site.folder / f"posts/2021/{n}").unlink() for n in ("missing.svg", "data.csv")],
    "the page is a draft": lambda site: site.post("posts/2021/old.md", FAULTS, title="Old", draft="true"),
    "it is none again": lambda site: site.post("posts/2021/old.md", FAULTS, title="Old"),
}


@pytest.mark.parametrize("accepted", [True, False])
def test_each_build_says_and_makes_what_a_clean_one_does(old: Site, tmp_path: Path, accepted: bool) -> None:
    """Hints and accepted faults, whatever is done to the pages that they are about, and to others."""
    old.post("posts/2021/old.md", FAULTS, title="Old")
    if accepted:
        assert accept(old).code == 0
    clean = Site(tmp_path / "clean")
    for what, step in STEPS.items():
        step(old)
        shutil.rmtree(clean.folder)
        shutil.copytree(old.folder, clean.folder, ignore=shutil.ignore_patterns("_build"))
        done, right = run(old), run(clean)
        assert (done.lines, done.code) == (right.lines, right.code), what
        assert right.code == 0 or not accepted, (what, right.stderr)
        assert right.code or old.files() == clean.files(), what


def test_make_accept_is_a_command() -> None:
    assert "accept:" in (Path(__file__).parent.parent / "Makefile").read_text()


def test_what_may_be_accepted_is_of_a_known_kind() -> None:
    """Where a call names both its kind and that it is acceptable."""
    calls = [
        node
        for path in Path(valuable.commands.build.__file__).parent.parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    kinds = {
        argument.value
        for node in calls
        if any(ast.unparse(keyword.value) == "Severity.ACCEPTABLE" for keyword in node.keywords)
        for argument in node.args[2:3]
        if isinstance(argument, ast.Constant)
    }
    assert kinds
    assert kinds <= ACCEPTABLE_KINDS.keys()
