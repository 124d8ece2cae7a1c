"""Country reports as pages and as PDF: the same facts, readable by machine, made once, as long as promised."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from dataclasses import replace

import pypdf
import pytest
from flask import Flask

from elearn.courses.report import FactTable, FigureTable, report
from elearn.kernel.locales import INTERFACE_LOCALES
from elearn.prepare import publish
from elearn.services import Services
from elearn.storage.db import db
from elearn.web import limits
from tests.support.content import FACTS
from tests.support.pages import Pages

MARKETS = ("australia", "brazil", "china", "india", "japan", "middle-east", "south-korea", "usa")


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
    assert (short.status_code, short.headers["Location"]) == (301, address)
    for gone in ("/en/markets/atlantis/report.pdf", "/en/markets/atlantis/report/", "/en/markets/handbook/report/"):
        assert pages.client.get(gone).status_code == 404


def test_many_readers_at_once_have_it_made_once(published_app: Flask, make_app: Callable[..., Flask]) -> None:
    app = make_app(published_app.extensions["elearn"].settings)
    services: Services = app.extensions["elearn"]
    made: list[str] = []
    started = threading.Barrier(limits.WRITERS)

    def set_pdf(*args: object) -> bytes:
        made.append("one")
        return services.set_pdf(*args)  # type: ignore[arg-type]

    app.extensions["elearn"] = replace(services, set_pdf=set_pdf)
    statuses: list[int] = []

    def ask() -> None:
        started.wait()
        statuses.append(app.test_client().get("/en/markets/usa/report.pdf").status_code)

    threads = [threading.Thread(target=ask) for _ in range(limits.WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (statuses, made) == ([200] * limits.WRITERS, ["one"])
    app.test_client().get("/de/markets/usa/report.pdf")
    assert len(made) == 2


def test_too_many_at_once_are_told_to_come_back(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_writers", threading.BoundedSemaphore(1))
    with limits._writers:
        refused = pages.client.get("/en/markets/japan/report.pdf")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]


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
