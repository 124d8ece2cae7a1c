"""The silent twin: a speech engine that says nothing, in a tone that passes the gate. For tests and benchmarks.

It is not silent in the strict sense, since the gate refuses silence: it hums softly for as long as the text would
take, at a pitch made from the text, so that different texts give different bytes. It needs no process and no numpy.
"""

from __future__ import annotations

import math
import struct
import unicodedata

from elearn.audio.models import Utterance
from elearn.audio.ports import PcmRecording
from elearn.kernel.locales import CONTENT_LANGUAGES

_RATE_HZ = 22050
_LOUDNESS = 3000


class SilentSpeech:
    """Hums; always at hand, always the same."""

    name = "silent"
    version = "1"

    def voices(self, language: str) -> tuple[str, ...]:
        """Return its only voice, for every content language."""
        return ("hum",) if language in CONTENT_LANGUAGES else ()

    def speak(self, utterance: Utterance) -> PcmRecording:
        """Hum for about the time that the text takes to say."""
        letters = sum(
            (3 if unicodedata.east_asian_width(char) == "W" else 1)
            for char in utterance.text
            if unicodedata.category(char)[0] in "LN"
        )
        seconds = (0.2 + 0.07 * letters) * (1.5 if utterance.speed == "slow" else 1)
        period = 60 + int(utterance.key(self.name, self.version)[:4], 16) % 60
        wave = struct.pack(
            f"<{period}h", *(round(_LOUDNESS * math.sin(2 * math.pi * at / period)) for at in range(period))
        )
        return PcmRecording(wave * max(1, round(seconds * _RATE_HZ / period)), _RATE_HZ)

    def close(self) -> None:
        """Nothing is open."""
