"""For developers: ``flask --app elearn.cli.migrations db …`` writes migrations; the service itself needs none of it."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from elearn import app
from elearn.storage.db import db
from elearn.storage.schema import MIGRATIONS


def create_app() -> Flask:
    """Build the application with the command group ``db``."""
    made = app.create_app()
    Migrate(made, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    return made
