"""Give pictures lasting addresses, and inline drawings so that they take the page's colours.

A picture's address holds a digest of its bytes (``/_images/poem.1f0c9a7d.svg``): Sphinx's own numbering depends on the
order of reading. A drawing is an SVG file with ``currentColor`` in it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.fingerprints import file_digests
from valuable.base.html_scan import strip_comments
from valuable.base.reports import Severity, report
from valuable.content.inline_svg import Drawing, inline_drawing
from valuable.content.markdown.media import media
from valuable.content.pictures.known import dark_path, is_raster
from valuable.content.pictures.markup import (
    PictureFiles,
    PicturePlace,
    across_columns,
    attributes_text,
    element,
    length_of,
    picture_files,
    picture_place,
    place_in_row,
)
from valuable.content.pictures.records import is_picture
from valuable.content.pictures.svg_size import svg_size
from valuable.phases import DoctreeRead, DoctreeResolved, EnvUpdated

WORDS_IN_VIEW = 150  # that fill the first screen of a phone
LAZY, AT_ONCE = 'loading="lazy"', 'fetchpriority="high"'
ANY_TAG = re.compile(r"<[^>]*>")
WIDE = "wide"  # the class of a picture that uses the column beside the text, too
DECORATIVE = "decorative"  # the class of a picture that shows nothing to those who do not see it


def picture_name(path: Path, digest: bytes) -> str:
    """Return ``<stem>.<digest>.<ext>`` for the picture at *path*."""
    return f"{path.stem}.{digest[:4].hex()}{path.suffix}"


def inline_markup(
    picture: Drawing,
    alternative: str,
    classes: Iterable[str] = (),
    width: str = "",
    name: str = "",
    title: str = "",
    kind: str = "drawing",
) -> str:
    """Return the ``<svg>`` of a drawing with its text alternative; *width* replaces its own.

    *name* is that of its file under ``_images``, for those who get the page in another form; *kind* its first class.
    """
    attributes = {"class": " ".join([kind, *classes])}
    attributes |= {"role": "img", "aria-label": alternative} if alternative else {"aria-hidden": "true"}
    dropped = {"class", "role", "aria-label", "aria-hidden", "id", *(("width", "height") if width else ())}
    attributes |= {name: value for name, value in picture.attributes if name not in dropped}
    attributes |= {"width": width} if width else {}
    attributes |= {"data-picture": name} if name else {}
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    shown = f"<title>{escape(title)}</title>" if title else ""
    return f"<svg {written}>{shown}{picture.content}</svg>"


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Check each picture before Sphinx takes note of it."""
    for node in doctree.findall(nodes.image):
        uri = node["uri"]
        if "://" in uri or uri.startswith("data:"):
            continue
        if "<!--" in node.get("alt", ""):  # of an option, which nobody reads as Markdown
            node["alt"] = strip_comments(node["alt"]).strip()
        typed = unquote(node.get("typed_uri", uri))
        if "typed_uri" not in node:
            node["uri"] = typed  # MyST percent-encodes names such as `café.png`, and Sphinx looks for them so
        if DECORATIVE in node["classes"]:
            node["alt"] = ""
        elif not node.get("alt", "").strip() and not isinstance(node, media):
            report_missing_alternative(node, typed)


def report_missing_alternative(node: nodes.image, typed: str) -> None:
    """Report that a picture has no text alternative; *typed* is its name as it is written."""
    name, embedded = typed if " " not in typed else f"<{typed}>", node.get("embed")
    written, none = f"![what it shows]({name})", f"![]({name})"
    if embedded:
        written, none = f"![[{embedded}|what it shows]]", f"![[{embedded}]]"
    place = node if node.line else node.parent
    said = f"`![[{embedded}]]`" if embedded else f"the picture {typed}"
    if caption := caption_of(node):
        node["alt"] = caption
        message = f"{said} has no text alternative, so its caption stands for it: write what it shows, if that is more"
        report(message, place, "alternatives", severity=Severity.HINT, subject=embedded or typed)
        return
    report_no_alternative(said, embedded or typed, (f"`{written}`", f"`{none}{{.{DECORATIVE}}}`"), place)


