"""Markets side by side and in charts: what is shown is what courses and facts say, and gaps are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.courses import comparison
from elearn.courses.queries import facts_by_id
from elearn.prepare import publish
from elearn.services import Services
from tests.support.content import LESSON, MARKET_FILES
from tests.support.counting import count_queries
from tests.support.pages import Pages

THREE = "compare/?market=japan&market=south-korea&market=usa"
PARTS = 12


@pytest.mark.parametrize("path", ["compare/", "compare/?market=brazil", THREE, "compare/?market=india&market=china"])
@pytest.mark.parametrize("locale", ["en", "ar", "ja", "de", "hi"])
def test_each_page_keeps_the_house_rules(pages: Pages, locale: str, path: str) -> None:
    assert len(pages.get(f"/{locale}/{path}").all("svg.chart-bars")) == 4


def test_every_measure_has_most_markets_and_names_the_others(pages: Pages) -> None:
    page = pages.get("/en/compare/")
    names = set(page.texts("#market-1 option")[1:])
    assert len(names) == 8
    for chart in page.all(".chart"):
        shown = [str(name.text) for name in chart.cssselect(".chart-name")]
        said = " ".join(chart.text_content().split())
        missing = (
            said.partition("Not covered: ")[2].partition(" Numbers")[0].split(" · ") if "Not covered" in said else []
        )
        assert len(shown) >= 6
        assert {*shown, *missing} == names
        assert len(shown) + len(missing) == 8


def test_a_bar_its_row_and_its_fact_say_the_same(pages: Pages, services: Services, read: Session) -> None:
    page = pages.get("/en/compare/")
    facts = facts_by_id(read, [], services.clock.today())
    assert facts == {}
    for chart in page.all(".chart"):
        svg = chart.cssselect("svg")[0]
        assert svg.get("role") == "img"
        title, description = svg.cssselect("title, desc")
        assert title.text
        assert {svg.get("aria-labelledby"), svg.get("aria-describedby")} == {title.get("id"), description.get("id")}
        assert svg.get("viewbox") is None, "letters that shrink with the picture are too small on a phone"
        rows = chart.cssselect("tbody tr")
        texts = [" ".join(text.text_content().split()) for text in svg.cssselect("text")]
        lengths = [float(bar.get("width").rstrip("%")) for bar in svg.cssselect("rect")]
        assert len(rows) == len(texts) == len(lengths)
        assert lengths == sorted(lengths, reverse=True)
        assert max(lengths) <= 100
        for row, text in zip(rows, texts, strict=True):
            name, value, year, source = (" ".join(cell.text_content().split()) for cell in row)
            assert text == f"{name} {value} ({year})"
            assert f"{name}: {value} ({year})" in description.text
            number = re.findall(r"[\d.,]+", value)[0].replace(",", "")
            statement = source.replace(",", "")
            words = {"5": "five", "6": "six"}
            assert number in statement or words.get(number, "?") in statement
            assert "As of: " in source
            assert row.cssselect(".badge")


def test_a_number_about_a_part_of_a_market_says_of_which(pages: Pages) -> None:
    page = pages.get("/en/compare/")
    assert page.says(
        "Middle East stands here for: Bahrain · Kuwait · Oman · Qatar · Saudi Arabia · United Arab Emirates"
    )
    assert page.says("The years differ.")


def test_bars_begin_where_reading_begins(pages: Pages) -> None:
    left = pages.get("/en/compare/").all(".chart-bar")
    right = pages.get("/ar/compare/").all(".chart-bar")
    assert {bar.get("x") for bar in left} == {"0"}
    for bar in right:
        assert float(bar.get("x").rstrip("%")) + float(bar.get("width").rstrip("%")) == pytest.approx(100)


def test_values_are_written_as_the_reader_writes_numbers(pages: Pages) -> None:
    assert pages.get("/de/compare/").says("9,9 %")
    assert pages.get("/fr/compare/").says("3,83")


@pytest.mark.parametrize(("locale", "head"), [("en", "en"), ("de", "de"), ("ko", "en")])
def test_each_part_says_in_short_what_each_market_says(pages: Pages, locale: str, head: str) -> None:
    page = pages.get(f"/{locale}/{THREE}")
    parts = page.all(".compare-part")
    assert len(parts) == PARTS
    for part in parts:
        columns = part.cssselect(".compare-columns")[0].cssselect(".compare-market")
        assert len(columns) == 3
        for column, market in zip(columns, ("japan", "south-korea", "usa"), strict=True):
            link = column.cssselect("a")[0]
            assert link.get("href").startswith(f"/{locale}/markets/{market}/")
            lines = column.cssselect("ul")[0]
            assert (lines.get("lang"), len(lines)) == (head, 3)
    lesson = pages.get(page.all(".compare-part a")[0].get("href"))
    assert lesson.texts(".in-short li") == [
        " ".join(line.text_content().split()) for line in parts[0].cssselect("ul")[0]
    ]


def test_figures_stand_under_each_part_with_their_sources(pages: Pages) -> None:
    page = pages.get(f"/en/{THREE}")
    for fold in page.all(".compare-figures"):
        said = int(re.findall(r"\((\d+)\)", fold.cssselect("summary")[0].text_content())[0])
        figures = fold.cssselect(".compare-market > ul > li")
        assert len(figures) == said > 0
        assert all(figure.cssselect("p[lang=en]") and figure.cssselect(".fact-meta a[rel]") for figure in figures)


def test_the_numbers_of_a_market_are_those_of_its_page(pages: Pages) -> None:
    own = pages.get("/fr/markets/japan/").texts(".figure-card")
    column = pages.get("/fr/compare/?market=usa&market=japan").all(".compare-market .figure-cards")[1]
    assert [" ".join(card.text_content().split()) for card in column] == own


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("market=japan", ["japan"]),
        ("market=japan&market=japan&market=", ["japan"]),
        ("market=atlantis&market=handbook&market=usa", ["usa"]),
        ("market=usa&market=india&market=china&market=brazil", ["usa", "india", "china"]),
        ("market=%00&market=%3Cb%3E&market=usa&market=brazil", ["usa", "brazil"]),
    ],
)
def test_only_known_markets_are_compared_and_no_more_than_three(pages: Pages, query: str, expected: list[str]) -> None:
    page = pages.get(f"/en/compare/?{query}")
    chosen = [option.get("value") for option in page.all("option[selected]")]
    assert chosen == expected
    assert bool(page.all(".compare-part")) == (len(expected) >= 2)
    assert page.says("Choose one more market") == (len(expected) == 1)


def test_one_choice_does_not_show_what_another_asked_for(pages: Pages) -> None:
    first = pages.get("/en/compare/?market=japan&market=usa")
    second = pages.get("/en/compare/?market=japan&market=brazil")
    assert first.texts(".lead") == ["Japan – United States"]
    assert second.texts(".lead") == ["Japan – Brazil"]


def test_the_choice_is_kept_in_another_language(pages: Pages) -> None:
    page = pages.get("/en/compare/?market=japan&market=usa")
    assert page.all("a[hreflang=de][href='/de/compare/?market=japan&market=usa']")


def test_markets_lead_to_the_comparison(pages: Pages) -> None:
    assert pages.get("/en/markets/").all("a[href='/en/compare/']")
    assert pages.get("/en/markets/").all("a[href='/en/compare/#charts']")
    assert pages.get("/en/markets/japan/").all("a[href='/en/compare/?market=japan']")


def test_the_short_address_leads_to_the_page(pages: Pages) -> None:
    answer = pages.client.get("/en/markets/compare/?m=japan&m=south-korea&m=%3Cb%3E")
    assert (answer.status_code, answer.location) == (302, "/en/compare/?market=japan&market=south-korea")


@pytest.mark.parametrize("path", ["/en/compare/", f"/de/{THREE}", "/ar/compare/?market=india&market=brazil"])
def test_a_page_made_anew_asks_few_questions(published_app: Flask, path: str) -> None:
    published_app.extensions["page_cache"].forget()
    with count_queries() as asked:
        assert published_app.test_client().get(path).status_code == 200
    assert 0 < len(asked) <= 12, asked


def ninth(folder: Path) -> None:
    """Put a second market beside the first: another order of parts, one part more, one less, and a measure."""
    files = {name: text.replace("canada", "avalon").replace("Canada", "Avalon") for name, text in MARKET_FILES.items()}
    files = {
        name: text.replace("CA-0", "AV-0").replace("id: payer", "id: avalon-payer") for name, text in files.items()
    }
    files["course.yaml"] = files["course.yaml"].replace("[overview]", "[extra]").replace("order: 9", "order: 10")
    files["facts.yaml"] = files["facts.yaml"].replace(
        '  as_of: "2023"\n', '  as_of: "2023"\n  measures: [{name: population, value: 344}]\n'
    )
    module = files.pop("modules/00-overview/module.yaml").replace("id: overview", "id: extra")
    lesson = files.pop("modules/00-overview/01-overview.en.md")
    files |= {"modules/00-extra/module.yaml": module, "modules/00-extra/01-overview.en.md": lesson}
    for name, text in files.items():
        path = folder / "courses/avalon" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_new_market_is_compared_by_its_files_alone(empty_app: Flask, folder: Path) -> None:
    assert "In Japanese" in LESSON
    ninth(folder)
    publish(empty_app.extensions["elearn"], folder, is_everything=True)
    pages = Pages(empty_app)
    page = pages.get("/en/compare/?market=canada&market=avalon")
    columns = [
        " ".join(column.text_content().split())
        for part in page.all(".compare-part")
        for column in part.cssselect(".compare-columns")[0].cssselect(".compare-market")
    ]
    assert ["Not covered" in column for column in columns] == [False, True, True, False]
    chart = pages.get("/en/compare/").one("#chart-population")
    assert "344 million (2023)" in chart.getparent().text_content()
    assert "Not covered: Canada" in " ".join(chart.getparent().text_content().split())
    empty = pages.get("/en/compare/").one("#chart-public-share").getparent()
    assert not empty.cssselect("svg")


def test_a_fact_that_is_withdrawn_leaves_the_charts(empty_app: Flask, folder: Path) -> None:
    ninth(folder)
    publish(empty_app.extensions["elearn"], folder, is_everything=True)
    services: Services = empty_app.extensions["elearn"]
    from elearn.storage.db import db

    found = comparison.measures(db.session(), services.clock.today())
    assert [view.market_id for view in found["population"]] == ["avalon"]
    path = folder / "courses/avalon/facts.yaml"
    path.write_text(re.sub("  measures: .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    publish(services, folder, is_everything=True)
    assert comparison.measures(db.session(), services.clock.today())["population"] == ()
