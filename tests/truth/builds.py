"""Builds of an author's site, which may be killed, and what has to be true of them."""

import os
import shutil
import signal
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import igraph  # noqa: F401  so that no build has to

import valuable.addresses.permalinks
import valuable.build.fork_map
import valuable.commands.build
import valuable.content.drafts
import valuable.outputs.cards
import valuable.pages.home
import valuable.pages.listings
import valuable.pages.page_context
from truth.actions import ACTIONS
from truth.author import Author

KILLED = -signal.SIGKILL
CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"})


@dataclass(frozen=True)
class Kill:
    """The end of a build: before one of its changes to the disk, or after some seconds.

    Changes are counted from the journal on if it is to be ``in_commit``.
    """

    change: int = 0
    in_commit: bool = False
    seconds: float | None = None
    alone: bool = False  # its children live on

    def arm(self) -> None:
        """Have this process and its children killed when the time has come."""
        left, counting = self.change, not self.in_commit

        def on_event(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left, counting
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if not writes and event not in CHANGES:
                return
            if not counting:
                counting = event == "os.rename" and str(arguments[1]).endswith("journal.json")
            elif left:
                left -= 1
            else:
                os.kill(0, signal.SIGKILL)

        sys.addaudithook(on_event)


def build(author: Author, jobs: int = 1, kill: Kill | None = None, root: Path | None = None) -> tuple[int, str]:
    """Build the author's site, or a copy of it in *root*; return the exit code and what was said.

    A process of its own does it, in which all has been imported already.
    """
    root = root or author.root
    log = root.with_suffix(".log")
    pid = os.fork()
    if not pid:
        try:
            os.setpgid(0, 0)
            output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            code = build_here(author, root, jobs, kill)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        finally:
            os._exit(70)
    if kill and kill.seconds is not None:
        time.sleep(kill.seconds)
        (os.kill if kill.alone else os.killpg)(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return code, log.read_text()


def build_here(author: Author, root: Path, jobs: int, kill: Kill | None) -> int:
    """Build in this process, which is of no other use afterwards."""
    os.environ |= {"SITE_URL": author.address, "SEARCH": os.environ.get("TRUTH_SEARCH", "0"), "CARDS": "1"}
    valuable.outputs.cards.draw_card = drawn_at_once  # type: ignore[assignment]
    for module in (valuable.content.drafts, valuable.pages.page_context, valuable.addresses.permalinks):
        module.now = lambda app: author.now.astimezone(ZoneInfo(app.config.site_timezone))  # type: ignore[attr-defined]
    valuable.build.fork_map.WORTH_SHARING = valuable.pages.listings.PER_PAGE = 2
    valuable.pages.home.HOME_POSTS, valuable.pages.listings.ALL_ON_ONE_PAGE = 3, 4
    while True:
        with valuable.commands.build.build_lock(root / "_build") as free:
            if free:  # else processes of a killed build are still at it
                if kill and kill.seconds is None:
                    kill.arm()
                return valuable.commands.build.build(root, jobs)
        time.sleep(0.01)


def drawn_at_once(app: Any, post: Any) -> bytes:
    """Return a PNG that holds what a card is drawn from, and no picture: to draw one takes longer than all the rest."""
    chunks = ((b"tEXt", valuable.outputs.cards.card_svg(app, post).encode()), (b"IEND", b""))
    written = [len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4) for name, data in chunks]
    return valuable.outputs.cards.PNG + b"".join(written)


# -- A sequence -------------------------------------------------------------------------------------------------------

Act = tuple[str, int, int]


@dataclass(frozen=True)
class Round:
    """Some actions, each with the number of a post and another number, and the build that follows."""

    acts: tuple[Act, ...] = ()
    jobs: int = 1
    kill: Kill | None = None


def check(author: Author, rounds: Sequence[Round], clean: Path) -> None:
    """Go through *rounds*, and assert that the site is what a clean build in the folder *clean* makes of its sources.

    A build fails if the clean one fails, and leaves the site as it was.
    """
    code, said = KILLED, ""
    whole = True  # since the last build that was killed, one has ended well
    for number, step in enumerate([*rounds, Round()]):
        if number == len(rounds) and code == 0:
            break
        for name, post, choice in step.acts:
            ACTIONS[name](author, author.posts[post % len(author.posts)], choice)
        before = files(author.html)
        code, said = build(author, step.jobs, step.kill)
        assert code in {0, 1} or (code == KILLED and step.kill), said
        assert "fault of the site's machinery" not in said, said
        if code == 1 and whole:
            assert files(author.html) == before, said
        whole = code == 0 or (whole and code == 1)
        assert not whole or not (author.root / "_build/work").exists()
    compare(author, clean, code, said)
    if code:
        author.mend()
        code, said = build(author)
        assert code == 0, said
        compare(author, clean, code, said)


def compare(author: Author, clean: Path, code: int, said: str) -> None:
    """Assert that a clean build ends as the last one did, has said the same, and has left the same."""
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(author.root, clean, ignore=shutil.ignore_patterns("_build", ".cache"))
    clean_code, clean_said = build(author, root=clean)
    alike = code == clean_code and warnings(said) == warnings(clean_said)
    assert alike, f"The last build:\n{said}\nA clean build:\n{clean_said}"
    if code == 0:
        found = differences(files(author.html), files(clean / "_build/html"))
        assert not found, "\n".join(found)
        assert left_by(author.root) == left_by(clean)
        assert files(author.root / ".cache") == files(clean / ".cache")


def warnings(said: str) -> list[str]:
    return sorted(line for line in said.splitlines() if "WARNING" in line)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def differences(found: dict[str, bytes], right: dict[str, bytes]) -> list[str]:
    return [
        *(f"left over: {path}" for path in found if path not in right),
        *(f"missing: {path}" for path in right if path not in found),
        *(f"stale: {path}" for path in found if path in right and found[path] != right[path]),
    ]


def left_by(root: Path) -> set[str]:
    """Return the paths of everything under ``_build`` but compiled templates, folders too."""
    found = {path.relative_to(root).as_posix() for path in (root / "_build").rglob("*")}
    return {path for path in found if not path.startswith("_build/doctrees/templates/")}
