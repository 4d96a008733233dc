"""Sessions: they end when idle, old, or told to; where one is signed in can be seen; the database opens none."""

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from weibao.access.credentials import Session
from weibao.access.devices import device_of
from weibao.access.services import close_account, reset_password
from weibao.access.sessions import sessions_of
from weibao.access.sweeps import clear_what_is_over
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"


def age(**changes: timedelta) -> None:
    for session in Session.objects.all():
        for name, by in changes.items():
            setattr(session, name, getattr(session, name) - by)
        session.save()


@pytest.mark.parametrize(("mlps", "minutes"), [(False, 30), (True, 15)])
def test_an_idle_session_ends(make_user, signed_in, mlps, minutes):
    with override_settings(MLPS=mlps):
        client = signed_in(make_user())
        age(seen_at=timedelta(minutes=minutes - 1))
        assert client.get(reverse("workbench")).status_code == 200
        age(seen_at=timedelta(minutes=minutes - 1))
        assert client.get(reverse("workbench")).status_code == 200, "what somebody did just now counts"
        age(seen_at=timedelta(minutes=minutes + 1))
        assert client.get(reverse("workbench")).url.startswith("/sign-in/")


def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(make_user, signed_in):
    client = signed_in(make_user())
    age(seen_at=timedelta(minutes=20))
    assert client.get(reverse("workbench"), headers={"x-unattended": "yes"}).status_code == 200
    age(seen_at=timedelta(minutes=11))
    assert client.get(reverse("workbench")).status_code == 302


def test_the_page_that_follows_a_job_says_that_nobody_is_behind_it():
    from django.template.loader import get_template

    source = get_template("jobs/progress.html").template.source
    assert 'hx-trigger="every 1s"' in source
    assert '"X-Unattended"' in source


def test_a_session_ends_twelve_hours_after_signing_in_whatever_is_done(make_user, signed_in):
    client = signed_in(make_user())
    age(opened_at=timedelta(hours=11, minutes=59))
    assert client.get(reverse("workbench")).status_code == 200
    age(opened_at=timedelta(minutes=2))
    assert client.get(reverse("workbench")).status_code == 302


def test_what_is_put_into_a_session_does_not_make_it_younger(make_user, signed_in):
    client = signed_in(make_user())
    opened = Session.objects.get().opened_at
    session = client.session
    session["anything"] = 1
    session.save()
    assert Session.objects.get().opened_at == opened


def test_the_database_holds_no_key_that_opens_a_session(make_user, signed_in):
    client = signed_in(make_user())
    (row,) = Session.objects.values()
    assert client.cookies["sessionid"].value not in str(row)
    thief = type(client)()
    thief.cookies["sessionid"] = row["session_key"]
    assert thief.get(reverse("workbench")).status_code == 302


def test_ones_sessions_are_listed_with_device_and_times_and_ended_one_by_one(make_user, client):
    user = make_user()
    phone = type(client)()
    for one, agent in ((client, CHROME), (phone, "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile")):
        fields = {"username": user.username, "password": "pass-word-for-tests"}
        one.post(reverse("sign-in"), fields, headers={"user-agent": agent}, REMOTE_ADDR="10.0.0.7")
    page = client.get(reverse("access:security")).content.decode()
    assert "Chrome · Windows" in page
    assert "Chrome · Android" in page
    assert "10.0.0.7" in page
    assert "这一台" in page
    key = re.search(r'name="session" value="([0-9a-f]+)"', page)[1]
    assert client.post(reverse("access:session-end"), {"session": key}).status_code == 302
    assert phone.get(reverse("workbench")).status_code == 302
    assert client.get(reverse("workbench")).status_code == 200
    assert Entry.objects.filter(action="sessions.end").count() == 1


def test_all_others_are_ended_at_once(make_user, client):
    user = make_user()
    others = [type(client)() for _ in range(3)]
    for one in [*others, client]:
        one.force_login(user)
    client.post(reverse("access:session-end"))
    assert [one.get(reverse("workbench")).status_code for one in others] == [302] * 3
    assert client.get(reverse("workbench")).status_code == 200


def test_nobody_ends_anothers_by_its_key(make_user, signed_in, client):
    theirs = type(client)()
    theirs.force_login(make_user())
    key = Session.objects.get().pk
    assert signed_in(make_user()).post(reverse("access:session-end"), {"session": key}).status_code == 404
    assert theirs.get(reverse("workbench")).status_code == 200


@pytest.mark.parametrize("key", ["\x00", "x", "' OR 1=1", "0" * 4_000, "0" * 32])
def test_a_key_of_no_session_ends_nothing(make_user, signed_in, key):
    assert signed_in(make_user()).post(reverse("access:session-end"), {"session": key}).status_code == 404


def test_the_security_administrator_ends_all_of_a_person(make_user, signed_in, client):
    user = make_user("reviewer")
    theirs = type(client)()
    theirs.force_login(user)
    admin = signed_in(make_user("security_admin"))
    assert "现在登录着 1 台设备" in admin.get(reverse("access:user", args=[user.pk])).content.decode()
    admin.post(reverse("access:user-reset", args=[user.pk]), {"do": "sessions"})
    assert theirs.get(reverse("workbench")).status_code == 302
    assert Entry.objects.get(action="sessions.end").detail == {"sessions": 1}


@pytest.mark.parametrize("end", [reset_password, close_account])
def test_a_reset_password_or_a_closed_account_leaves_no_session(make_user, signed_in, end):
    user = make_user()
    signed_in(user)
    end(actor=CONSOLE, user=user)
    assert not sessions_of(user).exists()


def test_a_duty_taken_away_leaves_the_session_but_opens_nothing_more(make_user, signed_in):
    user = make_user("reviewer")
    client = signed_in(user)
    user.duties.update(revoked_at=timezone.now())
    assert client.get(reverse("people:list")).status_code == 403
    assert client.get(reverse("workbench")).status_code == 200


def test_signing_in_takes_a_new_key(make_user, client):
    user = make_user()
    client.get(reverse("sign-in"))
    session = client.session
    session["anything"] = 1
    session.save()
    before = session.session_key
    client.post(reverse("sign-in"), {"username": user.username, "password": "pass-word-for-tests"})
    assert client.session.session_key != before


def test_sessions_that_are_over_are_deleted(make_user, signed_in):
    signed_in(make_user())
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    clear_what_is_over()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (CHROME, "Chrome · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) MicroMessenger/8.0 Safari/604.1", "微信 · iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_told_in_two_words(agent, said):
    assert device_of(agent) == said
