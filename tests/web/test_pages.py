"""Every page, in several languages: it is there, it is right, and its quality is checked by getting it."""

from __future__ import annotations

import re

import pytest

from elearn.kernel.locales import INTERFACE_LOCALES
from elearn.web.render import quoting
from tests.support.pages import Pages

PATHS = (
    "",
    "markets/",
    "markets/japan/",
    "markets/japan/overview/overview/",
    "markets/brazil/report/",
    "compare/",
    "compare/?market=japan",
    "compare/?market=middle-east&market=usa&market=japan",
    "directory/",
    "directory/?market=india&kind=fair",
    "directory/events/",
    "phrases/",
    "phrases/greetings/",
    "phrases/entry/fair-business-card/",
    "phrases/entry/fair-business-card-exchange/",
    "phrases/entry/fair-business-card-exchange/card/",
    "phrases/entry/fair-business-card/hear/ar/",
    "search/",
    "search/?q=card",
    "search/?q=zzzzqqqq",
    "about/",
    "patterns/",
)

NOTED = ("greetings-form-of-address", "travel-toast", "trials-ethics-committee")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("locale", ["en", "ar", "ja", "de"])
def test_each_page_keeps_the_house_rules(pages: Pages, locale: str, path: str) -> None:
    page = pages.get(f"/{locale}/{path}")
    root = page.tree.getroottree().getroot()
    assert root.get("dir") == ("rtl" if locale == "ar" else "ltr")
    assert root.get("lang", "").startswith(locale)


@pytest.mark.parametrize("locale", INTERFACE_LOCALES)
def test_home_speaks_all_thirteen_languages(pages: Pages, locale: str) -> None:
    page = pages.get(f"/{locale}/")
    links = {link.get("href") for link in page.all("a[hreflang], a[lang]")}
    assert {f"/{other}/" for other in INTERFACE_LOCALES} - links <= {f"/{locale}/"}


@pytest.mark.parametrize("pair", [("en", "ja"), ("ja", "ar"), ("ar", "zh-CN"), ("hi", "pt-BR"), ("ca", "el")])
def test_any_language_can_be_paired_with_any_other(pages: Pages, pair: tuple[str, str]) -> None:
    page = pages.get(f"/en/phrases/entry/fair-business-card/?from={pair[0]}&to={pair[1]}")
    shown = {element.get("lang") for element in page.all("[lang]")}
    assert set(pair) <= shown


def test_the_pair_is_kept_and_swaps_when_both_sides_would_be_the_same(pages: Pages) -> None:
    pages.get("/en/phrases/?from=fr&to=ko")
    assert pages.client.get_cookie("pair").value == "fr~ko"  # type: ignore[union-attr]
    page = pages.get("/en/phrases/entry/fair-business-card/")
    assert {"fr", "ko"} <= {element.get("lang") for element in page.all("[lang]")}
    pages.get("/en/phrases/?from=ko")
    assert pages.client.get_cookie("pair").value == "ko~fr"  # type: ignore[union-attr]


def test_a_wrong_pair_changes_nothing(pages: Pages) -> None:
    pages.get("/en/phrases/?from=fr&to=ko")
    pages.get("/en/phrases/?from=klingon&to=%00")
    assert pages.client.get_cookie("pair").value == "fr~ko"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("el-GR,el;q=0.9", "/el/"),
        ("zh-TW", "/zh/"),
        ("pt-BR", "/pt/"),
        ("nl", "/en/"),
        ("", "/en/"),
        ("x" * 300, "/en/"),
    ],
)
def test_the_first_address_leads_to_the_readers_language(pages: Pages, header: str, expected: str) -> None:
    response = pages.client.get("/", headers={"Accept-Language": header})
    assert (response.status_code, response.location) == (302, expected)


def test_a_chosen_language_wins_over_the_browsers(pages: Pages) -> None:
    pages.get("/ko/")
    assert pages.client.get("/", headers={"Accept-Language": "fr"}).location == "/ko/"


def test_the_overview_shows_sources_dates_labels_and_the_banner(pages: Pages) -> None:
    page = pages.get("/en/markets/japan/overview/overview/")
    assert page.h1
    for link in page.all("a.fact"):
        page.one(link.get("href"))
    assert page.says("Check before use")
    assert page.says("Not yet checked")


def test_a_lesson_that_is_not_in_the_readers_language_says_so_and_is_marked(pages: Pages) -> None:
    page = pages.get("/de/markets/japan/overview/overview/")
    assert page.all("[lang=en]")


def test_an_entry_shows_reading_register_replies_and_all_languages(pages: Pages) -> None:
    page = pages.get("/en/phrases/entry/fair-business-card-exchange/?from=en&to=ja")
    shown = {element.get("lang") for element in page.all("[lang]")}
    assert {"fr", "el", "it", "pt-BR", "es", "ar", "zh-CN", "ja", "ko", "de", "hi", "ca"} <= shown
    assert page.says("draft") or page.says("Draft")
    assert page.all("a[href*='/phrases/entry/fair-']")


