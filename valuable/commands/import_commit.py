"""Put what an import has written into a commit of its own."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from valuable.commands.answers import git_output
from valuable.commands.mine import NotMadeError

MAX_DIRTY_SHOWN = 10


def check_clean(root: Path) -> bool:
    """Return whether *root* is in git. Raises :exc:`NotMadeError` if changes there might be mixed up with an import."""
    if git_output(root, "rev-parse", "--is-inside-work-tree") != "true":
        return False
    dirty = git_output(root, "status", "--porcelain", "--untracked-files=no", "--", ".").split("\n")
    if dirty != [""]:
        shown = [f"  {line}" for line in dirty[:MAX_DIRTY_SHOWN]]
        shown += [f"  and {len(dirty) - MAX_DIRTY_SHOWN} more"] if len(dirty) > MAX_DIRTY_SHOWN else []
        raise NotMadeError("\n".join(["These files hold changes that are not committed; commit them first:", *shown]))
    return True


def commit_paths(root: Path, paths: Iterable[str], message: str) -> str:
    """Commit *paths*, and nothing else; return what git says if it does not, else an empty text."""
    tracked = set(git_output(root, "ls-files", "-z", "--cached").split("\0"))
    known = sorted(path for path in set(paths) if path in tracked or os.path.lexists(root / path))
    listed = "\0".join(f":(top,literal){prefix_in(root)}{path}" for path in known)
    names = ["--pathspec-from-file=-", "--pathspec-file-nul"]
    for command in (
        ["git", "add", "--force", "--all", *names],
        ["git", "commit", "--quiet", "--message", message, *names],
    ):
        done = subprocess.run(command, cwd=root, input=listed.encode(), capture_output=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip().split("\n")
            return said[-1] or f"{' '.join(command[:2])} failed"
    return ""


def prefix_in(root: Path) -> str:
    return git_output(root, "rev-parse", "--show-prefix")
