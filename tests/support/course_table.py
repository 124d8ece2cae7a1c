"""Counts the shipped courses, as the guide for authors shows them.

Run: ``python -m tests.support.course_table`` writes the table into the guide.
"""

from __future__ import annotations

import re

from elearn.authoring.services import read_units
from elearn.content.folder import parse_units
from elearn.content.lesson import Tree
from elearn.content.markets import MarketDocument
from tests.support.glossary_table import ROOT

GUIDE = ROOT / "docs/guide/author.md"
_TABLE = re.compile(r"\| course \|.*?\n(?=\n|\Z)", re.DOTALL)


def table() -> str:
    """Return the table in Markdown; words, quiz items and trees are those of the English texts."""
    markets = parse_units(read_units(ROOT)).markets.values()
    lines = [
        "| course | lessons | words | facts found | of these primary | not yet checked | players | quiz items | trees |"
    ]
    lines.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    counted = [(market.course.name["en"], _counts(market)) for market in sorted(markets, key=lambda m: m.course.order)]
    sums = tuple(map(sum, zip(*(counts for _, counts in counted), strict=True)))
    for name, counts in (*counted, ("**all**", sums)):
        lines.append(f"| {name} | " + " | ".join(f"{count:,}" for count in counts) + " |")
    return "\n".join(lines) + "\n"


def _counts(market: MarketDocument) -> tuple[int, ...]:
    texts = [texts["en"].document for module in market.modules for texts in module.lessons.values()]
    found = [fact for fact in market.facts.values() if fact.confidence == "found"]
    return (
        len(texts),
        sum(text.words for text in texts),
        len(found),
        sum(fact.evidence == "primary" for fact in found),
        len(market.facts) - len(found),
        len(market.players),
        sum(len(text.quiz_items) for text in texts),
        sum(isinstance(block, Tree) for text in texts for block in text.blocks()),
    )


def write() -> None:
    """Put the table into the guide."""
    GUIDE.write_text(_TABLE.sub(lambda _: table(), GUIDE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
