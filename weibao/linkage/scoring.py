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
with wanted as (select join_key_l as seat from pairs union select join_key_r from pairs)
select given.* exclude (record_id, child_id, once_key, feed, initials, birth_written, id_doubted, id_slip)
    replace (rows.birth as birth),
    common.tf_name, common.tf_pinyin
from given join wanted on wanted.seat = given.seat join rows on rows.seat = given.seat
    join common on common.name = given.name
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
# Lighter edges can't matter, not even as the voice that speaks against.
_LIGHTEST = -25.0
_EDGES = f"""
create table edges as
with weighed as (
    select l.seat as l, r.seat as r, l.node as l_node, r.node as r_node,
        least(l.node, r.node) as a, greatest(l.node, r.node) as b,
        {", ".join(f"gamma_{one}" for one in COMPARED)}, match_weight, {_SLIP} as slip,
        coalesce(years.bits, 0.0) as age_bits, l.id_any is not null and r.id_any is not null as two_numbers
    from predicted join rows l on l.seat = seat_l join rows r on r.seat = seat_r
    left join years on (l.birth is null or r.birth is null)
        and years.feed = case when l.birth is null then l.feed else r.feed end
        and years.year = year(coalesce(l.birth, r.birth))
)
select l, r, l_node, r_node, a, b, gamma_name, gamma_birth, gamma_sex, two_numbers,
    gamma_phone = 1 or gamma_guardian >= 1 or gamma_door = 1 as household,
    {" + ".join(f"(gamma_{one} + 1) * {8**place}" for place, one in enumerate(COMPARED))}
        + (slip + 1) * {8 ** len(COMPARED)} + two_numbers::int * {8 ** (len(COMPARED) + 1)} as pattern,
    round(match_weight + age_bits + case slip when 2 then {_SLIP_BITS[2]} when 0 then {_SLIP_BITS[0]} else 0 end, 2)
        as weight,
    not two_numbers and ((gamma_name >= 2 and gamma_birth <> 0 and slip <> 0)
        or (gamma_name = 1 and slip = 2 and gamma_birth = 2)) as sound
from weighed
where match_weight > {_LIGHTEST}
"""  # noqa: S608
# How many children of each name and each reading these records know.
_COUNTED = """
create table {table} as
with children as (
    select distinct hash(pinyin) as pinyin, hash(name) as name, least(length(name), 4) as length, case
        when child_id is not null then hash(child_id) when id_number is not null then hash(id_number) else hash(birth) end as who
    from given where (birth is not null or child_id is not null) and {which}),
of_name as (select pinyin, name, length, count(*) as by_name from children group by pinyin, name, length)
select *, sum(by_name) over (partition by pinyin) as by_pinyin from of_name
"""
_PAIRED = """hash(pinyin) in (select pinyin from rows where seat in
    (select join_key_l from pairs union select join_key_r from pairs))"""
# Whole readings, so that every name is counted in full: an eighth of them tells how counts spread.
_AN_EIGHTH = "(unicode(right(pinyin, 1)) + length(pinyin)) % 8 = 3"
_LARGE = 400_000
_SEEN = """
select given.name, least(length(given.name), 4), coalesce(max(by_name), 1), coalesce(max(by_pinyin), 1)
from given left join counted on counted.name = hash(given.name)
where seat in (select join_key_l from pairs union select join_key_r from pairs)
group by given.name order by given.name
"""
_ONCE = """
select length, 'name', count(*) filter (by_name = 1), count(*) filter (by_name = 2) from spread group by length
union all
select length, 'pinyin', count(*) filter (by_pinyin = 1), count(*) filter (by_pinyin = 2)
from (select distinct pinyin, length, by_pinyin from spread) group by length
"""
# One edge for two nodes: the best of those that may decide, else the best at all.
_BEST = """
create table best as
select unnest(best) from
    (select max_by(edges, (sound, weight, -l, -r)) as best from edges group by a, b)
"""
# A telephone, a guardian or a door in common: each weighs more than this alone.
SAME_HOUSE_BITS = 5.0
# How brothers and sisters compare, by level: one birth in 70 is a twin's, sexes are even, and twins'
# names mostly differ by one character. Every other child has a brother or sister.
SIBLINGS = {
    "name": {3: 0.001, 2: 0.01, 1: 0.2, 0: 0.8},
    "birth": {2: 0.015, 1: 0.02, 0: 0.97},
    "sex": {1: 0.5, 0: 0.5},
}
_TWINS_NAMES = {3: 0.001, 2: 0.02, 1: 0.75, 0: 0.25}
_SIBLING_PRIOR = 0.5
HOUSEHOLD = ("phone", "guardian", "town", "village", "door")


