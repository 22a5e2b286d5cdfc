"""Turn the text of a page into the content of a feed's entry: HTML that needs no style of the site's.

A feed reader has neither the site's style sheets nor its address, shows many posts on one page, and drops what it does
not know. So addresses become absolute, ids get the post's own prefix, what only the site's style or scripts give a
meaning is taken out, and footnotes, notes, formulas and code are said in plain HTML. Nothing in this module knows
Sphinx.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from valuable.base.directions import direction
from valuable.base.formula_text import formula_html
from valuable.base.html_scan import parse_attributes, scan_tags
from valuable.base.html_tree import (
    BOX_CLASSES,
    HEADING_TAGS,
    UNKNOWN_VOID,
    Element,
    parse_html,
    remove_element,
    text_content,
)
from valuable.base.uris import absolute_uri, srcset_candidates
from valuable.build.style_classes import with_styles

# What a reader may neither run nor fill in, and what serves the page alone.
DROPPED_ELEMENTS = frozenset({
    "base", "button", "embed", "form", "iframe", "input", "link", "meta", "noscript", "object", "script", "select",
    "style", "template", "textarea",
})  # fmt: skip
DROPPED_CLASSES = frozenset({"decoy", "embed-host", "headerlink", "linenos", "only-dark"})
FOREIGN_ROOTS = ("math", "svg")
# Readers know one of two that belong together and not the other: <details> without its <summary>, <source> without its
# <picture>, as feedparser has it. So neither is said, and no word is lost.
HALF_KNOWN = ("details", "picture", "ruby", "summary")
# Notes (`FRAMED`), each with a title in a paragraph of its own, are quotations with a strong first line.
NOTE_TITLES = frozenset({"admonition-title", "sidebar-title", "topic-title"})

ADDRESS_ATTRIBUTES = frozenset({"background", "cite", "data", "href", "longdesc", "poster", "src", "xlink:href"})
KEPT_ATTRIBUTES = ADDRESS_ATTRIBUTES | {
    "abbr", "alt", "colspan", "controls", "datetime", "dir", "headers", "height", "kind", "label", "lang", "loop",
    "media", "muted", "open", "playsinline", "preload", "rel", "reversed",
    "rowspan", "scope", "sizes", "span", "srclang", "srcset", "start",
    "title", "type", "value", "width",
}  # fmt: skip
TEXT_ALIGN = {"text-left": "left", "text-center": "center", "text-right": "right"}
# The language of code: on the page, and as HTML has it (4.5.15).
BLOCK_PREFIX, LANGUAGE_PREFIX = "highlight-", "language-"
WORDED, WORDLESS = "x-worded", "x-wordless"  # elements on their way out
# What XML 1.0 has no way to say (2.2), and lxml refuses.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NUMERIC_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}));?")
# What stands around the text in `_templates/post.html`.
BODY_START, BODY_END = '<div class="e-content">\n', '\n</div>\n<div class="post-footer">'
STYLE_PIXELS = re.compile(r"\b(width|height):\s*(\d+)(?:px)?\s*(?:;|$)")
VOID_END_TAGS = re.compile(f"</(?:{'|'.join(UNKNOWN_VOID)})>")
BACK_SIGN = "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}"  # a sign of the text, not an emoji


def xml_text(text: str) -> str:
    """Return *text* without the control characters and lone surrogates that XML can't hold."""
    return NOT_IN_XML.sub("", text)


def xml_html(body: str) -> str:
    """Return HTML without the characters that XML can't hold, as they are or as a reference such as ``&#x1b;``."""

    def kept(reference: re.Match[str]) -> str:
        number = int(reference[1], 16) if reference[1] else int(reference[2])
        return reference[0] if number < 0x110000 and xml_text(chr(number)) else ""

    found = body if body.isascii() and body.isprintable() else xml_text(body)
    return NUMERIC_REFERENCE.sub(kept, found) if "&#" in found else found


def content_of(page: bytes) -> str:
    """Return the inner HTML of a page's ``e-content``; ``""`` for a page without one."""
    text = page.decode()
    _, found, rest = text.partition(BODY_START)
    body, end, _ = rest.rpartition(BODY_END)
    if found and end:
        return with_styles(text, body)
    content = next(
        iter(elements_of_class(parse_html(xml_html(text)), "e-content")), None
    )  # of another template than the site's
    if content is None:
        return ""
    return with_styles(text, inner_html(content))


def inner_html(element: Element) -> str:
    """Return the inner HTML of an element."""
    written = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return VOID_END_TAGS.sub("", str(written[written.index(">") + 1 : written.rindex("</")]))


