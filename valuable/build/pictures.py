"""Publish pictures: of each that a page shows, the files that readers get, and never the original.

They are made once all is read, on every core, and kept in ``.cache/pictures``; one whose bytes and recipe are known is
not looked at again. A preview, which nobody is to wait for, makes those alone that every browser understands.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.fingerprints import file_digests
from valuable.base.people import has_file, people_of
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.base.theme import static_folders
from valuable.build.builder import SiteBuilder
from valuable.build.fork_map import share
from valuable.content.images import inline_markup
from valuable.content.included_files import line_naming
from valuable.content.inline_svg import Drawing, inline_drawing
from valuable.content.markdown.media_files import media_kind
from valuable.content.pictures.cache import MADE_PICTURES, picture_from, prune
from valuable.content.pictures.known import PICTURES, Known, dark_path, known_picture
from valuable.content.pictures.markup import PicturePlace, element, picture_files, size_attributes
from valuable.content.pictures.records import (
    NAMED_SUFFIXES,
    PAGE_WIDTHS,
    THUMB_WIDTHS,
    Picture,
    Variant,
    is_picture,
    looks_like_picture,
)
from valuable.content.posts import posts_of
from valuable.content.source_checks import sources_of
from valuable.phases import BuilderInited, BuildFinished, EnvUpdated

TOLD_EVERY = 2.0  # seconds
SHARPEST = 3  # pixels of a phone's screen for one of the layout
# A portrait of so few bytes, drawn, stands in the page itself, where it is shown at most so many pixels wide.
SMALL_DRAWING, SMALL_PORTRAIT = 1500, 64


def portraits(app: Sphinx) -> dict[str, Path]:
    """Return the file of each portrait by what `people` in conf.py calls it."""
    found: dict[str, Path] = {}
    for name in portrait_names(app):
        folder = next((folder for folder in static_folders(app) if has_file(folder, name)), None)
        if folder is not None:
            found[f"_static/{name}"] = folder / name
    return found


def portrait_names(app: Sphinx) -> list[str]:
    """Return the paths in the folders of static files of the portraits, which are published as other pictures are."""
    return sorted({person.picture for person in people_of(app.config).values() if is_picture(person.picture)})


@once_per_build
def small_drawings(app: Sphinx) -> dict[str, Drawing]:
    """Return the portraits that are drawn in a few lines: they stand in the page, and take its colours."""
    found: dict[str, Drawing] = {}
    for name in sorted({person.picture or "" for person in people_of(app.config).values()}):
        folder = next((folder for folder in static_folders(app) if name and has_file(folder, name)), None)
        if folder is None or (folder / name).stat().st_size > SMALL_DRAWING:
            continue
        drawing = inline_drawing(folder / name, (folder / name).stat().st_mtime_ns)
        if drawing is not None:
            found[f"_static/{name}"] = drawing
    return found


def original_files(app: Sphinx) -> dict[str, Path]:
    """Return the file of each picture that a page or a setting names, by its path."""
    named = {path: Path(app.srcdir, path) for path in sorted(app.env.images)}
    shown = {path: file for path, file in named.items() if is_picture(path) or is_unnamed_picture(file)}
    return {**portraits(app), **shown}


def is_unnamed_picture(file: Path) -> bool:
    """Return whether a file is a picture under a name that does not say so, such as `photo` or `a.jpg_large`."""
    suffix = file.suffix.lower()
    return suffix not in {".svg", ".vtt"} and not media_kind(file.name) and looks_like_picture(file)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Make the files of each picture, and give it its lasting name: that of the file for those who get one."""
    if app.builder.format != "html":
        return
    stamps, before, in_haste = file_digests(env), PICTURES.of(env), bool(app.config.show_drafts)
    found: dict[str, Known] = {}
    missing: dict[str, list[str]] = {}
    files = original_files(app)
    for path, file in files.items():
        digest = stamps.digest(file).hex()
        known = before.get(path)
        if known is not None and known.digest == digest and (known.picture.is_whole or in_haste):
            found[path] = known
        elif digest:
            missing.setdefault(digest, []).append(path)
    made = make_missing(app, {digest: files[paths[0]] for digest, paths in missing.items()}, in_haste)
    for digest, paths in missing.items():
        found |= {path: Known(path, digest, made[digest]) for path in paths}
    PICTURES.set(env, dict(sorted(found.items())))
    for known in PICTURES.of(env).values():
        report_picture(app, known)
        if known.path in env.images and known.picture.kinds:
            docnames, _ = env.images[known.path]
            env.images[known.path] = (docnames, known.name(known.picture.middle))


def make_missing(app: Sphinx, wanted: Mapping[str, Path], in_haste: bool) -> dict[str, Picture]:
    """Make the files of pictures, on every core; return what was made by the digests of the originals."""
    cache, made = Path(app.confdir, MADE_PICTURES), dict[str, Picture]()
    here, told = os.getpid(), time.monotonic()

    def work(digests: Sequence[str]) -> None:
        nonlocal told
        for number, digest in enumerate(digests, start=1):
            made[digest] = picture_from(wanted[digest], cache / digest, in_haste=in_haste)
            if os.getpid() == here and time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                done = number * len(wanted) // len(digests)  # others are about as far
                sys.stderr.write(f"Pictures: {done:,} of {len(wanted):,}\n")

    def result(digests: Sequence[str]) -> dict[str, Picture]:
        return {digest: made[digest] for digest in digests}

    largest_first = sorted(wanted, key=lambda digest: (-wanted[digest].stat().st_size, digest))
    share(largest_first, app.parallel, work, result, lambda part, other: made.update(other), worth=2)
    return made


