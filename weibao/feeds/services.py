"""Taking deliveries in. One import is one transaction: killed at any point, it leaves all of the file or nothing."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.duties import Reach
from weibao.access.models import Unit, User
from weibao.access.policies import can
from weibao.audit.locking import Alone, hold
from weibao.audit.services import Actor, act, refuse
from weibao.cipher.files import in_clear
from weibao.cipher.tokens import tokens
from weibao.cipher.uploads import ABOUT as UPLOAD
from weibao.feeds.arriving import stored
from weibao.feeds.definitions import FeedDefinition, find_definition
from weibao.feeds.errors import DefinitionRefused, FileRefused
from weibao.feeds.mending import mark_mended, mended_delivery, quarantine_workbook
from weibao.feeds.models import Delivery
from weibao.feeds.receipt import Receipt, count_reasons
from weibao.feeds.senders import may_deliver
from weibao.feeds.storing import count, decide_fates, sheets_of, store
from weibao.feeds.taking import Progress, TakenFile, take
from weibao.places.models import Area
from weibao.places.services import ensure_county

__all__ = ["Receipt", "import_file", "quarantine_workbook"]

ABILITY = "feeds.import"


def import_file(
    *,
    actor: Actor,
    feed: str,
    path: Path,
    file_name: str | None = None,
    unit: Unit | None = None,
    period: date | None = None,
    mends: Delivery | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Take one file of a feed in: every row accepted, found to repeat one, quarantined, or not data.

    unit: who sends it; left out, the actor's own unit if he may send only for that, else nobody in particular.
    period: the month it speaks for (any day of it); left out, what the sheet says (填报日期), else this month.
    mends: the delivery whose quarantined rows it sends back; a workbook of `quarantine_workbook` says so itself.
    The same file again changes nothing: the receipt is the first one, with `already`.

    Raises:
        FileRefused: the file can't be taken in; nothing of it was, and the message says what to do.
        PermissionDenied: this feed of this unit is not the actor's to send.
    """
    try:
        definition = find_definition(feed)
    except DefinitionRefused as why:
        raise FileRefused(str(why)) from None
    if mends is not None:
        unit, period = unit or mends.unit, period or mends.report_month
    unit = sender(actor, definition, unit, mends)
    month = period.replace(day=1) if period else None
    if not path.is_file():
        raise FileRefused(_("找不到文件 %(path)s。") % {"path": path})
    with in_clear(path, UPLOAD) as readable:
        fingerprint = fingerprint_of(readable)
        if before := same_file(feed, fingerprint, month):
            return Receipt(before, already=True)
        taken = take(readable, definition, month, progress or (lambda done, total, step: None))
    if progress:
        progress(len(taken.rows), len(taken.rows), _("保存"))
    with act(actor, "feeds.import", ability=ABILITY) as log:
        hold(Alone.FEEDS)
        if before := same_file(feed, fingerprint, month):
            # Somebody sent the same file meanwhile.
            log.about(before)
            return Receipt(before, already=True)
        mends = mended_delivery(actor, definition, taken, mends)
        if mends is not None:
            unit, month = unit or mends.unit, month or mends.report_month
        delivery = Delivery(
            feed=feed,
            file_name=(file_name or path.name)[-255:],
            fingerprint=fingerprint,
            unit=unit,
            area=area_of(actor, unit),
            report_month=month or month_of(taken),
            imported_by=actor if isinstance(actor, User) else None,
            mends=mends,
        )
        save(definition, delivery, taken)
        log.about(delivery)
        log.note(rows=delivery.rows_read, accepted=delivery.accepted, quarantined=delivery.quarantined)
    return Receipt(delivery)


def save(definition: FeedDefinition, delivery: Delivery, taken: TakenFile) -> None:
    """Write the delivery and its rows."""
    rows = taken.rows
    fates = decide_fates(definition, rows, delivery.report_month)
    for name, number in count(rows, fates).items():
        setattr(delivery, name, number)
    delivery.dropped_columns = list(taken.dropped)
    delivery.sheets = sheets_of(rows)
    delivery.reasons = count_reasons(rows)
    delivery.notes = taken.notes
    delivery.save(force_insert=True)
    written = store(definition, delivery, rows, fates)
    if delivery.mends is not None:
        mark_mended(delivery, rows, written)
    stored(delivery)


def sender(actor: Actor, feed: FeedDefinition, unit: Unit | None, mends: Delivery | None) -> Unit | None:
    """The unit in whose name the actor sends.

    Raises:
        PermissionDenied: he may not send this feed in that name.
    """
    if not isinstance(actor, User):
        return unit
    reaches = actor.reaches(ABILITY)
    if unit is None and not any(reach == Reach.AREA for _duty, reach in reaches):
        own = {duty.unit_id: duty.unit for duty, _reach in reaches}
        unit = next((one for one in own.values() if may_deliver(actor, one, feed)), None)
        if unit is None:
            deny(actor, _("您所在的单位不报送“%(feed)s”这类数据。") % {"feed": feed.title})
    if unit is not None and not may_deliver(actor, unit, feed):
        deny(actor, _("您不能以“%(unit)s”的名义报送“%(feed)s”。") % {"unit": unit, "feed": feed.title}, unit)
    if mends is not None and not can(actor, "import", mends):
        deny(actor, _("您的职责不包含更正这一批数据。"))
    return unit


def deny(actor: User, words: str, unit: Unit | None = None) -> None:
    refuse(actor, "feeds.import", target=f"access.unit:{unit.pk}" if unit else "")
    raise PermissionDenied(words)


def area_of(actor: Actor, unit: Unit | None) -> Area:
    """The area in which a delivery lies: its unit's, else that over which the actor gathers, else the county."""
    if unit is not None:
        return unit.area
    if isinstance(actor, User):
        for duty, reach in actor.reaches(ABILITY):
            if reach == Reach.AREA:
                return duty.area
    return ensure_county()


def month_of(taken: TakenFile) -> date:
    """The month that the sheets say, the newest where they differ; else this month."""
    this = timezone.localdate().replace(day=1)
    said = sorted(set(taken.months))
    if not said:
        return this
    if len(said) > 1:
        taken.notes.append(
            _("各工作表的填报日期不在同一个月（%(months)s），按 %(month)s 计。")
            % {"months": "、".join(said), "month": said[-1]}
        )
    return date.fromisoformat(f"{said[-1]}-01")


def same_file(feed: str, fingerprint: str, month: date | None) -> Delivery | None:
    """The delivery that took this very file in; of that month, where one is named."""
    before = Delivery.objects.filter(feed=feed, fingerprint=fingerprint)
    if month is not None:
        before = before.filter(report_month=month)
    return before.order_by("pk").first()


def fingerprint_of(path: Path) -> str:
    """Keyed, for the content of a short file could be guessed."""
    with path.open("rb") as file:
        return tokens("feeds.file").of(hashlib.file_digest(file, "sha256").digest()).hex()
