"""Accepted rows as the records that `weibao.linkage` takes, and what corrected rows inherit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from weibao.cipher.fields import plain
from weibao.feeds.models import ACCEPTED_STATES, FeedRow, RowState
from weibao.people.models import Link

RECORDS = pa.schema(
    [
        ("record_id", pa.int64()),
        ("child_id", pa.int64()),
        ("feed", pa.string()),
        ("name", pa.string()),
        ("sex", pa.string()),
        ("birth_date", pa.date32()),
        ("id_number", pa.string()),
        ("id_number_raw", pa.string()),
        ("guardian_name", pa.string()),
        ("guardian_phone", pa.string()),
        ("town", pa.string()),
        ("village", pa.string()),
        ("address", pa.string()),
        ("school_name", pa.string()),
        ("grade", pa.string()),
        ("once_key", pa.string()),
    ]
)
_TAKEN = {"address": "home_address"}
_PLAIN = (
    *("name", "id_number", "id_number_raw", "guardian_name", "guardian_phone", "town", "village"),
    *("address", "school_name", "grade"),
)

NOBODY: tuple[int | None, bool] = (None, False)


@dataclass(frozen=True, slots=True)
class Row:
    """An accepted row as matching needs it."""

    id: int
    feed: str
    state: str
    values: Mapping[str, Any]
    report_month: date
    newer: int | None
    """The version that corrected it."""

    @property
    def number(self) -> str:
        """Its usable number; none where it contradicts the row's own birth date."""
        return "" if self.values.get("birth_date_written") else self.values.get("id_number") or ""


@dataclass
class Material:
    """What one run of matching works on."""

    records: pa.Table
    fresh: dict[int, Row] = field(default_factory=dict)
    """The rows not linked yet that name somebody."""
    inherited: dict[int, int] = field(default_factory=dict)
    """New version → child of the row that it corrects."""
    following: dict[int, int] = field(default_factory=dict)
    """Unlinked old version → the newest version, whose child it takes."""


def gather() -> Material:
    """Read every accepted row, linked or not, and settle what versions of one row need no matching."""
    linked = {
        row: (child, denied)
        for row, child, denied in Link.objects.filter(ended_at=None)
        .values_list("row_id", "child_id", "number_denied")
        .iterator(chunk_size=10_000)
    }
    corrected = FeedRow.objects.filter(state=RowState.SUPERSEDED, same_as__isnull=False)
    newer: dict[int, int] = dict(corrected.values_list("pk", "same_as_id"))  # type: ignore[arg-type]
    material = Material(RECORDS.empty_table())
    columns: dict[str, list] = {name: [] for name in RECORDS.names}
    for row in accepted_rows():
        child, denied = linked.get(row.id, NOBODY)
        if child is None:
            if not row.values.get("name"):
                continue
            material.fresh[row.id] = row
        elif row.newer is None or linked.get(head_of(row.id, newer), NOBODY)[0] != child:
            add_record(columns, row, child, denied)
    settle_versions(material, linked, newer)
    for row in material.fresh.values():
        if row.id not in material.inherited and row.id not in material.following:
            add_record(columns, row, None, False)
    arrays = [pa.array(columns[one.name], one.type) for one in RECORDS]
    material.records = pa.table(arrays, schema=RECORDS)
    return material


def accepted_rows() -> Iterator[Row]:
    rows = FeedRow.objects.filter(state__in=ACCEPTED_STATES).order_by("pk")
    wanted = ("pk", "feed", "state", "values", "delivery__report_month", "same_as")
    for pk, feed, state, values, month, newer in rows.values_list(*wanted).iterator(chunk_size=5_000):
        yield Row(pk, feed, state, plain(values), month, newer if state == RowState.SUPERSEDED else None)


def head_of(row: int, newer: Mapping[int, int]) -> int:
    """The newest version of a row."""
    seen = {row}
    while row in newer and newer[row] not in seen:
        row = newer[row]
        seen.add(row)
    return row


def settle_versions(
    material: Material, linked: Mapping[int, tuple[int, bool]], newer: Mapping[int, int]
) -> None:
    """A new version takes the child of the one it corrects, and an old version nobody linked yet takes that of
    its newest, unless two ID numbers speak against it: then the row is matched like any other."""
    fresh = material.fresh
    before = {
        head: linked[old][0]
        for old in sorted(newer)
        if old in linked and (head := head_of(old, newer)) in fresh
    }
    numbers = linked_child_numbers(set(before.values()))
    for head, child in before.items():
        if not any(contradict(fresh[head].number, number) for number in numbers[child]):
            material.inherited[head] = child
    for old in newer:
        row, newest = fresh.get(old), fresh.get(head_of(old, newer))
        if row is not None and newest is not None and row.number in ("", newest.number):
            material.following[old] = newest.id


def contradict(one: str, other: str) -> bool:
    """Whether two usable ID numbers, where both are known, are different."""
    return bool(one and other and one != other)


def add_record(columns: dict[str, list], row: Row, child: int | None, denied: bool) -> None:
    values = row.values
    for name in _PLAIN:
        columns[name].append(values.get(_TAKEN.get(name, name)) or None)
    if denied:
        columns["id_number"][-1] = columns["id_number_raw"][-1] = None
    columns["record_id"].append(row.id)
    columns["child_id"].append(child)
    columns["feed"].append(row.feed)
    columns["sex"].append(values.get("sex_written") or values.get("sex") or None)
    written = values.get("birth_date_written") or values.get("birth_date")
    columns["birth_date"].append(date.fromisoformat(written) if written else None)
    columns["once_key"].append(once_key(row))


def once_key(row: Row) -> str | None:
    """Where a feed holds a child once: pupils once a month, a category of civil affairs once a month. Corrected
    versions take no place."""
    if row.state == RowState.SUPERSEDED:
        return None
    if row.feed == "education":
        return f"education|{row.report_month:%Y-%m}"
    if row.feed == "civil_affairs" and row.values.get("child_category"):
        return f"civil_affairs|{row.values['child_category']}|{row.report_month:%Y-%m}"
    return None


def linked_child_numbers(children: set[int]) -> dict[int, set[str]]:
    """The usable, undenied, uncontradicted ID numbers on the rows in force of each of these children."""
    found: dict[int, set[str]] = {child: set() for child in children}
    links = Link.objects.filter(child__in=children, ended_at=None, number_denied=False)
    for child, sealed in links.values_list("child_id", "row__values"):
        values = plain(sealed)
        if values.get("id_number") and not values.get("birth_date_written"):
            found[child].add(values["id_number"])
    return found
