"""The workbench says what is to be done, what is late, what waits for others; sweeps run by themselves."""

from datetime import date

import pytest
from django.utils import timezone

from tests.intervention.conftest import at, text_of, tier_terms, written
from weibao.access.services import close_account
from weibao.audit.services import CONSOLE
from weibao.candidates.models import Candidate, RuleVersion, ScreeningRun, State, Then
from weibao.candidates.ruling import version_in_force
from weibao.intervention import services, sweeps
from weibao.jobs.models import ScheduledRun
from weibao.jobs.schedule import run_due
from weibao.web.workbench import Column, todos_for


def lines(user, column: Column) -> list[str]:
    # As on the next request: duties are read once for each.
    user.__dict__.pop("active_duties", None)
    return [todo.sentence for todo in todos_for(user)[column]]


@pytest.fixture
def confirmed(child, reviewer):
    """A candidate confirmed a week ago, `then` to be given."""

    def make(then: str, **fields) -> Candidate:
        version: RuleVersion = version_in_force()
        run, _new = ScreeningRun.objects.get_or_create(
            as_of=date(2025, 6, 1),
            rules_sha=version.sha,
            defaults={"version": version, "children": 1, "seconds": 0},
        )
        return Candidate.objects.create(
            child=child, level="orange", points=6, rules="B1", run=run, raised_on=date(2025, 6, 1),
            state=State.CONFIRMED, decided_by=reviewer, decided_on=date(2025, 6, 9), then=then,
            **{"track": "behaviour"} | fields,
        )  # fmt: skip

    return make


def test_a_proposal_waits_for_the_second_person_and_not_for_the_first(proposed, reviewer, second):
    assert any("请作为第二人决定" in line for line in lines(second, Column.TODAY))
    assert not any("第二人决定" in line for line in lines(reviewer, Column.TODAY))
    assert any("等待第二人决定" in line for line in lines(reviewer, Column.WAITING))


def test_a_proposal_left_lying_is_overdue(proposed, second, clock):
    clock(date(2025, 6, 22))
    assert any("请作为第二人决定" in line for line in lines(second, Column.OVERDUE))


def test_a_plan_whose_lead_left_is_a_thing_to_do(plan, lead, reviewer):
    assert not any("没有负责人" in line for line in lines(reviewer, Column.TODAY))
    close_account(actor=CONSOLE, user=lead)
    assert any("没有负责人" in line for line in lines(reviewer, Column.TODAY))


def test_a_plan_not_written_in_time_is_overdue_for_its_lead_and_waited_for_by_reviewers(
    plan, lead, reviewer, clock
):
    clock(date(2025, 6, 24))
    assert any("制定帮扶方案" in line for line in lines(lead, Column.OVERDUE))
    assert any("过了制定期限" in line for line in lines(reviewer, Column.WAITING))


def test_visits_due_within_a_week_and_overdue_ones(running, lead, clock):
    assert not any("回访" in line for line in lines(lead, Column.TODAY))
    clock(date(2025, 7, 10))
    assert any("回访 林小雨（7月）" in line for line in lines(lead, Column.TODAY))
    clock(date(2025, 7, 17))
    assert any("回访 林小雨（7月）" in line for line in lines(lead, Column.OVERDUE))


def test_what_nears_its_end_is_a_thing_to_do(running, entry, lead, second, clock):
    clock(date(2025, 12, 20))
    assert any("期满" in line for line in lines(second, Column.OVERDUE))
    assert any("方案即将到期" in line for line in lines(lead, Column.TODAY))


def test_tiers_are_looked_at_before_their_end_and_specialised_education_every_term(
    child, educator, teacher, clock
):
    from tests.intervention.test_tiers import APPLIED

    services.open_tier(actor=teacher, child=child, **tier_terms(until=date(2025, 10, 1)))
    clock(date(2025, 9, 17))
    assert any("需要评估" in line for line in lines(teacher, Column.TODAY))
    services.open_tier(
        actor=educator, child=child, **tier_terms(**APPLIED, until=date(2026, 7, 1), on=date(2025, 9, 17))
    )
    assert not any("需要评估" in line for line in lines(educator, Column.TODAY))
    clock(date(2026, 2, 17))
    assert any("需要评估" in line for line in lines(educator, Column.TODAY))


