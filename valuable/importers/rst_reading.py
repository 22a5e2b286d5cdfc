"""Read reStructuredText of docutils, Pelican, Nikola, Sphinx and ABlog as HTML that `html_text` reads.

docutils parses it; what it does not know is kept and told with its line. No file outside the source is read.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from typing import Any

from docutils import nodes
from docutils.core import publish_parts
from docutils.utils import Reporter

from valuable.importers.records import Note, OldEntry
from valuable.importers.rst_directives import ForeignMarkup
from valuable.importers.rst_writer import RstWriter

TEXT_ENDS = ("", ".rst", ".md", ".ipynb", ".txt")
ERROR = Reporter.ERROR_LEVEL
OLD_SHORTCODE = re.compile(
    r"^(?P<indent>[ \t]*)\{\{%\s*(?P<name>[\w-]+)\s*(?P<rest>[^%\n]*?)\s*%\}\}[ \t]*$", re.MULTILINE
)
QUIET_MESSAGES = re.compile(
    r"Duplicate (?:implicit|explicit) target name|Title (?:underline|overline) too short|Unexpected indentation"
    r"|\w+(?: \w+)? ends without|Inconsistent literal block quoting|already in use|Possible title underline"
)


@dataclass
class RstContext:
    """What a text in reST takes from around it, and what is to be told of it."""

    folder: str = ""  # of the text, in the source
    root: str = ""  # of absolute paths, in the source
    texts: Mapping[str, str] = field(default_factory=dict)  # of the source, by path
    line: int = 1  # of the source, where the text begins
    entries: Mapping[str, OldEntry] = field(default_factory=dict)  # of the source, by path
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # where each stands, and the title there
    notes: list[Note] = field(default_factory=list)

    def note(self, kind: str, message: str, line: int | None = 0, *, lost: bool = False) -> None:
        """Note something of a line of the text, as docutils counts them."""
        self.notes.append(Note(kind, message, self.line + max(line or 1, 1) - 1, lost))

    def note_messages(self, document: nodes.document) -> None:
        """Note what docutils could not make sense of."""
        for message in document.findall(nodes.system_message):
            words = re.sub(r"^\S*\s*\(\w+/\d\)\s*", "", message.astext().split("\n")[0])
            if message["level"] >= ERROR and not QUIET_MESSAGES.search(words):
                shown = f"its reStructuredText can't be read here: {words[:160]}"
                self.note("reStructuredText", shown, message.get("line"), lost=True)

    def read(self, name: str) -> str | None:
        """Return the text of a file that a text takes in, by the name that it uses; None if the source has none."""
        plain = re.sub(r"^[{|]\w+[}|]", "", name.strip())
        return next((self.texts[path] for path in self.paths_of(plain) if path in self.texts), None)

    def paths_of(self, name: str) -> Iterator[str]:
        """Yield the paths in the source that a name may mean."""
        base = self.root if name.startswith("/") else self.folder.removeprefix(".")
        for folder in dict.fromkeys((base, self.root)):
            path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
            if not path.startswith(".."):
                yield path

    def place_of(self, role: str, target: str) -> tuple[str, str]:
        """Return the target of a link by a role, ``doc`` or ``ref``, and the title of what it leads to."""
        name = " ".join(target.casefold().split())
        if role in {"ref", "numref"}:
            place, title = self.labels.get(name, ("", ""))
            return f"/{place}" if place else f"#{nodes.make_id(name)}", title
        for path in self.paths_of(target):
            found = next((e for end in TEXT_ENDS if (e := self.entries.get(f"{path}{end}")) is not None), None)
            if found is not None:
                return f"/{found.source}", found.title
        return target, ""


def html_of_rst(text: str, context: RstContext) -> str:
    """Return reStructuredText as HTML, and note in *context* what of it is not known or not kept."""
    text = OLD_SHORTCODE.sub(lambda tag: f"{tag['indent']}.. {tag['name']}:: {plain_arguments(tag['rest'])}\n", text)
    settings = {
        "imported": context, "file_insertion_enabled": True, "raw_enabled": True, "report_level": ERROR,
        "halt_level": 6, "doctitle_xform": False, "docinfo_xform": False, "initial_header_level": 2,
        "syntax_highlight": "none", "math_output": "LaTeX", "embed_stylesheet": False, "stylesheet_path": None,
        "smart_quotes": False, "_disable_config": True, "footnote_references": "superscript",
        "section_self_link": False, "warning_stream": StringIO(), "sectsubtitle_xform": False,
        "toc_backlinks": False, "image_loading": "link", "traceback": True, "line_length_limit": 10_000_000,
        "auto_id_prefix": "%",
    }  # fmt: skip
    try:
        with ForeignMarkup():
            parts: Mapping[str, Any] = publish_parts(text, writer=RstWriter(), settings_overrides=settings)
    except Exception as error:  # noqa: BLE001  # docutils raises anything at what it did not foresee, as of deep lists
        message = f"its reStructuredText can't be read here ({type(error).__name__}), so it is shown as it is written"
        context.note("reStructuredText", message, lost=True)
        return f"<pre><code>{escape(text, quote=False)}</code></pre>"
    return str(parts["body"])


def plain_arguments(rest: str) -> str:
    """Return what stands in a shortcode of Nikola as the argument of a directive."""
    named = re.match(r"(?:id|src|url)=", rest)
    return re.split(r"\s+\w+=", rest[named.end() :] if named else rest)[0].strip("\"' ")
