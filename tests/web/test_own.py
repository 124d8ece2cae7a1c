"""A reader's own things: lists, sheets, the introduction, a better wording, what is missing."""

from __future__ import annotations

import sqlite3
import time
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from elearn.content.katakana import katakana
from elearn.glossaries import queries, services
from elearn.glossaries.queries import STAGES
from elearn.glossaries.services import Askers
from elearn.storage.db import db, transaction
from elearn.web.limits import limiter
from elearn.web.own import _fill
from tests.support.pages import Page, Pages


def test_a_list_is_its_address(pages: Pages) -> None:
    page = pages.get(
        "/en/phrases/list/?title=Osaka&e=greetings-goodbye&e=no-such&e=greetings-good-morning&from=en&to=ja"
    )
    links = [link.get("href") for link in page.all("a.phrase-link")]
    assert [link.split("/")[-2] for link in links] == ["greetings-goodbye", "greetings-good-morning"]
    assert page.says("Osaka")
    sheet = next(link.get("href") for link in page.all(".paper-links a") if "a6" in link.get("href"))
    printed = pages.get(sheet)
    assert len(printed.all("table tbody tr")) == 2
    assert printed.all("body")[0].get("class", "").endswith("sheet-a6")


def test_changing_the_pair_keeps_the_list(pages: Pages) -> None:
    page = pages.get("/en/phrases/list/?title=Osaka&e=greetings-goodbye&e=greetings-good-morning")
    kept = [(field.get("name"), field.get("value")) for field in page.all("form.pair input[type=hidden]")]
    assert kept == [("title", "Osaka"), ("e", "greetings-goodbye"), ("e", "greetings-good-morning")]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("phrases/list/", "title=Osaka&e=greetings-goodbye&e=greetings-good-morning"),
        ("phrases/introduce/", "name=Anna+Schmidt&company=Zellwerk"),
        ("search/", "q=card&kind=term"),
        ("phrases/list/", "title=a%26b"),
    ],
)
def test_the_other_languages_of_a_page_keep_the_query_that_it_is_made_of(pages: Pages, path: str, query: str) -> None:
    page = pages.get(f"/en/{path}?{query}&from=en&to=ja&theme=dark&endpoint=x&locale=xx&_external=1&_anchor=y")
    links = {link.get("lang"): link.get("href") for link in page.all(".language-list a")}
    assert links["fr"].removesuffix("&from=fr") == f"/fr/{path}?{query}"


def test_the_other_languages_of_a_page_for_everyone_take_nothing_from_the_address(pages: Pages) -> None:
    page = pages.get("/en/phrases/greetings/?title=Osaka&e=greetings-goodbye")
    assert not [link for link in page.all(".language-list a") if "Osaka" in link.get("href")]


def test_what_stands_in_a_lists_address_is_only_text(pages: Pages) -> None:
    page = pages.get("/en/phrases/list/?title=%3Cscript%3Ealert(1)%3C/script%3E&e=%22%3E%3Cb%3E")
    assert "<script>alert" not in page.text_of_page
    assert not page.all("h1 b")


def test_an_empty_list_says_how_to_fill_it(pages: Pages) -> None:
    assert pages.get("/ar/phrases/list/").all(".empty")


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_each_stage_of_a_meeting_has_phrases_and_a_sheet(pages: Pages, stage: str) -> None:
    page = pages.get(f"/de/phrases/stage/{stage}/")
    assert len(page.all("a.phrase-link")) >= 5
    assert page.all(".stages [aria-current=page]")
    assert pages.get(f"/de/phrases/stage/{stage}/sheet/?paper=a4").all("table tbody tr")


def test_an_unknown_stage_is_not_there(published_app: Flask) -> None:
    assert published_app.test_client().get("/en/phrases/stage/lunch/").status_code == 404
    assert published_app.test_client().get("/en/phrases/lunch/sheet/").status_code == 404


