"""Support plans (一人一策): opened, given a lead, written, extended, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import covers
from weibao.audit.services import Actor, act
from weibao.intervention.care_kinds import care_kinds
from weibao.intervention.guards import in_the_county, lock_file, not_after, not_before, require
from weibao.intervention.models import (
    OPEN_PLAN,
    FocusEntry,
    FocusState,
    Goal,
    Measure,
    PlanState,
    SupportPlan,
    TaskTeam,
    VisitState,
)
from weibao.intervention.services.falling_due import ensure_visits
from weibao.machines import (
    CannotAct,
    ChangedMeanwhile,
    Step,
    day,
    locked,
    mark_of,
    person,
    require_unchanged,
    step,
)
from weibao.people.models import Child
from weibao.people.named_access import end_access, give_access

WRITTEN_WITHIN = timedelta(days=7)
"""How long after the entry a plan has to be written."""
LONGEST = timedelta(days=400)
"""A plan reaches at most a year and a month ahead: never for ever."""
REVIEW_FROM = timedelta(days=14)
"""How long before its end a plan is on the to-do lists."""


def written_and_formed(plan: SupportPlan, actor: Actor, on: date) -> str:
    if not (plan.goals and plan.measures and plan.until):
        return _("方案还没有写目标和措施。")
    return "" if standing_team(plan) else _("方案还没有组建专班。")


def not_the_only_one(plan: SupportPlan, actor: Actor, on: date) -> str:
    """Nobody in focus is left without a plan."""
    if plan.entry is None or plan.entry.state != FocusState.IN_FORCE:
        return ""
    others = SupportPlan.objects.filter(entry=plan.entry, state__in=OPEN_PLAN).exclude(pk=plan.pk)
    if others.exists():
        return ""
    return _("这名儿童是在册重点青少年，方案不能单独结束。请先办理退出重点青少年，方案随之结束。")


PLAN = {
    "write": Step((PlanState.DUE, PlanState.DRAFT), PlanState.DRAFT, "plans.edit", within=WRITTEN_WITHIN),
    "begin": Step((PlanState.DRAFT,), PlanState.IN_FORCE, None, written_and_formed, within=WRITTEN_WITHIN),
    "revise": Step((PlanState.IN_FORCE,), PlanState.IN_FORCE, "plans.edit"),
    "extend": Step((PlanState.IN_FORCE,), PlanState.IN_FORCE, "plans.edit"),
    "end": Step((PlanState.IN_FORCE,), PlanState.ENDED, "plans.edit", not_the_only_one),
    "call_off": Step(OPEN_PLAN, PlanState.ENDED, "plans.assign", not_the_only_one),
}
"""A lead ends a plan of care when its work is done; who assigns leads may call off any. The plan of a young person in
focus ends with the entry."""


def open_care(*, actor: Actor, child: Child, on: date | None = None) -> SupportPlan:
    """Decide on a plan for a child who is cared for without being in focus.

    Raises:
        CannotAct: a plan of the child stands open already.
    """
    on = day(on)
    with act(actor, "supportplan.open", ability="plans.assign", target=child) as log:
        child = lock_file(child)
        if SupportPlan.objects.filter(child=child, state__in=OPEN_PLAN).exists():
            raise CannotAct(_("这名儿童已有帮扶方案，不需要另立。"))
        plan = open_one(child, entry=None, on=on)
        log.note(plan=plan.pk)
    return plan


def assign_lead(
    *, actor: Actor, plan: SupportPlan, lead: User, on: date | None = None, seen: str | None = None
) -> SupportPlan:
    """Name who leads the plan. The lead sees the child by name from then on; a former lead no longer.

    Raises:
        ChangedMeanwhile: another person named one after this one had opened the page (`seen`).
        CannotAct: the plan has ended, or that person holds no duty of a plan lead.
    """
    on = day(on)
    with act(actor, "supportplan.assign", ability="plans.assign", target=plan) as log:
        plan = locked(plan)
        if not plan.is_open:
            raise CannotAct(_("方案已结束，不能再指派负责人。"))
        require_unchanged(seen, mark_of(plan, "lead_id"))
        if not lead.holds("plans.edit"):
            raise CannotAct(
                _("%(name)s 没有“专班负责人”职责，请另选一人，或请安全管理员先授予职责。")
                % {"name": lead.name}
            )
        over = [duty.area_id for duty, _reach in lead.reaches("plans.edit")]
        require(in_the_county(plan.child, lead.name, *over))
        end_access(plan.lead_access)
        plan.lead = lead
        plan.lead_access = give_access(plan.child, lead, _("专班负责人"), on)
        plan.save()
        log.note(lead=lead.pk)
    return plan


def draft_plan(
    *,
    actor: Actor,
    plan: SupportPlan,
    situation: str,
    goals: Sequence[Goal],
    measures: Sequence[Measure],
    until: date,
    version: int | None = None,
    on: date | None = None,
) -> SupportPlan:
    """Write the plan, or write it anew; it takes force once its team is formed too. Earlier versions stay in its
    history. `version` is the one that the writer began from; None: he knows of no other.

    Raises:
        ChangedMeanwhile: another person wrote it after that version.
        CannotAct: the plan has ended, a goal or measure is missing, or a date lies outside the plan.
    """
    on = day(on)
    plan.refresh_from_db(fields=["state"])
    name = "write" if plan.state in PLAN["write"].sources else "revise"
    with step(actor, PLAN, name, plan, on=on) as (plan, log):
        if version is not None and version != plan.version:
            raise ChangedMeanwhile(
                _("您编辑期间，%(name)s 已改写过这份方案。请对照现在的内容，再保存一次。")
                % {"name": plan.written_by or _("他人")}
            )
        check_content(goals, measures, until, on)
        require(not_before(plan.opened_on, on))
        plan.situation = situation
        plan.goals = [goal.as_json() for goal in goals]
        plan.measures = [measure.as_json() for measure in measures]
        plan.until, plan.written_by, plan.written_on = until, person(actor), on
        plan.version += 1
        plan.save()
        log.note(version=plan.version)
        begin_if_ready(plan, actor, on)
    return plan


def extend_plan(*, actor: Actor, plan: SupportPlan, until: date, on: date | None = None) -> SupportPlan:
    """Let the plan run on; its goals and measures stay as they are.

    Raises:
        CannotAct: the plan is not in force, or would reach too far ahead.
    """
    on = day(on)
    with step(actor, PLAN, "extend", plan, on=on) as (plan, log):
        require(not_before(on + timedelta(days=1), until) or not_after(on + LONGEST, until))
        plan.until = until
        plan.version += 1
        plan.save()
        log.note(version=plan.version)
    return plan


def end_plan(*, actor: Actor, plan: SupportPlan, reason: str, on: date | None = None) -> SupportPlan:
    """End the plan with its team and what was given for it. Who assigns leads may end any; the lead his own in force.

    Raises:
        CannotAct: it has ended already, or is the only plan of a young person in focus (release that first).
    """
    on = day(on)
    may_call_off = not isinstance(actor, User) or covers(actor, "plans.assign", plan)
    with step(actor, PLAN, "call_off" if may_call_off else "end", plan, on=on) as (plan, _log):
        require(not_before(plan.opened_on, on))
        end_one(plan, reason, on)
    return plan


def open_one(child: Child, *, entry: FocusEntry | None, on: date) -> SupportPlan:
    """A plan to be written, inside the caller's act."""
    return SupportPlan.objects.create(child=child, entry=entry, opened_on=on, due_on=on + WRITTEN_WITHIN)


