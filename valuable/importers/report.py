"""Say what an import brought, changed and could not keep."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from valuable.importers.plan import Plan
from valuable.importers.records import Note, OldEntry, OldSite

MAX_EXAMPLES = 3
FIRST_LOOKS = 10


@dataclass
class ImportResult:
    """What became of an import."""

    site: OldSite
    plan: Plan
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # edited here since, so left as they are
    unchanged: int = 0
    accepted: int = 0


def summary_lines(result: ImportResult) -> Iterator[str]:
    """Yield what would come, and what would not, in one screen."""
    site = result.site
    kinds = Counter(entry.kind for entry in site.entries)
    drafts = sum(entry.draft or (entry.kind == "post" and not entry.date) for entry in site.entries)
    yield f"{site.name or 'A blog'}, made with {site.system}"
    others = f"{number_of(kinds['page'], 'page')}; {number_of(len(site.assets), 'file')}"
    yield f"  {number_of(kinds['post'], 'post')}, {drafts} of them drafts; {others}"
    if site.people:
        names = [person.name for person in site.people[:5]]
        yield f"  by {', '.join(names)}" + (f" and {len(site.people) - 5} more" if len(site.people) > 5 else "")
    days = sorted(entry.date[:10] for entry in site.entries if entry.kind == "post" and entry.date)
    if days:
        yield f"  from {days[0]} to {days[-1]}"
    kept = sum(same_address(result.plan, entry) for entry in site.entries)
    yield f"  {kept} of {len(site.entries)} keep their address"
    yield from note_lines(all_notes(site))


def same_address(plan: Plan, entry: OldEntry) -> bool:
    return bool(entry.address) and plan.places[entry.source].address.rstrip("/") == entry.address.rstrip("/")


def all_notes(site: OldSite) -> list[tuple[str, Note]]:
    return [("", note) for note in site.notes] + [
        (entry.source, note) for entry in site.entries for note in entry.notes
    ]


def note_lines(notes: Sequence[tuple[str, Note]]) -> Iterator[str]:
    """Yield each kind of note once, those that lose something first."""
    groups: dict[tuple[bool, str], list[tuple[str, Note]]] = defaultdict(list)
    for source, note in notes:
        groups[not note.lost, note.kind].append((source, note))
    for (kept, kind), found in sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1]))):
        source, note = found[0]
        where = f"{source}:{note.line}: " if source and note.line else f"{source}: " if source else ""
        yield f"  {'changed' if kept else 'not kept'}: {kind}, {number_of(len(found), 'time')}: {where}{note.message}"


def number_of(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def report_text(result: ImportResult, preview: str) -> str:
    """Return the report as Markdown."""
    lines = ["# What was brought over", "", *(line.strip() for line in summary_lines(result))]
    lines += ["", "## What to look at first", ""]
    lines += [f"- {line}" for line in first_looks(result)] or ["- Nothing was lost that this import knows of."]
    lines += ["", "## By post", ""]
    for entry in result.site.entries:
        lost = [note for note in entry.notes if note.lost]
        place = result.plan.places[entry.source].path
        lines.append(
            f"- `{entry.source}` → `{place}`" + (f": {number_of(len(lost), 'thing')} not kept" if lost else "")
        )
        lines += [f"  - line {note.line}: {note.message}" if note.line else f"  - {note.message}" for note in lost]
    lines += ["", f"The preview: {preview}", ""]
    return "\n".join(lines)


def first_looks(result: ImportResult) -> list[str]:
    """Return the posts that lost most."""
    counts = [(sum(note.lost for note in entry.notes), entry) for entry in result.site.entries]
    found = sorted((item for item in counts if item[0]), key=lambda item: (-item[0], item[1].source))[:FIRST_LOOKS]
    return [
        f"`{result.plan.places[entry.source].path}`: {number_of(number, 'thing')} not kept" for number, entry in found
    ]
