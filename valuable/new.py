"""Start a post or a concept: ``python -m valuable.new post "A title"``, ``python -m valuable.new concept "A name"``.

This is what ``make new TITLE="A title"`` and ``make new CONCEPT="A name"`` call.
"""

import os
import re
import runpy
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from valuable.front_matter import parse
from valuable.names import Named
from valuable.places import LONGEST_NAME
from valuable.slugs import slug
from valuable.sources import Unreadable, read
from valuable.values import Rules

TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)


def start(root: Path, title: str, day: date) -> Path:
    """Write the beginning of a post and return its path.

    Raises :exc:`ValueError` for a title that makes no address, or one that stands already.
    """
    title, name = called(title, 'a post needs a title with a letter in it: write make new TITLE="What I learned"')
    folder = root / "posts" / str(day.year)
    for path in (folder / f"{name}.md", folder / name):
        if path.exists():
            raise ValueError(f"{path.relative_to(root)} is there already: open it, or choose another title")
    return written(folder / f"{name}.md", f"date: {day.isoformat()}\ndraft: true", title)


def start_concept(root: Path, title: str) -> Path:
    """Write the beginning of a concept and return its path.

    Raises :exc:`ValueError` for a title that makes no address, and for a name that another concept has.
    """
    missing = 'a concept needs a name with a letter in it: write make new CONCEPT="Common understanding"'
    title, name = called(title, missing)
    path = root / "concepts" / f"{name}.md"
    if path.exists():
        raise ValueError(f"{path.relative_to(root)} is there already: open it, or choose another name")
    wanted = Named(f"concepts/{name}", [title]).calls
    for other in concepts(root):
        if wanted & other.calls:
            raise ValueError(f"{other.docname}.md goes by that name already: open it, or choose another name")
    return written(path, "draft: true", title)


def called(title: str, missing: str) -> tuple[str, str]:
    """Return a title with single spaces, and its slug; raise :exc:`ValueError` if it has none: *missing*."""
    title = " ".join(title.split())
    name = slug(title)
    if not name:
        raise ValueError(missing)
    if len(os.fsencode(f"{name}.md")) > LONGEST_NAME:
        raise ValueError("that is too long for the name of a file: begin with a shorter one, and lengthen the heading")
    return title, name


def concepts(root: Path) -> Iterator[Named]:
    """Yield the concepts that are there, drafts too, with what each is called."""
    rules = Rules({}, ZoneInfo("UTC"))  # a concept has neither authors nor a date
    for path in sorted(root.glob("concepts/*.md")):
        try:
            text = read(path, root)
        except Unreadable:
            text = ""
        title = TITLE.search(text)
        names = ([title[1]] if title else []) + list(parse(text, "concept", rules)[0].aliases)
        yield Named(f"concepts/{path.stem}", names)


def written(path: Path, front_matter: str, title: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front_matter}\n---\n\n# {title}\n\n", encoding="utf-8")
    return path


def today(root: Path) -> date:
    """Return the day that it is in the site's timezone, which may not be this machine's."""
    settings = runpy.run_path(str(root / "conf.py"))
    return datetime.now(ZoneInfo(settings["site_timezone"])).date()


def main() -> int:
    root, kind, title = Path.cwd(), sys.argv[1], " ".join(sys.argv[2:])
    try:
        path = start_concept(root, title) if kind == "concept" else start(root, title, today(root))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    what = "say in the first paragraph what it is" if kind == "concept" else "write"
    print(f"{path.relative_to(root)}: {what}, look with `make serve`, and take out `draft: true` to publish.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
