"""Where the table is in a sheet, whatever stands around it."""

import datetime as dt
from pathlib import Path

import pytest

from tests.feeds.making import (
    BORN,
    EDUCATION,
    NUMBER,
    codes,
    fates,
    open_document,
    pupil,
    taken,
    text_file,
    workbook,
)
from tests.people.conftest import id_number
from weibao.feeds.errors import FileRefused

pytestmark = pytest.mark.pure
OTHER = id_number("2013-04-06", 22)
second = {"姓名": "单雨桐", "性别": "女", "出生日期": "2013-04-06", "身份证号": OTHER}


@pytest.fixture
def book(tmp_path):
    """`book(row, row, …)`: what becomes of a workbook with these rows."""
    return lambda *rows, **how: taken(workbook(tmp_path / "表.xlsx", *rows, **how))


def names(file):
    return [row.values["name"] for row in file.rows if row.values]


def test_titles_fillers_and_blank_rows_stand_above_the_header(book):
    file = book(
        ["附件3"],
        [],
        ["云岭县学籍情况统计表"],
        ["填报单位：教育局", None, "填报日期：2025年12月31日"],
        EDUCATION,
        pupil(),
    )
    assert fates(file) == ["not_data"] * 5 + ["accepted"]
    assert [codes(row) for row in file.rows[:5]] == [["title"], ["blank"], ["title"], ["title"], ["header"]]
    assert file.rows[5].row == 6
    assert file.months == ["2025-12"]


@pytest.mark.parametrize(
    "stated",
    [["填报日期：2025年11月30日"], ["填报日期:2025-11-30"], ["填报日期：", None, "2025/11/30"], ["报表月份：2025年11月"],
     ["填报日期：", dt.date(2025, 11, 30)], ["数据月份：202511"], ["填表时间　２０２５年１１月１日"]],
)  # fmt: skip
def test_the_sheet_says_which_month_it_speaks_for(book, stated):
    assert book(stated, EDUCATION, pupil()).months == ["2025-11"]
    assert book(EDUCATION, pupil(), [], stated).months == ["2025-11"]


def test_totals_notes_and_signatures_stand_below(book):
    below = (
        ["合计", None, None, "1人"], ["合 计：1"], ["共1人"], ["注：1.据实填报；2.不得空缺。"], ["填表人：王五", None, "审核人：赵六"],
        ["单位（盖章）："], ["说明"], ["（以下无正文）"], [None, None, "备注：以上已核实"],
    )  # fmt: skip
    file = book(EDUCATION, pupil(), *below)
    assert fates(file) == ["not_data", "accepted"] + ["not_data"] * len(below)


def test_subtotals_and_headings_stand_between(book):
    file = book(EDUCATION, ["青禾中学"], pupil(), ["小计", None, "1人"], ["白杨小学"], pupil(**second))
    assert fates(file) == ["not_data", "not_data", "accepted", "not_data", "not_data", "accepted"]


def test_blank_rows_and_columns_are_nothing(book):
    wide = [
        [None, None, *row[:4], None, *row[4:]] for row in (EDUCATION, pupil(), [None] * 13, pupil(**second))
    ]
    file = book([], *wide)
    assert fates(file) == ["not_data", "not_data", "accepted", "not_data", "accepted"]
    assert names(file) == ["曾子涵", "单雨桐"]
    assert not file.dropped


def test_rows_that_are_numbered_but_empty_are_blank(book):
    file = book(["序号", *EDUCATION], [1, *pupil()], [2], [3])
    assert fates(file) == ["not_data", "accepted", "not_data", "not_data"]


@pytest.mark.parametrize(
    "written",
    [
        "*姓名",
        "姓名*",
        "姓　名",
        "姓\n名",
        " 姓名 ",
        "学生姓名",
        "※姓名：",
        "姓名（必填）",
        "姓名(与户口本一致)",
    ],
)
def test_headers_are_understood_with_marks_blanks_line_breaks_and_hints(book, written):
    header = [written if words == "姓名" else words for words in EDUCATION]
    assert names(book(header, pupil())) == ["曾子涵"]


