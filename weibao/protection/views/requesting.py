"""Asking to see a child's file, and deciding on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weibao.access.policies import restrict
from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.hashing import keyed
from weibao.audit.services import act
from weibao.machines import CannotAct
from weibao.people.models import Child
from weibao.people.search import find_children
from weibao.protection import services
from weibao.protection.filters import RequestFilter
from weibao.protection.forms import AskForm, DecideForm
from weibao.protection.models import AccessRequest, RequestState
from weibao.protection.tables import DecideTable, RequestTable
from weibao.protection.views.base import FormPage
from weibao.web.lists import ListView

FOUND = 10


class MyRequests(ListView):
    ability = "access.request"
    queryset = AccessRequest.objects.select_related("access")
    table_class = RequestTable
    filterset_class = RequestFilter
    title = _("我的查阅申请")
    intro = _("不归您负责的儿童，经孩子所在地域或学校批准后，可以在期限内查阅。")
    empty = _("还没有申请。点“申请查阅”，写明哪一名儿童、用途和期限。")
    template_name = "protection/requests.html"


class ToDecide(ListView):
    ability = "access.approve"
    action = "decide"
    queryset = AccessRequest.objects.select_related("requester__unit")
    table_class = DecideTable
    filterset_class = RequestFilter
    title = _("查阅申请审批")
    intro = _("别的单位申请查阅由您负责的儿童。同意之前，对方不知道有没有这份档案。")
    empty = _("没有查阅申请。别的单位申请查阅由您负责的儿童时，出现在这里。")
    template_name = "protection/to_decide.html"


class Ask(FormPage):
    ability = "access.request"
    form_class = AskForm
    title = _("申请查阅")
    intro = _("只能就具体的一名儿童提出，不能浏览名单。批准之前，这里不会显示有没有这份档案。")
    button = _("送出申请")
    done = _("申请已送出。审批结果会出现在这里和工作台。")
    back = "protection:requests"

    def perform(self, **said: Any) -> AccessRequest:
        return services.ask_access(actor=self.request.user, purpose=said.pop("use"), **said)


class RequestPage(DutyView):
    """The requester's own request; posting ends granted access before its time."""

    ability = "access.request"

    def found(self, pk: int) -> AccessRequest:
        return self.fetch(AccessRequest.objects.select_related("access", "child", "decided_by"), pk=pk)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return render(request, "protection/request.html", {"record": self.found(pk)})

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            services.end_granted(actor=request.user, request=self.found(pk))
            messages.success(request, _("查阅已结束。"))
        except CannotAct as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("protection:request", args=[pk]))


class Decide(DutyView):
    """One request for who decides; a clue is looked up among the children in his own reach."""

    ability = "access.approve"

    def found(self, pk: int) -> AccessRequest:
        requests = AccessRequest.objects.select_related("access", "child__school", "requester__unit")
        return self.fetch(requests, "decide", pk=pk)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.page(self.found(pk), DecideForm())

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        asked, form = self.found(pk), DecideForm(request.POST)
        wanted = request.POST.get("do")
        try:
            match wanted:
                case "end":
                    services.end_granted(actor=request.user, request=asked)
                    messages.success(request, _("查阅已结束，对方的下一次操作就会被拒绝。"))
                case "grant" | "refuse" if not form.is_valid():
                    return self.page(asked, form, status=422)
                case "grant":
                    reason = form.cleaned_data["reason"]
                    services.grant_access(
                        actor=request.user, request=asked, reason=reason, child=self.chosen()
                    )
                    messages.success(request, _("已批准，对方可以在期限内查阅。"))
                case "refuse":
                    reason = form.cleaned_data["reason"]
                    services.refuse_access(actor=request.user, request=asked, reason=reason)
                    messages.success(request, _("已答复不予批准。"))
                case _unknown:
                    raise Http404
        except CannotAct as refusal:
            form.add_error(None, str(refusal))
            return self.page(asked, form, status=422)
        return HttpResponseRedirect(reverse("protection:decide", args=[pk]))

    def children(self) -> QuerySet[Child]:
        return restrict(Child.objects.kept().select_related("school"), self.request.user, "view")

    def chosen(self) -> Child | None:
        named = self.request.POST.get("child", "")
        return self.children().filter(pk=int(named)).first() if named.isdigit() else None

    def page(self, asked: AccessRequest, form: DecideForm, *, status: int = 200) -> HttpResponse:
        request = self.request
        text = request.GET.get("q", "").strip() if asked.child is None else ""
        found: list[Child] = []
        with act(request.user, "access.open", ability=self.ability, target=asked) as log:
            if len(text) > 1:
                found = list(find_children(self.children(), text)[:FOUND])
                log.note(q=keyed(text), hits=len(found))
            context = {
                "record": asked,
                "form": form if asked.state == RequestState.WAITING else None,
                "q": text,
                "found": found,
            }
            return render(request, "protection/decide.html", context, status=status)
