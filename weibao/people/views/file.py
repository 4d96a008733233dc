"""One child's file: what it is opened for, the file itself, what stands masked in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property

from weibao.access.views import DutyView, SignedInRequest
from weibao.people.forms import PurposeForm
from weibao.people.merging import current
from weibao.people.models import Child
from weibao.people.opening import Field, Purpose, open_file, reveal_field
from weibao.people.policies import abilities_over
from weibao.people.sections import doings_for, sections_for
from weibao.people.telling import masked_address

PURPOSES = "purposes"
"""In the session: public_id → what the reader said he opens that file for."""


class FileView(DutyView):
    """Base of the pages of one child within reach."""

    ability = "children.view"
    action = "view"

    @cached_property
    def child(self) -> Child:
        children = Child.objects.select_related("area", "school", "merged_into")
        return self.fetch(children, self.action, public_id=self.kwargs["public_id"])

    @property
    def purpose(self) -> Purpose | None:
        stated = self.request.session.get(PURPOSES, {}).get(str(self.child.public_id))
        return Purpose(stated) if stated in Purpose.values else None


class FilePage(FileView):
    """The file. Without a stated purpose it asks for one first."""

    def get(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        if self.child.merged_into_id:
            return HttpResponseRedirect(current(self.child).get_absolute_url())
        if self.purpose is None:
            return self.ask(PurposeForm())
        open_file(actor=request.user, child=self.child, purpose=self.purpose)
        return render(request, "people/file.html", self.context())

    def post(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        form = PurposeForm(request.POST)
        if not form.is_valid():
            return self.ask(form)
        stated = request.session.get(PURPOSES, {})
        request.session[PURPOSES] = stated | {str(self.child.public_id): form.cleaned_data["purpose"]}
        return HttpResponseRedirect(self.child.get_absolute_url())

    def ask(self, form: PurposeForm) -> HttpResponse:
        return render(
            self.request,
            "people/purpose.html",
            {"child": self.child, "form": form},
            status=422 if form.errors else 200,
        )

    def context(self, **more: Any) -> dict[str, Any]:
        child, user = self.child, self.request.user
        abilities = abilities_over(child, user)
        return {
            "child": child,
            "purpose": self.purpose,
            "sections": sections_for(child, user),
            "doings": doings_for(child, user),
            "address": masked_address(child.address),
            "may_merge": "children.merge" in abilities,
            "revealed": {},
        } | more


class Reveal(FilePage):
    """A masked field in full: a fragment for the page that asked, the whole page where there is no script."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        if self.purpose is None:
            return HttpResponseRedirect(self.child.get_absolute_url())
        try:
            field = Field(request.POST.get("field", ""))
        except ValueError:
            return HttpResponseBadRequest()
        values = reveal_field(actor=request.user, child=self.child, field=field, purpose=self.purpose)
        if request.htmx:
            return render(request, "people/revealed.html", {"values": values})
        return render(request, "people/file.html", self.context(revealed={field.value: values}))
