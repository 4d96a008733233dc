"""Pages of the frame: signing in, the workbench, me, the search box, and what to say when something is not there."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.contrib.auth.views import LoginView, LogoutView
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from weibao.access.views import SIGNED_IN, DutyView, SignedInRequest
from weibao.audit.services import System, act, refuse
from weibao.web.middleware import own_page
from weibao.web.templatetags.weibao import zh_time
from weibao.web.workbench import changes_for, loops_for, todos_for

LAST_VISIT = "last_visit"
"""In the session: the day on which the user signed in the time before this one (ISO), if ever."""
LOOK_BACK = timedelta(days=7)


class SignIn(LoginView):
    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        before = form.get_user().last_login
        answer = super().form_valid(form)
        if before is not None:
            self.request.session[LAST_VISIT] = timezone.localdate(before).isoformat()
        return answer

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lost": "lost" in self.request.GET}


class SignOut(LogoutView):
    pass


@receiver(user_logged_in)
def log_sign_in(sender, request, user, **kwargs) -> None:
    with act(user, "session.open", ability=None):
        pass


@receiver(user_login_failed)
def log_failed_sign_in(sender, **kwargs) -> None:
    refuse(System("sign-in"), "session.open")


class Workbench(DutyView):
    ability = SIGNED_IN

    def get(self, request: SignedInRequest) -> HttpResponse:
        visited = request.session.get(LAST_VISIT)
        since = date.fromisoformat(visited) if visited else timezone.localdate() - LOOK_BACK
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
    return HttpResponse(render_to_string("web/500.html", {"at": zh_time(timezone.now())}), status=500)
