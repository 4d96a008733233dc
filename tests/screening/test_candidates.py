"""Levels, tracks, the combination, and what a screening answers as a whole."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from weibao.screening import ScreeningInputError, default_rules, rows_behind, screen

from .county import AS_OF, County


def test_levels_by_the_sum_of_points():
    rules = default_rules()
    levels = [rules.level_of(points) for points in range(10)]
    assert levels == [None, "blue", "blue", "yellow", "yellow", "orange", "orange", "orange", "red", "red"]
    assert [rules.goes_to_review(level) for level in ("red", "orange", "yellow", "blue")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("other", ["B1", "P1"])
def test_c1_needs_a_registration_and_truancy_or_absence(other):
    county = County()
    values = {"truant_periods": 12} if other == "B1" else {"enrolment_status": "辍学"}
    row = county.add("education", **values)
    assert county.points() == {other: 2 if other == "B1" else 4}
    registered = county.add("civil_affairs", child_category="留守儿童", recognised_on=date(2025, 3, 1))
    assert county.points()["C1"] == 2
    signal = county.signal("C1")
    assert (signal["track"], signal["count"], signal["evidence"]) == (
        "protection",
        2,
        sorted([row, registered]),
    )


def test_c1_gives_its_points_once_with_both_b1_and_p1():
    county = County()
    county.add("education", truant_periods=12, enrolment_status="辍学")
    county.add("civil_affairs", child_category="留守儿童", recognised_on=date(2025, 3, 1))
    candidates = county.candidates()
    assert candidates[1, "protection"]["points"] == 4 + 1 + 2
    assert candidates[1, "protection"]["rules"] == "C1;P1;P2"
    assert candidates[1, "behaviour"]["rules"] == "B1"


def test_c1_lapses_with_the_part_that_lapses_first():
    county = County()
    county.add("civil_affairs", child_category="留守儿童", recognised_on=date(2025, 3, 1))
    county.add("education", enrolment_status="辍学")
    assert county.signal("C1")["expires_on"] == date(2025, 12, 31)
    county.rows["education"][0]["truant_periods"] = 12
    signal = county.signal("C1")
    assert (signal["starts_on"], signal["expires_on"]) == (date(2025, 12, 1), date(2026, 1, 31))


def test_a_suspended_rule_gives_no_signal_and_no_combination():
    county = County()
    county.add("education", truant_periods=12)
    county.add("civil_affairs", child_category="留守儿童")
    assert set(county.points()) == {"B1", "P2", "C1"}
    assert set(county.points(rules=default_rules().suspend(["B1"]))) == {"P2"}


def test_the_behaviour_of_a_child_also_in_need_of_protection_is_shown_only_with_it():
    county = County()
    for child in (1, 2, 3):
        county.add("judicial", child=child, litigation_role="犯罪嫌疑人", accepted_on=AS_OF)
    county.add("judicial", child=1, litigation_role="被害人", accepted_on=AS_OF)
    county.add("civil_affairs", child=2, child_category="留守儿童")
    candidates = county.candidates()
    assert candidates[1, "behaviour"]["with_protection"] is True
    assert candidates[1, "protection"]["with_protection"] is False
    assert candidates[2, "protection"]["level"] == "blue"  # not shown to anyone, so nothing to be shown with
    assert candidates[2, "behaviour"]["with_protection"] is False
    assert candidates[3, "behaviour"]["with_protection"] is False


def test_rows_come_by_child_with_protection_first():
    county = County()
    for child in (2, 1):
        county.add("judicial", child=child, litigation_role="犯罪嫌疑人", accepted_on=AS_OF)
        county.add("judicial", child=child, litigation_role="被害人", accepted_on=AS_OF)
    found = [(row["child_id"], row["track"]) for row in county.screen().candidates.to_pylist()]
    assert found == [(1, "protection"), (1, "behaviour"), (2, "protection"), (2, "behaviour")]


def test_counts_name_every_level_and_the_version_of_the_rules():
    county = County()
    county.add("judicial", litigation_role="被害人", accepted_on=AS_OF)
    county.add("police", child=2, minor_role="走失人员", received_at=AS_OF)
    screening = county.screen()
    assert screening.counts == {
        "protection": {"red": 0, "orange": 1, "yellow": 0, "blue": 0},
        "behaviour": {"red": 0, "orange": 0, "yellow": 0, "blue": 1},
    }
    assert (screening.children, screening.version) == (2, default_rules().version)
    assert screening.seconds > 0


def test_evidence_holds_only_the_rows_inside_the_window():
    county = County()
    inside = [
        county.add("police", minor_role="走失人员", received_at=AS_OF - timedelta(days=d)) for d in (0, 179)
    ]
    county.add("police", minor_role="走失人员", received_at=AS_OF - timedelta(days=180))
    signal = county.signal("B3")
    assert signal["evidence"] == inside
    assert signal["starts_on"] == AS_OF - timedelta(days=179)
    assert [row["feed"] for row in rows_behind(signal["evidence"], county.events)] == ["police", "police"]


def test_a_county_without_any_rows_has_no_candidates():
    county = County()
    screening = screen({}, county.children, default_rules(), as_of=AS_OF)
    assert (screening.signals.num_rows, screening.candidates.num_rows) == (0, 0)
    assert county.screen().candidates.num_rows == 0


def test_a_missing_column_is_named():
    county = County()
    events = county.events | {"police": county.events["police"].drop_columns(["minor_role"])}
    with pytest.raises(ScreeningInputError, match="数据源“police”缺少筛查所需的列“minor_role”"):
        screen(events, county.children, default_rules(), as_of=AS_OF)


def test_a_column_of_the_wrong_type_is_named():
    county = County()
    children = pa.table({"child_id": pa.array([1], pa.int64()), "birth_date": ["2014-01-01"]})
    with pytest.raises(ScreeningInputError, match="birth_date”类型为 string"):
        screen(county.events, children, default_rules(), as_of=AS_OF)


def test_columns_that_no_rule_names_are_not_read():
    county = County()
    county.add("judicial", litigation_role="被害人", accepted_on=AS_OF)
    events = county.events | {
        "judicial": county.events["judicial"].select(
            ["row_id", "child_id", "report_month", "litigation_role", "accepted_on"]
        )
    }
    assert screen(events, county.children, default_rules(), as_of=AS_OF).signals.num_rows == 1
