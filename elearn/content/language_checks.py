"""What a program can find wrong in a wording without knowing the language: script, forms, punctuation, readings.

Pure: texts in, problems out. What a check calls wrong must be wrong; what only looks odd is left to people. Sources:
the orthographies of the 13 languages, national character sets, the rules of wording in the guide for terminologists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any

from elearn.content import sounds
from elearn.content.folding import HAN, HAS_HAN, PLACE, fold, words
from elearn.content.hanzi import is_foreign_to_japan, is_foreign_to_the_mainland
from elearn.kernel.locales import primary

Found = tuple[str, dict[str, Any]]
"""A code of ``elearn.content.problems`` and what its sentence needs."""

_LATIN_RUN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’.&/0-9-]*")
_LATIN_KEPT = frozenset(
    ("in", "vitro", "vivo", "ex", "situ", "de", "novo", "e-mail", "email", "web", "app", "via", "per")
)
"""Latin words that every script writes as they are, in lower case or mixed."""
_UNIT = re.compile(r"[mcdkµn]?(g|l|L|m|mol)(/d?[lL])?|[a-z]?[A-Z][A-Za-z]{0,2}|rpm|min|ppm|[a-z]{1,3}[DR]NA")
_FOREIGN_SIGNS: dict[str, Callable[[str], bool]] = {"zh": is_foreign_to_the_mainland, "ja": is_foreign_to_japan}
_PLACED = "ℵ"
"""A letter of no language here stands for what a place is filled with."""
_INFORMAL = {
    "fr": r"\b(tu|toi|ta|tes)\b|(?<!\b[lcd]e )(?<!\b[dl]u )(?<!\bun )(?<!\b(?:au|on) )(?<!\b(?:bon|son|ton) )"
    r"(?<!\b(?:même|quel|haut|leur) )(?<!\bautre )(?<!\b[nv]otre )\bton(?= \w)",
    "de": r"\b(?!(?-i:Du (?=[A-ZÄÖÜ])))(du|dich|dir|dein\w{0,2}|euch|eure\w?)\b",
    "it": r"\b(tu|ti|tuo|tua|tuoi|tue)\b",
    "es": r"\b(tú|ti|contigo|tuy[oa]s?|vosotr[oa]s|vuestr[oa]s?)\b",
    "pt": r"\b(tu|teus?|tuas?|contigo|vós|voss[oa]s?(?! (?:excelência|senhoria|magnificência|eminência)))\b",
    "ca": r"\b(tu|teus?|tev[ae]s?|vosaltres|vostres?)\b",
    "el": r"\b(εσύ|εσένα|δικ[όήά] σου)\b",
    "hi": r"(?<![\u0900-\u097f])(तू|तुम|तुझे|तेरा|तेरी|तेरे|तुम्हारा|तुम्हारी|तुम्हारे)(?![\u0900-\u097f])",
    "ja": r"あなた|おまえ",
    "ko": r"(?<![가-힣])(당신|너는|네가)",
    "zh": r"(?<!迷)你(?!们)",
}
"""How nobody speaks to a person met for the first time; not where the same letters are another word: le bon ton."""
_FOREIGN_FORMS = {
    "zh": (r"(?<!柔)软体(?!动物|机器人|家具|组织)|医疗器材|食药总局|食药监|(?<!投)资讯|网路(?![由径])|萤幕|伺服器"),
    "ja": r"(?<!旧)薬事法(?![規令])",
    "ko": r"(?<![가-힣])식약청",
    "pt": (
        r"\b(regist[oa]s?|equipas|utilizador\w*|planeamento|óptim[oa]|ficheiros?|telemóvel|autocarro|ecrãs?"
        r"|receção|acção|acções|infeção|infeções|conceção|deteção|aspeto|rececion\w*|económic[oa]s?|académic[oa]s?|género"
        r"|quilómetros?|anónim[oa]s?|crónic[oa]s?|eletrónic[oa]s?|prémios?|cancro(?! (?:mole|duro|cítrico))"
        r"|(?:da|na|uma|essa|esta|nossa|sua) equipa|(?:com|para|toda) a equipa|(?:do|no|ao|de|pelo|nosso|seu) fabrico"
        r"|(?:estaç(?:ão|ões)|bilhetes?|ir|viajar) de comboios?)\b"
        r"|(?<!\bde )(?<!\bipso )(?<!\bpost )\bfactos?\b|(?<!\beu )\bcontactos?\b|(?:^|[.:] )(?:o fabrico|a equipa)\b"
    ),
    "ar": r"(?<!\bه)\u0640|[\u0660-\u0669]",
}
"""Words and spellings of another country or of yesterday, and what the language's rules here exclude."""
_EAST = rf"[{HAN}\u3005\u3041-\u30ff{_PLACED}”’》）】」』]"
_AMONG_SIGNS = rf"(?<={_EAST})[,;?!](?!\d)|(?<={_EAST}\d)[,;?!]$|[,;](?=\s?[{HAN}\u3041-\u30ff{_PLACED}])|[;?]$"
"""A Western mark beside Chinese signs or kana or at the end; not inside of numbers, times and Latin names."""
_ARABIC = f"[\u0621-\u065f\u0670-\u06d3{_PLACED}]"
_PUNCTUATION = {
    "zh": rf"{_AMONG_SIGNS}|(?<={_EAST}):|(?<=[A-Za-z]):(?={_EAST})|(?<={_EAST})\.(?!\d)|。 ",
    "ja": _AMONG_SIGNS,
    "ar": rf"(?<={_ARABIC})[,;?](?!\d)|[,;](?=\s?{_ARABIC})|[;?]$",
    "fr": r"(?<!\d)'|(?<=[^\u202f\u00a0 ?!(])[?!;]|(?<=[^\u00a0\u202f\d]):(?=\s|$)|(?<= )[?!;:]",
    "it": r"(?<=[^\W\d])'(?=\w)|\bE'",
    "ca": r"(?<=[^\W\d])'(?=\w)|(?<![\w.@/])[^\W\d]+l\.l[^\W\d]+\b(?!\.\w|[@/])",
    "hi": r"।।|(?<! लि)(?<! कं)(?<! रु)(?<=[\u0900-\u097f])\.$",
    "el": r"\?",
}
"""Marks that the language writes otherwise."""
_RATIO = {"zh": (0.08, 1.2), "ja": (0.1, 2.2), "ko": (0.12, 1.6)}
_USUAL_RATIO = (0.3, 3.2)
_LONG_ENOUGH = 12
"""In characters of the English: shorter texts may become anything."""


