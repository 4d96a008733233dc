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
import pyarrow as pa
import pyarrow.compute as pc

from weibao.linkage.names import name_alikeness

# The 18th place of a right number follows from the others, and whole numbers are quicker to compare than texts.
_NUMBERED = """
create table numbered as
select seat, cast(left(coalesce(id_number, id_doubted), 17) as bigint) as id_any, id_doubted is not null as doubted, birth_written,
    hash(pinyin) as pinyin, hash(name) as name, if(once_key is null, null, hash(once_key)) as once_key, child_id
from pool where id_number is not null or id_doubted is not null
"""
# A brother's or sister's number: it stands by another name and the birth date it holds, while this
# row gives another birth date. The number then says nothing about this row.
_UNUSED = """
create table unused as
with torn as (select id_any from numbered group by id_any having min(pinyin) <> max(pinyin)),
sharer as (select * from numbered where id_any in (select id_any from torn))
select seat, id_any from sharer
where child_id is null and doubted and exists (select 1 from sharer as holder
    where holder.id_any = sharer.id_any and holder.pinyin <> sharer.pinyin and holder.birth_written
        and not holder.doubted);
delete from numbered where seat in (select seat from unused)
"""
_CHILDREN = """
create table children as
select child_id, min(seat) as node from pool where child_id is not null group by child_id
"""
_CLEAN = """
create table clean as
select id_any, coalesce(min(children.node), min(seat)) as node, min(name) = max(name) as one_name,
    min(pinyin) = max(pinyin) and not bool_or(doubted)
        and min(child_id) is not distinct from max(child_id) as clean
from numbered left join children using (child_id)
group by id_any having count(*) > 1;
update clean set clean = false where id_any in (
    select id_any from numbered where once_key is not null group by id_any, once_key having count(*) > 1)
"""
# Within a number that stands by several names, the rows under names that sound the same are one child all the same.
_KINDRED = """
create table kindred as
select id_any, pinyin, coalesce(min(children.node), min(seat)) as node, min(name) = max(name) as one_name
from numbered left join children using (child_id)
where id_any in (select id_any from clean where not clean)
group by id_any, pinyin
having count(*) > 1 and min(child_id) is not distinct from max(child_id)
    and count(once_key) = count(distinct once_key)
"""
_NODES = """
create table placed as
select pool.seat, numbered.id_any, clean.clean, kindred.node is not null as kin,
    coalesce(children.node, if(clean.clean, clean.node, kindred.node), pool.seat) as node,
    coalesce(kindred.one_name, clean.one_name, true) as one_name
from pool left join children on children.child_id = pool.child_id
    left join numbered using (seat) left join clean on clean.id_any = numbered.id_any
    left join kindred on kindred.id_any = numbered.id_any and kindred.pinyin = numbered.pinyin
"""
# A child whose other rows already hold the once_key: the new sharers step out and are judged singly.
_CROWDED = """
create table crowded as
with full_up as (
    select node from pool join placed using (seat) where once_key is not null
    group by node having count(*) > count(distinct once_key))
select seat, id_any from pool join placed using (seat) where child_id is null and node in (select node from full_up) and node <> seat
"""
_STEP_OUT = """
update clean set clean = false where id_any in (select id_any from crowded);
update placed set clean = false where id_any in (select id_any from crowded);
update placed set node = seat where seat in (select seat from crowded)
"""
_POOLED = [
    *(
        "seat",
        "record_id",
        "feed",
        "child_id",
        "once_key",
        "name",
        "surname",
        "pinyin",
        "sound",
        "sex",
        "birth",
    ),
    *("birth_written", "id_number", "id_doubted", "id_slip", "guardian", "phone_1", "phone_2", "door"),
]
# Texts are only compared from here on, so their hashes stand for them: two that are hashed alike by chance are at most
# weighed, and found different.
_HASHED = ("once_key", "name", "surname", "pinyin", "sound", "guardian", "phone_1", "phone_2", "door")
_ROWS = f"""
create table rows as
select pool.seat, node, record_id, feed, child_id, child_id is null as fresh,
    {", ".join(f"if({text} is null, null, hash({text})) as {text}" for text in _HASHED)},
    if(birth_written or coalesce(clean, true), birth, null) as birth, birth_written, sex,
    if(unused.seat is null, id_number, null) as id_number, placed.id_any, if(unused.seat is null, id_slip, null) as id_slip,
    unused.id_any as id_unused, id_doubted is not null as doubted, coalesce(clean, false) or kin as shared, one_name,
    placed.id_any is not null and not coalesce(clean, false) as lone, false as by_household
from pool join placed using (seat) left join unused on unused.seat = pool.seat
"""  # noqa: S608
# Under one number, nothing else against it: a near name is mostly a slip.
_ALIKE_CHANCE = 0.7
_DOUBTFUL = """
select rows.seat, coalesce(id_any, id_unused), pool.name, rows.birth, rows.birth_written, rows.sex, node, fresh, pool.guardian,
    pool.phone_1, doubted,
    id_unused is not null or exists (select 1 from rows as other where other.pinyin = rows.pinyin
        and other.id_any <> rows.id_any
        and (other.birth = rows.birth or other.phone_1 = rows.phone_1 or other.guardian = rows.guardian))
from rows join pool using (seat)
where coalesce(id_any, id_unused) in
    (select id_any from clean where not clean union select id_any from unused)
order by 2, rows.seat
"""

