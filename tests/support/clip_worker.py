"""A worker process on a folder, for tests that stop and kill it: ``python -m tests.support.clip_worker FOLDER``."""

from __future__ import annotations

import logging
import sys
import time
from datetime import timedelta
from pathlib import Path

from elearn.adapters.blobs_local import LocalBlobs
from elearn.adapters.jobs_huey import HueyJobs
from elearn.adapters.speech_silent import SilentSpeech
from elearn.audio.models import Utterance
from elearn.audio.ports import PcmRecording
from elearn.jobs.runner import work
from elearn.jobs.tasks import JobContext, attach
from tests.support.audio_rig import build_app, build_maker


class _Slow(SilentSpeech):
    """Takes a while, so that a test can hit it in the middle."""

    def speak(self, utterance: Utterance) -> PcmRecording:
        print("speaking", flush=True)
        time.sleep(0.03)
        return super().speak(utterance)


def main(folder: Path, lease_s: float, parallel: int) -> None:
    """Work until told to stop."""
    app = build_app(folder)
    maker = build_maker(folder, [_Slow()], lease=timedelta(seconds=lease_s))
    queue = HueyJobs(folder / "jobs.db")
    context = JobContext(app.app_context, lambda: maker, parallel=parallel, tidy=(LocalBlobs(folder / "blobs").tidy,))
    attach(queue, context)
    print("ready", flush=True)
    work(queue, context)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
