"""Reads that set markets side by side: their numbers across all of them, and two or three of them part by part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from elearn.content.facts import Measure, MeasureName, own_date
from elearn.content.numbers import figure_facts
from elearn.courses.models import Fact, Lesson, LessonText, Market, Module
from elearn.courses.queries import FactView, FigureView, facts_by_id
from elearn.courses.texts import (
    Foreign,
    LessonCard,
    best_body,
    best_text,
    in_locale,
    lesson_card,
    parsed,
    reading_order,
)
from elearn.kernel.locales import LanguageTag, describe, html_lang


@dataclass(frozen=True)
class MeasureView:
    """A number of a market that others have too, in the unit of its measure: see ``elearn.content.facts``."""

    market_id: str
    value: Decimal
    year: str
    """To which it belongs; empty where nobody says."""
    areas: tuple[str, ...]
    """ISO 3166-1 codes of what it is about, where that is not the whole market."""
    fact: FactView


@dataclass(frozen=True)
class ComparedLesson:
    """What a comparison shows of a lesson."""

    card: LessonCard
    in_short: tuple[str, ...]
    """In the language of the card's title."""
    figures: tuple[FactView, ...]
    """The facts that it cites for a number, in that order."""


@dataclass(frozen=True)
class ComparedMarket:
    """The head of a column."""

    id: str
    name: str
    hue: str
    figures: tuple[FigureView, ...]
    """The five numbers of its overview."""
    language: LanguageTag
    """Of the figures."""


@dataclass(frozen=True)
class Part:
    """A part of the courses, in each of the markets."""

    id: str
    title: Foreign
    cells: tuple[tuple[ComparedLesson, ...], ...]
    """The lessons of each market in the order of the markets; none where a market lacks the part."""

    @property
    def count_figures(self) -> int:
        """How many facts all of its lessons cite for a number."""
        return sum(len(lesson.figures) for cell in self.cells for lesson in cell)


@dataclass(frozen=True)
class Comparison:
    """Some markets side by side."""

    markets: tuple[ComparedMarket, ...]
    parts: tuple[Part, ...]


def measures(session: Session, today: date) -> dict[MeasureName, tuple[MeasureView, ...]]:
    """Return the numbers that markets share, by measure, each from the largest to the smallest."""
    query = (
        sa.select(Fact.id, Fact.market_id, Fact.measures)
        .join(Market, Market.id == Fact.market_id)
        .where(Fact.is_published, Market.is_published, sa.cast(Fact.measures, sa.Text) != "[]")
        .order_by(Market.position, Market.id, Fact.id)
    )
    rows = session.execute(query).all()
    known = facts_by_id(session, (row.id for row in rows), today)
    found: dict[MeasureName, list[MeasureView]] = {name: [] for name in get_args(MeasureName)}
    for fact_id, market_id, said in rows:
        for measure in map(Measure.model_validate, said):
            fact = known[fact_id]
            view = MeasureView(market_id, measure.value, measure.year or _year(fact.as_of), measure.areas, fact)
            found[measure.name].append(view)
    return {name: tuple(sorted(views, key=lambda view: -view.value)) for name, views in found.items()}


def compare(session: Session, market_ids: Sequence[str], locale: str, today: date) -> Comparison:
    """Return published markets side by side, in the order given; unknown ids are left out.

    Parts are matched by the ids of their modules: in the order of the first market, then what only others have.
    """
    rows = {row.id: row for row in session.scalars(_query(market_ids, locale))}
    markets = [rows[name] for name in market_ids if name in rows]
    bodies = {
        lesson.id: parsed(body.digest, body.source)
        for row in markets
        for _, lesson in reading_order(row)
        for body in [best_body(lesson.texts, locale)]
    }
    wanted = {name for body in bodies.values() for name in (*figure_facts(body), *(f.fact for f in body.figures))}
    known = facts_by_id(session, wanted, today)

    def compared(module: Module, lesson: Lesson) -> ComparedLesson:
        text = best_text(lesson.texts, locale)
        return ComparedLesson(
            card=lesson_card(module, lesson, locale),
            in_short=parsed(text.digest, text.source).head.in_short,
            figures=tuple(known[name] for name in figure_facts(bodies[lesson.id]) if name in known),
        )

    def market(row: Market) -> ComparedMarket:
        first = next((lesson for _, lesson in reading_order(row)), None)
        language = best_body(first.texts, locale).lang if first else "en"
        figures = bodies[first.id].figures if first else ()
        return ComparedMarket(
            id=row.id,
            name=in_locale(row.name, locale).text,
            hue=row.hue,
            figures=tuple(FigureView(f.value, f.label, f.year, known[f.fact]) for f in figures if f.fact in known),
            language=describe(html_lang(language)),
        )

    found: dict[str, tuple[Module, dict[str, list[ComparedLesson]]]] = {}
    for row in markets:
        for module, lesson in reading_order(row):
            _, cells = found.setdefault(module.slug, (module, {}))
            cells.setdefault(row.id, []).append(compared(module, lesson))
    return Comparison(
        markets=tuple(market(row) for row in markets),
        parts=tuple(
            Part(slug, in_locale(module.title, locale), tuple(tuple(cells.get(row.id, ())) for row in markets))
            for slug, (module, cells) in found.items()
        ),
    )


def _query(market_ids: Collection[str], locale: str) -> sa.Select[Market]:
    """Ask for markets with the texts that a reader of a locale may be shown, Markdown and all, and no others."""
    shown = Lesson.texts.and_(LessonText.lang.in_({locale, "en"}))
    return (
        sa.select(Market)
        .where(Market.id.in_(market_ids), Market.is_published, Market.kind == "market")
        .options(selectinload(Market.modules).selectinload(Module.lessons).selectinload(shown))
    )


def _year(as_of: str) -> str:
    day = own_date(as_of)
    return str(day.year) if day else ""
