"""Calendar arithmetic of screening: whole months, school terms, ages. Pure functions on dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta


def month_of(day: date) -> date:
    """The first day of the month that holds `day`."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first day of the month `count` months after (before, when negative) that of `month`."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def term_of(day: date, starts: Sequence[int]) -> tuple[date, date]:
    """First and last day of the school term that holds `day`; `starts` are the months terms begin in."""
    first = month_of(day)
    while first.month not in starts:
        first = add_months(first, -1)
    following = add_months(first, 1)
    while following.month not in starts:
        following = add_months(following, 1)
    return first, following - timedelta(days=1)


def years_before(day: date, years: int) -> date:
    """The latest birth date of a person who is at least `years` whole years old on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year without one
        return date(day.year - years, 2, 28)


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def month_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月"


def as_date(value: date) -> date:
    """The day of a date or a time."""
    return value.date() if isinstance(value, datetime) else value
