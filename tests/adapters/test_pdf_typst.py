"""PDF by typst: tagged, the same bytes for the same words, words never markup, and a fault that is told."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest

from elearn.adapters import pdf_typst
from elearn.adapters.pdf_typst import PdfFailed, set_pdf

DAY = date(2026, 11, 23)
TEMPLATE = """\
#let document-data = json(bytes(sys.inputs.document))
#set document(title: document-data.title)
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans CJK JP"))
= #document-data.title
#document-data.words
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def test_every_script_of_ours_is_set_with_fonts_that_come_along(template: Path) -> None:
    words = "Ελλάδα, العربية, हिन्दी, 日本語, 한국어, 简体"
    pdf = pypdf.PdfReader(io.BytesIO(set_pdf(template, {"title": "Words", "words": words}, DAY)))
    names = {str(font.get_object()["/BaseFont"]) for font in pdf.pages[0]["/Resources"]["/Font"].values()}
    assert all("NotoSans" in name for name in names)
    assert {"Arabic", "CJK"} <= {part for name in names for part in ("Arabic", "CJK") if part in name}
    assert "\ufffd" not in pdf.pages[0].extract_text()
    assert set("Ελλάδα日本語한국어简体") <= set(pdf.pages[0].extract_text())
    assert pdf.metadata is not None
    assert pdf.metadata.creation_date is not None
    assert pdf.metadata.creation_date.date() == DAY


def test_the_same_words_make_the_same_bytes(template: Path) -> None:
    document = {"title": "Words", "words": "#panic() $x$ *b* @here"}
    first = set_pdf(template, document, DAY)
    assert first == set_pdf(template, document, DAY)
    assert "#panic() $x$ *b* @here" in pypdf.PdfReader(io.BytesIO(first)).pages[0].extract_text()


def test_a_document_that_cannot_be_set_is_told_with_the_reason(template: Path) -> None:
    with pytest.raises(PdfFailed) as failed:
        set_pdf(template, {"title": "Words"}, DAY)
    assert "words" in str(failed.value.params["reason"])


def test_a_template_that_breaks_the_rules_of_pdf_ua_is_refused(template: Path) -> None:
    template.write_text("Words without a title", encoding="utf-8")
    with pytest.raises(PdfFailed):
        set_pdf(template, {}, DAY)


def test_one_that_takes_too_long_is_given_up(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_typst, "SECONDS", 0.01)
    with pytest.raises(PdfFailed) as failed:
        set_pdf(template, {"title": "Words", "words": ""}, DAY)
    assert failed.value.params["reason"] == "timeout"
