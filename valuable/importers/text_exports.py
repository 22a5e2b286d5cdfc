"""Read what Movable Type, TypePad and their kin export: one plain text with all entries and comments."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape
from typing import IO

from valuable.importers.old_words import add_named_people, made_title
from valuable.importers.records import ExportFile, OldComment, OldEntry, OldSite
from valuable.importers.trees import decoded_text
from valuable.importers.wordpress_text import with_paragraphs

MAX_TEXT_EXPORT = 500_000_000  # bytes, which are read whole
ENTRY_END = re.compile(r"^-{8}[ \t]*$", re.MULTILINE)
PART_END = re.compile(r"^-{5}[ \t]*$", re.MULTILINE)
MOVABLE_TYPE_DATES = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S")


def is_movable_type(head: bytes) -> bool:
    return re.match(rb"\s*(?:\xef\xbb\xbf)?(?:[A-Z][A-Z ]+: ?[^\n]*\r?\n){2,}", head) is not None and re.search(
        rb"^(?:TITLE|BASENAME|CONVERT BREAKS|BODY):", head, re.MULTILINE
    ) is not None and b"-----" in head  # fmt: skip


def read_movable_type(files: Sequence[ExportFile]) -> OldSite:
    """Return the site of exports in the form of Movable Type: https://movabletype.org/documentation/appendices/import-export-format.html."""
    site = OldSite("Movable Type")
    for file in files:
        with file.open() as data:
            text = decoded_text(data.read(MAX_TEXT_EXPORT))
            for problem in what_follows(data):
                site.note("broken export", f"{file.name}: {problem}", lost=True)
        for number, part in enumerate(ENTRY_END.split(text), 1):
            if part.strip():
                site.entries.append(movable_type_entry(f"{file.name}#{number}", part))
    site.moved |= {"/atom.xml": "/blog/atom.xml", "/index.xml": "/blog/rss.xml", "/rss.xml": "/blog/rss.xml",
                   "/index.rdf": "/blog/rss.xml", "/archives.html": "/blog/"}  # fmt: skip
    return add_named_people(site)


def what_follows(data: IO[bytes]) -> Iterator[str]:
    """Yield why the rest of a file was not read, if there is any."""
    try:
        if data.read(1):
            size = MAX_TEXT_EXPORT // 1_000_000
            yield f"it holds more than {size} MB, and what follows is not here: export the blog in parts, by years"
    except OSError as error:
        yield f"it can't be read to its end ({error}); what came before is here: export it anew"


def movable_type_entry(source: str, text: str) -> OldEntry:
    parts = [part.strip("\n") for part in PART_END.split(text)]
    entry = OldEntry(source, "post", "", "", "html")
    head = [*fields_of(parts[0])]
    for key, value in head:
        add_field(entry, key, value)
    for part in parts[1:]:
        name, _, inner = part.partition(":")
        add_part(entry, name.strip(), inner.strip("\n"))
    breaks = dict(head).get("CONVERT BREAKS", "1").casefold()
    if "markdown" in breaks:
        entry.markup = "markdown"
    elif breaks not in {"0", ""}:
        entry.body = with_paragraphs(entry.body)
    entry.title = entry.title or made_title(entry)
    return entry


def add_field(entry: OldEntry, key: str, value: str) -> None:
    """Set what a line of an entry's head says."""
    if key == "TITLE":
        entry.title = " ".join(unescape(value).split())
    elif key == "AUTHOR" and value:
        entry.authors = [value]
    elif key == "BASENAME":
        entry.slug = value
    elif key == "STATUS":
        entry.draft = value.casefold() not in {"publish", "future"}
    elif key == "DATE":
        entry.date = movable_type_date(value)
    elif key == "PRIMARY CATEGORY" and value:
        entry.category = value
    elif key == "CATEGORY" and value and value != entry.category:
        entry.tags.append(value)
    elif key == "TAGS":
        entry.tags += [tag.strip().strip('"') for tag in re.findall(r'"[^"]*"|[^,]+', value) if tag.strip()]


def add_part(entry: OldEntry, name: str, text: str) -> None:
    if name in {"BODY", "EXTENDED BODY"} and text.strip():
        entry.body = f"{entry.body}\n\n{text}" if entry.body else text
    elif name == "EXCERPT":
        entry.description = " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())
    elif name == "COMMENT":
        lines = text.strip("\n").split("\n")
        said = dict(fields_of("\n".join(line for line in lines if re.match(r"[A-Z]+:", line))))
        words = "\n".join(line for line in lines if not re.match(r"(?:AUTHOR|EMAIL|IP|URL|DATE|TITLE):", line))
        number = str(len(entry.comments) + 1)
        entry.comments.append(
            OldComment(number, "", said.get("AUTHOR", ""), movable_type_date(said.get("DATE", ""))[:10], words)
        )


def fields_of(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        found = re.match(r"([A-Z][A-Z ]+):[ \t]*(.*)", line)
        if found:
            yield found[1], found[2].strip()


def movable_type_date(text: str) -> str:
    for form in MOVABLE_TYPE_DATES:
        try:
            return datetime.strptime(text.strip(), form).isoformat()  # noqa: DTZ007  # it has no zone
        except ValueError:
            continue
    return ""
