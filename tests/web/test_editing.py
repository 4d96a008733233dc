"""Two people at one record: the second sees both versions and chooses; nothing is overwritten in silence."""

import re
import threading
from html import unescape

import pytest
from django.db import connections
from django.urls import reverse

from weibao.access.models import Unit, UnitKind
from weibao.access.services import UNIT_FIELDS, change_unit
from weibao.audit.services import CONSOLE
from weibao.machines import ChangedMeanwhile, mark, mark_of
from weibao.places.services import create_areas

pytestmark = pytest.mark.django_db


def seen_on(client, address: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())[1]


def fields(unit: Unit, **changed: str) -> dict[str, str]:
    return {
        "name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "area": unit.area_id, "parent": "",
        "is_active": "on",
    } | changed  # fmt: skip


@pytest.fixture
def two(make_user, client):
    """Two administrators, each before the form of the same unit."""
    clients = [type(client)(), type(client)()]
    for one, name in zip(clients, ("石系统", "林系统"), strict=True):
        one.force_login(make_user("system_admin", name=name))
    return clients


def test_the_second_sees_both_versions_and_nothing_is_overwritten(two, school):
    first, second = two
    address = reverse("access:unit", args=[school.pk])
    seen = [seen_on(one, address) for one in two]
    assert first.post(address, fields(school, short_name="青中", seen=seen[0])).status_code == 302
    answer = second.post(address, fields(school, short_name="青禾中", kind="organisation", seen=seen[1]))
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    school.refresh_from_db()
    assert (school.short_name, school.kind) == ("青中", "school")
    assert "石系统在" in page
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', page)
    assert ("简称", "青中", "青禾中") in rows
    assert ("类别", "学校", "社会组织") in rows
    assert len(rows) == 2, "what both have alike needs no choice"
    assert 'value="青禾中"' in page, "what he wrote stands in the form still"


def test_sent_once_more_it_is_his_knowing_choice(two, school):
    first, second = two
    address = reverse("access:unit", args=[school.pk])
    seen = [seen_on(one, address) for one in two]
    first.post(address, fields(school, short_name="青中", seen=seen[0]))
    page = second.post(address, fields(school, short_name="青禾中", seen=seen[1])).content.decode()
    again = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert second.post(address, fields(school, short_name="青禾中", seen=again)).status_code == 302
    school.refresh_from_db()
    assert school.short_name == "青禾中"


def test_and_a_third_in_between_is_seen_again(two, school):
    first, second = two
    address = reverse("access:unit", args=[school.pk])
    seen = [seen_on(one, address) for one in two]
    first.post(address, fields(school, short_name="一", seen=seen[0]))
    page = second.post(address, fields(school, short_name="二", seen=seen[1])).content.decode()
    again = re.search(r'name="seen" value="([^"]+)"', page)[1]
    first.post(address, fields(school, short_name="三", seen=seen_on(first, address)))
    assert second.post(address, fields(school, short_name="二", seen=again)).status_code == 409


def test_a_form_that_says_nothing_of_what_it_began_from_changes_nothing(two, school):
    answer = two[0].post(reverse("access:unit", args=[school.pk]), fields(school, short_name="青中"))
    assert answer.status_code == 409
    school.refresh_from_db()
    assert school.short_name == ""


def test_a_form_sent_back_for_another_reason_keeps_what_it_began_from(two, school):
    first, second = two
    address = reverse("access:unit", args=[school.pk])
    seen = [seen_on(one, address) for one in two]
    first.post(address, fields(school, short_name="青中", seen=seen[0]))
    page = second.post(address, fields(school, name="", seen=seen[1])).content.decode()
    assert re.search(r'name="seen" value="([^"]+)"', page)[1] == seen[1]


def test_the_service_itself_refuses_whatever_the_page_did(school):
    seen = mark_of(school, *UNIT_FIELDS)
    change_unit(actor=CONSOLE, unit=school, seen=seen, short_name="青中")
    with pytest.raises(ChangedMeanwhile):
        change_unit(actor=CONSOLE, unit=school, seen=seen, short_name="青禾中")


def test_a_mark_tells_small_changes_apart_and_nothing_of_the_content():
    assert len({mark("a b"), mark("ab"), mark("A b"), mark("a", "b")}) == 4
    assert "青禾" not in mark("青禾")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_at_the_very_same_moment_one_gets_through():
    """What the page looked at before is nothing to rely on: the service looks again, the record locked."""
    county = create_areas(("620799", "云岭县"), [])
    unit = Unit.objects.create(name="综治中心", kind=UnitKind.COUNTY, area=county)
    seen, start, outcomes = mark_of(unit, *UNIT_FIELDS), threading.Barrier(4), []

    def send(number: int) -> None:
        start.wait()
        try:
            change_unit(actor=CONSOLE, unit=Unit.objects.get(pk=unit.pk), seen=seen, short_name=f"第{number}")
            outcomes.append(number)
        except ChangedMeanwhile:
            outcomes.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(1, 5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    (through,) = [one for one in outcomes if one]
    unit.refresh_from_db()
    assert unit.short_name == f"第{through}"
    assert len(outcomes) == 4
