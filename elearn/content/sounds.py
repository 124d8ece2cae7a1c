"""Brings the ways of writing a language in Latin letters to one loose spelling, and native script to the same.

Systems: ``ja`` (Hepburn, Kunrei, wāpuro), ``zh`` (pinyin), ``ko`` (Revised, McCune-Reischauer, everyday) keep their
vowels and are compared as they are. ``el`` (Greeklish), ``ar`` (chat spelling) and ``hi`` (as one hears it) are too
free for that: their candidates are found by consonant skeletons and then ranked by a loose spelling with vowels.
All functions take folded text.
"""

from __future__ import annotations

import re

from elearn.content.folding import HAS_ARABIC

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), new) for pattern, new in pairs)


def _apply(text: str, rules: _Rules) -> str:
    for pattern, new in rules:
        text = pattern.sub(new, text)
    return text


_DOUBLE = (r"(.)\1+", r"\1")

# --- Japanese ---------------------------------------------------------------------------------------------------

_KANA_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと",
    "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも",
    "r": "らりるれろ",
}  # fmt: skip
_KANA = {kana: head + vowel for head, row in _KANA_ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)}
_KANA |= {
    "や": "ya",
    "ゆ": "yu",
    "よ": "yo",
    "わ": "wa",
    "ゐ": "i",
    "ゑ": "e",
    "を": "o",
    "ん": "n",
    "ゔ": "bu",
    "っ": "",
}
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o", "ゎ": "wa"}

_JAPANESE = _rules(
    ("tch", "cch"), ("sh", "sy"), ("ch", "ty"), ("ts", "t"), ("dz", "z"), ("j", "zy"), ("f", "h"), ("l", "r"),
    ("v", "b"), ("[cq]", "k"), ("x", "ks"), ("yy", "y"), ("([stz])y(?=[ie])", r"\1"), ("d(?=[iuy])", "z"),
    ("m(?=[bpm])", "n"), ("w(?=[eiou])", ""), ("zyi", "zi"),
)  # fmt: skip
_JAPANESE_SHORT = _rules(("oh(?=[^aeiouy]|$)", "o"), ("o[ou]+", "o"), ("e[ie]+", "e"), _DOUBLE)


def spell_kana(text: str) -> str:
    """Return kana in Latin letters; other characters stay as they are."""
    letters: list[str] = []
    for char in text:
        if char in _SMALL:
            small = _SMALL[char]
            if letters and letters[-1][-1:] in "aiueo" and len(letters[-1]) > 1:
                head = letters.pop()[:-1]
                letters.append(head + (small if small[0] == "y" or len(small) == 1 else small[1:]))
            else:
                letters.append(small)
        else:
            letters.append(_KANA.get(char, char))
    return "".join(letters)


def japanese(text: str) -> str:
    """Return kana or any romaji in one loose spelling: long vowels short, Kunrei letters."""
    return _apply(spell_kana(text), _JAPANESE + _JAPANESE_SHORT)


def japanese_as_typed(text: str) -> str:
    """Return kana or any romaji in Kunrei letters with long vowels as they are written."""
    return _apply(spell_kana(text), _JAPANESE)


# --- Chinese ----------------------------------------------------------------------------------------------------

_CHINESE = _rules((r"(?<=[a-z])[1-5]", ""), ("(?<=[ln])v", "u"), ("yv", "yu"), ("u:", "u"))


def chinese(text: str) -> str:
    """Return pinyin without tones, whether marked or numbered; ``v`` is ü."""
    return _apply(text, _CHINESE)


# --- Korean -----------------------------------------------------------------------------------------------------

_INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_MEDIALS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
# Of each final: how it sounds at the end, and what it hands over to a following vowel.
_FINALS = (
    ("", ""), ("k", "g"), ("k", "kk"), ("k", "ks"), ("n", "n"), ("n", "nj"), ("n", "n"), ("t", "d"), ("l", "r"),
    ("k", "lg"), ("m", "lm"), ("l", "lb"), ("l", "ls"), ("l", "lt"), ("p", "lp"), ("l", "r"), ("m", "m"), ("p", "b"),
    ("p", "ps"), ("t", "s"), ("t", "ss"), ("ng", "ng"), ("t", "j"), ("t", "ch"), ("k", "k"), ("t", "t"), ("p", "p"),
    ("t", ""),
)  # fmt: skip
_NASAL = {"k": "ng", "t": "n", "p": "m"}

