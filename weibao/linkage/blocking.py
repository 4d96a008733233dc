"""Second step: which pairs are worth weighing, for rows that no good number settles."""

from __future__ import annotations

import duckdb

from weibao.linkage.comparisons import BIRTH_NEAR

# l is always a row without a number; where r has none either, the lower seat is l.
_OPEN = "l.node <> r.node and (l.fresh or r.fresh) and (r.id_any is not null or l.seat < r.seat)"
_NEAR_BIRTH = BIRTH_NEAR.replace("birth_l", "l.birth").replace("birth_r", "r.birth")
_RULES = (
    "l.pinyin = r.pinyin and l.birth = r.birth",
    "l.pinyin = r.pinyin and l.phone_1 = r.phone_1",
    "l.pinyin = r.pinyin and l.phone_2 = r.phone_1",
    "l.pinyin = r.pinyin and l.phone_1 = r.phone_2",
    "l.pinyin = r.pinyin and l.guardian = r.guardian",
    "l.pinyin = r.pinyin and l.door = r.door",
    "l.birth = r.birth and l.phone_1 = r.phone_1",
    "l.birth = r.birth and l.guardian = r.guardian",
    "l.birth = r.birth and l.sound = r.sound",
    "l.birth = r.birth and l.door = r.door",
    # An unusable number, right in its front or its end, beside the same surname and birth date.
    "l.birth = r.birth and l.surname = r.surname and left(l.id_slip, 15) = left(r.id_number, 15)",
    "l.birth = r.birth and l.surname = r.surname and right(l.id_slip, 4) = right(r.id_number, 4)",
    # A row without birth date is looked for under its name alone, unless the name is everywhere.
    "l.pinyin = r.pinyin and l.birth is null and l.pinyin in (select pinyin from rare)",
    "l.pinyin = r.pinyin and l.birth is not null and r.birth is null and l.pinyin in (select pinyin from rare)",
    f"l.pinyin = r.pinyin and l.birth <> r.birth and ({_NEAR_BIRTH}) and l.pinyin in (select pinyin from rare)",  # noqa: S608
)
# Two different numbers never meet in one child, but a person should see such a pair when name and
# birth date are the same and nobody else carries one of the numbers: it may be mistyped.
_TWO_NUMBERS = (
    "l.pinyin = r.pinyin and l.birth = r.birth",
    "l.pinyin = r.pinyin and l.phone_1 = r.phone_1 and not (l.birth_written and r.birth_written)",
    "l.pinyin = r.pinyin and l.guardian = r.guardian and not (l.birth_written and r.birth_written)",
)
_TWO_OPEN = """l.id_any <> r.id_any and l.node <> r.node and (l.fresh or r.fresh) and (not r.lone or l.seat < r.seat)
    and (l.once_key is null or r.once_key is null or l.once_key <> r.once_key)"""
MOST_NAMESAKES = 12


def block(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill table `pairs` (match_key, join_key_l, join_key_r: seats) from `rows`; returns their number."""
    connection.execute("create table without as select * from rows where id_any is null")
    connection.execute("create table lone as select * from rows where lone")
    connection.execute(
        "create table rare as select pinyin from rows where pinyin in (select pinyin from without) "
        "group by pinyin having count(distinct node) <= ?",
        [MOST_NAMESAKES],
    )
    sides = [("without", rule, _OPEN) for rule in _RULES] + [
        ("lone", rule, _TWO_OPEN) for rule in _TWO_NUMBERS
    ]
    found = " union all ".join(
        f"select l.seat as one, r.seat as other from {side} l join rows r on {rule} where {still_open}"  # noqa: S608
        for side, rule, still_open in sides
    )
    connection.execute(
        "create table pairs as select '0' as match_key, least(one, other) as join_key_l, "  # noqa: S608
        f"greatest(one, other) as join_key_r from ({found}) group by 2, 3"
    )
    return connection.execute("select count(*) from pairs").fetchall()[0][0]
