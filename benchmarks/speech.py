"""What a clip costs, from its text to MP3 through the gate, beside espeak-ng's own time for the same words."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

from benchmarks.rig import Rig
from benchmarks.table import Row
from tests.support.server import ROOT

PHRASES, PASSES = 4, 3
_SPOKEN = """
SELECT spoken FROM clip WHERE language = ? AND speed = 'normal' AND state != 'unspoken' ORDER BY priority, id LIMIT ?
"""


def measure(rig: Rig) -> Iterator[Row]:
    """Yield a row for each language and speed: the median over some must-knows, the quickest of three passes each."""
    from elearn.adapters import speech_espeak
    from elearn.adapters.blobs_local import LocalBlobs
    from elearn.adapters.mp3 import LameMp3
    from elearn.audio.maker import ClipJob, ClipMaker, Made
    from elearn.audio.models import SPEEDS
    from elearn.audio.ports import SpeechTable
    from elearn.kernel.locales import CONTENT_LANGUAGES

    with sqlite3.connect(rig.data / "elearn.db") as database:
        texts = {tag: [row[0] for row in database.execute(_SPOKEN, (tag, PHRASES))] for tag in CONTENT_LANGUAGES}
    engine = speech_espeak.EspeakSpeech()
    table = SpeechTable({"espeak": engine}, dict.fromkeys(CONTENT_LANGUAGES, ("espeak",)))
    maker = ClipMaker(table, LameMp3(), LocalBlobs(rig.folder / "blobs"))

    def make(tag: str, speed: str, text: str) -> float:
        job = ClipJob(1, datetime.now(UTC), tag, speed, text, "")  # type: ignore[arg-type]
        began = time.perf_counter()
        made = maker.make(job)
        passed = (time.perf_counter() - began) * 1e3
        assert isinstance(made, Made), f"{tag}: {text}: {made}"
        return passed

    make("en", "normal", texts["en"][0])  # starts the engine
    wanted = [
        (tag, speed, text, speech_espeak._VOICES[tag], speech_espeak._WORDS_PER_MINUTE[speed])
        for tag in CONTENT_LANGUAGES for speed in SPEEDS for text in texts[tag]
    ]  # fmt: skip
    plain = subprocess.run(
        [sys.executable, "-m", "benchmarks.plain_espeak"], input=json.dumps([row[2:] for row in wanted]), text=True,
        capture_output=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    bare: dict[tuple[str, str], list[float]] = {}
    clips: dict[tuple[str, str], list[float]] = {}
    for (tag, speed, text, *_), alone in zip(wanted, json.loads(plain), strict=True):
        bare.setdefault((tag, speed), []).append(alone)
        clips.setdefault((tag, speed), []).append(min(make(tag, speed, text) for _ in range(PASSES)))
    engine.close()
    for (tag, speed), values in clips.items():
        base = median(bare[tag, speed])
        yield Row("speech", f"clip {tag}, {speed}", median(values), "ms", base, median(values) / base)
