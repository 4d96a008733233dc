"""Return visits: what is due, the form for a telephone, and why a month went by without one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from weibao.access.views import SignedInRequest
from weibao.intervention import services
from weibao.intervention.filters import VisitFilter
from weibao.intervention.forms import ReasonForm, VisitForm, today_initial
from weibao.intervention.models import CareDuty, Visit, VisitState
from weibao.intervention.services.visiting import WRITTEN
from weibao.intervention.tables import VisitTable
from weibao.intervention.views.base import ActPage, OpenedPage
from weibao.people.models import Child
from weibao.people.opening import Purpose
from weibao.web.lists import ListView

VISITS = Visit.objects.select_related("plan__child__school", "plan__lead", "recorded_by")


class VisitList(ListView):
    ability = "visits.view"
    queryset = Visit.objects.select_related("plan__child", "recorded_by")
    table_class = VisitTable
    filterset_class = VisitFilter
    title = _("走访任务")
    intro = _("方案执行后每月一次，自动到期。点一行打开登记。")
    empty = _("还没有回访任务。帮扶方案开始执行后，每月的回访会自动出现在这里。")


class VisitMixin:
    record: Visit

    @property
    def child(self) -> Child:
        return self.record.plan.child


class VisitPage(VisitMixin, OpenedPage[Visit]):
    ability = "visits.view"
    queryset = VISITS
    template_name = "intervention/visit.html"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        may_record = "visits.record" in self.abilities
        return self.show(
            Purpose.VISIT,
            may_record=may_record and self.record.state != VisitState.DROPPED,
            may_miss=may_record and self.record.state == VisitState.DUE,
        )


class RecordVisit(VisitMixin, ActPage[Visit]):
    ability = "visits.record"
    action = "record"
    queryset = VISITS
    form_class = VisitForm
    template_name = "intervention/visit_form.html"
    shows = WRITTEN
    title = _("登记回访")
    button = _("提交回访")
    done = _("回访已登记。")

    def initial(self) -> dict[str, Any]:
        visit = self.record
        if visit.state != VisitState.DONE:
            return today_initial()
        fields = ("manner", "met", "situation", "next_step")
        return {"on": visit.visited_on} | {name: getattr(visit, name) for name in fields}

    def perform(self, *, on: date, **written: str) -> Visit:
        return services.record_visit(actor=self.request.user, visit=self.record, on=on, **written)

    def leads_to(self, done: Visit) -> str:
        return f"{reverse('intervention:visit-list')}?state=due"

    @cached_property
    def met_choices(self) -> list[str]:
        """Whom one usually meets, offered while typing: the child, the guardian, the team."""
        duties = CareDuty.objects.filter(team__plan=self.record.plan, ended_on=None)
        return [str(_("本人")), str(_("本人和监护人")), str(_("监护人")), *(str(duty) for duty in duties)]

    def show(self, purpose: Purpose = Purpose.VISIT, *, status: int = 200, **more: Any) -> HttpResponse:
        return super().show(purpose, status=status, met_choices=self.met_choices, **more)


class MissVisit(VisitMixin, ActPage[Visit]):
    ability = "visits.record"
    action = "record"
    queryset = VISITS
    form_class = ReasonForm
    title = _("登记未能回访")
    intro = _("写明为什么没有访到、打算怎么补。")
    button = _("登记未能回访")
    done = _("已登记未能回访。")

    def perform(self, *, reason: str) -> Visit:
        return services.miss_visit(actor=self.request.user, visit=self.record, reason=reason)
