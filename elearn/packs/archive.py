"""Zips with the same bytes for the same content: fixed order, fixed dates, fixed modes, written as they come.

Sound is stored as it is, text is deflated. What was written is noted in a file beside, so that memory does not grow
with the archive. Source: APPNOTE.TXT (the ZIP format); reproducible-builds.org on archives.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

DATE = (1980, 1, 1, 0, 0, 0)
"""Of every file: a zip cannot say "no date"."""
_UNIX, _MODE = 3, 0o100644 << 16
_STORED = (".mp3", ".apkg", ".xlsx", ".png")
PIECE = 64 * 1024


class ArchiveWriter:
    """Writes a zip and remembers path, digest and size of every file in it."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)
        self._notes: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._notes.close()
        self._zip.close()

    def add(self, name: str, content: bytes | Iterable[bytes], *, is_stored: bool = False) -> int:
        """Write a file, in pieces where they are given, and return its size in bytes."""
        size, digest = 0, hashlib.sha256()
        with self._zip.open(entry_info(name, is_stored=is_stored), "w", force_zip64=False) as file:
            for piece in (content,) if isinstance(content, bytes) else content:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        note = {"path": name, "sha256": digest.hexdigest(), "size_bytes": size}
        self._notes.seek(0, 2)
        self._notes.write(json.dumps(note, ensure_ascii=False).encode() + b"\n")
        return size

    def written(self) -> Iterator[bytes]:
        """Yield a JSON object a line for each file written so far."""
        self._notes.seek(0)
        for line in self._notes:
            yield line.rstrip(b"\n")


def entry_info(name: str, *, is_stored: bool = False) -> zipfile.ZipInfo:
    """Return the head of a file in an archive, the same on every machine and day."""
    info = zipfile.ZipInfo(name, DATE)
    info.compress_type = zipfile.ZIP_STORED if is_stored or name.endswith(_STORED) else zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = _UNIX, _MODE
    return info