def test_listening_without_script_offers_to_ask_for_a_missing_recording(pages: Pages) -> None:
    page = pages.get("/en/phrases/entry/fair-business-card/hear/ja/")
    assert page.all("form[method=post]") or page.all("audio")


@pytest.mark.parametrize(
    "path",
    [
        "/xx/",
        "/en/markets/atlantis/",
        "/en/markets/japan/overview/nothing/",
        "/en/phrases/nothing/",
        "/en/phrases/entry/nothing/",
        "/en/phrases/entry/fair-business-card/hear/tlh/",
        "/en/nothing",
        "/media/" + "0" * 64 + ".mp3",
        "/media/..%2f..%2fetc%2fpasswd.mp3",
        "/static/nothing.css",
        "/en/markets/%00/",
        "/en/phrases/entry/a%00b/",
    ],
)
def test_what_is_not_there_is_a_page_too(pages: Pages, path: str) -> None:
    page = pages.get(path, status=404)
    assert page.says("There is no such page")


def test_an_error_page_speaks_the_language_of_its_address(pages: Pages) -> None:
    assert pages.get("/ar/nothing/", status=404).tree.getroottree().getroot().get("dir") == "rtl"


@pytest.mark.parametrize(
    "query", ["x" * 10_000, "\x00\x01\u202e\ufeff", "%", "*", '"', "AND OR NOT", "(((", "🧬", "名刺", "   "]
)
def test_no_search_breaks_the_page(pages: Pages, query: str) -> None:
    response = pages.client.get("/en/search/", query_string={"q": query})
    assert response.status_code in (200, 414)


def test_search_says_why_each_hit_was_found(pages: Pages) -> None:
    page = pages.get("/en/search/?q=meishi&from=en&to=ja")
    assert page.all("mark")
    assert page.all("a[href='/en/phrases/entry/fair-business-card/']")


def test_as_you_type_gets_the_results_alone(pages: Pages) -> None:
    whole = pages.client.get("/en/search/?q=card")
    part = pages.client.get("/en/search/?q=card", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert len(part.text) < len(whole.text)
    assert part.text.strip() in whole.text


def test_the_theme_is_kept_without_script(pages: Pages) -> None:
    assert pages.get("/en/?theme=dark").tree.getroottree().getroot().get("data-theme") == "dark"
    assert pages.get("/en/markets/").tree.getroottree().getroot().get("data-theme") == "dark"


@pytest.mark.parametrize("target", ["ja", "pt-BR", "en"])
def test_an_entry_begins_with_the_notes_of_the_markets_where_its_language_is_spoken(pages: Pages, target: str) -> None:
    markets = {
        "ja": {"japan"},
        "pt-BR": {"brazil"},
        "en": {"usa", "australia", "india", "middle-east"},
    }
    shown = 0
    for concept in NOTED:
        page = pages.get(f"/en/phrases/entry/{concept}/?from=de&to={target}")
        near, far = (
            {
                link.get("href").split("/")[-2]
                for link in page.all(f"section[aria-labelledby=notes] > {inside}.note .note-market a")
            }
            for inside in ("", "details > ")
        )
        assert near <= markets[target]
        assert not far & markets[target]
        shown += len(near)
        if far:
            assert page.says("In other markets")
    assert shown


def test_english_notes_say_so_in_other_interfaces_only(pages: Pages) -> None:
    concept = NOTED[0]
    assert len(pages.get(f"/fr/phrases/entry/{concept}/").all("section[aria-labelledby=notes] .badge-english")) == 1
    assert pages.get("/ja/phrases/entry/fair-business-card/").all("section[aria-labelledby=definition] .badge-english")
    assert not pages.get(f"/en/phrases/entry/{concept}/").all(".badge-english")


@pytest.mark.parametrize("path", ["list/", "introduce/", "stage/agree/", "greetings/"])
def test_the_navigation_says_that_one_is_among_the_phrases(pages: Pages, path: str) -> None:
    assert pages.get(f"/en/phrases/{path}").texts(".site-nav [aria-current]") == ["Phrases"]


def test_home_promises_an_overview_in_ten_minutes_not_a_course(pages: Pages) -> None:
    assert pages.get("/en/").says("a ten-minute overview of each")


@pytest.mark.parametrize(
    ("text", "tag", "shown"),
    [
        ("検討します (kentō) or 難しい means no.", "ja", ["検討します", "難しい"]),
        ("Say 您, not 你 <b>.", "zh-CN", ["您", "你"]),
        ("They say 검토해 보겠습니다 often.", "ko", ["검토해 보겠습니다"]),
        ("إن شاء الله may mean no.", "ar", ["إن شاء الله"]),
        ("Nothing is quoted.", "ja", []),
        ("検討します", "de", []),
    ],
)
def test_what_a_note_quotes_says_its_language(text: str, tag: str, shown: list[str]) -> None:
    html = str(quoting(text, tag))
    direction = "rtl" if tag == "ar" else "ltr"
    assert re.findall(rf'<span lang="{tag}" dir="{direction}">(.*?)</span>', html) == shown
    assert "<b>" not in html
