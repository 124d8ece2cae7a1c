"""Workbooks by XlsxWriter, row by row, every cell a plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

_LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001 - the library wants it naive; the same rows must give the same bytes
_MOST_WIDTH = 48


class XlsxWorkbooks:
    """Writes ``.xlsx`` files."""

    def write(self, path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, is_rtl: bool) -> None:
        """Write a workbook of one sheet."""
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        with xlsxwriter.Workbook(str(path), options) as workbook:
            workbook.set_properties({"created": _LONG_AGO})
            sheet = workbook.add_worksheet("elearn")
            if is_rtl:
                sheet.right_to_left()
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(header) - 1, _MOST_WIDTH // 2)
            bold, wrapped = (
                workbook.add_format({"bold": True}),
                workbook.add_format({"text_wrap": True, "valign": "top"}),
            )
            for column, cell in enumerate(header):
                sheet.write_string(0, column, cell, bold)
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell, wrapped)
