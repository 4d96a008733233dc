"""Two people at one record: the second sees what stands there now beside what he wrote, and chooses. Nothing is
overwritten in silence.

A form that changes a record carries a mark of what it was filled from (`machines.mark_of`, or the record's own version)
in the hidden field `seen`; the service that writes compares it under the record's lock (`machines.require_unchanged`)
and raises `ChangedMeanwhile`. The page then shows the form again with a `Conflict`: sent once more, it replaces what it
now shows, knowingly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise

from weibao.web.exports import cell_text
from weibao.web.filtering import shown

SEEN = "seen"
"""Name of the hidden field."""


@dataclass(frozen=True)
class Difference:
    """One field that the two versions have differently."""

    label: str | Promise
    stored: str
    written: str


@dataclass(frozen=True)
class Conflict:
    differences: list[Difference]
    who: str = ""
    """Who wrote what stands there now; empty: by itself, at the console, or not known."""
    at: datetime | None = None


def differences(form: forms.BaseForm, stored: Mapping[str, Any], *, within: str = "") -> Iterable[Difference]:
    """The fields of a sent form that differ from what stands there now (by the names of the fields)."""
    for name, field in form.fields.items():
        theirs, mine = in_words(field, stored.get(name)), in_words(field, form.cleaned_data.get(name))
        if theirs != mine:
            label = f"{within}：{field.label}" if within else field.label or name
            yield Difference(label, theirs, mine)


def in_words(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, (Model, str, int)) or hasattr(value, "choices"):
        return shown(field, value)
    return cell_text(value)


def last_writer(record: Any) -> tuple[str, datetime | None]:
    """Who wrote the record last, and when."""
    last = record.history.select_related("history_user").order_by("-history_date", "-history_id").first()
    return (str(last.history_user or ""), last.history_date) if last else ("", None)
