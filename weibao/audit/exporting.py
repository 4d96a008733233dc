"""The log as JSON lines, each with its seal: for shipping it to where the county gathers its logs (网络安全法第二十一条)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date

from django.db.models import QuerySet

from weibao.audit.chain import Link
from weibao.audit.models import Entry
from weibao.audit.services import Actor, act

AT_ONCE = 5_000


def export_entries(
    *, actor: Actor, since: date | None = None, until: date | None = None, after: int = 0
) -> Iterator[str]:
    """One line an entry, the earliest first: those made from the one day to the other (both included, local time)
    and numbered above `after`, so that who ships the log goes on where he stopped.

    That they were taken is in the log before the first line leaves. They are streamed outside its transaction, for a
    long export must not keep others from writing.
    """
    entries = within(since, until, after)
    with act(actor, "audit.export", ability="audit.read") as log:
        last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
        entries = entries.filter(number__lte=last)
        days = {name: day.isoformat() for name, day in (("since", since), ("until", until)) if day}
        log.note(rows=entries.count(), after=after, last=last, **days)
    return map(line, entries.values_list(*Link._fields).iterator(chunk_size=AT_ONCE))


def within(since: date | None, until: date | None, after: int) -> QuerySet[Entry]:
    entries = Entry.objects.filter(number__gt=after).order_by("number")
    if since:
        entries = entries.filter(at__date__gte=since)
    if until:
        entries = entries.filter(at__date__lte=until)
    return entries


def line(values: tuple) -> str:
    said = Link._make(values)._asdict()
    said["at"] = said["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
