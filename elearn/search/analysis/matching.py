"""How well a row answers a question."""

from __future__ import annotations

from dataclasses import dataclass, field

from elearn.content.folding import HAS_CJK, is_cjk
from elearn.kernel.locales import primary
from elearn.search.analysis import SKELETONS, AnalysedQuery, Variant
from elearn.search.analysis.coverage import Coverage
from elearn.search.ports import Candidate, Key, StoredForm

EXACT, PREFIX, ALL_WORDS, INSIDE, FUZZY = 100.0, 84.0, 68.0, 60.0, 58.0
"""Where each kind of match begins (for FUZZY: ends); what is added below may carry a good match past the next step."""
HIT = 34.0
"""The least score that is an answer; less is offered as near."""

_KIND_POINTS = {
    "text": 0.0, "title": 0.0, "alternative": -1.5, "reading": -1.0, "romanisation": -1.0, "heading": -4.0,
    "definition": -20.0, "body": -22.0,
}  # fmt: skip
_SPELLED_POINTS = -1.0
_LENGTH_POINTS = 13.0
_ACCENT_POINTS = 2.0
_SCRIPT_POINTS = 1.0
_AFTER_LATIN = "\u0250"
_PAIR_POINTS = 1.2
_PRIORITY_POINTS = 0.2
_STRANGER_POINTS = -12.0
"""For part of a form that only sounds like the question, in a language of neither side: a loan word, mostly."""
_STRANGER_LIKE = 0.9
"""How like such a form must be to count as an answer where typing mistakes are forgiven; less is offered as near."""
_UNLIKE_SOUND = 1.8
"""How fast a form with the right consonants loses by vowels that differ."""
_LIKE_SOUND = 0.75
"""Less alike, the same consonants are chance, and offered as near only."""


@dataclass(slots=True)
class Matcher:
    """Scores rows for one question."""

    query: AnalysedQuery
    langs: tuple[str, ...]
    coverage: Coverage = field(default_factory=Coverage)
    _by_system: dict[str, list[Variant]] = field(default_factory=dict)
    _accented: str = ""
    _is_latin: bool = True

    def __post_init__(self) -> None:
        for variant in self.query.variants:
            self._by_system.setdefault(variant.system, []).append(variant)
        self._is_latin = self.query.text[:1] < _AFTER_LATIN
        folded = self.query.text.casefold()
        if not folded.isascii() and not HAS_CJK.search(folded):
            self._accented = folded

    def best(self, row: Candidate, is_loose: bool) -> tuple[float, StoredForm, Variant] | None:
        """Return the row's best form with its score and the spelling that matched.

        Args:
            is_loose: forgive typing mistakes too, which costs time.
        """
        found: tuple[float, StoredForm, Variant] | None = None
        extra = (3 - row.priority) * _PRIORITY_POINTS
        if self.langs and primary(row.lang) in self.langs:
            extra += _PAIR_POINTS
        is_english = row.lang[:2] == "en"
        is_stranger = bool(self.langs) and primary(row.lang) not in self.langs
        for form in row.forms:
            points = extra + _KIND_POINTS[form.kind]
            if (form.text[:1] < _AFTER_LATIN) == self._is_latin:
                points += _SCRIPT_POINTS
            if self._accented and self._accented in form.text.casefold():
                points += _ACCENT_POINTS
            for key in form.keys:
                if is_english and key.system and self._is_latin:
                    continue  # As English in Hindi spelling it can only be meant by who writes Devanagari.
                for variant in self._by_system.get(key.system, ()):
                    # An English word in Hindi spelling is a loan; as English it is judged as written.
                    score = self._score(variant, key, is_loose and not (is_english and key.system))
                    if is_stranger and 0 < score < EXACT - 10 and (key.system or is_loose):
                        score = _of_stranger(score, is_loose)
                    if score and (found is None or score + points > found[0]):
                        found = (score + points, form, variant)
        return found

    def across(self, row: Candidate) -> tuple[float, StoredForm, Variant] | None:
        """Return what all languages of a document answer together, with the form that has most of it."""
        found: tuple[float, StoredForm, Variant] | None = None
        wordings = [" ".join(key.words for key in form.keys) for form in row.forms]
        for variant in self._by_system.get("", ()):
            covered, at = self.coverage.over(variant.words, wordings)
            points = _fuzzy_points(covered) + (3 - row.priority) * _PRIORITY_POINTS + _KIND_POINTS[row.forms[at].kind]
            if covered and (found is None or points > found[0]):
                found = (points, row.forms[at], variant)
        return found

    def _score(self, variant: Variant, key: Key, is_loose: bool) -> float:
        if key.system in SKELETONS:
            return self._score_skeleton(variant, key, is_loose)
        score = _sure(variant.squashed, variant.words, key.words)
        if not score and is_loose:
            score = _fuzzy_points(self.coverage.of(variant.words, key.words, not key.system))
        if not score or not key.system:
            return score
        if key.sound and variant.sound and not key.sound.replace(" ", "").startswith(variant.sound.replace(" ", "")):
            # Who writes a long vowel means one; who does not may mean either.
            score -= _LENGTH_POINTS if len(variant.sound.replace(" ", "")) > len(variant.squashed) else 0.5
        return score + _SPELLED_POINTS

    def _score_skeleton(self, variant: Variant, key: Key, is_loose: bool) -> float:
        sure = _sure(variant.squashed, variant.words, key.words) if len(variant.squashed) > 1 else 0.0
        if not variant.sound or not key.sound:
            # Native script: the skeleton only forgives vowels, longer ones by chance less often.
            return 0.0 if not sure else min(sure, ALL_WORDS) * min(0.75 + len(variant.squashed) * 0.04, 1) - 20
        alike = 0.0
        if sure or is_loose:
            alike = self.coverage.of(variant.sound.split(), key.sound)
        if sure:
            score = sure * (1 - _UNLIKE_SOUND * (1 - alike)) if alike > 0.5 else 0.0
            return score if alike >= _LIKE_SOUND else min(score, HIT - 1)
        return _fuzzy_points(alike) - 3 if is_loose and alike > 0.5 else 0.0


