"""Migrations: the newest shape equals the models, and the way up and down leads where it should."""

from __future__ import annotations

import threading
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from elearn.courses.models import LessonTerm
from elearn.prepare import publish
from elearn.storage import schema
from elearn.storage.db import Base, db


def test_the_newest_shape_equals_the_models(empty_app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_all_the_way_down_leaves_nothing_and_up_again_works(empty_app: Flask) -> None:
    with db.engine.connect().execution_options(elearn_write=True) as connection, connection.begin():
        command.downgrade(schema._config(connection), "base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    assert not schema.is_current()
    schema.upgrade()
    assert schema.is_current()


def test_the_newest_revision_is_what_the_file_names_say() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert scripts.get_heads() == [schema.newest()]
    assert all(f"/{script.revision}_" in script.path for script in scripts.walk_revisions())


def test_upgrading_twice_changes_nothing(empty_app: Flask) -> None:
    schema.upgrade()
    assert schema.is_current()


def test_two_starts_at_once_queue_up(databases, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from elearn.app import create_app

    app = create_app(data=tmp_path, database_url=databases.new(), jobs="off")
    failures: list[BaseException] = []

    def start() -> None:
        try:
            with app.app_context():
                schema.upgrade()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert schema.is_current()
        db.engine.dispose()


def test_the_way_up_finds_which_lessons_use_an_entry(empty_app: Flask, folder: Path) -> None:
    publish(empty_app.extensions["elearn"], folder, is_everything=True)
    db.session.remove()
    with db.engine.connect() as connection:
        before = connection.execute(sa.select(LessonTerm.__table__)).all()
    assert before
    with db.engine.connect().execution_options(elearn_write=True) as connection, connection.begin():
        command.downgrade(schema._config(connection), "0006")
    schema.upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(sa.select(LessonTerm.__table__)).all() == before
