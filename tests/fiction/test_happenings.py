"""What befalls the children of the fiction, and the plain working out of the screening rules."""

import datetime as dt
from collections import Counter

import pytest

from weibao.fiction import County, Rates
from weibao.fiction.happenings import FEEDS, Happenings, Row
from weibao.fiction.oracle import screen

pytestmark = pytest.mark.pure

D = dt.date(2025, 12, 31)


@pytest.fixture(scope="module")
def county():
    return County(seed=6)


@pytest.fixture(scope="module")
def happenings(county):
    return Happenings(county)


def test_all_seven_feeds_have_rows_and_education_most_of_them(happenings):
    counts = {feed: len(rows) for feed, rows in happenings.rows.items()}
    assert tuple(counts) == FEEDS and all(counts.values())
    assert counts["education"] > 0.8 * sum(counts.values())
    assert 500 < counts["civil_affairs"] < 900
    assert 50 < counts["police"] < 120


def test_two_suspects_and_no_more_are_not_prosecuted_within_the_year(county):
    for rates in (Rates(), Rates().times(2)):
        spared = [
            r
            for r in Happenings(county, rates=rates).rows["judicial"]
            if r.values["decision"] == "相对不起诉"
        ]
        assert len(spared) == 2
        assert {r.values["decided_on"].year for r in spared} == {2025}


def test_nothing_is_reported_of_the_future(happenings):
    for rows in happenings.rows.values():
        for row in rows:
            assert all(v <= D for v in row.values.values() if isinstance(v, dt.date))


def test_natural_keys_are_unique_among_clean_rows(happenings):
    keys = Counter()
    for feed, columns in {
        "education": (),
        "civil_affairs": ("child_category",),
        "police": ("incident_number", "minor_role"),
        "judicial": ("case_number", "litigation_role"),
        "venues": ("inspected_on", "premises_name"),
        "hotline": ("received_on", "source", "report_type"),
        "health": ("reporting_unit", "reported_on", "report_type"),
    }.items():
        keys.update((feed, r.person_id, *(r.values[c] for c in columns)) for r in happenings.rows[feed])
    assert max(keys.values()) == 1


def back(days):
    return D - dt.timedelta(days=days)


def pupil(**values):
    return "education", {"enrolment_status": "在读", "truant_periods": 0, "days_absent": 0} | values


def incident(role, kind="盗窃", days=10, number="JQ1"):
    return "police", {
        "incident_number": number,
        "minor_role": role,
        "incident_type": kind,
        "received_at": back(days),
    }


def registered(category, visited=10):
    return "civil_affairs", {"child_category": category, "last_visited_on": back(visited)}


def found(finding, days=10):
    return "venues", {"finding": finding, "inspected_on": back(days)}


def case(role, days=10):
    return "judicial", {"litigation_role": role, "accepted_on": back(days)}


def report(kind, level=None, days=10):
    return "health", {"report_type": kind, "assessment_level": level, "reported_on": back(days)}


def call(kind, days=10):
    return "hotline", {"report_type": kind, "received_on": back(days)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([pupil(truant_periods=9)], {}),
        ([pupil(truant_periods=10)], {"behaviour": ("blue", 2, "B1")}),
        ([incident("行为人", days=364)], {"behaviour": ("yellow", 4, "B2")}),
        ([incident("行为人", days=365)], {}),
        ([incident("行为人"), incident("行为人", number="JQ2")], {"behaviour": ("orange", 6, "B2")}),
        ([incident("走失人员", days=179)], {"behaviour": ("blue", 2, "B3")}),
        ([incident("走失人员", days=180)], {}),
        ([found("接纳未成年人")] * 3, {"behaviour": ("yellow", 4, "B4")}),
        ([found("向未成年人售烟酒")] * 3, {"behaviour": ("blue", 2, "B5")}),
        ([case("犯罪嫌疑人")], {"behaviour": ("red", 8, "B6")}),
        ([pupil(enrolment_status="辍学")], {"protection": ("yellow", 4, "P1")}),
        ([pupil(days_absent=10)], {"protection": ("yellow", 4, "P1")}),
        ([registered("孤儿"), registered("重病重残儿童")], {"protection": ("yellow", 4, "P2")}),
        ([registered("留守儿童", visited=90)], {"protection": ("blue", 1, "P2")}),
        ([registered("留守儿童", visited=91)], {"protection": ("blue", 2, "P2 P8")}),
        ([incident("被侵害人", "盗窃")], {"protection": ("yellow", 3, "P3")}),
        ([incident("被侵害人", "盗窃"), incident("被侵害人", "性侵害")], {"protection": ("red", 8, "P3")}),
        ([report("心理转介", "低")], {}),
        ([report("心理转介", "中")], {"protection": ("blue", 2, "P4")}),
        ([report("自伤自杀风险")], {"protection": ("red", 8, "P4")}),
        ([call("父母服刑"), call("家庭变故")], {"protection": ("yellow", 3, "P5")}),
        ([found("使用童工")], {"protection": ("orange", 6, "P6")}),
        ([case("被害人")], {"protection": ("orange", 6, "P7")}),
        (
            [registered("留守儿童"), pupil(truant_periods=12)],
            {"protection": ("yellow", 3, "P2 C1"), "behaviour": ("blue", 2, "B1")},
        ),
        ([found("违规接待未成年人住宿")], {}),
    ],
)
def test_each_rule_gives_its_points(county, rows, expected):
    child = next(c for c in county.children if c.age_on(D) == 12)
    findings = screen([Row(feed, child, values) for feed, values in rows], D)
    assert {f.track: (f.level, f.points, " ".join(f.rules)) for f in findings} == expected


def test_absence_counts_from_six_to_fifteen_only(county):
    for age, counted in ((5, False), (6, True), (15, True), (16, False)):
        child = next(c for c in county.children if c.age_on(D) == age)
        feed, values = pupil(days_absent=30)
        assert bool(screen([Row(feed, child, values)], D)) is counted
