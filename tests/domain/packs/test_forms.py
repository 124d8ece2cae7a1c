"""The other forms of a pack: the Anki deck, judged by Anki itself, and the tables."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.adapters.decks_genanki import FIELDS, MODEL_ID, GenankiDecks
from elearn.adapters.workbooks_xlsx import XlsxWorkbooks
from elearn.packs.deck import build_deck, guid
from elearn.packs.models import Recipe
from elearn.packs.tables import build_csv, build_workbook, defused, header
from elearn.services import Services
from elearn.storage.db import db

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def deck(session: Session, rack: Services, recipe: Recipe, path: Path, moment: datetime = MOMENT) -> Path:
    assert build_deck(session, rack.blobs, GenankiDecks(), recipe, path, moment)
    return path


def notes(path: Path, folder: Path) -> list[tuple[str, int, str]]:
    """Return guid, model and fields of all notes of a package."""
    with zipfile.ZipFile(path) as package:
        package.extract("collection.anki2", folder)
    with sqlite3.connect(folder / "collection.anki2") as connection:
        return connection.execute("SELECT guid, mid, flds FROM notes ORDER BY id").fetchall()


def test_a_note_has_two_cards_readings_and_recordings(
    recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path
) -> None:
    path = deck(recorded, rack, recipe, tmp_path / "deck.apkg")
    found = notes(path, tmp_path)
    assert [row[0] for row in found] == [guid(name, "en", "ja") for name in ("hello", "hello-name")]
    wording, reading, meaning, sound, more = found[0][2].split("\x1f")
    assert (wording, meaning) == (
        '<span lang="ja" dir="ltr">初めまして。</span>',
        '<span lang="en" dir="ltr">Hello.</span>',
    )
    assert "はじめまして。" in reading
    assert 'lang="ja-Latn"' in reading
    assert more == '<span lang="en" dir="ltr">Said on time.</span>'
    with zipfile.ZipFile(path) as package:
        media = json.loads(package.read("media"))
        assert {f"[sound:{name}]" for name in media.values()} >= set(sound.split())
        assert all(package.read(number)[:3] == b"ID3" for number in media)
    with sqlite3.connect(tmp_path / "collection.anki2") as connection:
        assert connection.execute("SELECT count(*) FROM cards").fetchone() == (4,)


def test_what_anki_knows_a_deck_by_never_changes() -> None:
    assert MODEL_ID == 1607392319
    assert FIELDS == ("Wording", "Reading", "Meaning", "Sound", "More")
    assert guid("hello", "en", "ja") == "9eb7a9ee685c0cde4608"


def test_the_same_content_of_the_same_day_gives_the_same_deck(
    recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path
) -> None:
    one, two = (deck(recorded, rack, recipe, tmp_path / f"{name}.apkg").read_bytes() for name in ("one", "two"))
    assert one == two


def test_there_is_no_deck_for_one_language(recorded: Session, rack: Services, tmp_path: Path) -> None:
    alone = Recipe("canada", "en", "en", "all")
    assert build_deck(recorded, rack.blobs, GenankiDecks(), alone, tmp_path / "deck.apkg", MOMENT) is None


_ANKI = """
import sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

collection = Collection(sys.argv[1])
def bring(path):
    options = ImportAnkiPackageOptions(merge_notetypes=True)
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
    print(len(log.new), len(log.updated), len(log.duplicate))

bring(sys.argv[2])
card = collection.get_card(collection.find_cards("")[0])
card.type, card.queue, card.ivl, card.reps = 2, 2, 30, 7
collection.update_card(card)
bring(sys.argv[2])
bring(sys.argv[3])
again = collection.get_card(card.id)
print(again.ivl, again.reps, collection.card_count(), collection.note_count())
print(collection.get_note(again.nid).fields[2])
print(len(collection.media.check().missing), len(collection.media.check().unused))
collection.close()
"""


def test_a_newer_deck_keeps_what_was_learned_in_the_real_anki(
    recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path, pack_app, folder: Path
) -> None:
    pytest.importorskip("anki.collection")
    old = deck(recorded, rack, recipe, tmp_path / "old.apkg")
    db.session.rollback()
    terms = folder / "glossaries/small/greetings.yaml"
    terms.write_text(terms.read_text("utf-8").replace("text: Hello.", "text: Good day."), "utf-8")
    from elearn.prepare import publish

    publish(rack, folder, is_everything=True)
    new = deck(db.session(), rack, recipe, tmp_path / "new.apkg", MOMENT + timedelta(days=1))
    done = subprocess.run(
        [sys.executable, "-c", _ANKI, str(tmp_path / "learner.anki2"), str(old), str(new)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, again, newer, progress, meaning, media = done.stdout.splitlines()
    assert (first, again) == ("2 0 0", "0 0 2")
    assert newer == "0 2 0"
    assert progress == "30 7 4 2"
    assert meaning == '<span lang="en" dir="ltr">Good day.</span>'
    assert media == "0 0"


def test_a_table_begins_with_a_byte_order_mark_and_has_a_row_for_each_entry(
    recorded: Session, recipe: Recipe, tmp_path: Path
) -> None:
    build_csv(recorded, recipe, tmp_path / "table.csv")
    content = (tmp_path / "table.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert tuple(rows[0]) == header(recipe)
    assert [(row["id"], row["en"], row["ja"]) for row in rows] == [
        ("hello", "Hello.", "初めまして。"), ("hello-name", "My name is {name}.", "{name}と申します。")
    ]  # fmt: skip
    assert rows[0]["recording"] == "audio/ja/hello.mp3"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_would_be_a_formula_is_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    assert defused("Hello = goodbye") == "Hello = goodbye"


def test_a_workbook_has_the_same_rows_and_no_formula(recorded: Session, recipe: Recipe, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_workbook(recorded, XlsxWorkbooks(), recipe, tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "初めまして。" in sheet
    assert "<f>" not in sheet


def test_a_workbook_for_readers_of_arabic_runs_from_right_to_left(recorded: Session, tmp_path: Path) -> None:
    build_workbook(recorded, XlsxWorkbooks(), Recipe("canada", "ar", "ja", "all"), tmp_path / "table.xlsx")
    with zipfile.ZipFile(tmp_path / "table.xlsx") as book:
        assert 'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml").decode()
