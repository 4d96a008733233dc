"""A figure by town, by member unit and by month: counted by the database, hidden where it would betray children.

Rows stand in an order that does not hang on the counts, as suppression asks: by area code, by name of unit, by month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.places.models import Area, Level
from weibao.reporting.declaring import Indicator
from weibao.reporting.engine import Reader, any_of, both, numbers, records_of, sealed_in, unseen
from weibao.reporting.suppression import concealed

EARLIER, NONE = "earlier", "none"
"""Marks of the rows for what lies before the year (who stays on from then), and for what names no town, unit or
month. They show only where they count something."""


class By(TextChoices):
    """The ways to break a figure down."""

    TOWN = "town", gettext_lazy("乡镇")
    UNIT = "unit", gettext_lazy("单位")
    MONTH = "month", gettext_lazy("月份")


@dataclass(frozen=True)
class Group:
    """One row of a breakdown: its mark in addresses, its name, and the records that are in it."""

    mark: str
    label: str
    records: Q


@dataclass(frozen=True)
class Row:
    group: Group
    value: int | None
    """None: not shown to this reader."""


@dataclass(frozen=True)
class Breakdown:
    by: By
    rows: tuple[Row, ...]
    withheld: bool
    """Whether there are so few that no row can be shown at all."""

    @property
    def title(self) -> str:
        return _("按%(what)s") % {"what": self.by.label}

    @property
    def hides(self) -> bool:
        return self.withheld or any(row.value is None for row in self.rows)


def lookup_of(one: Indicator, by: By) -> str:
    return {By.TOWN: one.town, By.UNIT: one.unit_lookup, By.MONTH: one.month}[by]


def groups(one: Indicator, by: By, year: int, records: QuerySet, reader: Reader) -> list[Group]:
    """All rows that a breakdown of these records may have, in their order (at most one query)."""
    lookup = lookup_of(one, by)
    named: list[Group]
    match by:
        case By.TOWN:
            within = any_of(Q(code__startswith=code) for code in reader.counties)
            towns = Area.objects.filter(within, level=Level.TOWN).order_by("code")
            named = [Group(a.code, a.name, Q(**{f"{lookup}__startswith": a.code})) for a in towns]
            unnamed = _("未注明乡镇")
        case By.UNIT:
            units = records.order_by().exclude(**{lookup: None})
            names = (
                units.order_by(f"{lookup}__name", lookup).values_list(lookup, f"{lookup}__name").distinct()
            )
            named = [Group(str(pk), name, Q(**{lookup: pk})) for pk, name in names]
            unnamed = _("未注明单位")
        case By.MONTH:
            named = [Group(EARLIER, _("以前年度"), Q(**{f"{lookup}__year__lt": year}))]
            named += [
                Group(str(m), _("%(m)d月") % {"m": m}, Q(**{f"{lookup}__year": year, f"{lookup}__month": m}))
                for m in range(1, 13)
            ]
            unnamed = _("未注明月份")
    return [*named, Group(NONE, unnamed, ~reduce(or_, (group.records for group in named), Q(pk__in=[])))]


def breakdowns(one: Indicator, year: int, reader: Reader, kinds: Iterable[By] = tuple(By)) -> list[Breakdown]:
    """The figure by each of `kinds` that its declaration makes possible; as many queries for few as for many."""
    whole = unseen(one, year, reader)
    return [breakdown(one, by, year, reader, whole) for by in kinds if lookup_of(one, by)]


def breakdown(one: Indicator, by: By, year: int, reader: Reader, whole: int) -> Breakdown:
    """whole: how many of the figure are out of the reader's sight."""
    records = records_of(one, year, reader)
    listed = groups(one, by, year, records, reader)
    mark = Case(*(When(group.records, then=Value(group.mark)) for group in listed[:-1]), default=Value(NONE))
    counted = {
        found["figure_group"]: both(found)
        for found in records.annotate(figure_group=mark)
        .values("figure_group")
        .annotate(**numbers(one, reader.sight(records)))
    }
    sealed, sealed_unseen = sealed_in(one, year, reader)
    if sealed:
        # Counted, and in no town, unit or month: the rows add up to the figure and say nothing of where.
        value, out_of_sight = counted.get(NONE, (0, 0))
        counted[NONE] = value + sealed, out_of_sight + sealed_unseen
    shown = [group for group in listed if group.mark in counted or group.mark not in (EARLIER, NONE)]
    cells = [counted.get(group.mark, (0, 0)) for group in shown]
    hidden = concealed([out_of_sight for _value, out_of_sight in cells], whole)
    if hidden is None:
        return Breakdown(by, (), withheld=True)
    rows = (
        Row(group, None if place in hidden else value)
        for place, (group, (value, _unseen)) in enumerate(zip(shown, cells, strict=True))
    )
    return Breakdown(by, tuple(rows), withheld=False)
