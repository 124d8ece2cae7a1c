"""A pack's manifest: what is in it, under which licences, by which digests; and the check of a pack against it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from elearn.packs.archive import PIECE

FORMAT = "elearn-pack/1"
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Licence:
    """What may be done with a part of a pack."""

    covers: str
    licence: str
    url: str


@dataclass(frozen=True)
class Voice:
    """Who speaks in a pack, and how often."""

    engine: str
    voice: str
    licence: str
    url: str
    recordings: int


LICENCES = (
    Licence("Lessons, phrases, people and places", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    Licence("Recordings made by synthetic voices", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    Licence("Pages, style sheet and script", "EUPL 1.2", "https://eupl.eu/1.2/en/"),
)
ENGINES = {
    "espeak": ("eSpeak NG", "GPL-3.0-or-later", "https://github.com/espeak-ng/espeak-ng"),
    "kokoro": ("Kokoro-82M", "Apache-2.0", "https://huggingface.co/hexgrad/Kokoro-82M"),
    "openjtalk": ("Open JTalk", "BSD-3-Clause", "https://open-jtalk.sp.nitech.ac.jp/"),
    "pico": ("SVOX Pico", "Apache-2.0", "https://github.com/naggety/picotts"),
}
"""Name, licence of the engine and address by its name in settings; another one is shown as it is called."""


def voices(counted: Mapping[tuple[str, str], int]) -> list[Voice]:
    """Return who spoke how often, by engine and voice."""
    return [Voice(*_engine(engine, voice), number) for (engine, voice), number in sorted(counted.items())]


def _engine(engine: str, voice: str) -> tuple[str, str, str, str]:
    name, licence, url = ENGINES.get(engine, (engine, "see the engine", ""))
    return name, voice, licence, url


@dataclass(frozen=True)
class Fault:
    """What is wrong with a pack, by a stable code and the file concerned.

    Codes: ``not-a-zip``, ``no-manifest``, ``bad-manifest``, ``missing``, ``unknown``, ``double``, ``unsafe-name``,
    ``size``, ``digest``, ``damaged``.
    """

    code: str
    path: str = ""


def verify(path: Path) -> tuple[Fault, ...]:
    """Check a pack against its own manifest: every file there, none more, each with its size and digest.

    Nothing is unpacked; files are read in pieces.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(_faults(archive))
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return (Fault("not-a-zip"),)


def _faults(archive: zipfile.ZipFile) -> Iterator[Fault]:
    names = archive.namelist()
    yield from (Fault("double", name) for name in sorted(name for name, count in Counter(names).items() if count > 1))
    yield from (Fault("unsafe-name", name) for name in names if not _is_safe(name))
    if MANIFEST not in names:
        yield Fault("no-manifest")
        return
    listed = _listed(archive)
    if listed is None:
        yield Fault("bad-manifest")
        return
    yield from (Fault("missing", name) for name in sorted(set(listed) - set(names)))
    yield from (Fault("unknown", name) for name in sorted(set(names) - set(listed) - {MANIFEST}))
    for name in sorted(set(names) & set(listed)):
        size, digest = listed[name]
        if archive.getinfo(name).file_size != size:
            yield Fault("size", name)
            continue
        found = _digest(archive, name, size)
        if found != digest:
            yield Fault("damaged" if found is None else "digest", name)


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and not name.endswith("/")


def _listed(archive: zipfile.ZipFile) -> dict[str, tuple[int, str]] | None:
    """Return size and digest by path as the manifest has them, or None where it cannot be read."""
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        return None
    try:
        manifest: Any = json.loads(archive.read(MANIFEST))
        if manifest["format"] != FORMAT:
            return None
        return {str(file["path"]): (int(file["size_bytes"]), str(file["sha256"])) for file in manifest["files"]}
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile, OSError, EOFError):
        return None


def _digest(archive: zipfile.ZipFile, name: str, size: int) -> str | None:
    """Return the sha256 of a file in an archive, or None where it does not come out whole."""
    digest, read = hashlib.sha256(), 0
    try:
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                read += len(piece)
                if read > size:
                    return None
    except Exception:  # noqa: BLE001 - zipfile and zlib name a broken stream in many ways
        return None
    return digest.hexdigest()
