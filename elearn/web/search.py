"""One search over entries and lessons; ``q`` in the address, answers under the box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, current_app, g, render_template, request
from flask_babel import gettext
from jinja2_fragments.flask import render_block
from markupsafe import Markup

from elearn.courses import queries as courses
from elearn.glossaries import queries as glossaries
from elearn.glossaries.queries import DomainView
from elearn.kernel.locales import LanguageTag, describe
from elearn.search import queries as search_queries
from elearn.search.models import SearchHit, SearchRequest
from elearn.storage.db import db
from elearn.web.cache import PageCache
from elearn.web.i18n import language_name, link
from elearn.web.labels import FORMS, KINDS
from elearn.web.rack import services
from elearn.web.render import highlight, slots

blueprint = Blueprint("search", __name__, url_prefix="/<locale:locale>/search")
FILTERS = ("type", "kind", "domain", "market")
PAGE_SIZE = 20
MAX_OFFSET = 200


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A hit as a line of the page; made here and not by the template, because each key that is typed makes twenty."""

    href: str
    text: Markup
    language: LanguageTag
    kind: str
    meaning: Markup | None = None
    meaning_language: LanguageTag | None = None
    markets: tuple[str, ...] = ()
    found: Markup | None = None
    """The form that was found, where it is not one of the titles above it."""
    found_lang: str = ""
    found_in: str = ""
    form: str = ""


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
    market_names = cache.value(("markets", locale), lambda: courses.market_names(db.session(), locale))
    context = {
        "q": results.query,
        "results": results,
        "filters": filters,
        "offset": asked.offset,
        "page_size": PAGE_SIZE,
        "result_rows": lambda hits: _rows(hits, market_names),
        "market_names": market_names,
        "domains": cache.value(("domains", locale), lambda: _domains(locale)),
    }
    if request.headers.get("HX-Request") == "true":
        return render_block("search/search.html", "results", **context)
    return render_template("search/search.html", **context)


def _domains(locale: str) -> list[DomainView]:
    return [domain for domain in glossaries.domains(db.session(), locale) if domain.entries]


def _rows(hits: Iterable[SearchHit], market_names: Mapping[str, str]) -> list[ResultRow]:
    home = link("home.home")
    return [_entry(hit, home) if hit.type == "entry" else _lesson(hit, home, market_names) for hit in hits]


def _entry(hit: SearchHit, home: str) -> ResultRow:
    source, target = hit.titles.get(g.pair.source.tag), hit.titles.get(g.pair.target.tag)
    is_shown = hit.matched.text in (source, target)
    return ResultRow(
        home + hit.path,
        _marked(target or source or "", hit),
        g.pair.target if target else g.pair.source,
        str(KINDS.get(hit.kind, "")),
        _marked(source, hit) if target and source else None,
        g.pair.source,
        found=_marked(hit.matched.text, hit) if hit.matched.text and not is_shown else None,
        found_lang=hit.matched.lang,
        found_in=language_name(hit.matched.lang),
        form=str(FORMS.get(hit.matched.form, "")),
    )


def _lesson(hit: SearchHit, home: str, market_names: Mapping[str, str]) -> ResultRow:
    tag = next(tag for tag in (g.pair.source.tag, "en", *hit.titles) if tag in hit.titles)
    is_shown = hit.matched.text == hit.titles[tag]
    return ResultRow(
        home + hit.path,
        _marked(hit.titles[tag], hit),
        describe(tag),
        gettext("Lesson"),
        markets=tuple(market_names.get(market, market) for market in hit.markets),
        found=_marked(hit.matched.text, hit) if hit.matched.text and not is_shown else None,
        found_lang=hit.matched.lang,
        found_in=language_name(hit.matched.lang),
        form=str(FORMS.get(hit.matched.form, "")),
    )


def _marked(text: str, hit: SearchHit) -> Markup:
    return slots(highlight(text, hit.matched.spans) if text == hit.matched.text else text)
