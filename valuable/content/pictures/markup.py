"""Write the HTML of a picture: its size, so that nothing moves once it is there, and its files for a browser to choose.

What stands in a page::

    <a class="picture" href="…/tide.0c1f9a7d.webp"><picture>
      <source type="image/avif" srcset="…/tide.1f0c9a7d.avif 360w, …" sizes="…">
      <source type="image/webp" srcset="…" sizes="…">
      <img alt="…" src="…/tide.7d9a0c1f.jpg" srcset="…" sizes="…" width="1312" height="984"
           loading="lazy" decoding="async">
    </picture></a>

- The link leads to the largest picture there is, and stands where that shows more than the page does: not in another
  link, nor around what is decorative, moves, or stands within a line.
- A kind that is no smaller than the original's has no ``<source>``. Of a picture that moves there is one for those who
  want to see none move, ``media="(prefers-reduced-motion: reduce)"``.
- A picture with one for the dark scheme is two of these, the outermost element of each with the class ``only-light`` or
  ``only-dark``.
- The first picture that a reader sees has ``fetchpriority="high"`` in the place of ``loading="lazy"``.

Classes, id and title of the author's stand at the ``<img>``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import quote

from sphinx.environment import BuildEnvironment

from valuable.content.pictures.known import Known, known_picture
from valuable.content.pictures.records import PAGE_WIDTHS, THUMB_WIDTHS, TYPES_BY_SUFFIX, Variant

COLUMN = 656  # pixels: the width of an article, `--measure` in `tokens.css`
COLUMNS_REM = 61  # with the one beside it
COLUMN_SIZES = "(min-width: 41rem) 41rem, calc(100vw - 2.5rem)"
WORTH_A_LINK = 1.15  # times the width at which a picture stands in the page
TYPED_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*([a-z%]*)\s*", re.IGNORECASE)
STYLE_WIDTH = re.compile(r"(?:^|;)\s*(?:max-)?width\s*:\s*([^;!]+)")
FITTING_UNITS = frozenset({"em", "rem", "ch", "ex", "cm", "mm", "in", "pt", "pc", "vw"})


@dataclass(frozen=True)
class PicturePlace:
    """Where and how large a picture is shown: its attributes ``width``, ``height`` and ``style``, and ``sizes``.

    ``pixels`` is the greatest width that it gets there.
    """

    attributes: Mapping[str, str]
    sizes: str
    pixels: float


def length_of(written: str) -> tuple[float, str]:
    """Return the number and the unit of a length; of pixels the unit is empty, and what is no length is none."""
    found = TYPED_LENGTH.fullmatch(written)
    if not found:
        return 0, ""
    unit = found[2].lower()
    return float(found[1]), "" if unit == "px" else unit


def picture_place(natural: tuple[int, int], width: str = "", height: str = "", style: str = "") -> PicturePlace:
    """Return the place of a picture of a *natural* size for which an author has given a width, a height or neither."""
    wide, wide_unit = length_of(width)
    high, high_unit = length_of(height)
    if not wide and not high and (in_style := STYLE_WIDTH.search(style)):
        found = picture_place(natural, in_style[1])
        return PicturePlace({**size_attributes(natural), "style": style}, found.sizes, found.pixels)
    said = [style.strip().rstrip(";")] if style.strip() else []
    if wide and not wide_unit and not high_unit:
        size = (wide, high or wide * natural[1] / natural[0])
    elif high and not high_unit and not wide:
        size = (high * natural[0] / natural[1], high)
    else:
        size = natural
        said += [f"width: {wide:g}{wide_unit or 'px'}"] if wide else []
        said += [f"height: {high:g}{high_unit or 'px'}"] if high else []
    if wide and high and not wide_unit and not high_unit and is_other_shape(natural, (wide, high)):
        said += [f"width: {wide:g}px", f"height: {high:g}px"]
    attributes = size_attributes(size) | ({"style": "; ".join(said)} if said else {})
    if wide and wide_unit == "%":
        return PicturePlace(attributes, share_of_column(wide / 100), COLUMN * wide / 100)
    if wide and wide_unit:
        fits = wide_unit in FITTING_UNITS
        return PicturePlace(attributes, f"min({wide:g}{wide_unit}, 100vw)" if fits else COLUMN_SIZES, COLUMN)
    return PicturePlace(attributes, sizes_up_to(size[0]), min(size[0], COLUMN))


def is_other_shape(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) > 0.02


def size_attributes(size: tuple[float, float]) -> dict[str, str]:
    return {"width": str(max(1, round(size[0]))), "height": str(max(1, round(size[1])))}


def share_of_column(share: float) -> str:
    return f"(min-width: 41rem) {41 * share:.4g}rem, {share_of_window(share)}" if share < 1 else COLUMN_SIZES


def share_of_window(share: float) -> str:
    return f"calc({100 * share:.4g}vw - {2.5 * share:.4g}rem)"


def sizes_up_to(pixels: float) -> str:
    """Return ``sizes`` of a picture that is shown this many pixels wide, or as wide as the text."""
    if pixels >= COLUMN:
        return COLUMN_SIZES
    return f"(min-width: {round(pixels) + 40}px) {round(pixels)}px, calc(100vw - 2.5rem)"


def across_columns(place: PicturePlace) -> PicturePlace:
    """Return the place of a picture that uses the column beside the text, too, where there is one."""
    if place.pixels < COLUMN:
        return place
    return replace(place, sizes=f"(min-width: 84.0625rem) {COLUMNS_REM}rem, {place.sizes}", pixels=16 * COLUMNS_REM)


def place_in_row(place: PicturePlace, share: float, share_on_phone: float, *, wide: bool) -> PicturePlace:
    """Return the place of a picture that has a share of a row, and another on a phone."""
    sizes = [
        *([f"(min-width: 84.0625rem) {COLUMNS_REM * share:.4g}rem"] if wide else []),
        f"(min-width: 41rem) {41 * share:.4g}rem",
        *([f"(min-width: 30.0625rem) {share_of_window(share)}"] if share != share_on_phone else []),
        share_of_window(share_on_phone),
    ]
    return replace(place, sizes=", ".join(sizes), pixels=(16 * COLUMNS_REM if wide else COLUMN) * share)


@dataclass(frozen=True)
class PictureFiles:
    """The files of a picture as a page names them; *folder* is the way to them, with a slash at its end.

    *most*: no wider ones are of use. Only what is so small gets the smallest.
    """

    known: Known
    folder: str
    most: int = PAGE_WIDTHS[-1]

    def address(self, file: Variant) -> str:
        return self.folder + quote(self.known.name(file))

    def srcset(self, files: Iterable[Variant]) -> str:
        """Return the files of one kind; a single one without its width."""
        shown = [file for file in files if self.is_shown(file)]
        if len(shown) == 1:
            return self.address(shown[0])
        return ", ".join(f"{self.address(file)} {file.width}w" for file in shown)

    def is_shown(self, file: Variant) -> bool:
        if self.most < COLUMN:
            return file.width <= self.most or file.width == min(each.width for each in self.known.picture.kinds[-1])
        return file.width not in THUMB_WIDTHS or self.known.picture.width in THUMB_WIDTHS

    @property
    def single(self) -> Variant:
        """The file for those who get one."""
        shown = [file for file in self.known.picture.kinds[-1] if self.is_shown(file)]
        return self.known.picture.middle if self.most >= COLUMN or not shown else shown[-1]

    @property
    def natural(self) -> tuple[int, int]:
        """The size at which the picture is shown where nothing says another."""
        widest = self.known.picture.kinds[-1][-1]
        return widest.width, widest.height

    def sources(self, sizes: str) -> Iterator[dict[str, str]]:
        """Yield the attributes of each ``<source>``."""
        picture = self.known.picture
        if picture.still:
            still = picture.still
            yield {
                "media": "(prefers-reduced-motion: reduce)",
                "type": TYPES_BY_SUFFIX[still.kind],
                "srcset": self.address(still),
            }
        for files in picture.kinds[:-1]:
            yield {"type": TYPES_BY_SUFFIX[files[0].kind], **self.candidates(files, sizes)}

    def candidates(self, files: Iterable[Variant], sizes: str) -> dict[str, str]:
        srcset = self.srcset(files)
        return {"srcset": srcset, "sizes": sizes} if srcset.endswith("w") and " " in srcset else {"srcset": srcset}

    def image(self, given: Mapping[str, str], place: PicturePlace) -> dict[str, str]:
        """Return the attributes of the ``<img>``; *given* are those of the author, which win."""
        found = {"alt": given.get("alt", ""), "src": self.address(self.single)}
        candidates = self.candidates(self.known.picture.kinds[-1], place.sizes)
        if "sizes" in candidates:
            found |= candidates
        found |= place.attributes
        if "fetchpriority" not in given:
            found["loading"] = "lazy"
        found["decoding"] = "async"
        return found | {name: value for name, value in given.items() if name not in {"alt", "src", "srcset", "sizes"}}

    def markup(self, given: Mapping[str, str], place: PicturePlace, classes: str = "") -> str:
        """Return the ``<picture>``, or the bare ``<img>`` if there is nothing to choose."""
        image = element("img", self.image(given, place))
        sources = "".join(element("source", source) for source in self.sources(place.sizes))
        if not sources and not classes:
            return image
        return f"<picture{attributes_text({'class': classes} if classes else {})}>{sources}{image}</picture>"

    def linked(self, given: Mapping[str, str], place: PicturePlace, classes: str = "") -> str:
        """Return the picture, in a link to its largest file if that shows more than the page does."""
        picture = self.known.picture
        if picture.still or not given.get("alt") or picture.widest.width < place.pixels * WORTH_A_LINK:
            return self.markup(given, place, classes)
        link = attributes_text({"class": f"picture {classes}".strip(), "href": self.address(picture.widest)})
        return f"<a{link}>{self.markup(given, place)}</a>"


def picture_files(env: BuildEnvironment, path: str, folder: str, most: int = PAGE_WIDTHS[-1]) -> PictureFiles | None:
    """Return the files of the picture at a path in the site's folder; None if there are none."""
    known = known_picture(env, path)
    return known and PictureFiles(known, folder, most)


def element(name: str, attributes: Mapping[str, str]) -> str:
    return f"<{name}{attributes_text(attributes)} />"


def attributes_text(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
