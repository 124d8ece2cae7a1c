"""Calendars: all-day events that come back each year, as the text of a file. Source: RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

FOLD_OCTETS = 75
"""The longest a line may be. Source: RFC 5545, section 3.1."""


@dataclass(frozen=True)
class YearlyDay:
    """A day that comes back each year."""

    uid: str
    stamped_on: date
    """When what is known about it was last looked at."""
    day: date
    """The first of its days."""
    summary: str
    description: str
    location: str
    url: str


def calendar(title: str, days: Iterable[YearlyDay]) -> bytes:
    """Return a calendar of yearly days; the same days give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//elearn//fairs//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(title)}",
        *(line for day in days for line in _event(day)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """Return a text as a value. Source: RFC 5545, section 3.3.11."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """Return a line broken where it is longer than 75 octets, never inside a character."""
    parts, room, start = [], FOLD_OCTETS, 0
    for place, character in enumerate(line):
        size = len(character.encode())
        if size > room:
            parts.append(line[start:place])
            start, room = place, FOLD_OCTETS - 1  # the space that begins a continued line
        room -= size
    return "\r\n ".join([*parts, line[start:]])


def _event(day: YearlyDay) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{day.uid}"
    yield f"DTSTAMP:{day.stamped_on:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}"
    yield "RRULE:FREQ=YEARLY"
    yield f"SUMMARY:{escaped(day.summary)}"
    yield f"DESCRIPTION:{escaped(day.description)}"
    if day.location:
        yield f"LOCATION:{escaped(day.location)}"
    yield f"URL:{day.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
