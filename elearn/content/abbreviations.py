"""Abbreviations: which a reader may be expected to know, and where one stands before anybody has explained it.

The rule catches what it can be sure of: an abbreviation that the glossary or any lesson explains must be explained in
each lesson that uses it, at its first use. A name in capitals that nobody explains, such as that of a fair, is left
alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from babel.numbers import list_currencies

WELL_KNOWN = {
    "AI", "AIDS", "AM", "B2B", "CE", "CEO", "COVID", "CV", "DNA", "EU", "FAQ", "GDP", "HIV", "HS", "HTML",
    "ID", "IP", "ISO", "IT", "OECD", "PDF", "PM", "RNA", "SME", "TV", "UAE", "UK", "UN", "US", "USA", "VAT",
    "VIP", "WHO", "XML",
    *list_currencies(),
}  # fmt: skip
"""Need no explanation: currencies of ISO 4217 and words of everyday business. Add one where every reader knows it."""

_USE = re.compile(r"(?<![\w/&.-])([A-Z]{2,}\d?)s?(?![\w-]*\d)(?![\w&/])")
_ROMAN = re.compile(r"[IVXLCM]+")
_SMALL = "of|the|and|or|in|for|to|by|from|an?|with|at|on"
_NAMED_BEFORE = re.compile(
    r"\([^()]{0,60}$"  # Federal Drug Agency (FDA
    rf"|\b(?:the|an?|its|their|his|our|one|new)(?: (?!(?:{_SMALL})\b)[\w’'-]+){{1,6}},? $"  # the drug agency FDA
    r"|\b[A-Z][a-z]+ [A-Z][a-z]+, $"  # the Federal Drug Agency, FDA
    r"|\b(?:called|named|known as|or|says?|short for)(?: the)? $",  # an agency known as FDA
)
_NEAR = 250
"""Characters before an abbreviation among which its long form is looked for."""
_NAMED_AFTER = re.compile(r",? \(| is (?:the|an?) |, (?:the|an?|or|its|short for|[A-Z][a-z]+['’]s) ")
_IN_BRACKETS_BEFORE = re.compile(r"[a-z)] \($")
_LONG_FORM_BEHIND = re.compile(r" \([A-Za-z][a-z]")

Lines = Sequence[tuple[int, str]]
"""Running text, paragraph by paragraph, each with its line."""


def explained(lines: Lines) -> set[str]:
    """Return the abbreviations that stand in brackets beside their long form, or have it in brackets beside them."""
    return {
        match[1]
        for _, text in lines
        for match in _USE.finditer(text)
        if _IN_BRACKETS_BEFORE.search(text, 0, match.start()) or _LONG_FORM_BEHIND.match(text, match.end())
    }


def unexplained(
    lines: Lines, wanted: Collection[str], long_forms: Mapping[str, Iterable[str]]
) -> Iterator[tuple[int, str]]:
    """Yield each wanted abbreviation that its first use does not explain, with its line.

    Args:
        lines: the lesson, without headings.
        wanted: abbreviations that are explained somewhere; well-known ones and Roman numbers among them pass.
        long_forms: what the glossary says in full; a reader who has met it needs no other explanation.
    """
    seen: set[str] = set()
    before = ""
    for line, text in lines:
        before += f" {text.casefold()}"
        for match in _USE.finditer(text):
            name = match[1]
            if name in seen or name not in wanted or name in WELL_KNOWN or _ROMAN.fullmatch(name):
                continue
            seen.add(name)
            is_named = _NAMED_BEFORE.search(text[max(match.start() - _NEAR, 0) : match.start()]) or _NAMED_AFTER.match(
                text, match.end()
            )
            if not is_named and not any(long.casefold() in before for long in long_forms.get(name, ())):
                yield line, name
