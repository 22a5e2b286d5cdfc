import pytest
from conftest import Site, main_of


def test_maths_is_mathml_without_a_script(site: Site) -> None:
    site.post(body="Inline $a^2$ and\n\n$$\n\\frac{b}{c}\n$$\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    assert main.select_one("p math msup mi").get_text() == "a"
    assert main.select_one("div.math math")["display"] == "block"
    assert main.select_one("div.math mfrac")
    assert "mathjax" not in str(site.page("/posts/2021/hello/")).casefold().replace("mathjax_ignore", "")


def test_numbered_equation_has_one_id_and_is_referred_to(site: Site) -> None:
    site.post(body="$$\na = b\n$$ (sum)\n\nSee {eq}`sum`.\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    ids = [tag["id"] for tag in main.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    assert "(1)" in main.select_one(".eqno").get_text()
    assert main.select_one("a[href='#equation-sum']")


def test_maths_that_cannot_be_read_is_one_message(site: Site) -> None:
    site.post(body="$\\nosuchcommand{x}$\n")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: `\\nosuchcommand{x}`:")


@pytest.mark.parametrize("tex", ["a & b", "a^", "\\limits", "a\\\\b"])
def test_stray_sign_in_a_formula_is_one_message(site: Site, tex: str) -> None:
    site.post(body=f"So ${tex}$ it is.\n")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: `")
    assert site.page("/posts/2021/hello/").select_one("code").get_text() == tex


def test_comment_in_tex_is_not_published(site: Site) -> None:
    site.post(body="$$\nx + 50\\% % secret\n+ y % secret\n$$\n")
    assert site.build() == []
    assert [path for path, content in site.files().items() if b"secret" in content] == []
    assert "y" in main_of(site.page("/posts/2021/hello/")).math.get_text()
