"""A server on this machine that speaks the protocol of the online engine, and misbehaves on request."""

from __future__ import annotations

import base64
import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from elearn.adapters.mp3 import LameMp3
from elearn.adapters.speech_silent import SilentSpeech
from elearn.audio.models import Utterance

HANG_SECONDS = 5.0


@dataclass
class GttsServer:
    """A running server. ``moods`` are used up one a request; when none is left it answers well."""

    url: str
    moods: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, bool | None]] = field(default_factory=list)
    """Text, language and slow of each request."""
    agents: list[str] = field(default_factory=list)
    bored: threading.Event = field(default_factory=threading.Event)
    """Set at the end, so that no hanging answer outlives the test."""


def mp3_of(text: str) -> bytes:
    """Return a hum as long as the text would take."""
    recording = SilentSpeech().speak(Utterance(text, "en", "hum", "normal"))
    return LameMp3().encode(recording, {})


def _answer(audio: bytes) -> bytes:
    inner = json.dumps([base64.b64encode(audio).decode()], separators=(",", ":"))
    outer = [["wrb.fr", "jQ1olc", inner, None, None, None, "generic"], ["di", 30]]
    return (")]}'\n\n" + json.dumps(outer, separators=(",", ":")) + "\n").encode()


class _Handler(BaseHTTPRequestHandler):
    state: GttsServer

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        request = json.loads(urllib.parse.parse_qs(body)["f.req"][0])
        text, language, slow, _ = json.loads(request[0][0][1])
        self.state.asked.append((text, language, slow))
        self.state.agents.append(self.headers["User-Agent"])
        mood = self.state.moods.pop(0) if self.state.moods else "ok"
        getattr(self, f"_{mood}")(text)

    def _send(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def _ok(self, text: str) -> None:
        self._send(200, _answer(mp3_of(text)))

    def _busy(self, text: str) -> None:
        self._send(429)

    def _busy_for_90(self, text: str) -> None:
        self._send(429, Retry_After="90")

    def _broken(self, text: str) -> None:
        self._send(500)

    def _forbidden(self, text: str) -> None:
        self._send(403)

    def _consent(self, text: str) -> None:
        self._send(200, b"<html>Before you continue</html>")

    def _redirect(self, text: str) -> None:
        self._send(302, Location=f"{self.state.url}/elsewhere")

    def _no_audio(self, text: str) -> None:
        self._send(200, b')]}\'\n\n[["wrb.fr","jQ1olc",null,null,null,[5],"generic"]]\n')

    def _not_audio(self, text: str) -> None:
        self._send(200, _answer(b"not an MP3 at all"))

    def _half_audio(self, text: str) -> None:
        self._send(200, _answer(mp3_of(text)[:-100]))

    def _half_body(self, text: str) -> None:
        body = _answer(mp3_of(text))
        self._send(200, body[: len(body) // 2], length=len(body))
        self.close_connection = True

    def _hang(self, text: str) -> None:
        self.state.bored.wait(HANG_SECONDS)
        self.close_connection = True

    def _hang_in_body(self, text: str) -> None:
        self._send(200, b")]}'", length=10_000)
        self.wfile.flush()
        self._hang(text)


@contextmanager
def gtts_server() -> Iterator[GttsServer]:
    """Run a server on a free port of the loopback address until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    state = GttsServer(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"state": state})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield state
    finally:
        state.bored.set()
        server.shutdown()
        thread.join()
        server.server_close()
