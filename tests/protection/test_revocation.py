"""What is taken away is gone with the next request: open sessions, running exports and background work included."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.exports import BUTTON
from tests.people.conftest import opened
from weibao.access.models import DutyAssignment, User
from weibao.access.services import close_account, revoke_duty
from weibao.audit import services as audit
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE, act
from weibao.jobs.models import Job, State
from weibao.jobs.services import run_job
from weibao.people.models import Child


def revoke(user: User) -> None:
    for duty in DutyAssignment.objects.filter(user=user):
        revoke_duty(actor=CONSOLE, duty=duty)


@pytest.fixture
def long_acts(monkeypatch) -> None:
    """Every act takes long."""
    monkeypatch.setattr(audit, "LONG", -1.0)


def test_an_open_session_sees_nothing_more(client, child, town):
    client.force_login(town)
    assert child.name in opened(client, child)
    revoke(town)
    assert client.get(child.get_absolute_url()).status_code == 403
    assert client.get("/children/").status_code == 403
    assert child.name not in client.get("/", follow=True).content.decode()


def test_an_open_session_sees_what_another_duty_still_gives(client, child, make_user):
    user = make_user("township_officer", area="620799101")
    DutyAssignment.objects.create(
        user=user, kind="township_officer", unit=user.unit, area_id="620799102", purpose="兼管"
    )
    client.force_login(user)
    assert child.name in opened(client, child)
    revoke_duty(actor=CONSOLE, duty=DutyAssignment.objects.get(user=user, area="620799101"))
    assert client.get(child.get_absolute_url()).status_code == 404
    assert client.get("/children/").status_code == 200


def test_a_closed_account_is_led_to_the_sign_in(client, child, town):
    client.force_login(town)
    opened(client, child)
    close_account(actor=CONSOLE, user=town)
    answer = client.get(child.get_absolute_url())
    assert answer.status_code == 302 and "/sign-in/" in answer["Location"]


def test_an_export_that_was_offered_is_not_handed_out_any_more(client, child, coordinator):
    client.force_login(coordinator)
    page = client.get("/children/?export=xlsx").content.decode()
    button = BUTTON.search(page)
    assert button
    revoke(coordinator)
    assert client.get(button[1].replace("&amp;", "&")).status_code == 403


def test_a_running_export_is_not_handed_out(client, child, coordinator, monkeypatch, long_acts):
    client.force_login(coordinator)
    page = client.get("/children/?export=xlsx").content.decode()
    button = BUTTON.search(page)
    assert button
    from weibao.web import lists

    whole = lists.write_workbook

    def slow(*args, **kwargs):
        DutyAssignment.objects.filter(user=coordinator).update(revoked_at=timezone.now())
        return whole(*args, **kwargs)

    monkeypatch.setattr(lists, "write_workbook", slow)
    assert client.get(button[1].replace("&amp;", "&")).status_code == 403
    assert Entry.objects.filter(action="lists.export", outcome="refused").exists()
    assert not Entry.objects.filter(action="lists.export", outcome="done").exists()


def test_background_work_that_waits_is_refused(county, make_user):
    analyst = make_user("analyst")
    job = Job.objects.create(
        actor=analyst, kind="candidates.screen", title="筛查", arguments={"as_of": "2025-12-31"}
    )
    revoke(analyst)
    run_job.call(str(job.pk))
    job.refresh_from_db()
    assert job.state == State.REFUSED


def test_work_under_way_is_undone(child, coordinator, long_acts):
    with (
        pytest.raises(PermissionDenied, match="已收回"),
        act(coordinator, "sample.write", ability="children.view", target=child),
    ):
        Child.objects.create(name="办理中写入", area_code="620799", sex="女")
        DutyAssignment.objects.filter(user=coordinator).update(revoked_at=timezone.now())
    assert not Child.objects.filter(area_code="620799").exists()


def test_work_under_way_goes_through_where_nothing_was_taken_away(child, coordinator, long_acts):
    with act(coordinator, "sample.write", ability="children.view", target=child):
        pass
    assert Entry.objects.filter(action="sample.write", outcome="done").exists()
