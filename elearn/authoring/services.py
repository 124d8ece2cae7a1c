"""Reading content folders from disk, checking them and publishing them.

Publishing is all or nothing and idempotent: a problem in any file publishes nothing, and the same files again change no
row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.audio import services as audio
from elearn.audio.models import RECIPE, SPEEDS, ClipWish, spoken_text
from elearn.audio.ports import SpeechTable
from elearn.authoring.errors import ContentMissing, ContentRefused
from elearn.content.folder import ContentTree, Known, Unit, parse_units
from elearn.content.lesson import LessonDocument
from elearn.content.problems import Report
from elearn.courses import library
from elearn.courses import services as courses
from elearn.courses.texts import digest_of
from elearn.glossaries import queries as glossary_queries
from elearn.glossaries import services as glossaries
from elearn.storage.db import bump_stamp, read_stamps
from elearn.storage.sync import published_digests, set_digest

KINDS = ("courses", "glossaries")
MAX_FILE_BYTES = 50 * 1024 * 1024
"""Size of any file of a unit, media included. Source: SECURITY.md, D12."""
_RECORDINGS = "recordings"
"""Under this name the digest of what recordings were last wished for is kept, beside those of the units."""


@dataclass(frozen=True)
class PublishResult:
    """What a publish did, by unit path."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    withdrawn: tuple[str, ...]
    clips_requested: int
    lessons: Mapping[str, LessonDocument] = field(default_factory=dict, repr=False)
    """What was parsed, by the digest of its text, so that the search index need not parse it again."""


def read_units(path: Path) -> list[Unit]:
    """Read the units at a path: a folder holding ``courses/`` or ``glossaries/``, one of these, or one unit in them.

    Hidden files and links are passed over: a link could lead anywhere.

    Raises:
        ContentMissing: nothing of the kind is there.
    """
    path = path.resolve()
    if path.name in KINDS:
        folders = [path]
    elif path.parent.name in KINDS and path.is_dir():
        return [_read_unit(path)]
    else:
        folders = [path / kind for kind in KINDS if (path / kind).is_dir()]
    units = [
        _read_unit(unit)
        for folder in folders
        if folder.is_dir()
        for unit in sorted(folder.iterdir())
        if unit.is_dir() and not unit.is_symlink() and not unit.name.startswith(".")
    ]
    if not units:
        raise ContentMissing(path=str(path))
    return units


def _read_unit(folder: Path) -> Unit:
    """Read a unit's files; raises ContentRefused before reading one that no format allows to be so large."""
    files: dict[str, bytes] = {}
    path, report = f"{folder.parent.name}/{folder.name}", Report()
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if not file.is_file() or file.is_symlink() or any(part.startswith(".") for part in name.parts):
            continue
        if (size := file.stat().st_size) > MAX_FILE_BYTES:
            report.add(f"{path}/{name.as_posix()}", 0, "file-too-large", size=size, limit=MAX_FILE_BYTES)
        else:
            files[name.as_posix()] = file.read_bytes()
    if len(report):
        raise ContentRefused(report)
    return Unit(path, files)


def check(units: list[Unit], known: Known | None = None) -> ContentTree:
    """Parse units and return documents and problems; nothing is written."""
    return parse_units(units, known)


@dataclass(frozen=True)
class Plan:
    """What publishing would do: made by reading and parsing, before the write transaction begins."""

    units: tuple[Unit, ...]
    changed: tuple[Unit, ...]
    gone: tuple[str, ...]
    tree: ContentTree
    before: Mapping[str, str]
    """The published digests on which the plan rests."""


def plan(session: Session, units: list[Unit], *, withdraw_missing: bool = False) -> Plan:
    """Find out what publishing these units would change, and check all of it; nothing is written.

    Args:
        session: for reading.
        units: what to publish.
        withdraw_missing: treat ``units`` as all there is, so that published units not among them are withdrawn.

    Raises:
        ContentRefused: a file has a problem, or points to something that would be gone.
    """
    before = published_digests(session)
    changed = [unit for unit in units if before.get(unit.path) != unit.digest]
    published = {path for path in before if path.partition("/")[0] in KINDS}
    gone = sorted(published - {unit.path for unit in units}) if withdraw_missing else []
    tree = ContentTree()
    if changed or gone:
        # All given units are parsed, so that a link from an unchanged one into a changed one is checked too.
        names = {path.rpartition("/")[2] for path in (*(unit.path for unit in units), *gone)}
        tree = check(units, _known(session, names))
        if len(tree.report):
            raise ContentRefused(tree.report)
    return Plan(tuple(units), tuple(changed), tuple(gone), tree, before)


def publish(session: Session, plan: Plan, now: datetime, speech: SpeechTable) -> PublishResult | None:
    """Carry out a plan, in the caller's write transaction.

    Returns:
        What was done, or None, with nothing done, when somebody else has published since the plan was made.
    """
    if published_digests(session) != plan.before:
        return None
    for path in plan.gone:  # first, so that a renamed unit may take over the ids of its old self
        kind, _, name = path.partition("/")
        (courses.withdraw_market if kind == "courses" else glossaries.withdraw_termbase)(session, name)
        set_digest(session, path, None)
    for unit in plan.changed:
        if unit.kind == "courses":
            courses.publish_market(session, plan.tree.markets[unit.path], now)
        else:
            glossaries.publish_termbase(session, plan.tree.termbases[unit.path])
        set_digest(session, unit.path, unit.digest)
    if plan.changed or plan.gone:
        bump_stamp(session, "content")
    return PublishResult(
        published=tuple(unit.path for unit in plan.changed),
        unchanged=tuple(unit.path for unit in plan.units if unit not in plan.changed),
        withdrawn=plan.gone,
        clips_requested=_request_clips_if_due(session, speech),
        lessons={
            digest_of(text.source): text.document
            for market in plan.tree.markets.values()
            for module in market.modules
            for texts in module.lessons.values()
            for text in texts.values()
        },
    )


def _known(session: Session, without: set[str]) -> Known:
    """Return what is published, but for these markets and termbases."""
    concepts = glossary_queries.published_ids(session, without=without)
    return library.known(session, concepts, without=without)


def _request_clips_if_due(session: Session, speech: SpeechTable) -> int:
    """Wish for recordings only where the content or the engines are others than the last time: it reads every term."""
    voices = [
        (language, engine.name, engine.version, voice)
        for language in sorted(speech.choices)
        for engine, voice in speech.plan(language)
    ]
    due = hashlib.sha256(repr((read_stamps(session).get("content"), RECIPE, voices)).encode()).hexdigest()
    if published_digests(session).get(_RECORDINGS) == due:
        return 0
    requested = request_clips(session, speech)
    set_digest(session, _RECORDINGS, due)
    return requested


def request_clips(session: Session, speech: SpeechTable) -> int:
    """Wish for a recording of every published term, must-knows first, normal speed before slow; return how many new."""
    wishes = (
        ClipWish(
            concept_id=term.concept_id,
            language=term.lang,
            speed=speed,
            spoken=spoken,
            priority=term.priority * 10 + step,
        )
        for term in list(glossary_queries.spoken_terms(session))
        for spoken in (spoken_text(term.lang, term.text, term.reading, term.speech),)
        for step, speed in enumerate(SPEEDS)
    )
    report = audio.request_clips(session, wishes, speech)
    return report.added + report.changed
