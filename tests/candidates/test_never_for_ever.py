"""Signals lapse, candidates are deleted, counts stay; rules that people decline are suspended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.candidates.conftest import DAY, harmed, registered, report, screened
from weibao.audit.services import CONSOLE, SCHEDULE
from weibao.candidates.models import (
    Candidate,
    DecisionRecord,
    DeclinedMark,
    Objection,
    RuleSuspension,
    Verification,
)
from weibao.candidates.ruling import rules_in_force
from weibao.candidates.services import (
    ask_to_verify,
    clear_candidates,
    confirm_candidate,
    decline_candidate,
    record_objection,
    resume_rule,
    suspend_declined_rules,
)
from weibao.candidates.sweeps import nightly


def test_an_undecided_candidate_is_deleted_after_90_days_and_counted(candidate, school):
    ask_to_verify(actor=CONSOLE, candidate=candidate, unit=school, question="？", due_on=timezone.localdate())
    clear_candidates(actor=SCHEDULE, today=timezone.localdate() + timedelta(days=89))
    assert Candidate.objects.exists()
    clear_candidates(actor=SCHEDULE, today=timezone.localdate() + timedelta(days=90))
    assert not Candidate.objects.exists()
    assert not Candidate.history.exists()
    assert not Verification.history.exists()
    assert DecisionRecord.objects.get().ending == "expired"


def test_a_confirmed_candidate_stays(candidate):
    confirm_candidate(actor=CONSOLE, candidate=candidate, reason="属实", then="focus")
    clear_candidates(actor=SCHEDULE, today=timezone.localdate() + timedelta(days=400))
    assert Candidate.objects.exists()


def test_of_a_declined_candidate_a_count_stays_and_a_mark_that_names_nobody(make_child):
    child = make_child()
    registered(child)
    screened()
    decline_candidate(actor=CONSOLE, candidate=Candidate.objects.get(), reason="已有照护")
    assert clear_candidates(actor=SCHEDULE, today=DAY).declined == 1
    assert not Candidate.objects.exists()
    assert not Candidate.history.exists()
    assert DecisionRecord.objects.get().ending == "declined"
    mark = DeclinedMark.objects.get()
    assert str(child.pk) not in mark.token.split("-")
    assert "事实无人抚养" not in str(mark.evidence)


def test_the_same_evidence_does_not_bring_a_deleted_candidate_back_and_new_evidence_does(make_child):
    child = make_child()
    registered(child)
    screened()
    decline_candidate(actor=CONSOLE, candidate=Candidate.objects.get(), reason="已有照护")
    clear_candidates(actor=SCHEDULE, today=DAY)
    screened()
    assert not Candidate.objects.exists()
    report(child, "hotline", key="h", received_on="2025-12-20", source="12345", report_type="家庭变故")
    screened()
    assert Candidate.objects.get().rules == "P2;P5"


def test_a_mark_goes_when_its_case_comes_up_no_more(make_child):
    row = registered(make_child())
    screened()
    decline_candidate(actor=CONSOLE, candidate=Candidate.objects.get(), reason="已有照护")
    clear_candidates(actor=SCHEDULE, today=DAY)
    row.delete()
    screened()
    assert not DeclinedMark.objects.exists()


def test_what_is_objected_to_stays_until_it_is_answered(candidate):
    record_objection(
        actor=CONSOLE, candidate=candidate, objector="曾建国", relation="父亲", text="没有这回事",
        received_on=date(2026, 1, 5),
    )  # fmt: skip
    decline_candidate(actor=CONSOLE, candidate=candidate, reason="记录有误")
    assert clear_candidates(actor=SCHEDULE, today=DAY).declined == 0
    Objection.objects.update(answered_on=DAY)
    assert clear_candidates(actor=SCHEDULE, today=DAY).declined == 1


def decisions(rule: str, *, confirmed: int, declined: int) -> None:
    DecisionRecord.objects.bulk_create(
        DecisionRecord(
            track="protection", level="red", rules=rule, raised_on=DAY, ended_on=DAY, ending=ending
        )
        for ending, n in (("confirmed", confirmed), ("declined", declined))
        for _ in range(n)
    )


@pytest.mark.parametrize(("confirmed", "declined", "suspended"), [(9, 41, ["P3"]), (10, 40, []), (0, 49, [])])
def test_a_rule_confirmed_in_under_a_fifth_of_fifty_decisions_is_suspended(
    county, confirmed, declined, suspended
):
    decisions("P3", confirmed=confirmed, declined=declined)
    assert suspend_declined_rules(actor=SCHEDULE) == suspended
    assert rules_in_force()["P3"].active == (not suspended)


def test_a_rule_taken_up_again_is_counted_anew(county):
    decisions("P3", confirmed=0, declined=50)
    suspend_declined_rules(actor=SCHEDULE)
    resume_rule(actor=CONSOLE, suspension=RuleSuspension.objects.get(), reason="已核对报送口径")
    assert suspend_declined_rules(actor=SCHEDULE) == []
    decisions("P3", confirmed=0, declined=50)
    assert suspend_declined_rules(actor=SCHEDULE) == ["P3"]


def test_every_night_rules_children_and_candidates_are_looked_at(make_child, settings, tmp_path):
    today = timezone.localdate()
    harmed(make_child(), on=(today - timedelta(days=10)).isoformat())
    settings.DEMO_MARK = tmp_path / "none"
    assert "1 名儿童" in nightly()
    assert Candidate.objects.get().raised_on == today


def test_in_a_demonstration_time_stands_still(candidate, settings, tmp_path):
    settings.DEMO_MARK = tmp_path / "demonstration"
    settings.DEMO_MARK.touch()
    nightly()
    assert Candidate.objects.get().state == "waiting"