def wording_problems(lang: str, text: str, english: str, *, is_phrase: bool, keeps_english: bool) -> Iterator[Found]:
    """Yield what is wrong in a wording.

    Args:
        lang: BCP 47 tag of a content language.
        text: the wording, with its places such as ``{company}``.
        english: the English wording of the same concept.
        is_phrase: it is said to somebody, so forms of address and closing marks count.
        keeps_english: the English word is meant to stand.
    """
    name = primary(lang)
    plain = PLACE.sub(_PLACED, text)
    if name in _FOREIGN_SIGNS:
        for char in dict.fromkeys(HAS_HAN.findall(text)):
            if _FOREIGN_SIGNS[name](char):
                yield "character-of-another-country", {"char": char, "text": text}
    if name in ("el", "ar", "zh", "ja", "ko", "hi") and not keeps_english:
        for word in _LATIN_RUN.findall(PLACE.sub(" ", text)):
            if not _may_be_latin(word):
                yield "english-left-over", {"word": word, "text": text}
    elif name != "en" and not keeps_english and " " in english and text.casefold() == english.casefold():
        yield "english-left-over", {"word": text, "text": text}
    if is_phrase and name in _INFORMAL and (word := _first(_INFORMAL[name], plain)):
        yield "form-of-address", {"word": word, "text": text}
    if name in _FOREIGN_FORMS and (word := _first(_FOREIGN_FORMS[name], text)):
        yield "form-of-another-country", {"word": word, "text": text}
    if name in _PUNCTUATION and (found := re.search(_PUNCTUATION[name], plain)):
        yield "punctuation-wrong", {"mark": found[0], "text": text}
    if name == "es" and (text.count("?") != text.count("¿") or text.count("!") != text.count("¡")):
        yield "punctuation-wrong", {"mark": "¿ ¡", "text": text}
    low, high = _RATIO.get(name, _USUAL_RATIO)
    if is_phrase and len(english) >= _LONG_ENOUGH and not low <= len(text) / len(english) <= high:
        yield "length-odd", {"text": text, "english": english}


def _first(pattern: str, text: str) -> str:
    """Return the first word found, in small letters or with a capital; one in capitals is an abbreviation: TI."""
    found = (match[0] for match in re.finditer(pattern, text, re.IGNORECASE))
    return next((word for word in found if not word.isupper()), "")


