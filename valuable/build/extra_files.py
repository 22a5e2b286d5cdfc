"""Publish the files of ``_extra`` as they are: ``CNAME``, ``.well-known/…``, whatever another site asks for.

Sphinx would leave out what ``exclude_patterns`` knows, and let two files of one address overwrite each other. There
and in ``_static``, nothing hidden and no link to what is not published gets through.
"""

import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import BuildValue
from valuable.base.file_access import WELL_KNOWN_NAMES, access_problem, is_debris, is_hidden, resolve_in
from valuable.base.fingerprints import file_digests
from valuable.base.page_addresses import parent_folders
from valuable.base.reports import report
from valuable.base.source_paths import SOURCE_FOLDERS, file_name_problem
from valuable.base.text_files import printable
from valuable.base.theme import STATIC_FOLDER
from valuable.build.builder import SiteBuilder
from valuable.build.changed_meanwhile import EXTRA_FOLDERS
from valuable.build.pictures import portrait_names
from valuable.build.staging import list_files
from valuable.features import files_off
from valuable.phases import BuilderInited, BuildFinished, ConfigInited, EnvUpdated

SOURCE_PREFIXES = tuple(f"{folder}/" for folder in SOURCE_FOLDERS)


EXTRA_FILES = BuildValue[Mapping[str, Path]](dict)
STATIC_REFUSED = BuildValue[list[str]](list)  # paths in the folders of static files


def extra_files(app: Sphinx) -> Mapping[str, Path]:
    """Return the author's own files by their path in the output; those of a later folder win."""
    return EXTRA_FILES.of(app)


def on_published_files(app: Sphinx) -> Mapping[str, str]:
    """Return where the author's own files lie, so that pages can link to them and show them by their addresses."""
    root = Path(app.srcdir)
    return {path: os.path.relpath(file, root).replace(os.sep, "/") for path, file in extra_files(app).items()}


def clash(path: str, made: set[str], folders: set[str]) -> str | None:
    """Return the problem of a file at *path* that would replace something of the site; None if there is none."""
    if path in made:
        address = f"/{path.removesuffix('index.html')}"
        return f"the site makes `{address}` by itself: rename or remove this file"
    if path in folders:
        return f"the site has a folder `/{path}/`, and can't have a file of that name: rename or remove it"
    above = next((str(up) for up in PurePosixPath(path).parents if str(up) in made), None)
    if above is not None:
        return f"the site has a file `/{above}`, and can't have a folder of that name: rename or remove it"
    return None


def folder_problems(folder: Path, root: Path, asked_for: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield the path and the problem of each file that must not be published, in a folder whose files all are.

    Links lead out of the site, to other folders or to what is not published. What is hidden is meant for nobody,
    unless it is *asked_for* by that name. The message is empty for what systems and editors leave behind.
    """
    waiting = [os.fspath(folder)] if folder.is_dir() else []
    while waiting:
        for entry in os.scandir(waiting.pop()):
            path = os.path.relpath(entry.path, folder)
            if is_debris(path):
                yield path, ""
            elif is_hidden(path, asked_for):
                yield path, "it is hidden, and nothing hidden is published: take it out of here, or rename it"
            elif entry.is_symlink() and (os.path.isdir(entry.path) or resolve_in(entry.path, root) is None):
                yield path, "it is a link out of the site, or to a folder: put a copy here"
            elif entry.is_symlink() and access_problem(entry.path, root):
                yield path, "it is a link to a file that is not published: put a copy here"
            elif entry.is_symlink() and (resolve_in(entry.path, root) or "").startswith(SOURCE_PREFIXES):
                yield path, "it is a link to a file among the posts, of which some are drafts: put a copy here"
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)


def warn_of_extra_file(path: Path | str, message: str) -> None:
    report(message, f"{printable(str(path))}:1", "extra")


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Take the setting out of Sphinx's hands, which would report a folder that is not there."""
    EXTRA_FOLDERS.set(app, list(config.html_extra_path))
    config.html_extra_path = []


def on_builder_inited(app: Sphinx) -> None:
    """Find the files, and report those that can't be published."""
    files: dict[str, Path] = {}
    root = Path(app.confdir)
    for name in EXTRA_FOLDERS.of(app):
        folder = root / name
        problems = report_folder_problems(folder, root, WELL_KNOWN_NAMES)
        if problems is not None:
            found = list_files(folder)
            unfits = {path: message for path in found if (message := file_name_problem(path))}
            for path, message in unfits.items():
                warn_of_extra_file(folder / path, message)
            left_out = problems | unfits.keys()
            files |= {path: folder / path for path in found if left_out.isdisjoint(path_and_parents(path))}
    EXTRA_FILES.set(app, files)
    refused = [
        path
        for name in app.config.html_static_path
        if Path(root, name) != STATIC_FOLDER
        for path in report_folder_problems(root / name, root) or ()
    ]
    STATIC_REFUSED.set(app, [*refused, *files_off(app.config), *portrait_names(app)])


def report_folder_problems(folder: Path, root: Path, asked_for: Collection[str] = ()) -> set[str] | None:
    """Report the problems of *folder*, and return their paths; None if it can't be read."""
    try:
        problems = dict(folder_problems(folder, root, asked_for))
    except OSError as error:
        warn_of_extra_file(
            error.filename, f"the folder can't be read ({error.strerror}): mend its permissions, as in `chmod u+rx`"
        )
        return None
    for path, message in problems.items():
        if message:
            warn_of_extra_file(folder / path, message)
    return set(problems)


def path_and_parents(path: str) -> list[str]:
    """Return a path and its parents."""
    return [path, *map(str, PurePosixPath(path).parents)]


def on_write_started(app: Sphinx, builder: object) -> None:
    """Have Sphinx leave out of ``_static`` what is refused, now that the sources are found and it asks no more.

    It calls what lies directly in there ``./name`` (sphinx/util/fileutil.py, copy_asset).
    """
    for path in STATIC_REFUSED.of(app):
        pattern = re.sub(r"([*?\[])", r"[\1]", path)
        app.config.exclude_patterns.append(pattern if "/" in pattern else f"./{pattern}")


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Have the stamps of the files remembered."""
    for file in extra_files(app).values():
        file_digests(env).digest(file)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Copy what has changed, once all else is made."""
    builder, files = app.builder, extra_files(app)
    if exception is not None or not isinstance(builder, SiteBuilder) or not files:
        return
    outdir = Path(builder.outdir)
    made = builder.made(list_files(outdir))
    folders = {folder for path in made for folder in parent_folders(path)}
    for path, file in sorted(files.items()):
        digest = file_digests(app.env).digest(file)
        message = clash(path, made, folders)
        if not digest:
            message = "it can't be read: mend its permissions, as in `chmod u+r`, or remove it if it is no file"
        if message:
            warn_of_extra_file(file, message)
        elif builder.is_new(path, digest):
            (outdir / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, outdir / path)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.connect("published-files", on_published_files)
    app.connect("config-inited", on_config_inited, priority=ConfigInited.EXTRA)
    app.connect("builder-inited", on_builder_inited, priority=BuilderInited.PREPARE)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.REGISTER)
    app.connect("write-started", on_write_started)
    app.connect("build-finished", on_build_finished, priority=BuildFinished.EXTRA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
