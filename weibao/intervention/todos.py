"""What intervention asks of a person today, and what he waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.candidates.models import State
from weibao.intervention.models import (
    OPEN_PLAN,
    Authority,
    FocusEntry,
    FocusState,
    Level,
    PlanState,
    SupportPlan,
    Tier,
    TierState,
    Visit,
    VisitState,
)
from weibao.intervention.months import months_after
from weibao.intervention.services import focusing, planning, tiering
from weibao.intervention.suggesting import suggested
from weibao.web.workbench import Tally, Todo, change_source, loop_source, todo_source

LINES = 10
"""How many lines a source names one by one; what is beyond is on its list."""
WEEK = timedelta(days=7)


@todo_source
def proposals(user: User) -> Iterator[Todo]:
    """Proposals of others wait for me; my own wait for another."""
    if not (user.holds("focus.confirm") or user.holds("focus.propose")):
        return
    waiting = FocusEntry.objects.filter(state=FocusState.PROPOSED).select_related("child")
    within = focusing.FOCUS["confirm"].within
    assert within is not None
    for entry in restrict(waiting.exclude(proposed_by=user), user, "confirm").order_by("proposed_on")[:LINES]:
        yield Todo(
            _("%(name)s 提请列入重点青少年，请作为第二人决定。") % {"name": entry.child.name},
            entry.get_absolute_url(),
            _("去决定"),
            due=entry.proposed_on + within,
        )
    for entry in restrict(waiting.filter(proposed_by=user), user, "propose").order_by("proposed_on")[:LINES]:
        yield Todo(
            _("您提请列入的 %(name)s 等待第二人决定。") % {"name": entry.child.name},
            entry.get_absolute_url(),
            _("查看"),
            due=entry.proposed_on + within,
            waiting=True,
        )


@todo_source
def entries_to_look_at(user: User) -> Iterator[Todo]:
    """Entries near their end, and those whose ground fell away with an objection."""
    if not user.holds("focus.confirm"):
        return
    soon = Q(valid_until__lte=timezone.localdate() + focusing.RENEW_FROM)
    withdrawn = Q(candidate__state=State.DECLINED)
    standing = FocusEntry.objects.filter(soon | withdrawn, state=FocusState.IN_FORCE)
    shown = restrict(standing.select_related("child", "candidate"), user, "confirm")
    for entry in shown.order_by("valid_until", "pk")[:LINES]:
        if entry.candidate and entry.candidate.state == State.DECLINED:
            sentence = _("%(name)s 的来源预警经异议已撤销，请研究退出重点青少年。")
        else:
            sentence = _("%(name)s 列入即将期满，请评估后续期或退出，逾期自动失效。")
        yield Todo(
            sentence % {"name": entry.child.name},
            entry.get_absolute_url(),
            _("去评估"),
            due=entry.valid_until,
        )


@todo_source
def plans_without_lead(user: User) -> Iterator[Todo]:
    """Nobody leads: none was named, or the account was closed meanwhile."""
    if not user.holds("plans.assign"):
        return
    nobody = SupportPlan.objects.filter(
        Q(lead=None) | Q(lead__is_active=False), state__in=OPEN_PLAN
    ).select_related("child")
    for plan in restrict(nobody, user, "assign").order_by("due_on", "pk")[:LINES]:
        yield Todo(
            _("%(name)s 的帮扶方案没有负责人，请指派。") % {"name": plan.child.name},
            reverse("intervention:plan-lead", args=[plan.pk]),
            _("去指派"),
            due=plan.due_on,
        )


@todo_source
def plans_of_mine(user: User) -> Iterator[Todo]:
    """To be written, without a team, or near its end."""
    if not user.holds("plans.edit"):
        return
    mine = restrict(SupportPlan.objects.filter(lead=user).select_related("child"), user, "edit")
    for plan in mine.filter(state__in=(PlanState.DUE, PlanState.DRAFT)).order_by("due_on", "pk")[:LINES]:
        written = plan.state == PlanState.DRAFT
        yield Todo(
            (_("%(name)s 的方案已写好，请组建专班。") if written else _("请为 %(name)s 制定帮扶方案。"))
            % {"name": plan.child.name},
            reverse("intervention:plan-team" if written else "intervention:plan-write", args=[plan.pk]),
            _("去组建") if written else _("去制定"),
            due=plan.due_on,
        )
    soon = timezone.localdate() + planning.REVIEW_FROM
    for plan in mine.filter(state=PlanState.IN_FORCE, until__lte=soon).order_by("until", "pk")[:LINES]:
        yield Todo(
            _("%(name)s 的方案即将到期，请评估后延期或结束。") % {"name": plan.child.name},
            plan.get_absolute_url(),
            _("去评估"),
            due=plan.until,
        )


@todo_source
def plans_late(user: User) -> Iterator[Todo]:
    """What a reviewer waits for: plans that are not in force by their day."""
    if not user.holds("plans.assign"):
        return
    today = timezone.localdate()
    late = SupportPlan.objects.filter(
        state__in=(PlanState.DUE, PlanState.DRAFT), due_on__lt=today, lead__is_active=True
    )
    count = restrict(late, user, "assign").count()
    if count:
        yield Todo(
            _("有 %(n)s 份帮扶方案过了制定期限还没有执行。") % {"n": count},
            f"{reverse('intervention:plan-list')}?state=open",
            _("查看"),
            due=today,
            waiting=True,
            count=count,
        )


@todo_source
def visits_due(user: User) -> Iterator[Todo]:
    """Visits overdue and due within a week, of the plans that I lead or whose team I am in, or of my area."""
    if not user.holds("visits.record"):
        return
    due = Visit.objects.filter(state=VisitState.DUE, due_on__lt=timezone.localdate() + WEEK)
    shown = restrict(due.select_related("plan__child"), user, "record")
    for visit in shown.order_by("due_on", "pk")[:LINES]:
        yield Todo(
            _("回访 %(name)s（%(month)s月）。")
            % {"name": visit.plan.child.name, "month": visit.due_month.month},
            reverse("intervention:visit-record", args=[visit.pk]),
            _("去登记"),
            due=visit.due_on,
        )


@todo_source
def tiers_to_look_at(user: User) -> Iterator[Todo]:
    """Tiers of my authority near their end or due for the term's evaluation, and what others put to it."""
    today = timezone.localdate()
    for authority in Authority:
        if not user.holds(f"tiers.{authority.value}"):
            continue
        soon = Q(until__lte=today + tiering.REVIEW_FROM)
        # 第46条: every term the school has the committee look at each child anew.
        term = Q(level=Level.OFFENCE, opened_on__lte=months_after(today, -tiering.TERM_MONTHS))
        mine = Tier.objects.filter(soon | term, state=TierState.OPEN, authority=authority)
        shown = restrict(mine.select_related("child"), user, authority.value)
        for tier in shown.order_by("until", "pk")[:LINES]:
            yield Todo(
                _("%(name)s 的分级干预需要评估：继续、降级或结束。") % {"name": tier.child.name},
                tier.get_absolute_url(),
                _("去评估"),
                due=tier.until,
            )
        yield from stepped_down(user, authority)
    if user.holds("tiers.school") or user.holds("tiers.police"):
        count = suggested(user).count()
        if count:
            yield Todo(
                _("有 %(n)s 名儿童请贵单位研究是否采取分级措施。") % {"n": count},
                reverse("intervention:tier-find"),
                _("去研究"),
                count=count,
            )


