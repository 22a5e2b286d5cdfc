"""Read the tags of Octopress, Pelican and Jekyll that take in a file: each is a directive here.

Octopress: http://octopress.org/docs/plugins/; Pelican: the plugin ``liquid_tags``.
"""

import codecs
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from valuable.content.foreign.arguments import Arguments, read_arguments
from valuable.content.markdown.media_files import media_kind

NOTEBOOK_TAG = re.compile(
    r"(?P<name>\"[^\"]+\"|'[^']+'|\S+)\s*(?:cells\[(?P<cells>-?\d*:-?\d*)\]\s*)?(?:language\[(?P<language>[\w+#.-]*)\])?"
)
FILE_WORD = re.compile(r"[\w./@~+-]*\w\.\w[\w+-]*|(?:[\w.@~+-]*/)+[\w.@~+-]+")
CODE_OPTION = re.compile(r"(?P<key>lang|lines|range|start|end|mark|linenos|codec|filename):(?P<value>\S+)")
SWITCHES = (":hidefilename:", ":hidelink:", ":hideall:")
LINES_WORD = re.compile(r"\d{1,6}(?:-\d{0,6})?(?:,\d{1,6}(?:-\d{0,6})?)*")
LANGUAGE_WORD = re.compile(r"[\w+#.-]+")


class FileDirective(NamedTuple):
    """A directive that a tag is: how it begins, ``{notebook} a.ipynb``, and its options."""

    head: str
    options: Mapping[str, str]

    @property
    def cure(self) -> str:
        """What to write, on as many lines as it takes."""
        rows = [f"`:{name}: {value}`".replace(": `", ":`") for name, value in self.options.items()]
        return f"write `` ```{self.head} ``, below it {' and '.join([*rows, '`` ``` ``'])}"


def notebook_tag(rest: str) -> FileDirective | None:
    """Read ``{% notebook a.ipynb cells[2:5] %}``."""
    found = NOTEBOOK_TAG.fullmatch(rest.strip())
    name = found["name"].strip("\"'") if found else ""
    if found is None or not name.casefold().endswith(".ipynb"):
        return None
    cells = found["cells"] if found["cells"] != ":" else ""
    options = {"cells": cells or "", "language": found["language"] or ""}
    return FileDirective(f"{{notebook}} {name}", {key: value for key, value in options.items() if value})


def code_tag(rest: str) -> FileDirective | None:
    """Read ``{% include_code a.py lang:python The title %}``, in which the title may come first."""
    options = {found["key"]: found["value"] for found in CODE_OPTION.finditer(rest)}
    plain = CODE_OPTION.sub(" ", rest)
    switches = {switch for switch in SWITCHES if switch in plain}
    for switch in switches:
        plain = plain.replace(switch, " ")
    words = plain.split()
    is_first = bool(words) and (len(words) == 1 or FILE_WORD.fullmatch(words[0]) is not None)
    name = words[0] if is_first else next(filter(FILE_WORD.fullmatch, words[::-1]), "")
    if not name:
        return None
    words.remove(name)
    title = " ".join(words).strip("\"'")
    lines = options.get("lines") or options.get("range") or line_range(options.get("start"), options.get("end"))
    found = {
        "language": options.get("lang", "") if LANGUAGE_WORD.fullmatch(options.get("lang", "")) else "",
        "lines": lines if LINES_WORD.fullmatch(lines) else "",
        "emphasize-lines": options.get("mark", "") if LINES_WORD.fullmatch(options.get("mark", "")) else "",
    }
    found["encoding"] = encoding(options.get("codec", ""))
    found = {key: value for key, value in found.items() if value}
    if switches & {":hidelink:", ":hideall:"}:
        return FileDirective(f"{{literalinclude}} {name}", found | ({"caption": title} if title else {}))
    if ":hidefilename:" in switches and title:
        return FileDirective(f"{{literalinclude}} {name}", found | {"link": title})
    return FileDirective(f"{{literalinclude}} {name}", found | ({"caption": title} if title else {}) | {"link": ""})


def encoding(codec: str) -> str:
    """Return the encoding of a file, if it is a known one and not that of all files here."""
    try:
        name = codecs.lookup(codec).name if codec else ""
    except (LookupError, ValueError):
        return ""
    return name if name != "utf-8" else ""


def line_range(start: str | None, end: str | None) -> str:
    return f"{start or 1}-{end or ''}" if start or end else ""


def film_tag(rest: str) -> FileDirective | None:
    """Read ``{% video a.mp4 640 320 poster.jpg %}``, if it names a poster; the sizes are left to the page."""
    arguments = read_arguments(rest)
    source, poster = arguments.get("src", "url", "mp4", "file", at=0), poster_of(arguments)
    if not poster or media_kind(source) != "video" or re.search(r"\s", source + poster):
        return None
    alternative = arguments.get("alt", "title", "caption")
    return FileDirective(
        f"{{video}} {source}", {"poster": poster} | ({"alt": " ".join(alternative.split())} if alternative else {})
    )


def poster_of(arguments: Arguments) -> str:
    pictures = (
        value for value in arguments.values if re.search(r"\.(?:jpe?g|png|gif|webp|avif)$", value, re.IGNORECASE)
    )
    return arguments.get("poster") or next(pictures, "")


FILE_TAGS: Mapping[str, Callable[[str], FileDirective | None]] = {
    "notebook": notebook_tag,
    "include_code": code_tag,
    "video": film_tag,
}
