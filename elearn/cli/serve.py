"""``elearn serve``: prepare, start the job runner beside us, serve until stopped."""

from __future__ import annotations

import ctypes
import errno
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from elearn.cli.main import explain
from elearn.cli.output import say
from elearn.kernel.config import Settings, read_settings
from elearn.kernel.errors import ElearnError, WrongSetting

if TYPE_CHECKING:
    from flask import Flask

STOP_SECONDS = 30
WORKER_STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX = -8
_ARENAS = 2
"""Heaps of the C library that the threads of a process share; by default each thread may grow its own."""
_YOUNG_OBJECTS = 20_000
"""New objects before the first look for cycles: a search makes thousands, and none of them in cycles."""
_processes = multiprocessing.get_context("fork")
"""Each part starts in a process of its own, before anything heavy is loaded here."""


def run(*, should_prepare: bool = True) -> None:
    """Serve until SIGTERM or SIGINT. Raises WrongSetting when the port is taken."""
    os.umask(0o077)
    settings = read_settings()
    _refuse_busy_port(settings)
    lock = _lock_port(settings)
    if should_prepare:
        _prepare()
    worker = _Worker() if settings.jobs == "embedded" else None
    if worker:
        worker.start()
    address = f"http://{settings.host}:{settings.port}/"
    say(f"Serving at {address} (stop with Ctrl+C)")
    try:
        _serve(settings)
    finally:
        if worker:
            worker.stop()
        if lock:
            lock.close()


def _lock_port(settings: Settings) -> socket.socket | None:
    """Hold the port's name while we prepare and serve: two starts at once would both pass the look at the port."""
    if sys.platform != "linux":
        return None
    lock = socket.socket(socket.AF_UNIX)
    try:
        lock.bind(f"\0elearn-{settings.host}-{settings.port}")
    except OSError as error:
        reason = f"a free port, such as PORT={settings.port + 1} make run (another start has taken this one)"
        raise WrongSetting("ELEARN_PORT", str(settings.port), reason) from error
    return lock


def _refuse_busy_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                allowed = f"an address of this machine ({error.strerror})"
                raise WrongSetting("ELEARN_HOST", settings.host, allowed) from error
            reason = f"a free port, such as PORT={settings.port + 1} make run ({error.strerror})"
            raise WrongSetting("ELEARN_PORT", str(settings.port), reason) from error


def _prepare() -> None:
    """Prepare in a child, so that what it loads does not stay in the memory of the parent."""
    child = _processes.Process(target=_prepare_here)
    child.start()
    child.join()
    if child.exitcode:
        sys.exit(1)


def _prepare_here() -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from elearn.app import create_app
    from elearn.prepare import prepare

    began = time.perf_counter()
    try:
        app = create_app()
        done = prepare(app, app.extensions["elearn"])
    except (ElearnError, SQLAlchemyError) as error:
        for line in explain(error):
            say(line, err=True)
        sys.exit(1)
    say(
        f"Content: {len(done.content.published)} published, {len(done.content.unchanged)} unchanged, "
        f"{len(done.content.withdrawn)} withdrawn. "
        f"Search index {'rebuilt' if done.index_rebuilt else 'up to date'}. "
        f"({time.perf_counter() - began:.1f} s)"
    )


def settle_in() -> None:
    """Prepare a process of the service (Linux only): it ends with its parent, even by kill -9, and has few heaps."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        with suppress(AttributeError):  # not every C library has arenas
            library.mallopt(_M_ARENA_MAX, _ARENAS)


def worker_app() -> Flask:
    """Build the application of a web process."""
    from elearn.app import create_app

    settle_in()
    app = create_app()
    # What was loaded stays: it need not be looked through again each time that questions leave something to collect.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    return app


def _work_here() -> None:
    from elearn.worker import work

    settle_in()
    os.nice(10)  # readers come first
    work()


class _Worker:
    """The job runner as a child that is started again when it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: BaseProcess | None = None

    def start(self) -> None:
        self._process = _processes.Process(target=_work_here, name="elearn-worker")
        self._process.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        pause = 1
        while not self._stopping.wait(1):
            process = self._process
            if process is not None and not process.is_alive():
                say("The job runner ended and is started again.", err=True)
                if self._stopping.wait(pause):
                    return
                pause = min(pause * 2, 60)
                self._process = _processes.Process(target=_work_here, name="elearn-worker")
                self._process.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.pid and process.is_alive():
            os.kill(process.pid, signal.SIGTERM)
            process.join(STOP_SECONDS)
            if process.is_alive():
                process.kill()


def _serve(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "elearn.cli.serve:worker_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backpressure=settings.threads * 4,
        workers_kill_timeout=WORKER_STOP_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        factory=True,
        log_level=LogLevels.error,
    )
    server.serve()
