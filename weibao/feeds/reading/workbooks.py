"""Workbooks: the sheets with all their cells, merged ones filled down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from weibao.feeds.reading.refusal import Refusal

Cell = str | float
TOP = 60
"""In so many rows a header is looked for, and cells merged side by side matter."""


@dataclass
class Sheet:
    name: str
    hidden: bool
    rows: list[list[Cell]]
    """From the first row and column of the sheet on; dates as ISO strings, numbers as floats, nothing as ""."""
    side_by_side: list[tuple[int, int, int]] = field(default_factory=list)
    """Merged within the top rows: (row, first column, last column), from 0."""


def read_workbook(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, one by one, so that only one is in memory.

    Raises:
        Refusal: it is encrypted or broken.
    """
    try:
        with path.open("rb") as file, calamine.CalamineWorkbook.from_filelike(file) as book:
            for about in book.sheets_metadata:
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                yield _sheet(
                    book.get_sheet_by_name(about.name),
                    about.name,
                    about.visible != calamine.SheetVisibleEnum.Visible,
                )
    except calamine.PasswordError:
        raise Refusal("encrypted") from None
    except calamine.CalamineError as fault:
        raise Refusal("encrypted" if "assword" in str(fault) else "broken") from None


def _sheet(sheet: calamine.CalamineSheet, name: str, hidden: bool) -> Sheet:
    left = sheet.start[1] if sheet.start else 0
    pad: list[Cell] = [""] * left
    made = Sheet(name, hidden, [])
    for row in sheet.iter_rows():
        made.rows.append(pad + [cell if type(cell) in _PLAIN else _plain(cell) for cell in row])
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        if top < TOP and last > first:
            made.side_by_side.append((top, first, last))
        for row in made.rows[top + 1 : bottom + 1]:
            if first < len(row) and row[first] == "":
                row[first] = made.rows[top][first]
    return made


_PLAIN = frozenset((str, float))


def _plain(cell: object) -> Cell:
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
