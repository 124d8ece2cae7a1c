"""Country reports: a page, and the same as PDF, made once for each day, language and state of the content."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from elearn.courses import report as courses
from elearn.storage.db import db
from elearn.web.cache import PageCache, cached_page
from elearn.web.limits import few_at_once
from elearn.web.rack import services
from elearn.web.report_document import document

blueprint = Blueprint("reports", __name__, url_prefix="/<locale:locale>")
TEMPLATE = Path(__file__).with_name("templates") / "markets" / "report.typ"
MOST_KEPT = 24
"""PDFs that a process keeps, something over half a megabyte each."""


@dataclass(frozen=True)
class Printed:
    """A report as PDF."""

    content: bytes
    pages: int
    etag: str

    @property
    def size_kb(self) -> int:
        """Its size in kilobytes."""
        return -(-len(self.content) // 1000)


class Prints:
    """The PDFs of one process, the least used forgotten first; none is made twice at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Printed] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> Printed | None:
        """Return a PDF that is there."""
        return self._kept.get(key)

    def make(self, key: tuple[object, ...], market: str, locale: str, today: date) -> Printed | None:
        """Return the PDF of a market's report, made now if nobody did meanwhile; None where there is no such market."""
        with self._lock:
            found = self._kept.get(key)
            if found is None and (report := courses.report(db.session(), market, locale, today)) is not None:
                content = services().set_pdf(TEMPLATE, asdict(document(report)), today)
                found = Printed(content, _pages(content), hashlib.sha256(content).hexdigest()[:32])
                self._kept[key] = found
            if found is not None:
                self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return found


def init_app(app: Flask) -> None:
    """Give the application its place for PDFs."""
    app.extensions["prints"] = Prints()


def printed(market: str, locale: str) -> Printed | None:
    """Return the PDF of a market's report in the reader's language, or None where there is no such market."""
    today = services().clock.today()
    cache: PageCache = current_app.extensions["page_cache"]
    key = (market, locale, today, cache.stamps().get("content", 0))
    prints: Prints = current_app.extensions["prints"]
    return prints.get(key) or prints.make(key, market, locale, today)


def file_size(market: str, locale: str) -> str:
    """Return how long and how large the PDF of a market's report is, in words; empty where there is no such market."""
    found = printed(market, locale)
    if found is None:
        return ""
    pages = ngettext("%(num)s page", "%(num)s pages", found.pages)
    size = gettext("%(size)s kB", size=format_decimal(found.size_kb))
    return f"{pages} · {size}"


@blueprint.get("/markets/<market>/report/")
@cached_page("content")
def page(locale: str, market: str) -> str:
    """Show a market's report."""
    report = courses.report(db.session(), market, locale, services().clock.today()) or abort(404)
    return render_template(
        "markets/report.html",
        report=document(report),
        market=report.market,
        facts=report.facts,
        file_size=file_size(market, locale),
    )


@blueprint.get("/markets/<market>/report.pdf")
@few_at_once
def pdf(locale: str, market: str) -> Response:
    """Send a market's report as PDF, whole or in part."""
    found = printed(market, locale) or abort(404)
    response = Response(found.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{market}-{services().clock.today()}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.etag)
    response.make_conditional(request, accept_ranges=True, complete_length=len(found.content))
    return response


@blueprint.get("/reports/<market>.pdf")
def short_address(locale: str, market: str) -> AnyResponse:
    """Lead from the short address of a report to the report."""
    return redirect(url_for("reports.pdf", locale=locale, market=market), 301)


def _pages(content: bytes) -> int:
    found = re.search(rb"/Type/Pages/Count (\d+)", content)
    assert found, "a PDF without pages"
    return int(found[1])
