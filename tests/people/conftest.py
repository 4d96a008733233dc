"""Fixtures of the child file's tests: two children with their rows."""

from __future__ import annotations

import pytest

from tests.people.deliveries import deliver
from weibao.feeds.models import FeedRow
from weibao.people.derive import Said
from weibao.people.locating import Gazetteer
from weibao.people.models import Child, Link, Method, Proposal
from weibao.people.refreshing import create_children

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


IN_TOWN, OTHER_TOWN = "620799101", "620799102"


def opened(client, child: Child) -> str:
    """The child's file, its purpose stated."""
    client.post(child.get_absolute_url(), {"purpose": "help"})
    answer = client.get(child.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def id_number(born: str, sequence: int) -> str:
    """A right ID number (GB 11643) under the unassigned area 620799; an odd sequence is a boy's."""
    body = f"620799{born.replace('-', '')}{sequence:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def filed(*rows: FeedRow) -> Child:
    """One file that holds just these rows, as matching would have left it."""
    said = [Said(row.feed, row.values, (row.delivery.report_month, row.pk)) for row in rows]
    (child,) = create_children([said], gazetteer=Gazetteer())
    for row in rows:
        Link.objects.create(row=row, child=child, method=Method.ALONE, probability=1, reason="首条记录。")
    return child


def child_of(row: FeedRow) -> Child:
    return Link.objects.get(row=row, ended_at=None).child


@pytest.fixture
def boy() -> dict:
    """Values of an education row of one boy in 青禾镇."""
    return {
        "name": "曾子涵", "sex": "男", "birth_date": "2012-05-06", "id_number": id_number("2012-05-06", 11),
        "guardian_name": "曾建国", "guardian_phone": "13900000001", "home_address": "云岭县青禾镇青禾村3社15号",
        "school_name": "云岭县青禾中学", "grade": "七年级", "class_name": "2班", "enrolment_status": "在读",
    }  # fmt: skip


@pytest.fixture
def girl() -> dict:
    """Values of an education row of one girl in 白杨镇."""
    return {
        "name": "单雨桐", "sex": "女", "birth_date": "2014-09-30", "id_number": id_number("2014-09-30", 22),
        "guardian_name": "李梅", "guardian_phone": "13900000002", "home_address": "云岭县白杨镇白杨村1社2号",
        "school_name": "白杨小学", "grade": "五年级", "class_name": "1班", "enrolment_status": "在读",
    }  # fmt: skip


@pytest.fixture
def two_children(county, boy, girl) -> tuple[Child, Child]:
    """The boy and the girl with one education row each, and a row of civil affairs of the boy."""
    rows = deliver("education", boy, girl)
    affairs = {key: boy[key] for key in ("name", "sex", "birth_date", "id_number", "guardian_name")}
    (affair,) = deliver(
        "civil_affairs",
        affairs
        | {"town": "青禾镇", "village": "青禾村", "child_category": "留守儿童", "guardian_relation": "祖父"},
    )
    return filed(rows[0], affair), filed(rows[1])


def propose(row: FeedRow, child: Child, *, probability: float = 0.8, rank: int = 1) -> Proposal:
    return Proposal.objects.create(
        row=row, child=child, rank=rank, probability=probability, reason="姓名同音，出生日期一致。"
    )


@pytest.fixture
def waiting(two_children, boy) -> Proposal:
    """A row without ID number, with a file of its own, that may be the boy's."""
    (row,) = deliver(
        "police", {"name": "曾梓涵", "sex": "男", "incident_type": "盗窃", "minor_role": "行为人"}
    )
    filed(row)
    return propose(row, two_children[0])
