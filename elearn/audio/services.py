"""What changes clips: wishes come in, a worker claims them, makes them and stores them, a sweep tidies up.

Verbs that take a session flush and never commit. ``make_batch`` and ``sweep_leftovers`` take the transaction opener
itself, because engines and the blob store are called between transactions. One call stands inside: a sweep deletes a
blob while it holds the row that keeps others from putting the same bytes.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from elearn.audio.maker import ClipJob, ClipMaker, Made, Missed, Outcome
from elearn.audio.models import LONGEST_SPOKEN, Clip, ClipLeftover, ClipState, ClipWish, Speed, Utterance
from elearn.audio.ports import SpeechTable
from elearn.storage.blobs import BlobStore, BlobStoreUnavailable
from elearn.storage.db import bump_stamp

log = logging.getLogger(__name__)

Transaction = Callable[[], AbstractContextManager[Session]]
References = Callable[[Session, Collection[str]], set[str]]
"""A feature's answer to: which of these digests do you need? Every feature that keeps digests has one."""

STAMP = "clips"
MOST_ATTEMPTS = 6
LEFTOVER_AGE = timedelta(hours=1)
_LONGEST_BACKOFF = timedelta(minutes=60)
_CHUNK = 500


def now_utc() -> datetime:
    """Return the present moment. Leases and back-offs follow the real clock, never a moved one."""
    return datetime.now(UTC)


# --- wishes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WishReport:
    """What ``request_clips`` did, in clips."""

    added: int = 0
    changed: int = 0
    """Asked for again, because the text or the engine is another."""
    unchanged: int = 0
    removed: int = 0
    unspoken: int = 0
    """Of all wishes, those that no engine can or should speak."""


def request_clips(
    session: Session, wishes: Iterable[ClipWish], speech: SpeechTable, *, within: Collection[str] | None = None
) -> WishReport:
    """Make the clips' rows say what is wished for now; doing it twice changes nothing.

    A clip whose text or engine has changed is asked for again, and its old audio stays until the new is there. Rows
    that nobody wishes any more go, and their audio with them after an hour.

    Args:
        session: inside a write transaction.
        wishes: all that is published; one for each concept, language and speed.
        speech: decides the engine, which is part of what is asked.
        within: only rows of these concepts may be removed; None means that ``wishes`` is everything there is.
    """
    known = {
        (row.concept_id, row.language, row.speed): row
        for row in session.execute(
            sa.select(Clip.id, Clip.concept_id, Clip.language, Clip.speed, Clip.spoken, Clip.key, Clip.priority)
        )
    }
    now, fresh, seen = now_utc(), [], set()
    changed = unchanged = unspoken = 0
    for wish in wishes:
        place = (wish.concept_id, wish.language, wish.speed)
        if place in seen:
            continue
        seen.add(place)
        key, reason = _asked(wish, speech)
        unspoken += reason is not None
        row = known.get(place)
        if row is None:
            fresh.append(_new_row(wish, key, reason, now))
        elif (row.spoken, row.key) != (wish.spoken, key):
            _ask_again(session, session.get_one(Clip, row.id, with_for_update=True), wish, key, reason, now)
            changed += 1
        else:
            unchanged += 1
            if row.priority != wish.priority:
                session.get_one(Clip, row.id).priority = wish.priority
    for start in range(0, len(fresh), _CHUNK):
        session.execute(sa.insert(Clip), fresh[start : start + _CHUNK])
    gone = [row.id for place, row in known.items() if place not in seen and (within is None or place[0] in within)]
    for start in range(0, len(gone), _CHUNK):
        some = Clip.id.in_(gone[start : start + _CHUNK])
        _leave(session, session.scalars(sa.select(Clip.digest).where(some, Clip.digest.is_not(None))), now)
        session.execute(sa.delete(Clip).where(some))
    session.flush()
    if fresh or changed or gone:
        bump_stamp(session, STAMP)
    return WishReport(len(fresh), changed, unchanged, len(gone), unspoken)


