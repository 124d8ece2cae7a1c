"""What packs need of libraries: a deck for Anki and a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class DeckNote:
    """One entry of a deck; the texts are safe HTML with language and direction."""

    guid: str
    """Stable for an entry and a pair of languages, so that a newer deck keeps what was learned."""
    wording: str
    reading: str
    meaning: str
    sound: str
    """Names of sound files as Anki writes them, or empty."""
    more: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class DeckHead:
    """What a deck is called, and its number, which never changes."""

    deck_id: int
    name: str


class DeckWriter(Protocol):
    """Writes the database of an Anki package; the same notes and moment give the same bytes."""

    def write(self, path: Path, head: DeckHead, notes: Iterable[DeckNote], moment: datetime) -> None:
        """Write ``collection.anki2``; notes are as new as ``moment``, so Anki updates older ones."""
        ...


class WorkbookWriter(Protocol):
    """Writes a workbook of one sheet; no cell is ever a formula."""

    def write(self, path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, is_rtl: bool) -> None:
        """Write a file whose first row is a header; the same rows give the same bytes."""
        ...
