"""``python -m benchmarks [PART …] [--json FILE]``: measure, and print one table."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import courses, packs, pages, search, speech, start, weight
from benchmarks.rig import Rig
from benchmarks.table import Row, print_table, write_json

PARTS: dict[str, Callable[[Rig], Iterator[Row]]] = {
    "start": start.measure,
    "pages": pages.measure,
    "courses": courses.measure,
    "search": search.measure,
    "weight": weight.measure,
    "speech": speech.measure,
    "packs": packs.measure,
}


def main() -> int:
    """Measure the parts that were named, or all; 1 where a goal is not met."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what is claimed.")
    options.add_argument(
        "parts", nargs="*", choices=[[], *PARTS], help=f"of {', '.join(PARTS)}; all when none is named"
    )
    options.add_argument("--json", type=Path, help="write the rows to this file too")
    chosen = options.parse_args()
    rows: list[Row] = []
    rig = Rig()
    try:
        for name in chosen.parts or PARTS:
            began = time.monotonic()
            print(f"{name} … ", end="", file=sys.stderr, flush=True)
            rows += PARTS[name](rig)
            print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    finally:
        rig.close()
    print_table(rows)
    if chosen.json:
        write_json(rows, chosen.json)
    return int(any(row.is_met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
