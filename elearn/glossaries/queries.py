"""Reads for pages and for search; they return frozen values, so that no template can query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from elearn.glossaries.models import Concept, LanguageSection, SearchGap, Suggestion, Term, Termbase
from elearn.glossaries.wordings import LanguageView, pick, views_of
from elearn.kernel.locales import LanguageTag, describe


@dataclass(frozen=True)
class EntrySummary:
    """An entry in a list: the pair, nothing else."""

    id: str
    kind: str
    say: str
    """say, hear or both."""
    source: LanguageView
    target: LanguageView


@dataclass(frozen=True)
class NoteView:
    """What a phrase really means in a market, with the fact it rests on."""

    market: str
    market_name: str
    text: str
    fact_id: str
    source_title: str = ""
    source_url: str = ""
    as_of: str = ""
    label: str = ""
    """primary, secondary, newsletter or unchecked; filled in with the source by the page."""
    language: str = ""
    """What is spoken there first, so that the page can mark what the note quotes."""


@dataclass(frozen=True)
class DomainView:
    """A domain with its number of entries."""

    id: str
    title: str
    entries: int


@dataclass(frozen=True)
class SituationView:
    """The entries of one situation, in the order of the file."""

    id: str
    """The situation as written in the file, in English; shown through the interface catalogue."""
    entries: tuple[EntrySummary, ...]


@dataclass(frozen=True)
class EntryView:
    """A whole entry."""

    id: str
    kind: str
    say: str
    domain: DomainView
    situation: str
    part_of_speech: str
    definition: str
    definition_source_title: str
    definition_source_url: str
    source: LanguageView
    target: LanguageView
    others: tuple[LanguageView, ...]
    """The other eleven languages, in the termbase's order."""
    replies: tuple[EntrySummary, ...]
    """What may come back; for what one hears, what can be said next."""
    answers_to: tuple[EntrySummary, ...]
    """The entries that have this one among their replies."""
    phrases: tuple[EntrySummary, ...]
    """Related phrases, whichever side names the other: for a term, those that use it."""
    terms: tuple[EntrySummary, ...]
    """Related terms, whichever side names the other."""
    notes: tuple[NoteView, ...]
    previous: EntrySummary | None
    next: EntrySummary | None


@dataclass(frozen=True)
class Pair:
    """The language one speaks and the language one speaks to, as content languages."""

    source: LanguageTag
    target: LanguageTag


@dataclass(frozen=True)
class SpokenTerm:
    """What of an entry is to be spoken in a language: input for the audio feature."""

    concept_id: str
    lang: str
    text: str
    reading: str
    speech: str
    priority: int


@dataclass(frozen=True)
class Links:
    """How all published entries hang together; small enough to be kept while the content stays the same."""

    kinds: dict[str, str]
    """Kind by id, in the order of the termbase."""
    replies: dict[str, tuple[str, ...]]
    answers_to: dict[str, tuple[str, ...]]
    related: dict[str, tuple[str, ...]]
    """Both ways: who names and who is named."""
    neighbours: dict[str, tuple[str | None, str | None]]
    """Before and after within the domain."""


@dataclass(frozen=True)
class GapView:
    """A question that nothing answered, and how many people asked it."""

    query: str
    people: int
    last_on: date


@dataclass(frozen=True)
class SuggestionView:
    """A reader's better wording beside ours."""

    id: int
    concept_id: str
    lang: str
    ours: str
    text: str
    reason: str
    at: datetime


PHRASES = ("phrase", "pattern")
"""Kinds that are said as they stand; the others are terms."""

STAGES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "arrange": (("phone-and-mail", ("appointments", "e-mail", "calling", "voicemail")),
                ("fair-and-partnering", ("partnering",))),
    "arrive": (("greetings", ("first contact", "names and titles", "roles")),
               ("fair-and-partnering", ("at the stand", "business cards"))),
    "open": (("meeting", ("opening", "agenda")), ("courtesy", ("small talk", "gifts and hospitality", "apology"))),
    "present": (("meeting", ("presenting",)), ("fair-and-partnering", ("pitch",)),
                ("contract-and-ip", ("confidentiality",))),
    "understand": (("meeting", ("questions",)), ("courtesy", ("understanding", "soft refusal")),
                   ("numbers", ("figures",))),
    "agree": (("negotiation", ("offer", "price", "conditions", "deadlock", "agreement")), ("meeting", ("decisions",))),
    "close": (("meeting", ("closing",)), ("courtesy", ("thanks",)), ("greetings", ("farewell",)),
              ("fair-and-partnering", ("follow-up",))),
}  # fmt: skip
"""The stages of a meeting, and of which domains and situations their phrases come."""


def pair(source: str, target: str) -> Pair:
    """Return a language pair from two content languages."""
    return Pair(describe(source), describe(target))


