"""Turn an SVG file into markup for a page, if everything in it is on the list of what may stand there.

Every element and attribute is on a list (`valuable.content.html.allowed_foreign`). A file that has something else in
it, such as a movement, is shown as a file. Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import tinycss2

from valuable.base.uris import RASTER_DATA_URI, strip_address
from valuable.content.html.allowed_foreign import OVERFLOWING_ATTRIBUTES, SVG_ATTRIBUTES, SVG_ELEMENTS, TEXT_ONLY
from valuable.content.html.attributes import speaks_for_page
from valuable.content.html.css import style_attribute_loads
from valuable.content.html.svg import SVG_NAMESPACE, XLINK_NAMESPACE, UnsafeFileError, check_xml

INLINE_SVG_ELEMENTS = frozenset(SVG_ELEMENTS)
INLINE_SVG_ATTRIBUTES = frozenset(SVG_ATTRIBUTES) - {"style"}
# Elements that an editor leaves behind, and what is of no use in a page.
DROPPED_SVG_ELEMENTS = frozenset({"metadata", "style"})
IDLE_SVG_ATTRIBUTES = frozenset(
    {"version", "baseProfile", "enable-background", "contentScriptType", "contentStyleType", "style"}
)
ARIA_REFERENCES = frozenset({"aria-labelledby", "aria-describedby"})
LOCAL_URL = re.compile(r"(url\(\s*[\"']?#)")


@dataclass(frozen=True)
class Drawing:
    """An SVG image for inlining: the attributes of its root, and its content."""

    attributes: tuple[tuple[str, str], ...]
    content: str


class ForeignMarkupError(ValueError):
    """The file holds something that may not stand in a page."""


@lru_cache(maxsize=256)
def inline_drawing(path: Path, modified: int) -> Drawing | None:
    """Return the drawing at *path*, without its style sheet; None if it is shown as a file.

    Its ids get a prefix, so that two drawings on a page don't share one. *modified* is the file's time in nanoseconds:
    a changed file is read again.
    """
    if path.suffix.lower() != ".svg" or b"currentColor" not in (source := path.read_bytes()):
        return None
    try:
        check_xml(source)
        root = ElementTree.fromstring(source)  # noqa: S314  # judged: it declares no entities
        clean_drawing(root, f"d{blake2b(source, digest_size=4).hexdigest()}-")
    except (UnsafeFileError, ForeignMarkupError, ElementTree.ParseError):
        return None
    content = escape(root.text or "") + "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    return Drawing(tuple(root.attrib.items()), content.strip())


def clean_drawing(element: ElementTree.Element, prefix: str) -> None:
    """Remove what is of no use in a page from an element, recursively; raise :exc:`ForeignMarkupError` for the rest."""
    namespace, _, name = str(element.tag).rpartition("}")
    if namespace != f"{{{SVG_NAMESPACE}" or name not in INLINE_SVG_ELEMENTS:
        raise ForeignMarkupError(name)
    element.tag = name
    attributes = drawing_attributes(element, prefix)
    element.attrib.clear()
    element.attrib.update(attributes)
    if name in TEXT_ONLY and len(element):
        raise ForeignMarkupError(name)
    for child in list(element):
        space, _, kind = str(child.tag).rpartition("}")
        if space != f"{{{SVG_NAMESPACE}" or kind in DROPPED_SVG_ELEMENTS:
            remove_child(element, child)
        else:
            clean_drawing(child, prefix)


def remove_child(element: ElementTree.Element, child: ElementTree.Element) -> None:
    """Take a child out, and leave what comes after it."""
    at = list(element).index(child)
    if child.tail and at:
        element[at - 1].tail = (element[at - 1].tail or "") + child.tail
    elif child.tail:
        element.text = (element.text or "") + child.tail
    element.remove(child)


def drawing_attributes(element: ElementTree.Element, prefix: str) -> Mapping[str, str]:
    """Return the attributes of an element that may stand in a page, with those from its ``style``."""
    found: dict[str, str] = {}
    for name, value in [*element.attrib.items(), *style_as_attributes(element.get("style", ""))]:
        known = "href" if name == f"{{{XLINK_NAMESPACE}}}href" else name
        if (
            known.startswith("{")
            or known in IDLE_SVG_ATTRIBUTES
            or (element.tag == "svg" and known in OVERFLOWING_ATTRIBUTES)
        ):
            continue
        if known not in INLINE_SVG_ATTRIBUTES:
            raise ForeignMarkupError(known)
        found[known] = LOCAL_URL.sub(rf"\1{prefix}", prefixed_value(element, known, value, prefix))
    return found


def prefixed_value(element: ElementTree.Element, name: str, value: str, prefix: str) -> str:
    """Return the value of an attribute, with *prefix* before each id of the drawing in it."""
    if name == "href":
        return local_reference(element, value, prefix)
    if any(not strip_address(address).startswith("#") for address in style_attribute_loads(value)):
        raise ForeignMarkupError(value)
    if name == "id":
        return prefix + value
    if name in ARIA_REFERENCES:
        return " ".join(prefix + part for part in value.split())
    if name == "class":
        return " ".join(part for part in value.split() if not speaks_for_page(part))
    return value


def local_reference(element: ElementTree.Element, value: str, prefix: str) -> str:
    if strip_address(value).startswith("#"):
        return f"#{prefix}{strip_address(value)[1:]}"
    if element.tag == "image" and RASTER_DATA_URI.match(strip_address(value)):
        return strip_address(value)
    raise ForeignMarkupError(value)


def style_as_attributes(style: str) -> list[tuple[str, str]]:
    """Return the properties of a ``style`` attribute that are attributes too."""
    if not style:
        return []
    found = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return [
        (declaration.lower_name, tinycss2.serialize(declaration.value).strip())
        for declaration in found
        if declaration.type == "declaration"
        and declaration.lower_name in INLINE_SVG_ATTRIBUTES - {"class", "href", "id"}
    ]
