"""Reading the linked rows out of the database as the Arrow tables that screening takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Exists, OuterRef, QuerySet

from weibao.candidates.models import WrongRow
from weibao.cipher.fields import plain
from weibao.feeds.models import FeedRow, RowState
from weibao.people.models import Child, Link
from weibao.screening import default_inputs
from weibao.screening.inputs import Feed

BATCH = 20_000
HEAD = {"row_id": pa.int64(), "child_id": pa.int64(), "report_month": pa.date32()}
CHILDREN = pa.schema([("child_id", pa.int64()), ("birth_date", pa.date32())])


@dataclass(frozen=True)
class Material:
    """What one screening works on, as `weibao.screening.screen` takes it."""

    events: Mapping[str, pa.Table]
    children: pa.Table


def gather() -> Material:
    """Every current row that is linked to a child, and every child with a file.

    Only the columns that screening's inputs name leave the database. Rows that an objection found wrong stay out.
    """
    return Material({name: events_of(feed) for name, feed in default_inputs().items()}, children())


def children() -> pa.Table:
    rows = Child.objects.kept().order_by("pk").values_list("pk", "birth_date")
    return table(rows.iterator(chunk_size=BATCH), CHILDREN)


def events_of(feed: Feed) -> pa.Table:
    """The rows of one feed: row_id, child_id, report_month and the feed's columns, dates as dates."""
    linked = current_links().filter(row__feed=feed.name)
    rows = linked.values_list("row_id", "child_id", "row__delivery__report_month", "row__values")
    names = tuple(feed.columns)
    opened = (
        (row, child, month, *map(plain(values).get, names))
        for row, child, month, values in rows.iterator(chunk_size=BATCH)
    )
    read = pa.schema(HEAD | {name: READ[column.kind] for name, column in feed.columns.items()})
    return dated(table(opened, read), feed)


def current_links() -> QuerySet[Link]:
    """Links in force to rows that stand. Merging moves links, so each leads to the file that stayed."""
    wrong = WrongRow.objects.filter(row=OuterRef("row"))
    return Link.objects.filter(~Exists(wrong), ended_at=None, row__state=RowState.CURRENT)


READ = {"text": pa.string(), "number": pa.int64(), "date": pa.string()}
"""How a kind stands in a row; dates are ISO strings there, perhaps with a time."""


def dated(rows: pa.Table, feed: Feed) -> pa.Table:
    """The same rows with their dates as dates; the time of day, where one is written, is left off."""
    for name, column in feed.columns.items():
        if column.kind == "date":
            days = pc.utf8_slice_codeunits(rows[name], 0, 10)
            days = pc.if_else(pc.equal(days, ""), pa.scalar(None, pa.string()), days)
            rows = rows.set_column(rows.column_names.index(name), name, days.cast(pa.date32()))
    return rows


def table(source: Iterator[tuple], schema: pa.Schema) -> pa.Table:
    """Rows as a table, read in portions so that a large county fits."""
    batches = []
    while portion := list(islice(source, BATCH)):
        columns = zip(*portion, strict=True)
        arrays = [pa.array(column, one.type) for column, one in zip(columns, schema, strict=True)]
        batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)


def evidence_rows(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Row id → the row as explanations take it: `feed`, `row_id`, `report_month`, the columns screening may see, and
    the delivery's `file`, `sheet` and `row`."""
    rows = FeedRow.objects.filter(pk__in=set(ids)).select_related("delivery").order_by("pk")
    return {row.pk: as_evidence(row) for row in rows}


def as_evidence(row: FeedRow) -> dict[str, Any]:
    feed = default_inputs()[row.feed]
    values: dict[str, Any] = {}
    for name, column in feed.columns.items():
        value = row.values.get(name)
        values[name] = date.fromisoformat(value[:10]) if value and column.kind == "date" else value
    return values | {
        "feed": row.feed,
        "row_id": row.pk,
        "report_month": row.delivery.report_month,
        "file": row.delivery.file_name,
        "sheet": row.sheet,
        "row": row.row,
    }


def evidence_keys(ids: Iterable[int]) -> dict[int, str]:
    """Row id → a key of what the row tells of (its natural key within its feed), which a corrected or repeated report
    of the same thing shares."""
    keys: dict[int, str] = {}
    for portion in portions(sorted(set(ids))):
        rows = FeedRow.objects.filter(pk__in=portion).values_list("pk", "feed", "natural_key")
        keys |= {pk: f"{feed}:{natural or pk}" for pk, feed, natural in rows}
    return keys


def portions(ids: list[int], size: int = 2_000) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
