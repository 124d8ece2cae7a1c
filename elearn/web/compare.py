"""Markets side by side: two or three of them part by part, and all of them in charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, g, redirect, render_template
from flask_babel import format_decimal, format_percent, get_locale, gettext, ngettext
from werkzeug.wrappers import Response

from elearn.content.facts import MeasureName
from elearn.courses import comparison
from elearn.courses.comparison import MeasureView
from elearn.courses.queries import FactView, MarketLabel
from elearn.storage.db import db
from elearn.web.cache import cached_page
from elearn.web.forms import chosen, keep
from elearn.web.i18n import area_name, link
from elearn.web.labels import MEASURES
from elearn.web.markets import market_labels
from elearn.web.rack import services

blueprint = Blueprint("compare", __name__, url_prefix="/<locale:locale>")
FEWEST, MOST = 2, 3
"""How many markets stand side by side: a fourth column fits neither a screen nor a sheet of paper."""


@dataclass(frozen=True)
class Bar:
    """A market's line in a chart."""

    name: str
    hue: str
    value: str
    """With its unit, in the reader's language."""
    year: str
    percent: float
    """Length: of the longest bar or, for shares of a whole, of the whole."""
    areas: tuple[str, ...]
    """Names of what the value is about, where that is not the whole market."""
    fact: FactView


@dataclass(frozen=True)
class Chart:
    """A measure across markets."""

    id: str
    title: str
    note: str
    bars: tuple[Bar, ...]
    missing: tuple[str, ...]
    """Names of the markets without a number."""
    years_differ: bool
    """Whether the numbers are of different years, or of years that nobody says."""


@blueprint.get("/compare/")
@cached_page("content", query=lambda: _chosen("market"))
def index(locale: str) -> str:
    """Show two or three markets side by side, ``?market=japan&market=usa``; with fewer, all of them in charts."""
    session, today, labels = db.session(), services().clock.today(), market_labels(locale)
    wanted = _chosen("market")
    keep([("market", name) for name in wanted])
    view = comparison.compare(session, wanted, locale, today) if len(wanted) >= FEWEST else None
    shown = {name: labels[name] for name in wanted} if view else labels
    found = comparison.measures(session, today)
    charts = [_chart(name, [one for one in views if one.market_id in shown], shown) for name, views in found.items()]
    return render_template(
        "compare/index.html", comparison=view, charts=charts, names=labels, chosen=wanted, fewest=FEWEST, most=MOST
    )


@blueprint.get("/markets/compare/")
def alias(locale: str) -> Response:
    """Lead from the address with short names, ``?m=japan&m=usa``, to the page."""
    return redirect(link("compare.index", market=_chosen("m")))


def _chosen(parameter: str) -> tuple[str, ...]:
    return chosen(parameter, market_labels(g.locale), MOST)


def _chart(name: MeasureName, views: list[MeasureView], labels: Mapping[str, MarketLabel]) -> Chart:
    title, note = MEASURES[name]
    whole = Decimal(100) if name == "public-share" else max((view.value for view in views), default=Decimal(0))
    covered = {view.market_id for view in views}
    return Chart(
        id=name,
        title=str(title),
        note=str(note),
        bars=tuple(
            Bar(
                name=labels[view.market_id].name,
                hue=labels[view.market_id].hue,
                value=_with_unit(name, view.value),
                year=view.year,
                percent=round(float(view.value / (whole or 1) * 100), 1),
                areas=tuple(area_name(code) for code in view.areas),
                fact=view.fact,
            )
            for view in views
        ),
        missing=tuple(label.name for market_id, label in labels.items() if market_id not in covered),
        years_differ=len({view.year for view in views}) > 1 or any(not view.year for view in views),
    )


def _with_unit(name: MeasureName, value: Decimal) -> str:
    """Return a measure's value with its unit in the reader's language."""
    number = format_decimal(value)
    match name:
        case "population":
            return str(gettext("%(number)s million", number=number))
        case "data-protection":
            return str(ngettext("%(number)s year", "%(number)s years", int(value), number=number))
    pattern = get_locale().percent_formats[None].pattern.replace("##0", "##0.##")
    return str(format_percent(value / 100, pattern))
