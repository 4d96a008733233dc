"""Sealing records by notice or by the list of what is due, and looking up what is sealed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.services import act, label, refuse
from weibao.protection import services
from weibao.protection.filters import DueFilter, OpeningFilter
from weibao.protection.forms import DecideOpeningForm, NoticeForm, OpeningForm, SealDueForm
from weibao.protection.models import DueSeal, Opening, OpeningState
from weibao.protection.tables import DecideOpeningTable, DueTable, OpeningTable
from weibao.protection.views.base import FormPage, RecordPage
from weibao.web.lists import ListView

KEEPS = "seals.keep"


class DueList(ListView):
    ability = KEEPS
    queryset = DueSeal.objects.select_related("child")
    table_class = DueTable
    filterset_class = DueFilter
    title = _("记录封存")
    intro = _("事情了结后依法应当封存的记录。封存之后，任何人在任何页面、统计名单和导出里都看不到。")
    empty = _("没有到期应封存的记录。收到封存通知书的，点“按通知书封存”。")
    template_name = "protection/seals.html"


class Notice(FormPage):
    ability = KEEPS
    form_class = NoticeForm
    title = _("按通知书封存")
    intro = _("填写封存通知书写明的人和记录种类。平台里属于这些种类、已经了结的记录随即全部封存。")
    warning = _("封存不能由页面撤销；是否有记录、有多少，不在这里显示。")
    button = _("封存")
    done = _("已按通知书办理封存。")
    back = "protection:seals"

    def perform(self, **said: Any) -> None:
        services.seal_by_notice(actor=self.request.user, **said)


class SealDue(FormPage):
    ability = KEEPS
    form_class = SealDueForm
    title = _("封存这条记录")
    intro = _("封存之后，任何人在任何页面、统计名单和导出里都看不到。")
    warning = _("封存不能由页面撤销。")
    button = _("封存")
    done = _("已封存。")
    back = "protection:seals"

    def found(self) -> DueSeal:
        return self.fetch(DueSeal.objects.select_related("child"), pk=self.kwargs["pk"])

    def get(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        self.found()
        return super().get(request, **kwargs)

    def perform(self, **said: Any) -> None:
        services.seal_due(actor=self.request.user, due=self.found(), **said)


class MyOpenings(ListView):
    ability = KEEPS
    queryset = Opening.objects.all()
    table_class = OpeningTable
    filterset_class = OpeningFilter
    title = _("封存记录查询")
    intro = _("司法机关为办案需要，或者依照国家规定，凭文书查询。由另一人审批，七日内答复。")
    empty = _("还没有查询。点“申请查询”，写明被查询人、法律依据和文书号。")
    template_name = "protection/openings.html"


class OpeningsToDecide(ListView):
    ability = KEEPS
    action = "decide"
    queryset = Opening.objects.select_related("reader")
    table_class = DecideOpeningTable
    filterset_class = OpeningFilter
    title = _("封存记录查询审批")
    empty = _("没有等待审批的查询。")


class AskOpening(FormPage):
    ability = KEEPS
    form_class = OpeningForm
    title = _("申请查询封存记录")
    intro = _("批准之前和没有记录时，这里的答复相同。查询人对查到的内容保密。")
    button = _("送出申请")
    done = _("申请已送出，等待另一人审批。")
    back = "protection:openings"

    def perform(self, **said: Any) -> Opening:
        return services.ask_opening(actor=self.request.user, **said)


class OpeningPage(DutyView):
    """The reader's own."""

    ability = KEEPS

    def get(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        record = self.fetch(Opening.objects.select_related("decided_by"), public_id=public_id)
        return render(request, "protection/opening.html", {"record": record})


class ReadSealed(DutyView):
    """What is sealed, for the named reader in its time. To everybody else, and after it, there is no such page."""

    ability = KEEPS

    def get(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        record = self.fetch(Opening.objects.all(), public_id=public_id)
        if not record.is_open:
            refuse(request.user, "seals.open", target=label(record))
            raise Http404
        found = services.read_sealed(actor=request.user, opening=record)
        return render(request, "protection/sealed.html", {"record": record, "seals": found})


class DecideOpening(RecordPage):
    ability = KEEPS
    form_class = DecideOpeningForm
    done = _("审批意见已记录。")

    def found(self, public_id: str) -> Opening:
        return self.fetch(Opening.objects.select_related("reader__unit"), "decide", public_id=public_id)

    def post(self, request: SignedInRequest, **named: Any) -> HttpResponse:
        if request.POST.get("do") not in ("approve", "refuse"):
            raise Http404
        return super().post(request, **named)

    def perform(self, record: Opening, **said: Any) -> Opening:
        approve = self.request.POST["do"] == "approve"
        return services.decide_opening(actor=self.request.user, opening=record, approve=approve, **said)

    def page(self, record: Opening, form: DecideOpeningForm, *, status: int = 200) -> HttpResponse:
        shown = form if record.state == OpeningState.WAITING else None
        with act(self.request.user, "seals.read_request", ability=KEEPS, target=record):
            return render(
                self.request,
                "protection/opening_decide.html",
                {"record": record, "form": shown},
                status=status,
            )
