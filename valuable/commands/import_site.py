"""Bring a blog over: ``python -m valuable import FROM``, which is what ``make import FROM=`` calls.

It reads the source whole, says what would come (``--dry``), and writes into a clean tree, on a commit of its own.
Run again, it brings what is new or changed at the source, and leaves what was edited here.
"""

import argparse
import hashlib
import json
import os
import posixpath
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from valuable.base.source_paths import LEDGER_FILE
from valuable.build.staging import commit
from valuable.commands.answers import checked_answer, collect_answers, facts_known_in, git_output
from valuable.commands.build import build_lock
from valuable.commands.file_lists import EXAMPLE, file_sha256, read_list
from valuable.commands.mine import NotMadeError, make_site
from valuable.importers.fetching import fetch_files
from valuable.importers.ledger import id_lines, ledger_text, moved_lines
from valuable.importers.links import Links
from valuable.importers.losses import lost_words
from valuable.importers.old_addresses import lead_on, read_old_lists
from valuable.importers.plan import Plan, make_plan
from valuable.importers.privacy import without_place
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.report import ImportResult, report_text, summary_lines
from valuable.importers.settings import answers_from, with_menu, with_people, with_setting
from valuable.importers.sources import read_old_site
from valuable.importers.trees import SourceError
from valuable.importers.writing import keys_of_people, markdown_of_entry, notebook_of

