"""An invented county settled without workbooks or matching: every clean row filed under the child it speaks of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from weibao.feeds.models import Delivery as Delivered
from weibao.feeds.models import FeedRow, RowState
from weibao.fiction.delivery import Delivery
from weibao.people.models import Child, Link, Method
from weibao.places.services import ensure_county


def settle(delivery: Delivery) -> dict[int, int]:
    """File the delivery's accepted rows; answers child id → person."""
    children = children_of(delivery)
    month = delivery.as_of.replace(day=1)
    rows: list[FeedRow] = []
    owners: list[Child] = []
    by_feed: dict[str, list] = {}
    for row in delivery.accepted_rows():
        by_feed.setdefault(row.feed, []).append(row)
    for feed, lines in by_feed.items():
        delivered = Delivered.objects.create(
            feed=feed, file_name=f"{feed}.xlsx", fingerprint=feed, sheets=["Sheet1"], area=ensure_county(), report_month=month,
            rows_read=len(lines), accepted=len(lines),
        )  # fmt: skip
        for number, line in enumerate(lines, start=2):
            rows.append(
                FeedRow(
                    delivery=delivered, feed=feed, row=number, state=RowState.CURRENT,
                    values=normalised(line.values), decision=line.values.get("decision") or "",
                    decided_on=line.values.get("decided_on"), natural_key=f"{feed}-{number}",
                )
            )  # fmt: skip
            owners.append(children[line.person_id])
    FeedRow.objects.bulk_create(rows, batch_size=2_000)
    Link.objects.bulk_create(
        [
            Link(row=row, child=child, method=Method.ALONE, probability=1, reason="首条记录。")
            for row, child in zip(rows, owners, strict=True)
        ],
        batch_size=2_000,
    )
    return {child.pk: person for person, child in children.items()}


def children_of(delivery: Delivery) -> dict[int, Child]:
    people = {row.person_id: row.child for row in delivery.accepted_rows()}
    children = {
        person: Child(
            name=one.name,
            sex=one.sex,
            birth_date=one.birth_date,
            id_number=one.id_number,
            area_code=ensure_county().code,
            town=one.household.town.name,
            village=one.household.village.name,
            school_name=one.school.name if one.school else "",
            grade=one.grade or "",
            categories="；".join(one.categories),
        )
        for person, one in people.items()
    }
    Child.objects.bulk_create(children.values(), batch_size=1_000)
    return children


def normalised(values: dict[str, Any]) -> dict[str, Any]:
    """As the feeds' engine stores them: dates in ISO form, nothing empty."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in values.items()
        if value is not None and value != ""
    }
