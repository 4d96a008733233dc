"""The team of a plan: the seven duties in one form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from weibao.access.views import SignedInRequest
from weibao.intervention import services
from weibao.intervention.forms import MemberForm, accounts, member_forms
from weibao.intervention.models import CareDuty, SupportPlan
from weibao.intervention.services.teaming import mark_of_team
from weibao.intervention.views.base import OpenedPage
from weibao.intervention.views.plans import PLANS
from weibao.machines import CannotAct, ChangedMeanwhile
from weibao.web.editing import SEEN, Conflict, Difference, differences


class TeamPage(OpenedPage[SupportPlan]):
    ability = "teams.edit"
    action = "team"
    queryset = PLANS
    template_name = "intervention/team.html"

    def forms(self, data: Any = None) -> list[MemberForm]:
        standing = CareDuty.objects.filter(team__plan=self.record, ended_on=None).select_related("user")
        return member_forms(data, {duty.kind: duty for duty in standing}, self.child)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.page(self.forms())

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        written = self.forms(request.POST)
        refusal, seen = "", request.POST.get(SEEN, "")
        if not [form for form in written if not form.is_valid()]:
            members = [member for form in written if (member := form.member())]
            try:
                services.form_team(actor=request.user, plan=self.record, members=members, seen=seen)
            except ChangedMeanwhile:
                return self.conflict(written)
            except CannotAct as error:
                refusal = str(error)
            else:
                messages.success(request, _("专班已保存。"))
                return HttpResponseRedirect(self.record.get_absolute_url())
        return self.page(written, status=422, refusal=refusal, seen=seen)

    def conflict(self, written: list[MemberForm]) -> HttpResponse:
        """The form again, who stands there now beside who was written."""
        pairs = zip(written, self.forms(), strict=True)
        found = [one for mine, now in pairs for one in self.differences(mine, now)]
        return self.page(written, status=409, seen=mark_of_team(self.record), conflict=Conflict(found))

    def differences(self, mine: MemberForm, now: MemberForm) -> Iterable[Difference]:
        # Without a name nobody stands there: what else is filled in is only the usual task.
        stored = now.initial if now.initial.get("name") else {}
        if not stored and not mine.cleaned_data["name"]:
            return []
        account = mine.cleaned_data["account"]
        mine.cleaned_data["account"] = account.username if account else ""
        return differences(mine, stored, within=str(mine.kind.title))

    def page(
        self, written: list[MemberForm], *, status: int = 200, refusal: str = "", **more: Any
    ) -> HttpResponse:
        more.setdefault(SEEN, mark_of_team(self.record))
        return self.show(
            status=status, forms=written, refusal=refusal, **more, accounts=list(accounts(self.child))
        )
