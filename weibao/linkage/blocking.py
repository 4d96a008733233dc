"""Second step: which pairs are worth weighing, for rows that no good number settles."""

from __future__ import annotations

import duckdb

# Two different numbers never meet in one child, but a person should see such a pair when name and
# birth date are the same and nobody else carries one of the numbers: it may be mistyped.
_OPEN = """l.node <> r.node and (l.fresh or r.fresh) and (l.id_any is null or r.id_any is null
    or (l.id_any <> r.id_any and l.pinyin = r.pinyin and l.birth = r.birth and (l.lone or r.lone)
        and (l.once_key is null or r.once_key is null or l.once_key <> r.once_key)))"""
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
    "l.birth = r.birth and l.id_slip is not null and left(l.id_slip, 6) = left(r.id_number, 6) and l.surname = r.surname",
    "l.birth = r.birth and r.id_slip is not null and left(l.id_number, 6) = left(r.id_slip, 6) and l.surname = r.surname",
)
# A row without birth date is looked for under its name alone, unless the name is everywhere.
_NAME_ONLY = (
    "l.pinyin = r.pinyin and (l.birth is null or r.birth is null) and l.pinyin in (select pinyin from rare)"
)
_RARE = """
create table rare as select pinyin from rows group by pinyin having count(distinct node) <= {limit}
"""
MOST_NAMESAKES = 60


def block(connection: duckdb.DuckDBPyConnection) -> int:
    """Fill table `pairs` (match_key, join_key_l, join_key_r) from `rows`; returns their number."""
    connection.execute(_RARE.format(limit=MOST_NAMESAKES))
    found = " union all ".join(
        f"select l.record_id as one, r.record_id as other from rows l join rows r on {rule} "
        f"where l.seat < r.seat and {_OPEN}"
        for rule in (*_RULES, _NAME_ONLY)
    )
    connection.execute(
        "create table pairs as select '0' as match_key, one as join_key_l, other as join_key_r "
        f"from ({found}) group by one, other"
    )
    return connection.execute("select count(*) from pairs").fetchall()[0][0]
