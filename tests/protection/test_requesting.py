"""A child that one is not in charge of is seen on a request that the unit in charge approves, for so long, logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.people.conftest import id_number, opened
from tests.protection.conftest import NUMBER, REFUSED, ask
from weibao.access.models import DutyAssignment
from weibao.audit.models import Entry
from weibao.machines import CannotAct
from weibao.people.models import Child
from weibao.protection import services
from weibao.protection.models import AccessRequest, RequestState

SENT = {"subject": NUMBER, "use": "verify", "reason": "正在办理一起走失警情。", "days": "3"}


def answer(client, user, **changes) -> tuple[int, str]:
    client.force_login(user)
    sent = client.post("/protection/requests/ask/", SENT | changes)
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    pk = sent["Location"].rstrip("/").rpartition("/")[2]
    return sent.status_code, page.replace(f"第 {pk} 号", "").replace(f"/{pk}/", "//")


def plain(page: str, *own: str) -> str:
    """The page without what differs anyway: tokens, the requester's own words, the minute."""
    import re

    page = re.sub(r'(csrfmiddlewaretoken" value=|nonce-|hx-headers=)[^>]*', "", page)
    page = re.sub(r"\d{4}年\d+月\d+日 \d\d:\d\d", "", page)
    for words in own:
        page = page.replace(words, "")
    return page


def test_the_answer_is_the_same_whether_the_child_exists_or_not(client, child, officer):
    nobody = id_number("2011-05-06", 17)
    there, missing = answer(client, officer), answer(client, officer, subject=nobody)
    assert plain(there[1], NUMBER) == plain(missing[1], nobody)
    assert child.name not in there[1]
    lists = client.get("/protection/requests/").content.decode()
    assert child.name not in lists and lists.count("待审批") >= 2


def test_nobody_browses_names_through_requests(client, child, officer):
    _status, page = answer(client, officer, subject=child.name)
    asked = AccessRequest.objects.get()
    assert asked.child is None, "a clue is looked up by who decides, never for the requester"
    assert str(child.public_id) not in page


def test_the_unit_in_charge_is_asked_and_no_other(
    child, asked, town, other_town, coordinator, school, make_user
):
    office = make_user("school_office", unit=school)
    from weibao.access.policies import can

    assert [can(user, "decide", asked) for user in (town, office, coordinator)] == [True] * 3
    assert not can(other_town, "decide", asked)
    assert not can(asked.requester, "decide", asked)


def test_a_request_that_names_no_file_goes_to_the_county_alone(county, officer, town, coordinator):
    from weibao.access.policies import can

    asked = ask(officer, "镇中学七年级的一名男生，姓曾")
    assert can(coordinator, "decide", asked)
    assert not can(town, "decide", asked)


def test_nobody_decides_the_request_of_his_own_duty(child, other_town, town):
    asked = ask(other_town)
    with pytest.raises(REFUSED):
        services.grant_access(actor=town, request=asked, reason="同意。")


def test_whoever_asked_cannot_approve_with_another_duty_of_his(child, officer):
    DutyAssignment.objects.create(
        user=officer, kind="coordinator", unit=officer.unit, area_id="620799", purpose="兼任"
    )
    asked = ask(officer)
    with pytest.raises(REFUSED):
        services.grant_access(actor=officer, request=asked, reason="自己同意。")


def test_the_requester_sees_the_child_once_granted_and_not_before(client, child, asked, officer, town):
    client.force_login(officer)
    assert client.get(child.get_absolute_url()).status_code == 404
    services.grant_access(actor=town, request=asked, reason="同意。")
    assert child.name in opened(client, child)
    assert Entry.objects.filter(
        action="children.open", actor=f"user:{officer.pk}", target=f"people.child:{child.pk}"
    ).exists()


def test_who_reads_another_area_sees_just_the_granted_child_of_this_one(
    client, child, other_town, coordinator
):
    services.grant_access(actor=coordinator, request=ask(other_town), reason="同意。")
    client.force_login(other_town)
    assert child.name in opened(client, child)
    neighbour = Child.objects.create(name="别人", area_code="620799101201", sex="女")
    assert client.get(neighbour.get_absolute_url()).status_code == 404


def test_the_view_ends_by_itself(client, child, granted, officer, monkeypatch):
    client.force_login(officer)
    opened(client, child)
    later = timezone.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(officer)
    assert client.get(child.get_absolute_url()).status_code == 404
    assert "查阅已结束" in client.get(granted.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["officer", "town"])
def test_the_view_can_be_ended_at_any_time(client, child, granted, who, request, officer):
    services.end_granted(actor=request.getfixturevalue(who), request=granted)
    client.force_login(officer)
    assert client.get(child.get_absolute_url()).status_code == 404
    granted.refresh_from_db()
    assert granted.state == RequestState.ENDED


def test_a_refusal_gives_its_reason_and_nothing_else(client, child, asked, officer, town):
    services.refuse_access(actor=town, request=asked, reason="请先与本镇联系。")
    client.force_login(officer)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "请先与本镇联系。" in page
    assert child.name not in page and child.get_absolute_url() not in page
    assert client.get(child.get_absolute_url()).status_code == 404


def test_a_request_is_decided_once(granted, coordinator):
    with pytest.raises(CannotAct, match="已经办理"):
        services.refuse_access(actor=coordinator, request=granted, reason="不同意。")


def test_a_clue_is_matched_within_the_reach_of_who_decides(client, child, officer, coordinator):
    asked = ask(officer, "青禾中学七年级姓曾的男生")
    client.force_login(coordinator)
    address = f"/protection/requests/{asked.pk}/decide/"
    assert child.name in client.get(address, {"q": "曾子涵"}).content.decode()
    sent = client.post(address, {"do": "grant", "reason": "同意。", "child": child.pk})
    assert sent.status_code == 302
    asked.refresh_from_db()
    assert asked.child == child and asked.is_open


def test_a_clue_without_a_child_chosen_is_not_granted(client, child, officer, coordinator):
    asked = ask(officer, "一名男生")
    client.force_login(coordinator)
    sent = client.post(f"/protection/requests/{asked.pk}/decide/", {"do": "grant", "reason": "同意。"})
    assert sent.status_code == 422 and "请先查明" in sent.content.decode()


def test_administrators_and_leaders_neither_ask_nor_decide(child, asked, make_user):
    for kind in ("system_admin", "security_admin", "auditor", "leader", "liaison"):
        user = make_user(kind)
        with pytest.raises(PermissionDenied):
            ask(user)
        with pytest.raises(PermissionDenied):
            services.grant_access(actor=user, request=asked, reason="同意。")


def test_what_was_typed_is_not_in_the_log(child, asked, granted):
    for entry in Entry.objects.all():
        assert NUMBER not in f"{entry.target} {entry.detail} {entry.purpose}"
        assert "走失" not in f"{entry.detail} {entry.purpose}"
