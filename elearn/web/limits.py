"""How often one address may ask for work: counted in the process, so a limit is a courtesy between neighbours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, abort
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from elearn.web.rack import services

P = ParamSpec("P")
R = TypeVar("R")
WRITERS = 8
_writers = threading.BoundedSemaphore(WRITERS)

limiter = Limiter(get_remote_address, storage_uri="memory://", default_limits=[], headers_enabled=True)

limit_clip_requests = limiter.limit(lambda: f"{services().settings.clip_requests_per_minute} per minute")

limit_missing = limiter.limit("30 per minute")
limit_suggestions = limiter.limit("10 per hour")


def few_at_once(view: Callable[P, R]) -> Callable[P, R]:
    """Let only some requests of a process write at the same time; the others are told to come back at once.

    A writer may wait for a lock as long as the busy time-out, and whoever waits holds a thread that readers need.
    """

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _writers.acquire(blocking=False):
            abort(503)
        try:
            return view(*args, **kwargs)
        finally:
            _writers.release()

    return wrapper


def init_app(app: Flask) -> None:
    """Attach the limiter."""
    limiter.init_app(app)
