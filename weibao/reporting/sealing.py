"""In which figures a record counts, told when it is sealed: the numbers of the year stay right, without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import DateField, Model
from django.utils import timezone

from weibao.feeds.models import FeedRow
from weibao.protection.sealing.declaring import counts_sealed
from weibao.reporting.declaring import indicators

_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d")


@counts_sealed
def figures_of(records: Sequence[Model]) -> Iterator[tuple[str, int, str]]:
    """(figure, year, what is counted once) of every figure in which one of the records counts."""
    keys: dict[type[Model], set[int]] = {}
    for record in records:
        keys.setdefault(type(record), set()).add(record.pk)
    first = first_year(records)
    this = timezone.localdate().year
    for one in indicators():
        model = one.records(this).model._meta.concrete_model
        mine = keys.get(model) if model else None
        if not mine:
            continue
        for year in range(first, this + 1):
            counted = one.records(year).filter(pk__in=mine).order_by().values_list(one.counts, flat=True)
            yield from ((one.key, year, str(value)) for value in set(counted) if value is not None)


def first_year(records: Sequence[Model]) -> int:
    """The earliest year that the records name."""
    years = [day.year for record in records for day in days_of(record)]
    return min(years, default=timezone.localdate().year)


def days_of(record: Model) -> Iterator[date]:
    for field in record._meta.concrete_fields:
        if isinstance(field, DateField) and isinstance(value := getattr(record, field.attname), date):
            yield value
    if isinstance(record, FeedRow):
        for column, value in record.values.items():
            if column != "birth_date" and isinstance(value, str) and _DAY.match(value):
                yield date.fromisoformat(value[:10])
