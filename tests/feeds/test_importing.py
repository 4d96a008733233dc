"""Importing: each row ends in one of four ways, the same file twice changes nothing, corrections are versions."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.feeds.making import BORN, EDUCATION, NUMBER, codes, pupil, text_file, workbook
from tests.people.conftest import id_number
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.feeds.errors import FileRefused
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.feeds.services import import_file
from weibao.feeds.storing import look_up

OTHER = {"姓名": "单雨桐", "性别": "女", "出生日期": "2013-04-06", "身份证号": id_number("2013-04-06", 22)}
CIVIL = ("乡镇", "村（社区）", "姓名", "性别", "出生日期", "身份证号", "儿童类别", "认定日期", "最近走访日期")
LISTED = ["青禾镇", "青禾村", "曾子涵", "男", BORN, NUMBER, "留守儿童", "2024-01-01", "2025-11-20"]
POLICE = ("警情编号", "接警时间", "警情类别", "未成年人角色", "姓名", "性别", "出生日期", "身份证号")
DECEMBER, NOVEMBER = date(2025, 12, 1), date(2025, 11, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(county, tmp_path):
    """`send(row, …)`: the receipt of a workbook with the feed's header and these rows."""
    sent = []

    def make(*rows, header=EDUCATION, feed="education", period: date | None = DECEMBER, name: str = ""):
        sent.append(rows)
        path = workbook(tmp_path / (name or f"{feed}_{len(sent)}.xlsx"), header, *rows)
        return import_file(actor=CONSOLE, feed=feed, path=path, period=period)

    return make


def states(receipt) -> list[str]:
    return list(receipt.delivery.rows.order_by("row").values_list("state", flat=True))


def current(feed: str = "education"):
    return FeedRow.objects.filter(feed=feed, state=RowState.CURRENT)


def test_every_row_is_kept_with_what_became_of_it(send):
    receipt = send(pupil(), pupil(), pupil(姓名="张某某"), [], ["合计"])
    assert states(receipt) == ["not_data", "current", "duplicate", "quarantined", "not_data", "not_data"]
    assert (receipt.rows, receipt.accepted, receipt.duplicates, receipt.quarantined, receipt.not_data) == (
        6,
        1,
        1,
        1,
        3,
    )
    assert receipt.delivery.rows.count() == receipt.rows


def test_an_accepted_row_holds_normalised_values_and_nothing_else(send):
    (row,) = send(pupil(性别="男性", 学籍状态="在校", 监护人电话=13900000001.0)).delivery.rows.filter(
        state="current"
    )
    assert row.values == {
        "school_name": "青禾中学", "grade": "七年级", "class_name": "2班", "name": "曾子涵", "sex": "男", "birth_date": BORN,
        "id_number": NUMBER, "guardian_name": "曾建国", "guardian_phone": "13900000001", "home_address": "青禾镇青禾村3社15号",
        "enrolment_status": "在读", "truant_periods": 0, "days_absent": 0,
    }  # fmt: skip
    assert (row.cells, row.reasons) == ({}, [])


def test_a_quarantined_row_holds_its_cells_and_a_reason_that_a_clerk_understands(send):
    receipt = send(pupil(出生日期="2012年2月31日"))
    (row,) = receipt.delivery.rows.filter(state="quarantined")
    assert row.values == {}
    assert row.cells["出生日期"] == "2012年2月31日"
    assert row.reasons == [
        {"code": "date.impossible", "column": "birth_date", "message": "第 2 行“出生日期”日期不存在，请改正（填写的是“2012年2月31日”）。"}
    ]  # fmt: skip
    assert receipt.reasons == {"“出生日期”日期不存在，请改正": 1}


def test_a_row_without_a_required_value_is_quarantined(send):
    receipt = send(
        ["JQ1", None, "盗窃", "行为人", "曾子涵", "男", BORN, NUMBER], header=POLICE, feed="police"
    )
    (row,) = receipt.delivery.rows.filter(state="quarantined")
    assert row.reasons[0]["message"] == "第 2 行“接警时间”没有填写，请补上。"


def test_a_number_that_cannot_be_used_keeps_its_row(send):
    receipt = send(pupil(身份证号=NUMBER[:17]))
    (row,) = current()
    assert "id_number" not in row.values
    assert row.values["id_number_raw"] == NUMBER[:17]
    assert codes(row) == ["id_number.length"]
    assert list(receipt.reasons.values()) == [1]


