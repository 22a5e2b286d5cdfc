"""Bring a newer machinery into a site: ``python -m valuable update SOURCE``, which is what ``make update FROM=`` calls.

The list ``valuable/files.txt`` says how each file of the machinery was when it came, so those that the author has
changed are known. The site is built before and after in a copy beside; only if that goes well is anything of it
changed, in one transaction (`valuable.build.staging`).
"""

import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from valuable.build.staging import JOURNAL, abandon, commit, discard, recover
from valuable.commands.answers import git_output
from valuable.commands.build import build_lock
from valuable.commands.file_lists import FILES, file_sha256, parse_list, read_list
from valuable.commands.mine import uncommitted
from valuable.commands.releases import (
    PACKAGE_FILE,
    SOURCE_ADVICE,
    Release,
    UnusableReleaseError,
    read_release,
    version_of,
)

ASIDE, UPDATE_STAGE = Path("_build", "update"), Path("_build", "update.stage")
PAGES_SHOWN = 10  # paths in a message
LAST_LINES = 30  # of a build that has failed
# Not in the copy that is built: what is made, and what is another tool's.
NOT_COPIED = ("_build", ".git", ".venv", "node_modules")
LOCKS = ("requirements.txt", "requirements-build.txt")  # of what is installed in .venv
# Of make, which hands them on to a make that it starts.
MAKES = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKEFILES")
STAMP = re.compile(rb"\?v=[0-9a-f]+")  # of a style sheet or script: each page names them
LOOKS = {
    "templates_path": ("_templates", "valuable/theme/templates/"),
    "html_static_path": ("_static", "valuable/theme/static/"),
}


class NotUpdatedError(Exception):
    """The site is not updated; the message says why, and what to do."""


@dataclass
class UpdatePlan:
    """What the update does with each file, by path."""

    replaced: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # the author's, and the new one is put beside it
    left: list[str] = field(default_factory=list)  # the author's, and the new version has none

    @property
    def touched(self) -> list[str]:
        return [*self.replaced, *self.added, *self.removed, *self.kept, *(f"{path}.new" for path in self.kept)]

    @property
    def is_empty(self) -> bool:
        return not (self.touched or self.left)


def plan_update(root: Path, before: Mapping[str, str], after: Mapping[str, str]) -> UpdatePlan:
    """Return the plan of an update, from the digests of the version that is there and of the new one.

    What the author has deleted does not come back.
    """
    found = UpdatePlan()
    for path in sorted(before.keys() | after.keys()):
        there, had, comes = file_sha256(root / path), before.get(path), after.get(path)
        if there is None and not os.path.lexists(root / path):
            if had is None:
                found.added.append(path)
        elif there == comes:
            continue
        elif there is not None and there == had:
            (found.removed if comes is None else found.replaced).append(path)
        elif comes is None:
            found.left.append(path)
        elif comes != had:
            found.kept.append(path)
    return found


