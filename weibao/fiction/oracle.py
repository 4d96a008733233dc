"""The default screening rules worked out the slow and plain way, child by child, independently of the engine.

Written from the rule table (docs: screening), sharing nothing with `weibao.screening`, so that one can be held against
the other. Only for a delivery whose report month is the month of the as-of date.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from weibao.fiction.happenings import Row
from weibao.fiction.population import Child

_CATEGORY_POINTS = {"留守儿童": 1, "低保家庭儿童": 1, "重病重残儿童": 2, "事实无人抚养儿童": 3, "孤儿": 3}
_HOTLINE_POINTS = {"家庭暴力": 6, "监护缺失": 4, "父母服刑": 3, "父母戒毒": 3, "家庭变故": 1}


@dataclass(frozen=True, slots=True)
class Finding:
    """Where one child stands on one track; `rules` in the order of the rule table."""

    person_id: int
    track: str
    level: str
    points: int
    rules: tuple[str, ...]


def screen(rows: Iterable[Row], as_of: dt.date) -> list[Finding]:
    """The findings of the default rules on distinct, accepted rows, by child and track (protection before behaviour)."""
    by_child: dict[int, list[Row]] = {}
    for row in rows:
        by_child.setdefault(row.person_id, []).append(row)
    findings = []
    for person_id in sorted(by_child):
        rows_of_child = by_child[person_id]
        for track, points in (
            ("protection", _protection(rows_of_child[0].child, rows_of_child, as_of)),
            ("behaviour", _behaviour(rows_of_child, as_of)),
        ):
            fired = {rule: value for rule, value in points.items() if value > 0}
            total = sum(fired.values())
            if total > 0:
                findings.append(Finding(person_id, track, _level(total), total, tuple(fired)))
    return findings


def _level(points: int) -> str:
    if points >= 8:
        return "red"
    if points >= 5:
        return "orange"
    if points >= 3:
        return "yellow"
    return "blue"


def _within(day: Any, as_of: dt.date, days: int) -> bool:
    if day is None:
        return False
    if isinstance(day, dt.datetime):
        day = day.date()
    return 0 <= (as_of - day).days < days


def _of(rows: list[Row], feed: str) -> list[dict[str, Any]]:
    return [row.values for row in rows if row.feed == feed]


def _truant(rows: list[Row]) -> int:
    return 2 if any(v["truant_periods"] >= 10 for v in _of(rows, "education")) else 0


def _behaviour(rows: list[Row], as_of: dt.date) -> dict[str, int]:
    acts = {
        v["incident_number"]
        for v in _of(rows, "police")
        if v["minor_role"] == "行为人" and _within(v["received_at"], as_of, 365)
    }
    lost = any(
        v["minor_role"] == "走失人员" and _within(v["received_at"], as_of, 180) for v in _of(rows, "police")
    )
    visits = [v["finding"] for v in _of(rows, "venues") if _within(v["inspected_on"], as_of, 180)]
    suspected = any(
        v["litigation_role"] == "犯罪嫌疑人" and _within(v["accepted_on"], as_of, 365)
        for v in _of(rows, "judicial")
    )
    return {
        "B1": _truant(rows),
        "B2": 0 if not acts else 4 if len(acts) == 1 else 6,
        "B3": 2 if lost else 0,
        "B4": min(4, 2 * visits.count("接纳未成年人")),
        "B5": min(2, visits.count("向未成年人售烟酒")),
        "B6": 8 if suspected else 0,
    }


def _protection(child: Child, rows: list[Row], as_of: dt.date) -> dict[str, int]:
    of_school_age = 6 <= child.age_on(as_of) <= 15
    out_of_school = any(
        v["enrolment_status"] == "辍学" or (of_school_age and v["days_absent"] >= 10)
        for v in _of(rows, "education")
    )
    registered = _of(rows, "civil_affairs")
    categories = {v["child_category"] for v in registered}
    harms = [
        8 if v["incident_type"] in ("家庭暴力", "性侵害", "学生欺凌") else 3
        for v in _of(rows, "police")
        if v["minor_role"] == "被侵害人" and _within(v["received_at"], as_of, 365)
    ]
    reports = [v for v in _of(rows, "health") if _within(v["reported_on"], as_of, 365)]
    health = [
        8 if v["report_type"] != "心理转介" else {"高": 4, "中": 2}.get(v["assessment_level"], 0)
        for v in reports
    ]
    calls = [
        _HOTLINE_POINTS[v["report_type"]]
        for v in _of(rows, "hotline")
        if _within(v["received_on"], as_of, 365)
    ]
    put_to_work = any(
        v["finding"] == "使用童工" and _within(v["inspected_on"], as_of, 365) for v in _of(rows, "venues")
    )
    victim = any(
        v["litigation_role"] == "被害人" and _within(v["accepted_on"], as_of, 365)
        for v in _of(rows, "judicial")
    )
    unvisited = any(v["last_visited_on"] and (as_of - v["last_visited_on"]).days > 90 for v in registered)
    points = {
        "P1": 4 if out_of_school else 0,
        "P2": min(4, sum(_CATEGORY_POINTS[c] for c in categories)),
        "P3": max(harms, default=0),
        "P4": max(health, default=0),
        "P5": max(calls, default=0),
        "P6": 6 if put_to_work else 0,
        "P7": 6 if victim else 0,
        "P8": 1 if unvisited else 0,
    }
    return points | {"C1": 2 if points["P2"] and (points["P1"] or _truant(rows)) else 0}
