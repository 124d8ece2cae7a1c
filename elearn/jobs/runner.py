"""The worker: runs the tasks until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading

from elearn.jobs.tasks import SWEEP, JobContext, JobQueue, wake

log = logging.getLogger(__name__)


def work(queue: JobQueue, context: JobContext) -> None:
    """Run tasks until ``context.stop`` is set or, in the main thread, SIGTERM or SIGINT comes.

    The clip being made is finished, the others of its batch are given back; all within 30 seconds. Source:
    SECURITY.md, D23.
    """
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: context.stop.set())
    log.info("worker started, %s clips at a time", context.parallel)
    queue.wake(SWEEP)
    for _ in range(context.parallel):
        wake(queue, context)
    queue.work(context.stop, context.parallel + 1)  # one thread more, so that the sweep never waits for clips
    context.clip_maker().speech.close()
    log.info("worker stopped")
