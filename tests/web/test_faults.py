"""When something fails: told apart by whom it is for, nothing done, never a bare 500 for what is nobody's fault."""

import errno
import threading
import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from weibao.access.models import DutyAssignment, Unit, UnitKind, User
from weibao.places.models import Area
from weibao.places.services import create_areas
from weibao.web.faults import BUSY, FULL, PROGRAM, TAKEN, fault_of


class DeadlockDetected(Exception):
    """As psycopg names it."""


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.pure
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("database is locked"), BUSY),
        (OperationalError("database table is locked: people_child"), BUSY),
        (caused(OperationalError("deadlock detected"), DeadlockDetected()), BUSY),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (IntegrityError("UNIQUE constraint failed: access_unit.name"), TAKEN),
        (IntegrityError("NOT NULL constraint failed: access_unit.name"), PROGRAM),
        (OperationalError("no such table: x"), PROGRAM),
        (ValueError("x"), PROGRAM),
        (None, PROGRAM),
    ],
)
def test_failures_are_told_apart(error, kind):
    assert fault_of(error) is kind


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "error"),
    [(BUSY, OperationalError("database is locked")), (FULL, OSError(errno.ENOSPC, "No space left"))],
)
def test_the_page_says_what_to_do_and_when_to_come_again(make_user, monkeypatch, kind, error):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())

    def failing(*args):
        raise error

    monkeypatch.setattr("weibao.web.views.todos_for", failing)
    answer = client.get(reverse("workbench"))
    assert answer.status_code == kind.status
    assert answer["Retry-After"] == str(kind.again_after)
    assert str(kind.title) in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_same_name_at_once_one_is_told_and_none_gets_a_fault():
    """The check before the writing sees neither; the database lets one through."""
    county = create_areas(("620799", "云岭县"), [])
    office = Unit.objects.create(name="综治中心", kind=UnitKind.COUNTY, area=county)
    clients, answers = [], []
    for number in range(2):
        user = User.objects.create_user(f"admin{number}", "x", name="管理员", unit=office)
        DutyAssignment.objects.create(
            user=user, kind="system_admin", unit=office, area=county, purpose="履职"
        )
        client = Client(raise_request_exception=False)
        client.force_login(user)
        clients.append(client)
    start = threading.Barrier(2)

    def send(client):
        start.wait()
        fields = {"name": "云岭县新学校", "kind": "school", "area": county.pk, "is_active": "on"}
        answers.append(client.post(reverse("access:unit-add"), fields).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) in ([302, 409], [302, 422])
    assert Unit.objects.filter(name="云岭县新学校").count() == 1
    assert Area.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")
def test_a_writer_who_waits_too_long_is_told_so_and_nothing_was_done(make_user, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(make_user("system_admin"))
    connection.cursor().execute("PRAGMA busy_timeout=50")
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            held.set()
            done.wait(10)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    fields = {"name": "云岭县新学校", "kind": "school", "area": "620799", "is_active": "on"}
    answer = client.post(reverse("access:unit-add"), fields)
    done.set()
    other.join()
    assert answer.status_code == 503
    assert "填过的内容还在" in answer.content.decode()
    assert not Unit.objects.filter(name="云岭县新学校").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")
def test_reading_waits_for_no_writer_though_it_is_noted_that_somebody_is_there(make_user):
    user = make_user("system_admin")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    user.sessions.update(seen_at=timezone.now() - timedelta(minutes=5))
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            held.set()
            done.wait(20)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    began = time.monotonic()
    answer = client.get(reverse("access:units"))
    took = time.monotonic() - began
    done.set()
    other.join()
    assert answer.status_code == 200
    assert took < 5
    client.get(reverse("access:units"))
    assert user.sessions.get().seen_at > timezone.now() - timedelta(minutes=1), "the next request notes it"
