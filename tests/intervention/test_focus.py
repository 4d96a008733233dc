"""Young people in focus: two people enter a child, for six months, and never for ever."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.intervention.conftest import TODAY
from weibao.audit.models import Entry as LogEntry
from weibao.audit.services import CONSOLE, SCHEDULE
from weibao.intervention import services
from weibao.intervention.models import FocusEntry, FocusState, PlanState
from weibao.machines import CannotAct


def test_one_proposes_another_confirms_and_a_plan_to_be_written_stands(proposed, second):
    assert proposed.state == FocusState.PROPOSED
    entry = services.confirm_focus(actor=second, entry=proposed, reason="同意列入。")
    assert entry.state == FocusState.IN_FORCE
    assert (entry.entered_on, entry.valid_until) == (TODAY, date(2025, 12, 16))
    plan = entry.support_plans.get()
    assert plan.state == PlanState.DUE
    assert plan.due_on == date(2025, 6, 23)
    assert entry.history.count() == 2


def test_who_proposed_can_not_confirm_nor_refuse(proposed, reviewer):
    for decide in (services.confirm_focus, services.refuse_focus):
        with pytest.raises(CannotAct, match="两人先后把关"):
            decide(actor=reviewer, entry=proposed, reason="同意。")
    proposed.refresh_from_db()
    assert proposed.state == FocusState.PROPOSED


def test_no_system_is_the_second_person(proposed):
    with pytest.raises(CannotAct, match="两人先后把关"):
        services.confirm_focus(actor=CONSOLE, entry=proposed, reason="同意。")


def test_the_database_itself_refuses_one_person_in_both_places(proposed, reviewer):
    with pytest.raises(IntegrityError), transaction.atomic():
        FocusEntry.objects.filter(pk=proposed.pk).update(decided_by=reviewer)


@pytest.mark.parametrize("duty", ["coordinator", "plan_lead", "team_member", "police", "leader", "auditor"])
def test_only_reviewers_propose(child, make_user, duty):
    with pytest.raises(PermissionDenied):
        services.propose_focus(actor=make_user(duty), child=child, grounds="……", track="protection")
    assert not FocusEntry.objects.exists()


@pytest.mark.parametrize("duty", ["plan_lead", "team_member", "school_office", "police", "system_admin"])
def test_only_reviewers_and_coordinators_confirm(proposed, make_user, duty):
    with pytest.raises(PermissionDenied):
        services.confirm_focus(actor=make_user(duty), entry=proposed, reason="同意。")


def test_a_child_has_one_open_entry(proposed, child, reviewer, second):
    with pytest.raises(CannotAct, match="不需要重复"):
        services.propose_focus(actor=reviewer, child=child, grounds="再提。", track="protection")
    services.refuse_focus(actor=second, entry=proposed, reason="已有单部门帮扶。")
    services.propose_focus(actor=reviewer, child=child, grounds="情况变化。", track="protection")


def test_an_entry_is_renewed_within_its_last_month_and_not_before_nor_after(entry, second, clock):
    for day, words in ((date(2025, 11, 15), "才能续期"), (date(2025, 12, 17), "不能再续")):
        clock(day)
        with pytest.raises(CannotAct, match=words):
            services.renew_focus(actor=second, entry=entry, reason="尚不稳固。")
    clock(date(2025, 12, 1))
    renewed = services.renew_focus(actor=second, entry=entry, reason="尚不稳固。")
    assert renewed.valid_until == date(2026, 6, 16)


def test_what_is_not_renewed_falls_away_after_its_last_day_and_the_help_goes_on(running, entry, clock):
    clock(date(2025, 12, 16))
    assert services.lapse_entries(actor=SCHEDULE) == 0
    clock(date(2026, 2, 1))
    assert services.lapse_entries(actor=SCHEDULE) == 1
    assert services.lapse_entries(actor=SCHEDULE) == 0
    entry.refresh_from_db()
    assert (entry.state, entry.ended_on) == (FocusState.LAPSED, date(2025, 12, 16))
    running.refresh_from_db()
    assert running.state == PlanState.IN_FORCE


def test_releasing_ends_the_plan_unless_it_goes_on_as_care(running, entry, second):
    services.release_focus(actor=second, entry=entry, reason="已回归正常生活。")
    running.refresh_from_db()
    assert (running.state, running.end_reason) == (PlanState.ENDED, "已回归正常生活。")


def test_a_released_child_may_keep_its_plan(running, entry, second):
    services.release_focus(actor=second, entry=entry, reason="转为一般关爱。", keep_plan=True)
    running.refresh_from_db()
    assert running.state == PlanState.IN_FORCE


def test_a_plan_of_care_serves_the_entry_that_comes_later(child, reviewer, second):
    care = services.open_care(actor=reviewer, child=child)
    entry = services.propose_focus(actor=reviewer, child=child, grounds="情况加重。", track="protection")
    entry = services.confirm_focus(actor=second, entry=entry, reason="同意。")
    assert list(entry.support_plans.all()) == [care]


def test_days_are_neither_ahead_nor_before_what_came_first(child, reviewer, second):
    with pytest.raises(CannotAct, match="晚于今天"):
        services.propose_focus(
            actor=reviewer, child=child, grounds="……", track="protection", on=date(2025, 6, 17)
        )
    entry = services.propose_focus(
        actor=reviewer, child=child, grounds="……", track="protection", on=date(2025, 3, 3)
    )
    with pytest.raises(CannotAct, match="不能早于"):
        services.confirm_focus(actor=second, entry=entry, reason="同意。", on=date(2025, 3, 2))
    entry = services.confirm_focus(actor=second, entry=entry, reason="同意。", on=date(2025, 3, 5))
    assert entry.valid_until == date(2025, 9, 5)


def test_the_log_names_the_act_and_never_its_words(entry):
    texts = [f"{one.action} {one.target} {one.purpose} {one.detail}" for one in LogEntry.objects.all()]
    assert any("focusentry.confirm" in text for text in texts)
    assert not any("林小雨" in text or "同意" in text for text in texts)