def caption_of(node: nodes.image) -> str:
    """Return the words of the caption of a picture; ``""`` if it has none."""
    figure = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
    if not isinstance(figure, nodes.figure):
        return ""
    captions = [child.astext() for child in figure.children if isinstance(child, nodes.caption)]
    return " ".join(" ".join(captions).split())


def report_no_alternative(
    said: str, subject: str, advice: tuple[str, str], location: Any, severity: Severity = Severity.ACCEPTABLE
) -> None:
    """Report that what is *said* has no text alternative; *advice*: how one is written, and that none is due."""
    message = f"{said} has no text alternative: write {advice[0]}, or {advice[1]} if it shows nothing that matters"
    report(message, location, "alternatives", severity=severity, subject=subject)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    stamps = file_digests(env)
    for path, (docnames, _) in list(env.images.items()):
        file = app.srcdir / path
        if is_picture(path):  # it gets names once its files are made, `valuable.build.pictures`
            continue
        digest = stamps.digest(file)
        if digest:
            env.images[path] = (docnames, picture_name(file, digest))
    env.images._existing.clear()  # Sphinx's numbering is not needed, and would remember pictures that are gone


def on_write_started(app: Sphinx, builder: object) -> None:
    """Have every file copied: Sphinx copies those of the pages it writes, and a feed shows those of others too."""
    for path, (_, name) in app.env.images.items():
        if (app.srcdir / path).is_file():
            app.builder.images[path] = name


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Inline drawings, in pages only: a feed's reader gets the file."""
    if app.builder.format != "html" or docname not in app.env.found_docs:
        return
    for node in list(doctree.findall(nodes.image)):
        around = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
        if isinstance(around, nodes.TextElement) and next(iter(around.findall(nodes.Text)), None) is not None:
            node["classes"].append("in-line")
        path = Path(app.srcdir, node["uri"])
        picture = inline_drawing(path, path.stat().st_mtime_ns) if path.is_file() else None
        if picture is not None and node["uri"] in app.env.images:
            name = app.env.images[node["uri"]][1]
            markup = inline_markup(
                picture, node.get("alt", ""), node["classes"], node.get("width", ""), name, node.get("title", "")
            )
            node.replace_self(nodes.raw("", markup, format="html"))


# -- Printing -----------------------------------------------------------------------


def visit_image(translator: Any, node: nodes.image) -> None:
    """Write a picture with its files and size, in a link to its largest one; see `valuable.content.pictures.markup`."""
    builder, path = translator.builder, node["uri"]
    files = picture_files(builder.env, path, f"{builder.imgpath}/")
    if files is not None:
        markup = page_picture(builder.env, node, files)
    elif path in builder.images and not is_raster(builder.env, path):
        markup = svg_markup(translator, node)
    elif "://" not in path and not path.startswith(("//", "data:")):  # it can't be shown, which has been reported
        markup = escape(node.get("alt", ""))
    else:
        place = len(translator.body)
        type(translator).visit_image(translator, node)
        added = title_attribute(node) | {"loading": "lazy", "decoding": "async"}
        translator.body[place] = translator.body[place].replace("<img", f"<img{attributes_text(added)}", 1)
        return
    around = node.parent.parent if isinstance(node.parent, nodes.reference) else node.parent
    translator.body.append(markup if isinstance(around, nodes.TextElement) else f"{markup}\n")


def depart_image(translator: Any, node: nodes.image) -> None:
    """Do nothing: all of it is written."""


def title_attribute(node: nodes.image) -> dict[str, str]:
    return {"title": node["title"]} if node.get("title") else {}


def image_attributes(node: nodes.image) -> dict[str, str]:
    """Return what an author has given to a picture besides its size."""
    classes = [*node["classes"], *([f"align-{node['align']}"] if "align" in node else [])]
    found = {"alt": node.get("alt", "")} | title_attribute(node)
    found |= {"class": " ".join(classes)} if classes else {}
    return found | ({"id": node["ids"][0]} if node["ids"] else {})


