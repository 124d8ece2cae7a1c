"""Making one clip: the language's engines in turn, the gate, the encoder. Knows no database and no store's rows.

A file of its own beside ``services``, which knows only rows: this half may take a minute, that half holds locks.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from elearn.audio.errors import RateLimited, SpeechError, Unreachable
from elearn.audio.models import Speed, Utterance
from elearn.audio.ports import ClipEncoder, Mp3Recording, SpeechEngine, SpeechTable
from elearn.storage.blobs import BlobStore, digest_of

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=180)
"""Longer than the slowest clip may take with two engines and a slow blob store."""
_LONGEST_REST_S = 3600.0


@dataclass(frozen=True)
class ClipJob:
    """A clip that this worker holds, as it was when claimed."""

    id: int
    lease_until_at: datetime
    language: str
    speed: Speed
    spoken: str
    key: str


@dataclass(frozen=True)
class Made:
    """A recording that passed the gate."""

    digest: str
    size_bytes: int
    duration_ms: int
    engine: str
    engine_version: str
    voice: str
    content: bytes = field(repr=False, default=b"")
    """Empty when the bytes are in the store already."""


@dataclass(frozen=True)
class Missed:
    """Why there is no recording: an error's ``clip_code``, and whether trying again makes sense."""

    code: str
    is_transient: bool = True
    wait_s: float | None = None
    """Set when nothing was attempted: wait so long and count nothing."""


Outcome = Made | Missed


@dataclass
class _Rest:
    """An engine that is left alone for a while, after it said so or did not answer."""

    until: float = 0.0
    failures: int = 0


@dataclass
class ClipMaker:
    """What making clips needs, and which engines rest (the circuit breaker; per process, since it is only courtesy)."""

    speech: SpeechTable
    encoder: ClipEncoder
    blobs: BlobStore
    lease: timedelta = LEASE
    _rests: dict[str, _Rest] = field(default_factory=dict)

    def resting_languages(self) -> set[str]:
        """Return the languages all of whose engines rest, so that their clips need not be claimed."""
        now = time.monotonic()
        resting = {name for name, rest in self._rests.items() if rest.until > now}
        plans = ((language, self.speech.plan(language)) for language in self.speech.choices if resting)
        return {language for language, plan in plans if plan and all(engine.name in resting for engine, _ in plan)}

    def _refuse_resting(self, engine: SpeechEngine) -> None:
        """Raise RateLimited while an engine rests, without asking it."""
        left = self._rests.get(engine.name, _Rest()).until - time.monotonic()
        if left > 0:
            raise RateLimited(engine=engine.name, retry_after_s=left)

    def _note(self, engine: SpeechEngine, error: SpeechError | None) -> None:
        """Remember an engine's success or failure: 429 rests it at once, the third failure in a row too."""
        rest = self._rests.setdefault(engine.name, _Rest())
        if isinstance(error, RateLimited | Unreachable):
            rest.failures += 1
            pause = 60.0 * 2 ** min(rest.failures - 3, 6) if rest.failures >= 3 else 0.0
            if isinstance(error, RateLimited):
                pause = max(pause, error.retry_after_s)
            rest.until = time.monotonic() + min(pause, _LONGEST_REST_S)
        elif error is None:
            rest.failures, rest.until = 0, 0.0

    def make(self, job: ClipJob) -> Outcome:
        """Speak one clip by the first engine that can. Never raises."""
        errors: list[SpeechError] = []
        rests: list[float] = []
        for engine, voice in self.speech.plan(job.language):
            try:
                self._refuse_resting(engine)
            except RateLimited as error:
                rests.append(error.retry_after_s)
                errors.append(error)
                continue
            try:
                made = self._speak(engine, Utterance(job.spoken, job.language, voice, job.speed))
            except SpeechError as error:
                log.warning("clip %s: %s: %s", job.id, engine.name, error)
                self._note(engine, error)
                errors.append(error)
                if isinstance(error, RateLimited):
                    rests.append(error.retry_after_s)
            except Exception:  # a clip that trips over a fault of ours must not hold up the others for ever
                log.exception("clip %s: %s", job.id, engine.name)
                errors.append(SpeechError(engine=engine.name))
            else:
                self._note(engine, None)
                return made
        if not errors:
            return Missed("voice-missing", is_transient=False)
        attempted = [error for error in errors if not isinstance(error, RateLimited)]
        if not attempted:
            return Missed("rate-limited", wait_s=min(rests))
        return Missed(attempted[0].clip_code, any(error.is_transient for error in errors))

    def _speak(self, engine: SpeechEngine, utterance: Utterance) -> Made:
        """Return a clip that passed the gate. Raises SpeechError."""
        from elearn.audio import gate  # brings numpy, which web processes must not carry

        recording = engine.speak(utterance)
        if isinstance(recording, Mp3Recording):
            content = recording.content
            duration_ms = gate.mp3_duration_ms(content)
            gate.check_duration(duration_ms, utterance.text, utterance.speed)
        else:
            levelled = gate.level(recording, utterance.text, utterance.speed)
            labels = {"engine": engine.name, "language": utterance.language, "voice": utterance.voice}
            content = self.encoder.encode(levelled.recording, labels)
            duration_ms = levelled.duration_ms
        return Made(
            digest_of(content), len(content), duration_ms, engine.name, engine.version, utterance.voice, content
        )  # fmt: skip
