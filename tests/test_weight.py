"""What a first visit asks for: few files, of few bytes, and of each kind of content only what the page has."""

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import CONF, Site

from valuable.build.light_pages import LightPages
from valuable.upstream.furo_rules import FURO_STYLE, furo_rules, style_blocks

WORDS = "A keeper lights the lamp before the sun is down, and puts it out again after it has risen. " * 10
KINDS = {
    "plain": WORDS,
    "notes": f"{WORDS}[^a]\n\n[^a]: A note.\n",
    "code": "```python\nx = 1\n```\n",
    "maths": "$$x^2$$\n",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "box": "> [!note]\n> Words.\n",
    "embed": "<https://youtu.be/a>\n",
}
SHEETS = {"notes": "notes", "code": "code", "maths": "maths", "table": "tables", "box": "callouts", "embed": "embeds"}
# Bytes by gzip of all that the page asks for at first, its pictures aside, and how many files that are with itself.
BUDGET = {"plain": (11_500, 2), "notes": (12_500, 3), "code": (15_000, 4), "maths": (14_000, 4), "table": (13_500, 4)}
BUDGET |= {"box": (14_000, 3), "embed": (13_500, 3)}
OTHERS = {"": (12_500, 3), "blog": (12_500, 3), "concepts/plan": (14_000, 4), "search": (22_000, 6), "404": (14_000, 4)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("weight"))
    for name, body in KINDS.items():
        site.post(f"posts/2021/{name}.md", body, name.title())
    site.write("concepts/plan.md", "# Plan\n\nWhat is meant. See [[aim]].\n")
    site.write("concepts/aim.md", "# Aim\n\nWhat a [[plan]] is for.\n")
    assert site.build() == []
    return site


