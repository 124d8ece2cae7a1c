"""Players: what is right is read, and each planted fault gives its code, its line and a sentence."""

from __future__ import annotations

import pytest

from elearn.cli.problems import sentence
from elearn.content.folder import Known, Unit, parse_units
from elearn.content.markets import MarketDocument, parse_market
from elearn.content.problems import Report
from tests.support.content import MARKET_FILES, as_bytes, broken


def parse(files: dict[str, bytes]) -> tuple[MarketDocument | None, list[tuple[int, str]]]:
    report = Report()
    market = parse_market("courses/canada", files, report)
    assert all(sentence(problem) for problem in report)
    return market, [(problem.line, problem.code) for problem in report if problem.path.endswith("/players.yaml")]


def test_right_players_are_read_whole() -> None:
    market, problems = parse(as_bytes(MARKET_FILES))
    assert problems == []
    assert market is not None
    payer, fair = market.players
    assert payer.native_name is not None
    assert (payer.native_name.lang, payer.place, payer.facts) == ("fr", (45.42, -75.7), ("CA-001",))
    assert (fair.city, fair.place, fair.facts, fair.months) == ("", None, (), (5,))


def test_a_market_needs_no_players() -> None:
    market, problems = parse(as_bytes({name: MARKET_FILES[name] for name in MARKET_FILES if name != "players.yaml"}))
    assert problems == []
    assert market is not None
    assert market.players == ()


FAULTS = [
    ("market: canada", "market: kanada", 1, "id-differs-from-folder"),
    ("id: payer-fair", "id: payer", 14, "player-id-double"),
    ("id: payer-fair", "id: Payer Fair", 14, "value-wrong"),
    ("kind: payer", "kind: king", 4, "value-wrong"),
    ("area: CA", "area: US", 8, "player-area-unknown"),
    ("area: CA", "area: Canada", 8, "value-wrong"),
    ("place: [45.42, -75.7]", "place: [145.42, -75.7]", 9, "value-wrong"),
    ("facts: [CA-001]", "facts: [CA-404]", 13, "fact-unknown"),
    ("CAD 344.0 billion", "CAD 345.0 billion", 10, "player-number-unsourced"),
    ("it paid in 2023", "it paid in 2022", 11, "player-number-unsourced"),
    ("before you book", "30 days before you book", 19, "player-number-unsourced"),
    ("https://example.org/payer", "ftp://example.org/payer", 12, "value-wrong"),
    ("https://example.org/payer", "javascript:alert", 12, "value-wrong"),
    ("kind: fair", "kind: cluster", 21, "player-months-wrong"),
    ("months: [5]", "months: [13]", 21, "value-wrong"),
    ("  for_you: Ask", "  for_me: Ask", 11, "key-unknown"),
]


@pytest.mark.parametrize(("before", "after", "line", "code"), FAULTS)
def test_each_fault_is_named_with_its_line(before: str, after: str, line: int, code: str) -> None:
    market, problems = parse(broken(MARKET_FILES, "players.yaml", before, after))
    assert market is None
    assert (line, code) in problems


def test_all_faults_are_told_at_once() -> None:
    text = MARKET_FILES["players.yaml"].replace("CA-001", "CA-404").replace("id: payer-fair", "id: payer")
    _, problems = parse(as_bytes({**MARKET_FILES, "players.yaml": text.replace("kind: fair", "kind: cluster")}))
    assert {code for _, code in problems} == {
        "fact-unknown", "player-number-unsourced", "player-id-double", "player-months-wrong",
    }  # fmt: skip


def test_an_id_that_another_market_uses_is_told_with_its_own_line() -> None:
    units = [Unit("courses/canada", as_bytes(MARKET_FILES))]
    tree = parse_units(units, Known(concepts=frozenset({"hello"}), players=frozenset({"payer-fair"})))
    assert [(problem.path, problem.line, problem.code) for problem in tree.report] == [
        ("courses/canada/players.yaml", 14, "player-id-double")
    ]
    units = [Unit("courses/canada", as_bytes(MARKET_FILES))]
    assert len(parse_units(units, Known(concepts=frozenset({"hello"}))).report) == 0
