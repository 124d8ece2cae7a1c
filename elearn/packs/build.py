"""Builds a pack: one zip of plain files that open from ``index.html``, written as a stream.

The database is read a few hundred entries at a time and recordings one by one, so that memory does not grow with the
pack. Nothing here depends on the clock or the machine: the same content gives the same bytes.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from elearn import __version__
from elearn.audio.models import SPEEDS
from elearn.content.folding import rules
from elearn.content.labels import PLAYER_KINDS
from elearn.courses import queries as courses
from elearn.courses.queries import MarketView
from elearn.courses.texts import Foreign, LessonCard
from elearn.kernel.locales import LanguageTag, describe, primary
from elearn.packs import queries
from elearn.packs.archive import ArchiveWriter
from elearn.packs.errors import UnknownRecipe
from elearn.packs.finding import keys
from elearn.packs.manifest import FORMAT, LICENCES, Voice, voices
from elearn.packs.models import Recipe
from elearn.packs.queries import PackClip, PackEntry
from elearn.packs.render import LessonLinks, PackPages, built_part, grouped
from elearn.storage.blobs import BlobMissing, BlobStore

LONG_AGO = date.min
"""The day for which facts are asked: what is past its date is told by the reader's own clock, not by ours."""


@dataclass(frozen=True)
class Topic:
    """A domain in a pack."""

    id: str
    title: str
    entries: int


@dataclass(frozen=True)
class LessonLine:
    """A lesson in a pack's list."""

    name: str
    """``market/module/lesson``"""
    title: Foreign
    minutes: int
    path: str


@dataclass
class Cover:
    """What all pages of a pack know of it; the counts grow while it is built."""

    market: str
    native_name: Foreign
    hue: str
    languages: tuple[str, ...]
    target: LanguageTag
    reviewed_on: date
    topics: tuple[Topic, ...]
    lessons: tuple[LessonLine, ...]
    players: int
    entries: int
    title: str = ""
    clips: int = 0
    missing: int = 0
    duration_ms: int = 0
    voices: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class BuildReport:
    """What a built pack holds."""

    title: str
    entries: int
    clips: int
    missing: int
    """Recordings that it should have and has not."""
    duration_ms: int


def build(session: Session, blobs: BlobStore, recipe: Recipe, path: Path) -> BuildReport:
    """Write a pack to a path.

    Args:
        session: only read; it is emptied again and again.
        blobs: where recordings are.
        recipe: what for.
        path: of the zip; what is there is replaced.

    Raises:
        UnknownRecipe: the market is not published, or nothing is left to put in.
        PackAssetsMissing: the front end was not built.
        BlobStoreUnavailable: recordings cannot be read.
    """
    pages = PackPages(recipe.locale)
    view = courses.market(session, recipe.market, recipe.locale, LONG_AGO)
    chosen = queries.chosen_entries(session, recipe)
    if view is None or not chosen:
        raise UnknownRecipe(recipe=recipe.id)
    cover = _cover(session, recipe, view, chosen, pages)
    with ArchiveWriter(path) as archive, tempfile.TemporaryFile() as rows:
        archive.add("style.css", built_part("pack.css"))
        archive.add("pack.js", built_part("pack.js"))
        archive.add("data/folding.js", _script("PACK_FOLDING", rules()))
        where = {name: domain for domain, names in chosen.items() for name in names}
        for topic in cover.topics:
            _add_topic(session, blobs, recipe, cover, pages, archive, topic, chosen[topic.id], where, rows)
        _add_lessons(session, recipe, cover, pages, archive, where)
        _add_people(session, recipe, cover, pages, archive)
        archive.add("data/entries.js", _entries_script(recipe, rows))
        spoken = voices(cover.voices)
        archive.add("index.html", pages.page("index.html", cover=cover, root=""))
        archive.add("credits.html", pages.page("credits.html", cover=cover, root="", licences=LICENCES, voices=spoken))
        archive.add("manifest.json", _manifest(recipe, cover, spoken, archive))
    return BuildReport(cover.title, cover.entries, cover.clips, cover.missing, cover.duration_ms)


def _cover(session: Session, recipe: Recipe, view: MarketView, chosen: dict[str, list[str]], pages: PackPages) -> Cover:
    titles = queries.domain_titles(session, recipe.locale)
    order = grouped(chosen, titles)
    cards = [card for module in view.modules for card in module.lessons]
    cover = Cover(
        market=view.card.name,
        native_name=view.card.native_name,
        hue=view.card.hue,
        languages=recipe.languages,
        target=describe(recipe.target),
        reviewed_on=view.reviewed_on,
        topics=tuple(Topic(name, titles.get(name, name), len(chosen[name])) for name in order),
        lessons=tuple(_line(card) for card in cards),
        players=len(courses.players(session, LONG_AGO, recipe.market, has_facts=False)),
        entries=sum(map(len, chosen.values())),
    )
    cover.title = f"{cover.market}: {' – '.join(pages.words.language(tag) for tag in recipe.languages)}"
    return cover


def _line(card: LessonCard) -> LessonLine:
    path = f"lessons/{card.module_id}-{card.id}.html"
    return LessonLine(f"{card.market_id}/{card.module_id}/{card.id}", card.title, card.minutes, path)


