"""A country report with its labels in the reader's language: one document, which the page and the PDF both show.

Texts are in English; labels are pieces that say their own language. Nothing here chooses what a report says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

from flask import g
from flask_babel import format_date, format_decimal, gettext, ngettext
from markupsafe import Markup

from elearn.content.runs import Runs
from elearn.courses.queries import FactView, PlayerView
from elearn.courses.report import (
    Block,
    FactTable,
    FigureTable,
    Passage,
    Plan,
    PlayerTable,
    Points,
    Report,
    RiskTable,
    RouteTable,
    Way,
)
from elearn.kernel.locales import describe, html_lang
from elearn.web.i18n import area_name, as_of, month_name
from elearn.web.labels import REPORT, REPORT_COLUMNS, REPORT_TABLES


@dataclass(frozen=True)
class Piece:
    """Words with one look; without ``lang`` they are English."""

    text: str
    lang: str = ""
    dir: str = ""
    fact: str = ""
    """Id of the source to point to."""
    number: int = 0
    """Its number in the list of sources."""
    anchor: str = ""
    """Id of the fact whose source stands here."""
    term: str = ""
    """The glossary entry that the words stand for."""
    href: str = ""
    badge: str = ""
    """``check`` or ``unchecked``: what the words warn of; or how a source was found."""
    strong: bool = False


Cell = tuple[Piece, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table with a header row."""

    caption: Cell
    columns: tuple[Piece, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    """Shares of the columns."""
    kind: str = "table"


@dataclass(frozen=True)
class Texts:
    """Paragraphs, or with ``kind`` points or plan the items of a list, under a heading that may be empty."""

    title: Cell
    items: tuple[Cell, ...]
    kind: str = "passage"


@dataclass(frozen=True)
class Part:
    """A chapter; ``name`` is its anchor on the page."""

    name: str
    title: Piece
    blocks: tuple[Table | Texts, ...]


@dataclass(frozen=True)
class Document:
    """A report, ready to be shown."""

    title: Piece
    native_name: Piece | None
    made_on: Piece
    reviewed_on: Piece
    note: Piece
    """What the texts are, and that sources and dates go with them."""
    notice: Piece
    banner: tuple[Piece, Piece, tuple[Piece, ...]] | None
    """Title, sentence and the sources that want a look, where there are any."""
    contents: Piece
    page_words: Piece
    """The word before a page's number."""
    parts: tuple[Part, ...]
    hue: str


def document(report: Report) -> Document:
    """Return a report as it is shown in the interface language of this request."""
    return _Labels(report).document()


class _Labels:
    """Puts the words of the interface to one report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.facts: Mapping[str, FactView] = {fact.id: fact for fact in report.facts}
        self.lang = html_lang(g.locale)
        self.dir = describe(self.lang).direction

    def ui(self, text: str, badge: str = "") -> Piece:
        """Return words of the interface."""
        return Piece(str(text), self.lang, self.dir, badge=badge)

    def document(self) -> Document:
        """Return the whole."""
        report = self.report
        native = report.market.native_name
        same = native.text == report.market.name
        chapters = tuple(
            Part(chapter.name, self.ui(REPORT[chapter.name]), tuple(self._block(block) for block in chapter.blocks))
            for chapter in report.chapters
        )
        return Document(
            title=self.ui(gettext("Country report: %(market)s", market=report.market.name)),
            native_name=None if same else Piece(native.text, native.language.tag, native.language.direction),
            made_on=self.ui(gettext("Made on %(date)s", date=_day(report.made_on))),
            reviewed_on=self.ui(gettext("Reviewed %(date)s", date=_day(report.reviewed_on))),
            note=self.ui(
                gettext(
                    "Made from the facts, people and lessons of the course, in English. "
                    "Each number leads to its source in the last chapter."
                )
            ),
            notice=Piece(report.notice.text, report.notice.language.tag, report.notice.language.direction),
            banner=self._banner(),
            contents=self.ui(gettext("Contents")),
            page_words=self.ui(gettext("Page")),
            parts=(*chapters, Part("sources", self.ui(gettext("Sources")), (self._sources(),))),
            hue=report.market.hue,
        )

    def _banner(self) -> tuple[Piece, Piece, tuple[Piece, ...]] | None:
        if not self.report.needs_check:
            return None
        stale = self.report.stale_facts
        sentence = (
            gettext("This is past its review date. Ask the authority before you rely on it.")
            if not stale
            else ngettext(
                "%(num)s statement here is past its date. Look at its source before you rely on it.",
                "%(num)s statements here are past their date. Look at their sources before you rely on them.",
                stale,
            )
        )
        links = tuple(
            Piece(format_decimal(fact.number), fact=fact.id) for fact in self.report.facts if fact.needs_check
        )
        return self.ui(gettext("Check before use")), self.ui(sentence), links

    def _block(self, block: Block) -> Table | Texts:
        rows: tuple[Row, ...]
        match block:
            case Points():
                return Texts((self.ui(gettext("In short")),), tuple((Piece(line),) for line in block.lines), "points")
            case Passage():
                return Texts((Piece(block.title),), tuple(self._text(runs) for runs in block.paragraphs))
            case Plan():
                return Texts((Piece(block.title),), tuple(self._text(runs) for runs in block.items), "plan")
            case FigureTable():
                rows = tuple(
                    (
                        (Piece(f.value, strong=True),),
                        (Piece(f.label),),
                        (self._source(f.fact, f.year), *self._warn(f.fact)),
                    )
                    for f in block.figures
                )
                return self._table("figures", ("figure", "counts", "as-of"), rows, (4, 8, 4))
            case FactTable():
                rows = tuple(((Piece(self.facts[name].statement),), self._dated(name)) for name in block.fact_ids)
                return self._table(block.name, ("statement", "as-of"), rows, (12, 4))
            case RouteTable():
                steps = tuple(
                    ((Piece(str(number), strong=True),), (Piece(question),), self._way(yes), self._way(no))
                    for number, (question, yes, no) in enumerate(block.steps, 1)
                )
                table = self._table(block.name, ("step", "question", "yes", "no"), steps, (2, 7, 7, 7))
                return Table((*table.caption, Piece(block.title)), table.columns, table.rows, table.widths)
            case RiskTable():
                rows = tuple(
                    ((Piece(title, strong=True),), self._text(text), (Piece(part.text),))
                    for title, text, part in block.risks
                )
                return self._table("risks", ("risk", "happens", "part"), rows, (4, 10, 3))
            case PlayerTable():
                return self._players(block)

    def _table(self, name: str, columns: Sequence[str], rows: tuple[Row, ...], widths: tuple[int, ...]) -> Table:
        caption = self.ui(REPORT_TABLES.get(name) or REPORT.get(name) or gettext("Facts"))
        return Table((caption,), tuple(self.ui(REPORT_COLUMNS[column]) for column in columns), rows, widths)

    def _players(self, block: PlayerTable) -> Table:
        rows: tuple[Row, ...]
        if block.name == "contacts":
            rows = tuple((self._name(player), (self._city(player),), (_site(player.url),)) for player in block.players)
            return self._table("contacts", ("name", "city", "site"), rows, (8, 4, 5))
        texts = {"support": ("for-you",), "payers": ("does", "for-you")}.get(block.name, ("does",))
        rows = tuple(
            (
                (*self._name(player), *self._where_and_when(player, block.name)),
                *((Piece(player.does if text == "does" else player.for_you),) for text in texts),
                self._numbers(player),
            )
            for player in block.players
        )
        widths = (6, *(6 if len(texts) > 1 else 9 for _ in texts), 3)
        return self._table(block.name, ("name", *texts, "source"), rows, widths)

    def _name(self, player: PlayerView) -> Cell:
        native = player.native_name
        own = (Piece(" "), Piece(native.text, native.language.tag, native.language.direction)) if native else ()
        return (Piece(player.name, strong=True), *own)

    def _city(self, player: PlayerView) -> Piece:
        return Piece(player.city) if player.city else self.ui(area_name(player.area))

    def _where_and_when(self, player: PlayerView, table: str) -> Cell:
        city = (Piece(" · "), self._city(player)) if table in ("clusters", "events") else ()
        months = " · ".join(month_name(month) for month in player.months)
        return (*city, *((Piece(" · "), self.ui(months)) if months else ()))

    def _numbers(self, player: PlayerView) -> Cell:
        """Return the ways to the sources of a player, then what they warn of."""
        known = [self.facts[fact.id] for fact in player.facts]
        ways = (piece for fact in known for piece in (Piece(", "), Piece(str(fact.number), fact=fact.id)))
        warnings = dict.fromkeys(piece for fact in known for piece in self._warn(fact.id) if piece.badge)
        return (*tuple(ways)[1:], *(piece for found in warnings for piece in (Piece(" "), found)))

    def _way(self, way: Way) -> Cell:
        if way.step:
            return (self.ui(gettext("Go to step %(number)s", number=way.step)),)
        return (self._source(way.fact, way.action) if way.fact in self.facts else Piece(way.action),)

    def _text(self, text: Runs) -> Cell:
        pieces: list[Piece] = []
        for run, after in pairwise((*text, None)):
            assert run is not None
            is_end = after is None or after.fact != run.fact  # one reference behind all words of a fact
            language = describe(run.lang) if run.lang else None
            number = self.facts[run.fact].number if run.fact and is_end else 0
            pieces.append(
                Piece(
                    run.text,
                    language.tag if language else "",
                    language.direction if language else "",
                    fact=run.fact if number else "",
                    number=number,
                    term=run.term,
                )
            )
        return tuple(pieces)

    def _source(self, name: str, words: str) -> Piece:
        return Piece(words, fact=name, number=self.facts[name].number)

    def _warn(self, name: str) -> Cell:
        fact = self.facts[name]
        unchecked = (Piece(" "), self.ui(gettext("Not yet checked"), "unchecked")) if fact.label == "unchecked" else ()
        check = (Piece(" "), self.ui(gettext("Check before use"), "check")) if fact.needs_check else ()
        return (*unchecked, *check)

    def _dated(self, name: str) -> Cell:
        """Return the date of a fact, with the way to its source and its warnings."""
        fact = self.facts[name]
        return (self._date(fact, fact.number), *self._warn(name))

    def _date(self, fact: FactView, number: int = 0) -> Piece:
        is_dated = fact.as_of not in ("", "undated")
        text = as_of(fact.as_of) if is_dated else gettext("no date given")
        own = Piece(fact.as_of) if isinstance(text, Markup) else self.ui(text)  # what is no plain date stays English
        return replace(own, fact=fact.id if number else "", number=number)

    def _sources(self) -> Table:
        rows = tuple(self._source_row(fact) for fact in self.report.facts)
        return self._table("sources", ("number", "source", "as-of", "read-on", "label"), rows, (5, 14, 5, 4, 6))

    def _source_row(self, fact: FactView) -> Row:
        found = [Piece(" · "), _site(fact.found_on)] if fact.found_on and fact.found_on != fact.source_url else []
        labels = {"primary": gettext("Primary source"), "unchecked": gettext("Not yet checked")}
        label = self.ui(labels.get(fact.label, gettext("Found on a page")), fact.label)
        check = (Piece(" "), self.ui(gettext("Check before use"), "check")) if fact.needs_check else ()
        return (
            (Piece(str(fact.number), strong=True, anchor=fact.id), Piece(f" {fact.id}")),
            (Piece(fact.source_title, href=fact.source_url), *found),
            (self._date(fact),),
            (Piece(fact.read_on.isoformat()),),
            (label, *check),
        )


def _site(address: str) -> Piece:
    return Piece((urlsplit(address).hostname or address).removeprefix("www."), href=address)


def _day(day: date) -> str:
    return str(format_date(day, "long"))
