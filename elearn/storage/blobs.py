"""The blob store's protocol: bytes named by the sha256 of their content.

A store must keep what ``put`` acknowledged through a power cut, must never show half-written bytes, and must turn
its vendor's errors into the two below. It knows no content types and no features: those live in rows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from elearn.kernel.errors import ElearnError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class BlobMissing(ElearnError):
    """No bytes are stored under this ``digest``."""

    code = "blob-missing"


class BlobStoreUnavailable(ElearnError):
    """The store cannot be reached or written now: ``reason`` (``full``, ``refused`` or ``unreachable``)."""

    code = "blob-store-unavailable"


class BlobStore(Protocol):
    """Where bytes live. Stores are created lazily in each process, never before a fork."""

    def put(self, content: bytes) -> str:
        """Store bytes durably and return their digest; storing the same bytes again changes nothing."""
        ...

    def put_file(self, path: Path) -> str:
        """Store the bytes of a file durably, piece by piece, and return their digest; the file stays where it is."""
        ...

    def get(self, digest: str) -> bytes:
        """Return all bytes of a digest. Raises BlobMissing."""
        ...

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes ``[start, end)`` of a digest in pieces. Raises BlobMissing before the first piece."""
        ...

    def size_bytes(self, digest: str) -> int | None:
        """Return the size of a digest, or None when nothing is stored under it."""
        ...

    def local_path(self, digest: str) -> Path | None:
        """Return the file of a digest where the store is a local folder, for sending without a copy; else None."""
        ...

    def delete(self, digest: str) -> None:
        """Remove a digest; removing a missing one is no error."""
        ...

    def ping(self) -> None:
        """Raise BlobStoreUnavailable when the store cannot take a write now."""
        ...


def digest_of(content: bytes) -> str:
    """Return the lower-case hexadecimal sha256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the lower-case hexadecimal sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_digest(text: str) -> bool:
    """Tell whether a text has the form of a digest, so that no path can be built from anything else."""
    return _DIGEST.fullmatch(text) is not None
