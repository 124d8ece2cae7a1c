"""Finds what to highlight in the original text of a form that was found by its folded or spelled key."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from elearn.content.folding import CJK, PLACE, fold, words
from elearn.search.analysis import Variant, spellings
from elearn.search.analysis.similarity import distance_to_start

_Span = tuple[int, int]

# A CJK character is a piece by itself; a word keeps its marks; apostrophes and hyphens part pieces.
_PIECES = re.compile(
    f"[{CJK}\uff66-\uff9d][\u3099\u309a\uff9e\uff9f]?|"
    f"(?:(?![{CJK}\uff66-\uff9d_])[\\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u097f·\u200c\u200d])+"
)
_MOST_PIECES = 90


def spans(text: str, lang: str, kind: str, variant: Variant) -> tuple[_Span, ...]:
    """Return the character ranges of ``text`` that answer the question, in order, not overlapping.

    Args:
        variant: the spelling of the question that matched the form.
    """
    text = PLACE.sub(lambda place: " " * len(place[0]), text)
    convert = partial(_convert, lang=lang, kind=kind, system=variant.system)
    cut = _cut if not variant.system else _whole
    pieces = [found.span() for found in _PIECES.finditer(text)][:_MOST_PIECES]
    keys = [convert(text[start:end]) for start, end in pieces]
    if run := _run(text, pieces, keys, variant.squashed, convert, cut):
        return (run,)
    found: set[_Span] = set()
    for at, word in enumerate(variant.words):
        one = _run(text, pieces, keys, word, convert, cut) or _alike(pieces, keys, word)
        if one and (at == len(variant.words) - 1 or len(word) > 1 or text[slice(*one)].casefold() == word):
            found.add(one)
    if not found and variant.system and pieces:
        found.add((pieces[0][0], pieces[-1][1]))
    return _merged(found)


@lru_cache(maxsize=4_000)
def _convert(text: str, lang: str, kind: str, system: str) -> str:
    """Return a piece of text in a system of spelling; the same pieces come again while a person types."""
    if not system:
        return "".join(words(fold(text)))
    return next((key.words.replace(" ", "") for key in spellings(text, lang, kind) if key.system == system), "")


def _whole(text: str, start: int, piece: _Span, wanted: str, convert: Callable[[str], str]) -> int:
    """Letters of two spellings do not answer each other one by one: highlight the whole word."""
    return piece[1]


def _run(
    text: str, pieces: list[_Span], keys: list[str], wanted: str, convert: Callable[[str], str],
    cut: Callable[[str, int, _Span, str, Callable[[str], str]], int],
) -> _Span | None:  # fmt: skip
    """Return the first run of pieces that begins as ``wanted``, cut where ``wanted`` ends."""
    for at, (start, _) in enumerate(pieces):
        if not keys[at] or not (wanted.startswith(keys[at][:1])):
            continue
        for upto in range(at, len(pieces)):
            end = pieces[upto][1]
            key = keys[at] if upto == at else convert(text[start:end])
            if key.startswith(wanted):
                return start, cut(text, start, pieces[upto], wanted, convert)
            # A spelling may change at the seam (long vowels, doubled letters): compare all but the last letter.
            if len(key) > len(wanted) + 1 or not wanted.startswith(key[:-1]):
                break
    return None


def _cut(text: str, start: int, piece: _Span, wanted: str, convert: Callable[[str], str]) -> int:
    if len(convert(text[start : piece[1]])) == len(wanted):
        return piece[1]
    for end in range(piece[0] + 1, piece[1]):
        if convert(text[start:end]).startswith(wanted):
            whole = convert(text[start:end])
            while end < piece[1] and convert(text[start : end + 1]) == whole:
                end += 1  # A mark that follows its letter belongs to it.
            return end
    return piece[1]


def _alike(pieces: list[_Span], keys: list[str], word: str) -> _Span | None:
    best: tuple[float, _Span] | None = None
    for piece, key in zip(pieces, keys, strict=True):
        if len(key) < 2 or len(word) < 3:
            continue
        near = distance_to_start(word, key) / len(word)
        if near < 0.4 and (best is None or near < best[0]):
            best = (near, piece)
    return best[1] if best else None


def _merged(found: set[_Span]) -> tuple[_Span, ...]:
    merged: list[_Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
