"""Tables of the courses. Rows mirror the published files; ids come from the files and never change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.storage.db import Model, UtcDateTime


class Market(Model):
    """A course: a target region or, as ``kind`` says, a handbook or library, which have no areas and no facts.

    ``is_published`` is false once its folder is gone: nothing is erased.
    """

    __tablename__ = "market"

    id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20), default="market", server_default="market")
    state: Mapped[str] = mapped_column(sa.String(20), default="complete", server_default="complete")
    """``complete`` or ``being-written``."""
    position: Mapped[int]
    areas: Mapped[list[str]] = mapped_column(sa.JSON)
    languages: Mapped[list[str]] = mapped_column(sa.JSON)
    hue: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    native_name: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    summary: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    notice: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    starter: Mapped[list[str]] = mapped_column(sa.JSON)
    reviewed_on: Mapped[date]
    reviewer_role: Mapped[str] = mapped_column(sa.String(80))
    review_due: Mapped[date]
    is_published: Mapped[bool] = mapped_column(default=True)

    modules: Mapped[list[Module]] = relationship(back_populates="market", order_by="Module.position")


class Module(Model):
    """A part of a market."""

    __tablename__ = "module"
    __table_args__ = (sa.UniqueConstraint("market_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    market_id: Mapped[str] = mapped_column(sa.ForeignKey("market.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    title: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    is_published: Mapped[bool] = mapped_column(default=True)

    market: Mapped[Market] = relationship(back_populates="modules")
    lessons: Mapped[list[Lesson]] = relationship(back_populates="module", order_by="Lesson.position")


class Lesson(Model):
    """What a reader finishes."""

    __tablename__ = "lesson"
    __table_args__ = (sa.UniqueConstraint("module_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(sa.ForeignKey("module.id"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    is_published: Mapped[bool] = mapped_column(default=True)

    module: Mapped[Module] = relationship(back_populates="lessons")
    texts: Mapped[list[LessonText]] = relationship(back_populates="lesson")


class LessonText(Model):
    """A lesson in one language, as its author wrote it."""

    __tablename__ = "lesson_text"
    __table_args__ = (sa.UniqueConstraint("lesson_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(sa.ForeignKey("lesson.id"))
    lang: Mapped[str] = mapped_column(sa.String(35))
    title: Mapped[str] = mapped_column(sa.Text)
    minutes: Mapped[int]
    source: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    lesson: Mapped[Lesson] = relationship(back_populates="texts")


class LessonTerm(Model):
    """A lesson that links to a glossary entry, or begins the market that lists it among the first to say."""

    __tablename__ = "lesson_term"

    lesson_id: Mapped[int] = mapped_column(sa.ForeignKey("lesson.id"), primary_key=True)
    concept_id: Mapped[str] = mapped_column(sa.String(80), primary_key=True, index=True)


class Fact(Model):
    """One checkable statement."""

    __tablename__ = "fact"

    id: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    market_id: Mapped[str] = mapped_column(sa.ForeignKey("market.id"))
    topic: Mapped[str] = mapped_column(sa.String(80))
    fact_class: Mapped[str] = mapped_column(sa.String(2))
    statement: Mapped[str] = mapped_column(sa.Text)
    source_title: Mapped[str] = mapped_column(sa.Text)
    source_url: Mapped[str] = mapped_column(sa.Text)
    found_on: Mapped[str] = mapped_column(sa.Text)
    as_of: Mapped[str] = mapped_column(sa.String(120))
    confidence: Mapped[str] = mapped_column(sa.String(20))
    evidence: Mapped[str] = mapped_column(sa.String(20))
    read_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text)
    measures: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list, server_default="[]")
    """As the file says them; see ``elearn.content.facts.Measure``."""
    is_published: Mapped[bool] = mapped_column(default=True)


class Player(Model):
    """Who decides, pays, helps or meets in a market."""

    __tablename__ = "player"

    id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    market_id: Mapped[str] = mapped_column(sa.ForeignKey("market.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.Text)
    native_name: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    """``text`` and ``lang``, or empty."""
    city: Mapped[str] = mapped_column(sa.String(80))
    area: Mapped[str] = mapped_column(sa.String(2))
    place: Mapped[list[float]] = mapped_column(sa.JSON)
    """Latitude and longitude, or empty."""
    does: Mapped[str] = mapped_column(sa.Text)
    for_you: Mapped[str] = mapped_column(sa.Text)
    url: Mapped[str] = mapped_column(sa.Text)
    fact_ids: Mapped[list[str]] = mapped_column(sa.JSON)
    months: Mapped[list[int]] = mapped_column(sa.JSON)
    is_published: Mapped[bool] = mapped_column(default=True)
