"""Tell an author which photos in ``_extra`` and ``_static``, published as they are, say where they were taken."""

import os
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import EnvValue
from valuable.base.fingerprints import file_digests
from valuable.base.reports import Severity, report
from valuable.base.text_files import printable
from valuable.base.theme import STATIC_FOLDER, static_folders
from valuable.build.extra_files import extra_files
from valuable.build.pictures import portraits
from valuable.build.staging import list_files
from valuable.content.pictures.records import is_picture
from valuable.phases import EnvUpdated

# Whether a picture says it, by the digest of its bytes.
SAYS_PLACE = EnvValue[dict[bytes, bool]]("says_place", dict)
BARE_PHOTO_ADVICE = (
    "show it from beside a post instead, or take that out, as in `exiftool -gps:all= -xmp:all= photo.jpg`"
)


def untouched_pictures(app: Sphinx) -> Iterator[Path]:
    """Yield the files that may be pictures and are published as they are; raw ones of cameras, for download, too."""
    yield from (file for _, file in sorted(extra_files(app).items()) if is_picture(file))
    yield from (Path(app.srcdir, path) for path in sorted(app.env.dlfiles))
    taken = {os.fspath(file) for file in portraits(app).values()}
    for folder in static_folders(app):
        if folder.is_dir() and folder.resolve() != STATIC_FOLDER.resolve():
            files = (folder / path for path in sorted(list_files(folder)) if is_picture(path))
            yield from (file for file in files if os.fspath(file) not in taken)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    known, stamps, found = SAYS_PLACE.of(env), file_digests(env), dict[bytes, bool]()
    for file in untouched_pictures(app):
        digest = stamps.digest(file)
        if digest and digest not in found:
            found[digest] = known[digest] if digest in known else photo_says_place(file)
        if found.get(digest):
            path = printable(os.path.relpath(file, app.srcdir).replace(os.sep, "/"))
            message = f"this picture is published as it is, and says where it was taken: {BARE_PHOTO_ADVICE}"
            report(message, f"{path}:1", "pictures", severity=Severity.HINT, subject=path)
    SAYS_PLACE.set(env, found)


def photo_says_place(file: Path) -> bool:
    from valuable.content.pictures.reading import says_place  # takes its time, and is seldom needed

    return says_place(file)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.build.extra_files")
    app.setup_extension("valuable.build.pictures")
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.REGISTER)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
