"""Counting by calendar months, as the law and people do."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date


def first_of(day: date) -> date:
    return day.replace(day=1)


def months_after(day: date, months: int) -> date:
    """The same day so many months on; where that month is shorter, its last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def monthly(start: date, until: date) -> Iterator[date]:
    """The same day of every later month (its last day where it is shorter), as far as `until`."""
    number = 1
    while (due := months_after(start, number)) <= until:
        yield due
        number += 1
