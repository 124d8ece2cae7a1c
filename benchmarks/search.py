"""Search over HTTP, as a person types: every beginning of the judged questions, beside yardsticks of the same run.

The yardsticks are "hello" over HTTP, a bare tantivy term query and SQLite's FTS5 with a trigram index over the same
forms, both in this process and for the best 20 rows. A larger index is put under the running service with the stamp of
its content, so that the service takes it for its own.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from benchmarks.load import Connection, question
from benchmarks.rig import Rig
from benchmarks.table import Row
from elearn.search.models import SearchDocument
from tests.support.search import corpus

SIZES = ((0, 13, 10.0), (20_000, 13, 15.0), (200_000, 2, 20.0))
"""Entries in all (0: what is shipped), languages of each that is added, goal for p99 in ms."""
WHOOSH_GOAL_MS = 60.0
PASSES, EVERY = 2, 6
"""Passes that count, and of the judged questions every so many."""
KINDS = {
    "api": ("/api/v1/search?from=en&to=ja&q=", ""),
    "as you type": ("/en/search/?q=", "HX-Request: true\r\n"),
}


def measure(rig: Rig) -> Iterator[Row]:
    """Yield the rows of this part."""
    asked = typed()
    with rig.hello() as (hello, _):
        for size, langs_each, goal in SIZES:
            with tempfile.TemporaryDirectory(dir=rig.folder) as folder:
                data = Path(folder) / "data"
                shutil.copytree(rig.data, data)
                documents = [*corpus.shipped(), *corpus.noise(max(size - len(corpus.shipped()), 0), langs_each)]
                if size:
                    _build(data, documents)
                label = f"{len(documents):,} entries"
                yield from _yardsticks(data, Path(folder), documents, label, asked)
                yield from _http(rig, data, label, hello, asked, goal)
        with tempfile.TemporaryDirectory(dir=rig.folder) as folder:
            data = Path(folder) / "data"
            shutil.copytree(rig.data, data)
            label = f"{len(corpus.shipped()):,} entries on Whoosh"
            yield from _http(rig, data, label, hello, asked[::4], WHOOSH_GOAL_MS, ELEARN_SEARCH_ENGINE="whoosh")


def typed() -> list[str]:
    """Return every beginning of every so many of the judged questions, in the order of typing."""
    return [one.query[:size] for one in corpus.judged()[::EVERY] for size in range(1, len(one.query) + 1)]


def _build(data: Path, documents: Sequence[SearchDocument]) -> None:
    from elearn.adapters.search_tantivy import TantivyIndex

    index = TantivyIndex(data / "index")
    stamp = index.stamp()
    assert stamp is not None
    index.rebuild(documents, stamp)


def _yardsticks(
    data: Path, folder: Path, documents: Sequence[SearchDocument], label: str, asked: Sequence[str]
) -> Iterator[Row]:
    found = {"bare tantivy term query": _bare(data / "index"), "SQLite FTS5 trigrams": _fts5(folder, documents)}
    for name, ask in found.items():
        times = _times(ask, asked)
        for share in (0.5, 0.99):
            yield Row("search", f"{label}, {name}, p{share * 100:.0f}", _share(times, share), "ms")


def _bare(folder: Path) -> Callable[[str], object]:
    """Return a single term query on the newest tantivy index below the folder."""
    import tantivy

    index = tantivy.Index.open(str(folder / "tantivy" / (folder / "tantivy" / "CURRENT").read_text().strip()))
    searcher, schema = index.searcher(), index.schema

    def ask(text: str) -> object:
        key = text.lower().replace(" ", "")[:14]
        query = tantivy.Query.term_query(schema, "first", key, index_option="freq")
        return searcher.search(query, limit=20, count=False).hits

    return ask


def _fts5(folder: Path, documents: Sequence[SearchDocument]) -> Callable[[str], object]:
    """Return a phrase query on SQLite's full-text index over the same forms; it forgives no mistake and no spelling."""
    connection = sqlite3.connect(folder / "fts5.sqlite3")
    connection.execute("CREATE VIRTUAL TABLE forms USING fts5(id UNINDEXED, text, tokenize='trigram')")
    forms = ((document.id, form.text) for document in documents for form in document.forms)
    with connection:
        connection.executemany("INSERT INTO forms VALUES (?, ?)", forms)

    def ask(text: str) -> object:
        phrase = '"' + text.replace('"', '""') + '"'
        with closing(
            connection.execute("SELECT id FROM forms WHERE forms MATCH ? ORDER BY rank LIMIT 20", [phrase])
        ) as rows:
            return rows.fetchall()

    return ask


def _times(ask: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    times = []
    for text in asked:
        began = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - began) * 1e3)
    return times


def _http(
    rig: Rig, data: Path, label: str, hello_port: int, asked: Sequence[str], goal_ms: float, **settings: str
) -> Iterator[Row]:
    with rig.service(data, **settings) as server:
        for kind, (address, headers) in KINDS.items():
            requests = [question(address + quote(text), headers) for text in asked]
            connection = Connection(server.port)
            for request in requests[::5]:
                connection.ask(request)  # the first ones load code and map files
            hello = Connection(hello_port)  # now, for one that idles is closed
            times: list[float] = []
            greeting: list[float] = []
            quickest = [float("inf")] * len(requests)
            for _ in range(PASSES):
                for at, request in enumerate(requests):
                    times.append(connection.ask(request))
                    quickest[at] = min(quickest[at], times[-1])
                    greeting.append(hello.ask(question("/")))
            for share in (0.5, 0.95, 0.99):
                value, base = _share(times, share), _share(greeting, share)
                goal = goal_ms if share == 0.99 else None
                yield Row(
                    "search", f"{label}, {kind}, p{share * 100:.0f}", value, "ms", base, value / base,
                    f"p99 < {goal:.0f} ms" if goal else "", value < goal if goal else None,
                )  # fmt: skip
            value = _share(quickest, 0.99)
            yield Row("search", f"{label}, {kind}, p99 of the quicker of {PASSES} passes", value, "ms")


def _share(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
