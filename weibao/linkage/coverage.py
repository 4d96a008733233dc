"""How many children the records speak of, and how surely a feed's child is known elsewhere."""

from __future__ import annotations

import duckdb

_CHILDREN = """
select count(distinct coalesce(id_number, id_doubted, pinyin || coalesce(strftime(birth, '%Y%m%d'), ''))) from given
"""
# A feed that holds a child once a month lists children; the others speak of them.
_COVERAGE = """
with numbered as (
    select id_number, coalesce(feed, '') as feed, count(*) as n, bool_or(once_key is not null) as lists
    from given where id_number is not null group by id_number, coalesce(feed, '')
),
seen as (select id_number, count(*) as feeds from numbered group by id_number),
share as (select count(id_number) / count(*) as usable from given where once_key is not null)
select feed, bool_or(lists), sum(n), sum(case when feeds > 1 then n else 0 end), any_value(usable)
from numbered join seen using (id_number) cross join share
group by feed order by feed
"""
_PRIOR_ROWS = 20
_MOST = 0.999


def children_spoken_of(connection: duckdb.DuckDBPyConnection) -> int:
    """A rough count of different children in `given`, for the prior."""
    return connection.execute(_CHILDREN).fetchall()[0][0]


def coverage_by_feed(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """For each feed, the share of its rows whose child another feed speaks of too.

    Measured on rows with a good number and set right for rows elsewhere that lack one. Small
    feeds lean on the others; feeds that list children (once_key) lean on nothing.
    """
    measured = connection.execute(_COVERAGE).fetchall()
    speaking = [(n, min(found / (usable or 1), n)) for _, lists, n, found, usable in measured if not lists]
    total, found_all = sum(n for n, _ in speaking), sum(found for _, found in speaking)
    pooled = found_all / (total + 1) if total else 0.0
    coverage = {}
    for feed, lists, n, found, usable in measured:
        prior = 0.0 if lists else pooled
        share = (min(found / (usable or 1), n) + _PRIOR_ROWS * prior) / (n + _PRIOR_ROWS)
        coverage[feed] = round(min(share, _MOST), 4)
    return coverage
