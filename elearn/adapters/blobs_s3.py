"""Blobs in any S3 by obstore, for several machines. Durable when the server has answered.

The client is made at first use in each process, never before a fork, since it runs threads of its own.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from elearn.storage.blobs import BlobMissing, BlobStoreUnavailable, digest_of, digest_of_file, is_digest

if TYPE_CHECKING:
    from obstore.store import S3Store

_PIECE = 64 * 1024
_PROBE = "ping"


class S3Blobs:
    """A bucket of blobs, named like the files of the local store: ``ab/cd/abcd….``."""

    def __init__(
        self, bucket: str, *, endpoint: str, region: str, access_key: str, secret_key: str, patience_s: float = 20
    ) -> None:
        self._patience = timedelta(seconds=patience_s)
        self._bucket, self._endpoint, self._region = bucket, endpoint, region
        self._access_key, self._secret_key = access_key, secret_key
        self._lock = threading.Lock()
        self._made: tuple[int, S3Store] | None = None

    def put(self, content: bytes) -> str:
        """Store bytes and return their digest; bytes that are there with the right size are not sent again."""
        digest = digest_of(content)
        if self.size_bytes(digest) != len(content):
            with _translated(digest):
                self._store.put(_name(digest), content, use_multipart=False)
        return digest

    def put_file(self, path: Path) -> str:
        """Send a file in parts and return its digest; bytes that are there with the right size are not sent again."""
        digest = digest_of_file(path)
        if self.size_bytes(digest) != path.stat().st_size:
            with _translated(digest):
                self._store.put(_name(digest), path)
        return digest

    def get(self, digest: str) -> bytes:
        """Return all bytes of a digest. Raises BlobMissing."""
        with _translated(digest):
            return bytes(self._store.get(_name(digest)).bytes())

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes ``[start, end)``; a missing digest is reported at once and not at the first piece."""
        size = self.size_bytes(digest)
        if size is None:
            raise BlobMissing(digest=digest)
        end = min(end, size)
        if start >= end:
            return iter(())
        with _translated(digest):
            stream = self._store.get(_name(digest), options={"range": (start, end)}).stream(_PIECE)

        def pieces() -> Iterator[bytes]:
            with _translated(digest):
                for piece in stream:
                    yield bytes(piece)

        return pieces()

    def size_bytes(self, digest: str) -> int | None:
        """Return the size of a digest, or None."""
        try:
            with _translated(digest):
                return int(self._store.head(_name(digest))["size"])
        except BlobMissing:
            return None

    def local_path(self, digest: str) -> Path | None:
        """Return None: there is no file."""
        return None

    def delete(self, digest: str) -> None:
        """Remove a digest."""
        with contextlib.suppress(BlobMissing), _translated(digest):
            self._store.delete(_name(digest))

    def ping(self) -> None:
        """Write a small object."""
        with _translated(_PROBE):
            self._store.put(_PROBE, b"ping", use_multipart=False)

    @property
    def _store(self) -> S3Store:
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = (os.getpid(), self._connect())
            return self._made[1]

    def _connect(self) -> S3Store:
        from obstore.store import S3Store

        options = {"endpoint": self._endpoint} if self._endpoint else {}
        return S3Store(
            self._bucket,
            region=self._region,
            access_key_id=self._access_key,
            secret_access_key=self._secret_key,
            virtual_hosted_style_request=not self._endpoint,  # servers of one's own rarely have a name for each bucket
            client_options={
                "allow_http": self._endpoint.startswith("http://"),
                "connect_timeout": "5s",
                "timeout": "30s",
            },
            retry_config={"max_retries": 3, "retry_timeout": self._patience},
            **options,  # type: ignore[arg-type]
        )


def _name(digest: str) -> str:
    if not is_digest(digest):
        raise BlobMissing(digest=digest[:80])
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


@contextlib.contextmanager
def _translated(digest: str) -> Iterator[None]:
    from obstore import exceptions

    try:
        yield
    except (FileNotFoundError, exceptions.NotFoundError) as error:
        if "NoSuchBucket" in str(error):
            raise BlobStoreUnavailable(reason="refused") from error
        raise BlobMissing(digest=digest) from error
    except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError, PermissionError) as error:
        raise BlobStoreUnavailable(reason="refused") from error
    except (exceptions.BaseError, OSError) as error:
        is_full = any(
            word in str(error) for word in ("507", "XMinioStorageFull", "QuotaExceeded", "InsufficientCapacity")
        )
        raise BlobStoreUnavailable(reason="full" if is_full else "unreachable") from error
