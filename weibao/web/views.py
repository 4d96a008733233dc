"""Pages of the frame: signing in, the workbench, me, the search box, and what to say when something is not there."""

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.contrib.auth.views import LoginView, LogoutView
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from weibao.access.views import SIGNED_IN, DutyView, SignedInRequest
from weibao.audit.services import System, act, refuse
from weibao.web.workbench import todos_for


class SignIn(LoginView):
    template_name = "web/sign_in.html"
    redirect_authenticated_user = True


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
        return render(request, "web/workbench.html", {"columns": todos_for(request.user)})


class Me(DutyView):
    ability = SIGNED_IN

    def get(self, request: SignedInRequest) -> HttpResponse:
        return render(request, "web/me.html", {"duties": request.user.active_duties})


class Search(DutyView):
    """The one search box: leads to the list of child files, the only searchable register so far."""

    ability = SIGNED_IN

    def get(self, request: SignedInRequest) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('people:list')}?{urlencode({'q': request.GET.get('q', '')})}")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/404.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    # Without the frame: whatever broke must not break the page that says so.
    return render(request, "web/500.html", status=500)
