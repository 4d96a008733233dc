"""Each pattern is found where it stands out, and not in ordinary work."""

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from weibao.audit.patterns import ENTRIES_SHOWN, Child, Facts, Kind, Opening, Person, Refusal, patterns_in

pytestmark = pytest.mark.pure
SHANGHAI = ZoneInfo("Asia/Shanghai")
SINCE = datetime(2026, 3, 1, tzinfo=SHANGHAI)
NOON = datetime(2026, 3, 10, 12, tzinfo=SHANGHAI)
numbers = count(1)


def opened(actor: str, children, at: datetime = NOON) -> list[Opening]:
    return [Opening(next(numbers), at, actor, child) for child in children]


def ordinary(actor: str, days: int = 10, a_day: int = 4) -> list[Opening]:
    """Some children each working day before the days looked at."""
    return [
        one
        for day in range(1, days + 1)
        for one in opened(actor, range(day * 100, day * 100 + a_day), SINCE - timedelta(days=day, hours=-10))
    ]


def found(openings=(), **more) -> dict[Kind, object]:
    return {one.kind: one for one in patterns_in(Facts(SINCE, list(openings), **more))}


def test_ordinary_work_shows_no_pattern():
    assert found([*ordinary("user:1"), *opened("user:1", range(6))]) == {}


def test_a_day_with_far_more_files_than_usual():
    one = found([*ordinary("user:1"), *opened("user:1", range(30))])[Kind.MANY]
    assert dict(one.numbers) == {"day": "2026-03-10", "children": 30, "usual": 4}
    assert len(one.entries) == 30


def test_who_always_reads_many_files_is_not_named_for_it():
    assert found([*ordinary("user:1", a_day=25), *opened("user:1", range(30))]) == {}


def test_one_file_opened_often_is_one_child():
    assert found(opened("user:1", [7] * 200)) == {}


def test_somebody_without_usual_days_is_named_from_fifty_children_on():
    assert found(opened("user:1", range(49))) == {}
    one = found(opened("user:1", range(60)))[Kind.MANY]
    assert one.numbers["usual"] == 0
    assert len(one.entries) == ENTRIES_SHOWN
    assert one.entries[0] == max(one.entries)


def test_children_of_ones_own_family_name():
    children = {child: Child("马") for child in range(6)} | {child: Child("王") for child in range(100, 140)}
    openings = [*opened("user:1", range(6)), *opened("user:2", range(100, 140))]
    one = found(openings, children=children, people={"user:1": Person("马"), "user:2": Person("李")})
    assert dict(one[Kind.FAMILY_NAME].numbers) == {"children": 6, "of": 6}


def test_a_family_name_that_many_bear_is_no_pattern():
    children = {child: Child("马" if child % 2 else "王") for child in range(40)}
    openings = [*opened("user:1", range(12)), *opened("user:2", range(40))]
    assert found(openings, children=children, people={"user:1": Person("马")}) == {}


def test_mostly_one_village_by_somebody_whose_work_is_wider():
    children = {child: Child(village="620799101201" if child < 6 else "") for child in range(8)}
    openings = opened("user:1", range(8))
    one = found(openings, children=children)[Kind.ONE_VILLAGE]
    assert dict(one.numbers) == {"village": "620799101201", "children": 6, "of": 8}
    own = {"user:1": Person(villages=frozenset({"620799101201"}))}
    assert found(openings, children=children, people=own) == {}


@pytest.mark.parametrize(("hour", "named"), [(21, False), (22, True), (3, True), (5, True), (6, False)])
def test_at_night(hour, named):
    kinds = found(opened("user:1", range(3), NOON.replace(hour=hour)))
    assert (Kind.NIGHT in kinds) is named


def test_an_evening_and_the_morning_after_are_one_night():
    openings = [
        *opened("user:1", [1, 2], NOON.replace(hour=23)),
        *opened("user:1", [3], NOON.replace(hour=2) + timedelta(days=1)),
    ]
    assert dict(found(openings)[Kind.NIGHT].numbers) == {"children": 3, "nights": 1}


def test_children_opened_again_after_the_duty_under_which_they_were_opened_had_ended():
    ended = {"user:1": Person(ended=(NOON - timedelta(days=3),))}
    openings = [*opened("user:1", [1, 2, 3], NOON - timedelta(days=5)), *opened("user:1", [2, 3, 9])]
    one = found(openings, people=ended)[Kind.DUTY_ENDED]
    assert dict(one.numbers) == {"ended": "2026-03-07", "children": 2}
    assert found(opened("user:1", [9]), people=ended) == {}


def test_many_files_in_the_week_before_a_duty_ended():
    ended = {"user:1": Person(ended=(NOON + timedelta(days=1),))}
    spread = [
        one
        for day in range(5)
        for one in opened("user:1", range(day * 5, day * 5 + 5), NOON - timedelta(days=day))
    ]
    one = found(spread, people=ended)[Kind.BEFORE_THE_END]
    assert dict(one.numbers) == {"ended": "2026-03-11", "children": 25, "usual": 0}
    steady = [
        one for week in range(1, 10) for one in opened("user:1", range(30), NOON - timedelta(days=7 * week))
    ]
    assert Kind.BEFORE_THE_END not in found([*steady, *spread], people=ended)


def test_many_refusals():
    refusals = [Refusal(n, NOON + timedelta(days=n % 2), "user:1") for n in range(10)]
    assert dict(found(refusals=refusals)[Kind.REFUSALS].numbers) == {"refusals": 10, "days": 2}
    assert found(refusals=refusals[:9]) == {}
