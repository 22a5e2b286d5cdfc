from pathlib import Path
from xml.etree import ElementTree

import pytest
from hostile import DRAWINGS

from valuable.content.html.allowed_foreign import SVG_ATTRIBUTES, SVG_ELEMENTS
from valuable.content.inline_svg import Drawing, inline_drawing

START = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="urn:editor" viewBox="0 0 9 9" stroke="currentColor">'


def made(tmp_path: Path, inside: str) -> Drawing | None:
    path = tmp_path / "drawing.svg"
    path.write_text(f"{START}{inside}</svg>", encoding="utf-8")
    return inline_drawing(path, path.stat().st_mtime_ns)


@pytest.mark.parametrize("name", DRAWINGS)
def test_what_of_a_hostile_picture_stands_in_a_page_is_on_the_list(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / f"{name}.svg", DRAWINGS[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = inline_drawing(path, 0)
    if found is None:
        return
    assert dict(found.attributes).keys() <= {*SVG_ATTRIBUTES}
    for element in ElementTree.fromstring(f"<g>{found.content}</g>").iter():
        assert element.tag in SVG_ELEMENTS
        assert element.attrib.keys() <= {*SVG_ATTRIBUTES} - {"style"}
        assert all(value.startswith("#d") for name, value in element.attrib.items() if name == "href")


@pytest.mark.parametrize(
    ("inside", "content"),
    [
        ('<g id="a" fill="#f00"/><use href="#a"/>', '<g id="{p}a" fill="#f00" /><use href="#{p}a" />'),
        ("<path d='M0 0' style='fill:#f00;-i-x:1;position:fixed'/>", '<path d="M0 0" fill="#f00" />'),
        ("<i:view/><metadata><i:x/></metadata><g i:label='x' class='accent'/>", '<g class="accent" />'),
        ("<style>g{}</style>x", "x"),
        ("<rect fill=\"url('#a')\"/>", "<rect fill=\"url('#{p}a')\" />"),
        ("<title>A &lt;b&gt;</title>", "<title>A &lt;b&gt;</title>"),
    ],
)
def test_drawing_is_put_into_the_page_without_what_editors_leave(tmp_path: Path, inside: str, content: str) -> None:
    found = made(tmp_path, inside)
    assert found is not None
    prefix = found.content.partition("#d")[2][:8]
    assert found.content == content.replace("{p}", f"d{prefix}-")


@pytest.mark.parametrize(
    "inside",
    [
        "<animate/>",
        "<foo/>",
        "<Path/>",
        "<g foo='1'/>",
        "<a href='https://example.org/'/>",
        "<image href='a.png'/>",
        "<title><g/></title>",
        "<g fill='url(a.svg#b)'/>",
    ],
)
def test_what_is_on_no_list_stays_a_file(tmp_path: Path, inside: str) -> None:
    assert made(tmp_path, inside) is None
