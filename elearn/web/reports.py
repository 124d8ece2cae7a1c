"""Country reports: a page, and the same as PDF, made once for each day, language and state of the content."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from elearn.courses import report as courses
from elearn.kernel.errors import PdfFailed
from elearn.storage.db import db
from elearn.web.cache import PageCache, cached_page
from elearn.web.limits import few_prints, limit_prints
from elearn.web.markets import market_labels
from elearn.web.rack import services
from elearn.web.report_document import document

blueprint = Blueprint("reports", __name__, url_prefix="/<locale:locale>")
TEMPLATE = Path(__file__).with_name("templates") / "markets" / "report.typ"
MOST_KEPT = 24
"""PDFs that a process keeps, something over half a megabyte each."""
FAILED_FOR_S = 60.0
"""How long a PDF that could not be made is not tried again."""


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
    """The PDFs of one process, the least used forgotten first; none is made twice at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Place, Printed] = OrderedDict()
        self._failed: dict[Place, tuple[State, float, str]] = {}
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def get(self, place: Place, state: State) -> Printed:
        """Return a PDF of a market that there is, made now if nobody did.

        Raises:
            PdfFailed: it cannot be made, or could not a moment ago.
        """
        found = self._find(place, state)
        if found is not None:
            return found
        with few_prints(), self._making:
            found = self._find(place, state)  # somebody may have made it while we waited
            return found or self._make(place, state)

    def _find(self, place: Place, state: State) -> Printed | None:
        with self._lock:
            found = self._kept.get(place)
            if found is not None and found.state == state:
                self._kept.move_to_end(place)
                return found
            failed = self._failed.get(place)
        if failed is not None and failed[0] == state and time.monotonic() < failed[1]:
            raise PdfFailed(reason=failed[2])
        return None

    def _make(self, place: Place, state: State) -> Printed:
        try:
            made = _print(place, state)
        except PdfFailed as error:
            with self._lock:
                self._failed[place] = (state, time.monotonic() + FAILED_FOR_S, str(error.params["reason"]))
            raise
        with self._lock:
            self._failed.pop(place, None)
            self._kept[place] = made
            self._kept.move_to_end(place)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made


@limit_prints
def _print(place: Place, state: State) -> Printed:
    market, locale = place
    report = courses.report(db.session(), market, locale, state[0]) or abort(404)
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
def pdf(locale: str, market: str) -> Response:
    """Send a market's report as PDF, whole or in part."""
    if market not in market_labels(locale):
        abort(404)
    found = _prints().get((market, locale), _state())
    response = Response(found.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{market}-{found.state[0]}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.etag)
    response.make_conditional(request, accept_ranges=True, complete_length=len(found.content))
    return response


@blueprint.get("/reports/<market>.pdf")
def short_address(locale: str, market: str) -> AnyResponse:
    """Lead from the short address of a report to the report."""
    if market not in market_labels(locale):
        abort(404)
    return redirect(url_for("reports.pdf", locale=locale, market=market), 302)
