"""The review queue: which rows wait, and one row beside the child it may speak of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.services import act
from weibao.linkage import differences
from weibao.people.comparing import as_record, summary, told_apart
from weibao.people.filters import ReviewFilter
from weibao.people.models import Link, Proposal, ProposalState
from weibao.people.naming import feed_title
from weibao.people.reviewing import TwoNumbers, contradicts, decide_proposal
from weibao.people.standing import standing
from weibao.people.tables import ReviewTable
from weibao.people.telling import labelled
from weibao.web.lists import ListView

ROWS_SHOWN = 20


def best_of_each_row() -> QuerySet[Proposal]:
    """One proposal a row, its best that still waits; those put off come last."""
    better = standing().filter(row=OuterRef("row"), rank__lt=OuterRef("rank"))
    queue = standing().filter(~Exists(better)).select_related("row__delivery", "child")
    return queue.order_by("-state", "-probability", "row")


class ReviewQueue(ListView):
    ability = "links.review"
    action = "review"
    queryset = best_of_each_row()
    table_class = ReviewTable
    filterset_class = ReviewFilter
    title = gettext_lazy("关联核对")
    intro = gettext_lazy("这些数据行可能属于已有的儿童档案，机器拿不准，请逐行核对。核对之前各自单独成档。")
    empty = gettext_lazy("没有等待核对的数据行。匹配拿不准的行会出现在这里。")
    template_name = "people/review_list.html"

    def rows(self) -> QuerySet:
        return self.allowed(best_of_each_row(), self.action)


class ReviewRow(DutyView):
    """One row and one of its candidates, two columns; the answer leads to the next."""

    ability = "links.review"

    def proposals(self, row: int) -> list[Proposal]:
        found = self.allowed(standing().filter(row=row), "review")
        return list(found.select_related("row__delivery", "child").order_by("rank", "pk"))

    def get(self, request: SignedInRequest, row: int) -> HttpResponse:
        proposals = self.proposals(row)
        if not proposals:
            raise Http404
        wanted = request.GET.get("proposal", "")
        shown = next((one for one in proposals if str(one.pk) == wanted), proposals[0])
        with act(request.user, "links.open", ability=self.ability, target=shown, purpose="核对数据关联"):
            return render(request, "people/review_row.html", self.context(shown, proposals))

    def post(self, request: SignedInRequest, row: int) -> HttpResponse:
        proposal = self.fetch(
            standing().select_related("row", "child"), "review", row=row, pk=request.POST.get("proposal") or 0
        )
        answer = request.POST.get("answer", "")
        if answer not in (ProposalState.LINKED, ProposalState.DIFFERENT, ProposalState.LATER):
            raise Http404
        queue = self.queue(proposal.state)
        try:
            decide_proposal(
                actor=request.user,
                proposal=proposal,
                answer=ProposalState(answer),
                despite_numbers=bool(request.POST.get("despite_numbers")),
            )
        except TwoNumbers as warning:
            messages.error(request, str(warning))
            return HttpResponseRedirect(f"{request.path}?proposal={proposal.pk}")
        return self.next_of(row, queue)

    def queue(self, state: str = "") -> list[int]:
        """The rows of the queue; with a state only those, so that rows put off do not come round again."""
        queue = best_of_each_row().filter(state=state) if state else best_of_each_row()
        return list(self.allowed(queue, "review").values_list("row_id", flat=True))

    def next_of(self, row: int, before: list[int]) -> HttpResponse:
        """The same row while it has candidates left to judge, else the next one of the queue as it stood."""
        left = set(self.queue())
        waiting = standing().filter(row=row, state=ProposalState.WAITING)
        place = before.index(row) if row in before else -1
        following = [row] if row in left and self.allowed(waiting, "review").exists() else []
        following += [one for one in before[place + 1 :] if one in left]
        if not following:
            messages.success(self.request, _("队列里的数据行都看过一遍了。"))
            return HttpResponseRedirect(reverse("people:review"))
        return HttpResponseRedirect(reverse("people:review-row", args=[following[0]]))

    def context(self, shown: Proposal, proposals: list[Proposal]) -> Mapping[str, Any]:
        row, child = shown.row, shown.child
        links = Link.objects.filter(child=child, ended_at=None).select_related("row__delivery")
        rows = [link.row for link in links.order_by("-row__delivery__report_month", "-row")[:ROWS_SHOWN]]
        own = Link.objects.select_related("child").get(row=row, ended_at=None).child
        guardians = list(child.guardians.all())
        compared = differences(as_record(row.values), summary(child, guardians, row.values))
        queue = self.queue()
        return {
            "row": row,
            "feed": feed_title(row.feed),
            "percent": f"{shown.probability:.0%}",
            "proposal": shown,
            "proposals": proposals,
            "child": child,
            "own": own,
            "own_rows": own.links.filter(ended_at=None).count(),
            "compared": [told_apart(one) for one in compared],
            "rest": labelled({k: v for k, v in row.values.items() if k not in as_record(row.values)}),
            "rows": [(one, labelled(one.values)) for one in rows],
            "numbers_differ": contradicts([row], child),
            "position": queue.index(row.pk) + 1 if row.pk in queue else 1,
            "length": len(queue),
        }
