"""Country reports as pages and as PDF: the same facts, readable by machine, made once, as long as promised."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdf
import pytest
from flask import Flask

from elearn.courses.report import FactTable, FigureTable, report
from elearn.kernel.errors import PdfFailed
from elearn.kernel.locales import INTERFACE_LOCALES
from elearn.prepare import publish
from elearn.storage.db import db
from elearn.web import limits, reports
from tests.support.content import FACTS
from tests.support.pages import Pages

MARKETS = ("australia", "brazil", "china", "india", "japan", "middle-east", "south-korea", "usa")


@pytest.fixture(autouse=True)
def fresh_limits(published_app: Flask) -> Iterator[None]:
    """Each test is a person who has asked for nothing yet."""
    limits.limiter.reset()
    yield
    limits.limiter.reset()


_texts: dict[str, str] = {}
"""The words of the eight published PDFs in English: reading one takes longer than setting it."""


def pdf_of(pages: Pages, market: str, locale: str = "en") -> pypdf.PdfReader:
    response = pages.client.get(f"/{locale}/markets/{market}/report.pdf")
    assert (response.status_code, response.content_type) == (200, "application/pdf")
    return pypdf.PdfReader(io.BytesIO(response.data))


def text_of(pdf: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def english(pages: Pages, market: str) -> str:
    """Return the words of a published report in English."""
    if market not in _texts:
        _texts[market] = text_of(pdf_of(pages, market))
    return _texts[market]


def tight(text: str) -> str:
    """Return a text without spaces, for lines end where they will."""
    return re.sub(r"\s+", "", text)


def sources_of(text: str) -> str:
    """Return the last chapter of a report in English."""
    before, chapter, sources = text.rpartition("Sources\nNumber")
    assert before
    assert chapter
    return sources


def fact_ids(text: str) -> set[str]:
    return set(re.findall(r"^\d+\s+([A-Z]{2}-\d{3,4})\b", sources_of(text), re.MULTILINE))


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("locale", ["en", "ar", "ja"])
def test_the_page_keeps_the_house_rules_and_says_that_it_is_english(pages: Pages, market: str, locale: str) -> None:
    page = pages.get(f"/{locale}/markets/{market}/report/")
    assert page.one("article.report").get("lang") == "en"
    assert len(page.all(".report-part")) == 14
    assert len(page.all(".report-table table")) >= 8
    assert all(table.cssselect("thead th[scope=col]") for table in page.all(".report-table table"))
    numbers = [int(item.get("value")) for item in page.all("#sources li[value]")]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("market", MARKETS)
def test_page_and_pdf_carry_the_same_facts(pages: Pages, published_app: Flask, market: str) -> None:
    page, text = pages.get(f"/en/markets/{market}/report/"), english(pages, market)
    on_page = {item.get("id").removeprefix("fact-") for item in page.all("#sources li[id]")}
    assert on_page == fact_ids(text)
    with published_app.app_context():
        found = report(db.session(), market, "en", published_app.extensions["elearn"].clock.today())
    assert found is not None
    assert on_page == {fact.id for fact in found.facts}
    statements = {fact.id: fact.statement for fact in found.facts}
    words, shown = tight(text), tight(page.tree.text_content())
    for block in (block for chapter in found.chapters for block in chapter.blocks):
        if isinstance(block, FactTable):
            for name in block.fact_ids:
                assert tight(statements[name]) in words, name
                assert tight(statements[name]) in shown, name
        if isinstance(block, FigureTable):
            assert len(block.figures) == 5
            for figure in block.figures:
                assert tight(figure.value) in words, figure.value
                assert tight(figure.label) in shown, figure.label


@pytest.mark.parametrize("market", MARKETS)
def test_a_report_has_the_length_that_was_promised(pages: Pages, market: str) -> None:
    pdf, text = pdf_of(pages, market), english(pages, market)
    assert 10 <= len(pdf.pages) <= 14
    before_sources = text.removesuffix(sources_of(text))
    assert 3500 <= len(before_sources.split()) <= 5000


@pytest.mark.parametrize("locale", INTERFACE_LOCALES)
def test_a_report_is_tagged_and_has_title_and_language_in_every_interface_language(pages: Pages, locale: str) -> None:
    pdf = pdf_of(pages, "japan", locale)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title is not None
    assert tight(pages.get(f"/{locale}/markets/japan/report/").h1).startswith(tight(pdf.metadata.title))
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert len(pdf.pages) <= 14
    fonts = {str(font.get_object()["/BaseFont"]) for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert {"Noto" in font for font in fonts} == {True}


def test_headings_lists_and_tables_are_tagged_as_such(pages: Pages) -> None:
    root = pdf_of(pages, "japan").trailer["/Root"]
    roles, waiting = set[str](), [root["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, dict):
            roles.add(str(element.get("/S")))
            kids = element.get("/K", [])
            waiting += [kid for kid in (kids if isinstance(kids, list) else [kids]) if not isinstance(kid, int)]
    assert {"/Title", "/TOC", "/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Link"} <= roles


def test_a_moved_clock_flags_both(pages: Pages, published_app: Flask, make_app: Callable[..., Flask]) -> None:
    settings = published_app.extensions["elearn"].settings
    later = Pages(make_app(replace(settings, clock_offset_days=400)))
    words = "Check before use"
    page, moved = pages.get("/en/markets/japan/report/"), later.get("/en/markets/japan/report/")
    assert 0 < len(page.all(".badge-check")) < len(moved.all(".badge-check"))
    assert moved.all(".banner-check")
    assert len(page.all("#sources li[id]")) == len(moved.all("#sources li[id]"))
    here, there = english(pages, "japan"), text_of(pdf_of(later, "japan"))
    assert 0 < here.count(words) < there.count(words)
    assert len(moved.all("#sources .badge-check")) == sources_of(there).count(words)


def test_what_was_told_from_memory_is_labelled_in_both(pages: Pages) -> None:
    page, text = pages.get("/en/markets/middle-east/report/"), english(pages, "middle-east")
    unchecked = page.all("#sources .badge-unchecked")
    assert unchecked
    assert sources_of(text).count("Not yet checked") == len(unchecked)


def test_a_pdf_is_sent_once_in_part_and_by_its_short_address(pages: Pages) -> None:
    address = "/en/markets/japan/report.pdf"
    whole, head = pages.client.get(address), pages.client.head(address)
    assert head.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Content-Disposition", "Cache-Control"):
        assert head.headers[name] == whole.headers[name]
    assert whole.headers["Cache-Control"] == "private, no-cache"
    again = pages.client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = pages.client.get(address, headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.data) == (206, whole.data[:8])
    short = pages.client.get("/en/reports/japan.pdf")
    assert (short.status_code, short.headers["Location"]) == (302, address)
    for gone in ("/en/markets/atlantis/report.pdf", "/en/markets/handbook/report.pdf", "/en/reports/atlantis.pdf",
                 "/en/markets/atlantis/report/", "/en/markets/handbook/report/"):  # fmt: skip
        assert pages.client.get(gone).status_code == 404


Made = list[tuple[object, ...]]
Maker = Callable[..., tuple[Flask, Made]]


@pytest.fixture
def app_with(published_app: Flask, make_app: Callable[..., Flask]) -> Maker:
    """Builds an application that makes PDFs by a function of the test and notes each that it makes."""

    def build(set_pdf: Callable[[], bytes]) -> tuple[Flask, Made]:
        app = make_app(published_app.extensions["elearn"].settings)
        made: Made = []

        def noted(*args: object) -> bytes:
            made.append(args)
            return set_pdf()

        app.extensions["elearn"] = replace(app.extensions["elearn"], set_pdf=noted)
        return app, made

    return build


def ask_at_once(app: Flask, addresses: list[str]) -> list[int]:
    """Ask for addresses at the same time; return the statuses."""
    statuses: list[int] = []
    started = threading.Barrier(len(addresses))

    def ask(address: str) -> None:
        started.wait()
        statuses.append(app.test_client().get(address).status_code)

    threads = [threading.Thread(target=ask, args=(address,)) for address in addresses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def slowly() -> bytes:
    time.sleep(0.5)
    return b"%PDF"


def test_two_readers_at_once_have_it_made_once(app_with: Maker) -> None:
    app, made = app_with(slowly)
    assert ask_at_once(app, ["/en/markets/usa/report.pdf"] * limits.PRINTERS) == [200] * limits.PRINTERS
    assert len(made) == 1
    app.test_client().get("/de/markets/usa/report.pdf")
    assert len(made) == 2


def test_too_many_at_once_are_told_to_come_back(app_with: Maker) -> None:
    app, made = app_with(slowly)
    addresses = [f"/en/markets/{market}/report.pdf" for market in MARKETS[:5]]
    assert ask_at_once(app, addresses) == [200, 200, 503, 503, 503]
    assert len(made) == 2


def test_who_waits_for_pdfs_takes_no_place_of_those_who_write(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = "/en/markets/japan/report.pdf"
    assert pages.client.get(kept).status_code == 200
    for name in ("_writers", "_printers"):
        monkeypatch.setattr(limits, name, threading.BoundedSemaphore(1))
    with limits._printers:
        assert pages.client.get(kept).status_code == 200
        refused = pages.client.get("/it/markets/usa/report.pdf")
        assert pages.client.get("/en/markets/atlantis/report.pdf").status_code == 404
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    with limits._writers:
        assert pages.client.get("/it/markets/usa/report.pdf").status_code == 200


def test_only_pdfs_that_are_made_count_for_the_limit_of_a_person(app_with: Maker) -> None:
    app, made = app_with(lambda: b"%PDF")
    client = app.test_client()
    addresses = [f"/{locale}/markets/{market}/report.pdf" for locale in ("en", "de") for market in MARKETS]
    for _ in range(20):
        assert client.get(addresses[0]).status_code == 200
    statuses = [client.get(address).status_code for address in addresses]
    assert statuses == [200] * 12 + [429] * 4
    assert len(made) == 12
    assert client.get(addresses[0]).status_code == 200
    assert 0 < int(client.get(addresses[15]).headers["Retry-After"]) <= 60


def test_what_is_asked_for_stays(app_with: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "MOST_KEPT", 2)
    app, made = app_with(lambda: b"%PDF")
    for market in ("japan", "usa", "japan", "china", "japan", "usa"):
        assert app.test_client().get(f"/en/markets/{market}/report.pdf").status_code == 200
    assert len(made) == 4  # Japan stayed, the USA were made again


def test_a_pdf_that_cannot_be_made_is_told_and_not_tried_again_at_once(
    app_with: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bytes:
        raise PdfFailed(reason="exit -9")

    app, made = app_with(fail)
    told: list[dict[str, object]] = []
    monkeypatch.setattr("elearn.web.errors.log.error", lambda event, **rest: told.append(rest), raising=False)
    for _ in range(3):
        answer = app.test_client().get("/en/markets/japan/report.pdf")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
    assert len(made) == 1
    assert told[0] == {"what": "pdf-failed", "reason": "exit -9"}
    app.test_client().get("/de/markets/japan/report.pdf")
    assert len(made) == 2
    now = time.monotonic()
    monkeypatch.setattr(reports.time, "monotonic", lambda: now + reports.FAILED_FOR_S + 1)
    app.test_client().get("/en/markets/japan/report.pdf")
    assert len(made) == 3


def test_a_small_market_gets_both_and_its_words_are_never_markup(empty_app: Flask, folder) -> None:  # type: ignore[no-untyped-def]
    strange = '#panic("x") *b* _i_ $a$ @ref <fact-CA-001> \\\\u{41} //c = h'
    facts = folder / "courses/canada/facts.yaml"
    facts.write_text(FACTS.replace("Meetings often begin on time.", f"'{strange}'"), "utf-8")
    publish(empty_app.extensions["elearn"], folder)
    pages = Pages(empty_app)
    page, text = pages.get("/en/markets/canada/report/"), text_of(pdf_of(pages, "canada"))
    assert page.all(".report-part")
    assert fact_ids(text) == {"CA-001", "CA-002"}
    assert tight(strange) in tight(text)
    assert page.says(strange)
