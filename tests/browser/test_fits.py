"""Every page fits into every window: no scrolling sideways, from a small phone to a wide screen."""

from __future__ import annotations

import pytest

from elearn.kernel.locales import INTERFACE_LOCALES
from tests.browser.conftest import Open
from tests.browser.places import PAGES, status

WIDTHS = (320, 360, 768, 1280, 1920)
_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  const scrolls = (one) => one && (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  if (document.documentElement.scrollWidth <= room && document.body.scrollWidth <= room) return [];
  return ["page " + document.documentElement.scrollWidth,
    ...[...document.body.querySelectorAll("*")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && (box.right > room + 1 || box.left < -1) && !scrolls(one.parentElement);
    }).slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
}"""


@pytest.mark.parametrize("locale", ["en", "de", "ar", "ja", "hi"])
def test_no_page_scrolls_sideways(reader: Open, locale: str) -> None:
    one = reader()
    found = []
    for name, path in PAGES.items():
        one.go(f"/{locale}/{path}", status(name))
        for width in WIDTHS:
            one.page.set_viewport_size({"width": width, "height": 740})
            if wide := one.page.evaluate(_TOO_WIDE):
                found.append(f"{name} at {width} px: {wide}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_nothing_scrolls_sideways_where_everything_is_open(reader: Open, locale: str) -> None:
    one = reader()
    found = []
    for path in (PAGES["lesson"], PAGES["market"], PAGES["entry"], PAGES["search empty"]):
        one.go(f"/{locale}/{path}")
        one.page.locator("details").evaluate_all("all => all.forEach((one) => { one.name = ''; one.open = true; })")
        for width in (320, 768):
            one.page.set_viewport_size({"width": width, "height": 740})
            if wide := one.page.evaluate(_TOO_WIDE):
                found.append(f"{path} at {width} px: {wide}")
    assert not found, "\n".join(found)


_CARD = """() => {
  const face = document.querySelector(".card-face").getBoundingClientRect();
  const lines = document.querySelector(".card-phrase").getBoundingClientRect();
  const text = document.createRange();
  text.selectNodeContents(document.querySelector(".card-phrase"));
  const boxes = [...text.getClientRects()];
  const page = document.documentElement;
  return {
    fits: boxes.every((box) => box.left >= face.left - 1 && box.right <= face.right + 1),
    height: lines.height <= face.height + 1,
    scrolls: page.scrollWidth > page.clientWidth || page.scrollHeight > page.clientHeight,
    size: parseFloat(getComputedStyle(document.querySelector(".card-phrase")).fontSize),
    bar: document.querySelector(".card-bar").getBoundingClientRect().bottom <= innerHeight + 1,
  };
}"""


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", [(360, 740), (740, 360)], ids=["upright", "lying"])
def test_the_card_fits_the_screen_in_each_language(reader: Open, size: tuple[int, int], has_script: bool) -> None:
    one = reader(size={"width": size[0], "height": size[1]}, has_script=has_script)
    for concept in ("fair-business-card", "fair-business-card-exchange"):
        for target in ("ja", "de", "ar", "hi", "zh-CN", "el"):
            one.go(f"/en/phrases/entry/{concept}/card/?from=en&to={target}")
            card = one.page.evaluate(_CARD)
            assert card["fits"], f"{concept} {target}: too wide"
            assert card["height"], f"{concept} {target}: too high"
            assert not card["scrolls"], f"{concept} {target}: the page scrolls"
            assert card["bar"], f"{concept} {target}: the bar is outside"
            assert card["size"] >= 20, f"{concept} {target}: {card['size']} px is too small to show"


def test_the_card_fits_again_when_the_phone_is_turned_and_faces_the_other_person_on_a_tap(reader: Open) -> None:
    one = reader("/en/phrases/entry/fair-business-card-exchange/card/", size={"width": 360, "height": 740})
    upright = one.page.evaluate(_CARD)
    one.page.set_viewport_size({"width": 740, "height": 360})
    one.page.wait_for_timeout(100)
    lying = one.page.evaluate(_CARD)
    assert upright["fits"] and lying["fits"] and not lying["scrolls"]
    assert one.style(".card-face", "rotate") == "none"
    one.one("label[for=turn]").click()
    one.wait_until("getComputedStyle(document.querySelector('.card-face')).rotate === '180deg'")
    one.one("label[for=turn]").click()
    one.wait_until("getComputedStyle(document.querySelector('.card-face')).rotate === 'none'")


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768), (1920, 1080)], ids=str)
def test_a_long_phrase_fills_the_card_on_a_laptop(reader: Open, size: tuple[int, int]) -> None:
    one = reader(size={"width": size[0], "height": size[1]})
    for target in ("de", "ja", "ar", "el", "hi", "en"):
        one.go(f"/en/phrases/entry/regulatory-european-documents/card/?from=fr&to={target}")
        card = one.page.evaluate(_CARD)
        assert card["fits"] and card["height"] and not card["scrolls"], target
        assert card["size"] >= 40, f"{target}: {card['size']} px"


def test_a_japanese_card_breaks_between_words_only(reader: Open) -> None:
    one = reader(
        "/en/phrases/entry/fair-business-card-exchange/card/?from=en&to=ja", size={"width": 360, "height": 740}
    )
    assert one.style(".card-phrase", "word-break") == "auto-phrase"
    one.go("/en/phrases/entry/regulatory-european-documents/card/?from=en&to=ja")
    assert one.page.evaluate(_CARD)["size"] >= 20


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_long_words_and_labels_do_not_widen_a_small_phone(reader: Open, has_script: bool) -> None:
    one = reader(size={"width": 320, "height": 640}, has_script=has_script)
    title = "DonaudampfschifffahrtsgesellschaftskapitaensversammlungOsaka"
    found = []
    for locale in INTERFACE_LOCALES:
        for path in (
            f"phrases/list/?title={title}&e=greetings-goodbye",
            f"phrases/list/sheet/?title={title}&e=greetings-goodbye",
            "phrases/entry/regulatory-european-documents/card/?from=de&to=fr",
            "phrases/entry/fair-business-card/card/?from=de&to=ja",
        ):
            one.go(f"/{locale}/{path}")
            wide = one.page.evaluate(_TOO_WIDE)
            cut = one.page.evaluate(
                """() => [...document.querySelectorAll(".card-bar > *, h1, .list-tabs a")].filter((one) => {
                    const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1;
                }).map((one) => one.outerHTML.slice(0, 120))"""
            )
            if wide or cut:
                found.append(f"/{locale}/{path}: {wide} {cut}")
    assert not found, "\n".join(found)
