"""Recipes, and the rows that say how far a pack has come and which files it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.kernel.locales import primary
from elearn.storage.db import Model, UtcDateTime

Edition = Literal["first", "all"]
"""``first``: what everyone should know, what the market says first and what its lessons use; ``all``: every entry."""
EDITIONS: tuple[Edition, ...] = get_args(Edition)

Form = Literal["zip", "apkg", "csv", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)
"""In which forms a pack is offered, each a file of its own."""

PackState = Literal["requested", "ready", "failed"]

RECIPE = 1
"""Counts up when what is built changes so much that all packs should be made anew."""


@dataclass(frozen=True)
class Recipe:
    """For whom a pack is made: who goes where, speaks what, and needs how much."""

    market: str
    source: str
    """The content language one speaks; the pack's pages are in its interface locale."""
    target: str
    """The content language one speaks to; the same where both sides speak it."""
    edition: Edition = "first"
    domains: tuple[str, ...] = ()
    """Only these topics; empty means all."""
    concept_ids: tuple[str, ...] = ()
    """Only these entries: one's own list; empty means what the edition says."""

    @property
    def id(self) -> str:
        """The stable name of the pack: ``japan-en-ja``, with ``-all`` for the large edition."""
        languages = f"{self.source}-{self.target}".lower()
        return f"{self.market}-{languages}{'' if self.edition == 'first' else f'-{self.edition}'}"

    @property
    def locale(self) -> str:
        """The interface locale of its pages."""
        return primary(self.source)

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages, one's own first."""
        return tuple(dict.fromkeys((self.source, self.target)))


class Pack(Model):
    """A ready-made pack that somebody wants: kept up to date from then on."""

    __tablename__ = "pack"

    id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    """The recipe's id."""
    market: Mapped[str] = mapped_column(sa.String(80))
    source: Mapped[str] = mapped_column(sa.String(35))
    target: Mapped[str] = mapped_column(sa.String(35))
    edition: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(10), default="requested", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when a worker has it in hand; also the token by which that worker proves it still holds it."""
    error_code: Mapped[str | None] = mapped_column(sa.String(60))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    built_from: Mapped[str] = mapped_column(sa.String(80), default="")
    """What was there when it was built: the stamps of content and clips, and the recipe's number."""

    files: Mapped[list[PackFile]] = relationship(back_populates="pack", order_by="PackFile.id")


class PackFile(Model):
    """One form of a pack, under an address that never changes its bytes.

    Written before the bytes are stored, so that a crash in between leaves nothing unknown behind.
    """

    __tablename__ = "pack_file"

    id: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    """The pack's id and the first twelve letters of the digest: ``japan-en-ja-0123456789ab``."""
    form: Mapped[str] = mapped_column(sa.String(10))
    pack_id: Mapped[str] = mapped_column(sa.ForeignKey("pack.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    entries: Mapped[int]
    clips: Mapped[int]
    missing: Mapped[int]
    """Recordings that the pack should have and has not."""
    duration_ms: Mapped[int] = mapped_column(sa.BigInteger)
    """Of all its recordings."""
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_stored: Mapped[bool] = mapped_column(default=False)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when a newer one is offered; downloads that began before may still end."""

    pack: Mapped[Pack] = relationship(back_populates="files")


def file_id(recipe_id: str, digest: str) -> str:
    """Return the name of a pack file."""
    return f"{recipe_id}-{digest[:12]}"
