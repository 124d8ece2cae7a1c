"""One word for one concept: a second word is found, forms of the same word are not, and what is shipped was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from elearn.authoring.services import check, read_units
from elearn.content.consistency import two_words
from elearn.content.termbases import ConceptFile
from elearn.kernel.config import PROJECT_ROOT

READ = Path(__file__).parent / "two_words.txt"


def concept(id: str, kind: str, **terms: Any) -> ConceptFile:
    more = (
        {"definition": "What it is.", "source": {"title": "ISO", "url": "https://www.iso.org/"}}
        if kind == "term"
        else {}
    )
    wordings = {lang: text if isinstance(text, dict) else {"text": text} for lang, text in terms.items()}
    return ConceptFile(id=id, domain="gmp", situation="batch", kind=kind, say="both", terms=wordings, **more)  # type: ignore[arg-type]


BATCH = concept(
    "batch", "term", en="batch", de={"text": "Charge", "alternatives": ["Los"]}, it="lotto",
    ja={"text": "バッチ", "alternatives": ["ロット"]}, hi={"text": "बैच", "alternatives": [{"text": "खेप", "region": "Delhi"}]},
)  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "text", "used"),
    [("de", "Das Los ist frei.", ["Los"]), ("de", "Die Charge ist frei.", []), ("de", "Die Chargen sind frei.", []),
     ("de", "Sie ist frei.", []), ("ja", "ロットは合格です。", ["ロット"]), ("ja", "バッチは合格です。", []),
     ("hi", "खेप तैयार है।", []), ("it", "Il lotto è libero.", [])],
)  # fmt: skip
def test_a_second_word_is_found(lang: str, text: str, used: list[str]) -> None:
    phrase = concept("batch-free", "phrase", en="The batch is free.", **{lang: text})
    assert [one.used for one in two_words([BATCH, phrase])] == used


def test_a_phrase_whose_english_lacks_the_term_is_not_compared() -> None:
    assert list(two_words([BATCH, concept("free", "phrase", en="It is free.", de="Das Los ist frei.")])) == []


def test_every_second_word_that_is_shipped_was_read() -> None:
    tree = check(read_units(PROJECT_ROOT / "glossaries"))
    found = {
        f"{one.lang} {one.term} {one.phrase}" for base in tree.termbases.values() for one in two_words(base.concepts)
    }
    read = {line for line in READ.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    assert found == read
