"""Train the model: `python -m weibao.linkage.train RECORDS.parquet -o model.json`.

u is measured on random pairs; m is learned by expectation maximisation in three sessions, each
holding other columns equal, because the columns a session blocks on stay untrained in it. A
level that no session trained fails the run: an untrained level would silently count nothing.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException, SplinkException

from weibao.linkage.comparisons import SESSIONS, settings
from weibao.linkage.model import LinkageModel, NameFrequencies, untrained_levels
from weibao.linkage.preparing import prepare

_DIGITS = 6
_LEAST = {"m_probability": 1e-3, "u_probability": 1e-7}  # nothing that people write down is impossible


def train(
    records: pa.Table, *, random_pairs: float = 2e7, certain: float = 0.985, worth_asking: float = 0.6
) -> LinkageModel:
    """A model trained on records as `link` takes them, without labels.

    Raises ValueError where the records leave a level untrained.
    """
    table = prepare(records)
    with duckdb.connect() as connection:
        connection.execute("set threads to 2")
        connection.register("given", table)
        connection.execute(
            "create table trained_on as "
            "select * exclude (child_id), row_number() over (order by record_id) as seat from given order by record_id"
        )
        once = (
            "select any_value(name), count(*) from trained_on where id_number is not null group by id_number"
        )
        one_a_child = [name for name, _ in connection.execute(once).fetchall()]
        learned = _learn(connection, len(one_a_child), random_pairs)
    missing = untrained_levels(learned)
    if missing:
        raise ValueError("训练数据不足，以下级别没有训练出权重：" + "、".join(missing))
    return LinkageModel(
        _rounded(learned), NameFrequencies.counted(sorted(one_a_child)), certain, worth_asking
    )


def _learn(connection: duckdb.DuckDBPyConnection, children: int, random_pairs: float) -> dict[str, Any]:
    api = DuckDBAPI(connection)
    linker = Linker(api.register("trained_on", dataset_display_name="records"), settings(children))
    linker.training.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=1)
    for rule in SESSIONS:
        try:
            _session(linker, rule)
        except (SplinkException, EMTrainingException) as fault:
            raise ValueError(f"训练数据不足，没有训练出权重：{rule}（{fault}）") from fault
    return linker.misc.save_model_to_json()


def _session(linker: Linker, rule: str) -> None:
    linker.training.estimate_parameters_using_expectation_maximisation(
        rule, fix_probability_two_random_records_match=False
    )


def _rounded(learned: dict[str, Any]) -> dict[str, Any]:
    kept = {key: learned[key] for key in learned if key not in ("linker_uid", "sql_dialect")}
    for comparison in kept["comparisons"]:
        for level in comparison["comparison_levels"]:
            for share in ("m_probability", "u_probability"):
                if level.get(share) is not None:
                    level[share] = float(f"{max(level[share], _LEAST[share]):.{_DIGITS}g}")
    return kept


def main() -> None:
    """Command line: train on a Parquet file of records and write the model."""
    parser = argparse.ArgumentParser(description="Train the linkage model.")
    parser.add_argument("records", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_name("model.json"))
    given = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.WARNING)
    train(pq.read_table(given.records)).save(given.output)


if __name__ == "__main__":
    main()
