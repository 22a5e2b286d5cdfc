"""Texts in Org, AsciiDoc, Textile and the markups of wikis: their heads here, their words by pandoc.

pandoc reads them in its sandbox, in which it opens no file and asks no host. Without it they come over as they are
written, as drafts, so that nothing is lost.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from valuable.importers.heads import Head, read_head
from valuable.importers.losses import SEEN_WORD, folded_word, words_seen
from valuable.importers.records import OldEntry, OldSite

PANDOC_FORMATS: Mapping[str, str] = {
    "org": "org", "asciidoc": "asciidoc", "textile": "textile", "mediawiki": "mediawiki", "t2t": "t2t",
    "dokuwiki": "dokuwiki", "tikiwiki": "tikiwiki", "creole": "creole", "muse": "muse", "vimwiki": "vimwiki",
    "djot": "djot", "typst": "typst",
}  # fmt: skip
NAMES_OF_MARKUPS: Mapping[str, str] = {
    "org": "Org", "asciidoc": "AsciiDoc", "textile": "Textile", "mediawiki": "wiki text",
}  # fmt: skip
FROM_FIRST_LEVEL = frozenset({"org", "mediawiki", "dokuwiki", "t2t", "creole", "muse", "vimwiki", "typst"})
PANDOC_TIMEOUT = 60  # seconds for one text
MAX_HTML_BYTES = 20_000_000
ORG_LINE = re.compile(r"#\+(?P<key>[A-Za-z_@]+(?:\[\])?):[ \t]*(?P<value>.*)")
ORG_DATE = re.compile(r"[<\[](?P<day>\d{4}-\d\d-\d\d)(?: [^\d\s>\]]+)?(?: (?P<time>\d{1,2}:\d\d))?[^>\]]*[>\]]")
ASCIIDOC_TITLE = re.compile(r"=[ \t]+(?P<title>\S.*)")
ASCIIDOC_ATTRIBUTE = re.compile(r":(?P<key>[\w-]+)!?:[ \t]*(?P<value>.*)")
ASCIIDOC_AUTHOR = re.compile(r"(?P<name>[^\d<:=*_`/.][^<:=]*?)[ \t]*(?:<(?P<mail>[^>]+)>)?")
ASCIIDOC_REVISION = re.compile(r"(?:v[\d.]+,?[ \t]*)?(?P<date>\d{4}-\d\d-\d\d)(?:[:,].*)?")
WIKI_TITLE = re.compile(r"(?:h1\.[ \t]+|=[ \t]+|={5,6}[ \t]*)(?P<title>[^=\n]+?)[ \t]*=*")
CODE_CLASS = re.compile(r'<pre\s+class="(?:src |sourceCode )?([\w+#-]+)[^"]*"[^>]*><code[^>]*>')
MATH_SPAN = re.compile(r'<span\s+class="math (inline|display)">(.*?)</span>', re.DOTALL)

SOURCE_ORDERS = re.compile(
    r"^[ \t]*(?:#\+|:|//|\.\w|\[|#|\{|\|=).*$|\[\[[^\]\n]*\]\[|\[\[?[^\]\s]*[\s|]?|\w+::?\S*\[", re.MULTILINE
)


# -- Heads ---------------------------------------------------------------------------


def other_head(text: str, markup: str) -> Head:
    """Return the head of a text in one of these markups: front matter, or that of the markup itself."""
    head = read_head(text)
    if head.values and not text.lstrip().startswith("#+"):
        return head
    if markup == "org":
        return org_head(text)
    return asciidoc_head(text) if markup == "asciidoc" else wiki_head(text)


def org_head(text: str) -> Head:
    values: dict[str, Any] = {}
    lines = text.split("\n")
    number = drawer_end(lines)
    while number < len(lines):
        found = ORG_LINE.fullmatch(lines[number].strip())
        if found is None and lines[number].strip() and not lines[number].startswith("# "):
            break
        if found:
            key = found["key"].casefold().rstrip("[]").removeprefix("hugo_")
            values[key] = f"{values[key]} {found['value'].strip()}" if key in values else found["value"].strip()
        number += 1
    for key in ("filetags", "tags"):
        if ":" in str(values.get(key, "")):
            values["tags"] = [tag for tag in str(values[key]).split(":") if tag.strip()]
    day = ORG_DATE.match(str(values.get("date", "")))
    values.update({"date": " ".join(filter(None, (day["day"], day["time"])))} if day else {})
    return Head({**values}, "\n".join(lines[number:]), number + 1)


def drawer_end(lines: list[str]) -> int:
    """Return the number of the line behind a drawer of properties with which a file begins."""
    if not lines or lines[0].strip() != ":PROPERTIES:":
        return 0
    return next((number + 1 for number, line in enumerate(lines) if line.strip() == ":END:"), 0)


def asciidoc_head(text: str) -> Head:
    """Return the title, the author, the day and the attributes with which a text begins."""
    values: dict[str, Any] = {}
    lines = text.split("\n")
    number = 0
    for number, line in enumerate(lines):  # noqa: B007  # where the head ends is asked below
        attribute, title = ASCIIDOC_ATTRIBUTE.fullmatch(line.strip()), ASCIIDOC_TITLE.fullmatch(line)
        if attribute:
            values[attribute["key"].casefold().removeprefix("page-").removeprefix("jbake-")] = attribute[
                "value"
            ].strip()
        elif title and "title" not in values:
            values["title"] = title["title"].strip()
        elif "title" in values and (revision := ASCIIDOC_REVISION.fullmatch(line.strip())):
            values["date"] = revision["date"]
        elif "title" in values and "author" not in values and (author := ASCIIDOC_AUTHOR.fullmatch(line.strip())):
            values["author"] = author["name"].strip()
        elif (line.strip() and not line.startswith("//")) or (not line.strip() and "title" in values):
            break
    aliases = {"revdate": "date", "docdate": "date", "keywords": "tags"}
    values = {aliases.get(key, key): value for key, value in values.items()}
    return Head(values, "\n".join(lines[number:]), number + 1) if values else Head({}, text)


def wiki_head(text: str) -> Head:
    stripped = text.lstrip("\n")
    found = WIKI_TITLE.fullmatch(stripped.split("\n")[0])
    if found is None:
        return Head({}, text)
    body = stripped.partition("\n")[2]
    return Head({"title": found["title"].strip()}, body, text.count("\n") - body.count("\n") + 1)


# -- Words ---------------------------------------------------------------------------


def convert_other_texts(site: OldSite, find_pandoc: Callable[[], Path | None]) -> None:
    """Have pandoc read the texts in its markups; without it they are kept as code, in drafts, and one note says so."""
    entries = [entry for entry in site.entries if entry.markup in PANDOC_FORMATS]
    if not entries:
        return
    program = find_pandoc()
    left = [entry for entry in entries if program is None or not convert_text(entry, program)]
    for entry in left:
        keep_as_code(entry)
    if left and program is None:
        shown = ", ".join(entry.source for entry in left[:5]) + (" …" if len(left) > 5 else "")
        message = (
            f"{len(left)} texts in {names_of_markups(left)} came over as drafts that show their source, since pandoc, "
            f"which reads them, is not here: {shown}. Install pandoc, or have a network, so that this command "
            "can fetch it, and import once more"
        )
        site.note("pandoc", message, lost=True)


def names_of_markups(entries: Iterable[OldEntry]) -> str:
    names = dict.fromkeys(NAMES_OF_MARKUPS.get(entry.markup, entry.markup) for entry in entries)
    return " and ".join(names)


def convert_text(entry: OldEntry, program: Path) -> bool:
    """Put a text's HTML in place of its source, with what of its words is not there; return whether that went well."""
    made = html_by_pandoc(entry.body, PANDOC_FORMATS[entry.markup], program)
    if made is None:
        entry.note("pandoc", f"pandoc can't read it as {entry.markup}", entry.line, lost=True)
        return False
    missing = source_words(entry.body) - words_seen(made)
    if missing:
        shown = ", ".join(list(missing.elements())[:8])
        entry.note(
            "words", f"pandoc shows {missing.total()} words of the source nowhere: {shown}", entry.line, lost=True
        )
    entry.body, entry.markup = made, "html"
    return True