def report_picture(app: Sphinx, known: Known) -> None:
    """Report a picture that can't be shown, or is something else than it is called, wherever it is named."""
    name, problem = known.path.rpartition("/")[2], known.picture.problem
    message, severity = f"the picture {brief(name)} can't be shown: {problem}", Severity.ACCEPTABLE
    if not problem:
        kind = "JPEG" if known.picture.format == "MPO" else known.picture.format
        endings = NAMED_SUFFIXES[kind]
        if Path(name).suffix.lower() in endings:
            return
        message, severity = (
            f"the picture {brief(name)} is {kind}: name it `{Path(name).stem}{endings[0]}`",
            Severity.HINT,
        )
    for place in places_of(app, known.path):
        report(message, place, "pictures", severity=severity, subject=name)


def places_of(app: Sphinx, path: str) -> Iterator[str]:
    """Yield where a picture is named: ``path:line``, or a docname where no line has the name."""
    root, sources = Path(app.srcdir), sources_of(app)
    if path not in app.env.images:
        yield line_naming(root, "conf.py", path) or "conf.py:1"
        return
    for docname in sorted(app.env.images[path][0]):
        source, stem = sources[docname].path, f"{Path(path).stem.removesuffix('.dark')}."
        yield line_naming(root, source, path) or line_naming(root, source, stem) or docname


# -- In templates -------------------------------------------------------------------


def template_picture(
    app: Sphinx,
    pathto: Callable[..., str],
    path: str,
    *,
    width: int = 0,
    sizes: str = "",
    most: int = 0,
    **given: str,
) -> str:
    """Return the HTML of a picture that a template shows.

    *path* is a cover's or ``_static/`` and a portrait's. It is shown as a square, *width* pixels wide, or in its own
    shape, and *sizes* says as in HTML how large, *most* how many pixels are of use there at most. *given* are other
    attributes of the ``<img>``.
    """
    folder, widest = pathto("_images/", 1), most or width * SHARPEST or PAGE_WIDTHS[-1]
    files, dark = (picture_files(app.env, each, folder, widest) for each in (path, dark_path(path)))
    if files is None and is_picture(path):  # it can't be shown, which has been reported
        return ""
    if files is None:
        is_static = path.startswith("_static/")
        held = small_drawings(app).get(path) if width <= SMALL_PORTRAIT else None
        address = pathto(quote(path) if is_static else f"_images/{quote(app.env.images[path][1])}", 1)
        size = {"width": str(width), "height": str(width)} if width else {}
        if held:  # nothing is to be fetched; programs want the address of the file
            shape = inline_markup(held, given.get("alt", ""), width=str(width), kind="portrait")
            return f'{shape}<data class="u-photo" value="{escape(pathto(quote(path), 1))}"></data>'
        return element("img", {"src": address, **size, "loading": "lazy", "decoding": "async", **given})
    natural = (width, width) if width else files.natural
    place = PicturePlace(size_attributes(natural), sizes or f"{width}px", natural[0])
    if dark is None:
        return files.markup(given, place)
    return files.markup(given, place, "only-light") + dark.markup(given, place, "only-dark")


def on_builder_inited(app: Sphinx) -> None:
    templates: Any = getattr(app.builder, "templates", None)
    if templates is not None:
        templates.environment.globals["picture"] = partial(template_picture, app)


# -- Into the site ------------------------------------------------------------------


@once_per_build
def published_files(app: Sphinx) -> dict[str, Path]:
    """Return, by their paths in the output, the files in the cache that this build publishes."""
    covers = [post.cover for post in posts_of(app.env).values() if post.cover]
    thumbs = {*covers, *map(dark_path, covers), *portraits(app)}
    cache = Path(app.confdir, MADE_PICTURES)
    return {
        f"_images/{known.name(file)}": cache / known.digest / file.name
        for path, known in PICTURES.of(app.env).items()
        for file in known.picture.files()
        if path in thumbs or is_for_pages(known.picture, file)
    }


def is_for_pages(picture: Picture, file: Variant) -> bool:
    """Return whether a page's text may show a file, and not only a list: one of the smallest is for lists."""
    return bool(file.role) or file.width not in THUMB_WIDTHS or picture.width in THUMB_WIDTHS


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Copy the files that the site lacks into the output."""
    builder: Any = app.builder
    if exception is not None or not isinstance(builder, SiteBuilder):
        return
    wanted = published_files(app)
    builder.claimed.update(wanted)
    lacking = {path: kept for path, kept in wanted.items() if path not in builder.last.files}
    lost = {kept.parent.name for kept in lacking.values() if not kept.is_file()}
    if lost:  # somebody has emptied the cache
        files = original_files(app)
        anew = {known.digest: files[path] for path, known in PICTURES.of(app.env).items() if known.digest in lost}
        make_missing(app, anew, in_haste=False)
    for path, kept in lacking.items():
        target = Path(builder.outdir, path)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(kept, target)


def on_site_in_place(app: Sphinx, exception: Exception | None) -> None:
    """Remove from the cache what no page shows any more; a preview shows less, and failed builds know less."""
    if exception is None and not app.config.show_drafts and isinstance(app.builder, SiteBuilder) and not app._warncount:
        prune(Path(app.confdir, MADE_PICTURES), {known.digest for known in PICTURES.of(app.env).values()})


def on_site_shows(app: Sphinx) -> Any:
    """Return the portraits: any page may show one."""
    known = [known_picture(app.env, path) for path in portraits(app)]
    return [found and (found.path, found.digest) for found in known], small_drawings(app)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.setup_extension("valuable.content.posts")
    app.connect("site-shows", on_site_shows)
    app.connect("builder-inited", on_builder_inited, priority=BuilderInited.TEMPLATES)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.REGISTER)
    app.connect("build-finished", on_build_finished, priority=BuildFinished.CARDS)
    app.connect("build-finished", on_site_in_place, priority=BuildFinished.PRUNE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
