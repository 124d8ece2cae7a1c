"""One search over entries and lessons; ``q`` in the address, answers under the box."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request
from flask_babel import gettext
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from elearn.glossaries import queries as glossaries
from elearn.glossaries import services as glossaries_verbs
from elearn.glossaries.queries import DomainView
from elearn.kernel.locales import CONTENT_LANGUAGES, LanguageTag, describe
from elearn.search import queries as search_queries
from elearn.search.analysis import LONGEST_QUERY
from elearn.search.models import SearchHit, SearchRequest, SearchResults
from elearn.storage.db import db, is_busy, transaction
from elearn.web.cache import kept
from elearn.web.forms import asked as asked_for
from elearn.web.forms import body_at_most, field, keep, kept_query
from elearn.web.i18n import language_name, link
from elearn.web.labels import FORMS, KINDS
from elearn.web.limits import few_at_once, limit_missing, person
from elearn.web.markets import market_names
from elearn.web.rack import services
from elearn.web.render import highlight, slots

blueprint = Blueprint("search", __name__, url_prefix="/<locale:locale>/search")
FILTERS = ("type", "kind", "domain", "market")
PAGE_SIZE = 20
MAX_OFFSET = 200
MOST_QUESTION_BYTES = 8 * 1024
NOTE_WAIT_MS = 250
"""A count that is lost harms nobody; a thread that waits for the lock is missed by readers."""
MOST_FACETS = 6
"""Choices of a filter that are offered above the answers; all of them stand in the form."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow the answers, or the way back."""

    label: str
    count: int
    href: str
    is_least: bool = False
    """Whether there may be more than were counted."""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class FoundForm:
    """The form that was found, where it is not one of the titles that the row shows."""

    text: Markup
    lang: str
    language: str
    """Name of the language, in the reader's."""
    form: str
    """What form it is, as a word."""


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
    found: FoundForm | None = None


@blueprint.get("/")
def search(locale: str) -> str:
    """Show what was found; as-you-type asks for the results alone."""
    names = market_names(locale)
    domains = _domains(locale)
    choices = _choices(names, domains)
    filters = {name: value if (value := asked_for(name, 80)) in choices[name] else "" for name in FILTERS}
    offset = request.args.get("offset", 0, type=int)
    asked = SearchRequest(
        query=asked_for("q", LONGEST_QUERY),
        source=g.pair.source.tag,
        target=g.pair.target.tag,
        limit=PAGE_SIZE,
        heard_in=g.pair.target.tag if request.args.get("heard") else "",
        offset=min(max(offset, 0), MAX_OFFSET),
        **filters,
    )
    results = search_queries.search(services().index, asked)
    keep([
        ("q", results.query), *filters.items(), ("heard", "1" if asked.heard_in else ""),
        ("offset", str(asked.offset or "")),
    ])  # fmt: skip
    context = {
        "q": results.query,
        "is_heard": bool(asked.heard_in),
        "facets": _facets(results, filters, choices),
        "results": results,
        "without_filters": _without_filters(filters),
        "filters": filters,
        "offset": asked.offset,
        "page_size": PAGE_SIZE,
        "result_rows": lambda hits: _rows(hits, names),
        "market_names": names,
        "domains": domains,
    }
    if request.headers.get("HX-Request") == "true":
        return render_block("search/search.html", "results", **context)
    return render_template("search/search.html", **context)


@blueprint.post("/missing/")
@body_at_most(MOST_QUESTION_BYTES)
@limit_missing
@few_at_once
def missing(locale: str) -> Response:
    """Count a question that found nothing, for the authors; nothing is kept of who asked."""
    typed = field("q")[:LONGEST_QUERY].strip()
    text = glossaries_verbs.gap_text(typed)
    today = services().clock.today()
    if text and not _is_answered(typed) and services().askers.count(text, person(), today):
        try:
            with transaction(wait_ms=NOTE_WAIT_MS) as session:
                glossaries_verbs.note_gap(session, text, today)
        except OperationalError as error:
            if not is_busy(error):
                raise
    if request.headers.get("HX-Request") == "true" or "application/json" in request.headers.get("Accept", ""):
        return Response(status=204)
    # Thanks are said whether it was counted or not: how many others asked is nobody's business.
    return redirect(link("search.search", **{"q": typed, **_choices_sent(locale), "noted": 1}), 303)


def _is_answered(query: str) -> bool:
    """Tell whether the question has an answer, whatever filters hide it."""
    asked = SearchRequest(query=query, source=g.pair.source.tag, target=g.pair.target.tag, limit=1)
    return search_queries.search(services().index, asked).total > 0


