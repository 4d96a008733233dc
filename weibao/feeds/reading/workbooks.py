"""Workbooks: the sheets with all their cells, merged ones filled down."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from weibao.feeds.reading.merged import Range, merged_in_open_document
from weibao.feeds.reading.refusal import Refusal

Cell = str | float
TOP = 60
"""In so many rows a header is looked for, and cells merged side by side matter."""


@dataclass
class Sheet:
    name: str
    hidden: bool
    row_count: int
    rows: Iterator[list[Cell]]
    """From the first row and column of the sheet on; dates as ISO texts, numbers as floats, nothing as ""."""
    side_by_side: list[tuple[int, int, int]] = field(default_factory=list)
    """Merged within the top rows: (row, first column, last column), from 0."""


def read_workbook(path: Path, kind: str) -> Iterator[Sheet]:
    """The sheets of a workbook (`xlsx`, `xls`, `ods`), one by one, so that only one is in memory.

    Raises:
        Refusal: it is encrypted or broken.
    """
    try:
        merged = merged_in_open_document(path) if kind == "ods" else {}
        with path.open("rb") as file, calamine.CalamineWorkbook.from_filelike(file) as book:
            for about in book.sheets_metadata:
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                hidden = about.visible != calamine.SheetVisibleEnum.Visible
                sheet = book.get_sheet_by_name(about.name)
                yield _sheet(sheet, hidden, sheet.merged_cell_ranges or merged.get(about.name) or ())
    except calamine.PasswordError:
        raise Refusal("encrypted") from None
    except calamine.CalamineError as fault:
        raise Refusal("encrypted" if "assword" in str(fault) else "broken") from None


def _sheet(sheet: calamine.CalamineSheet, hidden: bool, ranges: Sequence[Range]) -> Sheet:
    merged = sorted(ranges)
    side_by_side = [(top, first, last) for (top, first), (_b, last) in merged if top < TOP and last > first]
    left = sheet.start[1] if sheet.start else 0
    rows = _filled_down(_rows(sheet, left), [(top, first, bottom) for (top, first), (bottom, _l) in merged])
    return Sheet(sheet.name, hidden, sheet.end[0] + 1 if sheet.end else 0, rows, side_by_side)


def _rows(sheet: calamine.CalamineSheet, left: int) -> Iterator[list[Cell]]:
    pad: list[Cell] = [""] * left
    for row in sheet.iter_rows():
        yield pad + [
            cell if type(cell) is float or (type(cell) is str and "\0" not in cell) else _plain(cell)
            for cell in row
        ]  # type: ignore[misc]


def _filled_down(rows: Iterator[list[Cell]], merged: Sequence[tuple[int, int, int]]) -> Iterator[list[Cell]]:
    """Give every row of cells merged downwards what their first row holds. `merged`: (top, column, bottom), sorted."""
    coming = deque(one for one in merged if one[2] > one[0])
    open_: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(rows):
        for column, (bottom, value) in list(open_.items()):
            if number > bottom:
                del open_[column]
            elif column < len(row) and row[column] == "":
                row[column] = value
        while coming and coming[0][0] <= number:
            _top, column, bottom = coming.popleft()
            if column < len(row):
                open_[column] = (bottom, row[column])
        yield row


def _plain(cell: object) -> Cell:
    if isinstance(cell, str):
        # Databases and C programs take a zero character for the end.
        return cell.replace("\0", "")
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", timespec="minutes")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int):
        return float(cell) if abs(cell) < 2**53 else str(cell)
    return "" if cell is None else str(cell)
