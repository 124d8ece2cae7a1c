"""A reader's own details, copying, and the wording that is shown."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.reader import Reader

DETAILS = "name=Anna+Schmidt&title=CEO&company=BioNova+S.r.l.&product=Zellwerk&country=Italy"


def _tell(reader: Open) -> Reader:
    """Open a reader whose details are on the device."""
    one = reader(f"/en/phrases/introduce/?{DETAILS}&from=en&to=it")
    with one.page.expect_navigation():
        one.one("form[data-details] button[type=submit]").click()  # an address alone may be about somebody else
    return one


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


def test_a_name_that_ends_in_a_full_stop_ends_the_sentence_too(reader: Open) -> None:
    one = _tell(reader)
    expect(one.page.locator(".phrase-text", has_text="BioNova").first).to_be_visible()
    assert "S.r.l.." not in one.page.locator("main").inner_text()
    one.go("/en/phrases/entry/greetings-i-represent-company/")
    expect(one.page.locator("h1")).to_contain_text("BioNova S.r.l.")
    assert "S.r.l.." not in one.page.locator(".hero").inner_text()


def test_what_is_copied_is_what_is_shown(reader: Open) -> None:
    one = _tell(reader)
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.go("/en/phrases/entry/greetings-my-name-is/?from=en&to=ja")
    for register in ("formal", "neutral"):
        one.one(f"label[for=register-{register}]").click()
        one.one("[data-copy]").click()
        one.wait_until("document.querySelector('#announce').textContent")
        copied = one.page.evaluate("navigator.clipboard.readText()")
        assert copied == one.one(".hero .phrase-hero").inner_text().strip()
        assert "{" not in copied and "アンナ" not in copied and "Anna" in copied
        one.page.evaluate("document.querySelector('#announce').textContent = ''")


def test_the_key_c_opens_the_card_of_the_wording_shown(reader: Open) -> None:
    one = reader("/en/phrases/entry/fair-business-card-exchange/?from=en&to=ja")
    one.one("label[for=register-neutral]").click()
    one.page.locator("h2").first.click()
    one.page.evaluate("document.activeElement.blur()")
    one.page.keyboard.press("c")
    one.page.wait_for_url("**/card/?register=neutral")
