"""Search over HTTP, as a person types: every beginning of the judged questions, beside "hello" in the same run.

The documents and the questions are those of ``search_index``, which measures the same without HTTP. The large index
is put under the running service with the stamp of its content, so that the service takes it for its own.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from benchmarks import search_index
from benchmarks.load import Connection, question
from benchmarks.rig import Rig
from benchmarks.table import Row

LARGE = 20_000
GOAL_MS = 15.0
PASSES, EVERY = 2, 2
"""Passes that count, and of the questions every so many."""
KINDS = {
    "api": ("/api/v1/search?from=en&to=ja&q=", ""),
    "as you type": ("/en/search/?q=", "HX-Request: true\r\n"),
}


def measure(rig: Rig) -> Iterator[Row]:
    """Yield the rows of this part."""
    with rig.hello() as (port, _):
        yield from _http(rig, rig.data, "shipped entries", port, has_goal=False)
        with tempfile.TemporaryDirectory(dir=rig.folder) as folder:
            data = Path(folder) / "data"
            shutil.copytree(rig.data, data)
            yield from _build_and_ask(data)
            yield from _http(rig, data, "20,000 entries", port, has_goal=True)


def _build_and_ask(data: Path) -> Iterator[Row]:
    """Build the large index in place and ask it without HTTP."""
    from elearn.adapters.search_tantivy import TantivyIndex
    from elearn.search.models import SearchRequest
    from elearn.search.queries import search
    from elearn.search.services import rebuild
    from tests.support.search import corpus

    index = TantivyIndex(data / "index")
    stamp = index.stamp()
    assert stamp is not None
    rebuild(index, [*corpus.concepts(), *corpus.noise(LARGE)][:LARGE], stamp)
    asked = search_index.typed()
    base = search_index.bare(data / "index", asked)
    found = search_index.percentiles(lambda text: search(index, SearchRequest(text, "en", "ja")), asked, 2)
    for name, value in zip(("p50", "p99"), (found[0], found[2]), strict=True):
        yield Row(
            "search", f"20,000 entries, in process, {name} (to a bare term query)", value, "ms", base, value / base
        )


def _http(rig: Rig, data: Path, label: str, hello_port: int, has_goal: bool) -> Iterator[Row]:
    asked = search_index.typed()[::EVERY]
    with rig.service(data) as server:
        for kind, (address, headers) in KINDS.items():
            requests = [question(address + quote(text), headers) for text in asked]
            connection = Connection(server.port)
            for request in requests:
                connection.ask(request)  # fills the cache of decoded rows, as in search_index
            hello = Connection(hello_port)  # now, for one that idles is closed
            times: list[float] = []
            quickest = [float("inf")] * len(requests)
            greeting: list[float] = []
            for _ in range(PASSES):
                for at, request in enumerate(requests):
                    times.append(connection.ask(request))
                    quickest[at] = min(quickest[at], times[-1])
                    greeting.append(hello.ask(question("/")))
            for share in (0.5, 0.95, 0.99):
                value, base = _share(times, share), _share(greeting, share)
                is_goal = has_goal and share == 0.99
                yield Row(
                    "search", f"{label}, {kind}, p{share * 100:.0f}", value, "ms", base, value / base,
                    f"p99 < {GOAL_MS:.0f} ms" if is_goal else "", value < GOAL_MS if is_goal else None,
                )  # fmt: skip
            if has_goal:
                value = _share(quickest, 0.99)
                yield Row("search", f"{label}, {kind}, p99 of the quicker of {PASSES} passes", value, "ms")


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
