"""The card of a term: a small fragment, in the reader's pair, kept as pages are."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from tests.support.counting import count_queries

PATH = "/de/phrases/entry/fair-distributor/hint/"


def test_a_card_holds_the_pair_its_readings_a_sentence_a_voice_and_the_way_on(published_app: Flask) -> None:
    answer = published_app.test_client().get(PATH)
    assert answer.mimetype == "text/html"
    assert "<html" not in answer.text
    card = html.fragment_fromstring(answer.text, create_parent="div")
    term, reading = card.cssselect(".phrase-text")[0], card.cssselect(".phrase-reading")[0]
    assert (term.get("lang"), term.get("dir"), term.text) == ("ja", "ltr", "販売代理店")
    assert {one.get("lang") for one in reading} == {"ja", "ja-Latn"}
    assert card.cssselect(".meaning")[0].get("lang") == "de"
    definition = card.cssselect("p[lang=en]")[0]
    assert definition.get("dir") == "ltr"
    assert definition.text.count(". ") == 0
    assert definition.text.endswith(".")
    assert len(card.cssselect("[data-player]")) == 1
    assert [one.get("href") for one in card.cssselect("a.button")] == [PATH.removesuffix("hint/")]
    assert len(answer.data) < 6000


def test_a_card_follows_the_pair_of_the_reader(published_app: Flask) -> None:
    client = published_app.test_client()
    client.set_cookie("pair", "fr~ar")
    card = html.fragment_fromstring(client.get(PATH).text, create_parent="div")
    term = card.cssselect(".phrase-text")[0]
    assert (term.get("lang"), term.get("dir")) == ("ar", "rtl")
    assert card.cssselect(".meaning")[0].get("lang") == "fr"


def test_a_phrase_without_a_definition_has_a_card_too(published_app: Flask) -> None:
    card = published_app.test_client().get("/en/phrases/entry/greetings-goodbye/hint/").text
    assert "phrase-text" in card


@pytest.mark.parametrize("name", ["nothing-of-that-name", "%00"])
def test_an_unknown_term_has_none(published_app: Flask, name: str) -> None:
    assert published_app.test_client().get(f"/en/phrases/entry/{name}/hint/").status_code == 404


def test_a_card_is_kept_and_asks_few_questions(published_app: Flask) -> None:
    client = published_app.test_client()
    published_app.extensions["page_cache"].forget()
    client.get("/de/phrases/entry/fair-exhibitor/hint/")
    with count_queries() as asked:
        first = client.get(PATH)
    assert len(asked) <= 6, asked
    again = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_lesson_asks_for_its_markets_language_and_chooses_nothing_for_the_reader(published_app: Flask) -> None:
    client = published_app.test_client()
    lesson = html.document_fromstring(client.get("/en/markets/brazil/regulator/regulator/").data)
    links = [str(one.get("href")) for one in lesson.cssselect("a.term[data-term]")]
    assert links
    assert all(href.endswith("/?to=pt-BR") for href in links)
    card = client.get(links[0].replace("/?", "/hint/?"))
    assert 'lang="pt-BR"' in card.text
    assert "Set-Cookie" not in card.headers or "pair=" not in card.headers["Set-Cookie"]
