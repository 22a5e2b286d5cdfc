"""Say what an import brought, changed and could not keep: on a screen, in ``import-report.md`` and as JSON.

All three are written of the same data (:func:`report_data`), so that they agree.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from valuable.importers.plan import Plan
from valuable.importers.records import Note, OldEntry, OldSite

FIRST_LOOKS = 10
SCREEN_WIDTH, SCREEN_KINDS = 80, 9  # characters of a line; kinds of notes of one sort on a screen
MAX_WORDS_TOLD = 400
MAX_LOOKED_FOR = 200  # notes of one text of which the line here is looked for by what they quote
QUOTED_WORDS = re.compile(r"`([^`]+)`")
MAX_FAULTS_SHOWN = 5
TEXT_STATES = ("new", "changed", "unchanged", "edited here", "removed here", "left out")
STATE_WORDS = {
    "new": "brought over",
    "changed": "changed at the source, and written anew",
    "unchanged": "as before",
    "edited here": "edited here since, so left as they are",
    "removed here": "moved or removed here since, so left out",
    "left out": "could not be read",
}
# What a reader would miss most, first.
WEIGHTS = (
    (re.compile(r"set aside|unreadable|stops"), 100),
    (re.compile(r"words"), 30),
    (re.compile(r"file|picture|cover|media"), 12),
    (re.compile(r"address"), 10),
    (re.compile(r"embed|shortcode|include|directive|component|syntax"), 6),
    (re.compile(r"link"), 3),
)


@dataclass
class ImportResult:
    """What became of an import. Texts and states are by the path in the source."""

    site: OldSite
    plan: Plan
    blog: str = ""  # by which the record knows it
    texts: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    asides: dict[str, bytes] = field(default_factory=dict)  # what no page could be made of, by its path here
    files: Counter[str] = field(default_factory=Counter)
    cleaned: int = 0  # pictures that told where they were taken
    gone_at_source: dict[str, str] = field(default_factory=dict)  # what stands here still, by its source
    lost_words: dict[str, list[str]] = field(default_factory=dict)
    built: set[str] = field(default_factory=set)  # sources of which a page was built
    accepted: list[tuple[str, str, str, int]] = field(default_factory=list)  # file, kind, subject, number
    stops: list[str] = field(default_factory=list)  # what stops the site still
    ledger_lines: set[str] = field(default_factory=set)  # that this import has added
    is_unfinished: bool = False  # whether this goes on with an import that was broken off
    was_built: bool = False
    preview: str = ""

    def written_sources(self) -> list[str]:
        return [source for source, state in self.states.items() if state in {"new", "changed"}]


def number_of(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


# -- The data -----------------------------------------------------------------------


def report_data(result: ImportResult) -> dict[str, Any]:
    """Return all that is told of an import, as JSON has it."""
    site, entries = result.site, [entry_data(result, entry) for entry in result.site.entries]
    general = [note_data(note) for note in site.notes]
    posts = [entry for entry in site.entries if entry.kind == "post"]
    days = sorted(entry.date[:10] for entry in posts if entry.date)
    return {
        "site": {"name": site.name, "system": site.system, "address": site.address},
        "authors": [person.name for person in site.people],
        "first_day": days[0] if days else "",
        "last_day": days[-1] if days else "",
        "counts": {
            "texts": len(site.entries),
            "posts": len(posts),
            "drafts": sum(entry.draft or not entry.date for entry in posts),
            "pages": len(site.entries) - len(posts),
            "same_address": sum(same_address(result.plan, entry) for entry in site.entries),
            "built": len(result.built),
            "words_lost": sum(len(entry["words_lost"]) for entry in entries),
            "changed": sum(not note["lost"] for note in all_notes(general, entries)),
            "not_kept": sum(note["lost"] for note in all_notes(general, entries)),
            "states": {state: number for state in TEXT_STATES if (number := count_state(result, state))},
            "files": {"source": len(site.assets), **result.files, "without_place": result.cleaned},
        },
        "kinds": kinds_of(general, entries),
        "site_notes": general,
        "texts": entries,
        "gone_at_source": [{"source": source, "path": path} for source, path in result.gone_at_source.items()],
        "accepted": [
            {"path": path, "kind": kind, "subject": subject, "number": number}
            for path, kind, subject, number in result.accepted
        ],
        "look_first": first_looks(result, entries, general),
        "stops": result.stops,
        "was_built": result.was_built,
        "preview": result.preview,
    }


def count_state(result: ImportResult, state: str) -> int:
    return sum(state_in(result, entry) == state for entry in result.site.entries)


def state_in(result: ImportResult, entry: OldEntry) -> str:
    return result.states.get(entry.source, "left out")


def entry_data(result: ImportResult, entry: OldEntry) -> dict[str, Any]:
    place, text = result.plan.places[entry.source], result.texts.get(entry.source, "")
    here = LinesHere(entry, text)
    return {
        "source": entry.source,
        "path": place.path,
        "address": place.address,
        "title": entry.title,
        "state": state_in(result, entry),
        "built": entry.source in result.built,
        "notes": [{**note_data(note), "line_here": here.line_of(note)} for note in entry.notes],
        "words_lost": result.lost_words.get(entry.source, []),
    }


def note_data(note: Note) -> dict[str, Any]:
    return {"kind": note.kind, "message": note.message, "line": note.line, "lost": note.lost}


class LinesHere:
    """Finds the line here that stands for one of the source: by what is quoted, else by the lines around it."""

    def __init__(self, entry: OldEntry, text: str) -> None:
        self.entry, self.text = entry, text
        self.lines = text.split("\n") if entry.notes else []
        self.pairs: dict[int, int] | None = None
        self.known: list[int] = []  # the lines of the source in `pairs`, in their order
        self.asked = 0

    def line_of(self, note: Note) -> int:
        """Return a line from 1; 0 if none is known."""
        if not self.text or not note.line:
            return 0
        self.asked += 1
        for quoted in reversed(QUOTED_WORDS.findall(note.message) if self.asked <= MAX_LOOKED_FOR else []):
            numbers = [number for number, line in enumerate(self.lines, 1) if quoted in line]
            if numbers:
                near = self.near(note.line)
                return min(numbers, key=lambda number: abs(number - near))
        return self.near(note.line)

    def near(self, line: int) -> int:
        """Return the line that stands where one of the source does, by the nearest one above that is the same here."""
        if self.pairs is None:
            self.pairs = same_lines(self.entry.body.split("\n"), self.lines)
            self.known = sorted(self.pairs)
        index = line - self.entry.line
        place = bisect_right(self.known, index)
        above = self.known[place - 1] if place else None
        found = self.pairs[above] + index - above if above is not None else index
        return max(1, min(found + 1, len(self.lines)))


def same_lines(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return the numbers of lines here by those of the source, of lines that stand once in each."""
    counts, places = Counter(old), {line: number for number, line in enumerate(new)}
    twice = {line for line, number in Counter(new).items() if number > 1}
    return {
        number: places[line]
        for number, line in enumerate(old)
        if line.strip() and counts[line] == 1 and line in places and line not in twice
    }


