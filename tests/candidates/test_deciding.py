"""What people decide: confirm, decline, have it verified; the guards; what is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.candidates.conftest import acted, harmed, screened
from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE
from weibao.candidates.following import follows, steps_for
from weibao.candidates.models import Candidate, DecisionRecord, State, Then, Track
from weibao.candidates.services import (
    answer_verification,
    ask_to_verify,
    confirm_candidate,
    decline_candidate,
)
from weibao.candidates.transitions import CANDIDATE
from weibao.machines import CannotAct


def ask(candidate, unit, **more):
    wanted = {"question": "孩子现在由谁照护？", "due_on": timezone.localdate() + timedelta(days=3)} | more
    return ask_to_verify(actor=CONSOLE, candidate=candidate, unit=unit, **wanted)


def test_a_confirmation_says_who_when_why_on_what_grounds_and_what_follows(candidate, make_user):
    reviewer = make_user("reviewer")
    confirm_candidate(actor=reviewer, candidate=candidate, reason="入户了解属实", then="care")
    candidate.refresh_from_db()
    assert (candidate.state, candidate.then) == (State.CONFIRMED, Then.CARE)
    assert (candidate.decided_by, candidate.decided_on) == (reviewer, timezone.localdate())
    assert candidate.reason == "入户了解属实"
    assert [one["rule"] for one in candidate.grounds] == ["P3"]
    record = DecisionRecord.objects.get()
    assert (record.ending, record.rules, record.level) == ("confirmed", "P3", "red")
    assert Entry.objects.get(action="candidates.confirm").actor == f"user:{reviewer.pk}"


def test_a_decision_on_paper_is_entered_with_its_own_day(candidate):
    confirm_candidate(actor=CONSOLE, candidate=candidate, reason="属实", then="focus", on=date(2025, 11, 20))
    candidate.refresh_from_db()
    assert candidate.decided_on == date(2025, 11, 20)
    assert DecisionRecord.objects.get().raised_on == date(2025, 11, 20)


def test_who_lacks_the_duty_is_refused_and_the_refusal_is_logged(candidate, make_user):
    with pytest.raises(PermissionDenied):
        confirm_candidate(actor=make_user("coordinator"), candidate=candidate, reason="x", then="care")
    assert Entry.objects.filter(action="candidates.confirm", outcome=Outcome.REFUSED).exists()
    assert Candidate.objects.get().state == State.WAITING


def test_a_candidate_is_decided_once(candidate):
    decline_candidate(actor=CONSOLE, candidate=candidate, reason="已有照护")
    with pytest.raises(CannotAct, match="不予确认"):
        confirm_candidate(actor=CONSOLE, candidate=candidate, reason="x", then="care")


def test_protection_is_decided_before_behaviour(make_child):
    child = make_child()
    harmed(child)
    acted(child)
    screened()
    protection, behaviour = (Candidate.objects.get(track=track) for track in Track)
    with pytest.raises(CannotAct, match="保护线"):
        decline_candidate(actor=CONSOLE, candidate=behaviour, reason="x")
    confirm_candidate(actor=CONSOLE, candidate=protection, reason="属实", then="care")
    confirm_candidate(actor=CONSOLE, candidate=behaviour, reason="属实", then="tier")
    assert {one.state for one in Candidate.objects.all()} == {State.CONFIRMED}


def test_a_unit_is_asked_and_its_answer_brings_the_candidate_back(candidate, school, education_bureau):
    first, second = ask(candidate, school), ask(candidate, education_bureau)
    assert Candidate.objects.get().state == State.VERIFYING
    answer_verification(actor=CONSOLE, verification=first, answer="在校，由祖母照护。")
    assert Candidate.objects.get().state == State.VERIFYING
    answer_verification(actor=CONSOLE, verification=second, answer="属实。")
    assert Candidate.objects.get().state == State.WAITING
    with pytest.raises(CannotAct, match="已经答复"):
        answer_verification(actor=CONSOLE, verification=second, answer="再答。")


def test_a_unit_is_not_asked_twice_at_once_nor_until_yesterday(candidate, school):
    ask(candidate, school)
    with pytest.raises(CannotAct, match="已经请"):
        ask(candidate, school)
    with pytest.raises(CannotAct, match="期限"):
        ask(candidate, school, due_on=timezone.localdate() - timedelta(days=1))


def test_a_candidate_may_be_decided_while_a_unit_is_asked(candidate, school):
    asked = ask(candidate, school)
    confirm_candidate(actor=CONSOLE, candidate=candidate, reason="情况紧急", then="care")
    answer_verification(actor=CONSOLE, verification=asked, answer="属实。")
    assert Candidate.objects.get().state == State.CONFIRMED


def test_an_app_above_says_what_follows_a_confirmation(candidate, make_user, monkeypatch):
    monkeypatch.setattr("weibao.candidates.following._followings", [])

    @follows("focus", title="提请列入", ability="focus.propose")
    def propose(one: Candidate) -> str:
        return f"/propose/{one.pk}/"

    reviewer = make_user("reviewer")
    assert steps_for(candidate, reviewer) == []
    candidate = confirm_candidate(actor=CONSOLE, candidate=candidate, reason="属实", then="focus")
    assert [step.address for step in steps_for(candidate, reviewer)] == [f"/propose/{candidate.pk}/"]
    assert steps_for(candidate, make_user("analyst")) == []
    with pytest.raises(ValueError, match="nowhere"):
        follows("nowhere", title="", ability="focus.propose")


@pytest.mark.pure
def test_every_step_leads_somewhere_else_or_asks_again():
    for name, one in CANDIDATE.items():
        assert one.sources
        assert one.target not in one.sources or name == "ask"
