"""What several services ask before they act."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from weibao.machines import CannotAct
from weibao.people.models import Child
from weibao.places.models import COUNTY_CODE

MAJORITY = 18
"""Who is a minor (未成年人保护法第二条)."""
WORKING_AGE = 16
"""Nobody under sixteen may be employed (禁止使用童工规定第二条)."""


def lock_file(child: Child) -> Child:
    """The child's file, no one merging it or opening something else on it until the transaction ends.

    Raises:
        CannotAct: it was merged into another.
    """
    child = Child.objects.select_for_update().get(pk=child.pk)
    if child.merged_into_id:
        raise CannotAct(_("这份档案已并入另一份档案，请在合并后的档案上操作。"))
    return child


def not_before(earliest: date, on: date) -> str:
    """A sentence where `on` lies before a day that came first."""
    return "" if on >= earliest else _("日期不能早于 %(day)s，请更正。") % {"day": earliest}


def not_after(latest: date, until: date) -> str:
    """A sentence where `until` lies beyond the last day allowed."""
    return "" if until <= latest else _("日期不能晚于 %(day)s，请更正。") % {"day": latest}


def a_minor(child: Child, on: date) -> str:
    """A sentence where the child had come of age; an unknown birth date is no hindrance."""
    age = child.age_on(on)
    if age is not None and age >= MAJORITY:
        return _("当事人已满十八周岁，不再适用未成年人的分级干预。")
    return ""


def of_working_age(child: Child, on: date) -> str:
    age = child.age_on(on)
    if age is not None and age < WORKING_AGE:
        return _("当日未满十六周岁，不得就业（《禁止使用童工规定》第二条）。如有用工情况，请作为线索上报。")
    return ""


def in_the_county(child: Child, who: str, *areas: str) -> str:
    """A sentence where a person or unit is at work in none of its areas within the child's county."""
    if any(area.startswith(child.area_code[:COUNTY_CODE]) for area in areas):
        return ""
    return _("%(name)s不在这名儿童所在的县，请另选。") % {"name": who}


def require(reason: str) -> None:
    """
    Raises:
        CannotAct: there is a reason why not.
    """
    if reason:
        raise CannotAct(reason)
