"""The database's shape over time: attaches the handle to an application and brings the tables to the newest shape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask

from elearn.kernel.errors import WrongSetting
from elearn.storage.db import db, tune

if TYPE_CHECKING:
    from alembic.config import Config

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
    with app.app_context():
        tune(db.engine)


def upgrade() -> None:
    """Bring the tables to the newest shape, in one transaction and behind a lock; needs an application context.

    Two processes that start at once queue up: the second finds nothing to do.
    """
    from alembic import command  # here: only what changes tables need carry it in memory

    with db.engine.connect().execution_options(elearn_write=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK_NUMBER})
        command.upgrade(_config(connection), "head")


def is_current() -> bool:
    """Tell whether the tables have the newest shape; needs an application context."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        found = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
    return list(found) == [newest()]


def newest() -> str:
    """Return the newest revision, which the migrations' file names begin with."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config
