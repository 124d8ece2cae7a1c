"""Japanese particles as they sound: は, へ and を are said わ, え and お when they are particles.

A reading in kana keeps their spelling, and speech engines that are fed kana say *ha* and *he*. Which kana is a
particle shows in the wording with kanji: there 弊社は has it right behind a word. So the wording is laid over the
reading, and only letters that stand as particles in the wording are changed in the reading. A file of its own beside
``models``, because it is all about one language.
"""

from __future__ import annotations

import re
from functools import cache

from elearn.content.folding import HAN

_SOUNDS = {"は": "わ", "へ": "え", "を": "お"}
_ALWAYS = re.compile(r"(?<=こんにち)は|(?<=こんばん)は|(?<=[\u3041-\u3096])は(?=、)|を")
_PARTICLES = re.compile(
    rf"(?:(?<=[{HAN}々\u30a1-\u30ffA-Za-z0-9}}」）)])|(?<=たち)|(?<=さま)|(?<=こと)|(?<=もの)|(?<=[こそあど]れ)"
    r"|(?<=ここ)|(?<=そこ)|(?<=から)|(?<=まで)|(?<=ので)|(?<=[てでにと]))[はへ]"
    r"(?!い(?!かが|らっしゃ|たし|た[しだ])|っ|じ|なし|ずか)"
    rf"|(?<=[\u3041-\u3096])は(?=[{HAN}\u30a1-\u30ffA-Z{{]|いかが)"
)
"""Behind a word, and not before the rest of one that begins so, as はい, はじめ, はっきり, はなし and はずかしい do."""
_TOKENS = re.compile(r"[\u3041-\u3096]|[^\W\u3041-\u3096]+|\W+")
"""One hiragana, or a run of other letters, or one of signs."""
_LONGEST_TEXT = 300


def sounded_kana(text: str, reading: str) -> str:
    """Return a kana reading with its particles spelt as they sound.

    Where the reading cannot be laid under the wording, only を and particles that stand alone are changed.

    Args:
        text: the wording, with kanji.
        reading: the same in kana, spaced or not.
    """
    kana = list(reading)
    spots = [found.start() for found in re.finditer(r"(?<=\s)[はへを](?=\s)|を", reading)]
    spots += [found.start() for found in _ALWAYS.finditer(reading)]
    if len(text) <= _LONGEST_TEXT and len(reading) <= 2 * _LONGEST_TEXT:
        places = _places(text, reading)
        spots += [places[found.start()] for found in _PARTICLES.finditer(text) if found.start() in places]
    for spot in spots:
        kana[spot] = _SOUNDS.get(kana[spot], kana[spot])
    return "".join(kana)


def _places(text: str, reading: str) -> dict[int, int]:
    """Return where each hiragana of the wording stands in the reading; empty where the two do not fit together."""
    tokens = [(found.start(), found[0]) for found in _TOKENS.finditer(text)]

    @cache
    def fit(token: int, at: int) -> int | None:
        """Return how much of the reading a token takes, if it and all behind it fit, else None."""
        while at < len(reading) and reading[at].isspace():
            at += 1
        if token == len(tokens):
            return 0 if at == len(reading) else None
        word = tokens[token][1]
        if "\u3041" <= word <= "\u3096":
            is_same = reading[at : at + 1] in (word, _SOUNDS.get(word, word))
            return 1 if is_same and fit(token + 1, at + 1) is not None else None
        is_word = word[0].isalnum()
        for length in range(min(len(reading) - at, 8 * len(word)) + 1):
            if length and is_word != (reading[at + length - 1].isalnum() or reading[at + length - 1] == "…"):
                break  # signs are not read, and a word is not read as a sign, but a placeholder is a pause by now
            if (length or not is_word) and fit(token + 1, at + length) is not None:
                return length
        return None

    places: dict[int, int] = {}
    at = 0
    for token, (start, word) in enumerate(tokens):
        while at < len(reading) and reading[at].isspace():
            at += 1
        length = fit(token, at)
        if length is None:
            return {}
        if len(word) == 1 and "\u3041" <= word <= "\u3096":
            places[start] = at
        at += length
    return places
