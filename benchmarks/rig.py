"""What the parts share: a prepared data folder, servers in child processes, what processes cost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from tests.support.server import ROOT, Server, free_port

_TICKS = os.sysconf("SC_CLK_TCK")
_PREPARE = """
from elearn.app import create_app
from elearn.prepare import prepare
app = create_app()
prepare(app, app.extensions["elearn"])
"""


class Rig:
    """A folder for the run, with a data folder in which all shipped content is published."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="elearn-bench-"))

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @cached_property
    def data(self) -> Path:
        """The prepared data folder, as the first start leaves it behind."""
        data = self.folder / "data"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
        subprocess.run(
            [sys.executable, "-c", _PREPARE], cwd=ROOT, env={**environment, "ELEARN_DATA": str(data)}, check=True
        )
        return data

    @contextlib.contextmanager
    def service(self, data: Path | None = None, ready: str = "/readyz", **settings: str) -> Iterator[Server]:
        """Run the real service, without jobs unless told otherwise."""
        server = Server(data or self.data, {"ELEARN_JOBS": "off", **settings})
        server.start(ready)
        try:
            yield server
        finally:
            server.stop()

    @contextlib.contextmanager
    def hello(self) -> Iterator[tuple[int, int]]:
        """Run the yardstick and yield its port and process id: Flask that says hello, on the same server settings."""
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.hello", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            probe = Server(self.folder / "unused", port=port)
            end = time.monotonic() + 30
            while probe.status("/") != 200:
                if time.monotonic() > end or process.poll() is not None:
                    raise RuntimeError("The yardstick did not start.")
                time.sleep(0.05)
            yield port, process.pid
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def processes(leader: int) -> list[int]:
    """Return the processes of a service: the one that was started and its descendants."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(folder.name)] = int(_stat(int(folder.name))[1])
    found, before = {leader}, 0
    while len(found) != before:
        before = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return sorted(found)


def cpu_seconds(leader: int) -> float:
    """Return the processor time that a service has used so far, its living processes only."""
    total = 0.0
    for process in processes(leader):
        with contextlib.suppress(OSError):
            fields = _stat(process)
            total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def memory_mb(leader: int) -> dict[str, float]:
    """Return ``rss`` and ``pss`` of a service, summed over its processes, in MB of a million bytes."""
    sums = {"rss": 0, "pss": 0}
    for process in processes(leader):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                name, _, rest = line.partition(":")
                if name.lower() in sums:
                    sums[name.lower()] += int(rest.split()[0]) * 1024
    return {name: value / 1e6 for name, value in sums.items()}


def _stat(process: int) -> list[str]:
    """Return the fields of ``/proc/…/stat`` behind the name, which may hold spaces."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
