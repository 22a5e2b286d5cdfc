"""Find out what a source is, and read it."""

from pathlib import Path

from valuable.importers.folders import profile_of, read_folder
from valuable.importers.records import OldSite
from valuable.importers.trees import FileTree, SourceError, Tree, opened


def read_source(path: Path) -> OldSite:
    """Return the neutral record of a folder, an archive or an export. Raises :exc:`SourceError`."""
    tree = opened(path)
    if not tree.paths:
        raise SourceError(f"{path} is empty: name the folder, archive or export of the blog.")
    site = exported_site(tree)
    if site is not None:
        return site
    profile = profile_of(tree)
    if profile is None:
        raise SourceError(
            f"{path} holds no texts that are known here: name the folder of a blog in Markdown, or an export of "
            "WordPress (XML), Ghost (JSON), or a feed."
        )
    site = read_folder(tree, profile)
    if not site.entries:
        raise SourceError(f"{path} looks like a site of {profile.name}, and no post or page was found in it.")
    return site


def exported_site(tree: Tree) -> OldSite | None:
    """Return the site of a file that a system exports; None if there is none."""
    return None if isinstance(tree, FileTree) else None