def feed_body(body: str, address: str, pictures: str, language: str = "") -> str:
    """Return the *body* of a post's page as HTML for a feed.

    *address* is the page's own, *pictures* that of the folder of the site's pictures, both in full. The HTML has no
    class but that of a code's language, and each address in it is absolute. Programs that read feeds suppose that a
    text runs from left to right: one in a *language* that does not says so.
    """
    content = parse_html(xml_html(body))
    prefix = re.sub(r"[^\w-]+", "-", address.partition("://")[2].partition("/")[2].strip("/")) + "-"
    for element in list(content.iter("code", "kbd", "pre", "samp")):
        flatten_code(element)
    for element in elements_of_class(content, "postlist") if "postlist" in body else ():
        flatten_post_list(element)
    if "<math" in body:
        for element in list(content.iter("math")):
            replace_formula(element)
    for element in elements_of_class(content, "literal-block-wrapper") if "literal-block-wrapper" in body else ():
        flatten_caption(element)
    drop_elements(content, pictures)
    for element in list(content.iter(*HALF_KNOWN)):
        make_plain(element)
    if "footnote" in body:
        list_footnotes(content)
        for reference in elements_of_class(content, "footnote-reference"):
            raise_reference(reference)
    has_foreign = "<math" in body or "<svg" in body
    for element in list(content.iter(etree.Element)):
        if element.attrib and element is not content:
            rewrite_element(element, has_foreign and is_foreign(element))
    rewrite_addresses(content, address, prefix)
    unwrap_meaningless(content)
    if direction(language) == "rtl":
        return right_to_left(content, language)
    return inner_html(content).strip()


def right_to_left(content: Element, language: str) -> str:
    """Return the inner HTML of *content*, which is in *language*, with the direction of the text and that of code."""
    for element in content.iter("code", "kbd", "pre", "samp"):
        element.set("dir", "ltr")
    return f'<div lang="{language}" dir="rtl">{inner_html(content).strip()}</div>'


def played_addresses(body: str) -> Iterator[str]:
    """Yield the address of each film and of each sound in the HTML of an entry, the first of each."""
    if "<video" not in body and "<audio" not in body:
        return
    wanted = False
    for name, inside, _ in scan_tags(body):
        if name in {"audio", "video"}:
            wanted = True
        if wanted and name in {"audio", "source", "video"}:
            address = parse_attributes(inside).get("src", "").partition("#")[0]
            if address:
                wanted = False
                yield address


def drop_elements(content: Element, pictures: str) -> None:
    """Remove the elements that serve the page alone."""
    for element in list(content.iter()):
        if is_dropped(element):
            remove_element(element)
        elif element.get("data-picture"):
            replace_drawing(element, pictures)


def is_dropped(element: Element) -> bool:
    names = element.get("class")
    return (
        not isinstance(element.tag, str)  # a comment
        or not element.tag.replace("-", "").isalnum()  # `<x<script>` is one, to a browser too
        or element.tag in DROPPED_ELEMENTS
        or "hidden" in element.attrib
        or (names is not None and not DROPPED_CLASSES.isdisjoint(names.split()))
    )


def class_names(element: Element) -> list[str]:
    return list(element.get("class", "").split())


def elements_of_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in class_names(element)]


def unwrap_meaningless(content: Element) -> None:
    """Replace the elements that mean nothing by their content."""
    for element in reversed(list(content.iter("div", "section", "span"))):
        if element.attrib or element is content:
            continue
        worded = has_words(element)
        if element.tag != "div" or not worded:  # a text needs a block
            element.tag = WORDED if worded else WORDLESS
    etree.strip_tags(content, WORDED, WORDLESS)  # at once: one after the other takes as long as there are neighbours


def has_words(element: Element) -> bool:
    """Return whether an element has text of its own, or will have that of an element that is unwrapped."""
    if (element.text or "").strip():
        return True
    return any(child.tag == WORDED or (child.tail or "").strip() for child in element)


def replace_drawing(element: Element, pictures: str) -> None:
    """Replace a drawing by an image of its file: readers drop SVG within the text."""
    image = etree.Element("img", src=pictures + element.get("data-picture"), alt=element.get("aria-label", ""))
    image.attrib.update({name: element.get(name) for name in ("width", "height") if element.get(name, "").isdigit()})
    title = element.find("title")
    if title is not None:
        image.set("title", title.text or "")
    image.tail = element.tail
    element.getparent().replace(element, image)


