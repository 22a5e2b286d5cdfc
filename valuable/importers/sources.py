"""Find out what a source is, and read it."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from valuable.importers.feeds import is_feed, read_feeds
from valuable.importers.folders import read_folder
from valuable.importers.ghost import is_ghost, read_ghost
from valuable.importers.inline_pictures import save_inline_pictures
from valuable.importers.letters import is_medium, is_substack, read_medium, read_substack
from valuable.importers.profiles.notes import Notes
from valuable.importers.recognition import recognised
from valuable.importers.records import Asset, ExportFile, OldSite
from valuable.importers.text_exports import is_movable_type, read_movable_type
from valuable.importers.trees import FileTree, SourceError, SubTree, Tree, opened
from valuable.importers.wordpress import is_wordpress, read_wordpress

MEDIA_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".mp4", ".webm", ".mp3", ".m4a", ".ogg", ".wav", ".pdf",
    ".zip", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".epub", ".mov", ".m4v",
)  # fmt: skip
EXPORT_SUFFIXES = (".xml", ".json", ".rss", ".atom", ".rdf", ".txt", ".wxr")
HEAD_BYTES = 200_000  # bytes by which an export is known
HEAD_PART = 4_000
MEDIA_PLACE = re.compile(r"^.*?(?=/?(?:content/(?:images|files|media)|wp-content/uploads)/)")


class ExportKind(NamedTuple):
    """What one system exports: whether a file is of it, by its first bytes, and what reads all files of it together."""

    is_of: Callable[[bytes], bool]
    read: Callable[[Sequence[ExportFile]], OldSite]


class ArchiveKind(NamedTuple):
    """What a system exports as a folder or archive of many files."""

    is_of: Callable[[Tree], bool]
    read: Callable[[Tree], OldSite]


EXPORTS = (
    ExportKind(is_wordpress, read_wordpress),
    ExportKind(is_ghost, read_ghost),
    ExportKind(is_feed, read_feeds),
    ExportKind(is_movable_type, read_movable_type),
)
ARCHIVES = (ArchiveKind(is_substack, read_substack), ArchiveKind(is_medium, read_medium))


def read_old_site(path: Path, tick: Callable[[], None] = lambda: None) -> OldSite:
    """Return the neutral record of a folder, an archive or an export. Raises :exc:`SourceError`.

    *tick* is called after each text of a folder.
    """
    return site_of_tree(opened(path), str(path), tick)


def site_of_tree(tree: Tree, said: str, tick: Callable[[], None] = lambda: None) -> OldSite:
    """Return the neutral record of the files of a source, of which *said* is the name."""
    if not tree.paths:
        raise SourceError(f"{said} is empty: name the folder, archive or export of the blog.")
    kind = next((kind for kind in ARCHIVES if kind.is_of(tree)), None)
    if kind is not None:
        return with_media(kind.read(tree), tree)
    found = None if isinstance(tree, FileTree) else recognised(tree)
    if found is None or found.profile is Notes:  # a system's own folder may hold feeds and an old export too
        site = exported_site(tree)
        if site is not None:
            return site
        found = found or recognised(tree)
    if found is None:
        raise SourceError(
            f"{said} holds no texts that are known here: name the folder of a blog in Markdown, or an export of "
            "WordPress (XML), Ghost (JSON), Substack or Medium (ZIP), or a feed."
        )
    site = read_folder(found.tree, found.profile, tick)
    if not site.entries:
        why = "".join(f" {why}." for why in [*found.tree.unreadable.values()][:1])
        raise SourceError(
            f"{said} looks like a site of {found.profile.name}, and no post or page was found in it.{why}"
        )
    if isinstance(found.tree, SubTree):
        site.note("folder", f"the site in {found.tree.folder} was read; for another one, name its folder")
    return site


def exported_site(tree: Tree) -> OldSite | None:
    """Return the site of what systems export, all files of the first system found together; None if there is none."""
    found: dict[ExportKind, list[ExportFile]] = {}
    for path in export_paths(tree):
        with tree.open(path) as file:
            head = head_of_export(file)
        kind = next((kind for kind in EXPORTS if kind.is_of(head)), None)
        if kind is not None:
            found.setdefault(kind, []).append(ExportFile(path, partial(tree.open, path)))
    for kind in EXPORTS:
        if kind in found:
            site = kind.read(found[kind])
            if site.entries:
                return with_media(site, tree)
    if found and isinstance(tree, FileTree):
        raise SourceError(
            f"{tree.name} is an export in which no post or page was found: export it anew, with all content."
        )
    return None


def head_of_export(file: IO[bytes]) -> bytes:
    """Return the first bytes of a file; of one that is damaged there, those before."""
    head = b""
    with suppress(OSError):
        while len(head) < HEAD_BYTES and (part := file.read(HEAD_PART)):
            head += part
    return head


def export_paths(tree: Tree) -> list[str]:
    """Return the files that may be exports: one that is named, or those on top of a folder or an archive."""
    if isinstance(tree, FileTree):
        return list(tree.paths)
    paths = [path for path in tree.below("", *EXPORT_SUFFIXES) if path.count("/") <= 4]
    top = min((path.count("/") for path in paths), default=0)
    return [path for path in paths if path.count("/") <= top + 1]


def with_media(site: OldSite, tree: Tree) -> OldSite:
    """Return a site with the pictures and files that came with its export, each at its address on the old site."""
    for path in tree.below("", *MEDIA_SUFFIXES):
        site.assets.setdefault(path, Asset(path, f"/{MEDIA_PLACE.sub('', path).lstrip('/')}", partial(tree.read, path)))
    save_inline_pictures(site)
    for path in getattr(tree, "refused", ()):
        site.note("refused", f"{path} is no plain file of the source, so it was left out", lost=True)
    return site
