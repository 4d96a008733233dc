"""Opening and closing accounts, granting and revoking duties: what is refused, and to whom."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from weibao.access.models import DutyAssignment, User
from weibao.access.services import (
    AccessRefused,
    add_unit,
    change_unit,
    close_account,
    grant_duty,
    open_account,
    reset_password,
    revoke_duty,
)
from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE
from weibao.places.models import Area

pytestmark = pytest.mark.django_db


def grant(actor, user, kind="reviewer", unit=None, area="620799", **more):
    return grant_duty(
        actor=actor,
        user=user,
        kind=kind,
        unit=unit or user.unit,
        area=Area.objects.get(code=area),
        purpose="履行职责",
        **more,
    )


def test_an_account_opens_with_a_password_for_one_sign_in_and_no_access(make_user, office):
    user, password = open_account(actor=make_user("system_admin"), username="li-si", name="李四", unit=office)
    assert authenticate(username="li-si", password=password) == user
    assert user.must_change_password
    assert user.active_duties == []
    assert Entry.objects.get(action="users.open").target == f"access.user:{user.pk}"


@pytest.mark.parametrize("username", ["", "李四", "Li", "a", "-li", "li si", "demo-li"])
def test_a_user_name_that_will_not_do_is_refused(office, username):
    with pytest.raises(AccessRefused, match="账号"):
        open_account(actor=CONSOLE, username=username, name="李四", unit=office)


def test_a_user_name_is_given_once(make_user, office):
    taken = make_user().username
    with pytest.raises(AccessRefused, match="已经有人使用"):
        open_account(actor=CONSOLE, username=taken, name="李四", unit=office)


@pytest.mark.parametrize("duty", ["coordinator", "security_admin", "auditor", "reviewer"])
def test_only_the_system_administrator_opens_accounts(make_user, office, duty):
    with pytest.raises(PermissionDenied):
        open_account(actor=make_user(duty), username="li-si", name="李四", unit=office)
    assert not User.objects.filter(username="li-si").exists()


@pytest.mark.parametrize("duty", ["coordinator", "system_admin", "auditor", "reviewer"])
def test_only_the_security_administrator_grants_and_revokes(make_user, duty):
    actor, user = make_user(duty), make_user()
    held = grant(CONSOLE, user, kind="liaison")
    with pytest.raises((PermissionDenied, AccessRefused)):
        grant(actor, user)
    with pytest.raises(PermissionDenied):
        revoke_duty(actor=actor, duty=held)
    assert Entry.objects.filter(outcome=Outcome.REFUSED).count() == 2


def test_nobody_grants_himself_and_the_attempt_is_logged(make_user):
    admin = make_user("security_admin")
    with pytest.raises(AccessRefused, match="另一名安全管理员"):
        grant(admin, admin, kind="liaison")
    assert Entry.objects.get(outcome=Outcome.REFUSED).action == "duties.grant"


def test_nobody_grants_beyond_his_own_area(make_user, school):
    admin, user = make_user("security_admin", area="620799101"), make_user(unit=school)
    grant(admin, user, kind="township_officer", area="620799101")
    with pytest.raises(AccessRefused, match="不在您负责的地域内"):
        grant(admin, user, kind="township_officer", area="620799102")


def test_an_administrator_holds_no_other_duty(make_user):
    admin = make_user("security_admin")
    with pytest.raises(AccessRefused, match="不兼任"):
        grant(admin, make_user("system_admin"), kind="auditor")
    with pytest.raises(AccessRefused, match="不兼任"):
        grant(admin, make_user("auditor"), kind="reviewer")
    with pytest.raises(AccessRefused, match="不兼任"):
        grant(admin, make_user("reviewer"), kind="auditor")


def test_a_duty_is_not_granted_to_a_closed_account_or_till_a_past_day_or_twice(make_user, office):
    admin, user = make_user("security_admin"), make_user()
    with pytest.raises(AccessRefused, match="已经过去"):
        grant(admin, user, ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(AccessRefused, match="应在学校任职"):
        grant(admin, user, kind="school_office", unit=office)
    grant(admin, user)
    with pytest.raises(AccessRefused, match="已有同样的职责"):
        grant(admin, user)
    close_account(actor=make_user("system_admin"), user=user)
    with pytest.raises(AccessRefused, match="账号已停用"):
        grant(admin, user, kind="liaison")


def test_a_revoked_duty_gives_nothing_from_then_on(make_user):
    user = make_user("reviewer")
    revoke_duty(actor=make_user("security_admin"), duty=DutyAssignment.objects.get(user=user))
    assert not User.objects.get(pk=user.pk).holds("children.view")


def test_a_new_password_replaces_the_old_one(make_user):
    user = make_user("reviewer")
    password = reset_password(actor=make_user("system_admin"), user=user)
    assert authenticate(username=user.username, password="pass-word-for-tests") is None
    assert authenticate(username=user.username, password=password).must_change_password


@pytest.mark.parametrize("duty", ["security_admin", "auditor", "system_admin"])
def test_an_administrators_account_is_managed_at_the_console_only(make_user, duty):
    admin, other = make_user("system_admin"), make_user(duty)
    for manage in (reset_password, close_account):
        with pytest.raises(AccessRefused, match="服务器上"):
            manage(actor=admin, user=other)
    assert reset_password(actor=CONSOLE, user=other)
    assert Entry.objects.filter(outcome=Outcome.REFUSED).count() == 2


def test_nobody_closes_his_own_account(make_user):
    admin = make_user("system_admin")
    with pytest.raises(AccessRefused, match="自己"):
        close_account(actor=admin, user=admin)


def test_units_keep_who_changed_what(make_user, office):
    admin = make_user("system_admin")
    fields = {"name": "云岭县青禾小学", "short_name": "", "kind": "school", "area_id": "620799101"}
    unit = add_unit(actor=admin, **fields)
    change_unit(actor=admin, unit=unit, name="云岭县青禾中心小学", kind="school")
    assert Entry.objects.get(action="units.change").detail == {"changed": "name"}
    assert [old.name for old in unit.history.all()] == ["云岭县青禾中心小学", "云岭县青禾小学"]
    with pytest.raises(PermissionDenied):
        change_unit(actor=make_user("coordinator"), unit=unit, name="别的")
