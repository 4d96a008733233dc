"""One candidate: what the page is opened for, why it was put up, and what is decided."""

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
from weibao.candidates.deciding import confirm_candidate, decline_candidate, open_candidate
from weibao.candidates.explaining import explanations_of
from weibao.candidates.following import steps_for
from weibao.candidates.forms import AskForm, ConfirmForm, DeclineForm
from weibao.candidates.models import Candidate, Track
from weibao.candidates.telling import rows_told, versions_told
from weibao.candidates.transitions import CANDIDATE
from weibao.machines import CannotAct, possible
from weibao.people.forms import PurposeForm
from weibao.people.opening import Purpose
from weibao.people.policies import abilities_over
from weibao.people.views.file import PURPOSES


class CandidateView(DutyView):
    """Base of the pages of one candidate within reach."""

    ability = "candidates.view"
    action = "view"

    @cached_property
    def candidate(self) -> Candidate:
        candidates = Candidate.objects.select_related(
            "child__school", "child__area", "run__version", "decided_by"
        )
        return self.fetch(candidates, self.action, pk=self.kwargs["pk"])

    @property
    def purpose(self) -> Purpose | None:
        """What the reader said he opens this child's records for, in this session."""
        stated = self.request.session.get(PURPOSES, {}).get(str(self.candidate.child.public_id))
        return Purpose(stated) if stated in Purpose.values else None

    @cached_property
    def tracks(self) -> list[Candidate]:
        """The child's candidates, protection first."""
        found = Candidate.objects.filter(child=self.candidate.child_id).select_related("run__version")
        return sorted(self.allowed(found), key=lambda one: one.track != Track.PROTECTION)

    def page(self, *, status: int = 200, **forms: Form) -> HttpResponse:
        """The candidate's page; `forms` are those that were sent and have errors."""
        return render(
            self.request,
            "candidates/candidate.html",
            self.context() | forms | {"sent": set(forms)},
            status=status,
        )

    def context(self) -> dict[str, Any]:
        candidate, user = self.candidate, self.request.user
        explained = explanations_of(self.tracks)
        abilities = abilities_over(candidate.child, user)
        steps = possible(CANDIDATE, candidate)
        beside = [one for one in self.tracks if one.pk != candidate.pk]
        may_decide = "candidates.decide" in abilities and candidate.is_open
        return {
            "candidate": candidate,
            "child": candidate.child,
            "age": candidate.child.age,
            "purpose": self.purpose,
            "explained": explained[candidate.pk],
            "beside": [(one, explained[one.pk]) for one in beside],
            "rows": rows_told(explained[candidate.pk]),
            "levels": candidate.run.version.rules.levels,
            "verifications": candidate.verifications.select_related("unit", "asked_by", "answered_by"),
            "objections": candidate.objections.all(),
            "suspended": candidate.effects_suspended,
            "versions": versions_told(candidate),
            "may_decide": may_decide,
            "may_object": "objections.answer" in abilities,
            "confirm_form": ConfirmForm(prefix="confirm") if may_decide and "confirm" in steps else None,
            "decline_form": DeclineForm(prefix="decline") if may_decide and "decline" in steps else None,
            "ask_form": AskForm(prefix="ask", candidate=candidate) if may_decide and "ask" in steps else None,
            "next_steps": steps_for(candidate, user),
        }


class CandidatePage(CandidateView):
    """The page. Without a stated purpose it asks for one first; the behaviour side of a child whose protection side
    waits is shown on that side's page."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        first = self.tracks[0]
        if self.candidate.track == Track.BEHAVIOUR and first.track == Track.PROTECTION and first.is_open:
            return HttpResponseRedirect(first.get_absolute_url())
        if self.purpose is None:
            return self.ask(PurposeForm(initial={"purpose": Purpose.REVIEW}))
        open_candidate(actor=request.user, candidate=self.candidate, purpose=self.purpose)
        return self.page()

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = PurposeForm(request.POST)
        if not form.is_valid():
            return self.ask(form)
        stated = request.session.get(PURPOSES, {})
        request.session[PURPOSES] = stated | {
            str(self.candidate.child.public_id): form.cleaned_data["purpose"]
        }
        return HttpResponseRedirect(self.candidate.get_absolute_url())

    def ask(self, form: PurposeForm) -> HttpResponse:
        context = {"candidate": self.candidate, "child": self.candidate.child, "form": form}
        return render(self.request, "candidates/purpose.html", context, status=422 if form.errors else 200)


class Deciding(CandidateView):
    """Base of the forms on the page: what is sent is done, or the page comes back with what stands against it."""

    ability = "candidates.decide"
    action = "decide"
    http_method_names = ["post"]
    name: str
    """Of the form on the page, and the prefix of its fields."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = self.form()
        if form.is_valid():
            try:
                return self.take(**form.cleaned_data)
            except CannotAct as refusal:
                form.add_error(None, str(refusal))
        return self.page(status=422, **{f"{self.name}_form": form})

    def form(self) -> Form:
        raise NotImplementedError

    def take(self, **said: Any) -> HttpResponse:
        raise NotImplementedError


class Confirm(Deciding):
    name = "confirm"

    def form(self) -> Form:
        return ConfirmForm(self.request.POST, prefix=self.name)

    def take(self, **said: Any) -> HttpResponse:
        confirm_candidate(actor=self.request.user, candidate=self.candidate, **said)
        messages.success(self.request, _("已确认。请办理下面的后续步骤。"))
        return HttpResponseRedirect(self.candidate.get_absolute_url())


class Decline(Deciding):
    name = "decline"

    def form(self) -> Form:
        return DeclineForm(self.request.POST, prefix=self.name)

    def take(self, **said: Any) -> HttpResponse:
        decline_candidate(actor=self.request.user, candidate=self.candidate, **said)
        messages.success(self.request, _("已决定不予确认，今晚起只留计数。"))
        return HttpResponseRedirect(reverse("candidates:list"))
