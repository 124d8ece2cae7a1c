"""The program that sets a PDF by typst, in a process of its own; ``pdf_typst`` starts it. Imports nothing of ours.

Why a process: typst remembers what it laid out, some 50 MB a report and up to ten of them, and gives nothing back; and
a crash or a hang ends here. Starting one costs a quarter of a second.

Protocol: the document as JSON on stdin, the PDF on stdout, what went wrong on stderr with exit code 1.

Usage: ``python pdf_typst_child.py TEMPLATE DAY``, the day as ``2026-11-23``.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import typst

FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "fontpkg_noto_sans_devanagari", "noto_cjk_sans_otc")
"""The packages that carry the fonts; none of the machine's own is used, so that a page is the same everywhere."""
STANDARD: typst.PDFStandard = "ua-1"


def fonts() -> typst.Fonts:
    """Return the fonts of the packages."""
    found = [spec for name in FONTS if (spec := find_spec(name)) is not None]
    folders = [Path(place) for spec in found for place in spec.submodule_search_locations or ()]
    below = [path for folder in folders for path in (folder, folder / "files") if path.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=below)


def main() -> None:
    """Read a document, write a PDF: the same bytes for the same words and day."""
    template, day = Path(sys.argv[1]), sys.argv[2]
    inputs = {"document": sys.stdin.buffer.read().decode()}
    try:
        compiler = typst.Compiler(template, root=template.parent, font_paths=fonts(), sys_inputs=inputs)
        made_at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        content = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    except typst.TypstError as error:
        sys.exit(error.diagnostic)
    assert isinstance(content, bytes)
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
