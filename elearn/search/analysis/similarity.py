"""How alike two words are: edit distance where a swap of neighbours counts once."""

from __future__ import annotations


def distances(pattern: str, text: str) -> tuple[int, int]:
    """Return the edit distance to the whole text and to its nearest prefix.

    Bit-parallel, so one pass over ``text`` with integers as wide as ``pattern``.
    Source: H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances" (2003).
    """
    size = len(pattern)
    if not size:
        return len(text), 0
    masks: dict[str, int] = {}
    bit = 1
    for char in pattern:
        masks[char] = masks.get(char, 0) | bit
        bit <<= 1
    last, full = 1 << (size - 1), (1 << size) - 1
    positive, negative, zero, before = full, 0, 0, 0
    score = best = size
    for char in text:
        match = masks.get(char, 0)
        swap = (((~zero) & match) << 1) & before
        zero = ((((match & positive) + positive) ^ positive) | match | negative | swap) & full
        up = negative | (~(zero | positive) & full)
        down = zero & positive
        if up & last:
            score += 1
        elif down & last:
            score -= 1
        if score < best:
            best = score
        up = (up << 1) | 1
        positive = ((down << 1) | ~(zero | up)) & full
        negative = zero & up & full
        before = match
    return score, best


def allowed(size: int) -> int:
    """Return how many typing mistakes a word of that many characters may have and still be meant."""
    return 0 if size < 3 else 1 if size < 7 else 2 if size < 13 else 3


def alikeness(distance: float, size: int) -> float:
    """Return 1 for no mistake and less for each, the shorter the word the more; halved beyond what is allowed."""
    alike = 1 - distance / (size + 1)
    return alike if distance <= allowed(size) else max(alike, 0.0) * 0.6
