"""Time, memory and size: what is measured of a build."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

INTERVAL = 0.1
MAXRSS = 1 if sys.platform == "darwin" else 1024  # the unit of `ru_maxrss`, in bytes


@dataclass(frozen=True)
class Build:
    """What one build took. On a busy machine ``processor`` says more than ``seconds``, the time on the wall."""

    seconds: float
    processor: float  # seconds of all cores together
    memory: int  # at its highest, in bytes, of all processes together


def build(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Build:
    """Run *command* in *folder* and measure it; exit with its output if it fails.

    Whatever happens, no process of it is left. Python keeps what it compiles, as it does by itself.
    """
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**known, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        try:
            highest = Highest(process.pid)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            end(process)
        if process.returncode:
            output.seek(0)
            said = output.read().decode(errors="replace")[-4000:]
            sys.exit(f"{said}\n{' '.join(command)} failed with {process.returncode}: nothing measured.")
    return Build(seconds, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss * MAXRSS, highest.stop()))


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a group of its own, with all that it has started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        if process.returncode is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)


class Highest:
    """The highest memory of a process with its children, while it runs.

    The system notes that of a process by itself, so this looks only while there are several. Then it adds up their
    proportional shares: what a parent shares with a child that it forked counts once. It sees nothing without /proc.
    """

    def __init__(self, process: int) -> None:
        self.process, self.bytes = process, 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self) -> None:
        while not self.stopped.wait(INTERVAL):
            tree = [self.process, *children(self.process)]
            if len(tree) > 1:
                self.bytes = max(self.bytes, sum(share(process) for process in tree))

    def stop(self) -> int:
        self.stopped.set()
        self.thread.join()
        return self.bytes


def children(process: int) -> Iterator[int]:
    """Yield the children of a process and theirs."""
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from children(int(child))


def share(process: int) -> int:
    """Return the proportional share of memory of a process, in bytes."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def size(folder: Path) -> tuple[int, int]:
    """Return how many bytes and how many files there are in *folder*."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes), len(sizes)
