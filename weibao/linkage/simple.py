"""Groups of nodes that hold no contradiction: united at once, without looking at each edge.

Most rows without a number belong to one child of whom every edge says so. Only where a group
holds two numbers, two birth dates, a crowded list, two existing children or an edge that is not
beyond doubt does the order of edges matter, and clustering takes them one by one.
"""

from __future__ import annotations

import math

import duckdb
import pyarrow as pa

from weibao.linkage.model import LinkageModel
from weibao.linkage.parts import connected_parts
from weibao.linkage.reasons import of_pattern
from weibao.linkage.scoring import pattern_of

# Beyond doubt whoever else there may be: a brother or sister with the same name, sex and birth date?
_SURE = """(sound and weight >= {weight} and gamma_sex <> 0
    and (gamma_birth = 2 or household)
    and ((gamma_name = 3 and gamma_birth in (2, -1)) or (gamma_name = 2 and gamma_birth = 2)))"""
# Lighter edges neither unite nor are asked about; they only speak against heavier ones beside them.
MATTERS = -7.0
_MESSY = """
create table messy as
select root from heavy join parts on parts.node = heavy.a group by root having not bool_and({sure})
union
select root from rows join parts using (node) group by root
having min(id_any) <> max(id_any) or min(birth) <> max(birth) or min(child_id) <> max(child_id)
    or count(once_key) <> count(distinct once_key)
union
select root from parts join doubtful using (node)
"""
_SETTLED = """
create table settled as
with ends as (
    select a as node, pattern, weight, l, r from heavy union all select b, pattern, weight, l, r from heavy),
own as (
    select node, max_by(pattern, (weight, -l, -r)) as pattern, max(weight) as weight from ends
    where node in (select node from parts where root not in (select root from messy)) group by node)
select own.node, parts.root, pattern, round(1 / (1 + power(2.0, -weight)), 6) as probability
from own join parts using (node)
"""


def settle(connection: duckdb.DuckDBPyConnection, doubtful: set[int], model: LinkageModel) -> None:
    """Fill table `settled` (node, root, probability, reason) and leave the rest of `best` in `open_edges`.

    `doubtful`: nodes that share a number with another although something speaks against it.
    """
    connection.execute(f"create table heavy as select * from best where weight >= {MATTERS}")  # noqa: S608
    parts = connected_parts(connection.sql("select a, b from heavy order by a, b").to_arrow_table())
    connection.register("parts_found", parts)
    connection.execute("create table parts as select * from parts_found")
    connection.register("doubtful", pa.table({"node": pa.array(sorted(doubtful), pa.int64())}))
    weight = math.log2(model.certain / (1 - model.certain))
    connection.execute(_MESSY.format(sure=_SURE.format(weight=weight)))
    connection.execute(_SETTLED)
    patterns = [
        one for (one,) in connection.execute("select distinct pattern from settled order by 1").fetchall()
    ]
    reasons = [of_pattern(pattern_of(one, model)) for one in patterns]
    connection.register(
        "worded",
        pa.table({"pattern": pa.array(patterns, pa.int64()), "reason": pa.array(reasons, pa.string())}),
    )
    connection.execute(
        "create table settled_why as select settled.*, reason from settled join worded using (pattern)"
    )
    connection.execute(
        "create table open_edges as select best.* from best join parts on parts.node = best.a "
        "join parts as others on others.node = best.b and others.root = parts.root "
        "where parts.root in (select root from messy) order by weight desc, l, r"
    )
