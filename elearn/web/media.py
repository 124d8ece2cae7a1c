"""Bytes that never change: ``/media/{digest}.{ext}``, with ranges, a strong ETag and equal HEAD and GET.

What is served here is public. Only known endings are served, each as its own type, in a sandbox.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from elearn.storage.blobs import BlobMissing, is_digest
from elearn.web.rack import services
from elearn.web.security import MEDIA_CSP

blueprint = Blueprint("media", __name__, url_prefix="/media")
TYPES = {"mp3": "audio/mpeg"}
YEAR_SECONDS = 365 * 24 * 3600
MAX_RANGES = 1


@blueprint.get("/<digest>.<ext>")
def media(digest: str, ext: str) -> Response:
    """Send a blob, whole or in part."""
    if ext not in TYPES or not is_digest(digest):
        abort(404)
    return send_blob(digest, TYPES[ext])


def send_blob(digest: str, content_type: str) -> Response:
    """Answer with a blob, whole or in part; 404 where the store has none of that digest."""
    try:
        path = services().blobs.local_path(digest)
        if path is not None:
            response = send_file(path, content_type, conditional=True, etag=digest, max_age=YEAR_SECONDS)
        else:
            response = _stream(digest, content_type)
    except (BlobMissing, FileNotFoundError):
        abort(404)
    except RequestedRangeNotSatisfiable as error:
        return _unsatisfiable(error.length or 0)
    response.headers["Content-Security-Policy"] = MEDIA_CSP
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _stream(digest: str, content_type: str) -> Response:
    """Send a blob of a store that has no local file, reading only the range that was asked for."""
    size = services().blobs.size_bytes(digest)
    if size is None:
        abort(404)
    start, end = 0, size
    response = Response(content_type=content_type)
    response.set_etag(digest)
    asked = request.range if _range_is_fresh(digest) else None
    if asked is not None and len(asked.ranges) == MAX_RANGES and asked.units == "bytes":
        wanted = asked.range_for_length(size)
        if wanted is None:
            abort(416, response=_unsatisfiable(size))
        start, end = wanted
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.content_length = end - start
    if request.method != "HEAD":
        response.response = services().blobs.read(digest, start, end)
    response.make_conditional(request)
    return response


def _range_is_fresh(digest: str) -> bool:
    condition = request.if_range
    return condition.etag in (None, digest) and condition.date is None


def _unsatisfiable(size: int) -> Response:
    return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
