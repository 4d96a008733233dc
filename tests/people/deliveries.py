"""Deliveries made without a workbook: rows as the feeds' services leave them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.fiction.records import generate_records
from weibao.places.services import ensure_county

MONTH = date(2025, 12, 1)


def deliver(
    feed: str,
    *rows: dict[str, Any],
    month: date = MONTH,
    file_name: str = "",
    corrects: list[FeedRow | None] | None = None,
) -> list[FeedRow]:
    """One delivery of accepted rows; `corrects` names, place by place, the row that each new one supersedes."""
    number = Delivery.objects.count() + 1
    delivery = Delivery.objects.create(
        feed=feed,
        file_name=file_name or f"{feed}_{number}.xlsx",
        fingerprint=f"{number:064d}",
        sheets=["Sheet1"],
        area=ensure_county(),
        report_month=month,
        rows_read=len(rows),
        accepted=len(rows),
    )
    made = FeedRow.objects.bulk_create(
        [
            FeedRow(
                delivery=delivery, feed=feed, row=n, state=RowState.CURRENT,
                values={key: value for key, value in values.items() if value is not None},
                decision=values.get("decision") or "", decided_on=values.get("decided_on"),
            )
            for n, values in enumerate(rows, start=2)
        ],
        batch_size=5_000,
    )  # fmt: skip
    for old, new in zip(corrects or [], made, strict=False):
        if old is not None:
            old.state, old.same_as = RowState.SUPERSEDED, new
            old.save()
    return made


def deliver_fiction(rows: int, seed: int = 1) -> dict[int, int]:
    """Deliveries of invented children; row id → person."""
    records, truth = generate_records(rows, seed)
    persons = dict(zip(truth["record_id"].to_pylist(), truth["person_id"].to_pylist(), strict=True))
    feeds: dict[tuple[str, date], list[tuple[dict, int]]] = defaultdict(list)
    for record in records.to_pylist():
        person = persons[record.pop("record_id")]
        once = record.pop("once_key")
        record.pop("child_id")
        month = date.fromisoformat(f"{once.split('|')[1]}-01") if once else MONTH
        if record["feed"] != "civil_affairs":
            record["home_address"] = record["address"]
        record.pop("address")
        feeds[record.pop("feed"), month].append((as_values(record), person))
    owners: dict[int, int] = {}
    for (feed, month), lines in sorted(feeds.items()):
        made = deliver(feed, *(values for values, _ in lines), month=month)
        owners |= {row.pk: person for row, (_, person) in zip(made, lines, strict=True)}
    return owners


def as_values(record: dict[str, Any]) -> dict[str, Any]:
    """A linkage record as a feed's values: dates in ISO form, a number that contradicts the date winning."""
    values = dict(record)
    born, number = values.get("birth_date"), values.get("id_number")
    if number and born and born.strftime("%Y%m%d") != number[6:14]:
        values["birth_date_written"] = born.isoformat()
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    values["birth_date"] = born.isoformat() if born else None
    return values


def pair_scores(labels: dict[int, int], persons: dict[int, int]) -> tuple[float, float]:
    """Precision and recall over pairs of rows."""
    from collections import Counter

    def pairs(counts: Counter) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter((labels[row], person) for row, person in persons.items() if row in labels))
    found = pairs(Counter(labels[row] for row in persons if row in labels))
    return both / max(found, 1), both / max(pairs(Counter(persons.values())), 1)
