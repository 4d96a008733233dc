"""Quarantined rows go out as a workbook, are mended, and come back."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.feeds.making import EDUCATION, pupil, workbook
from weibao.audit.services import CONSOLE
from weibao.feeds.errors import FileRefused
from weibao.feeds.models import FeedRow, RowState
from weibao.feeds.services import import_file, quarantine_workbook

pytestmark = pytest.mark.django_db
MONTH = date(2025, 12, 1)
BAD = pupil(出生日期="2012年2月31日")
NAMELESS = pupil(姓名="张某某", 身份证号=None)


@pytest.fixture
def delivery(county, tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", ["标题"], EDUCATION, pupil(姓名="单雨桐", 身份证号=None), BAD, NAMELESS
    )
    return import_file(actor=CONSOLE, feed="education", path=path, period=MONTH).delivery


def opened(delivery):
    return load_workbook(io.BytesIO(quarantine_workbook(delivery, reader="王")))


def send_back(book, tmp_path, name="改好.xlsx", **how):
    path = tmp_path / name
    book.save(path)
    return import_file(actor=CONSOLE, feed="education", path=path, **how)


def column_of(sheet, header):
    return next(cell.column for cell in sheet[1] if cell.value == header)


def mended(delivery, **cells):
    """The workbook with cells of its first row changed."""
    book = opened(delivery)
    sheet = book.active
    for header, value in cells.items():
        sheet.cell(2, column_of(sheet, header)).value = value
    return book


def test_the_workbook_has_each_quarantined_row_with_its_place_and_reason(delivery):
    header, first, second = opened(delivery).active.iter_rows(values_only=True)
    assert header == ("来源批次", "来源工作表", "来源行号", "隔离原因", *EDUCATION)
    assert first[:4] == (
        str(delivery.pk),
        "Sheet1",
        "4",
        "第 4 行“出生日期”日期不存在，请改正（填写的是“2012年2月31日”）。",
    )
    assert first[EDUCATION.index("出生日期") + 4] == "2012年2月31日"
    assert second[2] == "5"


def test_mended_rows_are_taken_in_and_the_quarantined_ones_give_way(delivery, tmp_path):
    receipt = send_back(mended(delivery, 出生日期="2012-03-05"), tmp_path)
    assert (receipt.accepted, receipt.quarantined, receipt.not_data) == (1, 1, 1)
    assert receipt.delivery.mends == delivery
    assert receipt.delivery.report_month == MONTH
    old = delivery.rows.get(row=4)
    assert (old.state, old.same_as.values["birth_date"]) == (RowState.MENDED, "2012-03-05")


def test_each_row_waits_in_one_place_only(delivery, tmp_path):
    receipt = send_back(mended(delivery, 出生日期="2012-03-05"), tmp_path)
    waiting = FeedRow.objects.filter(state=RowState.QUARANTINED)
    assert [row.delivery for row in waiting] == [receipt.delivery]


def test_a_row_that_was_left_out_waits_on(delivery, tmp_path):
    book = mended(delivery, 出生日期="2012-03-05")
    book.active.delete_rows(3)
    send_back(book, tmp_path)
    assert delivery.rows.get(row=5).state == RowState.QUARANTINED


def test_nothing_is_accepted_without_being_mended(delivery, tmp_path):
    receipt = send_back(opened(delivery), tmp_path)
    assert (receipt.accepted, receipt.quarantined) == (0, 2)
    assert receipt.dropped_columns == []


def test_mending_goes_round_as_often_as_needed(delivery, tmp_path):
    second = send_back(mended(delivery, 出生日期="2012-03-05"), tmp_path).delivery
    third = send_back(mended(second, 姓名="曾子轩"), tmp_path, "又改好.xlsx")
    assert (third.accepted, third.delivery.mends) == (1, second)
    assert not FeedRow.objects.filter(state=RowState.QUARANTINED).exists()


def test_a_workbook_of_another_batch_is_refused(delivery, county, tmp_path):
    path = workbook(tmp_path / "b.xlsx", EDUCATION, NAMELESS)
    other = import_file(actor=CONSOLE, feed="education", path=path, period=MONTH).delivery
    with pytest.raises(FileRefused, match=f"这是批次 {delivery.pk} 的更正表"):
        send_back(opened(delivery), tmp_path, mends=other)
    book = mended(delivery, 来源批次=str(other.pk))
    with pytest.raises(FileRefused, match="不止一个批次"):
        send_back(book, tmp_path, "两批.xlsx")
    book.active.cell(3, 1).value = book.active.cell(2, 1).value = "99999"
    with pytest.raises(FileRefused, match="没有来源批次 99999"):
        send_back(book, tmp_path, "没有.xlsx")


def test_a_workbook_of_another_feed_is_refused(delivery, tmp_path):
    path = tmp_path / "改好.xlsx"
    opened(delivery).save(path)
    with pytest.raises(FileRefused):
        import_file(actor=CONSOLE, feed="police", path=path)


def test_cells_are_texts_and_no_formulas(delivery, county, tmp_path):
    path = workbook(tmp_path / "b.xlsx", EDUCATION, pupil(姓名="张某某", 家庭住址="=HYPERLINK(1)"))
    evil = import_file(actor=CONSOLE, feed="education", path=path, period=MONTH).delivery
    sheet = opened(evil).active
    assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
