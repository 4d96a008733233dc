"""Quarantined rows go out as a workbook with a reason beside each, and come back mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import can
from weibao.audit.services import Actor
from weibao.feeds.definitions import FeedDefinition, find_definition
from weibao.feeds.errors import DefinitionRefused, FileRefused
from weibao.feeds.headers import SOURCE_HEADERS
from weibao.feeds.models import Delivery, FeedRow, RowState
from weibao.feeds.rows import NOT_DATA, PreparedRow
from weibao.feeds.taking import TakenFile
from weibao.web.exports import write_workbook


def quarantine_workbook(delivery: Delivery, *, reader: str) -> bytes:
    """An .xlsx of the rows of a delivery that are still quarantined: where each stood, why it was not accepted, and
    its cells under the feed's headers. It can be sent back as it is, once mended."""
    rows = delivery.rows.filter(state=RowState.QUARANTINED).order_by("pk")
    try:
        labels = [column.label for column in find_definition(delivery.feed).columns]
    except DefinitionRefused:
        labels = list(dict.fromkeys(label for row in rows for label in row.cells))
    table: list[Sequence[object]] = [[*SOURCE_HEADERS, *labels]]
    for row in rows:
        reasons = "\n".join(reason["message"] for reason in row.reasons)
        cells = [row.cells.get(label, "") for label in labels]
        table.append([delivery.pk, row.sheet, row.row, reasons, *cells])
    hint = _("改好后直接送回本表；请不要改动前三列")
    return write_workbook(_("隔离数据更正"), table, reader=reader, hint=hint)


def mended_delivery(
    actor: Actor, feed: FeedDefinition, taken: TakenFile, mends: Delivery | None
) -> Delivery | None:
    """The delivery whose rows a file sends back, as it says itself or as the caller says.

    Raises:
        FileRefused: it names another feed's delivery, several, or one that is not the actor's.
    """
    named = {row.source[0] for row in taken.rows if row.source and row.fate != NOT_DATA and row.source[0]}
    if not named:
        return mends
    if len(named) > 1:
        raise FileRefused(
            _("更正表里有不止一个批次（%(batches)s），请分开送回。") % {"batches": "、".join(sorted(named))}
        )
    (batch,) = named
    found = Delivery.objects.filter(pk=int(batch), feed=feed.name).first() if batch.isdecimal() else None
    if found is None or (isinstance(actor, User) and not can(actor, "import", found)):
        raise FileRefused(
            _("“%(feed)s”没有来源批次 %(batch)s，请核对“来源批次”一列。")
            % {"feed": feed.title, "batch": batch}
        )
    if mends is not None and mends != found:
        raise FileRefused(_("这是批次 %(batch)s 的更正表，请在那一批的回执里送回。") % {"batch": batch})
    return found


def mark_mended(delivery: Delivery, rows: Sequence[PreparedRow], written: Callable[[int], int]) -> None:
    """Each quarantined row that came back gives way to the row that came: one of the two waits, never both."""
    waiting = {
        (row.sheet, str(row.row)): row
        for row in delivery.mends.rows.filter(state=RowState.QUARANTINED)  # type: ignore[union-attr]
    }
    changed = []
    for place, row in enumerate(rows):
        if row.source is None or row.fate == NOT_DATA:
            continue
        old = waiting.pop(row.source[1:], None)
        if old is not None:
            old.state, old.same_as_id = RowState.MENDED, written(place)
            changed.append(old)
    FeedRow.objects.bulk_update(changed, ["state", "same_as"], batch_size=500)
