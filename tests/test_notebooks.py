"""Notebooks as posts: what is shown of them, where messages point to, and what is published."""

import contextlib
import json
from base64 import b64encode
from typing import Any

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.text_files import UnreadableFileError
from valuable.content.json_lines import parse_json
from valuable.content.notebooks import Shown, read_notebook, shown_outputs, terminal_text

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
DATE = "---\ndate: 2021-03-26\n---"


def cell(kind: str, source: str, outputs: Any = (), **metadata: Any) -> dict[str, Any]:
    found = {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True)}
    return found | ({"execution_count": 1, "outputs": list(outputs)} if kind == "code" else {})


def notebook(*cells: dict[str, Any], indent: int | None = 1, **metadata: Any) -> str:
    """Return a notebook as Jupyter writes it: keys in their order, a line for each line of a cell."""
    about = {"language_info": {"name": "python"}, **metadata}
    found = {"cells": list(cells), "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(found, indent=indent, sort_keys=True, ensure_ascii=False) + "\n"


def data(**forms: str) -> dict[str, Any]:
    """Return an output that comes in *forms*: ``image_png="…"``."""
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {name.replace("_", "/", 1): text for name, text in forms.items()},
    }


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def test_post_has_prose_code_and_outputs(site: Site) -> None:
    picture = data(image_png=b64encode(PNG).decode(), text_plain="<Figure size 640x480 with 1 Axes>")
    table = "<style scoped>td {color: red}</style><table border='1' class='dataframe'><tr><td>Low</td></tr></table>"
    site.write(
        "posts/2021/tides.ipynb",
        notebook(
            cell("raw", DATE),
            cell("markdown", "# Tides\n\nThe *water* rises."),
            cell("code", "print('high')", [stream("high\n"), stream("water\n")]),
            cell("code", "plot()", [picture], alt="A curve of the tides"),
            cell("code", "%%bash\nls", [data(text_html=table, text_plain="   0\n0  Low")]),
            cell("code", "formula()", [data(text_latex=r"$\displaystyle x^2$")]),
            cell("code", "words()", [data(text_markdown="**Bold** words")]),
            cell("code", "secret()", [stream("hidden")], tags=["remove-cell"]),
            cell("code", "shown_alone()", [stream("not this")], tags=["remove-output"]),
            cell("code", "#| echo: false\nunseen()", [stream("seen")]),
        ),
    )
    assert site.build() == []
    page = site.page("/posts/2021/tides/")
    article = page.select_one("article")
    assert article is not None
    assert article.select_one("h1").text.startswith("Tides")
    assert article.select_one("em").text == "water"
    assert [block.text.strip() for block in article.select(".highlight-python pre")] == [
        *("print('high')", "plot()", "formula()", "words()", "shown_alone()"),
    ]
    assert article.select_one(".highlight-bash pre").text.strip() == "%%bash\nls"
    assert [block.text.strip() for block in article.select(".output pre")] == ["high\nwater", "seen"]
    assert article.select_one(".output td").text == "Low"
    assert article.select_one(".output math") is not None
    assert article.select_one(".output strong").text == "Bold"
    assert "secret" not in article.text
    assert "style" not in {tag.name for tag in article.select(".output *")}
    image = article.select_one(".output img")
    assert image["alt"] == "A curve of the tides"
    name = image["src"].rpartition("/")[2]
    assert name.startswith("tides.")
    assert (site.html / "_images" / name).is_file()


def test_feeds_and_copies_have_what_the_page_has(site: Site) -> None:
    outputs = [stream("a line put out\n"), data(image_png=b64encode(PNG).decode())]
    site.write(
        "posts/2021/tides.ipynb", notebook(cell("raw", DATE), cell("markdown", "# T"), cell("code", "go()", outputs))
    )
    assert site.build() == []
    copy = (site.html / "posts/2021/tides/index.md").read_text()
    assert "```python\ngo()\n```" in copy
    assert "a line put out" in copy
    assert "![Output of the code above](https://lights.example/_images/tides." in copy
    feed = (site.html / "blog/atom.xml").read_text()
    assert "a line put out" in feed
    assert "https://lights.example/_images/tides." in feed


