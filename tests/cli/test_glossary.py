"""What readers sent is shown without harm to the terminal, and can be deleted."""

from __future__ import annotations

import ast
import json
import logging
from datetime import UTC, date, datetime

import click
import pytest
from flask import Flask

from elearn import logs
from elearn.cli import glossary
from elearn.glossaries import queries, services
from elearn.glossaries.models import Concept, SearchGap, Suggestion, Termbase
from elearn.kernel.config import PROJECT_ROOT
from elearn.storage.db import db, transaction

HARM = "x\x1b[2J\x9b\u202e\U000e0041y"
CONCEPT = dict.fromkeys(
    ("domain", "situation", "kind", "say", "part_of_speech", "definition", "source_title", "source_url", "digest"), "x"
)
LISTS: dict[str, list[str]] = {name: [] for name in ("replies", "related", "markets", "notes")}


@pytest.fixture
def app(empty_app: Flask) -> Flask:
    with transaction() as session:
        session.add(Termbase(id="t", title={}, languages=[], domains=[], is_published=True))
        session.flush()
        session.add(
            Concept(id="c", termbase_id="t", position=0, priority=1, is_published=True, slots="own", **CONCEPT, **LISTS)
        )
        session.flush()
        for day in (1, 2, 3):
            at = datetime(2026, 1, day, tzinfo=UTC)
            session.add(Suggestion(concept_id="c", lang="ja", text=HARM, reason=HARM, at=at))
            session.flush()  # the database gives the numbers 1, 2, 3
            session.add(SearchGap(query=f"gap {day}", people=3, last_on=date(2026, 1, day)))
        session.add(SearchGap(query=HARM, people=3, last_on=date(2026, 1, 9)))
    return empty_app


@pytest.mark.parametrize("as_json", [False, True])
def test_what_a_terminal_would_obey_is_shown(app: Flask, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    glossary.suggestions(as_json)
    glossary.gaps(as_json)
    said = capsys.readouterr().out
    assert all(char.isprintable() or char == "\n" for char in said)
    assert "\\u001b[2J" in said or "\\x1b[2J" in said
    glossary.suggestions(True)
    assert json.loads(capsys.readouterr().out)[0]["text"] == HARM


def test_a_log_line_shows_it_too(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    try:
        logs.configure("warning")
        logging.getLogger("elearn.test").warning(HARM)
    finally:
        root.handlers, root.level = before, level
    line = capsys.readouterr().err.strip()
    assert line.isprintable()
    assert json.loads(line)["event"] == HARM


def test_suggestions_can_be_deleted_by_number_and_by_day(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(click.UsageError, match="Nothing was deleted"):
        glossary.suggestions(False, (1, 99))
    glossary.suggestions(False, (3,))
    assert "Deleted: 1." in capsys.readouterr().out
    glossary.suggestions(False, (), datetime(2026, 1, 2))  # noqa: DTZ001 - as click gives it
    assert [row.id for row in queries.suggestions(db.session())] == [2]


def test_gaps_can_be_deleted_by_words_and_by_day(app: Flask) -> None:
    glossary.gaps(False, ("x\\u001b[2J\\u009b\\u202e\\udb40\\udc41y",))
    glossary.gaps(False, ("gap 3",), datetime(2026, 1, 2))  # noqa: DTZ001 - as click gives it
    assert [row.query for row in queries.gaps(db.session())] == ["gap 2"]


def test_there_is_room_again_after_deleting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_SUGGESTIONS_HERE", 3)
    with transaction() as session:
        assert not services.suggest_wording(session, "c", "ja", "new", "")
        assert services.suggest_wording(session, "c", "ko", "new", "")
    glossary.suggestions(False, (1,))
    with transaction() as session:
        assert services.suggest_wording(session, "c", "ja", "new", "")


def test_commands_print_through_one_function_only() -> None:
    for path in sorted((PROJECT_ROOT / "elearn/cli").glob("*.py")):
        calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        assert path.name == "output.py" or not {"print", "click.echo", "click.secho"} & set(calls), path.name