def _may_be_latin(word: str) -> bool:
    bare = word.strip(".-’'")
    return (
        bare.casefold() in _LATIN_KEPT
        or len(bare) < 2
        or sum(char.isupper() or char.isdigit() for char in bare) >= len(re.sub(r"[^A-Za-z0-9]", "", bare)) / 2
        or bool(_UNIT.fullmatch(bare))
    )


def reading_problems(lang: str, text: str, reading: str, romanisation: str) -> Iterator[Found]:
    """Yield where a reading or romanisation does not belong to its text; compares sounds, not dictionaries."""
    name = primary(lang)
    if name == "ja" and reading and not _reads(text, _bare(reading)):
        yield "reading-differs", {"text": text, "reading": reading}
    is_mixed = bool(re.search(r"[A-Za-z0-9]", PLACE.sub("", text)))
    # Latin letters and digits may be read in many ways.
    if name == "zh" and reading and not is_mixed:
        counted = sum(_syllables(word) for word in PLACE.sub(" ", reading).split())
        signs = len(HAS_HAN.findall(text)) + text.count("〇")
        if abs(signs - counted) > text.count("儿"):  # a final r may stand for 儿
            yield "reading-differs", {"text": text, "reading": reading}
    if romanisation and ((name in ("ko", "el", "hi", "ar") and not is_mixed) or (name == "ja" and reading)):
        heard = _sound(name, reading or text)
        given = _sound(name, romanisation)
        if len(heard) >= _SHORTEST_SOUND and heard != given and _likeness(heard, given) < _ALIKE[name]:
            yield "romanisation-differs", {"text": text, "romanisation": romanisation}
    for given in (reading, romanisation):
        if given and sorted(PLACE.findall(given)) != sorted(PLACE.findall(text)):
            yield "reading-placeholders", {"text": text, "reading": given}


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


_ALIKE = {"ja": 0.86, "ko": 0.86, "el": 0.86, "hi": 0.72, "ar": 0.82}
"""How alike the sounds must be: particles, assimilation and helping vowels are spelled by taste."""
_SHORTEST_SOUND = 6
"""Of a shorter one a single letter is too much."""


def _bare(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] not in "PZS" or char in "ー{}")


_KANA = "[\u3041-\u30ffー]"
_RUNS = re.compile(rf"\{{[a-z]+\}}|{_KANA}+|[^\u3041-\u30ffー{{}}]+")


def _reads(text: str, reading: str) -> bool:
    """Tell whether a kana reading fits its text: kana as they stand, everything else read somehow."""
    is_kana = [bool(re.fullmatch(_KANA, char)) for char in reading]
    ends = {0}
    for run in _RUNS.findall(text):
        plain = run if run[0] == "{" else _bare(run)
        if run[0] == "{" or re.match(_KANA, run):
            ends = {end + len(plain) for end in ends if reading.startswith(plain, end)}
        elif plain:
            after: set[int] = set()
            for at, fits in enumerate(is_kana):
                if fits and (at in ends or at in after):
                    after.add(at + 1)
            ends = after
    return len(reading) in ends


_VOWELS = "aeiouüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"


def _syllables(word: str) -> int:
    """Count the syllables of a pinyin word: groups of vowels, parted where tone marks or an apostrophe say so."""
    count = 0
    for piece in re.split(r"['’\-]", unicodedata.normalize("NFC", word.lower())):
        for group in re.findall(f"[{_VOWELS}]+", piece):
            marks = sum(unicodedata.normalize("NFD", char) != char and char not in "ü" for char in group)
            count += max(marks, 1)
    return count


def _sound(name: str, text: str) -> str:
    """Return a rough Latin shape of a text, the same for native script and for its romanisation."""
    if name == "hi":
        text = re.sub("ँ|m\u0310", "", text)  # nasal vowels are heard and romanised in many ways
    plain = " ".join(words(fold(PLACE.sub(" ", text))))
    match name:
        case "ja":
            return sounds.japanese(plain).replace(" ", "")
        case "ko":
            return sounds.korean(plain).replace(" ", "")
        case "el":
            return sounds.greek(plain).replace(" ", "")
        case "hi":
            return sounds.hindi_skeleton(re.sub("c(?!h)", "ch", plain)).replace(" ", "")  # ISO 15919 has a bare c
        case _:
            return sounds.arabic_skeleton(plain).replace(" ", "")
