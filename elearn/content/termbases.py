"""A termbase's folder: termbase.yaml and a file a domain, read and checked as one. Source: ISO 30042:2019 (TBX)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from elearn.content.facts import FACT_ID
from elearn.content.folding import HAN, HAS_HAN
from elearn.content.language_checks import reading_problems, wording_problems
from elearn.content.markets import Slug, Texts, known_languages, with_english
from elearn.content.problems import Report
from elearn.content.yamlfile import FileModel, YamlDocument, read_yaml, validate
from elearn.kernel.locales import CONTENT_LANGUAGES, describe

PLACEHOLDERS = ("company", "name", "title", "product", "date", "time", "amount", "country")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TASHKEEL = re.compile("[\u064b-\u0652\u0670]")
NEEDS_READING = frozenset({"zh-CN", "ja", "ar"})
NEEDS_ROMANISATION = frozenset({"ja", "ko", "ar", "hi", "el"})
_SCRIPT_LETTERS = {
    "greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "arabic": re.compile("[\u0600-\u06ff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "han": HAS_HAN,
    "japanese": re.compile(f"[\u3040-\u30ff{HAN}]"),
    "hangul": re.compile("[\uac00-\ud7a3]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
}
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&/ -]{1,9}")
_KANJI = re.compile(f"[{HAN}々]")
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", re.IGNORECASE)

Register = Literal["formal", "neutral", "plain"]
Text = Annotated[str, Field(min_length=1, max_length=1000)]


class Wording(FileModel):
    """One way to say it."""

    text: Text
    reading: str = ""
    romanisation: str = ""
    speech: str = ""


class Variant(Wording):
    """The wording that another speaker or listener needs."""

    when: Literal["speaker-feminine", "listener-feminine", "listener-plural"]


class Alternative(Wording):
    """Another accepted wording, perhaps of a region."""

    region: Annotated[str, Field(max_length=40)] = ""


class LanguageTerms(Wording):
    """A concept in one language: the preferred wording and what belongs to it."""

    register_: Annotated[Register | None, Field(alias="register")] = None
    neutral: Wording | None = None
    variants: tuple[Variant, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    note: str = ""
    official: bool = False
    keep_en: bool = False
    status: Literal["draft", "machine-checked", "native-reviewed"] = "draft"

    @field_validator("alternatives", mode="before")
    @classmethod
    def _plain_strings(cls, given: Any) -> Any:
        if not isinstance(given, list):
            return given
        return [{"text": item} if isinstance(item, str) else item for item in given]

    def wordings(self) -> Iterator[tuple[str, Wording]]:
        """Yield every wording with its place: ``""``, ``neutral``, ``variants.0`` …"""
        yield "", self
        if self.neutral:
            yield "neutral", self.neutral
        for place, variant in enumerate(self.variants):
            yield f"variants.{place}", variant
        for place, alternative in enumerate(self.alternatives):
            yield f"alternatives.{place}", alternative


class DefinitionSource(FileModel):
    """Where a definition can be checked."""

    title: str
    url: Annotated[str, Field(pattern=r"^https?://")]


class Note(FileModel):
    """What an entry means beyond its words in a market, and the fact it rests on."""

    market: Slug
    text: Text
    fact: Annotated[str, Field(pattern=rf"^{FACT_ID}$")]


class ConceptFile(FileModel):
    """One concept of a domain file."""

    id: Slug
    domain: Slug
    situation: Annotated[str, Field(max_length=120)]
    kind: Literal["phrase", "term", "abbreviation", "pattern"]
    say: Literal["say", "hear", "both"]
    priority: Annotated[int, Field(ge=1, le=3)] = 3
    part_of_speech: Annotated[str, Field(max_length=40)] = ""
    definition: str = ""
    source: DefinitionSource | None = None
    replies: tuple[Slug, ...] = ()
    related: tuple[Slug, ...] = ()
    markets: tuple[Slug, ...] = ()
    slots: Literal["own", "other"] = "own"
    """Whose details the open places mean: the reader's own, or another person's or firm's."""
    notes: Annotated[tuple[Note, ...], Field(alias="note")] = ()
    terms: Annotated[dict[str, LanguageTerms], Field(min_length=1)]

    @model_validator(mode="after")
    def _definition_has_source(self) -> ConceptFile:
        if self.kind in ("term", "abbreviation") and not (self.definition and self.source):
            raise ValueError("a term or abbreviation needs definition and source")
        return self

    @field_validator("notes", mode="before")
    @classmethod
    def _notes(cls, given: Any) -> Any:
        """Read ``{japan: "…", fact: JP-001}``, or a list of such, a market at a time."""
        read = []
        for item in given if isinstance(given, list) else [given]:
            if not isinstance(item, dict):
                return given
            fact = {"fact": item["fact"]} if "fact" in item else {}
            read += [{"market": name, "text": text, **fact} for name, text in item.items() if name != "fact"]
        return read

    @field_validator("terms")
    @classmethod
    def _languages(cls, terms: dict[str, LanguageTerms]) -> dict[str, LanguageTerms]:
        if unknown := sorted(set(terms) - set(CONTENT_LANGUAGES)):
            raise ValueError(f"no language of the glossary: {', '.join(unknown)}")
        if "en" not in terms:
            raise ValueError("English (en) is missing")
        return terms


