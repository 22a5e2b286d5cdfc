"""Give the pictures in an author's HTML their files and sizes, as those in Markdown have them."""

import re
from collections.abc import Mapping
from pathlib import Path

from sphinx.environment import BuildEnvironment

from valuable.base.uris import srcset_candidates
from valuable.content.html.tokens import UNPARSED, Tag, Tokenizer
from valuable.content.local_addresses import ADDRESS_MARK, parse_marked
from valuable.content.pictures.known import dark_path
from valuable.content.pictures.markup import (
    COLUMN_SIZES,
    PictureFiles,
    attributes_text,
    element,
    picture_files,
    picture_place,
)
from valuable.content.pictures.svg_size import svg_size
from valuable.content.site_addresses import TO_FILE

OPENED_BY_CLICK = frozenset({"a", "label", "summary"})
MARKED_FILE = f"{ADDRESS_MARK}{TO_FILE}:"
TRACKED = re.compile(r"</?(?:picture|a|label|summary)\b", re.IGNORECASE)


class HtmlPictures:
    """Writes the pictures of one page: *folder* is the way from it to that of pictures, with a slash at its end.

    An author's ``<picture>``, or a link, may begin in one piece of HTML and end in another.
    """

    def __init__(self, env: BuildEnvironment, folder: str) -> None:
        self.env = env
        self.folder = folder
        self.in_picture = False
        self.in_link = False
        self.is_linked = True

    def with_files(self, markup: str, *, is_linked: bool) -> str:
        """Return HTML in which pictures of the site, whose addresses are marked, have their files.

        *is_linked*: a picture may be a link to its largest file there, unless it is in one of the author's.
        """
        self.is_linked = is_linked
        if MARKED_FILE not in markup and not TRACKED.search(markup):
            return markup
        tokens, written, end = Tokenizer(markup), list[str](), 0
        for token in tokens:
            if not isinstance(token, Tag):
                continue
            if token.name == "picture":
                self.in_picture = not token.closing
            elif token.name in OPENED_BY_CLICK:
                self.in_link = not token.closing
            elif token.name in {"img", "source"} and not token.closing:
                found = self.image(token.attributes) if token.name == "img" else self.source(token.attributes)
                if found:
                    written += [markup[end : token.start], found]
                    end = token.start + len(token.written)
            elif token.name in UNPARSED and not token.closing:
                tokens.raw_text(token.name)
        return "".join([*written, markup[end:]])

    def image(self, given: Mapping[str, str]) -> str:
        """Return what stands in the place of an ``<img>``; ``""`` for what is no picture of the site."""
        path = self.path_of(given)
        files = self.files_of(path)
        if files is None:
            return self.drawing(path, given) if path.lower().endswith(".svg") else ""
        kept = {name: value for name, value in given.items() if name not in {"width", "height", "style"}}
        if self.in_picture:
            place = picture_place(files.natural, *self.written(given))
            return element("img", files.image(kept, place))
        dark = self.files_of(dark_path(path))
        shown = ((files, "only-light" if dark else ""), (dark, "only-dark"))
        return "".join(
            (each.linked if self.is_linked and not self.in_link else each.markup)(
                kept, picture_place(each.natural, *self.written(given)), name
            )
            for each, name in shown
            if each
        )

    def source(self, given: Mapping[str, str]) -> str:
        """Return what stands in the place of a ``<source>`` of an author's ``<picture>``."""
        files = self.files_of(self.path_of(given)) if self.in_picture else None
        if files is None:
            return ""
        kinds = files.known.picture.kinds
        more = {name: value for name, value in given.items() if name in {"media", "sizes"}}
        return "".join(
            element("source", {**source, **more})
            for source in (*files.sources(COLUMN_SIZES), files.candidates(kinds[-1], COLUMN_SIZES))
            if "media" not in source
        )

    def drawing(self, path: str, given: Mapping[str, str]) -> str:
        """Return an ``<img>`` of an SVG file with its size."""
        file = Path(self.env.srcdir, path)
        size = svg_size(file, file.stat().st_mtime_ns) if file.is_file() else None
        if size is None or given.keys() >= {"width", "height"}:
            return ""
        place = picture_place(size, *self.written(given))
        return f"<img{attributes_text({'decoding': 'async', 'loading': 'lazy', **given, **place.attributes})}>"

    def written(self, given: Mapping[str, str]) -> tuple[str, str, str]:
        return given.get("width", ""), given.get("height", ""), given.get("style", "")

    def path_of(self, given: Mapping[str, str]) -> str:
        """Return the path of a picture of the site; of several, of the one that is meant to be the largest."""
        listed = [(size_of(size), address) for address, size in srcset_candidates(given.get("srcset", ""))]
        address = max(listed)[1] if listed else given.get("src", "")
        return parse_marked(address).name if address.startswith(MARKED_FILE) else ""

    def files_of(self, path: str) -> PictureFiles | None:
        return picture_files(self.env, path, self.folder) if path else None


def size_of(descriptor: str) -> float:
    """Return the number in ``800w`` or ``2x``."""
    try:
        return float(descriptor.strip()[:-1] or 1)
    except ValueError:
        return 1.0
