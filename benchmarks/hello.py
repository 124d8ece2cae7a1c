"""The yardstick: the smallest Flask application, served as ours is. ``python -m benchmarks.hello PORT``."""

from __future__ import annotations

import sys

from flask import Flask

from elearn.kernel.config import read_settings


def create_app() -> Flask:
    """Build it."""
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app


def main(port: int) -> None:
    """Serve with the same settings as ``elearn.cli.serve``."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings = read_settings({})
    Granian(
        "benchmarks.hello:create_app",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backpressure=settings.threads * 4,
        websockets=False,
        factory=True,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
