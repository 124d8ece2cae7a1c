"""``elearn doctor``: asks every part how it is, and says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from elearn.app import create_app
from elearn.audio.models import Utterance
from elearn.kernel.errors import ElearnError, WrongSetting
from elearn.prepare import make_data_folder
from elearn.services import Services
from elearn.storage import schema
from elearn.storage.db import db
from elearn.web.render import AssetsMissing, manifest


@dataclass(frozen=True)
class Finding:
    """How one part is."""

    part: str
    is_well: bool
    state: str
    advice: str = ""


def examine() -> list[Finding]:
    """Return a finding for each part; a wrong setting is a finding too."""
    try:
        app = create_app()
        services: Services = app.extensions["elearn"]
        make_data_folder(services.settings)
    except WrongSetting as error:
        return [Finding("settings", False, str(error), "docs/guide/settings.md lists all settings.")]
    with app.app_context():
        return [Finding("settings", True, f"data in {services.settings.data}"), *_parts(app, services)]


def _parts(app: Flask, services: Services) -> Iterator[Finding]:
    yield _ask("database", _database, "Run: elearn serve, which brings tables up to date; or restore a backup.")
    yield _ask("blobs", _fine(services.blobs.ping), "Check the disk, or the S3 settings.")
    yield _ask("search index", _fine(services.index.ping), "Run: elearn search rebuild")
    yield _ask("front end", lambda: f"{len(manifest())} files", "Run: make run")
    free = shutil.disk_usage(services.settings.data).free // 1_000_000
    is_enough = free >= services.settings.min_free_mb
    yield Finding("disk", is_enough, f"{free} MB free", "" if is_enough else "Make room.")
    for name, engine in services.speech.engines.items():
        languages = [tag for tag, choice in services.speech.choices.items() if name in choice]
        voices = engine.voices(languages[0])
        if name == "gtts":
            yield Finding("speech gtts", engine.version != "missing", engine.version, "Run: pip install 'elearn[gtts]'")
            continue

        def speak(language: str = languages[0], voice: str = voices[0] if voices else "") -> str:
            engine.speak(Utterance("1", language, voice, "normal"))  # noqa: B023 - called before the next turn
            return f"version {engine.version}, {len(languages)} languages"  # noqa: B023

        yield _ask(f"speech {name}", speak, "Install again: make run")
        engine.close()


def _fine(ping: Callable[[], None]) -> Callable[[], str]:
    def probe() -> str:
        ping()
        return "fine"

    return probe


def _database() -> str:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            answer = connection.execute(sa.text("PRAGMA quick_check")).scalar()
            if answer != "ok":
                raise OSError(str(answer))
    if not schema.is_current():
        raise OSError("tables are not of the newest shape")
    return "fine, tables of the newest shape"


def _ask(part: str, probe: Callable[[], str], advice: str) -> Finding:
    try:
        return Finding(part, True, probe())
    except (ElearnError, AssetsMissing, SQLAlchemyError, OSError) as error:
        return Finding(part, False, str(error).splitlines()[0], advice)
