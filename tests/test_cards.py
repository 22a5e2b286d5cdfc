"""The cards: what is on them, that it stays within the frame, and which of them are drawn when."""

import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import resvg_py
from conftest import ROOT, Site
from hypothesis import given
from hypothesis import strategies as st
from sphinx.errors import ExtensionError

import valuable.outputs.cards
from valuable.base.theme import STATIC_FOLDER, TEMPLATES_FOLDER
from valuable.content.posts import posts_of
from valuable.outputs.cards import FONTS, card_of, card_svg, is_whole_png, palette
from valuable.outputs.cards.text import (
    FONT_SIZES,
    MOST_LINES,
    Block,
    FittedText,
    Font,
    cut_line,
    fit_block,
    read_font,
    text_in_fonts,
    width_of,
)

WIDTH, HEIGHT = 1032, 272  # the frame of a title in `card.svg`
MARGIN = 80
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
MARKS = str.maketrans("", "", "\u202b\u202c")
HARD = {
    "long": "Why the people who build a product, those who sell it and those who use it so rarely mean the same thing "
    "by the word “done”, and what a team of seven did about it over the course of one long and rather wet spring, with "
    "diagrams, in the north of England",
    "word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "german": "„Größer“ ist nicht ‚besser‘: das `<T>` in Übersetzungen & Maßstäben",
    "chinese": "产品经理做什么",
    "arabic": "ماذا يفعل مديرو المنتجات؟ (Plan 2021)",
    "plan": "Plan",
}


def font(file: str) -> Font:
    return read_font((FONTS / file).read_bytes())


BOLD = [font(f"{name}_700Bold.ttf") for name in ("SourceSerif4", "FrankRuhlLibre", "NotoNaskhArabic")]


def words(text: str) -> FittedText:
    found = text_in_fonts(text, BOLD)
    assert found is not None
    return found


def texts(block: Block) -> list[str]:
    return [line.translate(MARKS) for line, _ in block.lines]


def part(svg: str, x: int, y: int, width: int, height: int) -> bytes:
    """Return a part of a drawing as PNG."""
    size = 'width="1200" height="630"'
    assert size in svg
    svg = svg.replace(size, f'width="{width}" height="{height}" viewBox="{x} {y} {width} {height}"', 1)
    files = [str(file) for file in sorted(FONTS.glob("*.ttf"))]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=files))


# -- What the fonts can show


@pytest.mark.parametrize(
    ("text", "expected", "family"),
    [
        ("Plan", "Plan", "Source Serif 4"),
        ("Größe  \t & <T>", "Größe & <T>", "Source Serif 4"),
        ("Emoji 😀 are 👩‍👩‍👧 left 🇬🇧 out ✌🏽 1️⃣", "Emoji are left out 1", "Source Serif 4"),
        ("bell \x07 and \x00null", "bell and null", "Source Serif 4"),
        ("e\u0301te\u0301 ﬁn non\u2011breaking", "été ﬁn non-breaking", "Source Serif 4"),
        ("Những người", "Những người", "Source Serif 4"),
        ("Зачем нужны", "Зачем нужны", "Source Serif 4"),
        ("Κάθε ομάδα", "Κάθε ομάδα", "Source Serif 4"),
        ("מה עושים? Plan", "מה עושים? Plan", "Frank Ruhl Libre"),
        ("می\u200cخواهم", "می\u200cخواهم", "Noto Naskh Arabic"),
    ],
)
def test_text_is_shown_in_the_first_font_that_has_all_of_it(text: str, expected: str, family: str) -> None:
    found = words(text)
    assert (found.text, found.font.family) == (expected, family)


@pytest.mark.parametrize("text", ["产品经理", "Plan 产品", "हिन्दी", "😀", "", "\u200d", "ש Я"])
def test_text_that_no_font_has_is_not_shown(text: str) -> None:
    assert text_in_fonts(text, BOLD) is None


def test_font_is_read() -> None:
    found = font("SourceSerif4_400Regular.ttf")
    assert (found.family, found.weight, found.widths[ord(" ")]) == ("Source Serif 4", 400, 0.237)
    assert 0xFFFF not in found.widths