def test_columns_may_stand_in_any_order_under_any_of_their_names(book):
    header = ["家长电话", "身份证号码", "学生姓名", "学校", "出生年月日"]
    file = book(header, ["13900000001", NUMBER, "曾子涵", "青禾中学", "2012.3.5"])
    assert file.rows[1].values == {
        "guardian_phone": "13900000001",
        "id_number": NUMBER,
        "name": "曾子涵",
        "school_name": "青禾中学",
        "birth_date": "2012-03-05",
    }


def test_a_header_of_two_lines_is_read_as_one(book):
    upper = ["学校名称", "学生", None, "监护人", None, "身份证号"]
    lower = ["学校名称", "姓名", "性别", "姓名", "电话", "身份证号"]
    merged = [(0, 1, 0, 2), (0, 3, 0, 4)]
    file = book(upper, lower, ["青禾中学", "曾子涵", "男", "曾建国", "13900000001", NUMBER], merged=merged)
    assert fates(file) == ["not_data", "not_data", "accepted"]
    said = file.rows[2].values
    assert (said["name"], said["guardian_name"], said["guardian_phone"]) == (
        "曾子涵",
        "曾建国",
        "13900000001",
    )


def test_a_header_that_comes_again_on_each_page_is_no_row(book):
    file = book(EDUCATION, pupil(), EDUCATION, pupil(**second))
    assert fates(file) == ["not_data", "accepted", "not_data", "accepted"]


def test_a_second_table_may_have_its_columns_in_another_order(book):
    turned = list(reversed(EDUCATION))
    file = book(EDUCATION, pupil(), [], turned, list(reversed(pupil(**second))))
    assert names(file) == ["曾子涵", "单雨桐"]


def test_several_sheets_are_read_and_instructions_and_hidden_sheets_are_named(book):
    file = book(
        EDUCATION, pupil(), name="中学",
        more={"填表说明": [["请每月25日前报送。"]], "小学": [EDUCATION, pupil(**second)], "字典": [["性别"], ["男"]]},
        hidden=["字典"],
    )  # fmt: skip
    assert [(row.sheet, row.fate) for row in file.rows] == [
        ("中学", "not_data"), ("中学", "accepted"), ("填表说明", "not_data"), ("小学", "not_data"), ("小学", "accepted"),
        ("字典", "not_data"), ("字典", "not_data"),
    ]  # fmt: skip
    assert file.notes == [
        "工作表“填表说明”里没有要收的表，没有导入（1 行）。",
        "隐藏的工作表“字典”没有导入（2 行）。",
    ]


def test_a_hidden_copy_of_the_table_is_not_taken_in(book):
    file = book(EDUCATION, pupil(), more={"上月": [EDUCATION, pupil(**second)]}, hidden=["上月"])
    assert names(file) == ["曾子涵"]


def test_same_as_above_is_what_stands_above(book):
    file = book(EDUCATION, pupil(), pupil(学校名称="同上", 年级="〃", 班级="同 上", **second))
    assert file.rows[2].values["school_name"] == "青禾中学"
    assert (file.rows[2].values["grade"], file.rows[2].values["class_name"]) == ("七年级", "2班")


def test_same_as_above_reaches_over_totals_and_quarantined_rows(book):
    file = book(
        EDUCATION, pupil(), pupil(学校名称="同上", 姓名="张某某"), ["小计"], pupil(学校名称="同上", **second)
    )
    assert fates(file) == ["not_data", "accepted", "quarantined", "not_data", "accepted"]
    assert file.rows[4].values["school_name"] == "青禾中学"


def test_same_as_above_with_nothing_above_is_quarantined(book):
    assert codes(book(EDUCATION, pupil(学校名称="同上")).rows[1]) == ["ditto"]


def test_merged_cells_speak_for_each_of_their_rows(book):
    blank = pupil(学校名称=None, 年级=None, **second)
    file = book(EDUCATION, pupil(), blank, merged=[(1, 0, 2, 0), (1, 1, 2, 1)])
    assert (file.rows[2].values["school_name"], file.rows[2].values["grade"]) == ("青禾中学", "七年级")


def test_a_school_left_blank_below_is_the_one_above_and_a_class_is_not(book):
    file = book(EDUCATION, pupil(), pupil(学校名称=None, 班级=None, **second))
    assert file.rows[2].values["school_name"] == "青禾中学"
    assert "class_name" not in file.rows[2].values


