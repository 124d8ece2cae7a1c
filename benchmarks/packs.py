"""What building a pack costs, and that its memory does not grow with the recordings: each size in a process of its own.

Entries are made up from numbers, in ten topics; every recording is a blob of 12 kB, as two seconds of speech are.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rig import Rig
from benchmarks.table import Row
from tests.support.server import ROOT

SIZES = (500, 2_500, 10_000)
"""Entries; each has a recording at two speeds."""
MOST_SECONDS = 3.0
MOST_MB = 60.0


def measure(rig: Rig) -> Iterator[Row]:
    """Yield seconds and megabytes by size; the time for a clip is compared with that of the smallest pack."""
    each = 0.0
    for entries in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _run("fill", folder, str(entries))
            seconds, megabytes = json.loads(_run("build", folder).splitlines()[-1])
        each = each or seconds / entries
        goal = (f"≤ {MOST_SECONDS:g} s", seconds <= MOST_SECONDS) if entries == SIZES[0] else ("", None)
        name = f"pack of {entries * 2:,} recordings"
        yield Row("packs", name, seconds, "s", each * entries, seconds / (each * entries), *goal)
        yield Row("packs", f"{name}, memory", megabytes, "MB", goal=f"≤ {MOST_MB:g} MB", is_met=megabytes <= MOST_MB)


def _run(*words: str) -> str:
    """Run a step in a process of its own: what one needs must not hide what the next one adds."""
    command = [sys.executable, "-m", "benchmarks.packs", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def build_one(folder: Path) -> tuple[float, float]:
    """Return the seconds that a pack takes, and by how many megabytes the process grew meanwhile."""
    import resource
    import time

    from elearn.app import create_app
    from elearn.packs.build import build
    from elearn.packs.models import Recipe
    from elearn.storage.db import db

    app = create_app(data=folder, jobs="off")
    with app.app_context():
        blobs = app.extensions["elearn"].blobs
        small = Recipe("canada", "en", "ja", "all", concept_ids=("entry-0",))
        build(db.session(), blobs, small, folder / "small.zip")  # templates, rules and libraries are loaded now
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        build(db.session(), blobs, Recipe("canada", "en", "ja", "all"), folder / "pack.zip")
        passed = time.perf_counter() - began
        return passed, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def fill_one(folder: Path, entries: int) -> None:
    """Make a database and blobs for so many entries."""
    from elearn.app import create_app
    from elearn.storage import schema

    app = create_app(data=folder, jobs="off")
    with app.app_context():
        schema.upgrade()
        fill(entries, [app.extensions["elearn"].blobs.put(bytes([number]) * 12_000) for number in range(50)])


def fill(entries: int, digests: list[str]) -> None:
    """Write a market, and entries with recordings."""
    from datetime import UTC, date, datetime

    import sqlalchemy as sa

    from elearn.audio.models import SPEEDS, Clip
    from elearn.courses.models import Market
    from elearn.glossaries.models import Concept, LanguageSection, Term, Termbase
    from elearn.storage.db import transaction

    day, now = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
    english = {"en": "Canada"}
    market = {
        "id": "canada", "position": 1, "areas": ["CA"], "languages": ["ja"], "hue": "moss", "name": english,
        "native_name": {}, "summary": english, "notice": english, "starter": [], "reviewed_on": day,
        "reviewer_role": "editor", "review_due": day,
    }  # fmt: skip
    domains = [{"id": f"topic-{number}", "title": {"en": f"Topic {number}"}} for number in range(10)]
    concept = {
        "termbase_id": "made-up", "kind": "phrase", "say": "both", "priority": 2, "part_of_speech": "",
        "definition": "", "source_title": "", "source_url": "", "replies": [], "related": [], "markets": [],
        "notes": [], "slots": "own", "digest": "",
    }  # fmt: skip
    numbers = range(entries)
    concepts = [
        {
            **concept,
            "id": f"entry-{n}",
            "position": n,
            "domain": f"topic-{n * 10 // entries}",
            "situation": f"part {n % 5}",
        }
        for n in numbers
    ]
    sections = [
        {"id": 2 * n + at, "concept_id": f"entry-{n}", "position": at, "lang": lang, "status": "draft", "note": "",
         "is_official": False}
        for n in numbers for at, lang in enumerate(("en", "ja"))
    ]  # fmt: skip
    terms = [
        {"section_id": 2 * n + at, "position": 0, "text": text, "usage_status": "preferred", "register": "formal",
         "reading": "", "romanisation": roman, "speech": "", "used_when": "", "region": ""}
        for n in numbers
        for at, (text, roman) in enumerate(((f"May I give you my card number {n}?", ""),
                                            (f"名刺{n}番をお渡ししてもよろしいでしょうか。", f"meishi {n} o owatashi")))
    ]  # fmt: skip
    clips = [
        {"concept_id": f"entry-{n}", "language": "ja", "speed": speed, "spoken": "x", "key": "", "priority": 2,
         "state": "ready", "requested_at": now, "digest": digests[n % len(digests)], "engine": "silent",
         "voice": "tone", "size_bytes": 12_000, "duration_ms": 2000}
        for n in numbers for speed in SPEEDS
    ]  # fmt: skip
    termbase = {"id": "made-up", "title": english, "languages": ["en", "ja"], "domains": domains}
    rows = ((Market, [market]), (Termbase, [termbase]), (Concept, concepts), (LanguageSection, sections),
            (Term, terms), (Clip, clips))  # fmt: skip
    with transaction() as session:
        for model, values in rows:
            for start in range(0, len(values), 1000):
                session.execute(sa.insert(model), values[start : start + 1000])


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill_one(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(build_one(Path(sys.argv[2]))))
