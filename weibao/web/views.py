"""Pages of the frame: signing in, the workbench, me, the search box, and what to say when something is not there."""

import json
import sys
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from weibao.access.pages.signing_in import last_visit
from weibao.access.views import SIGNED_IN, DutyView, SignedInRequest
from weibao.web.drafts import LONGEST, DraftRefused, drop_draft, keep_draft
from weibao.web.faults import fault_of
from weibao.web.middleware import own_page
from weibao.web.templatetags.weibao import zh_time
from weibao.web.workbench import changes_for, loops_for, todos_for

LOOK_BACK = timedelta(days=7)


class Workbench(DutyView):
    ability = SIGNED_IN

    def get(self, request: SignedInRequest) -> HttpResponse:
        visited = last_visit(request)
        since = visited or timezone.localdate() - LOOK_BACK
        context = {
            "today": timezone.localdate(),
            "columns": todos_for(request.user),
            "loops": loops_for(request.user),
            "since": since,
            "first_visit": not visited,
            "changes": changes_for(request.user, since),
        }
        return render(request, "web/workbench.html", context)


class Me(DutyView):
    ability = SIGNED_IN

    def get(self, request: SignedInRequest) -> HttpResponse:
        return render(request, "web/me.html", {"duties": request.user.active_duties})


class Search(DutyView):
    """The one search box: leads to the list of child files, the only searchable register so far."""

    ability = SIGNED_IN

    def get(self, request: SignedInRequest) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('people:list')}?{urlencode({'q': request.GET.get('q', '')})}")


class KeepDraft(DutyView):
    """Takes what is typed into a form every few seconds; without content the draft is dropped. It never hands one out:
    a draft is shown by the page of its form alone, to who may still open that."""

    ability = SIGNED_IN
    http_method_names = ("post",)

    def post(self, request: SignedInRequest) -> HttpResponse:
        ticket, content = request.POST.get("draft", ""), request.POST.get("content", "")
        try:
            if not content:
                drop_draft(actor=request.user, ticket=ticket)
                return HttpResponse(status=204)
            typed = json.loads(content) if len(content) <= LONGEST else None
            if not isinstance(typed, list):
                return HttpResponse(status=400)
            keep_draft(actor=request.user, ticket=ticket, content=typed)
        except (DraftRefused, ValueError):
            return HttpResponse(status=400)
        return HttpResponse(status=204)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/403.html", {"reason": str(exception or "")}, status=403)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is of another session: most often a page left open since yesterday."""
    back = own_page(request, request.headers.get("Referer", ""))
    return render(request, "web/stale.html", {"back": back}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/404.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    # Without request and frame: whatever broke (the database, it may be) must not break the page that says so.
    found = fault_of(sys.exc_info()[1])
    page = render_to_string("web/500.html", {"at": zh_time(timezone.now()), "fault": found})
    response = HttpResponse(page, status=found.status)
    if found.again_after:
        response["Retry-After"] = str(found.again_after)
    return response
