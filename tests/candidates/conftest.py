"""Children with what departments reported of them, linked as matching would have linked them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.people.deliveries import MONTH, deliver
from weibao.audit.services import CONSOLE
from weibao.candidates.models import Candidate, ScreeningRun
from weibao.candidates.services import run_screening
from weibao.feeds.models import FeedRow
from weibao.people.models import Child, Link, Method

DAY = date(2025, 12, 31)
IN_TOWN, OTHER_TOWN = "620799101", "620799102"


@pytest.fixture
def make_child(county) -> Callable[..., Child]:
    def make(name: str = "曾子涵", *, area: str = "620799101201", **fields) -> Child:
        return Child.objects.create(
            name=name,
            area_code=area,
            **({"sex": "男", "birth_date": date(2013, 5, 6), "town": "青禾镇"} | fields),
        )

    return make


def report(child: Child, feed: str, *, month: date = MONTH, key: str = "", **values) -> FeedRow:
    """A delivered row that speaks of the child; `key` is its natural key."""
    (row,) = deliver(feed, values, month=month)
    row.natural_key = key
    row.save()
    Link.objects.create(row=row, child=child, method=Method.ALONE, probability=1, reason="首条记录。")
    return row


def harmed(child: Child, on: str = "2025-11-03", key: str = "a") -> FeedRow:
    """Protection red: 8 points by P3."""
    return report(
        child,
        "police",
        key=key,
        incident_number=f"J{key}",
        received_at=f"{on} 21:30",
        incident_type="家庭暴力",
        minor_role="被侵害人",
        handling_unit="青禾派出所",
    )


def acted(child: Child, on: str = "2025-10-08", key: str = "b") -> FeedRow:
    """Behaviour yellow: 4 points by B2."""
    return report(
        child, "police", key=key, incident_number=f"J{key}", received_at=on, incident_type="盗窃",
        minor_role="行为人", handling_unit="青禾派出所",
    )  # fmt: skip


def registered(child: Child, category: str = "事实无人抚养儿童", **values) -> FeedRow:
    """Protection yellow: 3 points by P2."""
    return report(child, "civil_affairs", key=category, child_category=category, town="青禾镇", **values)


def screened(as_of: date = DAY) -> ScreeningRun:
    return run_screening(actor=CONSOLE, as_of=as_of)


@pytest.fixture
def candidate(make_child) -> Candidate:
    """A harmed child of 青禾镇, put up today."""
    harmed(make_child())
    screened()
    return Candidate.objects.get()
