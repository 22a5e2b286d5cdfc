"""Make the site yours: ``python -m valuable mine``, which is what ``make mine`` calls.

It asks what the new site has to know, takes away the site that the machinery comes with, and writes the beginning of a
new one. Nothing is changed until all is known and made; then all is, in one transaction (`valuable.build.staging`).
Answers come from the environment too: ``MINE_NAME``, and so on; with ``MINE_DEFAULTS`` nothing is asked.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from valuable.base.source_paths import ACCEPTED_FILE, LEDGER_FILE
from valuable.build.staging import JOURNAL, abandon, commit, recover
from valuable.commands.answers import (
    QUESTIONS,
    Answers,
    KnownFacts,
    checked_answer,
    collect_answers,
    facts_known_in,
    git_output,
)
from valuable.commands.build import build_lock
from valuable.commands.file_lists import EXAMPLE, FILES, file_sha256, read_list
from valuable.commands.new_site import new_site_files

MINE_STAGE = Path("_build", "mine")
PREFIX = "MINE_"
WORKFLOW = ".github/workflows/publish.yml"  # publishes on GitHub Pages and nowhere else
RECORDS = (LEDGER_FILE, ACCEPTED_FILE)  # of what the site before has published
MAX_PATHS_SHOWN = 10  # paths in a message


class NotMadeError(Exception):
    """The site is not made; the message says why, and what to do."""


# -- What is changed -------------------------------------------------------------


def check_unclaimed(root: Path) -> dict[str, str]:
    """Return the list of the original site's files. Raises :exc:`NotMadeError` if the site is somebody's already."""
    if not (root / "conf.py").is_file():
        raise NotMadeError("There is no site here: `make mine` begins one in a fresh copy of the repository.")
    example = read_list(root, EXAMPLE)
    if not example:
        raise NotMadeError(
            "This site is somebody's already, and stays so. `make mine` begins one in a fresh copy; "
            "to change yours, open conf.py, which guide/settings.md describes."
        )
    if file_sha256(root / "conf.py") != example.get("conf.py"):
        raise NotMadeError(
            "conf.py is not the one that this came with, so this may be somebody's site already. "
            "If it is to be begun anew, get a fresh copy and run `make mine` there."
        )
    return example


def removed_files(root: Path, example: Iterable[str], made: Iterable[str], host: str) -> list[str]:
    """Return the files to remove: those of the original site, and those that are for GitHub alone on another host."""
    wanted = {*example, EXAMPLE, *RECORDS, *(() if host == "pages" else (WORKFLOW,))}
    return sorted(path for path in wanted - set(made) if os.path.lexists(root / path))


def check_untouched(root: Path, paths: Iterable[str], known: Mapping[str, str]) -> None:
    """Raise :exc:`NotMadeError` if something would be lost: a file that is neither original nor committed."""
    own = [path for path in paths if os.path.lexists(root / path) and file_sha256(root / path) != known.get(path)]
    own = [path for path in own if path != EXAMPLE]
    lost = uncommitted(root, own) if own else []
    if lost:
        shown = [
            *lost[:MAX_PATHS_SHOWN],
            *([f"and {len(lost) - MAX_PATHS_SHOWN} more"] if len(lost) > MAX_PATHS_SHOWN else []),
        ]
        raise NotMadeError(
            "These files hold changes that would be lost, so nothing was done: commit them, or put them elsewhere.\n"
            + "\n".join(f"  {path}" for path in shown)
        )


def uncommitted(root: Path, paths: Sequence[str]) -> list[str]:
    """Return those of *paths* whose present state is not committed; without git, all of them."""
    prefix = git_output(root, "rev-parse", "--show-prefix")
    if git_output(root, "rev-parse", "--is-inside-work-tree") != "true":
        return list(paths)
    status = git_output(
        root, "status", "--porcelain", "-z", "--untracked-files=all", "--ignored", "--no-renames", "--", *paths
    )
    dirty = [entry[3:].removeprefix(prefix).rstrip("/") for entry in status.split("\0") if entry]
    # A folder stands for all in it, where git has nothing of that.
    return [path for path in paths if any(files_within(path, name) or files_within(name, path) for name in dirty)]


def files_within(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{folder}/")


def new_site_changes(root: Path, answers: Answers) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the site of *answers* and the paths of those to remove. Raises :exc:`NotMadeError`."""
    example = check_unclaimed(root)
    made = new_site_files(answers, datetime.now(ZoneInfo(answers.timezone)).date())
    gone = removed_files(root, example, made, answers.host)
    check_untouched(root, [*made, *gone], {**read_list(root, FILES), **example})
    return made, gone


