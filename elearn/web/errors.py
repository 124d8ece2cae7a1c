"""Errors become pages, or JSON below ``/api/``: in the reader's language, with a request id, without internals."""

from __future__ import annotations

import threading

import structlog
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from sqlalchemy.exc import DatabaseError, DataError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from elearn.kernel.errors import ElearnError, PdfFailed
from elearn.prepare import bring_index_up_to_date
from elearn.search.errors import IndexBusy, IndexMissing, IndexUnavailable
from elearn.storage.blobs import BlobStoreUnavailable
from elearn.storage.db import db, is_busy
from elearn.web.labels import error_text, waiting_time
from elearn.web.limits import waiting_s

RETRY_AFTER_S = 5
_rebuilding = threading.Lock()
log = structlog.get_logger("elearn.web")


def init_app(app: Flask) -> None:
    """Attach the handlers; the last one takes whatever nobody else took."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(DataError, _no_such_data)
    app.register_error_handler(BlobStoreUnavailable, _unavailable)
    app.register_error_handler(PdfFailed, _unavailable)
    app.register_error_handler(IndexUnavailable, _index_missing)
    app.register_error_handler(DatabaseError, _database_error)
    app.register_error_handler(IndexBusy, _unavailable)
    app.register_error_handler(IndexMissing, _index_missing)
    app.register_error_handler(Exception, _any_error)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect or a ready answer, such as 422 of the JSON interface
        return error.response  # type: ignore[return-value]
    if isinstance(error, SecurityError):  # a foreign host name: no address of ours may be built from it
        return Response("400 Bad Request: this host name is not ours.\n", 400, mimetype="text/plain")
    response = respond(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "content-range"):
            response.headers[name] = value
    return response


def _database_error(error: DatabaseError) -> Response:
    """A lock held too long or a full disk is not a bug: say so and when to come back."""
    db.session.rollback()
    text = str(error.orig).lower()
    if is_busy(error):
        status = 503
    elif "full" in text or "no space" in text:
        status = 507
    else:
        log.exception("database error", request_id=g.get("request_id", ""))
        status = 503
    return respond(status)


def _no_such_data(error: DataError) -> Response:
    """What the database cannot even compare with is not there."""
    db.session.rollback()
    return respond(404)


def _unavailable(error: ElearnError) -> Response:
    log.error("unavailable", what=error.code, **{name: str(value) for name, value in error.params.items()})
    return respond(507 if error.params.get("reason") == "full" else 503)


def _index_missing(error: IndexMissing | IndexUnavailable) -> Response:
    """A lost or damaged index is made anew in the background, from the database; the reader may try again soon."""
    log.warning("search index unusable, rebuilding", why=error.code)
    if _rebuilding.acquire(blocking=False):
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        threading.Thread(target=_rebuild, args=(app,), name="rebuild-index", daemon=True).start()
    return respond(503)


def _rebuild(app: Flask) -> None:
    try:
        with app.app_context():
            bring_index_up_to_date(app.extensions["elearn"], always=True)
            db.session.remove()
    except ElearnError:
        log.exception("the search index cannot be rebuilt")
    finally:
        _rebuilding.release()


def _any_error(error: Exception) -> Response:
    log.exception("unexpected error", request_id=g.get("request_id", ""), path=request.path)
    return respond(500)


def respond(status: int) -> Response:
    """Return the error page, or the JSON problem, of a status."""
    title, message = error_text(status)
    wait_s = RETRY_AFTER_S
    if status == 429 and waiting_s():
        wait_s = waiting_s()
        message = waiting_time(wait_s)
    request_id = g.get("request_id", "")
    if request.path.startswith("/api/"):
        response = jsonify(title=title, detail=message, status=status, request_id=request_id)
        response.mimetype = "application/problem+json"
    else:
        page = render_template("error.html", status=status, title=title, message=message, request_id=request_id)
        response = Response(page, mimetype="text/html")
    response.status_code = status
    if status in (503, 429):
        response.headers["Retry-After"] = str(wait_s)
    return response
