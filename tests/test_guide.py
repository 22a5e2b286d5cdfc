"""What README and guide say is there is there: links, files, commands; and nothing is said twice."""

import ast
import re
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import unquote

import pytest

from valuable.base.theme import FETCHED, STATIC_FOLDER, STYLES, TEMPLATES_FOLDER

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*ROOT.glob("README.md"), *sorted((ROOT / "guide").glob("*.md"))]
FENCED = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
PATH = re.compile(r"\b(?:benchmarks|guide|tests|valuable|_templates)/[\w./-]*[\w/](?![\w<])")
ROW = re.compile(r"^\| *((?:`[^`]+`(?:, )?)+) *\|", re.MULTILINE)
TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)
MODULES = sorted(path for path in (ROOT / "valuable").rglob("*.py") if path.stat().st_size)
ALIKE = 0.7  # of two versions of a paragraph


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    found: set[str] = set()
    times: Counter[str] = Counter()
    for heading in HEADING.findall(prose(page)):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(f"{name}-{times[name]}" if times[name] else name)
        times[name] += 1
    return found


def section(name: str, heading: str) -> str:
    """Return what stands under a heading."""
    return re.split(rf"^## {heading}$", text(name), flags=re.MULTILINE)[1].partition("\n## ")[0]


def named(part: str) -> list[str]:
    """Return what stands as code in the first column of the tables."""
    return [span for row in ROW.findall(part) for span in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(SPAN.sub("", prose(page))):
        if "://" not in link:
            path, _, anchor = link.partition("#")
            target = (page.parent / unquote(path)) if path else page
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_is_there(page: Path) -> None:
    for path in PATH.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nothing_is_said_twice(page: Path) -> None:
    """Two branches that change one paragraph may leave both versions behind when they are merged."""
    lines = [line for line in prose(page).splitlines() if len(line) > 60 and not line.startswith("|")]
    matcher = SequenceMatcher(autojunk=False)
    for number, other in enumerate(lines):
        matcher.set_seq2(other)
        for one in lines[:number]:
            matcher.set_seq1(one)
            if matcher.real_quick_ratio() > ALIKE and matcher.quick_ratio() > ALIKE:
                assert matcher.ratio() < ALIKE, f"{one}\n{other}"
    for table in TABLE.findall(page.read_text(encoding="utf-8")):
        cells = [re.split(r"(?<!\\)\|", row)[1] for row in table.splitlines()]
        assert sorted(set(cells)) == sorted(cells)


def test_every_package_is_described_and_every_one_described_is_there() -> None:
    packages = {f"{path.parent.name}/" for path in (ROOT / "valuable").glob("*/__init__.py")}
    assert sorted(named(section("guide/how-it-is-built.md", "The layers"))) == sorted(packages)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_first_line_of_a_module_says_what_it_does(path: Path) -> None:
    first, _, rest = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")
    assert first.endswith((".", ":")), path
    assert not rest or rest.startswith("\n"), path


def test_every_style_is_described_in_the_order_of_the_settings() -> None:
    parts = [*(part for parts in STYLES.values() for part in parts), *(name for name in FETCHED if "css/" in name)]
    settings = [name.removeprefix("css/") for name in parts]
    assert named(section("guide/looks.md", "Change how one thing looks")) == settings
    assert sorted(settings) == sorted(path.name for path in (STATIC_FOLDER / "css").iterdir())


def test_every_template_is_described_and_every_one_described_is_there() -> None:
    templates = {path.relative_to(TEMPLATES_FOLDER).as_posix() for path in TEMPLATES_FOLDER.rglob("*.*")}
    part = section("guide/looks.md", "Change what stands where")
    row = next(line for line in part.splitlines() if line.startswith("| `components/`"))
    shared = [f"components/{name}" for name in re.findall(r"`(\S+\.html)`", row)]
    assert sorted([*(name for name in named(part) if name != "components/"), *shared]) == sorted(templates)


def test_every_command_is_there_and_described() -> None:
    targets = set(TARGET.findall(text("Makefile"))) - {"help"}
    for page in PAGES:
        found = re.findall(r"(?:`|^|SITE_URL=\S+ )make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(found) <= targets, page.name
    spans = named(section("guide/how-it-is-built.md", "The commands"))
    assert {span.split()[1] for span in spans} == targets


def test_every_option_of_an_import_or_export_is_read_by_the_makefile() -> None:
    known = set(re.findall(r"\b[A-Z_]{2,}\b", text("Makefile")))
    for page in PAGES:
        for line in re.findall(r"\bmake (?:import|export)( [^`\n]*)", page.read_text(encoding="utf-8")):
            assert set(re.findall(r" ([A-Z_]+)=", line)) <= known, line
