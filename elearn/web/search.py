"""One search over entries and lessons; ``q`` in the address, answers under the box."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request
from jinja2_fragments.flask import render_block

from elearn.courses import queries as courses
from elearn.glossaries import queries as glossaries
from elearn.glossaries.queries import DomainView
from elearn.search import queries as search_queries
from elearn.search.models import SearchRequest
from elearn.storage.db import db
from elearn.web.cache import PageCache
from elearn.web.rack import services

blueprint = Blueprint("search", __name__, url_prefix="/<locale:locale>/search")
FILTERS = ("type", "kind", "domain", "market")
PAGE_SIZE = 20
MAX_OFFSET = 200


@blueprint.get("/")
def search(locale: str) -> str:
    """Show what was found; as-you-type asks for the results alone."""
    filters = {name: request.args.get(name, "")[:80] for name in FILTERS}
    offset = request.args.get("offset", 0, type=int)
    asked = SearchRequest(
        query=request.args.get("q", ""),
        source=g.pair.source.tag,
        target=g.pair.target.tag,
        limit=PAGE_SIZE,
        offset=min(max(offset, 0), MAX_OFFSET),
        **filters,
    )
    results = search_queries.search(services().index, asked)
    cache: PageCache = current_app.extensions["page_cache"]
    context = {
        "q": results.query,
        "results": results,
        "filters": filters,
        "offset": asked.offset,
        "page_size": PAGE_SIZE,
        "market_names": cache.value(("markets", locale), lambda: courses.market_names(db.session(), locale)),
        "domains": cache.value(("domains", locale), lambda: _domains(locale)),
    }
    if request.headers.get("HX-Request") == "true":
        return render_block("search/search.html", "results", **context)
    return render_template("search/search.html", **context)


def _domains(locale: str) -> list[DomainView]:
    return [domain for domain in glossaries.domains(db.session(), locale) if domain.entries]
