"""``elearn glossary``: what readers miss and suggest, and what hangs loose."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import click

from elearn.courses.queries import lessons_by_entry
from elearn.glossaries import queries
from elearn.storage.db import db


@dataclass(frozen=True)
class Orphan:
    """An entry that hangs loose."""

    concept_id: str
    missing: str
    """phrase or lesson"""


def gaps(as_json: bool) -> None:
    """Print what several people looked for and did not find."""
    _print(queries.gaps(db.session()), as_json, lambda row: f"{row.people:5}  {row.last_on}  {row.query}")


def suggestions(as_json: bool) -> None:
    """Print the better wordings that readers sent, beside ours."""
    _print(
        queries.suggestions(db.session()),
        as_json,
        lambda row: f"{row.concept_id} ({row.lang}): {row.ours!r}, better {row.text!r}. {row.reason}",
    )


def orphans(as_json: bool) -> None:
    """Print the terms that no phrase uses and the entries that no lesson uses."""
    known, in_lessons = queries.links(db.session()), lessons_by_entry(db.session(), "en")
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


def _print(rows: Sequence[Any], as_json: bool, line: Callable[[Any], str]) -> None:
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        click.echo(line(row))
    click.echo(f"Lines: {len(rows)}.")
