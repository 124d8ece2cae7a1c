"""With the keyboard alone: the skip link first, the focus always seen, no trap; and quiet motion, and paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.places import PAGES
from tests.browser.reader import DESKTOP, PHONE

_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const outline = (style) => style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  const stroke = (style) => style.stroke === "none" ? 0 : parseFloat(style.strokeWidth);
  // A row's link shows its ring around the row, by ::after; a shape on the map has no box and shows its outline.
  const ring = (element) => Math.max(outline(getComputedStyle(element)), outline(getComputedStyle(element, "::after")),
    ...[...element.querySelectorAll(".map-shape")].map((shape) => stroke(getComputedStyle(shape))));
  const box = one.getBoundingClientRect();
  const isHidden = box.width <= 1 || box.height <= 1 || getComputedStyle(one).opacity === "0";
  const labels = [...(one.labels ?? [])];
  const seen = isHidden && labels.length ? labels[0] : one;
  const place = seen.getBoundingClientRect();
  const [x, y] = [place.left + place.width / 2, place.top + Math.min(place.height / 2, 40)];
  const top = document.elementFromPoint(x, y);
  one.dataset.visited = String(Number(one.dataset.visited ?? 0) + 1);
  return {
    ring: Math.max(ring(one), ...labels.map(ring)),
    inside: place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth,
    covered: Boolean(top?.closest(".site-nav") && !seen.closest(".site-nav")),
    visits: Number(one.dataset.visited),
    is: one.outerHTML.slice(0, 110),
  };
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", ["home", "lesson", "entry", "search with hits", "card"])
def test_the_focus_starts_at_the_skip_link_and_is_always_seen(reader: Open, name: str, size: dict[str, int]) -> None:
    one = reader(f"/en/{PAGES[name]}", size=size, reduced_motion="reduce")
    found, steps = [], 0
    for step in range(250):
        one.page.keyboard.press("Tab")
        state = one.page.evaluate(_FOCUS)
        if state is None or state["visits"] > 1:
            break
        steps += 1
        if step == 0 and name != "card":
            assert "skip-link" in state["is"], state["is"]
        if state["ring"] < 2:
            found.append(f"no ring: {state['is']}")
        if not state["inside"]:
            found.append(f"outside the window: {state['is']}")
        if state["covered"]:
            found.append(f"under the bar: {state['is']}")
    else:
        pytest.fail("250 steps and no end")
    stops = one.page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((one) =>
            one.checkVisibility({ visibilityProperty: true }) && one.type !== "hidden" && one.type !== "radio").length"""
    )
    assert steps >= stops * 0.95, f"{steps} of {stops} can be reached"
    assert not found, "\n".join(found)


def test_the_skip_link_leads_to_the_content(reader: Open) -> None:
    one = reader("/en/markets/japan/")
    one.page.keyboard.press("Tab")
    expect(one.page.locator(".skip-link")).to_be_in_viewport()
    one.page.keyboard.press("Enter")
    assert one.page.evaluate("document.activeElement.id") == "main"
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.activeElement.closest('main') !== null")


def test_backwards_the_way_is_the_same(reader: Open) -> None:
    one = reader("/en/phrases/")
    one.one("select[name=from]").focus()
    for _ in range(40):
        one.page.keyboard.press("Shift+Tab")
        if one.page.evaluate("document.activeElement.matches('.skip-link')"):
            return
    pytest.fail("the way back does not end at the skip link")


def test_a_key_that_is_held_down_counts_once(reader: Open) -> None:
    one = reader("/en/phrases/entry/greetings-goodbye/")
    for _ in range(2):
        one.page.keyboard.down("l")
    one.page.keyboard.up("l")
    expect(one.one(".hero [data-keep]")).to_have_attribute("aria-pressed", "true")


def test_an_arrow_key_in_a_list_of_languages_loads_no_page(reader: Open) -> None:
    one = reader("/en/phrases/greetings/?from=en&to=ja")
    one.page.evaluate("window.stayed = true")
    field = one.one("select[name=to]")
    expect(one.page.locator(".pair button")).to_be_hidden()
    field.focus()
    for _ in range(2):
        field.evaluate(
            """one => { one.selectedIndex += 1; one.dispatchEvent(new Event("change", { bubbles: true })); }"""
        )  # as an arrow key does where lists stay closed
    expect(one.page.locator(".pair button")).to_be_visible()
    one.page.wait_for_timeout(300)
    assert one.page.evaluate("window.stayed") is True
    chosen = field.input_value()
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    assert f"to={chosen}" in one.path()
    assert one.page.evaluate("document.activeElement.id") == "pair-to", "the focus stays where it was"


