"""Numbers of facts: measures that the fact really says, and the facts that a lesson cites for a number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from elearn.content.facts import Fact, Measure
from elearn.content.lesson import parse_lesson
from elearn.content.numbers import figure_facts, unsaid
from elearn.content.problems import Report

LESSON = """\
---
id: a
title: A
objectives: [One., Two.]
in_short: [One., Two., Three.]
---

## Part

In the box stands [a fact](fact:CA-001), then [5 of **10**](fact:CA-002) and [ISO 13485](fact:CA-003).

| head | head |
|---|---|
| [12](fact:CA-004) | text |

- [ ] Pay [CAD 7](fact:CA-005).

::: check Who
Within [30 days](fact:CA-006), again [5](fact:CA-002).
:::

```figures
- {fact: CA-007, value: "9", label: months, year: "2023"}
```
"""


def fact(statement: str, as_of: str = "undated") -> Fact:
    return Fact.model_validate(
        {
            "id": "CA-001", "topic": "t", "class": "F1", "statement": statement, "source_title": "S", "as_of": as_of,
            "confidence": "found", "evidence": "secondary", "read_on": date(2026, 11, 23),
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "year", "statement", "as_of", "expected"),
    [
        ("1409", "2024", "Population 1,409 million (2024).", "2024", ""),
        ("212.0", "2024", "Population 212 million.", "2024", ""),
        ("212", "", "Population 212.0 million.", "undated", ""),
        ("5", "", "The five-year data exclusivity cannot be prolonged.", "2022", ""),
        ("3.83", "2021-22", "It was 3.83% of GDP.", "2021-22", ""),
        ("83", "", "It was 3.83% of GDP.", "2021-22", "83"),
        ("38", "", "It was 3.83% of GDP.", "2021-22", "38"),
        ("9", "", "Often nineteen of ninety.", "undated", "9"),
        ("3.83", "2020", "It was 3.83% of GDP.", "2021-22", "2020"),
    ],
)
def test_a_measure_must_be_said_by_its_fact(value: str, year: str, statement: str, as_of: str, expected: str) -> None:
    measure = Measure(name="population", value=Decimal(value), year=year)
    assert unsaid(measure, fact(statement, as_of)) == expected


def test_the_facts_that_a_lesson_cites_for_a_number_are_found_in_order() -> None:
    document = parse_lesson("a.md", LESSON.encode(), report := Report())
    assert document is not None, list(report)
    assert figure_facts(document) == ("CA-002", "CA-004", "CA-005", "CA-006", "CA-007")
