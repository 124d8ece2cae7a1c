"""Turns documents and questions into search keys, once for all engines.

``folding`` takes away differences that do not matter, ``sounds`` knows the Latin spellings of other scripts,
``similarity`` forgives typing mistakes, ``matching`` says how well a form answers a question and what to highlight.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from elearn.content import sounds
from elearn.content.folding import (
    HAS_ARABIC,
    HAS_CJK,
    HAS_DEVANAGARI,
    HAS_GREEK,
    HAS_HAN,
    HAS_HANGUL,
    HAS_KANA,
    HAS_LATIN,
    PLACE,
    bigrams,
    fold,
    is_cjk,
    trigrams,
    word_keys,
    words,
)
from elearn.kernel.locales import primary
from elearn.search.models import Form, SearchDocument
from elearn.search.ports import Ask, Candidate, Channel, IndexRow, Key, Route, StoredForm, Term

LONGEST_QUERY = 200
_LONGEST_FIRST = 14
_LONGEST_START = 8
_LONGEST_FORM = 240
_PASSAGE = 400
MOST, _MOST_RUNNING, _MOST_SPELLED, _MOST_LOOSE = 60, 20, 16, 11
"""Rows of one ask: as it is written, in running text, as it may be spelled, with mistakes. More cost time and bring
nothing, as the relevance suite judges."""
_FORMS_PER_ROW = 8
SKELETONS = ("el", "ar", "hi")
_NAMES = ("text", "title", "alternative", "reading", "romanisation")
_OTHER_LETTERS = re.compile("[^\\W\\d_\u0000-\u036f]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Variant:
    """A question in one system of spelling."""

    system: str
    words: tuple[str, ...]
    squashed: str
    """The words without spaces."""
    sound: str = ""


@dataclass(frozen=True, slots=True)
class AnalysedQuery:
    """A question with all its spellings and what to ask an engine, sure things first."""

    text: str
    variants: tuple[Variant, ...]
    written: tuple[Ask, ...]
    """Has all words, as they are written."""
    spelled: tuple[Ask, ...]
    """Has all words, as another script may be spelled in Latin letters."""
    running: tuple[Ask, ...]
    """Looks into running text."""
    loose: tuple[Ask, ...]
    """Forgives typing mistakes and missing words."""

    @property
    def is_one_word(self) -> bool:
        """Whether all of it is one word, so that nothing less can answer it; four signs and more may be several."""
        words = self.variants[0].words if self.variants else ()
        return len(words) < 2 and not (words and is_cjk(words[0]) and len(words[0]) > 3)


def clean(text: str) -> str:
    """Cut a question to ``LONGEST_QUERY`` characters and take out control characters."""
    # Cut twice: NFC of a very long text costs time, and may change its length.
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text[: LONGEST_QUERY * 4])
    return " ".join(unicodedata.normalize("NFC", text).split())[:LONGEST_QUERY].strip()


def spellings(text: str, lang: str, kind: str) -> tuple[Key, ...]:
    """Return the keys of a form: as written, and in the system of its language."""
    text = unicodedata.normalize("NFC", PLACE.sub(" ", text[: _LONGEST_FORM * 4]))[:_LONGEST_FORM]
    folded = fold(text)
    plain = " ".join(words(folded))
    keys = [Key("", plain)]
    if "-" in folded:
        keys.append(Key("", " ".join(words(folded.replace("-", "")))))
    lang = primary(lang)
    is_spelled = kind in ("reading", "romanisation") and not HAS_CJK.search(plain)
    if lang == "de" and (other := " ".join(words(fold(text.translate(_UMLAUTS))))) != plain:
        keys.append(Key("", other))
    elif lang == "ja" and (is_spelled or (HAS_KANA.search(plain) and not HAS_HAN.search(plain))):
        typed = sounds.japanese_as_typed(plain) if HAS_KANA.search(plain) else ""
        keys.append(Key("ja", sounds.japanese(plain), typed))
    elif lang == "zh" and is_spelled:
        keys.append(Key("zh", sounds.chinese(plain)))
    elif lang == "ko" and (is_spelled or HAS_HANGUL.search(plain)):
        keys.append(Key("ko", sounds.korean(plain)))
    elif lang == "el" and (is_spelled or HAS_GREEK.search(plain)):
        keys.append(_skeleton("el", plain))
    elif lang == "ar" and HAS_ARABIC.search(plain):
        sound = sounds.arabic_sound(sounds.spell_vowelled(text))
        keys.append(Key("ar", sounds.arabic_skeleton(plain), sound))
    elif lang == "ar" and is_spelled:
        keys.append(_skeleton("ar", folded))
    elif lang == "hi" and kind == "romanisation" and not HAS_DEVANAGARI.search(plain):
        # ISO 15919 writes च as a bare c, everybody else as ch.
        keys.append(_skeleton("hi", re.sub("c(?!h)", "ch", plain)))
    elif lang == "hi" or (lang == "en" and kind != "reading"):
        keys.append(_skeleton("hi", re.sub("g(?=[ei])", "j", plain) if lang == "en" else plain))
    # A skeleton may leave nothing of a word.
    tidy = [Key(key.system, " ".join(key.words.split()), " ".join(key.sound.split())) for key in keys]
    return tuple(same for key in tidy if key.words for same in (key, *_run_together(key)))


def _run_together(key: Key) -> list[Key]:
    """Return romaji written as one word, where vowels meet that way: shōshō omachi, しょうしょうおまち."""
    one_word = sounds.japanese(key.words.replace(" ", "")) if key.system == "ja" and " " in key.words else ""
    return [Key("ja", one_word, key.sound)] if one_word and one_word != key.words.replace(" ", "") else []


def _skeleton(system: str, text: str) -> Key:
    skeleton, sound = {
        "el": (sounds.greek_skeleton, sounds.greek),
        "ar": (sounds.arabic_skeleton, sounds.arabic_sound),
        "hi": (sounds.hindi_skeleton, sounds.hindi),
    }[system]
    return Key(system, skeleton(text), sound(text))


def _named(system: str, key: str) -> str:
    return f"{system}:{key}" if system else key


def _keys_of(forms: Iterable[StoredForm], is_english: bool) -> dict[Channel, list[str]]:
    whole: dict[str, None] = {}
    first: dict[str, None] = {}
    word: dict[str, None] = {}
    start: dict[str, None] = {}
    gram: dict[str, None] = {}
    for form in forms:
        for one in form.keys:
            system, written, sound = one.system, one.words, one.sound
            prefix = f"{system}:" if system else ""
            parts = written.split()
            squashed = "".join(parts)
            whole[prefix + squashed] = None
            for size in range(2 if system else 1, min(len(squashed), _LONGEST_FIRST) + 1):
                first[prefix + squashed[:size]] = None
            if parts and not system and all(is_cjk(part) for part in parts):
                # Bigrams run across spaces too: Hangul may be written with or without them.
                parts.append(squashed)
            for part in parts:
                if is_cjk(part):
                    for key in word_keys(part):
                        word[prefix + key] = None
                    continue
                word[prefix + part] = None
                if system not in SKELETONS:
                    for size in range(2, min(len(part) - 1, _LONGEST_START) + 1):
                        start[prefix + part[:size]] = None
            if not (is_english and system):
                for part in (sound if system in SKELETONS else written).split():
                    if not is_cjk(part):
                        gram.update(dict.fromkeys(trigrams(part)))
    return {"whole": [*whole], "first": [*first], "word": [*word], "start": [*start], "gram": [*gram]}


def _passages(text: str) -> Iterator[str]:
    """Cut running text into pieces that can be shown as the reason of a hit."""
    piece = ""
    for sentence in re.findall(r".+?(?:[.!?।؟](?=\s)|[。！？]|\n|$)", text, re.DOTALL):
        if piece and len(piece) + len(sentence) > _PASSAGE:
            yield piece.strip()
            piece = ""
        piece += sentence
        while len(piece) > _PASSAGE:
            yield piece[:_PASSAGE].strip()
            piece = piece[_PASSAGE:]
    if piece.strip():
        yield piece.strip()


def rows(document: SearchDocument) -> Iterator[IndexRow]:
    """Return the rows of a document: its names by language, its headings, its running text by passages."""
    filters = tuple(
        f"{name}:{quote(value, safe='')}"
        for name, values in (
            ("type", (document.type,)), ("kind", (document.kind,)), ("domain", (document.domain,)),
            ("market", document.markets),
        )
        for value in values
        if value
    )  # fmt: skip
    titles: dict[str, str] | None = dict(document.titles)
    joined: dict[str, StoredForm] = {}
    for lang, forms, is_running in _groups(document):
        keys: dict[Channel, list[str]] = {}
        if is_running:
            found = dict.fromkeys(word for part in forms[0].keys[0].words.split() for word in word_keys(part))
            keys["body"] = list(found)
        else:
            keys = _keys_of(forms, primary(lang) == "en")
            for form in forms:
                written = tuple(key for key in form.keys if not key.system)
                joined.setdefault(form.keys[0].words, StoredForm(form.kind, form.text, written, lang))
        stored = Candidate(
            document.id, document.type, document.path, document.kind, document.domain, tuple(document.markets),
            document.priority, lang, forms,
        )  # fmt: skip
        yield IndexRow(document.id, titles, lang, (*filters, f"lang:{lang}"), keys, stored.encode())
        titles = None
    if len({form.lang for form in joined.values()}) > 1:
        yield _joined(document, filters, tuple(joined.values()))


def _joined(document: SearchDocument, filters: tuple[str, ...], forms: tuple[StoredForm, ...]) -> IndexRow:
    """Return the row of all languages, with the words as they are written."""
    parts = dict.fromkeys(part for form in forms for key in form.keys for part in key.words.split())
    found = dict.fromkeys(key for part in parts for key in word_keys(part))
    stored = Candidate(
        document.id, document.type, document.path, document.kind, document.domain, tuple(document.markets),
        document.priority, "", forms,
    )  # fmt: skip
    return IndexRow(document.id, None, "", filters, {"any": list(found)}, stored.encode())


def _groups(document: SearchDocument) -> Iterator[tuple[str, tuple[StoredForm, ...], bool]]:
    named: dict[tuple[str, bool], list[Form]] = {}
    running: list[Form] = []
    for form in document.forms:
        if form.kind in ("definition", "body"):
            running.append(form)
        else:
            named.setdefault((form.lang, form.kind in _NAMES), []).append(form)
    for (lang, _), forms in named.items():
        sound = [(f.kind, f.text.encode("utf-8", "replace").decode()) for f in forms]  # half a surrogate pair, mostly
        stored = [StoredForm(kind, text, keys) for kind, text in sound if (keys := spellings(text, lang, kind))]
        for at in range(0, len(stored), _FORMS_PER_ROW):
            yield lang, tuple(stored[at : at + _FORMS_PER_ROW]), False
    for form in running:
        for passage in _passages(form.text.encode("utf-8", "replace").decode()):
            plain = " ".join(words(fold(passage)))
            if plain:
                yield form.lang, (StoredForm(form.kind, passage, (Key("", plain),)),), True


def filter_keys(type: str = "", kind: str = "", domain: str = "", market: str = "", lang: str = "") -> tuple[str, ...]:
    """Return the filter keys of a request, as ``rows`` writes them."""
    wanted = {"type": type, "kind": kind, "domain": domain, "market": market, "lang": lang}
    return tuple(f"{name}:{quote(value, safe='')}" for name, value in wanted.items() if value)


def _variants(text: str) -> list[Variant]:
    folded = fold(text)
    plain = words(folded, is_typing=True)
    found = [_variant(Key("", " ".join(plain)))]
    if "-" in folded:
        found.append(_variant(Key("", " ".join(words(folded.replace("-", ""), is_typing=True)))))
    spoken = " ".join(plain)
    keys: list[Key] = []
    if HAS_LATIN.search(folded) and not _OTHER_LETTERS.search(folded):
        keys = [Key("ja", sounds.japanese(spoken), sounds.japanese_as_typed(spoken))]
        keys += [Key("zh", sounds.chinese(spoken)), Key("ko", sounds.korean(spoken))]
        keys += [_skeleton("el", greek) for greek in dict.fromkeys((spoken, sounds.greek_with_ita(spoken)))]
        keys += [_skeleton("ar", folded), _skeleton("hi", spoken)]
    elif HAS_KANA.search(folded) and not HAS_HAN.search(folded):
        keys = [Key("ja", sounds.japanese(spoken), sounds.japanese_as_typed(spoken))]
    elif HAS_GREEK.search(folded):
        keys = [_skeleton("el", spoken)]
    elif HAS_ARABIC.search(folded):
        keys = [Key("ar", sounds.arabic_skeleton(spoken))]
    elif HAS_DEVANAGARI.search(folded):
        keys = [_skeleton("hi", spoken)]
    keys += [one_word for key in keys for one_word in _run_together(key)]
    return [variant for variant in (*found, *map(_variant, keys)) if variant.squashed]


def _variant(key: Key) -> Variant:
    parts = tuple(key.words.split())
    return Variant(key.system, parts, "".join(parts), key.sound)


def _whole_routes(variant: Variant) -> list[Route]:
    first = variant.squashed[:_LONGEST_FIRST]
    if variant.system in SKELETONS and len(first) < 3:
        return [((("whole", _named(variant.system, variant.squashed), 9.0),),)] if len(first) > 1 else []
    return [
        (
            (
                ("whole", _named(variant.system, variant.squashed), 9.0),
                ("first", _named(variant.system, first), 1.0),
            ),
        )
    ]


def _word_route(variant: Variant, channel: Channel = "word") -> Route:
    groups: list[tuple[Term, ...]] = []
    for at, word in enumerate(variant.words):
        is_last = at == len(variant.words) - 1
        if is_cjk(word):
            groups += [((channel, pair, 1.0),) for pair in bigrams(word)]
        elif channel == "word" and variant.system not in SKELETONS and len(word) > (1 if is_last else 2):
            start: Term = ("start", _named(variant.system, word[:_LONGEST_START]), 1.0)
            groups.append((("word", _named(variant.system, word), 3.0), start))
        else:
            groups.append(((channel, _named(variant.system, word), 1.0),))
    return tuple(groups[:16])


def analyse(text: str) -> AnalysedQuery:
    """Return all that a question may mean and what to ask for it."""
    text = clean(text)
    variants = _variants(text)
    plain = [variant for variant in variants if not variant.system]
    spelled = [variant for variant in variants if variant.system in ("ja", "zh", "ko")]
    skeletons = [variant for variant in variants if variant.system in SKELETONS]
    written = _sure(plain, MOST)
    sounding = [*_sure(spelled, _MOST_SPELLED), *_sure(skeletons, _MOST_SPELLED)]
    running = [Ask(tuple(_word_route(variant, "body") for variant in plain), _MOST_RUNNING)] if plain else []
    families: tuple[tuple[Channel, list[Variant]], ...] = (("any", plain), ("word", spelled))
    single, spoken = (
        dict.fromkeys(
            (channel, _named(variant.system, key), 1.0)
            for variant in family
            for word in variant.words
            for key in word_keys(word)[:20]
        )
        for channel, family in families
    )
    grams = dict.fromkeys(
        gram for variant in plain for word in variant.words if not is_cjk(word) for gram in trigrams(word)
    )
    heard = dict.fromkeys(
        gram
        for variant in (*spelled, *skeletons)
        for word in (variant.sound.split() if variant.system in SKELETONS else variant.words)
        for gram in trigrams(word)
        if gram not in grams
    )
    if len(plain[0].squashed if plain else "") < 3:
        grams, heard = {}, {}
    loose = [
        Ask(tuple(((term,),) for term in family), _MOST_LOOSE, rarest=12, is_flat=family is single)
        for family in (single, spoken)
        if len(family) > 1
    ]
    loose += [
        Ask(tuple(((("gram", gram, 1.0),),) for gram in family), _MOST_LOOSE, rarest=7)
        for family in (grams, heard)
        if family
    ]
    return AnalysedQuery(text, tuple(variants), tuple(written), tuple(sounding), tuple(running), tuple(loose))


def _sure(variants: list[Variant], most: int) -> list[Ask]:
    """Return the asks for rows that have all of one of the variants."""
    whole = [route for variant in variants for route in _whole_routes(variant)]
    by_word = [_word_route(variant) for variant in variants if not variant.system or len(variant.squashed) > 3]
    return [Ask(tuple(routes), most) for routes in (whole, by_word) if routes]
