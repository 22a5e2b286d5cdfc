"""Divide work among forked processes and the calling one."""

import contextlib
import gc
import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sphinx.util import logging

from valuable.base.build_errors import BuildError, build_error
from valuable.base.messages import stamped

logger = logging.getLogger(__name__)

Item = TypeVar("Item")
# To start a process and to join its results costs about as much as ten posts.
WORTH_SHARING = 24


def processes() -> int:
    """Return the number of processes for a build: one for each core that this one may use."""
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
    worth: int | None = None,
) -> None:
    """Divide *items* among up to *jobs* processes and call *work* on each share.

    Another process sends back what *result* returns for its share, which *join* is given here. What it logs is logged
    here. All are waited for, so that everything that is wrong is heard of. Raises what *work* has raised here, or else
    in another process, as :exc:`BuildError`. Fewer than *worth* for two
    are not divided.
    """
    jobs = min(jobs, len(items) * 2 // (worth or WORTH_SHARING)) or 1
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
            process = context.Process(target=run_share, args=(sender, part, work, result), daemon=True)
            process.start()
            sender.close()
            running.append((process, receiver, part))
        failure: Exception | None = None
        try:
            work(shares[0])
        except Exception as error:  # noqa: BLE001  # raised once the others are done
            failure = error
        for process, receiver, part in running:
            try:
                fault, logs, answer = receiver.recv()
            except EOFError:
                message = "a process of the build was ended from outside, perhaps for want of memory: run it again"
                fault, logs, answer = BuildError(message), [], None
            for log in logs:
                logger.handle(log)
            failure = failure or fault
            if failure is None:
                join(part, answer)
            process.join()
        if failure is not None:
            raise failure
    finally:
        for process, receiver, _ in running:
            receiver.close()
            if process.is_alive():
                process.terminate()
                process.join()


def run_share(sender: Any, part: Sequence[Item], work: Callable[..., None], result: Callable[..., Any]) -> None:
    """Run one share in a forked process; send back the error or None, the log records, and the result."""
    collector = logging.LogCollector()
    fault, answer = None, None
    with collector.collect(), stamped():
        try:
            work(part)
            answer = result(part)
        except BaseException as error:  # noqa: BLE001  # raised where it is received
            fault = build_error(error)
    logging.convert_serializable(collector.logs)
    with contextlib.suppress(BrokenPipeError):
        sender.send((fault, collector.logs, answer))
    sender.close()