def end_one(plan: SupportPlan, reason: str, on: date) -> SupportPlan:
    """End a plan inside the caller's act: team, access by name and open visits end with it, all at once."""
    plan.state, plan.ended_on, plan.end_reason = PlanState.ENDED, on, reason
    end_access(plan.lead_access)
    plan.save()
    team = TaskTeam.objects.filter(plan=plan, ended_on=None).first()
    if team:
        for duty in team.duties.filter(ended_on=None).select_related("access"):
            end_access(duty.access)
            duty.ended_on = on
            duty.save()
        team.ended_on = on
        team.save()
    for visit in plan.visits.filter(state=VisitState.DUE):
        overdue = visit.due_on < on
        visit.state = VisitState.MISSED if overdue else VisitState.DROPPED
        visit.missed_reason = _("方案结束时尚未回访。") if overdue else ""
        visit.save()
    return plan


def begin_if_ready(plan: SupportPlan, actor: Actor, on: date) -> None:
    """Put a drafted plan in force once plan and team both stand; its first visits fall due."""
    if plan.state != PlanState.DRAFT or PLAN["begin"].guard(plan, actor, on):
        return
    plan.state, plan.begun_on = PlanState.IN_FORCE, on
    plan.save()
    ensure_visits(plan)


def standing_team(plan: SupportPlan) -> TaskTeam | None:
    return TaskTeam.objects.filter(plan=plan, ended_on=None, duties__ended_on=None).first()


def check_content(goals: Sequence[Goal], measures: Sequence[Measure], until: date, on: date) -> None:
    """
    Raises:
        CannotAct: something is missing or a date lies outside the plan.
    """
    if not goals or not measures:
        raise CannotAct(_("请至少写一项目标和一项措施。"))
    require(not_before(on + timedelta(days=1), until) or not_after(on + LONGEST, until))
    dated: list[Goal | Measure] = [*goals, *measures]
    for one in dated:
        if one.until > until:
            raise CannotAct(
                _("“%(text)s”的期限 %(day)s 晚于方案的执行期 %(until)s，请更正其中一个。")
                % {"text": one.text, "day": one.until, "until": until}
            )
    unknown = {one.care_duty for one in measures} - set(care_kinds())
    if unknown:
        raise CannotAct(_("没有“%(kinds)s”这一类帮扶人员。") % {"kinds": "、".join(sorted(unknown))})
