"""``/api/v1``: search, concepts, markets, lessons and clips as JSON, described by OpenAPI 3.1.

Reads never write. The one unsafe call moves a missing recording to the head of the queue; it is limited in rate.
"""

from __future__ import annotations

import json
import time
from typing import Any

from flask import Blueprint, Flask, Response, abort, g, jsonify, url_for
from flask_babel import gettext
from spectree import Response as Answers
from spectree import SpecTree

from elearn import __version__
from elearn.audio import queries as audio_queries
from elearn.audio import services as audio
from elearn.audio.queries import ClipView
from elearn.courses import queries as courses
from elearn.courses.queries import FactView, MarketCard
from elearn.courses.texts import LessonCard
from elearn.glossaries import queries as glossaries
from elearn.glossaries.queries import EntryView
from elearn.glossaries.wordings import LanguageView, Wording
from elearn.packs import queries as pack_queries
from elearn.packs.queries import FileView, Offer
from elearn.search import queries as search_queries
from elearn.search.models import SearchHit, SearchRequest
from elearn.storage.db import db, transaction
from elearn.web.api.shapes import (
    ClipQuery,
    ClipShape,
    ConceptItem,
    ConceptList,
    ConceptShape,
    DomainQuery,
    FactShape,
    Hit,
    LanguageShape,
    LessonDetail,
    LessonItem,
    LocaleQuery,
    MarketDetail,
    MarketList,
    MarketShape,
    Matched,
    NoteShape,
    PackList,
    PackShape,
    ProblemShape,
    SearchAnswer,
    SearchQuery,
    Shape,
    WordingShape,
)
from elearn.web.i18n import language_name
from elearn.web.limits import few_at_once, limit_clip_requests
from elearn.web.markets import market_names
from elearn.web.rack import services

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def _refuse(request: object, response: Response, error: Exception | None, *rest: object) -> None:
    """Turn what a library says of a wrong question into our problem document, without its addresses and versions."""
    if error is None:
        return
    faults = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in response.get_json()]
    title = gettext("This request was not understood")
    problem = {"title": title, "detail": "; ".join(faults), "status": 422, "request_id": g.get("request_id", "")}
    response.set_data(json.dumps(problem))
    response.mimetype = "application/problem+json"


spec = SpecTree(
    "flask",
    before=_refuse,
    validation_error_model=ProblemShape,
    title="elearn",
    version=__version__,
    page_templates={},
    mode="strict",  # describe only what is validated here, not every page of the site
    validation_error_status=422,
)


