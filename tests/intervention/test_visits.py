"""Monthly return visits: due by themselves, recorded in five fields, caught up after a stop."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.intervention.conftest import written
from weibao.audit.services import SCHEDULE
from weibao.intervention import services
from weibao.intervention.models import Visit, VisitState
from weibao.intervention.months import monthly, months_after
from weibao.machines import CannotAct


def fall_due() -> int:
    return services.let_visits_fall_due(actor=SCHEDULE)


def test_one_visit_falls_due_each_month_and_the_next_is_always_there(running, clock):
    assert fall_due() == 0
    clock(date(2025, 7, 20))
    assert fall_due() == 1
    clock(date(2025, 8, 16))
    assert fall_due() == 1
    assert list(running.visits.values_list("due_on", flat=True)) == [
        date(2025, 7, 16),
        date(2025, 8, 16),
        date(2025, 9, 16),
    ]


def test_months_that_passed_while_nothing_ran_are_caught_up_once(running, clock):
    clock(date(2026, 1, 10))
    assert fall_due() == 6
    assert fall_due() == 0
    months = [f"{visit.due_month:%m}" for visit in running.visits.all()]
    assert months == ["07", "08", "09", "10", "11", "12", "01"]


def test_a_plan_not_in_force_has_no_visits(plan, lead, clock):
    written(plan, lead)
    clock(date(2026, 1, 10))
    assert fall_due() == 0


def test_a_plan_that_ended_asks_for_no_more(caring, lead, clock):
    services.end_plan(actor=lead, plan=caring, reason="目标达成。")
    clock(date(2026, 1, 10))
    assert fall_due() == 0


FIELDS = {"manner": "入户", "met": "本人和监护人", "situation": "情绪平稳。", "next_step": "下月到校。"}


def test_a_visit_is_recorded_in_five_fields_and_can_be_put_right(running, lead, clock):
    visit = running.visits.get()
    clock(date(2025, 7, 18))
    done = services.record_visit(actor=lead, visit=visit, **FIELDS, on=date(2025, 7, 15))
    assert (done.state, done.visited_on, done.recorded_by) == (VisitState.DONE, date(2025, 7, 15), lead)
    again = services.record_visit(actor=lead, visit=visit, **FIELDS | {"met": "本人"}, on=date(2025, 7, 15))
    assert again.met == "本人"
    assert again.history.count() == 3


def test_the_visit_of_a_month_can_be_recorded_though_no_sweep_ran(running, lead, clock):
    clock(date(2025, 12, 30))
    visit = services.visit_of(running, date(2025, 11, 1))
    assert visit.due_on == date(2025, 11, 16)
    services.record_visit(actor=lead, visit=visit, **FIELDS, on=date(2025, 11, 12))
    with pytest.raises(Visit.DoesNotExist):
        services.visit_of(running, date(2025, 6, 1))


@pytest.mark.parametrize("on", [date(2025, 6, 30), date(2025, 7, 19)])
def test_a_visit_lies_within_its_month_or_later_and_never_ahead(running, lead, clock, on):
    clock(date(2025, 7, 18))
    with pytest.raises(CannotAct):
        services.record_visit(actor=lead, visit=running.visits.get(), **FIELDS, on=on)


def test_a_missed_month_is_said_with_its_reason(running, lead, clock):
    visit = running.visits.get()
    with pytest.raises(CannotAct, match="还没到这个月"):
        services.miss_visit(actor=lead, visit=visit, reason="……")
    clock(date(2025, 8, 2))
    missed = services.miss_visit(actor=lead, visit=visit, reason="全家外出务工，电话无人接听。")
    assert missed.state == VisitState.MISSED
    assert services.record_visit(actor=lead, visit=visit, **FIELDS, on=date(2025, 7, 30)).state == "done"


@pytest.mark.parametrize("duty", ["reviewer", "coordinator", "court", "leader"])
def test_only_who_works_with_the_child_records_visits(running, make_user, duty):
    with pytest.raises(PermissionDenied):
        services.record_visit(actor=make_user(duty), visit=running.visits.get(), **FIELDS)


def test_months_end_where_the_month_is_shorter():
    assert months_after(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert months_after(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert list(monthly(date(2025, 1, 31), date(2025, 4, 30))) == [
        date(2025, 2, 28),
        date(2025, 3, 31),
        date(2025, 4, 30),
    ]
