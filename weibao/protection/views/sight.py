"""Who can see a child, why, and who did: for the security administrator and the auditor, who see nothing of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.services import act, refuse
from weibao.people.models import Child
from weibao.protection.forms import FileNumberForm
from weibao.protection.numbers import child_of_file_number
from weibao.protection.sight import who_can_see, who_saw


class SightView(DutyView):
    ability = "sight.view"

    def within(self, child: Child | None) -> bool:
        """Whether the file lies in the area for which the reader keeps access in order."""
        reaches = self.request.user.reaches(self.ability)
        return child is not None and any(child.area_code.startswith(duty.area_id) for duty, _reach in reaches)


class FindFile(SightView):
    """By its file number; nothing is listed."""

    def get(self, request: SignedInRequest) -> HttpResponse:
        form = FileNumberForm(request.GET if "number" in request.GET else None)
        if form.is_bound and form.is_valid():
            child = child_of_file_number(form.cleaned_data["number"])
            if child is not None and self.within(child):
                return HttpResponseRedirect(reverse("protection:who-sees", args=[child.public_id]))
            form.add_error("number", _("没有这个档案号，请核对后再查。"))
        status = 422 if form.is_bound else 200
        return render(request, "protection/find_file.html", {"form": form}, status=status)


class WhoSees(SightView):
    def get(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        child = Child.objects.filter(public_id=public_id).select_related("school").first()
        if child is None or not self.within(child):
            refuse(request.user, "sight.open", target=f"people.child:{public_id}")
            raise Http404
        with act(request.user, "sight.view", ability=self.ability, target=child) as log:
            seeing, seen = who_can_see(child), who_saw(child)
            log.note(can=len(seeing), did=len(seen))
            context = {"number": child.file_number, "seeing": seeing, "seen": seen}
            return render(request, "protection/who_sees.html", context)
