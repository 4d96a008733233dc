"""The log, as the auditor reads it: who did what to which record for what purpose, never the content of a record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from weibao.access.filters import EntryFilter
from weibao.access.tables import EntryTable
from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.heads import kept_heads
from weibao.audit.models import Entry
from weibao.audit.services import act
from weibao.audit.verifying import verify
from weibao.web.lists import ListView

NEWEST = 500
"""So many of the latest entries are verified each time the list opens; all of them on their own page."""


class LogList(ListView):
    ability = "audit.read"
    queryset = Entry.objects.all()
    table_class = EntryTable
    filterset_class = EntryFilter
    title = gettext_lazy("操作记录")
    empty = gettext_lazy("还没有操作记录。登录、查阅、导出和每一项办理都会记在这里。")
    template_name = "access/log.html"

    def context(self, *args, **kwargs) -> dict[str, Any]:
        return super().context(*args, **kwargs) | {"verdict": verify(newest=NEWEST), "newest": NEWEST}


class LogChain(DutyView):
    """Verifies the whole chain, and compares it with the heads in the county's folder."""

    ability = "audit.read"

    def get(self, request: SignedInRequest) -> HttpResponse:
        verdict = verify(heads=kept_heads())
        with act(request.user, "audit.verify", ability=self.ability) as log:
            log.note(
                entries=verdict.number,
                heads=verdict.heads,
                broken=verdict.broken.number if verdict.broken else None,
            )
        return render(request, "access/log_chain.html", {"verdict": verdict})
