"""The country report: chosen by rule, complete, numbered, and with nothing in it that no fact bears."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.courses import queries
from elearn.courses.models import Fact
from elearn.courses.report import Chapter, FactTable, PlayerTable, Report, RouteTable, report
from elearn.courses.report_rules import CHAPTERS, Facts
from elearn.kernel.config import PROJECT_ROOT
from elearn.storage.db import db

TODAY = date(2026, 11, 23)
MARKETS = ("australia", "brazil", "china", "india", "japan", "middle-east", "south-korea", "usa")


def of(session: Session, market: str, today: date = TODAY) -> Report:
    found = report(session, market, "en", today)
    assert found is not None
    return found


def tables(chapter: Chapter) -> list[str]:
    return [block.name for block in chapter.blocks if isinstance(block, FactTable | PlayerTable | RouteTable)]


@pytest.mark.parametrize("market", MARKETS)
def test_every_market_has_all_chapters_and_the_eight_tables(read: Session, market: str) -> None:
    found = of(read, market)
    assert [chapter.name for chapter in found.chapters] == list(CHAPTERS)
    kinds = {block.kind for chapter in found.chapters for block in chapter.blocks}
    assert {"points", "passage", "figures", "facts", "players", "route", "risks", "plan"} == kinds
    names = {name for chapter in found.chapters for name in tables(chapter)}
    assert {"institutions", "device", "medicine", "fees", "payers", "clusters", "events", "entry", "contacts"} <= names


@pytest.mark.parametrize("market", MARKETS)
def test_all_that_is_told_has_a_numbered_source_of_that_market(read: Session, market: str) -> None:
    found = of(read, market)
    known = queries.facts(read, market, TODAY)
    assert [fact.number for fact in found.facts] == list(range(1, len(found.facts) + 1))
    assert {fact.id for fact in found.facts} <= set(known)
    numbered = {fact.id for fact in found.facts}
    for block in (block for chapter in found.chapters for block in chapter.blocks):
        match block.kind:
            case "facts":
                assert set(block.fact_ids) <= numbered  # type: ignore[union-attr]
            case "figures":
                assert {figure.fact for figure in block.figures} <= numbered  # type: ignore[union-attr]
            case "route":
                assert {way.fact for _, *ways in block.steps for way in ways if not way.step} <= numbered  # type: ignore[union-attr]
            case "players":
                for player in block.players:  # type: ignore[union-attr]
                    assert {fact.id for fact in player.facts} <= numbered
                    assert player.facts or block.name == "contacts"  # type: ignore[union-attr]


def test_every_topic_of_the_facts_has_a_chapter(read: Session) -> None:
    known = {topic for parts in CHAPTERS.values() for part in parts if isinstance(part, Facts) for topic in part.topics}
    assert {fact.topic for fact in read.query(Fact)} <= known


def test_a_statement_stands_in_one_table_only_but_for_those_to_tear_out(read: Session) -> None:
    for market in MARKETS:
        shown = [
            name
            for chapter in of(read, market).chapters
            for block in chapter.blocks
            if isinstance(block, FactTable) and block.name not in ("fees", "personalised-medicine")
            for name in block.fact_ids
        ]
        assert len(shown) == len(set(shown))


def test_what_the_rules_name_is_the_same_for_every_market() -> None:
    rules = (PROJECT_ROOT / "elearn/courses/report_rules.py").read_text(encoding="utf-8").lower()
    assert not [market for market in MARKETS if f'"{market}' in rules]


@pytest.mark.parametrize("market", MARKETS)
def test_a_step_of_a_route_leads_further_down_or_ends(read: Session, market: str) -> None:
    routes = [b for chapter in of(read, market).chapters for b in chapter.blocks if isinstance(b, RouteTable)]
    assert {route.name for route in routes} == {"entry", "device", "medicine"}
    for route in routes:
        reached = {1}
        for number, (question, *ways) in enumerate(route.steps, 1):
            assert question
            assert number in reached
            for way in ways:
                assert (way.step > number) != bool(way.action)
                reached.add(way.step)
        assert max(reached) == len(route.steps)


def test_four_hundred_days_later_more_of_it_wants_a_check(read: Session) -> None:
    now, later = of(read, "japan"), of(read, "japan", TODAY + timedelta(days=400))
    assert now.stale_facts < later.stale_facts
    assert later.needs_check
    assert [fact.id for fact in now.facts] == [fact.id for fact in later.facts]


def test_a_market_of_one_lesson_gets_a_report_too(empty_app: Flask, folder) -> None:  # type: ignore[no-untyped-def]
    from elearn.prepare import publish

    publish(empty_app.extensions["elearn"], folder)
    found = of(db.session(), "canada")
    assert {chapter.name for chapter in found.chapters} >= {"introduction", "routes", "reimbursement", "contacts"}
    assert [fact.id for fact in found.facts][:1] == ["CA-001"]


def test_there_is_no_report_on_what_is_no_market(read: Session) -> None:
    assert report(read, "atlantis", "en", TODAY) is None
    assert report(read, "handbook", "en", TODAY) is None
