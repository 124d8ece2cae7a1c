"""Reads for pages and for search; they return frozen values, so that no template can query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from elearn.content.facts import FactClass, check_before, review_by
from elearn.content.lesson import LessonDocument, LessonHead
from elearn.courses.models import Fact, Lesson, LessonTerm, LessonText, Market, Module, Player
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

T = TypeVar("T")

HUE_OF_OTHERS = "teal"
"""Of what belongs to no market."""


@dataclass(frozen=True)
class MarketLabel:
    """What many pages say of a market."""

    name: str
    languages: tuple[str, ...]
    """To speak there, the first one leading."""
    hue: str


@dataclass(frozen=True)
class MarketCard:
    """A market in a list or on the map."""

    id: str
    name: str
    native_name: Foreign
    summary: Foreign
    """In the interface language where there is one, else in English, as its ``language`` says."""
    hue: str
    areas: tuple[str, ...]
    minutes: int
    is_being_written: bool = False
    """Whether parts of it are still missing."""


@dataclass(frozen=True)
class ModuleView:
    """A module with its lessons, in reading order."""

    id: str
    title: Foreign
    lessons: tuple[LessonCard, ...]


@dataclass(frozen=True)
class FactView:
    """A fact as a page shows it."""

    id: str
    number: int
    """Its place in the lesson's list of sources, from 1; 0 elsewhere."""
    statement: str
    source_title: str
    source_url: str
    found_on: str
    as_of: str
    read_on: date
    review_by: date
    label: str
    """primary, secondary, newsletter or unchecked."""
    needs_check: bool
    """True from the day on which the page says "check before use"."""


@dataclass(frozen=True)
class FigureView:
    """A number worth remembering."""

    value: str
    label: str
    year: str
    fact: FactView


@dataclass(frozen=True)
class MarketView:
    """A market's own page."""

    card: MarketCard
    languages: tuple[LanguageTag, ...]
    notice: Foreign
    modules: tuple[ModuleView, ...]
    figures: tuple[FigureView, ...]
    """The five numbers of its overview."""
    starter: tuple[str, ...]
    """Ids of the entries to say first."""
    reviewed_on: date
    review_due: date
    needs_check: bool
    stale_facts: int


@dataclass(frozen=True)
class PlayerView:
    """Who decides, pays, helps or meets in a market."""

    id: str
    market_id: str
    kind: str
    """A kind of ``elearn.content.players``."""
    name: str
    native_name: Foreign | None
    city: str
    """Empty where it is not known."""
    area: str
    place: tuple[float, float] | None
    """Latitude and longitude."""
    does: str
    for_you: str
    url: str
    months: tuple[int, ...]
    facts: tuple[FactView, ...]


@dataclass(frozen=True)
class LessonMention:
    """A lesson that uses an entry."""

    market: str
    market_name: str
    module: str
    lesson: str
    title: str
    language: LanguageTag

    @property
    def path(self) -> str:
        """Where it lies below the address of the interface language."""
        return lesson_path(self.market, self.module, self.lesson)


@dataclass(frozen=True)
class LessonView:
    """A lesson's page."""

    market: MarketCard
    module: ModuleView
    card: LessonCard
    head: LessonHead
    """Title, objectives and "in short", in the language of ``card.title``."""
    document: LessonDocument
    """Sections and blocks, as parsed; see ``elearn.content.lesson``."""
    language: LanguageTag
    """Of the sections, which are in English where only the head is translated."""
    facts: tuple[FactView, ...]
    """The facts it cites, in order of first mention."""
    notice: Foreign
    previous: LessonCard | None
    next: LessonCard | None
    reviewed_on: date
    review_due: date
    needs_check: bool
    stale_facts: int


def markets(session: Session, locale: str) -> tuple[MarketCard, ...]:
    """Return all published markets in order."""
    query = courses_query().order_by(Market.position, Market.id)
    return tuple(market_card(market, locale) for market in session.scalars(query))


def market_labels(session: Session, locale: str) -> dict[str, MarketLabel]:
    """Return what many pages say of all published markets, by id."""
    query = sa.select(Market.id, Market.name, Market.languages, Market.hue)
    query = query.where(Market.is_published, Market.kind == "market").order_by(Market.position, Market.id)
    return {
        market_id: MarketLabel(in_locale(names, locale).text, tuple(languages), hue)
        for market_id, names, languages, hue in session.execute(query)
    }


