"""Third step: Splink weighs the pairs with the frozen model."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from weibao.linkage.comparisons import COMPARED
from weibao.linkage.model import LinkageModel

_INVOLVED = """
create table involved as
select rows.* exclude (child_id, seat, node, fresh, lone, id_any, once_key, feed, initials), common.tf_name, common.tf_pinyin
from rows join common using (name)
where record_id in (select join_key_l from pairs union select join_key_r from pairs)
order by record_id
"""
# An unusable number against a good one. Only ASCII here, so counting bytes is counting places.
_SLIP = """case
    when coalesce(l.id_slip, r.id_slip) is null or coalesce(l.id_slip, l.id_number) is null
        or coalesce(r.id_slip, r.id_number) is null then -1
    when damerau_levenshtein(coalesce(l.id_slip, l.id_number), coalesce(r.id_slip, r.id_number)) <= 1 then 2
    when damerau_levenshtein(coalesce(l.id_slip, l.id_number), coalesce(r.id_slip, r.id_number)) <= 3 then 1
    else 0 end"""
# Bits for such a number: among children of one birth date and county some 1 number in 200 lies
# within one slip of another, while three slips in four are single; a far number is a slip in fifty.
_SLIP_BITS = {2: 7.0, 0: -5.5}
_EDGES = f"""
create table edges as
with weighed as (
    select l.seat as l, r.seat as r, l.node as l_node, r.node as r_node, least(l.node, r.node) as a, greatest(l.node, r.node) as b,
        {", ".join(f"gamma_{one}" for one in COMPARED)}, match_weight, {_SLIP} as slip, coalesce(years.bits, 0.0) as age_bits,
        l.id_any is not null and r.id_any is not null as two_numbers
    from predicted join rows l on l.record_id = record_id_l join rows r on r.record_id = record_id_r
    left join years on years.feed = case when l.birth is null then l.feed else r.feed end
        and years.year = year(coalesce(l.birth, r.birth)) and (l.birth is null or r.birth is null)
)
select *, round(match_weight + age_bits + case slip when 2 then {_SLIP_BITS[2]} when 0 then {_SLIP_BITS[0]} else 0 end, 2) as weight,
    not two_numbers and ((gamma_name >= 2 and gamma_birth <> 0 and slip <> 0)
        or (gamma_name = 1 and slip = 2 and gamma_birth = 2)) as sound
from weighed
"""
# One edge for two nodes: the best of those that may decide, else the best at all.
_BEST = f"""
select best.l, best.r, best.l_node, best.r_node, best.weight, best.sound, best.two_numbers, best.slip,
    {", ".join(f"best.gamma_{one}" for one in COMPARED)}
from (select a, b, max_by(edges, (sound, weight, -l, -r)) as best from edges group by a, b)
order by best.weight desc, best.l, best.r
"""


# A telephone, a guardian or a door in common: each weighs more than this alone.
SAME_HOUSE_BITS = 5.0
# How brothers and sisters compare, by level: names of twins often differ by one character, one
# birth in 70 is a twin's, sexes are even. Every other child has one.
SIBLINGS = {
    "name": {3: 0.001, 2: 0.01, 1: 0.4, 0: 0.6},
    "birth": {2: 0.015, 1: 0.02, 0: 0.97},
    "sex": {1: 0.5, 0: 0.5},
}
_SIBLING_PRIOR = 0.5
HOUSEHOLD = ("phone", "guardian", "town", "village", "door")
_NAME, _BIRTH = COMPARED.index("name"), COMPARED.index("birth")


@dataclass(frozen=True)
class Edge:
    """Two rows of different nodes, weighed. `weight` is log2 of the odds, prior included."""

    left: int  # seat
    right: int
    left_node: int
    right_node: int
    weight: float
    sound: bool  # whether it may decide without a person
    two_numbers: bool
    slip: int
    levels: tuple[int, ...]  # in the order of COMPARED, −1 where a side says nothing

    household: float  # the part of the weight that brothers and sisters share
    sibling_ratio: float  # how much likelier name, sex and birth date are if it is a brother or sister

    @property
    def name_level(self) -> int:
        """3 same, 2 same pinyin, 1 near, 0 different."""
        return self.levels[_NAME]

    @property
    def birth_level(self) -> int:
        """2 same, 1 near, 0 different, −1 where a side says nothing."""
        return self.levels[_BIRTH]



def score(connection: duckdb.DuckDBPyConnection, model: LinkageModel, children: float) -> list[Edge]:
    """The best edge of every two nodes, heaviest first, ties by seat."""
    names = [name for (name,) in connection.execute("select distinct name from rows where record_id in "
             "(select join_key_l from pairs union select join_key_r from pairs) order by name").fetchall()]  # fmt: skip
    if not names:
        return []
    common = pa.table(
        {
            "name": names,
            "tf_name": [model.names.of_name(name) for name in names],
            "tf_pinyin": [model.names.of_pinyin(name) for name in names],
        }
    )
    connection.register("common", common)
    connection.execute(_INVOLVED)
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register("involved", dataset_display_name="involved"),
        model.settings_for(children),
        log_level=logging.WARNING,
    )
    linker.table_management.register_blocked_pairs_for_predict(
        api.register("pairs", dataset_display_name="pairs")
    )
    predicted = linker.inference.predict(warning_mode="never")
    connection.execute(f"create view predicted as select * from {predicted.physical_name}")
    connection.execute(_EDGES)
    rows = connection.execute(_BEST).fetchall()
    connection.unregister("common")
    weights = model.weights()
    shares = model.match_shares()
    return [_edge(row, weights, shares) for row in rows]


def _edge(row: tuple, weights: dict[str, list[float]], shares: dict[str, list[float]]) -> Edge:
    levels = dict(zip(COMPARED, row[8:], strict=True))
    household = sum(weights[name][-1 - levels[name]] for name in HOUSEHOLD if levels[name] >= 0)
    ratio = 0.0
    if household > SAME_HOUSE_BITS:
        ratio = _SIBLING_PRIOR
        for name, among_siblings in SIBLINGS.items():
            if levels[name] >= 0:
                ratio *= among_siblings[levels[name]] / shares[name][-1 - levels[name]]
        ratio /= 2.0 ** _SLIP_BITS.get(row[7], 0.0)
    return Edge(*row[:8], row[8:], household, ratio)
