"""Write the links between notes, ``[[name]]`` and ``![[name]]``, so that they lead here where they led before.

What leads to its page here by the same name stays as it was typed.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from unicodedata import normalize

from valuable.content.attachments import folded_path, is_offered_file, is_shown_file
from valuable.content.verbatim import VerbatimText
from valuable.importers.links import Links
from valuable.importers.records import OldEntry
from valuable.knowledge.page_names import NamedPage, NameIndex, folded_name

NOTE_LINK = re.compile(
    r"(?P<shown>!?)\[\[(?!\^)(?P<name>[^\[\]|#\\\n]*)(?P<part>#[^\[\]|\\\n]*)?(?P<bar>\\?\|[^\[\]\n]*)?\]\](?![(\[])"
)
DRAWING = re.compile(r"\.(?:excalidraw|canvas|base)(?:\.md)?$", re.IGNORECASE)
QUERY_BLOCK = re.compile(
    r"^[ \t>]*(?:```|~~~)[ \t]*(?P<kind>dataview|dataviewjs|tasks|query|datacorejsx?|base)\b", re.MULTILINE
)


class NoteLinks:
    """Answers, for the notes of one site, which note a name means, and how it is called here."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.plan = links.plan
        self.root = links.plan.site.root
        self.by_path: dict[str, OldEntry] = {}
        self.by_name: dict[str, list[OldEntry]] = {}
        self.by_alias: dict[str, OldEntry] = {}
        for entry in links.plan.site.entries:
            path = self.inner(entry.source).rpartition(".")[0]
            self.by_path.setdefault(folded_name(path), entry)
            self.by_path.setdefault(folded_name(path.removesuffix("/index")), entry)
            self.by_name.setdefault(folded_name(posixpath.basename(path)), []).append(entry)
            for name in (entry.title, *entry.aliases):
                self.by_alias.setdefault(folded_name(name), entry)

    def inner(self, source: str) -> str:
        return source.removeprefix(f"{self.root}/") if self.root else source

    def note(self, entry: OldEntry, name: str) -> OldEntry | None:
        """Return the note that *name* means in *entry*: by its path, else its name, the nearest first."""
        plain = re.sub(r"\.md$", "", name.strip()).replace("\\", "/")
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(self.inner(entry.source)), plain))
        for path in (beside, plain.lstrip("./")) if plain.startswith(".") else (plain.strip("/"), beside):
            if folded_name(path) in self.by_path:
                return self.by_path[folded_name(path)]
        found = self.by_name.get(folded_name(posixpath.basename(plain)), [])
        end = f"/{folded_name(plain)}"
        exact = [each for each in found if f"/{folded_name(self.inner(each.source))}".endswith(end)]

        def order(each: OldEntry) -> tuple[bool, int, str]:
            return each.folder != entry.folder, each.source.count("/"), each.source

        return min(exact or found, key=order, default=None) or self.by_alias.get(folded_name(plain))

    @cached_property
    def names_here(self) -> NameIndex:
        pages = [
            (
                entry.kind,
                NamedPage(self.docname(entry), [entry.title, *(entry.aliases if entry.kind == "concept" else [])]),
            )
            for entry in self.plan.site.entries
            if not is_draft(entry)
        ]
        concepts = [page for kind, page in pages if kind == "concept"]
        others = [page for kind, page in pages if kind != "concept"]
        return NameIndex(concepts, lambda: others)

    def docname(self, entry: OldEntry) -> str:
        return self.plan.places[entry.source].path.rpartition(".")[0]

    def name_here(self, entry: OldEntry, name: str) -> str:
        """Return the name by which a note is found here: the given one if it is, else its path."""
        wanted = self.docname(entry)
        cleaned = re.sub(r"^(?:\.{0,2}/)+", "", name.strip())
        return name if self.names_here.find(cleaned) == (wanted,) else wanted.removesuffix("/index")

    @cached_property
    def files(self) -> dict[str, list[str]]:
        """The places of files here by the names that they had, folded."""
        found: dict[str, list[str]] = {}
        for source, path in self.plan.files.items():
            found.setdefault(folded_path(posixpath.basename(source)), []).append(path)
        return found

    def file_here(self, name: str) -> str:
        """Return the name by which a file is found here; ``""`` if none is called so."""
        known = self.files.get(folded_path(posixpath.basename(name)), [])
        if not known:
            return ""
        wanted = f"/{folded_path(name).lstrip('./')}"
        if len(known) == 1:
            same = folded_path(posixpath.basename(known[0])) == folded_path(posixpath.basename(name))
            return name if same else posixpath.basename(known[0])
        ends = [path for path in known if f"/{folded_path(path)}".endswith(wanted)]
        return name if ends else known[0].removeprefix("_extra/")


