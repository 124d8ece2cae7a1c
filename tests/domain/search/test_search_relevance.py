"""The right entry comes first, whatever script and spelling a person asks in, on both engines.

Measured 2026-11-23 over 339 questions (MRR / top-3 recall): tantivy with 1,000 noise entries in 13 languages
0.969 / 0.985; Whoosh with 700 noise entries in two languages each 0.984 / 0.985. The weakest class on both is native-cjk
with 0.897 / 0.895, where noise repeats pieces of real wordings. The floors below are what must never be lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import pytest

from elearn.adapters.search_tantivy import TantivyIndex
from elearn.adapters.search_whoosh import WhooshIndex
from elearn.search import queries
from elearn.search.models import SearchRequest
from elearn.search.ports import SearchIndex
from tests.support.search.corpus import concepts, judged, noise

MRR, TOP_3, CLASS_MRR, CLASS_TOP_3 = 0.95, 0.97, 0.85, 0.85
ENGINES: dict[str, tuple[Callable[[Path], SearchIndex], int, int]] = {
    "tantivy": (TantivyIndex, 1_000, 13),
    "whoosh": (WhooshIndex, 700, 2),
}


@pytest.fixture(scope="module", params=sorted(ENGINES))
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    engine, noisy, langs_each = ENGINES[request.param]
    built: SearchIndex = engine(Path(tmp_path_factory.mktemp("relevance")))
    built.rebuild([*concepts(), *noise(noisy, langs_each)], "relevance")
    return built


@pytest.fixture(scope="module")
def ranks(index: SearchIndex) -> dict[str, dict[str, int]]:
    """Return the rank of the first right answer by class and question, 0 where there is none."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in judged():
        hits = queries.search(index, SearchRequest(one.query)).hits
        found[one.family][one.query] = next((at for at, hit in enumerate(hits, 1) if hit.id in one.ids), 0)
    return found


def _mrr(family: dict[str, int]) -> float:
    return mean(1 / rank if rank else 0.0 for rank in family.values())


def _top_3(family: dict[str, int]) -> float:
    return mean(0 < rank <= 3 for rank in family.values())


def test_the_right_entry_is_on_top_over_all(ranks: dict[str, dict[str, int]]) -> None:
    every = {f"{family} {query}": rank for family, one in ranks.items() for query, rank in one.items()}
    assert len(every) >= 250
    missed = [query for query, rank in every.items() if not 0 < rank <= 3]
    assert _top_3(every) >= TOP_3, missed
    assert _mrr(every) >= MRR, [query for query, rank in every.items() if rank != 1]


@pytest.mark.parametrize("family", sorted({one.family for one in judged()}))
def test_no_class_of_questions_is_left_behind(ranks: dict[str, dict[str, int]], family: str) -> None:
    found = ranks[family]
    assert len(found) >= 10
    assert _top_3(found) >= CLASS_TOP_3, found
    assert _mrr(found) >= CLASS_MRR, found
