"""Country reports: a page, and the same as PDF, made once for each day, language and state of the content."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, url_for
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


Place = tuple[str, str]
"""A market and an interface locale."""
State = tuple[date, int]
"""The day and the stamp of the content that a PDF was made of."""


@dataclass(frozen=True)
class Printed:
    """A report as PDF."""

    state: State
    content: bytes
    etag: str


class Prints:
    """The PDFs of one process, the oldest forgotten first; none is made twice at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Place, Printed] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, place: Place, state: State) -> Printed | None:
        """Return a PDF, made now if nobody did; None where there is no such market."""
        found = self._kept.get(place)
        if found is not None and found.state == state:
            return found
        with self._lock:
            found = self._kept.get(place)  # somebody may have made it while we waited
            if found is None or found.state != state:
                found = _print(place, state)
            if found is not None:
                self._kept[place] = found
                self._kept.move_to_end(place)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return found


def _print(place: Place, state: State) -> Printed | None:
    market, locale = place
    report = courses.report(db.session(), market, locale, state[0])
    if report is None:
        return None
    content = services().set_pdf(TEMPLATE, asdict(document(report)), state[0])
    etag = hashlib.sha256(content).hexdigest()[:32]
    return Printed(state, content, etag)


def init_app(app: Flask) -> None:
    """Give the application its place for PDFs."""
    app.extensions["prints"] = Prints()


def _prints() -> Prints:
    return cast("Prints", current_app.extensions["prints"])


def _state() -> State:
    cache: PageCache = current_app.extensions["page_cache"]
    return services().clock.today(), cache.stamps().get("content", 0)


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
    )


@blueprint.get("/markets/<market>/report.pdf")
@few_at_once
def pdf(locale: str, market: str) -> Response:
    """Send a market's report as PDF, whole or in part."""
    found = _prints().get((market, locale), _state()) or abort(404)
    response = Response(found.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{market}-{found.state[0]}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.etag)
    response.make_conditional(request, accept_ranges=True, complete_length=len(found.content))
    return response


@blueprint.get("/reports/<market>.pdf")
def short_address(locale: str, market: str) -> AnyResponse:
    """Lead from the short address of a report to the report."""
    return redirect(url_for("reports.pdf", locale=locale, market=market), 301)