def test_the_id_number_wins_over_a_birth_date_and_sex_that_contradict_it(send):
    send(pupil(出生日期="2012-05-03", 性别="女"))
    (row,) = current()
    assert (row.values["birth_date"], row.values["birth_date_written"]) == (BORN, "2012-05-03")
    assert (row.values["sex"], row.values["sex_written"]) == ("男", "女")
    assert codes(row) == ["birth_date.contradicts", "sex.contradicts"]


def test_the_same_row_written_in_another_form_is_a_duplicate_and_names_the_first(send):
    receipt = send(
        pupil(),
        pupil(出生日期="2012年3月5日", 身份证号=f"'{NUMBER}", 姓名="曾 子涵", 监护人电话="139-0000-0001"),
    )
    first, again = receipt.delivery.rows.filter(row__gte=2).order_by("row")
    assert (again.state, again.same_as) == (RowState.DUPLICATE, first)


def test_the_same_file_twice_changes_nothing_and_says_so(county, tmp_path):
    paths = [text_file(tmp_path / name, EDUCATION, pupil()) for name in ("a.csv", "b.csv")]
    first = import_file(actor=CONSOLE, feed="education", path=paths[0])
    entries = Entry.objects.count()
    again = import_file(actor=CONSOLE, feed="education", path=paths[1])
    assert again.already
    assert again.delivery == first.delivery
    assert (Delivery.objects.count(), FeedRow.objects.count(), Entry.objects.count()) == (1, 2, entries)


def test_the_same_rows_in_another_file_are_duplicates(send):
    send(pupil())
    receipt = send(pupil(), pupil(**OTHER))
    assert (receipt.accepted, receipt.duplicates, receipt.already) == (1, 1, False)


def test_a_corrected_row_is_a_new_version_and_the_old_one_is_kept(send):
    send(pupil(), pupil(**OTHER))
    receipt = send(pupil(本学期旷课节数=12), pupil(**OTHER))
    assert (receipt.accepted, receipt.duplicates) == (1, 1)
    old = FeedRow.objects.get(state=RowState.SUPERSEDED)
    assert (old.values["truant_periods"], old.same_as.values["truant_periods"]) == (0, 12)
    assert current().count() == 2


def test_corrections_of_corrections_form_a_chain(send):
    for periods in (1, 2, 3):
        send(pupil(本学期旷课节数=periods))
    one, two, three = FeedRow.objects.filter(row=2).order_by("pk")
    assert (one.same_as, two.same_as, three.same_as) == (two, three, None)
    assert [one.state, two.state, three.state] == ["superseded", "superseded", "current"]


def test_a_correction_may_bring_the_missing_id_number(send):
    send(pupil(身份证号="无"))
    send(pupil())
    assert FeedRow.objects.get(state=RowState.SUPERSEDED).same_as.values["id_number"] == NUMBER


def test_rows_of_one_file_never_correct_each_other(send):
    receipt = send(pupil(), pupil(学校名称="白杨中学", 学籍状态="转出"))
    assert states(receipt) == ["not_data", "current", "current"]


def test_namesakes_whom_nothing_tells_apart_do_not_correct_each_other(send):
    send(pupil(身份证号=None, 出生日期=None))
    send(pupil(身份证号=None, 出生日期=None, 本学期旷课节数=3))
    assert current().count() == 2


def test_a_brothers_number_does_not_make_two_children_one(send):
    send(pupil())
    send(pupil(姓名="曾子轩", 出生日期="2014-07-08"))
    assert current().count() == 2


def test_pupils_are_reported_anew_each_month(send):
    send(pupil(), period=NOVEMBER)
    send(pupil(), period=DECEMBER)
    assert current().count() == 2


def test_a_month_later_the_list_of_civil_affairs_states_things_anew(send):
    send(LISTED, header=CIVIL, feed="civil_affairs", period=NOVEMBER)
    receipt = send(LISTED, header=CIVIL, feed="civil_affairs", period=DECEMBER)
    assert (receipt.accepted, receipt.duplicates) == (1, 0)
    assert current("civil_affairs").get().delivery.report_month == DECEMBER


