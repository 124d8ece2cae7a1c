"""Without a network: what was opened once opens again, with its looks, its card and its recordings."""

from __future__ import annotations

import json
import time
import urllib.request

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import Open
from tests.browser.reader import Reader
from tests.support.server import Server

ENTRY = "/en/phrases/entry/greetings-goodbye/"
MOST_RECORDINGS = 200

_NAMES = """async () => {
  const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return all.flat().map((one) => new URL(one.url).pathname + new URL(one.url).search);
}"""
_RANGE = """async ([address, range]) => {
  const answer = await fetch(address, range ? { headers: { Range: range } } : {});
  return [answer.status, answer.headers.get("Content-Range"), (await answer.arrayBuffer()).byteLength];
}"""
_HEAR = """(address) => new Promise((resolve) => {
  const audio = new Audio(address);
  audio.onended = () => resolve("heard");
  audio.onerror = () => resolve(audio.error.message);
  void audio.play();
})"""


def _kept(one: Reader) -> list[str]:
    return [str(name) for name in one.page.evaluate(_NAMES)]


def _wait_until_kept(one: Reader, *parts: str) -> None:
    for _ in range(200):
        names = _kept(one)
        if all(any(part in name for name in names) for part in parts):
            return
        one.page.wait_for_timeout(50)
    pytest.fail(f"not kept: {parts} in {names}")


def _served(reader: Open) -> Reader:
    """Return a reader whose pages come through the worker."""
    one = reader("/en/about/")
    one.wait_until("navigator.serviceWorker.controller !== null")
    return one


@pytest.fixture(scope="module")
def recording(site: Server) -> str:
    """The address of a recording."""
    address = f"{site.url}/api/v1/clips/greetings-goodbye/ja?speed=normal"
    with site.job_runner():
        for _ in range(600):
            with urllib.request.urlopen(urllib.request.Request(address, method="POST"), timeout=10) as answer:
                clip = json.load(answer)
            if clip["state"] == "ready":
                return str(clip["url"])
            time.sleep(0.1)
    pytest.fail("no recording was made")


def test_the_first_page_of_all_is_kept_with_its_parts_and_its_card(reader: Open) -> None:
    one = reader(ENTRY)
    _wait_until_kept(one, f"{ENTRY}card/", "/static/app-", "/static/card-", "/static/fonts/")
    one.wait_until("document.fonts.status === 'loaded'")
    one.cut_off()
    one.page.reload()
    expect(one.page.locator("h1")).to_have_attribute("lang", "ja")
    assert one.page.evaluate("document.styleSheets[0].cssRules.length") > 0, "it has its looks"
    one.one(".hero-actions a[href*='/card/']").click()
    expect(one.page.locator(".card-phrase")).to_be_visible()


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("list/?title=Osaka&e=greetings-goodbye", "list/?title=Kyoto&e=greetings-good-morning"),
        ("introduce/?name=Bob+Miller", "introduce/?name=Anna+Schmidt"),
    ],
)
def test_a_page_made_of_its_query_is_never_answered_with_another(reader: Open, kept: str, asked: str) -> None:
    one = _served(reader)
    one.go(f"/en/phrases/{kept}")
    _wait_until_kept(one, kept)
    one.cut_off()
    one.page.goto(f"/en/phrases/{kept}")
    expect(one.page.locator("h1")).to_be_visible()
    with pytest.raises(Error):
        one.page.goto(f"/en/phrases/{asked}")


def test_a_slow_network_is_not_waited_for_where_there_is_a_copy(reader: Open, site: Server) -> None:
    one = _served(reader)
    one.go(ENTRY)
    _wait_until_kept(one, ENTRY)
    with site.asleep():
        one.page.goto(ENTRY, timeout=8000)
        expect(one.page.locator("h1")).to_be_visible()


def test_parts_of_old_builds_go_unless_a_kept_page_needs_them(reader: Open) -> None:
    one = reader(f"{ENTRY}card/")  # this page starts no worker
    one.page.evaluate(
        """async () => {
          const put = async (name, address, text, type) =>
            (await caches.open(name)).put(address, new Response(text, { headers: { "Content-Type": type } }));
          await put("pages-1", "/en/phrases/greetings/", '<link href="/static/app-00000000aa.css">', "text/html");
          await put("parts-old", "/static/app-00000000aa.css", 'url("fonts/f-00000000bb.woff2")', "text/css");
          await put("parts-old", "/static/fonts/f-00000000bb.woff2", "font", "font/woff2");
          await put("parts-old", "/static/app-00000000cc.css", "", "text/css");
        }"""
    )
    one.go("/en/about/")
    one.wait_until("navigator.serviceWorker.controller !== null")
    names = _kept(one)
    assert "/static/app-00000000aa.css" in names
    assert "/static/fonts/f-00000000bb.woff2" in names
    assert "/static/app-00000000cc.css" not in names


def test_a_recording_that_was_played_plays_again(reader: Open, recording: str) -> None:
    one = _served(reader)
    assert one.page.evaluate(_HEAR, recording) == "heard"
    _wait_until_kept(one, recording)
    one.cut_off()
    status, _, size = one.page.evaluate(_RANGE, [recording, ""])
    assert status == 200
    for asked, answered in (
        ("bytes=0-1", (206, f"bytes 0-1/{size}", 2)),
        ("bytes=0-", (206, f"bytes 0-{size - 1}/{size}", size)),
        ("bytes=100-199", (206, f"bytes 100-199/{size}", 100)),
        ("bytes=-10", (206, f"bytes {size - 10}-{size - 1}/{size}", 10)),
        (f"bytes={size - 5}-{size + 99}", (206, f"bytes {size - 5}-{size - 1}/{size}", 5)),
        (f"bytes={size}-", (416, f"bytes */{size}", 0)),
    ):
        assert tuple(one.page.evaluate(_RANGE, [recording, asked])) == answered, asked
    assert one.page.evaluate(_HEAR, recording) == "heard"


def test_recordings_do_not_fill_the_device(reader: Open, recording: str) -> None:
    one = _served(reader)
    one.page.evaluate(
        """async (count) => {
          const cache = await caches.open("media-1");
          for (let number = 0; number < count; number++) await cache.put(`/media/${number}.mp3`, new Response("x"));
        }""",
        MOST_RECORDINGS + 20,
    )
    assert one.page.evaluate(_RANGE, [recording, ""])[0] == 200
    _wait_until_kept(one, recording)
    one.page.wait_for_timeout(500)
    assert sum(name.startswith("/media/") for name in _kept(one)) <= MOST_RECORDINGS
