"""What a first visit transfers, fonts included, without audio: each page, in an empty browser."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from benchmarks.rig import Rig
from benchmarks.table import Row
from tests.browser.places import PAGES
from tests.support import chromium

LATIN, OTHERS = ("en", "de", "el"), ("ar", "hi", "ja", "zh", "ko")
MOST_KB = dict.fromkeys(LATIN, 120) | dict.fromkeys(OTHERS, 300)
NAMES = ("home", "markets", "market", "lesson", "phrases", "domain", "entry", "card", "search with hits", "about")


def measure(rig: Rig) -> Iterator[Row]:
    """Yield for each language its heaviest page and, for English, all pages."""
    found = chromium.find()
    assert found, "No Chromium: python -m tests.support.chromium brings one."
    with rig.service() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(chromium.FLAGS))
        pages = {name: PAGES[name] for name in NAMES}
        for locale, most in MOST_KB.items():
            sizes = {name: _weigh(browser, f"{server.url}/{locale}/{path}") for name, path in pages.items()}
            heaviest = max(sizes, key=lambda name: sum(sizes[name].values()))
            for name, parts in sizes.items():
                if name == heaviest or locale == "en":
                    total = sum(parts.values())
                    detail = ", ".join(f"{kind} {size:.0f}" for kind, size in sorted(parts.items()) if size >= 1)
                    mark = "heaviest: " if name == heaviest else ""
                    yield Row(
                        "weight",
                        f"{locale} {mark}{name} ({detail})",
                        total,
                        "kB",
                        goal=f"≤ {most} kB",
                        is_met=total <= most,
                    )
        browser.close()


def _weigh(browser: Browser, address: str) -> dict[str, float]:
    """Return the transferred kB of a page by kind."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def finished(event: dict[str, object]) -> None:
        kind = kinds.get(str(event["requestId"]), "other")
        sizes[kind] = sizes.get(kind, 0.0) + float(str(event["encodedDataLength"])) / 1000

    wire.on("Network.responseReceived", lambda event: kinds.__setitem__(event["requestId"], event["type"].lower()))
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => new Promise((resolve) => setTimeout(resolve, 150)))")
    context.close()
    sizes.pop("media", None)
    return sizes