@pytest.mark.parametrize("data", [b"", b"no font at all, but a text that is long enough", b"\x00\x01\x00\x00\x00\x01"])
def test_file_that_is_no_font_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match="no TrueType or OpenType font"):
        read_font(data)


# -- Lines


def test_lines_of_hard_titles() -> None:
    blocks = {name: fit_block(words(text), WIDTH, HEIGHT) for name, text in HARD.items() if name != "chinese"}
    assert texts(blocks["plan"]) == ["Plan"]
    assert blocks["plan"].size == FONT_SIZES[0]
    assert len(blocks["long"].lines) == MOST_LINES
    assert texts(blocks["long"])[-1].endswith("…")
    assert "".join(texts(blocks["word"])) == HARD["word"]
    assert texts(blocks["german"]) == ["„Größer“ ist nicht ‚besser‘:", "das `<T>` in Übersetzungen", "& Maßstäben"]
    assert [line[0] for line, _ in blocks["arabic"].lines] == ["\u202b"] * 2


def test_line_ends_after_a_hyphen_and_between_chinese_signs() -> None:
    found = fit_block(words("A state-of-the-art approach to cross-functional decision-making"), WIDTH, HEIGHT)
    assert texts(found) == ["A state-of-the-art approach", "to cross-functional", "decision-making"]
    signs = {ord(sign): 1.0 for sign in "产品经理做什么事呢、。「」 "}
    chinese = FittedText("「产品经理」做什么事呢。" * 2, Font("Signs", 700, signs))
    assert texts(fit_block(chinese, 800, 300)) == ["「产品经理」做什", "么事呢。「产品经", "理」做什么事呢。"]


alphabets = st.characters(exclude_categories=["Cs"])
titles = st.text(st.sampled_from("aeimtW -–/\u00a0äẶß”<&\u0301אבجاЖ中😀") | alphabets, max_size=200)


@given(titles, st.integers(300, 1200), st.integers(100, 500))
def test_any_title_keeps_its_words_within_the_frame(title: str, width: int, height: int) -> None:
    found = text_in_fonts(title, BOLD)
    if found is None:
        return
    block = fit_block(found, width, height)
    lines = texts(block)
    said, meant = "".join(lines).replace(" ", ""), found.text.replace(" ", "")
    assert said == meant or (said[-1] == "…" and meant.startswith(said[:-1]) and block.size == FONT_SIZES[-1])
    assert all(width_of(line, found.font.widths) * block.size <= width + 0.01 for line in lines)
    assert len(lines) <= MOST_LINES
    assert block.height <= height
    assert width_of(cut_line(found, width, 32).translate(MARKS), found.font.widths) * 32 <= width


# -- Pictures


def test_hard_titles_are_drawn_within_the_frame(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDS", "1")
    for name, title in HARD.items():
        site.post(f"posts/2021/{name}.md", title=title, author="[ada, crew]")
    assert site.build() == []
    assert site.app is not None
    paper = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><path fill="#fffdf9" d="M0 0H1200V630H0Z"/>'
    )
    edges = ((0, 0, MARGIN, 630), (1200 - MARGIN, 0, MARGIN, 630), (0, 0, 1200, 60), (0, 600, 1200, 30))
    title = (84, 150, 1032, 340)
    for post in posts_of(site.app.env).values():
        card, svg = site.html / card_of(site.app, post), card_svg(site.app, post)
        assert struct.unpack_from(">II", card.read_bytes(), 16) == (1200, 630)
        for edge in edges:
            assert part(svg, *edge) == part(f"{paper}</svg>", *edge), (post.title, edge)
        assert part(svg, *title) != part(f"{paper}</svg>", *title)  # of Chinese, the site's name


def test_colours_are_those_of_the_light_scheme() -> None:
    app: Any = SimpleNamespace(confdir=ROOT, config=SimpleNamespace(html_static_path=[STATIC_FOLDER]))
    assert (palette(app)["paper"], palette(app)["accent"]) == ("#fffdf9", "#0a5c53")