def _asked(wish: ClipWish, speech: SpeechTable) -> tuple[str, str | None]:
    """Return the key of a wish, and why it stays unspoken or None."""
    plan = speech.plan(wish.language)
    if not plan:
        return "", "voice-missing"
    if not wish.spoken:
        return "", "nothing-to-speak"
    if len(wish.spoken) > LONGEST_SPOKEN:
        return "", "text-too-long"
    engine, voice = plan[0]
    return Utterance(wish.spoken, wish.language, voice, wish.speed).key(engine.name, engine.version), None


def _new_row(wish: ClipWish, key: str, reason: str | None, now: datetime) -> dict[str, object]:
    return {
        "concept_id": wish.concept_id,
        "language": wish.language,
        "speed": wish.speed,
        "spoken": wish.spoken,
        "key": key,
        "priority": wish.priority,
        "state": "unspoken" if reason else "requested",
        "error_code": reason,
        "requested_at": now,
    }


def _ask_again(session: Session, clip: Clip, wish: ClipWish, key: str, reason: str | None, now: datetime) -> None:
    clip.spoken, clip.key, clip.priority, clip.requested_at = wish.spoken, key, wish.priority, now
    clip.error_code, clip.attempts, clip.not_before_at, clip.lease_until_at = reason, 0, None, None
    if reason:
        clip.state = "unspoken"
        if clip.digest:
            _leave(session, [clip.digest], now)
        clip.digest = clip.recorded_text = clip.recorded_key = clip.engine = clip.engine_version = clip.voice = None
        clip.size_bytes = clip.duration_ms = clip.made_at = None
    else:
        clip.state = "ready" if clip.digest and clip.recorded_key == key else "requested"


def prefer(session: Session, concept_id: str, language: str, speed: Speed = "normal") -> ClipState | None:
    """Move a missing clip to the head of the queue; a failed one is tried again. Return its state, None if unknown.

    Doing it again while it waits changes nothing, so that pressing play often costs no writes.
    """
    clip = session.scalar(sa.select(Clip).filter_by(concept_id=concept_id, language=language, speed=speed))
    if clip is None:
        return None
    if clip.state == "failed":
        _try_again(clip)
        bump_stamp(session, STAMP)
    if clip.state == "requested" and clip.preferred_at is None:
        clip.preferred_at, clip.not_before_at = now_utc(), None
        session.flush()
    return clip.state  # type: ignore[return-value]


def request_again(
    session: Session,
    *,
    states: Collection[ClipState] = frozenset[ClipState]({"failed"}),
    languages: Collection[str] | None = None,
) -> int:
    """Ask anew for clips in these states, and return how many: failed ones after a repair, ready ones to remake."""
    asked = sa.select(Clip).where(Clip.state.in_([state for state in states if state != "unspoken"]))
    if languages is not None:
        asked = asked.where(Clip.language.in_(languages))
    clips = session.scalars(asked).all()
    for clip in clips:
        _try_again(clip)
    session.flush()
    if clips:
        bump_stamp(session, STAMP)
    return len(clips)


def _try_again(clip: Clip) -> None:
    clip.state, clip.attempts, clip.not_before_at, clip.error_code = "requested", 0, None, None


# --- making ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchReport:
    """What ``make_batch`` did, in clips."""

    claimed: int = 0
    made: int = 0
    failed: int = 0
    """Will be tried again, or have failed for good."""
    postponed: int = 0
    """Waiting for a resting engine or a full store; not counted as an attempt."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing was there to do."""
        return self.claimed == 0


