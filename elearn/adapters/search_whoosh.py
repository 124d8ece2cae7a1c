"""Search index on Whoosh: pure Python, for places where nothing can be compiled or installed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import query as ask_for
from whoosh.fields import ID, KEYWORD, STORED, Schema
from whoosh.index import create_in, open_dir
from whoosh.scoring import BM25F, Frequency, MultiWeighting

from elearn.adapters.search_folder import GenerationFolder
from elearn.search.analysis import rows
from elearn.search.errors import IndexUnavailable
from elearn.search.models import SearchDocument
from elearn.search.ports import CHANNELS, Ask, Candidate, IndexRow, Route

_LAYOUT = 4
_HEAP_MB = 128
_PREFERRED = 0.7
"""How much a row in a preferred language is put forward, in BM25 points."""
_RAREST = 5
"""So many of the rarest keys are asked for: in pure Python each row that has a key costs microseconds."""
# In these two fields a key counts its boost, whatever else the row has.
_WEIGHTING = MultiWeighting(BM25F(), any=Frequency(), lang=Frequency())


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        # Whoosh's errors have no common base, and from damaged files whatever its reading code met comes out.
        raise IndexUnavailable(engine="whoosh", reason=repr(error)[:200]) from error


def _schema() -> Schema:
    channels = {channel: KEYWORD(scorable=True, vector=None) for channel in CHANNELS}
    return Schema(**channels, filters=KEYWORD(), lang=ID(), document=ID(), stored=STORED(), titles=STORED())


class _Reader:
    """An open generation."""

    def __init__(self, folder: Path) -> None:
        with _translated():
            self.searcher = open_dir(str(folder), readonly=True).searcher(weighting=_WEIGHTING)
        # Whoosh's readers share file positions: two threads reading at once see damaged blocks.
        self.turn = threading.Lock()

    def route(self, route: Route) -> Any:
        groups = []
        for group in route:
            terms = [ask_for.Term(channel, key, boost=weight) for channel, key, weight in group]
            groups.append(terms[0] if len(terms) == 1 else ask_for.DisjunctionMax(terms))
        return groups[0] if len(groups) == 1 else ask_for.And(groups)

    def question(self, ask: Ask) -> Any:
        routes = ask.routes_to_ask(self.searcher.reader().doc_frequency)
        if not routes:
            return None
        if ask.rarest:
            routes = routes[:_RAREST]
        queries = [self.route(route) for route in routes]
        return queries[0] if len(queries) == 1 else ask_for.Or(queries)


def _fields(row: IndexRow) -> dict[str, Any]:
    fields: dict[str, Any] = {channel: " ".join(keys) for channel, keys in row.keys.items()}
    fields |= {"filters": " ".join(row.filters), "lang": row.lang, "stored": row.stored}
    if row.titles is not None:
        fields |= {"document": row.document_id, "titles": json.dumps(dict(row.titles))}
    return fields


class WhooshIndex:
    """A ``SearchIndex`` in a folder of its own below the one given."""

    def __init__(self, folder: Path, wait_s: float = 30.0) -> None:
        self._generations = GenerationFolder(folder / "whoosh", _LAYOUT, _Reader, wait_s)

    def rebuild(self, documents: Iterable[SearchDocument], stamp: str) -> int:
        count = 0
        with self._generations.writing(stamp) as folder:
            with _translated():
                # One writer on a new folder: the generation's lock is the only one that matters.
                writer = create_in(str(folder), _schema()).writer(limitmb=_HEAP_MB, procs=1)
            try:
                for document in documents:
                    count += 1
                    for row in rows(document):
                        with _translated():
                            writer.add_document(**_fields(row))
            except BaseException:
                writer.cancel()
                raise
            with _translated():
                writer.commit(optimize=True)
        return count

    def stamp(self) -> str | None:
        return self._generations.stamp()

    def candidates(self, asks: Sequence[Ask], filters: Sequence[str], langs: Sequence[str]) -> list[Candidate]:
        reader = self._generations.reader()
        found: dict[int, Candidate] = {}
        with reader.turn, _translated():
            wanted = ask_for.And([ask_for.Term("filters", key) for key in filters]) if filters else None
            preferred = [ask_for.Term("lang", lang, boost=_PREFERRED) for lang in langs]
            for ask in asks:
                question = reader.question(ask)
                if question is None:
                    continue
                if preferred:
                    question = ask_for.AndMaybe(question, ask_for.Or(preferred))
                hits = reader.searcher.search(question, limit=ask.most, filter=wanted, scored=True)
                for number in (hits.docnum(at) for at in range(hits.scored_length())):
                    if number not in found:
                        stored = reader.searcher.reader().stored_fields(number)["stored"]
                        found[number] = Candidate.decode(stored)
        return list(found.values())

    def spread(self, keys: Sequence[str]) -> list[int]:
        reader = self._generations.reader()
        with reader.turn, _translated():
            return [reader.searcher.reader().doc_frequency("any", key) for key in keys]

    def titles(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        reader = self._generations.reader()
        found: dict[str, Mapping[str, str]] = {}
        with reader.turn, _translated():
            for one in ids:
                number = reader.searcher.document_number(document=one)
                if number is not None:
                    found[one] = json.loads(reader.searcher.reader().stored_fields(number)["titles"])
        return found

    def ping(self) -> None:
        reader = self._generations.reader()
        with reader.turn, _translated():
            reader.searcher.doc_count()
