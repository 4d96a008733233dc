"""What a receipt (回执) shows: where the rows went, in counts that add up, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from weibao.feeds.models import ACCEPTED_STATES, Delivery, FeedRow, RowState


class Outcome(TextChoices):
    """What became of a row at the door. Later its state may change (corrected, mended), this does not."""

    ACCEPTED = "accepted", _("接收")
    DUPLICATE = "duplicates", _("重复")
    QUARANTINED = "quarantined", _("隔离")
    NOT_DATA = "not_data", _("非数据")


STATES: dict[str, tuple[RowState, ...]] = {
    Outcome.ACCEPTED: ACCEPTED_STATES,
    Outcome.DUPLICATE: (RowState.DUPLICATE,),
    Outcome.QUARANTINED: (RowState.QUARANTINED, RowState.MENDED),
    Outcome.NOT_DATA: (RowState.NOT_DATA,),
}
MEANINGS: dict[str, str | Promise] = {
    Outcome.ACCEPTED: _("已存入平台"),
    Outcome.DUPLICATE: _("与已接收的行相同"),
    Outcome.QUARANTINED: _("有问题，等改好再收"),
    Outcome.NOT_DATA: _("标题、说明、合计、空行"),
}
COLOURS = {
    Outcome.ACCEPTED: "text-primary",
    Outcome.DUPLICATE: "text-azure",
    Outcome.QUARANTINED: "text-dark",
    Outcome.NOT_DATA: "text-muted",
}


@dataclass(frozen=True)
class Part:
    """One of the four counts, and where its piece of the bar begins."""

    outcome: str
    label: str | Promise
    meaning: str | Promise
    colour: str
    count: int
    start: int


def parts_of(delivery: Delivery) -> list[Part]:
    """The four counts of a delivery; they add up to the rows read (the database holds them to it)."""
    parts, start = [], 0
    for outcome in Outcome:
        count = getattr(delivery, outcome.value)
        parts.append(Part(outcome.value, outcome.label, MEANINGS[outcome], COLOURS[outcome], count, start))
        start += count
    return parts


def waiting_rows(delivery: Delivery) -> QuerySet[FeedRow]:
    """The rows of a delivery that are quarantined and not mended yet."""
    return delivery.rows.filter(state=RowState.QUARANTINED)


def with_waiting(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Each delivery with `waiting`: how many of its rows are quarantined and not mended yet."""
    rows = FeedRow.objects.filter(delivery=OuterRef("pk"), state=RowState.QUARANTINED)
    counted = rows.order_by().values("delivery").annotate(n=Count("pk")).values("n")
    return deliveries.annotate(waiting=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


@dataclass(frozen=True)
class ReasonCount:
    """How many rows have a reason, how many of them were quarantined, and where they are listed."""

    words: str
    count: int
    quarantined: int
    address: str


def reasons_of(delivery: Delivery) -> list[ReasonCount]:
    """Why rows were quarantined or noted, first what keeps most rows out; each opens to its rows."""
    marks = delivery.rows.filter(state__in=STATES[Outcome.QUARANTINED]).order_by()
    kept_out: Counter[str] = Counter()
    for mark, count in marks.values_list("reason_marks").annotate(n=Count("pk")):
        kept_out.update(dict.fromkeys(mark.strip(",").split(","), count))
    address = reverse("feeds:rows", args=[delivery.pk])
    counts = [
        ReasonCount(reason, count, kept_out[str(number)], f"{address}?{urlencode({'reason': reason})}")
        for number, (reason, count) in enumerate(delivery.reasons.items())
    ]
    return sorted(counts, key=lambda one: (-one.quarantined, -one.count))


def for_reason(rows: QuerySet[FeedRow], reason: str, delivery: Delivery) -> QuerySet[FeedRow]:
    """The rows of a delivery that were quarantined or noted for one of its reasons."""
    number = list(delivery.reasons).index(reason)
    return rows.filter(reason_marks__contains=f",{number},")


def reasons_shown(row: FeedRow, delivery: Delivery) -> list[str]:
    """Why a row was quarantined or noted, as the receipt counts it: a row's own message also says what stood in the
    cell, which may be a name or a number. Of what is no data the message says only what it was."""
    messages = [one["message"] for one in row.reasons]
    if row.state == RowState.NOT_DATA:
        return messages
    found = ([reason for reason in delivery.reasons if reason in message] for message in messages)
    return [max(reasons, key=len, default=str(_("见回执"))) for reasons in found]
