"""How many children the records speak of, and how surely a feed's child is known elsewhere."""

from __future__ import annotations

import duckdb

_CHILDREN = """
select count(distinct coalesce(id_number, id_doubted, pinyin || coalesce(strftime(birth, '%Y%m%d'), ''))) from given
"""
# A feed that holds a child once a month lists children; the others speak of them.
_COVERAGE = """
with numbered as (
    select id_number, coalesce(feed, '') as feed, count(*) as n, once_key is not null as lists
    from given where id_number is not null and {sample} group by id_number, coalesce(feed, ''), once_key
),
seen as (select id_number, count(*) as feeds, sum(n) as n from numbered group by id_number),
others as (select coalesce(avg(n) - 1, 1) as mean from seen where feeds > 1),
share as (select 1 - power(1 - count(id_number) / count(*), greatest(any_value(mean), 1)) as usable
    from given cross join others where once_key is not null)
select feed, bool_or(lists), sum(numbered.n), sum(case when feeds > 1 then numbered.n else 0 end), any_value(usable)
from numbered join seen using (id_number) cross join share
group by feed order by feed
"""
# How much likelier a feed names a child born in a year than the records as a whole do, in bits.
_YEARS = """
create table years as
with dated as (select distinct coalesce(feed, '') as feed, coalesce(id_number, pinyin) as who, year(birth) as year
    from given where birth is not null and {sample}),
everyone as (select year, count(*) / sum(count(*)) over () as share from dated group by year),
of_feed as (select feed, count(*) as n from dated group by feed),
seen as (select feed, year, count(*) as n from dated group by feed, year)
select of_feed.feed, everyone.year,
    round(log2((coalesce(seen.n, 0) + {prior} * share) / (of_feed.n + {prior}) / share), 2) as bits
from of_feed cross join everyone left join seen on seen.feed = of_feed.feed and seen.year = everyone.year
"""
_PRIOR_ROWS = 20
_LARGE = 400_000
MOST_COVERED = 0.99


def children_spoken_of(connection: duckdb.DuckDBPyConnection) -> int:
    """A rough count of different children in `given`, for the prior."""
    return connection.execute(_CHILDREN).fetchall()[0][0]


def _sample(connection: duckdb.DuckDBPyConnection, number: str) -> str:
    """All records of a small county; of a large one those whose number has a 5 before the sex: a tenth, always the same."""
    rows = connection.execute("select count(*) from given").fetchall()[0][0]
    return "true" if rows < _LARGE else f"substr({number}, 16, 1) = '5'"


def coverage_by_feed(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """For each feed, the share of its rows whose child another feed, or the same list of another
    month, speaks of too.

    Measured on rows with a good number and set right for children whose other rows all lack one. Small
    feeds lean on the others; feeds that list children (once_key) lean on nothing.
    """
    measured = connection.execute(_COVERAGE.format(sample=_sample(connection, "id_number"))).fetchall()
    speaking = [(n, min(found / (usable or 1), n)) for _, lists, n, found, usable in measured if not lists]
    total, found_all = sum(n for n, _ in speaking), sum(found for _, found in speaking)
    pooled = found_all / (total + 1) if total else 0.0
    coverage = {}
    for feed, lists, n, found, usable in measured:
        prior = 0.0 if lists else pooled
        share = (min(found / (usable or 1), n) + _PRIOR_ROWS * prior) / (n + _PRIOR_ROWS)
        coverage[feed] = round(min(share, MOST_COVERED), 4)
    return coverage


def weigh_birth_years(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill table `years` (feed, year, bits): what a birth year says for a row that has none.

    The police name ten-year-olds and older, kindergartens don't: measured on rows with birth
    dates, small feeds leaning on all records.
    """
    connection.execute(
        _YEARS.format(prior=_PRIOR_ROWS, sample=_sample(connection, "coalesce(id_number, '')"))
    )
