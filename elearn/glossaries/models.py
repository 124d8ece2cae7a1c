"""Tables of the glossaries, named as in TBX: Termbase > Concept > LanguageSection > Term."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.storage.db import Model, UtcDateTime


class Termbase(Model):
    """A collection of concepts in the same languages."""

    __tablename__ = "termbase"

    id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    title: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    languages: Mapped[list[str]] = mapped_column(sa.JSON)
    domains: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    """``[{"id": …, "title": {locale: …}}]`` in the order of the file."""
    is_published: Mapped[bool] = mapped_column(default=True)


class Concept(Model):
    """One notion with all its languages. ``is_published`` is false once it is gone from the files."""

    __tablename__ = "concept"

    id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    termbase_id: Mapped[str] = mapped_column(sa.ForeignKey("termbase.id"))
    position: Mapped[int]
    domain: Mapped[str] = mapped_column(sa.String(80), index=True)
    situation: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(20))
    say: Mapped[str] = mapped_column(sa.String(10))
    priority: Mapped[int]
    part_of_speech: Mapped[str] = mapped_column(sa.String(40))
    definition: Mapped[str] = mapped_column(sa.Text)
    source_title: Mapped[str] = mapped_column(sa.Text)
    source_url: Mapped[str] = mapped_column(sa.Text)
    replies: Mapped[list[str]] = mapped_column(sa.JSON)
    related: Mapped[list[str]] = mapped_column(sa.JSON)
    markets: Mapped[list[str]] = mapped_column(sa.JSON)
    notes: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON)
    """``[{"market": …, "text": …, "fact": …}]``"""
    slots: Mapped[str] = mapped_column(sa.String(10))
    """Whose details the open places mean: ``own`` (the reader's) or ``other``."""
    digest: Mapped[str] = mapped_column(sa.String(64))
    is_published: Mapped[bool] = mapped_column(default=True)

    sections: Mapped[list[LanguageSection]] = relationship(
        back_populates="concept", cascade="all, delete-orphan", order_by="LanguageSection.position"
    )


class LanguageSection(Model):
    """A concept in one language."""

    __tablename__ = "language_section"
    __table_args__ = (sa.UniqueConstraint("concept_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[str] = mapped_column(sa.ForeignKey("concept.id"))
    position: Mapped[int]
    lang: Mapped[str] = mapped_column(sa.String(35), index=True)
    status: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.Text)
    is_official: Mapped[bool]

    concept: Mapped[Concept] = relationship(back_populates="sections")
    terms: Mapped[list[Term]] = relationship(
        back_populates="section", cascade="all, delete-orphan", order_by="Term.position"
    )


class Term(Model):
    """One wording. The first of a section is the preferred one."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("language_section.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    usage_status: Mapped[str] = mapped_column(sa.String(20))
    """preferred or admitted (TBX-Basic administrative status)."""
    register: Mapped[str] = mapped_column(sa.String(10))
    reading: Mapped[str] = mapped_column(sa.Text)
    romanisation: Mapped[str] = mapped_column(sa.Text)
    speech: Mapped[str] = mapped_column(sa.Text)
    used_when: Mapped[str] = mapped_column(sa.String(20))
    """speaker-feminine, listener-feminine, listener-plural, or empty."""
    region: Mapped[str] = mapped_column(sa.String(40))

    section: Mapped[LanguageSection] = relationship(back_populates="terms")


class SearchGap(Model):
    """A question that nothing answered, once three people have asked it. Who they were is kept nowhere."""

    __tablename__ = "search_gap"

    query: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    people: Mapped[int]
    """At least so many have asked it."""
    last_on: Mapped[date]


class Suggestion(Model):
    """A better wording that a reader proposes; it changes nothing until a terminologist takes it over."""

    __tablename__ = "suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[str] = mapped_column(sa.ForeignKey("concept.id"), index=True)
    lang: Mapped[str] = mapped_column(sa.String(35))
    text: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
