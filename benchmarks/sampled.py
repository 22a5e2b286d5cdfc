"""Build the site in the current folder and note whose code the processor was at work for: `knowledge.py` runs this.

Some hundred times a second it looks, in every process of the build, at what is running, and ascribes the time since it
looked last to the innermost function that stands in one of the files it was given. So what such a function has others
do is its own, and nothing is counted twice.
"""

import gc
import json
import os
import pickle
import signal
import sys
import time
from collections import Counter
from multiprocessing import util
from pathlib import Path
from types import FrameType
from typing import Any

INTERVAL = 0.002  # seconds of the processor; the system may make it more
REST = ""  # stands for all other files


class Samples:
    """What the processor's time went to in one process, by file and function.

    *files* are modules and templates, relative to the current folder.
    """

    def __init__(self, files: list[str], answers: Path) -> None:
        self.names = {f"{Path.cwd()}/{file}": file for file in files}
        self.answers = answers
        self.spent: Counter[str] = Counter()
        self.last = 0.0

    def begin(self) -> None:
        self.take(0, None)
        signal.signal(signal.SIGPROF, self.take)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)

    def begin_again(self) -> None:
        """Begin in another process that was forked off this one."""
        self.spent.clear()
        self.last = 0.0
        util.Finalize(None, self.end, exitpriority=0)
        self.begin()

    def take(self, number: int, frame: FrameType | None) -> None:
        self.spent[self.owner(frame)] += time.process_time() - self.last
        self.last = time.process_time()  # to look takes time too

    def owner(self, frame: FrameType | None) -> str:
        while frame is not None:
            code = frame.f_code
            file = self.names.get(code.co_filename)
            if file is not None:
                return f"{file}:{code.co_qualname.partition('.<locals>')[0]}"
            frame = frame.f_back
        return REST

    def end(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        self.take(0, None)
        Path(self.answers, f"{os.getpid()}.json").write_text(json.dumps(self.spent), encoding="utf-8")


def noted(env: Any) -> dict[str, tuple[int, float, float]]:
    """Return how many bytes each thing is that is noted of the pages, and how long it takes to pickle and unpickle."""
    found = {}
    for name, value in vars(env).items():
        if name.startswith("valuable_"):
            times = [time.process_time()]
            data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            times.append(time.process_time())
            pickle.loads(data)
            times.append(time.process_time())
            found[name.removeprefix("valuable_")] = (len(data), times[1] - times[0], times[2] - times[1])
    return found


def main() -> None:
    answers, *files = sys.argv[1:]
    sys.path[0] = str(Path.cwd())
    from valuable.build.fork_map import processes
    from valuable.commands.build import build

    gc.set_threshold(100_000, 20, 10)
    samples = Samples(files, Path(answers))
    samples.begin()
    util.register_after_fork(samples, Samples.begin_again)
    stores: dict[str, tuple[int, float, float]] = {}

    aside = 0.0

    def then(app: Any) -> None:
        nonlocal aside
        samples.end()
        started = time.perf_counter()
        stores.update(noted(app.env))
        aside = time.perf_counter() - started

    jobs = processes()
    code = build(Path.cwd(), jobs, then)
    said = {"jobs": jobs, "noted": stores, "seconds": aside}
    Path(answers, "noted.json").write_text(json.dumps(said), encoding="utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
