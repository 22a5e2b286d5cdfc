import pytest

from valuable.content.html.css import harmless_declarations, style_attribute_loads, style_sheet_loads


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("color: red", "color: red"),
        ("COLOR:#F00; text-align:center;", "color: #F00; text-align: center"),
        ("margin: 0 auto", "margin: 0 auto"),
        ("width: 300px", "width: min(300px, 100%)"),
        ("width: 50%; max-width: 40em", "width: 50%; max-width: 40em"),
        ("border: 1px solid rgba(0, 0, 0, .5)", "border: 1px solid rgba(0, 0, 0, .5)"),
        ("font: italic 12px/1.5 'A b', serif", 'font: italic 12px/1.5 "A b", serif'),
        ("float: right; padding-left: 1em", "float: right; padding-left: 1em"),
        ("background:#ffc /* pale */", "background: #ffc"),
        ("c\\6flor: red", "color: red"),
        ("box-shadow: 0 2px 4px rgba(0,0,0,.2)", "box-shadow: 0 2px 4px rgba(0,0,0,.2)"),
        ("opacity: .8; cursor: pointer", "opacity: .8; cursor: pointer"),
        ("display: flex; flex-direction: column", "display: flex; flex-direction: column"),
        ("min-width: 326px; overflow: hidden", "min-width: min(326px, 100%); overflow: hidden"),
        ("-webkit-hyphens: auto; mso-list: l0 level1", ""),
        ("", ""),
    ],
)
def test_what_only_changes_looks_stays(style: str, written: str) -> None:
    assert harmless_declarations(style) == (written, [])


@pytest.mark.parametrize(
    "style",
    [
        "position: fixed",
        "pos\\69 tion: absolute",
        "position/**/:fixed",
        "inset: 0",
        "z-index: 9",
        "transform: scale(9)",
        "margin: -9px",
        "margin-left: calc(0px - 9px)",
        "margin-top: -1e3em",
        "width: 9999px",
        "padding: 99em",
        "box-shadow: 0 0 0 99px red",
        "outline: 99px solid",
        "text-indent: -9em",
        "font-size: 99em",
        "line-height: 99",
        "background: url(a.png)",
        "background: u\\72l(a.png)",
        "background: image-set('a' 1x)",
        "content: 'x'",
        "color: var(--x)",
        "--x: 1",
        "width: expression(1)",
        "behavior: url(x)",
        "display: grid",
        "display: contents",
        "color: red !important",
        "vertical-align: -99em",
        "animation: x 1s",
        "filter: blur(9px)",
        "opacity: 0",
        "opacity: 9%",
        "overflow: visible",
        "cursor: none",
        "text-shadow: 0 0 9em red",
        "-webkit-mask: url(a.png)",
        "-webkit-filter: blur(9px)",
        "zoom: 9",
        "color: red}body{display:none",
        "{position:fixed}",
        "color: 'x",
        "width: 1e400px",
        "@import 'x'",
        "font: 9999px x",
    ],
)
def test_what_could_cover_the_page_or_load_something_is_refused(style: str) -> None:
    written, refused = harmless_declarations(style)
    assert refused
    for word in ("position", "url", "-9", "99", "!", "{", "var", "import"):
        assert word not in written


def test_addresses_of_a_style_sheet_are_found_wherever_they_stand() -> None:
    sheet = """@import 'a.css'; @\\69mport url(b.css); @media x { p { background: u\\72l("c.png") } }
    @font-face { src: url(d.woff), local(e) } a { cursor: image-set('f' 1x, "g" 2x); content: 'no' } /* url(no) */"""
    assert sorted(style_sheet_loads(sheet)) == ["a.css", "b.css", "c.png", "d.woff", "f", "g"]


@pytest.mark.parametrize(
    ("style", "found"),
    [("fill: url(#a)", ["#a"]), ("url( 'b' )", ["b"]), ("u\\72l(c)", ["c"]), ("'url(d)'", []), ("red", [])],
)
def test_addresses_of_an_attribute_are_found(style: str, found: list[str]) -> None:
    assert list(style_attribute_loads(style)) == found