def test_a_chosen_language_counts_when_one_leaves_the_form(reader: Open) -> None:
    one = reader("/en/phrases/greetings/?from=en&to=ja")
    one.one("select[name=from]").select_option("fr")
    one.one("select[name=from]").focus()
    one.page.keyboard.press("Tab")  # to the arrows that swap: still inside
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.activeElement.matches('.pair button')")
    with one.page.expect_navigation():
        one.page.keyboard.press("Tab")
    assert "from=fr" in one.path()
    assert one.page.evaluate("document.activeElement.closest('.pair') !== null")
    with one.page.expect_navigation():
        one.one("select[name=to]").select_option("ko")
        one.one(".pair button").click()
    expect(one.page.locator(".phrase-text").first).to_have_attribute("lang", "ko")


@pytest.mark.parametrize("name", ["home", "lesson", "entry", "card"])
def test_nothing_moves_for_those_who_want_it_quiet(reader: Open, name: str) -> None:
    one = reader(f"/en/{PAGES[name]}", reduced_motion="reduce")
    assert one.style("html", "scroll-behavior") == "auto"
    moving = one.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
            const style = getComputedStyle(one);
            return style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
        }).map((one) => one.outerHTML.slice(0, 100))"""
    )
    assert not moving, moving[:5]
    assert one.page.evaluate("document.getAnimations().length") == 0


def test_a_waiting_button_breathes_only_where_motion_is_welcome(reader: Open) -> None:
    for motion, expected in (("reduce", "none"), ("no-preference", "breathe")):
        one = reader("/en/phrases/greetings/", reduced_motion=motion)
        one.page.locator(".play").first.evaluate("button => (button.dataset.state = 'waiting')")
        assert one.style(".play .icon", "animation-name") == expected


@pytest.mark.parametrize("name", ["market", "lesson", "entry", "domain"])
def test_paper_carries_the_content_and_no_buttons(reader: Open, name: str) -> None:
    one = reader(f"/en/{PAGES[name]}", color_scheme="dark")
    one.page.emulate_media(media="print", color_scheme="dark")
    for selector in (".site-nav", ".site-tools", ".skip-link", ".play", ".pair", ".pager"):
        for element in one.page.locator(selector).all():
            expect(element).to_be_hidden()
    expect(one.page.locator("h1")).to_be_visible()
    assert one.style("body", "color") == "rgb(0, 0, 0)", "ink is black on paper, also in the dark"
    assert one.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("a6", (298, 420))])
def test_a_sheet_asks_for_the_paper_it_is_made_for(reader: Open, paper: str, points: tuple[int, int]) -> None:
    one = reader(f"/en/phrases/greetings/sheet/?paper={paper}")
    printed = one.page.pdf(prefer_css_page_size=True)
    sizes = {
        tuple(round(float(side)) for side in found)
        for found in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    }
    assert sizes, "no page was found in the file"
    one.page.emulate_media(media="print")
    assert one.style(".sheet", "display") == "block", "over pages, a grid puts headings upon rows"
    assert all(abs(side - wanted) <= 1 for size in sizes for side, wanted in zip(size, points, strict=True)), sizes


@pytest.mark.parametrize(("locale", "pair"), [("ar", ("ar", "ja")), ("it", ("it", "ar")), ("en", ("ar", "ja"))])
def test_on_a_sheet_a_phrase_and_its_readings_begin_on_the_same_side(
    reader: Open, locale: str, pair: tuple[str, str]
) -> None:
    one = reader(f"/{locale}/phrases/greetings/sheet/?paper=a4&from={pair[0]}&to={pair[1]}")
    sides = one.page.evaluate(
        """() => [...document.querySelectorAll(".sheet td:first-child")].map((cell) => {
            const edge = (one) => { const text = document.createRange(); text.selectNodeContents(one);
              const boxes = [...text.getClientRects()]; const room = cell.getBoundingClientRect();
              return [Math.min(...boxes.map((box) => box.left)) - room.left, room.right - Math.max(...boxes.map((box) => box.right))]; };
            const start = getComputedStyle(cell.parentElement).direction === "rtl" ? 1 : 0;
            return [cell.querySelector(".sheet-text"), ...cell.querySelectorAll(".reading")].map((one) => edge(one)[start]);
        })"""
    )
    assert sides
    assert all(max(cell) - min(cell) < 6 for cell in sides), [cell for cell in sides if max(cell) - min(cell) >= 6][:3]
