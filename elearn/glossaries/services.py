"""Verbs that change glossaries. They take a session and flush; the entry point commits."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from elearn.content.folding import fold
from elearn.content.termbases import ConceptFile, LanguageTerms, TermbaseDocument, Wording
from elearn.glossaries.models import Concept, LanguageSection, SearchGap, Suggestion, Term, Termbase
from elearn.storage.sync import put

PEOPLE_TO_COUNT = 3
"""A question asked by fewer is nobody's business."""
MOST_GAPS = 5_000
LONGEST_GAP = 80
MOST_SUGGESTIONS = 5_000
MOST_SUGGESTIONS_HERE = 20
"""Of one entry in one language."""
MOST_TEXTS = 2_000
MOST_PEOPLE = 200
_CHUNK = 200
"""Entries whose wordings are written at once; PostgreSQL and SQLite both bound a statement's parameters."""
_NOTHING_LOADED = {"synchronize_session": False}
"""No object of the session stands for the rows that a statement changes."""
_MAY_BE_PERSONAL = re.compile(r"@|[(\[{]\s*at\s*[)\]}]|\d{4}|https?:|www\.|\w\.\w{2,}(?:[/:?#]|\s|$)", re.IGNORECASE)
"""Addresses, telephone numbers and the like are never written down."""
_MOST_DIGITS = 5


def gap_text(query: str) -> str:
    """Return a question as it is counted, folded, or nothing where it must not be."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", query) if unicodedata.category(char) != "Cf")
    if _MAY_BE_PERSONAL.search(plain) or len(re.findall(r"\d", plain)) > _MOST_DIGITS:
        return ""  # digits in total, for a number may be written with any marks between
    text = fold(plain)[:LONGEST_GAP].strip()
    return text if len(text) > 1 else ""


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


def drop_gaps(session: Session, queries: Sequence[str]) -> None:
    """Delete what was asked for and is there by now, or never will be."""
    session.execute(sa.delete(SearchGap).where(SearchGap.query.in_(queries)))
    session.flush()


def _count(session: Session, table: type[SearchGap] | type[Suggestion], **where: str) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).filter_by(**where)) or 0


class Askers:
    """Who of today's visitors has asked what; tells whether a question was asked by one more person.

    A person is only compared, within a day and within this process, through a keyed digest whose key is drawn anew
    every day and kept nowhere; nothing of it is written down. Source: SECURITY.md, D26.
    """

    def __init__(self, enough: int = PEOPLE_TO_COUNT) -> None:
        """
        Args:
            enough: so many different people must ask before a question counts.
        """
        self._enough = enough
        self._lock = threading.Lock()
        self._day: date | None = None
        self._key = b""
        self._asked: OrderedDict[str, set[bytes]] = OrderedDict()

    def count(self, text: str, person: str, today: date) -> bool:
        """Count a person; return True for the last of ``enough`` and for each new one after."""
        with self._lock:
            if today != self._day:
                self._day, self._key = today, secrets.token_bytes(32)
                self._asked.clear()
            people = self._asked.setdefault(text, set())
            self._asked.move_to_end(text)
            if len(self._asked) > MOST_TEXTS:
                self._asked.popitem(last=False)
            digest = hashlib.blake2b(f"{text}\0{person}".encode(), key=self._key, digest_size=8).digest()
            if digest in people or len(people) >= MOST_PEOPLE:
                return False
            people.add(digest)
            return len(people) >= self._enough


def suggest_wording(session: Session, concept_id: str, lang: str, text: str, reason: str) -> bool:
    """Keep a reader's better wording for a terminologist; return whether there was room for it.

    The same words are kept once. Concept and language must exist.
    """
    same = sa.select(Suggestion.id).filter_by(concept_id=concept_id, lang=lang, text=text)
    if session.scalar(same) is not None:
        return True
    is_full_here = _count(session, Suggestion, concept_id=concept_id, lang=lang) >= MOST_SUGGESTIONS_HERE
    if is_full_here or _count(session, Suggestion) >= MOST_SUGGESTIONS:
        return False
    session.add(Suggestion(concept_id=concept_id, lang=lang, text=text, reason=reason, at=datetime.now(UTC)))
    session.flush()
    return True


def drop_suggestions(session: Session, ids: Sequence[int]) -> None:
    """Delete readers' wordings that were taken over or turned down."""
    session.execute(sa.delete(Suggestion).where(Suggestion.id.in_(ids)))
    session.flush()


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
    query = sa.select(Concept)
    is_ours = sa.or_(Concept.termbase_id == file.id, Concept.is_published.is_(False))  # a withdrawn id may come back
    rows = {row.id: row for row in session.scalars(query.where(is_ours))}
    languages = list(file.languages)
    changed = [
        concept
        for position, concept in enumerate(document.concepts)
        if _publish_concept(session, rows.pop(concept.id, None), file.id, position, concept, languages)
    ]
    session.flush()
    _replace_sections(session, changed, languages)
    for gone in rows.values():
        if gone.is_published and gone.termbase_id == file.id:
            gone.is_published = False
    session.flush()


