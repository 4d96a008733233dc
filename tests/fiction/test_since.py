"""The county goes on from its told year to any day after it, and leaves everybody something to do."""

import datetime as dt
from dataclasses import replace

import pytest

from weibao.fiction import County, make_delivery
from weibao.fiction.history import (
    AskToVerify,
    CloseTier,
    ConfirmCandidate,
    ConfirmFocus,
    DraftPlan,
    OpenTier,
    ProposeFocus,
    RecordVisit,
    ReleaseFocus,
    RenewFocus,
)
from weibao.fiction.since import make_since
from weibao.fiction.year import DEMONSTRATION_RATES, make_year

pytestmark = pytest.mark.pure

DAYS = [
    dt.date(2026, 5, 4),
    dt.date(2026, 7, 31),
    dt.date(2026, 11, 24),
    dt.date(2027, 2, 13),
    dt.date(2027, 6, 1),
]
EARLY = [dt.date(2026, 1, 1), dt.date(2026, 1, 20), dt.date(2026, 3, 1)]


@pytest.fixture(scope="module")
def told():
    return make_delivery(County(seed=2025), 1, rates=DEMONSTRATION_RATES)


@pytest.fixture(scope="module")
def year(told):
    return make_year(told)


@pytest.fixture(scope="module")
def on_day(told, year):
    made = {}

    def since(day):
        if day not in made:
            first, rates = day.replace(day=1), replace(DEMONSTRATION_RATES, not_prosecuted=0)
            latest = make_delivery(told.county.grown(first), 1, first, rates, since=told.as_of)
            made[day] = make_since(year, told, latest, day)
        return made[day]

    return since


def of(since, kind):
    return [act for act in since.acts if isinstance(act, kind)]


def people(since, kind):
    return {act.person_id for act in of(since, kind)}


@pytest.mark.parametrize("day", [*DAYS, *EARLY])
def test_acts_stand_in_order_after_the_year_and_up_to_today(on_day, day):
    days = [act.on for act in on_day(day).acts]
    assert days == sorted(days)
    assert all(dt.date(2025, 12, 31) < one <= day and one.weekday() < 5 for one in days)
    assert on_day(day).screened_on[-1] == day


@pytest.mark.parametrize("day", DAYS)
def test_every_kind_of_work_waits(on_day, day):
    since = on_day(day)
    assert since.still_in_focus and since.visited and since.to_plan and since.to_second and since.to_propose
    assert since.to_pair and since.pairing_ends and len(since.asked) == 5
    due = {act.due_on - day for act in of(since, AskToVerify)}
    assert min(due) < dt.timedelta(0) <= max(due)
    assert people(since, ProposeFocus) - people(since, ConfirmFocus) == set(since.to_second)
    assert people(since, ConfirmFocus) - people(since, DraftPlan) == set(since.to_plan)


@pytest.mark.parametrize("day", DAYS)
def test_nobody_is_acted_for_twice_and_nobody_of_the_year_is_new(on_day, year, day):
    since = on_day(day)
    new = [
        *since.visited,
        *since.to_plan,
        *since.to_second,
        *since.to_propose,
        *since.to_pair,
        *since.to_track,
    ]
    new += [*since.pairing_ends, *since.asked]
    assert len(new) == len(set(new))
    assert not set(new) & {act.person_id for act in year.acts}
    assert people(since, ConfirmCandidate) <= set(new)


@pytest.mark.parametrize("day", DAYS)
def test_what_the_year_began_is_brought_to_its_end(on_day, year, day):
    since = on_day(day)
    assert people(since, ReleaseFocus) == set(year.focus) - set(since.still_in_focus)
    closed = {(act.tier, act.person_id) for act in of(since, CloseTier)}
    assert closed == {(tier, person) for tier in (1, 2) for person in year.tiers[tier]}


@pytest.mark.parametrize("day", DAYS)
def test_who_is_still_in_focus_is_visited_every_month_and_renewed_in_time(on_day, year, day):
    since = on_day(day)
    months = (day.year - 2026) * 12 + day.month - 1
    for person in since.still_in_focus:
        visits = [act for act in of(since, RecordVisit) if act.person_id == person]
        assert len(visits) == len({act.due_month for act in visits}) == months
        renewals = [
            a.on for a in (*year.acts, *since.acts) if isinstance(a, RenewFocus) and a.person_id == person
        ]
        entered = next(a.on for a in year.acts if isinstance(a, ConfirmFocus) and a.person_id == person)
        held_until = entered + dt.timedelta(days=181 * (len(renewals) + 1))
        assert held_until > day - dt.timedelta(days=5)


def test_early_in_the_year_what_is_told_for_later_is_left_out(on_day):
    assert on_day(dt.date(2026, 1, 1)).acts == ()
    assert not of(on_day(dt.date(2026, 1, 20)), ReleaseFocus)
    assert not of(on_day(dt.date(2026, 3, 1)), OpenTier)


def test_pupils_move_up_and_who_comes_of_age_is_gone(told):
    before = {child.person_id: child for child in told.county.children}
    grown = told.county.grown(dt.date(2026, 11, 1))
    assert all(child.age_on(dt.date(2026, 11, 1)) < 18 for child in grown.children)
    moved = {
        (before[c.person_id].grade, c.grade)
        for c in grown.children
        if c.school and c.school == before[c.person_id].school
    }
    assert ("七年级", "八年级") in moved
    assert all(old != new for old, new in moved)
    assert before[grown.children[0].person_id].grade != grown.children[0].grade


def test_a_later_delivery_tells_only_of_what_happened_since(told):
    first = dt.date(2026, 11, 1)
    latest = make_delivery(told.county.grown(first), 1, first, DEMONSTRATION_RATES, since=told.as_of)
    for column in ("received_at", "accepted_on", "reported_on", "inspected_on", "received_on"):
        days = [row.values[column] for row in latest.accepted_rows() if row.values.get(column)]
        assert days and min(days) > told.as_of
