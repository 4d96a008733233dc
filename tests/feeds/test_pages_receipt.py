"""The receipt: four counts that add up, reasons that open to the rows, quarantine taken away and sent back mended."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.exports import exported, taken
from tests.feeds.sending import GOOD, HEADER, NAMELESS, OTHER, job_of, workbook
from tests.queries import assert_constant
from weibao.access.models import Unit, UnitKind
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.feeds.services import import_file
from weibao.jobs.models import State

IMPOSSIBLE = ("青禾中学", "八年级", "1班", "何欣妍", "女", "2011-02-31", "", "13900000004", "在读")


@pytest.fixture
def clerk(make_user, education_bureau):
    return make_user("education_office", unit=education_bureau)


@pytest.fixture
def deliver(clerk, tmp_path):
    """`deliver(row, row, …)`: a workbook taken in for the education bureau."""

    def make(*rows, name="学籍.xlsx", header=HEADER) -> Delivery:
        path = tmp_path / name
        path.write_bytes(workbook(*rows, header=header, name=name).read())
        return import_file(actor=clerk, feed="education", path=path, unit=clerk.unit).delivery

    return make


@pytest.fixture
def delivery(deliver) -> Delivery:
    """Two rows accepted, one repeated, two quarantined, and a column that is not taken in."""
    rows = (GOOD, OTHER, OTHER, NAMELESS, IMPOSSIBLE)
    return deliver(*((*row, "汉族") for row in rows), header=(*HEADER, "民族"))


def pages_of(delivery: Delivery) -> dict[str, str]:
    return {page: reverse(f"feeds:{page}", args=[delivery.pk]) for page in ("receipt", "rows", "quarantine")}


@pytest.mark.parametrize(
    ("duty", "area", "seen", "taken"),
    [
        ("analyst", "620799", 200, 200),
        ("analyst", "620799101", 404, 404),
        ("coordinator", "620799", 200, 403),
        ("liaison", "620799", 404, 404),
        ("education_office", "620799", 404, 404),
        ("police", "620799", 404, 404),
        ("reviewer", "620799", 403, 403),
        ("township_officer", "620799", 403, 403),
        ("plan_lead", "620799", 403, 403),
        ("leader", "620799", 403, 403),
        ("auditor", "620799", 403, 403),
        ("system_admin", "620799", 403, 403),
        ("security_admin", "620799", 403, 403),
    ],
)
def test_who_sees_a_delivery_of_another_unit_and_who_takes_its_rows(
    delivery, make_user, signed_in, duty, area, seen, taken
):
    client, pages = signed_in(make_user(duty, area=area)), pages_of(delivery)
    assert client.get(pages["receipt"]).status_code == seen
    assert client.get(pages["rows"]).status_code == seen
    assert client.get(pages["quarantine"]).status_code == taken
    listed = client.get(reverse("feeds:list"))
    assert (listed.status_code == 200 and delivery.file_name in listed.content.decode()) == (seen == 200)


def test_a_delivery_is_open_to_its_own_unit_and_to_no_school_of_it(
    delivery, clerk, school, make_user, signed_in
):
    for page in pages_of(delivery).values():
        assert signed_in(clerk).get(page).status_code == 200
        assert signed_in(make_user("school_office", unit=school)).get(page).status_code == 404


def test_a_delivery_that_never_was_answers_like_one_out_of_reach(delivery, clerk, signed_in):
    client = signed_in(clerk)
    for page in ("receipt", "rows", "quarantine"):
        assert client.get(reverse(f"feeds:{page}", args=[delivery.pk + 1])).status_code == 404


def test_the_four_counts_stand_in_words_and_add_up(delivery, clerk, signed_in):
    answer = signed_in(clerk).get(delivery.get_absolute_url())
    parts = {part.outcome: part.count for part in answer.context["parts"]}
    assert parts == {"accepted": 2, "duplicates": 1, "quarantined": 2, "not_data": 1}
    assert sum(parts.values()) == delivery.rows_read
    page = answer.content.decode()
    assert "接收 2，重复 1，隔离 2，非数据 1" in page, "the bar says in words what it shows"
    assert "民族" in page
    assert "没有接收的列" in page


def test_each_count_and_each_reason_opens_to_just_its_rows(delivery, clerk, signed_in):
    client = signed_in(clerk)
    receipt = client.get(delivery.get_absolute_url())
    for part in receipt.context["parts"]:
        rows = client.get(reverse("feeds:rows", args=[delivery.pk]), {"outcome": part.outcome})
        assert len(rows.context["table"].rows) == part.count
    reasons = receipt.context["reasons"]
    assert len(reasons) >= 2
    for reason in reasons:
        rows = client.get(reason.address)
        assert len(rows.context["table"].rows) == reason.count
        assert reason.count > 0


def test_what_keeps_rows_out_stands_before_what_is_only_to_be_looked_at(deliver, clerk, signed_in):
    noted = (*OTHER[:6], "62079920120615003", *OTHER[7:])
    delivery = deliver(noted, (*noted[:3], "何欣妍", *noted[4:]), NAMELESS)
    answer = signed_in(clerk).get(delivery.get_absolute_url())
    found = [(one.count, one.quarantined) for one in answer.context["reasons"]]
    assert found == [(1, 1), (2, 0)]


def test_rows_show_where_they_stand_and_why_and_hide_who_they_name(delivery, clerk, signed_in):
    client = signed_in(clerk)
    page = client.get(reverse("feeds:rows", args=[delivery.pk])).content.decode()
    assert "第 2 行" in page
    for hidden in ("曾子涵", "620799201206150036", "13900000001", "何欣妍", "13900000004"):
        assert hidden not in page
    assert "曾*涵" in page
    assert "青禾中学" in page
    assert "汉族" not in page
    book = exported(client, reverse("feeds:rows", args=[delivery.pk]))
    cells = str([cell.value for row in book.active.rows for cell in row])
    assert "曾*涵" in cells
    for hidden in ("曾子涵", "620799201206150036", "13900000004"):
        assert hidden not in cells


def test_a_cell_under_a_header_that_no_feed_knows_stays_hidden(delivery, clerk, signed_in):
    for row in FeedRow.objects.filter(state=RowState.QUARANTINED):
        row.cells = {"备注": "父亲在外打工", "班级": "3班"}
        row.save()
    page = signed_in(clerk).get(reverse("feeds:rows", args=[delivery.pk])).content.decode()
    assert "父亲在外打工" not in page
    assert "3班" in page


def test_rows_are_filtered_by_whether_they_are_mended_and_bad_filters_show_nothing_else(
    delivery, clerk, signed_in
):
    client, address = signed_in(clerk), reverse("feeds:rows", args=[delivery.pk])
    assert len(client.get(address, {"waiting": "quarantined"}).context["table"].rows) == 2
    assert len(client.get(address, {"waiting": "mended"}).context["table"].rows) == 0
    for bad in ({"outcome": "x"}, {"reason": "'"}, {"page": "99"}, {"sort": "delivery__unit"}):
        assert client.get(address, bad).status_code == 200


def mended(content: bytes, **by_header: str) -> SimpleUploadedFile:
    """The downloaded quarantine with every given column written over, as a clerk does it."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for header, value in by_header.items():
            sheet.cell(row, columns[header]).value = value.format(row=row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("改好.xlsx", out.getvalue())


def test_quarantined_rows_are_taken_away_mended_and_sent_back_from_the_receipt(
    delivery, clerk, signed_in, django_capture_on_commit_callbacks
):
    client = signed_in(clerk)
    _name, content = taken(client, reverse("feeds:quarantine", args=[delivery.pk]))
    assert Entry.objects.get(action="feeds.quarantine").detail == {"rows": 2}
    cells = str([cell.value for row in load_workbook(io.BytesIO(content)).worksheets[0].rows for cell in row])
    assert "2011-02-31" in cells, "unmasked, or nobody could mend it"
    file = mended(content, 姓名="何欣妍", 出生日期="2011-02-2{row}")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(delivery.get_absolute_url(), {"file": file})
    job = job_of(answer)
    assert job.state == State.DONE, job.message
    after = Delivery.objects.get(mends=delivery)
    assert (after.unit, after.report_month, after.accepted) == (delivery.unit, delivery.report_month, 2)
    page = client.get(delivery.get_absolute_url()).content.decode()
    assert "被隔离的行都已更正。" in page
    assert after.get_absolute_url() in page
    assert delivery.get_absolute_url() in client.get(after.get_absolute_url()).content.decode()
    assert client.get(reverse("feeds:quarantine", args=[delivery.pk])).status_code == 404
    assert "还有" not in page


def test_a_bad_mended_file_is_told_on_the_receipt_or_leads_back_to_it(
    delivery, clerk, signed_in, django_capture_on_commit_callbacks
):
    client = signed_in(clerk)
    answer = client.post(delivery.get_absolute_url(), {})
    assert answer.status_code == 422
    assert "请选择要上传的文件。" in answer.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(delivery.get_absolute_url(), {"file": SimpleUploadedFile("坏.xlsx", b"nothing")})
    job = job_of(answer)
    assert job.state == State.REFUSED
    assert delivery.get_absolute_url() in client.get(job.get_absolute_url()).content.decode()
    assert Delivery.objects.count() == 1


def test_only_who_may_send_it_mends_a_delivery(delivery, make_user, signed_in):
    reader = signed_in(make_user("coordinator"))
    page = reader.get(delivery.get_absolute_url()).content.decode()
    assert "下载被隔离的行" not in page
    assert 'type="file"' not in page
    assert reader.post(delivery.get_absolute_url(), {"file": workbook(GOOD)}).status_code == 404
    other = signed_in(make_user("police"))
    assert other.post(delivery.get_absolute_url(), {"file": workbook(GOOD)}).status_code == 404


def test_a_delivery_without_quarantine_offers_no_mending(deliver, clerk, signed_in):
    page = signed_in(clerk).get(deliver(GOOD).get_absolute_url()).content.decode()
    assert "更正被隔离的行" not in page
    assert 'type="file"' not in page


def test_the_list_is_filtered_by_feed_unit_month_and_what_waits(delivery, deliver, clerk, signed_in, county):
    deliver(GOOD, name="干净.xlsx")
    police = Unit.objects.create(name="云岭县公安局", kind=UnitKind.DEPARTMENT, area=county)
    Delivery.objects.create(
        feed="police",
        file_name="警情.xlsx",
        fingerprint="0" * 64,
        unit=police,
        area=county,
        report_month="2025-03-01",
    )
    client = signed_in(clerk)

    def listed(**chosen) -> set[str]:
        answer = client.get(reverse("feeds:list"), chosen)
        assert answer.status_code == 200
        return {row.record.file_name for row in answer.context["table"].rows}

    assert listed() == {"学籍.xlsx", "干净.xlsx"}
    assert listed(waiting="yes") == {"学籍.xlsx"}
    assert listed(feed="police") == set()
    assert listed(unit=clerk.unit.pk, month=delivery.report_month.isoformat()) == {"学籍.xlsx", "干净.xlsx"}
    assert "云岭县公安局" not in client.get(reverse("feeds:list")).content.decode()
    for sort in ("file_name", "-feed", "unit", "report_month", "-waiting", "imported_at", "imported_by"):
        assert listed(sort=sort) == {"学籍.xlsx", "干净.xlsx"}


def test_the_list_is_exported_and_offers_uploading_to_senders_only(delivery, clerk, make_user, signed_in):
    client = signed_in(clerk)
    book = exported(client, reverse("feeds:list"))
    cells = [[cell.value for cell in row] for row in book.active.rows]
    assert cells[0][:2] == ["文件", "数据类别"]
    assert cells[1][0] == "学籍.xlsx"
    upload = f'href="{reverse("feeds:upload")}"'
    assert upload in client.get(reverse("feeds:list")).content.decode()
    assert upload not in signed_in(make_user("coordinator")).get(reverse("feeds:list")).content.decode()


def test_what_a_sheet_holds_is_shown_as_text(deliver, clerk, signed_in):
    row = (*GOOD[:3], "<script>x</script>某某", *GOOD[4:])
    delivery = deliver((*row, "x"), header=(*HEADER, "<b>备注</b>"))
    client = signed_in(clerk)
    for page in ("receipt", "rows"):
        text = client.get(pages_of(delivery)[page]).content.decode()
        assert "<script>x" not in text
        assert "<b>备注" not in text


def test_pages_have_one_first_heading_labels_and_nothing_inline(delivery, clerk, signed_in):
    client = signed_in(clerk)
    pages = (
        reverse("feeds:list"),
        reverse("feeds:upload"),
        reverse("feeds:definitions"),
        reverse("jobs:list"),
    )
    for address in (*pages, pages_of(delivery)["receipt"], pages_of(delivery)["rows"]):
        text = client.get(address).content.decode()
        assert len(re.findall(r"<h1", text)) == 1, address
        assert not re.search(r"<script(?![^>]*src=)", text)
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), address


