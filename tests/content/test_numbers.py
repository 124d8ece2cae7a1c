"""No fact, no number: figures are compared by value, each read as its language writes it."""

from __future__ import annotations

import pytest

from elearn.content.facts import Fact
from elearn.content.markup import parse
from elearn.content.numbers import has_number_of, numbers_beyond, unsourced

FACT = Fact.model_validate({
    "id": "CA-001", "topic": "size", "class": "F1", "source_title": "Editors", "as_of": "2024-03-05",
    "statement": "It grew by 61.7% to 5.353 billion, or 1,326.6 a head, in 38,933 places and 9,04,461 homes; ISO 13485:2016.",
    "confidence": "found", "evidence": "secondary", "read_on": "2026-11-23",
})  # fmt: skip


def strange(text: str, lang: str) -> list[str]:
    return [number for _, number, _ in unsourced(parse(f"{text} [x](fact:CA-001)"), {"CA-001": FACT}, lang)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "61.7% 5.353 1,326.6 1\u00a0326.6 38,933 9,04,461"),
        ("de", "61,7 % 5,353 1.326,6 1\u202f326,6 38.933 38\u00a0933 38\u202f933"),
        ("fr", "61,7 % 5,353 1\u202f326,6 1\u00a0326,6 38\u202f933"),
        ("it", "61,7% 5,353 1.326,6 38.933"),
        ("es", "61,7 % 5,353 1326,6 1.326,6 38.933"),
        ("pt", "61,7% 1\u00a0326,6"),
        ("el", "61,7% 1.326,6"),
        ("ca", "61,7% 1.326,6"),
        ("ja", "61.7% 1,326.6"),
        ("zh", "61.7% 1,326.6"),
        ("ko", "61.7% 1,326.6"),
        ("hi", "61.7% 1,326.6 9,04,461"),
        ("ar", "61.7% 1,326.6"),
    ],
)
def test_a_figure_may_be_written_as_its_language_writes_it(lang: str, text: str) -> None:
    for figure in text.split(" "):
        assert strange(figure, lang) == []
        assert has_number_of(figure, FACT, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "61,7"), ("de", "61.7"), ("fr", "61.7"), ("it", "61.7"), ("es", "61.7"), ("de", "5.353"), ("en", "5,353"),
        ("de", "1,326.6"), ("fr", "1,326.6"), ("en", "1.326,6"), ("de", "38,933"), ("en", "38.933"), ("de", "617"),
    ],
)  # fmt: skip
def test_the_signs_of_another_language_make_another_number(lang: str, text: str) -> None:
    assert strange(text, lang) == [text]
    assert not has_number_of(text, FACT, lang)


def test_dates_and_names_of_standards_are_no_figures_of_their_own() -> None:
    assert strange("Am 5. März 2024, nach ISO 13485:2016 und RDC", "de") == []
    assert numbers_beyond("On 05 March 2024, 62 of them", [FACT]) == ("62",)
