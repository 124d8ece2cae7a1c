"""What goes into the index and what comes out of it. Frozen values, no database, no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FormKind = Literal["text", "alternative", "reading", "romanisation", "title", "heading", "definition", "body"]
DocumentType = Literal["entry", "lesson"]


@dataclass(frozen=True)
class Form:
    """One wording under which a document can be found."""

    lang: str
    """BCP 47 tag of the wording's language."""
    kind: FormKind
    text: str


@dataclass(frozen=True)
class SearchDocument:
    """Something that can be found, with all that a result list shows of it."""

    id: str
    """Stable: the concept's id, or ``market/module/lesson``."""
    type: DocumentType
    path: str
    """Address below the locale: ``phrases/entry/fair-business-card/``."""
    titles: Mapping[str, str]
    """What a result shows, by language tag: the term's text, the lesson's title."""
    forms: tuple[Form, ...]
    kind: str = ""
    """phrase, term, abbreviation or pattern; empty for lessons."""
    domain: str = ""
    markets: tuple[str, ...] = ()
    priority: int = 3
    """1 must know, 2 should know, 3 good to know: breaks ties."""


@dataclass(frozen=True)
class SearchRequest:
    """A question as it came in. ``source`` and ``target`` are the language pair, preferred, not required."""

    query: str
    source: str = ""
    target: str = ""
    type: str = ""
    kind: str = ""
    domain: str = ""
    market: str = ""
    heard_in: str = ""
    """A content language: look in its wordings, readings and romanisations only."""
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True)
class Match:
    """Why a document was found."""

    lang: str
    form: FormKind
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """Character ranges of ``text`` to highlight, in order, not overlapping."""


@dataclass(frozen=True)
class SearchHit:
    """A found document, best form first."""

    id: str
    type: DocumentType
    path: str
    titles: Mapping[str, str]
    matched: Match
    score: float
    kind: str = ""
    domain: str = ""
    markets: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchResults:
    """The answer: a page of hits and how many there are by filter value."""

    query: str
    total: int
    hits: tuple[SearchHit, ...]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """``{"type": {"entry": 3}, "domain": {…}, "kind": {…}, "market": {…}}``, over all hits."""
    is_cut: bool = False
    """Whether more rows answer than are looked at, so that total and counts are the least there are."""
    nearest: tuple[SearchHit, ...] = ()
    """Where nothing was found: the closest documents, offered as such."""
