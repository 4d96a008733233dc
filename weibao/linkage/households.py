"""Second step: the same name, birth date and household are one child, unless something speaks against it.

Name, birth date and a telephone (or a guardian) in common outweigh any prior that a county can
have, so these rows need no weighing. A group is left to the model whole as soon as it holds two
numbers, two sexes, two existing children or one list twice.
"""

from __future__ import annotations

import math

import duckdb

from weibao.linkage.parts import connected_parts

_MARKS = ("phone_1", "guardian")
_TIES = """
select distinct {mark}_group.node as a, rows.node as b from rows join (
    select name, birth, {mark}, min(node) as node from rows where birth is not null and {mark} is not null
    group by name, birth, {mark} having min(node) < max(node) and bool_or(fresh)) as {mark}_group
on rows.name = {mark}_group.name and rows.birth = {mark}_group.birth and rows.{mark} = {mark}_group.{mark}
where rows.node <> {mark}_group.node
"""
_AT_ODDS = """
create table at_odds as
select root from rows join kin using (node) group by root
having min(id_any) <> max(id_any) or min(sex) <> max(sex) or min(birth) <> max(birth)
    or min(child_id) <> max(child_id) or count(once_key) <> count(distinct once_key)
union
select root from rows join kin using (node) where lone and id_any in (select id_any from clean where not clean)
"""
_MOVE = """
delete from kin where root in (select root from at_odds);
update rows set node = kin.root, by_household = fresh and not shared from kin where rows.node = kin.node;
update rows set id_any = numbered.id_any from (
    select node, min(id_any) as id_any from rows group by node having min(id_any) = max(id_any)) as numbered
where rows.id_any is null and rows.node = numbered.node
"""


def unite_households(connection: duckdb.DuckDBPyConnection) -> None:
    """Give such rows one node in table `rows`, and every row of a node that node's number."""
    ties = " union ".join(_TIES.format(mark=mark) for mark in _MARKS)
    kin = connected_parts(connection.sql(f"select a, b from ({ties}) order by a, b").to_arrow_table())  # noqa: S608
    connection.register("kin_found", kin)
    connection.execute("create table kin as select * from kin_found")
    connection.execute(_AT_ODDS)
    connection.execute(_MOVE)
    connection.unregister("kin_found")
    connection.execute("drop table kin")
    connection.execute("drop table at_odds")


def certainty(model_weights: dict[str, list[float]], children: float) -> float:
    """The least probability that such rows are one child, by the model's own weights."""
    lightest = min(model_weights[mark][0] for mark in ("phone", "guardian"))
    weight = model_weights["name"][0] + model_weights["birth"][0] + lightest - math.log2(max(children, 2))
    return round(1 / (1 + 2.0**-weight), 6)
