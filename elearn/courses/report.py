"""The country report of a market: chapters chosen by rule from the facts, players and lessons that its course shows.

Nothing is written for a report, so its figures cannot differ from those of the lessons. The rules are the same for all
markets: a chapter takes the first words of the lesson that fits, the facts of its topics and the players of its kinds,
each as far as its measure of words goes. Texts are in English. Source: ADR 0013.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from elearn.content.lesson import Box, Checklist, Figure, Figures, LessonDocument, Prose, Section, Tree
from elearn.content.markup import groups, plain_text
from elearn.content.runs import Run, Runs, runs
from elearn.courses import queries
from elearn.courses.models import Fact, Market
from elearn.courses.queries import FactView, MarketCard, PlayerView
from elearn.courses.report_rules import CHAPTERS, Facts, Players, Route, Source, Text, Whole
from elearn.courses.texts import Foreign, best_body, courses_query, in_locale, parsed, reading_order

SHORT = 20
"""Words of a paragraph that only leads over to a list or a table."""


@dataclass(frozen=True)
class Points:
    """The three lines that a lesson begins with."""

    lines: tuple[str, ...]
    kind: str = "points"


@dataclass(frozen=True)
class Passage:
    """Paragraphs of a lesson, under the heading that they have there."""

    title: str
    paragraphs: tuple[Runs, ...]
    kind: str = "passage"


@dataclass(frozen=True)
class FigureTable:
    """The numbers of the overview."""

    figures: tuple[Figure, ...]
    kind: str = "figures"


@dataclass(frozen=True)
class FactTable:
    """Statements by topic; ``name`` says what they are about."""

    name: str
    fact_ids: tuple[str, ...]
    kind: str = "facts"


@dataclass(frozen=True)
class PlayerTable:
    """Players of some kinds; ``name`` says which."""

    name: str
    players: tuple[PlayerView, ...]
    kind: str = "players"


@dataclass(frozen=True)
class Way:
    """Where an answer leads: to a later step, or to what to do next."""

    step: int = 0
    """0 where it ends here."""
    action: str = ""
    fact: str = ""


@dataclass(frozen=True)
class RouteTable:
    """A decision tree as numbered questions, to be read from the top; ``name`` says what for."""

    name: str
    title: str
    steps: tuple[tuple[str, Way, Way], ...]
    """Question, then where yes and no lead; a step's number is its place, from 1."""
    kind: str = "route"


@dataclass(frozen=True)
class RiskTable:
    """The pitfalls of all lessons: what may go wrong, how, and in which part of the course it stands."""

    risks: tuple[tuple[str, Runs, Foreign], ...]
    kind: str = "risks"


@dataclass(frozen=True)
class Plan:
    """What to do in a while of the action plan."""

    title: str
    items: tuple[Runs, ...]
    kind: str = "plan"


Block = Points | Passage | FigureTable | FactTable | PlayerTable | RouteTable | RiskTable | Plan


@dataclass(frozen=True)
class Chapter:
    """A chapter; its name is a key of ``CHAPTERS``."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A whole report. Its last chapter, the sources, is ``facts``."""

    market: MarketCard
    notice: Foreign
    chapters: tuple[Chapter, ...]
    facts: tuple[FactView, ...]
    """All that it says, numbered in the order of first mention."""
    made_on: date
    reviewed_on: date
    review_due: date
    needs_check: bool
    stale_facts: int


def report(session: Session, market_id: str, locale: str, today: date) -> Report | None:
    """Return the report on a published market, or None where there is none of that id."""
    row = session.scalar(courses_query(has_source=True).where(Market.id == market_id))
    if row is None:
        return None
    editor = _Editor(session, row, today)
    chapters = tuple(chapter for chapter in map(editor.chapter, CHAPTERS) if chapter.blocks)
    facts = tuple(queries.facts(session, market_id, today, tuple(editor.told)).values())
    stale = sum(fact.needs_check for fact in facts)
    return Report(
        market=queries.market_card(row, locale),
        notice=in_locale(row.notice, locale),
        chapters=chapters,
        facts=facts,
        made_on=today,
        reviewed_on=row.reviewed_on,
        review_due=row.review_due,
        needs_check=stale > 0 or today > row.review_due,
        stale_facts=stale,
    )


