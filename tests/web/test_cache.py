"""Finished pages are kept while nothing changed, and not a second longer."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from elearn.storage.db import bump_stamp, transaction
from elearn.web.cache import PageCache, Shelf
from tests.support.counting import count_queries
from tests.support.pages import Pages

PATHS = ("/en/", "/en/markets/japan/", "/en/markets/japan/overview/overview/", "/en/phrases/greetings/",
         "/en/phrases/entry/fair-business-card-exchange/", "/en/phrases/entry/fair-business-card-exchange/card/")  # fmt: skip


@pytest.mark.parametrize("path", [*PATHS, "/en/phrases/entry/fair-business-card/hear/ko/", "/en/search/?q=card"])
def test_a_page_made_anew_asks_at_most_twelve_questions(published_app: Flask, path: str) -> None:
    client = published_app.test_client()
    client.set_cookie("pair", "de~hi")
    published_app.extensions["page_cache"].forget()
    with count_queries() as asked:
        assert client.get(path).status_code == 200
    assert 0 < len(asked) <= 13, asked  # twelve of the page and, once a second, the stamps


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_page_asks_none(published_app: Flask, path: str) -> None:
    client = published_app.test_client()
    client.get(path)
    client.get(path)
    with count_queries() as asked:
        response = client.get(path)
    assert response.status_code == 200
    assert len([statement for statement in asked if "stamp" not in statement]) == 0


def test_a_change_shows_within_a_second(published_app: Flask) -> None:
    client = published_app.test_client()
    cache: PageCache = published_app.extensions["page_cache"]
    client.get("/en/about/")
    client.get("/en/about/")
    before = cache.misses
    client.get("/en/about/")
    assert cache.misses == before
    with published_app.app_context(), transaction() as session:
        bump_stamp(session, "content")
    time.sleep(cache.stamps_fresh_s + 0.05)
    client.get("/en/about/")
    assert cache.misses == before + 1


def test_readers_with_other_choices_get_other_pages(pages: Pages) -> None:
    one = pages.get("/en/phrases/entry/fair-business-card/?from=en&to=ja").text_of_page
    two = pages.get("/en/phrases/entry/fair-business-card/?from=en&to=ko").text_of_page
    assert one != two


def test_the_cache_forgets_the_least_used_first() -> None:
    cache = PageCache(max_bytes=250_000)
    for number in range(10):
        cache.put((number,), b"x" * 50_000, "text/html")
        cache.get((0,))
    assert cache.get((0,)) is not None
    assert cache.get((1,)) is None
    assert cache.get((9,)) is not None


def test_a_finished_answer_is_given_again_before_flask_is_asked(published_app: Flask) -> None:
    client = published_app.test_client()
    first = [client.get("/en/markets/") for _ in range(3)][-1]
    asked: list[str] = []
    published_app.before_request_funcs.setdefault(None, []).append(lambda: asked.append("x"))
    try:
        again = client.get("/en/markets/")
        assert asked == []
        assert again.data == first.data
        assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]
        assert {name: value for name, value in again.headers if name != "X-Request-ID"} == {
            name: value for name, value in first.headers if name != "X-Request-ID"
        }
        assert client.get("/en/markets/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        for different in ("/en/markets/?theme=dark", "/de/markets/"):
            client.get(different)
        client.set_cookie("pair", "fr~ko")
        client.get("/en/markets/")
        client.get("/en/markets/", headers={"Host": "127.0.0.1"})
        assert len(asked) == 4
    finally:
        published_app.before_request_funcs[None].pop()


def test_a_finished_answer_is_not_given_on_another_day(published_app: Flask) -> None:
    shelf = published_app.wsgi_app
    client = published_app.test_client()
    for _ in range(2):
        client.get("/en/phrases/greetings/")
    assert isinstance(shelf, Shelf)
    answer = next(iter(shelf._answers.values()))
    assert shelf._holds(replace(answer, stamps=(("content", -1),))) is False
    assert shelf._holds(replace(answer, day=answer.day - timedelta(days=1))) is False


def test_what_anybody_writes_into_an_address_fills_no_cache(published_app: Flask) -> None:
    client, cache = published_app.test_client(), published_app.extensions["page_cache"]
    address = "/en/compare/?market=japan&market=usa"
    body = client.get(address).data
    kept = len(cache._pages)
    for number in range(5):
        assert client.get(f"{address}&market=junk{number}").data == body
        client.get(f"/en/phrases/entry/fair-business-card-exchange/card/?register=junk{number}")
        client.get(f"/en/directory/?market=junk{number}&kind=junk")
    assert len(cache._pages) <= kept + 2
    assert client.get("/en/directory/?market=junk&market=japan").data == client.get("/en/directory/?market=japan").data
