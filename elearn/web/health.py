"""Is it alive, is it ready, how is it doing. No versions and no paths in the answers."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from elearn.audio import queries as audio
from elearn.kernel.errors import ElearnError
from elearn.storage import schema
from elearn.storage.db import db
from elearn.web.rack import services

blueprint = Blueprint("health", __name__)
PROBE_FRESH_S = 1.0
PROBE_PATIENCE_S = 0.5
_LOOPBACK = ("127.0.0.1", "::1")
_probing = threading.Lock()


@dataclass(frozen=True)
class _Finding:
    """What the parts answered, and when."""

    at: float
    parts: Mapping[str, str]


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Ask each part whether it can do its work now; the answers are kept for a second."""
    found: _Finding | None = current_app.extensions.get("readiness")
    if (found is None or time.monotonic() - found.at >= PROBE_FRESH_S) and _probing.acquire(blocking=found is None):
        try:  # one asks, all others are told what was last known: a slow part must not hold every thread
            found = _Finding(time.monotonic(), {name: _ask(probe) for name, probe in PROBES.items()})
            current_app.extensions["readiness"] = found
        finally:
            _probing.release()
    assert found is not None
    is_ready = all(answer == "ok" for answer in found.parts.values())
    response = jsonify(status="ready" if is_ready else "not ready", parts=found.parts)
    response.status_code = 200 if is_ready else 503
    return response


def _ask(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except ElearnError as error:
        return error.code
    except (SQLAlchemyError, OSError) as error:
        return type(error).__name__


def _database() -> str:
    """Ask for an answer; on SQLite take the write lock, briefly, and let go of it: writing is possible."""
    if db.engine.dialect.name == "sqlite":
        connection = sqlite3.connect(str(db.engine.url.database), timeout=PROBE_PATIENCE_S, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            return "locked" if "locked" in str(error) else type(error).__name__
        finally:
            connection.close()
        return "ok"
    with db.engine.connect() as answering:
        answering.execute(sa.text("SELECT 1"))
    return "ok"


def _tables() -> str:
    return "ok" if schema.is_current() else "old"


def _blobs() -> str:
    services().blobs.ping()
    return "ok"


def _index() -> str:
    services().index.ping()
    return "ok"


def _disk() -> str:
    free = shutil.disk_usage(services().settings.data).free
    return "ok" if free >= services().settings.min_free_mb * 1024 * 1024 else "nearly full"


PROBES: dict[str, Callable[[], str]] = {
    "database": _database,
    "tables": _tables,
    "blobs": _blobs,
    "search": _index,
    "disk": _disk,
}


@blueprint.get("/metrics")
def metrics() -> Response:
    """Show gauges for Prometheus, to this machine only."""
    if request.remote_addr not in _LOOPBACK:
        abort(404)
    registry = CollectorRegistry()
    clips = Gauge("elearn_clips", "Clips by state", ["state"], registry=registry)
    languages = audio.coverage(db.session())
    for state in ("ready", "requested", "failed", "unspoken"):
        clips.labels(state).set(sum(getattr(language, state) for language in languages))
    cache = current_app.extensions["page_cache"]
    Gauge("elearn_page_cache_hits", "Pages served from this process's cache", registry=registry).set(cache.hits)
    Gauge("elearn_page_cache_misses", "Pages made anew by this process", registry=registry).set(cache.misses)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
