"""What a list says of its own address: by what it is filtered, by what it may be sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Chip:
    """One condition in force, and the query of the same list without it."""

    label: str | Promise
    value: str
    without: str


def chips_of(filterset: django_filters.FilterSet, query: QueryDict) -> list[Chip]:
    """The conditions of the address that the filters understood, in the order of the filters. What a list takes
    for granted without being asked (such as: only what is open) is no condition of the address."""
    if not filterset.form.is_valid():
        return []
    given = {
        name: value
        for name, value in filterset.form.cleaned_data.items()
        if is_given(value) and any(belongs(key, name) for key in query)
    }
    return [
        Chip(
            filterset.form.fields[name].label or name,
            shown(filterset.form.fields[name], value),
            without(query, name),
        )
        for name, value in given.items()
    ]


def is_given(value: Any) -> bool:
    return value is not None and value != "" and (not hasattr(value, "__len__") or len(value) > 0)


def shown(field: forms.Field, value: Any) -> str:
    """A condition as a person reads it: the words of a choice, both ends of a span."""
    if isinstance(value, slice):
        return f"{value.start or '…'} – {value.stop or '…'}"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, (list, tuple, set, QuerySet)):
        return "、".join(shown(field, one) for one in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(value, Model):
        return str(dict(flat(field.choices)).get(str(value), value))
    return str(value)


def flat(choices: Any) -> list[tuple[str, Any]]:
    """Choices without their groups, keyed by what stands in an address."""
    pairs: list[tuple[str, Any]] = []
    for key, label in choices:
        pairs += flat(label) if isinstance(label, (list, tuple)) else [(str(key), label)]
    return pairs


def without(query: QueryDict, name: str) -> str:
    """The query without a filter (both ends of a span included) and back on the first page."""
    left = query.copy()
    for key in list(left):
        if key == "page" or belongs(key, name):
            del left[key]
    return left.urlencode()


SPAN_ENDS = {"min", "max", "after", "before", "from", "to"}


def belongs(key: str, name: str) -> bool:
    """Whether a parameter of the address is a filter's own, or one end of its span."""
    return key == name or (key.startswith(f"{name}_") and key.rpartition("_")[2] in SPAN_ENDS)


class SinceFilter(django_filters.DateFilter):
    """What came on a day or later. It has no field of its own: counts of the workbench open lists by it."""

    def __init__(self, field_name: str, *, moment: bool = False) -> None:
        """moment: whether the column holds a time and not just a day."""
        super().__init__(
            field_name=field_name,
            lookup_expr="date__gte" if moment else "gte",
            label=gettext_lazy("自这一天起"),
            widget=forms.HiddenInput,
        )


def sorts_of(table: tables.Table) -> list[tuple[str, str]]:
    """(value of `sort`, words) for each way of ordering; a telephone shows no column heads to press."""
    return [
        (f"{sign}{column.name}", words % {"column": column.header})
        for column in table.columns.iterall()
        if column.orderable
        for sign, words in (("", _("按%(column)s升序")), ("-", _("按%(column)s降序")))
    ]
