"""gTTS as a speech engine: the online voice of Google Translate, an extra, off until the operator chooses it.

The gTTS library writes the request bodies and nothing else: its own sender turns off certificate checks, waits for
ever, and takes a consent page for audio. We send: certificates verified, time-outs, no redirects, at most three
tries, 429 reported at once. The endpoint is unofficial, so it is used by jobs only and may vanish any day.

Clips come as MP3, 24 kHz; they are kept byte for byte, hence neither levelled nor labelled inside (no decoder among
our dependencies); the page labels them. Source: gTTS issues 259 and 309.
"""

from __future__ import annotations

import base64
import binascii
import email.utils
import importlib.metadata
import random
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from elearn.audio.errors import BadAudio, EngineUnavailable, RateLimited, Unreachable, VoiceMissing
from elearn.audio.models import Utterance
from elearn.audio.ports import Mp3Recording

if TYPE_CHECKING:
    import requests

_VOICES = {
    "en": "en@co.uk",
    "fr": "fr@fr",
    "el": "el@gr",
    "it": "it@it",
    "pt-BR": "pt@com.br",
    "es": "es@es",
    "ar": "ar@com",
    "zh-CN": "zh-CN@com",
    "ja": "ja@co.jp",
    "ko": "ko@co.kr",
    "de": "de@de",
    "hi": "hi@co.in",
    "ca": "ca@es",
}
"""The service's language and, behind the ``@``, its country, which decides the accent."""

_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_AUDIO = re.compile(rb'jQ1olc","\[\\"([A-Za-z0-9+/=]+)\\"')
_MOST_BYTES = 8 * 1024 * 1024
_TRIES = 3
_WHOLE_SECONDS = 60.0
_HINT = "pip install 'elearn[gtts]'"


class GttsSpeech:
    """Speaks by Google Translate's endpoint, or by another that speaks its protocol."""

    name = "gtts"

    def __init__(
        self,
        base_url: str = "",
        *,
        connect_timeout_s: float = 3.05,
        read_timeout_s: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeouts = (connect_timeout_s, read_timeout_s)
        self._sleep = sleep

    @property
    def version(self) -> str:
        """The library's version; the voices behind the endpoint change without saying so."""
        try:
            return importlib.metadata.version("gTTS")
        except importlib.metadata.PackageNotFoundError:
            return "missing"

    def voices(self, language: str) -> tuple[str, ...]:
        """Return the one voice of a language."""
        return (_VOICES[language],) if language in _VOICES else ()

    def speak(self, utterance: Utterance) -> Mp3Recording:
        """Ask the endpoint, in pieces of 100 characters as the library cuts them.

        Raises:
            EngineUnavailable: the extra is not installed.
            VoiceMissing: no such voice.
            RateLimited: the endpoint says so; it is not asked again.
            Unreachable: ``refused``, ``timeout`` or ``server``, after three tries.
            BadAudio: ``no-audio`` for a consent page or an unsupported text, ``not-audio`` for other bytes.
        """
        language, _, country = utterance.voice.partition("@")
        if utterance.voice not in _VOICES.values():
            raise VoiceMissing(engine=self.name, language=utterance.language, voice=utterance.voice)
        bodies, headers = self._requests(utterance, language)
        url = (self._base_url or f"https://translate.google.{country}") + _PATH
        import requests

        deadline = time.monotonic() + _WHOLE_SECONDS
        with requests.Session() as session:
            session.headers.update(headers)
            return Mp3Recording(b"".join(self._piece(session, url, body, deadline) for body in bodies))

    def close(self) -> None:
        """Nothing stays open between two calls."""

    def _requests(self, utterance: Utterance, language: str) -> tuple[list[str], dict[str, str]]:
        """Let the library write the bodies; its rewriting of abbreviations is off, since ``spoken`` is what is said."""
        try:
            import requests  # noqa: F401 - part of the same extra
            from gtts import gTTS  # type: ignore[import-untyped]
        except ImportError as error:
            raise EngineUnavailable(engine=self.name, hint=_HINT) from error
        try:
            speech = gTTS(
                utterance.text,
                lang=language,
                slow=utterance.speed == "slow",
                lang_check=False,  # it warns about zh-CN, and our table is checked already
                pre_processor_funcs=[],
            )
            return speech.get_bodies(), dict(gTTS.GOOGLE_TTS_HEADERS)
        except AssertionError as error:  # the library's way to say that nothing is left to speak
            raise BadAudio(engine=self.name, reason="no-audio") from error

    def _piece(self, session: requests.Session, url: str, body: str, deadline: float) -> bytes:
        """Return the MP3 of one body, trying again after what may pass."""
        for attempt in range(_TRIES):
            try:
                return self._audio(*self._send(session, url, body, deadline))
            except Unreachable:
                if attempt == _TRIES - 1 or time.monotonic() > deadline:
                    raise
                self._sleep(0.5 * 2**attempt + random.uniform(0, 0.2))  # noqa: S311 - spreads load, guards nothing
        raise AssertionError("the last try returns or raises")

    def _send(self, session: requests.Session, url: str, body: str, deadline: float) -> tuple[int, bytes]:
        """Post one body and return status and content; small, whole and in time."""
        import requests

        try:
            with session.post(
                url, data=body, timeout=self._timeouts, allow_redirects=False, stream=True
            ) as response:  # fmt: skip
                if response.status_code == 429:
                    raise RateLimited(engine=self.name, retry_after_s=_retry_after(response.headers.get("Retry-After")))
                content = bytearray()
                for piece in response.iter_content(64 * 1024):
                    content += piece
                    if len(content) > _MOST_BYTES:
                        raise BadAudio(engine=self.name, reason="not-audio")
                    if time.monotonic() > deadline:
                        raise Unreachable(engine=self.name, reason="timeout")
                return response.status_code, bytes(content)
        except requests.Timeout as error:
            raise Unreachable(engine=self.name, reason="timeout") from error
        except requests.RequestException as error:
            reason = "timeout" if "timed out" in str(error).lower() else "refused"  # a time-out while reading the body
            raise Unreachable(engine=self.name, reason=reason) from error

    def _audio(self, status: int, content: bytes) -> bytes:
        if status >= 500:
            raise Unreachable(engine=self.name, reason="server", status=status)
        found = _AUDIO.search(content) if status == 200 else None
        if found is None:
            raise BadAudio(engine=self.name, reason="no-audio", status=status)
        try:
            mp3 = base64.b64decode(found[1], validate=True)
        except binascii.Error as error:
            raise BadAudio(engine=self.name, reason="truncated") from error
        if not (mp3[:3] == b"ID3" or (len(mp3) > 1 and mp3[0] == 0xFF and mp3[1] & 0xE0 == 0xE0)):
            raise BadAudio(engine=self.name, reason="not-audio")
        return mp3


def _retry_after(value: str | None) -> float:
    """Return the seconds that a Retry-After header asks for, from one second to an hour; a minute when it says nothing.

    Source: RFC 9110, 10.2.3.
    """
    seconds = 60.0
    if value and value.strip().isdigit():
        seconds = float(value.strip()[:6])
    elif value:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError):
            pass
    return min(max(seconds, 1.0), 3600.0)