def test_a_list_of_an_earlier_month_that_comes_late_does_not_displace_the_newer(send):
    send(LISTED, header=CIVIL, feed="civil_affairs", period=DECEMBER)
    late = send([*LISTED[:-1], "2025-10-01"], header=CIVIL, feed="civil_affairs", period=NOVEMBER)
    assert late.accepted == 1
    old = late.delivery.rows.get(row=2)
    assert (old.state, old.same_as) == (RowState.SUPERSEDED, current("civil_affairs").get())


def test_an_incident_of_two_children_is_two_rows_and_an_incident_again_is_a_duplicate(send):
    one = ["JQ1", "2025-12-05 21:30", "盗窃", "行为人", "曾子涵", "男", BORN, NUMBER]
    two = ["JQ1", "2025-12-05 21:30", "盗窃", "行为人", "单雨桐", "女", None, None]
    send(one, two, header=POLICE, feed="police", period=NOVEMBER)
    receipt = send(two, one, header=POLICE, feed="police", period=DECEMBER)
    assert (receipt.accepted, receipt.duplicates) == (0, 2)
    assert {row.values["received_at"] for row in current("police")} == {"2025-12-05T21:30"}


def test_the_month_is_that_of_the_sheet_or_of_today(county, tmp_path):
    stated = workbook(tmp_path / "a.xlsx", ["填报日期：2025年11月30日"], EDUCATION, pupil())
    silent = text_file(tmp_path / "b.csv", EDUCATION, pupil(**OTHER))
    months = [
        import_file(actor=CONSOLE, feed="education", path=path).delivery.report_month
        for path in (stated, silent)
    ]
    assert months == [NOVEMBER, date.today().replace(day=1)]


def test_sheets_of_two_months_count_for_the_newer_and_the_receipt_says_so(county, tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", ["填报日期：2025-11-30"], EDUCATION, pupil(),
        more={"小学": [["填报日期：2025-12-31"], EDUCATION, pupil(**OTHER)]},
    )  # fmt: skip
    receipt = import_file(actor=CONSOLE, feed="education", path=path)
    assert receipt.delivery.report_month == DECEMBER
    assert receipt.notes == ["各工作表的填报日期不在同一个月（2025-11、2025-12），按 2025-12 计。"]


def test_a_refused_file_leaves_nothing(county, tmp_path):
    with pytest.raises(FileRefused):
        import_file(actor=CONSOLE, feed="education", path=workbook(tmp_path / "a.xlsx", ["品名"], ["铅笔"]))
    assert not Delivery.objects.exists()
    assert not FeedRow.objects.exists()


def test_an_unknown_feed_and_a_missing_file_are_refused(county, tmp_path):
    with pytest.raises(FileRefused, match="没有名为“weather”的数据类别"):
        import_file(actor=CONSOLE, feed="weather", path=tmp_path / "a.xlsx")
    with pytest.raises(FileRefused, match="找不到文件"):
        import_file(actor=CONSOLE, feed="education", path=tmp_path / "a.xlsx")


def test_an_import_is_logged_with_counts_and_without_content(send):
    receipt = send(pupil())
    entry = Entry.objects.get(action="feeds.import")
    assert entry.target == f"feeds.delivery:{receipt.batch}"
    assert entry.detail == {"rows": 2, "accepted": 1, "quarantined": 0}


def test_progress_is_told_while_a_long_file_is_read(county, tmp_path):
    told = []
    rows = [pupil(姓名="曾" + chr(0x4E00 + n % 5000) + "涵", 身份证号=None) for n in range(4_500)]
    import_file(
        actor=CONSOLE, feed="education", path=workbook(tmp_path / "a.xlsx", EDUCATION, *rows),
        progress=lambda *said: told.append(said),
    )  # fmt: skip
    assert told[:3] == [
        (2_000, 4_501, "读取和核对"),
        (4_000, 4_501, "读取和核对"),
        (4_501, 4_501, "读取和核对"),
    ]
    assert told[-1] == (4_501, 4_501, "保存")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite shows its plan for an empty table")
def test_stored_rows_are_looked_up_by_index_however_many_there_are(county):
    with CaptureQueriesContext(connection) as captured:
        look_up([bytes(16)])
    (query,) = captured.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
        plan = " ".join(str(line) for line in cursor.fetchall())
    assert "SEARCH feeds_feedrow USING INDEX feedrow_natural_key" in plan
