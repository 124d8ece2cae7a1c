"""Adding a market is data: a ninth one, from files alone, stands wherever the eight shipped ones stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright._impl._driver import compute_driver_executable

from elearn.app import create_app
from elearn.kernel.config import PROJECT_ROOT
from elearn.kernel.locales import INTERFACE_LOCALES
from elearn.storage.db import db
from elearn.web import home, markets
from elearn.web.render import world_map
from tests.support.ninth_market import NOTES, copy_with_it
from tests.support.pages import Pages

LESSONS = ("overview/overview", "regulator/regulator", "culture/culture")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nine") / "content"
    copy_with_it(folder)
    return folder


@pytest.fixture(scope="module")
def site(databases, content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:  # type: ignore[no-untyped-def]
    """The site after the command that an operator types."""
    data, url = tmp_path_factory.mktemp("nine-data"), databases.new()
    said = elearn("content", "publish", str(content), ELEARN_DATA=str(data), ELEARN_DATABASE_URL=url)
    assert "Published: 12. Unchanged: 0." in said
    app = create_app(data=data, database_url=url, jobs="off")
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def nine(site: Flask) -> Pages:
    return Pages(site)


def elearn(*words: str, **settings: str) -> str:
    """Run a command as a shell would and return what it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
    done = subprocess.run(
        [sys.executable, "-m", "elearn.cli.main", *words],
        env={**clean, "ELEARN_SPEECH": "*=silent", "PYTHONWARNINGS": "ignore", **settings},
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_files_have_no_problem_and_what_it_lacks_is_still_to_do(content: Path) -> None:
    said = elearn("content", "check", str(content))
    assert "courses/canada: 4 lessons" in said
    assert "Problems: 0. To do: " in said
    lacking = [line for line in said.splitlines() if line.startswith("To do: ")]
    assert lacking
    assert all(line.startswith("To do: courses/canada/") for line in lacking)


@pytest.mark.parametrize("path", ["/en/", "/en/markets/", "/ar/markets/"])
def test_it_stands_in_every_list_of_markets_after_the_eight(nine: Pages, path: str) -> None:
    links = [link.get("href") for link in nine.get(path).all(".market-list a")]
    assert len(links) == 9
    assert links[-1] == f"/{path.split('/')[1]}/markets/canada/"


def test_it_is_drawn_on_the_map_and_by_itself_when_the_front_end_is_built(
    site: Flask, nine: Pages, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (PROJECT_ROOT / "static/node_modules/world-atlas").is_dir():
        pytest.skip("the front end was built elsewhere")
    draw = "import('./map.mjs').then((map) => console.log(JSON.stringify(map.drawMap(process.argv[1]))))"
    done = subprocess.run(
        [compute_driver_executable()[0], "-e", draw, str(content / "courses")],
        cwd=PROJECT_ROOT / "static", capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    drawn = json.loads(done.stdout)
    assert len(drawn["markets"]) == 9
    for module in (home, markets):
        monkeypatch.setattr(module, "world_map", lambda: drawn)
    site.extensions["page_cache"].forget()
    page = nine.get("/en/markets/")
    assert page.texts("a.map-market[href='/en/markets/canada/'] text") == ["Canada"]
    assert len(page.all("a.map-market")) == 9
    assert nine.get("/en/markets/canada/").texts(".spot text") == ["1"]
    assert "canada" not in world_map()["markets"]  # else this proves nothing
    site.extensions["page_cache"].forget()


@pytest.mark.parametrize("locale", INTERFACE_LOCALES)
def test_its_page_shows_parts_players_and_first_phrases_and_says_that_it_is_being_written(
    nine: Pages, locale: str
) -> None:
    page = nine.get(f"/{locale}/markets/canada/")
    links = [link.get("href") for link in page.all(".parts a")]
    assert links == [f"/{locale}/markets/canada/{lesson}/" for lesson in LESSONS]
    assert page.one(".banner-info .banner-title").text_content()
    assert page.texts(".spot-list h3")[0] == "Ottawa"
    starter = re.findall(r'href="/\w+/phrases/entry/([a-z-]+)/', page.text_of_page)
    assert list(dict.fromkeys(starter)) == [
        "greetings-good-morning",
        "greetings-my-name-is",
        "greetings-look-forward-to-seeing-you",
    ]


def test_a_complete_market_does_not_say_that_it_is_being_written(nine: Pages) -> None:
    assert not nine.get("/en/markets/japan/").all(".banner-info")
    assert len(nine.get("/en/markets/").all(".badge-being-written")) == 1


@pytest.mark.parametrize("lesson", LESSONS)
def test_its_lessons_are_read_with_their_sources(nine: Pages, lesson: str) -> None:
    page = nine.get(f"/en/markets/canada/{lesson}/")
    assert page.all(".source-list .badge-unchecked")
    assert nine.get(f"/fr/markets/canada/{lesson}/").h1


def test_it_is_found_and_narrows_what_is_found(nine: Pages) -> None:
    def ids(query: str) -> list[str]:
        hits = nine.client.get(f"/api/v1/search?limit=100&{query}").get_json()["hits"]
        return [hit["id"] for hit in hits]

    assert "canada/regulator/regulator" in ids("q=ethics board&type=lesson")
    assert ids("q=first names clear agendas&market=canada")[0] == "canada/culture/culture"
    assert "greetings-good-morning" in ids("q=good morning&market=canada")
    assert "canada/overview/overview" in ids("q=カナダ")
    page = nine.get("/en/search/?q=canada&market=canada")
    assert page.all("#filter-market option[value=canada][selected]")
    assert page.all("a[href^='/en/markets/canada/overview/overview/']")


@pytest.mark.parametrize("entry", NOTES)
def test_entries_carry_its_notes(nine: Pages, entry: str) -> None:
    page = nine.get(f"/en/phrases/entry/{entry}/?to=fr")
    assert page.says(NOTES[entry]["text"])
    notes = nine.client.get(f"/api/v1/concepts/{entry}").get_json()["notes"]
    assert [(note["market"], note["fact"]) for note in notes] == [("canada", NOTES[entry]["fact"])]


def test_entries_name_its_lessons(nine: Pages) -> None:
    page = nine.get("/en/phrases/entry/greetings-good-morning/")
    assert page.all("a[href^='/en/markets/canada/culture/culture/']")


def test_its_players_stand_in_the_directory(nine: Pages) -> None:
    page = nine.get("/en/directory/?market=canada")
    assert page.says("Health Canada")
    assert page.says("BIOTECanada")
    assert page.all("option[value=canada][selected]")


def test_programs_see_it(nine: Pages) -> None:
    client = nine.client
    markets = client.get("/api/v1/markets?locale=de").get_json()["markets"]
    assert [(market["id"], market["being_written"]) for market in markets][-2:] == [("usa", False), ("canada", True)]
    assert (markets[-1]["name"], markets[-1]["url"]) == ("Kanada", "/de/markets/canada/")
    detail = client.get("/api/v1/markets/canada").get_json()
    assert [lesson["id"] for lesson in detail["lessons"]] == [f"canada/{lesson}" for lesson in LESSONS]
    lesson = client.get("/api/v1/lessons/canada/overview/overview").get_json()
    assert {fact["id"] for fact in lesson["facts"]} == {"CA-001", "CA-002", "CA-004"}


def test_no_page_counts_the_markets_in_words(nine: Pages) -> None:
    for path in ("/en/", "/en/about/", "/en/markets/"):
        assert not re.search(r"\b(?:eight|nine) (?:\S+ )?markets", nine.get(path).text_of_page, re.IGNORECASE)
