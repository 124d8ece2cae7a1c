"""What changes packs: somebody wants one, a worker claims it, builds it and stores its files, a sweep tidies up.

As with clips, rows come first: a crash loses nothing, and nothing is built or stored inside a transaction. A pack that
was wanted once is built anew when content or recordings have changed and no recording is waiting any more.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from elearn.audio import queries as audio
from elearn.audio.services import backoff
from elearn.packs import queries
from elearn.packs.build import BuildReport
from elearn.packs.errors import PackAssetsMissing, UnknownRecipe
from elearn.packs.models import Form, Pack, PackFile, Recipe, file_id
from elearn.storage.blobs import BlobStore, BlobStoreUnavailable, digest_of_file
from elearn.storage.db import bump_stamp

log = logging.getLogger(__name__)

Transaction = Callable[[], AbstractContextManager[Session]]
FormBuilder = Callable[[Session, Recipe, Path, datetime], BuildReport | None]
"""Writes one form of a pack to a path; the moment is what its content dates from. None where it makes no sense."""

STAMP = "packs"
MOST_ATTEMPTS = 5
LEASE = timedelta(minutes=5)
KEPT_FOR = timedelta(days=7)
"""So long a replaced file can still be loaded down to its end."""
UNSTORED_AFTER = timedelta(hours=1)
_STALE_FOLDER = timedelta(hours=1)


def now_utc() -> datetime:
    """Return the present moment; leases follow the real clock, never a moved one."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class PackMaker:
    """What packs are made with."""

    blobs: BlobStore
    folder: Path
    """For unfinished files, on a disk with room for them."""
    forms: Mapping[Form, FormBuilder]
    """The zip first, for its digest tells whether the content is new."""


@dataclass(frozen=True)
class _Job:
    recipe: Recipe
    lease_until_at: datetime


@dataclass(frozen=True)
class _Built:
    form: Form
    path: Path
    digest: str
    report: BuildReport


def recipe_of(session: Session, recipe_id: str) -> Recipe:
    """Return the recipe of a ready-made pack. Raises UnknownRecipe."""
    for recipe in queries.recipes(session):
        if recipe.id == recipe_id:
            return recipe
    raise UnknownRecipe(recipe=recipe_id)


def request(session: Session, recipe: Recipe) -> str:
    """Ask for a pack and return its state; one that failed is tried again, one that is there stays as it is."""
    pack = session.get(Pack, recipe.id)
    if pack is None:
        pack = Pack(
            id=recipe.id, market=recipe.market, source=recipe.source, target=recipe.target, edition=recipe.edition,
            state="requested", attempts=0, requested_at=now_utc(), built_from="",
        )  # fmt: skip
        session.add(pack)
        bump_stamp(session, STAMP)
    elif pack.state == "failed":
        _ask_again(pack)
        bump_stamp(session, STAMP)
    session.flush()
    return pack.state


def request_anew(session: Session, recipe: Recipe) -> None:
    """Ask for a pack, also where it is there, and also where a worker, dead or alive, has it in hand."""
    request(session, recipe)
    pack = session.get_one(Pack, recipe.id)
    _ask_again(pack)
    pack.lease_until_at = None
    session.flush()


def _ask_again(pack: Pack) -> None:
    pack.state, pack.attempts, pack.not_before_at, pack.error_code = "requested", 0, None, None
    pack.requested_at = now_utc()


def request_stale(session: Session) -> int:
    """Ask anew for packs that were built from older content, once no recording is waiting; return how many."""
    current = queries.built_from(session)
    stale = session.scalars(sa.select(Pack).where(Pack.state == "ready", Pack.built_from != current)).all()
    waiting = audio.waiting(session)
    if not stale or waiting.due or waiting.later:
        return 0
    for pack in stale:
        _ask_again(pack)
    session.flush()
    return len(stale)


def is_due(session: Session) -> bool:
    """Tell whether a pack waits to be built."""
    return session.scalar(sa.select(_due().exists())) is True


def _due() -> sa.Select[Pack]:
    now = now_utc()
    return sa.select(Pack).where(
        Pack.state == "requested",
        sa.or_(Pack.not_before_at.is_(None), Pack.not_before_at <= now),
        sa.or_(Pack.lease_until_at.is_(None), Pack.lease_until_at <= now),
    )


def make_next(transaction: Transaction, read: Session, maker: PackMaker) -> bool:
    """Build the next pack that is due, and return whether there was one. Nothing is lost if the process dies.

    Args:
        transaction: opens a write transaction.
        read: a session to read by; it is emptied.
        maker: blobs, folder and forms.
    """
    with transaction() as session:
        job = _claim(session)
    if job is None:
        return False
    try:
        with _workshop(maker.folder) as folder:
            built_from = queries.built_from(read)
            built, moment = _build(read, maker, job.recipe, folder)
            read.rollback()
            with transaction() as session:
                _note(session, job, built, moment)
            for file in built:
                maker.blobs.put_file(file.path)
        with transaction() as session:
            _store(session, job, built, built_from)
    except (UnknownRecipe, PackAssetsMissing, BlobStoreUnavailable, OSError) as error:
        read.rollback()
        log.error("pack %s: %s", job.recipe.id, error)
        with transaction() as session:
            _miss(session, job, error)
    return True


