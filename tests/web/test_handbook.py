"""Handbook, interviews and stories: there, labelled, linked, without script, and cheap."""

from __future__ import annotations

import pytest
from flask import Flask

from elearn.content.lesson import PieceHead
from elearn.kernel.locales import INTERFACE_LOCALES
from elearn.web.labels import piece_label
from tests.support.counting import count_queries
from tests.support.pages import Pages

PATHS = (
    "handbook/",
    "handbook/evidence-plan/",
    "handbook/annexes/",
    "interviews/",
    "interviews/briefing-japan/",
    "interviews/clusters-working-together/",
    "interviews/interview-kit/",
    "stories/",
    "stories/leukocare/",
)
MOST_QUERIES = 9
"""Of a page, made anew: stamps, course, modules, lessons, texts with source, facts."""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("locale", ["en", "ar", "ja"])
def test_each_page_keeps_the_house_rules(pages: Pages, locale: str, path: str) -> None:
    pages.get(f"/{locale}/{path}")


@pytest.mark.parametrize("locale", INTERFACE_LOCALES)
def test_the_handbook_has_its_name_in_every_interface_language(pages: Pages, locale: str) -> None:
    name = pages.get(f"/{locale}/handbook/").h1
    assert name
    assert locale == "en" or name != "Handbook"


def test_the_handbook_lists_all_chapters_with_minutes_and_first_line(pages: Pages) -> None:
    page = pages.get("/en/handbook/")
    assert len(page.all("ol.shelf > li")) == 19
    assert page.texts("ol.shelf > li .shelf-line")[0].startswith("Approval at home is a start")
    assert all("min" in text for text in page.texts("ol.shelf > li .shelf-link"))


def test_a_chapter_has_crumbs_contents_sources_and_a_way_on(pages: Pages) -> None:
    page = pages.get("/en/handbook/evidence-plan/")
    assert [link.get("href") for link in page.all(".breadcrumb a")] == ["/en/handbook/"]
    assert page.all(".contents a[href='#travel']")
    assert len(page.all(".source-list > li")) >= 8
    assert [link.get("href") for link in page.all(".pager a")] == [
        "/en/handbook/choosing-a-market/",
        "/en/handbook/regulatory-strategy/",
    ]
    assert page.all("a.lesson-link[href='/en/markets/japan/trials-data/trials-data/']")
    for link in page.all("a.fact"):
        page.one(link.get("href"))


def test_every_link_to_a_lesson_leads_to_a_page(pages: Pages) -> None:
    seen: set[str] = set()
    for path in PATHS:
        seen |= {str(link.get("href")) for link in pages.get(f"/en/{path}").all("a.lesson-link, a.shelf-link")}
    assert len(seen) > 30
    for href in sorted(seen):
        assert pages.client.get(href).status_code == 200, href


def test_a_worksheet_works_without_script(pages: Pages) -> None:
    page = pages.get("/en/handbook/evidence-plan/")
    sheet = page.one("[data-worksheet]")
    cells = sheet.cssselect("textarea")
    assert len(cells) == 10 * 5
    ids = {str(element.get("id")) for element in sheet.cssselect("[id]")}
    assert all(set(cell.get("aria-labelledby").split()) <= ids for cell in cells)
    assert not sheet.cssselect("form, [name]")  # nothing is ever sent
    assert sheet.cssselect(".no-script")
    report = pages.get("/en/handbook/annexes/")
    assert report.all("[data-worksheet] input[type=date]")
    assert report.all("[data-worksheet] select option")


@pytest.mark.parametrize(
    ("path", "badge", "sentence"),
    [
        ("interviews/briefing-japan/", "briefing", "no person was interviewed"),
        ("interviews/clusters-working-together/", "published-summary", "not reviewed by the interviewee"),
        ("stories/medigene/", "case-published", "later development not checked"),
        ("interviews/interview-kit/", "kit", "For authors"),
    ],
)
def test_a_piece_says_on_top_what_it_is_and_who_speaks(pages: Pages, path: str, badge: str, sentence: str) -> None:
    page = pages.get(f"/en/{path}")
    label = page.one(".piece-label")
    assert label.cssselect(f".badge-{badge}")
    assert sentence in label.text_content()


def test_an_original_interview_names_the_day_of_its_approval(published_app: Flask) -> None:
    head = PieceHead.model_validate(
        {"id": "x", "title": "X", "format": "interview-original", "consent_ref": "abc", "approved_on": "2026-11-20"}
    )
    with published_app.test_request_context("/en/"):
        assert "20 November 2026" in piece_label(head) or "November 20, 2026" in piece_label(head)


def test_a_story_is_dated_and_its_claims_are_the_companys(pages: Pages) -> None:
    page = pages.get("/en/stories/mind-the-byte/")
    assert page.says("2016")
    assert page.says("expected")
    assert page.says("was not checked")


def test_a_market_leads_to_its_briefing_and_every_page_to_the_handbook(pages: Pages) -> None:
    page = pages.get("/en/markets/japan/")
    page.one("main a[href='/en/interviews/briefing-japan/']")
    page.one("footer.site-footer a[href='/en/handbook/']")
    page.one("footer.site-footer a[href='/en/interviews/']")


@pytest.mark.parametrize("path", ["markets/", "", "markets/compare/"])
def test_the_handbook_is_nowhere_among_the_markets(pages: Pages, path: str) -> None:
    text = pages.client.get(f"/en/{path}").get_data(as_text=True)
    assert "/en/markets/handbook/" not in text
    assert "/en/markets/interviews/" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/en/markets/handbook/",
        "/en/markets/handbook/chapters/evidence-plan/",
        "/en/handbook/briefing-japan/",
        "/en/handbook/nothing/",
        "/en/interviews/leukocare/",
        "/en/interviews/evidence-plan/",
        "/en/stories/briefing-japan/",
    ],
)
def test_a_text_has_one_address(pages: Pages, path: str) -> None:
    pages.get(path, status=404)


def test_the_interface_for_programs_knows_markets_only(pages: Pages) -> None:
    markets = pages.client.get("/api/v1/markets").get_json()["markets"]
    assert len(markets) == 8
    assert pages.client.get("/api/v1/lessons/handbook/chapters/evidence-plan").status_code == 404


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("one data set for several regulators", "/en/handbook/evidence-plan/"),
        ("eight questions before you book the flight", "/en/interviews/briefing-japan/"),
        ("leukocare", "/en/stories/leukocare/"),
    ],
)
def test_the_search_finds_chapters_briefings_and_stories(pages: Pages, query: str, path: str) -> None:
    page = pages.get(f"/en/search/?q={query.replace(' ', '+')}&type=lesson")
    assert path in {link.get("href") for link in page.all("#results a")}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_the_database_a_few_times_only(published_app: Flask, path: str) -> None:
    published_app.extensions["page_cache"].forget()
    client = published_app.test_client()
    with count_queries() as asked:
        assert client.get(f"/en/{path}").status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)
