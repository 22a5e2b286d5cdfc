"""Formulas: what is understood of TeX, what Markdown has around it, and where each is seen."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import Site, main_of
from hypothesis import given
from hypothesis import strategies as st

from valuable.base import formula_text as formula_text_module
from valuable.base.formula_text import formula_html, formula_text
from valuable.content.maths.equations import Counter, equation
from valuable.content.maths.mathml import CLASSES, ENCLOSED, Formula, as_html, convert, known_macros
from valuable.content.maths.messages import COMMAND_NAMES, ENVIRONMENT_NAMES
from valuable.content.maths.tex import MAX_BRACES, macros_of_settings

SHEET = Path(__file__).parent.parent / "valuable/theme/static/css/maths.css"
LINES = (Path(__file__).parent / "formulas.txt").read_text(encoding="utf-8").splitlines()[1:]
FORMULAS = [tuple(line.split(" ⇒ ")) for line in LINES if " ⇒ " in line]
HARMLESS = {"math", "b", "i", "em", "span", "code"}  # beside elements whose names begin with `m`


def read(tex: str, *, displayed: bool = True, settings: dict[str, str] | None = None) -> Formula:
    plain = equation(tex, Counter()).plain if displayed else tex
    return convert(plain, known_macros(macros_of_settings(settings or {})), displayed=displayed)


def check(written: str) -> None:
    """Hold a formula to what a page may have of it."""
    ElementTree.fromstring(written)
    found = BeautifulSoup(written, "html.parser")
    for element in found.find_all():
        assert element.name in HARMLESS or element.name.startswith("m")
        assert element.name != "menclose"
        assert not {name for name in element.attrs if name == "style" or name.startswith("on") or "href" in name}


# -- What is understood of TeX ----------------------------------------------------


def test_list_is_long_enough() -> None:
    assert len(FORMULAS) > 100


@pytest.mark.parametrize(("tex", "text"), FORMULAS)
def test_formula_is_understood(tex: str, text: str) -> None:
    formula = read(tex)
    assert formula.messages == ()
    check(as_html(formula.tree))
    numbered = formula_text(formula.tree)
    assert re.sub(r"\(77000\d\)", lambda tag: f"({int(tag[0][1:-1]) - 770_000})", numbered) == text.strip()


def test_every_class_is_in_the_sheet() -> None:
    sheet = SHEET.read_text(encoding="utf-8")
    names = {*CLASSES.values(), *ENCLOSED.values(), "m-vector", "m-back-18", "m-wide-4", "m-serif"}
    assert [name for name in names if f".{name} " not in sheet and f".{name}," not in sheet] == []


def test_names_that_messages_propose_are_known() -> None:
    before = {
        "label",
        "tag",
        "begin",
        "end",
        "newcommand",
        "renewcommand",
        "def",
        "left",
        "right",
        "color",
        "textcolor",
    }
    arguments = "{x}{x}{x}"
    for name in sorted(COMMAND_NAMES - before):
        found = [read(rf"\{name}{end}") for end in ("", "(", arguments)]
        assert any(formula.tree is not None for formula in found), (name, found)
    for name in ENVIRONMENT_NAMES:
        columns = {"array": "{c}", "alignat": "{2}"}.get(name, "")
        assert read(rf"\begin{{{name}}}{columns}a\end{{{name}}}").messages == ()


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\aplha+\bteta", [r"did you mean `\alpha`?", r"did you mean `\beta`?"]),
        (r"\foo{x}", [r"`\newcommand{\foo}{…}`", "math_macros"]),
        (r"\includegraphics{a.png}", ["![what it shows](picture.png)"]),
        (r"\begin{tikzpicture}\draw;\end{tikzpicture}", ["draw it as SVG"]),
        (r"\begin{algin}a\end{algin}", [r"write `\begin{align}`"]),
        (r"\begin{aligned}a", [r"write `\end{aligned}`"]),
        (r"\end{aligned}", [r"write `\begin{aligned}`"]),
        (r"{x", ["`}` is missing"]),
        (r"x}", ["closes nothing"]),
        (r"\left(x", ["missing at its end"]),
        ("x^", ["write it, or `{}`"]),
        ("x^a^b", ["put braces around"]),
        (r"\frac1", ["something is missing"]),
        (r"\newcommand{\x}", [r"write it behind it in braces"]),
        (r"\newcommand{x}{y}", ["lacks the command"]),
        (r"\textcolor{nocolour}{x}", ["`nocolour` is not known"]),
        (r"\text{a $b}", ["has no other"]),
        (r"\begin{array}{cz}a\end{array}", ["`z` is no column"]),
        (r"\unicode{xffffffff}", ["is no character"]),
        (r"\def\a{\a\a}\a", ["stands for itself"]),
    ],
)
def test_mistake_is_told_with_its_cure(tex: str, words: list[str]) -> None:
    formula = read(tex)
    assert formula.tree is None
    told = "; ".join(formula.messages)
    for part in words:
        assert part in told
    assert "\n" not in told


@pytest.mark.parametrize(
    "tex",
    [
        r"\raisebox{-99em}{x}",
        r"\raisebox{2em}{\raisebox{2em}{\raisebox{2em}{x}}}",
        r"\hspace{999em}x",
        r"x\hspace{-99em}y" * 30,
        r"\genfrac(){99em}{0}{a}{b}",
        r"\mkern-999mu x",
    ],
)
def test_formula_covers_nothing_else(tex: str) -> None:
    found = BeautifulSoup(as_html(read(tex).tree), "html.parser")
    for element in found.find_all():
        for name in ("width", "voffset", "linethickness"):
            assert abs(float(str(element.get(name, "0")).removesuffix("em"))) <= 20
    assert sum(abs(float(part["voffset"].removesuffix("em"))) for part in found.select("[voffset]")) <= 2
    assert len(found.select(".m-back-18")) <= 10


def test_row_within_a_line_is_told() -> None:
    assert "ends a row" in read(r"a\\b", displayed=False).messages[0]


def doubling(depth: int) -> str:
    names = [f"a{chr(97 + number)}" for number in range(depth)]
    made = "".join(rf"\def\{one}#1{{\{other}{{#1#1}}}}" for one, other in pairwise(names))
    return rf"{made}\def\{names[-1]}#1{{#1}}\{names[0]}{{x}}"


@pytest.mark.parametrize(
    "tex",
    [
        doubling(25),
        r"\def\a{\b\b}\def\b{\a\a}\a",
        "{" * 10_000 + "}" * 10_000,
        r"\sqrt " * 10_000 + "x",
        r"\frac1" * 3_000 + "2",
        r"\left(" * 5_000 + r"\right)" * 5_000,
        r"\begin{matrix}" * 900 + r"\end{matrix}" * 900,
        "x" * 100_000,
        "x" + "^{x" * 5_000 + "}" * 5_000,
        r"\newcommand{\a}[1]{#1#1#1#1#1#1#1#1}" + r"\a{" * 20 + "x" + "}" * 20,
    ],
)
def test_what_would_take_all_memory_is_refused(tex: str) -> None:
    (message,) = read(tex).messages
    assert len(message) < 200


def test_depth_that_is_allowed_is_read() -> None:
    assert read("{" * (MAX_BRACES - 1) + "x" + "}" * (MAX_BRACES - 1)).tree is not None
    assert read(r"\frac1" * 60 + "2").tree is not None


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
PIECES = st.lists(
    st.one_of(
        st.sampled_from([*"ab1 {}[]()^_&#$%~'\"<>=+-\n\\", "\\\\", "é", "中", "<script>", "&lt;", "#1"]),
        st.sampled_from(sorted(COMMAND_NAMES)).map(lambda name: f"\\{name}"),
        st.sampled_from(sorted(ENVIRONMENT_NAMES)).map(lambda name: f"\\begin{{{name}}}"),
        st.sampled_from(sorted(ENVIRONMENT_NAMES)).map(lambda name: f"\\end{{{name}}}"),
        st.sampled_from([r"\mathop", r"\substack", r"\ce", r"\verb", r"\color", r"\let", r"\tag", r"\intertext"]),
    ),
    max_size=30,
).map("".join)


@given(st.one_of(ANY_TEXT, PIECES), st.booleans())
def test_any_text_is_a_formula_or_a_message(tex: str, displayed: bool) -> None:
    formula = read(tex, displayed=displayed)
    assert (formula.tree is None) == bool(formula.messages)
    if formula.tree is not None:
        check(as_html(formula.tree))
        formula_text(formula.tree)
        formula_html(formula.tree)


# -- In a post --------------------------------------------------------------------

# What is typed, the TeX that is found in it, whether it is displayed, and the words that stay.
CONSTRUCTS = [
    ("GitHub", "```math\nx^2\n```", ["x^2"], True, ""),
    ("GitHub", "a $`x^2`$ b", ["x^2"], False, "a b"),
    ("GitHub", "$$\nx^2\n$$", ["x^2"], True, ""),
    ("Jekyll", "a $$x^2$$ b", ["x^2"], False, "a b"),
    ("Jekyll", "a \\\\(x^2\\\\) b", ["x^2"], False, "a b"),
    ("Jekyll", "\\\\[\nx^2\n\\\\]", ["x^2"], True, ""),
    ("Hugo", "a \\(x^2\\) b", ["x^2"], False, "a b"),
    ("Hugo", "let \\(x\\) be", ["x"], False, "let be"),
    ("Hugo", "\\[ x^2 \\]", ["x^2"], True, ""),
    ("Hugo", "\\[\nx =\n\n2\n\\]", [], True, None),
    ("Hugo", "so \\[ x^2 \\] is", ["x^2"], True, "so is"),
    ("LaTeX", "\\begin{equation*}\nx^2\n\\end{equation*}", ["x^2"], True, ""),
    ("LaTeX", "so\n\\begin{align*}\n- a &= b \\\\\n+ c &= d\n\\end{align*}\nis", None, True, "so is"),
    ("LaTeX", "so \\begin{gather*}a\\end{gather*} is", ["\\begin{gather*}a\\end{gather*}"], True, "so is"),
    ("LaTeX", "\\begin{align*}a\\end{align*}.", ["\\begin{align*}a.\\end{align*}"], True, ""),
    ("MyST", "$$\na\n\nb\n$$", ["a\n\nb"], True, ""),
    ("MyST", "```{math}\nx^2\n```", ["x^2"], True, ""),
    ("MyST", "{math}`x^2`", ["x^2"], False, ""),
    ("Obsidian", "> $$\n> a\n>\n> b\n> $$", ["a\n\nb"], True, ""),
    ("Obsidian", "- x\n  $$\n  a\n  $$", ["a"], True, "x"),
    ("Quarto", "$$ x^2 $$ {#eq-one}\n\n{eq}`eq-one`", ["x^2"], True, "(1)¶ (1)"),
    ("Pandoc", "$ x^2 $ is", ["x^2"], False, "is"),
    ("all", "$x$-axis, ($y$) and “$z$”", ["x", "y", "z"], False, "-axis, () and “”"),
    ("all", "$5 and $10, US$40, 5$ and 6$ and $HOME", [], False, "$5 and $10, US$40, 5$ and 6$ and $HOME"),
    ("all", "It costs $5, and 6$ more.", [], False, "It costs $5, and 6$ more."),
    ("all", "file\\(s\\), \\[sic\\] and \\[1\\]", [], False, "file(s), [sic] and [1]"),
    ("all", "\\[edit\\]", [], False, "[edit]"),
    ("all", "\\[^1\\]", [], False, "[^1]"),
    ("all", "a note\\[^why\\] and $x$", ["x"], False, "a note[^why] and"),
    ("all", "a \\(not so\\) b", [], False, "a (not so) b"),
    ("all", "`$x$` and \\$x\\$", [], False, "$x$ and $x$"),
    ("all", "A $a = \\\nb$ here", None, False, "A here"),
    ("all", "| a | b |\n|---|---|\n| $|x|$ | $\\|y\\|$ |\n| $5 | $6 |", ["|x|", "|y|"], False, "a b $5 $6"),
]


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BeautifulSoup]:
    """Build one site with a post for each construct; return what is in them."""
    site = Site(tmp_path_factory.mktemp("constructs"))
    for number, (_, source, *_) in enumerate(CONSTRUCTS):
        site.post(f"posts/2021/n{number}.md", title=f"N{number}", body=f"{source}\n")
    assert site.build() == []
    return {
        source: main_of(site.page(f"/posts/2021/n{number}/")).select_one(".e-content")
        for number, (_, source, *_) in enumerate(CONSTRUCTS)
    }


@pytest.mark.parametrize(("system", "source", "formulas", "displayed", "words"), CONSTRUCTS)
def test_construct(
    constructs: dict[str, BeautifulSoup],
    system: str,
    source: str,
    formulas: list[str] | None,
    displayed: bool,
    words: str | None,
) -> None:
    content = BeautifulSoup(str(constructs[source]), "html.parser")
    found = content.find_all("math")
    if formulas is not None:
        assert [formula["alttext"] for formula in found] == formulas
    for formula in found:
        assert (formula.get("display") == "block") == displayed
        assert not displayed or formula.find_parent("p") is None
        formula.extract()
    if words is not None:
        assert content.get_text().split() == words.split()


PLACES = """## A $x^2$ heading

