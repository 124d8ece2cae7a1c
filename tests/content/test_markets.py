"""Markets: what is right is read, and each planted fault gives its code and its line."""

from __future__ import annotations

import pytest

from elearn.content.lesson import Box, Checklist, Figures, Prose, Quiz, Tree
from elearn.content.markets import MarketDocument, parse_market
from elearn.content.problems import Report
from tests.support.content import MARKET_FILES, as_bytes, broken

LESSON = "modules/00-overview/01-overview.en.md"
AS_OF = '  as_of: "2023"'
MEASURED = f"{AS_OF}\n  measures:\n  - "
TWICE = "{name: population, value: 344}"


def parse(files: dict[str, bytes]) -> tuple[MarketDocument | None, list[tuple[str, int, str]]]:
    report = Report()
    market = parse_market("courses/canada", files, report)
    return market, [(problem.path.removeprefix("courses/canada/"), problem.line, problem.code) for problem in report]


def test_a_right_market_is_read_whole() -> None:
    market, problems = parse(as_bytes(MARKET_FILES))
    assert problems == []
    assert market is not None
    lesson = market.modules[0].lessons["overview"]["en"].document
    assert [section.id for section in lesson.sections] == ["picture", "way"]
    assert [type(block) for block in lesson.blocks()] == [Prose, Figures, Checklist, Box, Tree, Quiz]
    assert lesson.fact_ids == ("CA-001",)
    assert lesson.term_ids == ("hello",)


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "code"),
    [
        ("course.yaml", "order: 9", "order: nine", 2, "value-wrong"),
        ("course.yaml", "hue: moss", "hue: mauve", 5, "value-wrong"),
        ("course.yaml", "order: 9\n", "", 1, "key-missing"),
        ("course.yaml", "order: 9", "order: 9\nordre: 9", 3, "key-unknown"),
        ("course.yaml", "order: 9", "order: 9\norder: 8", 3, "yaml-duplicate-key"),
        ("course.yaml", "id: canada", "id: kanada", 1, "id-differs-from-folder"),
        ("course.yaml", "[overview]", "[overview, more]", 1, "module-missing"),
        ("course.yaml", "[en, fr]", "[en, xx]", 4, "value-wrong"),
        ("course.yaml", "areas: [CA]", "areas: [CA", 4, "yaml-syntax"),
        ("facts.yaml", "- id: CA-002", "- id: CA-001", 14, "fact-id-double"),
        ("facts.yaml", "evidence: none", "evidence: primary", 14, "fact-evidence-wrong"),
        ("facts.yaml", "read_on: 2026-11-23", "read_on: soon", 13, "value-wrong"),
        ("facts.yaml", AS_OF, f"{MEASURED}{{name: population, value: 345}}", 12, "number-not-in-fact"),
        ("facts.yaml", AS_OF, f"{MEASURED}{{name: population, value: 344, year: '2022'}}", 12, "number-not-in-fact"),
        ("facts.yaml", AS_OF, f"{MEASURED}{{name: wealth, value: 344}}", 12, "value-wrong"),
        ("facts.yaml", AS_OF, f"{MEASURED}{{name: population, value: many}}", 12, "value-wrong"),
        ("facts.yaml", AS_OF, f"{MEASURED}{{name: population, value: 344, areas: [Canada]}}", 12, "value-wrong"),
        ("facts.yaml", AS_OF, f"{MEASURED}{TWICE}\n  - {TWICE}", 13, "measure-double"),
        ("facts.yaml", "  as_of: undated", f"  as_of: undated\n  measures: [{TWICE}]", 21, "figure-from-memory"),
        ("modules/00-overview/module.yaml", "[overview]", "[overview, second]", 0, "lesson-missing"),
        (LESSON, "---\nid", "id", 1, "lesson-head-missing"),
        (LESSON, "id: overview", "id: other", 2, "id-differs-from-file"),
        (LESSON, "in_short: [One., Two., Three.]", "in_short: [One.]", 5, "value-wrong"),
        (LESSON, "## Picture", "# Picture", 8, "heading-level"),
        (LESSON, "## Picture {#picture}\n", "", 9, "text-before-section"),
        (LESSON, "{#way}", "{#picture}", 24, "section-id-double"),
        (LESSON, "fact:CA-001)", "fact:CA-404)", 10, "fact-unknown"),
        (LESSON, "CAD 344.0 billion](fact", "CAD 345.0 billion](fact", 10, "number-not-in-fact"),
        (LESSON, "Say [hello]", "It has 41 million people.\n\nSay [hello]", 10, "number-not-in-fact"),
        (LESSON, "Ask the regulator.", "Pay 500 within 30 days.", 21, "number-without-fact"),
        (LESSON, "Ask the authority.", "Ask within 30 days.", 18, "number-without-fact"),
        (LESSON, "value: CAD 344.0 billion", "value: CAD 999 billion", 14, "number-not-in-fact"),
        (LESSON, "- {fact: CA-001, value", "- {fact: CA-002, value", 14, "figure-from-memory"),
        (LESSON, "check Who decides", "check", 20, "box-title-missing"),
        (LESSON, "```figures", "```numbers", 13, "fence-unknown"),
        (LESSON, "yes: notify", "yes: nowhere", 27, "value-wrong"),
        (LESSON, "correct: true, ", "", 38, "value-wrong"),
        (LESSON, "text: Nobody, why", "text: Nobody, corect: true, why", 44, "key-unknown"),
    ],
)
def test_each_fault_is_named_with_its_line(name: str, before: str, after: str, line: int, code: str) -> None:
    market, problems = parse(broken(MARKET_FILES, name, before, after))
    assert market is None
    assert (name, line, code) in problems


