"""Who can see a child and why, and who did: told without anything of the child itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.duties import DUTY_KINDS, Reach
from weibao.access.models import DutyAssignment, User
from weibao.access.policies import registered
from weibao.audit.models import Entry
from weibao.audit.watching import OPENS
from weibao.audit.wording import actor_names
from weibao.people.models import Child, ChildAccess
from weibao.people.policies import ChildRecordPolicy
from weibao.web.templatetags.weibao import zh_date, zh_time

VIEW = "children.view"
SHOWN = 200
"""So many of the latest acts are listed."""


@dataclass(frozen=True)
class Sees:
    """One way by which one person sees the child."""

    user: User
    duty: str
    reason: str
    purpose: str
    until: str


@dataclass(frozen=True)
class Saw:
    """One act by which somebody saw something of the child."""

    at: datetime
    who: str
    what: str | Promise
    purpose: str
    number: int


def who_can_see(child: Child) -> list[Sees]:
    """Each way, by name of the person: the duty with its area or school, the access by name with what it was given for,
    the unit whose task a record of the child is. As many queries however many see the child."""
    named: dict[int, list[ChildAccess]] = {}
    for access in ChildAccess.objects.in_force().filter(child=child).order_by("pk"):
        named.setdefault(access.user_id, []).append(access)
    asked = units_asked(child)
    reading = reading_abilities()
    kinds = [
        key
        for key, kind in DUTY_KINDS.items()
        if reading & kind.abilities.keys() or {ability for ability, _unit in asked} & kind.abilities.keys()
    ]
    duties = DutyAssignment.objects.in_force().filter(user__is_active=True, kind__in=kinds)
    found: list[Sees] = []
    for duty in duties.select_related("user__unit", "unit", "area").order_by("user__name", "user", "pk"):
        found += ways(duty, child, named.get(duty.user_id, []), reading, asked)
    return found


def reading_abilities() -> frozenset[str]:
    """The abilities by which records of a child are seen."""
    policies = [one for one in registered().values() if isinstance(one, ChildRecordPolicy)]
    return frozenset(one.actions["view"] for one in policies if "view" in one.actions)


def units_asked(child: Child) -> frozenset[tuple[str, int]]:
    """(ability, unit) by which a unit reads a record of the child that is its own task."""
    found: set[tuple[str, int]] = set()
    for model, policy in registered().items():
        if isinstance(policy, ChildRecordPolicy) and policy.unit:
            units = model._default_manager.filter(**{policy.child: child}).order_by()
            for unit in units.values_list(policy.unit, flat=True).distinct():
                found |= {(ability, unit) for ability in policy.actions.values()}
    return frozenset(found)


def ways(
    duty: DutyAssignment,
    child: Child,
    named: list[ChildAccess],
    reading: frozenset[str],
    asked: frozenset[tuple[str, int]],
) -> Iterator[Sees]:
    """How one duty sees the child: by its place, by name, by a task of its unit."""
    title, kind = duty.get_kind_display(), DUTY_KINDS[duty.kind]
    ends = zh_date(duty.ends_on) if duty.ends_on else _("长期")
    reaches = {reach for ability, reach in kind.abilities.items() if ability in reading}
    view = kind.abilities.get(VIEW)
    in_area = Reach.AREA in reaches and child.area_code.startswith(duty.area_id)
    in_school = Reach.SCHOOL in reaches and child.school_id is not None and child.school_id == duty.unit_id
    if in_area:
        place = _("负责地域：%(area)s") % {"area": duty.area}
        yield Sees(duty.user, title, place if view == Reach.AREA else partly(place), duty.purpose, ends)
    if in_school:
        place = _("任职学校：%(school)s") % {"school": duty.unit}
        yield Sees(duty.user, title, place if view == Reach.SCHOOL else partly(place), duty.purpose, ends)
    whole = (in_area and view == Reach.AREA) or (in_school and view == Reach.SCHOOL)
    if not whole and reaches - {Reach.TOTALS, Reach.UNIT}:
        for access in named:
            until = zh_time(access.ended_at) if access.ended_at else _("随职责或专班结束")
            yield Sees(duty.user, title, _("按名授予"), access.purpose, until)
    tasks = {ability for ability, unit in asked if unit == duty.unit_id}
    if any(kind.abilities.get(ability) == Reach.UNIT for ability in tasks):
        yield Sees(
            duty.user, title, _("本单位承办的事项：%(unit)s") % {"unit": duty.unit}, duty.purpose, ends
        )


def partly(place: str) -> str:
    return _("%(place)s（限本职责办理的记录，不能打开档案）") % {"place": place}


VERBS: dict[str, str | Promise] = {
    "children.open": gettext_lazy("打开档案"),
    "children.reveal": gettext_lazy("显示隐去的内容"),
    "glass.open": gettext_lazy("紧急查阅"),
}


def who_saw(child: Child) -> list[Saw]:
    """The latest acts by which persons saw something of the child. What kind of record it was is not told: that alone
    would say something of the child."""
    targets = [f"{child._meta.label_lower}:{child.pk}", *records_of(child)]
    entries = Entry.objects.filter(target__in=targets, outcome="done", actor__startswith="user:")
    names = actor_names()
    found = []
    for entry in entries.order_by("-number")[: SHOWN * 5]:
        if entry.action.rpartition(".")[2] in OPENS:
            what = VERBS.get(entry.action, gettext_lazy("查阅相关记录"))
            found.append(
                Saw(entry.at, names.get(entry.actor, entry.actor), what, entry.purpose, entry.number)
            )
    return found[:SHOWN]


def records_of(child: Child) -> Iterator[str]:
    """Targets of the log that are records of this child: whatever has a child's policy (a query for each model)."""
    for model, policy in registered().items():
        if isinstance(policy, ChildRecordPolicy) and policy.child:
            keys = model._default_manager.filter(**{policy.child: child}).order_by()
            yield from (f"{model._meta.label_lower}:{key}" for key in keys.values_list("pk", flat=True))
