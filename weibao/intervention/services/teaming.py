"""The team of a plan (专班): the seven who stand by the child (七保一)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.audit.services import Actor, act
from weibao.intervention.care_kinds import care_kinds, care_title
from weibao.intervention.guards import in_the_county, not_before, require
from weibao.intervention.models import CareDuty, SupportPlan, TaskTeam
from weibao.intervention.services.planning import begin_if_ready
from weibao.machines import CannotAct, day, locked, mark, require_unchanged
from weibao.people.named_access import end_access, give_access


@dataclass(frozen=True)
class Member:
    """One of those who stand by a child: a key of `care_kinds`, who, and what is theirs to do."""

    kind: str
    name: str
    task: str
    phone: str = ""
    unit: str = ""
    user: User | None = None
    """The member's account, if he has one: it gives access to this child by name, until the team or his duty ends."""


def mark_of_team(plan: SupportPlan) -> str:
    """A mark of who stands in the team now, for `machines.require_unchanged`."""
    standing = CareDuty.objects.filter(team__plan=plan, ended_on=None).order_by("kind", "pk")
    return mark("team", plan.pk, *((d.kind, d.name, d.phone, d.unit, d.task, d.user_id) for d in standing))


def form_team(
    *,
    actor: Actor,
    plan: SupportPlan,
    members: Sequence[Member],
    on: date | None = None,
    seen: str | None = None,
) -> TaskTeam:
    """Form the team, or change it to these members. Who is no longer in it loses access by name at once. A written
    plan takes force with its team.

    Raises:
        ChangedMeanwhile: another person changed the team after this one had opened it (`seen`).
        CannotAct: the plan has ended, nobody is named, a kind is unknown or named twice, or an account is closed.
    """
    on = day(on)
    with act(actor, "taskteam.form", ability="teams.edit", target=plan) as log:
        plan = locked(plan)
        if not plan.is_open:
            raise CannotAct(_("方案已结束，专班已随之解散。"))
        require_unchanged(seen, mark_of_team(plan))
        require(not_before(plan.opened_on, on))
        check_members(members)
        for one in members:
            if one.user:
                require(in_the_county(plan.child, one.user.name, one.user.unit.area_id))
        team, _new = TaskTeam.objects.get_or_create(plan=plan, defaults={"formed_on": on})
        wanted = {member.kind: member for member in members}
        for duty in team.duties.filter(ended_on=None).select_related("access"):
            if not stays(duty, wanted.get(duty.kind)):
                end_access(duty.access)
                duty.ended_on = on
                duty.save()
        standing = {duty.kind: duty for duty in team.duties.filter(ended_on=None)}
        for member in members:
            put_in_place(team, standing.get(member.kind), member, on)
        log.note(members=len(members))
        begin_if_ready(plan, actor, on)
    return team


def stays(duty: CareDuty, member: Member | None) -> bool:
    """Whether the duty is still the same person's."""
    return member is not None and (duty.name, duty.user) == (member.name, member.user)


def put_in_place(team: TaskTeam, duty: CareDuty | None, member: Member, on: date) -> None:
    if duty is None:
        purpose = _("专班成员（%(kind)s）") % {"kind": care_title(member.kind)}
        duty = CareDuty(team=team, kind=member.kind, name=member.name, user=member.user, since=on)
        if member.user:
            duty.access = give_access(team.plan.child, member.user, purpose, on)
    elif (duty.task, duty.phone, duty.unit) == (member.task, member.phone, member.unit):
        return
    duty.task, duty.phone, duty.unit = member.task, member.phone, member.unit
    duty.save()


def check_members(members: Sequence[Member]) -> None:
    """
    Raises:
        CannotAct: nobody is named, a kind is unknown or named twice, or an account is closed.
    """
    if not members:
        raise CannotAct(_("请至少填写一名专班成员。"))
    twice = [care_title(kind) for kind, count in Counter(one.kind for one in members).items() if count > 1]
    if twice:
        raise CannotAct(_("“%(kinds)s”只能各有一人。") % {"kinds": "、".join(twice)})
    for one in members:
        if one.kind not in care_kinds():
            raise CannotAct(_("没有“%(kinds)s”这一类帮扶人员。") % {"kinds": one.kind})
        if one.user and not one.user.is_active:
            raise CannotAct(_("%(name)s 的账号已停用，请另选账号或不选。") % {"name": one.user.name})
