"""Build the site: ``python -m valuable.build``, which is what ``make html`` calls.

Sphinx writes into ``_build/work``. Only a build without a warning reaches ``_build/html``, where the last good site
stays until then. What a failed or interrupted build has left is thrown away, so that the next one starts afresh and
says again what is wrong.
"""

import filecmp
import gc
import io
import os
import re
import shutil
import sys
import time
import traceback
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError, SphinxError
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from valuable.checks import address_of
from valuable.drafts import held_back

COMPLETE = "complete"
LOOK = "python3 -m http.server -d"


class Relative(io.TextIOBase):
    """Standard error, with paths as an author knows them: from the site's folder on."""

    def __init__(self, root: Path) -> None:
        self.prefix = f"{root}{os.sep}"

    def write(self, text: str) -> int:
        return sys.stderr.write(text.replace(self.prefix, ""))


def publish(work: Path, html: Path) -> None:
    """Make *html* equal to *work*, file by file."""
    wanted = {path.relative_to(work) for path in work.rglob("*") if path.is_file()}
    for name in sorted(wanted):
        source, target = work / name, html / name
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            continue
        if target.is_dir():
            shutil.rmtree(target)
        for parent in target.parents:
            if parent.is_file():
                parent.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        shutil.copyfile(source, fresh)
        os.replace(fresh, target)
    for path in sorted(html.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(html) not in wanted:
            path.unlink()


def machinery(root: Path) -> str:
    """Return a digest of what makes the site besides Sphinx's own inputs: after a change of it, all is made anew."""
    digest = blake2b(digest_size=12)
    for path in (*sorted((root / "valuable").glob("*.py")), root / "requirements.txt"):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def discard(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def run_sphinx(root: Path, work: Path, doctrees: Path) -> tuple[bool, set[str]]:
    """Build into *work*; return whether there was nothing to report, and the docnames that were held back.

    What went wrong is said in one message.
    """
    if not color_terminal():
        nocolor()
    stderr: Any = Relative(root)
    app = None
    try:
        with patch_docutils(root), docutils_namespace():
            app = Sphinx(root, root, work, doctrees, "dirhtml", status=None, warning=stderr, warningiserror=True)
            app.build()
            return not app.statuscode, set(held_back(app))
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    except ExtensionError as error:
        blame(root, error.orig_exc or error)
    except SphinxError as error:
        print(in_brief(str(error)), file=sys.stderr)
    except Exception as error:
        blame(root, error)
    return False, set(held_back(app)) if app else set()


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


def build(root: Path) -> int:
    """Build the site in *root*; return the exit code."""
    out = root / "_build"
    work, doctrees, html = out / "work", out / "doctrees", out / "html"
    complete, made_by = doctrees / COMPLETE, machinery(root)
    if not complete.exists() or complete.read_text() != made_by:
        discard(work, doctrees)
    complete.unlink(missing_ok=True)
    # These may name a post that is a draft by now.
    (out / "error.log").unlink(missing_ok=True)
    discard(out / "linkcheck")

    started = time.monotonic()
    well, held = run_sphinx(root, work, doctrees)
    if not well:
        discard(work, doctrees)
        kept = f" {html.relative_to(root)} is as it was." if html.exists() else ""
        if any((html / address_of(docname) / "index.html").is_file() for docname in held):
            discard(html)
            kept = f" {html.relative_to(root)} is removed: it showed a post that is now held back."
        print(f"The site was not built: each line above says what to write instead.{kept}", file=sys.stderr)
        return 1

    publish(work, html)
    complete.write_text(made_by)
    seconds = time.monotonic() - started
    where = html.relative_to(root)
    print(f"Built in {seconds:.1f} s: the site is in {where}. To look at it: {LOOK} {where}")
    return 0


def main() -> None:
    # A build makes many objects and drops few: looking for dropped ones takes a tenth of its time, and taking the
    # interpreter down piece by piece at the end takes some more.
    gc.set_threshold(200_000, 50, 50)
    code = build(Path.cwd())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
