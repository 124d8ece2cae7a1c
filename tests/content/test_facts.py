"""Facts age by class; the page says so from a day that can be worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from elearn.content.facts import FactClass, add_months, check_before, own_date, review_by

READ = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-09-22", date(2025, 9, 22)),
        ("2014-11", date(2014, 11, 30)),
        ("2024", date(2024, 12, 31)),
        ("FY 2021-2024", date(2024, 12, 31)),
        ("undated (about 2019)", date(2019, 12, 31)),
        ("undated", None),
        ("2025-02-31", None),
        ("0000-01 and 2023", None),
    ],
)
def test_a_facts_own_date_is_the_last_day_it_may_mean(text: str, expected: date | None) -> None:
    assert own_date(text) == expected


@pytest.mark.parametrize(
    ("fact_class", "as_of", "review", "banner"),
    [
        ("F1", "2026-11", date(2027, 5, 23), date(2027, 11, 23)),
        ("F1", "2021", date(2022, 6, 30), date(2022, 12, 31)),
        ("F1", "undated", date(2027, 5, 23), date(2027, 11, 23)),
        ("F2", "2019", date(2027, 11, 23), date(2028, 5, 23)),
        ("F3", "2014", date(2028, 5, 23), date(2028, 11, 23)),
        ("F4", "2014", date(2029, 11, 23), date(2030, 11, 23)),
    ],
)
def test_review_and_banner_follow_the_class(fact_class: FactClass, as_of: str, review: date, banner: date) -> None:
    assert review_by(fact_class, as_of, READ) == review
    assert check_before(fact_class, as_of, READ) == banner


def test_months_end_on_the_months_last_day() -> None:
    assert add_months(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
