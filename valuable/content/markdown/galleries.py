"""Make a gallery of several pictures in one paragraph, with nothing else in it: rows of pictures of equal height.

The title of a picture is its caption. Which pictures stand in one row is found out once their sizes are known. In feeds
and in copies they stand one after another.
"""

from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.content.markdown.media_files import media_kind
from valuable.content.markdown.picture_markup import CAPTIONLESS, block_of, is_space, picture_in
from valuable.content.pictures.markup import picture_files
from valuable.content.pictures.svg_size import svg_size
from valuable.phases import DoctreeResolved, Transform

Size = tuple[int, int]
GALLERY_CLASS = "gallery"
UNKNOWN_SIZE = (1200, 900)
MOST_IN_A_ROW = 3
GOOD_RATIO = 2.7  # of a row, its width by its height
ROW_HEIGHT = 160  # pixels of a row, unless all of its pictures are smaller
OTHER_PLACES = (*CAPTIONLESS, nodes.footnote)


class gallery_picture(nodes.figure):  # noqa: N801
    """A picture of a gallery with its caption; ``ratio`` is its width by its height, once it is known."""


class gallery_row(nodes.container):  # noqa: N801
    """Pictures beside one another; ``width`` is how wide the row may be, in pixels."""


# -- Reading ------------------------------------------------------------------------


class Galleries(SphinxTransform):
    """Makes a gallery of a paragraph with several pictures and nothing else."""

    default_priority = Transform.CAPTIONS

    def apply(self, **kwargs: Any) -> None:
        for paragraph in list(self.document.findall(nodes.paragraph)):
            pictures = pictures_alone(paragraph)
            if len(pictures) > 1 and not isinstance(paragraph.parent, OTHER_PLACES):
                paragraph.replace_self(gallery_of(paragraph, pictures))


def pictures_alone(paragraph: nodes.paragraph) -> list[nodes.Element]:
    """Return the pictures of a paragraph, and links around them; none if there is anything else in it."""
    found: list[nodes.Element] = []
    for child in paragraph.children:
        image = picture_in(child)
        if image is not None and is_own_picture(image):
            found.append(child)  # type: ignore[arg-type]
        elif not is_space(child):
            return []
    return found


def is_own_picture(image: nodes.image) -> bool:
    return "://" not in image["uri"] and not media_kind(image["uri"].partition("#")[0])


def gallery_of(paragraph: nodes.paragraph, pictures: Sequence[nodes.Element]) -> nodes.container:
    made = nodes.container(
        classes=[GALLERY_CLASS, *paragraph["classes"]], ids=paragraph["ids"], names=paragraph["names"]
    )
    made.source, made.line = paragraph.source, paragraph.line
    made += [framed(picture, paragraph) for picture in pictures]
    return made


def framed(picture: nodes.Element, paragraph: nodes.paragraph) -> gallery_picture:
    image = next(iter(picture.findall(nodes.image)))
    for name in ("width", "height", "scale", "align"):  # of which a row has its own
        image.attributes.pop(name, None)
    frame = gallery_picture("", block_of(picture))
    title = image.attributes.pop("title", "")
    if title:
        frame += nodes.caption(title, title)
    for node in frame.findall(lambda node: isinstance(node, (gallery_picture, nodes.caption))):
        node.source, node.line = image.source or paragraph.source, image.line or paragraph.line
    return frame


# -- Writing ------------------------------------------------------------------------


def natural_size(env: BuildEnvironment, path: str) -> Size:
    """Return the size of a picture in pixels; a common one if it is not known."""
    files = picture_files(env, path, "")
    if files is not None:
        return files.natural
    file = Path(env.srcdir, path)
    is_drawing = file.suffix.lower() == ".svg" and file.is_file()
    return (svg_size(file, file.stat().st_mtime_ns) if is_drawing else None) or UNKNOWN_SIZE


def size_in(env: BuildEnvironment, frame: nodes.Node) -> Size:
    """Return the size of the picture in a frame; a common one if words stand there, for a picture that is missing."""
    image = next(iter(frame.findall(nodes.image)), None)
    return natural_size(env, image["uri"]) if image is not None else UNKNOWN_SIZE


def row_lengths(ratios: Sequence[float]) -> list[int]:
    """Return how many pictures each row has, so that all rows are about as high as a good one."""
    best: list[tuple[float, list[int]]] = [(0, [])]
    for end in range(1, len(ratios) + 1):
        choices = []
        for count in range(1, min(MOST_IN_A_ROW, end) + 1):
            cost, before = best[end - count]
            choices.append((cost + log(sum(ratios[end - count : end]) / GOOD_RATIO) ** 2, [*before, count]))
        best.append(min(choices))
    return best[-1][1]


def row_width(sizes: Sequence[Size]) -> int:
    """Return how wide a row may be, in pixels: none of its pictures becomes larger than it is, unless one is tiny."""
    heights = [height for _, height in sizes]
    height = max(min(heights), min(ROW_HEIGHT, max(heights)))
    return round(height * sum(width / height for width, height in sizes))


def set_rows(gallery: nodes.container, sizes: Sequence[Size]) -> None:
    """Put the pictures of a gallery, which have these sizes, into rows."""
    frames, start = list(gallery.children), 0
    gallery.clear()
    for count in row_lengths([width / height for width, height in sizes]):
        part = slice(start, start + count)
        row, ratios = gallery_row(width=row_width(sizes[part])), [width / height for width, height in sizes[part]]
        for number, (frame, ratio) in enumerate(zip(frames[part], ratios, strict=True)):
            frame["ratio"] = round(ratio, 3)  # type: ignore[index]
            narrow = 1 if count == MOST_IN_A_ROW and not number else ratio / sum(ratios[count == MOST_IN_A_ROW :])
            for image in frame.findall(nodes.image):
                image["shares"] = (ratio / sum(ratios), narrow)
            row += frame
        gallery += row
        start += count


def galleries_in(doctree: nodes.document) -> Iterator[nodes.container]:
    return (node for node in doctree.findall(nodes.container) if GALLERY_CLASS in node["classes"])


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the pictures of each gallery into rows."""
    for gallery in list(galleries_in(doctree)) if app.builder.format == "html" else ():
        set_rows(gallery, [size_in(app.env, frame) for frame in gallery.children])


def visit_row(translator: Any, node: gallery_row) -> None:
    translator.body.append(f'<div class="gallery-row" style="max-width: {node["width"]}px">')


def depart_row(translator: Any, node: gallery_row) -> None:
    translator.body.append("</div>\n")


def visit_picture(translator: Any, node: gallery_picture) -> None:
    translator.body.append(f'<figure style="flex-grow: {node["ratio"]:g}">' if "ratio" in node else "<figure>")


def depart_picture(translator: Any, node: gallery_picture) -> None:
    translator.body.append("</figure>\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(gallery_row, html=(visit_row, depart_row))
    app.add_node(gallery_picture, html=(visit_picture, depart_picture))
    app.add_transform(Galleries)
    app.connect("doctree-resolved", on_doctree_resolved, priority=DoctreeResolved.BODY)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