@pytest.mark.parametrize("indent", [1, 4, None])
def test_each_message_names_the_line_of_the_file(site: Site, indent: int | None) -> None:
    text = notebook(
        cell("raw", DATE),
        cell("markdown", "# Tides\n\nWords."),
        cell("code", "a()\nb()", [stream("x\n" * 40)]),
        cell("markdown", "More.\n\nSee [it](nowhere.md)."),
        indent=indent,
    )
    site.write("posts/2021/tides.ipynb", text)
    (message,) = site.build()
    place, line = message.split(":")[:2]
    assert place == "posts/2021/tides.ipynb"
    if indent:
        assert "nowhere.md" in text.split("\n")[int(line) - 1]


def test_front_matter_may_stand_in_the_metadata_or_in_the_first_cell(site: Site) -> None:
    site.write(
        "posts/2021/a.ipynb", notebook(cell("markdown", "Words."), title="Of A", date="2021-03-26", tags=["x", "y"])
    )
    site.write("posts/2021/b.ipynb", notebook(cell("markdown", f"{DATE}\n\n# Of B\n\nWords.")))
    quarto = "---\ntitle: 'Of C'\ndate: 2021-03-27\nkernelspec:\n  name: python3\njupyter: python3\n---"
    site.write("posts/2021/c.ipynb", notebook(cell("raw", quarto), cell("markdown", "Words.")))
    assert site.build() == []
    assert [site.page(f"/posts/2021/{name}/").h1.text.strip("¶") for name in "abc"] == ["Of A", "Of B", "Of C"]
    assert [tag.text for tag in site.page("/posts/2021/a/").select("a.p-category")] == ["x", "y"]


def test_slip_in_front_matter_is_told_with_its_line(site: Site) -> None:
    text = notebook(cell("markdown", "# A"), cell("markdown", "x"), date="2021-13-26")
    site.write("posts/2021/a.ipynb", text)
    (message,) = site.build()
    line = int(message.split(":")[1])
    assert '"date"' in text.split("\n")[line - 1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "posts/2021/a.ipynb:1: WARNING: it is no JSON"),
        ('{"cells": [\n 1,\n ]}', "posts/2021/a.ipynb:3: WARNING: it is no JSON"),
        ("[]", "it is no notebook"),
        ('{"worksheets": [], "nbformat": 2}', "of another format (2): `jupyter nbconvert"),
        ('{"cells": [], "nbformat": 5}', "of another format (5): `jupyter nbconvert"),
        ('{"worksheets": 1, "nbformat": 3}', "it is no notebook"),
        ("[" * 100_000, "nested too deeply"),
        (notebook(cell("markdown", "# A")), "a raw cell of three lines, `---`, `date: 2021-03-26` and `---`"),
        (
            notebook(cell("raw", DATE), cell("markdown", "# A\n\n![x](attachment:no.png)")),
            "no picture no.png is attached",
        ),
        (notebook(cell("raw", DATE), cell("markdown", "# A\n\n```{notebook-outputs} 9\n```")), "take it out"),
    ],
)
def test_what_cannot_be_shown_is_one_message(site: Site, text: str, told: str) -> None:
    site.write("posts/2021/a.ipynb", text)
    (message,) = site.build()
    assert told in message


def test_attached_picture_is_published(site: Site) -> None:
    attached = cell("markdown", "# A\n\n![A pier](attachment:my%20pier.png)") | {
        "attachments": {"my pier.png": {"image/png": b64encode(PNG).decode()}}
    }
    site.write("posts/2021/a.ipynb", notebook(cell("raw", DATE), attached))
    assert site.build() == []
    image = site.page("/posts/2021/a/").select_one(".e-content img")
    assert image["alt"] == "A pier"
    assert len(list((site.html / "_images").glob("a.*.png"))) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        data(text_html="<script>alert(1)</script>"),
        data(text_html="<img src=x onerror=alert(1)>"),
        data(text_html="<iframe src='https://elsewhere.example/'></iframe>"),
        data(text_markdown="[x](javascript:alert(1))"),
        data(**{"image_svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"}),
        data(image_png=b64encode(b"<html><script>alert(1)</script>").decode()),
    ],
)
def test_stored_output_passes_the_gates_of_a_page(site: Site, hostile: dict[str, Any]) -> None:
    site.write("posts/2021/a.ipynb", notebook(cell("raw", DATE), cell("markdown", "# A"), cell("code", "x", [hostile])))
    site.build()
    pages = b"".join(text for path, text in site.files().items() if path.startswith(("posts/", "_images", "blog/")))
    for trace in (b"alert(1)", b"elsewhere.example", b"onerror=", b"onload="):
        assert trace not in pages


