"""Intervention's part of a child's file: focus, plan and team, tiers, visits; what is being done; the time line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.intervention.models import (
    OPEN_FOCUS,
    OPEN_PLAN,
    CareDuty,
    FocusEntry,
    FocusState,
    Outcome,
    PlanState,
    SupportPlan,
    Tier,
    TierState,
    Visit,
    VisitState,
)
from weibao.intervention.statutes import WAYS
from weibao.intervention.tier_forms import written
from weibao.people.models import Child
from weibao.people.policies import abilities_over
from weibao.people.sections import Doing, Event, doing_source, file_section, timeline_source

FOLDER = "intervention/"
FOCUS, TIERS, HELP = gettext_lazy("重点青少年"), gettext_lazy("分级干预"), gettext_lazy("帮扶")


@file_section(
    gettext_lazy("重点青少年"), order=40, ability="plans.view", template=f"{FOLDER}section_focus.html"
)
def focus(child: Child, user: User) -> Mapping[str, Any] | None:
    entries = list(restrict(FocusEntry.objects.filter(child=child), user, "view"))
    standing = any(entry.state in OPEN_FOCUS for entry in entries)
    may_propose = not standing and "focus.propose" in abilities_over(child, user)
    return {"entries": entries, "may_propose": may_propose} if entries or may_propose else None


@file_section(
    gettext_lazy("帮扶方案和专班"), order=45, ability="plans.view", template=f"{FOLDER}section_plan.html"
)
def plan(child: Child, user: User) -> Mapping[str, Any] | None:
    plans = list(restrict(SupportPlan.objects.filter(child=child).select_related("lead"), user, "view"))
    duties = CareDuty.objects.filter(team__plan__in=plans, ended_on=None)
    standing = any(one.is_open for one in plans)
    may_open = not standing and "plans.assign" in abilities_over(child, user)
    if not plans and not may_open:
        return None
    return {"plans": plans, "duties": list(restrict(duties, user, "view")), "may_open": may_open}


@file_section(
    gettext_lazy("分级干预"), order=50, ability="tiers.view", template=f"{FOLDER}section_tiers.html"
)
def tiers(child: Child, user: User) -> Mapping[str, Any] | None:
    found = list(restrict(Tier.objects.filter(child=child).select_related("unit"), user, "view"))
    may_open = bool({way.ability for way in WAYS} & abilities_over(child, user))
    if not found and not may_open:
        return None
    return {"tiers": [(one, written(one.measures)) for one in found], "may_open": may_open}


@file_section(
    gettext_lazy("每月回访"), order=55, ability="visits.view", template=f"{FOLDER}section_visits.html"
)
def visits(child: Child, user: User) -> Mapping[str, Any] | None:
    found = Visit.objects.filter(plan__child=child).exclude(state=VisitState.DROPPED)
    shown = list(restrict(found.select_related("recorded_by"), user, "view").order_by("-due_month"))
    return {"visits": shown} if shown else None


@doing_source(ability="plans.view")
def measures(child: Child, user: User) -> Iterator[Doing]:
    """What the plans in force have done, by whom, until when; a plan to be written is a thing to do itself."""
    standing = SupportPlan.objects.filter(child=child, state__in=OPEN_PLAN).select_related("lead")
    plans = list(restrict(standing, user, "view"))
    duties = CareDuty.objects.filter(team__plan__in=plans, ended_on=None).select_related("team")
    names = {(duty.team.plan_id, duty.kind): duty.name for duty in duties}
    for one in plans:
        address, lead = one.get_absolute_url(), one.lead.name if one.lead else _("待指派")
        if one.state != PlanState.IN_FORCE:
            yield Doing(_("制定帮扶方案、组建专班"), lead, one.due_on, address)
        for measure in one.measure_list:
            name = names.get((one.pk, measure.care_duty), "")
            yield Doing(measure.text, f"{measure.who} {name}".strip(), measure.until, address)


@doing_source(ability="tiers.view")
def tier_measures(child: Child, user: User) -> Iterator[Doing]:
    standing = Tier.objects.filter(child=child, state=TierState.OPEN).select_related("unit")
    for tier in restrict(standing, user, "view"):
        words = "、".join(item.item for item in written(tier.measures))
        who = f"{tier.unit or tier.get_authority_display()} {tier.paired_with}".strip()
        yield Doing(words, who, tier.until, tier.get_absolute_url())


@doing_source(ability="visits.view")
def next_visits(child: Child, user: User) -> Iterator[Doing]:
    due = Visit.objects.filter(plan__child=child, state=VisitState.DUE).select_related("plan__lead")
    for visit in restrict(due, user, "view"):
        lead = visit.plan.lead
        sentence = _("%(month)s月回访") % {"month": visit.due_month.month}
        yield Doing(sentence, lead.name if lead else "", visit.due_on, visit.get_absolute_url())


@timeline_source(ability="plans.view")
def focus_events(child: Child, user: User) -> Iterator[Event]:
    for entry in restrict(FocusEntry.objects.filter(child=child), user, "view"):
        address = entry.get_absolute_url()
        yield Event(entry.proposed_on, _("提请列入重点青少年。"), FOCUS, address)
        if entry.entered_on:
            yield Event(entry.entered_on, _("列入重点青少年。"), FOCUS, address)
        elif entry.state == FocusState.REFUSED and entry.decided_on:
            yield Event(entry.decided_on, _("不予列入重点青少年。"), FOCUS, address)
        if entry.renewed_on:
            yield Event(entry.renewed_on, _("重点青少年续期六个月。"), FOCUS, address)
        if entry.ended_on:
            yield Event(entry.ended_on, _("退出重点青少年。"), FOCUS, address)


@timeline_source(ability="plans.view")
def plan_events(child: Child, user: User) -> Iterator[Event]:
    for one in restrict(SupportPlan.objects.filter(child=child), user, "view"):
        address = one.get_absolute_url()
        if one.begun_on:
            yield Event(one.begun_on, _("帮扶方案开始执行。"), HELP, address)
        if one.ended_on:
            yield Event(one.ended_on, _("帮扶方案结束。"), HELP, address)
    for outcome in restrict(Outcome.objects.filter(child=child).select_related("plan"), user, "view"):
        sentence = _("%(kind)s：%(text)s") % {"kind": outcome.get_kind_display(), "text": outcome.text}
        yield Event(outcome.happened_on, sentence, HELP, outcome.get_absolute_url())


@timeline_source(ability="tiers.view")
def tier_events(child: Child, user: User) -> Iterator[Event]:
    for tier in restrict(Tier.objects.filter(child=child), user, "view"):
        words = {"level": tier.get_level_display()}
        yield Event(tier.opened_on, _("实施%(level)s。") % words, TIERS, tier.get_absolute_url())
        if tier.closed_on:
            yield Event(tier.closed_on, _("结束%(level)s。") % words, TIERS, tier.get_absolute_url())


@timeline_source(ability="visits.view")
def visit_events(child: Child, user: User) -> Iterator[Event]:
    done = Visit.objects.filter(plan__child=child, state=VisitState.DONE)
    for visit in restrict(done, user, "view"):
        assert visit.visited_on is not None
        sentence = _("%(manner)s回访：%(text)s") % {
            "manner": visit.get_manner_display(),
            "text": visit.situation,
        }
        yield Event(visit.visited_on, sentence, gettext_lazy("回访"), visit.get_absolute_url())
