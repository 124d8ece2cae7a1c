"""A database and a clip maker for the tests of audio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask
import pytest

from elearn.audio.maker import ClipMaker
from tests.support.audio_rig import build_maker, running_app


@pytest.fixture
def audio_app(tmp_path: Path) -> Iterator[flask.Flask]:
    with running_app(tmp_path) as app:
        yield app


@pytest.fixture
def clip_maker(tmp_path: Path) -> ClipMaker:
    return build_maker(tmp_path)
