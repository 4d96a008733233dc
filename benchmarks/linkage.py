"""Linkage against plain Splink on the same invented county, in one run.

`python benchmarks/linkage.py [--rows 1000000] [--new 10000]` prints one JSON object. Plain Splink means its own
library comparisons, trained on these records and clustered by connected components. Times are wall clock in
seconds and include everything between the records as they come and the clusters.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

PLAIN_THRESHOLD = 0.95
SEED = 20251231


def pair_f1(labels: dict[int, int], truth: dict[int, int]) -> tuple[float, float, float]:
    """F1, precision and recall over pairs of records in one cluster."""

    def pairs(counts: Counter) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter((labels[record], person) for record, person in truth.items()))
    found, real = pairs(Counter(labels.values())), pairs(Counter(truth.values()))
    return 2 * both / (found + real), both / max(found, 1), both / max(real, 1)


def ours(records: pa.Table) -> tuple[dict[int, int], float]:
    """Clusters and seconds of `weibao.linkage`, from raw records to links."""
    from weibao.linkage import link

    started = time.perf_counter()
    links = link(records).links
    seconds = time.perf_counter() - started
    return dict(zip(links["record_id"].to_pylist(), links["cluster"].to_pylist(), strict=True)), seconds


def plain(records: pa.Table) -> tuple[dict[int, int], float]:
    """Clusters and seconds of Splink as its documentation shows it."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    started = time.perf_counter()
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("records", records)
        connection.execute(
            "create table plain as select record_id as unique_id, name, sex, birth_date, id_number, guardian_name, "
            "guardian_phone, coalesce(village, address) as place from records"
        )
        api = DuckDBAPI(connection)
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=[
                cl.JaroWinklerAtThresholds("name").configure(term_frequency_adjustments=True),
                cl.ExactMatch("sex"),
                cl.DateOfBirthComparison("birth_date", input_is_string=False),
                cl.LevenshteinAtThresholds("id_number", [1, 2]),
                cl.JaroWinklerAtThresholds("guardian_name"),
                cl.ExactMatch("guardian_phone"),
                cl.ExactMatch("place"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on("id_number"),
                block_on("name", "birth_date"),
                block_on("name", "guardian_phone"),
                block_on("birth_date", "guardian_phone"),
                block_on("birth_date", "guardian_name"),
                block_on("name", "guardian_name"),
            ],
        )
        linker = Linker(
            api.register("plain", dataset_display_name="plain"), settings, log_level=logging.ERROR
        )
        linker.training.estimate_probability_two_random_records_match([block_on("id_number")], recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "birth_date"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("id_number"))
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on("guardian_phone", "place")
        )
        predicted = linker.inference.predict(threshold_match_probability=0.5)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=PLAIN_THRESHOLD
        )
        rows = connection.execute(f"select unique_id, cluster_id from {clusters.physical_name}").fetchall()
    return dict(rows), time.perf_counter() - started


def two_id_clusters(records: pa.Table, labels: dict[int, int]) -> int:
    """Clusters with two different numbers, each right and agreeing with its row's birth date."""
    from weibao.linkage import prepare

    prepared = prepare(records)
    numbers: dict[int, set[str]] = defaultdict(set)
    for record, number in zip(
        prepared["record_id"].to_pylist(), prepared["id_number"].to_pylist(), strict=True
    ):
        if number is not None:
            numbers[labels[record]].add(number)
    return sum(len(one) > 1 for one in numbers.values())


def incremental(records: pa.Table, truth: dict[int, int], new: int) -> dict[str, float]:
    """Seconds of matching for the last `new` records against the others, whose children are known."""
    from weibao.linkage import link, prepare

    known = records.num_rows - new
    children = pa.array(
        [
            truth[record] if place < known else None
            for place, record in enumerate(records["record_id"].to_pylist())
        ],
        pa.int64(),
    )
    stored = prepare(records.set_column(records.column_names.index("child_id"), "child_id", children))
    found = link(stored)
    right = {record: truth[record] for record in records["record_id"].to_pylist()[known:]}
    people = {truth[record] for record in records["record_id"].to_pylist()[:known]}
    joined = [
        (child, right[record])
        for record, child in zip(
            found.links["record_id"].to_pylist(), found.links["child_id"].to_pylist(), strict=True
        )
        if child is not None
    ]
    return {
        "incremental_seconds": found.seconds,
        "incremental_precision": round(sum(a == b for a, b in joined) / max(len(joined), 1), 5),
        "incremental_recall": round(
            sum(a == b for a, b in joined) / max(sum(person in people for person in right.values()), 1), 5
        ),
    }


def run(part: str, folder: Path, new: int) -> dict:
    """One part in a process of its own, so that peak memory is its own."""
    records = pq.read_table(folder / "records.parquet")
    truth_table = pq.read_table(folder / "truth.parquet")
    truth = dict(zip(truth_table["record_id"].to_pylist(), truth_table["person_id"].to_pylist(), strict=True))
    if part == "incremental":
        return incremental(records, truth, new)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    labels, seconds = (ours if part == "ours" else plain)(records)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    f1, precision, recall = pair_f1(labels, truth)
    return {
        "seconds": round(seconds, 2),
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "peak_mb": round(peak / 1024),
        "idle_mb": round(idle / 1024),
        "two_id_clusters": two_id_clusters(records, labels),
    }


def main() -> None:
    """Generate, run each part in its own process, print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=10_000)
    parser.add_argument("--part", choices=("ours", "plain", "incremental"))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(run(given.part, given.folder, given.new)))
        return
    from weibao.fiction import generate_records

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, truth = generate_records(given.rows, SEED)
        pq.write_table(records, folder / "records.parquet")
        pq.write_table(truth, folder / "truth.parquet")
        del records, truth
        parts = {}
        for part in ("plain", "ours", "incremental"):
            command = [sys.executable, __file__, "--part", part, "--folder", name, "--new", str(given.new)]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            parts[part] = json.loads(answer.splitlines()[-1])
    mine, theirs = parts["ours"], parts["plain"]
    print(
        json.dumps(
            {
                "rows": given.rows,
                "seconds": mine["seconds"],
                "plain_seconds": theirs["seconds"],
                "time_ratio": round(mine["seconds"] / theirs["seconds"], 3),
                "f1": round(mine["f1"], 5),
                "plain_f1": round(theirs["f1"], 5),
                "error_ratio": round((1 - mine["f1"]) / (1 - theirs["f1"]), 4),
                "precision": round(mine["precision"], 5),
                "recall": round(mine["recall"], 5),
                "plain_precision": round(theirs["precision"], 5),
                "plain_recall": round(theirs["recall"], 5),
                "two_id_clusters": mine["two_id_clusters"],
                "plain_two_id_clusters": theirs["two_id_clusters"],
                "peak_mb": mine["peak_mb"],
                "plain_peak_mb": theirs["peak_mb"],
                **parts["incremental"],
            }
        )
    )


if __name__ == "__main__":
    main()
