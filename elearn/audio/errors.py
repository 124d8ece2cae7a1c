"""What may go wrong between a text and its recording. Vendors' errors are turned into these by the adapters."""

from __future__ import annotations

from typing import ClassVar

from elearn.kernel.errors import ElearnError


class SpeechError(ElearnError):
    """Something kept a text from being spoken by ``engine``."""

    code = "speech-failed"
    is_transient: ClassVar[bool] = True
    """Whether the same engine may well succeed later, so that trying again makes sense."""

    @property
    def clip_code(self) -> str:
        """The stable code that a clip's row keeps: the class's code, and the reason where there is one."""
        reason = self.params.get("reason")
        return f"{self.code}-{reason}" if reason else self.code


class EngineUnavailable(SpeechError):
    """The engine is not installed or cannot start: ``engine``, ``hint`` (what an operator can do)."""

    code = "engine-unavailable"
    is_transient = False


class VoiceMissing(SpeechError):
    """The engine has no voice for this: ``engine``, ``language``, ``voice``."""

    code = "voice-missing"
    is_transient = False


class NeedsReading(SpeechError):
    """The engine would misread the spelling and no reading was given: ``engine``, ``language``."""

    code = "needs-reading"
    is_transient = False


class RateLimited(SpeechError):
    """The engine wants to be left alone for ``retry_after_s`` seconds: ``engine``."""

    code = "rate-limited"

    def __init__(self, *, engine: str, retry_after_s: float = 60.0) -> None:
        super().__init__(engine=engine, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class Unreachable(SpeechError):
    """The engine did not answer: ``engine``, ``reason`` (``refused``, ``timeout``, ``crashed``, ``server``)."""

    code = "engine-unreachable"


class BadAudio(SpeechError):
    """The engine answered with something that must not be stored: ``engine`` (where known), ``reason``.

    Reasons: ``no-audio``, ``not-audio``, ``truncated``, ``sample-rate``, ``silent``, ``too-short``, ``too-long``,
    ``clipped``, ``loudness``.
    """

    code = "bad-audio"
