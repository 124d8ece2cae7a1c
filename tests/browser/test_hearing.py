"""Press and hear: a recording that is not there yet is asked for, made by the job runner, and plays."""

from __future__ import annotations

import json
import re
import time
import urllib.request

import pytest
from playwright.sync_api import Browser, expect

from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.web.cache import STAMPS_FRESH_S
from tests.browser.conftest import Open, readers
from tests.browser.reader import Reader
from tests.support.server import Server, serving

_LISTEN = """
window.heard = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  const one = { src: this.src, resolved: false, time: 0, ended: false };
  window.heard.push(one);
  this.addEventListener("timeupdate", () => { if (this.src === one.src) one.time = Math.max(one.time, this.currentTime); });
  this.addEventListener("ended", () => (one.ended = true));
  return play.call(this).then((value) => { one.resolved = true; return value; });
};
"""


def _clip(server: Server, concept: str, language: str, speed: str) -> dict[str, object]:
    address = f"{server.url}/api/v1/clips/{concept}/{language}?speed={speed}"
    with urllib.request.urlopen(address, timeout=10) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def _missing(server: Server, speed: str) -> tuple[str, str]:
    """Return an entry and a language whose recording nobody has made yet: from the end of the queue."""
    for concept in ("regulatory-labelling", "regulatory-technical-documentation", "fair-distributor"):
        for language in reversed(CONTENT_LANGUAGES):
            if _clip(server, concept, language, speed)["state"] == "requested":
                return concept, language
    pytest.fail("all recordings are there already: the test needs a later entry of the queue")


def _wait_until_heard(one: Reader, count: int = 1) -> dict[str, object]:
    one.wait_until(f"window.heard.length >= {count} && window.heard.at(-1).time > 0", seconds=45)
    found: dict[str, object] = one.page.evaluate("window.heard.at(-1)")
    assert found["resolved"]
    return found


def _entry(concept: str, language: str) -> str:
    return f"/en/phrases/entry/{concept}/?from={'en' if language != 'en' else 'de'}&to={language}"


@pytest.mark.parametrize("speed", ["normal", "slow"])
def test_a_recording_that_is_not_there_yet_is_asked_for_made_and_played(reader: Open, site: Server, speed: str) -> None:
    concept, language = _missing(site, speed)
    one = reader()
    one.page.add_init_script(_LISTEN)
    one.go(_entry(concept, language))
    button = one.one(f".hero .play-{speed}")
    with one.page.expect_request(lambda request: request.method == "POST" and "/api/v1/clips/" in request.url):
        button.click()
    expect(one.page.locator("#announce")).to_contain_text("being made")
    with site.job_runner():
        heard = _wait_until_heard(one)
    assert str(heard["src"]).startswith(f"{site.url}/media/")
    assert _clip(site, concept, language, speed)["state"] == "ready"
    expect(one.page.locator("#announce")).to_be_empty()
    one.wait_until("window.heard.at(-1).ended", seconds=20)
    expect(button).not_to_have_attribute("data-state", "playing")
    time.sleep(STAMPS_FRESH_S)  # so long a page may be old
    one.page.reload()
    expect(one.one(f".hero .play-{speed}")).to_have_attribute("data-src", re.compile("^/media/"))
    with one.page.expect_response(lambda answer: "/media/" in answer.url and answer.status in (200, 206)):
        one.one(f".hero .play-{speed}").click()
    _wait_until_heard(one)


def test_the_service_as_it_is_started_makes_recordings_itself(browser: Browser) -> None:
    with serving() as server, readers(browser, server) as reader:
        concept, language = _missing(server, "slow")
        one = reader()
        one.page.add_init_script(_LISTEN)
        one.go(_entry(concept, language))
        slow = one.one(".hero .play-slow")
        slow.click()
        _wait_until_heard(one)
        slow.click()
        expect(slow).not_to_have_attribute("data-state", "playing")
        slow.click()
        _wait_until_heard(one, 2)
        one.page.keyboard.press("Escape")
        expect(slow).not_to_have_attribute("data-state", "playing")


def test_a_row_of_a_list_is_played_with_the_keyboard(reader: Open, site: Server) -> None:
    one = reader()
    one.page.add_init_script(_LISTEN)
    one.go("/en/phrases/greetings/")
    button = one.one(".phrase-row .play")
    expect(button).to_have_role("button")
    button.focus()
    one.page.keyboard.press("Space")
    with site.job_runner():
        _wait_until_heard(one)


def test_without_script_the_listening_page_asks_and_later_plays(reader: Open, site: Server) -> None:
    concept, language = _missing(site, "normal")
    one = reader(has_script=False)
    one.go(_entry(concept, language))
    one.one(".hero .play-normal").click()
    one.page.wait_for_url(f"**/phrases/entry/{concept}/hear/{language}/")
    expect(one.page.locator("audio")).to_have_count(0)
    one.one("form[method=post] button").click()
    one.page.wait_for_url(f"**/phrases/entry/{concept}/hear/{language}/?asked=1")
    expect(one.page.locator("main")).to_contain_text("being made")
    with site.job_runner():
        for _ in range(100):
            if one.page.locator("audio").count() == 2:
                break
            one.page.wait_for_timeout(200)
            one.page.reload()
    expect(one.page.locator("audio")).to_have_count(2)
    answer = one.page.request.get(one.page.locator("audio").first.get_attribute("src") or "")
    assert answer.status == 200
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.body()) > 1000
    expect(one.one("main .badges")).to_contain_text("ynthetic voice")


def test_a_recording_that_cannot_be_made_is_said_to_be_missing(reader: Open) -> None:
    # What comes through the worker passes by the answers that a test puts in.
    one = reader("/en/phrases/greetings/", service_workers="block")
    one.page.route("**/api/v1/clips/**", lambda route: route.fulfill(status=200, json={"state": "failed"}))
    one.page.locator(".phrase-row .play").last.click()
    expect(one.page.locator("#announce")).to_contain_text("There is no recording yet")
