"""What every response carries and what no request may do. Source: SECURITY.md, D3 to D6 and D11."""

from __future__ import annotations

import gzip
import secrets
import time
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, abort, g, redirect, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from elearn.kernel.config import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
MEDIA_CSP = "default-src 'none'; sandbox"
MAX_URL_BYTES = 4096
MAX_BODY_BYTES = 1024 * 1024
MIN_ZIP_BYTES = 1024
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_ZIPPED_TYPES = ("text/", "application/json", "application/problem+json", "image/svg+xml")

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}
HSTS = "max-age=63072000; includeSubDomains"

log = structlog.get_logger("elearn.web")


def init_app(app: Flask, settings: Settings) -> None:
    """Attach limits, the same-site check, response headers and the access log."""
    app.config.update(
        TRUSTED_HOSTS=[host.strip("[]") if host == "::1" else host for host in settings.trusted_hosts],
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=100,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.before_request
    def _refuse() -> AnyResponse | None:
        g.started = time.perf_counter()
        g.request_id = secrets.token_hex(8)
        if len(request.environ.get("RAW_URI") or request.full_path) > MAX_URL_BYTES:
            abort(414)
        if "\0" in request.path:
            abort(404)  # PostgreSQL can hold no such text, so nothing of that name is there
        if (request.content_length or 0) > MAX_BODY_BYTES:
            abort(413)  # also where no view would read the body
        # The browser says where an unsafe request comes from; one that says "elsewhere" is not the reader's wish.
        if request.method not in _SAFE_METHODS and not _is_same_site():
            abort(403)
        if isinstance(request.routing_exception, RequestRedirect):
            return redirect(_below_root(request.routing_exception.new_url), request.routing_exception.code)
        return None

    @app.after_request
    def _finish(response: Response) -> Response:
        for name, value in headers(settings).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if response.status_code not in (429, 503):
            response.headers.pop("Retry-After", None)
        _zip(response)
        if request.endpoint not in ("health.healthz", "health.readyz", "health.metrics"):
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
                request_id=g.get("request_id", ""),
            )
        return response


def headers(settings: Settings) -> dict[str, str]:
    """Return the headers of every response; in production with strict transport security."""
    return {**HEADERS, "Strict-Transport-Security": HSTS} if settings.env == "production" else HEADERS


def _below_root(address: str) -> str:
    """Return an address of ours without scheme and host; one slash at its start, for two would name another host."""
    parts = urlsplit(address)
    return "/" + parts.path.lstrip("/\\") + (f"?{parts.query}" if parts.query else "")


def _is_same_site() -> bool:
    """Tell whether an unsafe request was made by our own page: by Sec-Fetch-Site and Origin, without both by Referer.

    A request with none of the three comes from a program and not from a page.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None and site is None and (referrer := request.headers.get("Referer")):
        return f"{referrer}/".startswith(request.host_url)
    return origin is None or origin == request.host_url.rstrip("/")


def _zip(response: Response) -> None:
    """Compress a text response in place, unless it is streamed, ranged, small or compressed already."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or response.status_code not in (200, 404, 422)
        or "Content-Encoding" in response.headers
        or "Content-Range" in response.headers
        or not (response.mimetype or "").startswith(_ZIPPED_TYPES)
    ):
        return
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < MIN_ZIP_BYTES or not request.accept_encodings["gzip"]:
        return
    response.set_data(gzip.compress(body, 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
