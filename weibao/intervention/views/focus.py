"""Young people in focus: the list, one entry, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from weibao.access.policies import restrict
from weibao.access.views import SignedInRequest
from weibao.candidates.models import Candidate
from weibao.intervention import services
from weibao.intervention.filters import FocusFilter
from weibao.intervention.forms import ProposeForm, ReasonForm, ReleaseForm
from weibao.intervention.models import FocusEntry, FocusState
from weibao.intervention.services.focusing import near_its_end
from weibao.intervention.tables import FocusTable
from weibao.intervention.versions import versions
from weibao.intervention.views.base import ActPage, ChildActPage, OpenedPage
from weibao.people.opening import Purpose
from weibao.web.lists import ListView

ENTRIES = FocusEntry.objects.select_related("child__school", "candidate", "proposed_by", "decided_by")


class FocusList(ListView):
    ability = "plans.view"
    queryset = FocusEntry.objects.select_related("child")
    table_class = FocusTable
    filterset_class = FocusFilter
    title = _("重点青少年")
    intro = _("由两人先后把关列入，六个月一评，期满不续自动退出。名单只用于帮助，不得张贴公布。")
    empty = _("还没有重点青少年。研判确认的预警可以从预警页提请列入，再由另一人确认。")


class FocusPage(OpenedPage[FocusEntry]):
    ability = "plans.view"
    queryset = ENTRIES
    template_name = "intervention/focus.html"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        entry = self.record
        may_decide = "focus.confirm" in self.abilities and entry.proposed_by_id != request.user.pk
        plans = restrict(entry.support_plans.select_related("lead"), request.user, "view")
        return self.show(
            Purpose.REVIEW,
            plans=plans,
            form=ReasonForm() if entry.state == FocusState.PROPOSED and may_decide else None,
            is_mine=entry.proposed_by_id == request.user.pk,
            may_change=entry.state == FocusState.IN_FORCE and "focus.confirm" in self.abilities,
            renewable=entry.state == FocusState.IN_FORCE
            and not near_its_end(entry, request.user, timezone.localdate()),
            versions=versions(entry),
        )


class Propose(ChildActPage):
    ability = "focus.propose"
    form_class = ProposeForm
    title = _("提请列入重点青少年")
    intro = _("提请后由另一名有确认职责的同事决定，您不能自己确认。")
    button = _("提请列入")
    done = _("已提请，等待第二人确认。")

    @cached_property
    def candidate(self) -> Candidate | None:
        """The confirmed candidate that it rests on, where the address names one of this child."""
        named = self.request.GET.get("candidate", "")
        candidates = self.allowed(Candidate.objects.filter(child=self.child))
        return candidates.filter(pk=named).first() if named.isdigit() else None

    def initial(self) -> dict[str, Any]:
        return {"track": self.candidate.track, "grounds": self.candidate.reason} if self.candidate else {}

    def perform(self, *, track: str, grounds: str) -> FocusEntry:
        return services.propose_focus(
            actor=self.request.user, child=self.child, grounds=grounds, track=track, candidate=self.candidate
        )


class FocusAct(ActPage[FocusEntry]):
    ability = "focus.confirm"
    action = "confirm"
    queryset = ENTRIES
    form_class = ReasonForm


class Confirm(FocusAct):
    title = _("确认列入重点青少年")
    button = _("同意列入")
    done = _("已列入。请指派专班负责人制定帮扶方案。")

    def perform(self, *, reason: str) -> FocusEntry:
        return services.confirm_focus(actor=self.request.user, entry=self.record, reason=reason)


class Refuse(FocusAct):
    title = _("不予列入重点青少年")
    button = _("不予列入")
    done = _("已决定不予列入。")

    def perform(self, *, reason: str) -> FocusEntry:
        return services.refuse_focus(actor=self.request.user, entry=self.record, reason=reason)


class Renew(FocusAct):
    title = _("续期六个月")
    intro = _("请写明帮扶已有的成效，以及为什么仍需要多部门一起帮助。")
    button = _("续期")
    done = _("已续期六个月。")

    def perform(self, *, reason: str) -> FocusEntry:
        return services.renew_focus(actor=self.request.user, entry=self.record, reason=reason)


class Release(FocusAct):
    form_class = ReleaseForm
    title = _("退出重点青少年")
    button = _("退出")
    done = _("已退出重点青少年。")

    def perform(self, *, reason: str, keep_plan: bool) -> FocusEntry:
        return services.release_focus(
            actor=self.request.user, entry=self.record, reason=reason, keep_plan=keep_plan
        )
