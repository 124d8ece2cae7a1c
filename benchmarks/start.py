"""How soon the first page comes, and what the whole service keeps in memory while it makes recordings."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.load import Connection, question
from benchmarks.rig import Rig, memory_mb, processes
from benchmarks.table import Row

GOAL_S, GOAL_MB = 5.0, 350.0
REQUESTS = 200
FIRST_PAGE = "/en/"
PATHS = (
    "/en/", "/en/markets/japan/", "/ar/markets/japan/overview/overview/", "/de/phrases/greetings/",
    "/en/phrases/entry/fair-business-card-exchange/", "/ja/search/?q=card", "/api/v1/search?q=meishi&from=en&to=ja",
)  # fmt: skip


def measure(rig: Rig) -> Iterator[Row]:
    """Yield the rows of this part. Speech and jobs are as they are by default."""
    data = rig.folder / "start"
    settings = {"ELEARN_JOBS": "embedded", "ELEARN_SPEECH": ""}
    with rig.service(data, FIRST_PAGE, **settings) as server:
        yield Row("start", "first start to first page (empty data folder)", server.seconds_to_start, "s")
    with rig.service(data, FIRST_PAGE, **settings) as server:
        seconds = server.seconds_to_start
        yield Row(
            "start", "second start to first page", seconds, "s", goal=f"< {GOAL_S:.0f} s", is_met=seconds < GOAL_S
        )
        connections = [Connection(server.port) for _ in range(8)]
        for number in range(REQUESTS):
            connections[number % len(connections)].ask(question(PATHS[number % len(PATHS)]))
        memory, count = memory_mb(server.process_id), len(processes(server.process_id))
    for name in ("rss", "pss"):
        yield Row(
            "start", f"memory after {REQUESTS} requests, {name.upper()} of {count} processes", memory[name], "MB",
            goal=f"< {GOAL_MB:.0f} MB", is_met=memory[name] < GOAL_MB,
        )  # fmt: skip