def _claim(session: Session) -> _Job | None:
    pack = session.scalars(
        _due().order_by(Pack.requested_at, Pack.id).limit(1).with_for_update(skip_locked=True)
    ).first()
    if pack is None:
        return None
    lease_until_at = pack.lease_until_at = now_utc() + LEASE
    pack.attempts += 1
    if pack.attempts > MOST_ATTEMPTS:  # it ended the worker each time
        pack.state, pack.lease_until_at = "failed", None
        bump_stamp(session, STAMP)
        return None
    session.flush()
    return _Job(Recipe(pack.market, pack.source, pack.target, pack.edition), lease_until_at)  # type: ignore[arg-type]


def tidy(folder: Path) -> None:
    """Take away unfinished files older than an hour, which a crash left behind."""
    oldest = (now_utc() - _STALE_FOLDER).timestamp()
    with suppress(FileNotFoundError):
        for old in folder.iterdir():
            if old.stat().st_mtime < oldest:
                shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """Give a folder for unfinished files."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        yield Path(made)


def _build(read: Session, maker: PackMaker, recipe: Recipe, folder: Path) -> tuple[list[_Built], datetime]:
    """Build every form; what was there before keeps its date, so that the same content gives the same bytes."""
    built: list[_Built] = []
    moment = now_utc().replace(microsecond=0)
    for form, write in maker.forms.items():
        path = folder / f"{recipe.id}.{form}"
        report = write(read, recipe, path, moment)
        if report is None:
            continue
        digest = digest_of_file(path)
        if form == "zip" and (same := read.get(PackFile, file_id(recipe.id, digest))) is not None:
            moment = same.built_at
        built.append(_Built(form, path, digest, report))
    return built, moment


def _note(session: Session, job: _Job, built: list[_Built], moment: datetime) -> None:
    """Write down what will be stored."""
    for file in built:
        name, report = file_id(job.recipe.id, file.digest), file.report
        if session.get(PackFile, name) is None:
            session.add(
                PackFile(
                    id=name, form=file.form, pack_id=job.recipe.id, digest=file.digest, is_stored=False,
                    size_bytes=file.path.stat().st_size, entries=report.entries, clips=report.clips,
                    missing=report.missing, duration_ms=report.duration_ms, built_at=moment,
                )
            )  # fmt: skip
    session.flush()


def _store(session: Session, job: _Job, built: list[_Built], built_from: str) -> None:
    pack = session.get(Pack, job.recipe.id, with_for_update=True)
    if pack is None or pack.lease_until_at != job.lease_until_at:
        return  # another worker has it; what we put is noted and will be swept if nobody needs it
    now, names = now_utc(), {file_id(pack.id, file.digest) for file in built}
    for row in session.scalars(sa.select(PackFile).where(PackFile.pack_id == pack.id)):
        if row.id in names:
            row.is_stored, row.replaced_at = True, None
        elif row.is_stored and row.replaced_at is None:
            row.replaced_at = now
    pack.state, pack.error_code, pack.not_before_at, pack.lease_until_at = "ready", None, None, None
    pack.attempts, pack.built_from = 0, built_from
    bump_stamp(session, STAMP)


def _miss(session: Session, job: _Job, error: Exception) -> None:
    pack = session.get(Pack, job.recipe.id, with_for_update=True)
    if pack is None or pack.lease_until_at != job.lease_until_at:
        return
    pack.lease_until_at, pack.error_code = None, str(getattr(error, "code", "disk"))
    if isinstance(error, UnknownRecipe | PackAssetsMissing) or pack.attempts >= MOST_ATTEMPTS:
        pack.state = "failed"
        bump_stamp(session, STAMP)
    else:
        pack.not_before_at = now_utc() + backoff(pack.attempts)


def sweep(transaction: Transaction, blobs: BlobStore) -> int:
    """Delete files that were replaced a week ago, and those that were never stored; return how many."""
    now = now_utc()
    is_old = sa.or_(
        PackFile.replaced_at <= now - KEPT_FOR,
        sa.and_(PackFile.is_stored.is_(False), PackFile.built_at <= now - UNSTORED_AFTER),
    )
    with transaction() as session:
        ids = session.scalars(sa.select(PackFile.id).where(is_old).limit(200)).all()
    deleted = 0
    for name in ids:
        with transaction() as session:
            row = session.scalar(sa.select(PackFile).where(PackFile.id == name, is_old).with_for_update())
            pack = session.get(Pack, row.pack_id, with_for_update=True) if row is not None else None
            if row is None or pack is None or pack.lease_until_at is not None:
                continue  # being built: it may be about to be stored
            digest = row.digest
            session.delete(row)
            session.flush()
            if not queries.referenced(session, [digest]):
                try:
                    blobs.delete(digest)
                except BlobStoreUnavailable:
                    session.rollback()
                    return deleted
            deleted += 1
    return deleted
