"""Answers come while one types, in any script, without a new page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.reader import PHONE

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
        one.one(".filters button").click()
    expect(one.page.locator(".result").first).to_be_visible()
    assert one.page.locator(".result-link[href*='/phrases/']").count() == 0
    assert "q=approval" in one.path()


def test_what_is_typed_is_shown_as_text(reader: Open) -> None:
    one = reader("/en/search/")
    one.one("input[type=search]").fill("<img src=zzqqxx>")
    expect(one.page.locator("#results")).to_contain_text("<img src=zzqqxx>")
    assert one.page.locator("#results img").count() == 0


@pytest.mark.parametrize("locale", ["en", "de", "ar", "el"])
def test_on_a_phone_answers_are_seen_at_once_and_the_pair_stands_under_the_box(reader: Open, locale: str) -> None:
    one = reader(f"/{locale}/search/?q=card&from=en&to=ja", size=PHONE)
    boxes = one.page.evaluate(
        """() => Object.fromEntries(["input[type=search]", ".pair", ".facets", ".result", ".site-nav"].map(
            (name) => { const box = document.querySelector(name).getBoundingClientRect(); return [name, [box.top, box.bottom]]; }))"""
    )
    assert boxes["input[type=search]"][1] < boxes[".pair"][0] < boxes[".facets"][0] < boxes[".result"][0]
    assert boxes[".facets"][1] - boxes[".facets"][0] < 64, "one row"
    assert boxes[".result"][1] < boxes[".site-nav"][0], "the first answer is under the bar"


def test_where_filters_leave_nothing_one_link_leads_out_of_them(reader: Open) -> None:
    one = reader("/en/search/?q=visiting+card&type=lesson&market=japan&domain=gmp")
    expect(one.page.locator(".empty")).to_be_visible()
    link = one.one("#results a.button")
    expect(link).to_have_text("Search without filters")
    link.click()
    one.page.wait_for_url("**/search/?q=visiting+card")
    expect(one.page.locator(".result").first).to_be_visible()
