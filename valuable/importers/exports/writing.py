"""Write an export into a folder, and nothing outside of it; a later one takes the place of an earlier one."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from valuable.importers.exports.forms import Form
from valuable.importers.exports.records import CONVERTED, ExportNote, LeavingSite
from valuable.importers.privacy import without_place
from valuable.importers.report import number_of

EXPORT_RECORD = ".valuable-export.json"  # the files of an export: by it a folder is known to hold one
PLACES_TOLD = 3


class ExportError(ValueError):
    """An export can't be written; the message says why, and what to do."""


def check_folder(folder: Path, root: Path) -> None:
    """Raise :exc:`ExportError` if an export may not be written there."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is a file: name a folder that is empty or not there yet.")
    there, site = folder.resolve(), root.resolve()
    if there == site or there in site.parents:
        raise ExportError(f"{folder} holds this site: name a folder of its own, as in TO=../old-home.")
    if site in there.parents:
        raise ExportError(
            f"{folder} lies in this site, which would read it: name a folder outside, as in TO=../old-home."
        )
    if folder.is_dir() and any(folder.iterdir()) and not (folder / EXPORT_RECORD).is_file():
        raise ExportError(f"{folder} is not empty, and holds no earlier export: name another folder.")


def export_files(site: LeavingSite, form: Form) -> dict[str, bytes]:
    """Return all files of an export by path."""
    files: dict[str, bytes] = {}
    for path, file in site.files.items():
        files[path] = without_place(file.read_bytes())
    for path, words in form.settings(site).items():
        files[path] = words.encode()
    if site.rules:
        files[form.root_path("_redirects")] = "".join(f"{rule}\n" for rule in sorted(set(site.rules))).encode()
    for text in site.texts:
        path = free_name(form.text_path(text), files)
        files[path] = form.content_of(text, site).encode()
    return files


def free_name(path: str, taken: dict[str, bytes]) -> str:
    """Return a path that no other text of the export has."""
    stem, number, found = path.removesuffix(".md"), 2, path
    while found in taken:
        found, number = f"{stem}-{number}.md", number + 1
    return found


def write_export(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files; those of an earlier export that are no more go, unless somebody has changed them."""
    before = earlier_files(folder)
    for path, digest in before.items():
        file = folder / path
        if path not in files and lies_in(file, folder) and file.is_file() and digest_of_file(file) == digest:
            file.unlink()
    for path, data in sorted(files.items()):
        file = folder / path
        if not lies_in(file, folder):
            raise ExportError(f"{path} leads out of {folder} by a symbolic link: take that away.")
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_file() or file.read_bytes() != data:
            file.write_bytes(data)
    record = {path: hashlib.sha256(data).hexdigest()[:16] for path, data in sorted(files.items())}
    (folder / EXPORT_RECORD).write_text(
        json.dumps(record, indent=0, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )


def earlier_files(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / EXPORT_RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(path): str(digest) for path, digest in found.items()} if isinstance(found, dict) else {}


def digest_of_file(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def lies_in(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def export_lines(site: LeavingSite, folder: Path, files: int, *, every: bool = False) -> Iterator[str]:
    """Yield what left, and what could not, in one screen; each place of it if *every* one is asked for."""
    kinds = {kind: [text for text in site.texts if text.kind == kind] for kind in ("post", "page", "concept")}
    drafts = sum(text.draft for text in site.texts)
    counts = ", ".join(number_of(len(found), kind) for kind, found in kinds.items() if found)
    among = f"; {number_of(drafts, 'draft')} among them" if drafts else ""
    yield f"{site.name}: {counts}, {number_of(len(site.files), 'file')}{among}"
    yield from noted_kinds(site.notes, every=every)
    yield f"{number_of(files, 'file')} in {folder}"


def noted_kinds(notes: Sequence[ExportNote], *, every: bool) -> Iterator[str]:
    """Yield each kind of note with its first places, those that are most first."""
    groups: dict[str, list[ExportNote]] = defaultdict(list)
    for note in notes:
        groups[note.kind].append(note)
    for kind, found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        said = Counter(note.message for note in found)
        once = len(said) == 1 or kind == CONVERTED  # what is said of all of them
        words = [message if len(said) == 1 else f"{message} ({number})" for message, number in said.most_common()]
        yield f"  {kind}, {number_of(len(found), 'time')}:" + (f" {', '.join(words)}" if once else "")
        for note in found if every else found[:PLACES_TOLD]:
            place = f"{note.path}:{note.line}" if note.line else note.path
            yield f"      {place}" if once else f"      {place}: {note.message}"
    if not every and any(len(found) > PLACES_TOLD for found in groups.values()):
        yield "  Each place: the same command with MESSAGES=all"
