"""Find files by their names, as Obsidian does for ``![[picture.png]]``: near the page first, else on the shortest path.

Looked at are the folders that pages lie in, those that `asset_folders` names, and those that people keep pictures in.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import once_per_build
from valuable.base.env_store import DocnameStore
from valuable.base.file_access import UNPUBLISHED_NAMES
from valuable.content.drafts import held_back_owner
from valuable.content.markdown.media_files import media_kind
from valuable.content.source_checks import PICTURE_SUFFIXES, sources_of
from valuable.phases import EnvGetOutdated

ATTACHMENT_FOLDERS = (
    "attachments",
    "_attachments",
    "assets",
    "images",
    "img",
    "media",
    "files",
    "static",
    "public",
    "_extra",
)
# Of files that are offered for download; `[[node.js]]` is likelier to be a name.
DOCUMENT_SUFFIXES = frozenset({
    ".7z", ".csv", ".doc", ".docx", ".epub", ".gz", ".ics", ".json", ".ods", ".odp", ".odt", ".pdf", ".ppt", ".pptx",
    ".tar", ".txt", ".xls", ".xlsx", ".zip",
})  # fmt: skip
# By docname, the files that a page has asked for by name, and where each was found.
ASKED_FOR = DocnameStore[dict[str, str | None]]("attachments")


def is_shown_file(name: str) -> bool:
    """Return whether a name is that of a picture, a film or a recording."""
    return PurePosixPath(name.casefold()).suffix in PICTURE_SUFFIXES or bool(media_kind(name))


def is_offered_file(name: str) -> bool:
    """Return whether a name is that of a document which readers load."""
    return PurePosixPath(name.casefold()).suffix in DOCUMENT_SUFFIXES


def folded_path(path: str) -> str:
    return normalize("NFC", path).casefold()


@once_per_build
def attachments(app: Sphinx) -> Mapping[str, tuple[str, ...]]:
    """Return the paths of files in the site's folder by their names, folded."""
    found: dict[str, list[str]] = {}
    for path in sorted(attachment_paths(app)):
        found.setdefault(folded_path(path.rpartition("/")[2]), []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def attachment_paths(app: Sphinx) -> Iterator[str]:
    root = Path(app.srcdir)
    tops = {source.path.partition("/")[0] for source in sources_of(app).values() if "/" in source.path}
    named = [*ATTACHMENT_FOLDERS, *app.config.html_extra_path, *getattr(app.config, "asset_folders", ())]
    yield from (entry.name for entry in root.iterdir() if is_attachment(entry.name) and entry.is_file())
    for top in sorted({*tops, *(folder.strip("/") for folder in named if not Path(folder).is_absolute())}):
        if top:
            yield from paths_below(root, top)


def paths_below(root: Path, top: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root / top):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in UNPUBLISHED_NAMES]
        place = Path(folder).relative_to(root).as_posix()
        yield from (f"{place}/{name}" for name in names if is_attachment(name))


def is_attachment(name: str) -> bool:
    return not name.startswith(".") and (is_shown_file(name) or is_offered_file(name))


def nearest_attachment(app: Sphinx, docname: str, name: str) -> str | None:
    """Return the path of the file that a page calls *name*; None if there is none."""
    wanted = folded_path(name.replace("\\", "/")).lstrip("./")
    below = PurePosixPath(sources_of(app)[docname].path).parent.as_posix() + "/"
    known = attachments(app).get(wanted.rpartition("/")[2], ())
    found = [path for path in known if f"/{folded_path(path)}".endswith(f"/{wanted}")]
    if not found and len(known) == 1:  # the folders were others where the page comes from
        found = [*known]

    def order(path: str) -> tuple[bool, bool, int, str]:
        return held_back_owner(app, path) is not None, not path.startswith(below), path.count("/"), path

    return min(found, key=order, default=None)


def find_attachment(env: BuildEnvironment, name: str) -> str | None:
    """Return the path of the file that the page being read calls *name*, and note that it was asked for.

    Of one that is held back nothing is noted: the page is read again in each build.
    """
    found = nearest_attachment(env._app, env.docname, name)
    if found is not None and held_back_owner(env._app, found):
        env.note_reread()
    else:
        ASKED_FOR.of(env).setdefault(env.docname, {})[name] = found
    return found


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have a page read again if a name that it has leads to another file now."""
    asked = ASKED_FOR.of(env)
    for docname in env.found_docs & asked.keys() - added:
        if any(nearest_attachment(app, docname, name) != path for name, path in asked[docname].items()):
            changed.add(docname)
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.source_checks")
    ASKED_FOR.register(app)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