def test_the_pages_cost_the_same_for_few_rows_and_many(delivery, deliver, clerk, signed_in):
    client = signed_in(clerk)

    def grow() -> None:
        for n in range(8):
            deliver(
                GOOD, *[(*NAMELESS[:2], f"{n}{k}班", *NAMELESS[3:]) for k in range(5)], name=f"第{n}份.xlsx"
            )
        rows = FeedRow.objects.filter(delivery=delivery, state=RowState.QUARANTINED)
        one = rows.first()
        FeedRow.objects.bulk_create(
            FeedRow(
                delivery=delivery,
                feed=one.feed,
                sheet_number=one.sheet_number,
                row=n,
                state=one.state,
                cells=one.cells,
            )
            for n in range(100, 140)
        )

    assert_constant(client, reverse("feeds:list"), grow, "feeds/list")
    for page in ("receipt", "rows"):
        assert_constant(client, pages_of(delivery)[page], grow, f"feeds/{page}")


def test_a_delivery_of_the_console_shows_no_clerk(tmp_path, county, make_user, signed_in):
    path = tmp_path / "学籍.xlsx"
    path.write_bytes(workbook(GOOD).read())
    delivery = import_file(actor=CONSOLE, feed="education", path=path).delivery
    assert signed_in(make_user("analyst")).get(delivery.get_absolute_url()).status_code == 200


def test_a_reason_says_what_is_wrong_without_what_stood_in_the_cell(deliver, clerk, signed_in):
    delivery = deliver((*GOOD[:3], "何欣妍、何欣悦", *GOOD[4:]))
    (row,) = FeedRow.objects.filter(state=RowState.QUARANTINED)
    assert "何欣悦" in row.reasons[0]["message"]
    page = signed_in(clerk).get(reverse("feeds:rows", args=[delivery.pk])).content.decode()
    assert "一格写了不止一个人" in page
    assert "何欣悦" not in page
