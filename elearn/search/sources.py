"""Turns what is published into documents to be found: entries and lessons, chapters and interviews among them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from elearn.courses import queries as courses
from elearn.courses.library import market_of
from elearn.glossaries import queries as glossaries
from elearn.glossaries.models import Concept
from elearn.kernel.locales import content_language
from elearn.search.models import Form, SearchDocument

VERSION = 3
"""Counts up when documents or analysis change, so that every index is rebuilt."""
PRIORITY_OF_LESSONS = 2


def documents(session: Session) -> Iterator[SearchDocument]:
    """Yield a document for each published entry and for each published lesson."""
    for concept in glossaries.all_concepts(session):
        yield _entry(concept)
    yield from _lessons(session)


def _entry(concept: Concept) -> SearchDocument:
    forms: list[Form] = []
    titles: dict[str, str] = {}
    for section in concept.sections:
        for term in section.terms:
            titles.setdefault(section.lang, term.text)
            is_main = term.usage_status == "preferred"
            forms.append(Form(section.lang, "text" if is_main else "alternative", term.text))
            if term.reading:
                forms.append(Form(section.lang, "reading", term.reading))
            if term.romanisation:
                forms.append(Form(section.lang, "romanisation", term.romanisation))
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


def _lessons(session: Session) -> Iterator[SearchDocument]:
    found: dict[str, SearchDocument] = {}
    for market, module, lesson, text, document in courses.lesson_texts(session):
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
