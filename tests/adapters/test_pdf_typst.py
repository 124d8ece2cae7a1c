"""PDF by typst: tagged, the same bytes for the same words, words never markup, and a fault that is told."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest

from elearn.adapters import pdf_typst
from elearn.adapters.pdf_typst import set_pdf
from elearn.kernel.errors import PdfFailed

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


@pytest.mark.parametrize("character", ["\U0001f600", "\ue000", "\ufffe", "\u0378", "\x07", "\x00", "\x7f", "\ufff9"])
def test_a_character_that_no_font_has_is_set_as_a_box(template: Path, character: str) -> None:
    found = set_pdf(template, {"title": "Words", "words": f"here{character}there"}, DAY)
    assert "here\u25a1there" in pypdf.PdfReader(io.BytesIO(found)).pages[0].extract_text()


def test_what_is_never_drawn_gets_no_box(template: Path) -> None:
    words = "a\u200b\u2067b\u2069\ufe0f\u00ad\U000e0100\tc\\u0007 \ud800"
    found = pypdf.PdfReader(io.BytesIO(set_pdf(template, {"title": "Words", "words": words}, DAY)))
    text = found.pages[0].extract_text()
    assert "\u25a1" not in text
    assert "\\u0007" in text


def child_that(monkeypatch: pytest.MonkeyPatch, folder: Path, does: str) -> Path:
    """Put another program in the place of the child; return a template for it."""
    child = folder / "child.py"
    child.write_text(does, encoding="utf-8")
    monkeypatch.setattr(pdf_typst, "CHILD", child)
    return folder


def test_a_child_that_was_killed_says_by_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = child_that(monkeypatch, tmp_path, "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(PdfFailed) as failed:
        set_pdf(place, {}, DAY)
    assert failed.value.params["reason"] == "exit -9"


def test_the_child_sees_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEARN_SECRET_KEY", "not for children")
    place = child_that(monkeypatch, tmp_path, "import os; print(sorted(os.environ))")
    said = set_pdf(place, {}, DAY).decode()
    assert "PATH" in said
    assert "ELEARN" not in said


def test_the_child_cannot_take_all_memory(template: Path) -> None:
    template.write_text(TEMPLATE + "#range(200000000).map(str).join()", encoding="utf-8")
    with pytest.raises(PdfFailed) as failed:
        set_pdf(template, {"title": "Words", "words": ""}, DAY)
    assert str(failed.value.params["reason"]).startswith("exit -6")


def test_the_child_cannot_work_for_ever(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = pdf_typst.CHILD.read_text("utf-8")
    assert "CPU_S = 30\n" in program
    child_that(monkeypatch, tmp_path, program.replace("CPU_S = 30\n", "CPU_S = 1\n"))
    template.write_text("#for a in range(100000) { for b in range(100000) {} }", encoding="utf-8")
    with pytest.raises(PdfFailed) as failed:
        set_pdf(template, {}, DAY)
    assert failed.value.params["reason"] in ("exit -9", "exit -24")
