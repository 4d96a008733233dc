"""The one call: records in, links and proposals out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from weibao.linkage.blocking import block
from weibao.linkage.clustering import Cluster, Clustering
from weibao.linkage.coverage import children_spoken_of, coverage_by_feed, weigh_birth_years
from weibao.linkage.deciding import decide
from weibao.linkage.grouping import SharedNumber, doubtful_sharers, seat_rows
from weibao.linkage.households import certainty, unite_households
from weibao.linkage.model import LinkageModel
from weibao.linkage.outcome import links_table, proposals_table
from weibao.linkage.pausing import without_collecting
from weibao.linkage.preparing import prepare
from weibao.linkage.scoring import Edge, Pattern, pattern_of, score
from weibao.linkage.simple import settle

IN_MEMORY: dict[str, str | bool | int | float | list[str]] = {"temp_directory": ""}
"""What does not fit into memory fails: nothing of a child is ever put on the disk in clear."""


@dataclass(frozen=True)
class Linkage:
    """What `link` found. `links` has one row for each new record, by record_id; `proposals` the
    children a person should choose from, best first."""

    links: pa.Table
    proposals: pa.Table
    seconds: float  # wall clock of the whole call
    pairs: int  # pairs weighed
    methods: dict[str, int] = field(default_factory=dict)  # new records by method
    new_children: int = 0

    @property
    def review(self) -> int:
        """How many records wait for a person."""
        return len(set(self.proposals["record_id"].to_pylist()))


def link(records: pa.Table, *, model: LinkageModel | None = None, threads: int = 2) -> Linkage:
    """Tell which new records (child_id null) speak of which child.

    `records` as the contract of `prepare` or already prepared; rows with a child_id are existing
    and keep it. A new record joins an existing child, or new records form a new child (`cluster`,
    numbered from 0 by the lowest record_id), or it waits in `proposals` beside being a child of its
    own. The outcome depends on the rows alone, not on their order. `threads`: for DuckDB.
    """
    started = time.perf_counter()
    model = model or LinkageModel.shipped()
    table = _seated(prepare(records))
    with without_collecting(), duckdb.connect(config=IN_MEMORY | {"threads": threads}) as connection:
        connection.register("given", table)
        seat_rows(connection, table)
        unite_households(connection)
        shared = doubtful_sharers(connection)
        pairs = block(connection)
        weigh_birth_years(connection)
        children = children_spoken_of(connection)
        score(connection, model, children)
        settle(connection, {node for pair in shared for node in (pair.left_node, pair.right_node)}, model)
        edges = _open_edges(connection, model)
        clustering = Clustering(_clusters(connection, edges, shared), edges)
        decided = decide(clustering, edges, shared, model)
        links = links_table(connection, clustering, decided, certainty(model.weights(), children))
        proposals = proposals_table(connection, decided, model.worth_asking)
    methods = Counter(links["method"].to_pylist())
    children = len(set(links["cluster"].to_pylist()) - {None})
    seconds = round(time.perf_counter() - started, 3)
    return Linkage(links, proposals, seconds, pairs, dict(methods), children)


# DuckDB reads batches side by side, one in each thread.
_BATCH = 122_880


def _seated(table: pa.Table) -> pa.Table:
    """The rows by record_id with their place, so that the order they come in changes nothing."""
    ids = table["record_id"]
    if not pc.all(pc.less(ids[:-1], ids[1:])).as_py():
        table = table.sort_by("record_id")
    table = table.append_column("seat", pa.arange(0, table.num_rows))
    return pa.Table.from_batches(table.combine_chunks().to_batches(max_chunksize=_BATCH), table.schema)


def _open_edges(connection: duckdb.DuckDBPyConnection, model: LinkageModel) -> list[Edge]:
    patterns: dict[int, Pattern] = {}
    edges = []
    query = "select l, r, l_node, r_node, weight, sound, pattern from open_edges order by weight desc, l, r"
    for left, right, left_node, right_node, weight, sound, written in connection.execute(query).fetchall():
        if written not in patterns:
            patterns[written] = pattern_of(written, model)
        edges.append(Edge(left, right, left_node, right_node, weight, sound, patterns[written]))
    return edges


_STATE = """
select node, list(distinct id_any) filter (id_any is not null), list(distinct once_key) filter (once_key is not null),
    list(distinct birth) filter (birth is not null), list(distinct child_id) filter (child_id is not null),
    list(distinct feed) filter (feed is not null), count(*)
from rows join touched using (node) group by node order by node
"""


def _clusters(
    connection: duckdb.DuckDBPyConnection, edges: list[Edge], shared: list[SharedNumber]
) -> dict[int, Cluster]:
    coverage = coverage_by_feed(connection)
    joined: Iterable[Edge | SharedNumber] = chain(edges, shared)
    touched = sorted({node for pair in joined for node in (pair.left_node, pair.right_node)})
    connection.register("touched", pa.table({"node": pa.array(touched, pa.int64())}))
    return {
        node: Cluster(
            nodes=[node],
            rows=rows,
            numbers=frozenset(numbers or ()),
            once=frozenset(once or ()),
            births=frozenset(births or ()),
            children=frozenset(children or ()),
            coverage=max((coverage.get(feed, 0.0) for feed in feeds or ()), default=0.0),
        )
        for node, numbers, once, births, children, feeds, rows in connection.execute(_STATE).fetchall()
    }
