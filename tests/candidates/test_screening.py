"""Screening in the database: what is put up, kept, lapses, and comes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.candidates.conftest import DAY, acted, harmed, registered, report, screened
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.candidates.models import Candidate, DecisionRecord, ScreeningRun, Signal, State, Track
from weibao.candidates.services import (
    InTheFuture,
    confirm_candidate,
    decline_candidate,
    run_screening,
)
from weibao.feeds.models import RowState
from weibao.people.models import Link
from weibao.people.services import merge_children


def test_a_harmed_child_is_put_up_with_the_signal_and_the_row_behind_it(make_child):
    child = make_child()
    row = harmed(child)
    run = screened()
    candidate = Candidate.objects.get()
    assert (candidate.child, candidate.track, candidate.level) == (child, Track.PROTECTION, "red")
    assert (candidate.points, candidate.rules, candidate.state) == (8, "P3", State.WAITING)
    assert (candidate.raised_on, candidate.keep_until) == (
        timezone.localdate(),
        timezone.localdate() + timedelta(days=90),
    )
    signal = Signal.objects.get()
    assert (signal.evidence, signal.starts_on, signal.expires_on) == (
        [row.pk],
        date(2025, 11, 3),
        date(2026, 11, 2),
    )
    assert run.counts["protection"]["red"] == 1
    assert Entry.objects.get(action="candidates.screen").detail["raised"] == 1


def test_the_lowest_level_is_counted_and_stored_nowhere_by_name(make_child):
    report(make_child(), "education", enrolment_status="在读", truant_periods=12)
    run = screened()
    assert run.counts["behaviour"]["blue"] == 1
    assert not Candidate.objects.exists()
    assert not Signal.objects.exists()


def test_screening_again_changes_nothing(make_child):
    harmed(make_child())
    first, before = screened(), list(Candidate.objects.values())
    versions = Candidate.history.count()
    second = screened()
    assert second.pk == first.pk
    assert list(Candidate.objects.values()) == before
    assert Candidate.history.count() == versions
    assert Signal.objects.count() == 1


def test_a_child_harmed_is_helped_first(make_child):
    child = make_child()
    harmed(child)
    acted(child)
    screened()
    assert Candidate.objects.get(track=Track.BEHAVIOUR).with_protection
    assert [one.track for one in Candidate.objects.shown()] == [Track.PROTECTION]


def test_an_undecided_candidate_lapses_with_its_signals_and_returns_with_them(make_child):
    row = harmed(make_child())
    screened()
    row.state = RowState.SUPERSEDED
    row.save()
    screened()
    assert Candidate.objects.get().state == State.LAPSED
    assert not Signal.objects.exists()
    assert DecisionRecord.objects.get().ending == "lapsed"
    row.state = RowState.CURRENT
    row.save()
    screened()
    again = Candidate.objects.get()
    assert (again.state, again.reopened_because) == (State.WAITING, "returned")


@pytest.mark.parametrize("decision", ["confirm", "decline"])
def test_a_decision_stands_against_the_same_evidence_and_not_against_new(make_child, decision):
    child = make_child()
    registered(child)
    screened()
    candidate = Candidate.objects.get()
    if decision == "confirm":
        confirm_candidate(actor=CONSOLE, candidate=candidate, reason="属实", then="care")
    else:
        decline_candidate(actor=CONSOLE, candidate=candidate, reason="家中已有照护")
    decided = Candidate.objects.get().state
    # The next month's list tells of the same registration.
    registered(child, month=date(2025, 12, 1))
    screened()
    assert Candidate.objects.get().state == decided
    report(child, "hotline", key="h", received_on="2025-12-20", source="12345", report_type="家庭变故")
    screened()
    again = Candidate.objects.get()
    assert (again.state, again.reopened_because, again.reason) == (State.WAITING, "evidence", "")
    assert again.history.filter(state=decided).exists()


def test_a_higher_level_brings_a_decided_candidate_back(make_child):
    child = make_child()
    row = registered(child)
    screened()
    decline_candidate(actor=CONSOLE, candidate=Candidate.objects.get(), reason="家中已有照护")
    row.values |= {"last_visited_on": "2025-01-01", "child_category": "孤儿"}
    row.save()
    report(child, "education", enrolment_status="辍学", key=row.natural_key)
    screened()
    assert Candidate.objects.get().state == State.WAITING


def test_a_merged_file_counts_as_the_one_that_stayed(make_child):
    one, other = make_child(), make_child()
    registered(one, "留守儿童")
    report(other, "education", enrolment_status="辍学")
    merge_children(actor=CONSOLE, kept=one, absorbed=other, reason="同一人")
    run = screened()
    assert run.children == 1
    assert Candidate.objects.get().rules == "C1;P1;P2"


def test_rows_not_linked_or_superseded_are_not_looked_at(make_child):
    row = harmed(make_child())
    Link.objects.filter(row=row).update(ended_at="2026-01-01T00:00:00Z")
    screened()
    assert not Candidate.objects.exists()


def test_as_of_an_earlier_day_screening_only_counts(make_child):
    harmed(make_child())
    screened()
    before = list(Candidate.objects.values())
    run = screened(date(2025, 10, 31))
    assert run.is_look_back
    assert run.counts["protection"]["red"] == 0
    assert list(Candidate.objects.values()) == before
    assert ScreeningRun.objects.count() == 2


def test_nobody_screens_as_of_a_day_that_has_not_come(county):
    with pytest.raises(InTheFuture):
        run_screening(actor=CONSOLE, as_of=date(2999, 1, 1))
    assert not ScreeningRun.objects.exists()


def test_screening_by_hand_needs_the_duty_that_changes_rules(county, make_user):
    assert run_screening(actor=make_user("analyst"), as_of=DAY).children == 0
    with pytest.raises(PermissionDenied):
        run_screening(actor=make_user("reviewer"), as_of=DAY)
