"""The whole of ``courses/`` and ``glossaries/``: every unit parsed, and what points from one to another checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from elearn.content.facts import Fact
from elearn.content.markets import MarketDocument, check_cited, parse_market
from elearn.content.problems import Report
from elearn.content.termbases import TermbaseDocument, parse_termbase

FORMAT = 1
"""Counts up when a parser reads the same bytes differently, so that everything is published anew."""

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Unit:
    """A course or a termbase as it lies on disk: what is checked and published as one."""

    path: str
    """``courses/japan`` or ``glossaries/easyspeak``."""
    files: Files

    @property
    def kind(self) -> str:
        """``courses`` or ``glossaries``."""
        return self.path.partition("/")[0]

    @property
    def digest(self) -> str:
        """The sha256 of all paths and bytes, and of the format's number."""
        total = hashlib.sha256(f"elearn {FORMAT}".encode())
        for name in sorted(self.files):
            total.update(f"\0{name}\0{hashlib.sha256(self.files[name]).hexdigest()}".encode())
        return total.hexdigest()


@dataclass
class ContentTree:
    """What was read: documents by path, and all problems."""

    markets: dict[str, MarketDocument] = field(default_factory=dict)
    termbases: dict[str, TermbaseDocument] = field(default_factory=dict)
    report: Report = field(default_factory=Report)


@dataclass(frozen=True)
class Known:
    """Ids and facts outside the units that are being checked: in units unchanged since they were published."""

    concepts: frozenset[str] = frozenset()
    markets: frozenset[str] = frozenset()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Whole facts, because a handbook's figures are held against them."""
    players: frozenset[str] = frozenset()
    lessons: frozenset[str] = frozenset()
    """Each as ``market/module/lesson``."""


def parse_units(units: list[Unit], known: Known | None = None) -> ContentTree:
    """Parse units and check links between them; every problem of every unit is in the report."""
    known = known or Known()
    tree = ContentTree()
    for unit in units:
        if unit.kind == "courses":
            market = parse_market(unit.path, unit.files, tree.report)
            if market is not None:
                tree.markets[unit.path] = market
        else:
            termbase = parse_termbase(unit.path, unit.files, tree.report)
            if termbase is not None:
                tree.termbases[unit.path] = termbase
    _check_doubles(units, tree, known)
    _check_links(units, tree, known)
    _check_across(units, tree, known)
    return tree


def _check_across(units: list[Unit], tree: ContentTree, known: Known) -> None:
    """Check what courses say of one another: links to lessons, and the facts that handbook and library cite."""
    if any(unit.kind == "courses" and unit.path not in tree.markets for unit in units):
        return  # a course with a problem of its own hides its facts and lessons
    facts = {**known.facts, **{name: fact for market in tree.markets.values() for name, fact in market.facts.items()}}
    lessons = known.lessons | {
        f"{market.course.id}/{module.file.id}/{name}"
        for market in tree.markets.values()
        for module in market.modules
        for name in module.lessons
    }
    for market in tree.markets.values():
        for module in market.modules:
            if market.course.kind != "market":
                check_cited(module.lessons, facts, tree.report)
            for text in (text for texts in module.lessons.values() for text in texts.values()):
                for name in text.document.lesson_ids:
                    if name not in lessons:
                        tree.report.add(text.path, _line_in(text.source, f"lesson:{name}"), "lesson-unknown", id=name)


def _check_doubles(units: list[Unit], tree: ContentTree, known: Known) -> None:
    """Ids of concepts, facts and players are unique over all termbases and markets, not only within one."""
    owners: dict[str, str] = dict.fromkeys(known.concepts, "another termbase")
    for path, termbase in tree.termbases.items():
        for concept in termbase.concepts:
            if concept.id in owners:
                file = _file_of(units, path, concept.id)
                line = _line(units, path, file, f"id: {concept.id}")
                tree.report.add(f"{path}/{file}", line, "concept-id-double", id=concept.id, first=owners[concept.id])
            owners.setdefault(concept.id, path)
    facts, players = set(known.facts), set(known.players)
    for path, market in tree.markets.items():
        for file, code, names, taken in (
            ("facts.yaml", "fact-id-double", set(market.facts), facts),
            ("players.yaml", "player-id-double", {player.id for player in market.players}, players),
        ):
            for name in sorted(names & taken):
                tree.report.add(f"{path}/{file}", _line_of_id(units, path, file, name), code, id=name)
            taken |= names


def _check_links(units: list[Unit], tree: ContentTree, known: Known) -> None:
    concepts = known.concepts | {c.id for termbase in tree.termbases.values() for c in termbase.concepts}
    markets = known.markets | {m.course.id for m in tree.markets.values() if m.course.kind == "market"}
    facts = known.facts.keys() | {name for market in tree.markets.values() for name in market.facts}
    # A unit with a problem of its own hides its ids; complaining about links into it would only bury the cause.
    broken = {unit.kind for unit in units if unit.path not in tree.markets and unit.path not in tree.termbases}
    for path, market in tree.markets.items():
        if "glossaries" in broken:
            break
        for name in market.course.starter:
            if name not in concepts:
                tree.report.add(f"{path}/course.yaml", _line(units, path, "course.yaml", name), "term-unknown", id=name)
        for module in market.modules:
            for texts in module.lessons.values():
                for lesson in texts.values():
                    for name in lesson.document.term_ids:
                        if name not in concepts:
                            line = _line_in(lesson.source, f"term:{name}")
                            tree.report.add(lesson.path, line, "term-unknown", id=name)
    for path, termbase in tree.termbases.items():
        if "courses" in broken:
            break
        for concept in termbase.concepts:
            for name in (*concept.markets, *(note.market for note in concept.notes)):
                if name not in markets:
                    file = _file_of(units, path, concept.id)
                    line = _line(units, path, file, concept.id)
                    tree.report.add(f"{path}/{file}", line, "market-unknown", id=concept.id, market=name)
            for note in concept.notes:
                if note.fact not in facts:
                    file = _file_of(units, path, concept.id)
                    line = _line(units, path, file, note.fact)
                    tree.report.add(f"{path}/{file}", line, "fact-unknown", id=note.fact)


def _files(units: list[Unit], path: str) -> Files:
    return next(unit.files for unit in units if unit.path == path)


def _file_of(units: list[Unit], path: str, concept_id: str) -> str:
    wanted = f"id: {concept_id}\n".encode()
    return next((name for name, content in _files(units, path).items() if wanted in content), "termbase.yaml")


def _line(units: list[Unit], path: str, file: str, text: str) -> int:
    return _line_in(_files(units, path).get(file, b"").decode("utf-8", "replace"), text)


def _line_of_id(units: list[Unit], path: str, file: str, name: str) -> int:
    """Return the line on which an id stands whole: that of ``mda`` is not that of ``mda-malaysia``."""
    is_there = re.compile(rf"\bid: *['\"]?{re.escape(name)}(?![\w-])").search
    lines = _files(units, path)[file].decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if is_there(line)), 0)


def _line_in(source: str, text: str) -> int:
    return next((number for number, line in enumerate(source.splitlines(), 1) if text in line), 0)
