"""Termbases: what is right is read, and each planted fault gives its code and its line."""

from __future__ import annotations

import pytest

from elearn.content.problems import Report
from elearn.content.termbases import TermbaseDocument, parse_termbase
from tests.support.content import TERMBASE_FILES, as_bytes, broken


def parse(files: dict[str, bytes]) -> tuple[TermbaseDocument | None, list[tuple[str, int, str]]]:
    report = Report()
    termbase = parse_termbase("glossaries/small", files, report)
    return termbase, [
        (problem.path.removeprefix("glossaries/small/"), problem.line, problem.code) for problem in report
    ]


def test_a_right_termbase_is_read_whole() -> None:
    termbase, problems = parse(as_bytes(TERMBASE_FILES))
    assert problems == []
    assert termbase is not None
    hello = termbase.concepts[0]
    assert hello.terms["ja"].reading == "はじめまして。"
    assert [(note.market, note.text, note.fact) for note in hello.notes] == [("canada", "Said on time.", "CA-002")]


@pytest.mark.parametrize(
    ("before", "after", "line", "code"),
    [
        ("kind: phrase", "kind: sentence", 4, "value-wrong"),
        ("priority: 1", "priority: 7", 6, "value-wrong"),
        ("replies: [hello-name]", "replies: [goodbye]", 1, "concept-unknown"),
        ("- id: hello-name", "- id: hello", 15, "concept-id-double"),
        ("domain: greetings", "domain: farewells", 1, "domain-unknown"),
        ("reading: はじめまして。, ", "", 12, "reading-missing"),
        ("romanisation: hajimemashite, ", "", 12, "romanisation-missing"),
        ("reading: はじめまして。", "reading: 初めまして。", 12, "reading-not-kana"),
        ("reading: مَرْحَبًا.", "reading: مَرْحَبَة.", 13, "reading-differs"),
        ("ja: {text: 初めまして。", "ja: {text: Hello.", 12, "script-wrong"),
        ('{name}と申します。", reading', '{nom}と申します。", reading', 22, "placeholder-unknown"),
        ('{name}と申します。", reading', '申します。", reading', 22, "placeholders-differ"),
        ("ja: {text: 初めまして。", "xx: {text: 初めまして。", 10, "value-wrong"),
        ("text: Hello., register", "text: Hello., registre: formal, register", 11, "key-unknown"),
        ("ja: {text: 初めまして。", "ja: {text: 初めまし\u3066\u3099。", 12, "not-nfc"),
        ("kind: phrase", "kind: term", 1, "value-wrong"),
        ('{name}と申します。", reading', '{name}と申しますか?", reading', 22, "punctuation-wrong"),
    ],
)
def test_each_fault_is_named_with_its_line(before: str, after: str, line: int, code: str) -> None:
    termbase, problems = parse(broken(TERMBASE_FILES, "greetings.yaml", before, after))
    assert termbase is None
    assert ("greetings.yaml", line, code) in problems


def test_no_is_norwegian_and_not_false() -> None:
    files = broken(TERMBASE_FILES, "greetings.yaml", "text: Hello., register: formal", "text: no, register: formal")
    termbase, problems = parse(files)
    assert problems == []
    assert termbase is not None
    assert termbase.concepts[0].terms["en"].text == "no"


def test_deliberate_english_may_stand_in_another_language() -> None:
    after = "ja: {text: Hello., keep_en: true"
    assert parse(broken(TERMBASE_FILES, "greetings.yaml", "ja: {text: 初めまして。", after))[1] == []


def test_chinese_reading_must_be_pinyin_with_tones() -> None:
    files = as_bytes(TERMBASE_FILES)
    files["termbase.yaml"] = files["termbase.yaml"].replace(b"ja, ar", b"zh-CN")
    for reading, problem in (("ni hao", True), ("你好", True), ("nǐ hǎo", False)):
        text = TERMBASE_FILES["greetings.yaml"].split("    ja:")[0].replace("  replies: [hello-name]\n", "")
        files["greetings.yaml"] = f"{text}    zh-CN: {{text: 你好。, reading: {reading}}}\n".encode()
        assert any(code == "reading-not-pinyin" for _, _, code in parse(files)[1]) is problem


def test_two_concepts_may_share_a_wording_only_where_one_points_to_the_other() -> None:
    first = "- id: {id}\n  domain: greetings\n  situation: x\n  kind: phrase\n  say: both\n{more}  terms:\n    en: {{text: Hello.}}\n"
    files = as_bytes(TERMBASE_FILES)
    for more, expected in (("", ["text-double"]), ("  related: [one]\n", [])):
        files["greetings.yaml"] = (first.format(id="one", more="") + first.format(id="two", more=more)).encode()
        assert [code for _, _, code in parse(files)[1]] == expected