class _Editor:
    """Chooses for one market, and remembers what was told already."""

    def __init__(self, session: Session, row: Market, today: date) -> None:
        self.lessons: dict[str, list[LessonDocument]] = {}
        self.titles: dict[str, Foreign] = {}
        for module, lesson in reading_order(row):
            text = best_body(lesson.texts, "en")
            self.lessons.setdefault(module.slug, []).append(parsed(text.digest, text.source))
            self.titles[module.slug] = in_locale(module.title, "en")
        query = sa.select(Fact).where(Fact.market_id == row.id, Fact.is_published).order_by(Fact.id)
        self.facts = {fact.id: fact for fact in session.scalars(query)}
        self.players = queries.players(session, today, row.id)
        cited = Counter(name for document in self.documents() for name in document.fact_ids)
        # What lessons rest on most comes first, then what was found, then primary sources.
        self.ranked = sorted(
            self.facts.values(),
            key=lambda fact: (fact.confidence != "found", -cited[fact.id], fact.evidence != "primary", fact.id),
        )
        self.told: dict[str, None] = {}

    def documents(self) -> Iterator[LessonDocument]:
        """Yield all lessons in reading order."""
        for documents in self.lessons.values():
            yield from documents

    def chapter(self, name: str) -> Chapter:
        """Return a chapter with all parts that have anything in them."""
        return Chapter(name, tuple(block for part in CHAPTERS[name] for block in self._blocks(part)))

    def _blocks(self, part: Source) -> Iterator[Block]:
        match part:
            case Text():
                yield from self._text(part)
            case Facts():
                yield from self._facts(part)
            case Players():
                yield from self._players(part)
            case Route():
                yield from self._route(part)
            case Whole("figures"):
                yield from self._figures()
            case Whole("risks"):
                yield from self._risks()
            case Whole():
                yield from self._plan()

    def _tell(self, names: Iterable[str]) -> None:
        self.told.update(dict.fromkeys(name for name in names if name in self.facts))

    def _say(self, tokens: Runs) -> Runs:
        """Note the facts of a text and leave out references to those that are not published any more."""
        said = tuple(Run(run.text, run.lang, run.term, run.fact if run.fact in self.facts else "") for run in tokens)
        self._tell(run.fact for run in said)
        return said

    def _text(self, part: Text) -> Iterator[Block]:
        for document in self.lessons.get(part.module, [])[:1]:
            if part.points and document.head.in_short:
                yield Points(document.head.in_short)
            units = [unit for section in document.sections[: part.sections] for unit in _units(section)]
            for title, chosen in _fill(units, part.words):
                yield Passage(title, tuple(self._say(runs_of) for runs_of in chosen))

    def _facts(self, part: Facts) -> Iterator[Block]:
        by_topic: dict[str, list[Fact]] = {topic: [] for topic in part.topics}
        for fact in self.ranked:
            if part.repeats or fact.id not in self.told:
                speaks_of = part.speaks_of is not None and part.speaks_of.search(fact.statement) is not None
                topic = "" if speaks_of and fact.topic not in by_topic else fact.topic
                by_topic.setdefault(topic, []).append(fact)
        wanted = [*part.topics, ""]
        in_turn = zip_longest(*(by_topic.get(topic, ()) for topic in wanted))
        left, chosen = part.words, list[str]()
        for fact in (fact for row in in_turn for fact in row if fact is not None):
            words = len(fact.statement.split())
            if words <= left:
                chosen.append(fact.id)
                left -= words
        self._tell(chosen)
        if chosen:
            yield FactTable(part.name, tuple(chosen))

    def _players(self, part: Players) -> Iterator[Block]:
        if part.kinds:  # what a table says of a player rests on facts
            chosen = [player for kind in part.kinds for player in self.players if player.kind == kind and player.facts]
        else:
            chosen = sorted(self.players, key=lambda player: player.name.casefold())
        self._tell(fact.id for player in chosen for fact in player.facts)
        if chosen:
            yield PlayerTable(part.name, tuple(chosen))

    def _route(self, part: Route) -> Iterator[Block]:
        trees = [
            block
            for document in (*self.lessons.get(part.module, ()), *self.lessons.get("overview", ()))
            for block in document.blocks()
            if isinstance(block, Tree) and part.word in block.id and not (part.without and part.without in block.id)
        ]
        for tree in trees[:1]:
            steps = _steps(tree)
            self._tell(way.fact for _, *ways in steps for way in ways)
            yield RouteTable(part.name, tree.title, steps)

    def _figures(self) -> Iterator[Block]:
        for document in self.documents():
            for block in document.blocks():
                if isinstance(block, Figures):
                    figures = tuple(figure for figure in block.items if figure.fact in self.facts)
                    self._tell(figure.fact for figure in figures)
                    yield FigureTable(figures)
                    return

    def _risks(self) -> Iterator[Block]:
        risks = [
            (block.title, self._say(runs(block.tokens)), self.titles[module])
            for module, documents in self.lessons.items()
            for document in documents
            for block in document.blocks()
            if isinstance(block, Box) and block.box == "pitfall"
        ]
        if risks:
            yield RiskTable(tuple(risks))

    def _plan(self) -> Iterator[Block]:
        for document in self.lessons.get("action-plan", ()):
            for title, items in _whiles(document):
                yield Plan(title, tuple(self._say(item) for item in items))


