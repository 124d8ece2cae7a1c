"""Reads for what belongs to no market: chapters, interviews and stories; and what courses offer to links.

Rows and views are those of ``elearn.courses.queries``; a chapter is a lesson of a course of another kind.
Source: ADR 0012.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from elearn.content.facts import Fact as FactDocument
from elearn.content.folder import Known
from elearn.content.lesson import PieceHead
from elearn.courses.models import Fact, Lesson, LessonText, Market, Module, Player
from elearn.courses.texts import (
    Foreign,
    LessonCard,
    best_body,
    best_text,
    courses_query,
    in_locale,
    lesson_card,
    parsed,
    reading_order,
)
from elearn.kernel.locales import LanguageTag, describe, html_lang

BRIEFING = "briefing-"
"""Begins the id of a market's briefing in the library."""


@dataclass(frozen=True)
class PieceCard:
    """A chapter, interview or story in a list."""

    card: LessonCard
    language: LanguageTag
    """Of the text itself."""
    first_line: Foreign | None
    """The first line of its summary, where it has one."""
    format: str
    """Empty for a chapter."""


@dataclass(frozen=True)
class ShelfView:
    """The page of a handbook's chapters, or of a library's interviews or stories."""

    name: str
    title: Foreign
    summary: Foreign
    notice: Foreign
    pieces: tuple[PieceCard, ...]
    reviewed_on: date
    review_due: date


def shelf(session: Session, course_id: str, module_id: str, locale: str) -> ShelfView | None:
    """Return a module of a handbook or library with a line about each text, or None where there is none of that id."""
    row = session.scalar(courses_query(kind=None, has_source=True).where(Market.id == course_id))
    module = next((m for m in row.modules if m.slug == module_id and m.is_published), None) if row else None
    if row is None or row.kind == "market" or module is None:
        return None
    lessons = [lesson for there, lesson in reading_order(row) if there is module]
    return ShelfView(
        name=in_locale(row.name, locale).text,
        title=in_locale(module.title, locale),
        summary=in_locale(row.summary, locale),
        notice=in_locale(row.notice, locale),
        pieces=tuple(_piece(module, lesson, locale) for lesson in lessons),
        reviewed_on=row.reviewed_on,
        review_due=row.review_due,
    )


def briefing(session: Session, market_id: str, locale: str) -> LessonCard | None:
    """Return the briefing on a market, or None where no library has one."""
    query = (
        sa.select(Lesson)
        .join(Module)
        .join(Market)
        .where(Lesson.slug == f"{BRIEFING}{market_id}", Market.kind == "library")
        .where(Lesson.is_published, Module.is_published, Market.is_published)
        .options(joinedload(Lesson.module), joinedload(Lesson.texts).defer(LessonText.source))
    )
    row = session.scalars(query).unique().first()
    return lesson_card(row.module, row, locale) if row else None


def market_of(course: Market, lesson: Lesson) -> tuple[str, ...]:
    """Return the market that a text is about: a lesson's own, a briefing's; none for what is true across markets."""
    if course.kind == "market":
        return (course.id,)
    return (lesson.slug.removeprefix(BRIEFING),) if lesson.slug.startswith(BRIEFING) else ()


def known(session: Session, concepts: frozenset[str], without: Collection[str] = ()) -> Known:
    """Return what published courses, but for those ``without``, offer to links; ``concepts`` are passed on."""
    rows = session.scalars(courses_query(kind=None).where(Market.id.not_in(without))).all()
    found = session.scalars(sa.select(Fact).where(Fact.is_published, Fact.market_id.not_in(without)))
    players = session.scalars(sa.select(Player.id).where(Player.is_published, Player.market_id.not_in(without)))
    return Known(
        concepts=concepts,
        markets=frozenset(row.id for row in rows if row.kind == "market"),
        facts={row.id: published_fact(row) for row in found},
        players=frozenset(players),
        lessons=frozenset(f"{row.id}/{m.slug}/{lesson.slug}" for row in rows for m, lesson in reading_order(row)),
    )


def published_fact(row: Fact) -> FactDocument:
    """Return a published fact as its file said it."""
    given = {name: getattr(row, name) for name in FactDocument.model_fields if name != "fact_class"}
    return FactDocument.model_validate({**given, "class": row.fact_class, "found_on": row.found_on or None})


def _piece(module: Module, row: Lesson, locale: str) -> PieceCard:
    text, body = best_text(row.texts, locale), best_body(row.texts, locale)
    head, language = parsed(text.digest, text.source).head, describe(html_lang(text.lang))
    return PieceCard(
        card=lesson_card(module, row, locale),
        language=describe(html_lang(body.lang)),
        first_line=Foreign(head.in_short[0], language) if head.in_short else None,
        format=head.format if isinstance(head, PieceHead) else "",
    )
