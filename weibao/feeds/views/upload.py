"""Sending workbooks: the upload page, and mended rows from a receipt."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.feeds.definitions import definitions
from weibao.feeds.forms import UploadForm
from weibao.feeds.uploading import send_files


class UploadPage(DutyView):
    """Feed, unit, month, files; leads to the job that takes them in, or to the list where they are several."""

    ability = "feeds.import"

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self.answer(UploadForm(request.user, initial={"feed": request.GET.get("feed", "")}))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = UploadForm(request.user, request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(form, status=422)
        jobs = send_files(
            actor=request.user,
            feed=definitions()[form.cleaned_data["feed"]],
            unit=form.cleaned_data["unit"],
            period=form.cleaned_data["period"],
            files=form.cleaned_data["workbooks"],
        )
        if len(jobs) == 1:
            return HttpResponseRedirect(jobs[0].get_absolute_url())
        messages.success(request, _("已收到 %(n)s 个文件，正在逐个导入。") % {"n": len(jobs)})
        return HttpResponseRedirect(reverse("jobs:list"))

    def answer(self, form: UploadForm, status: int = 200) -> HttpResponse:
        return render(self.request, "feeds/upload.html", {"form": form}, status=status)