def html_by_pandoc(text: str, form: str, program: Path) -> str | None:
    """Return a text as HTML; None if pandoc can't read it."""
    command = [str(program), "--sandbox", f"--from={form}", "--to=html5", "--mathjax", "--syntax-highlighting=none"]
    command += ["--wrap=none", f"--shift-heading-level-by={1 if form in FROM_FIRST_LEVEL else 0}"]
    command += ["+RTS", "-M1500M", "-RTS"]
    older = [argument.replace("--syntax-highlighting=none", "--no-highlight") for argument in command]
    for arguments in (command, older):
        try:
            done = subprocess.run(
                arguments, input=text.encode(), capture_output=True, timeout=PANDOC_TIMEOUT, check=False, env={}
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        if done.returncode == 0:
            return tidied_html(done.stdout[:MAX_HTML_BYTES].decode("utf-8", "replace"))
    return None


def tidied_html(text: str) -> str:
    """Return pandoc's HTML in the forms that `html_text` reads: code with its language, formulas."""
    text = re.sub(r'(<h[1-6]) id="[^"]*"', r"\1", text)  # made of the words, as this site does by itself
    text = CODE_CLASS.sub(r'<pre><code class="language-\1">', text)
    return MATH_SPAN.sub(formula_of_pandoc, text)


def formula_of_pandoc(found: re.Match[str]) -> str:
    inner = re.sub(r"^\\[(\[]|\\[)\]]$", "", found[2].strip())
    if found[1] == "display":
        return f'</p><pre><code class="language-math">{inner}</code></pre><p>'
    return f"<math><annotation>{inner}</annotation></math>"


def source_words(text: str) -> Counter[str]:
    """Return the words of a source that a reader should see: none of lines that begin as orders do, nor of targets."""
    text = SOURCE_ORDERS.sub(" ", text)
    plain = re.sub(r"<[^>]*>|\{\{[\s\S]*?\}\}|https?://\S+|__\w+__", " ", text)
    return Counter(folded_word(word) for word in SEEN_WORD.findall(plain) if len(word) > 3)


def keep_as_code(entry: OldEntry) -> None:
    """Make a text a draft that shows its source."""
    ticks = "`" * max(3, max((len(run) for run in re.findall("`+", entry.body)), default=0) + 1)
    entry.body = f"{ticks}{entry.markup}\n{entry.body.strip(chr(10))}\n{ticks}\n"
    entry.markup, entry.draft, entry.kind = "markdown", True, "post"
