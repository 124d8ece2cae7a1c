"""A small market with recordings, for tests of packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.audio import services as audio
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.packs.models import Recipe
from elearn.prepare import prepare
from elearn.services import Services
from elearn.storage.db import db, transaction
from elearn.wiring import build_clip_maker
from tests.support.databases import Databases


@pytest.fixture
def pack_app(make_app: Callable[..., Flask], databases: Databases, folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application with the small content; its market speaks Japanese and Arabic, so that there are pairs."""
    course = folder / "courses/canada/course.yaml"
    course.write_text(course.read_text("utf-8").replace("languages: [en, fr]", "languages: [ja, ar]"), "utf-8")
    app = make_app(
        data=tmp_path / "data", content=folder, database_url=databases.new(), jobs="off", packs=(),
        speech=dict.fromkeys(CONTENT_LANGUAGES, ("silent",)),
    )  # fmt: skip
    app.testing = True
    prepare(app, app.extensions["elearn"])
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def rack(pack_app: Flask) -> Services:
    found: Services = pack_app.extensions["elearn"]
    return found


@pytest.fixture
def recorded(pack_app: Flask, rack: Services) -> Session:
    """A session on content whose recordings are all there."""
    maker = build_clip_maker(rack.speech, rack.blobs)
    while not audio.make_batch(transaction, maker).is_idle:
        pass
    return db.session()


@pytest.fixture
def recipe() -> Recipe:
    return Recipe("canada", "en", "ja", "all")
