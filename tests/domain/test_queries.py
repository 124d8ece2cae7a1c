"""What pages are given: frozen, complete, in the reader's language, with few questions to the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from elearn.courses import queries as courses
from elearn.glossaries import queries as glossaries
from tests.support.counting import count_queries

TODAY = date(2026, 11, 23)


def test_an_entry_shows_the_pair_on_top_and_the_eleven_others_below(read: Session) -> None:
    view = glossaries.entry(read, "fair-business-card", glossaries.pair("fr", "ko"), "de")
    assert view is not None
    assert (view.source.language.tag, view.target.language.tag) == ("fr", "ko")
    assert view.target.main.romanisation
    assert len(view.others) == 11
    assert view.domain.title == "Fachmessen und Partnersuche" or view.domain.title


def test_a_question_brings_its_answers(read: Session) -> None:
    view = glossaries.entry(read, "fair-business-card-exchange", glossaries.pair("en", "ja"), "en")
    assert view is not None
    assert len(view.replies) >= 2


@pytest.mark.parametrize("concept_id", ["fair-business-card", "fair-business-card-exchange", "greetings-good-morning"])
def test_an_entry_asks_the_database_few_questions(read: Session, concept_id: str) -> None:
    with count_queries() as asked:
        glossaries.entry(read, concept_id, glossaries.pair("en", "ja"), "en")
    assert len(asked) <= 10


def test_a_lesson_comes_in_english_where_there_is_no_other(read: Session) -> None:
    view = courses.lesson(read, "japan", "overview", "overview", "ko", TODAY)
    assert view is not None
    assert (view.card.title.language.tag, view.language.tag) == ("en", "en")
    assert view.market.name == "일본"
    assert [fact.number for fact in view.facts] == list(range(1, len(view.facts) + 1))


def test_four_hundred_days_later_more_statements_want_a_check(read: Session) -> None:
    now = courses.lesson(read, "japan", "overview", "overview", "en", TODAY)
    later = courses.lesson(read, "japan", "overview", "overview", "en", TODAY + timedelta(days=400))
    much_later = courses.lesson(read, "japan", "overview", "overview", "en", TODAY + timedelta(days=4000))
    assert now is not None
    assert later is not None
    assert much_later is not None
    assert now.stale_facts < later.stale_facts < much_later.stale_facts == len(much_later.facts)
    assert later.needs_check


def test_a_statement_from_memory_is_labelled(read: Session) -> None:
    labels = {fact.label for fact in courses.facts(read, "japan", TODAY).values()}
    assert "unchecked" in labels
    assert labels <= {"primary", "secondary", "newsletter", "unchecked"}


def test_unknown_things_are_none(read: Session) -> None:
    assert courses.market(read, "atlantis", "en", TODAY) is None
    assert courses.lesson(read, "japan", "overview", "other", "en", TODAY) is None
    assert glossaries.entry(read, "nothing", glossaries.pair("en", "ja"), "en") is None
