"""Verbs that change glossaries. They take a session and flush; the entry point commits."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from elearn.content.termbases import ConceptFile, LanguageTerms, TermbaseDocument, Wording
from elearn.glossaries.models import Concept, LanguageSection, SearchGap, Suggestion, Term, Termbase
from elearn.storage.sync import put

PEOPLE_TO_COUNT = 3
"""A question asked by fewer is nobody's business."""
MOST_GAPS = 5_000
MOST_SUGGESTIONS = 5_000
_MAY_BE_PERSONAL = re.compile(r"@|\d{4}|https?:|www\.")
"""Addresses, telephone numbers and the like are never written down."""


def gap_text(query: str) -> str:
    """Return a question as it is counted, or nothing where it must not be."""
    text = " ".join(query.casefold().split())[:80]
    return "" if len(text) < 2 or _MAY_BE_PERSONAL.search(text) else text


def note_gap(session: Session, text: str, today: date) -> None:
    """Write down that one more person, after the first two, asked something that nothing answers.

    Args:
        session: inside a write transaction.
        text: as ``gap_text`` returns it.
        today: the day it was asked last.
    """
    row = session.get(SearchGap, text, with_for_update=True)
    if row is not None:
        row.people, row.last_on = row.people + 1, today
    elif _count(session, SearchGap) < MOST_GAPS:
        session.add(SearchGap(query=text, people=PEOPLE_TO_COUNT, last_on=today))
    session.flush()


def _count(session: Session, table: type[SearchGap] | type[Suggestion]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def suggest_wording(session: Session, concept_id: str, lang: str, text: str, reason: str) -> bool:
    """Keep a reader's better wording for a terminologist; return whether there was room for it.

    The same words are kept once. Concept and language must exist.
    """
    same = sa.select(Suggestion.id).filter_by(concept_id=concept_id, lang=lang, text=text)
    if session.scalar(same) is not None:
        return True
    if _count(session, Suggestion) >= MOST_SUGGESTIONS:
        return False
    session.add(Suggestion(concept_id=concept_id, lang=lang, text=text, reason=reason, at=datetime.now(UTC)))
    session.flush()
    return True


def publish_termbase(session: Session, document: TermbaseDocument) -> None:
    """Make the rows of a termbase equal to its document; concepts gone from the files are withdrawn, not erased."""
    file = document.file
    values = {
        "title": dict(file.title),
        "languages": list(file.languages),
        "domains": [{"id": domain.id, "title": dict(domain.title)} for domain in file.domains],
        "is_published": True,
    }
    put(session.get(Termbase, file.id), Termbase, session, {"id": file.id}, values)
    session.flush()
    query = sa.select(Concept).options(selectinload(Concept.sections))
    is_ours = sa.or_(Concept.termbase_id == file.id, Concept.is_published.is_(False))  # a withdrawn id may come back
    rows = {row.id: row for row in session.scalars(query.where(is_ours))}
    for position, concept in enumerate(document.concepts):
        _publish_concept(session, rows.pop(concept.id, None), file.id, position, concept, list(file.languages))
    for gone in rows.values():
        if gone.is_published and gone.termbase_id == file.id:
            gone.is_published = False
    session.flush()


def _publish_concept(
    session: Session, row: Concept | None, termbase_id: str, position: int, concept: ConceptFile, languages: list[str]
) -> None:
    content = json.dumps([languages, concept.model_dump(mode="json")], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    if row is not None and (row.digest, row.position, row.is_published, row.termbase_id) == (
        digest, position, True, termbase_id,
    ):  # fmt: skip
        return
    values = {
        "termbase_id": termbase_id,
        "position": position,
        "domain": concept.domain,
        "situation": concept.situation,
        "kind": concept.kind,
        "say": concept.say,
        "priority": concept.priority,
        "part_of_speech": concept.part_of_speech,
        "definition": concept.definition,
        "source_title": concept.source.title if concept.source else "",
        "source_url": concept.source.url if concept.source else "",
        "replies": list(concept.replies),
        "related": list(concept.related),
        "markets": list(concept.markets),
        "slots": concept.slots,
        "notes": [note.model_dump() for note in concept.notes],
        "digest": digest,
        "is_published": True,
    }
    is_same_text = row is not None and row.digest == digest
    row = put(row, Concept, session, {"id": concept.id}, values)
    if not is_same_text:
        row.sections.clear()
        session.flush()  # frees the unique (concept, language) before the new sections come
        row.sections.extend(
            _section(position, lang, concept.terms[lang], concept.kind)
            for position, lang in enumerate(sorted(concept.terms, key=languages.index))
        )


def _section(position: int, lang: str, terms: LanguageTerms, kind: str) -> LanguageSection:
    rows = [_term(place, wording, more) for place, (wording, more) in enumerate(_wordings(terms, kind))]
    return LanguageSection(
        position=position, lang=lang, status=terms.status, note=terms.note, is_official=terms.official, terms=rows
    )


def _wordings(terms: LanguageTerms, kind: str) -> Iterator[tuple[Wording, dict[str, str]]]:
    register = terms.register_ or ("formal" if kind == "phrase" else "")
    yield terms, {"usage_status": "preferred", "register": register}
    if terms.neutral:
        yield terms.neutral, {"usage_status": "preferred", "register": "neutral"}
    for variant in terms.variants:
        yield variant, {"usage_status": "preferred", "register": register, "used_when": variant.when}
    for alternative in terms.alternatives:
        yield alternative, {"usage_status": "admitted", "region": alternative.region}


def _term(position: int, wording: Wording, more: dict[str, str]) -> Term:
    values = {"register": "", "used_when": "", "region": "", **more}
    return Term(
        position=position,
        text=wording.text,
        reading=wording.reading,
        romanisation=wording.romanisation,
        speech=wording.speech,
        **values,
    )


def withdraw_termbase(session: Session, termbase_id: str) -> None:
    """Take a termbase and its concepts off the site; rows stay."""
    row = session.get(Termbase, termbase_id)
    if row is not None:
        row.is_published = False
        for concept in session.scalars(sa.select(Concept).where(Concept.termbase_id == termbase_id)):
            concept.is_published = False
    session.flush()