def overriding_files(root: Path, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield the author's templates and static files that override one that has changed."""
    try:
        settings = runpy.run_path(str(root / "conf.py"))
    except Exception:  # noqa: BLE001  # the build says what is wrong
        settings = {}
    for setting, (usual, prefix) in LOOKS.items():
        for folder in settings.get(setting, [usual]):
            for path in sorted((root / folder).rglob("*")):
                ours = prefix + path.relative_to(root / folder).as_posix()
                if path.is_file() and ours in before and before[ours] != after.get(ours):
                    yield f"{path.relative_to(root).as_posix()} (in the place of {ours})"


# -- In a copy -------------------------------------------------------------------


def copy_site(root: Path, target: Path) -> None:
    """Copy the site, to be built there with the same installed packages."""
    shutil.copytree(
        root, target, symlinks=True, ignore=lambda folder, names: NOT_COPIED if Path(folder) == root else ()
    )
    if (root / ".venv").is_dir():
        (target / ".venv").symlink_to((root / ".venv").resolve())


def build_failure(folder: Path) -> str:
    """Build the site in *folder* as ``make html`` would; return the output of a failure, or an empty text."""
    environment = {name: value for name, value in os.environ.items() if name not in MAKES}
    python = getattr(sys, "_base_executable", sys.executable)
    command = ["make", "--no-print-directory", "html", f"PYTHON={python}"]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return "\n".join(done.stdout.splitlines()[-LAST_LINES:]) or "make failed" if done.returncode else ""


def pages_by_address(html: Path) -> dict[str, bytes]:
    """Return the pages of a site by address, without the digests of style sheets and scripts in them."""
    found = {}
    for path in html.rglob("*.html"):
        address = path.relative_to(html).as_posix()
        found[f"/{address.removesuffix('index.html')}"] = STAMP.sub(b"", path.read_bytes())
    return found


def write_update(folder: Path, release: Release, todo: UpdatePlan, like: Path) -> None:
    """Write the new files into *folder*, each with the mode of the one that it replaces in *like*."""
    wanted = {path: path for path in (*todo.replaced, *todo.added)} | {path: f"{path}.new" for path in todo.kept}
    texts = {name: release.files[path] for path, name in wanted.items()} | {FILES: release.listing.encode()}
    for name, data in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        if (like / name).is_file() and folder != like:
            shutil.copymode(like / name, file)
        elif data.startswith(b"#!") and name not in todo.kept:
            file.chmod(file.stat().st_mode | 0o111)


# -- The whole -------------------------------------------------------------------


def check_safe(root: Path, todo: UpdatePlan) -> None:
    """Raise :exc:`NotUpdatedError` if something would be lost, or written outside of the site."""
    top = root.resolve()
    for path in todo.touched:
        if not (root / path).parent.resolve().is_relative_to(top):
            raise NotUpdatedError(f"{path} is behind a link that leads out of this folder: update it where it lies.")
    there = [path for path in todo.touched if os.path.lexists(root / path)]
    in_git = git_output(root, "rev-parse", "--is-inside-work-tree") == "true"
    if there and in_git and (lost := uncommitted(root, there)):
        raise NotUpdatedError(
            "These files hold changes that are not committed, so nothing was done: commit them first.\n"
            + list_paths(lost)
        )


def compare_sites(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """Return a line about the pages that differ between two sites."""
    parts = []
    changed = sorted(page for page in before.keys() & after.keys() if before[page] != after[page])
    for words, found in (
        (f"of {len(before)} pages differ", changed),
        ("new", sorted(after.keys() - before.keys())),
        ("gone", sorted(before.keys() - after.keys())),
    ):
        if found:
            more = f" and {len(found) - PAGES_SHOWN} more" if len(found) > PAGES_SHOWN else ""
            parts.append(f"{len(found)} {words}: {', '.join(found[:PAGES_SHOWN])}{more}")
    return "\n".join(parts) or f"None of {len(before)} pages differs."


def list_paths(paths: Sequence[str]) -> str:
    return "\n".join(f"  {path}" for path in paths)


def update(root: Path, source: str) -> str:
    """Update the site in *root* to the machinery at *source*; return the messages about it.

    Raises :exc:`NotUpdatedError` and :exc:`UnusableReleaseError`, and then all is as it was.
    """
    before = read_list(root, FILES)
    if not before:
        reason = "so it can't be known which files you have changed"
        raise NotUpdatedError(f"There is no {FILES} here, {reason}: put it back.")
    aside = root / ASIDE
    discard(aside)
    aside.mkdir(parents=True)
    release = read_release(source, aside)
    after = parse_list(release.listing)
    todo = plan_update(root, before, after)
    was = version_of((root / PACKAGE_FILE).read_bytes())
    if todo.is_empty and before == after:
        return f"This is {was} already: nothing is to be done."
    check_safe(root, todo)
    # While the old ones are there to be compared with.
    shaded = list(overriding_files(root, before, after))
    difference = compare_builds(root, aside / "site", release, todo)
    stage = root / UPDATE_STAGE
    write_update(stage / "site", release, todo, root)
    commit(stage, {"site": root}, {"site": todo.removed})
    return update_report(was, release.version, todo, shaded, difference)


def compare_builds(root: Path, copy: Path, release: Release, todo: UpdatePlan) -> str:
    """Build the site in *copy* with the old machinery and with the new; return a line about the pages that differ."""
    print("Building the site as it is, and with the new version, in a copy ...", flush=True)
    copy_site(root, copy)
    if failure := build_failure(copy):
        raise NotUpdatedError(f"The site can't be built as it is: run `make html` and mend it first.\n{failure}")
    before = pages_by_address(copy / "_build" / "html")
    discard(copy / "_build")
    if {*LOCKS} & {*todo.touched}:
        discard(copy / ".venv")  # make makes one of its own there
    for path in todo.removed:
        (copy / path).unlink()
    write_update(copy, release, todo, copy)
    if failure := build_failure(copy):
        changed = f" You have changed these, which may be why:\n{list_paths(todo.kept)}" if todo.kept else ""
        raise NotUpdatedError(f"The site can't be built with the new version, so all is as it was.{changed}\n{failure}")
    return compare_sites(before, pages_by_address(copy / "_build" / "html"))


def update_report(was: str, now: str, todo: UpdatePlan, shaded: Sequence[str], difference: str) -> str:
    """Return the messages of an update: what has been done, and what is left to the author."""
    counts = [(len(todo.replaced), "replaced"), (len(todo.added), "new"), (len(todo.removed), "removed")]
    files = ", ".join(f"{number} {what}" for number, what in counts if number) or "none replaced"
    lines = [f"From {was} to {now}; of its files {files}.", difference]
    if todo.kept:
        lines += [
            "You have changed these, so they stayed; the new ones lie beside them, as `.new`:",
            list_paths(todo.kept),
        ]
    if todo.left:
        lines += ["The new version has these no more; you have changed them, so they stayed:", list_paths(todo.left)]
    if shaded:
        lines += ["What these of yours stand for has changed: see whether they still fit:", list_paths(shaded)]
    if {*LOCKS} & {*todo.replaced, *todo.added}:
        lines += ["The next `make` installs what it needs now."]
    lines += ["CHANGELOG.md says what is new. Look with `make serve`, then commit: git add -A"]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    root, source = Path.cwd(), " ".join(arguments)
    if not source.strip():
        print(f"Say where the new version is: {SOURCE_ADVICE}.", file=sys.stderr)
        return 2
    try:
        with build_lock(root / "_build") as free:
            if not free:
                raise NotUpdatedError("A build is under way in this folder: wait until it has ended.")
            recover(root / UPDATE_STAGE, {"site": root})
            try:
                message = update(root, source)
            finally:
                abandon(root / UPDATE_STAGE)
                discard(root / ASIDE)
    except (KeyboardInterrupt, EOFError):
        print("\nNothing was changed.", file=sys.stderr)
        return 130
    except (NotUpdatedError, UnusableReleaseError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except (OSError, shutil.Error) as error:
        begun = (root / UPDATE_STAGE / JOURNAL).exists()
        done = "It was begun, and is ended when you run `make update` again" if begun else "Nothing was changed"
        print(f"{done}: {error}", file=sys.stderr)
        return 1
    print(message)
    return 0
