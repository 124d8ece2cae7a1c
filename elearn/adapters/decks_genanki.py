"""Anki decks by genanki. Model and fields are frozen: Anki takes a changed one for another and loses what was learned.

The database alone is written by the library; the package around it is ours, so that recordings are streamed.
Source: genanki 0.13, ``package.py``; Anki's manual on updating shared decks.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from elearn.packs.ports import DeckHead, DeckNote

MODEL_ID = 1_607_392_319
"""For ever."""
FIELDS = ("Wording", "Reading", "Meaning", "Sound", "More")
"""In this order, for ever; new ones only at the end, and with another MODEL_ID."""
_QUESTION = '<div class="wording">{{Wording}}</div>'
_ANSWER = (
    '<div class="wording">{{Wording}}</div><div class="reading">{{Reading}}</div>'
    '<div class="meaning">{{Meaning}}</div>{{Sound}}{{#More}}<div class="more">{{More}}</div>{{/More}}'
)
_STYLE = """\
.card { font-family: "Noto Sans", system-ui, sans-serif; font-size: 20px; line-height: 1.6; text-align: center; }
.wording { font-size: 32px; line-height: 1.5; }
.reading, .more { opacity: 0.75; }
.more { font-size: 16px; margin-top: 1em; }
"""


class GenankiDecks:
    """Writes ``collection.anki2``."""

    def write(self, path: Path, head: DeckHead, notes: Iterable[DeckNote], moment: datetime) -> None:
        """Write the database of a package."""
        import genanki

        seconds = moment.timestamp()
        model = genanki.Model(
            MODEL_ID,
            "elearn",
            fields=[{"name": name} for name in FIELDS],
            templates=[
                {"name": "Say", "qfmt": '<div class="meaning">{{Meaning}}</div>', "afmt": _ANSWER},
                {"name": "Understand", "qfmt": _QUESTION + "{{Sound}}", "afmt": _ANSWER},
            ],
            css=_STYLE,
        )
        deck = genanki.Deck(head.deck_id, head.name)
        for note in notes:
            fields = [note.wording, note.reading, note.meaning, note.sound, note.more]
            deck.add_note(genanki.Note(model, fields, guid=note.guid, tags=list(note.tags)))
        with closing(sqlite3.connect(path)) as connection:
            genanki.Package(deck).write_to_db(connection.cursor(), seconds, itertools.count(int(seconds * 1000)))
            connection.commit()
