"""The program that speaks by espeak-ng, in a process of its own; ``speech_espeak`` starts it. Imports nothing of ours.

Why a process: espeak-ng is not thread-safe (8 threads without a lock crashed), its GPL library stays out of the
product's process, and a crash or a hang ends here. Why a fork for each request: only the first call of a fresh
process gives the same bytes every time, and forking a started engine costs 4 ms instead of 50.

Protocol, on stdin and stdout: a frame is a 32-bit big-endian length and as many bytes. A request is one frame of
JSON ``{"text", "voice", "wpm"}``. An answer is one frame of JSON ``{"status", "rate_hz"}`` and one of samples, 16-bit
mono. ``status`` is ``ready`` (once, at the start), ``ok``, ``no-voice``, ``timeout`` or ``crashed``.

Usage: ``python speech_espeak_child.py LIBRARY DATA_FOLDER SECONDS``
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
from typing import BinaryIO

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_RATE_PARAMETER = 1
_NO_VOICE = 3
_LARGEST = 64 * 1024 * 1024

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class _Engine:
    """The library, started once; ``say`` must be called in a fork."""

    def __init__(self, library: str, folder: str) -> None:
        self._espeak = ctypes.CDLL(library)
        self._pieces: list[bytes] = []
        self._callback = _Callback(self._take)  # kept here: the library holds only a bare pointer
        self.rate_hz = self._espeak.espeak_Initialize(_SYNCHRONOUS, 0, folder.encode(), _DONT_EXIT)
        self._espeak.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: int | None, count: int, events: int | None) -> int:
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, 2 * count))
        return 0

    def say(self, text: str, voice: str, wpm: int) -> bytes | None:
        """Return samples, or None when there is no such voice."""
        if self._espeak.espeak_SetVoiceByName(voice.encode()) != 0:
            return None
        self._espeak.espeak_SetParameter(_RATE_PARAMETER, wpm, 0)
        spoken = text.encode()
        self._espeak.espeak_Synth(spoken, len(spoken) + 1, 0, 1, 0, _UTF8, None, None)
        self._espeak.espeak_Synchronize()
        return b"".join(self._pieces)


def _answer(engine: _Engine, request: dict[str, object], seconds: int) -> tuple[str, bytes]:
    """Speak in a fork and return the status and the samples."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        exit_code = 1
        try:
            os.close(reader)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(seconds)
            samples = engine.say(str(request["text"]), str(request["voice"]), int(str(request["wpm"])))
            exit_code = _NO_VOICE if samples is None else 0
            with os.fdopen(writer, "wb") as pipe:
                pipe.write(samples or b"")
        finally:
            os._exit(exit_code)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        samples = pipe.read(_LARGEST)
    _, wait_status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(wait_status)
    status = {0: "ok", _NO_VOICE: "no-voice", -signal.SIGALRM: "timeout"}.get(code, "crashed")
    return status, samples if status == "ok" else b""


def _send(out: BinaryIO, *frames: bytes) -> None:
    out.writelines(struct.pack(">I", len(frame)) + frame for frame in frames)
    out.flush()


def _receive(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    if len(head) < 4:
        return None  # whoever asked is gone
    length = struct.unpack(">I", head)[0]
    return source.read(length)


def main(library: str, folder: str, seconds: int) -> None:
    """Answer requests until stdin ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints must not get between the frames
    engine = _Engine(library, folder)
    _send(out, json.dumps({"status": "ready" if engine.rate_hz > 0 else "crashed"}).encode(), b"")
    while (frame := _receive(sys.stdin.buffer)) is not None:
        status, samples = _answer(engine, json.loads(frame), seconds)
        _send(out, json.dumps({"status": status, "rate_hz": engine.rate_hz}).encode(), samples)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