def _publish_concept(
    session: Session, row: Concept | None, termbase_id: str, position: int, concept: ConceptFile, languages: list[str]
) -> bool:
    """Make a concept's own row equal to its entry; tell whether its wordings are others."""
    content = json.dumps([languages, concept.model_dump(mode="json")], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    if row is not None and (row.digest, row.position, row.is_published, row.termbase_id) == (
        digest, position, True, termbase_id,
    ):  # fmt: skip
        return False
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
    put(row, Concept, session, {"id": concept.id}, values)
    return not is_same_text


def _replace_sections(session: Session, concepts: Sequence[ConceptFile], languages: list[str]) -> None:
    """Write the wordings of concepts anew, as rows and not as objects: a first publish writes 60,000 of them."""
    for start in range(0, len(concepts), _CHUNK):
        some = concepts[start : start + _CHUNK]
        ours = LanguageSection.concept_id.in_([concept.id for concept in some])
        old = sa.select(LanguageSection.id).where(ours)
        session.execute(sa.delete(Term).where(Term.section_id.in_(old)), execution_options=_NOTHING_LOADED)
        session.execute(sa.delete(LanguageSection).where(ours), execution_options=_NOTHING_LOADED)
        sections = [
            (concept, position, lang)
            for concept in some
            for position, lang in enumerate(sorted(concept.terms, key=languages.index))
        ]
        insert = sa.insert(LanguageSection).returning(LanguageSection.id, sort_by_parameter_order=True)
        ids = session.scalars(insert, [_section(*section) for section in sections]).all()
        session.execute(
            sa.insert(Term),
            [
                {"section_id": section_id, "position": position, **_term(wording, more)}
                for section_id, (concept, _, lang) in zip(ids, sections, strict=True)
                for position, (wording, more) in enumerate(_wordings(concept.terms[lang], concept.kind))
            ],
        )


def _section(concept: ConceptFile, position: int, lang: str) -> dict[str, Any]:
    terms = concept.terms[lang]
    return {
        "concept_id": concept.id,
        "position": position,
        "lang": lang,
        "status": terms.status,
        "note": terms.note,
        "is_official": terms.official,
    }


def _wordings(terms: LanguageTerms, kind: str) -> Iterator[tuple[Wording, dict[str, str]]]:
    register = terms.register_ or ("formal" if kind == "phrase" else "")
    yield terms, {"usage_status": "preferred", "register": register}
    if terms.neutral:
        yield terms.neutral, {"usage_status": "preferred", "register": "neutral"}
    for variant in terms.variants:
        yield variant, {"usage_status": "preferred", "register": register, "used_when": variant.when}
    for alternative in terms.alternatives:
        yield alternative, {"usage_status": "admitted", "region": alternative.region}


def _term(wording: Wording, more: dict[str, str]) -> dict[str, str]:
    return {
        "text": wording.text,
        "reading": wording.reading,
        "romanisation": wording.romanisation,
        "speech": wording.speech,
        "register": "",
        "used_when": "",
        "region": "",
        **more,
    }


def withdraw_termbase(session: Session, termbase_id: str) -> None:
    """Take a termbase and its concepts off the site; rows stay."""
    row = session.get(Termbase, termbase_id)
    if row is not None:
        row.is_published = False
        for concept in session.scalars(sa.select(Concept).where(Concept.termbase_id == termbase_id)):
            concept.is_published = False
    session.flush()
