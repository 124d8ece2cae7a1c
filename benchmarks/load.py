"""A small load generator: connections that are kept open, each asking again as soon as it is answered.

It speaks plain sockets, since ``http.client`` would cost the shared processors more than the pages do. Where ``wrk``
is installed it is used instead. ``python -m benchmarks.load PORT PATH CONNECTIONS SECONDS`` prints answers and seconds.
"""

from __future__ import annotations

import re
import selectors
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.support.server import ROOT

PROCESSES, CONNECTIONS = 2, 8
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def question(path: str, headers: str = "") -> bytes:
    """Return a request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n{headers}\r\n".encode()


class Connection:
    """An open connection that is asked one thing at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._got = b""

    def send(self, request: bytes) -> None:
        """Ask."""
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has come; tell whether the answer is whole. Raises RuntimeError for anything but 200."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise RuntimeError("the connection was closed")
        self._got += piece
        head = self._got.find(b"\r\n\r\n")
        if head < 0:
            return False
        if not self._got.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(self._got[:80].decode(errors="replace"))
        found = _LENGTH.search(self._got, 0, head + 2)
        if found is None:
            raise RuntimeError("an answer without a length")
        if len(self._got) < head + 4 + int(found[1]):
            return False
        self._got = b""
        return True

    def ask(self, request: bytes) -> float:
        """Ask, wait for the whole answer and return the milliseconds."""
        began = time.perf_counter()
        self.send(request)
        while not self.receive():
            pass
        return (time.perf_counter() - began) * 1e3


def drive(port: int, path: str, connections: int, seconds: float) -> tuple[int, float]:
    """Keep some connections busy and return how many answers came in how many seconds."""
    request, answers = question(path), 0
    waiting = selectors.DefaultSelector()
    for _ in range(connections):
        connection = Connection(port)
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(request)
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        for key, _ in waiting.select(1):
            if key.data.receive():
                answers += 1
                key.data.send(request)
    for key in list(waiting.get_map().values()):
        key.data.socket.close()
    return answers, passed


@dataclass(frozen=True)
class Load:
    """What came of it."""

    answers: int
    per_second: float


def load(port: int, path: str, seconds: float) -> Load:
    """Load one page from two processes."""
    if program := shutil.which("wrk"):
        command = [program, "-t2", f"-c{PROCESSES * CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
        text = subprocess.run(
            [*command, "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{path}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        if "Non-2xx" in text:
            raise RuntimeError(text)
        return Load(
            int(re.findall(r"(\d+) requests in", text)[0]), float(re.findall(r"Requests/sec: *([\d.]+)", text)[0])
        )
    command = [sys.executable, "-m", "benchmarks.load", str(port), path, str(CONNECTIONS), str(seconds)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    lines = [process.communicate(timeout=seconds + 30)[0].split() for process in running]
    return Load(sum(int(line[0]) for line in lines), sum(int(line[0]) / float(line[1]) for line in lines))


if __name__ == "__main__":
    print(*drive(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
