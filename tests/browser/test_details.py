"""A reader's own details, copying, and the wording that is shown."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.reader import Reader

DETAILS = "name=Anna+Schmidt&title=CEO&company=BioNova+S.r.l.&product=Zellwerk&country=Italy"


def _tell(reader: Open) -> Reader:
    """Open a reader whose details are on the device."""
    return reader(f"/en/phrases/introduce/?{DETAILS}&from=en&to=it")


def test_a_name_of_somebody_else_is_not_filled_with_the_readers_own(reader: Open) -> None:
    one = _tell(reader)
    for concept in ("phone-mail-dear", "phone-may-i-speak-to", "greetings-introduce-team-member"):
        for page in ("", "card/"):
            one.go(f"/en/phrases/entry/{concept}/{page}")
            expect(one.page.locator("h1 [data-slot]").first).to_be_visible()
            assert "Anna Schmidt" not in one.page.locator("h1").inner_text()
    one.go("/en/phrases/phone-and-mail/")
    expect(one.page.locator(".phrase-text", has_text="Anna Schmidt").first).to_be_visible()
    assert one.page.locator("[data-slot=name]:not([data-own])").count() >= 8


def test_the_readers_own_name_is_filled_in(reader: Open) -> None:
    one = _tell(reader)
    one.go("/en/phrases/entry/greetings-my-name-is/")
    expect(one.page.locator("h1")).to_contain_text("Anna Schmidt")
