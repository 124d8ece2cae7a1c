"""Counts the shipped glossary by language, as the guide for terminologists shows it.

Run: ``python -m tests.support.glossary_table`` writes the table into the guide.
"""

from __future__ import annotations

import re
from pathlib import Path

from elearn.content.problems import Report
from elearn.content.termbases import TermbaseDocument, parse_termbase

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/guide/terminologist.md"
_FOLDER = "glossaries/easyspeak"
_TABLE = re.compile(r"\| language \|.*?\n(?=\n|\Z)", re.DOTALL)


def shipped() -> TermbaseDocument:
    """Return the glossary of this repository."""
    report = Report()
    files = {path.name: path.read_bytes() for path in (ROOT / _FOLDER).glob("*.yaml")}
    termbase = parse_termbase(_FOLDER, files, report)
    assert termbase is not None, list(report)
    return termbase


def table() -> str:
    """Return the table in Markdown."""
    termbase = shipped()
    lines = ["| language | entries | among equals | other wordings | with reading | official | notes | draft |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|--:|")
    for lang in termbase.file.languages:
        sections = [concept.terms[lang] for concept in termbase.concepts if lang in concept.terms]
        counts = (
            len(sections),
            sum(section.neutral is not None for section in sections),
            sum(len(section.alternatives) + len(section.variants) for section in sections),
            sum(bool(section.reading or section.romanisation) for section in sections),
            sum(section.official for section in sections),
            sum(bool(section.note) for section in sections),
            sum(section.status == "draft" for section in sections),
        )
        lines.append(f"| {lang} | " + " | ".join(f"{count:,}" for count in counts) + " |")
    return "\n".join(lines) + "\n"


def write() -> None:
    """Put the table into the guide."""
    GUIDE.write_text(_TABLE.sub(lambda _: table(), GUIDE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
