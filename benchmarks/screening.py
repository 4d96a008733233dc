"""Screening a million children: the engine against one hand-written DuckDB query over the same tables.

    python benchmarks/screening.py [--children 1000000] [--rounds 3]

Prints one JSON object: children, rows, seconds, handwritten_seconds, ratio (medians of the rounds, taken in turn), equal (the two found
the same candidates). The bar is ratio ≤ 2.0. The county is made up by seeded SQL: as many rows of each feed for a child as in a
county's delivery, two months of the two feeds that report by the month.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from datetime import date

import duckdb
import pyarrow as pa

from weibao.screening import default_rules, screen

AS_OF = date(2025, 12, 31)


def one_of(words: list[str], salt: int) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"[{listed}][1 + (hash(n, {salt}) % {len(words)})::INTEGER]"


def day(salt: int, span: int = 420) -> str:
    return f"(DATE '2025-12-31' - (hash(n, {salt}) % {span})::INTEGER)"


def child(count: int, salt: int) -> str:
    return f"(1 + hash(n, {salt}) % {count})::BIGINT"


def county(count: int) -> tuple[dict[str, pa.Table], pa.Table]:
    """The tables of a made-up county of `count` children."""
    month = "DATE '2025-12-01'"
    start = {"education": 0, "civil_affairs": 10**9, "police": 2 * 10**9, "judicial": 3 * 10**9}
    start |= {"health": 4 * 10**9, "venues": 5 * 10**9, "hotline": 6 * 10**9}
    columns = {
        "education": f"""1 + n // 2 AS child_id, CASE WHEN n % 2 = 0 THEN {month} ELSE DATE '2025-11-01' END AS report_month,
            CASE WHEN hash(n, 1) % 400 = 0 THEN '辍学' ELSE '在读' END AS enrolment_status,
            CASE WHEN hash(n, 2) % 90 = 0 THEN 10 + hash(n, 3) % 20 ELSE hash(n, 3) % 9 END::INTEGER AS truant_periods,
            CASE WHEN hash(n, 4) % 300 = 0 THEN 10 + hash(n, 5) % 30 ELSE hash(n, 5) % 5 END::INTEGER AS days_absent""",
        "civil_affairs": f"""{child(count, 6)} AS child_id,
            CASE WHEN hash(n, 7) % 2 = 0 THEN {month} ELSE DATE '2025-11-01' END AS report_month,
            {one_of(["倪庄镇", "沙泉镇", "鸭池镇", "平原镇", "新桥镇", "蓼湾镇", "白石镇"], 8)} AS town,
            {one_of(["留守儿童", "低保家庭儿童", "事实无人抚养儿童", "孤儿", "重病重残儿童"], 9)} AS child_category,
            {day(10, 1500)} AS recognised_on, {day(11, 120)} AS last_visited_on""",
        "police": f"""{child(count, 12)} AS child_id, {month} AS report_month, 'JQ' || n // 2 AS incident_number,
            {day(13)} AS received_at, {one_of(["盗窃", "殴打他人", "家庭暴力", "学生欺凌", "离家出走"], 14)} AS incident_type,
            {one_of(["行为人", "被侵害人", "走失人员", "其他"], 15)} AS minor_role""",
        "judicial": f"""{child(count, 16)} AS child_id, {month} AS report_month, {day(17)} AS accepted_on,
            {one_of(["犯罪嫌疑人", "被害人"], 18)} AS litigation_role""",
        "health": f"""{child(count, 19)} AS child_id, {month} AS report_month, {day(20)} AS reported_on,
            {one_of(["疑似虐待损伤", "疑似性侵害", "自伤自杀风险", "心理转介"], 21)} AS report_type,
            {one_of(["低", "中", "高"], 22)} AS assessment_level""",
        "venues": f"""{child(count, 23)} AS child_id, {month} AS report_month, {day(24)} AS inspected_on,
            '场所' || hash(n, 25) % 900 AS premises_name,
            {one_of(["接纳未成年人", "向未成年人售烟酒", "使用童工", "违规接待未成年人住宿"], 26)} AS finding""",
        "hotline": f"""{child(count, 27)} AS child_id, {month} AS report_month, {day(28)} AS received_on,
            {one_of(["家庭暴力", "监护缺失", "父母服刑", "父母戒毒", "家庭变故"], 29)} AS report_type""",
    }
    rows = {"education": 2 * count, "civil_affairs": 228 * count // 1000, "police": 12 * count // 1000}
    rows |= {"judicial": 14 * count // 10000, "health": 42 * count // 10000}
    rows |= {"venues": 55 * count // 10000, "hotline": 87 * count // 10000}
    connection = duckdb.connect()
    events = {
        feed: connection.sql(
            f"SELECT {start[feed]} + n AS row_id, {columns[feed]} FROM range({rows[feed]}) r(n)"
        ).to_arrow_table()
        for feed in columns
    }
    children = connection.sql(
        "SELECT n + 1 AS child_id, DATE '2008-01-01' + (hash(n, 30) % 6500)::INTEGER AS birth_date"
        f" FROM range({count}) r(n)"
    ).to_arrow_table()
    connection.close()
    return events, children


HANDWRITTEN = """
WITH edu AS (
    SELECT * FROM education WHERE report_month <= DATE '2025-12-01'
    QUALIFY report_month = max(report_month) OVER (PARTITION BY child_id)
), civil AS (
    SELECT c.* FROM civil_affairs c
    JOIN (SELECT town, max(report_month) AS newest FROM civil_affairs GROUP BY town) USING (town)
    WHERE report_month > newest - INTERVAL 3 MONTH
    QUALIFY report_month = max(report_month) OVER (PARTITION BY child_id, child_category)
), base AS (
    SELECT child_id, 'B1' AS rule, 2 AS points FROM edu
    WHERE truant_periods >= 10 AND report_month >= DATE '2025-09-01' GROUP BY child_id
    UNION ALL SELECT child_id, 'B2', CASE WHEN count(DISTINCT incident_number) > 1 THEN 6 ELSE 4 END FROM police
    WHERE minor_role = '行为人' AND received_at BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'B3', 2 FROM police
    WHERE minor_role = '走失人员' AND received_at BETWEEN DATE '2025-07-05' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'B4', least(4, 2 * count(DISTINCT (inspected_on, premises_name))) FROM venues
    WHERE finding = '接纳未成年人' AND inspected_on BETWEEN DATE '2025-07-05' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'B5', least(2, count(DISTINCT (inspected_on, premises_name))) FROM venues
    WHERE finding = '向未成年人售烟酒' AND inspected_on BETWEEN DATE '2025-07-05' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'B6', 8 FROM judicial
    WHERE litigation_role = '犯罪嫌疑人' AND accepted_on BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'P1', 4 FROM edu JOIN children USING (child_id)
    WHERE report_month = DATE '2025-12-01' AND (enrolment_status = '辍学' OR (days_absent >= 10
        AND birth_date BETWEEN DATE '2010-01-01' AND DATE '2019-12-31')) GROUP BY child_id
    UNION ALL SELECT child_id, 'P2', least(4, sum(points)) FROM (
        SELECT DISTINCT child_id, child_category, CASE WHEN child_category IN ('留守儿童', '低保家庭儿童') THEN 1
            WHEN child_category = '重病重残儿童' THEN 2 ELSE 3 END AS points FROM civil
        WHERE recognised_on IS NULL OR recognised_on <= DATE '2025-12-31') GROUP BY child_id
    UNION ALL SELECT child_id, 'P3',
        max(CASE WHEN incident_type IN ('家庭暴力', '性侵害', '学生欺凌') THEN 8 ELSE 3 END) FROM police
    WHERE minor_role = '被侵害人' AND received_at BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'P4', max(CASE WHEN report_type <> '心理转介' THEN 8 WHEN assessment_level = '高' THEN 4
        ELSE 2 END) FROM health WHERE (report_type <> '心理转介' OR assessment_level IN ('高', '中'))
        AND reported_on BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'P5', max(CASE report_type WHEN '家庭暴力' THEN 6 WHEN '监护缺失' THEN 4
        WHEN '家庭变故' THEN 1 ELSE 3 END) FROM hotline
    WHERE received_on BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'P6', 6 FROM venues
    WHERE finding = '使用童工' AND inspected_on BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'P7', 6 FROM judicial
    WHERE litigation_role = '被害人' AND accepted_on BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY child_id
    UNION ALL SELECT child_id, 'P8', 1 FROM civil WHERE last_visited_on < DATE '2025-10-02' GROUP BY child_id
), signals AS (
    SELECT * FROM base UNION ALL
    SELECT child_id, 'C1', 2 FROM base WHERE rule IN ('P2', 'B1', 'P1') GROUP BY child_id
    HAVING bool_or(rule = 'P2') AND bool_or(rule <> 'P2')
), stands AS (
    SELECT child_id, CASE WHEN rule[1] = 'B' THEN 'behaviour' ELSE 'protection' END AS track,
        sum(points)::INTEGER AS points, string_agg(rule, ';' ORDER BY rule) AS rules FROM signals GROUP BY ALL
)
SELECT child_id, track, CASE WHEN points >= 8 THEN 'red' WHEN points >= 5 THEN 'orange' WHEN points >= 3 THEN 'yellow'
    ELSE 'blue' END AS level, points, rules, track = 'behaviour' AND points >= 3
    AND bool_or(track = 'protection' AND points >= 3) OVER (PARTITION BY child_id) AS with_protection
