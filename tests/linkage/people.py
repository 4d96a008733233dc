"""Records of invented people for the tests of linkage."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_KINDS = {"record_id": pa.int64(), "child_id": pa.int64(), "birth_date": pa.date32()}
COLUMNS = (
    "record_id", "feed", "name", "sex", "birth_date", "id_number", "id_number_raw", "guardian_name", "guardian_phone",
    "town", "village", "address", "once_key", "child_id",
)  # fmt: skip


def number(born: date, serial: int) -> str:
    """A right number under the unassigned area 620799; an odd serial is a boy's."""
    head = f"620799{born:%Y%m%d}{serial:03d}"
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, _WEIGHTS, strict=True)) % 11]


def row(record_id: int, name: str, **said: Any) -> dict[str, Any]:
    """One record; what is not said is null."""
    return {"record_id": record_id, "name": name, "feed": "hotline"} | said


def table(*rows: dict[str, Any]) -> pa.Table:
    """The records table of these rows."""
    schema = pa.schema([(column, _KINDS.get(column, pa.string())) for column in COLUMNS])
    return pa.Table.from_pylist(
        [{column: one.get(column) for column in COLUMNS} for one in rows], schema=schema
    )


def groups(links: pa.Table) -> set[frozenset[int]]:
    """The records that the links put together."""
    together: dict[tuple, set[int]] = {}
    for one in links.to_pylist():
        together.setdefault((one["child_id"], one["cluster"]), set()).add(one["record_id"])
    return {frozenset(records) for records in together.values()}


def crowd(count: int = 400, first: int = 100_000) -> list[dict[str, Any]]:
    """Pupils whom nobody else speaks of, so that a county has more than the children in question."""
    surnames, given = "王李张刘陈杨赵黄周吴", "子涵轩睿思雨欣怡佳艳浩宇"
    return [
        row(
            first + place,
            surnames[place % 10] + given[place // 10 % 12] + given[place // 120 % 12],
            feed="education",
            sex="男",
            birth_date=date(2008 + place % 12, 1 + place % 11, 1 + place % 27),
            id_number=number(
                date(2008 + place % 12, 1 + place % 11, 1 + place % 27), 101 + 2 * (place % 400)
            ),
            guardian_phone=f"139{place:08d}",
            once_key="education|2025-12",
        )
        for place in range(count)
    ]