def links(session: Session) -> Links:
    """Return how all published entries hang together, in one query."""
    columns = (Concept.id, Concept.kind, Concept.termbase_id, Concept.domain, Concept.replies, Concept.related)
    rows = session.execute(sa.select(*columns).where(Concept.is_published).order_by(Concept.position, Concept.id)).all()
    kinds = {row.id: row.kind for row in rows}
    answers_to: dict[str, dict[str, None]] = {}
    related: dict[str, dict[str, None]] = {}
    by_domain: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        by_domain.setdefault((row.termbase_id, row.domain), []).append(row.id)
        for name in row.replies:
            answers_to.setdefault(name, {})[row.id] = None
        for name in row.related:
            related.setdefault(row.id, {})[name] = None
    for row in rows:
        for name in row.related:
            related.setdefault(name, {})[row.id] = None
    neighbours = {
        name: (ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)
        for ids in by_domain.values()
        for at, name in enumerate(ids)
    }
    return Links(
        kinds,
        {row.id: tuple(row.replies) for row in rows},
        {name: tuple(ids) for name, ids in answers_to.items()},
        {name: tuple(ids) for name, ids in related.items()},
        neighbours,
    )


def entry(
    session: Session, concept_id: str, languages: Pair, locale: str, known: Links | None = None
) -> EntryView | None:
    """Return a published entry for a pair, or None where there is none of that id.

    Args:
        known: what ``links`` returns, where the caller keeps it.
    """
    known = known or links(session)
    before, after = known.neighbours.get(concept_id, (None, None))
    replies, answers_to = known.replies.get(concept_id, ()), known.answers_to.get(concept_id, ())
    related = known.related.get(concept_id, ())
    others = _concepts(session, (name for name in (concept_id, *replies, *answers_to, *related, before, after) if name))
    concept = others.get(concept_id)
    if concept is None:
        return None

    def summaries(ids: Iterable[str | None]) -> tuple[EntrySummary, ...]:
        return tuple(_summary(others[name], languages) for name in ids if name in others)

    views = views_of(concept)
    pair_tags = (languages.source.tag, languages.target.tag)
    return EntryView(
        id=concept.id,
        kind=concept.kind,
        say=concept.say,
        domain=_domain_of(session, concept, locale),
        situation=concept.situation,
        part_of_speech=concept.part_of_speech,
        definition=concept.definition,
        definition_source_title=concept.source_title,
        definition_source_url=concept.source_url,
        source=pick(views, languages.source.tag),
        target=pick(views, languages.target.tag),
        others=tuple(view for tag, view in views.items() if tag not in pair_tags),
        replies=summaries(replies),
        answers_to=summaries(answers_to),
        phrases=summaries(name for name in related if known.kinds.get(name) in PHRASES),
        terms=summaries(name for name in related if known.kinds.get(name) not in PHRASES),
        notes=tuple(NoteView(note["market"], "", note["text"], note["fact"]) for note in concept.notes),
        previous=next(iter(summaries([before])), None),
        next=next(iter(summaries([after])), None),
    )


def summaries(session: Session, ids: Iterable[str], languages: Pair) -> tuple[EntrySummary, ...]:
    """Return published entries in the order of their ids; unknown ones are left out."""
    wanted = list(ids)
    found = _concepts(session, wanted)
    return tuple(_summary(found[name], languages) for name in wanted if name in found)


def domains(session: Session, locale: str) -> tuple[DomainView, ...]:
    """Return all domains in order, those without an entry too."""
    query = sa.select(Concept.domain, sa.func.count()).where(Concept.is_published).group_by(Concept.domain)
    counts = {domain: count for domain, count in session.execute(query)}
    return tuple(
        DomainView(item["id"], _in_locale(item["title"], locale), counts.get(item["id"], 0))
        for termbase in session.scalars(sa.select(Termbase).where(Termbase.is_published).order_by(Termbase.id))
        for item in termbase.domains
    )


def domain(session: Session, domain_id: str, locale: str) -> DomainView | None:
    """Return a domain that has entries, or None where there is none of that id."""
    return next((item for item in domains(session, locale) if item.id == domain_id and item.entries), None)


def situations(session: Session, domain: str, languages: Pair) -> tuple[SituationView, ...]:
    """Return a domain's entries by situation, both in the order of the file."""
    query = (
        sa.select(Concept)
        .where(Concept.domain == domain, Concept.is_published)
        .order_by(Concept.position)
        .options(selectinload(Concept.sections).selectinload(LanguageSection.terms))
    )
    found: dict[str, list[EntrySummary]] = {}
    for concept in session.scalars(query):
        found.setdefault(concept.situation, []).append(_summary(concept, languages))
    return tuple(SituationView(name, tuple(entries)) for name, entries in found.items())


