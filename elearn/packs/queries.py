"""Reads for building packs and for the pages that offer them; they return frozen values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from elearn.audio.models import Clip
from elearn.courses.models import Lesson, LessonTerm, Market, Module
from elearn.glossaries import queries as glossaries
from elearn.glossaries.models import Concept, LanguageSection
from elearn.glossaries.wordings import LanguageView, pick, views_of
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.packs.models import EDITIONS, RECIPE, Form, Pack, PackFile, Recipe
from elearn.storage.db import read_stamps

CHUNK = 500
LEFT_OUT_ENGINES = ("gtts",)
"""Engines whose recordings may be heard here but not be handed on: nobody has asked their owner."""
_USABLE = sa.and_(Clip.state == "ready", Clip.digest.is_not(None), Clip.engine.not_in(LEFT_OUT_ENGINES))


@dataclass(frozen=True)
class PackEntry:
    """An entry as packs show it."""

    id: str
    kind: str
    say: str
    situation: str
    definition: str
    definition_source: tuple[str, str]
    """Title and address."""
    replies: tuple[str, ...]
    notes: tuple[str, ...]
    """What it means beyond its words in the pack's market, in English."""
    source: LanguageView
    target: LanguageView


@dataclass(frozen=True)
class PackClip:
    """A recording that goes into packs."""

    digest: str
    size_bytes: int
    duration_ms: int
    engine: str
    voice: str


def chosen_entries(session: Session, recipe: Recipe) -> dict[str, list[str]]:
    """Return the ids of a pack's entries by domain, both in the order of the termbase."""
    query = sa.select(Concept.id, Concept.domain).where(Concept.is_published)
    if recipe.domains:
        query = query.where(Concept.domain.in_(recipe.domains))
    if recipe.concept_ids:
        query = query.where(Concept.id.in_(recipe.concept_ids))
    elif recipe.edition == "first":
        query = query.where(sa.or_(Concept.priority == 1, Concept.id.in_(_used_by(recipe.market))))
    found: dict[str, list[str]] = {}
    for concept_id, domain in session.execute(query.order_by(Concept.position, Concept.id)):
        found.setdefault(domain, []).append(concept_id)
    return found


def _used_by(market: str) -> sa.Select[str]:
    """Ask for the entries that a market's lessons use; what it says first is among them."""
    query = sa.select(LessonTerm.concept_id).join(Lesson, Lesson.id == LessonTerm.lesson_id)
    query = query.join(Module, Module.id == Lesson.module_id).where(Module.market_id == market)
    return query.where(Lesson.is_published, Module.is_published)


def entries(session: Session, recipe: Recipe, ids: Sequence[str]) -> Iterator[PackEntry]:
    """Yield entries in the order of their ids, with no other languages than the pack's loaded.

    What was loaded is let go of again, so the session must hold nothing that still has to be written.
    """
    wanted = {*recipe.languages, "en"}  # English stands in where a language is missing
    sections = selectinload(Concept.sections.and_(LanguageSection.lang.in_(wanted)))
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        query = sa.select(Concept).where(Concept.id.in_(some)).options(sections.selectinload(LanguageSection.terms))
        found = {concept.id: _entry(concept, recipe) for concept in session.scalars(query)}
        session.expunge_all()
        yield from (found[name] for name in some if name in found)


def _entry(concept: Concept, recipe: Recipe) -> PackEntry:
    views = views_of(concept)
    return PackEntry(
        id=concept.id,
        kind=concept.kind,
        say=concept.say,
        situation=concept.situation,
        definition=concept.definition,
        definition_source=(concept.source_title, concept.source_url),
        replies=tuple(concept.replies),
        notes=tuple(note["text"] for note in concept.notes if note["market"] == recipe.market),
        source=pick(views, recipe.source),
        target=pick(views, recipe.target),
    )


def clips(session: Session, language: str, ids: Sequence[str]) -> dict[tuple[str, str], PackClip]:
    """Return the recordings that say what is wished for now, by entry and speed."""
    columns = (Clip.concept_id, Clip.speed, Clip.digest, Clip.size_bytes, Clip.duration_ms, Clip.engine, Clip.voice)
    found: dict[tuple[str, str], PackClip] = {}
    for start in range(0, len(ids), CHUNK):
        query = sa.select(*columns).where(_USABLE, Clip.language == language)
        for row in session.execute(query.where(Clip.concept_id.in_(ids[start : start + CHUNK]))):
            size, duration = row.size_bytes or 0, row.duration_ms or 0
            clip = PackClip(str(row.digest), size, duration, str(row.engine), str(row.voice))
            found[row.concept_id, row.speed] = clip
    return found


