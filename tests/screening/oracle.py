"""The default rules once more, in slow plain Python, to check the engine against. Shares no code with it."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Signal = tuple[int, date | None, date | None, tuple[int, ...]]  # points, starts_on, expires_on, evidence
FAR = date(9999, 12, 31)
CATEGORY = {"留守儿童": 1, "低保家庭儿童": 1, "重病重残儿童": 2, "事实无人抚养儿童": 3, "孤儿": 3}
HOTLINE = {"家庭暴力": 6, "监护缺失": 4, "父母服刑": 3, "父母戒毒": 3, "家庭变故": 1}
WINDOWED = [
    ("B2", "police", "received_at", "minor_role", "行为人", 365),
    ("B3", "police", "received_at", "minor_role", "走失人员", 180),
    ("B4", "venues", "inspected_on", "finding", "接纳未成年人", 180),
    ("B5", "venues", "inspected_on", "finding", "向未成年人售烟酒", 180),
    ("B6", "judicial", "accepted_on", "litigation_role", "犯罪嫌疑人", 365),
    ("P3", "police", "received_at", "minor_role", "被侵害人", 365),
    ("P6", "venues", "inspected_on", "finding", "使用童工", 365),
    ("P7", "judicial", "accepted_on", "litigation_role", "被害人", 365),
]


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def term(day: date) -> tuple[date, date]:
    if 2 <= day.month <= 8:
        return date(day.year, 2, 1), date(day.year, 8, 31)
    year = day.year if day.month >= 9 else day.year - 1
    return date(year, 9, 1), date(year + 1, 1, 31)


def age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def current(rows: list[Row], as_of: date, *key: str) -> list[Row]:
    """The newest report of each thing at or before the month of the day, else the earliest after it."""
    things = defaultdict(list)
    for row in rows:
        things[tuple(row.get(column) for column in ("child_id", *key))].append(row)
    kept = []
    for reports in things.values():
        months = [row["report_month"] for row in reports]
        past = [month for month in months if month <= as_of]
        chosen = max(past) if past else min(months)
        kept += [row for row in reports if row["report_month"] == chosen]
    return kept


def registrations(rows: list[Row], as_of: date) -> list[Row]:
    newest: dict[Any, date] = {}
    for row in rows:
        if row["report_month"] <= as_of:
            town = row.get("town")
            newest[town] = max(newest.get(town, row["report_month"]), row["report_month"])

    def listed(row: Row) -> bool:
        last = newest.get(row.get("town"))
        if last is None:
            return True
        month = row["report_month"]
        return (last.year - month.year) * 12 + last.month - month.month < 3

    return [row for row in current(rows, as_of, "child_category") if listed(row)]


def windowed(rows: list[Row], column: str, as_of: date, days: int) -> list[Row]:
    return [row for row in rows if row.get(column) and 0 <= (as_of - row[column]).days < days]


def made(points: int, rows: list[Row], starts: list[date | None], ends: list[date | None]) -> Signal:
    known = [day for day in starts if day]
    ending = [day for day in ends if day]
    return (
        points,
        min(known) if known else None,
        max(ending) if ending else None,
        tuple(sorted(row["row_id"] for row in rows)),
    )


def events_of(rows: list[Row], *columns: str) -> int:
    seen = set()
    for row in rows:
        values = tuple(row.get(column) for column in columns)
        seen.add(("row", row["row_id"]) if None in values else values)
    return len(seen)


def scored(rule: str, rows: list[Row]) -> int:
    if rule == "B2":
        return 4 if events_of(rows, "incident_number") == 1 else 6
    if rule in ("B4", "B5"):
        number = events_of(rows, "inspected_on", "premises_name")
        return min(4, 2 * number) if rule == "B4" else min(2, number)
    if rule == "P3":
        return max(8 if row.get("incident_type") in ("家庭暴力", "性侵害", "学生欺凌") else 3 for row in rows)
    return {"B3": 2, "B6": 8, "P6": 6, "P7": 6}[rule]


def health_points(row: Row) -> int:
    if row.get("report_type") and row["report_type"] != "心理转介":
        return 8
    return {"高": 4, "中": 2}.get(row.get("assessment_level") or "", 0)


def signals_of(
    rows: dict[str, list[Row]], birth: date | None, as_of: date, civil: list[Row]
) -> Iterator[tuple[str, Signal]]:
    """The signals of one child. rows: feed → its rows; civil: its registrations that stand."""
    for rule, feed, column, field, word, days in WINDOWED:
        hits = [row for row in windowed(rows[feed], column, as_of, days) if row.get(field) == word]
        if hits:
            starts = [row[column] for row in hits]
            yield rule, made(scored(rule, hits), hits, starts, [d + timedelta(days=days - 1) for d in starts])
    for rule, feed, column, points in (
        ("P4", "health", "reported_on", health_points),
        ("P5", "hotline", "received_on", lambda row: HOTLINE.get(row.get("report_type"), 0)),
    ):
        hits = [row for row in windowed(rows[feed], column, as_of, 365) if points(row)]
        if hits:
            starts = [row[column] for row in hits]
            top = max(points(row) for row in hits)
            yield rule, made(top, hits, starts, [d + timedelta(days=364) for d in starts])
    school = current(rows["education"], as_of)
    months = [row["report_month"] for row in school]
    truant = [row for row in school if (row.get("truant_periods") or 0) >= 10]
    if truant and (months[0] > as_of or term(months[0]) == term(as_of)):
        yield "B1", made(2, truant, months, [term(months[0])[1]])
    of_age = birth is not None and 6 <= age(birth, as_of) <= 15
    away = [
        row
        for row in school
        if row.get("enrolment_status") == "辍学" or (of_age and (row.get("days_absent") or 0) >= 10)
    ]
    if away and (months[0] > as_of or months[0] == as_of.replace(day=1)):
        yield "P1", made(4, away, months, [month_end(months[0])])
    known = [row for row in civil if row.get("child_category") in CATEGORY]
    known = [row for row in known if not row.get("recognised_on") or row["recognised_on"] <= as_of]
    if known:
        total = min(4, sum(CATEGORY[category] for category in {row["child_category"] for row in known}))
        yield "P2", made(total, known, [row.get("recognised_on") for row in known], [])
    unseen = [
        row for row in civil if row.get("last_visited_on") and (as_of - row["last_visited_on"]).days > 90
    ]
    if unseen:
        yield "P8", made(1, unseen, [row["last_visited_on"] for row in unseen], [])


def combined(signals: dict[str, Signal]) -> Signal | None:
    other = [signals[rule] for rule in ("B1", "P1") if rule in signals]
    if "P2" not in signals or not other:
        return None
    first = signals["P2"]
    starts = [day for day in (first[1], min(signal[1] for signal in other)) if day]
    end = min(first[2] or FAR, max(signal[2] or FAR for signal in other))
    evidence = sorted({row for signal in (first, *other) for row in signal[3]})
    return 2, max(starts), None if end == FAR else end, tuple(evidence)


def screened(
    events: dict[str, list[Row]], births: dict[int, date | None], as_of: date
) -> dict[tuple[int, str], Signal]:
    """(child, rule) → signal."""
    civil = registrations(events["civil_affairs"], as_of)
    found: dict[tuple[int, str], Signal] = {}
    for child, birth in births.items():
        mine = {feed: [row for row in rows if row["child_id"] == child] for feed, rows in events.items()}
        signals = dict(signals_of(mine, birth, as_of, [row for row in civil if row["child_id"] == child]))
        both = combined(signals)
        if both:
            signals["C1"] = both
        found |= {(child, rule): signal for rule, signal in signals.items()}
    return found


def candidates(signals: dict[tuple[int, str], Signal]) -> dict[tuple[int, str], tuple[str, int, str]]:
    """(child, track) → level, points, rules."""
    held = defaultdict(list)
    for (child, rule), signal in signals.items():
        held[child, "behaviour" if rule.startswith("B") else "protection"].append((rule, signal[0]))
    answer = {}
    for key, pairs in held.items():
        points = sum(number for _, number in pairs)
        level = "red" if points >= 8 else "orange" if points >= 5 else "yellow" if points >= 3 else "blue"
        answer[key] = (level, points, ";".join(sorted(rule for rule, _ in pairs)))
    return answer
