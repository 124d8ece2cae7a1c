"""People and places: the players of all markets, and the fairs by the month in which they usually take place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext

from elearn.courses import queries as courses
from elearn.courses.queries import PlayerView
from elearn.storage.db import db
from elearn.web.cache import cached_page
from elearn.web.forms import chosen
from elearn.web.i18n import area_name
from elearn.web.ical import YearlyDay, calendar
from elearn.web.labels import PLAYER_KINDS
from elearn.web.markets import market_names
from elearn.web.rack import services

blueprint = Blueprint("directory", __name__, url_prefix="/<locale:locale>/directory")
MOST_PAGES = 50
PAGE_SIZE = 40
"""How many players one page shows: more than any market has."""


@dataclass(frozen=True)
class Choice:
    """A value of a filter; an empty one means all."""

    value: str
    label: str
    count: int
    """How many players it leaves beside what else is chosen."""
    is_chosen: bool


@blueprint.get("/")
@cached_page("content", query=lambda: _asked())
def index(locale: str) -> str:
    """Show the players: ``?market=japan&kind=regulator&page=2``; what is not known narrows nothing."""
    session, names = db.session(), market_names(locale)
    market, kind, asked_page = _asked()
    counts = courses.count_players(session)
    of_kind = {name: sum(n for (m, k), n in counts.items() if m == name and kind in ("", k)) for name in names}
    of_market = {
        name: sum(n for (m, k), n in counts.items() if k == name and market in ("", m)) for name in PLAYER_KINDS
    }
    total = sum(n for (m, k), n in counts.items() if market in ("", m) and kind in ("", k))
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(asked_page, pages)
    found = courses.players(
        session, services().clock.today(), market or None, kind or None, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    narrowed = {name: value for name, value in (("market", market), ("kind", kind)) if value}
    return render_template(
        "directory/index.html",
        groups=[(name, tuple(players)) for name, players in groupby(found, lambda player: player.market_id)],
        names=names,
        total=total,
        page=page,
        pages=pages,
        chosen=narrowed,
        filters=(
            ("market", gettext("Market"), _choices(names, of_kind, market)),
            ("kind", gettext("Kind"), _choices({k: str(v) for k, v in PLAYER_KINDS.items()}, of_market, kind)),
        ),
    )


def _asked() -> tuple[str, str, int]:
    """Return market, kind and page as the address says them; what is not known narrows nothing."""
    market = next(iter(chosen("market", market_names(g.locale))), "")
    kind = next(iter(chosen("kind", PLAYER_KINDS)), "")
    return market, kind, min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def _choices(labels: dict[str, str], counts: dict[str, int], chosen: str) -> list[Choice]:
    everything = Choice("", gettext("All"), sum(counts.values()), not chosen)
    some = [Choice(name, label, counts[name], name == chosen) for name, label in labels.items()]
    return [everything, *(choice for choice in some if choice.count or choice.is_chosen)]


@blueprint.get("/events/")
@cached_page("content")
def events(locale: str) -> str:
    """Show the fairs by usual month; those whose month is not known stand last."""
    fairs = courses.players(db.session(), services().clock.today(), kind="fair")
    months = [(month, tuple(fair for fair in fairs if month in fair.months)) for month in range(1, 13)]
    return render_template(
        "directory/events.html",
        months=[(month, found) for month, found in months if found],
        others=[fair for fair in fairs if not fair.months],
        names=market_names(locale),
    )


@blueprint.get("/fairs.ics")
@cached_page("content")
def fairs(locale: str) -> Response:
    """Give a yearly reminder of each fair on the first day of its usual month; its date nobody knows ahead."""
    today = services().clock.today()
    found = courses.players(db.session(), today, kind="fair")
    days = [_reminder(fair, month, today) for fair in found for month in fair.months]
    return Response(calendar(gettext("Fairs by usual month"), days), content_type="text/calendar; charset=utf-8")


def _reminder(fair: PlayerView, month: int, today: date) -> YearlyDay:
    looked_at = max((fact.read_on for fact in fair.facts), default=today)
    country = area_name(fair.area)
    return YearlyDay(
        uid=f"{fair.id}-{month:02}@fairs.elearn",
        stamped_on=looked_at,
        day=date(looked_at.year, month, 1),
        summary=gettext("%(name)s: usual month, check the date", name=fair.name),
        description=f"{fair.does}\n{fair.for_you}\n{fair.url}",
        location=f"{fair.city}, {country}" if fair.city else country,
        url=fair.url,
    )
