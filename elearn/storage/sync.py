"""Writing rows only where something changed, so that publishing the same files twice changes no row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.db import Model

T = TypeVar("T", bound=Model)


class PublishedUnit(Model):
    """The digest of a market's or termbase's files when they were last published."""

    __tablename__ = "published_unit"

    path: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))


def put(row: T | None, model: type[T], session: Session, keys: Mapping[str, Any], values: Mapping[str, Any]) -> T:
    """Return the row with these values: a new one, or the given one with only its differing columns set."""
    if row is None:
        row = model(**keys, **values)
        session.add(row)
        return row
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    return row


def published_digests(session: Session) -> dict[str, str]:
    """Return the digest of every published unit by its path."""
    return {path: digest for path, digest in session.execute(sa.select(PublishedUnit.path, PublishedUnit.digest))}


def set_digest(session: Session, path: str, digest: str | None) -> None:
    """Note what was published under a path; None forgets it."""
    row = session.get(PublishedUnit, path)
    if digest is None:
        if row is not None:
            session.delete(row)
    else:
        put(row, PublishedUnit, session, {"path": path}, {"digest": digest})
