"""Huey on a SQLite file as job runner: it wakes tasks up, and that is all it may be trusted with.

Tasks carry no arguments, so a message is a name; it is written as JSON and not as a pickle, so the file cannot run
code. Huey runs a task at most once and the file may vanish: rows of the features are the truth, and the minute's
sweep finds what was not woken. A lost or damaged file is made anew while the worker runs.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

_GRACE_SECONDS = 30
_POLL_SECONDS = 0.5


class HueyJobs:
    """A queue of named tasks without arguments. Nothing is opened before it is used."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._huey: Any = None  # SqliteHuey, imported late
        self._owner = 0
        self._tasks: dict[str, Callable[[], object]] = {}
        self._minutely: set[str] = set()

    def add(self, name: str, task: Callable[[], object], *, every_minute: bool = False) -> None:
        """Register a task before the first ``wake`` or ``work``."""
        self._tasks[name] = task
        if every_minute:
            self._minutely.add(name)

    def wake(self, name: str, most: int = 1) -> bool:
        """Queue a task unless ``most`` are waiting already; return False, and never raise, when the queue is broken."""
        try:
            huey = self._open()
            waiting = sum(1 for message in huey.storage.enqueued_items(most + 8) if _name_of(message) == name)
            if waiting < most:
                huey.enqueue(huey.elearn_tasks[name].s())
        except Exception as error:  # noqa: BLE001 - whoever wakes has done its work; the sweep finds the row
            log.warning("the job queue cannot be written: %s", error)
            return False
        return True

    def work(self, stop: threading.Event, threads: int) -> None:
        """Run tasks in threads until ``stop`` is set, then let the running ones end within 30 seconds."""
        from elearn.adapters.jobs_huey_parts import QuietConsumer

        consumer = QuietConsumer(
            self._open(),
            workers=threads,
            initial_delay=0.1,
            max_delay=_POLL_SECONDS,
            scheduler_interval=1,
            shutdown_timeout=_GRACE_SECONDS,
        )
        consumer.start()
        try:
            while not stop.wait(5):
                consumer.check_worker_health()
        finally:
            consumer.stop(graceful=True)
            self.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._huey is not None:
                self._huey.storage.close()

    def _open(self) -> Any:
        with self._lock:
            if self._huey is None or self._owner != os.getpid():
                self._huey = self._build()
                self._owner = os.getpid()
            return self._huey

    def _build(self) -> Any:
        from huey import SqliteHuey, crontab  # type: ignore[import-untyped]

        from elearn.adapters.jobs_huey_parts import JsonSerializer, MendingStorage

        huey = SqliteHuey(
            "elearn",
            filename=str(self._file),
            storage_class=MendingStorage,
            serializer=JsonSerializer(),
            results=False,
            fsync=False,
            cache_mb=1,
            timeout=2,  # a reader who pressed play waits no longer for a locked queue
        )
        huey.elearn_tasks = {}
        for name, task in self._tasks.items():
            if name in self._minutely:
                huey.elearn_tasks[name] = huey.periodic_task(crontab(), name=name)(task)
            else:
                huey.elearn_tasks[name] = huey.task(name=name)(task)
        return huey


def _name_of(message: bytes) -> str:
    with suppress(ValueError, KeyError, TypeError):
        return str(json.loads(bytes(message))["name"]).rpartition(".")[2]
    return ""
