"""Packs as rows: asked for, built, stored, replaced, swept; and nothing lost when the worker dies."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from elearn.packs import queries, services
from elearn.packs.build import build
from elearn.packs.models import Pack, PackFile, Recipe
from elearn.packs.services import KEPT_FOR, LEASE, UNSTORED_AFTER, PackMaker
from elearn.prepare import publish, request_packs
from elearn.services import Services
from elearn.storage.blobs import BlobStoreUnavailable
from elearn.storage.db import db, transaction


@pytest.fixture
def maker(rack: Services) -> PackMaker:
    return rack.pack_maker()


def ask(recipe: Recipe) -> str:
    with transaction() as session:
        return services.request(session, recipe)


def make(maker: PackMaker) -> bool:
    was_due = services.make_next(transaction, db.session(), maker)
    db.session.remove()
    return was_due


def files(form: str = "zip") -> list[PackFile]:
    return list(db.session.scalars(sa.select(PackFile).where(PackFile.form == form)))


def test_a_pack_that_was_asked_for_is_built_in_all_its_forms(
    recorded: Session, rack: Services, maker: PackMaker, recipe: Recipe
) -> None:
    assert ask(recipe) == "requested"
    assert make(maker)
    assert not make(maker)
    offer = next(offer for offer in queries.offers(db.session()) if offer.recipe == recipe)
    assert (offer.state, [file.form for file in offer.files]) == ("ready", ["zip", "xlsx", "csv", "apkg"])
    assert all(rack.blobs.size_bytes(file.digest) == file.size_bytes for file in offer.files)
    assert offer.zip is not None
    assert (offer.zip.entries, offer.zip.clips, offer.zip.missing) == (2, 4, 0)


def test_asking_again_for_what_is_there_changes_nothing(recorded: Session, maker: PackMaker, recipe: Recipe) -> None:
    ask(recipe)
    make(maker)
    assert ask(recipe) == "ready"
    assert not make(maker)


def test_building_again_without_a_change_gives_the_same_files(
    recorded: Session, maker: PackMaker, recipe: Recipe
) -> None:
    for _ in range(2):
        with transaction() as session:
            services.request_anew(session, recipe)
        make(maker)
    assert [len(files(form)) for form in ("zip", "apkg", "csv", "xlsx")] == [1, 1, 1, 1]


def test_a_pack_is_built_anew_once_content_has_changed_and_no_recording_waits(
    recorded: Session, rack: Services, maker: PackMaker, recipe: Recipe, folder: Path
) -> None:
    ask(recipe)
    make(maker)
    terms = folder / "glossaries/small/greetings.yaml"
    terms.write_text(terms.read_text("utf-8").replace("Said on time.", "Said at once."), "utf-8")
    publish(rack, folder, is_everything=True)
    with transaction() as session:
        assert services.request_stale(session) == 1
    assert make(maker)
    old, new = sorted(files(), key=lambda file: file.replaced_at is None)
    assert new.replaced_at is None
    assert old.replaced_at is not None
    assert queries.file(db.session(), old.id, "zip") is not None, "a download that has begun may still end"
    with transaction() as session:
        assert services.request_stale(session) == 0


def test_a_pack_waits_for_recordings_that_are_still_to_be_made(
    pack_app: Flask, maker: PackMaker, recipe: Recipe
) -> None:
    ask(recipe)
    make(maker)
    with transaction() as session:
        session.execute(sa.update(Pack).values(built_from="older"))
        assert services.request_stale(session) == 0


def test_what_a_dead_worker_had_in_hand_is_built_when_its_lease_ends(
    recorded: Session, maker: PackMaker, recipe: Recipe
) -> None:
    ask(recipe)
    with transaction() as session:
        session.execute(sa.update(Pack).values(lease_until_at=services.now_utc() + LEASE, attempts=1))
    assert not make(maker)
    with transaction() as session:
        session.execute(sa.update(Pack).values(lease_until_at=services.now_utc() - timedelta(seconds=1)))
    assert make(maker)
    assert len(files()) == 1


def test_a_pack_that_ends_its_worker_each_time_is_given_up(recorded: Session, maker: PackMaker, recipe: Recipe) -> None:
    ask(recipe)
    with transaction() as session:
        session.execute(sa.update(Pack).values(attempts=services.MOST_ATTEMPTS))
    assert not make(maker)
    assert db.session.get_one(Pack, recipe.id).state == "failed"
    assert ask(recipe) == "requested"


def test_a_full_store_puts_a_pack_off_and_leaves_nothing_half(
    recorded: Session, maker: PackMaker, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> str:
        raise BlobStoreUnavailable(reason="full")

    monkeypatch.setattr(maker.blobs, "put_file", full)
    ask(recipe)
    assert make(maker)
    pack = db.session.get_one(Pack, recipe.id)
    assert (pack.state, pack.error_code) == ("requested", "blob-store-unavailable")
    assert pack.not_before_at is not None
    assert queries.file(db.session(), files()[0].id, "zip") is None
    assert not list(maker.folder.iterdir())


def test_files_that_were_replaced_long_ago_or_never_stored_are_swept(
    recorded: Session, rack: Services, maker: PackMaker, recipe: Recipe
) -> None:
    ask(recipe)
    make(maker)
    now = services.now_utc()
    with transaction() as session:
        session.execute(sa.update(PackFile).where(PackFile.form == "csv").values(replaced_at=now - KEPT_FOR))
        unstored = {"is_stored": False, "built_at": now - UNSTORED_AFTER}
        session.execute(sa.update(PackFile).where(PackFile.form == "xlsx").values(unstored))
    digests = [files(form)[0].digest for form in ("csv", "xlsx", "zip")]
    db.session.remove()
    assert services.sweep(transaction, rack.blobs) == 2
    assert [rack.blobs.size_bytes(digest) is None for digest in digests] == [True, True, False]


def test_packs_of_the_languages_in_the_settings_are_asked_for_once(
    make_app,
    rack: Services,
    databases,
    folder: Path,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    app = make_app(data=tmp_path / "more", content=folder, database_url=databases.new(), jobs="off", packs=("ar",))
    from elearn.prepare import prepare

    more = app.extensions["elearn"]
    prepare(app, more)
    with app.app_context():
        assert queries.known_ids(db.session()) == {"canada-ar-ja"}
        assert request_packs(more) == 0


def test_memory_does_not_grow_with_the_recordings(
    recorded: Session, rack: Services, recipe: Recipe, tmp_path: Path
) -> None:
    import tracemalloc

    big = rack.blobs.put(bytes(8_000_000))
    with transaction() as session:
        session.execute(sa.text("update clip set digest = :digest, size_bytes = 8000000"), {"digest": big})
    build(db.session(), rack.blobs, recipe, tmp_path / "warm.zip")
    tracemalloc.start()
    build(db.session(), rack.blobs, recipe, tmp_path / "pack.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "pack.zip").stat().st_size > 32_000_000
    assert peak < 8_000_000


def test_what_a_crash_left_of_a_pack_is_taken_away_after_an_hour(tmp_path: Path) -> None:
    for name, age_s in (("old", 3700), ("new", 60)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half.zip").write_bytes(b"x")
        moment = services.now_utc().timestamp() - age_s
        os.utime(tmp_path / name, (moment, moment))
    services.tidy(tmp_path)
    services.tidy(tmp_path / "nothing")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
