"""Running text as a row of runs: plain words, each with what it points to, for whatever sets type and knows no HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from elearn.content.markup import pointed_to, walk


@dataclass(frozen=True)
class Run:
    """Words that have one look and one meaning."""

    text: str
    lang: str = ""
    """Of words in another language than the text around them."""
    term: str = ""
    """The glossary entry that they stand for."""
    fact: str = ""
    """The fact that they say; a run without text is the bare reference."""


Runs = tuple[Run, ...]


def runs(tokens: Sequence[Token]) -> Runs:
    """Return the words of tokens as runs; emphasis and links to pages become plain words."""
    return tuple(_joined(_pieces(tokens)))


def _pieces(tokens: Sequence[Token]) -> Iterator[Run]:
    lang, kind, name = "", "", ""
    for token in walk(tokens):
        if token.type == "span_open":
            lang = str(token.attrGet("lang") or "")
        elif token.type == "span_close":
            lang = ""
        elif token.type == "link_open":
            kind, name = pointed_to(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            kind, name = "", ""
        elif token.type in ("text", "code_inline", "softbreak", "hardbreak"):
            words = " " if token.type.endswith("break") else token.content
            yield Run(words, lang, name if kind == "term" else "", name if kind == "fact" else "")


def _joined(pieces: Iterator[Run]) -> Iterator[Run]:
    """Put neighbours of one kind together, so that a reference stands once behind all its words."""
    last: Run | None = None
    for piece in pieces:
        if last is not None and (last.lang, last.term, last.fact) == (piece.lang, piece.term, piece.fact):
            last = Run(last.text + piece.text, last.lang, last.term, last.fact)
            continue
        if last is not None and last.text:
            yield last
        last = piece
    if last is not None and last.text:
        yield last