def test_the_introduction_fills_in_what_one_says_of_oneself(pages: Pages) -> None:
    page = pages.get("/en/phrases/introduce/?name=Anna+Schmidt&company=Zellwerk&from=de&to=ja")
    assert "アンナ・シュミット" in page.text_of_page
    assert page.says("Zellwerk")
    assert page.says("Mein Name ist Anna Schmidt")
    field = page.all("input[name=kana]")[0]
    assert (field.get("value"), field.get("placeholder")) == ("", "アンナ・シュミット"), "a suggestion is not sent back"
    mine = pages.get("/en/phrases/introduce/?name=Anna+Schmidt&kana=%E3%82%A2%E3%83%B3&from=de&to=ja")
    assert "アン" in mine.text_of_page
    assert "シュミット" not in mine.text_of_page


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Anna Schmidt", "アンナ・シュミット"), ("Müller", "ミュラー"), ("Giulia Rossi", "ジュリア・ロッシ"),
        ("María García", "マリア・ガルシア"), ("Michael", "ミハエル"), ("Novák", "ノヴァク"), ("李明", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_name_gets_a_suggestion_in_katakana(name: str, written: str) -> None:
    assert katakana(name) == written


def test_a_better_wording_is_kept_once_and_changes_nothing(published_app: Flask) -> None:
    client = published_app.test_client()
    address = "/en/phrases/entry/greetings-goodbye/suggest/ja/"
    assert client.get(address).status_code == 200
    for _ in range(2):
        answer = client.post(address, data={"text": "  さようなら。 ", "reason": "shorter"})
        assert answer.status_code == 303
    with published_app.app_context():
        found = [row for row in queries.suggestions(db.session()) if row.concept_id == "greetings-goodbye"]
    assert [(row.lang, row.text, row.reason) for row in found] == [("ja", "さようなら。", "shorter")]
    assert found[0].ours


@pytest.mark.parametrize(("data", "status"), [({}, 422), ({"text": "x" * 401}, 422)])
def test_a_wording_that_cannot_be_kept_is_given_back_with_a_reason(
    published_app: Flask, data: dict[str, str], status: int
) -> None:
    answer = published_app.test_client().post("/en/phrases/entry/greetings-goodbye/suggest/ja/", data=data)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_a_wording_needs_an_entry_and_a_language(published_app: Flask) -> None:
    client = published_app.test_client()
    assert client.post("/en/phrases/entry/no-such/suggest/ja/", data={"text": "x"}).status_code == 404
    assert client.get("/en/phrases/entry/greetings-goodbye/suggest/xx/").status_code == 404


def test_what_is_missing_counts_from_three_people_on(published_app: Flask) -> None:
    client = published_app.test_client()
    published_app.extensions["elearn"].askers._asked.clear()
    for number in (1, 1, 2):
        client.post("/en/search/missing/", data={"q": "  Xylophone"}, environ_base={"REMOTE_ADDR": f"10.1.0.{number}"})
    with published_app.app_context():
        assert not [gap for gap in queries.gaps(db.session()) if gap.query == "xylophone"]
    for number in (3, 3, 4):
        client.post("/en/search/missing/", data={"q": "xylophone"}, environ_base={"REMOTE_ADDR": f"10.1.0.{number}"})
    with published_app.app_context():
        assert [gap.people for gap in queries.gaps(db.session()) if gap.query == "xylophone"] == [4]


@pytest.mark.parametrize(
    "query",
    [
        "a@b.example", "+49 1701234567", "https://x.example", "", "x",
        "a＠b", "a\u200b@b", "anna (at) firma", "anna [ AT ] firma", "firma.example", "firma．example/x", "see firma.example now",
        "170 12 34", "(17) 01-23", "1/2.3+4-5 6", "١٢٣ ١٢٣", "12\u200b34 56", "call 12 34 or 56",
    ],
)  # fmt: skip
def test_what_may_be_personal_is_never_counted(query: str) -> None:
    assert services.gap_text(query) == ""


def test_people_are_forgotten_every_day() -> None:
    people = Askers(2)
    first, second = date(2026, 1, 1), date(2026, 1, 2)
    assert not people.count("x", "10.0.0.1", first)
    assert not people.count("x", "10.0.0.1", first)
    assert people.count("x", "10.0.0.2", first)
    assert not people.count("x", "10.0.0.3", second)


def test_the_list_of_gaps_has_an_end(published_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_GAPS", 0)
    with published_app.app_context():
        with transaction() as session:
            services.note_gap(session, "one too many", date(2026, 1, 1))
        assert "one too many" not in {gap.query for gap in queries.gaps(db.session())}


def test_heard_looks_only_in_their_language(pages: Pages) -> None:
    page = pages.get("/en/search/?heard=1&q=kento&from=en&to=ja")
    assert page.all(".result")
    assert {element.get("lang") for element in page.all(".matched")} <= {"ja"}
    assert page.says("Japanese")


def test_answers_can_be_narrowed_and_widened_again(pages: Pages) -> None:
    page = pages.get("/en/search/?q=meeting&from=en&to=ja")
    facets = {element.text_content().split("\n")[0]: element.get("href") for element in page.all(".facet")}
    address = next(href for href in facets.values() if "kind=term" in href)
    narrowed = pages.get(address)
    assert len(narrowed.all(".facet-chosen")) == 1
    assert "kind=" not in narrowed.all(".facet-chosen")[0].get("href")


def test_an_entry_says_what_it_answers_and_where_it_is_used(pages: Pages) -> None:
    page = pages.get("/en/phrases/entry/courtesy-of-course/?from=en&to=ja")
    assert page.all("#answers-to")
    page = pages.get("/en/phrases/entry/fair-business-card/?from=en&to=ja")
    assert page.all("#phrases-with-it")


def test_the_worker_for_offline_use_is_served_at_the_root(published_app: Flask) -> None:
    answer = published_app.test_client().get("/sw.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"


@pytest.mark.parametrize(
    ("concept", "is_own"),
    [("greetings-my-name-is", True), ("phone-mail-dear", False), ("phone-may-i-speak-to", False)],
)
@pytest.mark.parametrize("page", ["", "card/"])
def test_only_places_that_mean_the_reader_may_be_filled_in(pages: Pages, concept: str, is_own: bool, page: str) -> None:
    shown = pages.get(f"/en/phrases/entry/{concept}/{page}?from=en&to=fr")
    places = [place for place in shown.all("[data-slot]") if not place.xpath("ancestor::ul | ancestor::nav")]
    assert places
    assert {place.get("data-own") is not None for place in places} == {is_own}


def test_answers_of_a_search_tell_whose_details_are_open(pages: Pages) -> None:
    page = pages.get("/en/search/?q=my+name+is&from=en&to=fr&kind=phrase")
    assert page.all(".result [data-slot=name][data-own]")
    page = pages.get("/en/search/?q=may+i+speak+to&from=en&to=fr&kind=phrase")
    first = page.all(".result")[0]
    assert first.cssselect("[data-slot=name]")
    assert not first.cssselect("[data-own]")


# --- what an attacker tried ---------------------------------------------------------------------------------------


def test_a_detail_is_never_filled_into_another_detail(pages: Pages) -> None:
    names = ("company", "name", "title", "product", "country")
    details = {
        name: "{" + following + "}" * 2 + "x" * 30 for name, following in zip(names, (*names[1:], "name"), strict=True)
    }
    page = pages.get(f"/en/phrases/introduce/?{urlencode(details)}&from=en&to=de")
    assert len(page.text_of_page) < 200_000
    assert "{" not in "".join([*page.texts("main"), *page.tree.xpath("//main//@value")])
    full = {"company": "{name}{name}", "name": "{title}{title}", "title": "x"}
    assert _fill("{company} {name} {date}", full) == "{name}{name} {title}{title} {date}"


def test_the_counts_key_is_folded_so_that_spellings_count_together() -> None:
    assert services.gap_text("Flux-Capacitör") == services.gap_text("ＦＬＵＸ-capacitor\u200b")


def test_what_has_an_answer_is_not_missing(published_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, asked = published_app.test_client(), []
    monkeypatch.setattr(services, "note_gap", lambda session, text, today: asked.append(text))
    monkeypatch.setattr(Askers, "count", lambda self, text, person, today: True)
    for query in ("business card", "xylophone"):
        client.post("/en/search/missing/", data={"q": query, "kind": "abbreviation"})
    assert asked == ["xylophone"]


def test_after_asking_for_what_is_missing_the_search_is_as_it_was(published_app: Flask, pages: Pages) -> None:
    sent = {"q": "  Xylophöne", "kind": "term", "to": "ko", "type": "nonsense", "x": "y", "heard": ""}
    answer = published_app.test_client().post("/en/search/missing/", data=sent)
    assert (answer.status_code, dict(parse_qsl(urlsplit(answer.location).query))) == (
        303, {"q": "Xylophöne", "kind": "term", "to": "ko", "noted": "1"},
    )  # fmt: skip
    page = pages.get(answer.location)
    assert page.says("Noted.")
    assert "noted" not in "".join(page.tree.xpath("//a/@href")) + "".join(page.tree.xpath("//form//input/@name"))


def test_a_count_does_not_wait_for_a_lock_and_is_lost(published_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Askers, "count", lambda self, text, person, today: True)
    with published_app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("one writer at a time is SQLite's way")
        path = db.engine.url.database
    other = sqlite3.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        answer = published_app.test_client().post("/en/search/missing/", data={"q": "xylophone"})
        assert answer.status_code == 303
        assert time.monotonic() - began < 5
    finally:
        other.close()
    with published_app.app_context(), transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalar(sa.text("PRAGMA busy_timeout")) == 10_000


def test_unknown_filters_and_parameters_are_neither_used_nor_shown(pages: Pages) -> None:
    page = pages.get(
        "/en/search/?q=meeting&kind=zzkind&domain=zzdomain&market=zzmarket&type=zztype&zzname=zzvalue&to=de"
    )
    assert page.all(".result")
    assert "zz" not in page.text_of_page
    page = pages.get("/en/phrases/list/?title=Osaka&e=greetings-goodbye&e=zz%00&zzname=zzvalue")
    assert "zz" not in page.text_of_page
    assert "\u202e" not in pages.get("/en/phrases/list/?title=a%E2%80%AEb%00").text_of_page


SUGGEST = "/en/phrases/entry/greetings-good-morning/suggest/fr/"


def test_a_wording_is_kept_without_what_cannot_be_seen(published_app: Flask) -> None:
    text = "a\x00\x1b[31m\u202eb\ue000\U000e0041\u0378 न्\u200dय"
    assert published_app.test_client().post(SUGGEST, data={"text": text}).status_code == 303
    with published_app.app_context():
        found = [row.text for row in queries.suggestions(db.session()) if row.lang == "fr"]
    assert found == ["a [31mb न्\u200dय"]


def test_only_kept_wordings_count_for_the_limit_and_a_refusal_gives_them_back(published_app: Flask) -> None:
    client = published_app.test_client()
    limiter.reset()
    address = "/en/phrases/entry/greetings-goodbye/suggest/fr/"
    there = {"environ_base": {"REMOTE_ADDR": "10.9.9.9"}}
    for _ in range(35):
        assert client.post(address, data={"text": ""}, **there).status_code == 422
    for _ in range(30):
        assert client.post(address, data={"text": "Bonne nuit"}, **there).status_code == 303
    refused = client.post(address, data={"text": "typed once", "reason": "and why"}, **there)
    assert refused.status_code == 429
    assert 3000 < int(refused.headers["Retry-After"]) <= 3600
    page = Page(refused)
    assert page.texts("textarea") == ["typed once", "and why"]
    assert page.says("Time left: 1 hour") or page.says("Time left: 59 minutes")


def test_there_is_an_end_to_the_wordings_of_one_entry_and_it_is_told_kindly(
    published_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter.reset()
    client, address = published_app.test_client(), "/en/phrases/entry/greetings-good-evening/suggest/it/"
    monkeypatch.setattr(services, "MOST_SUGGESTIONS_HERE", 2)
    assert [client.post(address, data={"text": f"no {n}"}).status_code for n in range(3)] == [303, 303, 409]
    refused = client.post(address, data={"text": "no 3"})
    assert Page(refused).texts("textarea")[0] == "no 3"
    assert "Retry-After" not in refused.headers
    assert client.post(address.replace("/it/", "/fr/"), data={"text": "x"}).status_code == 303


def test_what_is_sent_has_limits_of_its_own(published_app: Flask) -> None:
    limiter.reset()
    client = published_app.test_client()
    assert client.post(SUGGEST, data={"text": "x" * 17_000}).status_code == 413
    assert client.post("/en/search/missing/", data={"q": "x" * 9_000}).status_code == 413
    assert (
        client.post(SUGGEST, data="&".join(["a=b"] * 101), content_type="application/x-www-form-urlencoded").status_code
        == 413
    )
    assert client.post(SUGGEST, data={"text": "x" * 9_000}).text.count("x" * 402) == 0
    assert "x" * 401 in client.post(SUGGEST, data={"text": "x" * 9_000}).text
