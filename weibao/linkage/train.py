"""Train the model: `python -m weibao.linkage.train [RECORDS.parquet] [-o model.json]`.

Without a file it trains on an invented county (`weibao.fiction`), as the shipped model is; a county
that has records of its own can train on those and pass the model to `link`.

u is measured on random pairs; m is learned by expectation maximisation in three sessions, each
holding other columns equal, because the columns a session blocks on stay untrained in it. A
level that no session trained fails the run: an untrained level would silently count nothing.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException, SplinkException

from weibao.linkage.comparisons import SESSIONS, settings
from weibao.linkage.model import LinkageModel, NameFrequencies, untrained_levels
from weibao.linkage.names import syllable
from weibao.linkage.preparing import prepare

_DIGITS = 6
_MISSPELT, _MOVED, _NEARBY = 0.05, 0.03, 0.4  # shares of rows, of rows, of moves
_INVENTED_ROWS, _INVENTED_SEED = 300_000, 620_799
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


def _invented() -> pa.Table:
    """Records of an invented county, in which guardians are misspelt and families move house as well."""
    from weibao.fiction import generate_records

    records = generate_records(_INVENTED_ROWS, _INVENTED_SEED)[0]
    chance = random.Random(_INVENTED_SEED)  # noqa: S311 - a fiction, not a secret
    said = {name: records[name].to_pylist() for name in ("guardian_name", "address", "town", "village")}
    homes = [address for address in said["address"] if address]
    villages = [pair for pair in zip(said["town"], said["village"], strict=True) if all(pair)]
    alike: dict[str, list[str]] = {}
    for character in sorted({character for name in said["guardian_name"] if name for character in name[1:]}):
        alike.setdefault(syllable(character), []).append(character)
    for place, name in enumerate(said["guardian_name"]):
        if name and len(name) > 1 and chance.random() < _MISSPELT:
            said["guardian_name"][place] = name[:-1] + chance.choice(alike[syllable(name[-1])])
        if chance.random() < _MOVED:
            address = said["address"][place]
            if address and chance.random() < _NEARBY:
                said["address"][place] = re.sub(r"\d+号", f"{chance.randrange(1, 130)}号", address)
            elif address:
                said["address"][place] = chance.choice(homes)
            elif said["village"][place]:
                said["town"][place], said["village"][place] = chance.choice(villages)
    for column, values in said.items():
        records = records.set_column(
            records.column_names.index(column), column, pa.array(values, pa.string())
        )
    return records


def main() -> None:
    """Command line: train on a Parquet file of records and write the model."""
    parser = argparse.ArgumentParser(description="Train the linkage model.")
    parser.add_argument("records", type=Path, nargs="?", help="records as link takes them, in Parquet")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_name("model.json"))
    given = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.WARNING)
    records = pq.read_table(given.records) if given.records else _invented()
    train(records).save(given.output)


if __name__ == "__main__":
    main()
