"""Scope fails closed, and a list and a page never disagree."""

import pytest

from weibao.access.models import DutyAssignment, User
from weibao.access.policies import can, restrict
from weibao.people.models import Child, ChildAccess

pytestmark = pytest.mark.django_db


def a_child(area: str, **fields) -> Child:
    return Child.objects.create(name="林小雨", area_code=area, **fields)


def test_a_person_without_a_duty_sees_no_child(make_user):
    a_child("620799101201")
    assert not restrict(Child.objects.all(), make_user(), "view").exists()


def test_a_duty_over_a_town_reaches_its_villages_and_no_other_town(make_user):
    here, there = a_child("620799101201"), a_child("620799102201")
    officer = make_user("township_officer", area="620799101")
    assert list(restrict(Child.objects.all(), officer, "view")) == [here]
    assert can(officer, "view", here)
    assert not can(officer, "view", there)


def test_a_school_duty_reaches_its_own_pupils_only(make_user, school):
    pupil, other = a_child("620799102201", school=school), a_child("620799101201")
    teacher = make_user("school_office", unit=school)
    assert can(teacher, "view", pupil)
    assert not can(teacher, "view", other)


def test_a_team_member_sees_the_named_child_until_the_access_ends(make_user, county):
    child = a_child("620799101201")
    member = make_user("team_member")
    assert not can(member, "view", child)
    access = ChildAccess.objects.create(child=child, user=member, purpose="专班成员")
    assert can(member, "view", child)
    access.ends_on = access.starts_on.replace(year=access.starts_on.year - 1)
    access.save()
    assert not can(member, "view", child)


def test_an_ended_duty_reaches_nothing(make_user):
    child = a_child("620799101201")
    reviewer = make_user("reviewer")
    assert can(reviewer, "view", child)
    DutyAssignment.objects.filter(user=reviewer).update(ends_on="2020-01-01")
    assert not can(User.objects.get(pk=reviewer.pk), "view", child)


def test_an_action_the_policy_does_not_name_reaches_nothing(make_user):
    a_child("620799101201")
    assert not restrict(Child.objects.all(), make_user("reviewer"), "delete").exists()


def test_a_model_without_a_policy_shows_nothing(make_user):
    from weibao.places.models import Area

    assert not restrict(Area.objects.all(), make_user("coordinator"), "view").exists()


@pytest.mark.parametrize("kind", ["system_admin", "security_admin", "auditor", "leader"])
def test_administrators_and_leaders_read_no_child(make_user, kind):
    child = a_child("620799101201")
    assert not can(make_user(kind), "view", child)
