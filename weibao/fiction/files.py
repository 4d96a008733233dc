"""Sheets to files: workbooks by XlsxWriter, and text files in the encodings and separators that offices send."""

import csv
import datetime as dt
import io
import math
from pathlib import Path
from typing import Any

import xlsxwriter

from weibao.fiction.grids import Grid

_MADE = dt.datetime(2026, 1, 1)
_EXACT = 10**15


def write_workbook(path: Path, grids: list[Grid]) -> None:
    """An .xlsx of the grids; the same grids give the same bytes."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"created": _MADE, "author": "虚构数据"})
        day = book.add_format({"num_format": "yyyy/m/d"})
        moment = book.add_format({"num_format": "yyyy/m/d h:mm"})
        wrapped = book.add_format({"text_wrap": True, "bold": True})
        middle = book.add_format({"valign": "vcenter", "align": "center"})
        for grid in grids:
            sheet = book.add_worksheet(grid.name)
            if grid.hidden:
                sheet.hide()
            for first_row, first_column, last_row, last_column in grid.merges:
                if (first_row, first_column) != (last_row, last_column):
                    sheet.merge_range(first_row, first_column, last_row, last_column, "", middle)
            for r, row in enumerate(grid.rows):
                for c, value in enumerate(row):
                    if value is None:
                        continue
                    if isinstance(value, str):
                        sheet.write_string(r, c, value, wrapped if "\n" in value else None)
                    elif isinstance(value, dt.datetime):
                        sheet.write_datetime(r, c, value, moment)
                    elif isinstance(value, dt.date):
                        sheet.write_datetime(r, c, value, day)
                    else:
                        sheet.write_number(r, c, value)


def write_text(path: Path, grid: Grid, *, encoding: str, separator: str) -> None:
    """A text file of one grid in the encoding (GBK has no unbreakable blank: it becomes an ordinary one)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    for row in grid.rows:
        writer.writerow([_as_text(value) for value in row])
    text = buffer.getvalue()
    if encoding == "gbk":
        text = text.replace("\u00a0", " ")
    path.write_bytes(text.encode(encoding))


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        if math.fabs(value) >= _EXACT:
            return f"{value:.5E}"
        return f"{value:.1f}"
    return str(value)
