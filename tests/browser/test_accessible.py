"""axe-core finds nothing on any page: WCAG 2.2 AA and best practice, both directions, both colour schemes, two widths.

In the dark the page is the same but for its colours, so only what depends on them is asked again.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.browser.places import PAGES, status
from tests.browser.reader import DESKTOP, PHONE, Reader
from tests.support import axe

IS_ON_TOP = """element => [[0.1, 0.1], [0.9, 0.1], [0.5, 0.5], [0.1, 0.9], [0.9, 0.9]].every(([x, y]) => {
  const box = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
})"""
COLOURS = ("color-contrast", "link-in-text-block")


def _found(one: Reader, sizes: tuple[dict[str, int], ...] = (DESKTOP, PHONE)) -> list[str]:
    found = []
    for size in sizes:
        one.page.set_viewport_size(size)  # type: ignore[arg-type]
        for colours in ("light", "dark"):
            one.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            result = axe.check(one.page, COLOURS if colours == "dark" else ())
            assert "color-contrast" in result["passed"] + [rule["id"] for rule in result["violations"]]
            if result["violations"]:
                found.append(f"{size['width']} px, {colours}:\n{axe.sentences(result['violations'])}")
    return found


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(reader: Open, name: str, locale: str) -> None:
    one = reader(reduced_motion="reduce")
    one.go(f"/{locale}/{PAGES[name]}", status(name))
    found = _found(one)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing_where_something_is_open(reader: Open, locale: str) -> None:
    one = reader(f"/{locale}/markets/japan/overview/overview/", reduced_motion="reduce")
    one.page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    one.page.locator(".quiz-option input").evaluate_all(
        "all => new Map(all.map((one) => [one.name, one])).forEach((one) => one.click())"
    )
    found = _found(one)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing_in_an_open_source(reader: Open, locale: str, size: dict[str, int]) -> None:
    one = reader(f"/{locale}/markets/japan/overview/overview/", reduced_motion="reduce", size=size)
    one.one(".prose a.fact").click()
    close = one.one(".hint button")
    assert close.evaluate(IS_ON_TOP), "the button to close is covered"
    # axe knows no top layer and believes that the bar at the foot covers the source, where it is the other way round.
    one.page.locator(".site-nav").evaluate("bar => (bar.style.visibility = 'hidden')")
    found = _found(one, (size,))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing_in_an_entry_with_all_languages_open(reader: Open, locale: str) -> None:
    one = reader(f"/{locale}/phrases/entry/fair-business-card-exchange/", reduced_motion="reduce")
    one.page.locator(".others").evaluate("all => (all.open = true)")
    found = _found(one)
    assert not found, "\n".join(found)
