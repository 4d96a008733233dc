"""Three tiers, each on statutory grounds by the authority that the law names, never by points."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.intervention.conftest import ADMONITION, AGREED, ASSAULT, TALK, TODAY, TRUANCY, tier_terms
from weibao.audit.services import CONSOLE
from weibao.intervention import services
from weibao.intervention.models import Authority, Level, Tier, TierState
from weibao.intervention.statutes import WAYS, LawItem, ages, duties_of_care, listed, way, way_of
from weibao.law import PREVENTION, article
from weibao.machines import CannotAct

SERIOUS = {"level": 2, "grounds": [ASSAULT], "measures": [ADMONITION], "paired_with": ""}
APPLIED = {
    "level": 3, "grounds": [ASSAULT], "measures": [AGREED], "paired_with": "",
    "evaluated_on": TODAY - timedelta(days=3),
}  # fmt: skip
TERMS = {1: {}, 2: SERIOUS, 3: APPLIED}


def opened(actor, child, level=1, **changes) -> Tier:
    return services.open_tier(actor=actor, child=child, **tier_terms(**TERMS[level] | changes))


@pytest.mark.parametrize(("level", "duty"), [(1, "school_office"), (2, "police"), (3, "education_office")])
def test_each_tier_is_open_to_the_authority_that_the_law_names(child, make_user, school, level, duty):
    assert opened(make_user(duty, unit=school), child, level).state == TierState.OPEN


@pytest.mark.parametrize(
    ("level", "duty"),
    [
        *[(1, duty) for duty in ("police", "education_office", "reviewer", "coordinator", "plan_lead")],
        *[(2, duty) for duty in ("school_office", "education_office", "reviewer", "coordinator", "court")],
        *[(3, duty) for duty in ("school_office", "police", "procuratorate", "reviewer", "coordinator")],
    ],
)
def test_and_to_no_other(child, make_user, level, duty):
    with pytest.raises(PermissionDenied):
        opened(make_user(duty), child, level)
    assert not Tier.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"grounds": [ASSAULT]},
        {"measures": [ADMONITION]},
        {"grounds": []},
        {"measures": []},
        {"grounds": [LawItem("第28条", "屡教不改")]},
        {"grounds": [TRUANCY, ASSAULT]},
        {"measures": [TALK, LawItem("第41条", "训诫")]},
        {"grounds": [LawItem("第38条", TRUANCY.item)]},
    ],
)
def test_nothing_outside_the_statutory_lists_is_taken(child, changes):
    with pytest.raises(CannotAct, match="法定范围"):
        opened(CONSOLE, child, **changes)


def test_a_pairing_names_its_teacher(child, teacher):
    with pytest.raises(CannotAct, match="结对教师"):
        opened(teacher, child, paired_with="")


def test_a_school_still_ends_what_it_opened_when_the_pupil_has_left_and_opens_nothing_more(child, teacher):
    tier = opened(teacher, child)
    child.school = None
    child.save()
    services.close_tier(actor=teacher, tier=tier, back_in_normal_life=True, text="已转学，在新学校情况稳定。")
    with pytest.raises(PermissionDenied):
        opened(teacher, child)


def test_nobody_goes_to_a_specialised_school_without_the_committee(child, educator):
    with pytest.raises(CannotAct, match="评估同意"):
        opened(educator, child, 3, evaluated_on=None)
    with pytest.raises(CannotAct, match="不能晚于"):
        opened(educator, child, 3, evaluated_on=TODAY + timedelta(days=1))


@pytest.mark.parametrize("key", ["decided", "corrective_school"])
def test_what_education_decides_by_itself_it_decides_with_public_security(
    child, educator, police_station, education_bureau, key
):
    road = way(key)
    terms = {"grounds": [next(listed(road.grounds))], "measures": [next(listed(road.measures))]}
    for other in (None, education_bureau):
        with pytest.raises(CannotAct, match="会同公安机关"):
            opened(educator, child, 3, **terms, jointly_with=other)
    assert opened(educator, child, 3, **terms, jointly_with=police_station).jointly_with == police_station


def test_tiers_are_for_minors_and_the_age_is_only_a_hint_beside(child, teacher):
    child.birth_date = date(2007, 6, 16)
    child.save()
    with pytest.raises(CannotAct, match="已满十八周岁"):
        opened(teacher, child)
    child.birth_date = date(2013, 7, 1)
    child.save()
    assert "不满十二周岁" in "".join(ages(child, TODAY))
    assert opened(teacher, child).state == TierState.OPEN
    child.birth_date = None
    assert "先核实年龄" in ages(child, TODAY)[0]


def test_a_higher_tier_takes_the_place_of_a_lower_one(child, teacher, officer):
    first = opened(teacher, child)
    second = opened(officer, child, 2)
    first.refresh_from_db()
    assert (first.state, first.closed_on, second.follows) == (TierState.RAISED, TODAY, first)


def test_a_lower_tier_waits_until_the_higher_one_is_ended_by_its_own_authority(child, teacher, officer):
    second = opened(officer, child, 2)
    with pytest.raises(CannotAct, match="原决定机关"):
        opened(teacher, child)
    with pytest.raises(PermissionDenied):
        services.lower_tier(actor=teacher, tier=second, text="表现好转。")
    services.lower_tier(actor=officer, tier=second, text="表现好转，转由学校继续。")
    first = opened(teacher, child)
    second.refresh_from_db()
    assert (second.state, first.follows) == (TierState.CLOSED, second)


def test_the_authority_below_may_find_that_nothing_more_is_needed(child, teacher, officer):
    second = opened(officer, child, 2)
    services.lower_tier(actor=officer, tier=second, text="表现好转。")
    with pytest.raises(PermissionDenied):
        services.close_tier(actor=officer, tier=second, back_in_normal_life=True, text="……")
    closed = services.close_tier(actor=teacher, tier=second, back_in_normal_life=True, text="在校表现正常。")
    assert (closed.state, closed.back_in_normal_life) == (TierState.CLOSED, True)
    assert "表现好转" in closed.closing_text


def test_the_first_tier_is_closed_and_not_stepped_down(child, teacher):
    with pytest.raises(CannotAct, match="直接结束"):
        services.lower_tier(actor=teacher, tier=opened(teacher, child), text="……")


@pytest.mark.parametrize(
    ("level", "own", "other"),
    [(1, "school_office", "police"), (2, "police", "school_office"), (3, "education_office", "police")],
)
def test_a_tier_is_kept_and_closed_by_its_own_authority_only(child, make_user, school, level, own, other):
    own, other = make_user(own, unit=school), make_user(other, unit=school)
    tier = opened(own, child, level)
    for act, terms in (
        (services.close_tier, {"back_in_normal_life": True}),
        (services.keep_tier, {"until": TODAY + timedelta(days=300)}),
    ):
        with pytest.raises(PermissionDenied):
            act(actor=other, tier=tier, text="评估合格。", **terms)
    kept = services.keep_tier(actor=own, tier=tier, until=TODAY + timedelta(days=300), text="尚不稳固。")
    assert "尚不稳固" in kept.text
    closed = services.close_tier(actor=own, tier=tier, back_in_normal_life=True, text="评估合格。")
    assert (closed.state, closed.closed_by) == (TierState.CLOSED, own)
    with pytest.raises(CannotAct):
        services.close_tier(actor=own, tier=tier, back_in_normal_life=False, text="再结束一次。")


def test_the_roads_cover_the_articles_and_all_decide_by_ability():
    assert {one.level for one in WAYS} == set(Level)
    assert {one.authority for one in WAYS} == set(Authority)
    for number, place in (("第28条", 1), ("第38条", 2)):
        grounds = {item for one in WAYS for item in listed(one.grounds)}
        assert {LawItem(number, item) for item in article(PREVENTION, number).items} <= grounds, place
    assert way_of(1, [TRUANCY], [TALK]) is way("school")
    assert way_of(2, [TRUANCY], [TALK]) is None
    with pytest.raises(LookupError):
        way("points")


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_law_asks_more_than_measures(level):
    assert "尊重人格尊严" in [item for one in duties_of_care(level) for item in one.items]
