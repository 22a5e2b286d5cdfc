"""Describe the published site after a failed build: whether it is as it was, and what it shows that is held back now.

Nothing is taken away from it: one slip in one post must not cost the site.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sphinx.application import Sphinx

from valuable.base.page_addresses import address_by_name, file_of
from valuable.base.source_paths import SOURCE_SUFFIXES
from valuable.base.text_files import printable
from valuable.build.builder import STAGE_FOLDER, read_outputs
from valuable.build.staging import JOURNAL, list_files
from valuable.content.drafts import HELD_BACK, UNREADABLE, held_back, held_back_reason
from valuable.content.generated_addresses import GENERATED_ROOTS
from valuable.content.source_checks import read_source
from valuable.content.validators import FrontMatterRules

MAX_PAGES_NAMED = 20  # pages that are named
UNSURE = "a mistake leaves open whether it may be seen"


def site_state(root: Path, app: Sphinx | None) -> str:
    """Return a sentence on the state of ``_build/html``; *app* is the failed build, if it came so far."""
    out = root / "_build"
    try:
        if not (out / "html").is_dir() or not any((out / "html").iterdir()):
            return ""
        shown = still_shown(root, held_back(app) if app and HELD_BACK.is_set(app) else None)
    except (OSError, MemoryError, RecursionError):
        return " It could not be told whether _build/html shows what is held back by now: do not publish it as it is."
    in_part = (out / STAGE_FOLDER / JOURNAL).exists()
    begun = "is brought up to date in part: the next build goes on with it" if in_part else "is as it was"
    if not shown:
        return f" _build/html {begun}."
    more = f" and {len(shown) - MAX_PAGES_NAMED} more" if len(shown) > MAX_PAGES_NAMED else ""
    return (
        f" _build/html {begun}, and still shows what is held back by now: {', '.join(shown[:MAX_PAGES_NAMED])}{more}."
        " Mend the lines above and build again before you publish that folder."
    )


def still_shown(root: Path, held: Mapping[str, str] | None) -> list[str]:
    """Return the pages in ``_build/html`` whose sources are *held* back now."""
    pages = source_pages(root / "_build/html", root / "_build/doctrees")
    if held is None:
        held = held_back_in(root, pages)
    return [held_back_page(docname, pages[docname], held[docname]) for docname in sorted(held.keys() & pages.keys())]


def held_back_page(docname: str, address: str, why: str) -> str:
    return f"{printable(docname)}.md at {address} ({UNSURE if why == UNREADABLE else why})"


def source_pages(html: Path, doctrees: Path) -> dict[str, str]:
    """Return the address of each page in *html* that has a source, by docname.

    What the last good build has read is known from its doctrees; without them, every folder with a page in it counts.
    """
    addresses = read_outputs(doctrees).addresses
    names = [path.removesuffix(".doctree") for path in list_files(doctrees) if path.endswith(".doctree")]
    if not names:
        there = [path.removesuffix("index.html").strip("/") for path in list_files(html) if path.endswith("index.html")]
        names = [name for folder in there for name in ((folder, f"{folder}/index") if folder else ("index",))]
    found = {name: addresses.get(name) or address_by_name(name) for name in names}
    return {name: address for name, address in found.items() if (html / file_of(address)).is_file()}


def held_back_in(root: Path, docnames: Iterable[str]) -> dict[str, str]:
    """Return the reasons of those of *docnames* that are held back, as far as can be told without ``conf.py``."""
    found = {}
    rules, moment = FrontMatterRules({}, ZoneInfo("UTC")), datetime.now(UTC)
    for docname in docnames:
        path = next(filter(Path.exists, (root / f"{docname}{suffix}" for suffix in SOURCE_SUFFIXES)), None)
        if path is not None:
            why = held_back_reason(read_source(docname, root, path, rules, GENERATED_ROOTS), moment, show_drafts=False)
            if why is not None:
                found[docname] = why
    return found
