"""A made-up county for the screening tests: rows as keyword arguments, tables out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from weibao.screening import RuleSet, Screening, default_inputs, default_rules, screen

AS_OF = date(2025, 12, 31)
KINDS = {"text": pa.string(), "number": pa.int32(), "date": pa.date32()}


class County:
    """Collects rows; `screen` turns them into tables and screens them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {feed: [] for feed in default_inputs()}
        self.births: dict[int, date | None] = {}

    def add(self, feed: str, child: int = 1, month: date = date(2025, 12, 1), **values: Any) -> int:
        """Add a row; answers its row_id."""
        row_id = 100 + sum(len(rows) for rows in self.rows.values())
        self.rows[feed].append({"row_id": row_id, "child_id": child, "report_month": month, **values})
        self.births.setdefault(child, date(2014, 6, 1))
        return row_id

    def born(self, day: date | None, child: int = 1) -> None:
        self.births[child] = day

    @property
    def events(self) -> dict[str, pa.Table]:
        tables = {}
        for feed, declared in default_inputs().items():
            schema = [("row_id", pa.int64()), ("child_id", pa.int64()), ("report_month", pa.date32())]
            schema += [(name, KINDS[column.kind]) for name, column in declared.columns.items()]
            tables[feed] = pa.Table.from_pylist(self.rows[feed], pa.schema(schema))
        return tables

    @property
    def children(self) -> pa.Table:
        rows = [{"child_id": child, "birth_date": day} for child, day in self.births.items()]
        return pa.Table.from_pylist(rows, pa.schema([("child_id", pa.int64()), ("birth_date", pa.date32())]))

    def screen(self, as_of: date = AS_OF, rules: RuleSet | None = None) -> Screening:
        return screen(self.events, self.children, rules or default_rules(), as_of=as_of)

    def points(self, as_of: date = AS_OF, child: int = 1, rules: RuleSet | None = None) -> dict[str, int]:
        """rule → points of one child."""
        found = self.screen(as_of, rules).signals.to_pylist()
        return {row["rule"]: row["points"] for row in found if row["child_id"] == child}

    def signal(self, rule: str, as_of: date = AS_OF, child: int = 1) -> dict[str, Any]:
        (found,) = (
            row
            for row in self.screen(as_of).signals.to_pylist()
            if row["rule"] == rule and row["child_id"] == child
        )
        return found

    def candidates(self, as_of: date = AS_OF) -> dict[tuple[int, str], dict[str, Any]]:
        return {(row["child_id"], row["track"]): row for row in self.screen(as_of).candidates.to_pylist()}
