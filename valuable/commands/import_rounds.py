"""Build a site that a blog was brought into until nothing stops it: each round mends what the one before has said."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from valuable.base.accepted_faults import parse_accepted
from valuable.base.page_addresses import file_of
from valuable.base.source_paths import ACCEPTED_FILE, LEDGER_FILE
from valuable.commands.import_build import BuildTold, merged_record, told_build
from valuable.importers.bringing import aside_path
from valuable.importers.import_record import IMPORT_RECORD, Blogs, blogs_text, short_digest
from valuable.importers.mending import Fatal, markdown_of_notebook, mended, whole_head_of
from valuable.importers.page_words import words_missing
from valuable.importers.plan import place_at
from valuable.importers.progress_lines import ProgressLines
from valuable.importers.report import ImportResult
from valuable.importers.site_here import address_of_text
from valuable.outputs.cards import write_atomically

MAX_BUILDS = 6


class Rounds:
    """The rounds of one import: what was mended how often, and what was written."""

    def __init__(self, root: Path, result: ImportResult, blogs: Blogs) -> None:
        self.root, self.result, self.blogs = root, result, blogs
        self.blog = blogs[result.blog]
        self.entries = {entry.source: entry for entry in result.site.entries}
        self.sources = {result.plan.places[source].path: source for source in result.written_sources()}
        self.files = {path: source for source, path in result.plan.files.items()}
        self.tries: Counter[tuple[str, bool]] = Counter()
        self.written: set[str] = set()

    def mend(self, fatal: Sequence[Mapping[str, Any]]) -> bool:
        """Mend what these messages name, as far as this import has brought it; return whether anything was."""
        by_path: dict[str, list[Fatal]] = defaultdict(list)
        for each in fatal:
            by_path[each["path"]].append(Fatal(each["line"], each["message"], each["kind"]))
        return sum(self.mend_file(path, found) for path, found in by_path.items()) > 0

    def mend_file(self, path: str, found: Sequence[Fatal]) -> bool:
        if path in self.sources:
            return self.mend_text(path, found)
        if path in self.files:
            return self.drop_file(path, found[0])
        if path == LEDGER_FILE:
            return self.drop_lines(found)
        return False

    def mend_text(self, path: str, found: Sequence[Fatal]) -> bool:
        entry = self.entries[self.sources[path]]
        if path.endswith(".ipynb"):
            return self.as_plain_text(path, found[0])
        text = (self.root / path).read_text("utf-8", "replace")
        head = len(whole_head_of(text).split("\n"))
        severity = 0
        for is_head in {1 < each.line < head for each in found}:
            severity = max(severity, self.tries[path, is_head])
            self.tries[path, is_head] += 1
        if severity > 3:
            return self.put_aside(path, found[0])
        new = mended(text, found, severity, is_post=entry.kind == "post")
        for line, message in new.done:
            entry.note("set aside", message, source_line(self.result, entry.source, line), lost=True)
        self.write_text(path, new.text)
        return True

    def as_plain_text(self, path: str, why: Fatal) -> bool:
        """Make Markdown of a notebook: what its cells say, without what they have put out."""
        source, new = self.sources.pop(path), f"{path.removesuffix('.ipynb')}.md"
        text = markdown_of_notebook(self.result.texts[source])
        self.entries[source].note("set aside", f"{why.message}: it is a plain text here, without outputs", lost=True)
        (self.root / path).unlink()
        self.written.add(path)
        self.sources[new] = source
        self.blog.texts[source].path = new
        self.write_text(new, text)
        return True

    def write_text(self, path: str, text: str) -> None:
        source = self.sources[path]
        write_atomically(self.root / path, text.encode())
        self.result.texts[source] = text
        brought = self.blog.texts[source]
        brought.here, brought.address = short_digest(text.encode()), address_of_text(self.root, path)
        self.result.plan.places[source] = place_at(path, brought.address)
        self.written.add(path)

    def put_aside(self, path: str, why: Fatal) -> bool:
        """Take a text that nothing has helped out of the site, and keep it beside that."""
        source = self.sources.pop(path)
        name = aside_path(path)
        (self.root / name).parent.mkdir(exist_ok=True)
        (self.root / path).rename(self.root / name)
        self.entries[source].note(
            "set aside", f"{why.message}: no page could be made of it, so it stands in {name}", lost=True
        )
        self.result.states[source] = "left out"
        self.written |= {path, name}
        return True

    def drop_file(self, path: str, why: Fatal) -> bool:
        (self.root / path).unlink(missing_ok=True)
        source = self.files.pop(path)
        self.result.site.note("file", f"{source} was left out: {why.message}", lost=True)
        self.written.add(path)
        return True

    def drop_lines(self, found: Sequence[Fatal]) -> bool:
        """Take lines out of the ledger which this import has put there."""
        file = self.root / LEDGER_FILE
        lines = file.read_text("utf-8").split("\n")
        gone = {each.line - 1: each for each in found if 0 < each.line <= len(lines)}
        gone = {number: each for number, each in gone.items() if lines[number] in self.result.ledger_lines}
        if not gone:
            return False
        for number, each in sorted(gone.items(), reverse=True):
            line = lines.pop(number)
            self.result.site.note("old address", f"`{line}` was left out: {each.message}", lost=True)
        write_atomically(file, "\n".join(lines).encode())
        self.written.add(LEDGER_FILE)
        return True


def source_line(result: ImportResult, source: str, line: int) -> int:
    """Return the line of a source for one of the text here, as near as the beginnings of both tell."""
    entry = next(entry for entry in result.site.entries if entry.source == source)
    head = len(whole_head_of(result.texts.get(source, "")).split("\n")) - 1
    return max(1, line - head + entry.line - 1) if line > head else 1


def build_in_rounds(rounds: Rounds, progress: ProgressLines) -> None:
    """Build the site until nothing stops it, and note the faults of old texts."""
    root, result = rounds.root, rounds.result
    told = BuildTold()
    try:
        for number in range(1, MAX_BUILDS + 1):
            what = "Building" if number == 1 else f"Building again, round {number}"
            told = told_build(root, progress, what)
            fatal = [each for each in told.messages if each["fatal"]]
            if told.well or not fatal or not rounds.mend(fatal):
                break
        result.was_built = rounds.blog.is_built = told.well
        result.stops = [] if told.well else list(dict.fromkeys(stopping(told)))
        if told.record:
            note_accepted(rounds, told.record)
        with progress.step("Comparing words", len(result.site.entries), "texts") as tick:
            compare_words(root, result, tick)
    finally:
        write_atomically(root / IMPORT_RECORD, blogs_text(rounds.blogs).encode())
        rounds.written.add(IMPORT_RECORD)


def stopping(told: BuildTold) -> Iterator[str]:
    for each in told.messages:
        if each["fatal"]:
            yield f"{each['path']}:{each['line']}: {each['message']}" if each["path"] else each["message"]
    if not any(each["fatal"] for each in told.messages):
        yield "the build has not come to its end: `make html` says why"


def note_accepted(rounds: Rounds, record: str) -> None:
    """Write the faults of what was brought into ``accepted.txt``, beside those that stand there."""
    file = rounds.root / ACCEPTED_FILE
    before = file.read_text("utf-8") if file.is_file() else ""
    merged = merged_record(before, record, {*rounds.sources, *rounds.files, "conf.py"})
    faults = parse_accepted(merged)[0]
    if faults or before:
        rounds.written.add(ACCEPTED_FILE)
        write_atomically(file, merged.encode())
    ours = {*rounds.result.plan.files.values(), *(place.path for place in rounds.result.plan.places.values())}
    rounds.result.accepted = [
        (fault.path, fault.kind, fault.subject, entry.number) for fault, entry in faults.items() if fault.path in ours
    ]


def text_of_page(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def compare_words(root: Path, result: ImportResult, tick: Callable[[], None] = lambda: None) -> None:
    """Note of each text that was written the words of its source that its page lacks."""
    written = set(result.written_sources())
    for entry in result.site.entries:
        tick()
        file = root / "_build" / "html" / file_of(result.plan.places[entry.source].address)
        page = text_of_page(file) if result.was_built else ""
        if page and entry.source in result.texts:
            result.built.add(entry.source)
        if entry.source in written and entry.markup != "notebook":
            lost = words_missing(entry, page, result.texts[entry.source])
            if lost:
                result.lost_words[entry.source] = lost
