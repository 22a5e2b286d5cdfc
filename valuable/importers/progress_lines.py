"""Say how far an import has come: in one line that is written anew on a terminal, else in a line for each step."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

MIN_PAUSE = 0.1  # seconds between two states that are shown
Tick = Callable[..., None]


class ProgressLines:
    """Shows the steps of an import on a stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.is_terminal = self.stream.isatty()

    @contextmanager
    def step(self, what: str, total: int = 0, unit: str = "") -> Iterator[Tick]:
        """Show a step while it runs; what is yielded is called after each of its parts, or with how many are done."""
        began = shown = time.monotonic()
        done = 0

        def tick(number: int | None = None, words: str = "") -> None:
            nonlocal done, shown
            if not words:
                done = done + 1 if number is None else number
            if self.is_terminal and time.monotonic() - shown >= MIN_PAUSE:
                shown = time.monotonic()
                self.show(f"{what}: {words or counted_of(done, total, unit)}")

        if self.is_terminal:
            self.show(f"{what} …")
        try:
            yield tick
        except BaseException:
            self.end("")
            raise
        counts = f"{done:,} {unit if done > 1 else unit.removesuffix('s')}, " if done else ""
        self.end(f"{what}: {counts}{time.monotonic() - began:.1f} s")

    def say(self, line: str) -> None:
        """Print a line of its own."""
        self.end(line)

    def show(self, line: str) -> None:
        self.stream.write(f"\r\x1b[K{line[:79]}")
        self.stream.flush()

    def end(self, line: str) -> None:
        self.stream.write(("\r\x1b[K" if self.is_terminal else "") + (f"{line}\n" if line else ""))
        self.stream.flush()


def counted_of(done: int, total: int, unit: str) -> str:
    return f"{done:,} of {total:,} {unit}" if total else f"{done:,} {unit}"