def first_files(html: Path, page: Path) -> list[Path]:
    """Return the files that a browser asks for before a reader does anything: the page, its styles and its scripts."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in soup.select("link[rel=stylesheet]")] + [
        tag["src"] for tag in soup.select("script[src]")
    ]
    paths = (link.partition("?")[0] for link in links)
    return [
        page,
        *(html / path.lstrip("/") if path.startswith("/") else (page.parent / path).resolve() for path in paths),
    ]


def packed(files: list[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files)


def sheets(site: Site, address: str) -> set[str]:
    page = site.html / address / "index.html"
    return {file.stem for file in first_files(site.html, page) if file.suffix == ".css"}


@pytest.mark.parametrize("kind", BUDGET)
def test_first_visit_to_a_post_is_light(built: Site, kind: str) -> None:
    files = first_files(built.html, built.html / f"posts/2021/{kind}/index.html")
    assert (packed(files) <= BUDGET[kind][0], len(files) <= BUDGET[kind][1]) == (True, True), (packed(files), files)


@pytest.mark.parametrize("address", OTHERS)
def test_first_visit_to_another_page_is_light(built: Site, address: str) -> None:
    page = built.html / ("404.html" if address == "404" else Path(address, "index.html"))
    files = first_files(built.html, page)
    assert (packed(files) <= OTHERS[address][0], len(files) <= OTHERS[address][1]) == (True, True), (
        packed(files),
        files,
    )


def test_posts_of_the_site_at_hand_are_light(real_site: Path) -> None:
    for page in sorted(real_site.glob("posts/*/*/index.html")):
        files = first_files(real_site, page)
        styles = [file for file in files if file != page]
        assert packed(styles) <= 12_000, page
        assert [file for file in files if file.suffix == ".js"] == []


def test_kinds_of_content_have_sheets_of_their_own_linked_only_there(built: Site) -> None:
    assert sheets(built, "posts/2021/plain") == {"site"}
    for kind, sheet in SHEETS.items():
        assert sheet in sheets(built, f"posts/2021/{kind}")
        assert sheet not in sheets(built, "posts/2021/plain")


def test_no_script_is_fetched_before_a_reader_does_something(built: Site) -> None:
    for kind in KINDS:
        page = built.page(f"posts/2021/{kind}")
        assert page.select("script[src]") == []
        assert page.html["data-script"].partition("?")[0] == "../../../_static/js/site.js"
    script = (built.html / "_static/js/site.js").read_text(encoding="utf-8")
    for name in ("js/copy-code.js", "js/preview-box.js", "css/preview.css"):
        assert name in script
        assert (built.html / "_static" / name).is_file()


def test_style_sheets_do_not_depend_on_what_a_post_says(site: Site) -> None:
    site.post(body="Words.\n")
    assert site.build() == []
    before = {path: data for path, data in site.files().items() if path.startswith("_static/")}
    site.post(body="Words, `code`.\n\n```\nx\n```\n\n::::{admonition} A\n:class: tip\nB\n::::\n\n{kbd}`Esc`\n")
    site.post("posts/2021/other.md", title="Other")
    assert site.build() == []
    assert {path: data for path, data in site.files().items() if path.startswith("_static/")} == before


def test_nothing_is_published_that_no_page_asks_for(built: Site) -> None:
    found = {path for path in built.files() if path.startswith("_static/")}
    assert not [path for path in found if path.endswith(".map") or "furo" in path or "/ablog/" in path]
    for name in ("basic.css", "pygments.css", "searchtools.js", "doctools.js", "language_data.js", "css/prose.css"):
        assert f"_static/{name}" not in found


def test_what_nothing_reads_is_not_in_a_page(built: Site) -> None:
    text = (built.html / "posts/2021/notes/index.html").read_text(encoding="utf-8")
    for name in ("docutils", "tex2jax_ignore", 'class="pre"', "notranslate", "std-doc"):
        assert name not in text


def test_author_s_own_rules_keep_their_classes_and_names_of_furo(site: Site) -> None:
    site.write("conf.py", f"{CONF}html_static_path += ['_static']\n")
    site.write("_static/css/custom.css", ".literal { color: red } .std-doc { color: blue }")
    site.write("_templates/components/footer.html", '{% include "sidebar/brand.html" %}')
    site.post(body="Some `code`.\n")
    assert site.build() == []
    assert site.page("posts/2021/hello").select_one("code.literal:not(.docutils)")
    assert ".sidebar-brand" in (site.html / "_static/css/site.css").read_text(encoding="utf-8")
    assert [link["href"].partition("?")[0] for link in site.page("").select("link[rel=stylesheet]")][-1].endswith(
        "custom.css"
    )


def test_style_sheet_that_can_not_be_read_is_told_with_its_line(site: Site) -> None:
    site.write("conf.py", f"{CONF}html_static_path += ['_static']\n")
    site.write("_static/css/map.css", ".map {\n  color: red;\n}\n}\n")
    (message,) = site.build()
    assert "map.css" in message
    assert "style sheet" in message


def test_rules_of_furo_are_those_for_what_is_asked() -> None:
    """Its sheet is read by its braces, of which none stands in a text."""
    style = FURO_STYLE.read_text(encoding="utf-8")
    assert [text for text in re.findall(r"url\((?:'[^']*'|\"[^\"]*\"|[^)]*)\)", style) if re.search("[{}]", text)] == []
    assert len([*style_blocks(style)]) > 300
    assert furo_rules({}, set(), set(), "site.css") == {}
    found = furo_rules({"sig": "manual.css"}, {"sidebar-brand"}, set(), "site.css")
    assert found.keys() == {"manual.css", "site.css"}
    assert ".sidebar-brand{" in found["site.css"]
    assert "--sidebar-item-spacing-vertical" in found["site.css"]


@pytest.mark.parametrize(
    ("page", "light"),
    [
        ('<body><p class="docutils a">x</p>', '<body><p class="a">x</p>'),
        ('<body><code class="docutils literal notranslate"><span class="pre">a</span></code>', "<body><code>a</code>"),
        ('<body><div class="highlight-x notranslate">', '<body><div class="highlight-x notranslate">'),
        ('<body><p>Of class="docutils" we say: a < b</p>', '<body><p>Of class="docutils" we say: a < b</p>'),
        ("<body><p>a</p>\n\n   <pre>b\n\n  c</pre>\n  <p>", "<body><p>a</p>\n<pre>b\n\n  c</pre>\n<p>"),
        ('<body><img alt="a\n\n  b">', '<body><img alt="a\n\n  b">'),
    ],
)
def test_lighter_page_shows_the_same(page: str, light: str) -> None:
    assert LightPages([])(page) == light