def test_draft_is_held_back(site: Site) -> None:
    site.post()
    site.write(
        "posts/2021/secret.ipynb",
        notebook(
            cell("raw", "---\ndraft: true\n---"), cell("markdown", "# Secret"), cell("code", "x", [stream("qzyk")])
        ),
    )
    assert site.build() == []
    assert not [path for path, text in site.files().items() if b"qzyk" in text or "secret" in path]


def test_notebook_beside_a_post_is_offered_and_is_no_page(site: Site) -> None:
    site.post("posts/2021/a/index.md", body="[The notebook](work.ipynb)\n")
    site.write("posts/2021/a/work.ipynb", notebook(cell("markdown", "# A")))
    assert site.build() == []
    assert not (site.html / "posts/2021/a/work/index.html").exists()


def test_notebook_of_the_name_of_a_post_is_told(site: Site) -> None:
    site.post("posts/2021/a.md")
    site.write("posts/2021/a.ipynb", notebook(cell("raw", DATE), cell("markdown", "# A")))
    (message,) = site.build()
    assert "posts/2021/a.ipynb:1" in message
    assert "it has the address of posts/2021/a.md" in message


def test_incremental_build_is_what_a_clean_one_is(site: Site) -> None:
    def write(picture: bytes, words: str) -> None:
        outputs = [data(image_png=b64encode(picture).decode()), stream(words)]
        site.write(
            "posts/2021/a.ipynb", notebook(cell("raw", DATE), cell("markdown", "# A"), cell("code", "x", outputs))
        )

    write(PNG, "one")
    assert site.build() == []
    write(PNG + b"\0", "two")
    assert site.build() == []
    for file in (site.folder / ".cache/notebooks").glob("*/*"):
        file.unlink()  # as a fresh checkout has none
    assert site.build() == []
    then = site.files()
    site.clean()
    assert site.build() == []
    assert {path for path in then if "_images" in path} == {path for path in site.files() if "_images" in path}
    assert then["posts/2021/a/index.html"] == site.files()["posts/2021/a/index.html"]


# -- Pure ---------------------------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values, st.sampled_from([None, 1]))
def test_json_is_read_as_python_reads_it(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert parse_json(text) == value


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UnreadableFileError):
        read_notebook(text).markdown()


@given(st.lists(st.tuples(st.sampled_from(["markdown", "code", "raw"]), st.text(alphabet="a#`~-\n $"))))
def test_each_line_of_prose_stands_where_it_stands_in_the_file(cells: list[tuple[str, str]]) -> None:
    text = notebook(*(cell(kind, source) for kind, source in cells))
    read = read_notebook(text)
    written = read.markdown().split("\n")
    for found in read.cells:
        assert all(written[number - 1] == line for line, number in found.lines)


def test_terminal_text_is_shown_as_a_terminal_shows_it() -> None:
    assert terminal_text("\x1b[31mred\x1b[0m\n 10%\r 50%\r100%\r\nlast\n") == "red\n100%\nlast"


def test_form_of_an_output_is_the_first_that_a_page_can_have() -> None:
    widget = data(text_plain="IntSlider(value=3)") | {"metadata": {}}
    widget["data"]["application/vnd.jupyter.widget-view+json"] = {}
    outputs = [data(text_html="<script>x</script>", text_plain="<Plot at 0x7f>"), data(text_plain="3")]
    read = read_notebook(notebook(cell("code", "x", outputs)))
    assert list(shown_outputs(read.cells[0])) == [None, Shown("text/plain", "3", "3")]