def test_a_confirmation_leads_to_a_proposal_and_then_no_longer(confirmed, reviewer, second, child):
    candidate = confirmed(Then.FOCUS)
    assert any("提请列入重点青少年" in line for line in lines(reviewer, Column.TODAY))
    entry = services.propose_focus(actor=reviewer, child=child, candidate=candidate, grounds="需要合力。")
    assert (entry.track, entry.candidate) == ("behaviour", candidate)
    assert not any("等待“提请列入重点青少年”" in line for line in lines(reviewer, Column.TODAY))


def test_a_confirmation_for_care_leads_to_a_plan(confirmed, reviewer, child):
    confirmed(Then.CARE)
    assert any("制定帮扶方案" in line for line in lines(reviewer, Column.TODAY))
    services.open_care(actor=reviewer, child=child)
    assert not any("等待“制定帮扶方案”" in line for line in lines(reviewer, Column.TODAY))


def test_a_school_is_asked_to_look_into_its_own_pupil_without_being_told_what_screening_found(
    confirmed, teacher, officer, child, signed_in
):
    confirmed(Then.TIER)
    assert any("请贵单位研究" in line for line in lines(teacher, Column.TODAY))
    assert not any("请贵单位研究" in line for line in lines(officer, Column.TODAY))
    page = text_of(signed_in(teacher), at("tier-find"))
    assert "林小雨" in page
    assert "orange" not in page
    assert "橙" not in page
    child.school = None
    child.save()
    assert not any("请贵单位研究" in line for line in lines(teacher, Column.TODAY))
    assert any("请贵单位研究" in line for line in lines(officer, Column.TODAY))


def test_an_objection_suspends_what_would_follow(confirmed, reviewer, second, child):
    from weibao.machines import CannotAct

    candidate = confirmed(Then.FOCUS)
    entry = services.propose_focus(actor=reviewer, child=child, candidate=candidate, grounds="需要合力。")
    candidate.objections.create(
        objector="林大山",
        relation="父亲",
        text="不属实。",
        received_on=date(2025, 6, 16),
        due_on=date(2025, 7, 7),
    )
    with pytest.raises(CannotAct, match="异议"):
        services.confirm_focus(actor=second, entry=entry, reason="同意。")


def test_an_entry_whose_ground_fell_away_is_looked_at_again(confirmed, reviewer, second, child):
    candidate = confirmed(Then.FOCUS)
    entry = services.propose_focus(actor=reviewer, child=child, candidate=candidate, grounds="需要合力。")
    services.confirm_focus(actor=second, entry=entry, reason="同意。")
    assert not any("异议已撤销" in line for line in lines(second, Column.TODAY))
    Candidate.objects.update(state=State.DECLINED)
    assert any("异议已撤销" in line for line in lines(second, Column.TODAY))


def test_the_sweeps_run_on_the_schedule_and_do_nothing_twice(running, entry, clock):
    clock(date(2026, 1, 10))
    assert sweeps.visits_fall_due() == "新到期回访 6 次。"
    assert sweeps.visits_fall_due() == "新到期回访 0 次。"
    assert sweeps.entries_lapse() == "重点青少年期满未续 1 名。"
    assert sweeps.entries_lapse() == "重点青少年期满未续 0 名。"
    assert {"intervention.visits", "intervention.focus"} <= set(run_due(timezone.now()))
    messages = ScheduledRun.objects.filter(name__startswith="intervention.").values_list(
        "last_message", flat=True
    )
    assert sorted(messages) == ["新到期回访 0 次。", "重点青少年期满未续 0 名。"]


def test_a_plan_without_a_team_asks_for_one(plan, lead):
    written(plan, lead)
    assert any("请组建专班" in line for line in lines(lead, Column.TODAY))
