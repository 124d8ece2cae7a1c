"""The real service in a child process, on a free port of the loopback address, for browser tests and benchmarks.

It is started by the command that ``make run`` uses and ended as an operator ends it: SIGTERM, exit 0 within 30 s.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
STOP_SECONDS = 30
_LOG_TAIL = 4000


class Server:
    """A running service: where it is, and how to stop it."""

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None, port: int = 0) -> None:
        self.data = data
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self.seconds_to_start = 0.0
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process_id(self) -> int:
        """The number of the parent process; its children belong to the service too."""
        assert self._process is not None
        return self._process.pid

    def start(self, ready: str = "/readyz") -> None:
        """Start, and return when ``ready`` answers 200. Raises RuntimeError with the end of the log if it does not."""
        began = time.perf_counter()
        self._process = self._run("serve")
        try:
            while self.status(ready) != 200:
                if self._process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                    raise RuntimeError(f"The service did not start:\n{self.tail()}")
                time.sleep(0.02)
        except BaseException:
            self._kill()
            raise
        self.seconds_to_start = time.perf_counter() - began

    def status(self, path: str) -> int:
        """Return the status with which a path answers, or 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def stop(self) -> int:
        """Ask the service to end and return its exit code. Raises RuntimeError if it had gone by itself or stays for 30 s."""
        assert self._process is not None
        if (gone := self._process.poll()) is not None:
            self._kill()
            raise RuntimeError(f"The service had ended before it was told to, with {gone}:\n{self.tail()}")
        try:
            return self._end(self._process)
        finally:
            self._kill()  # nothing may stay behind, whatever happened

    @contextlib.contextmanager
    def job_runner(self) -> Iterator[None]:
        """Run the jobs of a service whose ``ELEARN_JOBS`` is ``external``, until the block ends."""
        process = self._run("jobs", "work")
        try:
            yield
            code = self._end(process)
            # Stopped before it had begun it holds nothing, and ends as any program does.
            assert code in (0, -signal.SIGTERM), f"The job runner ended with {code}:\n{self.tail()}"
        finally:
            _kill_group(process)

    @contextlib.contextmanager
    def asleep(self) -> Iterator[None]:
        """Let the service answer nobody until the block ends, as on a network that has come to a stop."""
        os.killpg(self.process_id, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.process_id, signal.SIGCONT)

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
        environment |= {
            "ELEARN_DATA": str(self.data),
            "ELEARN_PORT": str(self.port),
            "ELEARN_SPEECH": "*=silent",
            **self._settings,
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "elearn.cli.main", *command],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        process.terminate()
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"It did not stop within {STOP_SECONDS} s:\n{self.tail()}") from error

    def tail(self) -> str:
        """Return the end of what the service printed."""
        return self.log.read_text(errors="replace")[-_LOG_TAIL:] if self.log.exists() else ""

    def _kill(self) -> None:
        if self._process is not None:
            _kill_group(self._process)


@contextlib.contextmanager
def serving(data: Path | None = None, **settings: str) -> Iterator[Server]:
    """Run a service until the block ends; fail where it does not end well.

    Args:
        data: its data folder; without one, a folder that vanishes afterwards.
        settings: ``ELEARN_…`` variables that differ from the defaults and from ``ELEARN_SPEECH=*=silent``.
    """
    folder = Path(tempfile.mkdtemp(prefix="elearn-")) if data is None else None
    server = Server(data or Path(str(folder)) / "data", settings)
    try:
        server.start()
        try:
            yield server
        except BaseException:
            with contextlib.suppress(RuntimeError):
                server.stop()  # the block's own failure says more
            raise
        code = server.stop()
        assert code == 0, f"The service ended with {code}:\n{server.tail()}"
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