def _choices_sent(locale: str) -> dict[str, str]:
    """Return the filters and the pair that the form carried, where they are known."""
    known: dict[str, Container[str]] = dict(_choices(market_names(locale), _domains(locale)))
    known |= {"heard": ("1",), "from": CONTENT_LANGUAGES, "to": CONTENT_LANGUAGES}
    return {name: value for name, values in known.items() if (value := field(name)) in values}


def _choices(market_names: Mapping[str, str], domains: Sequence[DomainView]) -> dict[str, Mapping[str, str]]:
    """Return the values that each filter knows, with their names; any other value is as good as none."""
    return {
        "type": {"entry": gettext("Phrases and terms"), "lesson": gettext("Lessons")},
        "kind": _kinds(g.locale),
        "domain": {domain.id: domain.title for domain in domains},
        "market": market_names,
    }


def _facets(results: SearchResults, filters: Mapping[str, str], names: Mapping[str, Mapping[str, str]]) -> list[Facet]:
    """Return what can narrow these answers, with how many each leaves, and for each filter in use the way back."""
    here = {name: value for name, value in kept_query() if name != "offset"}
    address = link("search.search")
    found: list[Facet] = []
    for name in FILTERS:
        counts = results.counts.get(name, {})
        if filters[name]:
            others = {key: value for key, value in here.items() if key != name}
            label = names[name][filters[name]]
            found.append(Facet(label, results.total, f"{address}?{urlencode(others)}", results.is_cut, is_chosen=True))
        elif len(counts) > 1:
            best = sorted(counts.items(), key=lambda item: -item[1])[:MOST_FACETS]
            found += [
                Facet(names[name][value], count, f"{address}?{urlencode({**here, name: value})}", results.is_cut)
                for value, count in best
                if value in names[name] and count < results.total
            ]
    return found


def _without_filters(filters: Mapping[str, str]) -> str:
    """Return the address of the same question without its filters; empty where there are none."""
    if not any(filters.values()):
        return ""
    rest = [(name, value) for name, value in kept_query() if name not in (*FILTERS, "offset")]
    return f"{link('search.search')}?{urlencode(rest)}"


def _domains(locale: str) -> list[DomainView]:
    return kept(
        ("domains", locale),
        lambda: [domain for domain in glossaries.domains(db.session(), locale) if domain.entries],
    )


def _rows(hits: Iterable[SearchHit], market_names: Mapping[str, str]) -> list[ResultRow]:
    home, kinds = link("home.home"), _kinds(g.locale)
    return [_entry(hit, home, kinds) if hit.type == "entry" else _lesson(hit, home, market_names) for hit in hits]


def _entry(hit: SearchHit, home: str, kinds: Mapping[str, str]) -> ResultRow:
    source, target = hit.titles.get(g.pair.source.tag), hit.titles.get(g.pair.target.tag)
    return ResultRow(
        home + hit.path,
        _marked(target or source or "", hit),
        g.pair.target if target else g.pair.source,
        kinds.get(hit.kind, ""),
        _marked(source, hit) if target and source else None,
        g.pair.source,
        found=_found(hit, source, target),
    )


def _lesson(hit: SearchHit, home: str, market_names: Mapping[str, str]) -> ResultRow:
    tag = next(tag for tag in (g.pair.source.tag, "en", *hit.titles) if tag in hit.titles)
    return ResultRow(
        home + hit.path,
        _marked(hit.titles[tag], hit),
        describe(tag),
        gettext("Lesson"),
        markets=tuple(market_names.get(market, market) for market in hit.markets),
        found=_found(hit, hit.titles[tag]),
    )


def _found(hit: SearchHit, *shown: str | None) -> FoundForm | None:
    matched = hit.matched
    if not matched.text or matched.text in shown:
        return None
    return FoundForm(
        _marked(matched.text, hit), matched.lang, language_name(matched.lang), str(FORMS.get(matched.form, ""))
    )


def _kinds(locale: str) -> dict[str, str]:
    """Return the kinds of entries in the reader's language, which is ``locale``."""
    return kept(("kinds", locale), lambda: {name: str(label) for name, label in KINDS.items()})


def _marked(text: str, hit: SearchHit) -> Markup:
    shown = highlight(text, hit.matched.spans) if text == hit.matched.text else text
    if "{" not in shown:
        return slots(shown)
    about_others = kept(("about others",), lambda: glossaries.ids_about_others(db.session()))
    return slots(shown, is_own=hit.id not in about_others)
