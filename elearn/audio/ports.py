"""What audio needs from outside: engines that speak and an encoder. Recordings are plain bytes, so no numpy here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from elearn.audio.models import Utterance


@dataclass(frozen=True)
class PcmRecording:
    """Sound as samples: 16-bit signed little-endian, one channel."""

    samples: bytes
    rate_hz: int


@dataclass(frozen=True)
class Mp3Recording:
    """Sound that an engine gives as MP3. It is checked and kept as it is: we have no decoder."""

    content: bytes


Recording = PcmRecording | Mp3Recording


class SpeechEngine(Protocol):
    """Something that speaks. Engines start lazily, in the process that uses them, and may be called by any thread."""

    @property
    def name(self) -> str:
        """The engine's name in settings and labels: ``espeak``."""
        ...

    @property
    def version(self) -> str:
        """What makes recordings differ from those of another version; cheap to ask, starts nothing."""
        ...

    def voices(self, language: str) -> tuple[str, ...]:
        """Return the voices of a content language, the best first; empty when it has none. Starts nothing."""
        ...

    def speak(self, utterance: Utterance) -> Recording:
        """Speak. Raises SpeechError; takes at most a minute."""
        ...

    def close(self) -> None:
        """Let go of processes and connections; a later ``speak`` starts them again."""
        ...


class ClipEncoder(Protocol):
    """What turns levelled samples into the bytes of a clip; the same samples and labels give the same bytes."""

    def encode(self, recording: PcmRecording, labels: Mapping[str, str]) -> bytes:
        """Return a whole MP3 file with ``labels`` (engine, voice, language …) in its head."""
        ...


@dataclass(frozen=True)
class SpeechTable:
    """Which engines speak which language, the first choice first."""

    engines: Mapping[str, SpeechEngine]
    choices: Mapping[str, Sequence[str]]
    """Engine names by language; ``Settings.speech``."""

    def plan(self, language: str) -> tuple[tuple[SpeechEngine, str], ...]:
        """Return the engines that have a voice for a language, each with its best voice, in order of choice."""
        chosen = (self.engines[name] for name in self.choices.get(language, ()))
        return tuple((engine, engine.voices(language)[0]) for engine in chosen if engine.voices(language))

    def only(self, engine: str) -> SpeechTable:
        """Return the same table with one engine for every language."""
        return SpeechTable(self.engines, dict.fromkeys(self.choices, (engine,)))

    def close(self) -> None:
        """Close all engines."""
        for engine in self.engines.values():
            engine.close()
