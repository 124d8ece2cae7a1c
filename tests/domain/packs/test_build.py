"""A pack: what is in it, that it is whole and the same each time, and that it opens from disk."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session

from elearn.audio.models import Clip
from elearn.packs.build import build
from elearn.packs.errors import UnknownRecipe
from elearn.packs.manifest import verify
from elearn.packs.models import Recipe
from elearn.packs.queries import LEFT_OUT_ENGINES, chosen_entries, recipes
from elearn.services import Services
from elearn.storage.db import db, transaction


@pytest.fixture
def pack(recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path) -> zipfile.ZipFile:
    build(recorded, rack.blobs, recipe, tmp_path / "pack.zip")
    return zipfile.ZipFile(tmp_path / "pack.zip")


def page(pack: zipfile.ZipFile, name: str) -> html.HtmlElement:
    return html.document_fromstring(pack.read(name).decode())


def test_a_pack_holds_pages_recordings_and_a_manifest(pack: zipfile.ZipFile) -> None:
    assert set(pack.namelist()) == {
        "style.css", "pack.js", "data/folding.js", "data/entries.js", "index.html", "credits.html", "manifest.json",
        "phrases/greetings.html", "sheets/greetings.html", "lessons/overview-overview.html", "people.html",
        *(f"audio/ja/{name}{speed}.mp3" for name in ("hello", "hello-name") for speed in ("", "-slow")),
    }  # fmt: skip


def test_the_manifest_says_what_is_in_it_under_which_licence(pack: zipfile.ZipFile) -> None:
    manifest = json.loads(pack.read("manifest.json"))
    assert (manifest["id"], manifest["languages"], manifest["locale"]) == ("canada-en-ja-all", ["en", "ja"], "en")
    assert (manifest["entries"], manifest["clips"], manifest["missing_clips"]) == (2, 4, 0)
    assert {file["path"] for file in manifest["files"]} == set(pack.namelist()) - {"manifest.json"}
    assert {"CC BY 4.0", "EUPL 1.2"} <= {licence["licence"] for licence in manifest["licences"]}
    assert [(voice["engine"], voice["recordings"]) for voice in manifest["voices"]] == [("silent", 4)]


def test_every_link_of_every_page_leads_to_a_file_of_the_pack_or_to_a_source(pack: zipfile.ZipFile) -> None:
    names = {name: name.rpartition("/")[0] for name in pack.namelist() if name.endswith(".html")}
    for name, folder in names.items():
        tree = page(pack, name)
        assert len(tree.xpath("//h1")) == 1, name
        assert not tree.xpath("//script[not(@src)] | //style | //@style"), name
        for address in tree.xpath("//*[not(ancestor-or-self::template)]/@href | //@src"):
            if address.startswith("https://"):
                continue
            path, _, anchor = address.partition("#")
            target = (Path("/") / folder / path).resolve().relative_to("/").as_posix() if path else name
            assert target in pack.namelist(), f"{address} in {name}"
            if anchor:
                assert page(pack, target).xpath("//*[@id=$id]", id=anchor), f"{address} in {name}"


def test_every_source_or_picture_that_loads_by_itself_is_in_the_pack(pack: zipfile.ZipFile) -> None:
    for name in pack.namelist():
        if name.endswith(".html"):
            assert not page(pack, name).xpath("//@src[contains(., '//')] | //link/@href[contains(., '//')]"), name


def test_the_same_content_gives_the_same_bytes(
    recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path
) -> None:
    for name in ("one.zip", "two.zip"):
        build(recorded, rack.blobs, recipe, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_recording_that_is_missing_is_said_to_be_missing(
    pack_app: Flask, rack: Services, recipe: Recipe, tmp_path: Path
) -> None:
    report = build(db.session(), rack.blobs, recipe, tmp_path / "pack.zip")
    assert (report.clips, report.missing) == (0, 4)
    pack = zipfile.ZipFile(tmp_path / "pack.zip")
    assert not [name for name in pack.namelist() if name.endswith(".mp3")]
    assert "There is no recording yet." in page(pack, "phrases/greetings.html").text_content()
    assert "4 recordings were not there yet" in page(pack, "index.html").text_content()


def test_a_recording_of_an_older_wording_is_left_out(
    recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path
) -> None:
    with transaction() as session:
        session.execute(sa.update(Clip).where(Clip.concept_id == "hello").values(state="requested"))
    assert build(db.session(), rack.blobs, recipe, tmp_path / "pack.zip").missing == 2


def test_recordings_that_may_not_be_handed_on_are_left_out(
    recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path
) -> None:
    with transaction() as session:
        session.execute(sa.update(Clip).values(engine=LEFT_OUT_ENGINES[0]))
    assert build(db.session(), rack.blobs, recipe, tmp_path / "pack.zip").clips == 0


def test_a_pack_says_on_the_day_it_is_read_what_is_past_its_date(pack: zipfile.ZipFile) -> None:
    days = page(pack, "lessons/overview-overview.html").xpath("//*[@data-check-from]/@data-check-from")
    assert days
    assert all(datetime.fromisoformat(day).replace(tzinfo=UTC).year >= 2023 for day in days)


def test_a_pack_of_one_language_shows_no_meaning_twice(recorded: Session, rack: Services, tmp_path: Path) -> None:
    build(recorded, rack.blobs, Recipe("canada", "en", "en", "all"), tmp_path / "pack.zip")
    pack = zipfile.ZipFile(tmp_path / "pack.zip")
    assert not page(pack, "phrases/greetings.html").xpath("//*[@class='phrase-meaning']")


def test_an_arabic_pack_runs_from_right_to_left(recorded: Session, rack: Services, tmp_path: Path) -> None:
    build(recorded, rack.blobs, Recipe("canada", "ar", "ja", "all"), tmp_path / "pack.zip")
    root = page(zipfile.ZipFile(tmp_path / "pack.zip"), "index.html")
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")


def test_the_small_edition_holds_what_the_market_says_first(recorded: Session) -> None:
    assert chosen_entries(recorded, Recipe("canada", "en", "ja")) == {"greetings": ["hello"]}


def test_a_list_of_ones_own_is_all_that_is_packed(recorded: Session) -> None:
    own = Recipe("canada", "en", "ja", concept_ids=("hello-name", "unknown"))
    assert chosen_entries(recorded, own) == {"greetings": ["hello-name"]}


def test_who_speaks_the_language_of_a_market_gets_the_others_spoken_there(recorded: Session) -> None:
    pairs = {(recipe.source, recipe.target) for recipe in recipes(recorded)}
    assert {("en", "ja"), ("en", "ar"), ("ar", "ja"), ("ja", "ar")} <= pairs
    assert ("ja", "ja") not in pairs


@pytest.mark.parametrize(
    "wrong",
    [Recipe("mars", "en", "ja"), Recipe("canada", "en", "ja", domains=("unheard-of",))],
    ids=["market", "topic"],
)
def test_a_pack_of_nothing_is_refused(recorded: Session, rack: Services, tmp_path: Path, wrong: Recipe) -> None:
    with pytest.raises(UnknownRecipe):
        build(recorded, rack.blobs, wrong, tmp_path / "pack.zip")


def broken(pack: zipfile.ZipFile, path: Path, changes: dict[str, bytes | None]) -> Path:
    """Write a copy of a pack with files changed, added or (None) left out."""
    with zipfile.ZipFile(path, "w") as copy:
        for name in pack.namelist():
            content = changes.pop(name, pack.read(name))
            if content is not None:
                copy.writestr(name, content)
        for name, content in changes.items():
            copy.writestr(name, content or b"")
    return path


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"style.css": None}, "missing"),
        ({"more.txt": b"x"}, "unknown"),
        ({"../out.txt": b"x"}, "unsafe-name"),
        ({"pack.js": b"x"}, "size"),
        ({"manifest.json": b"{}"}, "bad-manifest"),
        ({"manifest.json": None}, "no-manifest"),
    ],
)
def test_a_fault_of_a_pack_is_found(
    pack: zipfile.ZipFile, tmp_path: Path, changes: dict[str, bytes | None], code: str
) -> None:
    assert code in [fault.code for fault in verify(broken(pack, tmp_path / "broken.zip", dict(changes)))]


def test_a_changed_byte_is_found(pack: zipfile.ZipFile, tmp_path: Path) -> None:
    sound = bytearray(pack.read("audio/ja/hello.mp3"))
    sound[100] ^= 1
    found = verify(broken(pack, tmp_path / "broken.zip", {"audio/ja/hello.mp3": bytes(sound)}))
    assert [(fault.code, fault.path) for fault in found] == [("digest", "audio/ja/hello.mp3")]


def test_a_whole_pack_has_no_fault_and_half_a_pack_is_none(pack: zipfile.ZipFile, tmp_path: Path) -> None:
    whole = tmp_path / "pack.zip"
    assert verify(whole) == ()
    (tmp_path / "half.zip").write_bytes(whole.read_bytes()[:-1000])
    assert [fault.code for fault in verify(tmp_path / "half.zip")] == ["not-a-zip"]
