"""Each default rule at its boundaries: day 0, N − 1, N; counts, caps, values, ages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from .county import AS_OF, County

WINDOWS = [
    ("B2", "police", "received_at", {"minor_role": "行为人", "incident_number": "一"}, 365, 4),
    ("B3", "police", "received_at", {"minor_role": "走失人员"}, 180, 2),
    ("B4", "venues", "inspected_on", {"finding": "接纳未成年人"}, 180, 2),
    ("B5", "venues", "inspected_on", {"finding": "向未成年人售烟酒"}, 180, 1),
    ("B6", "judicial", "accepted_on", {"litigation_role": "犯罪嫌疑人"}, 365, 8),
    ("P3", "police", "received_at", {"minor_role": "被侵害人", "incident_type": "盗窃"}, 365, 3),
    ("P4", "health", "reported_on", {"report_type": "疑似虐待损伤"}, 365, 8),
    ("P5", "hotline", "received_on", {"report_type": "监护缺失"}, 365, 4),
    ("P6", "venues", "inspected_on", {"finding": "使用童工"}, 365, 6),
    ("P7", "judicial", "accepted_on", {"litigation_role": "被害人"}, 365, 6),
]


@pytest.mark.parametrize(("rule", "feed", "column", "values", "days", "points"), WINDOWS)
def test_an_event_counts_from_its_own_day_to_the_last_day_of_its_window(
    rule, feed, column, values, days, points
):
    for ago, counts in ((-1, False), (0, True), (days - 1, True), (days, False)):
        county = County()
        county.add(feed, **{column: AS_OF - timedelta(days=ago)}, **values)
        assert county.points() == ({rule: points} if counts else {}), f"{ago} days ago"


@pytest.mark.parametrize(("rule", "feed", "column", "values", "days", "points"), WINDOWS)
def test_a_signal_names_the_last_day_on_which_it_counts(rule, feed, column, values, days, points):
    county = County()
    county.add(feed, **{column: AS_OF}, **values)
    signal = county.signal(rule)
    assert signal["starts_on"] == AS_OF
    last = signal["expires_on"]
    assert county.points(as_of=last) == {rule: points}
    assert county.points(as_of=last + timedelta(days=1)) == {}


@pytest.mark.parametrize(("periods", "found"), [(9, {}), (10, {"B1": 2}), (None, {})])
def test_ten_truant_periods_make_b1(periods, found):
    county = County()
    county.add("education", truant_periods=periods)
    assert county.points() == found


def test_one_incident_gives_four_and_two_or_more_give_six():
    county = County()
    for number, points in (("甲", 4), ("乙", 6), ("丙", 6)):
        county.add("police", minor_role="行为人", received_at=AS_OF, incident_number=number)
        assert county.points() == {"B2": points}


def test_the_same_incident_in_two_rows_is_one_incident():
    county = County()
    for _ in range(2):
        county.add("police", minor_role="行为人", received_at=AS_OF, incident_number="甲")
    signal = county.signal("B2")
    assert (signal["points"], signal["count"], len(signal["evidence"])) == (4, 1, 2)


def test_incidents_without_a_number_are_not_taken_for_one():
    county = County()
    for _ in range(2):
        county.add("police", minor_role="行为人", received_at=AS_OF)
    assert county.points() == {"B2": 6}


@pytest.mark.parametrize(
    ("finding", "rule", "sums"), [("接纳未成年人", "B4", (2, 4, 4)), ("向未成年人售烟酒", "B5", (1, 2, 2))]
)
def test_findings_in_premises_add_up_to_their_cap(finding, rule, sums):
    county = County()
    for premises, points in zip("甲乙丙", sums, strict=True):
        county.add("venues", finding=finding, inspected_on=AS_OF, premises_name=premises)
        assert county.points() == {rule: points}


def test_the_same_premises_on_two_days_are_two_findings_and_twice_on_one_day_is_one():
    county = County()
    for ago in (0, 0, 1):
        county.add(
            "venues", finding="接纳未成年人", inspected_on=AS_OF - timedelta(days=ago), premises_name="网吧"
        )
    assert county.signal("B4")["count"] == 2


def test_lodging_against_the_rules_gives_no_points():
    county = County()
    county.add("venues", finding="违规接待未成年人住宿", inspected_on=AS_OF, premises_name="旅馆")
    assert county.points() == {}


@pytest.mark.parametrize("status", ["在读", "休学", "转出", None])
def test_other_enrolment_than_dropping_out_is_no_p1(status):
    county = County()
    county.add("education", enrolment_status=status, days_absent=9)
    assert county.points() == {}


@pytest.mark.parametrize(
    ("birth", "counts"),
    [
        (date(2020, 1, 1), False),  # five, six tomorrow
        (date(2019, 12, 31), True),  # six today
        (date(2010, 1, 1), True),  # fifteen, sixteen tomorrow
        (date(2009, 12, 31), False),  # sixteen today
        (None, False),
    ],
)
def test_ten_days_of_absence_count_from_six_to_fifteen_years(birth, counts):
    county = County()
    county.add("education", enrolment_status="在读", days_absent=10)
    county.born(birth)
    assert county.points() == ({"P1": 4} if counts else {})


def test_a_child_born_on_29_february_is_six_on_1_march_of_a_common_year():
    county = County()
    county.born(date(2016, 2, 29))
    county.add("education", month=date(2022, 2, 1), days_absent=10)
    county.add("education", month=date(2022, 3, 1), days_absent=10)
    assert county.points(as_of=date(2022, 2, 28)) == {}
    assert county.points(as_of=date(2022, 3, 1)) == {"P1": 4}


@pytest.mark.parametrize("birth", [date(2021, 1, 1), date(2009, 1, 1), None])
def test_dropping_out_counts_at_every_age(birth):
    county = County()
    county.add("education", enrolment_status="辍学", days_absent=0)
    county.born(birth)
    assert county.points() == {"P1": 4}


@pytest.mark.parametrize(
    ("categories", "points"),
    [
        (["留守儿童"], 1),
        (["低保家庭儿童"], 1),
        (["重病重残儿童"], 2),
        (["事实无人抚养儿童"], 3),
        (["孤儿"], 3),
        (["留守儿童", "低保家庭儿童"], 2),
        (["留守儿童", "留守儿童"], 1),
        (["孤儿", "重病重残儿童"], 4),
        (["留守儿童", "低保家庭儿童", "重病重残儿童"], 4),
    ],
)
def test_distinct_registrations_add_up_to_four(categories, points):
    county = County()
    for category in categories:
        county.add("civil_affairs", child_category=category, recognised_on=date(2024, 1, 1))
    assert county.points() == {"P2": points}


@pytest.mark.parametrize(("ago", "found"), [(90, {}), (91, {"P8": 1}), (None, {})])
def test_a_visit_more_than_ninety_days_ago_is_a_gap(ago, found):
    county = County()
    visited = None if ago is None else AS_OF - timedelta(days=ago)
    county.add("civil_affairs", child_category="留守儿童", last_visited_on=visited)
    assert county.points() == {"P2": 1} | found


@pytest.mark.parametrize("kind", ["家庭暴力", "性侵害", "学生欺凌"])
def test_grave_harm_counts_eight_once_whatever_else_was_reported(kind):
    county = County()
    for incident in ("盗窃", kind, kind):
        county.add("police", minor_role="被侵害人", received_at=AS_OF, incident_type=incident)
    assert county.points() == {"P3": 8}


@pytest.mark.parametrize(
    ("kind", "level", "points"),
    [
        ("疑似虐待损伤", None, 8),
        ("疑似性侵害", "低", 8),
        ("自伤自杀风险", "高", 8),
        ("心理转介", "高", 4),
        ("心理转介", "中", 2),
    ],
)
def test_a_health_report_counts_by_its_type_then_its_level(kind, level, points):
    county = County()
    county.add("health", report_type=kind, assessment_level=level, reported_on=AS_OF)
    assert county.points() == {"P4": points}


@pytest.mark.parametrize("level", ["低", None])
def test_a_referral_of_low_or_unknown_level_is_no_signal(level):
    county = County()
    county.add("health", report_type="心理转介", assessment_level=level, reported_on=AS_OF)
    assert county.points() == {}


@pytest.mark.parametrize(
    ("kind", "points"), [("家庭暴力", 6), ("监护缺失", 4), ("父母服刑", 3), ("父母戒毒", 3), ("家庭变故", 1)]
)
def test_a_hotline_report_counts_by_its_kind_and_the_highest_once(kind, points):
    county = County()
    county.add("hotline", report_type="家庭变故", received_on=AS_OF)
    county.add("hotline", report_type=kind, received_on=AS_OF)
    assert county.points() == {"P5": points}


def test_an_event_without_a_date_or_without_a_child_gives_nothing():
    county = County()
    county.add("judicial", litigation_role="被害人")
    county.add("judicial", litigation_role="被害人", accepted_on=AS_OF)
    county.rows["judicial"][-1]["child_id"] = None
    assert county.screen().signals.num_rows == 0
