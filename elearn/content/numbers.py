"""The rule "no fact, no number": every figure of a lesson stands in a block that cites a fact which has that figure.

Figures are compared by value, each read as its language writes it. Source: CLDR, by Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import get_decimal_symbol, get_group_symbol
from markdown_it.token import Token

from elearn.content.facts import Fact, Measure
from elearn.content.lesson import Box, Checklist, Figures, LessonDocument, Prose
from elearn.content.markup import fact_ids, plain_text
from elearn.kernel.locales import babel_locale

_NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0\u2009 ]\d{3})*(?:[.,]\d+)*")
_NAMES = re.compile(
    r"\b(?:ISO|IEC|ICH|EN|IMDRF|GHTF|RFC|CFR|Horizon|Part|Annex|[QEMS]\d)(?:[ /-]?(?:ISO|IEC|TR|TS))?"
    r"[ -]?[A-Z]?\d[\d:.()/A-Za-z-]*"
    r"|\b\d+\s?(?:CFR|U\.?S\.?C)\b[ \d.]*"
    r"|\b510\(k\)|\b513\(g\)|\bCOVID-19\b|\bHL7\b|\bB2B\b|\bD[0-9]\b|\bT[0-9]\b",
)
"""Names of standards and forms that happen to hold digits."""
_IN_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Numbers that a statement may write out, from 1."""


def statements(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], int]]:
    """Yield what counts as one statement, with its line from 0: a list item, a table row, a paragraph."""
    start: int | None = None
    closing = ""
    for place, token in enumerate(tokens):
        if start is None and token.type in ("list_item_open", "tr_open", "paragraph_open"):
            if token.type == "list_item_open" and _holds_list(tokens, place):
                continue
            start, closing = place, token.type.replace("_open", "_close")
        elif start is not None and token.type == closing and token.level == tokens[start].level:
            opening = tokens[start]
            yield tokens[start : place + 1], opening.map[0] if opening.map else 0
            start = None


def _holds_list(tokens: Sequence[Token], place: int) -> bool:
    level = tokens[place].level
    for token in tokens[place + 1 :]:
        if token.level <= level:
            return False
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return True
    return False


@dataclass(frozen=True)
class _Signs:
    """How a language parts thousands and decimals."""

    group: re.Pattern[str]
    """Also spaces, which every language may use; before three digits, or before two as in 9,04,461."""
    decimal: str


@cache
def _signs(lang: str) -> _Signs:
    locale = babel_locale(lang)
    group = re.escape(get_group_symbol(locale))
    return _Signs(
        re.compile(rf"[\u202f\u00a0\u2009 ](?=\d{{3}}(?!\d))|{group}(?=\d{{3}}(?!\d)|\d{{2}}{group}\d)"),
        get_decimal_symbol(locale),
    )


def _numbers(text: str, lang: str = "en") -> list[tuple[str, str]]:
    """Return every number of a text as it is written, with its value."""
    return [(number, _value(number, _signs(lang))) for number in _NUMBER.findall(_NAMES.sub(" ", text))]


def _value(number: str, signs: _Signs) -> str:
    """Return digits that are the same for 358,800 and 358 800, for 03 and 3, and for 61,7 in French and 61.7.

    61.7 in French is none of them: a decimal sign that the language does not use stays unreadable.
    """
    digits = signs.group.sub("", number)
    if signs.decimal != ".":
        digits = digits.replace(".", "?").replace(signs.decimal, ".")
    return digits.lstrip("0") or "0"


def _known(facts: Iterable[Fact]) -> set[str]:
    return {value for fact in facts for _, value in _numbers(f"{fact.statement} {fact.as_of}")}


def unsourced(tokens: Sequence[Token], facts: Mapping[str, Fact], lang: str) -> Iterator[tuple[int, str, str]]:
    """Yield ``(line from 0, number, cited fact ids)`` for every figure that no cited fact of its block has.

    Figures are read as the text's language writes them, those of facts as English does.
    """
    for block, line in statements(tokens):
        numbers = _numbers(plain_text(block), lang)
        if not numbers:
            continue
        ids = fact_ids(block)
        known = _known(facts[name] for name in ids if name in facts)
        for number, value in numbers:
            if value not in known:
                yield line, number, " ".join(dict.fromkeys(ids))


def numbers_beyond(text: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return the figures of a plain English text that none of these facts has, in its statement or its date."""
    known = _known(facts)
    return tuple(number for number, value in _numbers(text) if value not in known)


def has_number_of(value: str, fact: Fact, lang: str) -> bool:
    """Tell whether every figure of ``value``, as its language writes it, occurs in the fact's statement."""
    known = {digits for _, digits in _numbers(fact.statement)}
    return all(digits in known for _, digits in _numbers(value, lang))


def unsaid(measure: Measure, fact: Fact) -> str:
    """Return the number of a measure, its value or its year, that the fact does not say; empty where it says both.

    The value must stand in the statement, in digits or, up to twelve, in words; the year there or in ``as_of``.
    """
    words = re.findall(r"[a-z]+", fact.statement.lower())
    said = {Decimal(value) for _, value in _numbers(fact.statement) if re.fullmatch(r"\d+(\.\d+)?", value)}
    said |= {Decimal(number) for number, word in enumerate(_IN_WORDS, 1) if word in words}
    if measure.value not in said:
        return str(measure.value)
    dated = _known([fact])
    return "" if all(value in dated for _, value in _numbers(measure.year)) else measure.year


def figure_facts(document: LessonDocument) -> tuple[str, ...]:
    """Return the facts that a lesson cites for a number, in order: in its figures, or by words that have one."""
    found: dict[str, None] = {}
    for block in document.blocks():
        if isinstance(block, Figures):
            found |= dict.fromkeys(item.fact for item in block.items)
        elif isinstance(block, Checklist):
            found |= dict.fromkeys(name for _, tokens in block.items for name in _cited_with_number(tokens))
        elif isinstance(block, Prose | Box):
            found |= dict.fromkeys(_cited_with_number(block.tokens))
    return tuple(found)


def _cited_with_number(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        opened: list[Token] = []
        for child in token.children or ():
            opened.append(child)
            if child.type == "link_close":
                if _numbers("".join(part.content for part in opened)):
                    yield from fact_ids(opened)
                opened = []
            elif child.type == "link_open":
                opened = [child]
