"""Show the site while it is being written: ``python -m valuable serve``, which is what ``make serve`` calls.

The preview has drafts and posts of the future in it, so it stands apart, in ``_build/preview``, and is never published.

sphinx-autobuild watches, serves and reloads. It would start Sphinx anew for each save; here a process beside it has
read ``conf.py``, set up the extensions and loaded what the last build knew before a file is saved. It forks for each
build, so that none sees the state of another: the next one gets ready while the author looks at the page.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import valuable

OPEN = "Whoever is in your network can read the preview now, drafts too, until you end it with Ctrl+C."
UNWATCHED = ("_build", ".cache", ".venv", ".git", "tests", "guide", "benchmarks", "__pycache__")
KNOWN_MESSAGES = "messages"  # a file in the preview's folder: what was said by the last build
# What editors and systems leave beside a file, in any folder; vim makes `4913` to see whether it may write there.
DEBRIS_NAMES = r"(?!\.well-known/)\.[^/]*|[^/]*~|#[^/]*#|4913"
# What a build imports of other packages besides the extensions.
PACKAGES = ("ablog", "furo", "myst_parser.parsers.sphinx_", "myst_parser.sphinx_ext.main", "sphinx.util.template")
# How one build ends: it is done, it has to begin again with settings that have changed, or the preview is over.
DONE, AGAIN, OVER = 0, 1, 2


class Preview:
    """Has a process that waits with everything imported build the site; sphinx-autobuild calls it after each change."""

    def __init__(self, root: Path, url: str) -> None:
        self.root, self.url = root, url
        self.worker: subprocess.Popen[bytes] | None = None
        self.made_by = ""

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        from valuable.build.builder import machinery_digest

        made_by = machinery_digest(self.root)
        if self.worker is not None and (self.worker.poll() is not None or made_by != self.made_by):
            self.stop()
        if self.worker is None:
            command = [sys.executable, "-m", "valuable", "serve", "--worker", self.url]
            self.worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
            self.made_by = made_by
        assert self.worker.stdin is not None
        assert self.worker.stdout is not None
        started = time.monotonic()
        try:
            self.worker.stdin.write(b".")
            answer = self.worker.stdout.read(1)
        except BrokenPipeError:
            answer = b""
        if not answer:
            print(
                "The preview could not be built: see above. It is tried again after the next change.", file=sys.stderr
            )
            self.stop()
            return
        names = [os.path.relpath(path, self.root) for path in changed_paths[:3]]
        what = f"{', '.join(names)}: " if names else ""
        print(f"{what}built in {time.monotonic() - started:.1f} s. The preview is at {self.url}", flush=True)

    def stop(self) -> None:
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()
            self.worker = None


def serve_builds(root: Path, url: str) -> None:
    """Build the preview for each byte that comes in, and send one back."""
    from valuable.upstream import registry

    registry.apply_at_start()
    import_everything()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the server's, and the end of its pipe is ours
    again = 0
    while True:
        process = os.fork()
        if process == 0:
            os._exit(build_preview(root, url, again=again))
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if code == OVER:
            return
        again = again + 1 if code == AGAIN else 0
        if not again:
            os.write(1, b".")


def import_everything() -> None:
    """Import what a build needs, before it is forked."""
    from sphinx.application import builtin_extensions

    own = [f"valuable.{name}" for name in (*valuable.EXTENSIONS, "commands.build")]
    for name in (*builtin_extensions, *PACKAGES, *own):
        import_module(name)


def build_preview(root: Path, url: str, *, again: int) -> int:
    """Import, wait for a byte unless it is *again* that this has to be built, and build."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from valuable.base.message_printing import MessageStream
    from valuable.build.changed_meanwhile import MAX_TRIES, ChangedMeanwhileError
    from valuable.build.fork_map import processes
    from valuable.commands.build import reporting_errors

    preview, conf = root / "_build" / "preview", root / "conf.py"
    before, app, messages = file_stamp(conf), None, MessageStream(root, known=preview / KNOWN_MESSAGES)
    stream: Any = messages
    with patch_docutils(root), docutils_namespace():
        with reporting_errors(root, messages):
            app = Sphinx(
                *(root, root, preview / "html", preview / "doctrees", "dirhtml"),
                confoverrides={"show_drafts": True, "html_baseurl": url},
                status=None,
                warning=stream,
                parallel=processes(),
            )
        if not again:
            if not os.read(0, 1):
                return OVER
            if app is None or file_stamp(conf) != before:
                return AGAIN
        if app is not None:
            with reporting_errors(root, messages):
                try:
                    app.build()
                except ChangedMeanwhileError:
                    if again >= MAX_TRIES:
                        raise
                    messages.forget()
                    return AGAIN
    sys.stderr.flush()
    return DONE


def file_stamp(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_mtime_ns, stat.st_size


def main(arguments: Sequence[str]) -> int:
    root = Path.cwd()
    if arguments[:1] == ["--worker"]:
        serve_builds(root, arguments[1])
        return 0
    from valuable.commands.listeners import ListenError, is_open, open_sockets, preview_address
    from valuable.upstream import autobuild

    try:
        place = preview_address(os.environ.get("HOST", ""), os.environ.get("PORT", ""))
        sockets = open_sockets(place)
    except ListenError as error:
        print(error, file=sys.stderr)
        return 2
    if is_open(sockets):
        print(OPEN, flush=True)
    (root / "_build" / "preview" / KNOWN_MESSAGES).unlink(missing_ok=True)
    preview = Preview(root, place.url)
    try:
        autobuild.run(
            root, root / "_build" / "preview" / "html", preview, UNWATCHED, DEBRIS_NAMES, place.names, sockets
        )
    finally:
        preview.stop()
    return 0
