"""The pages that every check goes to."""

from __future__ import annotations

PAGES = {
    "home": "",
    "markets": "markets/",
    "market": "markets/japan/",
    "lesson": "markets/japan/overview/overview/",
    "report": "markets/japan/report/",
    "compare": "compare/",
    "comparison": "compare/?market=japan&market=south-korea&market=usa",
    "directory": "directory/?market=japan",
    "fairs": "directory/events/",
    "handbook": "handbook/",
    "chapter": "handbook/evidence-plan/",
    "annexes": "handbook/annexes/",
    "interviews": "interviews/",
    "briefing": "interviews/briefing-japan/",
    "stories": "stories/",
    "story": "stories/leukocare/",
    "phrases": "phrases/",
    "domain": "phrases/greetings/",
    "entry": "phrases/entry/fair-business-card-exchange/",
    "card": "phrases/entry/fair-business-card-exchange/card/",
    "hear": "phrases/entry/fair-business-card/hear/ja/",
    "stage": "phrases/stage/agree/",
    "list": "phrases/list/?title=Osaka&e=greetings-goodbye&e=negotiation-our-minimum",
    "introduction": "phrases/introduce/?name=Anna+Schmidt",
    "sheet": "phrases/greetings/sheet/?paper=a6",
    "suggestion": "phrases/entry/greetings-goodbye/suggest/ja/",
    "heard": "search/?heard=1&q=kentou",
    "packs": "packs/",
    "search with hits": "search/?q=card",
    "search without": "search/?q=zzzzqqqq",
    "search empty": "search/",
    "about": "about/",
    "patterns": "patterns/",
    "missing": "nothing-is-here/",
}


def status(name: str) -> int:
    """Return the status that a page answers with."""
    return 404 if name == "missing" else 200
