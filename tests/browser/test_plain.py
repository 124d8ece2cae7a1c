"""Without script everything works: by links, forms and style sheets alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.places import PAGES, status
from tests.browser.reader import Reader


@pytest.fixture
def plain(reader: Open) -> Reader:
    """A reader whose browser runs no script."""
    return reader(has_script=False)


def test_every_page_opens(plain: Reader) -> None:
    for name, path in PAGES.items():
        plain.go(f"/en/{path}", status(name))
        expect(plain.page.locator("h1")).to_be_visible()


def test_search_by_enter(plain: Reader) -> None:
    plain.go("/en/")
    plain.one("input[type=search]").fill("名刺")
    plain.page.keyboard.press("Enter")
    plain.page.wait_for_url("**/en/search/**")
    plain.one(".result-link[href$='/phrases/entry/fair-business-card/']").click()
    plain.page.wait_for_url("**/en/phrases/entry/fair-business-card/")


def test_the_pair_by_its_button_and_kept(plain: Reader) -> None:
    plain.go("/en/phrases/greetings/")
    plain.one("select[name=from]").select_option("fr")
    plain.one("select[name=to]").select_option("ar")
    plain.one(".pair button[type=submit]").click()
    expect(plain.page.locator(".phrase-text").first).to_have_attribute("lang", "ar")
    plain.go("/en/phrases/entry/fair-business-card/")
    expect(plain.page.locator("h1")).to_have_attribute("lang", "ar")
    plain.one(".swap").click()
    expect(plain.page.locator("h1")).to_have_attribute("lang", "fr")


def test_filters_by_their_button(plain: Reader) -> None:
    plain.go("/en/search/?q=approval")
    plain.one(".filters summary").click()
    plain.one("#filter-type").select_option("lesson")
    plain.one(".filters button").click()
    plain.page.wait_for_url("**type=lesson**")
    expect(plain.page.locator(".result").first).to_be_visible()


def test_the_quiz_says_why(plain: Reader) -> None:
    plain.go("/en/markets/japan/overview/overview/")
    option = plain.page.locator(".quiz-option").first
    expect(option.locator(".quiz-why")).to_be_hidden()
    option.locator("input").check()
    expect(option.locator(".quiz-why")).to_be_visible()


def test_the_tree_opens_and_a_statement_leads_to_its_source(plain: Reader) -> None:
    plain.go("/en/markets/japan/overview/overview/")
    plain.one(".tree summary").click()
    expect(plain.page.locator(".tree details[open]").first).to_be_visible()
    fact = plain.one(".prose a.fact")
    target = fact.get_attribute("href") or ""
    fact.click()
    assert plain.path().endswith(target)
    expect(plain.page.locator(target)).to_be_in_viewport()


def test_language_and_colours(plain: Reader) -> None:
    plain.go("/en/markets/")
    plain.one(".menu summary").click()
    plain.one(".language-list a[lang=ar]").click()
    plain.page.wait_for_url("**/ar/markets/")
    expect(plain.page.locator("html")).to_have_attribute("dir", "rtl")
    plain.one(".menu summary").click()
    plain.one("[data-theme-choice=dark]").click()
    expect(plain.page.locator("html")).to_have_attribute("data-theme", "dark")
    plain.go("/ar/phrases/")
    expect(plain.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_register_and_the_card(plain: Reader) -> None:
    plain.go("/en/phrases/entry/fair-business-card-exchange/?from=en&to=ja")
    shown = plain.page.locator(".phrase-hero").locator("visible=true")
    formal = shown.inner_text()
    plain.one("label[for=register-neutral]").click()
    assert shown.inner_text() != formal
    plain.one(".hero-actions a[href*='/card/']").click()
    plain.page.wait_for_url("**/card/?register=neutral")
    neutral = plain.page.locator("h1").inner_text()
    assert neutral != formal, "the card shows the wording that was chosen"
    plain.one("label[for=turn]").click()
    plain.page.wait_for_timeout(300)
    assert plain.style(".card-face", "rotate") == "180deg"
    plain.one(".card-bar a").click()
    plain.page.wait_for_url("**/phrases/entry/fair-business-card-exchange/")


def test_a_press_on_play_leads_to_the_listening_page(plain: Reader) -> None:
    plain.go("/en/phrases/greetings/")
    plain.one(".phrase-row .play").click()
    plain.page.wait_for_url("**/hear/**")
    expect(plain.page.locator("form[method=post], audio").first).to_be_visible()


def test_nothing_that_needs_script_is_offered(plain: Reader) -> None:
    plain.go("/en/markets/japan/overview/overview/")
    expect(plain.page.locator(".needs-script").first).to_be_hidden()
