"""The reader chooses: the language of the pages, the colours, the pair of languages; and each choice is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from elearn.kernel.locales import ENDONYMS, INTERFACE_LOCALES, html_lang
from tests.browser.conftest import Open


def test_all_thirteen_languages_are_one_press_away_and_the_choice_is_kept(reader: Open) -> None:
    one = reader("/en/markets/japan/")
    for locale in INTERFACE_LOCALES[1:]:
        one.one(".menu summary").click()
        one.one(".language-list a", has_text=ENDONYMS[locale]).click()
        one.page.wait_for_url(f"**/{locale}/markets/japan/")
        root = one.page.locator("html")
        expect(root).to_have_attribute("lang", html_lang(locale))
        expect(root).to_have_attribute("dir", "rtl" if locale == "ar" else "ltr")
    one.go("/")
    assert one.path() == f"/{INTERFACE_LOCALES[-1]}/"


def test_the_language_is_chosen_with_the_keyboard_alone(reader: Open) -> None:
    one = reader("/en/phrases/")
    keys = one.page.keyboard
    for _ in range(12):
        keys.press("Tab")
        if one.page.evaluate("document.activeElement.matches('.menu summary')"):
            break
    keys.press("Enter")
    for _ in range(20):
        keys.press("Tab")
        if one.page.evaluate("document.activeElement.lang") == "de":
            break
    keys.press("Enter")
    one.page.wait_for_url("**/de/phrases/")
    expect(one.page.locator("html")).to_have_attribute("lang", "de")


def test_escape_closes_the_menu_and_gives_the_focus_back(reader: Open) -> None:
    one = reader("/en/")
    one.one(".menu summary").focus()
    one.page.keyboard.press("Enter")
    expect(one.page.locator(".menu-panel")).to_be_visible()
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Escape")
    expect(one.page.locator(".menu-panel")).to_be_hidden()
    assert one.page.evaluate("document.activeElement.matches('.menu summary')")


def test_the_colours_change_at_once_and_stay(reader: Open) -> None:
    one = reader("/en/", color_scheme="light")
    paper = one.style("html", "background-color")
    one.one(".menu summary").click()
    with one.page.expect_response(lambda answer: "theme=dark" in answer.url):
        one.one("[data-theme-choice=dark]").click()
    assert one.style("html", "background-color") != paper
    one.go("/en/markets/")
    expect(one.page.locator("html")).to_have_attribute("data-theme", "dark")
    one.one(".menu summary").click()
    with one.page.expect_response(lambda answer: "theme=auto" in answer.url):
        one.one("[data-theme-choice=auto]").click()
    one.page.reload()
    assert one.style("html", "background-color") == paper


def test_the_pair_is_switched_and_kept_on_the_next_page_and_after_a_reload(reader: Open) -> None:
    one = reader("/en/phrases/entry/fair-business-card/?from=en&to=ja")
    expect(one.page.locator("h1")).to_have_attribute("lang", "ja")
    with one.page.expect_navigation():
        one.one("select[name=to]").select_option("ko")
        one.one(".pair button").click()
    expect(one.page.locator("h1")).to_have_attribute("lang", "ko")
    one.go("/en/phrases/greetings/")
    expect(one.page.locator(".phrase-text").first).to_have_attribute("lang", "ko")
    one.page.reload()
    expect(one.one("select[name=to]")).to_have_value("ko")
    expect(one.one("select[name=from]")).to_have_value("en")


def test_the_two_languages_swap_on_a_press(reader: Open) -> None:
    one = reader("/en/phrases/entry/fair-business-card/?from=de&to=hi")
    one.one(".swap").click()
    expect(one.page.locator("h1")).to_have_attribute("lang", "de")
    expect(one.page.locator(".meaning").first).to_have_attribute("lang", "hi")
    one.go("/ar/phrases/")
    expect(one.one("select[name=from]")).to_have_value("hi")
    expect(one.one("select[name=to]")).to_have_value("de")


@pytest.mark.parametrize("to", ["ar", "zh-CN", "el"])
def test_a_switch_of_the_pair_keeps_what_was_searched(reader: Open, to: str) -> None:
    one = reader("/en/search/?q=card")
    with one.page.expect_navigation():
        one.one("select[name=to]").select_option(to)
        one.one(".pair button").click()
    expect(one.one("input[type=search]")).to_have_value("card")
    expect(one.page.locator(".result .phrase-text").first).to_have_attribute("lang", to)


class TestArabic:
    """Mirrored is what has a direction, and nothing else."""

    def test_the_page_runs_from_right_to_left(self, reader: Open) -> None:
        one = reader("/ar/")
        expect(one.page.locator("html")).to_have_attribute("dir", "rtl")
        brand, tools = (one.page.locator(name).bounding_box() for name in (".brand", ".site-tools"))
        assert brand and tools and brand["x"] > tools["x"]

    def test_arrows_are_mirrored_and_play_and_clock_are_not(self, reader: Open) -> None:
        one = reader("/ar/markets/japan/")
        transforms = one.page.evaluate(
            """() => Object.fromEntries([["play", ".play svg"], ["clock", ".freshness svg, .market-minutes svg"],
                ["arrow", ".door > svg:last-child"], ["chevron", ".part-link svg"]].map(
                ([name, selector]) => [name, getComputedStyle(document.querySelector(selector)).transform]))"""
        )
        for name in ("play", "clock"):
            assert transforms[name] == "none", f"{name}: {transforms[name]}"
        for name in ("arrow", "chevron"):
            assert transforms[name] == "matrix(-1, 0, 0, 1, 0, 0)", f"{name}: {transforms[name]}"
        one.go("/en/markets/japan/")
        assert one.style(".door > svg:last-child", "transform") == "none"

    def test_a_japanese_phrase_runs_from_left_to_right_in_it(self, reader: Open) -> None:
        one = reader("/ar/phrases/greetings/?from=ar&to=ja")
        phrases = one.page.locator(".phrase-text[lang=ja]")
        assert phrases.count() > 5
        assert set(phrases.evaluate_all("all => all.map((one) => getComputedStyle(one).direction)")) == {"ltr"}
        meanings = one.page.locator(".phrase-meaning[lang=ar]")
        assert set(meanings.evaluate_all("all => all.map((one) => getComputedStyle(one).direction)")) == {"rtl"}

    def test_an_arabic_phrase_runs_from_right_to_left_in_an_english_page(self, reader: Open) -> None:
        one = reader("/en/phrases/entry/fair-business-card/?from=en&to=ar")
        assert one.style("h1", "direction") == "rtl"
        assert one.style(".meaning", "direction") == "ltr"
        assert one.style(".hero-reading [lang=ar-Latn]", "direction") == "ltr"