FROM stands ORDER BY child_id, track DESC
"""


def by_hand(events: dict[str, pa.Table], children: pa.Table) -> pa.Table:
    connection = duckdb.connect()
    connection.register("children", children)
    for feed, table in events.items():
        connection.register(feed, table)
    found = connection.sql(HANDWRITTEN).to_arrow_table()
    connection.close()
    return found


def same(one: pa.Table, other: pa.Table) -> bool:
    connection = duckdb.connect()
    connection.register("a", one)
    connection.register("b", other)
    either = "(SELECT * FROM {} EXCEPT ALL SELECT * FROM {})"
    left = connection.sql(f"SELECT count(*) FROM {either.format('a', 'b')}").fetchall()[0][0]
    right = connection.sql(f"SELECT count(*) FROM {either.format('b', 'a')}").fetchall()[0][0]
    return left == right == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--children", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    events, children = county(options.children)
    rules = default_rules()
    ours, theirs = [], []
    for _ in range(options.rounds):
        begun = time.perf_counter()
        screening = screen(events, children, rules, as_of=AS_OF)
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        expected = by_hand(events, children)
        theirs.append(time.perf_counter() - begun)
    seconds, handwritten = statistics.median(ours), statistics.median(theirs)
    figures = {
        "children": children.num_rows,
        "rows": sum(table.num_rows for table in events.values()),
        "candidates": screening.candidates.num_rows,
        "signals": screening.signals.num_rows,
        "seconds": round(seconds, 3),
        "handwritten_seconds": round(handwritten, 3),
        "ratio": round(seconds / handwritten, 2),
        "equal": same(screening.candidates, expected),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