IMPORT_RECORD = "imported.json"  # what was brought, and from where: a second import compares
REPORT = "import-report.md"
STAGE = Path("_build", "import")
PLACED_PICTURES = (".jpg", ".jpeg", ".png")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def main(arguments: Sequence[str]) -> int:
    options = import_options(arguments)
    root = Path.cwd()
    try:
        if not options.dry:
            check_clean(root)
        result = prepared(options)
        if options.dry:
            texts_of(result, keys_of_people(result.site.people), "")
            print("\n".join(summary_lines(result)))
            return 0
        with build_lock(root / "_build") as free:
            if not free:
                raise NotMadeError("A build is under way in this folder: wait until it has ended.")
            bring(root, result)
    except (SourceError, NotMadeError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return finish_import(root, result)


def import_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make import", description="Bring a blog over.")
    parser.add_argument("source", help="the folder, archive or export of the blog")
    parser.add_argument("--dry", action="store_true", help="say what would come, and write nothing")
    parser.add_argument("--offline", action="store_true", help="fetch nothing from the old site")
    parser.add_argument("--old", action="append", default=[], help="the old sitemap or a feed, a file or an address")
    return parser.parse_args(arguments)


def prepared(options: argparse.Namespace) -> ImportResult:
    """Return what a source holds, and where it goes. Raises :exc:`SourceError`."""
    site = read_old_site(Path(options.source).expanduser())
    old = read_old_lists([name for given in options.old for name in given.split()], site)
    for message in old.unread:
        site.note("old address", message, lost=True)
    if not options.dry and not options.offline:
        fetch_files(site)
    result = ImportResult(site, make_plan(site))
    for address in lead_on(result.plan, old.paths):
        site.note("old address", f"{address} stood on the old site, and nothing that came over stands there", lost=True)
    return result


def finish_import(root: Path, result: ImportResult) -> int:
    """Say what came, note the faults of old texts so that the site builds, and commit."""
    print("\n".join(summary_lines(result)))
    print("Building the site, and noting the faults of old texts in accepted.txt …", flush=True)
    code = subprocess.run([sys.executable, "-m", "valuable", "accept"], cwd=root, check=False).returncode
    commit_all(root, result)
    print(f"{len(result.written):,} files are written. {REPORT} says what became of each post. To look: make serve")
    if code:
        print("The lines above say what to mend before the site can be published; make html tells when it can.")
    return 0


def commit_all(root: Path, result: ImportResult) -> None:
    """Put all that was written into a commit of its own."""
    if git_output(root, "rev-parse", "--is-inside-work-tree") != "true":
        return
    subprocess.run(["git", "add", "--all"], cwd=root, check=False, stdout=subprocess.DEVNULL)
    message = f"Bring over {result.site.name or 'a blog'} from {result.site.system}"
    subprocess.run(["git", "commit", "--quiet", "-m", message], cwd=root, check=False, stdout=subprocess.DEVNULL)


def bring(root: Path, result: ImportResult) -> None:
    """Write all of a site into the one in *root*."""
    site = result.site
    if is_unclaimed(root):
        claim(root, site)
    conf = (root / "conf.py").read_text("utf-8")
    keys = keys_of_people(site.people)
    default = default_author(conf)
    files = texts_of(result, keys, default)
    before = read_record(root)
    files = {path: data for path, data in files.items() if is_to_be_written(root, path, data, before, result)}
    files |= asset_files(root, result)
    record = {**before, **{path: digest(data) for path, data in files.items()}}
    ledger = read_text_or_none(root / LEDGER_FILE)
    files[LEDGER_FILE] = ledger_text(ledger, id_lines(result.plan), moved_lines(result.plan)).encode()
    files["conf.py"] = new_conf(conf, result, keys).encode()
    files[REPORT] = report_text(result, "make serve").encode()
    files[IMPORT_RECORD] = (json.dumps(record, indent=0, sort_keys=True, ensure_ascii=False) + "\n").encode()
    result.written = sorted(files)
    write(root, files)


def check_clean(root: Path) -> None:
    """Raise :exc:`NotMadeError` if something here is not committed, which an import might be mixed up with."""
    if git_output(root, "rev-parse", "--is-inside-work-tree") == "true":
        dirty = git_output(root, "status", "--porcelain", "--untracked-files=no")
        if dirty:
            shown = "\n".join(f"  {line}" for line in dirty.split("\n")[:10])
            raise NotMadeError(f"These files hold changes that are not committed; commit them first:\n{shown}")


def is_unclaimed(root: Path) -> bool:
    example = read_list(root, EXAMPLE)
    return bool(example) and file_sha256(root / "conf.py") == example.get("conf.py")


def claim(root: Path, site: OldSite) -> None:
    """Make the site theirs, as ``make mine`` does, with what the old one says of itself."""
    given = {}
    for field, text in answers_from(site).items():
        try:
            given[field] = checked_answer(field, text)
        except ValueError:
            site.note("settings", f"the old site's {field}, {text[:60]!r}, is none that conf.py can have; see there")
    given.setdefault("name", "My blog")
    given.setdefault("author", given["name"])
    answers = collect_answers(given, facts_known_in(root, os.environ))
    answers = replace(answers, concepts="no")
    made = make_site(root, answers)
    for path in made:
        if path.startswith("posts/"):
            (root / path).unlink()


def default_author(conf: str) -> str:
    scope: dict[str, str] = {}
    for line in conf.split("\n"):
        if line.startswith("blog_default_author"):
            scope["key"] = line.partition("=")[2].partition("#")[0].strip().strip("\"'")
    return scope.get("key", "")


def texts_of(result: ImportResult, keys: Mapping[str, str], default: str) -> dict[str, bytes]:
    """Return the files of all entries by path."""
    links = Links(result.plan)
    files = {}
    for entry in result.site.entries:
        make = notebook_of if entry.markup == "notebook" else markdown_of_entry
        place_cover(entry, result.plan, links)
        try:
            written = make(entry, links, keys, default)
            files[result.plan.places[entry.source].path] = written.encode("utf-8", "replace")
            lost = lost_words(entry, written) if entry.markup != "notebook" else []
            if lost:
                shown = ", ".join(lost[:8]) + (" …" if len(lost) > 8 else "")
                entry.note("words", f"{len(lost)} words of the source are not in the new text: {shown}", lost=True)
        except ValueError as error:
            entry.note("unreadable", f"it can't be read ({error}), so it was left out", lost=True)
    return files


def place_cover(entry: OldEntry, plan: Plan, links: Links) -> None:
    """Name the cover of an entry as it stands on the new site."""
    if not entry.cover:
        return
    new = links.new_target(entry, entry.cover) or entry.cover
    path = new.partition("?")[0]
    known = {f"/{name.removeprefix('_extra/')}": name for name in plan.files.values() if name.startswith("_extra/")}
    if path in known:
        entry.cover = posixpath.relpath(known[path], posixpath.dirname(plan.places[entry.source].path))
    elif path.startswith("/") or "://" in path:
        entry.note("cover", f"its cover, {entry.cover}, did not come over", lost=True)
        entry.cover = ""
    else:
        entry.cover = path


def is_to_be_written(root: Path, path: str, data: bytes, before: Mapping[str, str], result: ImportResult) -> bool:
    """Return whether a text is new or changed at its source, and was not edited here."""
    file = root / path
    if not file.exists():
        return path not in before  # removed here on purpose
    here = digest(file.read_bytes())
    if digest(data) in (here, before.get(path)):
        result.unchanged += 1
        return False
    if before.get(path) != here:
        result.kept.append(path)
        return False
    return True


def asset_files(root: Path, result: ImportResult) -> dict[str, bytes]:
    """Return the files that are no texts, pictures without what tells where they were taken."""
    files = {}
    for source, path in result.plan.files.items():
        try:
            data = result.site.assets[source].read()
        except SourceError as error:
            result.site.note("file", str(error), lost=True)
            continue
        data = without_place(data) if path.lower().endswith(PLACED_PICTURES) else data
        if not (root / path).exists():
            files[path] = data
    return files


def new_conf(conf: str, result: ImportResult, keys: Mapping[str, str]) -> str:
    """Return ``conf.py`` with what the old site says."""
    conf = with_people(conf, result.site.people, keys)
    menu = []
    for label, address in result.site.menu:
        entry = result.plan.by_address.get(address.rstrip("/") or "/")
        if entry is not None and entry.kind == "page":
            menu.append((label, result.plan.places[entry.source].path.removesuffix(".md")))
    conf = with_menu(conf, menu)
    if not any(place.path.startswith("pages/") for place in result.plan.places.values()):
        return conf
    return with_setting(conf, "page_folders", ["pages"], "Folders whose texts are pages.")


def read_text_or_none(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""


def read_record(root: Path) -> dict[str, str]:
    try:
        found = json.loads((root / IMPORT_RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files in one transaction."""
    stage = root / STAGE
    for path, data in files.items():
        file = stage / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    commit(stage, {"site": root}, {})