def market(session: Session, market_id: str, locale: str, today: date) -> MarketView | None:
    """Return a published market's page, or None where there is none of that id."""
    row = session.scalar(courses_query().where(Market.id == market_id))
    if row is None:
        return None
    known = facts(session, market_id, today)
    modules = tuple(_module(module, locale) for module in row.modules if module.is_published)
    first = next((best_body(lesson.texts, locale) for _, lesson in reading_order(row)), None)
    figures = parsed(first.digest, first.source).figures if first else ()
    stale = sum(fact.needs_check for fact in known.values())
    return MarketView(
        card=market_card(row, locale),
        languages=tuple(describe(tag) for tag in row.languages),
        notice=in_locale(row.notice, locale),
        modules=modules,
        figures=tuple(FigureView(f.value, f.label, f.year, known[f.fact]) for f in figures if f.fact in known),
        starter=tuple(row.starter),
        reviewed_on=row.reviewed_on,
        review_due=row.review_due,
        needs_check=stale > 0 or today > row.review_due,
        stale_facts=stale,
    )


def lesson(
    session: Session, market_id: str, module_id: str, lesson_id: str, locale: str, today: date, kind: str = "market"
) -> LessonView | None:
    """Return a published lesson's page in the interface language where there is a text, else in English.

    ``kind`` is that of its course: a chapter of the handbook is no market's lesson.
    """
    row = session.scalar(courses_query(kind=kind).where(Market.id == market_id))
    if row is None:
        return None
    in_order = reading_order(row)
    place = next(
        (i for i, (module, lesson) in enumerate(in_order) if (module.slug, lesson.slug) == (module_id, lesson_id)),
        None,
    )
    if place is None:
        return None
    module, lesson_row = in_order[place]
    text, body = best_text(lesson_row.texts, locale), best_body(lesson_row.texts, locale)
    document = parsed(body.digest, body.source)
    known = facts(session, market_id if kind == "market" else None, today, document.fact_ids)
    stale = sum(fact.needs_check for fact in known.values())

    def neighbour(step: int) -> LessonCard | None:
        there = place + step
        is_there = 0 <= there < len(in_order) and (kind == "market" or in_order[there][0] is module)
        return lesson_card(*in_order[there], locale) if is_there else None

    return LessonView(
        market=market_card(row, locale),
        module=_module(module, locale),
        card=lesson_card(module, lesson_row, locale),
        head=parsed(text.digest, text.source).head,
        document=document,
        language=describe(html_lang(body.lang)),
        facts=tuple(known.values()),
        notice=in_locale(row.notice, locale),
        previous=neighbour(-1),
        next=neighbour(1),
        reviewed_on=row.reviewed_on,
        review_due=row.review_due,
        needs_check=stale > 0 or today > row.review_due,
        stale_facts=stale,
    )


def lesson_path(course_id: str, module_id: str, lesson_id: str) -> str:
    """Return where a lesson, chapter, interview or story lies below the address of the interface language."""
    match course_id:
        case "handbook":
            return f"handbook/{lesson_id}/"
        case "interviews":
            return f"{module_id}/{lesson_id}/"
    return f"markets/{course_id}/{module_id}/{lesson_id}/"


def facts(
    session: Session, market_id: str | None, today: date, ids: Collection[str] | None = None
) -> dict[str, FactView]:
    """Return a market's, or all, published facts by id; with ``ids`` only those, numbered from 1 in that order."""
    query = sa.select(Fact).where(Fact.is_published).order_by(Fact.id)
    if market_id is not None:
        query = query.where(Fact.market_id == market_id)
    if ids is None:
        return {row.id: _fact(row, 0, today) for row in session.scalars(query)}
    rows = {row.id: row for row in session.scalars(query.where(Fact.id.in_(ids)))}
    wanted = [name for name in ids if name in rows]
    return {name: _fact(rows[name], number, today) for number, name in enumerate(wanted, 1)}


def facts_by_id(session: Session, ids: Iterable[str], today: date) -> dict[str, FactView]:
    """Return published facts of any market by id."""
    query = sa.select(Fact).where(Fact.id.in_(set(ids)), Fact.is_published)
    return {row.id: _fact(row, 0, today) for row in session.scalars(query)}


def players(
    session: Session,
    today: date,
    market_id: str | None = None,
    kind: str | None = None,
    *,
    offset: int = 0,
    limit: int | None = None,
    has_facts: bool = True,
) -> tuple[PlayerView, ...]:
    """Return published players in the order of the markets and of their files, all or those of a market or a kind.

    Args:
        has_facts: each comes with the facts that it rests on, for one question more.
    """
    query = sa.select(Player).join(Market, Market.id == Player.market_id).where(Player.is_published)
    if market_id is not None:
        query = query.where(Player.market_id == market_id)
    if kind is not None:
        query = query.where(Player.kind == kind)
    rows = session.scalars(
        query.order_by(Market.position, Market.id, Player.position).offset(offset).limit(limit)
    ).all()
    known = facts_by_id(session, {name for row in rows for name in row.fact_ids}, today) if has_facts else {}
    return tuple(_player(row, known) for row in rows)