def _add_topic(
    session: Session,
    blobs: BlobStore,
    recipe: Recipe,
    cover: Cover,
    pages: PackPages,
    archive: ArchiveWriter,
    topic: Topic,
    ids: list[str],
    where: dict[str, str],
    rows: IO[bytes],
) -> None:
    found = list(queries.entries(session, recipe, ids))
    recorded = queries.clips(session, recipe.target, ids)
    addresses: dict[str, dict[str, str]] = {}
    for entry in found:
        addresses[entry.id] = {}
        for speed in SPEEDS:
            name = f"audio/{recipe.target}/{entry.id}{'' if speed == 'normal' else f'-{speed}'}.mp3"
            if _add_clip(blobs, archive, cover, name, recorded.get((entry.id, speed))):
                addresses[entry.id][speed] = f"../{name}"
        rows.write(_row(entry, topic.id, addresses[entry.id].get("normal", "")))
    parts: dict[str, list[PackEntry]] = {}
    for entry in found:
        parts.setdefault(entry.situation, []).append(entry)
    values: dict[str, Any] = {
        "cover": cover,
        "topic": topic,
        "parts": parts,
        "root": "../",
        "is_one_language": len(recipe.languages) < 2,
    }
    wordings = {entry.id: entry.target.main.text for entry in queries.entries(session, recipe, _replies(found, where))}
    page = pages.page("phrases.html", clips=addresses, pages=where, wordings=wordings, **values)
    archive.add(f"phrases/{topic.id}.html", page)
    archive.add(f"sheets/{topic.id}.html", pages.page("sheet.html", **values))


def _replies(found: Iterable[PackEntry], where: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(name for entry in found for name in entry.replies if name in where))


def _add_clip(blobs: BlobStore, archive: ArchiveWriter, cover: Cover, name: str, clip: PackClip | None) -> bool:
    """Write a recording if there is one, and count it or its absence."""
    pieces: Iterator[bytes] | None = None
    if clip is not None:
        try:
            pieces = blobs.read(clip.digest, 0, clip.size_bytes)
        except BlobMissing:
            pieces = None
    if clip is None or pieces is None:
        cover.missing += 1
        return False
    archive.add(name, pieces)
    cover.clips += 1
    cover.duration_ms += clip.duration_ms
    cover.voices[clip.engine, clip.voice] += 1
    return True


def _row(entry: PackEntry, topic: str, recording: str) -> bytes:
    """Return a line of the search: id, page, wording, reading, meaning, recording, keys.

    Each key stands between line breaks and after a space, so that the script can look for the start of a word as it is.
    """
    main = entry.target.main
    row = (
        entry.id, f"phrases/{topic}.html", main.text, main.romanisation or main.reading, entry.source.main.text,
        recording.removeprefix("../"), "".join(f"\n {key}" for key in keys(entry)) + "\n",
    )  # fmt: skip
    return _json(row).encode() + b"\n"


def _entries_script(recipe: Recipe, rows: IO[bytes]) -> Iterator[bytes]:
    """Yield the data of the search; a script, because a page on disk may read no other files."""
    languages = [{"tag": tag, "dir": describe(tag).direction} for tag in recipe.languages]
    head = {"languages": languages, "reading": f"{primary(recipe.target)}-Latn"}
    yield f'window.PACK_ENTRIES={_json(head)[:-1]},"rows":['.encode()
    rows.seek(0)
    for number, line in enumerate(rows):
        yield (b",\n" if number else b"") + line.rstrip(b"\n")
    yield b"]};\n"


def _script(name: str, value: object) -> bytes:
    return f"window.{name}={_json(value)};\n".encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028")


def _add_lessons(
    session: Session, recipe: Recipe, cover: Cover, pages: PackPages, archive: ArchiveWriter, where: dict[str, str]
) -> None:
    paths = {line.name: line.path for line in cover.lessons}
    for line in cover.lessons:
        market, module, name = line.name.split("/")
        lesson = courses.lesson(session, market, module, name, recipe.locale, LONG_AGO)
        if lesson is None:
            continue  # withdrawn this very moment; the next build leaves it out of the list too
        facts = {fact.id: fact for fact in lesson.facts}
        links = LessonLinks(where, paths, tuple(facts))
        page = pages.page("lesson.html", links=links, cover=cover, lesson=lesson, facts=facts, root="../")
        archive.add(line.path, page)
        session.expunge_all()


def _add_people(session: Session, recipe: Recipe, cover: Cover, pages: PackPages, archive: ArchiveWriter) -> None:
    players = courses.players(session, LONG_AGO, recipe.market)
    kinds = grouped({player.kind for player in players}, PLAYER_KINDS)
    groups = {kind: [player for player in players if player.kind == kind] for kind in kinds}
    if groups:
        archive.add("people.html", pages.page("people.html", cover=cover, players=groups, root=""))


def _manifest(recipe: Recipe, cover: Cover, spoken: list[Voice], archive: ArchiveWriter) -> Iterator[bytes]:
    head = {
        "format": FORMAT,
        "id": recipe.id,
        "title": cover.title,
        "market": recipe.market,
        "locale": recipe.locale,
        "languages": list(recipe.languages),
        "edition": recipe.edition,
        "made_by": f"elearn {__version__}",
        "reviewed_on": cover.reviewed_on.isoformat(),
        "entries": cover.entries,
        "clips": cover.clips,
        "missing_clips": cover.missing,
        "audio_ms": cover.duration_ms,
        "lessons": len(cover.lessons),
        "people_and_places": cover.players,
        "licences": [licence.__dict__ for licence in LICENCES],
        "voices": [voice.__dict__ for voice in spoken],
    }
    text = json.dumps(head, ensure_ascii=False, indent=1)
    yield text[: text.rindex("\n")].encode() + b',\n "files": [\n'
    for number, line in enumerate(archive.written()):
        yield (b",\n" if number else b"") + b"  " + line
    yield b"\n ]\n}\n"
