import pytest
from hostile import DRAWINGS

from valuable.content.html.svg import UnsafeFileError, check_xml

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
# Of these a part is left out, or they are shown as files, where it does nothing.
HARMLESS_AS_FILES = frozenset(
    {"svg-style-cover", "svg-style-page", "svg-class-cover", "svg-id-clobber", "svg-title", "svg-desc", "svg-cdata"}
    | {"svg-breakout", "svg-attribute-break", "svg-large", "svg-visible", "svg-transform"}
)


@pytest.mark.parametrize("name", sorted(DRAWINGS.keys() - HARMLESS_AS_FILES))
def test_hostile_picture_is_refused(name: str) -> None:
    drawing = DRAWINGS[name]
    with pytest.raises(UnsafeFileError):
        check_xml(drawing if isinstance(drawing, bytes) else drawing.encode())


@pytest.mark.parametrize(
    "inside",
    [
        "<path d='M0 0h9' fill='url(#a)'/>",
        "<style>@font-face{font-family:x;src:url(data:image/png;base64,x)} path{fill:url(#a)}</style>",
        "<style>@font-face{font-family:x;src:url('data:font/woff2;base64,d09G')}</style>",
        "<style>@font-face{font-family:x;src:url(data:application/font-woff;base64,d09G)}</style>",
        "<a href='https://example.org/'><text>x</text></a>",
        "<image href='data:image/png;base64,x'/><use xlink:href='#a'/>",
        "<animate attributeName='x' values='1;2' dur='1s'/>",
        "<metadata xmlns:r='urn:rdf'><r:about/></metadata>",
        "<text>&lt;script&gt; &#169;</text>",
    ],
)
def test_picture_as_editors_save_it_is_published(inside: str) -> None:
    check_xml(f'<?xml version="1.0" encoding="UTF-8"?>{SVG}{inside}</svg>'.encode())


def test_plain_doctype_is_no_harm() -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    check_xml(f"{doctype}{SVG}</svg>".encode())


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (f"{SVG}<script>1</script></svg>", "it holds `<script>`, which can run a script"),
        (f"{SVG}<g ONload='1'/></svg>", "it holds `onload`, which runs a script"),
        (f"{SVG}<image href='//e.example/a'/></svg>", "it would load //e.example/a from another host"),
        (f"{SVG}<rect fill='u\\72l(//e.example/a)'/></svg>", "it would load //e.example/a from another host"),
        (f"{SVG}<a href='javascript:x'/></svg>", "it holds the address `javascript:x`"),
        ("<html/>", "it is no SVG, but begins with `<html>`"),
        (f"{SVG}<g></svg>", "it can't be read as SVG"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + f"{SVG}&a;</svg>", "it declares entities"),
        (f"{SVG}{'<g>' * 300}{'</g>' * 300}</svg>", "it has more than 200 elements in one another"),
    ],
)
def test_message_says_what_it_is(picture: str, message: str) -> None:
    with pytest.raises(UnsafeFileError) as refused:
        check_xml(picture.encode())
    assert message in str(refused.value)
