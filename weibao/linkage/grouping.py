"""First step: rows that carry the same good identity number, and rows of children already known.

A *node* is what is certainly one child before any weighing: an existing child's rows, and the
new rows that share a number without any doubt. Doubtful sharers stay nodes of their own; the
pairs between them are judged one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import duckdb

from weibao.linkage.names import name_alikeness

# Rows of children that a new row could touch; everything else of a large county stays unread.
_POOL = """
create table pool as
with fresh as (select * from given where child_id is null),
near as (
    select child_id from given where child_id is not null and (
        coalesce(id_number, id_doubted) in (select coalesce(id_number, id_doubted) from fresh)
        or pinyin in (select pinyin from fresh)
        or phone_1 in (select phone_1 from fresh union select phone_2 from fresh)
        or phone_2 in (select phone_1 from fresh union select phone_2 from fresh))
)
select * from fresh
union all
select given.* from given where child_id in (select child_id from near)
"""
_ROWS = """
create table seated as
select *, coalesce(id_number, id_doubted) as id_any, child_id is null as fresh,
    row_number() over (order by record_id) - 1 as seat
from pool
"""
_CLEAN = """
create table clean as
with child as (select child_id, min(seat) as node from seated where child_id is not null group by child_id)
select id_any, coalesce(min(child.node), min(seat)) as node, count(*) as sharers, count(distinct name) as names
from seated left join child using (child_id)
where id_any is not null
group by id_any
having count(distinct pinyin) = 1 and count(id_doubted) = 0 and count(distinct child_id) <= 1
    and count(once_key) = count(distinct once_key)
"""
_NODES = """
create table placed as
with child as (select child_id, min(seat) as node from seated where child_id is not null group by child_id)
select seat, coalesce(child.node, clean.node, seat) as node
from seated left join child using (child_id) left join clean using (id_any)
"""
# A child whose other rows already hold the once_key: the new sharers step out and are judged singly.
_CROWDED = """
update placed set node = seat where seat in (
    select seat from seated join placed using (seat) where fresh and node in (
        select node from seated join placed using (seat) where once_key is not null
        group by node having count(*) > count(distinct once_key)))
"""
# Under one number: a near name is mostly a slip, another name mostly a brother's or sister's number.
_ALIKE_CHANCE, _SIBLING_CHANCE = 0.7, 0.1
_DOUBTFUL = """
with torn as (
    select id_any from seated join placed using (seat) where id_any is not null
    group by id_any having count(distinct node) > 1 and bool_or(fresh)
)
select seat, id_any, name, birth, sex, node, fresh, guardian, phone_1,
    exists (select 1 from seated as other where other.pinyin = seated.pinyin and other.birth = seated.birth
        and other.id_any <> seated.id_any)
from seated join placed using (seat)
where id_any in (select id_any from torn)
order by id_any, seat
"""


def seat_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill tables `rows` (with seat and node) and `clean` from the registered table `given`."""
    existing = connection.execute("select count(*) from given where child_id is not null").fetchall()[0][0]
    connection.execute(_POOL if existing else "create view pool as select * from given")
    connection.execute(_ROWS)
    connection.execute(_CLEAN)
    connection.execute(_NODES)
    connection.execute(_CROWDED)
    connection.execute(
        "create table rows as "
        "select *, id_any is not null and count(*) over (partition by id_any, node) = 1 as lone "
        "from seated join placed using (seat) order by seat"
    )


@dataclass(frozen=True)
class SharedNumber:
    """Two nodes that share a number although something speaks against it."""

    left: int  # seat
    right: int
    left_node: int
    right_node: int
    alike: int  # see `name_alikeness`
    certain: bool
    chance: float  # that the two are one child, where that is not certain


class Sharer(NamedTuple):
    """A row of `_DOUBTFUL`."""

    seat: int
    number: str
    name: str
    birth: date | None
    sex: str | None
    node: int
    fresh: bool
    guardian: str | None
    phone: str | None
    named_elsewhere: bool


def doubtful_sharers(connection: duckdb.DuckDBPyConnection) -> list[SharedNumber]:
    """Pairs of rows (by seat) in different nodes under one number, surest first.

    Certain are those whose names read alike. Where names differ, sex and birth date must agree, no
    other number may stand by that name and birth date (a twin's number entered by mistake agrees in
    everything but the name), and the names must be near or the household the same.
    """
    groups: dict[str, list[Sharer]] = {}
    for row in connection.execute(_DOUBTFUL).fetchall():
        groups.setdefault(row[1], []).append(Sharer(*row))
    pairs = []
    for sharers in groups.values():
        for place, left in enumerate(sharers):
            for right in sharers[place + 1 :]:
                if left.node != right.node and (left.fresh or right.fresh):
                    pairs.append(_judge(left, right))
    pairs.sort(key=lambda pair: (not pair.certain, -pair.alike, pair.left, pair.right))
    return pairs


def _judge(left: Sharer, right: Sharer) -> SharedNumber:
    alike = name_alikeness(left.name, right.name)
    sexes = left.sex != right.sex and None not in (left.sex, right.sex)
    sibling = left.named_elsewhere or right.named_elsewhere or sexes or left.birth != right.birth
    household = (left.guardian is not None and left.guardian == right.guardian) or (
        left.phone is not None and left.phone == right.phone
    )
    certain = alike >= 3 or (not sibling and (alike == 2 or household))
    chance = _SIBLING_CHANCE if sibling and alike < 3 else _ALIKE_CHANCE
    return SharedNumber(left.seat, right.seat, left.node, right.node, alike, certain, chance)
