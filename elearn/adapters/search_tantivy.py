"""Search index on tantivy: the default engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from elearn.adapters.search_folder import GenerationFolder
from elearn.search.analysis import rows
from elearn.search.errors import IndexUnavailable
from elearn.search.models import SearchDocument
from elearn.search.ports import CHANNELS, Ask, Candidate, IndexRow, Route

_LAYOUT = 4
_HEAP_BYTES = 128_000_000
_PREFERRED = 0.7
"""How much a row in a preferred language is put forward, in BM25 points."""


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        raise IndexUnavailable(engine="tantivy", reason=str(error)[:200]) from error
    except BaseException as error:
        # A damaged file can make the Rust code panic; its exception is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexUnavailable(engine="tantivy", reason=str(error)[:200]) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for channel in CHANNELS:
        builder.add_text_field(channel, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("filters", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("lang", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic", stored=True)
    builder.add_bytes_field("stored", stored=True)
    builder.add_bytes_field("titles", stored=True)
    builder.add_integer_field("row", fast=True)
    return builder.build()


class _Reader:
    """An open generation."""

    def __init__(self, folder: Path) -> None:
        with _translated():
            index = tantivy.Index.open(str(folder))
            self.schema = index.schema
            self.searcher = index.searcher()
        self.frequencies: dict[tuple[str, str], int] = {}

    def term(self, field: str, key: str, option: str = "freq") -> Query:
        return Query.term_query(self.schema, field, key, index_option=option)

    def frequency(self, field: str, key: str) -> int:
        found = self.frequencies.get((field, key))
        if found is None:
            if len(self.frequencies) > 50_000:
                self.frequencies.clear()
            found = self.frequencies[field, key] = self.searcher.doc_freq(field, key)
        return found

    def route(self, route: Route) -> Query:
        groups = []
        for group in route:
            terms = [
                self.term(channel, key) if weight == 1.0 else Query.boost_query(self.term(channel, key), weight)
                for channel, key, weight in group
            ]
            groups.append(terms[0] if len(terms) == 1 else Query.disjunction_max_query(terms))
        return groups[0] if len(groups) == 1 else Query.boolean_query([(Occur.Must, group) for group in groups])

    def question(self, ask: Ask) -> Query | None:
        routes = ask.routes_to_ask(self.frequency)
        if not routes:
            return None
        if ask.is_flat:
            queries = [
                Query.const_score_query(self.term(channel, key, "freq"), weight)
                for (((channel, key, weight),),) in routes
            ]
        else:
            queries = [self.route(route) for route in routes]
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def _written(row: IndexRow, number: int) -> tantivy.Document:
    keys = {channel: " ".join(keys) for channel, keys in row.keys.items()}
    written = tantivy.Document(filters=" ".join(row.filters), lang=row.lang, stored=row.stored, row=number, **keys)
    if row.titles is not None:
        written.add_text("document", row.document_id)
        written.add_bytes("titles", json.dumps(dict(row.titles)).encode())
    return written


class TantivyIndex:
    """A ``SearchIndex`` in a folder of its own below the one given."""

    def __init__(self, folder: Path, wait_s: float = 30.0) -> None:
        self._generations = GenerationFolder(folder / "tantivy", _LAYOUT, _Reader, wait_s)

    def rebuild(self, documents: Iterable[SearchDocument], stamp: str) -> int:
        count = number = 0
        with self._generations.writing(stamp) as folder:
            with _translated():
                writer = tantivy.Index(_schema(), str(folder), reuse=False).writer(_HEAP_BYTES, 1)
            for document in documents:
                count += 1
                for row in rows(document):
                    with _translated():
                        writer.add_document(_written(row, number))
                    number += 1
            with _translated():
                writer.commit()
                writer.wait_merging_threads()
        return count

    def stamp(self) -> str | None:
        return self._generations.stamp()

    def candidates(self, asks: Sequence[Ask], filters: Sequence[str], langs: Sequence[str]) -> list[Candidate]:
        reader = self._generations.reader()
        found: dict[int, Candidate] = {}
        with _translated():
            around = [(Occur.Must, Query.boost_query(reader.term("filters", key, "basic"), 0.0)) for key in filters]
            around += [
                (Occur.Should, Query.const_score_query(reader.term("lang", lang, "basic"), _PREFERRED))
                for lang in langs
            ]
            for ask in asks:
                question = reader.question(ask)
                if question is None:
                    continue
                if around:
                    question = Query.boolean_query([(Occur.Must, question), *around])
                hits = reader.searcher.search(question, limit=ask.most, count=False).hits
                if not hits:
                    continue
                addresses = [address for _, address in hits]
                numbers = reader.searcher.fast_field_values("row", addresses)
                for number, address in zip(numbers, addresses, strict=True):
                    if number not in found:
                        stored = reader.searcher.doc(address).get_first("stored")
                        found[int(number or 0)] = Candidate.decode(bytes(stored or b""))
        return list(found.values())

    def spread(self, keys: Sequence[str]) -> list[int]:
        reader = self._generations.reader()
        with _translated():
            return [reader.frequency("any", key) for key in keys]

    def titles(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        reader = self._generations.reader()
        found: dict[str, Mapping[str, str]] = {}
        with _translated():
            asked = Query.term_set_query(reader.schema, "document", list(ids))
            for _, address in reader.searcher.search(asked, max(len(ids), 1), count=False).hits:
                row = reader.searcher.doc(address)
                found[str(row.get_first("document"))] = json.loads(bytes(row.get_first("titles") or b"{}"))
        return found

    def ping(self) -> None:
        reader = self._generations.reader()
        with _translated():
            reader.searcher.search(Query.all_query(), limit=1)