def is_draft(entry: OldEntry) -> bool:
    return entry.draft or (entry.kind == "post" and not entry.date)


def note_links(links: Links) -> NoteLinks:
    """Return what is known of the notes of a site, made once."""
    if links.notes is None:
        links.notes = NoteLinks(links)
    return links.notes


def note_link_edits(
    entry: OldEntry, text: str, links: Links, verbatim: VerbatimText
) -> Iterator[tuple[re.Match[str], str, str]]:
    """Yield each link that is written otherwise here: the link, what to write, and what was lost by that."""
    known = note_links(links)
    for found in NOTE_LINK.finditer(text):
        name = found["name"].strip()
        if not name or verbatim.holds(found.start()):
            continue
        bar, part = found["bar"] or "", found["part"] or ""
        is_media = is_shown_file(name) or (is_offered_file(name) and known.file_here(name) != "")
        if is_media or DRAWING.search(name):
            if (
                not is_draft(entry) or known.file_here(name) or DRAWING.search(name)
            ):  # what only drafts show stays in a vault
                yield from file_edits(found, name, known)
            continue
        other = known.note(entry, name)
        if other is None:
            if links.plan.site.links_by_name:
                yield found, words_of_link(found), f"`{found[0]}` leads to no note, so its words stand alone"
            else:
                yield found, f"\\{found[0]}" if not found["shown"] else f"!\\{found[0][1:]}", ""
        elif is_draft(other):
            yield found, words_of_link(found), f"`{found[0]}` leads to a draft, so its words stand alone"
        else:
            here = known.name_here(other, name)
            # Quartz shows the last part of a path.
            shown = posixpath.basename(name) if links.plan.site.system == "Quartz" else name
            if here != name or (shown != name and not bar and not found["shown"]):
                words = bar or ("" if found["shown"] else f"|{shown}")
                yield found, f"{found['shown']}[[{here}{part}{words}]]", ""


def file_edits(found: re.Match[str], name: str, known: NoteLinks) -> Iterator[tuple[re.Match[str], str, str]]:
    if DRAWING.search(name):
        drawn = next((f"{name}{end}" for end in (".svg", ".png") if known.file_here(f"{name}{end}")), "")
        if drawn:
            yield found, found[0].replace(found["name"], drawn), ""
        else:
            yield (
                found,
                words_of_link(found),
                f"`{found[0]}` is a drawing, which only Obsidian shows: export it as a picture",
            )
        return
    here = known.file_here(name)
    if not here:
        yield found, "", f"`{found[0]}` names a file that is not in the source"
    elif here != name:
        yield found, found[0].replace(found["name"], here), ""


def words_of_link(found: re.Match[str]) -> str:
    """Return what a reader sees of a link."""
    bar = (found["bar"] or "").lstrip("\\").removeprefix("|").strip()
    return normalize("NFC", bar or found["name"].strip())


def tell_queries(entry: OldEntry, text: str, line: int) -> None:
    """Note the blocks that a plugin of Obsidian fills in."""
    for found in QUERY_BLOCK.finditer(text):
        message = f"a block of `{found['kind']}`, which a plugin fills in, is shown as it is typed: write its result"
        entry.note("query", message, line + text.count("\n", 0, found.start()), lost=True)
