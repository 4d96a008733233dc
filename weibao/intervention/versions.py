"""A record's history as people read it: who changed what, when, old → new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Field, ForeignKey, JSONField, TextField
from django.utils.translation import gettext as _

from weibao.web.exports import cell_text

SHOWN = 20


@dataclass(frozen=True)
class Version:
    """One change: when, by whom (empty: by itself or at the console), what."""

    at: datetime
    who: str
    changes: list[str]


def versions(record: Any) -> list[Version]:
    """The latest changes, newest first; one query. Of long texts only that they changed: their old wording is in the
    history, and is not for every reader of the page."""
    kept = list(
        record.history.select_related("history_user").order_by("-history_date", "-history_id")[: SHOWN + 1]
    )
    found = [
        Version(new.history_date, str(new.history_user or ""), list(changes(record, old, new)))
        for new, old in pairwise(kept)
    ]
    if kept and len(kept) <= SHOWN:
        first = kept[-1]
        found.append(Version(first.history_date, str(first.history_user or ""), [_("建立")]))
    return [one for one in found if one.changes]


def changes(record: Any, old: Any, new: Any) -> Iterator[str]:
    for field in record._meta.concrete_fields:
        before, after = (getattr(one, field.attname) for one in (old, new))
        if before == after or field.verbose_name == field.name.replace("_", " "):
            continue
        if isinstance(field, (TextField, JSONField, ForeignKey)):
            yield _("%(field)s有改动") % {"field": field.verbose_name}
        else:
            yield _("%(field)s：%(old)s → %(new)s") % {
                "field": field.verbose_name,
                "old": shown(field, before),
                "new": shown(field, after),
            }


def shown(field: Field, value: Any) -> str:
    if value in (None, ""):
        return "—"
    return str(dict(field.flatchoices).get(value) or cell_text(value))
