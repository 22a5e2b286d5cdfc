"""What an author may write looks as it is meant: in the site's own colours, and in its place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.sites import Site


@pytest.fixture
def post(kitchen_sink: Site, window: Callable[..., Page]) -> Page:
    page = window(width=1440)
    page.goto(kitchen_sink.address("/posts/2021/kitchen-sink/"))
    return page


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def test_title_with_code_and_quotes_is_shown_whole(post: Page) -> None:
    expect(post).to_have_title("The <template> element & “quotes” – Small Lights")
    expect(post.get_by_role("heading", level=1)).to_have_text("The <template> element & “quotes”")


def test_tag_that_looks_like_markup_is_shown_whole(kitchen_sink: Site, post: Page) -> None:
    post.locator(".post-footer").get_by_role("link", name="<b>bold</b>").click()
    expect(post).to_have_url(kitchen_sink.address("/blog/tag/b-bold-b/"))
    expect(post.get_by_role("heading", level=1)).to_have_text("Posts tagged “<b>bold</b>”")
    expect(post).to_have_title("Posts tagged “<b>bold</b>” – Small Lights")


def test_every_tag_leads_to_its_page(kitchen_sink: Site, post: Page) -> None:
    links = post.locator(".post-footer a[rel=tag]")
    assert links.all_inner_texts() == ["été", "c++", "C#", "3.10", "Lyon, France", "हिन्दी", "<b>bold</b>"]
    for link in links.all():
        assert post.request.get(str(link.evaluate("link => link.href"))).status == 200


def test_redirect_leads_to_the_post(kitchen_sink: Site, post: Page) -> None:
    post.goto(kitchen_sink.address("/2019/old-kitchen/"))
    expect(post).to_have_url(kitchen_sink.address("/posts/2021/kitchen-sink/"))


def test_admonitions_have_no_colours_but_the_sites(post: Page) -> None:
    admonitions = post.locator(".admonition")
    assert admonitions.count() == 19
    borders = admonitions.evaluate_all("all => all.map(one => getComputedStyle(one).borderLeftColor)")
    tones = {"--accent", "--amber", "--red", "--quiet"}
    colour = """name => {
      const sample = document.body.appendChild(document.createElement("i"));
      sample.style.color = `var(${name})`;
      return getComputedStyle(sample).color;
    }"""
    assert set(borders) <= {post.evaluate(colour, name) for name in tones}
    titles = post.locator(".admonition-title")
    backgrounds = titles.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert set(backgrounds) == {"rgba(0, 0, 0, 0)"}


def test_term_of_a_definition_is_bold(post: Page) -> None:
    expect(post.locator("dt", has_text="Term").first).to_have_css("font-weight", "700")


def test_code_of_no_language_is_not_coloured(post: Page) -> None:
    code = post.locator(".highlight pre", has_text="no language")
    assert code.locator("span[class]").all_inner_texts() == []


def test_code_has_the_wash_behind_it_in_both_schemes(post: Page) -> None:
    for scheme, wash in (("light", "rgb(246, 242, 234)"), ("dark", "rgb(29, 32, 36)")):
        post.emulate_media(color_scheme=scheme)
        for part in (".highlight pre >> nth=0", "p > code >> nth=0"):
            expect(post.locator(part)).to_have_css("background-color", wash)


def test_name_of_code_stands_above_its_wash(post: Page) -> None:
    figure = post.locator("figure.literal-block-wrapper", has_text="With a caption, lines and a name")
    name = figure.locator("> figcaption")
    expect(name).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    code = box(figure.locator("pre"))
    assert box(name)["y"] + box(name)["height"] <= code["y"]
    assert box(name)["x"] == pytest.approx(code["x"], abs=1)


def test_picture_in_a_line_of_text_stays_in_it(post: Page) -> None:
    paragraph = post.locator("p", has_text="A picture in a line of text")
    assert box(paragraph)["height"] < 50


def test_picture_alone_is_in_the_middle(post: Page) -> None:
    picture = box(post.get_by_role("img", name="A yellow circle."))
    article = box(post.get_by_role("main"))
    assert picture["x"] + picture["width"] / 2 == pytest.approx(article["x"] + article["width"] / 2, abs=1)


def test_drawing_has_the_width_that_its_author_gives(post: Page) -> None:
    assert box(post.get_by_role("img", name="A house, drawn in one line, once more."))["width"] == 200


def test_text_flows_around_a_figure_on_the_right(post: Page) -> None:
    figure = box(post.locator("figure", has_text="To the right."))
    text = box(post.locator("p", has_text="Text beside the figure."))
    article = box(post.get_by_role("main"))
    assert figure["x"] + figure["width"] == pytest.approx(article["x"] + article["width"], abs=1)
    assert text["y"] < figure["y"] + figure["height"] / 2


def test_notes_have_no_rule_above_them(post: Page) -> None:
    expect(post.locator("hr.footnotes")).to_have_count(0)
    expect(post.locator("aside.footnote-list").first).to_have_css("border-top-style", "none")


def test_note_that_is_referred_to_twice_begins_beside_its_number(post: Page) -> None:
    note = post.locator("aside.footnote", has_text="Two places refer to this note.")
    number, text = box(note.locator(".label")), box(note.locator("p"))
    assert text["y"] == pytest.approx(number["y"], abs=4)


def test_aligned_equations_meet_at_their_signs(post: Page) -> None:
    table = post.locator("math[alttext*='{aligned}'] > mtable")
    rows = table.locator("mtr")
    lefts = [box(row.locator("mo", has_text="=").first)["x"] for row in rows.all()]
    assert len(lefts) == 2
    assert lefts[0] == pytest.approx(lefts[1], abs=1)
    first = table.locator("mtd").first
    assert box(first.locator("mi"))["x"] + box(first.locator("mi"))["width"] > lefts[0] - 12


def test_number_stands_beside_its_equation_and_not_on_it(post: Page) -> None:
    for equation in post.locator("div.math:has(.eqno)").all():
        formula, number = box(equation.locator("math")), box(equation.locator(".eqno"))
        assert formula["x"] + formula["width"] <= number["x"]


def test_price_is_no_formula(post: Page) -> None:
    expect(post.locator("p", has_text="A price")).to_have_text("A price is no formula: $5 here and $6 there.")
