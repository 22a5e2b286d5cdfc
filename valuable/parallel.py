"""Share work out among processes, of which the calling one is one."""

import contextlib
import gc
import multiprocessing
import os
import traceback
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sphinx.errors import SphinxError
from sphinx.util import logging

logger = logging.getLogger(__name__)

Item = TypeVar("Item")
# To start a process and to join its results costs about as much as ten posts.
WORTH_SHARING = 24


def processes() -> int:
    """Return how many processes a build may use: as many as the machine gives it cores."""
    if not hasattr(os, "fork"):
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def share(
    items: Sequence[Item],
    jobs: int,
    work: Callable[[Sequence[Item]], None],
    result: Callable[[Sequence[Item]], Any],
    join: Callable[[Sequence[Item], Any], None],
) -> None:
    """Call *work* on shares of *items* in up to *jobs* processes.

    Another process sends back what *result* returns for its share, which *join* is given here. What it logs is logged
    here. Raises what *work* raises, from another process as :exc:`SphinxError`.
    """
    jobs = min(jobs, len(items) * 2 // WORTH_SHARING) or 1
    shares = [items[number::jobs] for number in range(jobs)]
    if jobs == 1 or not hasattr(os, "fork"):
        work(items)
        return
    gc.freeze()  # what is there already would be copied into each process by the mere look for garbage
    context = multiprocessing.get_context("fork")
    running = []
    try:
        for part in shares[1:]:
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=run, args=(sender, part, work, result), daemon=True)
            process.start()
            sender.close()
            running.append((process, receiver, part))
        work(shares[0])
        for process, receiver, part in running:
            try:
                error, logs, answer = receiver.recv()
            except EOFError:
                raise SphinxError(
                    "a process of the build was ended from outside, perhaps for want of memory: run it again"
                ) from None
            for log in logs:
                logger.handle(log)
            if error:
                raise SphinxError(error)
            join(part, answer)
            process.join()
    finally:
        for process, receiver, _ in running:
            receiver.close()
            if process.is_alive():
                process.terminate()
                process.join()


def run(sender: Any, part: Sequence[Item], work: Callable[..., None], result: Callable[..., Any]) -> None:
    """Do one share in a process of its own and send back an error or none, what was logged, and the result."""
    collector = logging.LogCollector()
    error, answer = "", None
    with collector.collect():
        try:
            work(part)
            answer = result(part)
        except SphinxError as exception:
            error = str(exception)
        except BaseException:
            error = traceback.format_exc()
    logging.convert_serializable(collector.logs)
    with contextlib.suppress(BrokenPipeError):
        sender.send((error, collector.logs, answer))
    sender.close()
