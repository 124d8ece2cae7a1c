"""The yardstick of speech: espeak-ng alone, in a process of its own. Reads JSON from stdin, prints milliseconds.

``[[text, voice, words a minute], …]`` in, one number for each out: the quickest of three.
"""

from __future__ import annotations

import json
import sys
import time

import espeakng_loader

from elearn.adapters.speech_espeak_child import _Engine


def main() -> None:
    """Speak everything."""
    engine = _Engine(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    found = []
    for text, voice, words in json.load(sys.stdin):
        times = []
        for _ in range(3):
            engine._pieces.clear()  # made for a single call in a fork, it keeps what it has said
            began = time.perf_counter()
            engine.say(text, voice, words)
            times.append((time.perf_counter() - began) * 1e3)
        found.append(min(times))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
