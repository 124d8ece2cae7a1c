"""Warm pages beside "hello": requests a second and processor time a request; queries of a cold and of a warm page."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.load import load
from benchmarks.rig import Rig, cpu_seconds
from benchmarks.table import Row

PAGES = {
    "market": "/en/markets/japan/",
    "entry": "/en/phrases/entry/fair-business-card-exchange/",
}
ALSO_COUNTED = {"home": "/en/", "lesson": "/en/markets/japan/overview/overview/", "domain": "/en/phrases/greetings/"}
ROUNDS, SECONDS = 5, 2.0
GOAL, MOST_QUERIES = 0.6, 12


def measure(rig: Rig) -> Iterator[Row]:
    """Yield the rows of this part."""
    rates: dict[str, list[float]] = {}
    costs: dict[str, list[float]] = {}
    with rig.service() as server, rig.hello() as (port, leader):
        places = {"hello": (port, "/", leader)}
        places |= {name: (server.port, path, server.process_id) for name, path in PAGES.items()}
        for port, path, _ in places.values():
            load(port, path, 0.5)  # fill the caches
        for _ in range(ROUNDS):  # in turn, so that other work on the machine meets all alike
            for name, (port, path, leader) in places.items():
                before = cpu_seconds(leader)
                done = load(port, path, SECONDS)
                rates.setdefault(name, []).append(done.per_second)
                costs.setdefault(name, []).append((cpu_seconds(leader) - before) / done.answers * 1e3)
    for name in PAGES:
        share = median(one / base for one, base in zip(rates[name], rates["hello"], strict=True))
        yield Row(
            "pages", f"{name}, warm", median(rates[name]), "req/s", median(rates["hello"]), share, f"ratio ≥ {GOAL}",
            share >= GOAL,
        )  # fmt: skip
    for name in PAGES:
        times = median(one / base for one, base in zip(costs[name], costs["hello"], strict=True))
        yield Row("pages", f"{name}, processor time", median(costs[name]), "ms/req", median(costs["hello"]), times)
    yield from _queries(rig)


def _queries(rig: Rig) -> Iterator[Row]:
    from elearn.app import create_app
    from elearn.web.cache import PageCache
    from tests.support.counting import count_queries

    app = create_app(data=rig.data, jobs="off")
    for name, path in (PAGES | ALSO_COUNTED).items():
        app.extensions["page_cache"] = PageCache(stamps_fresh_s=3600)
        counts = []
        for _ in range(2):
            with count_queries() as asked:
                assert app.test_client().get(path).status_code == 200
            counts.append(len([statement for statement in asked if "stamp" not in statement]))
        for state, count, most in zip(("cold", "warm"), counts, (MOST_QUERIES, 0), strict=True):
            yield Row("pages", f"{name}, {state}", count, "queries", goal=f"≤ {most}", is_met=count <= most)
