"""Support plans: the list, one plan, writing it by section, its lead, extending and ending it, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.access.views import SignedInRequest
from weibao.intervention import services
from weibao.intervention.filters import PlanFilter
from weibao.intervention.forms import LeadForm, OutcomeForm, ReasonForm, UntilForm, today_initial
from weibao.intervention.models import Goal, Measure, Outcome, PlanState, SupportPlan, Visit, VisitState
from weibao.intervention.plan_forms import SECTIONS, PlanForms
from weibao.intervention.services.planning import not_the_only_one
from weibao.intervention.tables import PlanTable
from weibao.intervention.versions import versions
from weibao.intervention.views.base import ActPage, ChildActPage, OpenedPage
from weibao.machines import CannotAct, ChangedMeanwhile
from weibao.web.editing import Conflict, Difference, last_writer
from weibao.web.exports import cell_text
from weibao.web.lists import ListView

PLANS = SupportPlan.objects.select_related("child__school", "lead__unit", "written_by", "entry", "team")


class PlanList(ListView):
    ability = "plans.view"
    queryset = SupportPlan.objects.select_related("child", "lead").annotate(
        next_visit=Subquery(
            Visit.objects.filter(plan=OuterRef("pk"), state=VisitState.DUE)
            .order_by("due_on")
            .values("due_on")[:1]
        )
    )
    table_class = PlanTable
    filterset_class = PlanFilter
    title = _("帮扶方案")
    intro = _("一人一策一专班。方案写好、专班组建后开始执行，回访每月自动到期。")
    empty = _("还没有帮扶方案。儿童列入重点青少年，或决定给予关爱帮扶后，方案自动出现在这里等待制定。")


class PlanPage(OpenedPage[SupportPlan]):
    ability = "plans.view"
    queryset = PLANS
    template_name = "intervention/plan.html"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        plan, can = self.record, self.abilities
        team = getattr(plan, "team", None)
        duties = team.duties.filter(ended_on=None).select_related("user") if team else []
        names = {duty.kind: duty.name for duty in duties}
        return self.show(
            measures=[(one, names.get(one.care_duty, "")) for one in plan.measure_list],
            duties=duties,
            visits=restrict(plan.visits.select_related("recorded_by"), request.user, "view"),
            outcomes=restrict(plan.outcomes.select_related("recorded_by"), request.user, "view"),
            may_write=plan.is_open and "plans.edit" in can,
            may_form=plan.is_open and "teams.edit" in can,
            may_assign=plan.is_open and "plans.assign" in can,
            may_end=plan.is_open
            and ("plans.assign" in can or ("plans.edit" in can and plan.state == PlanState.IN_FORCE))
            and not not_the_only_one(plan, request.user, timezone.localdate()),
            may_extend=plan.state == PlanState.IN_FORCE and "plans.edit" in can,
            may_record_outcome=plan.begun_on and "outcomes.record" in can,
            versions=versions(plan),
        )


class WritePlan(OpenedPage[SupportPlan]):
    """The plan's form; with a section in the address only that one."""

    ability = "plans.edit"
    action = "edit"
    queryset = PLANS
    template_name = "intervention/plan_form.html"

    def shown(self) -> tuple[str, ...]:
        section = self.kwargs.get("section")
        if section is None:
            return tuple(SECTIONS)
        if section not in SECTIONS or not self.record.version:
            raise Http404
        return (section,)

    def get(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        return self.page(PlanForms(self.record, self.shown()))

    def post(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        written = PlanForms(self.record, self.shown(), request.POST)
        began_from = request.POST.get("version", "")
        refusal: CannotAct | None = None
        if written.is_valid() and began_from.isdigit():
            try:
                plan = services.draft_plan(
                    actor=request.user, plan=self.record, version=int(began_from), **written.content()
                )
            except CannotAct as error:
                refusal = error
            else:
                messages.success(request, self.sentence(plan))
                return HttpResponseRedirect(plan.get_absolute_url())
        return self.page(written, status=422, refusal=refusal)

    def sentence(self, plan: SupportPlan) -> Any:
        if plan.state == PlanState.IN_FORCE:
            return _("方案已保存，正在执行。")
        return _("方案已保存。组建专班后开始执行。")

    def page(
        self, written: PlanForms, *, status: int = 200, refusal: CannotAct | None = None
    ) -> HttpResponse:
        stored = SupportPlan.objects.get(pk=self.record.pk)
        return self.show(
            status=status,
            forms=written,
            refusal=refusal,
            # After a conflict the writer sees the other's text beside his own, and saves from there.
            conflict=conflict_over(stored, written) if isinstance(refusal, ChangedMeanwhile) else None,
            version=stored.version,
            section=self.kwargs.get("section"),
        )


def conflict_over(stored: SupportPlan, written: PlanForms) -> Conflict:
    """The sections that the plan now has otherwise than they were written."""
    mine = written.content()
    texts: list[tuple[Any, Any, Any]] = [
        (_("基本情况"), stored.situation, mine["situation"]),
        (_("方案执行至"), cell_text(stored.until), cell_text(mine["until"])),
        (_("目标"), listed_goals(stored.goal_list), listed_goals(mine["goals"])),
        (_("措施"), listed_measures(stored.measure_list), listed_measures(mine["measures"])),
    ]
    found = [Difference(label, theirs, own) for label, theirs, own in texts if theirs != own]
    return Conflict(found, str(stored.written_by or ""), last_writer(stored)[1])


def listed_goals(goals: Iterable[Goal]) -> str:
    return "\n".join(f"{one.text}（{one.until}）" for one in goals)


def listed_measures(measures: Iterable[Measure]) -> str:
    return "\n".join(f"{one.who}：{one.text}（{one.until}）" for one in measures)


class OpenCare(ChildActPage):
    ability = "plans.assign"
    form_class = forms.Form
    title = _("立帮扶方案（不列入重点青少年）")
    intro = _("立项后请指派专班负责人，由负责人在七天内写好方案、组建专班。")
    button = _("立项")
    done = _("已立项。请指派专班负责人。")

    def perform(self) -> SupportPlan:
        return services.open_care(actor=self.request.user, child=self.child)


class AssignLead(ActPage[SupportPlan]):
    ability = "plans.assign"
    action = "assign"
    queryset = PLANS
    form_class = LeadForm
    shows = ("lead_id",)
    title = _("指派专班负责人")
    button = _("指派")
    done = _("已指派专班负责人。")

    def initial(self) -> dict[str, Any]:
        return {"lead": self.record.lead}

    def form(self, data: Any = None) -> forms.Form:
        return LeadForm(data, initial=self.initial(), child=self.child)

    def perform(self, *, lead: User, seen: str) -> SupportPlan:
        return services.assign_lead(actor=self.request.user, plan=self.record, lead=lead, seen=seen)


class ExtendPlan(ActPage[SupportPlan]):
    ability = "plans.edit"
    action = "edit"
    queryset = PLANS
    form_class = UntilForm
    title = _("方案延期")
    button = _("延期")
    done = _("方案已延期。")

    def perform(self, *, until: date) -> SupportPlan:
        return services.extend_plan(actor=self.request.user, plan=self.record, until=until)


class EndPlan(ActPage[SupportPlan]):
    """For who assigns leads and, where the plan runs, for its lead."""

    ability = "plans.view"
    queryset = PLANS
    form_class = ReasonForm
    title = _("结束帮扶方案")
    intro = _("专班随之解散，成员按名查阅的权限立即收回，未到期的回访不再需要。")
    button = _("结束方案")
    done = _("方案已结束。")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        may_call_off = request.user.is_authenticated and request.user.holds("plans.assign")
        self.ability, self.action = ("plans.assign", "assign") if may_call_off else ("plans.edit", "edit")

    def perform(self, *, reason: str) -> SupportPlan:
        return services.end_plan(actor=self.request.user, plan=self.record, reason=reason)


class RecordOutcome(ActPage[SupportPlan]):
    ability = "outcomes.record"
    action = "outcome"
    queryset = PLANS
    form_class = OutcomeForm
    title = _("登记帮扶成效")
    button = _("登记")
    done = _("成效已登记。")

    def initial(self) -> dict[str, Any]:
        return today_initial()

    def perform(self, *, outcome: str, on: date, text: str) -> Outcome:
        return services.record_outcome(
            actor=self.request.user, plan=self.record, outcome=outcome, text=text, on=on
        )
