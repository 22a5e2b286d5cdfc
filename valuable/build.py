"""Build the site: ``python -m valuable.build``, which is what ``make html`` calls.

Only a build without a warning reaches ``_build/html``; until then the last good site stays there (`valuable.builder`).
"""

import contextlib
import gc
import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from valuable.builder import STAGE
from valuable.checks import address_of
from valuable.drafts import held_back
from valuable.faults import LOG, Fault, fault_of
from valuable.parallel import processes
from valuable.stage import JOURNAL
from valuable.upstream_speed import load_less

# Without these, half a site would be written over the last good one, or a draft published.
NEEDED = {"valuable.builder", "valuable.checks", "valuable.drafts"}
LOOK = "python3 -m http.server -d"


class Relative(io.TextIOBase):
    """Standard error, with paths as an author knows them: from the site's folder on."""

    def __init__(self, root: Path) -> None:
        self.prefix = f"{root}{os.sep}"

    def write(self, text: str) -> int:
        return sys.stderr.write(text.replace(self.prefix, ""))


@contextlib.contextmanager
def alone(out: Path) -> Iterator[bool]:
    """Hold the folder of builds for this process; yield False if another one is building there.

    The system takes the lock back from a process that ends in whatever way. Raises :exc:`OSError` for a folder that
    can't be written to.
    """
    out.mkdir(exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield True
        return
    with (out / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError:  # a disk of the network that knows no locks
            pass
        yield True


Then = Callable[[Sphinx], None]


def run_sphinx(root: Path, html: Path, doctrees: Path, jobs: int, then: Then | None = None) -> tuple[bool, set[str]]:
    """Build the site; return whether there was nothing to report, and the docnames that were held back.

    What went wrong is said in one message. *then* is called with what has built the site, if all is well.
    """
    stderr: Any = Relative(root)
    app = None
    with reported(root), patch_docutils(root), docutils_namespace():
        app = application(root, html, doctrees, stderr, jobs)
        app.build()
        if then is not None and not app.statuscode:
            then(app)
        return not app.statuscode, set(held_back(app))
    return False, set(held_back(app)) if app else set()


def application(root: Path, html: Path, doctrees: Path, stderr: Any, jobs: int) -> Sphinx:
    """Return Sphinx with the settings of ``conf.py``. Raises :exc:`Fault` for those that make no site of ours."""
    try:
        app = Sphinx(
            root, root, html, doctrees, "dirhtml", status=None, warning=stderr, warningiserror=True, parallel=jobs
        )
    except Exception as error:
        raise fault_of(error, "conf.py", "A setting may be of the wrong kind") from error
    missing = NEEDED - app.extensions.keys()
    if missing:
        raise Fault(f"conf.py: `extensions` lacks {', '.join(sorted(missing))}: put it back")
    return app


@contextlib.contextmanager
def reported(root: Path) -> Iterator[None]:
    """Say in one message what has gone wrong, and go on after it."""
    if not color_terminal():
        nocolor()
    try:
        yield
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    except Exception as error:
        say(root, fault_of(error))


def say(root: Path, fault: Fault) -> None:
    """Say what has gone wrong in one line, and keep the rest in a file."""
    print(str(fault).replace(f"{root}{os.sep}", ""), file=sys.stderr)
    if fault.log:
        with contextlib.suppress(OSError):
            (root / "_build" / LOG).write_text(fault.log, encoding="utf-8", errors="backslashreplace")


def build(root: Path, jobs: int = 1, then: Then | None = None) -> int:
    """Build the site in *root* with up to *jobs* processes; return the exit code. *then*: see :func:`run_sphinx`."""
    out = root / "_build"
    html = out / "html"
    # These may name a post that is a draft by now.
    (out / LOG).unlink(missing_ok=True)
    shutil.rmtree(out / "linkcheck", ignore_errors=True)

    started = time.monotonic()
    load_less()
    well, held = run_sphinx(root, html, out / "doctrees", jobs, then)
    if not well:
        print(f"The site was not built: each line above says what to write instead.{state(out, held)}", file=sys.stderr)
        return 1

    seconds = time.monotonic() - started
    where = html.relative_to(root)
    print(f"Built in {seconds:.1f} s: the site is in {where}. To look at it: {LOOK} {where}")
    return 0


def state(out: Path, held: Iterable[str]) -> str:
    """Say what has become of the last good site after a failed build; remove one that shows what is *held* back."""
    html = out / "html"
    where = html.relative_to(out.parent)
    if any((html / address_of(docname) / "index.html").is_file() for docname in held):
        shutil.rmtree(html, ignore_errors=True)
        if html.exists():
            return f" Remove {where}: it shows a post that is now held back."
        return f" {where} is removed: it showed a post that is now held back."
    if (out / STAGE / JOURNAL).exists():
        return f" {where} is brought up to date in part: the next build goes on with it."
    return f" {where} is as it was." if html.exists() else ""


def main() -> None:
    # A build makes many objects and drops few: looking for dropped ones takes a tenth of its time, and taking the
    # interpreter down piece by piece at the end takes some more.
    gc.set_threshold(100_000, 20, 10)
    root = Path.cwd()
    code = 1
    with reported(root), alone(root / "_build") as free:
        if free:
            code = build(root, processes())
        else:
            print("Another build is under way in this folder: wait until it has ended.", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
