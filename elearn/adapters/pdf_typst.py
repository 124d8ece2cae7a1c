"""PDF by typst, as PDF/UA-1: tagged, with title, language and embedded fonts, and the same bytes for the same words."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "fontpkg_noto_sans_devanagari", "noto_cjk_sans_otc")
"""The packages that carry the fonts; none of the machine's own is used, so that a page is the same everywhere."""
STANDARD: typst.PDFStandard = "ua-1"

_setting = threading.Lock()
"""One document at a time: setting takes a tenth of a second of one processor, and the compiler is not shared."""


def set_pdf(template: Path, document: Mapping[str, object], day: date) -> bytes:
    """Return a document as PDF.

    Args:
        template: a typst file of ours; it finds the document as JSON in ``sys.inputs.document``.
        document: what to set; its texts are data and never read as markup.
        day: written into the file as the day on which it was made.
    """
    made_at = datetime.combine(day, time(), UTC)
    inputs = {"document": json.dumps(document, ensure_ascii=False)}
    with _setting:
        compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts(), sys_inputs=inputs)
        content = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    assert isinstance(content, bytes)
    return content


@cache
def _fonts() -> typst.Fonts:
    folders = [
        Path(place) for name in FONTS if (found := find_spec(name)) for place in found.submodule_search_locations or ()
    ]
    files = [below for folder in folders for below in (folder, folder / "files") if below.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=files)