- item $x^2$

> quotation $x^2$

| $x^2$ | b |
|-------|---|
| $x^2$ | d     |

Note.[^1]

[^1]: note $x^2$

$x^2$ term
: definition $x^2$ and
  $$
  x^2
  $$

```{figure} a.svg
:alt: A

Caption $x^2$.
```

**bold $x^2$** and [link $x^2$](https://example.org/)
"""


def test_formula_stands_anywhere(site: Site) -> None:
    site.post("posts/2021/hello/index.md", body=PLACES)
    site.write("posts/2021/hello/a.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>")
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    for place in (
        "h2",
        "li",
        "blockquote",
        "th",
        "td",
        ".footnote",
        "dt",
        "dd",
        "figcaption",
        "strong",
        "a[href^=http]",
    ):
        assert content.select_one(place).select_one("math msup"), place
    copy = site.files()["posts/2021/hello/index.md"].decode()
    assert copy.count("$x^2$") == len(content.select("math:not([display])"))
    assert "  $$\n  x^2\n  $$" in copy
    feed = site.files()["blog/feed.json"].decode()
    assert "<math" not in feed
    assert "<i>x</i><sup>2</sup>" in feed


def test_maths_needs_no_script_and_has_a_sheet_where_it_is(site: Site) -> None:
    site.post(body="Inline $a^2$ and\n\n$$\n\\frac{b}{c}\n$$\n")
    site.post("posts/2021/plain.md", title="Plain")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert main_of(page).select_one("div.math math")["display"] == "block"
    assert "mathjax" not in str(page).casefold().replace("mathjax_ignore", "")
    assert page.select("link[href*='maths.css']")
    assert not site.page("/posts/2021/plain/").select("link[href*='maths.css']")


NUMBERED = """$$
a = b
$$ (sum)

\\begin{equation}
c = d \\label{eq:one}
\\end{equation}

\\begin{align}
e &= f \\label{eq:two} \\\\
g &= h \\nonumber \\\\
i &= j \\tag{x} \\label{eq:three}
\\end{align}

$$
k = l \\label{eq:four}
$$

See {eq}`sum`, \\eqref{eq:one}, \\ref{eq:two}, {eq}`eq:three` and \\eqref{eq:four}.
"""


def test_equations_are_numbered_and_referred_to(site: Site) -> None:
    site.post(body=NUMBERED)
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    assert [number.get_text().removesuffix("¶").strip("#") for number in main.select(".eqno")] == [
        *("(1)", "(2)", "(3)", "(x)", "(4)")
    ]
    ids = [tag["id"] for tag in main.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    links = main.select("p a[href^='#equation']")
    assert [link.get_text() for link in links] == ["(1)", "(2)", "3", "(x)", "(4)"]
    assert all(main.find(id=link["href"][1:]) for link in links)
    copy = site.files()["posts/2021/hello/index.md"].decode()
    assert "c = d \\tag{2}" in copy
    assert "\\begin{align*}" in copy
    assert "\\tag{3}" in copy
    feed = site.files()["blog/feed.json"].decode()
    assert "\\\\tag{3}" in feed
    assert "label" not in feed


def test_two_posts_may_have_an_equation_of_one_name(site: Site) -> None:
    for name in "ab":
        site.post(f"posts/2021/{name}.md", title=name, body=f"$$\n{name}\n$$ (one)\n\n{{eq}}`one`\n")
    site.post("posts/2021/c.md", title="c", body="$$\nx\n$$\n\n$$\ny \\label{two}\n$$\n")
    site.post("posts/2021/d.md", title="d", body="See {eq}`two`.\n")
    assert site.build() == []
    for name in "ab":
        assert main_of(site.page(f"/posts/2021/{name}/")).select_one("p a[href='#equation-one']").get_text() == "(1)"
    (link,) = main_of(site.page("/posts/2021/d/")).select("p a[href*='#equation-two']")
    assert link["href"] == "../c/#equation-two"
    site.post("posts/2021/c.md", title="c", body="$$\nx \\tag{9}\n$$\n\n$$\ny \\tag{8} \\label{two}\n$$\n")
    assert site.build() == []
    assert "(8)" in main_of(site.page("/posts/2021/d/")).get_text()


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("$\\nosuchcommand{x}$\n", 7, "`\\nosuchcommand` is not known"),
        ("Words.\n\n$$\na\n\\nosuchcommand{x}\n$$\n", 11, "`\\nosuchcommand` is not known"),
        ("One\ntwo *three\nfour* $\\nosuchcommand$\n", 9, "is not known"),
        ("- x\n\n  $$ a\n  \\nosuchcommand $$ (x)\n", 10, "is not known"),
        ("$$\na\n\nNo end.\n", 7, "write `$$` on the line where it ends"),
        ("\\begin{align}\na\n\nNo end.\n", 7, "write `\\end{align}`"),
        ("\\begin{itemize}\n\\item a\n\\end{itemize}\n", 7, "a list is `- words`"),
        ("See \\eqref{none}.\n", 7, "write `\\label{none}` in it"),
        ("$$a$$ (x)\n\n$$b$$ (x)\n", 9, "two formulas of this page are called `x`"),
    ],
)
def test_mistake_in_a_post_is_one_message(site: Site, body: str, line: int, words: str) -> None:
    site.post(body=body)
    (warning,) = site.build()
    assert warning.startswith(f"posts/2021/hello.md:{line}: WARNING: ")
    assert words in warning


@pytest.mark.parametrize("tex", ["a & b", "a^", "\\limits", "a\\\\b"])
def test_wrong_formula_is_shown_as_it_was_typed(site: Site, tex: str) -> None:
    site.post(body=f"So ${tex}$ it is.\n")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: `")
    assert site.page("/posts/2021/hello/").select_one("code").get_text() == tex


def test_comment_in_tex_is_not_published(site: Site) -> None:
    site.post(body="$$\nx + 50\\% % secret\n+ y % secret\n$$\n")
    assert site.build() == []
    assert [path for path, content in site.files().items() if b"secret" in content] == []
    assert "y" in main_of(site.page("/posts/2021/hello/")).math.get_text()


def test_wide_formula_is_smaller_on_paper(site: Site) -> None:
    site.post(body="$$a + b$$\n\n$$" + " + ".join(f"a_{{{number}}}" for number in range(20)) + "$$\n")
    assert site.build() == []
    narrow, wide = main_of(site.page("/posts/2021/hello/")).select("div.math")
    assert narrow["class"] == ["math"]
    assert wide["class"] == ["math", "wide-2"]
    assert ".wide-2" in SHEET.read_text(encoding="utf-8")


def test_sign_that_only_a_package_names_is_shown() -> None:
    assert formula_text(read(r"a \thicksim b \male").tree) == "a ∼ b♂"


# -- Macros -----------------------------------------------------------------------


def test_macros_of_the_settings_and_of_a_post(site: Site) -> None:
    site.post(body="$\\R + \\norm{x}$\n\n$$\n\\newcommand{\\E}{\\mathbb{E}}\n\\def\\R{r}\n$$\n\n$\\E\\R$\n")
    site.post("posts/2021/other.md", title="Other", body="$\\R$\n")
    assert site.build(math_macros={"R": r"\mathbb{R}", "\\norm": r"\lVert#1\rVert"}) == []
    first, definitions, second = main_of(site.page("/posts/2021/hello/")).select("math")
    assert first.get_text() == "ℝ+‖x‖"
    assert second.get_text() == "𝔼r"
    assert definitions.get_text() == ""
    assert "defines" in definitions.parent["class"]
    assert main_of(site.page("/posts/2021/other/")).math.get_text() == "ℝ"
    assert "\\newcommand{\\E}" in site.files()["posts/2021/hello/index.md"].decode()


@pytest.mark.parametrize(
    ("macros", "words"),
    [
        ({"R2": "x"}, "write letters"),
        ({"R": 3}, "write TeX in quotes"),
        ({"R": "{"}, "a brace has no other"),
    ],
)
def test_settings_that_can_not_be_read_are_told(macros: dict[str, object], words: str) -> None:
    from valuable.content.maths.tex import macro_problems

    (problem,) = macro_problems(macros)
    assert words in problem
    assert [*macro_problems(["R"])] != []


# -- Where there is no MathML -----------------------------------------------------


def test_formula_is_words_in_descriptions_and_in_the_search(site: Site) -> None:
    site.post(body="The sum $\\frac{x^2}{2} + \\alpha_i$ is small.\n", title="On $x^2$")
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    assert page.select_one("meta[name=description]")["content"] == "The sum x²/2 + αᵢ is small."
    assert "On x²" in page.title.get_text()
    from valuable.outputs.search.text import find_in_page

    found = find_in_page(site.files()["posts/2021/hello/index.html"])
    assert "The sum x²" in found.body.replace(" `^", "")


def test_marks_above_and_below_each_other_are_each_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    linear = formula_text_module.linear
    monkeypatch.setattr(formula_text_module, "linear", lambda element: said.append(element) or linear(element))
    tree = read(r"\overrightharpoon{\underrightarrow{" * 20 + "x" + "}}" * 20).tree
    formula_text(tree)
    assert len(said) <= 2 * sum(1 for _ in tree.iter())
