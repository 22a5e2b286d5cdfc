"""Start a post: ``python -m valuable.new "A title"``, which is what ``make new TITLE="A title"`` calls."""

import runpy
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from valuable.slugs import slug


def start(root: Path, title: str, day: date) -> Path:
    """Write the beginning of a post and return its path.

    Raises :exc:`ValueError` for a title that makes no address, or one that stands already.
    """
    title = " ".join(title.split())
    name = slug(title)
    if not name:
        raise ValueError('a post needs a title with a letter in it: write make new TITLE="What I learned"')
    folder = root / "posts" / str(day.year)
    for path in (folder / f"{name}.md", folder / name):
        if path.exists():
            raise ValueError(f"{path.relative_to(root)} is there already: open it, or choose another title")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    text = f"---\ndate: {day.isoformat()}\ndraft: true\n---\n\n# {title}\n\n"
    path.write_text(text, encoding="utf-8")
    return path


def today(root: Path) -> date:
    """Return the day that it is in the site's timezone, which may not be this machine's."""
    settings = runpy.run_path(str(root / "conf.py"))
    return datetime.now(ZoneInfo(settings["site_timezone"])).date()


def main() -> int:
    try:
        path = start(Path.cwd(), " ".join(sys.argv[1:]), today(Path.cwd()))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{path.relative_to(Path.cwd())}: write, look with `make serve`, and take out `draft: true` to publish.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