def count_players(session: Session) -> dict[tuple[str, str], int]:
    """Return how many published players there are by market and kind."""
    query = sa.select(Player.market_id, Player.kind, sa.func.count()).where(Player.is_published)
    grouped = session.execute(query.group_by(Player.market_id, Player.kind))
    return {(market_id, kind): count for market_id, kind, count in grouped}


def lesson_texts(
    session: Session, known: Mapping[str, LessonDocument]
) -> Iterable[tuple[Market, Module, Lesson, LessonText, LessonDocument]]:
    """Yield every published lesson text with what it belongs to, for search.

    Args:
        known: texts that are parsed already, by their digest.
    """
    for row in session.scalars(courses_query(has_source=True, kind=None).order_by(Market.position)):
        for module, lesson_row in reading_order(row):
            for text in sorted(lesson_row.texts, key=lambda text: text.lang):
                document = known.get(text.digest) or parsed(text.digest, text.source)
                yield row, module, lesson_row, text, document


def lessons_with(session: Session, concept_id: str, locale: str) -> tuple[LessonMention, ...]:
    """Return the published lessons that use an entry, as ``LessonTerm`` says, in the order of reading."""
    query = (
        _published_terms(sa.select(Lesson))
        .where(LessonTerm.concept_id == concept_id)
        .options(contains_eager(Lesson.module).contains_eager(Module.market))
        .options(selectinload(Lesson.texts).defer(LessonText.source))
        .order_by(Market.position, Market.id, Module.position, Lesson.position)
    )
    return tuple(_mention(row, locale) for row in session.scalars(query) if row.texts)


def entries_in_lessons(session: Session) -> frozenset[str]:
    """Return the ids of the entries that a published lesson uses."""
    return frozenset(session.scalars(_published_terms(sa.select(LessonTerm.concept_id)).distinct()))


def _published_terms(query: sa.Select[T]) -> sa.Select[T]:
    joined = query.join_from(LessonTerm, Lesson).join(Module).join(Market)
    return joined.where(Lesson.is_published, Module.is_published, Market.is_published)


def _mention(row: Lesson, locale: str) -> LessonMention:
    market, text = row.module.market, best_text(row.texts, locale)
    name = in_locale(market.name, locale).text
    return LessonMention(market.id, name, row.module.slug, row.slug, text.title, describe(text.lang))


def market_card(row: Market, locale: str) -> MarketCard:
    """Return a course as lists show it."""
    own = row.native_name or {"text": in_locale(row.name, locale).text, "lang": html_lang(locale)}
    native = Foreign(own["text"], describe(own["lang"]))
    return MarketCard(
        id=row.id,
        name=in_locale(row.name, locale).text,
        native_name=native,
        summary=in_locale(row.summary, locale),
        hue=row.hue or HUE_OF_OTHERS,
        areas=tuple(row.areas),
        minutes=sum(best_body(lesson.texts, locale).minutes for _, lesson in reading_order(row)),
        is_being_written=row.state == "being-written",
    )


def _module(row: Module, locale: str) -> ModuleView:
    lessons = tuple(lesson_card(row, lesson, locale) for lesson in row.lessons if lesson.is_published)
    return ModuleView(row.slug, in_locale(row.title, locale), lessons)


def _player(row: Player, known: Mapping[str, FactView]) -> PlayerView:
    native = row.native_name
    return PlayerView(
        id=row.id,
        market_id=row.market_id,
        kind=row.kind,
        name=row.name,
        native_name=Foreign(native["text"], describe(native["lang"])) if native else None,
        city=row.city,
        area=row.area,
        place=(row.place[0], row.place[1]) if row.place else None,
        does=row.does,
        for_you=row.for_you,
        url=row.url,
        months=tuple(row.months),
        facts=tuple(known[name] for name in row.fact_ids if name in known),
    )


def _fact(row: Fact, number: int, today: date) -> FactView:
    kind = cast("FactClass", row.fact_class)
    return FactView(
        id=row.id,
        number=number,
        statement=row.statement,
        source_title=row.source_title,
        source_url=row.source_url,
        found_on=row.found_on,
        as_of=row.as_of,
        read_on=row.read_on,
        review_by=review_by(kind, row.as_of, row.read_on),
        label="unchecked" if row.confidence == "from memory" else row.evidence,
        needs_check=today >= check_before(kind, row.as_of, row.read_on),
    )
