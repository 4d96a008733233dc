"""Files as departments send them, made for tests; and what becomes of their rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.people.conftest import id_number
from weibao.feeds.definitions import definitions
from weibao.feeds.models import FeedRow
from weibao.feeds.rows import PreparedRow
from weibao.feeds.taking import TakenFile, take

Row = Sequence[Any]
EDUCATION = ("学校名称", "年级", "班级", "姓名", "性别", "出生日期", "身份证号", "监护人姓名", "监护人电话", "家庭住址", "学籍状态", "本学期旷课节数", "连续未到校天数")  # fmt: skip
BORN = "2012-03-05"
NUMBER = id_number(BORN, 11)


def pupil(**change: Any) -> list[Any]:
    """A good row of the education feed, with some cells changed by their header."""
    cells = dict(
        zip(
            EDUCATION,
            ("青禾中学", "七年级", "2班", "曾子涵", "男", BORN, NUMBER, "曾建国", "13900000001", "青禾镇青禾村3社15号", "在读", 0, 0),
            strict=True,
        )
    )  # fmt: skip
    unknown = change.keys() - cells.keys()
    assert not unknown, unknown
    return list((cells | change).values())


def workbook(
    path: Path,
    *rows: Row,
    name: str = "Sheet1",
    more: dict[str, Sequence[Row]] | None = None,
    hidden: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> Path:
    """An .xlsx of one sheet (and more), `merged` being ranges of the first (rows and columns from 0)."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        for sheet_name, lines in {name: rows, **(more or {})}.items():
            sheet = book.add_worksheet(sheet_name)
            if sheet_name in hidden:
                sheet.hide()
            if sheet_name == name:
                for place in merged:
                    sheet.merge_range(*place, "")
            for r, line in enumerate(lines):
                for c, cell in enumerate(line):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(r, c, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write_number(r, c, cell)
    return path


def text_file(path: Path, *rows: Row, encoding: str = "utf-8-sig", separator: str = ",") -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def open_document(path: Path, *rows: Row, merged: tuple[int, int, int] | None = None) -> Path:
    """An .ods of one sheet; `merged` is (first row, last row, column) of cells merged downwards."""
    lines = []
    for r, row in enumerate(rows):
        cells = []
        for c, cell in enumerate(row):
            span = ""
            if merged and c == merged[2] and merged[0] <= r <= merged[1]:
                span = f' table:number-rows-spanned="{merged[1] - merged[0] + 1}"' if r == merged[0] else " "
            if span == " ":
                cells.append("<table:covered-table-cell/>")
            elif isinstance(cell, int | float):
                cells.append(f'<table:table-cell office:value-type="float" office:value="{cell}"{span}/>')
            elif cell is None:
                cells.append(f"<table:table-cell{span}/>")
            else:
                cells.append(
                    f'<table:table-cell office:value-type="string"{span}><text:p>{cell}</text:p></table:table-cell>'
                )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
            f'<table:table table:name="小学">{"".join(lines)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def taken(path: Path, feed: str = "education") -> TakenFile:
    """What becomes of a file's rows before anything is stored."""
    return take(path, definitions()[feed], None, lambda done, total, step: None)


def fates(file: TakenFile) -> list[str]:
    return [row.fate for row in file.rows]


def codes(row: PreparedRow | FeedRow) -> list[str]:
    """What was found at a row."""
    if isinstance(row, FeedRow):
        return [reason["code"] for reason in row.reasons]
    return [finding.code for finding in row.findings]
