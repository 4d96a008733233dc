"""Connected parts of a graph, given as a table of its edges."""

from __future__ import annotations

import pyarrow as pa


def connected_parts(edges: pa.Table) -> pa.Table:
    """Columns node and root (the lowest node of the part) for every node of the edges `a`, `b`."""
    parent: dict[int, int] = {}
    starts, ends = edges["a"].to_pylist(), edges["b"].to_pylist()
    for a, b in zip(starts, ends, strict=True):
        x, y = _root(parent, a), _root(parent, b)
        if x != y:
            parent[max(x, y)] = min(x, y)
    nodes = sorted({*starts, *ends})
    return pa.table(
        {
            "node": pa.array(nodes, pa.int64()),
            "root": pa.array([_root(parent, node) for node in nodes], pa.int64()),
        }
    )


def _root(parent: dict[int, int], node: int) -> int:
    while (above := parent.get(node, node)) != node:
        parent[node] = parent.get(above, above)
        node = above
    return node
