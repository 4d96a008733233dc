"""Workbooks that leave the house: no cell is a formula, no number loses a digit, who took it stands on every page."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from weibao.web.exports import write_workbook

pytestmark = pytest.mark.pure

DANGEROUS = [
    "=1+1", "+86 139", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠A1",
    "=HYPERLINK(\"http://elsewhere.example\")", "http://elsewhere.example", "{=1}", "%0A=1",
]  # fmt: skip


def cells(rows):
    book = load_workbook(io.BytesIO(write_workbook("名单", [["项目"], *rows], reader="王建国")))
    return [row[0] for row in book.active.iter_rows(min_row=2)]


@pytest.mark.parametrize("value", DANGEROUS)
def test_what_looks_like_a_formula_stays_text(value):
    (cell,) = cells([[value]])
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.quotePrefix or value.startswith("http"), (
        "a spreadsheet program takes it for text even after it was edited"
    )
    assert cell.value == value.strip()


def test_nothing_in_the_file_is_a_formula_or_a_link():
    content = write_workbook("名单", [["项目"], *([value] for value in DANGEROUS)], reader="王")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_numbers_of_eighteen_digits_keep_every_one_of_them():
    (cell,) = cells([["620799201205060119"]])
    assert cell.value == "620799201205060119"
    assert cell.number_format == "@"


def test_values_are_written_as_people_write_them():
    written = [[date(2025, 12, 31)], [datetime(2025, 12, 31, 16, 0, tzinfo=UTC)], [None], [7]]
    assert [cell.value or "" for cell in cells(written)] == ["2025-12-31", "2026-01-01 00:00", "", "7"]


def test_reader_and_time_stand_behind_the_cells_on_every_printed_page_and_in_the_properties():
    content = write_workbook("名单", [["项目"]], reader="王建国（wang-j）教育局 & 学校")
    book = load_workbook(io.BytesIO(content))
    assert book.active.oddFooter.left.text == "王建国（wang-j）教育局 && 学校"
    assert book.active.oddFooter.right.text.startswith("20")
    assert "请勿外传" in book.active.oddHeader.center.text
    assert book.properties.creator == "王建国（wang-j）教育局 & 学校"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        (picture,) = (name for name in parts.namelist() if name.endswith(".png"))
        assert "<picture " in parts.read("xl/worksheets/sheet1.xml").decode()
        assert len(parts.read(picture)) > 1_000


def test_a_title_may_hold_what_a_sheet_name_may_not():
    book = load_workbook(io.BytesIO(write_workbook("a/b:c[d]*?" + "长" * 40, [["项目"]], reader="王")))
    assert len(book.sheetnames[0]) <= 31