def replace_formula(element: Element) -> None:
    """Say a formula in plain HTML, or as its TeX.

    Most readers drop MathML and leave its signs, of which ½ has 12. What an author has written as MathML has no TeX.
    """
    tex, parent = element.get("alttext"), element.getparent()
    if tex is None:
        return
    number = element.getnext() if element.get("display") == "block" else None
    shown = formula_html(element)
    if shown is None and element.get("display") == "block":
        shown = etree.Element("pre")
        etree.SubElement(shown, "code").text = tex
        if number is not None:
            shown[0].text += f" \\tag{{{(number.text or '').strip('()')}}}"
            remove_element(number)
    elif shown is None:
        shown = etree.Element("code")
        shown.text = tex
    shown.tail = "\u2003" if number is not None and number.getparent() is parent else element.tail
    parent.replace(element, shown)


def flatten_code(element: Element) -> None:
    """Reduce code to its bare text: its marks are for the site's style."""
    if element.tag == "pre":
        for part in [*element.iter(*DROPPED_ELEMENTS), *elements_of_class(element, "linenos")]:
            remove_element(part)
        code = etree.Element("code")
        code.text = text_content(element)
        language = language_of(element)
        if language:
            code.set("class", f"{LANGUAGE_PREFIX}{language}")
        element[:] = [code]
        element.text = None
    elif all(child.tag == "span" and "id" not in child.attrib for child in element):
        element.text = text_content(element)
        element[:] = []


def language_of(block: Element) -> str:
    """Return the language of a block of code, which stands in a class of what is around it; ``""`` for none."""
    classes = (name for around in islice(block.iterancestors(), 2) for name in class_names(around))
    names = (name.removeprefix(BLOCK_PREFIX) for name in classes if name.startswith(BLOCK_PREFIX))
    return next((name for name in names if name not in {"none", "default"}), "")


def flatten_post_list(posts: Element) -> None:
    """Leave of a list of posts their titles, each with its link."""
    for row in list(posts.iter("li")):
        link = next((link for link in row.iter("a") if "u-url" in class_names(link)), None)
        if link is not None:
            link.tail = None
            row.text, row[:] = None, [link]


def flatten_caption(figure: Element) -> None:
    """Make a paragraph in bold type of what stands above a block of code."""
    figure.tag = "div"
    for caption in figure.iterchildren("figcaption"):
        caption.tag = "p"
        wrap_words(caption, "strong")


def make_plain(element: Element) -> None:
    """Replace elements that not every reader knows by those that every one does."""
    if element.tag == "ruby":
        if element.find("rp") is None:
            for reading in element.findall("rt"):
                before, after = etree.Element("rp"), etree.Element("rp")
                before.text, after.text = "(", ")"
                after.tail, reading.tail = reading.tail, None
                reading.addprevious(before)
                reading.addnext(after)
    elif element.tag == "details":
        element.tag = "div"
        element.attrib.pop("open", None)
    elif element.tag == "summary" and next(element.iter(*HEADING_TAGS), None) is None:
        element.tag = "p"
        element.attrib.pop("class", None)
        wrap_words(element, "strong")
    else:
        for source in list(element.iterchildren("source")):
            remove_element(source)
        for image in element.iterchildren("img"):  # one file, of a middle size, is for all
            for name in ("srcset", "sizes"):
                image.attrib.pop(name, None)
        element.tag = WORDLESS
        link = element.getparent()
        if link.tag == "a" and "picture" in class_names(link):  # to the same, larger
            link.tag = WORDLESS


def wrap_words(element: Element, tag: str) -> None:
    """Move the content of an element into a new element in it."""
    words = etree.Element(tag)
    words.text, element.text = element.text, None
    words[:] = list(element)
    element.append(words)


def is_foreign(element: Element) -> bool:
    """Return whether an element is MathML or SVG (HTML, 13.1.2: foreign elements)."""
    return element.tag in FOREIGN_ROOTS or next(element.iterancestors(*FOREIGN_ROOTS), None) is not None


def rewrite_element(element: Element, foreign: bool) -> None:
    """Write what the site says with classes in plain HTML, and remove all attributes that mean nothing elsewhere."""
    if foreign:
        strip_foreign(element)
        return
    names = class_names(element)
    if not BOX_CLASSES.isdisjoint(names):
        element.tag = "blockquote"
    elif not NOTE_TITLES.isdisjoint(names):
        wrap_words(element, "strong")
    style = element.get("style", "")
    for name in element.attrib:
        if name not in KEPT_ATTRIBUTES and name != "id" and not names_language(element, name):
            del element.attrib[name]
    if style and element.tag == "img":
        element.attrib.update(dict(STYLE_PIXELS.findall(style)))
    for name in names:
        if name in TEXT_ALIGN:
            element.set("style", f"text-align: {TEXT_ALIGN[name]}")


