"""The demonstration year adds up to the yearly account and could have happened."""

import datetime as dt
from collections import Counter

import pytest

from weibao.fiction import County, Rates, make_delivery
from weibao.fiction.history import (
    CARE_DUTIES,
    AnswerVerification,
    AskToVerify,
    CloseTier,
    ConfirmCandidate,
    ConfirmFocus,
    DeclineCandidate,
    DraftPlan,
    FormTeam,
    OpenTier,
    ProposeFocus,
    RecordOutcome,
    RecordVisit,
    RenewFocus,
)
from weibao.fiction.oracle import screen
from weibao.fiction.year import DEMONSTRATION_RATES, TooLittleHappenedError, make_year

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def delivery():
    return make_delivery(County(seed=2025), 1, rates=DEMONSTRATION_RATES)


@pytest.fixture(scope="module")
def year(delivery):
    return make_year(delivery)


@pytest.fixture(scope="module")
def rows(delivery):
    found = {}
    for row in delivery.accepted_rows():
        found.setdefault(row.person_id, []).append(row)
    return found


def of(year, kind):
    return [act for act in year.acts if isinstance(act, kind)]


def by_person(year, kind):
    return {act.person_id: act for act in of(year, kind)}


def test_the_figures_are_those_of_the_account(year):
    assert len(year.focus) == 16 == len(by_person(year, ConfirmFocus))
    assert Counter(act.tier for act in of(year, OpenTier)) == {1: 53, 2: 8, 3: 5}
    assert sum(act.back_in_normal_life for act in of(year, CloseTier)) == 5
    assert len(set(year.not_prosecuted)) == 2
    outcomes = Counter(act.outcome for act in of(year, RecordOutcome))
    assert outcomes == {"returned_to_school": 1, "entered_employment": 2}


def test_what_is_told_of_the_year_agrees_with_its_acts(year):
    opened = {(act.tier, act.person_id) for act in of(year, OpenTier)}
    assert opened == {(tier, person) for tier, people in year.tiers.items() for person in people}
    assert set(by_person(year, ConfirmFocus)) == set(year.focus)
    assert set(by_person(year, CloseTier)) == set(year.back_in_normal_life)
    assert set(by_person(year, RecordOutcome)) == {*year.returned_to_school, *year.entered_employment}


def test_acts_stand_in_order_within_the_year_and_on_working_days(year):
    days = [act.on for act in year.acts]
    assert days == sorted(days)
    assert {day.year for day in days} == {2025}
    assert all(act.on.weekday() < 5 for act in year.acts)


def test_an_entry_is_confirmed_proposed_and_seconded_by_two_duties_in_that_order(year):
    candidates, proposals, entries = (
        by_person(year, k) for k in (ConfirmCandidate, ProposeFocus, ConfirmFocus)
    )
    for person in year.focus:
        candidate, proposal, entry = candidates[person], proposals[person], entries[person]
        assert candidate.on < proposal.on < entry.on
        assert candidate.then == "focus" and candidate.track == proposal.track
        assert proposal.duty != entry.duty


def test_each_in_focus_has_one_plan_and_a_team_of_the_seven(year):
    plans, teams = by_person(year, DraftPlan), by_person(year, FormTeam)
    assert len(of(year, DraftPlan)) == len(of(year, FormTeam)) == 16
    for person in year.focus:
        assert plans[person].on > by_person(year, ConfirmFocus)[person].on
        assert plans[person].goals and plans[person].measures
        assert all(plans[person].on < goal.until <= plans[person].until for goal in plans[person].goals)
        assert [member.care_duty for member in teams[person].members] == list(CARE_DUTIES)


def test_each_in_focus_is_visited_every_month_after_the_plan(year):
    plans = by_person(year, DraftPlan)
    for person in year.focus:
        months = [act.due_month.month for act in of(year, RecordVisit) if act.person_id == person]
        assert months == list(range(plans[person].on.month + 1, 13))


