"""Logs: one JSON object a line on standard error, UTC, for our own events and for those of libraries alike."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import structlog

from elearn.content.characters import visible


def _line(event: Any, **options: Any) -> str:
    return visible(json.dumps(event, ensure_ascii=False, **options))


def configure(level: str) -> None:
    """Send all logs of this process to standard error as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_line),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("alembic", "huey", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
