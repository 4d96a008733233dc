"""The lists: the reviewer's queue, what units are asked, what I asked of units, objections."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.views import DutyView, SignedInRequest
from weibao.candidates.filters import CandidateFilter, ObjectionFilter, VerificationFilter
from weibao.candidates.models import Candidate, Level, Objection, Verification
from weibao.candidates.running import last_run, present_day
from weibao.candidates.tables import AskedTable, CandidateTable, ObjectionTable, VerificationTable
from weibao.jobs.services import start_job
from weibao.web.lists import ListView

LEVEL_RANK = Case(
    *(When(level=level, then=Value(rank)) for rank, level in enumerate(Level.values)),
    output_field=IntegerField(),
)


class Queue(ListView):
    """Protection before behaviour, then the level, then who waits longest."""

    ability = "candidates.view"
    queryset = (
        Candidate.objects.shown()
        .select_related("child")
        .annotate(level_rank=LEVEL_RANK)
        .order_by("-track", "level_rank", "raised_on", "pk")
    )
    table_class = CandidateTable
    filterset_class = CandidateFilter
    title = gettext_lazy("预警研判")
    intro = gettext_lazy(
        "机器按公开的规则提出，是否需要帮助由人决定。保护线先办；同一名儿童两条线都有的，行为线随保护线一并出示。"
    )
    empty = gettext_lazy("没有需要研判的对象。导入数据、匹配并筛查之后，达到黄色及以上的对象出现在这里。")
    template_name = "candidates/queue.html"

    def context(self, filterset: Any, table: Any) -> dict[str, Any]:
        return super().context(filterset, table) | {
            "last": last_run(),
            "may_screen": self.request.user.holds("rules.change"),
            "may_answer_objections": self.request.user.holds("objections.answer"),
            "may_decide": self.request.user.holds("candidates.decide"),
        }


class Screen(DutyView):
    """Screen now, in the background."""

    ability = "rules.change"
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        day = present_day()
        job = start_job(
            actor=request.user,
            kind="candidates.screen",
            title=_("按规则筛查（%(day)s）") % {"day": day},
            as_of=day.isoformat(),
        )
        return HttpResponseRedirect(job.get_absolute_url())


class Verifications(ListView):
    """What my unit is asked."""

    ability = "verifications.answer"
    action = "answer"
    queryset = Verification.objects.select_related("candidate__child", "unit")
    table_class = VerificationTable
    filterset_class = VerificationFilter
    title = gettext_lazy("核实任务")
    intro = gettext_lazy("请实地了解情况并答复。只写事实，不必下结论。")
    empty = gettext_lazy("没有待答复的核实任务。研判人员请您单位核实时，任务出现在这里。")


class Asked(ListView):
    """What units were asked about candidates in reach."""

    ability = "candidates.view"
    queryset = Verification.objects.select_related("candidate__child", "unit")
    table_class = AskedTable
    filterset_class = VerificationFilter
    title = gettext_lazy("已请单位核实")
    empty = gettext_lazy("没有等待答复的核实。在预警页面上点“请单位核实”，就会出现在这里。")


class Objections(ListView):
    ability = "objections.answer"
    action = "answer"
    queryset = Objection.objects.select_related("candidate__child")
    table_class = ObjectionTable
    filterset_class = ObjectionFilter
    title = gettext_lazy("异议办理")
    intro = gettext_lazy("本人或监护人对预警有异议的，登记后暂停一切后续，十五个工作日内答复。")
    empty = gettext_lazy("没有待答复的异议。收到异议时，在该对象的页面上登记。")
