"""People and places: the directory and its filters, fairs by month, the calendar, hot spots."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask

from elearn.courses.queries import PlayerView
from elearn.prepare import publish
from elearn.web.directory import PAGE_SIZE
from elearn.web.ical import YearlyDay, calendar, escaped, folded
from elearn.web.labels import PLAYER_KINDS
from elearn.web.spots import hot_spots
from tests.support.counting import count_queries
from tests.support.pages import Pages

DAY = YearlyDay(
    "a-05@test", date(2026, 11, 23), date(2026, 5, 1), "Fair, of ; payers", "One.\nTwo.", "", "https://x.example/"
)


@pytest.mark.parametrize("path", ["directory/", "directory/?page=2", "directory/?market=japan", "directory/events/"])
@pytest.mark.parametrize("locale", ["en", "ar", "ja", "de"])
def test_each_page_keeps_the_house_rules(pages: Pages, locale: str, path: str) -> None:
    page = pages.get(f"/{locale}/{path}")
    assert page.all(".player-card")


def test_a_record_shows_what_it_is_for_its_site_and_its_sources(pages: Pages) -> None:
    page = pages.get("/fr/directory/?market=japan")
    card = page.one("#player-pmda")
    native = card.cssselect(".player-native")[0]
    assert (native.get("lang"), native.get("dir")) == ("ja", "ltr")
    for words in (".player-name > span", ".player-does", ".player-for-you"):
        assert card.cssselect(words)[0].get("lang") == "en"
    assert card.cssselect(".player-site a")[0].get("href").startswith("https://")
    assert card.cssselect(".player-sources .fact-meta a[rel]")
    assert page.says("PMDA")


def test_arabic_names_are_written_from_right_to_left(pages: Pages) -> None:
    page = pages.get("/en/directory/?market=middle-east")
    names = page.all(".player-native")
    assert names
    assert {(name.get("lang"), name.get("dir")) for name in names} == {("ar", "rtl")}


def counts(pages: Pages, path: str, name: str) -> dict[str, int]:
    options = pages.get(path).all(f"#filter-{name} option")
    return {str(option.get("value")): int(re.findall(r"\((\d+)\)", option.text_content())[0]) for option in options}


def test_filters_say_how_many_each_leaves_and_keep_their_word(pages: Pages) -> None:
    markets = counts(pages, "/en/directory/", "market")
    assert markets.pop("") == sum(markets.values())
    assert len(markets) == 8
    kinds = counts(pages, "/en/directory/?market=japan", "kind")
    assert kinds.pop("") == markets["japan"]
    for kind, count in kinds.items():
        page = pages.get(f"/en/directory/?market=japan&kind={kind}")
        assert len(page.all(".player-card")) == count
        assert set(page.texts(".player-kind")) == {str(PLAYER_KINDS[kind])}
        assert page.one("#filter-kind option[selected]").get("value") == kind


@pytest.mark.parametrize("query", ["market=atlantis", "kind=king", "page=x", "page=-1", "market=%00&kind=%3Cb%3E"])
def test_what_is_not_known_narrows_nothing(pages: Pages, query: str) -> None:
    page = pages.get(f"/en/directory/?{query}")
    assert len(page.all(".player-card")) == PAGE_SIZE
    assert page.one("#filter-market option[selected]").get("value") == ""


def test_the_pages_together_show_every_record_once(pages: Pages) -> None:
    total = counts(pages, "/en/directory/", "market")[""]
    shown: list[str] = []
    path: str | None = "/en/directory/"
    while path:
        page = pages.get(path)
        shown += [str(card.get("id")) for card in page.all(".player-card")]
        path = next((str(link.get("href")) for link in page.all(".pager-end")), None)
    assert len(shown) == len(set(shown)) == total


def test_every_market_fits_on_one_page_so_that_links_to_a_record_work(pages: Pages) -> None:
    page = pages.get("/en/markets/middle-east/")
    links = {str(link.get("href")) for link in page.all(".spot-list a")}
    targets = {str(card.get("id")) for card in pages.get("/en/directory/?market=middle-east").all(".player-card")}
    assert {link.partition("#")[2] for link in links} == targets


def test_a_market_shows_numbered_dots_and_the_same_numbers_in_its_list(pages: Pages) -> None:
    page = pages.get("/ar/markets/japan/")
    dots = sorted(page.texts(".spot text"), key=int)
    assert dots
    assert dots == page.texts(".spot-number")


def test_records_without_facts_city_or_months_are_shown(empty_app: Flask, folder) -> None:  # type: ignore[no-untyped-def]
    publish(empty_app.extensions["elearn"], folder, is_everything=True)
    pages = Pages(empty_app)
    page = pages.get("/en/directory/?kind=fair")
    assert page.says("No source is given.")
    assert page.says("City not known")
    assert page.says("Usual month: May")
    assert pages.get("/en/markets/canada/").texts(".spot-list h3") == ["Ottawa", "City not known"]
    path = folder / "courses/canada/players.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  months: [5]\n", ""), encoding="utf-8")
    publish(empty_app.extensions["elearn"], folder, is_everything=True)
    empty_app.extensions["page_cache"].forget()
    assert pages.get("/en/directory/events/").texts("h2") == ["Month not known"]
    assert "VEVENT" not in pages.client.get("/en/directory/fairs.ics").text
    path.unlink()
    publish(empty_app.extensions["elearn"], folder, is_everything=True)
    empty_app.extensions["page_cache"].forget()
    assert pages.get("/en/directory/").says("Nothing here yet")
    assert pages.get("/en/directory/events/").says("Nothing here yet")
    assert not pages.get("/en/markets/canada/").all("#places")


def test_fairs_stand_by_month_in_the_readers_language(pages: Pages) -> None:
    months = {
        "ja": "5月",
        "de": "Mai",
        "el": "Μάιος",
        "ca": "Maig",
        "ar": "مايو",
        "fr": "Mai",
        "zh": "五月",
        "en": "May",
    }
    for locale, may in months.items():
        page = pages.get(f"/{locale}/directory/events/")
        titles = page.texts("h2")
        assert may in titles
        assert titles == list(dict.fromkeys(titles))
        assert page.all(f"a[href='/{locale}/directory/fairs.ics']")


@pytest.mark.parametrize("path", ["/en/directory/", "/en/directory/?market=japan&kind=fair", "/en/directory/events/",
                                  "/en/directory/fairs.ics", "/en/markets/japan/"])  # fmt: skip
def test_a_page_made_anew_asks_few_questions(published_app: Flask, path: str) -> None:
    published_app.extensions["page_cache"].forget()
    with count_queries() as asked:
        assert published_app.test_client().get(path).status_code == 200
    assert 0 < len(asked) <= (13 if "/markets/" in path else 5), asked


def read_lines(content: bytes) -> list[str]:
    """Return the unfolded lines of a calendar, and fail where one breaks RFC 5545."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    for line in lines:
        assert b"\n" not in line
        assert b"\r" not in line
        assert 0 < len(line) <= 75
        line.decode()  # a fold stands between characters, never inside one
    whole = content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    for line in whole:
        assert re.match(r"[A-Z-]+(;[A-Z-]+=[^:;,]+)*:.", line), line
    return whole


