"""Facts: one checkable statement each, with source, date, evidence and the day after which it wants a new look."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from elearn.content.addresses import WebAddress
from elearn.content.yamlfile import FileModel

FactClass = Literal["F1", "F2", "F3", "F4"]

REVIEW_MONTHS: dict[FactClass, tuple[int, int]] = {"F1": (6, 12), "F2": (12, 18), "F3": (18, 24), "F4": (36, 48)}
"""Months until a review is due, and until the page says "check before use", by class of fact."""

FACT_ID = r"[A-Z]{2}-[0-9]{3,4}"

MeasureName = Literal["population", "health-spending", "public-share", "data-protection"]
"""What can be compared across markets, each in one unit: million people; per cent of gross domestic product spent on
health; per cent of health spending that public bodies pay; years for which a new medicine's test data are protected."""


class Measure(FileModel):
    """A number of a fact's statement that is set beside those of other markets. Source: ADR 0014."""

    name: MeasureName
    value: Annotated[Decimal, Field(ge=0, le=100_000)]
    year: Annotated[str, Field(max_length=20)] = ""
    """To which the value belongs, where it is not simply the fact's ``as_of``."""
    areas: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    """Of the market, where the value is not about all of it."""


class Fact(FileModel):
    """One entry of ``facts.yaml``."""

    id: Annotated[str, Field(pattern=rf"^{FACT_ID}$")]
    topic: Annotated[str, Field(max_length=80)]
    fact_class: Annotated[FactClass, Field(alias="class")]
    statement: Annotated[str, Field(min_length=10, max_length=1000)]
    source_title: str
    source_url: WebAddress | Literal[""] = ""
    """Empty only for what was printed on paper."""
    found_on: WebAddress | None = None
    """One address, for it is a link; others that were read belong into ``note``."""
    as_of: Annotated[str, Field(max_length=120)]
    confidence: Literal["found", "from memory"]
    evidence: Literal["primary", "secondary", "newsletter", "none"]
    read_on: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))]
    note: str | None = None
    measures: tuple[Measure, ...] = ()


class FactsFile(FileModel):
    """A whole ``facts.yaml``."""

    market: str
    facts: tuple[Fact, ...]


def add_months(day: date, months: int) -> date:
    """Return the day so many months later, or the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def own_date(as_of: str) -> date | None:
    """Return the last day that an ``as_of`` text may mean, or None where it names no year.

    ``2024-03`` is the end of March 2024, ``2024`` and ``FY 2024`` the end of 2024, ``FY 2021-2024`` the end of 2024.
    """
    if match := re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", as_of):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    if (match := re.search(r"\b(\d{4})-(0[1-9]|1[0-2])\b", as_of)) is not None:
        year, month = map(int, match.groups())
        return date(year, month, calendar.monthrange(year, month)[1]) if year else None
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d{2}\b", as_of)]
    return date(max(years), 12, 31) if years else None


def clock_start(fact_class: FactClass, as_of: str, read_on: date) -> date:
    """Return the day from which a fact ages.

    That is the day its page was read; for fees and figures (F1) the fact's own date where that is earlier, because a
    page read today may quote an old price.
    """
    if fact_class == "F1" and (own := own_date(as_of)) is not None:
        return min(own, read_on)
    return read_on


def check_before(fact_class: FactClass, as_of: str, read_on: date) -> date:
    """Return the day from which the page shows "check before use"."""
    return add_months(clock_start(fact_class, as_of, read_on), REVIEW_MONTHS[fact_class][1])


def review_by(fact_class: FactClass, as_of: str, read_on: date) -> date:
    """Return the day by which an author should look at the source again."""
    return add_months(clock_start(fact_class, as_of, read_on), REVIEW_MONTHS[fact_class][0])
