"""Deliveries, the receipt of each, its rows, its quarantine."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.policies import can
from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.services import act
from weibao.feeds.counting import parts_of, reasons_of, waiting_rows, with_waiting
from weibao.feeds.filters import DeliveryFilter, RowFilter
from weibao.feeds.forms import MendForm
from weibao.feeds.models import Delivery, FeedRow
from weibao.feeds.senders import feed_title
from weibao.feeds.services import quarantine_workbook
from weibao.feeds.tables import DeliveryTable, RowTable
from weibao.feeds.uploading import send_mended
from weibao.web.archives import archive_response, offer, password_asked_with
from weibao.web.exports import signed_by
from weibao.web.lists import ListView


class DeliveryList(ListView):
    ability = "feeds.view"
    queryset = with_waiting(Delivery.objects.select_related("unit", "imported_by"))
    table_class = DeliveryTable
    filterset_class = DeliveryFilter
    title = gettext_lazy("报送批次")
    empty = gettext_lazy("还没有报送。点右上角“上传数据”开始第一批。")
    template_name = "feeds/list.html"

    def context(self, filterset, table) -> dict[str, Any]:
        return super().context(filterset, table) | {"may_send": self.request.user.holds("feeds.import")}


class DeliveryPage(DutyView):
    """Base of the pages of one delivery."""

    ability = "feeds.view"

    def delivery(self, pk: int, action: str = "view") -> Delivery:
        return self.fetch(Delivery.objects.select_related("unit", "imported_by"), action, pk=pk)

    def receipt(self, delivery: Delivery, form: MendForm, status: int = 200) -> HttpResponse:
        parts = parts_of(delivery)
        waiting = waiting_rows(delivery).count()
        mends = self.allowed(Delivery.objects.filter(mended_by=delivery))
        context = {
            "delivery": delivery,
            "feed_title": feed_title(delivery.feed),
            "parts": parts,
            "bar_words": "，".join(f"{part.label} {part.count}" for part in parts),
            "reasons": reasons_of(delivery),
            "waiting": waiting,
            "mended": delivery.quarantined - waiting,
            "mends": mends.first(),
            "mended_by": self.allowed(delivery.mended_by.all()),
            "may_mend": can(self.request.user, "import", delivery),
            "form": form,
        }
        return render(self.request, "feeds/receipt.html", context, status=status)


class ReceiptPage(DeliveryPage):
    """The receipt. Posting to it sends the quarantined rows back, mended."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.receipt(self.delivery(pk), MendForm())

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        delivery = self.delivery(pk, "import")
        form = MendForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.receipt(delivery, form, status=422)
        job = send_mended(actor=request.user, delivery=delivery, file=form.cleaned_data["file"])
        return HttpResponseRedirect(job.get_absolute_url())


class Quarantine(DeliveryPage):
    """The quarantined rows as a workbook, unmasked for mending: only for who may mend, and logged."""

    ability = "feeds.import"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        delivery = self.delivery(pk, "import")
        waiting = waiting_rows(delivery).count()
        if not waiting:
            raise Http404
        name = _("待更正 %(file)s.xlsx") % {"file": delivery.file_name.rsplit(".", 1)[0]}
        password = password_asked_with(request)
        if not password:
            back = delivery.get_absolute_url()
            return offer(request, title=name.removesuffix(".xlsx"), rows=waiting, back=back, mending=True)
        with act(request.user, "feeds.quarantine", ability=self.ability, target=delivery) as log:
            log.note(rows=waiting)
            content = quarantine_workbook(delivery, reader=signed_by(request.user))
        return archive_response(content, name, password)


class RowList(ListView):
    """The rows of one delivery, masked; what became of each and why."""

    ability = "feeds.view"
    title = gettext_lazy("数据行")
    empty = gettext_lazy("这份文件里没有数据行。")
    template_name = "feeds/rows.html"

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:  # type: ignore[override]
        self.delivery = self.fetch(Delivery.objects.all(), pk=pk)
        self.filterset_class = partial(RowFilter, delivery=self.delivery)  # type: ignore[assignment]
        self.table_class = partial(RowTable, delivery=self.delivery)  # type: ignore[assignment]
        return super().get(request)

    def rows(self) -> QuerySet[FeedRow]:
        return self.allowed(FeedRow.objects.filter(delivery=self.delivery)).order_by(
            "sheet_number", "row", "pk"
        )

    def context(self, filterset, table) -> dict[str, Any]:
        intro = _("姓名、号码、电话和住址在这里不完整显示。")
        return super().context(filterset, table) | {"delivery": self.delivery, "intro": intro}