def written_size(node: nodes.image, natural: tuple[int, int]) -> tuple[str, str]:
    """Return the width and the height that an author has given; ``:scale:`` is one of both."""
    width, height = str(node.get("width", "")), str(node.get("height", ""))
    scale = node.get("scale", 100) / 100
    if scale != 1 and not width and not height:
        return f"{natural[0] * scale:g}", ""
    if scale == 1:
        return width, height
    numbers = (length_of(width), length_of(height))
    scaled = [f"{number * scale:g}{unit}" if number else "" for number, unit in numbers]
    return scaled[0], scaled[1]


def page_picture(env: BuildEnvironment, node: nodes.image, files: PictureFiles) -> str:
    """Return a picture of a page, and the one that stands in its place in the dark scheme."""
    dark = picture_files(env, dark_path(node["uri"]), files.folder)
    alone = not isinstance(node.parent, (nodes.reference, nodes.title)) and "in-line" not in node["classes"]
    made = []
    for shown, name in ((files, "only-light" if dark else ""), (dark, "only-dark")):
        if shown is not None:
            given = image_attributes(node)
            if name == "only-dark":
                given.pop("id", None)
            made.append((shown.linked if alone else shown.markup)(given, place_in_page(node, shown), name))
    return "".join(made)


def place_in_page(node: nodes.image, files: PictureFiles) -> PicturePlace:
    """Return the place of a picture: in a row with others, across both columns, or in the text."""
    place = picture_place(files.natural, *written_size(node, files.known.picture.size))
    for figure in elements_around(node):
        width = figure.get("width", "50%" if figure.get("align") in {"left", "right"} else "")
        if isinstance(figure, nodes.figure) and width:
            place = within(place, picture_place(files.natural, str(width)))
    wide = any(WIDE in element.get("classes", ()) for element in (node, *elements_around(node)))
    if "shares" in node:
        return place_in_row(place, *node["shares"], wide=wide)
    return across_columns(place) if wide else place


def within(place: PicturePlace, figure: PicturePlace) -> PicturePlace:
    """Return the place of a picture in a figure that is narrower than the text."""
    return replace(place, sizes=figure.sizes, pixels=figure.pixels) if figure.pixels < place.pixels else place


def elements_around(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield what a picture stands in, as far as to its paragraph, figure or gallery."""
    while (node := node.parent) and not isinstance(node, (nodes.section, nodes.document)):
        yield node


def svg_markup(translator: Any, node: nodes.image) -> str:
    """Return a picture that is no raster picture, with its size if it says one."""
    builder = translator.builder
    path = Path(builder.srcdir, node["uri"])
    size = svg_size(path, path.stat().st_mtime_ns) if path.suffix.lower() == ".svg" else None
    given = image_attributes(node)
    given["src"] = f"{builder.imgpath}/{quote(builder.images[node['uri']])}"
    if size is not None:
        given |= picture_place(size, *written_size(node, size)).attributes
    else:
        typed = {name: length_of(str(node.get(name, ""))) for name in ("width", "height")}
        style = "; ".join(f"{name}: {number:g}{unit or 'px'}" for name, (number, unit) in typed.items() if number)
        given |= {"style": style} if style else {}
    return element("img", {**given, "loading": "lazy", "decoding": "async"})


def with_first_picture(page: str) -> str:
    """Return a page whose first picture is fetched early, if so few words stand before it that a reader sees it.

    Of a pair for two schemes one is not shown, and is not fetched as long as both wait.
    """
    start = page.find("<article")
    at = page.find(LAZY, start)
    before = page[start:at]
    if start < 0 or at < 0 or before.rpartition('class="')[2].startswith(("only-", "picture only-")):
        return page
    words = len(ANY_TAG.sub(" ", before).split())
    return f"{page[:at]}{AT_ONCE}{page[at + len(LAZY) :]}" if words <= WORDS_IN_VIEW else page


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.IMAGES)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.REGISTER)
    app.connect("write-started", on_write_started)
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.connect("doctree-resolved", on_doctree_resolved, priority=DoctreeResolved.BODY)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
