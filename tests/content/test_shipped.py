"""The content that we ship: whole, in all languages, and without a problem."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from elearn.authoring.services import check, read_units
from elearn.content.folder import ContentTree
from elearn.content.lesson import Tree
from elearn.kernel.config import PROJECT_ROOT
from elearn.kernel.locales import CONTENT_LANGUAGES, INTERFACE_LOCALES

MARKETS = ("australia", "brazil", "china", "india", "japan", "middle-east", "south-korea", "usa")


@cache
def tree() -> ContentTree:
    return check(read_units(PROJECT_ROOT))


def test_nothing_shipped_has_a_problem() -> None:
    assert list(tree().report) == []


def test_all_eight_markets_are_there() -> None:
    assert set(MARKETS) <= {market.course.id for market in tree().markets.values()}


@pytest.mark.parametrize("market", MARKETS)
def test_an_overview_has_all_that_a_reader_was_promised(market: str) -> None:
    document = tree().markets[f"courses/{market}"]
    lesson = document.modules[0].lessons["overview"]["en"].document
    assert 850 <= lesson.words <= 1150
    assert [s.id for s in lesson.sections] == ["picture", "numbers", "do-first", "mistakes", "way-in", "quiz"]
    assert len(lesson.figures) == 5
    assert len(lesson.quiz_items) >= 5
    assert sum(item.level != "recall" for item in lesson.quiz_items) >= 3
    assert any(isinstance(block, Tree) for block in lesson.blocks())
    assert len(lesson.term_ids) >= 7
    assert len(document.course.starter) == 10
    for texts in (document.course.name, document.course.summary, document.modules[0].file.title):
        assert set(texts) == set(INTERFACE_LOCALES)


def test_every_chapter_of_the_handbook_has_its_parts() -> None:
    chapters = tree().markets["courses/handbook"].modules[0].lessons
    assert len(chapters) == 19
    for name, texts in chapters.items():
        document = texts["en"].document
        kinds = [block.kind for block in document.blocks()]
        assert {"checklist", "worksheet"} <= set(kinds), name
        assert len(document.lesson_ids) >= 3, name


def test_every_market_has_a_briefing_and_no_piece_lacks_its_format() -> None:
    interviews, stories = tree().markets["courses/interviews"].modules
    formats = {name: texts["en"].document.head.format for name, texts in interviews.lessons.items()}  # type: ignore[attr-defined]
    assert {name for name, kind in formats.items() if kind == "briefing"} == {
        f"briefing-{market}" for market in MARKETS
    }
    assert set(stories.lessons) == {"mind-the-byte", "leukocare", "medigene"}


def test_the_right_answer_of_a_quiz_is_not_always_in_the_same_place() -> None:
    places = [
        next(place for place, option in enumerate(item.options) if option.correct)
        for document in (tree().markets[f"courses/{market}"] for market in MARKETS)
        for item in document.modules[0].lessons["overview"]["en"].document.quiz_items
    ]
    assert all(places.count(place) < len(places) / 2 for place in set(places))


def test_twelve_hundred_entries_stand_in_all_thirteen_languages() -> None:
    concepts = tree().termbases["glossaries/easyspeak"].concepts
    assert len(concepts) >= 1200
    missing = [(concept.id, lang) for concept in concepts for lang in CONTENT_LANGUAGES if lang not in concept.terms]
    assert missing == []


def test_every_question_has_an_answer_that_one_may_hear() -> None:
    concepts = {concept.id: concept for concept in tree().termbases["glossaries/easyspeak"].concepts}
    questions = [concept for concept in concepts.values() if concept.terms["en"].text.endswith("?")]
    assert [question.id for question in questions if not question.replies] == []
    said = [reply for question in questions for reply in question.replies if concepts[reply].say == "say"]
    assert said == []


def test_names_of_domains_stand_in_all_interface_languages() -> None:
    for domain in tree().termbases["glossaries/easyspeak"].file.domains:
        assert set(domain.title) == set(INTERFACE_LOCALES)


def test_every_question_has_three_to_six_answers() -> None:
    concepts = tree().termbases["glossaries/easyspeak"].concepts
    asked = [concept for concept in concepts if concept.kind == "phrase" and "?" in concept.terms["en"].text]
    assert [concept.id for concept in asked if not 3 <= len(concept.replies) <= 6] == []


def test_every_term_is_used_by_a_phrase() -> None:
    concepts = {concept.id: concept for concept in tree().termbases["glossaries/easyspeak"].concepts}
    linked: dict[str, set[str]] = {name: set(concept.related) for name, concept in concepts.items()}
    for name, concept in concepts.items():
        for other in concept.related:
            linked[other].add(name)
    loose = [
        name
        for name, concept in concepts.items()
        if concept.kind != "phrase" and not any(concepts[other].kind == "phrase" for other in linked[name])
    ]
    assert loose == []


def test_every_market_has_ten_phrases_whose_hidden_meaning_is_explained() -> None:
    concepts = tree().termbases["glossaries/easyspeak"].concepts
    counted = Counter(note.market for concept in concepts if concept.kind == "phrase" for note in concept.notes)
    assert {market: count for market, count in counted.items() if count < 10} == {}
    assert len(counted) == 8


def test_whose_details_each_open_place_means_was_decided() -> None:
    lines = (Path(__file__).parent / "whose_details.txt").read_text(encoding="utf-8").splitlines()
    decided = {tuple(line.split("\t")) for line in lines if not line.startswith("#")}
    concepts = tree().termbases["glossaries/easyspeak"].concepts
    shipped = {
        (concept.slots, concept.id, concept.terms["en"].text)
        for concept in concepts
        if any("{" in wording.text for terms in concept.terms.values() for _, wording in terms.wordings())
    }
    assert shipped == decided
