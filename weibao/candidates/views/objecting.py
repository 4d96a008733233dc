"""Objections: recorded on a candidate, answered on a page of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.services import act
from weibao.candidates.explaining import explanations_of
from weibao.candidates.forms import ObjectionAnswerForm, ObjectionForm
from weibao.candidates.models import Objection
from weibao.candidates.objecting import answer_objection, record_objection
from weibao.candidates.views.research import CandidateView
from weibao.machines import CannotAct
from weibao.people.opening import Purpose, in_words


class RecordObjection(CandidateView):
    ability = "objections.answer"
    action = "object"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.form_page(ObjectionForm())

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = ObjectionForm(request.POST)
        if form.is_valid():
            try:
                made = record_objection(actor=request.user, candidate=self.candidate, **form.cleaned_data)
            except CannotAct as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("异议已登记，答复之前暂停一切后续。"))
                if made.notice:
                    messages.warning(request, made.notice)
                return HttpResponseRedirect(made.get_absolute_url())
        return self.form_page(form)

    def form_page(self, form: ObjectionForm) -> HttpResponse:
        context = {"candidate": self.candidate, "child": self.candidate.child, "form": form}
        return render(self.request, "candidates/object.html", context, status=422 if form.errors else 200)


class ObjectionPage(DutyView):
    """One objection with the evidence it may be about, and its answer."""

    ability = "objections.answer"

    @cached_property
    def objection(self) -> Objection:
        objections = Objection.objects.select_related(
            "candidate__child", "candidate__run__version", "recorded_by", "answered_by"
        )
        return self.fetch(objections, "answer", pk=self.kwargs["pk"])

    @cached_property
    def rows(self) -> list[tuple[int, str]]:
        """(row id, its sentence and place) of what the candidate rests on, each row once."""
        found: dict[int, str] = {}
        for one in explanations_of([self.objection.candidate])[self.objection.candidate_id]:
            for said in one.evidence:
                found.setdefault(said.evidence.row_id, f"{said.evidence.sentence}（{said.place}）")
        return list(found.items())

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        purpose = in_words(Purpose.REVIEW)
        with act(
            request.user, "objections.open", ability=self.ability, target=self.objection, purpose=purpose
        ):
            return self.page(ObjectionAnswerForm(rows=self.rows))

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        form = ObjectionAnswerForm(request.POST, rows=self.rows)
        if form.is_valid():
            try:
                answer_objection(actor=request.user, objection=self.objection, **form.cleaned_data)
            except CannotAct as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("异议已答复。请把答复送达提出人，有误的数据请通知报送单位更正。"))
                return HttpResponseRedirect(self.objection.get_absolute_url())
        return self.page(form)

    def page(self, form: ObjectionAnswerForm) -> HttpResponse:
        objection = self.objection
        context = {
            "objection": objection,
            "candidate": objection.candidate,
            "child": objection.candidate.child,
            "wrong": set(objection.wrong_rows.values_list("row_id", flat=True)),
            "rows": self.rows,
            "form": form,
        }
        return render(self.request, "candidates/objection.html", context, status=422 if form.errors else 200)
