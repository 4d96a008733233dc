"""Asking a unit to look on the ground, and the unit's answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.services import act
from weibao.candidates.deciding import answer_verification, ask_to_verify
from weibao.candidates.forms import AnswerForm, AskForm
from weibao.candidates.models import Verification
from weibao.candidates.views.research import Deciding
from weibao.machines import CannotAct
from weibao.people.opening import Purpose, in_words


class Ask(Deciding):
    name = "ask"

    def form(self) -> Form:
        return AskForm(self.request.POST, prefix=self.name, candidate=self.candidate)

    def take(self, **said: Any) -> HttpResponse:
        asked = ask_to_verify(actor=self.request.user, candidate=self.candidate, **said)
        messages.success(
            self.request, _("已请%(unit)s核实，答复后会回到待研判。") % {"unit": asked.unit.name}
        )
        return HttpResponseRedirect(self.candidate.get_absolute_url())


class VerificationPage(DutyView):
    """What the unit is asked, about whom, and its answer: no points, no signals, nothing beyond the task."""

    ability = "verifications.answer"

    @cached_property
    def verification(self) -> Verification:
        asked = Verification.objects.select_related("candidate__child", "unit", "asked_by", "answered_by")
        return self.fetch(asked, "answer", pk=self.kwargs["pk"])

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        purpose = in_words(Purpose.VERIFY)
        with act(
            request.user,
            "verifications.open",
            ability=self.ability,
            target=self.verification,
            purpose=purpose,
        ):
            return self.page(AnswerForm())

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                answer_verification(
                    actor=request.user, verification=self.verification, answer=form.cleaned_data["answer"]
                )
            except CannotAct as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("已答复，谢谢。"))
                return HttpResponseRedirect(reverse("candidates:verifications"))
        return self.page(form)

    def page(self, form: AnswerForm) -> HttpResponse:
        asked = self.verification
        context = {"asked": asked, "child": asked.candidate.child, "form": form}
        return render(
            self.request, "candidates/verification.html", context, status=422 if form.errors else 200
        )
