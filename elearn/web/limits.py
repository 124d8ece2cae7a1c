"""How often one person may ask for work: counted in the process, so a limit is a courtesy between neighbours.

A person is a network, for whoever has one IPv6 address has 2^64 of them. Source: SECURITY.md, D11.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, Response, abort, request
from flask_limiter import Limiter, RequestLimit, RouteLimit

from elearn.web.rack import services

P = ParamSpec("P")
R = TypeVar("R")
WRITERS = 8
PRINTERS = 2
"""How many requests of a process may make a PDF or wait for one."""
_printers = threading.BoundedSemaphore(PRINTERS)
_writers = threading.BoundedSemaphore(WRITERS)

NETWORK_BITS = 56
"""What one household or office is given of IPv6."""


def network(address: str) -> str:
    """Return the network that stands for a person: an IPv4 address, or the first 56 bits of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), NETWORK_BITS), strict=False))


def person() -> str:
    """Return who asks, as far as limits and counts tell people apart."""
    return network(request.remote_addr or "")


limiter = Limiter(person, storage_uri="memory://", default_limits=[])

limit_clip_requests = limiter.limit(lambda: f"{services().settings.clip_requests_per_minute} per minute")

limit_packs = limiter.limit("12 per minute")

limit_prints = limiter.limit("12 per minute")

limit_missing = limiter.limit("30 per minute")


def limit_suggestions(answer: Callable[[int], Response]) -> RouteLimit:
    """Limit how many wordings a person gets kept in an hour; ``answer`` makes the refusal of the seconds to wait."""
    return limiter.limit(
        "30 per hour",
        deduct_when=lambda response: response.status_code == 303,
        on_breach=lambda limit: answer(_seconds_until(limit)),
    )


def waiting_s() -> int:
    """Return the seconds until the limit that this request met lets go; 0 where it met none."""
    met = limiter.current_limit
    return _seconds_until(met) if met is not None and met.breached else 0


def _seconds_until(limit: RequestLimit) -> int:
    left = math.ceil(limit.reset_at - time.time())
    return min(max(1, left), limit.limit.get_expiry())  # the storage rounds up, past the window's own length


def few_at_once(view: Callable[P, R]) -> Callable[P, R]:
    """Let only some requests of a process do long work at the same time; the others are told to come back at once.

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

    wrapper.__dict__["few_at_once"] = True  # for the test that looks for it on every view that writes
    return wrapper


@contextmanager
def few_prints() -> Iterator[None]:
    """Let only some requests of a process make PDFs or wait for them, apart from those who write."""
    if not _printers.acquire(blocking=False):
        abort(503)
    try:
        yield
    finally:
        _printers.release()


def init_app(app: Flask) -> None:
    """Attach the limiter."""
    limiter.init_app(app)
