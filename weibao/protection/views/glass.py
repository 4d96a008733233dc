"""Break-glass: opening a file in danger of life, explaining it, looking at it as a second person, the auditor's list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from weibao.audit.services import act
from weibao.protection import services
from weibao.protection.filters import GlassFilter
from weibao.protection.forms import BreakForm, ExplainForm, ReviewForm
from weibao.protection.models import BreakGlass, GlassState
from weibao.protection.tables import AuditedGlassTable, MyGlassTable, ReviewGlassTable
from weibao.protection.views.base import FormPage, RecordPage
from weibao.web.lists import ListView


class Break(FormPage):
    ability = "glass.break"
    form_class = BreakForm
    title = _("紧急查阅")
    intro = _("孩子的生命安全有危险、来不及申请时使用。填写身份证号和紧急情况，立即打开，最长四小时。")
    warning = _("审计管理员和孩子所在单位会立即知道。事后三天内必须说明，由另一人复核。")
    button = _("立即打开档案")
    done = _("档案已打开，时间到了自动关闭。")
    back = "protection:my-glass"

    def perform(self, **said: Any) -> BreakGlass:
        return services.break_glass(actor=self.request.user, **said)


class MyGlass(ListView):
    ability = "glass.break"
    queryset = BreakGlass.objects.select_related("access", "child")
    table_class = MyGlassTable
    filterset_class = GlassFilter
    title = _("我的紧急查阅")
    empty = _("您没有用过紧急查阅。只有孩子的生命安全有危险、来不及申请时才能使用。")
    template_name = "protection/glass_list.html"


class ToReview(ListView):
    ability = "access.approve"
    action = "review"
    queryset = BreakGlass.objects.select_related("user__unit", "child")
    table_class = ReviewGlassTable
    filterset_class = GlassFilter
    title = _("紧急查阅复核")
    intro = _("别的人员以生命危险为由打开了由您负责的儿童的档案，请核实是否属实。")
    empty = _("没有紧急查阅。有人紧急查阅由您负责的儿童时，出现在这里。")


class Audited(ListView):
    """For the auditor: who, when, how long, what became of it; the child by its file number only."""

    ability = "audit.read"
    action = "audit"
    queryset = BreakGlass.objects.select_related("user__unit", "child", "reviewed_by")
    table_class = AuditedGlassTable
    filterset_class = GlassFilter
    title = _("紧急查阅")
    intro = _("每一次紧急查阅：谁、何时、多久、有没有说明和复核。儿童只以档案号出现。")
    empty = _("没有人用过紧急查阅。")


class GlassPage(RecordPage):
    """One use, for who did it; posting explains it."""

    ability = "glass.break"
    form_class = ExplainForm
    done = _("已说明，等待另一人复核。")

    def found(self, pk: int) -> BreakGlass:
        return self.fetch(BreakGlass.objects.select_related("access", "child", "reviewed_by"), pk=pk)

    def perform(self, broken: BreakGlass, **said: Any) -> BreakGlass:
        return services.explain_glass(actor=self.request.user, broken=broken, **said)

    def page(self, broken: BreakGlass, form: ExplainForm, *, status: int = 200) -> HttpResponse:
        shown = form if broken.state == GlassState.UNEXPLAINED else None
        return render(self.request, "protection/glass.html", {"record": broken, "form": shown}, status=status)


class Review(RecordPage):
    """One use, for the second person of the unit in charge."""

    ability = "access.approve"
    form_class = ReviewForm
    done = _("复核意见已记录。")

    def found(self, pk: int) -> BreakGlass:
        return self.fetch(BreakGlass.objects.select_related("user__unit", "child__school"), "review", pk=pk)

    def perform(self, broken: BreakGlass, **said: Any) -> BreakGlass:
        return services.review_glass(actor=self.request.user, broken=broken, **said)

    def page(self, broken: BreakGlass, form: ReviewForm, *, status: int = 200) -> HttpResponse:
        shown = form if broken.reviewed_at is None else None
        with act(self.request.user, "glass.read", ability=self.ability, target=broken):
            return render(
                self.request, "protection/glass_review.html", {"record": broken, "form": shown}, status=status
            )
