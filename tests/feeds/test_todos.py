"""What the workbench asks of who sends data."""

from datetime import date

import pytest
from django.utils import timezone

from weibao.access.models import Unit, UnitKind
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.web.workbench import Column, todos_for

EARLY, LATE, THIS_MONTH = date(2031, 12, 24), date(2031, 12, 25), date(2031, 12, 1)


@pytest.fixture
def clerk(make_user, education_bureau):
    return make_user("education_office", unit=education_bureau)


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: it is that day."""

    def turn(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *args: day)

    turn(EARLY)
    return turn


def deliver(
    unit: Unit, *, quarantined: int = 0, month: date = THIS_MONTH, by=None, feed="education"
) -> Delivery:
    delivery = Delivery.objects.create(
        feed=feed,
        file_name="学籍.xlsx",
        fingerprint=f"{Delivery.objects.count():064d}",
        unit=unit,
        area=unit.area,
        report_month=month,
        imported_by=by,
        rows_read=quarantined,
        quarantined=quarantined,
    )
    FeedRow.objects.bulk_create(
        FeedRow(delivery=delivery, feed=feed, row=n, state=RowState.QUARANTINED) for n in range(quarantined)
    )
    return delivery


def sentences(user, column: Column) -> list[str]:
    return [todo.sentence for todo in todos_for(user)[column]]


def test_quarantined_rows_wait_for_the_unit_that_sent_them_until_they_are_mended(clerk, on):
    delivery = deliver(clerk.unit, quarantined=3)
    assert sentences(clerk, Column.TODAY) == ["有 3 行数据被隔离，等待更正。"]
    FeedRow.objects.filter(delivery=delivery).update(state=RowState.MENDED)
    assert sentences(clerk, Column.TODAY) == []


def test_they_open_to_the_deliveries_in_question(clerk, on, signed_in):
    deliver(clerk.unit, quarantined=2)
    deliver(clerk.unit)
    (todo,) = todos_for(clerk)[Column.TODAY]
    assert todo.count == 2
    assert len(signed_in(clerk).get(todo.address).context["table"].rows) == 1


def test_others_rows_are_others_to_mend(clerk, on, make_user, county):
    police = Unit.objects.create(name="云岭县公安局", kind=UnitKind.DEPARTMENT, area=county)
    deliver(police, quarantined=5)
    assert sentences(clerk, Column.TODAY) == []
    analyst = make_user("analyst")
    assert sentences(analyst, Column.TODAY) == []
    assert sentences(analyst, Column.WAITING) == ["各单位有 5 行被隔离的数据还没有更正。"]


def test_who_sent_it_for_another_unit_mends_it(make_user, education_bureau, on):
    analyst = make_user("analyst")
    deliver(education_bureau, quarantined=1, by=analyst)
    assert sentences(analyst, Column.TODAY) == ["有 1 行数据被隔离，等待更正。"]
    assert sentences(analyst, Column.WAITING) == []


def test_from_the_25th_the_months_report_is_asked_for_until_it_is_sent(clerk, on):
    assert sentences(clerk, Column.TODAY) == []
    on(LATE)
    (todo,) = todos_for(clerk)[Column.TODAY]
    assert todo.sentence == "本月的“学籍与考勤”还没有报送。"
    assert todo.due == date(2031, 12, 31)
    deliver(clerk.unit, month=date(2031, 11, 1))
    assert len(todos_for(clerk)[Column.TODAY]) == 1
    deliver(clerk.unit)
    assert sentences(clerk, Column.TODAY) == []


def test_only_monthly_feeds_and_only_their_owners_are_asked(make_user, school, county, on):
    on(LATE)
    police = Unit.objects.create(
        name="云岭县公安局", kind=UnitKind.DEPARTMENT, area=county, authority="police"
    )
    for user in (
        make_user("police", unit=police),
        make_user("school_office", unit=school),
        make_user("analyst"),
    ):
        assert sentences(user, Column.TODAY) == []


def test_who_sends_nothing_is_asked_nothing(make_user, education_bureau, on):
    on(LATE)
    deliver(education_bureau, quarantined=3)
    for duty in ("coordinator", "reviewer", "leader", "auditor"):
        assert [line for lines in todos_for(make_user(duty)).values() for line in lines] == []
