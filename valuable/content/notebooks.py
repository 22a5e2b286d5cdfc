"""Read Jupyter notebooks as posts: their prose, code and stored outputs, without running anything.

A notebook is JSON (nbformat 4, https://nbformat.readthedocs.io/en/latest/format_description.html; the one before is
brought into its form by `valuable.content.notebook_formats`). What is made of one here is MyST Markdown in which each
line stands where it stands in the file, so that messages about it name the right line. Where the file has no lines of
its own, as if all of it is in one, they come as near as they can.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from valuable.base.text_files import FORBIDDEN_CHARACTER, UnreadableFileError, unshown_advice
from valuable.content.json_lines import parse_json
from valuable.content.notebook_formats import notebook_cells

MAX_NOTEBOOK_BYTES = 20_000_000  # most of it is pictures
FENCE_RUN = re.compile(r"`{3,}|~{3,}")
FRONT_MATTER_CELL = re.compile(r"---[ \t]*\n.*?\n(---|\.\.\.)[ \t]*(\n|\Z)", re.DOTALL)
HEADING = re.compile(r"^ {0,3}# ", re.MULTILINE)
MAGIC = re.compile(r"%%(\w+)")
MAGIC_LANGUAGES = {"bash": "bash", "sh": "bash", "javascript": "javascript", "js": "javascript", "html": "html"} | {
    "latex": "latex",
    "perl": "perl",
    "ruby": "ruby",
    "R": "r",
    "sql": "sql",
    "svg": "xml",
    "cython": "cython",
}
# What Jupyter Book and nbconvert call what is not to be shown.
CELL_LEFT_OUT = {"remove-cell", "remove_cell"}
CODE_LEFT_OUT = {"remove-input", "remove_input"}
OUTPUTS_LEFT_OUT = {"remove-output", "remove_output"}
OUTPUTS = "notebook-outputs"  # the directive that stands where a cell's outputs are shown
MADE_BY_PROGRAM = "made_by_program"  # of a node of HTML: no author wrote it


@dataclass
class Cell:
    """A cell of a notebook.

    ``kind`` is ``markdown``, ``code`` or ``raw``. ``lines`` are those of its source, each with its line in the file.
    """

    kind: str
    lines: list[tuple[str, int]]
    language: str = ""
    tags: frozenset[str] = frozenset()
    outputs: list[dict[str, Any]] = field(default_factory=list)
    attachments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    alternative: str = ""  # of the picture that it makes

    @property
    def text(self) -> str:
        return "\n".join(line for line, _ in self.lines)


@dataclass
class Notebook:
    """What a notebook says. ``front_matter`` is YAML; ``front_lines`` has the line in the file of each of its lines."""

    cells: list[Cell]
    front_matter: str = ""
    front_lines: list[int] = field(default_factory=list)
    title: str = ""

    def attachment(self, name: str) -> Mapping[str, Any] | None:
        """Return the picture that a cell has as *name*, by its types; None if no cell has one."""
        return next((cell.attachments[name] for cell in self.cells if name in cell.attachments), None)

    @property
    def front_text(self) -> str:
        """The front matter as it would stand at the top of a post."""
        return f"---\n{self.front_matter}\n---\n" if self.front_matter else ""

    def front_line(self, line: int) -> int:
        """Return the line in the file of a line of :attr:`front_text`."""
        number = line - 2  # the first line is the fence
        return self.front_lines[number] if 0 <= number < len(self.front_lines) else 1

    def markdown(self) -> str:
        """Return the body as MyST Markdown."""
        written = Lines()
        if self.title:
            written.block([f"# {self.title}"], 1)
        return self.cells_markdown(range(len(self.cells)), written)

    def cells_markdown(self, numbers: Iterable[int], written: "Lines | None" = None) -> str:
        """Return some of the cells as MyST Markdown, below what is *written* already."""
        written = written or Lines()
        for number in numbers:
            if not self.cells[number].tags & CELL_LEFT_OUT:
                write_cell(written, self.cells[number], number)
        return "\n".join(written.lines) + "\n"


class Lines:
    """Lines of text of which each block begins at a given line, or as soon after it as can be."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def block(self, lines: Sequence[str], first: int) -> None:
        """Add a block; *first* is the line, from 1, at which it is to begin."""
        if self.lines and self.lines[-1]:
            self.lines.append("")
        self.lines += [""] * (first - 1 - len(self.lines))
        self.lines += lines


def write_cell(written: Lines, cell: Cell, number: int) -> None:
    first = cell.lines[0][1] if cell.lines else 0
    if cell.kind == "markdown" and cell.lines:
        written.block([line for line, _ in cell.lines], first)
        return
    if cell.text.strip() and not cell.tags & CODE_LEFT_OUT:
        fence = "`" * max(3, *(len(run) + 1 for run in FENCE_RUN.findall(cell.text)), 3)
        written.block([f"{fence}{cell.language}", *(line for line, _ in cell.lines), fence], first - 1)
    if cell.outputs and not cell.tags & OUTPUTS_LEFT_OUT:
        written.block([f"```{{{OUTPUTS}}} {number}", "```"], 0)


