"""``elearn glossary``: what readers miss and suggest, and what hangs loose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import click

from elearn.cli.output import say, say_json
from elearn.content.characters import visible
from elearn.courses.queries import entries_in_lessons
from elearn.glossaries import queries, services
from elearn.glossaries.queries import GapView, SuggestionView
from elearn.storage.db import db, transaction


@dataclass(frozen=True)
class Orphan:
    """An entry that hangs loose."""

    concept_id: str
    missing: str
    """phrase or lesson"""


def gaps(as_json: bool, drop: Sequence[str] = (), before: datetime | None = None) -> None:
    """Print what several people looked for and did not find; delete what ``drop`` and ``before`` name."""
    rows: Sequence[GapView] = queries.gaps(db.session())
    is_dropping = bool(drop or before)
    if is_dropping:
        _all_there(drop, {name for row in rows for name in (row.query, visible(row.query))})
        is_old = _is_named(drop, before)
        rows = [row for row in rows if is_old((row.query, visible(row.query)), str(row.last_on))]
        with transaction() as session:
            services.drop_gaps(session, [row.query for row in rows])
    _print(rows, as_json, lambda row: f"{row.people:5}  {row.last_on}  {row.query}", is_dropping)


def suggestions(as_json: bool, drop: Sequence[int] = (), before: datetime | None = None) -> None:
    """Print the better wordings that readers sent, beside ours; delete what ``drop`` and ``before`` name."""
    rows: Sequence[SuggestionView] = queries.suggestions(db.session())
    is_dropping = bool(drop or before)
    if is_dropping:
        _all_there(drop, {row.id for row in rows})
        is_old = _is_named(drop, before)
        rows = [row for row in rows if is_old((row.id,), row.at.astimezone(UTC).date().isoformat())]
        with transaction() as session:
            services.drop_suggestions(session, [row.id for row in rows])
    _print(
        rows,
        as_json,
        lambda row: f"{row.id}: {row.concept_id} ({row.lang}): {row.ours!r}, better {row.text!r}. {row.reason}",
        is_dropping,
    )


def _all_there(drop: Sequence[object], known: set[Any]) -> None:
    """Refuse before anything is deleted."""
    if unknown := [str(name) for name in drop if name not in known]:
        raise click.UsageError(f"There is no {visible(', '.join(unknown))}. Nothing was deleted.")


def _is_named(drop: Sequence[object], before: datetime | None) -> Callable[[Sequence[object], str], bool]:
    """Return what tells, by its names and its day, whether a row is to go."""
    day = before.date().isoformat() if before else ""
    return lambda names, row_day: any(name in drop for name in names) or row_day < day


def orphans(as_json: bool) -> None:
    """Print the terms that no phrase uses and the entries that no lesson uses."""
    known, in_lessons = queries.links(db.session()), entries_in_lessons(db.session())
    loose = [Orphan(name, "phrase") for name in terms_without_phrase(known)]
    loose += [Orphan(name, "lesson") for name in known.kinds if name not in in_lessons]
    _print(loose, as_json, lambda row: f"{row.concept_id}: no {row.missing}")


def terms_without_phrase(known: queries.Links) -> list[str]:
    """Return the terms that no phrase uses."""
    return [
        name
        for name, kind in known.kinds.items()
        if kind not in queries.PHRASES
        and not any(known.kinds.get(other) in queries.PHRASES for other in known.related.get(name, ()))
    ]


def _print(rows: Sequence[Any], as_json: bool, line: Callable[[Any], str], is_dropping: bool = False) -> None:
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    for row in rows:
        say(line(row))
    say(f"{'Deleted' if is_dropping else 'Lines'}: {len(rows)}.")
