"""How alike two words are: edit distance where a swap of neighbours counts once.

Source: optimal string alignment, see G. V. Bard, "Spelling-Error Tolerant, Order-Independent Pass-Phrases" (2007).
"""

from __future__ import annotations

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import partial_ratio

_WINDOW = 3
"""How much longer or shorter than the pattern the beginning of a text may be that it is compared to."""


def distance_to_start(pattern: str, text: str) -> int:
    """Return the edit distance to the nearest beginning of a text: what is still being typed has no end yet."""
    size = len(pattern)
    ends = range(max(size - _WINDOW, 0), min(size + _WINDOW, len(text)) + 1)
    return min((OSA.distance(pattern, text[:end]) for end in ends), default=OSA.distance(pattern, text))


def inside(pattern: str, text: str) -> float:
    """Return how much of a run of signs stands anywhere in a text, from 0 to 1."""
    if len(text) < len(pattern):
        return 1 - OSA.distance(pattern, text) / len(pattern)
    return partial_ratio(pattern, text) / 100


def allowed(size: int) -> int:
    """Return how many typing mistakes a word of that many characters may have and still be meant."""
    return 0 if size < 3 else 1 if size < 7 else 2 if size < 13 else 3


def alikeness(mistakes: float, size: int) -> float:
    """Return 1 for no mistake and less for each, the shorter the word the more; times 0.6 beyond what is allowed."""
    alike = 1 - mistakes / (size + 1)
    return alike if mistakes <= allowed(size) else max(alike, 0.0) * 0.6