def _fuzzy_points(alike: float) -> float:
    return FUZZY * (alike - 0.1) / 0.9 if alike > 0.3 else 0.0


def _of_stranger(score: float, is_loose: bool) -> float:
    """Return what a partial match in a language of neither side is worth."""
    if is_loose and score < FUZZY * _STRANGER_LIKE:
        return min(score, HIT - 1)
    return max(score + _STRANGER_POINTS, min(score, HIT))


def _sure(squashed: str, asked: tuple[str, ...], words: str) -> float:
    """Return the score of a form that has all that was asked, 0 for others; shorter forms score higher."""
    form = words.replace(" ", "")
    if squashed == form:
        return EXACT
    if not form or (len(asked) == 1 and squashed not in form):
        return 0.0
    covered = len(squashed) / len(form)
    if form.startswith(squashed):
        ends = words.startswith(" ".join(asked) + " ")
        return PREFIX + 3 * covered + 3 * min(len(squashed) / len(words.partition(" ")[0]), 1.0) + (3 if ends else 0)
    if len(asked) == 1 and f" {squashed}" in words:
        return ALL_WORDS + 6 * covered + (3 if f" {squashed} " in f"{words} " else 0)
    if len(asked) > 1:
        parts = words.split()
        have = set(parts)
        last = asked[-1]
        if all(word in have or (is_cjk(word) and word in form) for word in asked[:-1]) and (
            last in have or (is_cjk(last) and last in form) or any(part.startswith(last) for part in parts)
        ):
            together = f" {' '.join(asked)}" in f" {words}"
            return ALL_WORDS + 6 * min(covered, 1.0) + (4 if together else 0) + (2 if last in have else 0)
        if all(any(part.startswith(word) for part in parts) for word in asked if not is_cjk(word)):
            return INSIDE + 6 * min(covered, 1.0) if not HAS_CJK.search(squashed) else 0.0
    if squashed in form and (len(squashed) > 3 or is_cjk(squashed)):
        return (ALL_WORDS + 2 if is_cjk(squashed) else INSIDE) + 6 * covered
    return 0.0
