"""Make the files of all texts of an import, each with its notes."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from valuable.base.text_files import FORBIDDEN_CHARACTER
from valuable.importers.bodies import title_line
from valuable.importers.links import Links
from valuable.importers.mending import as_typed
from valuable.importers.plan import Plan
from valuable.importers.records import OldEntry
from valuable.importers.writing import front_matter, markdown_of_entry, notebook_of


def made_texts(
    plan: Plan, keys: Mapping[str, str], default_author: str, tick: Callable[[], None] = lambda: None
) -> Iterator[tuple[OldEntry, str]]:
    """Yield each entry with the text of its file; one that can't be read is noted."""
    links = Links(plan)
    files = {f"/{name.removeprefix('_extra/')}": name for name in plan.files.values()}
    for entry in plan.site.entries:
        without_controls(entry)
        place_cover(entry, links, files)
        if entry.markup == "notebook":
            text = text_of_notebook(entry, links, keys, default_author)
        else:
            text = text_of_entry(entry, links, keys, default_author)
        if text:
            yield entry, text.encode("utf-8", "replace").decode()
        tick()


def text_of_entry(entry: OldEntry, links: Links, keys: Mapping[str, str], default_author: str) -> str:
    """Return the file of an entry; where no converter can make it, one that shows the body as it was typed."""
    try:
        return markdown_of_entry(entry, links, keys, default_author)
    except Exception as error:  # noqa: BLE001  # one strange text must not keep all others out
        entry.note("set aside", f"it can't be converted ({error}), so it stands as it was typed", lost=True)
    lines = front_matter(entry, links.plan.places[entry.source], keys, default_author)
    typed = as_typed(entry.body.strip("\n").split("\n"))
    return "\n".join(["---", *lines, "---", "", f"# {title_line(entry.title)}", "", *typed]).rstrip() + "\n"


def text_of_notebook(entry: OldEntry, links: Links, keys: Mapping[str, str], default_author: str) -> str:
    """Return the file of a notebook; an empty text for one that is none."""
    try:
        return notebook_of(entry, links, keys, default_author)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        entry.note("set aside", f"it is no notebook that can be read ({error}), so it has no page", lost=True)
        return ""


def without_controls(entry: OldEntry) -> None:
    """Take out of a text the characters that no page can show."""
    if entry.markup == "notebook":
        return
    body, number = FORBIDDEN_CHARACTER.subn("", entry.body)
    if number:
        line = entry.line + entry.body.count("\n", 0, FORBIDDEN_CHARACTER.search(entry.body).start())  # type: ignore[union-attr]
        entry.note("characters", f"{number:,} characters that can't be shown were taken out", line)
    entry.body, entry.title = body, FORBIDDEN_CHARACTER.sub("", entry.title)


def place_cover(entry: OldEntry, links: Links, files: Mapping[str, str]) -> None:
    """Name the cover of an entry as it stands on the new site; *files* has paths by addresses."""
    if not entry.cover:
        return
    folder = posixpath.dirname(links.plan.places[entry.source].path)
    new = links.new_target(entry, entry.cover) or links.site_path(entry.cover) or entry.cover
    written = posixpath.normpath(new.partition("?")[0].partition("#")[0])
    path = written if written in files else unquote(written)
    if path in files or f"/{posixpath.normpath(posixpath.join(folder, path))}" in files:
        entry.cover = posixpath.relpath(files[path], folder) if path in files else path
    else:
        entry.note("cover", f"its cover, {entry.cover}, is no picture of the source, so it has none here", lost=True)
        entry.cover = ""
