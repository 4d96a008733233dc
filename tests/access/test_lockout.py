"""Guessing: after some failures one waits, by account and by address, and learns nothing of who is there."""

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from weibao.access import lockout
from weibao.access.credentials import FailedSignIn
from weibao.access.services import reset_password
from weibao.access.sweeps import clear_what_is_over
from weibao.audit.models import Entry, Outcome
from weibao.audit.services import CONSOLE

pytestmark = pytest.mark.django_db
PASSWORD = "pass-word-for-tests"


def enter(client, username: str, password: str = "wrong", address: str = "10.0.0.1", **headers):
    fields = {"username": username, "password": password}
    return client.post(reverse("sign-in"), fields, REMOTE_ADDR=address, headers=headers)


def fail(client, username: str, times: int, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        assert "账号或密码不对" in enter(client, username, address=address).content.decode()


def pass_time(minutes: float) -> None:
    for row in FailedSignIn.objects.all():
        row.at -= timedelta(minutes=minutes)
        row.save()


def test_after_ten_failures_even_the_right_password_waits_a_quarter_of_an_hour(client, make_user):
    user = make_user()
    fail(client, user.username, 10)
    assert "15 分钟后再试" in enter(client, user.username, PASSWORD).content.decode()
    pass_time(14)
    assert "15 分钟后再试" in enter(client, user.username, PASSWORD).content.decode()
    pass_time(1.1)
    assert enter(client, user.username, PASSWORD).status_code == 302


def test_trying_while_locked_makes_the_wait_no_longer(client, make_user):
    user = make_user()
    fail(client, user.username, 10)
    pass_time(10)
    for _ in range(20):
        enter(client, user.username)
    pass_time(5.1)
    assert enter(client, user.username, PASSWORD).status_code == 302


def test_names_that_nobody_bears_wait_alike_and_the_answers_are_the_same(client, make_user):
    user, answers = make_user(), []
    for name in (user.username, "nobody-here"):
        fail(client, name, 10)
        page = enter(client, name).content.decode()
        answers.append(
            re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", page).replace(name, "…")
        )
    assert answers[0] == answers[1]


def test_a_name_that_nobody_bears_costs_as_much_work_as_a_wrong_password(client, make_user, monkeypatch):
    """The password of who is not there is hashed too, or the time of the answer would tell."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )
    user = make_user()
    counts = []
    for name in (user.username, "nobody-here"):
        hashed.clear()
        enter(client, name)
        counts.append(len(hashed))
    assert counts[0] == counts[1] == 1


def test_a_success_ends_the_count_of_the_account(client, make_user):
    user = make_user()
    fail(client, user.username, 9)
    assert enter(client, user.username, PASSWORD).status_code == 302
    client.post(reverse("sign-out"))
    fail(client, user.username, 9)


def test_the_failures_of_one_account_leave_the_others_alone(client, make_user):
    user, other = make_user(), make_user()
    fail(client, user.username, 10)
    assert enter(client, other.username, PASSWORD).status_code == 302


def test_an_address_that_tries_many_names_waits_and_other_addresses_do_not(client, make_user, monkeypatch):
    monkeypatch.setattr(lockout, "FAILURES_BY_ADDRESS", 6)
    user = make_user()
    for number in range(6):
        fail(client, f"name-{number}", 1)
    assert "分钟后再试" in enter(client, user.username, PASSWORD).content.decode()
    assert enter(client, user.username, PASSWORD, address="10.0.0.2").status_code == 302


def test_behind_our_proxy_the_address_is_the_one_it_added(client, make_user, monkeypatch):
    monkeypatch.setattr(lockout, "FAILURES_BY_ADDRESS", 3)
    user = make_user()
    for number in range(3):
        # What the reader writes there himself stands before what the proxy adds.
        forged = {"x-forwarded-for": f"1.2.3.{number}, 10.9.9.9"}
        enter(client, f"name-{number}", address="127.0.0.1", **forged)
    locked = enter(client, user.username, PASSWORD, address="127.0.0.1", **{"x-forwarded-for": "10.9.9.9"})
    assert "分钟后再试" in locked.content.decode()
    other = enter(client, user.username, PASSWORD, address="127.0.0.1", **{"x-forwarded-for": "10.9.9.8"})
    assert other.status_code == 302
    client.post(reverse("sign-out"))
    stranger = enter(client, user.username, "wrong", address="10.9.9.7", **{"x-forwarded-for": "10.9.9.9"})
    assert "账号或密码不对" in stranger.content.decode(), "who is no proxy of ours names no address"


@override_settings(MLPS=True)
def test_by_the_mlps_profile_five_failures_wait_half_an_hour(client, make_user):
    user = make_user()
    fail(client, user.username, 5)
    assert "30 分钟后再试" in enter(client, user.username, PASSWORD).content.decode()
    pass_time(29)
    assert "30 分钟后再试" in enter(client, user.username, PASSWORD).content.decode()
    pass_time(1.1)
    assert enter(client, user.username, PASSWORD).status_code == 302


def test_a_new_password_from_the_administrator_ends_the_wait(client, make_user):
    user = make_user()
    fail(client, user.username, 10)
    assert enter(client, user.username, reset_password(actor=CONSOLE, user=user)).status_code == 302


def test_the_log_tells_the_auditor_which_account_was_tried_but_never_what_was_typed(client, make_user):
    user = make_user()
    enter(client, user.username)
    enter(client, "my-password-in-the-wrong-field")
    entries = Entry.objects.filter(action="session.open", outcome=Outcome.REFUSED).order_by("number")
    assert [one.target for one in entries] == [f"access.user:{user.pk}", ""]
    assert not any("my-password" in str(vars(one)) for one in entries)
    assert not FailedSignIn.objects.filter(key__contains="my-password").exists()


def test_failures_are_not_kept_longer_than_a_wait_needs(client):
    FailedSignIn.objects.create(key="0" * 32, at=timezone.now() - timedelta(days=2))
    clear_what_is_over()
    assert not FailedSignIn.objects.exists()


def test_an_open_session_is_no_place_to_guess_its_password_from(make_user, signed_in):
    client = signed_in(make_user())
    fields = {"new_password1": "青禾的云水-2026-秋天", "new_password2": "青禾的云水-2026-秋天"}
    for _ in range(10):
        answer = client.post(reverse("access:password"), fields | {"old_password": "wrong"})
        assert "分钟后再试" not in answer.content.decode()
    answer = client.post(reverse("access:password"), fields | {"old_password": PASSWORD})
    assert answer.status_code == 422
    assert "15 分钟后再试" in answer.content.decode()