def _units(section: Section) -> Iterator[tuple[str, list[Runs]]]:
    """Yield the headings of a section, its own first, each with its first paragraphs.

    What only leads over to a list or a table is left out, and so is what comes after one, for it may speak of it.
    """
    title, paragraphs, is_open = section.title, list[Runs](), True
    for block in section.blocks:
        for group in groups(block.tokens) if isinstance(block, Prose) else ():
            if group[0].type == "heading_open":
                yield title, paragraphs
                title, paragraphs, is_open = plain_text(group).strip(), [], True
            elif group[0].type != "paragraph_open":
                is_open = False
            elif is_open and len(words := plain_text(group).split()) >= SHORT and not words[-1].endswith(":"):
                paragraphs.append(runs(group))
    yield title, paragraphs


def _fill(units: Sequence[tuple[str, list[Runs]]], words: int) -> list[tuple[str, list[Runs]]]:
    """Return the first paragraph of each heading, then the second of each, and so on, up to the one too long."""
    taken: dict[int, list[Runs]] = {}
    deepest = max((len(paragraphs) for _, paragraphs in units), default=0)
    in_turn = [(depth, place) for depth in range(deepest) for place in range(len(units))]
    for depth, place in in_turn:
        paragraphs = units[place][1]
        if depth < len(paragraphs):
            words -= sum(len(run.text.split()) for run in paragraphs[depth])
            if words < 0:
                break
            taken.setdefault(place, []).append(paragraphs[depth])
    return [(units[place][0], taken[place]) for place in sorted(taken)]


def _steps(tree: Tree) -> tuple[tuple[str, Way, Way], ...]:
    """Return the questions of a tree so that each answer leads further down or ends."""
    order: list[str] = []
    waiting = [tree.start]
    while waiting:
        name = waiting.pop(0)
        if name in order:
            order.remove(name)  # reached by a longer way, too: it comes after that one
        order.append(name)
        waiting += [way for way in (tree.nodes[name].yes, tree.nodes[name].no) if way in tree.nodes]

    def way(name: str) -> Way:
        if name in tree.nodes:
            return Way(step=order.index(name) + 1)
        return Way(action=tree.leaves[name].action, fact=tree.leaves[name].fact)

    return tuple((tree.nodes[name].question, way(tree.nodes[name].yes), way(tree.nodes[name].no)) for name in order)


def _whiles(document: LessonDocument) -> Iterator[tuple[str, list[Runs]]]:
    """Yield what an action plan has to do, under the nearest heading before each list."""
    for section in document.sections:
        title = section.title
        for block in section.blocks:
            if isinstance(block, Prose):
                for group in groups(block.tokens):
                    if group[0].type == "heading_open":
                        title = plain_text(group).strip()
            elif isinstance(block, Checklist):
                yield title, [runs(tokens) for _, tokens in block.items]
