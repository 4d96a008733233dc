"""A county's own rules and feeds: more of them, new ones, other numbers, without touching code."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from weibao.screening import (
    adjust,
    default_rules,
    explain,
    parse_rules,
    read_inputs,
    rows_behind,
    screen,
    to_data,
)

from .county import AS_OF, County

BOARDING = """
boarding:
  title: 寄宿生晚点名
  owner: 教育局
  date: called_on
  said: 点名
  columns:
    called_on: {label: 点名日期, kind: date}
    nights_missed: {label: 缺席晚数, kind: number}
"""
RULE = {
    "id": "L1",
    "track": "protection",
    "title": "寄宿生夜间缺席",
    "feed": "boarding",
    "when": [{"age": [6, 15]}, {"field": "nights_missed", "at_least": 2}],
    "points": {"each": 3, "at_most": 6, "distinct": ["called_on"]},
    "lasts": {"kind": "days", "days": 30, "date": "called_on"},
    "sentence": "晚点名缺席 {nights_missed} 晚",
    "ground": [{"law": "本县工作措施"}],
}


def test_an_eighth_feed_and_a_rule_on_it_need_no_code(tmp_path):
    path = tmp_path / "inputs.yaml"
    path.write_text(BOARDING, encoding="utf-8")
    inputs = read_inputs(path)
    rules = parse_rules(to_data(default_rules()) | {"rules": [RULE]}, inputs)
    called = [date(2025, 12, 30), date(2025, 12, 31), date(2025, 12, 31), date(2025, 12, 1)]
    table = pa.table(
        {
            "row_id": pa.array([1, 2, 3, 4], pa.int64()),
            "child_id": pa.array([7, 7, 7, 7], pa.int64()),
            "report_month": pa.array([date(2025, 12, 1)] * 4, pa.date32()),
            "called_on": pa.array(called, pa.date32()),
            "nights_missed": pa.array([2, 5, 3, 9], pa.int32()),
        }
    )
    children = pa.table(
        {"child_id": pa.array([7], pa.int64()), "birth_date": pa.array([date(2013, 1, 1)], pa.date32())}
    )
    screening = screen({"boarding": table}, children, rules, as_of=AS_OF, inputs=inputs)
    (signal,) = screening.signals.to_pylist()
    assert (signal["points"], signal["count"], signal["evidence"]) == (6, 2, [1, 2, 3])
    told = explain(signal, rows_behind(signal["evidence"], {"boarding": table}), rules, AS_OF, inputs)
    assert "晚点名缺席 2 晚（教育局 2025年12月30日点名）。" in told


@pytest.mark.parametrize("number", [60, 100])
def test_many_rules_are_all_named_in_order(number):
    data = to_data(default_rules())
    b1 = data["rules"][0]
    data["rules"] = [b1 | {"id": f"A{n:03}", "points": {"once": 1}} for n in range(number)]
    county = County()
    county.add("education", truant_periods=12)
    (candidate,) = county.screen(rules=parse_rules(data)).candidates.to_pylist()
    assert candidate["rules"] == ";".join(f"A{n:03}" for n in range(number))
    assert candidate["points"] == number


def test_points_under_the_lowest_level_make_no_candidate():
    county = County()
    county.add("hotline", report_type="家庭变故", received_on=AS_OF)
    screening = county.screen(rules=adjust(default_rules(), {"levels/blue": 2}))
    assert (screening.signals.num_rows, screening.candidates.num_rows) == (1, 0)


def test_a_feed_may_say_only_columns_that_it_declares(tmp_path):
    path = tmp_path / "inputs.yaml"
    path.write_text(BOARDING.replace("date: called_on", "date: written_on"), encoding="utf-8")
    with pytest.raises(ValueError, match="数据源“boarding”的声明有误：列 written_on 未声明"):
        read_inputs(path)
