"""What search needs of an index engine, in terms that any engine with term lookup can serve.

The analysis makes all keys; an engine only stores them and finds rows that have them. A *row* is a group of forms of
one document in one language; one more row joins all its languages, for questions that mix them. A *channel* is a
family of keys (whole forms, beginnings, words, trigrams …).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal, Protocol, get_args

import msgspec

from elearn.search.models import DocumentType, FormKind, SearchDocument

Channel = Literal["whole", "first", "word", "start", "gram", "body", "any"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
"""Whole forms; beginnings of forms; words and bigrams; beginnings of words; trigrams; words of running text; words and
bigrams of all the languages of a document."""


class Key(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A form in one system of spelling. ``sound`` says more where ``words`` say too little: vowels, their length."""

    system: str
    """Empty for the form as it is written, else ``ja``, ``zh``, ``ko``, ``el``, ``ar`` or ``hi``."""
    words: str
    sound: str = ""


class StoredForm(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A form as the index keeps it, with its keys for reranking."""

    kind: FormKind
    text: str
    keys: tuple[Key, ...]
    lang: str = ""
    """Set where the row has forms of several languages."""


class Candidate(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row that may answer the query, with all that ranking needs; a question decodes many, none for long."""

    id: str
    type: DocumentType
    path: str
    kind: str
    domain: str
    markets: tuple[str, ...]
    priority: int
    lang: str
    forms: tuple[StoredForm, ...]

    def encode(self) -> bytes:
        """Return the row as the bytes that an engine stores."""
        return _pack(self)

    @classmethod
    def decode(cls, stored: bytes) -> Candidate:
        """Return the row that ``encode`` wrote; a question decodes hundreds, so this must cost next to nothing."""
        return _unpack(stored)


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Candidate).decode


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What an engine writes for one row."""

    document_id: str
    titles: Mapping[str, str] | None
    """Set on a document's first row only."""
    lang: str
    filters: tuple[str, ...]
    """``type:entry``, ``market:japan`` …, without white space."""
    keys: Mapping[Channel, Sequence[str]]
    """Keys without white space."""
    stored: bytes


Term = tuple[Channel, str, float]
"""Channel, key, weight."""
Route = tuple[tuple[Term, ...], ...]
"""All groups must match; of a group, one term at least."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the engine: rows that satisfy any route, the best first."""

    routes: tuple[Route, ...]
    most: int
    """How many rows at most."""
    rarest: int = 0
    """Where positive: each route is one term; use only that many, the rarest that occur."""
    is_flat: bool = False
    """Each term counts its rarity, however long the row: the best rows are those that have most of the question."""

    def routes_to_ask(self, frequency: Callable[[Channel, str], int]) -> Sequence[Route]:
        """Return the routes to ask the engine, given how many rows have a key in a channel."""
        if not self.rarest:
            return self.routes
        counted = [(frequency(route[0][0][0], route[0][0][1]), route) for route in self.routes]
        counted = sorted((pair for pair in counted if pair[0]), key=lambda pair: pair[0])[: self.rarest]
        if self.is_flat:
            return [(((*route[0][0][:2], rarity(count)),),) for count, route in counted]
        return [route for _, route in counted]


def rarity(count: int) -> float:
    """Return what a word weighs that occurs in so many documents: ever less the more."""
    return 1 / (1.6 + log(1 + count))


class SearchIndex(Protocol):
    """A local index that may vanish and is then rebuilt."""

    def rebuild(self, documents: Iterable[SearchDocument], stamp: str) -> int:
        """Replace the whole index at once; readers see the old one until the new one is complete.

        Args:
            stamp: names the state of the content; ``stamp()`` returns it from then on.

        Returns:
            How many documents are in it.

        Raises:
            IndexBusy: another rebuild went on for longer than the engine waits.
            IndexUnavailable: the engine failed; the old index stays.
        """
        ...

    def stamp(self) -> str | None:
        """Return the content state of the index, or None where there is no usable one."""
        ...

    def candidates(self, asks: Sequence[Ask], filters: Sequence[str], langs: Sequence[str]) -> list[Candidate]:
        """Return rows that answer any of the asks, each once, in the order in which they were found.

        Args:
            filters: all of them must be on the row, exactly.
            langs: languages whose rows come first where an ask has more rows than it may return.

        Raises:
            IndexMissing: there is no usable index.
            IndexUnavailable: the engine failed.
        """
        ...

    def spread(self, keys: Sequence[str]) -> list[int]:
        """Return in how many documents each word or bigram occurs (channel ``any``); raises as ``candidates``."""
        ...

    def titles(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """Return the titles by language of documents; raises as ``candidates``."""
        ...

    def ping(self) -> None:
        """Do nothing if the index can be read; raises as ``candidates`` if not."""
        ...
