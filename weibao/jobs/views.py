"""What became of the background work that I started."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from weibao.access.views import SIGNED_IN, DutyView, SignedInRequest
from weibao.jobs.filters import JobFilter
from weibao.jobs.models import Job
from weibao.jobs.showing import again_of, outcome_of
from weibao.jobs.tables import JobTable
from weibao.web.lists import ListView


class JobList(ListView):
    ability = SIGNED_IN
    queryset = Job.objects.all()
    table_class = JobTable
    filterset_class = JobFilter
    title = _("我的任务")
    intro = _("您提交的导入、匹配、筛查等，在后台处理，可以离开页面，稍后回来看结果。")
    empty = _("您还没有提交过任务。上传数据之后，处理进度和结果在这里。")


class JobPage(DutyView):
    """One job. Its progress asks again every second; it is answered only when there is news, so that a screen
    reader is not told the same thing twice."""

    ability = SIGNED_IN

    def get(self, request: SignedInRequest, pk: UUID) -> HttpResponse:
        job = self.fetch(Job.objects.all(), pk=pk)
        standing = f"{job.state} {job.percent} {job.step}"
        if request.htmx and request.GET.get("seen") == standing:
            return HttpResponse(status=204)
        context = {"job": job, "standing": standing, "outcome": outcome_of(job), "again": again_of(job)}
        return render(request, "jobs/progress.html" if request.htmx else "jobs/detail.html", context)
