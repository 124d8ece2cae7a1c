"""Tells whether a question was asked by one more person, and forgets who it was.

An address is only compared, within a day and within this process, through a keyed digest whose key is drawn anew every
day and kept nowhere; nothing of it is written down. Source: SECURITY.md, D26.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from datetime import date

MOST_TEXTS = 2_000
MOST_PEOPLE = 200


class Askers:
    """Who of today's visitors has asked what, by digests that mean nothing tomorrow."""

    def __init__(self, enough: int) -> None:
        """
        Args:
            enough: so many different people must ask before a question counts.
        """
        self._enough = enough
        self._lock = threading.Lock()
        self._day: date | None = None
        self._key = b""
        self._asked: OrderedDict[str, set[bytes]] = OrderedDict()

    def is_one_more(self, text: str, address: str, today: date) -> bool:
        """Count a person; return True for the last of ``enough`` and for each new one after."""
        with self._lock:
            if today != self._day:
                self._day, self._key = today, secrets.token_bytes(32)
                self._asked.clear()
            people = self._asked.setdefault(text, set())
            self._asked.move_to_end(text)
            if len(self._asked) > MOST_TEXTS:
                self._asked.popitem(last=False)
            person = hashlib.blake2b(f"{text}\0{address}".encode(), key=self._key, digest_size=8).digest()
            if person in people or len(people) >= MOST_PEOPLE:
                return False
            people.add(person)
            return len(people) >= self._enough
