"""Suggests how a European name is written in katakana: a first draft that its owner corrects.

Letters are read as in German and Italian, which is near to most European names; French, English or Portuguese ones
often come out wrong. Source: the tables of the Cabinet notice on loan words of 1991 (外来語の表記), simplified.
"""

from __future__ import annotations

import re
import unicodedata

_ROWS = {
    head: row.split()
    for head, row in {
        "": "ア イ ウ エ オ ー", "k": "カ キ ク ケ コ ク", "s": "サ シ ス セ ソ ス", "t": "タ ティ トゥ テ ト ト",
        "n": "ナ ニ ヌ ネ ノ ン", "h": "ハ ヒ フ ヘ ホ ハ", "m": "マ ミ ム メ モ ム", "r": "ラ リ ル レ ロ ル",
        "g": "ガ ギ グ ゲ ゴ グ", "z": "ザ ジ ズ ゼ ゾ ズ", "d": "ダ ディ ドゥ デ ド ド", "b": "バ ビ ブ ベ ボ ブ",
        "p": "パ ピ プ ペ ポ プ", "f": "ファ フィ フ フェ フォ フ", "v": "ヴァ ヴィ ヴ ヴェ ヴォ ヴ",
        "w": "ワ ウィ ウ ウェ ウォ ウ", "y": "ヤ イ ユ イェ ヨ イ", "J": "ジャ ジ ジュ ジェ ジョ ジ",
        "S": "シャ シ シュ シェ ショ シュ", "C": "チャ チ チュ チェ チョ チ",
    }.items()
}  # fmt: skip
"""By consonant: with a, i, u, e, o, and alone."""
_VOWELS = "aiueo"
_MARKED = str.maketrans(
    {"č": "C", "ć": "C", "š": "S", "ş": "S", "ñ": "ny", "ń": "ny", "ž": "J", "ç": "s", "ß": "ss", "ł": "w", "å": "o",
     "ä": "e", "æ": "e", "œ": "e", "ö": "e", "ø": "e", "ü": "yu"}
)  # fmt: skip
"""Letters that are more than a letter with an accent."""
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|tch", "C"), ("sch|sh", "S"), ("ch(?=[rl])", "k"), ("(?<=[aou])ch|ch(?=a)", "h"), ("ch", "C"),
        ("ck", "kk"), ("ph", "f"), ("th|dt", "t"), ("qu", "kw"), ("gn", "ny"), ("gi(?=[aou])|g(?=e$)", "J"),
        ("x", "ks"), ("ou", "u"), ("c(?=[eiy])", "s"), ("[cq]", "k"), ("er$", "a-"), ("l", "r"), ("j", "y"),
        ("(?<=[^aiueo])y(?=[^aiueo]|$)|^y(?=[^aiueo])", "i"), ("h(?![aiueo]|$)", ""), ("m(?=[bpm])|n(?=n)", "N"),
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(r"([bdfghkmnprstvwyzSCJ])?(yu|[aiueo])?")


def katakana(name: str) -> str:
    """Return a name in katakana, its words parted by ・; empty where there is no Latin letter.

    ``Anna Schmidt`` → ``アンナ・シュミット``
    """
    return "・".join(written for word in _WORD.findall(name[:80]) if (written := _write(word)))


def _write(word: str) -> str:
    text = unicodedata.normalize("NFC", word.casefold()).translate(_MARKED)
    text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    for pattern, sound in _RULES:
        text = pattern.sub(sound, text)
    written, at = "", 0
    while at < len(text):
        if text[at] in "-N":
            written, at = written + {"-": "ー", "N": "ン"}[text[at]], at + 1
            continue
        if text[at : at + 2] == text[at] * 2 and text[at] in "bdfgkpstzr":
            written, at = written + ("" if text[at] == "r" else "ッ"), at + 1
        found = _SYLLABLE.match(text, at)
        if found is None or not found[0]:
            return ""  # not a Latin letter
        row, vowel = _ROWS[found[1] or ""], found[2]
        if vowel == "yu":
            written += "ユ" if not found[1] else row[1] + "ュ"
        elif vowel:
            written += row[_VOWELS.index(vowel)]
        else:
            written += ("ッ" if found[1] == "t" and at == len(text) - 1 and text[at - 1 : at] == "i" else "") + row[5]
        at = found.end()
    return written
