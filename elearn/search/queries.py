"""Answers a search request: asks the index, ranks what it brings, says why each document was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from elearn.kernel.locales import CONTENT_LANGUAGES, primary
from elearn.search.analysis import MOST, AnalysedQuery, Variant, analyse, filter_keys
from elearn.search.analysis.coverage import keys_of, weights
from elearn.search.analysis.highlighting import spans
from elearn.search.analysis.matching import ALL_WORDS, HIT, Matcher
from elearn.search.models import Match, SearchHit, SearchRequest, SearchResults
from elearn.search.ports import Ask, Candidate, SearchIndex, StoredForm

_ENOUGH = 8
"""With so many sure answers nobody needs guesses."""
_NEAREST = 5
_NEAR = 16.0
_FALL = 42.0
"""An answer so much worse than the best one is no answer."""
_PART, _PART_GUESSED, _PART_FALL = 12.0, 20.0, 18.0
"""Of several words some are better than none: what an answer must reach, and how far it may stay behind the best."""

_Ranked = tuple[float, Candidate, StoredForm, Variant]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the index brought for a question."""

    ranked: list[_Ranked]
    """The best form of each document, best document first."""
    sharing: frozenset[str]
    """Documents that have one of several words just as it was asked."""
    is_cut: bool


def search(index: SearchIndex, request: SearchRequest) -> SearchResults:
    """Find what a person means.

    Counts and the total are over the rows that the index brings, not over all that exist; this bounds the time
    whatever is asked, and ``is_cut`` says that there are more.

    Returns:
        A page of hits; where there is none, the nearest documents apart.

    Raises:
        IndexMissing: there is no usable index.
        IndexUnavailable: the engine failed.
    """
    query = analyse(request.query)
    if not query.variants:
        return SearchResults(query.text, 0, ())
    filters = filter_keys(request.type, request.kind, request.domain, request.market, request.heard_in)
    langs = tuple(dict.fromkeys(primary(lang) for lang in (request.source, request.target) if lang))
    found = _ranked(index, query, filters, langs)
    ranked = found.ranked
    top = ranked[0][0] if ranked else 0.0
    least = HIT if query.is_one_word else max(_PART, min(HIT, top - _PART_FALL))
    answers = [
        one
        for one in ranked
        if one[0] > top - _FALL and one[0] >= (least if one[1].id in found.sharing else max(least, _PART_GUESSED))
    ]
    page = answers[max(request.offset, 0) : max(request.offset, 0) + max(request.limit, 0)]
    near = [one for one in ranked if one[0] >= _NEAR][:_NEAREST] if not answers else []
    return SearchResults(
        query.text, len(answers), _hits(index, page), _counts(one[1] for one in answers),
        found.is_cut and bool(answers), _hits(index, near),
    )  # fmt: skip


def _ranked(index: SearchIndex, query: AnalysedQuery, filters: tuple[str, ...], langs: tuple[str, ...]) -> _Found:
    tags = tuple(tag for tag in CONTENT_LANGUAGES if primary(tag) in langs)
    matcher = Matcher(query, langs)
    best: dict[str, _Ranked] = {}
    sharing: set[str] = set()

    def take(asks: tuple[Ask, ...], is_loose: bool) -> int:
        rows = index.candidates(asks, filters, tags) if asks else []
        for row in rows:
            if is_loose and row.id in best and best[row.id][0] >= ALL_WORDS:
                continue
            found = matcher.best(row, is_loose) if row.lang else matcher.across(row)
            if found is not None and not row.lang and not query.is_one_word:
                sharing.add(row.id)
            if found is not None and (row.id not in best or found[0] > best[row.id][0]):
                best[row.id] = (found[0], row, found[1], found[2])
        return len(rows)

    def is_enough() -> bool:
        return sum(one[0] >= ALL_WORDS for one in best.values()) >= _ENOUGH

    is_cut = take(query.written, False) >= MOST
    take(query.spelled, False)
    if not is_enough():
        take(query.running, False)
    if not is_enough():
        keys = keys_of(word for variant in query.variants if not variant.system for word in variant.words)
        matcher.coverage.weights = weights(dict(zip(keys, index.spread(keys), strict=True)))
        take(query.loose, True)
    ranked = sorted(best.values(), key=lambda one: (-one[0], len(one[2].text), one[1].id))
    return _Found(ranked, frozenset(sharing), is_cut)


def _hits(index: SearchIndex, ranked: list[_Ranked]) -> tuple[SearchHit, ...]:
    titles = index.titles([row.id for _, row, _, _ in ranked]) if ranked else {}
    return tuple(
        SearchHit(
            row.id, row.type, row.path, titles.get(row.id, {}),
            _match(row.lang or form.lang, form, variant),
            round(score, 3), row.kind, row.domain, row.markets,
        )
        for score, row, form, variant in ranked
    )  # fmt: skip


def _match(lang: str, form: StoredForm, variant: Variant) -> Match:
    return Match(lang, form.kind, form.text, spans(form.text, lang, form.kind, variant))


def _counts(rows: Iterable[Candidate]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {"type": Counter(), "kind": Counter(), "domain": Counter(), "market": Counter()}
    for row in rows:
        counts["type"][row.type] += 1
        if row.kind:
            counts["kind"][row.kind] += 1
        if row.domain:
            counts["domain"][row.domain] += 1
        counts["market"].update(row.markets)
    return {name: dict(counter) for name, counter in counts.items()}
