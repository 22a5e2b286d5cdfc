"""Build the site: ``python -m valuable build``, which is what ``make html`` calls.

Only a build without a warning reaches ``_build/html``; until then the last good site stays there
(`valuable.build.builder`).
"""

import contextlib
import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from valuable.base.accepted_faults import parse_accepted
from valuable.base.build_errors import ERROR_LOG, BuildError, build_error
from valuable.base.message_printing import MessageStream, Summary
from valuable.base.reports import Severity
from valuable.base.source_paths import ACCEPTED_FILE
from valuable.build.builder import STAGE_FOLDER
from valuable.build.changed_meanwhile import MAX_TRIES, ChangedMeanwhileError, changed_between, file_system_time
from valuable.build.fork_map import processes
from valuable.build.last_site import site_state
from valuable.build.staging import recover
from valuable.upstream import registry

NEEDED_EXTENSIONS = "valuable"  # half a site would be written over the last good one, or a draft published
FAILED = "The site was not built"
ACCEPT = "If all are of old texts, `make accept` notes them: then these stop the site no more, but new ones do."
LOOK = "python3 -m http.server -d"


@contextlib.contextmanager
def build_lock(out: Path) -> Iterator[bool]:
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


class Result(NamedTuple):
    """How a build has ended: whether without faults, what has built the site, if it came so far, and what was said."""

    well: bool
    app: Sphinx | None
    messages: MessageStream


def run_sphinx(
    root: Path, html: Path, doctrees: Path, jobs: int, then: Then | None = None, *, accepting: bool = False
) -> Result:
    """Build the site.

    What went wrong is said in one message. *then* is called with what has built the site, if all is well. Where sources
    were changed meanwhile, all is thrown away, messages too, and the site is built again. *accepting*: the faults that
    may be accepted are.
    """
    messages = MessageStream(root, accepting=accepting)
    tried: list[Sphinx] = []
    well = False
    with reporting_errors(root, messages):
        # Before Sphinx would: with settings that can't be read it never comes to that.
        recover(html.parent / STAGE_FOLDER, {"html": html, "doctrees": doctrees})
        for number in range(1, MAX_TRIES + 1):
            try:
                with patch_docutils(root), docutils_namespace():
                    app = make_application(root, html, doctrees, messages, jobs)
                    tried[:] = [app]
                    app.build()
                    if then is not None and not app.statuscode:
                        then(app)
            except ChangedMeanwhileError as changed:
                if number == MAX_TRIES:
                    raise
                messages.forget()
                print(f"{changed.first} was changed meanwhile: building again.")
            else:
                well = not app.statuscode
                break
    return Result(well, tried[0] if tried else None, messages)


def make_application(root: Path, html: Path, doctrees: Path, messages: MessageStream, jobs: int) -> Sphinx:
    """Return Sphinx with the settings of ``conf.py``.

    Raises :exc:`BuildError` for those that make no site of ours, and :exc:`ChangedMeanwhileError` for those that change
    meanwhile.
    """
    began, problem = file_system_time(html.parent), None
    stream: Any = messages
    try:
        app = Sphinx(
            root, root, html, doctrees, "dirhtml", status=None, warning=stream, warningiserror=True, parallel=jobs
        )
    except Exception as error:  # noqa: BLE001  # raised once it is known that conf.py has stayed the same
        problem = error
    if list(changed_between([f"{root}/conf.py"], began, file_system_time(html.parent))):
        raise ChangedMeanwhileError(["conf.py"])
    if problem is not None:
        raise build_error(problem, "conf.py", "A setting may be of the wrong kind") from problem
    if NEEDED_EXTENSIONS not in app.extensions:
        advice = f'write extensions = ["myst_parser", "ablog", "{NEEDED_EXTENSIONS}"]'
        raise BuildError(f'conf.py: `extensions` lacks "{NEEDED_EXTENSIONS}": {advice}')
    return app