@pytest.mark.parametrize("locale", ["en", "ar", "ja"])
def test_the_calendar_is_right_line_by_line(pages: Pages, locale: str) -> None:
    response = pages.client.get(f"/{locale}/directory/fairs.ics")
    assert response.content_type == "text/calendar; charset=utf-8"
    lines = read_lines(response.data)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    assert len(events) >= 15
    for event in events:
        names = [re.split("[:;]", line)[0] for line in event.split("END:VEVENT")[0].splitlines()]
        assert len(names) == len(set(names))
        assert {"UID", "DTSTAMP", "DTSTART", "RRULE", "SUMMARY", "DESCRIPTION", "URL"} <= set(names)
        assert re.search(r"^DTSTART;VALUE=DATE:\d{6}01$", event, re.MULTILINE)
        assert "RRULE:FREQ=YEARLY" in event
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)


def test_the_calendar_is_kept_and_not_sent_twice(pages: Pages) -> None:
    first = pages.client.get("/en/directory/fairs.ics")
    again = pages.client.get("/en/directory/fairs.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_summary_says_that_the_date_wants_a_check(pages: Pages) -> None:
    lines = read_lines(pages.client.get("/en/directory/fairs.ics").data)
    summaries = [line for line in lines if line.startswith("SUMMARY:")]
    assert all(line.endswith(": usual month\\, check the date") for line in summaries)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a, b; c", "a\\, b\\; c"), ("back\\slash", "back\\\\slash"), ("one\r\ntwo\nthree", "one\\ntwo\\nthree")],
)
def test_values_are_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize("text", ["x" * 75, "x" * 76, "x" * 400, "名刺" * 60, "é" * 90, "🧬" * 40, ""])
def test_long_lines_are_folded_between_characters(text: str) -> None:
    lines = folded(text).split("\r\n ")
    assert "".join(lines) == text
    assert all(len(line.encode()) <= 75 - (place > 0) for place, line in enumerate(lines))
    assert len(lines) == 1 or len(text.encode()) > 75


def test_a_calendar_holds_what_it_was_given() -> None:
    lines = read_lines(calendar("Fairs", [DAY]))
    assert "SUMMARY:Fair\\, of \\; payers" in lines
    assert "DESCRIPTION:One.\\nTwo." in lines
    assert "DTSTART;VALUE=DATE:20260501" in lines
    assert "DTSTAMP:20261123T000000Z" in lines
    assert not [line for line in lines if line.startswith("LOCATION")]


def test_what_lies_outside_the_outline_is_listed_and_not_drawn() -> None:
    def player(name: str, city: str, place: tuple[float, float] | None) -> PlayerView:
        return PlayerView(name, "m", "fair", name, None, city, "CA", place, "", "", "", (), ())

    outline = {"west": 0, "north": 10, "perLongitude": 2, "perLatitude": 4, "width": 20, "height": 40}
    players = [
        player("a", "", None),
        player("b", "Far", (-50, 5)),
        player("c", "Near", (5, 5)),
        player("d", "Near", None),
    ]
    spots = hot_spots(players, outline)
    assert [(spot.city, spot.is_drawn, len(spot.players)) for spot in spots] == [
        ("Near", True, 2), ("Far", False, 1), ("", False, 1),
    ]  # fmt: skip
    assert (spots[0].x, spots[0].y) == (10, 20)
    assert not any(spot.is_drawn for spot in hot_spots(players, None))
