"""Rows of results and how they are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

HEAD = ("part", "name", "figure", "yardstick", "ratio", "goal", "met?")


@dataclass(frozen=True)
class Row:
    """One figure. ``is_met`` is None where nothing is claimed."""

    part: str
    name: str
    figure: float
    unit: str
    yardstick: float | None = None
    ratio: float | None = None
    goal: str = ""
    is_met: bool | None = None


def print_table(rows: Iterable[Row]) -> None:
    """Print all rows as a Markdown table."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(HEAD))]
    for number, line in enumerate(cells):
        print(
            "| "
            + " | ".join(_pad(cell, width, at) for at, (cell, width) in enumerate(zip(line, widths, strict=True)))
            + " |"
        )
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def write_json(rows: Iterable[Row], path: Path) -> None:
    """Write all rows to a file."""
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[row.is_met]
    yardstick = "" if row.yardstick is None else f"{_number(row.yardstick)} {row.unit}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return row.part, row.name, f"{_number(row.figure)} {row.unit}", yardstick, ratio, row.goal, met


def _number(value: float) -> str:
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"


def _pad(text: str, width: int, at: int) -> str:
    return text.rjust(width) if 2 <= at <= 4 else text.ljust(width)