class DomainFile(FileModel):
    """A domain as ``termbase.yaml`` names it."""

    id: Slug
    title: Texts

    _english = field_validator("title")(with_english)


class TermbaseFile(FileModel):
    """``termbase.yaml``."""

    id: Slug
    title: Texts
    languages: tuple[str, ...]
    domains: tuple[DomainFile, ...]

    _english = field_validator("title")(with_english)
    _known = field_validator("languages")(known_languages)


@dataclass(frozen=True)
class TermbaseDocument:
    """A whole termbase, checked; concepts in the order of domains and files."""

    file: TermbaseFile
    concepts: tuple[ConceptFile, ...]


def parse_termbase(folder: str, files: Mapping[str, bytes], report: Report) -> TermbaseDocument | None:
    """Read a termbase's files; note every problem and return None where one was found.

    Args:
        folder: its path, such as ``glossaries/easyspeak``; begins every path in the report.
        files: bytes by path below the folder.
        report: where problems go.
    """
    before = len(report)
    path = f"{folder}/termbase.yaml"
    if "termbase.yaml" not in files:
        report.add(path, 0, "file-missing")
        return None
    document = read_yaml(path, files["termbase.yaml"], report)
    termbase = None if document is None else validate(TermbaseFile, document, path, report)
    if termbase is None:
        return None
    if termbase.id != folder.rpartition("/")[2]:
        report.add(path, 1, "id-differs-from-folder", id=termbase.id, folder=folder.rpartition("/")[2])
    order = {domain.id: place for place, domain in enumerate(termbase.domains)}
    concepts: list[ConceptFile] = []
    lines: dict[str, tuple[str, int]] = {}
    for name in sorted(files):
        if name == "termbase.yaml":
            continue
        full = f"{folder}/{name}"
        if not name.endswith(".yaml") or "/" in name:
            report.add(full, 0, "file-unexpected")
            continue
        for concept, line in _read_concepts(full, files[name], report):
            if concept.id in lines:
                first_path, first_line = lines[concept.id]
                report.add(full, line, "concept-id-double", id=concept.id, first=f"{first_path}:{first_line}")
            for lang in sorted(set(concept.terms) - set(termbase.languages)):
                report.add(full, line, "language-unlisted", id=concept.id, lang=lang)
            if concept.domain not in order:
                report.add(full, line, "domain-unknown", id=concept.id, domain=concept.domain)
            lines.setdefault(concept.id, (full, line))
            concepts.append(concept)
    for concept in concepts:
        for other in (*concept.replies, *concept.related):
            if other not in lines:
                report.add(*lines[concept.id], "concept-unknown", id=concept.id, other=other)
    _check_doubles(concepts, lines, report)
    if len(report) > before:
        return None
    concepts.sort(key=lambda concept: order[concept.domain])  # stable: the file's own order within a domain
    return TermbaseDocument(termbase, tuple(concepts))


