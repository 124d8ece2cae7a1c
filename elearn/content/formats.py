"""Interviews and stories: what kind of piece a text is, and what must be known of it so that nobody is invented."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from elearn.content.problems import Report
from elearn.content.yamlfile import FileModel, YamlDocument

Format = Literal["published-summary", "briefing", "case-published", "interview-original", "kit"]
PUBLISHED = ("published-summary", "case-published")
"""Formats that retell what somebody else has printed, and therefore name it."""


class PublishedSource(FileModel):
    """What was printed, and of which year it speaks."""

    title: Annotated[str, Field(min_length=3, max_length=200)]
    year: Annotated[int, Field(ge=1990, le=2100)]


class PieceFacts(FileModel):
    """What the head of an interview or story says beside id and title."""

    format: Format
    source: PublishedSource | None = None
    consent_ref: Annotated[str, Field(min_length=3, max_length=80)] | None = None
    """Where the signed consent is kept; never the consent itself."""
    approved_on: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))] | None = None
    """When the person approved the text."""


def check_piece(path: str, piece: PieceFacts, document: YamlDocument, report: Report) -> None:
    """Note what is missing for the format: the source that is retold, or the consent of the person who was asked."""
    line = document.line(("format",))
    if piece.format == "interview-original" and (piece.consent_ref is None or piece.approved_on is None):
        report.add(path, line, "consent-missing")
    if piece.format in PUBLISHED and piece.source is None:
        report.add(path, line, "source-missing", format=piece.format)
