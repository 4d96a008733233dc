"""Pages of the child file: who reaches them, what they show, how they answer."""

import itertools
import re
from datetime import date

import pytest
from django.urls import reverse

from tests.exports import exported
from tests.people.conftest import IN_TOWN, OTHER_TOWN, child_of, filed, id_number, opened, propose
from tests.people.deliveries import deliver
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE
from weibao.people.merging import merge_children
from weibao.people.models import ChildAccess, Link, Proposal


def test_a_pupil_is_open_to_his_own_school(county, school, boy, make_user, signed_in):
    (row,) = deliver("education", boy)
    client = signed_in(make_user("school_office", unit=school))
    assert client.get(filed(row).get_absolute_url()).status_code == 200


def test_a_child_is_open_by_name_while_the_access_lasts(two_children, make_user, signed_in):
    user = make_user("plan_lead")
    access = ChildAccess.objects.create(child=two_children[0], user=user, purpose="专班")
    client = signed_in(user)
    assert client.get(two_children[0].get_absolute_url()).status_code == 200
    access.ends_on = access.starts_on.replace(year=access.starts_on.year - 1)
    access.save()
    assert client.get(two_children[0].get_absolute_url()).status_code == 404


def test_a_file_opens_only_after_its_purpose_is_stated_and_each_opening_is_logged(
    two_children, make_user, signed_in
):
    client, child = signed_in(make_user("reviewer")), two_children[0]
    asked = client.get(child.get_absolute_url()).content.decode()
    assert "查阅用途" in asked
    assert "曾建国" not in asked
    assert not Entry.objects.filter(action="children.open").exists()
    assert client.post(child.get_absolute_url(), {"purpose": "curiosity"}).status_code == 422
    page = opened(client, child)
    assert "曾建国" in page
    entry = Entry.objects.get(action="children.open")
    assert (entry.target, entry.purpose) == (f"people.child:{child.pk}", "制定或执行帮扶方案")


def test_what_is_masked_shows_only_on_request_and_the_request_is_logged(two_children, make_user, signed_in):
    client, child = signed_in(make_user("reviewer")), two_children[0]
    page = opened(client, child)
    for hidden in (child.id_number, "13900000001", "3社15号"):
        assert hidden not in page
    address = reverse("people:reveal", args=[child.public_id])
    fragment = client.post(address, {"field": "id_number"}, HTTP_HX_REQUEST="true").content.decode()
    assert child.id_number in fragment
    assert "<html" not in fragment
    assert "13900000001" in client.post(address, {"field": "phone"}).content.decode()
    assert "3社15号" in client.post(address, {"field": "address"}).content.decode()
    assert Entry.objects.filter(action="children.reveal").count() == 3
    assert client.post(address, {"field": "categories"}).status_code == 400
    assert client.get(address).status_code == 405


def test_rows_of_police_and_health_show_only_to_duties_that_see_sources(
    two_children, boy, make_user, signed_in
):
    identity = {key: boy[key] for key in ("name", "sex", "birth_date", "id_number")}
    child = two_children[0]
    (row,) = deliver("police", identity | {"incident_type": "盗窃", "minor_role": "行为人"})
    Link.objects.create(row=row, child=child, method="id_number", probability=1, reason="身份证号相同。")
    assert "盗窃" in opened(signed_in(make_user("reviewer")), child)
    page = opened(signed_in(make_user("township_officer", area=IN_TOWN)), child)
    assert "盗窃" not in page
    assert "留守儿童" in page


def test_the_time_line_is_filtered_by_source(two_children, make_user, signed_in):
    client, child = signed_in(make_user("reviewer")), two_children[0]
    opened(client, child)
    whole = client.get(child.get_absolute_url()).content.decode()
    assert "民政部门认定为留守儿童" in whole
    part = client.get(child.get_absolute_url(), {"source": "教育"}).content.decode()
    assert "民政部门认定为留守儿童" not in part
    assert "在校情况" in part


def test_a_merged_file_leads_to_the_one_that_stayed(waiting, two_children, make_user, signed_in):
    absorbed = child_of(waiting.row)
    merge_children(actor=CONSOLE, kept=two_children[0], absorbed=absorbed, reason="同一人")
    answer = signed_in(make_user("reviewer")).get(absorbed.get_absolute_url())
    assert answer.url == two_children[0].get_absolute_url()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("曾子涵", {"曾子涵"}),
        ("子涵", {"曾子涵"}),
        ("zengzihan", {"曾子涵"}),
        ("Zeng Zi", {"曾子涵"}),
        ("zzh", {"曾子涵"}),
        ("shan", {"单雨桐"}),
        ("单雨彤", {"单雨桐"}),
        ("單雨桐", {"单雨桐"}),
        (id_number("2012-05-06", 11), {"曾子涵"}),
        (id_number("2012-05-06", 11)[-4:], {"曾子涵"}),
        ("不存在", set()),
        ("", {"曾子涵", "单雨桐"}),
    ],
)
def test_a_child_is_found_by_name_pinyin_initials_or_number(two_children, make_user, signed_in, query, found):
    answer = signed_in(make_user("coordinator")).get(reverse("people:list"), {"q": query})
    assert {row.record.name for row in answer.context["table"].rows} == found


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"town": "青禾镇"}, {"曾子涵"}),
        ({"school": "白杨小学"}, {"单雨桐"}),
        ({"category": "留守儿童"}, {"曾子涵"}),
        ({"category": "留守儿童", "town": ""}, {"曾子涵"}),
    ],
)
def test_the_list_is_filtered(two_children, make_user, signed_in, chosen, found):
    answer = signed_in(make_user("coordinator")).get(reverse("people:list"), chosen)
    assert {row.record.name for row in answer.context["table"].rows} == found


