"""The application factory: a table of contents; nothing else."""

from __future__ import annotations

from typing import Any

from flask import Flask

from elearn import logs, web, wiring
from elearn.kernel.config import Settings, read_settings
from elearn.storage import schema


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Build the web application.

    Args:
        settings: ready settings; read from the environment when none are given.
        overrides: single settings by field name, for tests and tools.

    Raises:
        WrongSetting: a setting is not allowed.
    """
    settings = settings or read_settings(**overrides)
    logs.configure(settings.log_level)
    app = Flask("elearn", static_folder=None, template_folder="web/templates")
    schema.init_app(app, settings.url)
    app.extensions["elearn"] = wiring.build(app, settings)
    web.init_app(app, settings)
    return app