def test_columns_that_are_not_ours_are_dropped_and_named(book):
    file = book([*EDUCATION, "民族", "备注", None], [*pupil(), "汉族", "无", "秘密"])
    assert list(file.dropped) == ["民族", "备注", "第 16 列（没有表头）"]
    assert "汉族" not in str(file.rows)
    assert file.notes == ["“民族”依法不得收集，没有收入，请今后不要再填报。"]


def test_what_is_dropped_is_not_kept_in_quarantine_either(book):
    file = book([*EDUCATION, "民族"], [*pupil(姓名="张某某"), "汉族"])
    assert file.rows[1].cells["姓名"] == "张某某"
    assert "汉族" not in str(file.rows[1])


def test_data_above_the_header_are_not_lost_silently(book):
    file = book(pupil(), EDUCATION, pupil(**second))
    assert fates(file) == ["quarantined", "not_data", "accepted"]


def test_a_header_that_cannot_be_recognised_is_refused_with_what_was_seen(book):
    with pytest.raises(FileRefused) as refused:
        book(["品名", "单价"], ["铅笔", 2])
    assert "需要有这些列：学校名称、姓名" in str(refused.value)
    assert "品名、单价、铅笔" in str(refused.value)


def test_a_header_without_a_required_column_is_refused_by_its_name(book):
    rows = [row[1:] for row in (EDUCATION, pupil())]
    with pytest.raises(
        FileRefused, match="工作表“Sheet1”的表头缺少必需的列：学校名称。读到的表头是：年级、班级、姓名"
    ):
        book(*rows)


def test_another_feeds_table_is_refused_with_a_hint(tmp_path):
    with pytest.raises(FileRefused, match="这份表更像“学籍与考勤”"):
        taken(workbook(tmp_path / "表.xlsx", EDUCATION, pupil()), feed="police")


def test_a_sheet_of_data_without_a_header_is_refused_not_skipped(book):
    with pytest.raises(FileRefused, match="工作表“小学”里有身份证号，却找不到表头"):
        book(EDUCATION, pupil(), more={"小学": [pupil(**second)]})


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
def test_text_files_are_read_in_every_encoding_with_every_separator(tmp_path, encoding, separator):
    path = text_file(tmp_path / "表.csv", EDUCATION, pupil(), encoding=encoding, separator=separator)
    assert names(taken(path)) == ["曾子涵"]


def test_a_stray_separator_in_a_text_file_does_not_shift_cells_unseen(tmp_path):
    line = ",".join(str(cell) for cell in pupil(家庭住址="青禾镇,青禾村"))
    path = tmp_path / "表.csv"
    path.write_text(",".join(EDUCATION) + "\n" + line + "\n", encoding="utf-8")
    file = taken(path)
    assert fates(file) == ["not_data", "quarantined"]
    assert "shifted" in codes(file.rows[1])


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    path = text_file(tmp_path / "表.csv", [], ["标题\n两行"], EDUCATION, pupil())
    assert [row.row for row in taken(path).rows if row.values] == [4]


def test_an_open_document_is_read_with_its_merged_cells(tmp_path):
    rows = (["填报日期：2025年12月31日"], EDUCATION, pupil(), pupil(学校名称=None, 年级=None, **second))
    file = taken(open_document(tmp_path / "表.ods", *rows, merged=(2, 3, 1)))
    assert fates(file) == ["not_data", "not_data", "accepted", "accepted"]
    assert (file.rows[3].values["grade"], file.months) == ("七年级", ["2025-12"])


@pytest.mark.parametrize("name", ["学籍.xls", "学籍.et", "学籍.xlsx"])
def test_an_old_workbook_is_read_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes((Path(__file__).parent / "files" / "old.xls").read_bytes())
    file = taken(path)
    assert fates(file) == ["not_data", "not_data", "accepted", "accepted", "not_data"]
    # Dates are dates, merged cells speak for both rows, the hidden sheet stays out.
    assert (file.rows[2].values["birth_date"], file.rows[3].values["school_name"]) == (BORN, "青禾中学")
