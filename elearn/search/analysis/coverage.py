"""How much of a question a wording covers, word by word: rare words weigh more, typing mistakes cost something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import partial_token_ratio
from rapidfuzz.process import extractOne

from elearn.content.folding import HAS_CJK, bigrams, is_cjk, is_han, word_keys
from elearn.search.analysis.similarity import alikeness, allowed, distance_to_start, inside
from elearn.search.ports import rarity

HALF_TYPED = 0.97
"""How alike a word is to one that begins with it, where the rest may still be typed."""
_LONGER_WORD = 0.9
_SAME_SIGNS, _SAME_WORD = 0.4, 0.85
_UNKNOWN_PAIR = 0.1
"""Weight of a pair of signs that occurs nowhere: chance neighbours, where words are not parted."""
_UNFINISHED = 0.3
"""What it costs, in mistakes, to stand for the beginning of a word only."""
NEGATIONS = frozenset((
    "not", "dont", "cannot", "cant", "isnt", "wont", "nicht", "kein", "keine", "keinen", "pas", "non", "nao", "δεν",
    "οχι", "μην", "لا", "ليس", "لم", "غير", "नहीं", "नही", "मत", "不", "没", "没有", "ない", "ません", "ませ", "せん",
    "なし", "안", "못", "아니", "없",
))  # fmt: skip
"""A question with one of these means the opposite without it, however common they are."""
_WORTH_A_LOOK = 50.0
"""Of 100: wordings that share less with the question are not looked at word by word."""
_SAYS_LESS = 0.06


@dataclass(slots=True)
class Coverage:
    """Compares the words of one question with those of many wordings."""

    weights: Mapping[str, float] = field(default_factory=dict)
    """Of a word or a pair of signs: the rarer, the more."""
    meant: str = ""

    def of(self, asked: Sequence[str], words: str, is_weighed: bool = False) -> float:
        """Return how much of the question the wording covers (1: all), a little less where it says more.

        Args:
            is_weighed: by how rare the words are, which is known of words as they are written; else by their length.
        """
        if not partial_token_ratio(" ".join(asked), words, score_cutoff=_WORTH_A_LOOK):
            return 0.0
        parts = words.split()
        alike = weight = size = 0.0
        for at, word in enumerate(asked):
            one = self._weight(word) if is_weighed else float(len(word))
            alike += self._word(word, parts, at == len(asked) - 1) * one
            weight += one
            size += len(word)
        if not weight:
            return 0.0
        result = alike / weight
        if len(asked) != len(parts):
            # Words may be parted otherwise: compare without spaces, which is worth it for like lengths only.
            pattern, text = "".join(asked), "".join(parts)
            if result < 0.9 and len(pattern) > 4 and len(text) > len(pattern) * 0.7 and not HAS_CJK.search(pattern):
                result = max(result, 1 - distance_to_start(pattern, text) / len(pattern) * 1.4)
        return result * (1 - _SAYS_LESS + _SAYS_LESS * min(size / max(len(words), 1), 1.0))

    def over(self, asked: Sequence[str], wordings: Sequence[str]) -> tuple[float, int]:
        """Return how much of the question all wordings together cover, and which of them has the greatest share.

        Nothing is covered where no word, or no good part of a run of signs, stands there as it was asked.
        """
        parted = [wording.split() for wording in wordings]
        every = {part: at for at, parts in reversed([*enumerate(parted)]) for part in parts}
        parts = list(every)
        shares = [0.0] * len(wordings)
        alike = weight = nearest = 0.0
        for at, word in enumerate(asked):
            one = self._weight(word)
            weight += one
            if (found := self._word(word, parts, at == len(asked) - 1)) > 0:
                shares[every[self.meant]] += found * one
                alike += found * one
                nearest = max(nearest, found / (_SAME_SIGNS if is_cjk(word) else _SAME_WORD))
        if nearest < 1:
            return 0.0, 0
        best = max(range(len(shares)), key=shares.__getitem__)
        return (alike / weight if weight else 0.0), best

    def _weight(self, word: str) -> float:
        if is_cjk(word):
            return sum(self.weights.get(pair, 1.0) for pair in bigrams(word))
        return self.weights.get(word, 1.0)

    def _word(self, word: str, parts: Sequence[str], is_last: bool) -> float:
        """Return how alike a word is to the nearest of the parts, which is kept as ``meant``."""
        self.meant = word
        if word in parts:
            return 1.0
        if is_cjk(word):
            found, self.meant = max(((self._signs(word, part), part) for part in parts), default=(0.0, ""))
            return found
        size = len(word)
        if (is_last or size > 3) and (begun := next((part for part in parts if part.startswith(word)), "")):
            self.meant = begun
            return HALF_TYPED if is_last else _LONGER_WORD
        if size < 3:
            return 0.0
        most = allowed(size) + 1
        found = 0.0
        if near := extractOne(word, parts, scorer=OSA.distance, score_cutoff=most):
            found, self.meant = _alikeness(word, near[0], near[1]), near[0]
        if is_last and size > 3:
            for end in (size, size + 1, size - 1):
                begun_at = extractOne(word, [part[:end] for part in parts], scorer=OSA.distance, score_cutoff=most)
                if begun_at and (alike := _alikeness(word, begun_at[0], begun_at[1] + _UNFINISHED)) > found:
                    found, self.meant = alike, next(part for part in parts if part[:end] == begun_at[0])
        return found

    def _signs(self, word: str, part: str) -> float:
        """Compare runs of signs: by the pairs they share, and by the longest like stretch."""
        if not is_cjk(part) or len(word) < 2:
            return 0.0
        if word in part:
            return HALF_TYPED
        pairs = bigrams(word)
        if len(pairs) == 1:
            return 0.0
        pairs += [sign for sign in word if is_han(sign)]
        weights = [self.weights.get(pair, 1.0) for pair in pairs]
        shared = sum(weight for weight, pair in zip(weights, pairs, strict=True) if pair in part) / sum(weights)
        return (shared + inside(word, part)) / 2


def weights(frequencies: Mapping[str, int]) -> dict[str, float]:
    """Return the weight of words and signs, given in how many documents each occurs."""
    return {
        key: 1.0
        if key in NEGATIONS
        else _UNKNOWN_PAIR
        if not count and is_cjk(key)
        else rarity(count) * (0.5 if is_han(key) else 1)
        for key, count in frequencies.items()
    }


def keys_of(asked: Iterable[str]) -> list[str]:
    """Return the words, pairs of signs and single signs of a question that have a weight."""
    return list(dict.fromkeys(key for word in asked for key in word_keys(word)))


def _alikeness(word: str, part: str, mistakes: float) -> float:
    reach = allowed(len(word))
    is_other = len(part) > 4 < len(word) and word[0] != part[0] and word[1] != part[1] and word[:2] != part[1::-1]
    if is_other and reach:
        reach = 1  # Few people miss the beginning of a word.
    if mistakes > reach + 1.5:
        return 0.0
    return alikeness(mistakes, len(word)) * (1.0 if mistakes <= reach + 0.5 else 0.6)
