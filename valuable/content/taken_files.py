"""Find the file that a page takes in by its name: code, a text, a notebook.

A name is that of a file beside the page, or from the site's root. If there is none, it is looked for as a picture is:
by its address, in `_extra` and the folders that `asset_folders` names; and in the folders in which other systems keep
what posts take in.
"""

import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.base.file_access import access_problem
from valuable.content.drafts import held_back_owner
from valuable.content.site_addresses import address_table
from valuable.content.source_checks import sources_of
from valuable.phases import EnvGetOutdated

# Where Octopress and the plugins of Pelican look for code and notebooks.
KEPT_IN = ("downloads/code", "downloads/notebooks", "code", "notebooks", "downloads")
MAX_KEPT_COMPARED = 5_000  # names of files with which one that is not there is compared
# By docname, the names that were not found beside the page, and the path of what each was found to be.
FOUND_ELSEWHERE = DocnameStore[dict[str, str | None]]("taken_files")


def is_taken_beside(app: Sphinx, docname: str, name: str) -> bool:
    """Return whether there is such a file beside the page, or from the site's root."""
    root = Path(app.srcdir)
    path = root / name.lstrip("/\\") if name[:1] in {"/", "\\"} else root / sources_of(app)[docname].path / ".." / name
    return Path(os.path.normpath(path)).is_file()


def find_elsewhere(app: Sphinx, docname: str, name: str) -> str | None:
    """Return the path in the site's folder of the file that a page calls *name*; None if there is none."""
    table, plain = address_table(app), name.lstrip("/")
    places = (name, *(f"/{folder}/{plain}" for folder in KEPT_IN))
    return next(filter(None, (table.find_file(place, docname) for place in places)), None)


def taken_file(env: BuildEnvironment, name: str) -> str | None:
    """Return *name* as the page being read is to open it; None if there is no such file.

    It is as it was, or the path of a file elsewhere, with a slash before it. Whether the page may have it is not asked.
    """
    try:
        if is_taken_beside(env._app, env.docname, name):
            return name
        found = find_elsewhere(env._app, env.docname, name)
    except ValueError:  # a name that no file can have
        return name
    FOUND_ELSEWHERE.of(env).setdefault(env.docname, {})[name] = found
    return f"/{found}" if found else None


def public_address(app: Sphinx, name: str) -> str:
    """Return the address of a file from the site's root that is published as it is; of another, its name as it was."""
    place = name.lstrip("/")
    return next((f"/{address}" for address, path in address_table(app).published.items() if path == place), name)


def files_called_like(env: BuildEnvironment, name: str) -> list[str]:
    """Return the names of files of the same kind that are called nearly as one that is not there."""
    wanted = PurePosixPath(name)
    known = {PurePosixPath(path).name: path for path in others_of_kind(env, wanted.suffix.casefold())}
    return get_close_matches(wanted.name, list(known)[:MAX_KEPT_COMPARED])


def others_of_kind(env: BuildEnvironment, suffix: str) -> Iterator[str]:
    """Yield the paths of files that the page might name."""
    app, table = env._app, address_table(env._app)
    beside = PurePosixPath(sources_of(app)[env.docname].path).parent.as_posix()
    folders = [beside, *(f"{top}/{folder}" for top in (".", *table.folders) for folder in KEPT_IN)]
    paths = [f"{folder}/{name}" for folder in folders for name in table.files.names(folder)]
    for path in (*paths, *table.published.values()):
        if PurePosixPath(path).suffix.casefold() == suffix and is_nameable(app, path):
            yield path


def is_nameable(app: Sphinx, path: str) -> bool:
    return access_problem(Path(app.srcdir, path), app.srcdir) is None and held_back_owner(app, path) is None


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have a page read again if a name that it has leads to another file now."""
    known = FOUND_ELSEWHERE.of(env)
    return [
        docname
        for docname in sorted(known.keys() & env.found_docs)
        if any(
            is_taken_beside(app, docname, name) or find_elsewhere(app, docname, name) != path
            for name, path in known[docname].items()
        )
    ]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.site_addresses")
    FOUND_ELSEWHERE.register(app)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
