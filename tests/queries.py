"""How many queries a page costs: constant in its rows, and no more than the committed baseline.

    def test_the_list_costs_the_same_for_few_and_many(reviewer_client, make_candidates):
        assert_constant(reviewer_client, reverse("candidates:list"), lambda: make_candidates(20), "candidates/list")

Baselines lie in `query_baselines.json` beside the test's own folder; WEIBAO_WRITE_BASELINES=1 writes them anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

HERE = Path(__file__).parent


def queries_of(client, address: str) -> int:
    """How many queries one successful GET costs, the second time round (caches are warm). The lock of the log's chain,
    which SQLite takes without a query, is not one, so that the baselines hold on both databases."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum("pg_advisory" not in query["sql"] for query in captured.captured_queries)


def assert_constant(client, address: str, grow: Callable[[], object], name: str) -> None:
    """The page costs as many queries after `grow` has added rows as before, and what the baseline says.

    name: "APP/PAGE", by which the baseline is kept in tests/APP/query_baselines.json.
    """
    few = queries_of(client, address)
    grow()
    many = queries_of(client, address)
    assert many == few, f"{address}: {few} queries for few rows, {many} for many"
    app, _, page = name.partition("/")
    path = HERE / app / "query_baselines.json"
    baselines = json.loads(path.read_text()) if path.exists() else {}
    if os.environ.get("WEIBAO_WRITE_BASELINES"):
        path.write_text(json.dumps(baselines | {page: many}, indent=2, sort_keys=True) + "\n")
        return
    assert page in baselines, f"no baseline for {name}: run once with WEIBAO_WRITE_BASELINES=1 and look at it"
    assert many <= baselines[page], f"{address}: {many} queries, the baseline says {baselines[page]}"
