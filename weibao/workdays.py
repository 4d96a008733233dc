"""Working days in China, as the State Council's yearly notices set them (全国年节及纪念日放假办法), make-up days included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Deadline:
    """The last day of a period. `notice` is a sentence for people where holidays that count are not known yet."""

    on: date
    notice: str = ""


def is_workday(day: date) -> bool | None:
    """Whether offices work on that day; None where the holidays of its year are not known."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None


def workdays_after(day: date, count: int) -> Deadline:
    """The `count`-th working day after a day, which itself does not count (民法典第201条).

    In a year whose holidays are not known yet Monday to Friday count, and the notice says so.
    """
    left, unknown = count, set()
    while left:
        day += timedelta(days=1)
        works = is_workday(day)
        if works is None:
            unknown.add(day.year)
            works = day.weekday() < 5
        left -= works
    if not unknown:
        return Deadline(day)
    years = "、".join(str(year) for year in sorted(unknown))
    return Deadline(
        day,
        _("%(years)s年的法定节假日安排还不知道，期限暂按周一至周五计算，请在放假安排公布后核对。")
        % {"years": years},
    )
