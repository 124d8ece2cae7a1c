"""Markets: the list, a market's own page, a lesson."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template

from elearn.courses import library
from elearn.courses import queries as courses
from elearn.glossaries import queries as glossaries
from elearn.storage.db import db
from elearn.web.cache import cached_page, kept
from elearn.web.clips import clips_for
from elearn.web.rack import services
from elearn.web.render import world_map
from elearn.web.spots import hot_spots

blueprint = Blueprint("markets", __name__, url_prefix="/<locale:locale>/markets")


@blueprint.get("/")
@cached_page("content")
def index(locale: str) -> str:
    """Show all markets."""
    return render_template("markets/index.html", markets=courses.markets(db.session(), locale), map=world_map())


@blueprint.get("/<market>/")
@cached_page("content", "clips")
def market(locale: str, market: str) -> str:
    """Show a market: its numbers, its lessons, what to say first."""
    session = db.session()
    today = services().clock.today()
    view = courses.market(session, market, locale, today) or abort(404)
    # Who reads about Brazil wants to hear Portuguese, whatever pair was used last.
    spoken = next((language for language in view.languages if language != g.pair.source), g.pair.target)
    g.pair = glossaries.Pair(g.pair.source, spoken)
    starter = glossaries.summaries(session, view.starter, g.pair)
    clips = clips_for(session, [entry.id for entry in starter])
    outline = world_map().get("outlines", {}).get(market)
    return render_template(
        "markets/market.html",
        market=view,
        starter=starter,
        clips=clips,
        spots=hot_spots(courses.players(session, today, market, has_facts=False), outline),
        outline=outline,
        briefing=library.briefing(session, market, locale),
    )


@blueprint.get("/<market>/<module>/<lesson>/")
@cached_page("content")
def lesson(locale: str, market: str, module: str, lesson: str) -> str:
    """Show a lesson."""
    view = courses.lesson(db.session(), market, module, lesson, locale, services().clock.today()) or abort(404)
    facts = {fact.id: fact for fact in view.facts}
    g.fact_numbers = {fact.id: fact.number for fact in view.facts}
    label = market_labels(locale).get(market)
    g.spoken = next((tag for tag in label.languages if tag != g.pair.source.tag), "") if label else ""
    return render_template("markets/lesson.html", lesson=view, facts=facts)


def market_labels(locale: str) -> dict[str, courses.MarketLabel]:
    """Return the names of all markets by id, which many pages show, and their languages."""
    return kept(("markets", locale), lambda: courses.market_labels(db.session(), locale))


def market_names(locale: str) -> dict[str, str]:
    """Return the names of all markets by id."""
    return {market_id: label.name for market_id, label in market_labels(locale).items()}
