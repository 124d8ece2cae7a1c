"""Words of the data that pages show translated: codes and fixed vocabularies, each with its sentence.

Logic never looks at these; it looks at the codes. A word that is not listed is shown as it stands in the file.
"""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

SITUATIONS = {
    "agenda": _l("Agenda"),
    "agreement": _l("Agreement"),
    "apology": _l("Apology"),
    "appointments": _l("Appointments"),
    "at the stand": _l("At the stand"),
    "business cards": _l("Business cards"),
    "calling": _l("Calling"),
    "closing": _l("Closing"),
    "conditions": _l("Conditions"),
    "deadlock": _l("Deadlock"),
    "decisions": _l("Decisions"),
    "dossier": _l("Dossier"),
    "e-mail": _l("E-mail"),
    "farewell": _l("Farewell"),
    "first contact": _l("First contact"),
    "follow-up": _l("Follow-up"),
    "gifts and hospitality": _l("Gifts and hospitality"),
    "labelling": _l("Labelling"),
    "names and titles": _l("Names and titles"),
    "offer": _l("Offer"),
    "opening": _l("Opening"),
    "partnering": _l("Partnering"),
    "pitch": _l("Pitch"),
    "presenting": _l("Presenting"),
    "price": _l("Price"),
    "quality": _l("Quality"),
    "questions": _l("Questions"),
    "representative": _l("Representative"),
    "roles": _l("Roles"),
    "route": _l("Route"),
    "small talk": _l("Small talk"),
    "soft refusal": _l("Soft refusal"),
    "thanks": _l("Thanks"),
    "understanding": _l("Understanding each other"),
    "video call": _l("Video call"),
    "vigilance": _l("Vigilance"),
    "voicemail": _l("Voicemail"),
}

SLOTS = {
    "company": _l("company"),
    "name": _l("name"),
    "title": _l("title"),
    "product": _l("product"),
    "date": _l("date"),
    "time": _l("time"),
    "amount": _l("amount"),
    "country": _l("country"),
}
"""What belongs into the open places of a phrase, such as ``{company}``."""

KINDS = {"phrase": _l("Phrase"), "term": _l("Term"), "abbreviation": _l("Abbreviation"), "pattern": _l("Pattern")}

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
