"""Clips as pages, the JSON interface and reports see them: frozen values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from elearn.audio.models import SPEEDS, Clip, ClipState, Speed


@dataclass(frozen=True)
class ClipView:
    """One clip of a concept."""

    concept_id: str
    language: str
    speed: Speed
    state: ClipState
    url: str | None
    """Where the MP3 is; there may be one of an older wording while a newer is ``requested``."""
    engine: str | None
    voice: str | None
    duration_ms: int | None
    size_bytes: int | None
    spoken: str
    """What the recording says; what it will say while there is none."""
    error_code: str | None
    is_current: bool
    """Whether the recording says what is wished for now."""
    is_synthetic: bool = True
    """Always true today; recordings by people will say otherwise."""


def clips_of(session: Session, concept_ids: Sequence[str]) -> Mapping[str, tuple[ClipView, ...]]:
    """Return the clips of many concepts by concept id, in one query for each 500."""
    found: dict[str, list[ClipView]] = {}
    for start in range(0, len(concept_ids), 500):
        asked = sa.select(Clip).where(Clip.concept_id.in_(concept_ids[start : start + 500]))
        for clip in session.scalars(asked.order_by(Clip.concept_id, Clip.language)):
            found.setdefault(clip.concept_id, []).append(_view(clip))
    return {
        concept_id: tuple(sorted(views, key=lambda view: (view.language, SPEEDS.index(view.speed))))
        for concept_id, views in found.items()
    }


def clip(session: Session, concept_id: str, language: str, speed: Speed = "normal") -> ClipView | None:
    """Return one clip, or None when nobody wishes for it."""
    row = session.scalar(sa.select(Clip).filter_by(concept_id=concept_id, language=language, speed=speed))
    return None if row is None else _view(row)


def _view(clip: Clip) -> ClipView:
    return ClipView(
        concept_id=clip.concept_id,
        language=clip.language,
        speed=clip.speed,  # type: ignore[arg-type]
        state=clip.state,  # type: ignore[arg-type]
        url=f"/media/{clip.digest}.mp3" if clip.digest else None,
        engine=clip.engine,
        voice=clip.voice,
        duration_ms=clip.duration_ms,
        size_bytes=clip.size_bytes,
        spoken=clip.recorded_text or clip.spoken,
        error_code=clip.error_code,
        is_current=clip.state == "ready",
    )


def referenced(session: Session, digests: Collection[str]) -> set[str]:
    """Return those of the digests that a clip needs."""
    found = session.scalars(sa.select(Clip.digest).where(Clip.digest.in_(digests)))
    return {digest for digest in found if digest}


@dataclass(frozen=True)
class Waiting:
    """What is still to be made."""

    due: int
    """Could be made now."""
    later: int
    """In a worker's hands or waiting for its next attempt."""


def waiting(session: Session) -> Waiting:
    """Return how much is still to be made."""
    now = datetime.now(UTC)
    is_due = sa.and_(
        sa.or_(Clip.not_before_at.is_(None), Clip.not_before_at <= now),
        sa.or_(Clip.lease_until_at.is_(None), Clip.lease_until_at <= now),
    )
    due, total = session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(sa.case((is_due, 1), else_=0)), 0), sa.func.count()).where(
            Clip.state == "requested"
        )
    ).one()
    return Waiting(int(due), int(total) - int(due))


@dataclass(frozen=True)
class Coverage:
    """How far the clips of a language have come."""

    language: str
    ready: int
    requested: int
    failed: int
    unspoken: int
    size_bytes: int
    duration_ms: int
    engines: Mapping[str, int]
    """Recordings by engine."""
    errors: Mapping[str, int]
    """Clips that are not there, or are late, by error code."""


def coverage(session: Session) -> list[Coverage]:
    """Return one line for each language that has clips, for ``elearn audio report``."""
    rows = session.execute(
        sa.select(
            Clip.language, Clip.state, Clip.engine, Clip.error_code, sa.func.count(),
            sa.func.coalesce(sa.func.sum(Clip.size_bytes), 0), sa.func.coalesce(sa.func.sum(Clip.duration_ms), 0),
        ).group_by(Clip.language, Clip.state, Clip.engine, Clip.error_code)
    )  # fmt: skip
    lines: dict[str, dict[str, int]] = {}
    engines: dict[str, dict[str, int]] = {}
    errors: dict[str, dict[str, int]] = {}
    for language, state, engine, error, count, size_bytes, duration_ms in rows:
        for table, name, amount in (
            (lines, state, count), (lines, "size_bytes", size_bytes), (lines, "duration_ms", duration_ms),
            (engines, engine, count), (errors, error, count),
        ):  # fmt: skip
            counts = table.setdefault(language, {})
            if name:
                counts[name] = counts.get(name, 0) + int(amount or 0)
    return [
        Coverage(
            language, line.get("ready", 0), line.get("requested", 0), line.get("failed", 0), line.get("unspoken", 0),
            line["size_bytes"], line["duration_ms"], engines[language], errors[language],
        )
        for language, line in sorted(lines.items())
    ]  # fmt: skip
