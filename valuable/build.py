"""Build the site: ``python -m valuable.build``, which is what ``make html`` calls.

Sphinx writes into ``_build/work``. Only a build without a warning reaches ``_build/html``, where the last good site
stays until then. What a failed or interrupted build has left is thrown away, so that the next one starts afresh and
says again what is wrong.
"""

import filecmp
import os
import shutil
import sys
import time
from pathlib import Path

from sphinx.cmd.build import build_main

COMPLETE = "complete"


def publish(work: Path, html: Path) -> tuple[int, int]:
    """Make *html* equal to *work*, file by file; return how many files were written and removed."""
    written = removed = 0
    wanted = {path.relative_to(work) for path in work.rglob("*") if path.is_file()}
    for name in sorted(wanted):
        source, target = work / name, html / name
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            continue
        if target.is_dir():
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        shutil.copyfile(source, fresh)
        os.replace(fresh, target)
        written += 1
    for path in sorted(html.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(html) not in wanted:
            path.unlink()
            removed += 1
    return written, removed


def discard(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def build(root: Path, arguments: list[str]) -> int:
    """Build the site in *root*; return 0, or Sphinx's exit code. *arguments* are passed on to Sphinx."""
    out = root / "_build"
    work, doctrees, html = out / "work", out / "doctrees", out / "html"
    complete = doctrees / COMPLETE
    if not complete.exists():
        discard(work, doctrees)
    complete.unlink(missing_ok=True)

    started = time.monotonic()
    code = build_main(["-q", "-W", "-b", "dirhtml", "-d", str(doctrees), *arguments, str(root), str(work)])
    if code:
        discard(work, doctrees)
        kept = f" {html.relative_to(root)} is as it was." if html.exists() else ""
        print(f"The site was not built: each line above says what to write instead.{kept}", file=sys.stderr)
        return code

    publish(work, html)
    complete.touch()
    print(f"Built in {time.monotonic() - started:.1f} s. Open {html.relative_to(root) / 'index.html'}, or run `make serve`.")
    return 0


if __name__ == "__main__":
    sys.exit(build(Path.cwd(), sys.argv[1:]))
