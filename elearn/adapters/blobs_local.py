"""Blobs as files in a folder, two levels deep: ``ab/cd/abcd….``; for one machine, or several with a shared disk.

Plain calls of the operating system and not obstore's LocalStore: that has no fsync and no file modes, so a power cut
could leave a short file under a right name. Here a name appears only when its bytes are on the disk: temporary file,
write, fsync, rename, fsync of the folder. Source: SECURITY.md, D17 and D18.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

from elearn.storage.blobs import BlobMissing, BlobStoreUnavailable, digest_of, is_digest

_PIECE = 64 * 1024
_COPIED = 1024 * 1024
_STALE_SECONDS = 3600
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LocalBlobs:
    """A folder of blobs. Nothing is opened before it is used, and nothing stays open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self.tidy()

    def put(self, content: bytes) -> str:
        """Store bytes durably and return their digest; a damaged file under that name is replaced."""
        digest = digest_of(content)
        path = self._path(digest)
        if self._holds(path, content):
            with _translated():
                _sync_folder(path.parent)  # another writer may have renamed it this very moment
            return digest
        with _translated():
            temporary = self._write(content)
            try:
                self._make_folder(path.parent)
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
            _sync_folder(path.parent)
        return digest

    def put_file(self, path: Path) -> str:
        """Store a file's bytes durably and return their digest; what is copied is what is named."""
        with _translated():
            self._make_folder(self._incoming)
            temporary, digest = self._copy(path)
            try:
                target = self._path(digest)
                self._make_folder(target.parent)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """Return all bytes of a digest. Raises BlobMissing."""
        with self._opened(digest) as file:
            return file.read()

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes ``[start, end)``; a missing digest is reported at once and not at the first piece."""
        file = self._opened(digest)

        def pieces() -> Iterator[bytes]:
            with file:
                file.seek(start)
                left = end - start
                while left > 0 and (piece := file.read(min(_PIECE, left))):
                    left -= len(piece)
                    yield piece

        return pieces()

    def size_bytes(self, digest: str) -> int | None:
        """Return the size of a digest, or None."""
        try:
            return self._path(digest).stat().st_size
        except (BlobMissing, FileNotFoundError, NotADirectoryError):
            return None

    def local_path(self, digest: str) -> Path | None:
        """Return the file of a digest."""
        path = self._path(digest)
        return path if path.is_file() and not path.is_symlink() else None

    def delete(self, digest: str) -> None:
        """Remove a digest."""
        with contextlib.suppress(BlobMissing), _translated():
            self._path(digest).unlink(missing_ok=True)

    def ping(self) -> None:
        """Write and remove a small file."""
        with _translated():
            self._write(b"ping").unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove temporary files older than an hour, which a crash left behind."""
        oldest = time.time() - _STALE_SECONDS
        with contextlib.suppress(OSError), os.scandir(self._incoming) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    if entry.stat(follow_symlinks=False).st_mtime < oldest:
                        Path(entry.path).unlink()

    def _path(self, digest: str) -> Path:
        if not is_digest(digest):
            raise BlobMissing(digest=digest[:80])
        return self._folder / digest[:2] / digest[2:4] / digest

    def _opened(self, digest: str) -> FileIO:
        try:
            return FileIO(self._path(digest), opener=_open_no_link)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BlobMissing(digest=digest) from error
        except OSError as error:
            raise BlobStoreUnavailable(reason="refused") from error

    @staticmethod
    def _holds(path: Path, content: bytes) -> bool:
        try:
            return path.read_bytes() == content
        except OSError:
            return False

    def _write(self, content: bytes) -> Path:
        """Write a temporary file to the disk; nothing stays behind when that fails."""
        self._make_folder(self._incoming)
        return self._write_pieces((content,))

    def _copy(self, path: Path) -> tuple[Path, str]:
        """Write a copy of a file to the disk and return it with the digest of what was written."""
        digest = hashlib.sha256()

        def pieces() -> Iterator[bytes]:
            with path.open("rb") as file:
                while piece := file.read(_COPIED):
                    digest.update(piece)
                    yield piece

        return self._write_pieces(pieces()), digest.hexdigest()

    def _write_pieces(self, pieces: Iterable[bytes]) -> Path:
        temporary = self._incoming / secrets.token_hex(16)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                for piece in pieces:
                    rest = memoryview(piece)
                    while rest:
                        rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return temporary

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        if folder != self._folder:
            self._make_folder(folder.parent)
        else:
            folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        _sync_folder(folder.parent)


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BlobStoreUnavailable(reason="full" if error.errno in _FULL else "refused") from error
