"""One word for one concept: finds phrases that say a term in another word than the term's own entry.

A human eye decides: two words may both be right, since a phrase may mean something else by the same English word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from elearn.content.folding import fold, is_cjk, words
from elearn.content.termbases import ConceptFile, LanguageTerms

_ENDING = 2
"""How many letters the forms of one word may differ in at their end."""
_LONG = 6
_SHORTEST_CJK = 2

_Words = tuple[str, ...]


@dataclass(frozen=True)
class TwoWords:
    """A phrase that uses an alternative of a term where the term's entry prefers another word."""

    lang: str
    term: str
    preferred: str
    phrase: str
    used: str


def two_words(concepts: Iterable[ConceptFile]) -> Iterator[TwoWords]:
    """Yield where the English of a phrase has a term and another language says it in another word than the term does.

    The cost grows with phrases times terms, but only in English; other languages are looked at where English agrees.
    """
    found = list(concepts)
    terms = [
        (concept, _parts(concept.terms["en"].text)) for concept in found if concept.kind in ("term", "abbreviation")
    ]
    for phrase in found:
        if phrase.kind not in ("phrase", "pattern"):
            continue
        english = _parts(phrase.terms["en"].text)
        beginnings = {word[:3] for word in english}
        for term, wanted in terms:
            if all(word[:3] in beginnings for word in wanted) and _has(english, wanted):
                yield from _differences(phrase, term)


def _differences(phrase: ConceptFile, term: ConceptFile) -> Iterator[TwoWords]:
    for lang in phrase.terms.keys() & term.terms.keys() - {"en"}:
        said = [_parts(wording.text) for _, wording in phrase.terms[lang].wordings()]
        preferred = _parts(term.terms[lang].text)
        if any(_has(text, preferred) for text in said):
            continue
        used = next((text for text in _others(term.terms[lang]) if _has(said[0], _parts(text))), None)
        if used is not None:
            yield TwoWords(lang, term.id, term.terms[lang].text, phrase.id, used)


def _others(terms: LanguageTerms) -> Iterator[str]:
    preferred = _parts(terms.text)
    for alternative in terms.alternatives:
        if not alternative.region and not _has(preferred, _parts(alternative.text)):
            yield alternative.text


@lru_cache(maxsize=50_000)
def _parts(text: str) -> _Words:
    return tuple(words(fold(text)))


def _has(text: _Words, wanted: _Words) -> bool:
    if not wanted or (is_cjk(wanted[0]) and len("".join(wanted)) < _SHORTEST_CJK):
        return False
    if all(is_cjk(word) for word in wanted):
        return "".join(wanted) in "".join(text)
    return any(_is_same(text[at : at + len(wanted)], wanted) for at in range(len(text) - len(wanted) + 1))


def _is_same(text: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(_is_form(one, other) for one, other in zip(text, wanted, strict=True))


def _is_form(one: str, other: str) -> bool:
    """Tell whether two words are forms of one: the same but for their endings."""
    if one == other:
        return True
    size = max(len(one), len(other))
    return (
        size >= _LONG
        and size - min(len(one), len(other)) <= _ENDING
        and one[: size - _ENDING] == other[: size - _ENDING]
    )