def test_an_entry_is_renewed_before_six_months_are_over(year):
    renewed = by_person(year, RenewFocus)
    half_a_year = dt.timedelta(days=182)
    for person, entry in by_person(year, ConfirmFocus).items():
        if entry.on + half_a_year <= dt.date(2025, 12, 31):
            assert person in renewed
        if person in renewed:
            assert entry.on < renewed[person].on <= entry.on + half_a_year


def findings_before(year, delivery, day):
    last = max(screened for screened in year.screened_on if screened < day)
    return {(f.person_id, f.track): f.points for f in screen(delivery.accepted_rows(), last)}


def test_nobody_is_decided_before_a_screening_raised_him_and_protection_goes_first(year, delivery):
    decisions = [
        act for act in year.acts if isinstance(act, ConfirmCandidate | DeclineCandidate | AskToVerify)
    ]
    found = {day: findings_before(year, delivery, day) for day in {act.on for act in decisions}}
    for act in decisions:
        points = found[act.on]
        assert points.get((act.person_id, act.track), 0) >= 3
        if act.track == "behaviour":
            assert points.get((act.person_id, "protection"), 0) < 3


def test_those_in_focus_were_orange_or_red_or_out_of_school(year, delivery):
    for act in of(year, ConfirmCandidate):
        if act.then == "focus" and act.person_id not in year.returned_to_school:
            assert findings_before(year, delivery, act.on)[act.person_id, act.track] >= 5


def test_who_returned_to_school_had_dropped_out_and_who_works_is_sixteen(year, rows, delivery):
    children = {child.person_id: child for child in delivery.county.children}
    for person in year.returned_to_school:
        assert {r.values["enrolment_status"] for r in rows[person] if r.feed == "education"} == {"辍学"}
    outcomes = by_person(year, RecordOutcome)
    for person in year.entered_employment:
        assert children[person].age_on(outcomes[person].on) >= 16


def test_serious_tiers_rest_on_reported_acts_before_them(year, rows):
    for act in of(year, OpenTier):
        if act.tier > 1:
            days = [
                r.values.get("received_at") or r.values.get("accepted_on")
                for r in rows[act.person_id]
                if r.values.get("minor_role") == "行为人" or r.values.get("litigation_role") == "犯罪嫌疑人"
            ]
            assert min(days) < act.on
            assert {item.article for item in act.grounds} == {"第38条"}
        else:
            assert {item.article for item in act.grounds} == {"第28条"}


def test_a_tier_is_put_in_place_by_the_authority_that_the_law_names(year):
    duties = {(act.tier, act.duty) for act in of(year, OpenTier)}
    assert duties == {(1, "school_office"), (2, "police"), (3, "education_office")}
    for act in of(year, OpenTier):
        assert (act.paired_with is not None) == (act.tier == 1)
        assert (act.evaluated_on is not None) == (act.tier == 3)
        assert act.evaluated_on is None or act.evaluated_on <= act.on
        assert act.measures and act.until > act.on


def test_every_request_to_verify_is_answered_in_time_and_then_decided(year):
    answers, decided = by_person(year, AnswerVerification), by_person(year, DeclineCandidate)
    asked = by_person(year, AskToVerify)
    assert set(asked) == set(answers) <= set(decided)
    for person, answer in answers.items():
        assert asked[person].on <= answer.on <= asked[person].due_on
        assert answer.on <= decided[person].on


def test_those_not_prosecuted_are_so_by_a_row_of_the_year(year, rows):
    for person in year.not_prosecuted:
        assert any(
            r.values["decision"] == "相对不起诉" and r.values["decided_on"].year == 2025
            for r in rows[person]
            if r.feed == "judicial"
        )


def test_the_same_delivery_gives_the_same_year(year, delivery):
    assert make_year(delivery) == year


def test_too_quiet_a_county_is_refused_with_what_is_missing():
    quiet = make_delivery(County(seed=1, children=300), 0, rates=Rates())
    with pytest.raises(TooLittleHappenedError, match="请增加儿童人数或事件"):
        make_year(quiet)
