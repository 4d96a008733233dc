"""Contestable: objections suspend what follows, are answered in time, and keep wrong rows out."""

from __future__ import annotations

from datetime import date

import pytest

from tests.candidates.conftest import harmed, registered, screened
from weibao.audit.services import CONSOLE
from weibao.candidates.following import follows, steps_for
from weibao.candidates.models import Candidate, DecisionRecord, Objection, State, WrongRow
from weibao.candidates.services import (
    answer_objection,
    confirm_candidate,
    effects_suspended,
    record_objection,
)
from weibao.feeds.models import RowState
from weibao.machines import CannotAct


def objected(candidate: Candidate, received_on: date = date(2026, 1, 5)) -> Objection:
    return record_objection(
        actor=CONSOLE, candidate=candidate, objector="曾建国", relation="父亲", text="没有这回事",
        received_on=received_on,
    )  # fmt: skip


def answered(objection: Objection, outcome: str, *wrong: int) -> Objection:
    return answer_objection(
        actor=CONSOLE, objection=objection, outcome=outcome, answer="已核对原始材料。", wrong_rows=wrong
    )


def test_it_is_due_in_fifteen_working_days(candidate):
    # 5 January 2026 is a Monday after the new year holiday; 26 January is 15 working days later.
    assert objected(candidate).due_on == date(2026, 1, 26)
    # The spring festival of 2026 (15 to 23 February) does not count; the Saturdays worked for it do.
    assert objected(candidate, date(2026, 2, 9)).due_on == date(2026, 3, 6)


def test_while_it_is_open_nothing_follows(candidate, make_user, monkeypatch):
    monkeypatch.setattr("weibao.candidates.following._followings", [])
    follows("care", title="帮扶", ability="focus.propose")(lambda one: "/next/")
    objection = objected(candidate)
    assert effects_suspended(candidate.child_id)
    with pytest.raises(CannotAct, match="异议"):
        confirm_candidate(actor=CONSOLE, candidate=candidate, reason="属实", then="care")
    answered(objection, "refused")
    assert not effects_suspended(candidate.child_id)
    candidate = confirm_candidate(actor=CONSOLE, candidate=candidate, reason="属实", then="care")
    reviewer = make_user("reviewer")
    assert steps_for(candidate, reviewer)
    objected(candidate)
    assert steps_for(candidate, reviewer) == []


def test_upheld_it_declines_the_candidate_and_keeps_the_wrong_row_out_until_corrected(make_child):
    child = make_child()
    row = harmed(child)
    screened()
    candidate = confirm_candidate(
        actor=CONSOLE, candidate=Candidate.objects.get(), reason="属实", then="care"
    )
    answered(objected(candidate), "upheld", row.pk)
    assert Candidate.objects.get().state == State.DECLINED
    assert WrongRow.objects.get().row == row
    assert screened().counts["protection"]["red"] == 0
    # The department sends the row corrected: the new version counts.
    row.state = RowState.SUPERSEDED
    row.save()
    harmed(child)
    assert screened().counts["protection"]["red"] == 1


def test_partly_upheld_it_is_judged_anew(make_child):
    child = make_child()
    row = harmed(child)
    registered(child)
    screened()
    candidate = confirm_candidate(
        actor=CONSOLE, candidate=Candidate.objects.get(), reason="属实", then="care"
    )
    answered(objected(candidate), "partly", row.pk)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.reopened_because) == (State.WAITING, "objection")
    screened()
    candidate.refresh_from_db()
    assert (candidate.rules, candidate.level) == ("P2", "yellow")


def test_refused_all_stays(candidate):
    answered(objected(candidate), "refused")
    assert Candidate.objects.get().state == State.WAITING
    assert not DecisionRecord.objects.exists()


def test_an_answer_that_contradicts_itself_is_refused(candidate, make_child):
    objection = objected(candidate)
    row = candidate.child.signals.get().evidence[0]
    elsewhere = harmed(make_child("单雨桐"), key="z")
    for outcome, wrong in (("partly", ()), ("refused", (row,)), ("upheld", (elsewhere.pk,))):
        with pytest.raises(CannotAct):
            answered(objection, outcome, *wrong)
    answered(objection, "upheld")
    with pytest.raises(CannotAct, match="已经答复"):
        answered(objection, "refused")
