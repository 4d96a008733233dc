"""Any county: the engine finds what slow plain Python finds, row by row and day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from . import oracle
from .county import County

AS_OF = date(2025, 12, 31)
EDGES = [0, 1, 90, 91, 179, 180, 364, 365, -1]
DAYS = st.one_of(st.none(), st.sampled_from(EDGES), st.integers(-40, 420)).map(
    lambda ago: None if ago is None else AS_OF - timedelta(days=ago)
)
MONTHS = st.sampled_from(
    [date(2025, m, 1) for m in (1, 8, 9, 10, 11, 12)] + [date(2026, m, 1) for m in (1, 2, 3)]
)
BIRTHS = st.one_of(
    st.none(),
    st.dates(date(2008, 1, 1), date(2022, 12, 31)),
    st.sampled_from([date(2019, 12, 31), date(2010, 1, 1)]),
)


def words(*choices: str):
    return st.sampled_from([*choices, None])


ROWS = {
    "education": {
        "enrolment_status": words("在读", "在读", "辍学"),
        "truant_periods": st.sampled_from([None, 0, 9, 10, 30]),
        "days_absent": st.sampled_from([None, 0, 9, 10, 30]),
    },
    "civil_affairs": {
        "town": words("甲镇", "乙镇"),
        "child_category": words("留守儿童", "低保家庭儿童", "事实无人抚养儿童", "孤儿", "重病重残儿童"),
        "recognised_on": DAYS,
        "last_visited_on": DAYS,
    },
    "police": {
        "incident_number": words("甲", "乙"),
        "received_at": DAYS,
        "incident_type": words("盗窃", "家庭暴力", "性侵害", "学生欺凌"),
        "minor_role": words("行为人", "被侵害人", "走失人员", "其他"),
    },
    "judicial": {"litigation_role": words("犯罪嫌疑人", "被害人", "证人"), "accepted_on": DAYS},
    "health": {
        "reported_on": DAYS,
        "report_type": words("疑似虐待损伤", "心理转介", "心理转介"),
        "assessment_level": words("低", "中", "高"),
    },
    "venues": {
        "inspected_on": DAYS,
        "premises_name": words("甲", "乙"),
        "finding": words("接纳未成年人", "向未成年人售烟酒", "使用童工", "违规接待未成年人住宿"),
    },
    "hotline": {
        "received_on": DAYS,
        "report_type": words("家庭暴力", "监护缺失", "父母服刑", "父母戒毒", "家庭变故"),
    },
}


@st.composite
def counties(draw) -> County:
    county = County()
    for feed, columns in ROWS.items():
        for _ in range(draw(st.integers(0, 7))):
            values = {column: draw(strategy) for column, strategy in columns.items()}
            county.add(feed, child=draw(st.integers(1, 4)), month=draw(MONTHS), **values)
    for child in (1, 2, 3, 4):
        county.born(draw(BIRTHS), child)
    return county


def full(county: County) -> dict:
    return {feed: [dict(row) for row in rows] for feed, rows in county.rows.items()}


@given(counties(), st.one_of(st.just(AS_OF), st.dates(date(2025, 8, 1), date(2026, 3, 31))))
@settings(max_examples=80, deadline=None)
def test_the_engine_finds_what_the_oracle_finds(county, as_of):
    expected = oracle.screened(full(county), county.births, as_of)
    screening = county.screen(as_of)
    found = {
        (row["child_id"], row["rule"]): (
            row["points"],
            row["starts_on"],
            row["expires_on"],
            tuple(row["evidence"]),
        )
        for row in screening.signals.to_pylist()
    }
    assert found == expected
    standing = {
        (row["child_id"], row["track"]): (row["level"], row["points"], row["rules"])
        for row in screening.candidates.to_pylist()
    }
    assert standing == oracle.candidates(expected)


@given(counties(), st.randoms())
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_nothing(county, random):
    before = county.screen()
    for rows in county.rows.values():
        random.shuffle(rows)
    after = county.screen()
    assert after.signals.equals(before.signals)
    assert after.candidates.equals(before.candidates)


@given(counties())
@settings(max_examples=30, deadline=None)
def test_a_signal_from_events_lapses_on_the_day_it_says(county):
    county.rows["education"].clear()
    county.rows["civil_affairs"].clear()
    signals = county.screen().signals.to_pylist()
    for signal in signals[:2]:
        child, last = signal["child_id"], signal["expires_on"]
        for rows in county.rows.values():  # nothing new after the day of screening
            rows[:] = [
                row
                for row in rows
                if all(not isinstance(v, date) or v <= AS_OF for k, v in row.items() if k != "report_month")
            ]
        assert signal["rule"] in county.points(as_of=last, child=child)
        assert signal["rule"] not in county.points(as_of=last + timedelta(days=1), child=child)
