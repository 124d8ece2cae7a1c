"""Lists on the reader's own device: what is mine is known by title and entries, and nothing is overwritten or lost."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from elearn.web.own import MOST_ENTRIES
from tests.browser.conftest import Open
from tests.browser.reader import Reader

LIST = "/en/phrases/list/"
MINE = ["greetings-goodbye", "greetings-good-morning"]
THEIRS = ["negotiation-our-minimum"]


def _address(title: str, ids: list[str]) -> str:
    return f"{LIST}?" + "&".join([*([f"title={title}"] if title else []), *(f"e={name}" for name in ids)])


def _keep(one: Reader, lists: dict[str, list[str]]) -> Reader:
    one.page.evaluate("kept => localStorage.setItem('lists', kept)", json.dumps(lists))
    return one


def _kept(one: Reader) -> dict[str, list[str]]:
    return dict(json.loads(one.page.evaluate("localStorage.getItem('lists') ?? '{}'")))


def _with(reader: Open, lists: dict[str, list[str]]) -> Reader:
    return _keep(reader("/en/about/"), lists)


def test_a_list_with_an_entry_that_is_gone_is_still_mine(reader: Open) -> None:
    one = _with(reader, {"Osaka": [*MINE, "withdrawn-long-ago"]})
    one.go(_address("Osaka", [*MINE, "withdrawn-long-ago"]))
    expect(one.page.locator(".list-tabs [aria-current=page]")).to_contain_text("Osaka")
    one.page.get_by_role("button", name="Delete this list").click()
    one.page.wait_for_url(f"**{LIST}")
    assert "Osaka" not in _kept(one)


def test_a_list_of_the_same_name_from_elsewhere_gets_another_name(reader: Open) -> None:
    one = _with(reader, {"Osaka": MINE})
    one.go(_address("Osaka", THEIRS))
    expect(one.page.locator(".list-tabs [aria-current=page]")).to_have_count(0)
    one.page.get_by_role("button", name="Keep this list").click()
    one.page.wait_for_url("**title=Osaka+%282%29**")
    kept = _kept(one)
    assert (kept["Osaka"], kept["Osaka (2)"]) == (MINE, THEIRS)


def test_a_list_without_a_name_from_elsewhere_leaves_my_phrases_alone(reader: Open) -> None:
    one = _with(reader, {"": MINE})
    one.go(_address("", THEIRS))
    one.page.get_by_role("button", name="Keep this list").click()
    one.page.wait_for_url("**title=My+phrases**")
    assert _kept(one) == {"": MINE, "My phrases (2)": THEIRS}


def test_a_star_on_the_list_of_another_changes_no_list_of_that_name(reader: Open) -> None:
    one = _with(reader, {"": [], "Osaka": MINE})
    one.go(_address("Osaka", THEIRS))
    one.one(".keep").click()
    assert _kept(one) == {"": THEIRS, "Osaka": MINE}
    expect(one.page.locator(".list-tabs a").first).to_have_text("My phrases (1)")


def test_taking_a_star_off_brings_tabs_address_and_ways_on_up_to_date(reader: Open) -> None:
    one = _with(reader, {"Osaka": MINE})
    one.go(_address("Osaka", MINE))
    one.one(f".keep[data-keep={MINE[0]}]").click()
    expect(one.page.locator(".list-tabs [aria-current=page]")).to_have_text("Osaka (1)")
    assert one.path() == _address("Osaka", MINE[1:])
    for selector in (".paper-links a", ".language-list a"):
        for link in one.page.locator(selector).all():
            assert MINE[0] not in (link.get_attribute("href") or "")
    assert one.page.locator("form.pair input[name=e]").evaluate_all("all => all.map((one) => one.value)") == MINE[1:]
    one.one(f".keep[data-keep={MINE[0]}]").click()
    expect(one.page.locator(".list-tabs [aria-current=page]")).to_have_text("Osaka (2)")
    assert sorted(_kept(one)["Osaka"]) == sorted(MINE)


def test_another_language_of_the_pages_keeps_the_list(reader: Open) -> None:
    one = _with(reader, {"Osaka": MINE})
    one.go(_address("Osaka", MINE))
    one.one(".menu summary").click()
    one.one(".language-list a[lang=de]").click()
    one.page.wait_for_url("**/de/phrases/list/**")
    expect(one.page.locator("h1")).to_have_text("Osaka")
    expect(one.page.locator("a.phrase-link")).to_have_count(2)


def test_a_full_list_says_so_and_takes_no_more(reader: Open) -> None:
    full = [f"entry-{number}" for number in range(MOST_ENTRIES)]
    one = _keep(reader("/en/phrases/entry/greetings-goodbye/"), {"": full})
    one.page.reload()
    star = one.one(".hero [data-keep]")
    star.click()
    expect(one.page.locator("#announce")).to_contain_text(str(MOST_ENTRIES))
    expect(star).to_have_attribute("aria-pressed", "false")
    assert _kept(one)[""] == full


def test_a_list_may_have_any_name(reader: Open) -> None:
    one = reader(LIST)
    for name in ("constructor", "__proto__"):
        one.go(f"{LIST}?title={name}")
        expect(one.page.get_by_role("button", name="Delete this list")).to_have_count(0)
        one.page.locator(".own-lists input").fill(name)
        one.page.get_by_role("button", name="New list").click()
        expect(one.page.locator(".list-tabs [aria-current=page]")).to_have_text(f"{name} (0)")
        assert _kept(one)[name] == []
