"""Decide which files a page may take in: none outside of the site's folder, hidden, or of the machinery.

A page names files in many ways, and may be written by a guest. What holds for one way holds for all of them, and for
the covers of posts, the portraits of people and the sources themselves. Nothing in this module knows Sphinx.
"""

import os
import re
import unicodedata
from collections.abc import Iterable
from fnmatch import fnmatch
from functools import lru_cache

OUTSIDE_ROOT = "which lies outside of the site's folder, where nothing is published from: put a copy beside the page"
# What builds make and what others install; the settings; the ledger of addresses.
UNPUBLISHED_NAMES = frozenset({"_build", "__pycache__", "node_modules", "conf.py", "permalinks.txt", "accepted.txt"})
SEPARATORS = re.compile(r"[/\\:]")  # of Windows, too, also before the name of a stream
# What systems and editors leave behind, and Git's own: nobody means to publish it.
DEBRIS = (
    *(".ds_store", "._*", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", ".localized", "__macosx"),
    *("*~", "*.swp", "*.swo", ".#*", "#*#", ".*.un~", ".fseventsd", ".spotlight-v100", ".trash*"),
    *(".gitignore", ".gitattributes", ".gitkeep", ".keep", ".editorconfig"),
)
# Hidden files that hosts and other sites ask for by these names; the second tells GitHub Pages to publish `_static`.
WELL_KNOWN_NAMES = frozenset({".well-known", ".nojekyll"})


def access_problem(path: str | os.PathLike[str], root: str | os.PathLike[str]) -> str | None:
    """Return why the file at *path* may not be taken in, by this name or with its links resolved; else None."""
    found = resolve_in(path, root)
    if found is None:
        return OUTSIDE_ROOT
    written = os.path.normpath(path).removeprefix(os.path.join(root, ""))
    return private_path_problem(found) or (
        private_path_problem(written) if written != found and not os.path.isabs(written) else None
    )


def resolve_in(path: str | os.PathLike[str], root: str | os.PathLike[str]) -> str | None:
    """Return *path* with its links resolved, relative to *root*; None if it is outside of *root*."""
    base, name = os.fspath(root), os.fspath(path)
    if f"{os.sep}.." not in name:  # what is above a link is told by the disk, not by the name
        name = os.path.normpath(name)
        up = name if name.startswith(base + os.sep) else ""
        while len(up) > len(base) and not os.path.islink(up):
            up = up[: up.rindex(os.sep)]
        if up == base:
            return name[len(base) + 1 :]
    real, top = os.path.realpath(path), os.path.join(os.path.realpath(root), "")
    return real.removeprefix(top) if real.startswith(top) else None


def private_path_problem(relative: str) -> str | None:
    """Return why a path, *relative* to the site's folder, may not be taken in because of its name; None if it may."""
    for part in SEPARATORS.split(relative):
        name = fold_file_name(part)
        if name.startswith("."):
            return (
                f"which is hidden (`{part}` begins with a dot), and nothing hidden is published: "
                "put a copy beside the page, under a name without the dot"
            )
        if name in UNPUBLISHED_NAMES:
            return (
                f"and `{part}` is what the site is made with, which is not published: "
                "put a copy beside the page, under another name"
            )
    return None


@lru_cache(maxsize=1024)
def fold_file_name(part: str) -> str:
    """Return a name as file systems compare it: some fold case and accents, and ignore what has no width."""
    if not part.isascii():
        kept = (char for char in part if unicodedata.category(char) != "Cf")
        part = unicodedata.normalize("NFC", "".join(kept).casefold())
    return part.casefold().rstrip(". ") or part[:1]


def is_debris(relative: str) -> bool:
    """Return whether a file was left behind by a system or an editor, in a folder whose files are all published."""
    return any(fnmatch(fold_file_name(part), pattern) for part in relative.split("/") for pattern in DEBRIS)


def is_hidden(relative: str, asked_for: Iterable[str] = ()) -> bool:
    """Return whether a part of a path begins with a dot; its first part may be one of *asked_for*."""
    first, *others = relative.split("/")
    return (first.startswith(".") and first not in asked_for) or any(part.startswith(".") for part in others)
