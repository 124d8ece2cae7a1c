"""Finished pages, kept in the process until what they show has changed.

A page is kept under everything it depends on: path, language pair, theme, the day, and the *stamps* that grow when
content or clips change. The stamps are read from the database at most once a second, so an unchanged page costs no
query. Nothing personal is ever kept: pages of signed-in readers do not pass here.
"""

from __future__ import annotations

import gzip
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, g, request

from elearn.storage.db import db, read_stamps
from elearn.web.rack import services

P = ParamSpec("P")
T = TypeVar("T")
MAX_BYTES = 12 * 1024 * 1024
"""How much one process keeps."""
STAMPS_FRESH_S = 1.0


@dataclass(frozen=True)
class _Page:
    body: bytes
    zipped: bytes
    etag: str
    content_type: str

    @property
    def size(self) -> int:
        return len(self.body) + len(self.zipped)


class PageCache:
    """The pages of one process, the least used forgotten first."""

    def __init__(self, max_bytes: int = MAX_BYTES, stamps_fresh_s: float = STAMPS_FRESH_S) -> None:
        self.max_bytes, self.stamps_fresh_s = max_bytes, stamps_fresh_s
        self.hits = self.misses = 0
        self._pages: OrderedDict[tuple[object, ...], _Page] = OrderedDict()
        self._size = 0
        self._stamps: dict[str, int] = {}
        self._stamps_read_at = float("-inf")
        self._values: dict[tuple[object, ...], tuple[int, object]] = {}
        self._lock = threading.Lock()

    def value(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return something small that many pages show, made anew when the content changes."""
        stamp = self.stamps().get("content", 0)
        kept = self._values.get(key)
        if kept is None or kept[0] != stamp:
            kept = self._values[key] = (stamp, make())
        return cast("T", kept[1])

    def stamps(self) -> dict[str, int]:
        """Return the stamps, read from the database at most once in ``stamps_fresh_s`` seconds."""
        now = time.monotonic()
        if now - self._stamps_read_at < self.stamps_fresh_s:
            return self._stamps
        # What this request read is what its page will show, even if another thread has read newer ones meanwhile.
        read = read_stamps(db.session())
        self._stamps, self._stamps_read_at = read, now
        return read

    def known_stamps(self) -> dict[str, int] | None:
        """Return the stamps if they were read recently enough, without asking the database; else None."""
        is_fresh = time.monotonic() - self._stamps_read_at < self.stamps_fresh_s
        return self._stamps if is_fresh else None

    def forget(self) -> None:
        """Drop everything; the next reader of each page waits for it to be made."""
        with self._lock:
            self._pages.clear()
            self._values.clear()
            self._size = 0
            self._stamps_read_at = float("-inf")

    def get(self, key: tuple[object, ...]) -> _Page | None:
        """Return a kept page."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                self.misses += 1
            else:
                self.hits += 1
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[object, ...], body: bytes, content_type: str) -> _Page:
        """Keep a page and return it."""
        etag = hashlib.sha256(body).hexdigest()[:32]
        page = _Page(body, gzip.compress(body, 6, mtime=0), etag, content_type)
        with self._lock:
            old = self._pages.pop(key, None)
            self._size += page.size - (old.size if old else 0)
            self._pages[key] = page
            while self._size > self.max_bytes:  # one that is too large alone is not kept
                self._size -= self._pages.popitem(last=False)[1].size
        return page


def init_app(app: Flask) -> None:
    """Give the application its cache, and put the shelf of finished answers before everything else."""
    app.extensions["page_cache"] = PageCache()


def kept(key: tuple[object, ...], make: Callable[[], T]) -> T:
    """Return something small that many pages of this process show, made anew when the content changes."""
    cache: PageCache = current_app.extensions["page_cache"]
    return cache.value(key, make)


def put_shelf_in_front(app: Flask) -> None:
    """Answer what is finished before Flask, its hooks and its routing are asked at all."""
    clock = app.extensions["elearn"].clock
    app.wsgi_app = Shelf(app.wsgi_app, app.extensions["page_cache"], clock.today)  # type: ignore[method-assign]


