"""A pack's phrases as a table: CSV with a byte order mark, or a workbook. Cells that a program would run are defused.

Source: SECURITY.md, D15; OWASP on CSV injection.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.audio.models import SPEEDS
from elearn.packs import queries
from elearn.packs.build import BuildReport
from elearn.packs.models import Recipe
from elearn.packs.ports import WorkbookWriter
from elearn.packs.words import words

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def header(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of the columns; they never change, and the languages name themselves by their tags."""
    return ("id", "topic", "situation", "kind", *recipe.languages, "reading", "romanisation", "definition", "recording")


def rows(session: Session, recipe: Recipe, count: list[int]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each entry of a pack, defused; ``count`` becomes entries, recordings, missing, milliseconds."""
    w, titles = words(recipe.locale), queries.domain_titles(session, recipe.locale)
    for domain, ids in queries.chosen_entries(session, recipe).items():
        recorded = queries.clips(session, recipe.target, ids)
        for entry in queries.entries(session, recipe, ids):
            clips = [recorded.get((entry.id, speed)) for speed in SPEEDS]
            count[0] += 1
            count[1] += sum(clip is not None for clip in clips)
            count[2] += sum(clip is None for clip in clips)
            count[3] += sum(clip.duration_ms for clip in clips if clip is not None)
            texts = (entry.source.main.text, entry.target.main.text)[-len(recipe.languages) :]
            recording = f"audio/{recipe.target}/{entry.id}.mp3" if clips[0] is not None else ""
            cells = (
                entry.id, titles.get(domain, domain), w.situation(entry.situation), entry.kind, *texts,
                entry.target.main.reading, entry.target.main.romanisation, entry.definition, recording,
            )  # fmt: skip
            yield tuple(defused(cell) for cell in cells)


def build_csv(session: Session, recipe: Recipe, path: Path) -> BuildReport:
    """Write the phrases as CSV (RFC 4180), in UTF-8 with a byte order mark, without which Excel guesses wrong."""
    count = [0, 0, 0, 0]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header(recipe))
        writer.writerows(rows(session, recipe, count))
    return BuildReport(recipe.id, *count)


def build_workbook(session: Session, writer: WorkbookWriter, recipe: Recipe, path: Path) -> BuildReport:
    """Write the phrases as a workbook."""
    count = [0, 0, 0, 0]
    is_rtl = words(recipe.locale).direction == "rtl"
    writer.write(path, header(recipe), rows(session, recipe, count), is_rtl=is_rtl)
    return BuildReport(recipe.id, *count)
