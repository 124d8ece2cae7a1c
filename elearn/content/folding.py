"""Folds text so that wordings which people take for the same become the same string.

Marks are stripped on Latin, Greek and Arabic only: stripping them everywhere would turn がん (cancer) into かん and
take the vowels from Devanagari.
"""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese signs in whatever language, without 々 and 〇, as the inside of a character class."""
CJK = f"\u3005-\u3007\u3041-\u30ff{HAN}\u1100-\u11ff\uac00-\ud7a3"
"""Scripts written without spaces, or (Hangul) with optional ones, as the inside of a character class."""

HAS_HAN = re.compile(f"[{HAN}]")
PLACE = re.compile(r"\{[a-z]+\}")
"""An open place of a wording, such as ``{company}``: no word of it."""

HAS_CJK = re.compile(f"[{CJK}]")
HAS_LATIN = re.compile("[a-z]")
HAS_KANA = re.compile("[\u3041-\u3096]")
HAS_HANGUL = re.compile("[\uac00-\ud7a3]")
HAS_ARABIC = re.compile("[\u0620-\u064a]")
HAS_GREEK = re.compile("[α-ω]")
HAS_DEVANAGARI = re.compile("[\u0900-\u097f]")

# Letters that do not decompose into a base and a mark, and Arabic letters that are written one for another.
_LETTERS = {
    "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "ß": "ss", "ı": "i", "œ": "oe", "þ": "th", "ħ": "h", "ŋ": "n",
    "ŧ": "t", "ə": "e", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ء": "",
    "ـ": "", "ک": "ك", "ی": "ي", "ۀ": "ه", "ڤ": "ف", "پ": "ب", "گ": "ك", "چ": "ج",
    "ँ": "ं", "\u093c": "", "ऩ": "न", "ऱ": "र", "ऴ": "ळ", "ऑ": "ओ", "ॉ": "ो", "ऍ": "ए", "ॅ": "े",
    "ー": "", "ｰ": "", "・": "", "·": "", "•": "", "‧": "", "ヵ": "か", "ヶ": "け", "〇": "0",
}  # fmt: skip
_APOSTROPHES = "'’‘ʼʻ`´ʹ′ʾʿˈ＇"
_HYPHENS = "-‐‑‒–—−－﹣"


class _Table(dict[int, str]):
    """Replacement of each character, worked out when first met: ``str.translate`` stays one C loop."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold_char(char)
        self[code] = folded
        return folded


def _fold_char(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if char in _APOSTROPHES:
        return "'"
    if char in _HYPHENS:
        return "-"
    code, category = ord(char), unicodedata.category(char)
    if 0x30A1 <= code <= 0x30F4:
        return chr(code - 0x60)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category[0] == "M":
        # Arabic vowel signs and the marks of Latin and Greek go; vowel signs of Indic scripts are letters, they stay.
        strip = 0x0300 <= code <= 0x036F or 0x0610 <= code <= 0x061A or 0x064B <= code <= 0x065F or code == 0x0670
        return "" if strip or 0x06D6 <= code <= 0x06ED or category == "Me" or 0xFE00 <= code <= 0xFE0F else char
    if category[0] == "L":
        if unicodedata.name(char, "").startswith(("LATIN", "GREEK")):
            bases = [part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)]
            return "".join(_LETTERS.get(part, part) for part in bases)
        return char
    if category[0] == "N":
        return char
    return "" if category == "Cf" else " "


_TABLE = _Table()
# Articles and particles that French, Italian, Catalan and Portuguese tie to the next word. Not t': it is Korean too.
_ELISION = re.compile(r"(?<![^\s-])(?:[ldcjmns]|qu|lorsqu|jusqu|un|dell|all|nell|dall|sull|quest|quell)'(?=\w)")
_LOOSE_HYPHEN = re.compile(r"(?<!\S)-+|-+(?!\S)|-(?=-)")
_SPACES = re.compile(r"\s+")
# A nasal before a stop may be written as its own letter or as anusvara: सम्पर्क, संपर्क.
_NASAL = re.compile("[ङञणनम]्(?=[क-म])")


def fold(text: str) -> str:
    """Fold text: lower case, no accents, no width, words parted by one space, hyphens only inside words.

    Args:
        text: any text; nothing is too strange.

    Returns:
        The folded text; folding it again changes nothing.
    """
    folded = _once(text)
    if folded.isascii():
        return folded
    for _ in range(4):  # A few rare characters only settle when what came out is folded once more.
        again = _once(folded)
        if again == folded:
            break
        folded = again
    return folded


def _once(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("\u309b", "\u3099").replace("\u309c", "\u309a"))
    text = text.casefold().translate(_TABLE)
    if "'" in text:
        text = _ELISION.sub(" ", text).replace("'", "")
    if "-" in text:
        text = _LOOSE_HYPHEN.sub(" ", text)
    if "\u094d" in text:
        text = _NASAL.sub("ं", text)
    text = _SPACES.sub(" ", text).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


_ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=..)")
_ARTICLE_SHORT = re.compile("^[وفبك]?ال(?=.)")
_RUNS = re.compile(f"[{CJK}]+|[^\\s{CJK}-]+")


def words(folded: str, is_typing: bool = False) -> list[str]:
    """Split folded text into words and runs of CJK; the Arabic article is dropped.

    Args:
        folded: what ``fold`` returned.
        is_typing: the last word may be half-typed, so the article is dropped from shorter words too.
    """
    found: list[str] = _RUNS.findall(folded)
    if HAS_ARABIC.search(folded):
        found = [_ARTICLE.sub("", word) for word in found]
        if is_typing and found:
            found[-1] = _ARTICLE_SHORT.sub("", found[-1])
    return found


def is_cjk(word: str) -> bool:
    """Return whether a run is written in a script whose words are found by bigrams."""
    return word[:1] >= "\u1100" and bool(HAS_CJK.match(word))


def bigrams(run: str) -> list[str]:
    """Return a CJK run's overlapping pairs of characters; a lone character stands for itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def is_han(sign: str) -> bool:
    """Return whether it is one Chinese sign, which may be a word by itself."""
    return bool(HAS_HAN.fullmatch(sign))


def word_keys(word: str) -> list[str]:
    """Return under what a word is found: itself, or a run of signs by its pairs and by what may be a word alone."""
    if not is_cjk(word):
        return [word]
    singles = [sign for sign in word if HAS_HAN.match(sign) or HAS_HANGUL.match(sign)] if len(word) > 1 else []
    return bigrams(word) + singles


def trigrams(word: str) -> list[str]:
    """Return a word's trigrams with marks at its ends: ``_ab``, ``abc``, ``bc_``."""
    marked = f"_{word}_"
    return [marked[at : at + 3] for at in range(len(marked) - 2)]


def rules() -> dict[str, object]:
    """Return the rules of ``fold`` and ``words`` as data, for a search outside this program: ``static/js/folding.ts``.

    ``letters`` says what becomes of a character that is in NFKC and lower case already. What it does not list stays
    if it is a letter, mark or number, goes if it is invisible, and is a space otherwise. A test compares both sides.
    """
    letters = {}
    for code in range(0x80, 0x10000):
        char = chr(code)
        if unicodedata.category(char)[0] not in "LMN" and char not in _APOSTROPHES + _HYPHENS + "".join(_LETTERS):
            continue
        if unicodedata.normalize("NFKC", char) == char == char.lower():
            folded = "".join(_TABLE[ord(part)] for part in char.casefold())
            if folded != char:
                letters[char] = folded
    return {"letters": letters, "cjk": CJK, "elision": _ELISION.pattern, "article": _ARTICLE.pattern}
