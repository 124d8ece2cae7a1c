"""Markets side by side: columns where there is room, letters large enough, a landscape sheet, no script needed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

THREE = "compare/?market=japan&market=south-korea&market=usa"
_HEADS = """() => [...document.querySelector(".compare-part").querySelectorAll(".compare-columns:first-of-type h4")]
  .slice(0, 3).map((one) => { const box = one.getBoundingClientRect(); return [Math.round(box.left), Math.round(box.top)]; })"""


@pytest.mark.parametrize(("width", "columns"), [(320, 1), (390, 1), (768, 3), (1280, 3)])
def test_markets_stand_side_by_side_where_there_is_room(reader: Open, width: int, columns: int) -> None:
    one = reader(f"/en/{THREE}", size={"width": width, "height": 800})
    heads = one.page.evaluate(_HEADS)
    assert len({left for left, _ in heads}) == columns
    assert len({top for _, top in heads}) == 4 - columns if columns == 3 else 3


@pytest.mark.parametrize("locale", ["en", "ar", "ja"])
@pytest.mark.parametrize("width", [320, 768])
def test_letters_of_charts_keep_their_size_and_bars_their_place(reader: Open, width: int, locale: str) -> None:
    one = reader(f"/{locale}/compare/", size={"width": width, "height": 800})
    found = one.page.evaluate(
        """() => [...document.querySelectorAll(".chart-bars")].map((svg) => {
            const room = svg.getBoundingClientRect();
            const inside = (one) => { const box = one.getBoundingClientRect();
              return box.left >= room.left - 3 && box.right <= room.right + 3 && box.bottom <= room.bottom + 1; };
            return {
              size: Math.min(...[...svg.querySelectorAll("text, tspan")].map((one) => parseFloat(getComputedStyle(one).fontSize))),
              scale: svg.getScreenCTM().a,
              inside: [...svg.querySelectorAll("text, rect")].every(inside),
              widths: [...svg.querySelectorAll("rect")].map((one) => one.getBoundingClientRect().width / room.width),
            };
        })"""
    )
    assert len(found) == 4
    for chart in found:
        assert chart["size"] * chart["scale"] >= 12
        assert chart["inside"]
        assert chart["widths"] == sorted(chart["widths"], reverse=True)


def test_the_comparison_asks_for_a_sheet_lying_on_its_side(reader: Open) -> None:
    one = reader(f"/en/{THREE}")
    printed = one.page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    assert sizes
    assert all(float(width) > float(height) for width, height in sizes)
    one.page.emulate_media(media="print")
    one.page.set_viewport_size({"width": 1000, "height": 700})
    assert len({top for _, top in one.page.evaluate(_HEADS)}) == 1
    expect(one.page.locator(".compare-form")).to_be_hidden()
    expect(one.page.locator(".compare-figures").first).to_be_hidden()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_two_markets_are_chosen_by_the_form(reader: Open, has_script: bool) -> None:
    one = reader("/en/markets/brazil/", has_script=has_script)
    one.one("a[href='/en/compare/?market=brazil']").click()
    one.page.wait_for_url("**/compare/?market=brazil")
    one.one("#market-2").select_option("japan")
    one.one(".compare-form button").click()
    one.page.wait_for_url("**/compare/?market=brazil&market=japan&market=")
    expect(one.page.locator(".compare-part")).to_have_count(12)
    one.one(".compare-figures summary").click()
    expect(one.page.locator(".compare-figures .fact-meta").first).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_bars_are_seen_where_the_reader_chooses_the_colours(reader: Open, colours: str) -> None:
    one = reader("/en/compare/", forced_colors="active", color_scheme=colours)
    assert one.style(".chart-bar", "fill") == one.style(".chart-bars text", "fill")
