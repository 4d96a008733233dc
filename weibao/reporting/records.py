"""The list of the records under a figure, for whatever model they are of: made from the indicator's declaration."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from weibao.places.models import Area, Level
from weibao.reporting.breakdowns import By, Group, groups, lookup_of
from weibao.reporting.declaring import Indicator
from weibao.reporting.engine import Reader
from weibao.web.lists import Table
from weibao.web.templatetags.weibao import zh_date


class RecordTable(Table):
    """The record as it names itself, and where the declaration puts it."""

    record = tables.Column(verbose_name=_("记录"), empty_values=(), orderable=False)

    class Meta(Table.Meta):
        pass

    def render_record(self, record: Model) -> str:
        address = self.row_address(record)
        return format_html('<a href="{}">{}</a>', address, record) if address else str(record)

    def value_record(self, record: Model) -> str:
        return str(record)


class TownColumn(tables.Column):
    """An area code (of a town or of a village in it) as the name of the town."""

    @cached_property
    def names(self) -> dict[str, str]:
        return dict(Area.objects.filter(level=Level.TOWN).values_list("code", "name"))

    def render(self, value: str) -> str:
        return self.names.get(value[:9], "—")


class DayColumn(tables.Column):
    def render(self, value) -> str:
        return zh_date(value)


def record_table(one: Indicator) -> type[Table]:
    """The table of the indicator's records: a column for each of its dimensions."""
    columns = {}
    for by, kind in ((By.TOWN, TownColumn), (By.UNIT, tables.Column), (By.MONTH, DayColumn)):
        if lookup := lookup_of(one, by):
            shown = f"{lookup}__name" if by == By.UNIT else lookup
            columns[by.value] = kind(
                accessor=shown,
                verbose_name=_("日期") if by == By.MONTH else by.label,
                order_by=(shown, "pk"),
                default="—",
            )
    return type("RecordsOfFigure", (RecordTable,), columns)


def record_filter(
    one: Indicator, year: int, records: QuerySet, reader: Reader
) -> type[django_filters.FilterSet]:
    """Filters by the same rows as the breakdowns have, so that a number opens to just its records; of units only
    those are offered that `records`, what the reader may open, name."""
    filters: dict[str, django_filters.Filter] = {}
    for by in By:
        if lookup_of(one, by):
            listed = groups(one, by, year, records, reader)
            filters[by.value] = django_filters.ChoiceFilter(
                label=by.label,
                method=narrowing(listed),
                empty_label=_("全部"),
                choices=[(group.mark, group.label) for group in listed],
            )
    return type("FilterOfFigure", (django_filters.FilterSet,), filters)


def narrowing(listed: list[Group]):
    def narrow(queryset: QuerySet, name: str, value: str) -> QuerySet:
        return next(queryset.filter(group.records) for group in listed if group.mark == value)

    return narrow


def with_related(one: Indicator, records: QuerySet) -> QuerySet:
    """The records with what their table, name and address read of others, so that a long list costs no more
    queries: all that they refer to directly, and where the declaration's look-ups lead."""
    direct = {field.name for field in records.model._meta.fields if isinstance(field, ForeignKey)}
    unit = f"{one.unit_lookup}__name" if one.unit_lookup else ""
    further = {relations(records.model, lookup) for lookup in (one.town, unit, one.month)} - {""}
    return records.select_related(*direct | further) if direct | further else records


def relations(model: type[Model], lookup: str) -> str:
    """The part of a look-up that leads over foreign keys: `child__area` of `child__area__code`."""
    path = []
    for name in lookup.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            break
        if not isinstance(field, ForeignKey):
            break
        path.append(name)
        model = field.related_model
    return "__".join(path)
