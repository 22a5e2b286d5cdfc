"""Bring an import into a site: decide of each text what becomes of it, and write all of that in one transaction."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from valuable.base.source_paths import LEDGER_FILE
from valuable.base.uris import is_web_address
from valuable.build.staging import abandon, commit
from valuable.importers.import_record import (
    IMPORT_RECORD,
    Blogs,
    BroughtBlog,
    BroughtFile,
    BroughtText,
    blogs_text,
    short_digest,
)
from valuable.importers.ledger import id_lines, ledger_text, moved_lines
from valuable.importers.plan import comparable, shown_file_name
from valuable.importers.privacy import PLACED_SUFFIXES, without_place
from valuable.importers.progress_lines import ProgressLines
from valuable.importers.records import OldEntry
from valuable.importers.report import ImportResult
from valuable.importers.settings import with_empty_text_filled, with_menu, with_people, with_setting
from valuable.importers.trees import SourceError

STAGE = Path("_build", "import")
PAGE_FOLDER = "pages"
MENU_LISTS = frozenset({"blog", "blog/archive", "blog/tag", "blog/category", "blog/author", "search"})
ASIDE_FOLDER = "import-aside"


class Stage:
    """Files that are to be moved into the site at once."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, root / STAGE
        self.paths: set[str] = set()
        self.gone: list[str] = []  # what is to be removed

    def put(self, path: str, data: bytes) -> None:
        file = self.folder / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.paths.add(path)

    def text(self, path: str) -> str:
        """Return what a file of the site will say; an empty text if it is not there."""
        file = self.folder / "site" / path if path in self.paths else self.root / path
        is_gone = path in self.gone and path not in self.paths
        return file.read_text("utf-8", "replace") if file.is_file() and not is_gone else ""

    def has_news(self) -> bool:
        """Return whether the site would be another than it is."""
        return any(os.path.lexists(self.root / path) for path in self.gone) or any(
            not (self.root / path).is_file()
            or (self.root / path).read_bytes() != (self.folder / "site" / path).read_bytes()
            for path in self.paths
        )

    def commit(self) -> None:
        commit(self.folder, {"site": self.root}, {"site": [path for path in self.gone if path not in self.paths]})

    def abandon(self) -> None:
        abandon(self.folder)


def state_of(root: Path, blog: BroughtBlog, source: str, path: str, data: bytes) -> str:
    """Return what becomes of a text: it is new, changed, unchanged, edited here or removed here.

    Of an import that was broken off, what was not edited since is new once more.
    """
    known, file = blog.texts.get(source), root / path
    if known is None:
        return "new"
    if not file.is_file():
        return "removed here"
    if blog.is_unfinished and short_digest(file.read_bytes()) == known.here:
        return "new"
    if short_digest(data) == known.made:
        return "unchanged"
    return "changed" if short_digest(file.read_bytes()) == known.here else "edited here"


def aside_path(path: str) -> str:
    """Return where a text stands that no page could be made of."""
    return f"{ASIDE_FOLDER}/{shown_file_name(path.replace('/', '-'))}.txt"


def decide(root: Path, result: ImportResult, known: BroughtBlog, texts: Iterable[tuple[OldEntry, str]]) -> None:
    """Note of each text what becomes of it."""
    for entry, text in texts:
        place = result.plan.places[entry.source]
        result.texts[entry.source] = text
        result.states[entry.source] = state_of(root, known, entry.source, place.path, text.encode())
    for entry in result.site.entries:
        if entry.source not in result.texts:
            result.asides[aside_path(entry.source)] = entry.body.encode("utf-8", "replace")
    sources = {entry.source for entry in result.site.entries}
    result.gone_at_source = {
        source: text.path
        for source, text in known.texts.items()
        if source not in sources and (root / text.path).is_file()
    }


def stage_all(
    stage: Stage, result: ImportResult, blogs: Blogs, keys: Mapping[str, str], progress: ProgressLines, *, first: bool
) -> None:
    """Put all files of an import onto the stage: texts, files, settings, the ledger and the record."""
    blog = blogs.setdefault(result.blog, BroughtBlog())
    result.is_unfinished = blog.is_unfinished
    blog.is_built = blog.is_built and not result.written_sources()
    with progress.step("Writing", len(result.texts) + len(result.plan.files), "files") as tick:
        for source in result.written_sources():
            place, data = result.plan.places[source], result.texts[source].encode()
            stage.put(place.path, data)
            blog.texts[source] = BroughtText(place.path, place.address, short_digest(data), short_digest(data))
            tick()
        stage_files(stage, result, blog, tick)
    for path, data in result.asides.items():
        stage.put(path, data)
    before = stage.text(LEDGER_FILE)
    ledger = ledger_text(before, id_lines(result.plan), moved_lines(result.plan, keys))
    result.ledger_lines = set(ledger.split("\n")) - set(before.split("\n"))
    stage.put(LEDGER_FILE, ledger.encode())
    stage.put("conf.py", new_conf(stage.text("conf.py"), result, keys, first=first).encode())
    stage.put(IMPORT_RECORD, blogs_text(blogs).encode())


def stage_files(stage: Stage, result: ImportResult, blog: BroughtBlog, tick: object) -> None:
    """Put the files that are no texts onto the stage, pictures and films without what tells where they were taken."""
    for source, path in result.plan.files.items():
        try:
            data = result.site.assets[source].read()
        except SourceError as error:
            result.site.note("file", str(error), lost=True)
            continue
        digest, known, there = short_digest(data), blog.files.get(source), stage.root / path
        if known and (known.source == digest or not there.is_file()):
            result.files["unchanged" if there.is_file() else "removed here"] += 1
            continue
        plain = without_place(data) if path.lower().endswith(PLACED_SUFFIXES) else data
        result.cleaned += plain != data
        result.files["changed" if known else "new"] += 1
        stage.put(path, plain)
        blog.files[source] = BroughtFile(path, digest)
        if callable(tick):
            tick()


def new_conf(conf: str, result: ImportResult, keys: Mapping[str, str], *, first: bool) -> str:
    """Return ``conf.py`` with what the old site says; *first*: of this blog, nothing was brought before."""
    conf = with_people(conf, result.site.people, keys, fill=first)
    if first:
        conf = with_menu(conf, old_menu(result))
        conf = with_empty_text_filled(conf, "site_tagline", " ".join(result.site.tagline.split()))
    if any(place.path.startswith(f"{PAGE_FOLDER}/") for place in result.plan.places.values()):
        conf = with_setting(conf, "page_folders", PAGE_FOLDER, "Folders whose texts are pages.")
    return conf


def old_menu(result: ImportResult) -> list[tuple[str, str]]:
    """Return the labels of the old menu and where each leads here: a text, a list, another site."""
    found = []
    for label, address in result.site.menu:
        if target := menu_target(result, address):
            found.append((label, target))
    return found


def menu_target(result: ImportResult, address: str) -> str:
    """Return the docname, the list or the whole address that an entry of the old menu has here; ``""`` for none."""
    entry = result.plan.by_address.get(comparable(address))
    if entry is not None:
        path = result.plan.places[entry.source].path
        is_shown = path != "index.md" and not entry.draft
        return path.rpartition(".")[0].removesuffix("/index") if is_shown else ""
    if is_web_address(address) and not (result.site.address and address.startswith(result.site.address)):
        return address
    places = {comparable(old): said for old, said in result.site.moved.items()}
    said = places.get(comparable(address), "")
    catalog = re.fullmatch(r"list:(\w+):", said)
    docname = f"blog/{catalog[1]}" if catalog else said.strip("/")
    return docname if docname in MENU_LISTS else ""
