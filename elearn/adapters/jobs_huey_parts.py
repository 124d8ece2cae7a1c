"""The parts of Huey that behave otherwise here. Apart from ``jobs_huey``, so that Huey is loaded at first use only."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from huey.consumer import Consumer  # type: ignore[import-untyped]
from huey.registry import Message  # type: ignore[import-untyped]
from huey.serializer import Serializer  # type: ignore[import-untyped]
from huey.storage import SqliteStorage  # type: ignore[import-untyped]

log = logging.getLogger(__name__)


class QuietConsumer(Consumer):  # type: ignore[misc]
    """A consumer that leaves signals to whoever started it, so that it may run beside a web server."""

    def _set_signal_handlers(self) -> None:
        pass


class JsonSerializer(Serializer):  # type: ignore[misc]
    """Messages as JSON: id and name are all that tasks without arguments need."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps({"id": data.id, "name": data.name}).encode()

    def _deserialize(self, data: bytes) -> Message:
        fields = json.loads(bytes(data))
        return Message(id=fields["id"], name=fields["name"], args=(), kwargs={}, retries=0, retry_delay=0)


class MendingStorage(SqliteStorage):  # type: ignore[misc]
    """Huey's SQLite storage that notices when its file is gone or damaged, and begins a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._inode: int | None = None
        Path(kwargs["filename"]).parent.mkdir(parents=True, exist_ok=True)
        try:
            super().__init__(*args, **kwargs)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self.lock = threading.Lock()
            self._discard(error)
            super().__init__(*args, **kwargs)

    def _create_connection(self) -> sqlite3.Connection:
        descriptor = os.open(self.filename, os.O_RDWR | os.O_CREAT, 0o600)  # SQLite would make it readable for all
        os.close(descriptor)
        connection: sqlite3.Connection = super()._create_connection()
        self._inode = Path(self.filename).stat().st_ino
        return connection

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[sqlite3.Cursor]:
        """Open a cursor, on a new file where the old one was lost."""
        if self._conn is not None and self._inode != self._present_inode():
            log.warning("the job queue's file was lost; a new one is made")
            self.close()
            self.initialize_schema()
        try:
            with super().db(commit, close) as cursor:
                yield cursor
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                self._discard(error)
                self.initialize_schema()
            raise

    def _present_inode(self) -> int | None:
        try:
            return Path(self.filename).stat().st_ino
        except FileNotFoundError:
            return None

    def _discard(self, error: Exception) -> None:
        log.warning("the job queue's file is damaged (%s); a new one is made", error)
        with suppress(sqlite3.Error):
            self.close()
        self._conn = None
        for end in ("", "-wal", "-shm"):
            Path(self.filename + end).unlink(missing_ok=True)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell damage from a lock or a full disk, which pass."""
    words = str(error).lower()
    return any(sign in words for sign in ("not a database", "malformed", "no such table", "corrupt"))
