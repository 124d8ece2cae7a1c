"""The job runner: wakes, works, stops, and loses nothing when killed."""

from __future__ import annotations

import contextlib
import random
import select
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from elearn.adapters.blobs_local import LocalBlobs
from elearn.adapters.jobs_huey import HueyJobs
from elearn.audio import services
from elearn.audio.models import Clip, ClipLeftover
from elearn.jobs import tasks
from elearn.jobs.tasks import JobContext, attach, make_clips
from elearn.storage.blobs import digest_of
from elearn.storage.db import db, transaction
from tests.support.audio_rig import build_maker, running_app, wish

ROOT = Path(__file__).parents[2]


@pytest.fixture
def job_app(tmp_path):
    with running_app(tmp_path) as app:
        yield app


@pytest.fixture
def queue(tmp_path):
    jobs = HueyJobs(tmp_path / "jobs.db")
    yield jobs
    jobs.close()


def eventually(claim, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextlib.contextmanager
def working(queue, threads=1):
    stop = threading.Event()
    thread = threading.Thread(target=queue.work, args=(stop, threads))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(35)
        assert not thread.is_alive()


def states():
    db.session.rollback()
    return [clip.state for clip in db.session.scalars(sa.select(Clip))]


def ask(maker, *wishes):
    with transaction() as session:
        services.request_clips(session, wishes, maker.speech)


# --- the queue --------------------------------------------------------------------------------------------------


def test_a_woken_task_runs_soon(queue):
    ran = threading.Event()
    queue.add("look", ran.set)
    with working(queue):
        time.sleep(1)  # the worker is idle and polls slowly by now
        began = time.monotonic()
        assert queue.wake("look")
        assert ran.wait(5)
        assert time.monotonic() - began < 3


def test_waking_often_queues_no_more_than_asked_for(queue):
    queue.add("look", lambda: None)
    for _ in range(20):
        queue.wake("look", most=3)
    assert queue._open().storage.queue_size() == 3


def test_a_task_that_raises_does_not_stop_the_worker(queue):
    ran = []

    def stumble():
        ran.append(1)
        raise ValueError("stumbled")

    queue.add("stumble", stumble)
    with working(queue):
        queue.wake("stumble")
        eventually(lambda: len(ran) == 1)
        queue.wake("stumble")
        eventually(lambda: len(ran) == 2)


@pytest.mark.parametrize("breakage", ["lost", "damaged", "emptied"])
def test_a_lost_or_damaged_file_is_made_anew_while_the_worker_runs(queue, tmp_path, breakage):
    ran = []
    queue.add("look", lambda: ran.append(1))
    file = tmp_path / "jobs.db"
    with working(queue):
        queue.wake("look")
        eventually(lambda: len(ran) == 1)
        if breakage == "lost":
            for part in tmp_path.glob("jobs.db*"):
                part.unlink()
        elif breakage == "damaged":
            for part in tmp_path.glob("jobs.db*"):
                part.write_bytes(b"rubbish" * 1000)
        else:
            with contextlib.closing(sqlite3.connect(file, timeout=5)) as connection:
                connection.execute("drop table task")

        def again():
            queue.wake("look")
            return len(ran) >= 2

        eventually(again)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_made_anew_at_the_start(tmp_path):
    (tmp_path / "jobs.db").write_bytes(b"rubbish" * 1000)
    jobs = HueyJobs(tmp_path / "jobs.db")
    jobs.add("look", lambda: None)
    assert jobs.wake("look")
    jobs.close()


def test_a_file_full_of_foreign_messages_runs_nothing_and_stops_nothing(queue):
    ran = threading.Event()
    queue.add("look", ran.set)
    storage = queue._open().storage
    for message in (b"cos\nsystem\n(S'touch /tmp/pwned'\ntR.", b"{}", b'{"id": 1, "name": "os.system"}', b"\xff\x00"):
        storage.enqueue(message)
    with working(queue):
        queue.wake("look")
        assert ran.wait(10)
    assert not Path("/tmp/pwned").exists()


def test_waking_never_raises_even_where_no_file_can_be(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    jobs = HueyJobs(tmp_path / "file" / "jobs.db")
    jobs.add("look", lambda: None)
    assert jobs.wake("look") is False


# --- the tasks --------------------------------------------------------------------------------------------------


def test_making_goes_on_until_nothing_is_due(job_app, queue, tmp_path):
    maker = build_maker(tmp_path)
    ask(maker, *(wish(f"concept-{number}", f"Number {number}.") for number in range(20)))
    assert make_clips(queue, JobContext(job_app.app_context, lambda: maker)) == 20
    assert states() == ["ready"] * 20


def test_a_long_queue_gives_others_a_turn_and_comes_back(job_app, queue, tmp_path, monkeypatch):
    monkeypatch.setattr(tasks, "_TURN_SECONDS", 0.0)
    maker = build_maker(tmp_path)
    context = JobContext(job_app.app_context, lambda: maker)
    attach(queue, context)
    ask(maker, *(wish(f"concept-{number}", f"Number {number}.") for number in range(20)))
    assert make_clips(queue, context) == 8
    assert queue._open().storage.queue_size() == 1


def test_the_sweep_finds_a_row_that_nobody_woke_and_leftovers(job_app, queue, tmp_path):
    maker = build_maker(tmp_path)
    tidied = []
    context = JobContext(job_app.app_context, lambda: maker, tidy=(lambda: tidied.append(1),))
    attach(queue, context)
    ask(maker, wish())
    orphan = maker.blobs.put(b"nobody's")
    with transaction() as session:
        session.add(ClipLeftover(digest=orphan, since_at=datetime.now(UTC) - timedelta(hours=2)))
    db.session.remove()
    with working(queue, threads=2):
        queue.wake(tasks.SWEEP)
        eventually(lambda: states() == ["ready"])
    assert tidied
    assert maker.blobs.size_bytes(orphan) is None


# --- the process ------------------------------------------------------------------------------------------------


def start_worker(folder, lease_s=2.0, parallel=2):
    command = [sys.executable, "-m", "tests.support.clip_worker", str(folder), str(lease_s), str(parallel)]
    with open(folder / "worker.log", "ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout.readline() == "ready\n", (folder / "worker.log").read_text()
    return process


def end(process):
    process.wait(35)
    process.stdout.close()


def test_sigterm_finishes_the_clip_in_hand_and_gives_the_others_back(job_app, tmp_path):
    maker = build_maker(tmp_path)
    ask(maker, *(wish(f"concept-{number}", f"Number {number}.") for number in range(200)))
    process = start_worker(tmp_path, lease_s=180)
    eventually(lambda: states().count("ready") >= 8)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    end(process)
    assert process.returncode == 0
    assert time.monotonic() - began < 20
    assert 8 <= states().count("ready") < 200
    assert db.session.scalar(sa.select(sa.func.count()).where(Clip.lease_until_at.is_not(None))) == 0
    assert db.session.scalar(sa.select(sa.func.sum(Clip.attempts)).where(Clip.state == "requested")) == 0


def test_kill_9_at_any_moment_loses_nothing(job_app, tmp_path):
    maker = build_maker(tmp_path)
    seed = random.randrange(10**6)
    print("seed", seed)
    moments = random.Random(seed)
    wishes = [
        wish(f"concept-{number}", f"Sentence number {number}.", speed=speed)
        for number in range(30)
        for speed in ("normal", "slow")
    ]
    ask(maker, *wishes)
    queue = HueyJobs(tmp_path / "jobs.db")
    context = JobContext(job_app.app_context, lambda: maker)
    attach(queue, context)
    ready, hits = 0, 0
    for _ in range(6):
        process = start_worker(tmp_path)
        while not select.select([process.stdout], [], [], 0.2)[0] and states() != ["ready"] * 60:
            tasks.wake(queue, context)  # the last worker's leases must end first
        time.sleep(moments.uniform(0.0, 0.9))
        process.kill()
        end(process)
        assert states().count("ready") >= ready, "what was stored stays"
        ready = states().count("ready")
        hits += db.session.scalar(sa.select(sa.func.count()).where(Clip.lease_until_at.is_not(None))) > 0
    print("ready", ready, "hits", hits)
    assert hits, "no clip was in hand when the worker was killed; slow the engine down"

    process = start_worker(tmp_path)

    def all_ready():
        tasks.wake(queue, context)
        return states() == ["ready"] * 60

    eventually(all_ready, 90)
    process.send_signal(signal.SIGTERM)
    end(process)
    queue.close()
    assert process.returncode in (0, -signal.SIGTERM), "it may still have been starting"
    db.session.rollback()
    clips = db.session.scalars(sa.select(Clip)).all()
    assert len({(clip.concept_id, clip.language, clip.speed) for clip in clips}) == 60
    store = LocalBlobs(tmp_path / "blobs")
    for clip in clips:
        content = store.get(clip.digest)
        assert (digest_of(content), len(content)) == (clip.digest, clip.size_bytes)
    known = {clip.digest for clip in clips} | set(db.session.scalars(sa.select(ClipLeftover.digest)))
    for file in (tmp_path / "blobs").glob("??/??/*"):
        assert digest_of(file.read_bytes()) == file.name, "no half-written blob under a right name"
        assert file.name in known, "no blob that the sweep would not find"