def _check_doubles(concepts: list[ConceptFile], lines: Mapping[str, tuple[str, int]], report: Report) -> None:
    """Note wordings that two concepts share in a language, unless one of the two points to the other."""
    known = {concept.id: {*concept.related, *concept.replies} for concept in concepts}
    first: dict[tuple[str, str], str] = {}
    for concept in concepts:
        for lang, terms in concept.terms.items():
            other = first.setdefault((lang, terms.text.casefold()), concept.id)
            if other != concept.id and other not in known[concept.id] and concept.id not in known[other]:
                report.add(*lines[concept.id], "text-double", id=concept.id, lang=lang, text=terms.text, other=other)


def _read_concepts(path: str, content: bytes, report: Report) -> Iterator[tuple[ConceptFile, int]]:
    document = read_yaml(path, content, report)
    if document is None:
        return
    if not isinstance(document.value, list):
        report.add(path, 1, "file-not-a-list")
        return
    for place in range(len(document.value)):
        concept = validate(ConceptFile, document, path, report, (place,))
        if concept is not None:
            _check_terms(concept, document, path, report, place)
            yield concept, document.line((place,))


def _check_terms(concept: ConceptFile, document: YamlDocument, path: str, report: Report, place: int) -> None:
    wanted = sorted(_PLACEHOLDER.findall(concept.terms["en"].text))
    for lang, terms in concept.terms.items():
        line = document.line((place, "terms", lang))

        def problem(code: str, *, at: int = line, tag: str = lang, **params: Any) -> None:
            report.add(path, at, code, id=concept.id, lang=tag, **params)

        for where, wording in terms.wordings():
            if unknown := sorted(set(_PLACEHOLDER.findall(wording.text)) - set(PLACEHOLDERS)):
                problem("placeholder-unknown", placeholder=unknown[0])
            elif sorted(_PLACEHOLDER.findall(wording.text)) != wanted and not where.startswith("alternatives"):
                problem("placeholders-differ", wanted=" ".join(wanted) or "none")
            if not unicodedata.is_normalized("NFC", wording.text):
                problem("not-nfc", text=wording.text)
            script = describe(lang).script
            keeps_english = terms.keep_en or concept.kind == "abbreviation" or bool(_ACRONYM.fullmatch(wording.text))
            is_other = where.startswith("alternatives")
            if not keeps_english and not is_other and not _SCRIPT_LETTERS[script].search(wording.text):
                problem("script-wrong", text=wording.text, script=script)
            english = concept.terms["en"].text if not where else ""
            is_phrase = concept.kind in ("phrase", "pattern")
            for code, found in wording_problems(
                lang, wording.text, english, is_phrase=is_phrase, keeps_english=keeps_english or is_other
            ):
                problem(code, **found)
            if not is_other:
                _check_readings(lang, wording, keeps_english, problem)


def _check_readings(lang: str, wording: Wording, keeps_english: bool, problem: Any) -> None:
    if lang in NEEDS_READING and not wording.reading:
        problem("reading-missing", text=wording.text)
    if lang in NEEDS_ROMANISATION and not wording.romanisation:
        problem("romanisation-missing", text=wording.text)
    reading = wording.reading
    if not keeps_english:
        for code, found in reading_problems(lang, wording.text, reading, wording.romanisation):
            problem(code, **found)
    if not reading or keeps_english:
        return
    if lang == "ar" and _TASHKEEL.sub("", reading) != _TASHKEEL.sub("", wording.text):
        problem("reading-differs", text=wording.text, reading=reading)
    if lang == "ja" and _KANJI.search(reading):
        problem("reading-not-kana", text=wording.text, reading=reading)
    if lang == "zh-CN" and (_SCRIPT_LETTERS["han"].search(reading) or not _TONE.search(reading)):
        problem("reading-not-pinyin", text=wording.text, reading=reading)
