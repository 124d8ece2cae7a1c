"""The one way for views to reach the built services of the running application."""

from __future__ import annotations

from typing import cast

from flask import current_app

from elearn.services import Services


def services() -> Services:
    """Return the application's services."""
    return cast("Services", current_app.extensions["elearn"])
