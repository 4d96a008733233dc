"""What came of the help is recorded on its day, and work only from sixteen on."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from weibao.intervention import services
from weibao.machines import CannotAct


def test_a_return_to_school_is_recorded_once(running, lead):
    found = services.record_outcome(
        actor=lead, plan=running, outcome="returned_to_school", text="已返校，安排补习。"
    )
    assert (found.child, found.happened_on) == (running.child, date(2025, 6, 16))
    with pytest.raises(CannotAct, match="已经登记"):
        services.record_outcome(actor=lead, plan=running, outcome="returned_to_school", text="再登记。")


def test_nobody_under_sixteen_enters_employment(running, lead, child):
    with pytest.raises(CannotAct, match="未满十六周岁"):
        services.record_outcome(actor=lead, plan=running, outcome="entered_employment", text="上岗。")
    child.birth_date = date(2009, 6, 16)
    child.save()
    services.record_outcome(actor=lead, plan=running, outcome="entered_employment", text="上岗。")


def test_an_outcome_comes_of_a_plan_in_force(plan, lead):
    with pytest.raises(CannotAct, match="还没有开始执行"):
        services.record_outcome(actor=lead, plan=plan, outcome="other", text="……")


@pytest.mark.parametrize("duty", ["reviewer", "team_member", "police", "school_office", "leader"])
def test_only_the_lead_records_outcomes(running, make_user, duty):
    with pytest.raises(PermissionDenied):
        services.record_outcome(actor=make_user(duty), plan=running, outcome="other", text="……")
