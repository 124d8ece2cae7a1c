"""The tasks: make clips, make packs, and sweep each minute."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from elearn.audio import queries as audio_queries
from elearn.audio import services as audio
from elearn.audio.maker import ClipMaker
from elearn.packs import services as packs
from elearn.packs.services import PackMaker
from elearn.storage.db import db, transaction

log = logging.getLogger(__name__)

MAKE_CLIPS = "make_clips"
MAKE_PACKS = "make_packs"
SWEEP = "sweep"

_TURN_SECONDS = 5.0
"""After so long ``make_clips`` queues itself again, so that the sweep and other tasks get their turn."""
_LEFTOVERS_EVERY_SECONDS = 600.0


class JobQueue(Protocol):
    """What jobs need of a job runner; ``elearn.adapters.jobs_huey.HueyJobs``."""

    def add(self, name: str, task: Callable[[], object], *, every_minute: bool = False) -> None:
        """Register a task."""
        ...

    def wake(self, name: str, most: int = 1) -> bool:
        """Queue a task unless ``most`` are waiting already; never raises."""
        ...

    def work(self, stop: threading.Event, threads: int) -> None:
        """Run tasks until ``stop`` is set."""
        ...


@dataclass(frozen=True)
class JobContext:
    """What the tasks work with."""

    open: Callable[[], AbstractContextManager[object]]
    """Makes ``transaction()`` usable in the calling thread: ``app.app_context``."""
    clip_maker: Callable[[], ClipMaker]
    """Returns the process's one clip maker; called in the worker only."""
    pack_maker: Callable[[], PackMaker] | None = None
    """Returns what packs are made with; None where none are made."""
    references: Sequence[audio.References] = (audio_queries.referenced,)
    """Every feature's answer to which digests it needs. A feature that is missing here may lose blobs to the sweep."""
    parallel: int = 1
    """``Settings.speech_workers``."""
    tidy: Sequence[Callable[[], object]] = ()
    """What else to run in each sweep: old temporary files and the like."""
    stop: threading.Event = field(default_factory=threading.Event)


def attach(queue: JobQueue, context: JobContext) -> None:
    """Register the tasks, in the worker and in every process that wakes them."""
    queue.add(MAKE_CLIPS, lambda: make_clips(queue, context))
    queue.add(MAKE_PACKS, lambda: make_packs(queue, context))
    queue.add(SWEEP, _Sweep(queue, context), every_minute=True)


def wake(queue: JobQueue, context: JobContext) -> bool:
    """Tell the worker that clips were asked for; never raises, since the sweep finds them anyway."""
    return queue.wake(MAKE_CLIPS, context.parallel)


def wake_packs(queue: JobQueue) -> bool:
    """Tell the worker that a pack was asked for; never raises, since the sweep finds it anyway."""
    return queue.wake(MAKE_PACKS)


def make_packs(queue: JobQueue, context: JobContext) -> bool:
    """Build the next pack that is due, and return whether there was one; each has a turn of its own."""
    if context.pack_maker is None or context.stop.is_set():
        return False
    with context.open():
        try:
            was_due = packs.make_next(transaction, db.session(), context.pack_maker())
        finally:
            db.session.remove()
    if was_due:
        wake_packs(queue)
    return was_due


def make_clips(queue: JobQueue, context: JobContext) -> int:
    """Make clips until none is due or the turn is over, and return how many."""
    began, made = time.monotonic(), 0
    with context.open():
        while not context.stop.is_set():
            report = audio.make_batch(transaction, context.clip_maker(), should_stop=context.stop.is_set)
            made += report.made
            if report.is_idle:
                break
            log.info("clips: %s made, %s failed, %s postponed", report.made, report.failed, report.postponed)
            if time.monotonic() - began > _TURN_SECONDS:
                queue.wake(MAKE_CLIPS, context.parallel)
                break
    return made


class _Sweep:
    """Find what a crash, a lost task or a back-off left waiting; now and then remove bytes that nobody needs."""

    __name__ = SWEEP

    def __init__(self, queue: JobQueue, context: JobContext) -> None:
        self._queue, self._context = queue, context
        self._leftovers_after = 0.0

    def __call__(self) -> None:
        for tidy in self._context.tidy:
            tidy()
        with self._context.open():
            try:
                waiting = audio_queries.waiting(db.session())
            finally:
                db.session.remove()
            if waiting.due:
                wake(self._queue, self._context)
            if time.monotonic() >= self._leftovers_after:
                self._leftovers_after = time.monotonic() + _LEFTOVERS_EVERY_SECONDS
                deleted = audio.sweep_leftovers(transaction, self._context.clip_maker().blobs, self._context.references)
                if deleted:
                    log.info("leftover blobs: %s deleted", deleted)
                if self._context.pack_maker is not None:
                    packs.sweep(transaction, self._context.pack_maker().blobs)
            if self._context.pack_maker is not None:
                self._look_after_packs()

    def _look_after_packs(self) -> None:
        with transaction() as session:
            packs.request_stale(session)
        if packs.is_due(db.session()):
            wake_packs(self._queue)
        db.session.remove()
