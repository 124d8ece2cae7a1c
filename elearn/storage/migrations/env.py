"""How Alembic runs: always on a connection that is given, or on the application's own for ``flask db``."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from elearn.storage import sync  # noqa: F401 - its table must be known too
from elearn.storage.db import Base, UtcDateTime


def render_item(kind: str, item: object, autogen_context: object) -> str | Literal[False]:
    """Write our own column type as the plain one it is in the table, so that a migration needs none of our code."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: sa.Connection) -> None:
    """Run the migrations on a connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with current_app.extensions["migrate"].db.engine.begin() as own:
        run(own)
