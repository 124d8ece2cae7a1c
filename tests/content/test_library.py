"""Handbook and library: what is right is read, each planted fault gives its code and line, and facts come from markets."""

from __future__ import annotations

import pytest

from elearn.content.folder import Known, Unit, parse_units
from elearn.content.lesson import PieceHead
from elearn.content.worksheet import Worksheet
from tests.support.content import (
    CHAPTER_PATH,
    HANDBOOK_FILES,
    LIBRARY_FILES,
    MARKET_FILES,
    TERMBASE_FILES,
    as_bytes,
    broken,
)

OTHERS = [Unit("courses/canada", as_bytes(MARKET_FILES)), Unit("glossaries/small", as_bytes(TERMBASE_FILES))]
Found = list[tuple[str, int, str]]


def check(unit: Unit, *others: Unit, known: Known | None = None) -> Found:
    tree = parse_units([unit, *others], known)
    return [(problem.path.removeprefix(f"{unit.path}/"), problem.line, problem.code) for problem in tree.report]


def handbook(name: str = CHAPTER_PATH, before: str = "", after: str = "") -> Unit:
    return Unit("courses/handbook", broken(HANDBOOK_FILES, name, before, after))


def library(before: str = "", after: str = "") -> Unit:
    return Unit("courses/interviews", broken(LIBRARY_FILES, CHAPTER_PATH, before, after))


def test_a_right_handbook_and_library_are_read_with_facts_and_lessons_of_markets() -> None:
    tree = parse_units([handbook(), library(), *OTHERS])
    assert list(tree.report) == []
    chapter = tree.markets["courses/handbook"].modules[0].lessons["ready"]["en"].document
    assert chapter.lesson_ids == ("canada/overview/overview",)
    grid, form = [block for block in chapter.blocks() if isinstance(block, Worksheet)]
    assert [row.id for row in grid.rows] == ["need"]
    assert form.fields[1].options == ("Fully", "In part")
    head = tree.markets["courses/interviews"].modules[0].lessons["ready"]["en"].document.head
    assert isinstance(head, PieceHead)
    assert (head.format, head.objectives) == ("interview-original", ())


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "code"),
    [
        (CHAPTER_PATH, "CAD 344.0", "CAD 345.0", 10, "number-not-in-fact"),
        (CHAPTER_PATH, "[CAD 344.0 billion](fact:CA-001) (as of 2023)", "CAD 5", 10, "number-without-fact"),
        (CHAPTER_PATH, "fact:CA-001", "fact:CA-404", 10, "fact-unknown"),
        (CHAPTER_PATH, "canada/overview/overview", "canada/overview/other", 10, "lesson-unknown"),
        (CHAPTER_PATH, "lesson:canada/overview/overview", "lesson:canada", 10, "lesson-unknown"),
        (CHAPTER_PATH, "title: Score", "titel: Score", 14, "key-unknown"),
        (CHAPTER_PATH, "columns:\n- {id: first, label: First market}\n", "", 13, "value-wrong"),
        (CHAPTER_PATH, "kind: date", "kind: moment", 25, "value-wrong"),
        (CHAPTER_PATH, ", options: [Fully, In part]", "", 26, "value-wrong"),
        (CHAPTER_PATH, "id: form", "id: grid", 0, "worksheet-id-double"),
        (CHAPTER_PATH, "id: done", "id: day", 22, "value-wrong"),
        (CHAPTER_PATH, "title: Are", "format: briefing\ntitle: Are", 1, "format-not-here"),
        ("course.yaml", "order: 100", "order: 100\nhue: moss", 1, "value-wrong"),
        ("course.yaml", "kind: handbook", "kind: leaflet", 2, "value-wrong"),
    ],
)
def test_a_fault_in_a_handbook_is_told(name: str, before: str, after: str, line: int, code: str) -> None:
    assert (name, line, code) in check(handbook(name, before, after), *OTHERS)


@pytest.mark.parametrize(
    ("before", "after", "line", "code"),
    [
        ("consent_ref: consent-2026-001\n", "", 4, "consent-missing"),
        ("approved_on: 2026-11-20\n", "", 4, "consent-missing"),
        ("interview-original", "case-published", 4, "source-missing"),
        ("interview-original", "chat", 4, "value-wrong"),
        ("format: interview-original\nconsent_ref: consent-2026-001\napproved_on: 2026-11-20\n",
         "objectives: [Name it., Choose it.]\nin_short: [a., b., c.]\n", 1, "format-missing"),
        ("Meetings [often", "In 3 days [often", 11, "number-not-in-fact"),
    ],
)  # fmt: skip
def test_a_fault_in_an_interview_is_told(before: str, after: str, line: int, code: str) -> None:
    assert (CHAPTER_PATH, line, code) in check(library(before, after), *OTHERS)


def test_a_handbook_has_no_facts_of_its_own() -> None:
    files = {**as_bytes(HANDBOOK_FILES), "facts.yaml": MARKET_FILES["facts.yaml"].encode()}
    assert check(Unit("courses/handbook", files), *OTHERS) == [("facts.yaml", 0, "file-unexpected")]


@pytest.mark.parametrize("key", ["areas: [CA]\n", "languages: [en, fr]\n", "hue: moss\n"])
def test_a_market_still_needs_what_markets_have(key: str) -> None:
    unit = Unit("courses/canada", broken(MARKET_FILES, "course.yaml", key, ""))
    assert ("course.yaml", 1, "value-wrong") in check(unit, OTHERS[1])


def test_a_handbook_alone_is_held_against_what_is_published() -> None:
    market = parse_units(OTHERS).markets["courses/canada"]
    known = Known(facts=market.facts, lessons=frozenset({"canada/overview/overview"}))
    assert check(handbook(), known=known) == []
    assert check(handbook(before="344.0", after="345.0"), known=known) == [(CHAPTER_PATH, 10, "number-not-in-fact")]


def test_a_broken_market_does_not_bury_its_problem_under_those_of_the_handbook() -> None:
    market = Unit("courses/canada", broken(MARKET_FILES, "course.yaml", "order: 9", "order: nine"))
    assert check(handbook(), market, OTHERS[1]) == [("courses/canada/course.yaml", 2, "value-wrong")]
