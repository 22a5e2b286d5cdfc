"""Note today's faults of old texts in ``accepted.txt``: ``python -m valuable accept``, or ``make accept``.

It builds the site, which then is published in spite of them. What is fatal stays so, and is named.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from valuable.build.fork_map import processes
from valuable.commands.build import build, run_locked


def main(arguments: Sequence[str]) -> int:
    gc.set_threshold(100_000, 20, 10)  # as in `valuable.commands.build`
    root = Path.cwd()
    code = run_locked(root, lambda: build(root, processes(), accepting=True))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
