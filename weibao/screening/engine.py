"""The screening engine: rows of the feeds and a rule set in, signals and candidates out. Pure: Arrow in, Arrow out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from .compiling import Compiler, columns_read, table_of
from .inputs import Feed, Inputs, default_inputs
from .ruleset import LEVELS, TRACKS, RuleSet

IN_MEMORY: dict[str, str | bool | int | float | list[str]] = {"temp_directory": ""}
"""What does not fit into memory fails: nothing of a child is ever put on the disk in clear."""
ARROW_KINDS = {
    "text": lambda kind: (
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind)
    ),
    "number": pa.types.is_integer,
    "date": pa.types.is_date32,
}

SIGNALS = pa.schema(
    [
        ("child_id", pa.int64()),
        ("rule", pa.string()),
        ("track", pa.string()),
        ("points", pa.int32()),
        ("starts_on", pa.date32()),
        ("expires_on", pa.date32()),
        ("evidence", pa.list_(pa.int64())),
        ("count", pa.int32()),
    ]
)
CANDIDATES = pa.schema(
    [
        ("child_id", pa.int64()),
        ("track", pa.string()),
        ("level", pa.string()),
        ("points", pa.int32()),
        ("rules", pa.string()),
        ("with_protection", pa.bool_()),
    ]
)


class ScreeningInputError(ValueError):
    """The tables given to the engine lack something; the message says in Chinese which feed and column."""


@dataclass(frozen=True)
class Screening:
    """What one run found.

    signals: child_id, rule, track, points, starts_on (the earliest evidence's date), expires_on (the last day on which any of its
    evidence still counts; null: until the state changes), evidence (row_ids), count (events counted, or rows).
    candidates: child_id, track, level, points, rules (joined by ;), with_protection (a behaviour row whose child also
    goes to review on the protection track: protection is worked first and this is shown only with it).
    """

    signals: pa.Table
    candidates: pa.Table
    as_of: date
    version: str
    children: int
    seconds: float

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Candidates by track and level, zeros included."""
        found = {track: dict.fromkeys(LEVELS, 0) for track in TRACKS}
        for entry in self.candidates.group_by(["track", "level"]).aggregate([([], "count_all")]).to_pylist():
            found[entry["track"]][entry["level"]] = entry["count_all"]
        return found


def screen(
    events: Mapping[str, pa.Table],
    children: pa.Table,
    rules: RuleSet,
    *,
    as_of: date,
    inputs: Inputs | None = None,
) -> Screening:
    """Screen the children as of a day.

    events: feed → table with row_id int64 (unique over all feeds), child_id int64, report_month date32 (first of the
    month) and the feed's columns; a feed that is absent gives no signals. children: child_id int64, birth_date date32.
    Only the columns that the rules name are read. Raises ScreeningInputError where one is missing or of the wrong type.
    """
    inputs = default_inputs() if inputs is None else inputs
    begun = time.perf_counter()
    tables = {name: _bounded(events[name], inputs[name], rules) for name in inputs if name in events}
    one_month = frozenset(name for name, table in tables.items() if _speaks_for_one_month(table))
    compiler = Compiler(rules, inputs, as_of, frozenset(tables), one_month)
    known = _checked(
        children, "children", {"child_id": pa.types.is_integer, "birth_date": pa.types.is_date32}
    )
    connection = duckdb.connect(config=IN_MEMORY)
    try:
        connection.register("children", known)
        for name, table in tables.items():
            connection.register(table_of(name), table)
        connection.execute("CREATE TEMP TABLE signals AS " + compiler.signals())
        signals = (
            connection.sql("SELECT * EXCLUDE (bit) FROM signals ORDER BY child_id, rule")
            .to_arrow_table()
            .cast(SIGNALS)
        )
        candidates = connection.sql(compiler.candidates()).to_arrow_table().cast(CANDIDATES)
    finally:
        connection.close()
    return Screening(
        signals=signals,
        candidates=candidates,
        as_of=as_of,
        version=rules.version,
        children=children.num_rows,
        seconds=time.perf_counter() - begun,
    )


def rows_behind(evidence: list[int], events: Mapping[str, pa.Table]) -> list[dict[str, object]]:
    """The rows with these row_ids as dictionaries, each with its `feed`, in the order of the ids."""
    wanted = pa.array(evidence, pa.int64())
    found: dict[int, dict[str, object]] = {}
    for feed, table in events.items():
        for row in table.filter(pc.is_in(table["row_id"], value_set=wanted)).to_pylist():
            found[row["row_id"]] = {"feed": feed, **row}
    return [found[row_id] for row_id in evidence if row_id in found]


def _speaks_for_one_month(table: pa.Table) -> bool:
    months = pc.min_max(table["report_month"]).as_py()
    return months["min"] == months["max"]


def _bounded(table: pa.Table, feed: Feed, rules: RuleSet) -> pa.Table:
    checks = {
        "row_id": pa.types.is_integer,
        "child_id": pa.types.is_integer,
        "report_month": pa.types.is_date32,
    }
    for column in sorted(columns_read(feed, rules)):
        checks[column] = ARROW_KINDS[feed.columns[column].kind]
    return _checked(table, feed.name, checks)


def _checked(table: pa.Table, name: str, checks: dict) -> pa.Table:
    for column, fits in checks.items():
        if column not in table.column_names:
            raise ScreeningInputError(f"数据源“{name}”缺少筛查所需的列“{column}”，请检查数据源的定义。")
        kind = table.schema.field(column).type
        if not fits(kind):
            raise ScreeningInputError(f"数据源“{name}”的列“{column}”类型为 {kind}，不合筛查所需。")
    return table.select(list(checks))
