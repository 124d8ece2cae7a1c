"""The home page: what this is, the markets on a map, a phrase search and three phrases of the day."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from elearn.courses import queries as courses
from elearn.glossaries import queries as glossaries
from elearn.storage.db import db
from elearn.web.cache import cached_page
from elearn.web.clips import clips_for
from elearn.web.i18n import preferred_locale
from elearn.web.rack import services
from elearn.web.render import world_map

blueprint = Blueprint("home", __name__)
PHRASES_OF_THE_DAY = 3


@blueprint.get("/")
def choose() -> AnyResponse:
    """Send the reader to the home page in their language."""
    response = redirect(f"/{preferred_locale()}/", 302)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@blueprint.get("/<locale:locale>/")
@cached_page("content", "clips")
def home(locale: str) -> str:
    """Show the home page."""
    session = db.session()
    phrases = glossaries.summaries(session, _ids_of_the_day(glossaries.must_know_ids(session)), g.pair)
    return render_template(
        "home/home.html",
        markets=courses.markets(session, locale),
        map=world_map(),
        phrases=phrases,
        clips=clips_for(session, [phrase.id for phrase in phrases]),
        domains=[domain for domain in glossaries.domains(session, locale) if domain.entries],
    )


def _ids_of_the_day(ids: tuple[str, ...]) -> list[str]:
    """Return a few ids that change every day and come round again."""
    if not ids:
        return []
    start = services().clock.today().toordinal() * PHRASES_OF_THE_DAY
    return list(dict.fromkeys(ids[(start + step) % len(ids)] for step in range(PHRASES_OF_THE_DAY)))