def make_batch(
    transaction: Transaction,
    maker: ClipMaker,
    *,
    limit: int = 8,
    seconds: float = 2.0,
    languages: Collection[str] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> BatchReport:
    """Make the next few clips: claim, speak, level, put, store. Nothing is lost if the process dies at any point.

    Claims are leases in the clips' rows; an expired lease is claimed again. The page stamp is counted up once.

    Args:
        transaction: opens a write transaction; ``elearn.storage.db.transaction``.
        maker: engines, encoder, blob store.
        limit: clips to claim at once.
        seconds: after so long no further clip is begun, and the rest is given back.
        languages: only clips in these; None means all.
        should_stop: asked before each clip but the first.
    """
    with transaction() as session:
        jobs, made_before = _claim(session, maker, limit, languages)
    began, outcomes = time.monotonic(), dict(made_before)
    for job in jobs:
        if job in outcomes:
            continue
        if len(outcomes) > len(made_before) and (should_stop() or time.monotonic() - began > seconds):
            break
        outcomes[job] = maker.make(job)
    if not jobs:
        return BatchReport()
    _put(transaction, maker.blobs, outcomes)
    with transaction() as session:
        return _store(session, jobs, outcomes)


def _claim(
    session: Session, maker: ClipMaker, limit: int, languages: Collection[str] | None
) -> tuple[list[ClipJob], dict[ClipJob, Outcome]]:
    """Lease the next clips to us, and find those whose recording another clip has already.

    Fewest attempts first within a priority, so that a clip that kills its worker cannot hold up the others. On
    PostgreSQL rows locked by another worker are skipped; on SQLite the write transaction keeps others out.
    """
    now = now_utc()
    due = sa.select(Clip).where(
        Clip.state == "requested",
        sa.or_(Clip.not_before_at.is_(None), Clip.not_before_at <= now),
        sa.or_(Clip.lease_until_at.is_(None), Clip.lease_until_at <= now),
    )
    if languages is not None:
        due = due.where(Clip.language.in_(languages))
    if resting := maker.resting_languages():
        due = due.where(Clip.language.not_in(resting))
    due = due.order_by(Clip.preferred_at.is_(None), Clip.preferred_at, Clip.priority, Clip.attempts, Clip.id)
    clips = session.scalars(due.limit(limit).with_for_update(skip_locked=True)).all()
    twins = {
        clip.key: clip
        for clip in session.scalars(
            sa.select(Clip).where(Clip.state == "ready", Clip.key.in_([clip.key for clip in clips]))
        )
    }
    jobs, made = [], dict[ClipJob, Outcome]()
    for clip in clips:
        lease_until_at = clip.lease_until_at = now + maker.lease
        clip.attempts += 1
        job = ClipJob(clip.id, lease_until_at, clip.language, clip.speed, clip.spoken, clip.key)  # type: ignore[arg-type]
        jobs.append(job)
        if (twin := twins.get(clip.key)) is not None:
            made[job] = Made(
                str(twin.digest), twin.size_bytes or 0, twin.duration_ms or 0,
                str(twin.engine), str(twin.engine_version), str(twin.voice),
            )  # fmt: skip
    return jobs, made


def _put(transaction: Transaction, blobs: BlobStore, outcomes: dict[ClipJob, Outcome]) -> None:
    """Store the bytes, after writing down which; what the store refuses is postponed."""
    fresh = {job: made for job, made in outcomes.items() if isinstance(made, Made) and made.content}
    if not fresh:
        return
    with transaction() as session:
        _leave(session, (made.digest for made in fresh.values()), now_utc())
    refusal: BlobStoreUnavailable | None = None
    for job, made in fresh.items():
        if refusal is None:
            try:
                blobs.put(made.content)
                continue
            except BlobStoreUnavailable as error:
                log.error("clips wait: %s", error)
                refusal = error
        outcomes[job] = Missed(f"{refusal.code}-{refusal.params.get('reason')}", wait_s=60.0)


def _store(session: Session, jobs: Sequence[ClipJob], outcomes: dict[ClipJob, Outcome]) -> BatchReport:
    """Write what became of the jobs that are still ours, and give back the others."""
    now, made, failed, postponed = now_utc(), 0, 0, 0
    held = sa.select(Clip).where(Clip.id.in_([job.id for job in jobs])).order_by(Clip.id).with_for_update()
    clips = {clip.id: clip for clip in session.scalars(held)}
    for job in jobs:
        clip, outcome = clips.get(job.id), outcomes.get(job)
        if clip is None or clip.lease_until_at != job.lease_until_at or clip.key != job.key:
            continue  # the wish has changed or another worker has it; the sweep finds our bytes
        clip.lease_until_at = None
        if outcome is None:
            clip.attempts -= 1
        elif isinstance(outcome, Made):
            _store_made(session, clip, outcome, now)
            made += 1
        elif outcome.wait_s is not None:
            clip.attempts -= 1
            clip.error_code, clip.not_before_at = outcome.code, now + timedelta(seconds=outcome.wait_s)
            postponed += 1
        else:
            _store_missed(clip, outcome, now)
            failed += 1
    session.flush()
    if made or failed:
        bump_stamp(session, STAMP)
    return BatchReport(len(jobs), made, failed, postponed)


def _store_made(session: Session, clip: Clip, made: Made, now: datetime) -> None:
    if clip.digest and clip.digest != made.digest:
        _leave(session, [clip.digest], now)
    clip.state, clip.error_code, clip.not_before_at, clip.preferred_at = "ready", None, None, None
    clip.digest, clip.size_bytes, clip.duration_ms = made.digest, made.size_bytes, made.duration_ms
    clip.engine, clip.engine_version, clip.voice = made.engine, made.engine_version, made.voice
    clip.recorded_text, clip.recorded_key, clip.made_at = clip.spoken, clip.key, now


def _store_missed(clip: Clip, missed: Missed, now: datetime) -> None:
    clip.error_code, clip.preferred_at = missed.code, None
    if not missed.is_transient or clip.attempts >= MOST_ATTEMPTS:
        clip.state = "failed"
    else:
        clip.not_before_at = now + backoff(clip.attempts)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1, 2, 4 … 60 minutes, give or take a fifth."""
    pause = min(timedelta(minutes=2 ** min(attempts - 1, 10)), _LONGEST_BACKOFF)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing


# --- tidying --------------------------------------------------------------------------------------------------


def _leave(session: Session, digests: Iterable[str | None], now: datetime) -> None:
    """Write down digests that may be nobody's soon; a digest written down again is young again."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for digest in sorted({digest for digest in digests if digest}):  # sorted: two workers must not wait for each other
        row = insert(ClipLeftover).values(digest=digest, since_at=now)
        session.execute(row.on_conflict_do_update(index_elements=["digest"], set_={"since_at": now}))


def sweep_leftovers(
    transaction: Transaction, blobs: BlobStore, references: Sequence[References], *, limit: int = 200
) -> int:
    """Delete blobs that audio once made and nobody refers to, an hour after they were left; return how many.

    Only digests that audio wrote down itself are looked at, so other features' blobs are never in danger; and each
    feature is asked, since an author may have uploaded the very bytes of a clip. Each digest has a transaction of
    its own, which holds off a worker that is about to put the same bytes again until they are gone.

    Args:
        transaction: opens a write transaction.
        blobs: where the bytes are.
        references: every feature's answer to which digests it needs, this one's (``queries.referenced``) included.
        limit: most digests to look at.
    """
    oldest = now_utc() - LEFTOVER_AGE
    with transaction() as session:
        due = sa.select(ClipLeftover.digest).where(ClipLeftover.since_at <= oldest)
        digests = session.scalars(due.order_by(ClipLeftover.since_at).limit(limit)).all()
    deleted = 0
    for digest in digests:
        with transaction() as session:
            leftover = session.get(ClipLeftover, digest, with_for_update=True)
            if leftover is None or leftover.since_at > oldest:
                continue
            session.delete(leftover)
            if not any(digest in needed(session, [digest]) for needed in references):
                session.flush()
                try:
                    blobs.delete(digest)
                except BlobStoreUnavailable:
                    session.rollback()  # and stop: a store that is down must not hold the write lock again and again
                    return deleted
                deleted += 1
    return deleted
