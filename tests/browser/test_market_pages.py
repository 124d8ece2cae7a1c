"""A reader finds a market, reads its overview, checks a statement, learns a word, and tries what was understood."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.reader import PHONE

MARKETS = ("australia", "brazil", "china", "india", "japan", "south-korea", "middle-east", "usa")
_POINT = """market => {
  const link = document.querySelector(`.map-market[href$="/${market}/"]`);
  for (const shape of link.querySelectorAll(".map-shape, .map-hit")) {
    const box = shape.getBoundingClientRect();
    for (let step = 0; step < 400; step++) {
      const x = box.left + box.width * ((step * 0.37 + 0.5) % 1), y = box.top + box.height * ((step * 0.61 + 0.5) % 1);
      if (document.elementFromPoint(x, y)?.closest("a") === link) return [x, y];
    }
  }
  return null;
}"""


@pytest.mark.parametrize("market", MARKETS)
def test_a_press_on_the_map_opens_the_market(reader: Open, market: str) -> None:
    one = reader("/en/")
    point = one.page.evaluate(_POINT, market)
    assert point, f"no point of {market} on the map can be pressed"
    one.page.mouse.click(*point)
    one.page.wait_for_url(f"**/en/markets/{market}/")


@pytest.mark.parametrize("path", ["/en/", "/en/markets/"])
def test_the_list_beside_the_map_opens_each_market(reader: Open, path: str) -> None:
    one = reader(path)
    assert one.page.locator(".market-list a").count() == len(MARKETS)
    assert one.page.locator(".map-market").count() == len(MARKETS)
    one.one(".market-list a[href$='/brazil/']").click()
    one.page.wait_for_url("**/en/markets/brazil/")
    expect(one.page.locator("h1")).to_contain_text("Brazil")


def test_from_a_market_to_its_overview_to_a_source_to_a_term(reader: Open) -> None:
    one = reader("/en/markets/japan/")
    expect(one.page.locator(".figure-card")).to_have_count(5)
    one.one(".door").click()
    one.page.wait_for_url("**/markets/japan/overview/overview/")
    fact = one.one(".prose a.fact")
    fact.click()
    source = one.page.locator(".hint")
    expect(source).to_be_visible()
    address = source.locator("a[rel~=external]").first.get_attribute("href") or ""
    assert address.startswith("http"), "a source leads to where it can be checked"
    expect(source.locator(".fact-meta")).to_be_visible()
    one.page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    assert fact.evaluate("one => one === document.activeElement"), "the focus comes back to the statement"
    one.one(".prose a[href*='/phrases/entry/']").click()
    one.page.wait_for_url("**/phrases/entry/**")
    expect(one.page.locator(".phrase-hero").first).to_be_visible()


def test_the_source_opens_on_a_phone_and_its_button_closes_it(reader: Open) -> None:
    one = reader("/en/markets/japan/overview/overview/", size=PHONE)
    one.one(".prose a.fact").click()
    source = one.page.locator(".hint")
    expect(source).to_be_in_viewport()
    source.locator("button").click()
    expect(source).to_be_hidden()


def test_the_door_of_those_who_go_there_leads_to_ten_phrases(reader: Open) -> None:
    one = reader("/en/markets/japan/")
    one.one(".door[href='#say']").click()
    expect(one.page.locator("#say")).to_be_in_viewport()
    assert one.page.locator("#say .phrase-row").count() >= 8


def test_ticks_of_a_checklist_stay_on_the_device(reader: Open) -> None:
    one = reader("/en/markets/japan/overview/overview/")
    one.one(".checklist input").check()
    one.page.reload()
    expect(one.page.locator(".checklist input").first).to_be_checked()
    expect(one.page.locator(".checklist input").nth(1)).not_to_be_checked()


def test_a_quiz_says_why_at_once_to_eyes_and_ears(reader: Open) -> None:
    one = reader("/en/markets/japan/overview/overview/")
    wrong = one.page.locator(".quiz-option.quiz-wrong").first
    why = wrong.locator(".quiz-why")
    expect(why).to_be_hidden()
    wrong.locator("input").check()
    expect(why).to_be_visible()
    expect(one.page.locator("#announce")).to_contain_text(why.locator("span").inner_text())


def test_the_quiz_works_with_the_keyboard(reader: Open) -> None:
    one = reader("/en/markets/japan/overview/overview/")
    first = one.page.locator(".quiz-item").first
    first.locator("input").first.focus()
    one.page.keyboard.press("Space")
    expect(first.locator(".quiz-why").first).to_be_visible()
    one.page.keyboard.press("ArrowDown")
    expect(first.locator(".quiz-why").nth(1)).to_be_visible()
    expect(first.locator(".quiz-why").first).to_be_hidden()
    assert first.locator("input").nth(1).evaluate("one => one === document.activeElement")


def test_the_tree_works_with_the_keyboard(reader: Open) -> None:
    one = reader("/en/markets/japan/overview/overview/")
    tree = one.page.locator(".tree").first
    summary = tree.locator("summary").first
    summary.focus()
    one.page.keyboard.press("Enter")
    inside = tree.locator("details").first.locator("summary").nth(1)
    expect(inside).to_be_visible()
    for _ in range(12):
        one.page.keyboard.press("Enter")
        if one.page.evaluate("document.activeElement.parentElement.querySelector(':scope > .tree-leaf')"):
            break
        one.page.keyboard.press("Tab")
    expect(tree.locator(".tree-leaf").locator("visible=true").first).to_be_visible()
