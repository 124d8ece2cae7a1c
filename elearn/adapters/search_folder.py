"""Generations of an index in a folder: written aside, then made current in one step. Shared by the search engines.

``<folder>/CURRENT`` names the generation that readers use; ``<folder>/<generation>/SEAL.json`` holds its stamp and the
size and checksum of its files. A crash at any moment leaves CURRENT and what it names as they were.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

from elearn.search.errors import IndexBusy, IndexMissing, IndexUnavailable

_Reader = TypeVar("_Reader")
_EDGE_BYTES = 65_536
_LOOK_EVERY_S = 1.0


class GenerationFolder(Generic[_Reader]):
    """A folder of generations and this process's reader of the current one."""

    def __init__(self, folder: Path, layout: int, open_reader: Callable[[Path], _Reader], wait_s: float) -> None:
        """
        Args:
            folder: made when first written to.
            layout: number of the adapter's way of writing; another number counts as no index.
            open_reader: opens a generation's folder.
            wait_s: how long a rebuild waits for another one.
        """
        self._folder, self._layout, self._open_reader, self._wait_s = folder, layout, open_reader, wait_s
        self._guard = threading.Lock()
        self._reader: _Reader | None = None
        self._stamp: str | None = None
        self._seen: tuple[int, int, int] | None = None
        self._look_at = 0.0

    def stamp(self) -> str | None:
        """Return the stamp of the current generation, None where there is none that can be read."""
        self.refresh(is_forced=True)
        return self._stamp

    def reader(self) -> _Reader:
        """Return the reader of the current generation, looking for a new one at most once a second."""
        self.refresh()
        reader = self._reader
        if reader is None:
            raise IndexMissing(folder=str(self._folder))
        return reader

    def refresh(self, is_forced: bool = False) -> None:
        """Open the current generation if CURRENT changed since it was looked at."""
        if not is_forced and time.monotonic() < self._look_at:
            return
        with self._guard:
            self._look_at = time.monotonic() + _LOOK_EVERY_S
            seen = self._look()
            if seen is not None and seen == self._seen and self._reader is not None and not is_forced:
                return
            # A rebuild may remove the generation between reading its name and opening it: look once more.
            for _ in range(2):
                try:
                    name = (self._folder / "CURRENT").read_text("utf-8").strip()
                    stamp = self._verify(name)
                    if self._reader is None or seen != self._seen:
                        self._reader = self._open_reader(self._folder / name)
                except (OSError, ValueError, KeyError, TypeError, IndexUnavailable):
                    self._reader, self._stamp, seen = None, None, self._look()
                else:
                    self._stamp, self._seen = stamp, seen
                    return

    def _look(self) -> tuple[int, int, int] | None:
        try:
            seen = (self._folder / "CURRENT").stat()
        except OSError:
            return None
        return seen.st_mtime_ns, seen.st_ino, seen.st_size

    def _verify(self, name: str) -> str:
        folder = self._folder / name
        if not name or Path(name).name != name:
            raise ValueError(name)
        seal = json.loads((folder / "SEAL.json").read_text("utf-8"))
        if seal["layout"] != self._layout:
            raise ValueError(seal["layout"])
        for file, wanted in seal["files"].items():
            if _describe(folder / file) != wanted:
                raise ValueError(file)
        return str(seal["stamp"])

    @contextmanager
    def writing(self, stamp: str) -> Iterator[Path]:
        """Give a new generation's empty folder; make it current when the block ends without an error.

        Raises:
            IndexBusy: another process or thread is writing and did not end in time.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock():
            current = self._name()
            # What a crash left behind, and all but the generation that readers may still have open.
            self._remove_except({current})
            name = f"g{time.time_ns():x}"
            folder = self._folder / name
            folder.mkdir()
            try:
                yield folder
                self._seal(folder, stamp)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            pointer = self._folder / "CURRENT.new"
            with pointer.open("w", encoding="utf-8") as file:
                file.write(name + "\n")
                file.flush()
                os.fsync(file.fileno())
            pointer.replace(self._folder / "CURRENT")
            _sync_folder(self._folder)
            self._remove_except({current, name})
        self.refresh(is_forced=True)

    def _seal(self, folder: Path, stamp: str) -> None:
        files = {}
        for path in sorted(folder.rglob("*")):
            # Lock files are taken again by whoever opens the index; they say nothing of its state.
            if path.is_file():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
                if "lock" not in path.name.lower():
                    files[path.relative_to(folder).as_posix()] = _describe(path)
        with (folder / "SEAL.json").open("w", encoding="utf-8") as seal:
            json.dump({"layout": self._layout, "stamp": stamp, "files": files}, seal)
            seal.flush()
            os.fsync(seal.fileno())
        _sync_folder(folder)

    def _name(self) -> str:
        try:
            return (self._folder / "CURRENT").read_text("utf-8").strip()
        except (OSError, ValueError):
            return ""

    def _remove_except(self, names: set[str]) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and path.name not in names:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        # The system frees the lock of a process that dies, so no lock is ever left behind.
        with (self._folder / "LOCK").open("a", encoding="utf-8") as file:
            until = time.monotonic() + self._wait_s
            while True:
                with suppress(OSError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                if time.monotonic() >= until:
                    raise IndexBusy(folder=str(self._folder), waited_s=self._wait_s)
                time.sleep(0.05)
            yield


def _describe(path: Path) -> list[int]:
    """Return size and a checksum of both ends: cheap for any size, and finds cut and overwritten files."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        check = zlib.crc32(file.read(_EDGE_BYTES))
        if size > _EDGE_BYTES:
            file.seek(max(size - _EDGE_BYTES, 0))
            check = zlib.crc32(file.read(_EDGE_BYTES), check)
    return [size, check]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
