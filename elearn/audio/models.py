"""Utterances, wishes and clips: what shall be spoken, and the row that says how far it has come."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from elearn.audio.kana import sounded_kana
from elearn.kernel.locales import primary
from elearn.storage.db import Model, UtcDateTime

Speed = Literal["normal", "slow"]
SPEEDS: tuple[Speed, ...] = ("normal", "slow")

ClipState = Literal["requested", "ready", "failed", "unspoken"]

RECIPE = 1
"""Counts up when gate or encoder change so much that all clips should be made anew."""

LONGEST_SPOKEN = 1000
"""Characters; a longer text is not a phrase and stays unspoken."""


@dataclass(frozen=True)
class Utterance:
    """What one engine is asked to say."""

    text: str
    """Exactly what is spoken: the reading where the script needs one; see ``spoken_text``."""
    language: str
    """BCP 47 tag of the content language."""
    voice: str
    speed: Speed

    def key(self, engine: str, engine_version: str) -> str:
        """Return the sha256 that names what was asked of which engine. Source: ADR 0003."""
        asked = {
            "engine": engine,
            "engine_version": engine_version,
            "language": self.language,
            "recipe": RECIPE,
            "speed": self.speed,
            "text": self.text,
            "voice": self.voice,
        }
        canonical = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class ClipWish:
    """One recording that the published content wants."""

    concept_id: str
    language: str
    speed: Speed
    spoken: str
    """The result of ``spoken_text``."""
    priority: int
    """Smaller is made sooner."""


class Clip(Model):
    """A recording of one term in one language at one speed, wished for or there."""

    __tablename__ = "clip"
    __table_args__ = (
        sa.UniqueConstraint("concept_id", "language", "speed"),
        sa.Index("ix_clip_queue", "state", "priority", "attempts", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[str] = mapped_column(sa.String(200))
    """The concept's stable id; no foreign key, because features side by side do not know each other."""
    language: Mapped[str] = mapped_column(sa.String(20))
    speed: Mapped[str] = mapped_column(sa.String(10))
    spoken: Mapped[str] = mapped_column(sa.Text)
    key: Mapped[str] = mapped_column(sa.String(64), index=True)
    """What is asked of the language's first engine; changes exactly when the clip must be made anew."""
    priority: Mapped[int] = mapped_column(default=3)
    preferred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a learner pressed play on the missing clip: it then goes before all others."""
    state: Mapped[str] = mapped_column(sa.String(10), default="requested")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when a worker has it in hand; also the token by which that worker proves it still holds it."""
    error_code: Mapped[str | None] = mapped_column(sa.String(60))
    """Why it is not there, or why it was late; see ``elearn.audio.errors``."""
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)

    # What stands below belongs to the recording that is there, which may be older than the wish above.
    digest: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    recorded_text: Mapped[str | None] = mapped_column(sa.Text)
    recorded_key: Mapped[str | None] = mapped_column(sa.String(64))
    engine: Mapped[str | None] = mapped_column(sa.String(40))
    engine_version: Mapped[str | None] = mapped_column(sa.String(60))
    voice: Mapped[str | None] = mapped_column(sa.String(80))
    size_bytes: Mapped[int | None]
    duration_ms: Mapped[int | None]
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClipLeftover(Model):
    """A digest that audio has put or is about to put into the blob store and that no clip may need (any more).

    Written before the bytes are, so that a crash between bytes and row leaves nothing unknown behind; the sweep
    removes what nobody refers to after an hour.
    """

    __tablename__ = "clip_leftover"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class _Speakable(dict[int, str]):
    """What becomes of each character, worked out when first met: spaces are spaces, and what nobody sees goes."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        is_seen = unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        self[code] = " " if char.isspace() else char if is_seen else ""
        return self[code]


_SPEAKABLE = _Speakable()
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SPACES = re.compile(r"\s+")
_PAUSES = re.compile(r"(?:\s*…[\s,;、，]*)+")
_BETWEEN_WORDS = re.compile(r"(?<!\d)\s*/\s*|\s*/\s*(?!\d)")
_BRACKETS = str.maketrans(dict.fromkeys("()[]{}（）［］<>|", " "))


def spoken_text(language: str, text: str, reading: str | None = None, speech: str | None = None) -> str:
    """Return what an engine is given for a term, or an empty text where there is nothing to speak.

    ``speech`` wins where the terminologist wrote one. Otherwise Japanese is spoken from its kana and Arabic from its
    vowelled reading, because engines misread kanji and unvowelled words; all other languages from the text. A
    placeholder such as ``{company}`` becomes a short pause: the engine writes it as an ellipsis, which all 13
    espeak-ng voices were seen to keep silent for about 0.3 s. Braces and brackets are never read out.

    Args:
        language: BCP 47 tag of the content language.
        text: the wording as written.
        reading: the term's ``reading``; pinyin, kana or vowelled text.
        speech: the term's ``speech``.
    """
    spelt = primary(language)
    source = speech or (reading if spelt in ("ja", "ar") else None) or text
    source = unicodedata.normalize("NFC", source).translate(_SPEAKABLE)
    source = _PLACEHOLDER.sub(" … ", source).replace("...", "…").replace("_", " ")
    source = _BETWEEN_WORDS.sub(", ", source).translate(_BRACKETS)
    if spelt == "hi":
        source = source.replace("।", ".").replace("॥", ".")
    if spelt == "ja" and not speech:
        source = sounded_kana(text, source)
    source = _PAUSES.sub(" … ", source)
    source = _SPACES.sub(" ", source)
    source = re.sub(r"^[\s…,、，]+|[\s…,、，]+$", "", source)  # a pause at an end is only silence
    source = re.sub(r" … (?=[.?!。？！؟;])", "", source)
    return source if any(unicodedata.category(char)[0] in "LN" for char in source) else ""
