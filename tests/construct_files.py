"""The constructs of each system in ``tests/constructs/``: how they are written, and what becomes of them here.

``python tests/construct_files.py`` writes the table of them into ``guide/markdown.md``.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(__file__).resolve().parent / "constructs"
GUIDE = ROOT / "guide" / "markdown.md"
# In the order of the table: the file, and its name there.
SYSTEMS = {
    "github": "GitHub", "obsidian": "Obsidian", "kramdown": "kramdown", "hugo": "Hugo", "pelican": "Pelican",
    "myst": "MyST",
}  # fmt: skip
HEADING = re.compile(r"^## (?P<name>.+), (?P<kind>inline|block)$", re.MULTILINE)
PART = re.compile(r"^~~~~(?P<info>\w+)\n(?P<text>.*?)\n~~~~$", re.MULTILINE | re.DOTALL)
INFOS = {"markdown", "html", "hint", "message"}
TABLE_BEGIN, TABLE_END = "<!-- {} -->\n", "<!-- end of {} -->\n"


@dataclass(frozen=True)
class SystemConstruct:
    """What a system has: its ``source``, a part of the ``html`` that it becomes, or of what is said of it."""

    system: str
    name: str
    inline: bool
    source: str
    html: str = ""
    hint: str = ""
    message: str = ""

    @property
    def outcome(self) -> str:
        if self.message:
            return "a message"
        return "works, with a hint" if self.hint else "works"


def read_constructs(system: str) -> Iterator[SystemConstruct]:
    """Yield the constructs in the file of a system."""
    text = (FOLDER / f"{system}.md").read_text(encoding="utf-8")
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        parts = {part["info"]: part["text"] for part in PART.finditer(text, heading.end(), end)}
        assert parts.keys() <= INFOS, heading["name"]
        assert "markdown" in parts, heading["name"]
        assert len(parts) > 1, heading["name"]
        yield SystemConstruct(
            SYSTEMS[system],
            heading["name"],
            heading["kind"] == "inline",
            parts["markdown"],
            parts.get("html", ""),
            parts.get("hint", ""),
            parts.get("message", ""),
        )


CONSTRUCTS = tuple(construct for system in SYSTEMS for construct in read_constructs(system))


def cell(source: str) -> str:
    """Return a source as one cell of a table: its lines with a mark between, as code."""
    words = " ⏎ ".join(line.strip() for line in source.split("\n") if line.strip()).replace("|", "\\|")
    ticks = "`" * (max((len(run) for run in re.findall("`+", words)), default=0) + 1)
    space = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{ticks}{space}{words}{space}{ticks}"


def construct_table() -> str:
    """Return the table of the guide: a construct and its example a row, a system a column."""
    rows: dict[str, dict[str, SystemConstruct]] = {}
    for construct in CONSTRUCTS:
        rows.setdefault(construct.name, {}).setdefault(construct.system, construct)
    lines = [
        f"| Construct | Example | {' | '.join(SYSTEMS.values())} | Here |",
        f"|---|---|{':-:|' * len(SYSTEMS)}---|",
    ]
    for name, by_system in sorted(rows.items(), key=lambda row: row[0].casefold()):
        example = next(iter(by_system.values()))
        marks = " | ".join("✓" if system in by_system else "" for system in SYSTEMS.values())
        outcome = max((construct.outcome for construct in by_system.values()), key=len)
        lines.append(f"| {name} | {cell(example.source)} | {marks} | {outcome} |")
    return "\n".join(lines) + "\n"


def tested_elsewhere() -> Iterator[tuple[str, str, str, str]]:
    """Yield what other tests hold to be right: system, construct, how it is written, and what becomes of it."""
    import test_attributes
    import test_callouts
    import test_code_blocks
    import test_embeds
    import test_foreign_syntax
    import test_links
    import test_marks
    import test_maths
    import test_media
    import test_picture_markup
    import test_unknown_names

    for made in (*test_marks.CONSTRUCTS, *test_attributes.CONSTRUCTS):
        yield made.system, made.name, made.source, "works"
    for made in test_code_blocks.FENCES:
        yield made.system, f"code: {made.name}", made.source, "works"
    for system, name, source, *_ in (*test_media.CONSTRUCTS, *test_embeds.CONSTRUCTS):
        yield system, name, source, "works"
    for system, name, source, *_ in (*test_links.LINKS, *test_links.SHOWN):
        yield system, f"link: {name}" if source.startswith("[") else f"picture: {name}", source, "works"
    for system, source, *_ in test_callouts.CALLOUTS:
        yield system, "callout", source, "works"
    for system, source, *_ in test_picture_markup.PICTURES:
        yield system, "attributes of a picture", source, "works"
    for system, source, formulas, *_ in test_maths.CONSTRUCTS:
        yield system, "words, and no formula" if formulas == [] else "formula", source, "works"
    for system, source, *_ in [*test_foreign_syntax.UNDERSTOOD, *test_foreign_syntax.DIRECTIVES]:
        yield system, "what belongs to it", source, "works, with a hint"
    for system, source, _, told in test_unknown_names.CONSTRUCTS:
        yield system, "directive, role or option of theirs", source, "a message" if told else "works"
    for system, source, *_ in test_foreign_syntax.TOLD:
        yield system, "what belongs to it", source, "a message"


# What those tests call by another name, or is of no system.
OTHER_NAMES = {
    "pandoc": "Pandoc", "ours": "here", "Pandoc, markdown-it": "markdown-it", "markdown-it-attrs": "markdown-it",
    **dict.fromkeys(
        ("all", "alternative", "curly quotes", "decorative", "linked", "macOS", "others", "reference"), "any"
    ),
}  # fmt: skip


def other_tables() -> str:
    """Return the other tables of the guide: what :func:`tested_elsewhere` has, one a system."""
    by_system: dict[str, dict[str, tuple[str, str]]] = {}
    for system, name, source, outcome in tested_elsewhere():
        by_system.setdefault(OTHER_NAMES.get(system, system), {}).setdefault(cell(source), (name, outcome))
    lines = []
    for system, rows in sorted(by_system.items(), key=lambda found: found[0].casefold()):
        lines += [f"### {system}", "", "| Written | Construct | Here |", "|---|---|---|"]
        lines += (f"| {written} | {name} | {outcome} |" for written, (name, outcome) in sorted(rows.items()))
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


TABLES = {"constructs": construct_table, "more constructs": other_tables}


def with_tables(text: str) -> str:
    """Return the text of the guide with its tables as they are now."""
    for name, table in TABLES.items():
        begin, end = TABLE_BEGIN.format(name), TABLE_END.format(name)
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{table()}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    GUIDE.write_text(with_tables(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