def stage(session: Session, name: str, languages: Pair) -> tuple[SituationView, ...]:
    """Return the phrases of a stage of a meeting by situation; terms are left out. Raises KeyError."""
    found: list[SituationView] = []
    for domain, wanted in STAGES[name]:
        parts = {part.id: part for part in situations(session, domain, languages)}
        for situation in wanted:
            part = parts.get(situation, SituationView(situation, ()))
            if entries := tuple(entry for entry in part.entries if entry.kind == "phrase"):
                found.append(SituationView(situation, entries))
    return tuple(found)


def gaps(session: Session) -> tuple[GapView, ...]:
    """Return what was asked for and is missing, the most wanted first."""
    rows = session.scalars(sa.select(SearchGap).order_by(SearchGap.people.desc(), SearchGap.query))
    return tuple(GapView(row.query, row.people, row.last_on) for row in rows)


def suggestions(session: Session) -> tuple[SuggestionView, ...]:
    """Return readers' wordings, the newest first."""
    ours = (
        sa.select(LanguageSection.concept_id, LanguageSection.lang, Term.text.label("ours"))
        .join(Term, Term.section_id == LanguageSection.id)
        .where(Term.position == 0)
        .subquery()
    )
    query = (
        sa.select(Suggestion, ours.c.ours)
        .outerjoin(ours, sa.and_(ours.c.concept_id == Suggestion.concept_id, ours.c.lang == Suggestion.lang))
        .order_by(Suggestion.id.desc())
    )
    return tuple(
        SuggestionView(row.id, row.concept_id, row.lang, text or "", row.text, row.reason, row.at)
        for row, text in session.execute(query)
    )


def must_know_ids(session: Session) -> tuple[str, ...]:
    """Return the ids of the phrases that everyone should know, in the termbase's order."""
    query = sa.select(Concept.id).where(Concept.is_published, Concept.kind == "phrase", Concept.priority == 1)
    return tuple(session.scalars(query.order_by(Concept.position)))


def published_ids(session: Session, without: Collection[str] = ()) -> frozenset[str]:
    """Return the ids of all published concepts, but for those of the termbases ``without``."""
    query = sa.select(Concept.id).where(Concept.is_published, Concept.termbase_id.not_in(without))
    return frozenset(session.scalars(query))


def ids_about_others(session: Session) -> frozenset[str]:
    """Return the ids of the published concepts whose open places do not mean the reader."""
    return frozenset(session.scalars(sa.select(Concept.id).where(Concept.is_published, Concept.slots == "other")))


def all_concepts(session: Session, domain: str = "") -> Iterator[Concept]:
    """Yield every published concept, or those of one domain, with sections and terms, in order."""
    query = (
        sa.select(Concept)
        .where(Concept.is_published, Concept.domain == domain if domain else sa.true())
        .order_by(Concept.position, Concept.id)
        .options(selectinload(Concept.sections).selectinload(LanguageSection.terms))
    )
    yield from session.scalars(query)


def spoken_terms(session: Session) -> Iterator[SpokenTerm]:
    """Yield what is to be spoken: the preferred wording of every entry in every language."""
    query = (
        sa.select(Concept.id, LanguageSection.lang, Term.text, Term.reading, Term.speech, Concept.priority)
        .join(LanguageSection, LanguageSection.concept_id == Concept.id)
        .join(Term, Term.section_id == LanguageSection.id)
        .where(Concept.is_published, Term.position == 0)
        .order_by(Concept.priority, Concept.position, LanguageSection.position)
    )
    for row in session.execute(query):
        yield SpokenTerm(*row)


def _concepts(session: Session, ids: Iterable[str]) -> dict[str, Concept]:
    query = (
        sa.select(Concept)
        .where(Concept.id.in_(set(ids)), Concept.is_published)
        .options(selectinload(Concept.sections).selectinload(LanguageSection.terms))
    )
    return {concept.id: concept for concept in session.scalars(query)}


def _domain_of(session: Session, concept: Concept, locale: str) -> DomainView:
    """Return the domain of an entry; how many entries it has is not counted."""
    named = session.get_one(Termbase, concept.termbase_id).domains
    titles = {item["id"]: item["title"] for item in named}
    return DomainView(concept.domain, _in_locale(titles.get(concept.domain, {"en": concept.domain}), locale), 0)


def _summary(concept: Concept, languages: Pair) -> EntrySummary:
    views = views_of(concept)
    source, target = pick(views, languages.source.tag), pick(views, languages.target.tag)
    return EntrySummary(concept.id, concept.kind, concept.say, source, target)


def _in_locale(texts: dict[str, str], locale: str) -> str:
    return texts.get(locale) or texts["en"]