def make_site(root: Path, answers: Answers) -> list[str]:
    """Turn the site in *root* into that of *answers*; return the new paths. Raises :exc:`NotMadeError`."""
    made, gone = new_site_changes(root, answers)
    stage, places = root / MINE_STAGE, {"site": root}
    for path, data in made.items():
        file = stage / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    commit(stage, places, {"site": gone})
    return sorted(made)


# -- In a terminal ---------------------------------------------------------------


def given_answers(environment: Mapping[str, str]) -> dict[str, str]:
    names = (field.name for field in fields(Answers))
    return {name: environment[PREFIX + name.upper()] for name in names if PREFIX + name.upper() in environment}


def ask_question(field: str, default: str) -> str:
    """Ask until the answer is valid."""
    while True:
        typed = input(f"{QUESTIONS[field].words}{f' [{default}]' if default else ''}: ").strip()
        try:
            return checked_answer(field, typed or default)
        except ValueError as error:
            print(error)


def confirm_answers(answers: Answers) -> Answers:
    """Show all answers, let each be changed, and return them."""
    while True:
        print()
        for field in QUESTIONS:
            print(f"  {field:<10} {getattr(answers, field) or 'none'}")
        field = input("Enter to write the site, a word from the left to change its line, Ctrl+C to leave: ").strip()
        if not field:
            return answers
        if field in QUESTIONS:
            answers = replace(answers, **{field: ask_question(field, getattr(answers, field))})


def answers_for(root: Path, environment: Mapping[str, str], *, terminal: bool) -> Answers:
    """Return all answers. Raises :exc:`NotMadeError` and :exc:`ValueError`."""
    given, known = given_answers(environment), facts_known_in(root, environment)
    if environment.get(f"{PREFIX}DEFAULTS"):
        return collect_answers(given, known)
    if not terminal:
        raise NotMadeError(
            'There is no terminal to ask in. Write make mine DEFAULTS=1 NAME="Tide Tables" AUTHOR="Mira Halvorsen"'
        )
    print("Press Enter for what stands in brackets.")
    return confirm_answers(collect_answers(given, known, ask_question))


def closing_message(answers: Answers, known: KnownFacts) -> str:
    """Return the message at the end: what the new site is, and what comes next."""
    placeholder = answers.address.endswith(".example/")
    address = (
        "\nIts address is not known yet: before you publish, write it in conf.py,"
        " at html_baseurl and feed_id_authority."
        if placeholder
        else f" It will stand at {answers.address}"
    )
    return (
        f"{answers.name} is yours.{address}\nLook with `make serve`, write into the files above, and commit: git add -A"
    )


def main(arguments: Sequence[str]) -> int:
    root = Path.cwd()
    try:
        with build_lock(root / "_build") as free:
            if not free:
                raise NotMadeError("A build is under way in this folder: wait until it has ended.")
            recover(root / MINE_STAGE, {"site": root})
            check_unclaimed(root)
            answers = answers_for(root, os.environ, terminal=sys.stdin.isatty())
            try:
                made = make_site(root, answers)
            finally:
                abandon(root / MINE_STAGE)
    except (KeyboardInterrupt, EOFError):
        print("\nNothing was changed.", file=sys.stderr)
        return 130
    except (NotMadeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        begun = (root / MINE_STAGE / JOURNAL).exists()
        done = "It was begun, and is ended when you run `make mine` again" if begun else "Nothing was changed"
        print(f"{done}: {error.strerror or error} ({error.filename})", file=sys.stderr)
        return 1
    for path in made:
        print(f"  {path}")
    print(closing_message(answers, facts_known_in(root, os.environ)))
    return 0