def test_all_faults_of_all_files_are_told_at_once() -> None:
    files = broken(MARKET_FILES, "course.yaml", "order: 9", "order: nine")
    files["facts.yaml"] = files["facts.yaml"].replace(b"class: F4", b"class: F9")
    files[LESSON] = files[LESSON].replace(b"title: Canada", b"titel: Canada")
    _, problems = parse(files)
    assert {path for path, _, _ in problems} >= {"course.yaml", "facts.yaml", LESSON}


def test_a_file_that_has_no_place_is_named() -> None:
    _, problems = parse({**as_bytes(MARKET_FILES), "notes.txt": b"x"})
    assert problems == [("notes.txt", 0, "file-unexpected")]


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    files = as_bytes(MARKET_FILES)
    files["course.yaml"] = b"id: canada\norder: \xff\n"
    assert ("course.yaml", 2, "not-utf8") in parse(files)[1]


def test_a_translation_may_be_a_head_alone_but_english_may_not() -> None:
    head = MARKET_FILES[LESSON].split("---\n")[1].replace("Canada in ten", "Le Canada en dix")
    french = {**as_bytes(MARKET_FILES), LESSON.replace(".en.", ".fr."): f"---\n{head}---\n".encode()}
    market, problems = parse(french)
    assert problems == []
    assert market is not None
    text = market.modules[0].lessons["overview"]["fr"].document
    assert (text.is_head_only, text.minutes, text.plain_text) == (True, 0, "One.\nTwo.\nThree.")
    assert parse({**as_bytes(MARKET_FILES), LESSON: f"---\n{head}---\n".encode()})[1] == [(LESSON, 0, "lesson-empty")]


def test_names_of_standards_need_no_fact() -> None:
    text = "Ask the regulator about ISO 13485, 510(k), 21 CFR 820 and ICH E6."
    assert parse(broken(MARKET_FILES, LESSON, "Ask the regulator.", text))[1] == []


def test_minutes_count_reading_questions_and_trees() -> None:
    market, _ = parse(as_bytes(MARKET_FILES))
    assert market is not None
    short = market.modules[0].lessons["overview"]["en"].document
    long = MARKET_FILES[LESSON].replace("Ask the regulator.", "word " * 1600)
    market, _ = parse(as_bytes({**MARKET_FILES, LESSON: long}))
    assert market is not None
    assert market.modules[0].lessons["overview"]["en"].document.minutes == short.minutes + 10


def test_ids_and_minutes_work_in_scripts_without_spaces() -> None:
    text = MARKET_FILES[LESSON].replace("Read the guide.", "案内を読む。").replace("Ask the authority.", "当局に聞く。")
    text = text.replace("## Way in {#way}", "## 進め方\n\n" + "規制当局に相談する。" * 64 + "\n\n## 次の一歩\n\n終わり")
    market, problems = parse(as_bytes({**MARKET_FILES, LESSON: text}))
    assert problems == []
    assert market is not None
    document = market.modules[0].lessons["overview"]["en"].document
    assert len({section.id for section in document.sections}) == 3
    ticks = [name for block in document.blocks() if isinstance(block, Checklist) for name, _ in block.items]
    assert len(set(ticks)) == 2
    assert document.minutes >= 3


def test_two_equal_lines_of_a_checklist_have_two_ids() -> None:
    market, _ = parse(broken(MARKET_FILES, LESSON, "- [ ] Ask the authority.", "- [ ] Read the guide."))
    assert market is not None
    document = market.modules[0].lessons["overview"]["en"].document
    ticks = [name for block in document.blocks() if isinstance(block, Checklist) for name, _ in block.items]
    assert len(set(ticks)) == 2