def domain_titles(session: Session, locale: str) -> dict[str, str]:
    """Return the titles of all domains in an interface language, in order."""
    return {domain.id: domain.title for domain in glossaries.domains(session, locale)}


# --- what is offered ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileView:
    """A file to load down."""

    id: str
    form: Form
    digest: str
    size_bytes: int
    entries: int
    clips: int
    missing: int
    duration_ms: int
    built_at: datetime

    @property
    def address(self) -> str:
        """Where it is; the bytes there never change."""
        return f"/packs/{self.id}.{self.form}"


@dataclass(frozen=True)
class Offer:
    """A pack as a list shows it, whether it was made or not."""

    recipe: Recipe
    state: str
    """new (nobody asked yet), requested, ready or failed."""
    files: tuple[FileView, ...]
    """The newest of each form, the zip first; there may be some of yesterday while newer ones are made."""

    @property
    def zip(self) -> FileView | None:
        """The pack itself."""
        return next((file for file in self.files if file.form == "zip"), None)


def recipes(session: Session) -> Iterator[Recipe]:
    """Yield all ready-made packs that there could be: each market, each reader, each language spoken there.

    Who speaks the language already gets one with that language alone.
    """
    query = sa.select(Market.id, Market.languages).where(Market.is_published, Market.kind == "market")
    for market, spoken in session.execute(query.order_by(Market.position, Market.id)):
        for source in CONTENT_LANGUAGES:
            targets = [tag for tag in spoken if tag != source] or [source]
            yield from (Recipe(market, source, target, edition) for target in targets for edition in EDITIONS)


def offers(session: Session, source: str = "") -> tuple[Offer, ...]:
    """Return what is or could be offered, to readers of one language or to all."""
    rows = {row.id: row for row in session.scalars(sa.select(Pack))}
    files: dict[str, list[FileView]] = {}
    query = sa.select(PackFile).where(PackFile.is_stored, PackFile.replaced_at.is_(None))
    for file in session.scalars(query.order_by(PackFile.form.desc())):
        files.setdefault(file.pack_id, []).append(_file(file))
    return tuple(
        Offer(recipe, rows[recipe.id].state if recipe.id in rows else "new", tuple(files.get(recipe.id, ())))
        for recipe in recipes(session)
        if source in ("", recipe.source)
    )


def file(session: Session, file_id: str, form: str) -> FileView | None:
    """Return a stored file, also one that a newer has replaced, or None."""
    row = session.get(PackFile, file_id)
    return _file(row) if row is not None and row.is_stored and row.form == form else None


def _file(row: PackFile) -> FileView:
    form: Form = row.form  # type: ignore[assignment]
    return FileView(
        row.id, form, row.digest, row.size_bytes, row.entries, row.clips, row.missing, row.duration_ms, row.built_at
    )


def known_ids(session: Session) -> frozenset[str]:
    """Return the ids of the packs that somebody has asked for."""
    return frozenset(session.scalars(sa.select(Pack.id)))


def audio_bytes(session: Session) -> dict[str, int]:
    """Return by language how many bytes of recordings there are that may go into packs."""
    query = sa.select(Clip.language, sa.func.sum(Clip.size_bytes)).where(_USABLE).group_by(Clip.language)
    return {language: int(size or 0) for language, size in session.execute(query)}


def count_entries(session: Session, recipe: Recipe) -> int:
    """Return how many entries a pack would hold."""
    return sum(map(len, chosen_entries(session, recipe).values()))


def referenced(session: Session, digests: Collection[str]) -> set[str]:
    """Return those of the digests that a pack file needs."""
    return set(session.scalars(sa.select(PackFile.digest).where(PackFile.digest.in_(digests))))


def built_from(session: Session) -> str:
    """Return what packs would be built from now: the stamps of content and clips, and the recipe's number."""
    stamps = read_stamps(session)
    return f"{stamps.get('content', 0)}-{stamps.get('clips', 0)}-{RECIPE}"
