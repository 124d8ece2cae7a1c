"""Turns what is published into documents to be found: entries and lessons, chapters and interviews among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from elearn.content.lesson import LessonDocument
from elearn.courses import queries as courses
from elearn.courses.library import market_of
from elearn.glossaries.models import Concept, LanguageSection, Term
from elearn.kernel.locales import content_language
from elearn.search.models import Form, SearchDocument

VERSION = 3
"""Counts up when documents or analysis change, so that every index is rebuilt."""
PRIORITY_OF_LESSONS = 2


def documents(session: Session, known: Mapping[str, LessonDocument] | None = None) -> Iterator[SearchDocument]:
    """Yield a document for each published entry and for each published lesson.

    Args:
        known: lesson texts that are parsed already, by their digest; others are parsed again.
    """
    concepts = session.scalars(
        sa.select(Concept).where(Concept.is_published).order_by(Concept.position, Concept.id)
    ).all()
    # Rows and not objects: there are fifty of them for each entry.
    wordings = session.execute(
        sa.select(LanguageSection.concept_id, LanguageSection.lang, *_OF_A_TERM)
        .join(Term, Term.section_id == LanguageSection.id)
        .order_by(LanguageSection.concept_id, LanguageSection.position, Term.position)
    )
    by_concept: dict[str, list[Sequence[str]]] = {
        name: list(rows) for name, rows in groupby(wordings, key=itemgetter(0))
    }
    for concept in concepts:
        yield _entry(concept, by_concept.get(concept.id, ()))
    yield from _lessons(session, known or {})


_OF_A_TERM = (Term.text, Term.usage_status, Term.reading, Term.romanisation)


def _entry(concept: Concept, wordings: Iterable[Sequence[str]]) -> SearchDocument:
    forms: list[Form] = []
    titles: dict[str, str] = {}
    for _, lang, text, usage_status, reading, romanisation in wordings:
        titles.setdefault(lang, text)
        forms.append(Form(lang, "text" if usage_status == "preferred" else "alternative", text))
        if reading:
            forms.append(Form(lang, "reading", reading))
        if romanisation:
            forms.append(Form(lang, "romanisation", romanisation))
    if concept.definition:
        forms.append(Form("en", "definition", concept.definition))
    return SearchDocument(
        id=concept.id,
        type="entry",
        path=f"phrases/entry/{concept.id}/",
        titles=titles,
        forms=tuple(forms),
        kind=concept.kind,
        domain=concept.domain,
        markets=tuple(concept.markets),
        priority=concept.priority,
    )


def _lessons(session: Session, known: Mapping[str, LessonDocument]) -> Iterator[SearchDocument]:
    found: dict[str, SearchDocument] = {}
    for market, module, lesson, text, document in courses.lesson_texts(session, known):
        name = f"{market.id}/{module.slug}/{lesson.slug}"
        lang = content_language(text.lang)
        forms = [Form(lang, "title", text.title)]
        forms += [
            Form(content_language(tag), "title", f"{title}: {module.title.get(tag, '')}")
            for tag, title in market.name.items()
        ]
        forms += [Form(lang, "heading", section.title) for section in document.sections]
        forms.append(Form(lang, "body", document.plain_text))
        before = found.get(name)
        found[name] = SearchDocument(
            id=name,
            type="lesson",
            path=courses.lesson_path(market.id, module.slug, lesson.slug),
            titles={**(before.titles if before else {}), lang: text.title},
            forms=(*(before.forms if before else ()), *forms),
            markets=market_of(market, lesson),
            priority=PRIORITY_OF_LESSONS,
        )
    yield from found.values()
