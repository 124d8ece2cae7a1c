"""Reads the judged search corpus and makes noise that looks like it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.search.models import Form, SearchDocument

_HERE = Path(__file__).parent
_DOMAINS = ("clinical", "regulatory", "contract", "meeting", "pricing")
_MARKETS = ("japan", "china", "korea", "brazil", "india")
_SPELLED = {"ar": "romanisation", "zh-CN": "reading", "ja": "reading", "hi": "romanisation"}


@dataclass(frozen=True)
class Judged:
    """A question and the documents that answer it."""

    family: str
    query: str
    ids: frozenset[str]


def _lines(name: str) -> Iterator[list[str]]:
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("|")


def judged() -> list[Judged]:
    return [Judged(family, query, frozenset(ids.split(","))) for family, query, ids in _lines("judged.psv")]


def concepts() -> list[SearchDocument]:
    return [_document(number, row[0], row[1:]) for number, row in enumerate(_lines("concepts.psv"))]


def _document(number: int, id: str, columns: list[str], langs: tuple[str, ...] = CONTENT_LANGUAGES) -> SearchDocument:
    forms: list[Form] = []
    titles: dict[str, str] = {}
    column_langs = ("en", "fr", "el", "it", "pt-BR", "es", "ar", "zh-CN", "ja", "ko", "de", "hi", "ca")
    for lang, column in zip(column_langs, columns, strict=True):
        if lang not in langs:
            continue
        for at, wording in enumerate(column.split(" / ")):
            text, _, spelled = wording.partition("~")
            titles.setdefault(lang, text)
            forms.append(Form(lang, "alternative" if at else "text", text))
            if spelled:
                forms.append(Form(lang, _SPELLED[lang], spelled))  # type: ignore[arg-type]
    return SearchDocument(
        id, "entry", f"phrases/entry/{id}/", titles, tuple(forms), kind="term",
        domain=_DOMAINS[number % len(_DOMAINS)], markets=(_MARKETS[number % len(_MARKETS)],), priority=2,
    )  # fmt: skip


def noise(count: int, langs_each: int = 13, seed: int = 7) -> Iterator[SearchDocument]:
    """Make documents of invented words that have the letter sequences of the corpus.

    Args:
        langs_each: languages in one document, taken in turn.
    """
    chance = random.Random(seed)
    makers = [_Words(column, chance) for column in zip(*(row[1:] for row in _lines("concepts.psv")), strict=True)]
    for number in range(count):
        langs = {CONTENT_LANGUAGES[(number * langs_each + step) % 13] for step in range(langs_each)}
        columns = [maker.wording() for maker in makers]
        yield _document(number, f"noise-{number}", columns, tuple(langs))


class _Words:
    """Invents wordings of one language from pairs of characters, in its script and as it is spelled."""

    def __init__(self, column: tuple[str, ...], chance: random.Random) -> None:
        self._chance = chance
        wordings = [wording.partition("~") for cell in column for wording in cell.split(" / ")]
        self._known = {word for text, _, spelled in wordings for word in (*text.lower().split(), *spelled.split())}
        self._text = self._chain([text for text, _, _ in wordings])
        self._spelled = self._chain([spelled for _, _, spelled in wordings if spelled])
        self._sizes = [len(text.split()) for text, _, _ in wordings]

    @staticmethod
    def _chain(texts: list[str]) -> dict[str, list[str]]:
        follow: dict[str, list[str]] = defaultdict(list)
        for word in (word for text in texts for word in text.lower().split()):
            padded = f"^^{word}$"
            for at in range(len(padded) - 2):
                follow[padded[at : at + 2]].append(padded[at + 2])
        return follow

    def _word(self, chain: dict[str, list[str]]) -> str:
        while True:
            word = "^^"
            while not word.endswith("$") and len(word) < 20:
                word += self._chance.choice(chain[word[-2:]])
            word = word.strip("^$")
            # A real word, or the beginning of one, would be a right answer that nobody judged.
            if not any(known.startswith(word) for known in self._known if known[:2] == word[:2]):
                return word

    def wording(self) -> str:
        size = self._chance.choice(self._sizes)
        text = " ".join(self._word(self._text) for _ in range(size))
        return f"{text}~{' '.join(self._word(self._spelled) for _ in range(size))}" if self._spelled else text