def test_sign_that_no_file_can_hold_is_shown_as_browsers_do(site: Site) -> None:
    source = "# A\ud800\n\nA \ud800 b [x](https://x.example/\ud800).\n"
    output = {"output_type": "stream", "name": "stdout", "text": "c \ud800\n"}
    content = notebook(cell("markdown", f"{DATE}\n\n{source}"), cell("code", "print('\ud800')", [output]))
    site.write("posts/2021/hello.ipynb", content.encode("utf-8", "backslashreplace"))
    assert site.build() == []
    assert site.page("/posts/2021/hello/").get_text().count("\ufffd") >= 4


def test_character_that_cannot_be_shown_is_told_with_its_line(site: Site) -> None:
    content = notebook(cell("markdown", DATE), cell("markdown", "Words.\n\nA \x01 b.\n"))
    site.write("posts/2021/hello.ipynb", content)
    (warning,) = site.build()
    line = content.split("A ")[0].count("\n") + 1
    assert f"posts/2021/hello.ipynb:{line}: WARNING: here stands a character that can't be shown (U+0001)" in warning


def test_markup_of_programs_is_hinted_at(site: Site) -> None:
    html = '<table halign="left"><tr><td><img src="data:image/png;base64,AA"></td></tr></table><font face="x">b</font>'
    cells = cell("raw", DATE), cell("markdown", "# T"), cell("code", "go()", [data(text_html=html)])
    site.write("posts/2021/tides.ipynb", notebook(*cells))
    assert site.build() == []
    assert any("halign" in hint for hint in site.hints())


# -- nbformat 3 ---------------------------------------------------------------------


def old_notebook(*cells: dict[str, Any], indent: int | None = 1) -> str:
    """Return a notebook as IPython wrote it: nbformat 3."""
    return json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": list(cells)}]}, indent=indent)


def old_code(text: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    found = {"cell_type": "code", "collapsed": False, "language": "python", "metadata": {}, "prompt_number": 1}
    return found | {"input": text.splitlines(keepends=True), "outputs": list(outputs)}


OLD_CELLS = (
    cell("raw", DATE),
    {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Low\n", "tides"]},
    cell("markdown", "The *water* falls."),
    old_code("go()", {"output_type": "stream", "stream": "stdout", "text": ["out\n"]}),
    old_code("1 + 1", {"output_type": "pyout", "prompt_number": 2, "text": ["two"], "metadata": {}}),
    old_code("plot()", {"output_type": "display_data", "png": b64encode(PNG).decode(), "text": ["<Figure size 1>"]}),
    old_code("table()", {"output_type": "pyout", "html": ["<table><tr><td>Ebb</td></tr></table>"], "text": ["Ebb"]}),
    old_code("no()", {"output_type": "pyerr", "ename": "E", "evalue": "wrong", "traceback": ["E: wrong"]}),
    old_code("%%bash\nls"),
    {"cell_type": "heading", "level": 2, "metadata": {}, "source": "Later"},
)


def test_notebook_of_the_format_before_is_read_alike(site: Site) -> None:
    site.write("posts/2013/tides.ipynb", old_notebook(*OLD_CELLS))
    assert site.build() == []
    article = site.page("/posts/2013/tides/").select_one("article")
    assert article is not None
    assert article.select_one("h1").text.startswith("Low tides")
    assert article.select_one("h2").text.startswith("Later")
    assert article.select_one("em").text == "water"
    assert [block.text.strip() for block in article.select(".highlight-python pre")] == [
        *("go()", "1 + 1", "plot()", "table()", "no()"),
    ]
    assert article.select_one(".highlight-bash pre").text.strip() == "%%bash\nls"
    assert [block.text.strip() for block in article.select(".output pre")] == ["out", "two", "E: wrong"]
    assert article.select_one(".output td").text == "Ebb"
    assert article.select_one(".output img")["src"].endswith(".png")


def test_heading_of_the_format_before_keeps_its_line() -> None:
    text = old_notebook(*OLD_CELLS)
    lines = read_notebook(text).markdown().split("\n")
    assert "Low" in text.split("\n")[lines.index("# Low tides")]


# -- Cells in the middle of a page --------------------------------------------------

SAIL = {"sail.png": {"image/png": b64encode(PNG).decode()}}
SHOWN = notebook(
    cell("markdown", "# Tides\n\nNot shown."),
    {**cell("markdown", "## Ebb\n\nSee [it](nowhere.md) and ![a sail](attachment:sail.png)."), "attachments": SAIL},
    cell("code", "go()", [stream("first\n"), data(image_png=b64encode(PNG).decode())], alt="A curve"),
    cell("code", "bash()", [stream("second\n")]),
    cell("markdown", "Last. ![A gauge](figures/gauge.png)"),
)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("posts/2021/tides/a.ipynb", "a.ipynb"),
        ("_extra/downloads/notebooks/a.ipynb", "a.ipynb"),
        ("_extra/x/a.ipynb", "/x/a.ipynb"),
        ("content/notebooks/b/a.ipynb", "b/a.ipynb"),
    ],
)
def test_tag_shows_cells_in_their_place(site: Site, place: str, name: str) -> None:
    site.post("posts/2021/tides/index.md", f"Before.\n{{% notebook {name} cells[1:-2] %}}\nAfter.\n")
    site.write(place, SHOWN)
    (message,) = site.build()
    file, line = message.split(":")[:2]
    assert file == place
    assert "nowhere.md" in SHOWN.split("\n")[int(line) - 1]
    article = site.page("/posts/2021/tides/").select_one("article")
    assert article is not None
    shown = " ".join(article.text.split())
    assert (
        shown.index("Before.") < shown.index("Ebb") < shown.index("go()") < shown.index("first") < shown.index("After.")
    )
    assert "Not shown" not in shown
    assert "second" not in shown
    assert [image["alt"] for image in article.select(".e-content img")] == ["a sail", "A curve"]
    copy = (site.html / "posts/2021/tides/index.md").read_text()
    assert "```python\ngo()\n```" in copy
    assert "## Ebb" in copy
    assert "notebook" not in copy