_FINISHED = "elearn.finished"
"""Set in the WSGI environment by a cached view: the stamps and the day for which its answer holds."""
_ASKED = ("HTTP_HOST", "wsgi.url_scheme", "PATH_INFO", "HTTP_COOKIE", "HTTP_ACCEPT_ENCODING", "HTTP_HX_REQUEST",
          "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")  # fmt: skip
"""All of a request that an answer to a cached page can depend on."""
MAX_ANSWERS = 500
MAX_ASKED = 1000
"""Characters; whoever asks with more is a curiosity and goes the long way."""


@dataclass(frozen=True)
class _Answer:
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    stamps: tuple[tuple[str, int], ...]
    day: date


class Shelf:
    """Whole answers to whole requests, headers included, as WSGI gave them the first time.

    An answer is given again only to a request that is the same in everything that matters, while the stamps that the
    process read less than a second ago are those it was made with. Anything else goes to the application.
    """

    def __init__(self, app: Any, cache: PageCache, today: Callable[[], date]) -> None:
        self._app, self._cache, self._today = app, cache, today
        self._answers: dict[tuple[object, ...], _Answer] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Give a finished answer, or ask the application and keep what it says if it may be kept."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return self._app(environ, start_response)
        key = tuple([environ.get(name) for name in _ASKED])
        answer = self._answers.get(key)
        if answer is not None and self._holds(answer):
            self._cache.hits += 1
            headers = [*answer.headers, ("X-Request-ID", secrets.token_hex(8))]
            if environ.get("HTTP_IF_NONE_MATCH") == answer.etag:
                start_response("304 NOT MODIFIED", [(n, v) for n, v in headers if not n.startswith("Content-")])
                return []
            start_response("200 OK", headers)
            return [answer.body]
        return self._ask(key, environ, start_response)

    def _holds(self, answer: _Answer) -> bool:
        stamps = self._cache.known_stamps()
        if stamps is None or answer.day != self._today():
            return False
        return all(stamps.get(name, 0) == value for name, value in answer.stamps)

    def _ask(self, key: tuple[object, ...], environ: dict[str, Any], start_response: Any) -> Any:
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def note(status: str, headers: list[tuple[str, str]], *rest: object) -> Any:
            said.append((status, headers))
            return start_response(status, headers, *rest)

        parts = self._app(environ, note)
        finished = environ.get(_FINISHED)
        if finished is None or not said or said[0][0] != "200 OK" or sum(len(str(part)) for part in key) > MAX_ASKED:
            return parts
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        headers = [(name, value) for name, value in said[0][1] if name != "X-Request-ID"]
        etag = next((value for name, value in headers if name == "ETag"), "")
        if len(self._answers) >= MAX_ANSWERS:
            self._answers.clear()
        self._answers[key] = _Answer(headers, body, etag, *finished)
        return [body]


def cached_page(
    *stamps: str, query: Callable[[], object] | None = None
) -> Callable[[Callable[P, Any]], Callable[P, Response]]:
    """Keep the pages of a view until one of these stamps grows.

    Args:
        query: returns all that the view reads of the query, of values that it knows alone: what anybody may write into
            an address must not fill the cache.

    The view may depend on its address, the language pair and whether it was kept, the theme and the day; on
    nothing else.
    """

    def decorate(view: Callable[P, Any]) -> Callable[P, Response]:
        @wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> Response:
            cache: PageCache = current_app.extensions["page_cache"]
            current = cache.stamps()
            key = (
                request.path,
                g.pair.source.tag,
                g.pair.target.tag,
                "pair" in request.cookies,
                g.theme,
                services().clock.today(),
                query() if query else None,
                *(current.get(name, 0) for name in stamps),
            )
            if not request.query_string:
                known = tuple((name, current.get(name, 0)) for name in stamps)
                request.environ[_FINISHED] = (known, services().clock.today())
            page = cache.get(key)
            if page is None:
                made: Response = current_app.make_response(view(*args, **kwargs))
                if made.status_code != 200:
                    return made
                page = cache.put(key, made.get_data(), made.content_type or "text/html")
            return _respond(page)

        return wrapper

    return decorate


def _respond(page: _Page) -> Response:
    zips = bool(request.accept_encodings["gzip"])
    response = Response(page.zipped if zips else page.body, content_type=page.content_type)
    if zips:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    response.set_etag(page.etag + ("-gzip" if zips else ""))
    response.make_conditional(request)
    return response
