"""Build the site: ``python -m valuable.build``, which is what ``make html`` calls.

Only a build without a warning reaches ``_build/html``; until then the last good site stays there (`valuable.builder`).
"""

import contextlib
import gc
import io
import os
import re
import shutil
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError, SphinxError
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from valuable.checks import address_of
from valuable.drafts import held_back
from valuable.parallel import processes
from valuable.upstream_speed import load_less

LOOK = "python3 -m http.server -d"


class Relative(io.TextIOBase):
    """Standard error, with paths as an author knows them: from the site's folder on."""

    def __init__(self, root: Path) -> None:
        self.prefix = f"{root}{os.sep}"

    def write(self, text: str) -> int:
        return sys.stderr.write(text.replace(self.prefix, ""))


@contextlib.contextmanager
def alone(out: Path) -> Iterator[bool]:
    """Hold the folder of builds for this process; yield False if another one is building there."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield True
        return
    out.mkdir(exist_ok=True)
    with (out / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def run_sphinx(root: Path, html: Path, doctrees: Path, jobs: int) -> tuple[bool, set[str]]:
    """Build the site; return whether there was nothing to report, and the docnames that were held back.

    What went wrong is said in one message.
    """
    stderr: Any = Relative(root)
    app = None
    with reported(root), patch_docutils(root), docutils_namespace():
        app = Sphinx(
            root, root, html, doctrees, "dirhtml", status=None, warning=stderr, warningiserror=True, parallel=jobs
        )
        app.build()
        return not app.statuscode, set(held_back(app))
    return False, set(held_back(app)) if app else set()


@contextlib.contextmanager
def reported(root: Path) -> Iterator[None]:
    """Say in one message what has gone wrong, and go on after it."""
    if not color_terminal():
        nocolor()
    try:
        yield
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    except ExtensionError as error:
        blame(root, error.orig_exc or error)
    except SphinxError as error:
        print(in_brief(str(error)), file=sys.stderr)
    except Exception as error:
        blame(root, error)


def blame(root: Path, error: BaseException) -> None:
    """Report a fault of the machinery in one line, with the rest in a file."""
    log = root / "_build" / "error.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    where = log.relative_to(root)
    print(f"{type(error).__name__}: {error}. This is a fault of the site's machinery: see {where}", file=sys.stderr)


def in_brief(message: str) -> str:
    """Return Sphinx's message about ``conf.py`` or a template without the traceback that it holds."""
    _, found, tail = message.partition("Traceback (most recent call last):")
    if not found:
        return message
    line = re.findall(r'conf\.py", line (\d+)', tail)
    return f"conf.py:{line[-1] if line else 1}: {tail.strip().splitlines()[-1]}"


def build(root: Path, jobs: int = 1) -> int:
    """Build the site in *root* with up to *jobs* processes; return the exit code."""
    out = root / "_build"
    html = out / "html"
    # These may name a post that is a draft by now.
    (out / "error.log").unlink(missing_ok=True)
    shutil.rmtree(out / "linkcheck", ignore_errors=True)

    started = time.monotonic()
    load_less()
    well, held = run_sphinx(root, html, out / "doctrees", jobs)
    if not well:
        kept = f" {html.relative_to(root)} is as it was." if html.exists() else ""
        if any((html / address_of(docname) / "index.html").is_file() for docname in held):
            shutil.rmtree(html)
            kept = f" {html.relative_to(root)} is removed: it showed a post that is now held back."
        print(f"The site was not built: each line above says what to write instead.{kept}", file=sys.stderr)
        return 1

    seconds = time.monotonic() - started
    where = html.relative_to(root)
    print(f"Built in {seconds:.1f} s: the site is in {where}. To look at it: {LOOK} {where}")
    return 0


def main() -> None:
    # A build makes many objects and drops few: looking for dropped ones takes a tenth of its time, and taking the
    # interpreter down piece by piece at the end takes some more.
    gc.set_threshold(100_000, 20, 10)
    root = Path.cwd()
    with alone(root / "_build") as free:
        if free:
            code = build(root, processes())
        else:
            print("Another build is under way in this folder: wait until it has ended.", file=sys.stderr)
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
