"""Offline packs: what there is by market and language, asking for one, and loading it down."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, render_template
from flask import Response as FileResponse
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from elearn.packs import queries
from elearn.packs import services as verbs
from elearn.packs.errors import UnknownRecipe
from elearn.packs.models import EDITIONS, FORMS, Recipe
from elearn.packs.queries import Offer
from elearn.storage.db import db, transaction
from elearn.web.cache import cached_page
from elearn.web.i18n import link
from elearn.web.limits import few_at_once, limit_packs
from elearn.web.markets import market_names
from elearn.web.media import send_blob
from elearn.web.rack import services

blueprint = Blueprint("packs", __name__)
TYPES = {
    "zip": "application/zip",
    "apkg": "application/octet-stream",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TEXT_BYTES = {"first": 360_000, "all": 700_000}
"""About what a pack weighs without recordings, for the size that is shown before it is built."""


@dataclass(frozen=True)
class Shown:
    """A pack with what is known of it before it is built."""

    offer: Offer
    entries: int
    size_bytes: int
    is_estimate: bool


@blueprint.get("/<locale:locale>/packs/")
@cached_page("content", "clips", "packs")
def index(locale: str) -> str:
    """Show all packs for readers of the pair's own language, by market."""
    session = db.session()
    weights = queries.audio_bytes(session)
    counts: dict[tuple[str, str], int] = {}
    for market in market_names(locale):
        for edition in EDITIONS:
            name = market if edition == "first" else ""  # the large edition is the same everywhere
            if (name, edition) not in counts:
                counts[name, edition] = queries.count_entries(session, Recipe(market, "en", "en", edition))
    groups: dict[str, list[Shown]] = {}
    for offer in queries.offers(session, g.pair.source.tag):
        groups.setdefault(offer.recipe.market, []).append(_shown(offer, counts, weights))
    return render_template("packs/index.html", groups=groups, names=market_names(locale))


def _shown(offer: Offer, counts: dict[tuple[str, str], int], weights: dict[str, int]) -> Shown:
    recipe, file = offer.recipe, offer.zip
    if file is not None:
        return Shown(offer, file.entries, file.size_bytes, is_estimate=False)
    entries = counts[recipe.market if recipe.edition == "first" else "", recipe.edition]
    share = entries / max(1, counts["", "all"])
    size = round(weights.get(recipe.target, 0) * share) + TEXT_BYTES[recipe.edition]
    return Shown(offer, entries, size, is_estimate=True)


@blueprint.post("/<locale:locale>/packs/<recipe_id>/")
@limit_packs
@few_at_once
def ask(locale: str, recipe_id: str) -> Response:
    """Ask for a pack that is not built yet."""
    recipe = _recipe(db.session(), recipe_id)
    with transaction() as session:
        verbs.request(session, recipe)
    services().wake_packs()
    return redirect(f"{link('packs.index', **{'from': recipe.source})}#{recipe.id}", 303)


def _recipe(session: Session, recipe_id: str) -> Recipe:
    try:
        return verbs.recipe_of(session, recipe_id)
    except UnknownRecipe:
        abort(404)


@blueprint.get("/packs/<file_id>.<form>")
def download(file_id: str, form: str) -> FileResponse:
    """Send a file of a pack, whole or in part; its digest stands in a header. Source: RFC 9530."""
    if form not in FORMS:
        abort(404)
    file = queries.file(db.session(), file_id[:100], form) or abort(404)
    response = send_blob(file.digest, TYPES[form])
    digest = base64.b64encode(bytes.fromhex(file.digest)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Content-Disposition"] = f'attachment; filename="{file.id}.{form}"'
    return response
