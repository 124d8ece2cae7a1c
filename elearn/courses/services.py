"""Verbs that change courses. They take a session and flush; the entry point commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from elearn.content.markets import LessonSource, MarketDocument, ModuleDocument
from elearn.courses.models import Fact, Lesson, LessonTerm, LessonText, Market, Module, Player
from elearn.courses.texts import digest_of
from elearn.storage.sync import put

Record = TypeVar("Record", Fact, Player)


def publish_market(session: Session, document: MarketDocument, now: datetime) -> None:
    """Make the rows of a market equal to its document; what is gone from the files is withdrawn, not erased."""
    course = document.course
    put(
        session.get(Market, course.id),
        Market,
        session,
        {"id": course.id},
        {
            "kind": course.kind,
            "state": course.state,
            "position": course.order,
            "areas": list(course.areas),
            "languages": list(course.languages),
            "hue": course.hue,
            "name": dict(course.name),
            "native_name": native.model_dump() if (native := course.native_name) else {},
            "summary": dict(course.summary),
            "notice": dict(course.notice),
            "starter": list(course.starter),
            "reviewed_on": course.reviewed_on,
            "reviewer_role": course.reviewer_role,
            "review_due": course.review_due,
            "is_published": True,
        },
    )
    session.flush()
    _publish_facts(session, document)
    _publish_players(session, document)
    first_terms = list(course.starter)
    modules = {row.slug: row for row in session.scalars(sa.select(Module).where(Module.market_id == course.id))}
    for position, module in enumerate(document.modules):
        keys = {"market_id": course.id, "slug": module.file.id}
        values = {"position": position, "title": dict(module.file.title), "is_published": True}
        row = put(modules.pop(module.file.id, None), Module, session, keys, values)
        session.flush()
        _publish_lessons(session, row, module, first_terms, now)
        if module.lessons:
            first_terms = []
    for gone in modules.values():
        gone.is_published = False
    session.flush()


def _publish_facts(session: Session, document: MarketDocument) -> None:
    values = {
        fact.id: {
            "topic": fact.topic,
            "fact_class": fact.fact_class,
            "statement": fact.statement,
            "source_title": fact.source_title,
            "source_url": fact.source_url,
            "found_on": fact.found_on or "",
            "as_of": fact.as_of,
            "confidence": fact.confidence,
            "evidence": fact.evidence,
            "read_on": fact.read_on,
            "note": fact.note or "",
            "measures": [measure.model_dump(mode="json") for measure in fact.measures],
        }
        for fact in document.facts.values()
    }
    _publish_records(session, Fact, document.course.id, values)


def _publish_players(session: Session, document: MarketDocument) -> None:
    values = {
        player.id: {
            "position": position,
            "kind": player.kind,
            "name": player.name,
            "native_name": player.native_name.model_dump() if player.native_name else {},
            "city": player.city,
            "area": player.area,
            "place": list(player.place or ()),
            "does": player.does,
            "for_you": player.for_you,
            "url": player.url,
            "fact_ids": list(player.facts),
            "months": list(player.months),
        }
        for position, player in enumerate(document.players)
    }
    _publish_records(session, Player, document.course.id, values)


def _publish_records(
    session: Session, model: type[Record], market_id: str, values: Mapping[str, dict[str, Any]]
) -> None:
    """Make a market's facts or players equal to what its files say, by id; what is gone is withdrawn."""
    is_ours = sa.or_(model.market_id == market_id, model.is_published.is_(False))  # a withdrawn id may come back
    rows = {row.id: row for row in session.scalars(sa.select(model).where(is_ours))}
    for name, said in values.items():
        put(rows.pop(name, None), model, session, {"id": name}, {"market_id": market_id, **said, "is_published": True})
    for gone in rows.values():
        if gone.market_id == market_id:
            gone.is_published = False


def _publish_lessons(
    session: Session, module_row: Module, module: ModuleDocument, first_terms: Iterable[str], now: datetime
) -> None:
    """Make a module's lessons equal to its files; its first lesson stands for ``first_terms`` too."""
    rows = {row.slug: row for row in session.scalars(sa.select(Lesson).where(Lesson.module_id == module_row.id))}
    for position, (slug, texts) in enumerate(module.lessons.items()):
        keys = {"module_id": module_row.id, "slug": slug}
        row = put(rows.pop(slug, None), Lesson, session, keys, {"position": position, "is_published": True})
        session.flush()
        _publish_texts(session, row, list(texts.values()), now)
        used = {name for text in texts.values() for name in text.document.term_ids}
        _publish_terms(session, row, used.union(first_terms if position == 0 else ()))
    for gone in rows.values():
        gone.is_published = False


def _publish_texts(session: Session, lesson: Lesson, sources: list[LessonSource], now: datetime) -> None:
    query = sa.select(LessonText).where(LessonText.lesson_id == lesson.id)
    rows = {row.lang: row for row in session.scalars(query)}
    for source in sources:
        row = rows.pop(source.lang, None)
        digest = digest_of(source.source)
        if row is not None and row.digest == digest:
            continue
        values = {
            "title": source.document.head.title,
            "minutes": source.document.minutes,
            "source": source.source,
            "digest": digest,
            "published_at": now,
        }
        put(row, LessonText, session, {"lesson_id": lesson.id, "lang": source.lang}, values)
    for gone in rows.values():
        session.delete(gone)  # a text holds no learner's data; its lesson, which does, stays


def _publish_terms(session: Session, lesson: Lesson, concept_ids: Collection[str]) -> None:
    rows = {row.concept_id: row for row in session.scalars(sa.select(LessonTerm).filter_by(lesson_id=lesson.id))}
    session.add_all(LessonTerm(lesson_id=lesson.id, concept_id=name) for name in sorted({*concept_ids} - {*rows}))
    for name in {*rows} - {*concept_ids}:
        session.delete(rows[name])


def withdraw_market(session: Session, market_id: str) -> None:
    """Take a market off the site; its rows stay."""
    row = session.get(Market, market_id)
    if row is not None:
        row.is_published = False
        _publish_records(session, Fact, market_id, {})
        _publish_records(session, Player, market_id, {})
    session.flush()
