"""A pack, unpacked into a folder and opened from there, with the network cut: searched, heard, read and printed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from elearn.adapters.mp3 import LameMp3
from elearn.adapters.speech_silent import SilentSpeech
from elearn.audio.models import Utterance
from elearn.content.folding import fold
from elearn.glossaries import queries as glossaries
from elearn.packs import queries
from elearn.packs.build import build
from elearn.packs.models import Recipe
from elearn.packs.queries import PackClip
from elearn.storage.db import db
from tests.browser.reader import DESKTOP, PHONE
from tests.support import axe

PAGES = (
    "index.html", "phrases/greetings.html", "sheets/greetings.html", "lessons/overview-overview.html", "people.html",
    "credits.html",
)  # fmt: skip


def unpacked(app: Flask, recipe: Recipe, folder: Path) -> Path:
    """Build a pack in which every recording is the same short tone, and unpack it."""
    blobs = app.extensions["elearn"].blobs
    spoken = SilentSpeech().speak(Utterance("Good morning.", "en", "tone", "normal"))
    sound = LameMp3().encode(spoken, {})  # type: ignore[arg-type]
    clip = PackClip(blobs.put(sound), len(sound), 1000, "silent", "tone")
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "clips", lambda session, language, ids: {(name, "normal"): clip for name in ids[:-1]})
        build(db.session(), blobs, recipe, folder / "pack.zip")
        db.session.remove()
    with zipfile.ZipFile(folder / "pack.zip") as pack:
        pack.extractall(folder / "pack")
    return folder / "pack"


@pytest.fixture(scope="module")
def english(published_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(published_app, Recipe("japan", "en", "ja", "all"), tmp_path_factory.mktemp("english"))


@pytest.fixture(scope="module")
def arabic(published_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(published_app, Recipe("japan", "ar", "ja"), tmp_path_factory.mktemp("arabic"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser without a network, in which nothing may go wrong and nothing outside may be asked for."""
    context = browser.new_context(offline=True, viewport=PHONE)
    found, problems = context.new_page(), list[str]()
    found.on("console", lambda message: problems.append(message.text))
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on("request", lambda request: None if request.url.startswith("file:") else problems.append(request.url))
    yield found
    context.close()
    assert not problems


def test_every_kind_of_page_opens_fits_and_is_accessible(browser: Browser, english: Path, arabic: Path) -> None:
    context = browser.new_context(offline=True, viewport=PHONE)
    page = context.new_page()  # unwatched: axe asks for style sheets itself, which no page on disk may
    for folder, scheme in ((english, "light"), (arabic, "dark")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for name in PAGES:
            page.goto(f"file://{folder}/{name}")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
            found = axe.check(page)["violations"]
            assert not found, f"{name}\n{axe.sentences(found)}"
    context.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("card", "名刺"), ("meishi", "名刺"), ("名刺", "名刺"), ("めいし", "名刺"), ("MEISHI", "名刺"),
        ("ohayou gozaimasu", "おはようございます"), ("ohayōgozaimasu", "おはようございます"),
    ],
)  # fmt: skip
def test_a_phrase_is_found_in_any_script(page: Page, english: Path, query: str, found: str) -> None:
    page.goto(f"file://{english}/index.html")
    page.fill("#q", query)
    expect(page.locator("[data-results] .phrase-text").first).to_contain_text(found)
    page.locator("[data-results] .phrase-link").first.click()
    expect(page.locator(":target .phrase-text")).to_be_visible()


def test_what_is_not_there_is_said(page: Page, english: Path) -> None:
    page.goto(f"file://{english}/index.html")
    page.fill("#q", "zzzzqqqq")
    expect(page.get_by_role("status")).to_contain_text("zzzzqqqq")
    expect(page.locator("[data-results] li")).to_have_count(0)


def test_a_recording_plays_and_stops(page: Page, english: Path) -> None:
    page.goto(f"file://{english}/phrases/greetings.html")
    first, second = page.locator("a[data-play]").nth(0), page.locator("a[data-play]").nth(1)
    first.click()
    expect(first).to_have_attribute("data-state", "playing")
    second.click()
    expect(first).not_to_have_attribute("data-state", "playing")
    second.click()
    expect(page.locator("[data-state=playing]")).to_have_count(0)
    expect(page.get_by_text("There is no recording yet.")).to_have_count(1)


def test_the_day_of_reading_decides_what_is_past_its_date(page: Page, english: Path) -> None:
    page.clock.set_fixed_time("2000-01-01")
    page.goto(f"file://{english}/lessons/overview-overview.html")
    expect(page.locator("[data-check-from]:visible")).to_have_count(0)
    page.clock.set_fixed_time("2039-01-01")
    page.reload()
    assert page.locator("[data-check-from]:visible").count() > 5


def test_without_script_all_is_there_but_the_search(browser: Browser, english: Path) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False, viewport=DESKTOP)
    plain = context.new_page()
    plain.goto(f"file://{english}/index.html")
    expect(plain.locator("#q")).to_be_hidden()
    plain.locator(".part-link").first.click()
    address = plain.locator("a[data-play]").first.get_attribute("href")
    assert address is not None
    assert (english / "phrases" / address).resolve().is_file()
    context.close()


def test_the_script_folds_as_the_program_does(page: Page, english: Path, published_app: Flask) -> None:
    with published_app.app_context():
        concepts = glossaries.all_concepts(db.session())
        texts = {form for concept in concepts for section in concept.sections for term in section.terms
                 for form in (term.text, term.reading, term.romanisation) if form}  # fmt: skip
        db.session.remove()
    asked = [*sorted(texts), "L’ÉTUDE", "l'étude", "ﾗｲｾﾝｽ", "STRAẞE", "Οδός", "सम्पर्क", "مُسْتَشْفَى", "e-mail", "-x-"]
    page.goto(f"file://{english}/index.html")
    folded = page.evaluate("asked => asked.map(packFolding(PACK_FOLDING).fold)", asked)
    assert [(text, got) for text, got in zip(asked, folded, strict=True) if got != fold(text)] == []
