"""Make footnotes of the notes and citations that Distill's elements and jekyll-scholar write."""

import re
from collections.abc import Callable, Mapping
from html import unescape

from valuable.content.foreign.reading import without_code
from valuable.content.verbatim import LineIndex, VerbatimText
from valuable.importers.markdown_edits import Edit, edited, parser
from valuable.importers.records import OldEntry

CITED = re.compile(
    r"<d-cite\s+(?:bibtex-)?key=[\"'](?P<distill>[^\"']*)[\"']\s*(?:/>|>\s*</d-cite>)"
    r"|<d-footnote\b[^>]*>(?P<note>(?:(?!</?d-footnote)[\s\S]){0,5000})</d-footnote>"
    r"|\{%-?\s*cite\s+(?P<scholar>[^%]*?)\s*-?%\}"
    r"|(?P<list>\{%-?\s*bibliography\b[^%]*%\}|<d-bibliography\b[^>]*>\s*</d-bibliography>)"
)
BIB_ENTRY = re.compile(r"@\s*(?P<kind>\w+)\s*[{(]\s*(?P<key>[^\s,{}]+)\s*,")
BIB_FIELD = re.compile(r"\s*,?\s*(?P<name>[\w-]+)\s*=\s*")
ACCENT = re.compile(r"\\(?P<sign>[`'^\"~=.]|[uvHckr](?![A-Za-z]))\s*\{?\\?(?P<letter>[A-Za-z])\}?")
COMBINING = {"`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
             "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a"}  # fmt: skip
PLACE_FIELDS = ("journal", "booktitle", "publisher", "school", "howpublished")
MAX_BIB_VALUE = 10_000  # characters of a field
MAX_CITED_AUTHORS = 3  # authors that a reference names


def bibliography_of(text: str) -> dict[str, str]:
    """Return the references of a file of BibTeX by key, each as one line of Markdown."""
    found = {}
    place = 0
    while entry := BIB_ENTRY.search(text, place):
        fields, place = bib_fields(text, entry.end())
        if entry["kind"].casefold() not in {"comment", "string", "preamble"}:
            found[entry["key"]] = reference_line(fields)
    return found


def bib_fields(text: str, place: int) -> tuple[dict[str, str], int]:
    """Return the fields of an entry, which begin at a place, and where they end."""
    fields = {}
    while name := BIB_FIELD.match(text, place):
        value, place = bib_value(text, name.end())
        fields[name["name"].casefold()] = plain_bib(value)
    return fields, place


def bib_value(text: str, start: int) -> tuple[str, int]:
    """Return a value in braces, in quotes or bare, and where it ends."""
    sign = text[start : start + 1]
    if sign not in {"{", '"'}:
        bare = re.compile(r"[^\s,{}]*").match(text, start)
        return (bare[0], bare.end()) if bare else ("", start + 1)
    depth, place = 0, start + 1
    last = min(len(text), start + MAX_BIB_VALUE)
    while place < last:
        if text[place] == "\\":
            place += 1
        elif text[place] == ("}" if sign == "{" else '"') and not depth:
            break
        else:
            depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
    return text[start + 1 : place], place + 1


def plain_bib(value: str) -> str:
    """Return a value without the signs of LaTeX."""
    from unicodedata import normalize

    plain = ACCENT.sub(lambda sign: normalize("NFC", sign["letter"] + COMBINING[sign["sign"]]), value)
    plain = re.sub(r"\\(?:emph|textit|textbf|url|texttt)\b", "", plain)
    plain = re.sub(r"\\([&%$#_])", r"\1", plain)
    return " ".join(re.sub(r"[{}]", "", plain).replace("~", " ").replace("--", "–").split())


def reference_line(fields: Mapping[str, str]) -> str:
    """Return a reference: who, what, where, when, and its address."""
    names = re.split(r"\s+and\s+", fields["author"]) if fields.get("author") else []
    names = [" ".join(reversed(name.split(", ", 1))) for name in names]
    who = ", ".join(names[:MAX_CITED_AUTHORS]) + (" et al" if len(names) > MAX_CITED_AUTHORS else "")
    where = next((fields[name] for name in PLACE_FIELDS if fields.get(name) and "://" not in fields[name]), "")
    when = ", ".join(filter(None, (markdown_words(where), fields.get("year"))))
    title = f"*{markdown_words(fields['title'])}*" if fields.get("title") else ""
    said = ". ".join(filter(None, (markdown_words(who), title, when)))
    address = fields.get("url") or (f"https://doi.org/{fields['doi']}" if fields.get("doi") else "")
    shown = f"<{address}>" if re.fullmatch(r"https?://[^\s<>]+", address) else ""
    return " ".join(filter(None, (f"{said.rstrip('.')}." if said else "", shown)))


def markdown_words(text: str) -> str:
    return re.sub(r"([\\*_`\[\]<>$])", r"\\\1", text)


def with_footnotes(entry: OldEntry, references: Callable[[], Mapping[str, str]]) -> str:
    """Return the text of an entry with footnotes in the place of notes and citations."""
    text = entry.body
    if entry.markup != "markdown" or not CITED.search(text):
        return text
    verbatim, lines = VerbatimText(parser(), without_code(text)), LineIndex(text)
    taken = CitedFootnotes(references())
    edits = []
    for found in CITED.finditer(text):
        span = verbatim.span_at(found.start())
        if span is None or text[span.start] not in "`~ ":
            edits.append(Edit(*found.span(), taken.mark(found)))
            for key in taken.unknown:
                message = f"`{key}` is cited, and no bibliography here has it"
                entry.note("citation", message, entry.line + lines.at(found.start()), lost=True)
            taken.unknown.clear()
    if not edits:
        return text
    entry.note("citations", "citations and notes of Distill or jekyll-scholar are footnotes", entry.line)
    said = "".join(f"[^{label}]: {words}\n" for label, words in taken.notes.items() if words)
    return f"{edited(text, edits).rstrip()}\n\n{said}" if said else edited(text, edits)


class CitedFootnotes:
    """The footnotes of one text, by label."""

    def __init__(self, references: Mapping[str, str]) -> None:
        self.references = references
        self.notes: dict[str, str] = {}
        self.unknown: list[str] = []
        self.count = 0

    def mark(self, found: re.Match[str]) -> str:
        """Return what stands in the place of a note or citation."""
        if found["list"]:
            return ""
        if found["note"] is not None:
            self.count += 1
            label = f"note-{self.count}"
            self.notes[label] = ""  # which keeps its place before those within
            self.notes[label] = " ".join(CITED.sub(self.mark, unescape(found["note"])).split())
            return f"[^{label}]"
        keys = cited_keys(found)
        for key in keys:
            self.unknown += [key] if key not in self.references else []
            self.notes.setdefault(label_of(key), self.references.get(key) or markdown_words(key))
        return "".join(f"[^{label_of(key)}]" for key in keys)


def cited_keys(found: re.Match[str]) -> list[str]:
    if found["distill"] is not None:
        return [key.strip() for key in found["distill"].split(",") if key.strip()]
    return [word for word in re.split(r"[\s,]+", re.sub(r"--?\w+(?:[ =]\S+)?", "", found["scholar"])) if word]


def label_of(key: str) -> str:
    """Return the label of the footnote of a reference."""
    return re.sub(r"[^\w-]+", "-", key).strip("-") or "reference"
