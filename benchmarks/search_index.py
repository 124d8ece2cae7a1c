"""Measures search in one process, without HTTP: every prefix of typed questions, as a person types them.

Run: ``python benchmarks/search_index.py [--sizes 200 20000] [--whoosh 200]``. Entries have 13 languages. Ratios are to
a bare tantivy term query (best 20 rows, nothing decoded) on the same index in the same run, so that they can be
compared across machines. The first pass over the questions is not counted: it fills the cache of decoded rows; its
figures stand in the lines marked "cold".
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


import tantivy  # noqa: E402 - the imports below need the path above

from elearn.adapters.search_tantivy import TantivyIndex  # noqa: E402
from elearn.adapters.search_whoosh import WhooshIndex  # noqa: E402
from elearn.search.models import SearchRequest  # noqa: E402
from elearn.search.ports import SearchIndex  # noqa: E402
from elearn.search.queries import search  # noqa: E402
from tests.support.search import corpus  # noqa: E402


def typed() -> list[str]:
    """Return every prefix of every third judged question, in the order of typing."""
    return [one.query[:size] for one in corpus.judged()[::3] for size in range(1, len(one.query) + 1)]


def percentiles(call: Callable[[str], object], questions: list[str], passes: int) -> tuple[float, float, float]:
    """Return p50, p95 and p99 in ms; of each question the quickest pass counts, so other work does not."""
    quickest = [float("inf")] * len(questions)
    for _ in range(passes):
        for at, question in enumerate(questions):
            began = time.perf_counter()
            call(question)
            quickest[at] = min(quickest[at], (time.perf_counter() - began) * 1e3)
    quickest.sort()
    p50, p95, p99 = (quickest[min(int(len(quickest) * share), len(quickest) - 1)] for share in (0.5, 0.95, 0.99))
    return p50, p95, p99


def bare(folder: Path, questions: list[str]) -> float:
    """Return the median of a single term query on the newest tantivy index below the folder."""
    path = folder / "tantivy" / (folder / "tantivy" / "CURRENT").read_text().strip()
    index = tantivy.Index.open(str(path))
    searcher, schema = index.searcher(), index.schema

    def ask(question: str) -> object:
        query = tantivy.Query.term_query(schema, "first", question.lower().replace(" ", ""), index_option="freq")
        return searcher.search(query, limit=20, count=False).hits

    return percentiles(ask, questions, 3)[0]


def measure(name: str, index: SearchIndex, entries: int, folder: Path, base: float | None) -> float | None:
    """Build, measure and print one table row; return the bare term query's median."""
    began = time.process_time()
    index.rebuild([*corpus.concepts(), *corpus.noise(max(entries - 151, 0))][:entries], "benchmark")
    built = time.process_time() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    questions = typed()
    cold = percentiles(lambda text: search(index, SearchRequest(text, "en", "ja")), questions, 1)
    warm = percentiles(lambda text: search(index, SearchRequest(text, "en", "ja")), questions, 3)
    base = bare(folder, questions) if name == "tantivy" else base
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    for label, row in ((f"{name} cold", cold), (name, warm)):
        ratios = " ".join(f"{value / base:6.0f}" for value in row) if base else ""
        print(f"| {label:13} | {entries:6} | {' | '.join(f'{value:7.2f}' for value in row)} | {ratios} |", flush=True)
    print(f"  built in {built:.1f} CPU s, {size:.0f} MB, at most {memory:.0f} MB RSS so far; bare term {base:.4f} ms")
    return base


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="*", default=[200, 20_000])
    options.add_argument("--whoosh", type=int, nargs="*", default=[200])
    chosen = options.parse_args()
    print(f"{len(typed())} questions (every prefix of {len(corpus.judged()[::3])}), ms in process")
    print("| engine        |  entries |     p50 |     p95 |     p99 | ratio p50 p95 p99 |")
    base: float | None = None
    for entries in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = measure("tantivy", TantivyIndex(Path(folder)), entries, Path(folder), None)
            base = base or found
    for entries in chosen.whoosh:
        with tempfile.TemporaryDirectory() as folder:
            measure("whoosh", WhooshIndex(Path(folder)), entries, Path(folder), base)


if __name__ == "__main__":
    main()