def init_app(app: Flask) -> None:
    """Attach the interface and its description."""
    app.register_blueprint(blueprint)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe the interface; its own page of a library is left out, for it would call third parties."""
    return jsonify(spec.spec)


def _answer(shape: Shape, status: int = 200) -> Response:
    response = jsonify(shape.model_dump(mode="json", by_alias=True))
    response.status_code = status
    return response


@blueprint.get("/search")
@spec.validate(query=SearchQuery, resp=Answers(HTTP_200=SearchAnswer), tags=["search"])
def search(query: SearchQuery) -> Response:
    """Search entries and lessons in any script; ``matched`` says why each hit was found."""
    began = time.perf_counter()
    asked = SearchRequest(
        query=query.q,
        source=query.from_ or "",
        target=query.to or "",
        type=query.type or "",
        kind=query.kind or "",
        domain=query.domain or "",
        market=query.market or "",
        limit=query.limit,
        offset=query.offset,
    )
    found = search_queries.search(services().index, asked)
    return _answer(
        SearchAnswer(
            query=found.query,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            total=found.total,
            hits=[_hit(hit, query) for hit in found.hits],
            counts={name: dict(values) for name, values in found.counts.items()},
            nearest=[_hit(hit, query) for hit in found.nearest],
        )
    )


def _hit(hit: SearchHit, query: SearchQuery) -> Hit:
    wanted = [tag for tag in (query.from_, query.to) if tag]
    terms = {tag: hit.titles[tag] for tag in wanted or hit.titles if tag in hit.titles}
    titles = [hit.titles[tag] for tag in (*wanted, "en") if tag in hit.titles]
    return Hit(
        type=hit.type,
        id=hit.id,
        title=titles[0] if titles else next(iter(hit.titles.values()), ""),
        terms=terms,
        matched=Matched(
            lang=hit.matched.lang, form=hit.matched.form, text=hit.matched.text, spans=list(hit.matched.spans)
        ),
        url=f"/{query.locale}/{hit.path}",
        score=round(hit.score, 4),
    )


@blueprint.get("/concepts/<concept_id>")
@spec.validate(query=LocaleQuery, resp=Answers(HTTP_200=ConceptShape, HTTP_404=ProblemShape), tags=["concepts"])
def concept(concept_id: str, query: LocaleQuery) -> Response:
    """Return a concept with all its languages."""
    view = glossaries.entry(db.session(), concept_id, glossaries.pair("en", "ja"), query.locale) or abort(404)
    return _answer(_concept(view, query.locale))


def _concept(view: EntryView, locale: str) -> ConceptShape:
    sections = {section.language.tag: section for section in (view.source, view.target, *view.others)}
    return ConceptShape(
        id=view.id,
        domain=view.domain.id,
        situation=view.situation,
        kind=view.kind,
        say=view.say,
        part_of_speech=view.part_of_speech,
        definition=view.definition,
        source={"title": view.definition_source_title, "url": view.definition_source_url},
        replies=[reply.id for reply in view.replies],
        related=[other.id for other in (*view.phrases, *view.terms)],
        notes=[NoteShape(market=note.market, text=note.text, fact=note.fact_id) for note in view.notes],
        languages={tag: _language(section) for tag, section in sections.items()},
        url=url_for("phrases.entry", locale=locale, concept_id=view.id),
    )


def _language(section: LanguageView) -> LanguageShape:
    return LanguageShape(
        lang=section.language.tag,
        dir=section.language.direction,
        main=_wording(section.main),
        neutral=_wording(section.neutral) if section.neutral else None,
        variants=[_wording(wording) for wording in section.variants],
        alternatives=[_wording(wording) for wording in section.alternatives],
        note=section.note,
        official=section.is_official,
        status=section.status,
    )


def _wording(wording: Wording) -> WordingShape:
    return WordingShape(
        text=wording.text,
        reading=wording.reading,
        romanisation=wording.romanisation,
        register_=wording.register,
        when=wording.when,
        region=wording.region,
    )


@blueprint.get("/concepts")
@spec.validate(query=DomainQuery, resp=Answers(HTTP_200=ConceptList, HTTP_404=ProblemShape), tags=["concepts"])
def concepts(query: DomainQuery) -> Response:
    """Return the concepts of a domain, each in all its languages."""
    found = [
        ConceptItem(
            id=row.id,
            kind=row.kind,
            situation=row.situation,
            terms={section.lang: section.terms[0].text for section in row.sections},
            url=url_for("phrases.entry", locale=query.locale, concept_id=row.id),
        )
        for row in glossaries.all_concepts(db.session(), query.domain)
    ]
    if not found:
        abort(404)
    return _answer(ConceptList(domain=query.domain, concepts=found))


@blueprint.get("/markets")
@spec.validate(query=LocaleQuery, resp=Answers(HTTP_200=MarketList), tags=["markets"])
def markets(query: LocaleQuery) -> Response:
    """Return all markets."""
    cards = courses.markets(db.session(), query.locale)
    return _answer(MarketList(markets=[MarketShape(**_market(card, query.locale)) for card in cards]))


def _market(card: MarketCard, locale: str) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": card.name,
        "native_name": card.native_name.text,
        "summary": card.summary.text,
        "minutes": card.minutes,
        "being_written": card.is_being_written,
        "url": url_for("markets.market", locale=locale, market=card.id),
    }


@blueprint.get("/markets/<market>")
@spec.validate(query=LocaleQuery, resp=Answers(HTTP_200=MarketDetail, HTTP_404=ProblemShape), tags=["markets"])
def market(market: str, query: LocaleQuery) -> Response:
    """Return a market with its lessons."""
    view = courses.market(db.session(), market, query.locale, services().clock.today()) or abort(404)
    lessons = [LessonItem(**_lesson(card, query.locale)) for module in view.modules for card in module.lessons]
    return _answer(
        MarketDetail(
            **_market(view.card, query.locale),
            languages=[language.tag for language in view.languages],
            reviewed_on=view.reviewed_on.isoformat(),
            check_before_use=view.needs_check,
            lessons=lessons,
        )
    )


def _lesson(card: LessonCard, locale: str) -> dict[str, Any]:
    address: dict[str, Any] = {"market": card.market_id, "module": card.module_id, "lesson": card.id}
    return {
        "id": "/".join(address.values()),
        "title": card.title.text,
        "lang": card.title.language.tag,
        "minutes": card.minutes,
        "url": url_for("markets.lesson", locale=locale, **address),
    }


@blueprint.get("/lessons/<market>/<module>/<lesson>")
@spec.validate(query=LocaleQuery, resp=Answers(HTTP_200=LessonDetail, HTTP_404=ProblemShape), tags=["lessons"])
def lesson(market: str, module: str, lesson: str, query: LocaleQuery) -> Response:
    """Return a lesson's text and the facts it cites."""
    today = services().clock.today()
    view = courses.lesson(db.session(), market, module, lesson, query.locale, today) or abort(404)
    document = view.document
    return _answer(
        LessonDetail(
            **_lesson(view.card, query.locale),
            objectives=list(view.head.objectives),
            in_short=list(view.head.in_short),
            text_lang=view.language.tag,
            sections=[{"id": section.id, "title": section.title} for section in document.sections],
            text=document.plain_text,
            facts=[_fact(fact) for fact in view.facts],
        )
    )


