"""A reader's own details: written by pressing the button, brought where nobody else's stand, never guessed for them."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.reader import Reader

INTRODUCE = "/en/phrases/introduce/"
JAPANESE = f"{INTRODUCE}?from=en&to=ja"


def _kept(one: Reader) -> dict[str, Any]:
    return dict(json.loads(one.page.evaluate("localStorage.getItem('details') ?? '{}'")))


def _fill_in(one: Reader, **details: str) -> Reader:
    for name, value in details.items():
        one.one(f"input[name={name}]").fill(value)
    with one.page.expect_navigation():
        one.one("form.details button[type=submit]").click()
    return one


def test_details_are_kept_and_brought_on_the_next_visit(reader: Open) -> None:
    one = _fill_in(reader(JAPANESE), name="Anna Schmidt", company="Zellwerk")
    assert {name: value for name, value in _kept(one).items() if value} == {
        "name": "Anna Schmidt", "company": "Zellwerk"
    }  # fmt: skip
    one.page.goto(INTRODUCE)
    one.page.wait_for_url("**name=Anna**")
    expect(one.one("input[name=company]")).to_have_value("Zellwerk")
    expect(one.one("section .phrase-list")).to_contain_text("Zellwerk")


def test_another_language_of_the_pages_keeps_the_details(reader: Open) -> None:
    one = _fill_in(reader(JAPANESE), name="Anna Schmidt", company="Zellwerk")
    one.one(".menu summary").click()
    one.one(".language-list a[lang=de]").click()
    one.page.wait_for_url("**/de/phrases/introduce/**")
    expect(one.one("input[name=name]")).to_have_value("Anna Schmidt")
    assert _kept(one)["company"] == "Zellwerk"


def test_an_address_that_says_nothing_of_the_reader_wipes_nothing(reader: Open) -> None:
    one = _fill_in(reader(JAPANESE), name="Anna Schmidt", company="Zellwerk")
    one.page.goto("/en/phrases/introduce/?from=de&to=fr")
    one.page.wait_for_url("**name=Anna**")
    expect(one.one("input[name=name]")).to_have_value("Anna Schmidt")
    expect(one.one("section .phrase-list")).to_contain_text("Je m’appelle Anna Schmidt")
    assert _kept(one)["company"] == "Zellwerk"


def test_a_colleagues_link_shows_the_colleague_and_changes_nothing_of_ones_own(reader: Open) -> None:
    one = _fill_in(reader(JAPANESE), name="Anna Schmidt", company="Zellwerk", country="Austria")
    own = _kept(one)
    one.go(f"{INTRODUCE}?name=Bob+Miller&company=Elsewhere")
    expect(one.one("input[name=name]")).to_have_value("Bob Miller")
    expect(one.one("section .phrase-list")).not_to_contain_text("Austria")
    assert _kept(one) == own
    one.go("/en/phrases/entry/greetings-my-name-is/?from=de&to=en")
    expect(one.one("h1")).to_contain_text("Anna Schmidt")


def test_a_suggestion_in_katakana_is_used_but_not_sent_back_as_given(reader: Open) -> None:
    one = _fill_in(reader(JAPANESE), name="Anna Schmidt")
    kana = one.one("input[name=kana]")
    expect(one.one("section .phrase-list")).to_contain_text("アンナ・シュミット")
    expect(one.one("#own-kana-help")).to_contain_text("アンナ・シュミット")
    expect(kana).to_have_value("")
    _fill_in(one, name="Giulia Rossi")
    expect(one.one("section .phrase-list")).to_contain_text("ジュリア・ロッシ")
    expect(one.page.locator("main")).not_to_contain_text("アンナ")
    assert not _kept(one)["kana"]


def test_ones_own_katakana_outlives_a_pair_without_japanese(reader: Open) -> None:
    one = _fill_in(reader(JAPANESE), name="Anna Schmidt", kana="アナ")
    one.one("select[name=to]").select_option("fr")
    one.one("select[name=to]").press("Enter")
    one.page.wait_for_url("**to=fr**")
    expect(one.one("h2#introduction")).to_be_visible()
    _fill_in(one, company="Zellwerk")
    assert _kept(one)["kana"] == "アナ"
    one.go(f"{INTRODUCE}?to=ja")
    one.page.wait_for_url("**name=Anna**")
    expect(one.one("input[name=kana]")).to_have_value("アナ")