def names_language(element: Element, attribute: str) -> bool:
    """Return whether an attribute is the class of a block of code, which says its language."""
    return (
        attribute == "class"
        and element.tag == "code"
        and element.getparent().tag == "pre"
        and element.get("class").startswith(LANGUAGE_PREFIX)
    )


def strip_foreign(element: Element) -> None:
    """Remove the style, scripts and malformed attributes of an element of a formula or a drawing."""
    if element.tag == "math":
        unindent(element)
    for name in element.attrib:
        if name in {"class", "style"} or name.startswith("on") or not re.fullmatch(r"[\w:-]+", name):
            del element.attrib[name]


def unindent(maths: Element) -> None:
    """Remove the line ends and indentation of a formula."""
    for element in maths.iter():
        if len(element) and not (element.text or "").strip():
            element.text = None
        if element is not maths and not (element.tail or "").strip():
            element.tail = None


def wrap_element(element: Element, tag: str) -> None:
    around = etree.Element(tag)
    around.tail, element.tail = element.tail, None
    element.getparent().replace(element, around)
    around.append(element)


def raise_reference(reference: Element) -> None:
    """Wrap the number of a footnote in ``<sup>``: on the page, the style raises it."""
    if reference.getparent() is not None:  # else it stood in another one
        reference.text = re.sub(r"[][]", "", text_content(reference))
        reference[:] = []
        wrap_element(reference, "sup")


def list_footnotes(content: Element) -> None:
    """Make a numbered list of all footnotes at the end, each with links back to its references."""
    blocks = [block for block in elements_of_class(content, "footnote-list") if is_footnote_list(block)]
    if not blocks:
        return
    etree.SubElement(content, "hr")
    listed = etree.SubElement(content, "ol")
    listed.extend(sorted((note for block in blocks for note in block), key=footnote_order))
    for block in blocks:
        remove_element(block)
    for note in listed:
        make_item(note)


def make_item(note: Element) -> None:
    """Make a list item of a footnote: with its number as the value, and links back behind its text."""
    number = footnote_number(note)
    backs = [reference.get("href", "") for reference in note.iter("a") if reference.get("role") == "doc-backlink"]
    for mark in [*elements_of_class(note, "label"), *elements_of_class(note, "backrefs")]:
        remove_element(mark)
    note.tag = "li"
    note.attrib.pop("class")
    note.set("value", number)
    last = note[-1] if len(note) and note[-1].tag == "p" else etree.SubElement(note, "p")
    for back in backs:
        sign = etree.SubElement(last, "a", href=back)
        sign.text = BACK_SIGN
        before = sign.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " "
        else:
            last.text = f"{last.text or ''} ".lstrip()


def is_footnote_list(block: Element) -> bool:
    """Return whether a list of footnotes has nothing else in it, and each its number."""
    return (
        len(block) > 0
        and not (block.text or "").strip()
        and all(
            "footnote" in class_names(note) and footnote_number(note) and not (note.tail or "").strip()
            for note in block
        )
    )


def footnote_order(note: Element) -> tuple[int, str]:
    number = footnote_number(note)
    return len(number), number


def footnote_number(note: Element) -> str:
    return re.sub(r"\D", "", "".join(text_content(label) for label in elements_of_class(note, "label")))


def rewrite_addresses(content: Element, address: str, prefix: str) -> None:
    """Make every address absolute, except those of anchors in the post itself, whose ids get *prefix*."""
    ids = {element.get("id") for element in content.iter() if element.get("id")}
    wanted = {f"#{name}" for name in ids} & {fragment_name(element.get("href", "")) for element in content.iter("a")}
    for element in content.iter(etree.Element):
        if not element.attrib:
            continue
        name = element.attrib.pop("id", None)
        if name is not None and (f"#{name}" in wanted or element.tag == "use"):
            element.set("id", prefix + name)
        for attribute, value in element.attrib.items():
            if attribute == "srcset":
                element.set(attribute, absolute_srcset(address, value))
            elif attribute in ADDRESS_ATTRIBUTES:
                inside = fragment_name(value) if element.tag == "a" else ""
                there = f"#{prefix}{inside[1:]}" if inside in wanted else absolute_uri(address, value)
                element.set(attribute, there)


def absolute_srcset(address: str, srcset: str) -> str:
    """Return a ``srcset`` with absolute addresses, each with its width or density as it is."""
    return ", ".join(f"{absolute_uri(address, found)} {size}".rstrip() for found, size in srcset_candidates(srcset))


def fragment_name(address: str) -> str:
    """Return the fragment of an address within the page as its id is written; any other address unchanged."""
    return unquote(address) if address.startswith("#") else address
