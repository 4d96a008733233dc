"""Who holds which duty; granting and revoking."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.filters import HolderFilter
from weibao.access.forms import DutyForm
from weibao.access.models import DutyAssignment, User
from weibao.access.reaching import areas_for, units_for
from weibao.access.services import AccessRefused, grant_duty, revoke_duty
from weibao.access.sessions import sessions_of
from weibao.access.tables import HolderTable
from weibao.access.views import DutyView, SignedInRequest
from weibao.web.lists import ListView


class UserList(ListView):
    ability = "users.view"
    queryset = User.objects.select_related("unit")
    table_class = HolderTable
    filterset_class = HolderFilter
    title = gettext_lazy("账号与职责")
    intro = gettext_lazy("职责决定看得到什么、能办什么。每项职责都有任职单位、负责地域、用途和期限。")
    empty = gettext_lazy("还没有账号。账号由系统管理员开设，之后在这里授予职责。")

    def rows(self):
        in_force = DutyAssignment.objects.in_force().select_related("area")
        return super().rows().prefetch_related(Prefetch("duties", queryset=in_force, to_attr="held"))


class UserDuties(DutyView):
    """One person's duties, and the form that grants another."""

    ability = "users.view"

    def holder(self, pk: int, action: str = "view") -> User:
        return self.fetch(User.objects.select_related("unit"), action, pk=pk)

    def form(self, holder: User, *data) -> DutyForm:
        user = self.request.user
        return DutyForm(
            *data,
            units=units_for(user, "duties.grant"),
            areas=areas_for(user, "duties.grant"),
            initial={"unit": holder.unit_id},
        )

    def page(self, holder: User, form: DutyForm) -> HttpResponse:
        held = holder.duties.in_force().select_related("unit", "area")
        context = {
            "holder": holder,
            "form": form,
            "held": held,
            "past": holder.duties.exclude(pk__in=held.values("pk")).select_related("unit", "area"),
            "may_reset": self.request.user.holds("factors.reset") and holder != self.request.user,
            "sessions": sessions_of(holder).count(),
            "factors": holder.factors.count(),
            "may_grant": self.request.user.holds("duties.grant") and holder != self.request.user,
        }
        return render(self.request, "access/user.html", context, status=422 if form.errors else 200)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        holder = self.holder(pk)
        return self.page(holder, self.form(holder))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        holder = self.holder(pk, "grant")
        form = self.form(holder, request.POST)
        if form.is_valid():
            try:
                duty = grant_duty(actor=request.user, user=holder, **form.cleaned_data)
            except AccessRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                said = {"name": holder.name, "duty": duty.get_kind_display()}
                messages.success(request, _("已授予%(name)s“%(duty)s”。") % said)
                return HttpResponseRedirect(reverse("access:user", args=[pk]))
        return self.page(holder, form)


class DutyRevoke(DutyView):
    """Asks before it revokes: the page says what the person loses."""

    ability = "duties.grant"

    def duty(self, pk: int) -> DutyAssignment:
        duties = DutyAssignment.objects.in_force().select_related("user", "unit", "area")
        return self.fetch(duties, "grant", pk=pk)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return render(request, "access/duty_revoke.html", {"duty": self.duty(pk)})

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        duty = self.duty(pk)
        revoke_duty(actor=request.user, duty=duty)
        messages.success(request, _("职责已收回，此人的下一次操作就会按新的职责判断。"))
        return HttpResponseRedirect(reverse("access:user", args=[duty.user_id]))
