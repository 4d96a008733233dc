"""The two tables that matching hands back."""

from __future__ import annotations

from collections import defaultdict

import duckdb
import pyarrow as pa

from weibao.linkage import reasons
from weibao.linkage.clustering import Clustering
from weibao.linkage.deciding import SHARED_CERTAIN, Decided, Question

LINKS = pa.schema(
    [
        ("record_id", pa.int64()),
        ("child_id", pa.int64()),
        ("cluster", pa.int64()),
        ("method", pa.string()),
        ("probability", pa.float64()),
        ("reason", pa.string()),
    ]
)
PROPOSALS = pa.schema(
    [
        ("record_id", pa.int64()),
        ("rank", pa.int32()),
        ("child_id", pa.int64()),
        ("cluster", pa.int64()),
        ("probability", pa.float64()),
        ("reason", pa.string()),
    ]
)
MOST_PROPOSALS = 5

_FINAL = """
create table final as
with sent as (select node, root from settled union all select node, root from moved),
rooted as (
    select seat, record_id, fresh, node, child_id, id_any is not null as numbered, shared, lone, one_name, by_household,
        coalesce(sent.root, rows.node) as root
    from rows left join sent using (node)),
parts as (
    select root, min(child_id) as known, min(seat) filter (fresh) as first, count(*) as size from rooted group by root),
labelled as (
    select root, known, size,
        case when known is null then row_number() over (partition by known is null order by first) - 1 end as label
    from parts)
select rooted.* exclude (child_id), known, label, size from rooted join labelled using (root)
"""
_LINKS = f"""
with why as (
    select node, 'model' as method, probability, reason from settled_why
    union all select node, method, probability, reason from joined)
select record_id, known as child_id, label as cluster,
    case when shared then 'id_number' when by_household then 'model' else coalesce(why.method, 'alone') end as method,
    case when shared then {SHARED_CERTAIN} when by_household then {{household}} else coalesce(why.probability, 1.0) end as probability,
    case when shared and lone and one_name then '{reasons.of_shared_number(4, True)}'
        when shared and lone then '{reasons.of_shared_number(3, True)}'
        when shared and one_name then '{reasons.SAME_NUMBER}' when shared then '{reasons.SAME_NUMBER_SOUND}'
        when by_household then '{reasons.SAME_HOUSEHOLD}'
        else coalesce(why.reason, '{reasons.FIRST}') end as reason
from final left join why using (node)
where fresh order by seat
"""  # noqa: S608


def links_table(
    connection: duckdb.DuckDBPyConnection, clustering: Clustering, decided: Decided, household: float
) -> pa.Table:
    """One row for each new record, by record_id."""
    moved = [
        (node, root)
        for root, cluster in clustering.clusters.items()
        for node in cluster.nodes
        if node != root
    ]
    connection.register(
        "moved",
        pa.table(
            {
                "node": pa.array([node for node, _ in moved], pa.int64()),
                "root": pa.array([r for _, r in moved], pa.int64()),
            }
        ),
    )
    joined = sorted(decided.joined.items())
    connection.register(
        "joined",
        pa.table(
            {
                "node": pa.array([node for node, _ in joined], pa.int64()),
                "method": pa.array([how.method for _, how in joined], pa.string()),
                "probability": pa.array([how.probability for _, how in joined], pa.float64()),
                "reason": pa.array([how.reason for _, how in joined], pa.string()),
            }
        ),
    )
    connection.execute(_FINAL)
    return connection.sql(_LINKS.format(household=household)).to_arrow_table().cast(LINKS)


def proposals_table(connection: duckdb.DuckDBPyConnection, decided: Decided, worth_asking: float) -> pa.Table:
    """For each record a person is asked about, the children it could belong to, best first."""
    likely = [one for one in decided.questions if one.probability >= worth_asking / 20]
    seats = sorted({seat for one in likely for seat in (one.left, one.right)})
    connection.register("asked", pa.table({"seat": pa.array(seats, pa.int64())}))
    said = connection.execute(
        "select seat, record_id, fresh, known, label, size, numbered from final join asked using (seat)"
    ).fetchall()
    rows = {row[0]: row for row in said}
    lists: dict[int, dict[tuple, Question]] = defaultdict(dict)
    for one in sorted(likely, key=lambda q: (-q.probability, -q.weight, q.left, q.right)):
        ends = rows[one.left], rows[one.right]
        asking, other = ends if one.left_asks else _asking(*ends)
        lists[asking[1]].setdefault((other[3], other[4]), one)
    made = []
    for record, found in sorted(lists.items()):
        ranked = list(found.items())[:MOST_PROPOSALS]
        # Two children who fit equally well are a question, two namesakes of a bare name are none.
        fitting = sum(one.probability for _, one in ranked if not one.bare)
        if max(ranked[0][1].probability, fitting) < worth_asking:
            continue
        made += [
            (record, rank, child, None if child is not None else label, one.probability, one.reason)
            for rank, ((child, label), one) in enumerate(ranked, start=1)
        ]
    columns = list(zip(*made, strict=True)) or [()] * len(PROPOSALS)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, PROPOSALS, strict=True)],
        schema=PROPOSALS,
    )


def _asking(left: tuple, right: tuple) -> tuple[tuple, tuple]:
    """The row that asks and the row it may belong to: new asks before known, without a number
    before with one, of the smaller child before the larger, the later before the earlier."""

    def standing(row: tuple) -> tuple:
        _, record, fresh, known, _, size, numbered = row
        return (not fresh, known is not None, numbered, size, -record)

    asking, other = sorted((left, right), key=standing)
    return asking, other
