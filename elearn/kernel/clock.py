"""The time, asked for in one place so that tests and freshness checks can move it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True)
class Clock:
    """Tells the time, moved ahead by ``offset_days`` days."""

    offset_days: int = 0

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC) + timedelta(days=self.offset_days)

    def today(self) -> date:
        """Return the present day in UTC."""
        return self.now().date()