def test_same_post_makes_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    found = []
    for number in range(2):
        site = Site(tmp_path / str(number) / "site")
        site.post(title="Größer & <besser>")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "dirhtml", "-d", "_build/d", ".", "_build/html"]
        environment = {**os.environ, "CARDS": "1", "PYTHONHASHSEED": str(number), "TZ": f"UTC{number * 5}"}
        subprocess.run(command, cwd=site.folder, env={**environment, "PYTHONPATH": str(ROOT)}, check=True)
        found.append(site.files(site.folder / "_build/html/_images"))
    assert found[0] == found[1] != {}


# -- Which are drawn


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each card that is drawn is added."""
    found: list[str] = []
    draw = valuable.outputs.cards.draw_card

    def noted(app: Any, post: Any) -> bytes:
        found.append(post.docname)
        return draw(app, post)

    monkeypatch.setattr("valuable.outputs.cards.draw_card", noted)
    monkeypatch.setenv("CARDS", "1")
    return found


def cards(folder: Path) -> Sequence[str]:
    return sorted(path.name for path in folder.rglob("card-*"))


def pictures(folder: Path) -> list[bytes]:
    """Return the cards themselves: in the cache they have other names than on the site."""
    return sorted(path.read_bytes() for path in folder.rglob("card-*"))


def test_address_changes_with_what_is_on_the_card(site: Site, drawn: list[str]) -> None:
    def address() -> str:
        assert site.build() == []
        assert site.app is not None
        return card_of(site.app, posts_of(site.app.env)["posts/2021/hello"])

    site.post()
    before = address()
    assert before.startswith("_images/card-hello.")
    site.post(body="Other words, and a [link](#more).\n\n## More\n\nMore.\n", tags="one, two", description="Other.")
    assert address() == before
    found = {before}
    for keys in ({"title": "Hallo"}, {"date": "2021-03-27"}, {"author": "crew"}, {"language": "de"}):
        site.post(**keys)
        found.add(address())
    assert len(found) == 5
    site.post()
    assert address() == before
    site.clean()
    assert address() == before


def test_address_changes_with_the_picture_and_not_with_the_words_of_a_template(site: Site, drawn: list[str]) -> None:
    site.post()
    template = site.write("templates/card.svg", (TEMPLATES_FOLDER / "card.svg").read_text(encoding="utf-8"))
    addresses = []
    for text in ("", "<!-- -->", '<path d="M0 0h9v9z"/>'):
        template.write_text(template.read_text(encoding="utf-8").replace("</svg>", f"{text}</svg>"), encoding="utf-8")
        site.write("templates/other.html", text)
        assert site.build(templates_path=["templates"]) == []
        assert site.app is not None
        addresses.append(card_of(site.app, posts_of(site.app.env)["posts/2021/hello"]))
        picture = (site.html / addresses[-1]).read_bytes()
        assert addresses[-1] == f"_images/card-hello.{blake2b(picture, digest_size=4).hexdigest()}.png"
        assert addresses[-1] in (site.html / "posts/2021/hello/index.html").read_text(encoding="utf-8")
    assert len(drawn) == 3
    assert addresses[0] == addresses[1] != addresses[2]


def test_card_is_drawn_once(site: Site, drawn: list[str]) -> None:
    site.post()
    site.post("posts/2021/other.md", title="Other")
    assert site.build() == []
    first = site.files()
    assert sorted(drawn) == ["posts/2021/hello", "posts/2021/other"]
    assert pictures(site.html) == pictures(site.folder / ".cache")
    site.post(body="Other words.\n")
    assert site.build() == []
    site.clean()
    site.post()
    assert site.build() == []
    assert site.files() == first
    assert len(drawn) == 2
    site.post(title="Another")
    assert site.build() == []
    assert drawn[2:] == ["posts/2021/hello"]
    assert len(cards(site.html)) == 2
    assert pictures(site.html) == pictures(site.folder / ".cache")


@pytest.mark.parametrize("harm", ["cut", "empty", "flipped", "longer", "other"])
def test_damaged_card_is_drawn_again(site: Site, drawn: list[str], harm: str) -> None:
    site.post()
    site.build()
    (kept,) = (site.folder / ".cache/cards").iterdir()
    data = kept.read_bytes()
    flipped = data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]
    harmed = {"cut": data[:5000], "empty": b"", "flipped": flipped, "longer": data + b"\0", "other": b"<html>"}[harm]
    assert is_whole_png(data)
    assert not is_whole_png(harmed)
    kept.write_bytes(harmed)
    site.clean()
    assert site.build() == []
    assert len(drawn) == 2
    assert [kept.read_bytes()] == pictures(site.html) == [data]


def test_card_of_a_post_that_is_held_back_is_nowhere(site: Site, drawn: list[str]) -> None:
    site.post()
    site.post("posts/2021/draft.md", title="Draft", draft="true")
    site.post("posts/2021/due.md", title="Due", date="2999-01-01")
    site.write(".cache/cards/card-old.12345678.png", b"")
    site.write(".cache/cards/card-hello.1.new", b"")
    assert site.build() == []
    assert drawn == ["posts/2021/hello"]
    for folder in (site.html, site.folder / ".cache"):
        assert [name.split(".")[0] for name in cards(folder)] == ["card-hello"]
    site.post(draft="true")
    assert site.build() == []
    assert cards(site.folder) == []


def test_preview_neither_draws_nor_forgets(site: Site, drawn: list[str]) -> None:
    site.post()
    site.build()
    kept = cards(site.folder / ".cache")
    site.clean()
    site.post("posts/2021/draft.md", title="Draft", draft="true")
    assert site.build(show_drafts=True) == []
    assert len(drawn) == 1
    assert cards(site.html) == []
    assert cards(site.folder / ".cache") == kept


def test_build_that_is_cut_short_forgets_no_card(site: Site, drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    site.post()
    assert site.build() == []
    site.post(title="Another")
    with monkeypatch.context() as patch:
        patch.setattr("valuable.build.builder.commit", lambda *given: 1 / 0)
        with pytest.raises(ExtensionError, match="division by zero"):
            site.build()
    assert set(pictures(site.html)) < set(pictures(site.folder / ".cache"))
    assert site.build() == []
    assert pictures(site.html) == pictures(site.folder / ".cache")
    assert drawn == ["posts/2021/hello"] * 2


def test_cards_can_be_left_out(site: Site, drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    site.post()
    monkeypatch.setenv("CARDS", "0")
    site.build()
    assert site.app is not None
    address = card_of(site.app, posts_of(site.app.env)["posts/2021/hello"])
    assert (drawn, cards(site.folder)) == ([], [])
    monkeypatch.setenv("CARDS", "1")
    site.build()
    (card,) = cards(site.html)
    assert card != address.rpartition("/")[2]
    assert card in (site.html / "posts/2021/hello/index.html").read_text(encoding="utf-8")
    monkeypatch.setenv("CARDS", "0")
    site.build()
    assert cards(site.html) == []


# -- What is wrong


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<svg>{{ title.text|e }}</p>", "_templates/card.svg: it makes no drawing of posts/2021/"),
        ("<svg>\n{% if title %}</svg>", "templates/card.svg:2: Unexpected end of template"),
        ("<svg>\n{{ nothing.at.all }}</svg>", "templates/card.svg:2: UndefinedError: 'nothing' is undefined: mend"),
        ("<svg>{{ 1 + title }}</svg>", "templates/card.svg:1: TypeError"),
    ],
)
def test_template_that_makes_no_card_is_said_once(site: Site, drawn: list[str], template: str, said: str) -> None:
    for number in range(3):
        site.post(f"posts/2021/{number}.md", title=f"Post {number}")
    site.write("templates/card.svg", template)
    warnings = site.build(templates_path=["templates"])
    assert len(warnings) == 1
    assert said in warnings[0]
    assert cards(site.folder) == []


def test_file_that_is_no_font_is_named(
    site: Site, drawn: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post()
    (tmp_path / "mine.ttf").write_bytes(b"<html>")
    monkeypatch.setattr("valuable.outputs.cards.FONTS", tmp_path)
    (warning,) = site.build()
    assert "mine.ttf: it is no TrueType or OpenType font: take it out" in warning
