"""espeak-ng as a speech engine: small, offline, quick, robotic; the floor that every language has.

The library comes in the ``espeakng-loader`` wheel and runs in its own process, see ``speech_espeak_child``. Bytes are
the same every time for the same text, voice and speed (each request is the first call of a fresh fork).
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from functools import cached_property
from pathlib import Path
from typing import IO

from elearn.audio.errors import BadAudio, EngineUnavailable, NeedsReading, Unreachable, VoiceMissing
from elearn.audio.models import Utterance
from elearn.audio.ports import PcmRecording
from elearn.content.folding import HAN
from elearn.kernel.locales import primary

_VOICES = {
    "en": "gmw/en",
    "fr": "roa/fr",
    "el": "grk/el",
    "it": "roa/it",
    "pt-BR": "roa/pt-BR",
    "es": "roa/es",
    "ar": "sem/ar",
    "zh-CN": "sit/cmn",
    "ja": "jpx/ja",
    "ko": "ko",
    "de": "gmw/de",
    "hi": "inc/hi",
    "ca": "roa/ca",
}
"""espeak-ng's voice identifiers; names such as ``en-gb`` or ``zh`` are refused by the library."""
_WORDS_PER_MINUTE = {"normal": 165, "slow": 110}
_REVISION = 2
"""Counts up when this file changes what is heard."""
_CHILD = Path(__file__).with_name("speech_espeak_child.py")
_START_SECONDS = 10

_KANJI = re.compile(f"[{HAN}々]")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_ARABIC_VOWEL = re.compile(r"[\u064b-\u0652\u0670]")


_FINAL_TA_MARBUTA = re.compile("ة\u0652?(?=[\\s.،؟:!؛…]|$)")
_FINAL_WAW_ALIF = re.compile("وا(?=[\\s.،؟:!؛…]|$)")
_ALIF_AFTER_KASRA = re.compile("\u0650ا(?=[\u0621-\u064a])")
_VOWEL_BEFORE_SHADDA = re.compile("([\u064b-\u0650])\u0651")


def _arabic_as_heard(text: str) -> str:
    """Spell vowelled Arabic so that espeak-ng says it right.

    It says "t" for the silent ending of a word in pause, "ā" for the silent alif after ū and after a short i, and loses
    the vowel of a doubled letter where, as Unicode orders them, the vowel stands before the doubling mark.
    """
    text = _FINAL_TA_MARBUTA.sub("", text)
    text = _FINAL_WAW_ALIF.sub("و", text)
    text = _ALIF_AFTER_KASRA.sub("\u0650", text)
    return _VOWEL_BEFORE_SHADDA.sub("\u0651\\1", text)


class EspeakSpeech:
    """Speaks by espeak-ng, one request at a time."""

    name = "espeak"

    def __init__(self, timeout_s: int = 20) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    @cached_property
    def version(self) -> str:
        """The wheel's version and this adapter's own revision."""
        try:
            return f"{importlib.metadata.version('espeakng-loader')}+{_REVISION}"
        except importlib.metadata.PackageNotFoundError:
            return f"missing+{_REVISION}"

    def voices(self, language: str) -> tuple[str, ...]:
        """Return the one voice of a language."""
        return (_VOICES[language],) if language in _VOICES else ()

    def speak(self, utterance: Utterance) -> PcmRecording:
        """Speak in the child process, starting it where needed.

        Raises:
            NeedsReading: Japanese with kanji, which the voice reads as "Japanese letter", or Arabic without vowels.
            VoiceMissing: the library has no such voice.
            BadAudio: nothing was heard.
            Unreachable: the child hung or crashed; it is started again by the next call.
            EngineUnavailable: the library is not installed or does not start.
        """
        self._refuse_unreadable(utterance)
        text = _arabic_as_heard(utterance.text) if primary(utterance.language) == "ar" else utterance.text
        request = {"text": text, "voice": utterance.voice, "wpm": _WORDS_PER_MINUTE[utterance.speed]}
        with self._lock:
            head, samples = self._ask(json.dumps(request).encode())
        status = head["status"]
        if status == "no-voice":
            raise VoiceMissing(engine=self.name, language=utterance.language, voice=utterance.voice)
        if status != "ok":
            raise Unreachable(engine=self.name, reason=str(status))
        if not samples:
            raise BadAudio(engine=self.name, reason="no-audio")
        return PcmRecording(samples, int(str(head["rate_hz"])))

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._stop()

    def _refuse_unreadable(self, utterance: Utterance) -> None:
        language, text = primary(utterance.language), utterance.text
        is_bare_arabic = len(_ARABIC.findall(text)) > 3 and not _ARABIC_VOWEL.search(text)
        if (language == "ja" and _KANJI.search(text)) or (language == "ar" and is_bare_arabic):
            raise NeedsReading(engine=self.name, language=utterance.language)

    def _ask(self, request: bytes) -> tuple[dict[str, object], bytes]:
        process = self._running()
        deadline = time.monotonic() + self._timeout_s + 1  # the child's own alarm comes first and tells more
        try:
            _pipe(process.stdin).write(struct.pack(">I", len(request)) + request)
            _pipe(process.stdin).flush()
            head: dict[str, object] = json.loads(self._read_frame(process, deadline))
            return head, self._read_frame(process, deadline)
        except TimeoutError as error:
            self._stop()
            raise Unreachable(engine=self.name, reason="timeout") from error
        except (OSError, EOFError, ValueError) as error:
            self._stop()
            raise Unreachable(engine=self.name, reason="crashed") from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._process = None  # it belongs to the process that we were forked from
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            self._process = self._start()
            self._owner = os.getpid()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        spec = importlib.util.find_spec("espeakng_loader")
        if spec is None or spec.origin is None:
            raise EngineUnavailable(engine=self.name, hint="pip install espeakng-loader")
        import espeakng_loader  # type: ignore[import-untyped]

        library, folder = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
        process = subprocess.Popen(  # noqa: S603 - our own program, its paths from the wheel
            [sys.executable, "-I", "-S", str(_CHILD), library, folder, str(self._timeout_s)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,  # Ctrl-C on the server must not cut a recording short
        )
        self._process = process
        try:
            ready = json.loads(self._read_frame(process, time.monotonic() + _START_SECONDS))
            self._read_frame(process, time.monotonic() + _START_SECONDS)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self._stop()
            raise EngineUnavailable(engine=self.name, hint="the espeak-ng library does not start") from error
        if ready["status"] != "ready":
            self._stop()
            raise EngineUnavailable(engine=self.name, hint="the espeak-ng library refuses its data folder")
        return process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner not in (0, os.getpid()):
            return
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with the fork that may be speaking
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()

    @staticmethod
    def _read_frame(process: subprocess.Popen[bytes], deadline: float) -> bytes:
        length = struct.unpack(">I", _read(process, 4, deadline))[0]
        return _read(process, length, deadline)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # both were asked for
    return pipe


def _read(process: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
    """Read exactly ``count`` bytes of the child's answer. Raises TimeoutError, EOFError."""
    descriptor = _pipe(process.stdout).fileno()
    pieces = []
    while count:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise TimeoutError
        piece = os.read(descriptor, count)
        if not piece:
            raise EOFError
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
