"""Copy, share and print: offered only where the browser can."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_what_a_browser_cannot_do_is_not_offered(reader: Open) -> None:
    entry = "/en/phrases/entry/greetings-goodbye/"
    expect(reader(entry).one("[data-copy]")).to_be_visible()
    one = reader()
    # So it is over plain HTTP.
    one.page.add_init_script(
        "for (const name of ['clipboard', 'share']) Object.defineProperty(navigator, name, { value: undefined });"
    )
    one.go(entry)
    expect(one.one(".hero [data-keep]")).to_be_visible()
    for selector in ("[data-copy]", "[data-share]"):
        expect(one.page.locator(selector)).to_be_hidden()
    one.go("/en/phrases/greetings/sheet/")
    expect(one.page.locator("[data-print]")).to_be_visible()