# A number that stands by another name, while a namesake of this row lives in that other child's household: a clerk took
# the brother's or sister's number.
_BORROWED = """
select distinct taker.seat, namesake.seat, taker.node, namesake.node, taker_said.name, namesake_said.name
from rows as taker join rows as holder on holder.id_any = taker.id_any and holder.pinyin <> taker.pinyin
join rows as namesake on namesake.pinyin = taker.pinyin and namesake.node <> taker.node
    and namesake.id_any is distinct from taker.id_any
    and (namesake.phone_1 = holder.phone_1 or namesake.guardian = holder.guardian)
    and (namesake.sex is null or taker.sex is null or namesake.sex = taker.sex)
join given as taker_said on taker_said.seat = taker.seat join given as namesake_said on namesake_said.seat = namesake.seat
where taker.lone and taker.fresh and not taker.birth_written and taker.id_any in (select id_any from clean where not clean)
order by 1, 2
"""
_BORROWED_CHANCE = 0.9


def seat_rows(connection: duckdb.DuckDBPyConnection, given: pa.Table) -> None:
    """Fill tables `rows` (with seat and node) and `clean` from the table that is registered as `given`."""
    known = given["child_id"]
    existing = known.null_count < given.num_rows
    pool = given.select(_POOLED)
    if existing:
        pool = pool.filter(pc.or_(pc.is_null(known), pc.is_in(known, value_set=_touched(given))))
    connection.register("pool", pool)
    for statement in (_NUMBERED, _UNUSED, _CHILDREN, _CLEAN, _KINDRED, _NODES):
        connection.execute(statement)
    if existing:
        connection.execute(_CROWDED)
        connection.execute(_STEP_OUT)
    connection.execute(_ROWS)
    connection.execute("drop table numbered")


def _touched(given: pa.Table) -> pa.Array:
    """Children whom a new row could touch. One look a mark: reading every column of a large county costs more than
    all the rest."""
    fresh = given.filter(pc.is_null(given["child_id"]))

    def having(rows: pa.Table, column: str, *of_fresh: str) -> pa.Array:
        values = pa.concat_arrays([fresh[name].combine_chunks() for name in of_fresh or (column,)])
        return pc.is_in(rows[column], value_set=values.drop_null())

    numbers, phones = ("id_number", "id_doubted"), ("phone_1", "phone_2")
    marked = having(given, "pinyin")
    for column in numbers:
        marked = pc.or_(marked, having(given, column, *numbers))
    for column in phones:
        marked = pc.or_(marked, having(given, column, *phones))
    children = [given["child_id"].filter(marked).combine_chunks()]
    for mark in ("guardian", "door"):
        alike = given.select(["child_id", "birth", mark]).filter(having(given, mark))
        born = pc.is_in(_with_birth(alike, mark), value_set=_with_birth(fresh, mark).drop_null())
        children.append(alike["child_id"].filter(born).combine_chunks())
    return pc.unique(pa.concat_arrays(children)).drop_null()


def _with_birth(rows: pa.Table, mark: str) -> pa.Array:
    """Birth date and mark in one text, null where a row lacks one."""
    joined = pc.binary_join_element_wise(rows["birth"].cast(pa.string()), rows[mark], "|")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


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
    borrowed: bool = False  # they do not share it: it is that of a brother or sister of the one


class Sharer(NamedTuple):
    """A row of `_DOUBTFUL`."""

    seat: int
    number: int  # its first 17 places
    name: str
    birth: date | None
    birth_written: bool
    sex: str | None
    node: int
    fresh: bool
    guardian: str | None
    phone: str | None
    doubted: bool
    named_elsewhere: bool  # under another number, or the number counts for nothing here


def doubtful_sharers(connection: duckdb.DuckDBPyConnection) -> list[SharedNumber]:
    """Pairs of rows (by seat) in different nodes under one number, surest first.

    Certain are those whose names read alike. Where names differ, sex and the birth dates as written
    must agree, no other number may stand by that name (a twin's number entered by mistake agrees in
    everything but the name), and the names must be near or the household the same. What is most
    likely a brother's or sister's number is left out; whose it seems to be then is asked about.
    """
    groups: dict[int, list[Sharer]] = {}
    for row in connection.execute(_DOUBTFUL).fetchall():
        groups.setdefault(row[1], []).append(Sharer(*row))
    pairs = []
    for sharers in groups.values():
        for place, left in enumerate(sharers):
            for right in sharers[place + 1 :]:
                if left.node != right.node and (left.fresh or right.fresh):
                    judged = _judge(left, right)
                    if judged is not None:
                        pairs.append(judged)
    for left, right, left_node, right_node, name, namesake in connection.execute(_BORROWED).fetchall():
        alike = name_alikeness(name, namesake)
        pairs.append(
            SharedNumber(left, right, left_node, right_node, alike, False, _BORROWED_CHANCE, borrowed=True)
        )
    pairs.sort(key=lambda pair: (not pair.certain, -pair.alike, pair.left, pair.right))
    return pairs


def _judge(left: Sharer, right: Sharer) -> SharedNumber | None:
    alike = name_alikeness(left.name, right.name)
    ends = (left.seat, right.seat, left.node, right.node, alike)
    if alike >= 3:
        return SharedNumber(*ends, certain=True, chance=_ALIKE_CHANCE)
    if left.doubted or right.doubted or left.named_elsewhere or right.named_elsewhere:
        return None
    if left.sex != right.sex and None not in (left.sex, right.sex):
        return None
    household = (left.guardian is not None and left.guardian == right.guardian) or (
        left.phone is not None and left.phone == right.phone
    )
    certain = left.birth_written and right.birth_written and (alike == 2 or household)
    return SharedNumber(*ends, certain=certain, chance=_ALIKE_CHANCE)