def test_the_list_shows_only_children_in_reach(two_children, make_user, signed_in):
    page = signed_in(make_user("township_officer", area=OTHER_TOWN)).get(reverse("people:list"))
    text = page.content.decode()
    assert "单雨桐" in text
    assert "曾子涵" not in text
    assert "青禾镇" not in text


def test_the_list_is_sorted_and_exported_with_masked_numbers(two_children, make_user, signed_in):
    client = signed_in(make_user("analyst"))
    for sort in ("name", "-age", "town", "school_name"):
        assert client.get(reverse("people:list"), {"sort": sort}).status_code == 200
    book = exported(client, reverse("people:list"))
    cells = [[cell.value for cell in row] for row in book.active.rows]
    assert cells[0][0] == "姓名"
    assert len(cells) == 3
    assert two_children[0].id_number not in str(cells)


def test_a_sorted_list_shows_each_child_once_over_its_pages(county, make_user, signed_in):
    for row in deliver("hotline", *[{"name": f"曾{n}"} for n in range(60)]):
        filed(row)
    client, seen = signed_in(make_user("coordinator")), []
    for page in (1, 2):
        answer = client.get(reverse("people:list"), {"sort": "-town", "page": page})
        assert "-pk" in answer.context["table"].data.data.query.order_by
        seen += [row.record.pk for row in answer.context["table"].paginated_rows]
    assert len(seen) == len(set(seen)) == 60


def test_exporting_needs_its_own_duty(two_children, make_user, signed_in):
    client = signed_in(make_user("reviewer"))
    assert client.get(reverse("people:list"), {"export": "xlsx"}).status_code == 403


def test_the_workbench_names_the_rows_that_wait(waiting, make_user, signed_in):
    assert "有 1 行数据可能属于" in signed_in(make_user("analyst")).get("/").content.decode()
    assert "可能属于" not in signed_in(make_user("reviewer")).get("/").content.decode()


def pages_of(two_children, waiting) -> list[str]:
    child = two_children[0]
    return [
        reverse("people:list"),
        reverse("people:review"),
        reverse("people:review-row", args=[waiting.row_id]),
        child.get_absolute_url(),
        reverse("people:merge", args=[child.public_id]),
        reverse("people:unlink", args=[child.public_id, child.links.first().row_id]),
    ]


def test_pages_have_one_first_heading_labels_and_no_inline_script(
    waiting, two_children, make_user, signed_in
):
    client = signed_in(make_user("analyst"))
    opened(client, two_children[0])
    for address in pages_of(two_children, waiting):
        text = client.get(address).content.decode()
        assert len(re.findall(r"<h1", text)) == 1, address
        levels = [int(n) for n in re.findall(r"<h([1-6])", text)]
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (address, levels)
        assert "<style" not in text
        assert not re.search(r"<script(?![^>]*src=)", text)
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), address
        for kind, attributes in re.findall(r"<(input|select|textarea)([^>]*)>", text):
            if kind == "input" and re.search(r'type="(hidden|radio|checkbox)"', attributes):
                continue
            found = re.search(r'id="([^"]+)"', attributes)
            assert found, (address, kind, attributes)
            assert f'for="{found[1]}"' in text, (address, found[1])


def test_the_number_of_queries_does_not_grow_with_the_rows(county, boy, girl, make_user, signed_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(make_user("analyst"))

    child = filed(*deliver("education", boy))

    def grow(n: int) -> Proposal:
        for row in deliver("civil_affairs", boy, boy, month=date(2025, n, 1)):
            Link.objects.create(row=row, child=child, method="model", probability=1, reason="相同。")
        for row in deliver("hotline", *[{"name": f"路人{n}{k}", "guardian_name": "某人"} for k in range(3)]):
            filed(row)
            propose(row, child)
        return Proposal.objects.first()

    def queries(proposal: Proposal) -> list[int]:
        opened(client, child)
        counts = []
        for address in (
            reverse("people:list"),
            reverse("people:review"),
            reverse("people:review-row", args=[proposal.row_id]),
            child.get_absolute_url(),
            reverse("people:merge", args=[child.public_id]),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    few = queries(grow(1))
    many = queries(grow(4))
    assert few == many
    assert max(many) <= 40


@pytest.mark.parametrize("route", ["people:list", "candidates:list", "intervention:plan-list"])
def test_lists_of_children_leave_the_house_only_by_who_may_export_children(
    county, make_user, signed_in, route
):
    """By the policy that all children's records derive from; no list has to remember it."""
    assert signed_in(make_user("coordinator")).get(reverse(route), {"export": "xlsx"}).status_code == 200
    assert signed_in(make_user("reviewer")).get(reverse(route), {"export": "xlsx"}).status_code == 403
