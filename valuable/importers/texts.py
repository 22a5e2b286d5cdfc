"""Make the files of all texts of an import, each with its notes."""

import posixpath
from collections.abc import Callable, Iterator, Mapping

from valuable.importers.links import Links
from valuable.importers.plan import Plan
from valuable.importers.records import OldEntry
from valuable.importers.writing import markdown_of_entry, notebook_of


def made_texts(
    plan: Plan, keys: Mapping[str, str], default_author: str, tick: Callable[[], None] = lambda: None
) -> Iterator[tuple[OldEntry, str]]:
    """Yield each entry with the text of its file; one that can't be read is noted."""
    links = Links(plan)
    files = {f"/{name.removeprefix('_extra/')}": name for name in plan.files.values()}
    for entry in plan.site.entries:
        make = notebook_of if entry.markup == "notebook" else markdown_of_entry
        place_cover(entry, links, files)
        try:
            text = make(entry, links, keys, default_author)
        except (ValueError, RecursionError) as error:
            entry.note("unreadable", f"it can't be read ({error}), so it was left out", lost=True)
        else:
            yield entry, text.encode("utf-8", "replace").decode()
        tick()


def place_cover(entry: OldEntry, links: Links, files: Mapping[str, str]) -> None:
    """Name the cover of an entry as it stands on the new site; *files* has paths by addresses."""
    if not entry.cover:
        return
    folder = posixpath.dirname(links.plan.places[entry.source].path)
    new = links.new_target(entry, entry.cover) or links.site_path(entry.cover) or entry.cover
    path = posixpath.normpath(new.partition("?")[0].partition("#")[0])
    if path in files or f"/{posixpath.normpath(posixpath.join(folder, path))}" in files:
        entry.cover = posixpath.relpath(files[path], folder) if path in files else path
    else:
        entry.note("cover", f"its cover, {entry.cover}, is no picture of the source, so it has none here", lost=True)
        entry.cover = ""
