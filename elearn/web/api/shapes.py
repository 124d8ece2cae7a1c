"""The shapes of the JSON interface, version 1: what may be asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from elearn.kernel.locales import CONTENT_LANGUAGES, INTERFACE_LOCALES

ContentLanguage = Literal["en", "fr", "el", "it", "pt-BR", "es", "ar", "zh-CN", "ja", "ko", "de", "hi", "ca"]
InterfaceLocale = Literal["en", "fr", "el", "it", "pt", "es", "ar", "zh", "ja", "ko", "de", "hi", "ca"]
assert ContentLanguage.__args__ == CONTENT_LANGUAGES  # type: ignore[attr-defined]
assert InterfaceLocale.__args__ == INTERFACE_LOCALES  # type: ignore[attr-defined]


class Shape(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(populate_by_name=True)


class SearchQuery(BaseModel):
    """``GET /search``."""

    q: str = ""
    from_: Annotated[ContentLanguage | None, Field(alias="from")] = None
    to: ContentLanguage | None = None
    type: Literal["entry", "lesson"] | None = None
    kind: Literal["phrase", "term", "abbreviation", "pattern"] | None = None
    domain: Annotated[str | None, Field(max_length=80)] = None
    market: Annotated[str | None, Field(max_length=80)] = None
    locale: InterfaceLocale = "en"
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=1000)] = 0


class Matched(Shape):
    """Why a hit was found; ``spans`` are character ranges of ``text``."""

    lang: str
    form: str
    text: str
    spans: list[tuple[int, int]]


class Hit(Shape):
    """One found entry or lesson."""

    type: str
    id: str
    title: str
    terms: dict[str, str]
    matched: Matched
    url: str
    score: float


class SearchAnswer(Shape):
    """What was found; ``nearest`` only where nothing was."""

    query: str
    took_ms: float
    total: int
    hits: list[Hit]
    counts: dict[str, dict[str, int]]
    nearest: list[Hit]


class WordingShape(Shape):
    """One way to say it."""

    text: str
    reading: str
    romanisation: str
    register_: Annotated[str, Field(alias="register")]
    when: str
    region: str


class LanguageShape(Shape):
    """A concept in one language."""

    lang: str
    dir: str
    main: WordingShape
    neutral: WordingShape | None
    variants: list[WordingShape]
    alternatives: list[WordingShape]
    note: str
    official: bool
    status: str


class NoteShape(Shape):
    """What a concept means beyond its words in a market, and the fact it rests on."""

    market: str
    text: str
    fact: str


class ConceptShape(Shape):
    """A concept with all its languages."""

    id: str
    domain: str
    situation: str
    kind: str
    say: str
    part_of_speech: str
    definition: str
    source: dict[str, str]
    replies: list[str]
    related: list[str]
    notes: list[NoteShape]
    languages: dict[str, LanguageShape]
    url: str


class DomainQuery(BaseModel):
    """``GET /concepts``."""

    domain: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    locale: InterfaceLocale = "en"


class ConceptItem(Shape):
    """A concept in a list."""

    id: str
    kind: str
    situation: str
    terms: dict[str, str]
    url: str


class ConceptList(Shape):
    """The concepts of a domain."""

    domain: str
    concepts: list[ConceptItem]


class LocaleQuery(BaseModel):
    """In which interface language names come."""

    locale: InterfaceLocale = "en"


class MarketShape(Shape):
    """A market."""

    id: str
    name: str
    native_name: str
    summary: str
    minutes: int
    being_written: bool
    """Whether parts of the course are still missing."""
    url: str


class MarketList(Shape):
    """All markets."""

    markets: list[MarketShape]


class LessonItem(Shape):
    """A lesson in a list; its id is ``market/module/lesson``."""

    id: str
    title: str
    lang: str
    minutes: int
    url: str


class MarketDetail(MarketShape):
    """A market with its lessons."""

    languages: list[str]
    reviewed_on: str
    check_before_use: bool
    lessons: list[LessonItem]


class FactShape(Shape):
    """A fact with its source."""

    id: str
    statement: str
    source_title: str
    source_url: str
    as_of: str
    read_on: str
    label: str
    check_before_use: bool


class LessonDetail(LessonItem):
    """A lesson's text, as its author wrote it, and the facts it cites."""

    objectives: list[str]
    in_short: list[str]
    text_lang: str
    """Of sections and text; differs from ``lang`` where only title, objectives and summary are translated."""
    sections: list[dict[str, str]]
    text: str
    facts: list[FactShape]


class PackShape(Shape):
    """An offline pack that is ready; ``url`` never changes its bytes, and ``forms`` are other files of the same."""

    id: str
    title: str
    market: str
    languages: list[str]
    edition: str
    entries: int
    clips: int
    missing_clips: int
    audio_ms: int
    size_bytes: int
    sha256: str
    built_at: str
    url: str
    forms: dict[str, str]


class PackList(Shape):
    """All packs that are ready."""

    packs: list[PackShape]


class ClipQuery(BaseModel):
    """Which recording."""

    speed: Literal["normal", "slow"] = "normal"


class ClipShape(Shape):
    """A recording, or how far it has come."""

    state: str
    url: str | None
    engine: str | None
    voice: str | None
    synthetic: bool
    duration_ms: int | None
    spoken: str


class ProblemShape(Shape):
    """What went wrong (RFC 9457)."""

    title: str
    detail: str
    status: int
    request_id: str
