"""The security administrator and the auditor see who can see a child, why, and who did; nothing of the child."""

from __future__ import annotations

from datetime import date

from tests.people.conftest import opened
from tests.protection.conftest import NUMBER
from weibao.protection.sight import who_can_see


def page(client, make_user, child, kind="security_admin") -> str:
    client.force_login(make_user(kind))
    found = client.get("/protection/sight/", {"number": child.file_number})
    assert found.status_code == 302
    return client.get(found["Location"]).content.decode()


def test_each_way_of_seeing_is_named_with_its_reason(child, granted, town, coordinator, school, make_user):
    teacher = make_user("school_office", unit=school, name="学校专干戊")
    ways = {(one.user.name, one.reason) for one in who_can_see(child)}
    assert ("专干甲", "负责地域：青禾镇") in ways
    assert ("统筹员丙", "负责地域：云岭县") in ways
    assert (teacher.name, f"任职学校：{school}") in ways
    assert ("民警丁", "按名授予") in ways


def test_who_lost_his_duty_is_not_named(child, town):
    town.duties.update(ends_on="2020-01-01")
    assert town.name not in {one.user.name for one in who_can_see(child)}


def test_nothing_of_the_child_is_on_the_page(client, child, granted, officer, town, make_user):
    client.force_login(officer)
    opened(client, child)
    for kind in ("security_admin", "auditor"):
        text = page(client, make_user, child, kind)
        assert "民警丁" in text and "打开档案" in text and child.file_number in text
        for secret in (child.name, NUMBER, "曾建国", child.school_name + "七", child.address, "走失"):
            assert secret not in text


def test_there_is_no_list_of_files(client, child, make_user):
    client.force_login(make_user("security_admin"))
    assert client.get("/protection/sight/", {"number": child.name}).status_code == 422
    assert client.get("/protection/sight/", {"number": "WB-00000000"}).status_code == 422


def test_others_do_not_ask_who_sees(client, child, town):
    client.force_login(town)
    assert client.get(f"/protection/sight/{child.public_id}/").status_code == 403


def test_the_page_costs_the_same_however_many_see(client, child, make_user, django_assert_max_num_queries):
    for _n in range(5):
        make_user("coordinator")
    client.force_login(make_user("auditor"))
    with django_assert_max_num_queries(40):
        client.get(f"/protection/sight/{child.public_id}/")


def test_who_reads_some_records_of_the_area_without_the_file_is_named_too(child, make_user):
    make_user("police", name="县局民警")
    (way,) = [one for one in who_can_see(child) if one.user.name == "县局民警"]
    assert "不能打开档案" in way.reason


def test_a_unit_that_was_asked_is_named(child, make_user, school, office, coordinator):
    from weibao.audit.services import SCHEDULE
    from weibao.candidates.models import Candidate, ScreeningRun, Verification
    from weibao.candidates.services import run_screening

    liaison = make_user("liaison", name="联络员辛")
    assert liaison.name not in {one.user.name for one in who_can_see(child)}
    run_screening(actor=SCHEDULE, as_of=date(2025, 12, 31))
    candidate = Candidate.objects.create(
        child=child, track="protection", level="yellow", points=4, rules="P1", run=ScreeningRun.objects.get(),
        raised_on=date(2025, 12, 31),
    )  # fmt: skip
    Verification.objects.create(
        candidate=candidate,
        unit=office,
        question="请核实。",
        due_on=date(2026, 1, 9),
        asked_on=date(2025, 12, 31),
    )
    ways = [one.reason for one in who_can_see(child) if one.user.name == "联络员辛"]
    assert ways == [f"本单位承办的事项：{office}"]
