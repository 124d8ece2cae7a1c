"""The rack of built services that entry points use. Built once by ``elearn.wiring``, then frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from elearn.audio.ports import SpeechTable
from elearn.glossaries.services import Askers
from elearn.kernel.clock import Clock
from elearn.kernel.config import Settings
from elearn.packs.services import PackMaker
from elearn.search.ports import SearchIndex
from elearn.storage.blobs import BlobStore


@dataclass(frozen=True)
class Services:
    """Everything an entry point may call, already chosen and built; all of it starts lazily."""

    settings: Settings
    clock: Clock
    index: SearchIndex
    blobs: BlobStore
    speech: SpeechTable
    wake: Callable[[], None]
    """Nudges the job runner after rows were written; never raises, for a sweep finds the rows anyway."""
    set_pdf: Callable[[Path, Mapping[str, object], date], bytes]
    """Sets a document in type by a template of ours, as of a day, and returns a PDF."""
    wake_packs: Callable[[], None]
    """Nudges the job runner after a pack was asked for; never raises."""
    pack_maker: Callable[[], PackMaker]
    """Returns what packs are made with, for commands that build them at once."""
    askers: Askers
    """Counts who misses what, within this process."""