def _fact(fact: FactView) -> FactShape:
    return FactShape(
        id=fact.id,
        statement=fact.statement,
        source_title=fact.source_title,
        source_url=fact.source_url,
        as_of=fact.as_of,
        read_on=fact.read_on.isoformat(),
        label=fact.label,
        check_before_use=fact.needs_check,
    )


@blueprint.get("/packs")
@spec.validate(query=LocaleQuery, resp=Answers(HTTP_200=PackList), tags=["packs"])
def packs(query: LocaleQuery) -> Response:
    """Return the offline packs that are ready."""
    names = market_names(query.locale)
    found = pack_queries.offers(db.session())
    return _answer(PackList(packs=[_pack(offer, offer.zip, names) for offer in found if offer.zip is not None]))


def _pack(offer: Offer, file: FileView, names: dict[str, str]) -> PackShape:
    recipe = offer.recipe
    languages = " – ".join(language_name(tag) for tag in recipe.languages)
    return PackShape(
        id=file.id,
        title=f"{names[recipe.market]}: {languages}",
        market=recipe.market,
        languages=list(recipe.languages),
        edition=recipe.edition,
        entries=file.entries,
        clips=file.clips,
        missing_clips=file.missing,
        audio_ms=file.duration_ms,
        size_bytes=file.size_bytes,
        sha256=file.digest,
        built_at=file.built_at.isoformat(),
        url=file.address,
        forms={other.form: other.address for other in offer.files},
    )


@blueprint.get("/clips/<concept_id>/<lang>")
@spec.validate(
    query=ClipQuery, resp=Answers(HTTP_200=ClipShape, HTTP_202=ClipShape, HTTP_404=ProblemShape), tags=["clips"]
)
def clip(concept_id: str, lang: str, query: ClipQuery) -> Response:
    """Say where a recording is, or how far it has come (202)."""
    return _clip_answer(audio_queries.clip(db.session(), concept_id, lang, query.speed) or abort(404))


@blueprint.post("/clips/<concept_id>/<lang>")
@limit_clip_requests
@few_at_once
@spec.validate(
    query=ClipQuery, resp=Answers(HTTP_200=ClipShape, HTTP_202=ClipShape, HTTP_404=ProblemShape), tags=["clips"]
)
def prefer_clip(concept_id: str, lang: str, query: ClipQuery) -> Response:
    """Move a missing recording to the head of the queue."""
    view = audio_queries.clip(db.session(), concept_id, lang, query.speed) or abort(404)
    if view.state in ("requested", "failed"):
        with transaction() as session:
            audio.prefer(session, concept_id, lang, query.speed)
        services().wake()
        view = audio_queries.clip(db.session(), concept_id, lang, query.speed) or abort(404)
    return _clip_answer(view)


def _clip_answer(view: ClipView) -> Response:
    shape = ClipShape(
        state=view.state,
        url=view.url,
        engine=view.engine,
        voice=view.voice,
        synthetic=view.is_synthetic,
        duration_ms=view.duration_ms,
        spoken=view.spoken,
    )
    return _answer(shape, 200 if view.state == "ready" else 202)
