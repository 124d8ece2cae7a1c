"""The database's shape over time: attaches the handle to an application and brings the tables to the newest shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate

from elearn.kernel.errors import WrongSetting
from elearn.storage.db import db, tune

MIGRATIONS = Path(__file__).with_name("migrations")
_LOCK_NUMBER = 7_305_421
"""An arbitrary number that names our advisory lock on PostgreSQL."""


def init_app(app: Flask, url: str) -> None:
    """Attach the database to an application."""
    try:
        dialect = sa.make_url(url).get_backend_name()
        sa.make_url(url).get_dialect()
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError) as error:
        raise WrongSetting("ELEARN_DATABASE_URL", url, "sqlite:///path or postgresql://user@host/name") from error
    if dialect not in ("sqlite", "postgresql") or (dialect == "sqlite" and not sa.make_url(url).database):
        raise WrongSetting("ELEARN_DATABASE_URL", url, "sqlite:///path or postgresql://user@host/name")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    if not url.startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    with app.app_context():
        tune(db.engine)


def upgrade() -> None:
    """Bring the tables to the newest shape, in one transaction and behind a lock; needs an application context.

    Two processes that start at once queue up: the second finds nothing to do.
    """
    with db.engine.connect().execution_options(elearn_write=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK_NUMBER})
        command.upgrade(_config(connection), "head")


def is_current() -> bool:
    """Tell whether the tables have the newest shape; needs an application context."""
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(_config(None)).get_heads())


def _config(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config
