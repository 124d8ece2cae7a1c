"""Published courses as they are read: in order, each text in the best language there is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from elearn.content.lesson import LessonDocument, parse_lesson
from elearn.content.problems import Report
from elearn.courses.models import Lesson, LessonText, Market, Module
from elearn.kernel.locales import LanguageTag, describe, html_lang


@dataclass(frozen=True)
class Foreign:
    """A text with its language, for ``lang`` and ``dir``."""

    text: str
    language: LanguageTag


@dataclass(frozen=True)
class LessonCard:
    """A lesson in a list."""

    market_id: str
    module_id: str
    id: str
    title: Foreign
    minutes: int


def digest_of(source: str) -> str:
    """Return what names a lesson's text, as its row keeps it."""
    return hashlib.sha256(source.encode()).hexdigest()


@lru_cache(maxsize=256)
def parsed(digest: str, source: str) -> LessonDocument:
    """Return a published lesson text parsed; ``digest`` makes the cache key cheap to compare."""
    document = parse_lesson(digest, source.encode(), Report())
    if document is None:
        raise ValueError(f"a published lesson no longer parses: {digest}")
    return document


def courses_query(*, has_source: bool = False, kind: str | None = "market") -> sa.Select[Market]:
    """Ask for markets, or courses of another or of any kind, with modules, lessons and texts.

    The Markdown, which lists do not show, comes at once only where wanted.
    """
    texts = selectinload(Market.modules).selectinload(Module.lessons).selectinload(Lesson.texts)
    query = sa.select(Market).where(Market.is_published)
    query = query.options(texts if has_source else texts.defer(LessonText.source))
    return query if kind is None else query.where(Market.kind == kind)


def reading_order(row: Market) -> list[tuple[Module, Lesson]]:
    """Return a market's published lessons with their modules, as they are read."""
    return [
        (module, lesson)
        for module in row.modules
        if module.is_published
        for lesson in module.lessons
        if lesson.is_published and lesson.texts
    ]


def in_locale(texts: Mapping[str, str], locale: str) -> Foreign:
    """Return a text in the interface language, else in English, with the language it really has."""
    found = locale if texts.get(locale) else "en"
    return Foreign(texts[found], describe(html_lang(found)))


def best_text(texts: list[LessonText], locale: str) -> LessonText:
    """Return the text in the interface language, else the English one."""
    by_lang = {text.lang: text for text in texts}
    return by_lang.get(locale) or by_lang["en"]


def best_body(texts: list[LessonText], locale: str) -> LessonText:
    """Return the best text that is more than a head, as its minutes tell."""
    return best_text([text for text in texts if text.minutes], locale)


def lesson_card(module: Module, row: Lesson, locale: str) -> LessonCard:
    """Return a lesson as lists show it, with the time that its best text takes."""
    text = best_text(row.texts, locale)
    title = Foreign(text.title, describe(html_lang(text.lang)))
    return LessonCard(module.market_id, module.slug, row.slug, title, best_body(row.texts, locale).minutes)