@contextlib.contextmanager
def reporting_errors(root: Path, messages: MessageStream | None = None) -> Iterator[None]:
    """Print the messages of a build, and its error in one line; the caller goes on after it."""
    if not color_terminal():
        nocolor()
    try:
        try:
            yield
        finally:
            if messages is not None:
                messages.say()
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    except Exception as error:  # noqa: BLE001  # nobody is shown a traceback
        print_error(root, build_error(error))


def print_error(root: Path, fault: BuildError) -> None:
    """Print an error in one line, and write the rest to a file."""
    print(str(fault).replace(f"{root}{os.sep}", ""), file=sys.stderr)
    if fault.log:
        with contextlib.suppress(OSError):
            (root / "_build" / ERROR_LOG).write_text(fault.log, encoding="utf-8", errors="backslashreplace")


def build(root: Path, jobs: int = 1, then: Then | None = None, *, accepting: bool = False) -> int:
    """Build the site in *root* with up to *jobs* processes; return the exit code. *then*: see :func:`run_sphinx`."""
    out = root / "_build"
    html = out / "html"
    # These may name a post that is a draft by now.
    (out / ERROR_LOG).unlink(missing_ok=True)
    shutil.rmtree(out / "linkcheck", ignore_errors=True)

    started = time.monotonic()
    registry.apply_at_start()
    well, app, messages = run_sphinx(root, html, out / "doctrees", jobs, then, accepting=accepting)
    if accepting:
        write_accepted(root, messages)
    if not well:
        print(f"{failure(messages.summary)}{site_state(root, app)}", file=sys.stderr)
        return 1

    seconds = time.monotonic() - started
    where = html.relative_to(root)
    if messages.summary.accepted and not accepting:
        print(f"{counted(messages.summary.accepted, 'old fault')} in {ACCEPTED_FILE}.")
    if hints := messages.summary.counts[Severity.HINT]:
        print(f"{hints:,} hint{'s' if hints > 1 else ''} above: nothing that stops the site.")
    print(f"Built in {seconds:.1f} s: the site is in {where}. To look at it: {LOOK} {where}")
    return 0


def failure(summary: Summary) -> str:
    """Return the sentence on a site that was not built: how much was said, and what to do next."""
    counts = f"{summary}. " if str(summary) else ""
    if not summary.uncured:
        advice = f"{'Each' if counts else 'each'} line above says what to write instead."
    else:
        advice = f"{summary.uncured:,} of these, which say so, come without advice."
    return f"{FAILED}: {counts}{advice}{f' {ACCEPT}' if summary.is_acceptable else ''}"


def counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s stand' if number > 1 else ' stands'}"


def write_accepted(root: Path, messages: MessageStream) -> None:
    """Write the faults that were found into the record, and say how many these are."""
    text = messages.collector.record if messages.collector else None
    if text is None:
        print(f"{ACCEPTED_FILE} was not written: the build did not come to its end.", file=sys.stderr)
        return
    path = root / ACCEPTED_FILE
    faults = sum(entry.number for entry in parse_accepted(text)[0].values())
    if faults or path.exists():
        aside = path.with_name(f"{path.name}.new")
        aside.write_text(text, encoding="utf-8", newline="\n")
        aside.replace(path)
    print(
        f"{counted(faults, 'old fault')} in {ACCEPTED_FILE} now. Commit it."
        if faults
        else "There is no fault to accept."
    )


def run_locked(root: Path, act: Callable[[], int]) -> int:
    """Call *act* while no other build of the site in *root* can run; return its exit code, or that of a failure."""
    code: int | None = None
    with reporting_errors(root), build_lock(root / "_build") as free:
        code = act() if free else 1
        if not free:
            print("Another build is under way in this folder: wait until it has ended.", file=sys.stderr)
    if code is None:
        print(f"{failure(Summary())}{site_state(root, None)}", file=sys.stderr)
    return 1 if code is None else code


def main(arguments: Sequence[str]) -> int:
    # A build makes many objects and drops few: looking for dropped ones takes a tenth of its time, and taking the
    # interpreter down piece by piece at the end takes some more.
    gc.set_threshold(100_000, 20, 10)
    root = Path.cwd()
    code = run_locked(root, lambda: build(root, processes()))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
