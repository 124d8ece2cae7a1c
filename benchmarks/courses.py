"""Courses: a lesson's page beside "hello", whether pages cost more as markets are added, and how long publishing takes.

Many markets are copies of the shipped ones, row by row, under other ids: the pages that are asked for stay the same and
only what lies around them grows. Cold pages are made by this process, without its memory of pages and parsed texts, and
counted in its own processor time; warm ones come over HTTP. What a list of them costs is no part of it: a
page that names all markets, or all lessons that use an entry, has to grow.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from statistics import median

from benchmarks.load import load
from benchmarks.rig import Rig, cpu_seconds
from benchmarks.table import Row
from tests.support.server import ROOT

LESSON = "/en/markets/japan/payers/payers/"
PAGES = {"lesson": LESSON, "market": "/en/markets/japan/", "chapter": "/en/handbook/evidence-plan/",
         "entry": "/en/phrases/entry/fair-business-card-exchange/"}  # fmt: skip
COPIES = 100
"""So many times the shipped markets."""
ROUNDS, SECONDS, COLD = 5, 2.0, 15
GOAL, MOST_TIMES = 0.6, 1.5
PUBLISH_S, UNCHANGED_S = 10.0, 2.0


def measure(rig: Rig) -> Iterator[Row]:
    """Yield the rows of this part."""
    with tempfile.TemporaryDirectory(dir=rig.folder) as folder:
        many = Path(folder) / "many"
        shutil.copytree(rig.data, many)
        markets, lessons = _multiply(many)
        label = f"{markets} markets, {lessons:,} lessons"
        yield from _warm(rig, many, label)
        yield from _cold(rig.data, many, label)
    yield from _publishing(rig)


def _warm(rig: Rig, many: Path, label: str) -> Iterator[Row]:
    """Compare the lesson's page with "hello", and its cost with few markets and with many, in turn."""
    rates: dict[str, list[float]] = {}
    costs: dict[str, list[float]] = {}
    with rig.service() as few_server, rig.service(many) as many_server, rig.hello() as (hello, leader):
        places = {
            "hello": (hello, "/", leader),
            "few": (few_server.port, LESSON, few_server.process_id),
            "many": (many_server.port, LESSON, many_server.process_id),
        }
        for port, path, _ in places.values():
            load(port, path, 0.5)  # fill the caches
        for _ in range(ROUNDS):  # in turn, so that other work on the machine meets all alike
            for name, (port, path, leader) in places.items():
                before = cpu_seconds(leader)
                done = load(port, path, SECONDS)
                rates.setdefault(name, []).append(done.per_second)
                costs.setdefault(name, []).append((cpu_seconds(leader) - before) / done.answers * 1e3)
    share = median(one / base for one, base in zip(rates["few"], rates["hello"], strict=True))
    yield Row(
        "courses", "lesson, warm", median(rates["few"]), "req/s", median(rates["hello"]), share, f"ratio ≥ {GOAL}",
        share >= GOAL,
    )  # fmt: skip
    yield _grown("lesson, warm", label, costs["few"], costs["many"])


def _cold(few: Path, many: Path, label: str) -> Iterator[Row]:
    """Compare what a page costs that this process makes anew, with few markets and with many, in turn."""
    costs: dict[tuple[str, str], list[float]] = {}
    makers = {"few": _Maker(few), "many": _Maker(many)}
    for round_ in range(COLD + 1):
        for size, maker in makers.items():
            for name, path in PAGES.items():
                cost = maker.cost_ms(path)
                if round_:  # the first one loads code
                    costs.setdefault((name, size), []).append(cost)
    for name in PAGES:
        yield _grown(f"{name}, cold", label, costs[name, "few"], costs[name, "many"])


class _Maker:
    """Makes pages without remembering any."""

    def __init__(self, data: Path) -> None:
        from elearn.app import create_app

        self._app = create_app(data=data, jobs="off")

    def cost_ms(self, path: str) -> float:
        """Return the processor time of a page that nothing is remembered of."""
        from elearn.courses.texts import parsed

        self._app.extensions["page_cache"].forget()
        parsed.cache_clear()
        client = self._app.test_client()
        began = time.process_time()
        assert client.get(path).status_code == 200
        return (time.process_time() - began) * 1e3


def _grown(name: str, label: str, few: list[float], many: list[float]) -> Row:
    """Return the row of a cost with many markets; its yardstick is the cost with those that are shipped."""
    times = median(many) / median(few)
    goal = f"ratio ≤ {MOST_TIMES}"
    return Row("courses", f"{name}, {label}", median(many), "ms/req", median(few), times, goal, times <= MOST_TIMES)


def _multiply(data: Path) -> tuple[int, int]:
    """Copy the rows of all markets of a data folder; return how many markets and lessons there are then."""
    new_id = {"market": "id || '-{n}'", "fact": "id || '-{n}'", "player": "id || '-{n}'"}
    with closing(sqlite3.connect(data / "elearn.db")) as connection, connection:
        steps: list[tuple[str, str]] = []
        market = "(SELECT id FROM market WHERE kind = 'market')"
        module = f"(SELECT id FROM module WHERE market_id IN {market})"
        lesson = f"(SELECT id FROM lesson WHERE module_id IN {module})"
        for table, where, links in (
            ("market", "kind = 'market'", {}),
            ("fact", "true", {"market_id": "market_id || '-{n}'"}),
            ("player", "true", {"market_id": "market_id || '-{n}'"}),
            ("module", f"market_id IN {market}", {"market_id": "market_id || '-{n}'"}),
            ("lesson", f"module_id IN {module}", {"module_id": "module_id + {n} * 1000000"}),
            ("lesson_text", f"lesson_id IN {lesson} AND lang = 'en'", {"lesson_id": "lesson_id + {n} * 1000000"}),
        ):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            said: Mapping[str, str] = {"id": new_id.get(table, "id + {n} * 1000000"), **links}
            connection.execute(f"CREATE TEMP TABLE old_{table} AS SELECT * FROM {table} WHERE {where}")
            values = ", ".join(said.get(column, f'"{column}"') for column in columns)
            steps.append((table, f"INSERT INTO {table} SELECT {values} FROM old_{table}"))
        for number in range(1, COPIES):
            for _, statement in steps:
                connection.execute(statement.format(n=number))
        counted = "SELECT (SELECT count(*) FROM market WHERE kind = 'market'), (SELECT count(*) FROM lesson)"
        markets, lessons = connection.execute(counted).fetchone()
    return markets, lessons


def _publishing(rig: Rig) -> Iterator[Row]:
    """Time the operator's command, on nothing and again; it also builds the search index. The yardstick is reading."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
    environment = {**clean, "ELEARN_DATA": str(rig.folder / "publish")}
    reading = _reading_s()
    for name, goal in (("publish all content and index it", PUBLISH_S), ("publish unchanged content", UNCHANGED_S)):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "elearn.cli.main", "content", "publish", str(ROOT)],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        yield Row("courses", name, seconds, "s", reading, seconds / reading, f"< {goal:.0f} s", seconds < goal)


def _reading_s() -> float:
    """Return how long the same machine takes to read all YAML files with libyaml's loader, without a check."""
    import yaml

    began = time.perf_counter()
    for folder in ("courses", "glossaries"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return time.perf_counter() - began