def read_notebook(text: str) -> Notebook:
    """Return what a notebook says. Raises :exc:`UnreadableFileError` for what is none of nbformat 3 or 4."""
    found = parse_json(text)
    cells = notebook_cells(found)
    about: dict[str, Any] = found["metadata"] if isinstance(found.get("metadata"), dict) else {}
    language = code_language(about)
    notebook = Notebook([read_cell(cell, language) for cell in cells])
    take_front_matter(notebook, about)
    return notebook


def code_language(about: Mapping[str, Any]) -> str:
    """Return the language of a notebook's code, from its metadata."""
    for name, key in (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name")):
        value = about.get(name)
        if isinstance(value, dict) and isinstance(value.get(key), str):
            return language_name(value[key])
    return "text"


def language_name(written: str) -> str:
    return re.sub(r"[^\w+#-]", "", re.sub(r"^(i?python)\d*$", "python", written.casefold())) or "text"


def read_cell(cell: Mapping[str, Any], language: str) -> Cell:
    kind, about = cell.get("cell_type"), cell.get("metadata")
    about = about if isinstance(about, dict) else {}
    lines, tags = source_lines(cell.get("source")), about.get("tags")
    outputs, attachments = cell.get("outputs"), cell.get("attachments")
    found = Cell(
        kind if kind in {"markdown", "code"} else "raw",
        lines,
        tags=frozenset(map(str, tags)) if isinstance(tags, list) else frozenset(),
        outputs=[output for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else [],
        attachments=attachments if isinstance(attachments, dict) else {},
        alternative=str(about.get("alt") or ""),
    )
    if found.kind == "code":
        own = cell.get("language")  # in nbformat 3
        found.language = language = language_name(own) if isinstance(own, str) else language
        if lines and (magic := MAGIC.match(lines[0][0])):
            found.language = MAGIC_LANGUAGES.get(magic[1], language)
        take_options(found)
    elif found.kind == "raw":
        found.language = "text"
        if str(about.get("format") or about.get("raw_mimetype")) == "text/markdown":
            found.kind = "markdown"
    return found


def take_options(cell: Cell) -> None:
    """Take Quarto's options from the top of a cell, ``#| fig-alt: A seal``: those that say what is to be seen count."""
    while cell.lines and (option := re.fullmatch(r"(?:#|//|--)\| *([\w-]+): *(.*)", cell.lines[0][0])):
        name, value = option[1].casefold(), option[2].strip().strip("\"'")
        if name in {"fig-alt", "alt"}:
            cell.alternative = value
        elif name in {"echo", "output", "include"} and value.casefold() == "false":
            cell.tags |= {"echo": CODE_LEFT_OUT, "output": OUTPUTS_LEFT_OUT, "include": CELL_LEFT_OUT}[name]
        cell.lines.pop(0)


def source_lines(source: Any) -> list[tuple[str, int]]:
    r"""Return the lines of a cell's source with their lines in the file; it is a text, or a list of lines.

    Raises :exc:`UnreadableFileError` for what can't be shown, which JSON names as ``\u0001``.
    """
    pieces = source if isinstance(source, list) else [source]
    lines: list[tuple[str, int]] = []
    joined = False
    for piece in pieces:
        if not isinstance(piece, str):
            continue
        parts, line = piece.split("\n"), getattr(piece, "line", 1)
        if wrong := FORBIDDEN_CHARACTER.search(piece):
            raise UnreadableFileError(unshown_advice(wrong[0]), line)
        if joined and lines:
            lines[-1] = (lines[-1][0] + parts.pop(0), lines[-1][1])
        lines += [(part, line) for part in parts]
        joined = not piece.endswith("\n")
        if not joined:
            lines.pop()
    return strip_blank(lines)


def strip_blank(lines: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return *lines* without blank ones at the beginning and the end."""
    filled = [number for number, (line, _) in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def joined_text(value: Any) -> str:
    """Return a text that may be given as a list of its lines."""
    return "".join(str(part) for part in value) if isinstance(value, list) else str(value)


# -- Front matter -------------------------------------------------------------------

# Keys of a post that a notebook's metadata may have. Jupyter and its extensions keep their own there, too.
FRONT_MATTER_KEYS = frozenset(
    {
        "address",
        "author",
        "canonical_link",
        "category",
        "cover",
        "cover_alt",
        "date",
        "description",
        "draft",
        "language",
    }
    | {"redirect", "series", "tags", "translation_of", "updated"}
)
# What programs that work with notebooks write into front matter, for each other.
JUPYTER_KEYS = frozenset(
    {"anaconda-cloud", "celltoolbar", "colab", "execute", "format", "hide_code", "hide_input", "jupyter", "jupytext"}
    | {"kernelspec", "language_info", "nav_menu", "nbformat", "nbformat_minor", "toc", "varInspector", "widgets"}
)
TITLE_KEY = re.compile(r"title:[ \t]+(.+)")


def without_keys(block: Iterable[tuple[str, int]], keys: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield the lines of a YAML mapping but those of *keys*."""
    dropping = False
    for line, number in block:
        if line and line[0] not in " \t#-":
            dropping = line.partition(":")[0].rstrip() in keys
        if not dropping:
            yield line, number


def take_front_matter(notebook: Notebook, about: Mapping[str, Any]) -> None:
    """Take the front matter: from a first cell that is one, as Jupytext and Quarto write it, else from the metadata."""
    first, title = notebook.cells[0] if notebook.cells else None, about.get("title")
    found = FRONT_MATTER_CELL.match(f"{first.text}\n") if first is not None and first.kind != "code" else None
    if first is not None and found:
        count = found[0].rstrip("\n").count("\n") + 1
        block = list(without_keys(first.lines[1 : count - 1], JUPYTER_KEYS))
        title = next(
            (named[1].strip().strip("\"'") for line, _ in block if (named := TITLE_KEY.fullmatch(line))), title
        )
        block = [(line, number) for line, number in block if not TITLE_KEY.fullmatch(line)]
        notebook.front_matter = "\n".join(line for line, _ in block)
        notebook.front_lines = [line for _, line in block]
        first.lines = strip_blank(first.lines[count:])
    else:
        known = {key: value for key, value in about.items() if key in FRONT_MATTER_KEYS}
        notebook.front_matter = "\n".join(
            f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in known.items()
        )
        notebook.front_lines = [getattr(key, "line", 1) for key in known]
    prose = "\n\n".join(cell.text for cell in notebook.cells if cell.kind == "markdown")
    if isinstance(title, str) and not HEADING.search(prose):
        notebook.title = " ".join(title.split())


# -- Outputs ------------------------------------------------------------------------

ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]")
CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
PICTURE_TYPES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/svg+xml": ".svg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
# What is shown of an output that comes in several forms: the first that it has.
SHOWN_TYPES = (*PICTURE_TYPES, "text/html", "text/markdown", "text/latex", "text/plain")
# HTML that does something in a browser, and what HTML has of its own looks.
HTML_RUNS = re.compile(r"<(?:script|iframe|object|embed|form|input|button|select|link|canvas)\b", re.IGNORECASE)
HTML_LOOKS = re.compile(
    r"<style\b.*?</style\s*>|(?<=[\w\"'])\s+(?:style|border|class|align|bgcolor|width)=(?:\"[^\"]*\"|'[^']*'|[\w%]+)(?=[^<>]*>)",
    re.IGNORECASE | re.DOTALL,
)
REPRESENTATION = re.compile(r"<[\w. ]+(?: object)? at 0x[0-9a-f]+>|<Figure size .*>|<\w+(?:\.\w+)*[^<>]*>|\[<.*>\]")


@dataclass
class Shown:
    """A form of an output: ``kind`` is its media type; ``alternative`` stands for a picture."""

    kind: str
    text: str
    alternative: str = ""


def shown_outputs(cell: Cell) -> Iterator[Shown | None]:
    """Yield what is shown of each output of a cell; None for one that has no form that a page can have."""
    stream: list[str] = []
    for output in cell.outputs:
        if output.get("output_type") == "stream":
            stream.append(joined_text(output.get("text", "")))
            continue
        if stream:
            yield Shown("text/plain", terminal_text("".join(stream)))
            stream = []
        if output.get("output_type") == "error":
            trace = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
            yield Shown(
                "text/plain", terminal_text("\n".join(map(str, trace)) if isinstance(trace, list) else str(trace))
            )
        elif isinstance(output.get("data"), dict) and output["data"]:
            yield shown_data(cell, output["data"], output.get("metadata"))
    if stream:
        yield Shown("text/plain", terminal_text("".join(stream)))


def shown_data(cell: Cell, data: Mapping[str, Any], about: Any) -> Shown | None:
    kinds = [kind for kind in SHOWN_TYPES if kind in data]
    if "text/html" in kinds and HTML_RUNS.search(joined_text(data["text/html"])):
        kinds.remove("text/html")
    kind = kinds[0] if kinds else ""
    plain = terminal_text(joined_text(data.get("text/plain", ""))).strip()
    if not kind or (kind == "text/plain" and len(data) > 1 and REPRESENTATION.fullmatch(plain)):
        return None  # what runs in a browser, of which there is only a name
    said = about.get(kind) if isinstance(about, dict) else None
    alternative = (said.get("alt") if isinstance(said, dict) else "") or cell.alternative
    if not alternative and not REPRESENTATION.fullmatch(plain):
        alternative = " ".join(plain.split())
    text = joined_text(data[kind])
    if kind == "text/plain":
        text = terminal_text(text)
    elif kind == "text/html":
        text = HTML_LOOKS.sub("", text).strip()
    return Shown(kind, text, str(alternative))


def terminal_text(text: str) -> str:
    """Return what a terminal would show: without colours, and of a line that is written again its last state."""
    text = ANSI.sub("", text).replace("\r\n", "\n")
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return CONTROL.sub("", "\n".join(lines)).rstrip("\n")
