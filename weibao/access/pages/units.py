"""The list of units; adding and changing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.filters import UnitFilter
from weibao.access.forms import UnitForm
from weibao.access.models import Unit
from weibao.access.reaching import areas_for, units_for
from weibao.access.services import UNIT_FIELDS, add_unit, change_unit
from weibao.access.tables import UnitTable
from weibao.access.views import DutyView, SignedInRequest
from weibao.machines import ChangedMeanwhile, mark_of
from weibao.web.editing import SEEN, Conflict, differences, last_writer
from weibao.web.lists import ListView


class UnitList(ListView):
    ability = "units.view"
    queryset = Unit.objects.select_related("area").annotate(
        people=Count("users", filter=Q(users__is_active=True))
    )
    table_class = UnitTable
    filterset_class = UnitFilter
    title = gettext_lazy("单位")
    intro = gettext_lazy("成员单位、乡镇、村（社区）、学校和社会组织。账号、报送和协同都落在单位上。")
    empty = gettext_lazy("还没有单位。用 weibao init 初始化本县，乡镇、村和成员单位会一并建立。")
    template_name = "access/units.html"


class UnitForming(DutyView):
    """Base of the two pages that write a unit."""

    ability = "units.manage"

    def form(self, unit: Unit | None, *data) -> UnitForm:
        user = self.request.user
        return UnitForm(
            *data,
            instance=unit,
            areas=areas_for(user, self.ability),
            units=units_for(user, self.ability),
        )

    def page(self, form: UnitForm, title: str, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"form": form, "title": title} | more
        return render(self.request, "access/unit.html", context, status=422 if form.errors else status)


class UnitAdd(UnitForming):
    def get(self, request: SignedInRequest) -> HttpResponse:
        return self.page(self.form(None), _("新增单位"))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = self.form(None, request.POST)
        if not form.is_valid():
            return self.page(form, _("新增单位"))
        unit = add_unit(actor=request.user, **form.cleaned_data)
        messages.success(request, _("已新增“%(unit)s”。") % {"unit": unit.name})
        return HttpResponseRedirect(reverse("access:units"))


class UnitChange(UnitForming):
    def unit(self, pk: int) -> Unit:
        return self.fetch(Unit.objects.all(), "manage", pk=pk)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        unit = self.unit(pk)
        return self.page(self.form(unit), unit.name, seen=mark_of(unit, *UNIT_FIELDS))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        title, seen = self.unit(pk).name, request.POST.get(SEEN, "")
        # The form writes what was typed into its instance, so the service is given a unit of its own.
        form = self.form(self.unit(pk), request.POST)
        if not form.is_valid():
            return self.page(form, title, seen=seen)
        try:
            change_unit(actor=request.user, unit=self.unit(pk), seen=seen, **form.cleaned_data)
        except ChangedMeanwhile:
            stored = self.unit(pk)
            found = list(
                differences(form, {**self.form(stored).initial, "area": stored.area, "parent": stored.parent})
            )
            conflict = Conflict(found, *last_writer(stored))
            seen = mark_of(stored, *UNIT_FIELDS)
            return self.page(form, title, status=409, seen=seen, conflict=conflict)
        messages.success(request, _("已保存“%(unit)s”。") % {"unit": form.cleaned_data["name"]})
        return HttpResponseRedirect(reverse("access:units"))
