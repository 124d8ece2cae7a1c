"""Words of the data that pages show translated: codes and fixed vocabularies, each with its sentence.

Logic never looks at these; it looks at the codes. A word that is not listed is shown as it stands in the file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta

from flask_babel import format_date, format_timedelta, gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from elearn.content import labels
from elearn.content.lesson import PieceHead


def _lazy(texts: Mapping[str, str]) -> dict[str, LazyString]:
    """Return labels that speak the reader's language when they are shown."""
    return {code: _l(text) for code, text in texts.items()}


SITUATIONS = _lazy(labels.SITUATIONS)

SLOTS = _lazy(labels.SLOTS)
"""What belongs into the open places of a phrase, such as ``{company}``."""

STAGES = _lazy(labels.STAGES)
"""The stages of a meeting, in order."""

KINDS = {"phrase": _l("Phrase"), "term": _l("Term"), "abbreviation": _l("Abbreviation"), "pattern": _l("Pattern")}

PLAYER_KINDS = _lazy(labels.PLAYER_KINDS)
"""What a player is, in the order in which filters offer it."""

FORMS = {
    "text": _l("Wording"),
    "alternative": _l("Also said"),
    "reading": _l("Reading"),
    "romanisation": _l("In Latin letters"),
    "title": _l("Title"),
    "heading": _l("Heading"),
    "definition": _l("Definition"),
    "body": _l("Text"),
}
"""What of an entry or lesson was found."""

SPEECH_ENGINES = {"espeak": "eSpeak NG", "gtts": "Google Translate", "silent": "Test tone"}
"""Proper names, the same in every language."""


def situation(name: str) -> str:
    """Return the heading of a situation in the interface language."""
    return str(SITUATIONS.get(name, name))


def waiting_time(wait_s: int) -> str:
    """Return how long to wait, in minutes rounded up, in the interface language."""
    minutes = timedelta(minutes=math.ceil(wait_s / 60))
    return str(gettext("Please wait. Time left: %(time)s.", time=format_timedelta(minutes, "minute", threshold=1)))


def piece_label(head: PieceHead) -> str:
    """Return the sentence that says who speaks in an interview or story, and who does not."""
    source, year = (head.source.title, str(head.source.year)) if head.source else ("", "")
    approved = format_date(head.approved_on, "long") if head.approved_on else ""
    texts = {
        "published-summary": gettext("Summary of a published interview (%(source)s). Written by our editors, not reviewed by the interviewee. Positions and programmes are those of %(year)s.", source=source, year=year),
        "briefing": gettext("Compiled by editors from the listed sources; no person was interviewed."),
        "case-published": gettext("Retold by our editors from a published source (%(source)s), not reviewed by the company. It tells of %(year)s; later development not checked.", source=source, year=year),
        "interview-original": gettext("Interview by our editors. The person agreed to publication and approved this text on %(date)s.", date=approved),
        "kit": gettext("For authors and editors: how to ask, agree and have a text approved."),
    }  # fmt: skip
    return str(texts[head.format])


def error_text(status: int) -> tuple[str, str]:
    """Return title and advice for an error page, by HTTP status."""
    texts = {
        400: (gettext("This request was not understood"), gettext("Go back and try again, or start from the home page.")),
        403: (gettext("This is not allowed"), gettext("The request did not come from this site. Open the page here and try again.")),
        404: (gettext("There is no such page"), gettext("Check the address, or look for it with the search.")),
        405: (gettext("This is not allowed"), gettext("Go back and try again, or start from the home page.")),
        413: (gettext("That was too much"), gettext("What was sent is larger than this page accepts.")),
        414: (gettext("That was too much"), gettext("The address is too long. Shorten the search and try again.")),
        429: (gettext("Too many requests"), gettext("Wait a minute and try again.")),
        503: (gettext("Busy at the moment"), gettext("Nothing is lost. Wait a few seconds and load the page again.")),
        507: (gettext("The disk is full"), gettext("Reading still works. Nothing new can be saved until the operator makes room.")),
    }  # fmt: skip
    usual = (gettext("Something went wrong"), gettext("It is our fault, not yours. Please try again in a while."))
    return texts.get(status, usual)
