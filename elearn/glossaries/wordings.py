"""How an entry is said in a language: its wordings with readings, ready to show."""

from __future__ import annotations

from dataclasses import dataclass

from elearn.glossaries.models import Concept, LanguageSection, Term
from elearn.kernel.locales import LanguageTag, describe


@dataclass(frozen=True)
class Wording:
    """One way to say it, ready to show: script, reading, meaning of the form."""

    text: str
    reading: str = ""
    """Kana, pinyin or vowelled Arabic."""
    romanisation: str = ""
    """Latin letters."""
    register: str = ""
    """formal, neutral, plain, or empty for terms."""
    when: str = ""
    """speaker-feminine, listener-feminine, listener-plural, or empty."""
    region: str = ""
    is_own: bool = False
    """Its open places mean the reader's own details."""


@dataclass(frozen=True)
class LanguageView:
    """An entry in one language."""

    language: LanguageTag
    """``.tag``, ``.direction``, ``.script``."""
    main: Wording
    neutral: Wording | None
    variants: tuple[Wording, ...]
    alternatives: tuple[Wording, ...]
    status: str
    """draft, machine-checked or native-reviewed."""
    note: str
    is_official: bool


def pick(views: dict[str, LanguageView], tag: str) -> LanguageView:
    """Return the view in a language; English, which every entry has, where it is missing."""
    return views.get(tag) or views["en"]


def views_of(concept: Concept) -> dict[str, LanguageView]:
    """Return an entry by language, as far as its sections are loaded."""
    is_own = concept.slots == "own"
    return {section.lang: _view(section, is_own) for section in concept.sections}


def _view(section: LanguageSection, is_own: bool) -> LanguageView:
    main, *rest = [(term, _wording(term, is_own)) for term in section.terms]
    preferred = [(term, wording) for term, wording in rest if term.usage_status == "preferred"]
    neutral = next((wording for term, wording in preferred if term.register == "neutral"), None)
    return LanguageView(
        language=describe(section.lang),
        main=main[1],
        neutral=neutral,
        variants=tuple(wording for term, wording in preferred if term.used_when),
        alternatives=tuple(wording for term, wording in rest if term.usage_status == "admitted"),
        status=section.status,
        note=section.note,
        is_official=section.is_official,
    )


def _wording(term: Term, is_own: bool) -> Wording:
    return Wording(term.text, term.reading, term.romanisation, term.register, term.used_when, term.region, is_own)
