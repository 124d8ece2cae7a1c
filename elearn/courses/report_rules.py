"""What the chapters of a country report are made of: which lessons, topics, players and trees, and how many words.

The rules name what every market has, never a market, so that the next one gets a report from its files alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The running text that a chapter takes from a lesson."""

    module: str
    words: int
    points: bool = True
    sections: int = 9
    """How many sections it may come from."""


@dataclass(frozen=True)
class Facts:
    """The facts that a chapter shows in a table: the best of each topic in turn, then the second best, and so on."""

    name: str
    topics: tuple[str, ...]
    words: int
    speaks_of: re.Pattern[str] | None = None
    """Facts of other topics come too if they say such a word."""
    repeats: bool = False
    """Also what the text before has said already."""


@dataclass(frozen=True)
class Players:
    """The players that a chapter shows in a table."""

    name: str
    kinds: tuple[str, ...]
    """In this order; none means all, by name."""


@dataclass(frozen=True)
class Route:
    """The decision tree that a chapter shows: of a module, the one whose id has a word, or the first without it."""

    name: str
    module: str
    word: str = ""
    without: str = ""


@dataclass(frozen=True)
class Whole:
    """What comes from the whole course: figures, risks or the plan."""

    what: str


_PERSONALISED = re.compile(
    r"genom|gene[- ](?:therap|diagnos|test)|cell therap|CAR-T|companion|biomarker|personali[sz]ed|rare[- ]disease"
    r"|orphan|biobank|real-world|AI-|AI software|laboratory-developed",
    re.IGNORECASE,
)
Source = Text | Facts | Players | Route | Whole


def _topics(names: str) -> tuple[str, ...]:
    return tuple(names.split())


CHAPTERS: Mapping[str, tuple[Source, ...]] = {
    "introduction": (Text("overview", 300, points=False, sections=1), Whole("figures")),
    "health-system": (
        Text("health-system", 130),
        Facts("health-facts", _topics("spending health-system hospitals demography disease-burden scope israel"), 40),
    ),
    "government": (
        Text("regulator", 120, points=False, sections=1),
        Players("institutions", ("regulator", "agency")),
        Facts("government-facts", _topics("regulator"), 30),
    ),
    "industry": (Facts("industry", _topics("market-size investment trade"), 120),),
    "research": (
        Text("trials-data", 150),
        Facts("research-facts", _topics("clinical-trials ethics gmo"), 50),
    ),
    "clusters": (Players("clusters", ("cluster",)), Facts("cluster-facts", _topics("clusters zones players"), 40)),
    "market-entry": (
        Text("entry-partners", 130),
        Route("entry", "entry-partners"),
        Whole("plan"),
        Players("support", ("gateway", "trade-body", "helper")),
        Players("events", ("fair",)),
        Facts(
            "support-facts",
            _topics(
                "incentives grants entry-modes company-setup company localisation contracts compliance customs tax"
                " taxes logistics cold-chain payment distribution advertising events fairs travel newsletter-2017"
            ),
            70,
        ),
    ),
    "culture": (Text("culture", 130), Facts("culture-facts", _topics("culture language religion pitfalls"), 40)),
    "routes": (
        Route("device", "regulator", without="medicine"),
        Facts("device-rules", _topics("devices ivd local-rep qms labelling"), 80),
        Route("medicine", "regulator", word="medicine"),
        Facts("medicine-rules", _topics("medicines reliance gmp"), 80),
        Facts("fees", _topics("fees timelines"), 100, repeats=True),
    ),
    "reimbursement": (
        Text("payers", 90),
        Players("payers", ("payer",)),
        Facts("reimbursement-facts", _topics("payers reimbursement pricing procurement hta"), 90),
    ),
    "ip-data": (Text("ip-contracts", 110), Facts("ip-facts", _topics("ip data genetic-resources samples"), 110)),
    "personalised-medicine": (
        Facts(
            "personalised-medicine",
            _topics("regenerative cell-gene atmp advanced-therapy software digital"),
            120,
            speaks_of=_PERSONALISED,
            repeats=True,
        ),
    ),
    "risks": (Whole("risks"),),
    "contacts": (Players("contacts", ()),),
}
"""What each chapter is made of, in order, with the words that each part may have."""
