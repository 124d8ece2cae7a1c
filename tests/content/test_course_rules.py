"""The acceptance list: a good course passes, and each fault that is seeded in a copy of it gives its code and no other."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from elearn.authoring.services import check, read_units
from elearn.cli.problems import SENTENCES, sentence
from elearn.content.abbreviations import unexplained
from elearn.content.course_rules import PARTS, VERBS, accept
from elearn.content.folder import ContentTree, Known, Unit, parse_units
from elearn.content.problems import Problem
from elearn.kernel.config import PROJECT_ROOT

COURSE = "course.yaml"
OVERVIEW = "modules/00-overview/01-overview.en.md"
GERMAN = "modules/00-overview/01-overview.de.md"
PAYERS = "modules/04-payers/01-payers.en.md"
PAYERS_GERMAN = "modules/04-payers/01-payers.de.md"
ENTRY = "modules/06-entry-partners/01-entry-partners.en.md"
PEOPLE = "modules/07-people-places/01-people-places.en.md"
PLAN = "modules/11-action-plan/01-action-plan.en.md"


@cache
def good() -> Unit:
    """Return the course on Japan as it is shipped."""
    return read_units(PROJECT_ROOT / "courses/japan")[0]


@cache
def shipped() -> ContentTree:
    return check(read_units(PROJECT_ROOT))


def accepted(*units: Unit) -> list[Problem]:
    """Return what keeps courses from being accepted; they must be right in themselves."""
    concepts = frozenset(concept.id for termbase in shipped().termbases.values() for concept in termbase.concepts)
    tree = parse_units([*units], Known(concepts=concepts))
    assert list(tree.report) == []
    tree.termbases = shipped().termbases
    return list(accept(tree))


def text_of(name: str) -> str:
    return good().files[name].decode()


def with_text(name: str, text: str) -> Unit:
    """Return a copy of the good course with another file, without translations of what is changed."""
    assert text != text_of(name)
    lesson = name.removesuffix("en.md")
    files = {path: content for path, content in good().files.items() if lesson == name or not path.startswith(lesson)}
    return Unit(good().path, {**files, name: text.encode()})


def seeded(name: str, before: str, after: str) -> Unit:
    """Return a copy of the good course with one change in one file."""
    assert before in text_of(name), f"{before!r} is not in {name}"
    return with_text(name, text_of(name).replace(before, after, 1))


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def line_of(unit: Unit, name: str, text: str) -> int:
    lines = unit.files[name].decode().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_what_is_shipped_is_accepted() -> None:
    assert list(accept(shipped())) == []


LONG = "If you write " + "and then rewrite " * 11 + "a file, cut it."
WHY = 'why: "The categories speak of procedure fees and prices, not of grants."'
RIGHT = "By their own price, set by function"

FAULTS = [
    (COURSE, "is not legal advice", "is good advice", "notice-missing", None),
    (PAYERS, "Explain how a new", "Understand how a new", "objective-verb", "Understand how"),
    (PAYERS, "  - Find the", "  - Ask one question.\n  - Find the", "objectives-count", "objectives:"),
    (PAYERS, "Payers ask about", LONG + " Payers ask about", "sentence-too-long", LONG),
    (PAYERS, "- [ ] Write down the likely letter", "- [ ] Ask.\n" * 4 + "- [ ] Write down the likely letter",
     "checklist-length", "- [ ] "),
    (PAYERS, "- [ ] Name the similar", "- Name the similar", "checklist-length", None),
    (PAYERS, "::: pitfall", "::: check", "box-count", None),
    (PAYERS, "the Ministry of Health, Labour and Welfare (MHLW) before", "MHLW before", "abbreviation-unexplained",
     "MHLW before"),
    (ENTRY, "for a KK (both reported; dates not stated)", "for a KK", "date-missing", "for a KK"),
    (OVERVIEW, "as typical mistakes](fact:JP-040) (not yet checked against the source)", "as typical mistakes](fact:JP-040)",
     "memory-unlabelled", "as typical mistakes"),
    (ENTRY, "In 2016 Mind the Byte", "Mind the Byte", "newsletter-undated", "Mind the Byte"),
    (PAYERS, "[MHLW](https://www.mhlw.go.jp/english/)", "[MHLW](https://mhlw/)", "link-malformed", "https://mhlw/"),
    (PAYERS, "[MHLW](https://www.mhlw.go.jp/english/)", "[MHLW](htp:mhlw.go.jp)", "link-malformed", "htp:"),
    (PAYERS, WHY, 'why: ""', "quiz-why-missing", "id: japan-letter-b"),
    (PAYERS, "From the hospital's yearly grant", "All of the above", "quiz-all-of-the-above", "id: japan-letter-b"),
    (PAYERS, RIGHT, RIGHT + " of the hospital group that buys it", "quiz-gives-away", "id: japan-letter-b"),
    (PAYERS, RIGHT, "By 77 own prices, set by function", "quiz-number-unsourced", "id: japan-letter-b"),
    (PAYERS, "  level: recall\n  fact: JP-116\n", "  level: recall\n", "quiz-fact-missing", "id: japan-letter-b"),
    (PAYERS, '    - {text: "By points for each', '    - {text: "By luck", why: "No."}\n    - {text: "By points for each',
     "quiz-options-count", "id: japan-letter-b"),
    (ENTRY, "Order interviews in Japanese", "Order 77 interviews in Japanese", "tree-number-unsourced", "Order 77"),
    (ENTRY, "Must a manager from Europe", "Must 77 managers from Europe", "tree-number-unsourced", "Must 77"),
    (GERMAN, "{#picture}", "{#bild}", "translation-differs", None),
    (PAYERS_GERMAN, "in_short:", '  - "noch etwas tun."\nin_short:', "translation-differs", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "code", "there"), FAULTS)
def test_each_fault_gives_its_code_and_line(name: str, before: str, after: str, code: str, there: str | None) -> None:
    unit = seeded(name, before, after)
    found = accepted(unit)
    assert codes(found) == {code}
    assert all(sentence(problem).startswith(f"courses/japan/{name}:") for problem in found)
    if there is not None:
        assert found[0].line == line_of(unit, name, there)


def test_a_part_that_is_missing_is_named() -> None:
    files = {name: content for name, content in good().files.items() if not name.startswith("modules/08-culture/")}
    files[COURSE] = files[COURSE].replace(b" culture,", b"")
    problems = accepted(Unit(good().path, files))
    assert [(problem.code, dict(problem.params)) for problem in problems] == [("part-missing", {"part": "culture"})]


def test_a_part_that_is_too_long_is_named() -> None:
    assert codes(accepted(seeded(PAYERS, "Payers ask", "Ask once more. " * 120 + "Payers ask"))) == {"part-length"}


def test_a_part_that_is_too_short_is_named() -> None:
    text = text_of(PAYERS)
    for heading in ("## Medicines", "## From listing", "### What moves it later", "### Tests earn points"):
        text = re.sub(f"({heading}[^\n]*\n).*?(?=\n## |::: )", r"\1\nAsk.\n", text, flags=re.DOTALL)
    assert "part-length" in codes(accepted(with_text(PAYERS, text)))


def test_long_sentences_are_named_even_where_none_is_far_too_long() -> None:
    body, fence, quiz = text_of(PAYERS).partition("```quiz")
    text = re.sub(r"\. (?=[A-Z])", ", and ", body) + fence + quiz
    assert {"sentences-long"} <= codes(accepted(with_text(PAYERS, text))) <= {"sentences-long", "sentence-too-long"}


def test_a_lesson_with_few_links_to_the_glossary_is_named() -> None:
    text = re.sub(r"\[([^\]]*)\]\(term:[^)]*\)", r"\1", text_of(PAYERS))
    assert codes(accepted(with_text(PAYERS, text))) == {"terms-few"}


def test_a_lesson_with_few_quiz_items_is_named() -> None:
    text = text_of(PAYERS)
    cut = text.index("- id: japan-hiring-date")
    assert codes(accepted(with_text(PAYERS, text[:cut] + "```\n"))) == {"quiz-count"}


def test_a_sentence_that_is_a_sources_own_is_named() -> None:
    title = "Prices of new medicines and devices in Japan as a consultant saw them at the time"
    facts = text_of("facts.yaml").replace("source_title:", f"source_title: {title} #", 1)
    unit = seeded(PAYERS, "Payers ask about", f"{title}. Payers ask about")
    problems = accepted(Unit(unit.path, {**unit.files, "facts.yaml": facts.encode()}))
    assert codes(problems) == {"source-copied"}


def everywhere(pattern: str, replacement: str) -> Unit:
    """Return a copy of the good course, in English alone, with all texts changed."""
    files = {name: content for name, content in good().files.items() if not name.endswith(".md") or ".en." in name}
    for name, content in files.items():
        if name.endswith(".md"):
            files[name] = re.sub(pattern, replacement, content.decode(), flags=re.DOTALL).encode()
    return Unit(good().path, files)


def test_a_course_that_mostly_asks_to_recall_is_named() -> None:
    found = accepted(everywhere("level: (apply|decide)", "level: recall"))
    assert "quiz-levels-low" in codes(found)
    assert codes(found) <= {"quiz-levels-low", "quiz-number-unsourced"}


def test_right_answers_that_stand_mostly_in_one_place_are_named() -> None:
    unit = everywhere(r"(  options:\n)((?:    - [^\n]*\n)*?)(    - \{[^\n]*correct: true[^\n]*\n)", r"\1\3\2")
    assert codes(accepted(unit)) == {"quiz-places-uneven"}


def test_a_course_with_few_trees_is_named() -> None:
    assert codes(accepted(everywhere("```tree\n.*?```\n", ""))) == {"trees-few"}


def test_the_same_text_under_two_flags_is_named_in_both() -> None:
    files = {name: content for name, content in good().files.items() if name != "players.yaml"}
    for name, content in files.items():
        text = content.decode().replace("JP-", "KR-").replace("Japan", "Korea").replace("japan-", "korea-")
        files[name] = re.sub(r"\b(Tokyo|Osaka)\b", "Seoul", text).encode()
    files[COURSE] = files[COURSE].replace(b"id: japan", b"id: korea")
    files["facts.yaml"] = files["facts.yaml"].replace(b"market: japan", b"market: korea")
    found = [p for p in accepted(good(), Unit("courses/korea", files)) if p.code == "lessons-alike"]
    assert {(p.path.split("/")[1], dict(p.params)["other"].split("/")[1]) for p in found} == {
        ("japan", "korea"), ("korea", "japan"),
    }  # fmt: skip
    assert len(found) == 2 * sum(part.is_compared for part in PARTS.values())


def test_a_course_without_two_right_answers_or_dead_ends_never_comes_so_far() -> None:
    """The parsers refuse these, so that nothing of the kind is ever published."""
    for before, after in (("yes: early,", "yes: nowhere,"), ("start: demand", "start: nothing")):
        tree = parse_units([seeded(ENTRY, before, after)])
        assert "value-wrong" in {problem.code for problem in tree.report}


def test_every_rule_has_a_sentence_and_a_seeded_fault() -> None:
    source = (PROJECT_ROOT / "elearn/content/course_rules.py").read_text(encoding="utf-8")
    rules = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)) - set(PARTS)
    here = Path(__file__).read_text(encoding="utf-8")
    assert rules <= set(SENTENCES)
    assert [code for code in sorted(rules) if f'"{code}"' not in here] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ask the Federal Drug Agency (FDA). The FDA answers.", []),
        ("Ask the FDA (Federal Drug Agency).", []),
        ("Ask the drug agency FDA.", []),
        ("Ask an agency called FDA.", []),
        ("FDA is the agency.", []),
        ("Ask the FDA. It is the Federal Drug Agency (FDA).", [(1, "FDA")]),
        ("Ask FDAs first.", [(1, "FDA")]),
        ("Meet the CEO of PKO in class II.", []),
        ("A good manufacturing practice helps. GMP is old.", []),
        ("GMP helps.", [(1, "GMP")]),
    ],
)
def test_an_abbreviation_wants_an_explanation_at_its_first_use(text: str, told: list[tuple[int, str]]) -> None:
    long_forms = {"GMP": ["good manufacturing practice"]}
    assert list(unexplained([(1, text)], {"FDA", "GMP", "CEO", "II"}, long_forms)) == told


def test_the_guide_for_authors_names_all_verbs() -> None:
    guide = (PROJECT_ROOT / "docs/guide/author.md").read_text(encoding="utf-8")
    assert [verb for verb in sorted(VERBS) if not re.search(rf"\b{verb}\b", guide)] == []
