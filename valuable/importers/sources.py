"""Find out what a source is, and read it."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from valuable.importers.feeds import is_feed, read_feed
from valuable.importers.folders import read_folder
from valuable.importers.ghost import is_ghost, read_ghost
from valuable.importers.recognition import recognised
from valuable.importers.records import Asset, OldSite
from valuable.importers.trees import FileTree, SourceError, SubTree, Tree, opened
from valuable.importers.wordpress import is_wordpress, read_wordpress

MEDIA_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".mp4", ".webm", ".mp3", ".m4a", ".pdf")
EXPORT_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[str, bytes], OldSite]], ...] = (
    (is_wordpress, read_wordpress),
    (is_feed, read_feed),
    (is_ghost, read_ghost),
)


def read_old_site(path: Path, tick: Callable[[], None] = lambda: None) -> OldSite:
    """Return the neutral record of a folder, an archive or an export. Raises :exc:`SourceError`.

    *tick* is called after each text of a folder.
    """
    tree = opened(path)
    if not tree.paths:
        raise SourceError(f"{path} is empty: name the folder, archive or export of the blog.")
    site = exported_site(tree)
    if site is not None:
        return site
    found = recognised(tree)
    if found is None:
        raise SourceError(
            f"{path} holds no texts that are known here: name the folder of a blog in Markdown, or an export of "
            "WordPress (XML), Ghost (JSON), or a feed."
        )
    site = read_folder(found.tree, found.profile, tick)
    if not site.entries:
        raise SourceError(f"{path} looks like a site of {found.profile.name}, and no post or page was found in it.")
    if isinstance(found.tree, SubTree):
        site.note("folder", f"the site in {found.tree.folder} was read; for another one, name its folder")
    return site


def exported_site(tree: Tree) -> OldSite | None:
    """Return the site of what systems export, each file a part; None if there is none in a source."""
    parts = [site for path in export_paths(tree) if (site := site_of_export(tree, path)) is not None]
    if not parts:
        return None
    whole = parts[0]
    for part in parts[1:]:
        whole.entries += part.entries
        whole.people += [person for person in part.people if person.name not in {known.name for known in whole.people}]
        whole.moved |= part.moved
    for path in tree.below("", *MEDIA_SUFFIXES):
        address = re.sub(r"^.*?(?=/?(?:content/(?:images|files|media)|wp-content/uploads)/)", "", path)
        whole.assets[path] = Asset(path, f"/{address.lstrip('/')}", partial(tree.read, path))
    return whole


def export_paths(tree: Tree) -> list[str]:
    """Return the files that may be exports: one that is named, or those on top of a folder or an archive."""
    if isinstance(tree, FileTree):
        return list(tree.paths)
    if any(tree.below("", ".md", ".markdown")):
        return []
    return [path for path in tree.below("", ".xml", ".json", ".rss", ".atom") if path.count("/") <= 1]


def site_of_export(tree: Tree, path: str) -> OldSite | None:
    data = tree.read(path)
    for is_of, read in EXPORT_READERS:
        if is_of(data):
            return read(path, data)
    return None
