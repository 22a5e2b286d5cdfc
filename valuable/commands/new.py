"""Start a post or a concept: ``python -m valuable new post "A title"``, ``… new concept "A name"``.

This is what ``make new TITLE="A title"`` and ``make new CONCEPT="A name"`` call.
"""

import os
import re
import runpy
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize
from zoneinfo import ZoneInfo

from valuable.addresses.ledger import Ledger, parse_ledger
from valuable.base.slugs import MAX_HEADING, slug
from valuable.base.source_paths import CONVERTERS, LEDGER_FILE, MARKDOWN_LIKE, MAX_NAME_BYTES, NOTEBOOK, RESERVED_NAMES
from valuable.base.text_files import FORBIDDEN_CHARACTER, UnreadableFileError, read_text
from valuable.base.title_markdown import title_as_markdown
from valuable.content.front_matter import parse_front_matter
from valuable.content.validators import FrontMatterRules
from valuable.knowledge.page_names import NamedPage

ADDRESSED_SUFFIXES = MARKDOWN_LIKE | CONVERTERS.keys() | {NOTEBOOK}  # of what is a page, or is meant to become one
TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)


def start_post(root: Path, title: str, day: date) -> Path:
    """Write the beginning of a post and return its path.

    Raises :exc:`ValueError` for a title that makes no address, or one that stands already or did so once.
    """
    title, name = checked_title(title, "post", 'write make new TITLE="What I learned"')
    path = root / "posts" / str(day.year) / f"{name}.md"
    check_vacant(root, path, "title")
    return write_draft(path, f"date: {day.isoformat()}\ndraft: true", title)


def start_concept(root: Path, title: str) -> Path:
    """Write the beginning of a concept and return its path.

    Raises :exc:`ValueError` for a title that makes no address, and for a name that another concept has.
    """
    title, name = checked_title(title, "concept", 'write make new CONCEPT="Common understanding"')
    path = root / "concepts" / f"{name}.md"
    check_vacant(root, path, "name")
    wanted = NamedPage(f"concepts/{name}", [title]).calls
    for other in existing_concepts(root):
        if wanted & other.calls:
            raise ValueError(f"{other.docname}.md goes by that name already: open it, or choose another name")
    return write_draft(path, "draft: true", title)


def checked_title(title: str, kind: str, example: str) -> tuple[str, str]:
    """Return a title with single spaces, and its slug; raise :exc:`ValueError` for one without a slug."""
    title = " ".join(title.split())
    name, what = slug(title), "title" if kind == "post" else "name"
    if not name:
        raise ValueError(f"a {kind} needs a {what} with a letter in it: {example}")
    if FORBIDDEN_CHARACTER.search(title) or any("\ud800" <= char <= "\udfff" for char in title):
        raise ValueError(f"the {what} holds a character that can't be shown: type it anew")
    if len(os.fsencode(f"{name}.md")) > MAX_NAME_BYTES:
        raise ValueError("that is too long for the name of a file: begin with a shorter one, and lengthen the heading")
    if len(title) > MAX_HEADING:
        most = f"{MAX_HEADING} are the most of a heading"
        raise ValueError(f"that has {len(title):,} characters, and {most}: shorten it")
    if RESERVED_NAMES.fullmatch(name):
        raise ValueError(f"no file may be called `{name}`: begin with a longer {what}, and shorten the heading")
    return title, name


def check_vacant(root: Path, path: Path, what: str) -> None:
    """Raise :exc:`ValueError` if *path* exists, or the address of a page there is in use.

    On many disks upper and lower case, and the forms of Unicode, make no difference.
    """
    wanted = normalize("NFC", path.stem).casefold()
    for there in sorted(path.parent.iterdir() if path.parent.is_dir() else ()):
        name = there.stem if there.suffix.casefold() in ADDRESSED_SUFFIXES else there.name
        if normalize("NFC", name).casefold() == wanted:
            raise ValueError(f"{there.relative_to(root)} is there already: open it, or choose another {what}")
    address = f"/{path.relative_to(root).with_suffix('').as_posix()}/"
    ledger = known_ledger(root)
    entry = ledger.entries.get(address) or ledger.entries.get(address.rstrip("/"))
    if entry:
        raise ValueError(
            f"{address} was published once ({LEDGER_FILE}:{entry.line}), and stays what it was: another {what}, please"
        )


def known_ledger(root: Path) -> Ledger:
    try:
        return parse_ledger(read_text(root / LEDGER_FILE, root))[0]
    except UnreadableFileError:
        return Ledger()


def existing_concepts(root: Path) -> Iterator[NamedPage]:
    """Yield the existing concepts, drafts too, with the names of each."""
    rules = FrontMatterRules({}, ZoneInfo("UTC"))  # a concept has neither authors nor a date
    for path in sorted(root.glob("concepts/*.md")):
        try:
            text = read_text(path, root)
        except UnreadableFileError:
            text = ""
        title = TITLE.search(text)
        names = ([title[1]] if title else []) + list(parse_front_matter(text, "concept", rules)[0].aliases)
        yield NamedPage(f"concepts/{path.stem}", names)


def write_draft(path: Path, front_matter: str, title: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front_matter}\n---\n\n# {title_as_markdown(title)}\n\n", encoding="utf-8")
    return path


def day_at_site(root: Path) -> date:
    """Return today's date in the site's timezone, which may not be this machine's."""
    settings = runpy.run_path(str(root / "conf.py"))
    return datetime.now(ZoneInfo(settings["site_timezone"])).date()


def main(arguments: Sequence[str]) -> int:
    root, kind, title = Path.cwd(), arguments[0], " ".join(arguments[1:])
    try:
        path = start_concept(root, title) if kind == "concept" else start_post(root, title, day_at_site(root))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    what = "say in the first paragraph what it is" if kind == "concept" else "write"
    print(f"{path.relative_to(root)}: {what}, look with `make serve`, and take out `draft: true` to publish.")
    return 0
