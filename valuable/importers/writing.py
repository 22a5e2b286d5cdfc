"""Write entries of the neutral record as files of this site."""

import json
import re
from collections.abc import Mapping, Sequence

from valuable.base.slugs import slug
from valuable.content.foreign.cures import yaml_line, yaml_list
from valuable.importers.bodies import rewrite, rewrite_cell, title_line
from valuable.importers.heads import ISO_DAY
from valuable.importers.links import Links
from valuable.importers.plan import NewPlace, comparable
from valuable.importers.records import OldEntry, OldPerson

MAX_AUTHOR_KEY = 60  # characters of an author's key, which is part of an address


def keys_of_people(people: Sequence[OldPerson], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the key of each person in ``people`` by name; *known* has keys by names in small letters."""
    keys: dict[str, str] = {}
    known = known or {}
    taken = set(known.values())
    for person in people:
        if there := known.get(person.name.casefold()):
            keys[person.name] = there
            continue
        given = str(person.details.get("key") or "")
        key = (slug(given) or slug(person.name))[:MAX_AUTHOR_KEY].strip("-") or "author"
        number = 2
        plain = key
        while key in taken:
            key = f"{plain}-{number}"
            number += 1
        taken.add(key)
        keys[person.name] = key
    return keys


def front_matter(entry: OldEntry, place: NewPlace, keys: Mapping[str, str], default_author: str = "") -> list[str]:
    """Return the lines of front matter of an entry."""
    authors = [keys[name] for name in entry.authors if name in keys]
    said = authors if authors != [default_author] else []
    olds = [
        old
        for old in dict.fromkeys(entry.old_addresses)
        if comparable(old).casefold() != comparable(place.address).casefold()
    ]
    values: list[tuple[str, str]] = [
        ("date", entry.date),
        (
            "updated",
            entry.updated[:10] if ISO_DAY.match(entry.updated) and entry.updated[:10] > entry.date[:10] else "",
        ),
    ]
    lines = [f"{key}: {value}" for key, value in values if value and entry.kind == "post"]
    if entry.kind == "post":
        lines += ["draft: true"] if entry.draft or not entry.date else []
        lines += [f"author: {said[0]}" if len(said) == 1 else yaml_list("author", said)] if said else []
        lines += [yaml_line("category", entry.category)] if entry.category else []
        lines += [yaml_list("tags", entry.tags)] if entry.tags else []
        lines += [yaml_line("series", entry.series)] if entry.series else []
        lines += [yaml_line("language", entry.language)] if entry.language else []
        lines += [yaml_line("translation_of", entry.translation_of)] if entry.translation_of else []
        lines += cover_lines(entry)
        lines += [yaml_line("canonical_link", entry.canonical_link)] if entry.canonical_link else []
    if entry.kind == "concept":
        lines += ["draft: true"] if entry.draft else []
        lines += [yaml_list("aliases", entry.aliases)] if entry.aliases else []
    lines += [yaml_line("description", entry.description)] if entry.description else []
    lines += [yaml_line("address", place.own_address)] if place.own_address else []
    lines += [yaml_list("redirect", olds)] if olds else []
    return lines


def cover_lines(entry: OldEntry) -> list[str]:
    if not entry.cover:
        return []
    return [yaml_line("cover", entry.cover), yaml_line("cover_alt", entry.cover_alt or entry.title)]


def markdown_of_entry(entry: OldEntry, links: Links, keys: Mapping[str, str], default_author: str = "") -> str:
    """Return the file of an entry in Markdown."""
    place = links.plan.places[entry.source]
    body = rewrite(entry, links)
    lines = front_matter(entry, place, keys, default_author)
    head = "".join(f"{line}\n" for line in ["---", *lines, "---"]) + "\n" if lines else ""
    return head + body.rstrip() + "\n"


def notebook_of(entry: OldEntry, links: Links, keys: Mapping[str, str], default_author: str = "") -> str:
    """Return the notebook of an entry, with a first cell that holds its front matter and title."""
    place = links.plan.places[entry.source]
    notebook = json.loads(entry.body)
    lines = front_matter(entry, place, keys, default_author)
    source = "\n".join(["---", *lines, "---", "", f"# {title_line(entry.title)}"])
    cells = notebook.get("cells")
    if isinstance(cells, list):
        if cells and is_title_cell(cells[0]):
            cells.pop(0)
        for other in cells:
            if isinstance(other, dict) and other.get("cell_type") == "markdown":
                other["source"] = rewrite_cell(entry, cell_text(other), links)
        cell = {"cell_type": "markdown", "metadata": {}, "source": source}
        if (notebook.get("nbformat"), notebook.get("nbformat_minor", 0)) >= (4, 5):
            cell["id"] = "front-matter"
        cells.insert(0, cell)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def cell_text(cell: Mapping[str, object]) -> str:
    source = cell.get("source")
    return "".join(map(str, source)) if isinstance(source, list) else str(source or "")


def is_title_cell(cell: Mapping[str, object]) -> bool:
    """Return whether a cell holds front matter, or a title and nothing else."""
    text = cell_text(cell)
    return bool(re.fullmatch(r"\s*(?:---\n[\s\S]*?\n---\s*)?(?:#[ \t][^\n]*\s*)?", text)) and bool(text.strip())
