"""Check SVG and other XML before it is published: scripts, HTML and addresses of other hosts are refused.

Whoever opens the file itself opens it on the site's own address, where what it runs may do what the site may. Nothing
in this module knows Sphinx.
"""

import re
from typing import NoReturn
from xml.parsers import expat

from valuable.base.text_files import brief
from valuable.base.uris import PageLocation, link_problem, load_problem, scheme_of, strip_address
from valuable.content.html.css import style_attribute_loads, style_sheet_loads

MAX_SVG_DEPTH = 200
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"
XLINK_NAMESPACE = "http://www.w3.org/1999/xlink"
# In any namespace: what is none in a file may be one in a page.
ACTIVE_ELEMENTS = frozenset({"script", "handler", "listener", "foreignobject", "iframe", "object", "embed", "canvas"})
ANIMATION_ELEMENTS = frozenset({"set", "animate", "animatemotion", "animatetransform", "animatecolor"})
FONT_DATA_URI = re.compile(
    r"data:(?:font/[a-z0-9-]+|application/(?:x-)?font-[a-z]+|application/vnd\.ms-fontobject)[;,]", re.IGNORECASE
)
NOWHERE = PageLocation("https://site.invalid/")
SAVE_PLAIN = "save it anew as plain SVG"


class UnsafeFileError(ValueError):
    """A file may not be published; the text says why, and what to do."""


class XmlChecker:
    """Reads a file from its beginning, and raises :exc:`UnsafeFileError` at the first thing that may not be in it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.depth = 0
        self.style: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.EntityDeclHandler = self.declared
        self.parser.AttlistDeclHandler = self.declared
        self.parser.ExternalEntityRefHandler = self.declared
        self.parser.ProcessingInstructionHandler = self.instructed
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def declared(self, *declaration: object) -> NoReturn:
        raise UnsafeFileError(f"it declares entities or attributes of its own in its `<!DOCTYPE>`: {SAVE_PLAIN}")

    def instructed(self, target: str, data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise UnsafeFileError(f"it has a style sheet of another file (`<?xml-stylesheet?>`): {SAVE_PLAIN}")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        self.depth += 1
        if self.depth > MAX_SVG_DEPTH:
            raise UnsafeFileError(f"it has more than {MAX_SVG_DEPTH} elements in one another: {SAVE_PLAIN}")
        if self.depth == 1 and self.root and (name != self.root or namespace != SVG_NAMESPACE):
            raise UnsafeFileError(f"it is no SVG, but begins with `<{brief(name)}>`: {SAVE_PLAIN}")
        if name.lower() in ACTIVE_ELEMENTS:
            raise UnsafeFileError(f"it holds `<{brief(name)}>`, which can run a script: take that out, or {SAVE_PLAIN}")
        if namespace == XHTML_NAMESPACE:
            raise UnsafeFileError(
                f"it holds HTML (`<{brief(name)}>`), which can run a script: take that out, or {SAVE_PLAIN}"
            )
        for attribute, value in attributes.items():
            space, _, known = attribute.rpartition(" ")
            self.attribute(name.lower(), space, known.lower(), value)
        if name.lower() == "style":
            self.style = []

    def attribute(self, element: str, space: str, name: str, value: str) -> None:
        if name.startswith("on") and not space:
            raise UnsafeFileError(f"it holds `{brief(name)}`, which runs a script: take that out, or {SAVE_PLAIN}")
        if name in {"href", "src", "base"} and space in {"", XLINK_NAMESPACE, "http://www.w3.org/XML/1998/namespace"}:
            self.address(element, value)
        if element in ANIMATION_ELEMENTS:
            if name == "attributename" and value.rpartition(":")[2].strip().lower() in {"href", "src"}:
                raise UnsafeFileError(f"it changes an address by `<{element}>`: take that out, or {SAVE_PLAIN}")
            for part in value.split(";"):
                if scheme_of(part) in {"javascript", "data", "vbscript"}:
                    raise UnsafeFileError(f"it holds the address `{brief(part)}`: take that out, or {SAVE_PLAIN}")
        if "(" in value or "\\" in value:
            for address in style_attribute_loads(value):
                self.loaded(address)

    def address(self, element: str, value: str) -> None:
        problem = link_problem(value) if element == "a" else ""
        if problem:
            raise UnsafeFileError(f"it holds the address `{brief(value)}`: {problem}")
        if element != "a":
            self.loaded(value)

    def loaded(self, address: str) -> None:
        if FONT_DATA_URI.match(strip_address(address)):  # drawing programs put the letters that they use into the file
            return
        problem = load_problem(address, NOWHERE)
        if problem and scheme_of(address) in {"", "http", "https"}:
            raise UnsafeFileError(f"it would load {brief(address)} from another host: draw it without")
        if problem:
            raise UnsafeFileError(
                f"it holds the address `{brief(strip_address(address))}`: take that out, or {SAVE_PLAIN}"
            )

    def text(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.style is not None:
            sheet, self.style = "".join(self.style), None
            for address in style_sheet_loads(sheet):
                self.loaded(address)


def check_xml(data: bytes, root: str = "svg") -> None:
    """Raise :exc:`UnsafeFileError` for XML that may not be published.

    *root* is the name that its outermost element must have, ``""`` for any.
    """
    try:
        XmlChecker(root).parser.Parse(data, True)  # noqa: FBT003  # it takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, UnsafeFileError):
            raise
        what = "SVG" if root else "XML"
        raise UnsafeFileError(f"it can't be read as {what} ({error}): save it anew") from None
