"""Answers come while one types, in any script, without a new page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

CARD = ".result-link[href$='/phrases/entry/fair-business-card/']"


def test_answers_appear_letter_by_letter_without_a_page_load(reader: Open) -> None:
    one = reader("/en/search/")
    one.page.evaluate("window.stayed = true")
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url) if "search" in request.url else None)
    field = one.one("input[type=search]")
    field.focus()
    field.press_sequentially("business", delay=30)
    expect(one.page.locator(".result").first).to_be_visible()
    field.press_sequentially(" card", delay=200)
    expect(one.page.locator(CARD)).to_be_visible()
    expect(one.page.locator("mark").first).to_be_visible()
    assert one.page.evaluate("window.stayed") is True, "the page was loaded again"
    assert len(asked) >= 4, "answers come while one types, not only at the end"
    one.page.wait_for_url("**/search/?q=business+card")
    expect(one.page.locator("#announce")).to_contain_text("answer")
    assert "q=business+card" in (one.page.locator(".language-list a[lang=de]").get_attribute("href") or "")
    one.page.reload()
    expect(one.page.locator(CARD)).to_be_visible()


@pytest.mark.parametrize(
    "query",
    ["名刺", "meishi", "めいし", "بطاقة", "tarjeta", "Visitenkarte", "명함", "विज़िटिंग कार्ड", "κάρτα", "mingpian"],
)
@pytest.mark.parametrize("path", ["/en/", "/ar/search/"])
def test_any_script_finds_the_business_card(reader: Open, path: str, query: str) -> None:
    one = reader(path)
    one.page.evaluate("window.stayed = true")
    one.one("input[type=search]").focus()
    one.page.keyboard.insert_text(query)
    expect(one.page.locator("#results").locator(CARD)).to_be_visible()
    assert one.page.evaluate("window.stayed") is True


def test_a_search_without_answers_offers_the_nearest_and_says_so(reader: Open) -> None:
    one = reader("/en/search/")
    one.one("input[type=search]").fill("zzzzqqqq")
    expect(one.page.locator(".empty-title")).to_contain_text("zzzzqqqq")
    expect(one.page.locator("#announce")).to_contain_text("zzzzqqqq")
    one.one("input[type=search]").fill("")
    expect(one.page.locator(".empty-title")).to_have_count(0)


def test_enter_goes_to_the_page_of_answers_and_back_returns(reader: Open) -> None:
    one = reader("/en/")
    one.one("input[type=search]").fill("contract")
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/en/search/?q=contract")
    one.one(".result-link").click()
    one.page.wait_for_url("**/en/phrases/entry/**")
    one.page.go_back()
    expect(one.one("input[type=search]")).to_have_value("contract")
    expect(one.page.locator(".result").first).to_be_visible()


def test_the_slash_key_goes_to_the_search_field(reader: Open) -> None:
    one = reader("/en/search/")
    one.page.locator("h1").click()
    one.page.keyboard.press("/")
    assert one.page.evaluate("document.activeElement.type") == "search"
    expect(one.one("input[type=search]")).to_have_value("")


def test_filters_narrow_the_answers(reader: Open) -> None:
    one = reader("/en/search/?q=approval")
    one.one(".filters summary").click()
    with one.page.expect_navigation():
        one.one("#filter-type").select_option("lesson")
    expect(one.page.locator(".result").first).to_be_visible()
    assert one.page.locator(".result-link[href*='/phrases/']").count() == 0
    assert "q=approval" in one.path()


def test_what_is_typed_is_shown_as_text(reader: Open) -> None:
    one = reader("/en/search/")
    one.one("input[type=search]").fill("<img src=zzqqxx>")
    expect(one.page.locator("#results")).to_contain_text("<img src=zzqqxx>")
    assert one.page.locator("#results img").count() == 0