def test_changed_notebook_is_shown_anew(site: Site) -> None:
    site.post("posts/2021/tides.md", "```{notebook} a.ipynb\n:cells: -1:\n```\n\n{% notebook gone.ipynb %}\n")
    site.write("_extra/notebooks/a.ipynb", SHOWN)
    site.write("_extra/notebooks/figures/gauge.png", PNG)
    (message,) = site.build()
    assert "there is no file `gone.ipynb` to take in: nearest are" in message or "write its name" in message
    assert "Last." in site.page("/posts/2021/tides/").text
    site.write("_extra/notebooks/a.ipynb", SHOWN.replace("Last.", "The end."))
    site.write("_extra/notebooks/gone.ipynb", old_notebook(*OLD_CELLS[1:]))
    assert site.build() == []
    article = site.page("/posts/2021/tides/").select_one("article")
    assert article is not None
    assert "The end." in article.text
    assert article.select_one("img[alt='A gauge']")["src"].endswith(".png")
    assert [heading.name for heading in article.select("h1, h2, h3")] == ["h1", "h2", "h3"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("```{notebook} a.txt\n```", "`a.txt` is none"),
        ("```{notebook} last.ipynb\n:cells: two\n```", "is no part of a list: write `2:5`"),
        ("```{notebook} bad.ipynb\n```", "`bad.ipynb` can't be shown, line 1: it is no JSON"),
        ("```{notebook} .secret.ipynb\n```", "which is hidden"),
        ("```{notebook} ../../../../x.ipynb\n```", "outside of the site's folder"),
        ("A {% notebook a.ipynb %} in words.", "with blank lines around them"),
    ],
)
def test_what_can_not_be_taken_in_is_one_message(site: Site, body: str, told: str) -> None:
    site.post("posts/2021/tides/index.md", f"{body}\n")
    site.write("posts/2021/tides/a.ipynb", SHOWN)
    site.write("posts/2021/tides/bad.ipynb", "x")
    site.write("posts/2021/tides/last.ipynb", notebook(cell("code", "x")))
    site.write("posts/2021/tides/.secret.ipynb", SHOWN)
    (message,) = site.build()
    assert message.startswith("posts/2021/tides/index.md:")
    assert told in message