def same_address(plan: Plan, entry: OldEntry) -> bool:
    return bool(entry.address) and plan.places[entry.source].address.rstrip("/") == entry.address.rstrip("/")


def all_notes(
    general: Iterable[Mapping[str, Any]], entries: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    yield from general
    for entry in entries:
        yield from entry["notes"]


def kinds_of(general: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the kinds of notes, those that lose something first: how many of each there are, and one of them."""
    groups: dict[tuple[bool, str], list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for note in general:
        groups[not note["lost"], note["kind"]].append(("", note))
    for entry in entries:
        for note in entry["notes"]:
            groups[not note["lost"], note["kind"]].append((entry["source"], note))
    return [
        {"kind": kind, "lost": not kept, "number": len(found), "texts": len({source for source, _ in found if source}),
         "example": {"source": found[0][0], "line": found[0][1]["line"], "message": found[0][1]["message"]}}
        for (kept, kind), found in sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
    ]  # fmt: skip


def first_looks(
    result: ImportResult, entries: Sequence[Mapping[str, Any]], general: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return what to look at first: the texts and files of which a reader would miss most."""
    found: list[tuple[int, dict[str, Any]]] = []
    for entry in entries:
        lost = [note for note in entry["notes"] if note["lost"]]
        weight = sum(weight_of(note) for note in lost) + min(len(entry["words_lost"]), 50)
        if not weight:
            continue
        worst = max(lost, key=weight_of, default=None)
        more = f" (and {number_of(len(lost) - 1, 'thing')} more)" if len(lost) > 1 else ""
        words = f"{number_of(len(entry['words_lost']), 'word')} of the source missing on its page"
        why = worst["message"] + more if worst else words
        line = next((note["line_here"] for note in lost if note["line_here"]), 0)
        found.append((weight, {"path": entry["path"], "line": line, "address": entry["address"], "why": why}))
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for note in general:
        if note["lost"]:
            groups[note["kind"]].append(note)
    for kind, notes in groups.items():
        more = f" (and {len(notes) - 1:,} more of this kind)" if len(notes) > 1 else ""
        weight = sum(map(weight_of, notes))
        found.append((weight, {"path": "", "line": 0, "address": "", "why": f"{kind}: {notes[0]['message']}{more}"}))
    stops = [
        {"path": "", "line": 0, "address": "", "why": f"this stops the site: {message}"} for message in result.stops
    ]
    ranked = sorted(found, key=lambda item: (-item[0], item[1]["path"]))
    return [*stops, *(look for _, look in ranked)][:FIRST_LOOKS]


def weight_of(note: Mapping[str, Any]) -> int:
    return next((weight for pattern, weight in WEIGHTS if pattern.search(note["kind"])), 2)


# -- On a screen --------------------------------------------------------------------


def screen_lines(data: Mapping[str, Any]) -> list[str]:
    """Return what would come, and what would not, in one screen."""
    counts, site = data["counts"], data["site"]
    lines = [f"{site['name'] or 'A blog'}, made with {site['system']}", f"  {counts_line(counts)}"]
    if data["authors"]:
        more = len(data["authors"]) - 3
        lines.append(f"  by {', '.join(data['authors'][:3])}" + (f" and {more:,} more" if more > 0 else ""))
    if data["first_day"]:
        lines.append(f"  from {data['first_day']} to {data['last_day']}")
    lines.append(f"  {address_line(data)}")
    states = counts["states"]
    if set(states) - {"new"}:
        lines += [f"  {number:,} {STATE_WORDS[state]}" for state, number in states.items()]
    if data["gone_at_source"]:
        lines.append(f"  {len(data['gone_at_source']):,} no longer at the source; they stay here")
    for lost, head in ((True, "Not kept:"), (False, "Written otherwise:")):
        kinds = [kind for kind in data["kinds"] if kind["lost"] == lost]
        words = counts["words_lost"] if lost else 0
        lines += [head] if kinds or words else []
        lines += [f"  {words:>6,} words of the sources: {first_lost(data)}"] if words else []
        lines += [kind_line(kind) for kind in kinds[:SCREEN_KINDS]]
        if len(kinds) > SCREEN_KINDS:
            rest = sum(kind["number"] for kind in kinds[SCREEN_KINDS:])
            lines.append(f"  … and {len(kinds) - SCREEN_KINDS} kinds more, {number_of(rest, 'time')}")
    return [screen_line(line) for line in lines]


def first_lost(data: Mapping[str, Any]) -> str:
    text = next(text for text in data["texts"] if text["words_lost"])
    return f"{'/'.join(text['source'].split('/')[-2:])}: {' '.join(text['words_lost'][:5])}"


def counts_line(counts: Mapping[str, Any]) -> str:
    drafts = f", {number_of(counts['drafts'], 'draft')} among them" if counts["drafts"] else ""
    files = number_of(counts["files"]["source"], "file")
    return f"{number_of(counts['posts'], 'post')}{drafts}; {number_of(counts['pages'], 'page')}; {files}"


def address_line(data: Mapping[str, Any]) -> str:
    same, texts = data["counts"]["same_address"], data["counts"]["texts"]
    if not data["site"]["address"] and not same:
        return "their old addresses are not known"
    return f"{same:,} of {texts:,} keep their address" + ("; the others' lead on" if same < texts else "")


def kind_line(kind: Mapping[str, Any]) -> str:
    example = kind["example"]
    line = f":{example['line']}" if example["line"] else ""
    where = f"{'/'.join(example['source'].split('/')[-2:])}{line}: " if example["source"] else ""
    return f"  {kind['number']:>6,} {kind['kind']}: {where}{example['message']}"


def screen_line(line: str) -> str:
    line = " ".join(line.split()) if len(line) > SCREEN_WIDTH and not line.startswith(" ") else line.replace("\n", " ")
    if len(line) <= SCREEN_WIDTH:
        return line
    whole = line[: SCREEN_WIDTH - 1]
    words = whole.rpartition(" ")[0].rstrip()
    return f"{words if len(words) > SCREEN_WIDTH // 2 else whole}…"


# -- In a file ----------------------------------------------------------------------


def report_text(data: Mapping[str, Any]) -> str:
    """Return the report as Markdown."""
    counts = data["counts"]
    blocks = [
        f"# What was brought over from {data['site']['name'] or 'the old blog'}",
        markdown_table(("What", "How much"), count_rows(data)),
        "## What to look at first",
        "\n".join(look_line(look) for look in data["look_first"]) or "Nothing was lost that this import knows of.",
        "## By kind",
        markdown_table(("Kind", "What became of it", "Times", "In texts", "The first"), map(kind_row, data["kinds"]))
        if data["kinds"]
        else "All came over as it was.",
        *accepted_blocks(data["accepted"]),
        *gone_blocks(data["gone_at_source"]),
        *site_blocks(data["site_notes"]),
        f"## By text\n\n{number_of(counts['texts'], 'text')}. Lines are the source's; `here` are the new file's.",
        "\n".join(line for entry in data["texts"] for line in text_lines(entry)),
        f"The preview: {data['preview']} once `make serve` runs." if data["preview"] else "The preview: `make serve`",
    ]
    return "\n\n".join(blocks) + "\n"


def count_rows(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    counts = data["counts"]
    yield "Made with", data["site"]["system"]
    yield "Posts", f"{counts['posts']:,}" + (f", {counts['drafts']:,} of them drafts" if counts["drafts"] else "")
    yield "Pages", f"{counts['pages']:,}"
    for state, number in counts["states"].items():
        yield f"Texts {STATE_WORDS[state]}", f"{number:,}"
    yield "Texts that keep their address", f"{counts['same_address']:,}"
    if data["was_built"]:
        yield "Texts with a page now", f"{counts['built']:,}"
    yield "Files at the source", f"{counts['files']['source']:,}"
    if counts["files"]["without_place"]:
        yield (
            "Pictures and films that no longer tell who took them, where",
            f"{counts['files']['without_place']:,}",
        )
    yield "Things changed", f"{counts['changed']:,}"
    yield "Things not kept", f"{counts['not_kept']:,}"
    yield "Words of the source that no page shows", f"{counts['words_lost']:,}"
    yield "Faults accepted for now", f"{sum(fault['number'] for fault in data['accepted']):,}"


def look_line(look: Mapping[str, Any]) -> str:
    where = f"`{look['path']}{':' + str(look['line']) if look['line'] else ''}`: " if look["path"] else ""
    return f"1. {where}{plain_markdown(look['why'])}"


def kind_row(kind: Mapping[str, Any]) -> tuple[str, ...]:
    example = kind["example"]
    line = f":{example['line']}" if example["line"] else ""
    where = f"`{example['source']}{line}`: " if example["source"] else ""
    became = "not kept" if kind["lost"] else "changed"
    return kind["kind"], became, f"{kind['number']:,}", f"{kind['texts']:,}", where + plain_markdown(example["message"])


def accepted_blocks(accepted: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the part on the faults that stand in ``accepted.txt``."""
    if not accepted:
        return
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for fault in accepted:
        groups[fault["kind"]].append(fault)
    yield "## Faults accepted for now"
    yield (
        "The site is published in spite of these faults of old texts. They stand in `accepted.txt`, "
        "and go from there by `make accept` once they are mended."
    )
    rows = []
    for kind, found in sorted(groups.items(), key=lambda item: -sum(fault["number"] for fault in item[1])):
        places = [f"`{fault['path']}`: {plain_markdown(fault['subject'])}" for fault in found[:MAX_FAULTS_SHOWN]]
        more = f"; and {len(found) - MAX_FAULTS_SHOWN:,} more" if len(found) > MAX_FAULTS_SHOWN else ""
        rows.append((kind, f"{sum(fault['number'] for fault in found):,}", "; ".join(places) + more))
    yield markdown_table(("Kind", "Faults", "Where"), rows)


def gone_blocks(gone: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if gone:
        yield "## No longer at the source\n\nThese stay here; remove those that are not wanted."
        yield "\n".join(f"- `{each['source']}`, here `{each['path']}`" for each in gone)


def site_blocks(notes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if notes:
        yield "## Of the whole site"
        yield "\n".join(
            f"- {'not kept' if note['lost'] else 'changed'}: {plain_markdown(note['message'])}" for note in notes
        )


def text_lines(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines on one text."""
    lost, notes = [note for note in entry["notes"] if note["lost"]], entry["notes"]
    counts = ", ".join(filter(None, [f"{len(lost):,} not kept" if lost else "", changed_words(len(notes) - len(lost))]))
    state = "" if entry["state"] == "new" else f" ({entry['state']})"
    yield f"- `{entry['source']}` → `{entry['path']}`{state}: {counts or 'kept'}"
    for note in sorted(notes, key=lambda note: (not note["lost"], note["line"])):
        places = [
            f"line {note['line']}" if note["line"] else "",
            f"here {note['line_here']}" if note["line_here"] else "",
        ]
        where = ", ".join(filter(None, places))
        became = ", ".join(filter(None, ["not kept" if note["lost"] else "changed", where]))
        yield f"  - {became}: {plain_markdown(note['message'])}"
    if entry["words_lost"]:
        words = entry["words_lost"]
        more = f" and {len(words) - MAX_WORDS_TOLD:,} more" if len(words) > MAX_WORDS_TOLD else ""
        yield f"  - words of the source that its page lacks: `{' '.join(words[:MAX_WORDS_TOLD])}`{more}"


def changed_words(number: int) -> str:
    return f"{number:,} changed" if number else ""


def plain_markdown(message: str) -> str:
    """Return a message as Markdown shows it: in one line, what is quoted in it as code, nothing as markup."""
    pieces = re.split(r"(`[^`]*`)", " ".join(message.split()))
    return "".join(
        piece if piece.startswith("`") and len(piece) > 1 else re.sub(r"[\\<>\[\]*_]", r"\\\g<0>", piece)
        for piece in pieces
    )


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines, bar = [head, ["---"] * len(head), *rows], "\\|"
    return "\n".join(f"| {' | '.join(cell.replace('|', bar) for cell in line)} |" for line in lines)