_KOREAN = _rules(
    ("ng", "n"), ("sh", "s"), ("ch|jj|[jz]", "j"), ("ck|kk|[gqc]", "k"), ("x", "ks"), ("tt|d", "t"), ("pp|b", "p"),
    ("[rl]+", "l"), ("(?<=[ktpj])h", ""), ("y[eo]+u?", "yo"), ("eui|ui|ee", "i"), ("woo|oo|eu", "u"),
    ("eo", "o"), ("wae|we|oe", "e"), ("ae|ay|ai|eh", "e"), ("(?<=[aou])h(?=[^aeiouyw]|$)", ""), ("ou", "o"),
    ("w(?=[oui])", ""), _DOUBLE,
)  # fmt: skip


def spell_hangul(text: str) -> str:
    """Return Hangul as it sounds, in Revised Romanisation; other characters stay."""
    syllables = [divmod(ord(char) - 0xAC00, 28) if "\uac00" <= char <= "\ud7a3" else None for char in text]
    letters: list[str] = []
    carried = ""
    for at, (char, syllable) in enumerate(zip(text, syllables, strict=True)):
        if syllable is None:
            letters.append(char)
            carried = ""
            continue
        initial, medial = divmod(syllable[0], 21)
        head = carried or _INITIALS[initial]
        following = syllables[at + 1] if at + 1 < len(syllables) else None
        end, handed = _FINALS[syllable[1]]
        carried = ""
        if following is not None and end:
            onset = _INITIALS[following[0] // 21]
            if not onset and end != "ng":
                end, carried = "", handed
            elif end in _NASAL and onset in ("n", "m", "r"):
                end, carried = _NASAL[end], "n" if onset == "r" else ""
            elif end in ("m", "ng") and onset == "r":
                carried = "n"
            elif (end, onset) in (("n", "r"), ("l", "n")):
                end, carried = "l", "l"
        letters.append(head + _MEDIALS[medial] + end)
    return "".join(letters)


def korean(text: str) -> str:
    """Return Hangul or any romanisation of Korean in one loose spelling."""
    return _apply(spell_hangul(text), _KOREAN)


# --- Greek ------------------------------------------------------------------------------------------------------

_GREEK_PAIRS = _rules(
    ("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("[εο]ι|υι", "i"), ("αι", "e"), ("μπ", "b"), ("ντ", "d"), ("γ[γκ]", "g"),
    ("γχ", "nh"), ("ψ", "ps"), ("θ", "th"), ("ξ", "x"),
)  # fmt: skip
_GREEK_LETTERS = str.maketrans("αβγδεζηικλμνοπρστυφχω", "avgdeziiklmnoprstifho")
_GREEKLISH = _rules(
    ("[89]", "th"), ("3|ks", "x"), ("4", "ps"), ("w", "o"), ("ph", "f"), ("mp", "b"), ("nt", "d"), ("gk|gg|ng|nk", "g"),
    ("[ck]h", "h"), ("c", "k"), ("ou", "u"), ("(?<![aeou])y", "i"), ("[eo]i|oy(?=[^aeiou])", "i"), ("ai", "e"),
    ("([ae])[ufy]", r"\1v"), ("j", "x"), _DOUBLE,
)  # fmt: skip
_GREEK_SKELETON = _rules(("[aeiou]", ""), ("[bf]", "v"), ("th", "t"), ("h", "x"), ("q", "k"), _DOUBLE)
_ITA = re.compile("(?<![tcp])h")


def greek(text: str) -> str:
    """Return Greek or Greeklish in one loose spelling with vowels."""
    return _apply(_apply(text, _GREEK_PAIRS).translate(_GREEK_LETTERS), _GREEKLISH)


def greek_skeleton(text: str) -> str:
    """Return the consonants of Greek or Greeklish, in classes of what is written one for another."""
    return _apply(greek(text), _GREEK_SKELETON)


def greek_with_ita(text: str) -> str:
    """Return Greeklish where ``h`` is written for eta."""
    return _ITA.sub("i", text)


# --- Arabic -----------------------------------------------------------------------------------------------------

_ARABIC_TABLE = str.maketrans(
    {
        "ا": "a", "ب": "b", "ت": "t", "ث": "t", "ج": "g", "ح": "h", "خ": "x", "د": "d", "ذ": "z", "ر": "r", "ز": "z",
        "س": "s", "ش": "c", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g", "ف": "f", "ق": "k", "ك": "k",
        "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y",
    }
)  # fmt: skip
_HARAKAT = re.compile("[\u064e-\u0650]")
_VOWELLED = _ARABIC_TABLE | {
    0x064B: "an", 0x064C: "un", 0x064D: "in", 0x064E: "a", 0x064F: "u", 0x0650: "i", 0x0651: "", 0x0652: "",
    0x0640: "", 0x0670: "a", ord("أ"): "a", ord("إ"): "i", ord("آ"): "a", ord("ٱ"): "a", ord("ة"): "", ord("ى"): "a",
    ord("ئ"): "", ord("ؤ"): "", ord("ء"): "",
}  # fmt: skip
# Chat digits stand for letters that Latin lacks: 2 hamza, 3 ayn, 5 kha, 6 ta, 7 ha, 8 ghayn or qaf, 9 sad or qaf.
_ARABIC_CHAT = _rules(
    (r"\b(?:wa?|bi?|fi?|ka?)?[ae]l[- ]", ""), (r"\b[ae](sh|th|dh|[tdrzsn])-(?=\1)", ""), (r"\b[aei]l(?=\w{3})", ""),
    ("[23]", ""), ("7", "h"), ("5|kh", "x"), ("6", "t"), ("8|gh|j", "g"), ("9", "s"), ("ch", "sh"), ("c", "k"),
    ("sh", "c"), ("dh", "z"), ("th", "t"), ("v", "f"), ("p", "b"), ("q", "k"), ("-", ""),
)  # fmt: skip
_ARABIC_WEAK = _rules(("[aeiouwyh]", ""), _DOUBLE)
_ARABIC_SOUND = _rules(("ou|oo|w", "u"), ("ee|ei|y", "i"), ("e", "a"), ("o", "u"), (r"h\b", ""), _DOUBLE)


def arabic_skeleton(text: str) -> str:
    """Return the strong consonants of Arabic or of its chat spelling; the weak ones are written too freely."""
    if HAS_ARABIC.search(text):
        return _apply(text.translate(_ARABIC_TABLE), _ARABIC_WEAK)
    return _apply(_apply(text, _ARABIC_CHAT), _ARABIC_WEAK)


def arabic_sound(text: str) -> str:
    """Return romanised Arabic in one loose spelling with vowels."""
    return _apply(_apply(text, _ARABIC_CHAT), _ARABIC_SOUND)


def spell_vowelled(text: str) -> str:
    """Return vowelled Arabic (not folded: its vowel signs are needed) in Latin letters; empty without vowel signs."""
    if not _HARAKAT.search(text):
        return ""
    spelled = text.translate(_VOWELLED)
    return re.sub("(?<=a)a|(?<=i)y(?![aiu])|(?<=u)w(?![aiu])", "", re.sub(r"\b[wfb]?[aiu]?al(?=\w{3})", "", spelled))


# --- Hindi ------------------------------------------------------------------------------------------------------

_HINDI_CONSONANTS = dict(zip("कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळ", "kkggnCCjjnttddnttddnpfbbmyrlvssshl", strict=True))
_HINDI_VOWELS = dict(zip("अआइईउऊऋएऐओऔ", ["a", "a", "i", "i", "u", "u", "ri", "e", "e", "o", "o"], strict=True))
_HINDI_SIGNS = dict(zip("ािीुूृेैोौ", ["a", "i", "i", "u", "u", "ri", "e", "e", "o", "o"], strict=True))
# Upper-case C is च; a lower-case c in Latin letters is an English k or s.
_HINDI = _rules(
    ("[ts]ion", "sn"), ("tch|ch+", "C"), ("ck", "k"), ("qu", "kv"), ("c(?=[eiy])", "s"), ("[cq]", "k"), ("x", "ks"),
    ("ph", "f"), ("sh", "s"), ("(?:[gdj]n|g)y|jn", "g"), ("(?<=[kgtdbpjC])h", ""), ("z", "j"), ("w", "v"),
    ("aa", "a"), ("ee|ii", "i"), ("oo|uu|ou", "u"), ("ai|ay|ei", "e"), ("au|aw", "o"),
    ("[mn](?=[^aeiouymn\\s]|$)", "n"), _DOUBLE,
)  # fmt: skip
_HINDI_WEAK = _rules(("[aeiouyh]", ""), ("m(?=[pbftdkgCjs])", "n"), _DOUBLE)


def spell_devanagari(text: str) -> str:
    """Return Devanagari in a loose Latin spelling, without the vowel that a word's last consonant does not sound."""
    letters: list[str] = []
    text = text.replace("ज्ञ", "ग")
    for at, char in enumerate(text):
        if char in _HINDI_CONSONANTS:
            letters.append(_HINDI_CONSONANTS[char])
            follower = text[at + 1 : at + 2]
            if follower in _HINDI_CONSONANTS or follower in ("ं", "ः"):
                letters.append("a")
        elif char in "ं":
            letters.append("n")
        elif char not in "्ः":
            letters.append(_HINDI_SIGNS.get(char) or _HINDI_VOWELS.get(char) or char)
    return "".join(letters)


def hindi(text: str) -> str:
    """Return Devanagari, its romanisation or an English loan in one loose spelling with vowels."""
    return _apply(spell_devanagari(text), _HINDI)


def hindi_skeleton(text: str) -> str:
    """Return the consonants of Devanagari, its romanisation or an English loan, in classes."""
    return _apply(hindi(text), _HINDI_WEAK)
