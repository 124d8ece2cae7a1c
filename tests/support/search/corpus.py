"""The shipped glossary as a search corpus, the judged questions, and noise that looks like it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from elearn.content.folding import HAS_CJK, fold, words
from elearn.content.problems import Report
from elearn.content.termbases import ConceptFile, parse_termbase
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.search.models import Form, SearchDocument

_HERE = Path(__file__).parent
_GLOSSARY = _HERE.parents[2] / "glossaries" / "easyspeak"
_SPELLED = {"ar": "romanisation", "zh-CN": "reading", "ja": "romanisation", "hi": "romanisation", "ko": "romanisation",
            "el": "romanisation"}  # fmt: skip
_RUN = 3
"""So many signs in a row of a shipped wording make a noise wording a right answer that nobody judged."""


@dataclass(frozen=True)
class Judged:
    """A question and the entries that answer it."""

    family: str
    lang: str
    query: str
    ids: frozenset[str]


@cache
def judged(name: str = "judged") -> list[Judged]:
    lines = (_HERE / f"{name}.psv").read_text(encoding="utf-8").splitlines()
    parted = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [Judged(family, lang, query, frozenset(filter(None, ids.split(",")))) for family, lang, query, ids in parted]


@cache
def shipped() -> list[SearchDocument]:
    """Return every entry of the shipped glossary, as the search index gets it."""
    files = {path.name: path.read_bytes() for path in _GLOSSARY.glob("*.yaml")}
    report = Report()
    termbase = parse_termbase("glossaries/easyspeak", files, report)
    assert termbase is not None, list(report)[:3]
    return [_document(concept) for concept in termbase.concepts]


def _document(concept: ConceptFile) -> SearchDocument:
    forms: list[Form] = []
    titles: dict[str, str] = {}
    for lang, section in concept.terms.items():
        for where, wording in section.wordings():
            titles.setdefault(lang, wording.text)
            forms.append(Form(lang, "alternative" if where.startswith("alternatives") else "text", wording.text))
            forms += [Form(lang, "reading", wording.reading)] if wording.reading else []
            forms += [Form(lang, "romanisation", wording.romanisation)] if wording.romanisation else []
    forms += [Form("en", "definition", concept.definition)] if concept.definition else []
    return SearchDocument(
        concept.id, "entry", f"phrases/entry/{concept.id}/", titles, tuple(forms), kind=concept.kind,
        domain=concept.domain, markets=tuple(concept.markets), priority=concept.priority,
    )  # fmt: skip


def noise(count: int, langs_each: int = 13, seed: int = 7) -> Iterator[SearchDocument]:
    """Make entries of invented words that have the letter sequences of the glossary.

    Args:
        langs_each: languages of one entry, taken in turn.
    """
    chance = random.Random(seed)
    makers = {lang: _Words(lang, chance) for lang in CONTENT_LANGUAGES}
    for number in range(count):
        titles = {}
        forms: list[Form] = []
        for step in range(langs_each):
            lang = CONTENT_LANGUAGES[(number * langs_each + step) % len(CONTENT_LANGUAGES)]
            titles[lang], spelled = makers[lang].wording()
            forms.append(Form(lang, "text", titles[lang]))
            forms += [Form(lang, _SPELLED[lang], spelled)] if spelled else []  # type: ignore[arg-type]
        name = f"noise-{number}"
        yield SearchDocument(
            name, "entry", f"phrases/entry/{name}/", titles, tuple(forms), kind="term", domain="regulatory", priority=2
        )


class _Words:
    """Invents wordings of one language from sequences of its letters, in its script and as it is spelled."""

    def __init__(self, lang: str, chance: random.Random) -> None:
        self._chance = chance
        texts, spelled = (
            [form.text for document in shipped() for form in document.forms if form.lang == lang and form.kind == kind]
            for kind in ("text", _SPELLED.get(lang, ""))
        )
        self._known: dict[str, list[str]] = defaultdict(list)
        self._runs: set[str] = set()
        """Stretches of two and of three signs."""
        for word in {word for text in (*texts, *spelled) for word in words(fold(text))}:
            self._known[word[:2]].append(word)
            if HAS_CJK.match(word):
                self._runs.update(word[at : at + size] for size in (2, _RUN) for at in range(len(word) - size + 1))
        self._text, self._spelled = self._chain(texts), self._chain(spelled)
        self._sizes = [len(text.split()) for text in texts]

    @staticmethod
    def _chain(texts: list[str]) -> dict[str, list[str]]:
        """Return what may follow: two letters, or one sign, since two signs are often a word."""
        follow: dict[str, list[str]] = defaultdict(list)
        for word in (word for text in texts for word in text.split()):
            back = 1 if HAS_CJK.search(word) else 2
            marked = f"{'^' * back}{word}$"
            for at in range(len(marked) - back):
                follow[marked[at : at + back]].append(marked[at + back])
        return follow

    def _word(self, chain: dict[str, list[str]]) -> str:
        back = len(next(iter(chain)))
        while True:
            word = "^" * back
            while not word.endswith("$") and len(word) < 20:
                word += self._chance.choice(chain[word[-back:]])
            word = word.strip("^$")
            if word and not self._is_real(words(fold(word))):
                return word

    def _is_real(self, parts: list[str]) -> bool:
        """Tell whether it is a real word, or the beginning or a stretch of one: a right answer that nobody judged."""
        return any(
            any(part[at : at + _RUN] in self._runs for at in range(len(part) - _RUN + 1))
            or part in self._runs
            or any(known.startswith(part) for known in self._known[part[:2]])
            for part in parts
        )

    def wording(self) -> tuple[str, str]:
        size = self._chance.choice(self._sizes)
        return tuple(  # type: ignore[return-value]
            " ".join(self._word(chain) for _ in range(size)) if chain else "" for chain in (self._text, self._spelled)
        )
