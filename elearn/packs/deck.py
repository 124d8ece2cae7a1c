"""A pack as an Anki deck: two cards an entry, with readings and recordings, stable from one pack to the next.

What Anki recognises is frozen: the model's id and fields (in the adapter), and the ``guid`` of a note. Recordings are
named by their digest, so a better one comes as a new file. Source: ``docs/adr/0015``.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from markupsafe import Markup
from sqlalchemy.orm import Session

from elearn.audio.models import SPEEDS
from elearn.content.labels import SLOTS
from elearn.glossaries.wordings import LanguageView, Wording
from elearn.kernel.locales import primary
from elearn.packs import queries
from elearn.packs.archive import ArchiveWriter
from elearn.packs.build import BuildReport
from elearn.packs.models import Recipe
from elearn.packs.ports import DeckHead, DeckNote, DeckWriter
from elearn.packs.queries import PackClip, PackEntry
from elearn.packs.words import PackWords, words
from elearn.storage.blobs import BlobMissing, BlobStore


def guid(concept_id: str, source: str, target: str) -> str:
    """Return the name by which Anki knows a note again, from entry and languages alone."""
    return hashlib.sha256(f"elearn:{concept_id}:{source}:{target}".encode()).hexdigest()[:20]


def sound_name(clip: PackClip) -> str:
    """Return the name of a recording in Anki's one folder of media."""
    return f"elearn-{clip.digest[:20]}.mp3"


def build_deck(
    session: Session, blobs: BlobStore, writer: DeckWriter, recipe: Recipe, path: Path, moment: datetime
) -> BuildReport | None:
    """Write a deck to a path; None where both sides speak the same language, for there is nothing to learn.

    Args:
        session: only read; it is emptied again and again.
        blobs: where recordings are.
        writer: writes the database.
        recipe: what for.
        path: of the ``.apkg``.
        moment: what the notes are dated; newer notes replace older ones.
    """
    if recipe.source == recipe.target:
        return None
    w = words(recipe.locale)
    sounds: dict[str, PackClip] = {}
    counted = [0, 0, 0, 0]

    def notes() -> Iterator[DeckNote]:
        titles = queries.domain_titles(session, recipe.locale)
        for domain, ids in queries.chosen_entries(session, recipe).items():
            recorded = queries.clips(session, recipe.target, ids)
            for entry in queries.entries(session, recipe, ids):
                clips = [recorded.get((entry.id, speed)) for speed in SPEEDS]
                there = [clip for clip in clips if clip is not None and blobs.size_bytes(clip.digest) is not None]
                sounds.update({sound_name(clip): clip for clip in there})
                counted[0] += 1
                counted[1] += len(there)
                counted[2] += len(clips) - len(there)
                counted[3] += sum(clip.duration_ms for clip in there)
                yield _note(entry, recipe, there, titles.get(domain, domain), w)

    name = f"elearn: {w.language(recipe.target)} ({w.language(recipe.source)})"
    deck_id = int(hashlib.sha256(f"{recipe.source}:{recipe.target}".encode()).hexdigest()[:12], 16)
    head = DeckHead(deck_id, name)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        database = Path(folder) / "collection.anki2"
        writer.write(database, head, notes(), moment)
        with ArchiveWriter(path) as archive:
            with database.open("rb") as file:
                archive.add(database.name, iter(lambda: file.read(1 << 20), b""))
            names = sorted(sounds)
            archive.add("media", json.dumps({str(number): name for number, name in enumerate(names)}).encode())
            for number, name in enumerate(names):
                archive.add(str(number), _pieces(blobs, sounds[name]), is_stored=True)
    return BuildReport(name, *counted)


def _pieces(blobs: BlobStore, clip: PackClip) -> Iterator[bytes]:
    try:
        yield from blobs.read(clip.digest, 0, clip.size_bytes)
    except BlobMissing:
        return  # gone this very moment: an empty file keeps the numbering right


def _note(entry: PackEntry, recipe: Recipe, clips: list[PackClip], topic: str, w: PackWords) -> DeckNote:
    more = [_marked(entry.definition, "en", "ltr")] if entry.definition else []
    more += [_marked(note, "en", "ltr") for note in entry.notes]
    return DeckNote(
        guid=guid(entry.id, recipe.source, recipe.target),
        wording=_text(entry.target.main.text, entry.target, w),
        reading=_readings(entry.target.main, entry.target, w),
        meaning=_text(entry.source.main.text, entry.source, w),
        sound=" ".join(f"[sound:{sound_name(clip)}]" for clip in clips),
        more="<br>".join(more),
        tags=("elearn", _tag(topic)),
    )


def _text(text: str, view: LanguageView, w: PackWords) -> str:
    for name in SLOTS:
        text = text.replace(f"{{{name}}}", f"[{w.slot(name)}]")
    return _marked(text, view.language.tag, view.language.direction)


def _readings(wording: Wording, view: LanguageView, w: PackWords) -> str:
    tag, language = view.language.tag, primary(view.language.tag)
    found = []
    if wording.reading and wording.reading != wording.text:
        is_latin = language == "zh"
        found.append(
            _marked(
                wording.reading, f"{language}-Latn" if is_latin else tag, "ltr" if is_latin else view.language.direction
            )
        )
    if wording.romanisation:
        found.append(_marked(wording.romanisation, f"{language}-Latn", "ltr"))
    return "<br>".join(found)


def _marked(text: str, tag: str, direction: str) -> str:
    return Markup('<span lang="{}" dir="{}">{}</span>').format(tag, direction, text)


def _tag(text: str) -> str:
    """Return a text as one of Anki's tags, which end at a space."""
    return "_".join(text.replace("::", " ").split())
