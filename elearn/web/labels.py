"""Words of the data that pages show translated: codes and fixed vocabularies, each with its sentence.

Logic never looks at these; it looks at the codes. A word that is not listed is shown as it stands in the file.
"""

from __future__ import annotations

import math
from datetime import timedelta

from flask_babel import format_date, format_timedelta, gettext
from flask_babel import lazy_gettext as _l

from elearn.content.lesson import PieceHead

SITUATIONS = {
    "access": _l("Access"),
    "accounts": _l("Accounts"),
    "agenda": _l("Agenda"),
    "agreement": _l("Agreement"),
    "airport": _l("Airport"),
    "apology": _l("Apology"),
    "appointments": _l("Appointments"),
    "at the stand": _l("At the stand"),
    "audit": _l("Audit"),
    "batch and release": _l("Batch and release"),
    "biomarkers": _l("Biomarkers"),
    "business cards": _l("Business cards"),
    "calling": _l("Calling"),
    "cells and molecules": _l("Cells and molecules"),
    "cells and tissues": _l("Cells and tissues"),
    "changes and deviations": _l("Changes and deviations"),
    "clinical evidence": _l("Clinical evidence"),
    "closing": _l("Closing"),
    "cold chain": _l("Cold chain"),
    "company": _l("Company"),
    "conditions": _l("Conditions"),
    "confidentiality": _l("Confidentiality"),
    "consent and biobanks": _l("Consent and biobanks"),
    "contract manufacturing": _l("Contract manufacturing"),
    "data": _l("Data"),
    "data and results": _l("Data and results"),
    "data protection and security": _l("Data protection and security"),
    "dates and times": _l("Dates and times"),
    "deadlock": _l("Deadlock"),
    "decisions": _l("Decisions"),
    "delivery problems": _l("Delivery problems"),
    "device and parts": _l("Device and parts"),
    "documents and records": _l("Documents and records"),
    "dossier": _l("Dossier"),
    "e-mail": _l("E-mail"),
    "equipment": _l("Equipment"),
    "ethics and consent": _l("Ethics and consent"),
    "farewell": _l("Farewell"),
    "figures": _l("Figures"),
    "finding the way": _l("Finding the way"),
    "findings and actions": _l("Findings and actions"),
    "first contact": _l("First contact"),
    "follow-up": _l("Follow-up"),
    "food needs": _l("Food needs"),
    "gene therapy": _l("Gene therapy"),
    "genomics": _l("Genomics"),
    "gifts and hospitality": _l("Gifts and hospitality"),
    "grants": _l("Grants"),
    "health economics": _l("Health economics"),
    "hotel": _l("Hotel"),
    "investors": _l("Investors"),
    "labelling": _l("Labelling"),
    "laboratory safety": _l("Laboratory safety"),
    "liability and law": _l("Liability and law"),
    "licence": _l("Licence"),
    "manufacturing": _l("Manufacturing"),
    "medical help": _l("Medical help"),
    "medicines and allergies": _l("Medicines and allergies"),
    "methods": _l("Methods"),
    "money": _l("Money"),
    "names and titles": _l("Names and titles"),
    "offer": _l("Offer"),
    "opening": _l("Opening"),
    "partnering": _l("Partnering"),
    "patents and trade marks": _l("Patents and trade marks"),
    "payers": _l("Payers"),
    "paying": _l("Paying"),
    "payments": _l("Payments"),
    "performance": _l("Performance"),
    "permits and customs": _l("Permits and customs"),
    "pitch": _l("Pitch"),
    "point of care": _l("Point of care"),
    "police and loss": _l("Police and loss"),
    "premises and equipment": _l("Premises and equipment"),
    "presenting": _l("Presenting"),
    "price": _l("Price"),
    "production": _l("Production"),
    "protocol": _l("Protocol"),
    "quality": _l("Quality"),
    "quality system": _l("Quality system"),
    "questions": _l("Questions"),
    "representative": _l("Representative"),
    "restaurant": _l("Restaurant"),
    "risk and safety": _l("Risk and safety"),
    "roles": _l("Roles"),
    "route": _l("Route"),
    "safety": _l("Safety"),
    "sample": _l("Sample"),
    "samples": _l("Samples"),
    "sequencing and omics": _l("Sequencing and omics"),
    "shipping": _l("Shipping"),
    "signing": _l("Signing"),
    "site and staff": _l("Site and staff"),
    "site tour": _l("Site tour"),
    "small talk": _l("Small talk"),
    "soft refusal": _l("Soft refusal"),
    "software": _l("Software"),
    "suppliers": _l("Suppliers"),
    "symptoms": _l("Symptoms"),
    "taxi and train": _l("Taxi and train"),
    "tender": _l("Tender"),
    "test": _l("Test"),
    "thanks": _l("Thanks"),
    "understanding": _l("Understanding each other"),
    "units and measurements": _l("Units and measurements"),
    "usability": _l("Usability"),
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

STAGES = {
    "arrange": _l("Arrange it"),
    "arrive": _l("Arrive and meet"),
    "open": _l("Open the meeting"),
    "present": _l("Present"),
    "understand": _l("Ask and understand"),
    "agree": _l("Negotiate"),
    "close": _l("Close and follow up"),
}
"""The stages of a meeting, in order."""

KINDS = {"phrase": _l("Phrase"), "term": _l("Term"), "abbreviation": _l("Abbreviation"), "pattern": _l("Pattern")}

PLAYER_KINDS = {
    "regulator": _l("Regulator"),
    "agency": _l("Public body"),
    "payer": _l("Payer"),
    "cluster": _l("Cluster"),
    "gateway": _l("Gateway for foreign firms"),
    "trade-body": _l("Trade association"),
    "fair": _l("Fair"),
    "helper": _l("Advice and support"),
}
"""What a player is, in the order in which filters offer it."""

MEASURES = {
    "population": (_l("Population"), ""),
    "health-spending": (
        _l("Health spending as a share of gross domestic product"),
        _l("Definitions differ: some totals include investment, some are derived from other shares."),
    ),
    "public-share": (
        _l("Share of health spending that public bodies pay"),
        _l(
            "The rest comes from insurers, employers and patients. Definitions differ: not all totals include investment."
        ),
    ),
    "data-protection": (
        _l("Years for which the test data of a new medicine are protected"),
        _l("The usual case of a new active substance. Patents run beside it, and other products have other terms."),
    ),
}
"""What is compared across markets: title, and what is counted."""

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
