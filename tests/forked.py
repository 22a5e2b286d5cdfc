"""Run the build as an author runs it, in a child of this process: it has all modules loaded, so it takes a third."""

import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conftest import Site

import valuable.commands.build

PATIENCE = 900  # seconds, after which a build is said never to end: longer than on the busiest machine


@dataclass(frozen=True)
class Done:
    """How a build has ended, and whether the site that was there before is as it was."""

    code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[str]:
        """What was reported, without the last line, which says what has become of the site."""
        return [line for line in self.stderr.splitlines() if not line.startswith("The site was not built")]


def run(
    site: Site,
    before: Callable[[], object] | None = None,
    command: Callable[[Sequence[str]], object] = valuable.commands.build.main,
) -> Done:
    """Build *site* in a child of this process, which calls *before* first."""
    streams = [site.folder.with_name(f"{site.folder.name}.{name}") for name in ("stdout", "stderr")]
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            os.environ["NO_COLOR"] = "1"  # Sphinx colours what it says where CI is set
            os.chdir(site.folder)
            sys.stdout, sys.stderr = (path.open("w", errors="backslashreplace") for path in streams)
            if before is not None:
                before()
            command([])
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(99)
    end = time.monotonic() + PATIENCE
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.005)
    return Done(os.waitstatus_to_exitcode(ended[1]), *(path.read_text() for path in streams))


def without_privileges() -> None:
    """Have permissions bind this process: root gives up its powers to pass over them (capset(2), version 3)."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "capset")
