"""The database: one SQLAlchemy handle, one base model, one way to write, and how SQLite is tuned.

Transactions belong to entry points: reads use ``db.session``, writes stand inside ``transaction()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite writer waits for another before it gives up. Source: SECURITY.md, D19."""


class Base(DeclarativeBase):
    """Base of all tables; constraints get predictable names so that migrations can find them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:

    class Model(Base):
        """What mypy sees instead of ``db.Model``."""

        __abstract__ = True
else:
    Model = db.Model


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment in time: aware UTC in Python, naive UTC in the table, on SQLite and PostgreSQL alike."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Store as naive UTC; refuse a naive value, which could mean any zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given where an aware one is needed")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Stamp(Model):
    """A counter that grows when something that pages show has changed, so that page caches know."""

    __tablename__ = "stamp"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def bump_stamp(session: Session, name: str) -> None:
    """Count ``name`` up by one, in the transaction of the change it stands for."""
    stamp = session.get(Stamp, name, with_for_update=True)
    if stamp is None:
        session.add(Stamp(name=name, value=1))
    else:
        stamp.value += 1
    session.flush()


def read_stamps(session: Session) -> dict[str, int]:
    """Return all stamps by name."""
    return {name: value for name, value in session.execute(sa.select(Stamp.name, Stamp.value))}


@contextmanager
def transaction(wait_ms: int = BUSY_TIMEOUT_MS) -> Iterator[Session]:
    """Open the one write transaction of an entry point; commit at the end, roll back on any error.

    On SQLite it begins with ``BEGIN IMMEDIATE``, so that two writers queue up instead of failing at commit.

    Args:
        wait_ms: how long to wait for another writer; short where what is written may as well be lost.

    Raises:
        OperationalError: another writer held the lock for longer; ``is_busy`` tells it.
    """
    session: Session = db.session()
    if session.in_transaction():
        if session.info.get("elearn_write"):
            raise RuntimeError("a transaction inside a transaction would throw the outer one's work away")
        session.rollback()  # ends the read transaction that came before
    connection = session.connection(execution_options={"elearn_write": True, "elearn_wait_ms": wait_ms})
    if wait_ms != BUSY_TIMEOUT_MS and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait_ms)}")
    session.info["elearn_write"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("elearn_write", None)


def is_busy(error: DatabaseError) -> bool:
    """Tell whether the database refused only because another writer held a lock for too long."""
    text = str(error.orig).lower()
    return any(word in text for word in ("locked", "busy", "deadlock", "timeout"))


def tune(engine: Engine) -> None:
    """Make SQLite safe: WAL, full sync, foreign keys, a busy timeout and explicit BEGIN.

    The driver's own transaction handling is switched off: it leaks through savepoints. ``synchronous=FULL`` because
    NORMAL lost acknowledged writes in simulated power cuts. PostgreSQL is left as it is.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        wait_ms = options.get("elearn_wait_ms", BUSY_TIMEOUT_MS)
        if wait_ms == BUSY_TIMEOUT_MS:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("elearn_write") else "BEGIN")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(wait_ms)}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
