"""Dollars: which are formulas, and which are not."""

import pytest
from conftest import Site, main_of

from valuable.content.markdown.maths import is_prose


@pytest.mark.parametrize(
    ("body", "formulas", "words"),
    [
        ("Text $$x^2$$ in a line.", ["x^2"], "Text in a line."),
        ("$$x^2$$ begins a line.", ["x^2"], "begins a line."),
        ("- an item, $$x^2$$\n- $$y$$ and", ["x^2", "y"], "an item, and"),
        ("| $$x^2$$ | b |\n|---|---|\n| c | $d$ |", ["x^2", "d"], "b c"),
        ("Set $HOME and $PATH. It costs 5$ here.", [], "Set $HOME and $PATH. It costs 5$ here."),
        ("$HOME or $PATH and so 5$.", [], "$HOME or $PATH and so 5$."),
        ("It costs $5 and $6.", [], "It costs $5 and $6."),
        ("It takes 10.3$\\mu s$, 3$\\times$4, 10$^3$ or $x^2$2.", ["\\mu s", "\\times", "^3", "x^2"], None),
        ("Around $\\$$40,000.", ["\\$"], "Around 40,000."),
        ("- 5$\\alpha$\n- 90$^\\circ$C", ["\\alpha", "^\\circ"], "5 90C"),
        ("A $$ place is dearer than $ and, in town, $$ is cheap.", [], None),
        ("From 5$ to 10$, $MY_VAR$1, 3$a=4$.", [], "From 5$ to 10$, $MY_VAR$1, 3$a=4$."),
        ("A $x$ and the $PATH to it costs$.", ["x"], "A and the $PATH to it costs$."),
        ("So $a_1 + b$, $n$, $\\text{one two}$ and $\\sin x$.", ["a_1 + b", "n", "\\text{one two}", "\\sin x"], None),
        ("Words $a\\$$ and $$b\\$$$.", None, None),
    ],
)
def test_dollars(site: Site, body: str, formulas: list[str] | None, words: str | None) -> None:
    site.post(body=f"{body}\n")
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    maths = content.select("math")
    if formulas is not None:
        assert [formula["alttext"] for formula in maths] == formulas
    for formula in maths:
        assert formula.get("display") != "block"
        formula.extract()
    if words is not None:
        assert " ".join(content.get_text().split()) == words


@pytest.mark.parametrize("formula", ["$$x^2$$", "$$\nx^2\n$$", "$$ x^2 $$"])
@pytest.mark.parametrize("quote", ["", "> ", "- "])
def test_formula_on_lines_of_its_own_is_displayed_within_a_paragraph_too(site: Site, formula: str, quote: str) -> None:
    lines = f"One\n{formula}\ntwo".split("\n")
    site.post(
        body="\n".join((quote if quote != "- " or not place else "  ") + line for place, line in enumerate(lines))
    )
    assert site.build() == []
    content = main_of(site.page("/posts/2021/hello/")).select_one(".e-content")
    (shown,) = content.select("math")
    assert shown["display"] == "block"
    assert shown.find_parent("p") is None
    shown.extract()
    assert content.get_text().split() == ["One", "two"]


@pytest.mark.parametrize("tex", ["PATH. It costs 5", "HOME and the rest", "one, two"])
def test_words_are_no_formula(tex: str) -> None:
    assert is_prose(tex)


@pytest.mark.parametrize(
    "tex", ["n", "x y", "ab", "a if b", "a, b", "f(x)", "\\text{one two}", "x_{min} = y max", "3 kg"]
)
def test_formula_is_no_prose(tex: str) -> None:
    assert not is_prose(tex)
