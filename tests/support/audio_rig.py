"""A small app with a database, a blob folder and clips, for tests of audio and jobs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import flask
import sqlalchemy as sa

from elearn.adapters.blobs_local import LocalBlobs
from elearn.adapters.mp3 import LameMp3
from elearn.adapters.speech_silent import SilentSpeech
from elearn.audio.maker import LEASE, ClipMaker
from elearn.audio.models import ClipWish
from elearn.audio.ports import SpeechEngine, SpeechTable
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.storage.db import db, tune


def build_app(folder: Path) -> flask.Flask:
    """Return a bare app on a SQLite file in ``folder``, or on the server that ELEARN_TEST_DATABASE_URL names."""
    app = flask.Flask("audio-test")
    url = os.environ.get("ELEARN_TEST_DATABASE_URL") or f"sqlite:///{folder / 'test.db'}"
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
    return app


@contextmanager
def running_app(folder: Path) -> Iterator[flask.Flask]:
    """Yield an app inside its context, with empty tables, and let go of the database afterwards."""
    app = build_app(folder)
    with app.app_context():
        db.drop_all()
        db.create_all()
        yield app
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            db.drop_all()
        db.engine.dispose()


def build_maker(
    folder: Path,
    engines: Sequence[SpeechEngine] = (SilentSpeech(),),
    choice: Sequence[str] | None = None,
    lease: timedelta = LEASE,
) -> ClipMaker:
    """Return a clip maker whose engines speak every language, in the order given."""
    names = tuple(choice or (engine.name for engine in engines))
    table = SpeechTable({engine.name: engine for engine in engines}, dict.fromkeys(CONTENT_LANGUAGES, names))
    return ClipMaker(table, LameMp3(), LocalBlobs(folder / "blobs"), lease)


def wish(concept_id: str = "greetings-hello", spoken: str = "Good morning.", **given: object) -> ClipWish:
    """Return a wish for an English clip at normal speed, unless told otherwise."""
    fields: dict[str, object] = {"language": "en", "speed": "normal", "priority": 2, **given}
    return ClipWish(concept_id=concept_id, spoken=spoken, **fields)  # type: ignore[arg-type]


def stamp(name: str) -> int:
    """Return a page stamp's value."""
    found = db.session.execute(sa.text("select value from stamp where name = :name"), {"name": name}).scalar()
    return int(found or 0)
