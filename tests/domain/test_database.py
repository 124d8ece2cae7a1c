"""The database keeps what it acknowledged, and writers wait for each other."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import StatementError

from elearn.audio.models import ClipLeftover
from elearn.storage.db import Stamp, bump_stamp, db, read_stamps, transaction


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_sqlite_is_tuned_for_safety(empty_app: Flask) -> None:
    if not is_sqlite():
        pytest.skip("only SQLite has pragmas")
    with db.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_transaction_commits_whole_or_not_at_all(empty_app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        bump_stamp(session, "content")
        raise RuntimeError
    assert read_stamps(db.session()) == {}
    with transaction() as session:
        bump_stamp(session, "content")
    assert read_stamps(db.session()) == {"content": 1}


def test_writers_wait_for_each_other_and_lose_nothing(empty_app: Flask) -> None:
    with transaction() as session:
        bump_stamp(session, "content")
    failures: list[BaseException] = []

    def write() -> None:
        try:
            with empty_app.app_context():
                for _ in range(10):
                    with transaction() as session:
                        bump_stamp(session, "content")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert read_stamps(db.session()) == {"content": 41}


def test_readers_read_on_while_somebody_writes(empty_app: Flask) -> None:
    with transaction() as session:
        bump_stamp(session, "content")
    began, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with empty_app.app_context(), transaction() as session:
            bump_stamp(session, "content")
            began.set()
            go_on.wait(5)

    thread = threading.Thread(target=write)
    thread.start()
    began.wait(5)
    start = time.monotonic()
    with db.engine.connect() as connection:
        assert connection.scalar(sa.select(Stamp.value)) == 1
    assert time.monotonic() - start < 1
    go_on.set()
    thread.join()


def test_a_rolled_back_savepoint_leaves_the_rest(empty_app: Flask) -> None:
    with transaction() as session:
        bump_stamp(session, "content")
        with pytest.raises(RuntimeError), session.begin_nested():
            bump_stamp(session, "clips")
            raise RuntimeError
    assert read_stamps(db.session()) == {"content": 1}


def test_a_time_without_a_zone_is_refused(empty_app: Flask) -> None:
    with pytest.raises(StatementError, match="naive"), transaction() as session:
        session.execute(sa.insert(ClipLeftover).values(digest="0" * 64, since_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_time_comes_back_with_its_zone(empty_app: Flask) -> None:
    moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    with transaction() as session:
        session.execute(sa.insert(ClipLeftover).values(digest="0" * 64, since_at=moment))
    assert db.session().scalar(sa.select(ClipLeftover.since_at)) == moment


def test_a_transaction_inside_another_is_refused(empty_app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside"), transaction() as session:
        bump_stamp(session, "content")
        with transaction():
            pass
    assert read_stamps(db.session()) == {}
