"""Cards of terms and of sources: by pointer, keys and touch; dismissed, reached and left at will; nothing too early."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open
from tests.browser.reader import PHONE, Reader
from tests.browser.test_accessible import IS_ON_TOP, _found

LESSON = "/en/markets/japan/regulator/regulator/"
TERM, FACT = ".prose a.term", ".prose a.fact"
both = pytest.mark.parametrize("kind", [TERM, FACT], ids=["term", "fact"])


def card_of(one: Reader) -> Locator:
    return one.page.locator(".hint")


def hold(one: Reader, selector: str) -> Locator:
    """Move the pointer onto a link and wait for its card."""
    link = one.one(selector)
    link.scroll_into_view_if_needed()
    link.hover()
    expect(card_of(one)).to_be_visible()
    return link


def tab_to(one: Reader, selector: str) -> Locator:
    """Bring the focus to a link by a key, as somebody without a mouse does."""
    link = one.one(selector)
    link.focus()
    one.page.keyboard.press("Shift+Tab")
    one.page.keyboard.press("Tab")
    expect(link).to_be_focused()
    return link


def asked_of(one: Reader) -> list[str]:
    found: list[str] = []
    one.page.on("request", lambda request: found.append(request.url) if "/hint/" in request.url else None)
    return found


def test_a_term_is_shown_in_the_markets_language_with_its_voice_and_the_way_on(reader: Open) -> None:
    one = reader("/fr/phrases/?from=fr&to=ko")
    one.go("/fr/markets/middle-east/regulator/regulator/")
    link = hold(one, TERM)
    card = card_of(one)
    expect(card.locator(".phrase-text")).to_have_attribute("lang", "ar")
    expect(card.locator(".phrase-text")).to_have_attribute("dir", "rtl")
    expect(card.locator(".meaning")).to_have_attribute("lang", "fr")
    expect(card.locator("[data-player]")).to_have_attribute("role", "button")
    expect(card.locator("p[lang=en]")).to_have_text(re.compile(r"^[A-Z].*\.$"))
    assert card.locator("a", has_text="Open the entry").or_(card.locator("a.button")).first.get_attribute("href") == (
        link.get_attribute("href")
    )


def test_nothing_is_asked_for_before_the_reader_rests_on_a_term_and_then_once(reader: Open) -> None:
    one = reader()
    asked = asked_of(one)
    one.go(LESSON)
    one.page.mouse.move(5, 5)
    one.page.wait_for_timeout(600)
    assert not asked
    hold(one, TERM)
    one.page.keyboard.press("Escape")
    one.page.mouse.move(5, 5)
    expect(card_of(one)).to_be_hidden()
    hold(one, TERM)
    assert len(asked) == 1


@both
def test_the_pointer_can_go_into_the_card_and_leaving_closes_it(reader: Open, kind: str) -> None:
    one = reader(LESSON)
    hold(one, kind)
    card_of(one).hover()
    one.page.wait_for_timeout(600)
    expect(card_of(one)).to_be_visible()
    one.page.mouse.move(2, 2)
    expect(card_of(one)).to_be_hidden()


@both
def test_escape_dismisses_without_a_move_of_pointer_or_focus(reader: Open, kind: str) -> None:
    one = reader(LESSON)
    link = hold(one, kind)
    one.page.keyboard.press("Escape")
    expect(card_of(one)).to_be_hidden()
    one.page.wait_for_timeout(600)
    expect(card_of(one)).to_be_hidden()
    one.page.mouse.move(2, 2)
    link.hover()
    expect(card_of(one)).to_be_visible()


@both
def test_the_card_covers_neither_its_link_nor_leaves_the_window(reader: Open, kind: str) -> None:
    for width, height in ((1280, 800), (768, 700), (390, 780), (320, 640)):
        one = reader(LESSON, size={"width": width, "height": height})
        for at in (0, 3, 6):
            link = one.page.locator(kind).nth(at)
            link.scroll_into_view_if_needed()
            link.hover()
            expect(card_of(one)).to_be_visible()
            box, room = card_of(one).bounding_box(), link.bounding_box()
            assert box is not None and room is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height + 1 and box["y"] >= 0
            assert box["y"] >= room["y"] + room["height"] or box["y"] + box["height"] <= room["y"]
            one.page.keyboard.press("Escape")
            one.page.mouse.move(2, 2)


@both
def test_with_keys_the_card_opens_at_rest_and_tab_leads_in_and_out(reader: Open, kind: str) -> None:
    one = reader(LESSON)
    link = tab_to(one, kind)
    expect(card_of(one)).to_be_visible()
    stops = card_of(one).locator("a[href], button").count()
    assert stops
    for _ in range(stops):
        one.page.keyboard.press("Tab")
        assert one.page.evaluate("document.activeElement.closest('.hint') !== null")
    one.page.keyboard.press("Tab")
    expect(card_of(one)).to_be_hidden()
    after = one.page.evaluate(
        "link => link.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING",
        link.element_handle(),
    )
    assert after, "the way goes on from the link"


@both
def test_with_keys_the_way_back_and_escape_lead_to_the_link(reader: Open, kind: str) -> None:
    one = reader(LESSON)
    link = tab_to(one, kind)
    expect(card_of(one)).to_be_visible()
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Escape")
    expect(link).to_be_focused()
    expect(card_of(one)).to_be_hidden()
    one.page.wait_for_timeout(600)
    expect(card_of(one)).to_be_hidden()


def test_enter_pins_a_source_and_follows_a_term(reader: Open) -> None:
    one = reader(LESSON)
    fact = tab_to(one, FACT)
    one.page.keyboard.press("Enter")
    expect(card_of(one).locator("button")).to_be_focused()
    one.page.keyboard.press("Enter")
    expect(fact).to_be_focused()
    expect(card_of(one)).to_be_hidden()
    tab_to(one, TERM)
    expect(card_of(one)).to_be_visible()
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/phrases/entry/**")


def test_a_press_with_the_mouse_follows_a_term(reader: Open) -> None:
    one = reader(LESSON)
    hold(one, TERM).click()
    one.page.wait_for_url("**/phrases/entry/**")


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_tap_opens_the_card_whose_link_leads_on(reader: Open, locale: str) -> None:
    one = reader(f"/{locale}/markets/japan/regulator/regulator/", size=PHONE, has_touch=True, reduced_motion="reduce")
    link = one.one(TERM)
    link.tap()
    card = card_of(one)
    expect(card).to_be_in_viewport()
    box = card.bounding_box()
    assert box is not None and box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    assert card.locator(":scope > button").evaluate(IS_ON_TOP), "the button to close is covered"
    one.page.locator(".site-nav").evaluate("bar => (bar.style.visibility = 'hidden')")
    found = _found(one, (PHONE,))
    assert not found, "\n".join(found)
    card.locator(":scope > button").tap()
    expect(card).to_be_hidden()
    link.tap()
    expect(card).to_be_visible()
    card.locator(f"a[href='{link.get_attribute('href')}']").tap()
    one.page.wait_for_url("**/phrases/entry/**")


def test_a_second_tap_on_the_term_follows_it_and_one_elsewhere_closes(reader: Open) -> None:
    one = reader(LESSON, size=PHONE, has_touch=True)
    link = one.one(TERM)
    link.tap()
    expect(card_of(one)).to_be_visible()
    one.page.touchscreen.tap(10, 100)
    expect(card_of(one)).to_be_hidden()
    one.one(FACT).tap()
    expect(card_of(one).locator(".fact-meta")).to_be_visible()
    card_of(one).locator(":scope > button").tap()
    link.tap()
    expect(card_of(one)).to_be_visible()
    link.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    link.evaluate("one => one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))")
    one.page.wait_for_url("**/phrases/entry/**")


def test_a_card_that_does_not_come_is_no_trap(reader: Open) -> None:
    one = reader(LESSON, size=PHONE, has_touch=True)
    one.page.route("**/hint/**", lambda route: route.abort("aborted"))
    one.one(TERM).tap()
    one.page.wait_for_url("**/phrases/entry/**")


def test_the_recording_is_asked_for_from_the_card(reader: Open) -> None:
    one = reader(LESSON)
    hold(one, TERM)
    with one.page.expect_request(lambda request: "/api/v1/clips/" in request.url and request.method == "POST"):
        card_of(one).locator("[data-player]").click()
    expect(card_of(one)).to_be_visible()


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing_in_the_card_of_a_term(reader: Open, locale: str) -> None:
    one = reader(f"/{locale}/markets/japan/regulator/regulator/", reduced_motion="reduce")
    hold(one, TERM)
    found = _found(one, ({"width": 1280, "height": 800},))
    assert not found, "\n".join(found)


def test_without_script_a_term_is_a_link(reader: Open) -> None:
    one = reader(LESSON, has_script=False)
    one.one(TERM).click()
    one.page.wait_for_url("**/phrases/entry/**")
