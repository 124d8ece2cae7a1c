"""The worker process: an application for its database, and the job runner until it is told to stop."""

from __future__ import annotations

import os

from flask import Flask

from elearn import logs
from elearn.jobs import runner
from elearn.kernel.config import read_settings
from elearn.storage import schema
from elearn.wiring import build_blobs, build_jobs, build_speech


def work() -> None:
    """Run jobs in this process until SIGTERM or SIGINT."""
    os.umask(0o077)
    settings = read_settings()
    logs.configure(settings.log_level)
    app = Flask("elearn")  # for its database alone: a worker has no pages and need not carry them in memory
    schema.init_app(app, settings.url)
    queue, context = build_jobs(app, settings, build_speech(settings), build_blobs(settings))
    runner.work(queue, context)