def stepped_down(user: User, authority: Authority) -> Iterator[Todo]:
    """Tiers that the authority above ended, asking this one what follows."""
    levels = [level for level in (2, 3) if tiering.authority_below(level) == authority]
    waiting = Tier.objects.filter(state=TierState.LOWERED, level__in=levels).select_related("child")
    for tier in restrict(waiting, user, authority.value).order_by("closed_on", "pk")[:LINES]:
        assert tier.closed_on is not None
        yield Todo(
            _("%(name)s 已从上一级降级，请研究是否接续。") % {"name": tier.child.name},
            tier.get_absolute_url(),
            _("去研究"),
            due=tier.closed_on + tiering.SETTLED_WITHIN,
        )


@loop_source
def plans_of_my_unit(user: User) -> Iterator[Tally]:
    plans = SupportPlan.objects.filter(state__in=OPEN_PLAN, lead__unit=user.unit)
    address = f"{reverse('intervention:plan-list')}?state=open&lead=unit"
    yield Tally(_("本单位负责的帮扶方案"), restrict(plans, user, "view").count(), address)


@change_source
def help_since(user: User, since: date) -> Iterator[Tally]:
    entered = restrict(FocusEntry.objects.filter(entered_on__gte=since), user, "view")
    yield Tally(
        _("新列入的重点青少年"), entered.count(), f"{reverse('intervention:focus-list')}?since={since}"
    )
    visited = restrict(Visit.objects.filter(recorded_at__date__gte=since), user, "view")
    yield Tally(_("新登记的回访"), visited.count(), f"{reverse('intervention:visit-list')}?since={since}")
