"""Feeds that report a state by the month: which report counts, terms, registrations that end."""

from __future__ import annotations

from datetime import date

import pytest

from .county import AS_OF, County


@pytest.mark.parametrize(
    ("month", "as_of", "counts"),
    [
        (date(2025, 9, 1), date(2025, 12, 31), True),
        (date(2025, 9, 1), date(2026, 1, 31), True),
        (date(2025, 9, 1), date(2026, 2, 1), False),
        (date(2026, 1, 1), date(2026, 1, 31), True),
        (date(2026, 2, 1), date(2026, 8, 31), True),
        (date(2026, 2, 1), date(2026, 9, 1), False),
    ],
)
def test_truancy_counts_to_the_end_of_the_reports_term(month, as_of, counts):
    county = County()
    county.add("education", month=month, truant_periods=12)
    assert county.points(as_of=as_of) == ({"B1": 2} if counts else {})


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (date(2025, 9, 1), date(2026, 1, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 8, 31)),
        (date(2026, 8, 1), date(2026, 8, 31)),
    ],
)
def test_b1_expires_with_the_term(month, last):
    county = County()
    county.add("education", month=month, truant_periods=12)
    assert county.signal("B1", as_of=month)["expires_on"] == last


def test_absence_counts_in_the_report_month_only():
    county = County()
    county.add("education", enrolment_status="辍学")
    assert county.signal("P1")["expires_on"] == AS_OF
    assert county.points(as_of=date(2025, 12, 1)) == {"P1": 4}
    assert county.points(as_of=date(2026, 1, 1)) == {}


def test_the_newest_report_of_a_child_replaces_the_older_ones():
    county = County()
    county.add("education", month=date(2025, 11, 1), truant_periods=12)
    county.add("education", month=date(2025, 12, 1), truant_periods=3)
    assert county.points(as_of=date(2025, 11, 30)) == {"B1": 2}
    assert county.points(as_of=date(2025, 12, 31)) == {}


def test_the_newest_report_of_one_child_says_nothing_about_another():
    county = County()
    county.add("education", child=1, month=date(2025, 11, 1), truant_periods=12)
    county.add("education", child=2, month=date(2025, 12, 1), truant_periods=3)
    assert county.points(child=1) == {"B1": 2}


def test_two_schools_that_report_a_child_in_one_month_both_count():
    county = County()
    county.add("education", month=date(2025, 11, 1), truant_periods=0)
    county.add("education", truant_periods=3)
    county.add("education", truant_periods=12)
    assert county.points() == {"B1": 2}


def test_a_report_for_a_later_month_stands_in_only_where_there_is_no_earlier_one():
    county = County()
    county.add("education", child=1, month=date(2026, 3, 1), truant_periods=12)
    county.add("education", child=2, month=date(2026, 3, 1), truant_periods=12)
    county.add("education", child=2, month=date(2025, 12, 1), truant_periods=0)
    assert county.points(child=1) == {"B1": 2}
    assert county.points(child=2) == {}


def test_a_registration_stands_until_its_towns_lists_have_left_it_out_for_three_months():
    county = County()
    county.add("civil_affairs", child=1, month=date(2025, 9, 1), child_category="孤儿", town="甲镇")
    county.add("civil_affairs", child=2, month=date(2025, 11, 1), child_category="孤儿", town="甲镇")
    county.add("civil_affairs", child=3, month=date(2025, 12, 1), child_category="孤儿", town="甲镇")
    assert county.points(child=1, as_of=date(2025, 11, 30)) == {"P2": 3}
    assert county.points(child=1, as_of=date(2025, 12, 31)) == {}
    assert county.points(child=2) == {"P2": 3}


def test_the_lists_of_one_town_end_no_registration_of_another():
    county = County()
    county.add("civil_affairs", child=1, month=date(2025, 1, 1), child_category="孤儿", town="甲镇")
    county.add("civil_affairs", child=2, month=date(2025, 12, 1), child_category="孤儿", town="乙镇")
    county.add("civil_affairs", child=3, month=date(2025, 2, 1), child_category="孤儿")
    assert county.points(child=1) == {"P2": 3}
    assert county.points(child=3) == {"P2": 3}


def test_a_visit_in_a_newer_list_closes_the_gap():
    county = County()
    county.add(
        "civil_affairs", month=date(2025, 11, 1), child_category="留守儿童", last_visited_on=date(2025, 7, 1)
    )
    assert county.points() == {"P2": 1, "P8": 1}
    county.add(
        "civil_affairs", month=date(2025, 12, 1), child_category="留守儿童", last_visited_on=date(2025, 12, 2)
    )
    assert county.points() == {"P2": 1}


def test_a_registration_counts_from_the_day_it_was_recognised():
    county = County()
    county.add("civil_affairs", child_category="孤儿", recognised_on=date(2025, 12, 31))
    assert county.points(as_of=date(2025, 12, 30)) == {}
    assert county.points(as_of=date(2025, 12, 31)) == {"P2": 3}
    assert county.signal("P2")["expires_on"] is None