@dataclass(frozen=True)
class Pattern:
    """How two rows compare, whatever they say: shared by all edges that look alike."""

    levels: tuple[int, ...]  # in the order of COMPARED, −1 where a side says nothing
    slip: int  # unusable number against a good one: 2 one slip apart, 0 far, −1 none
    two_numbers: bool  # each side has a good number, and they differ
    household: float  # the part of the weight that brothers and sisters share
    sibling_ratio: float  # how much likelier name, sex and birth date are if it is a brother or sister

    @property
    def bare(self) -> bool:
        """Whether hardly more than the name speaks for it."""
        return self.birth_level < 0 and self.household <= SAME_HOUSE_BITS and self.slip != 2

    @property
    def name_level(self) -> int:
        """3 same, 2 same pinyin, 1 near, 0 different."""
        return self.levels[_NAME]

    @property
    def birth_level(self) -> int:
        """2 same, 1 near, 0 different, −1 where a side says nothing."""
        return self.levels[_BIRTH]


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
    pattern: Pattern


def score(connection: duckdb.DuckDBPyConnection, model: LinkageModel, children: float) -> None:
    """Fill tables `edges` (every pair weighed) and `best` (the best edge of every two nodes)."""
    connection.register("common", _commonness(connection, model, children))
    connection.execute(_INVOLVED)
    connection.unregister("common")
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register("involved", dataset_display_name="involved"),
        model.settings_for(children),
        validate_settings=False,  # the shipped model is frozen and tested; looking through it again takes a fifth of a second
        log_level=logging.WARNING,
    )
    linker.table_management.register_blocked_pairs_for_predict(
        api.register("pairs", dataset_display_name="pairs")
    )
    predicted = linker.inference.predict(warning_mode="never")
    connection.execute(f"create view predicted as select * from {predicted.physical_name}")  # noqa: S608
    connection.execute(_EDGES)
    connection.execute("drop view predicted")
    predicted.drop_table_from_database_and_remove_from_cache()
    connection.execute("drop table involved")
    connection.execute(_BEST)


def _commonness(connection: duckdb.DuckDBPyConnection, model: LinkageModel, children: float) -> pa.Table:
    """How common each name of a pair is: by the frozen model, but no rarer than seen in these records.

    A name seen once may be the only one of its kind or one of many rare ones; how much of a count is
    chance is told by how many names of its length come once and how many twice (absolute discounting).
    """
    large = connection.execute("select count(*) from given").fetchall()[0][0] >= _LARGE
    connection.execute(_COUNTED.format(table="counted", which=_PAIRED))
    connection.execute(_COUNTED.format(table="spread", which=_AN_EIGHTH if large else "true"))
    seen = connection.execute(_SEEN).fetchall()
    once = {(length, kind): (max(n1, 1), n2) for length, kind, n1, n2 in connection.execute(_ONCE).fetchall()}
    rows: dict[str, list] = {"name": [], "tf_name": [], "tf_pinyin": []}
    for name, length, by_name, by_pinyin in seen:
        rows["name"].append(name)
        for kind, count, frozen in (
            ("name", by_name, model.names.of_name(name)),
            ("pinyin", by_pinyin, model.names.of_pinyin(name)),
        ):
            n1, n2 = once.get((length, kind), (1, 0))
            rows[f"tf_{kind}"].append(max(frozen, (count - n1 / (n1 + 2 * n2)) / max(children, 2)))
    return pa.table(
        {
            "name": pa.array(rows["name"], pa.string()),
            "tf_name": pa.array(rows["tf_name"], pa.float64()),
            "tf_pinyin": pa.array(rows["tf_pinyin"], pa.float64()),
        }
    )


def pattern_of(packed: int, model: LinkageModel) -> Pattern:
    """The pattern that `edges.pattern` holds: three bits a level, each one more than it is."""
    levels = [(packed >> 3 * place & 7) - 1 for place in range(len(COMPARED))]
    slip, two_numbers = (packed >> 3 * len(COMPARED) & 7) - 1, packed >> 3 * (len(COMPARED) + 1)
    at = dict(zip(COMPARED, levels, strict=True))
    weights, shares = model.weights(), model.match_shares()
    household = sum(weights[name][-1 - at[name]] for name in HOUSEHOLD if at[name] >= 0)
    ratio = 0.0
    if household > SAME_HOUSE_BITS:
        ratio = _SIBLING_PRIOR / 2.0 ** _SLIP_BITS.get(slip, 0.0)
        for name, among in SIBLINGS.items():
            among_siblings = _TWINS_NAMES if name == "name" and at["birth"] == 2 else among
            if at[name] >= 0:
                ratio *= among_siblings[at[name]] / shares[name][-1 - at[name]]
    return Pattern(tuple(levels), slip, bool(two_numbers), household, ratio)
