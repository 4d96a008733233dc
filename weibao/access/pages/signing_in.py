"""Signing in: name and password, then a second factor where one is set up. Nobody is signed in before both held."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from weibao.access.credentials import FactorKind
from weibao.access.devices import address_of
from weibao.access.factors import check_code, note_passkey_used
from weibao.access.first_steps import PROVED, Opens
from weibao.access.lockout import begin
from weibao.access.models import User
from weibao.access.passkeys import PasskeyRefused, begin_proving, finish_proving, host_of
from weibao.access.profiles import profile
from weibao.access.sessions import note_where
from weibao.audit.services import System, act, label, refuse

LAST_VISIT = "last_visit"
"""In the session: the day on which the user signed in the time before this one (ISO), if ever."""
PENDING = "pending"
"""In a session that is nobody's yet: who gave a good password, and when."""
PENDING_SECONDS = 600
DOOR = System("sign-in")


def told_to_wait() -> str:
    minutes = int(profile().locked_for.total_seconds() // 60)
    return _("登录失败次数过多，请 %(n)s 分钟后再试。忘记密码请联系系统管理员重设。") % {"n": minutes}


class SignInForm(AuthenticationForm):
    """Django's own, behind the lock-out. Whether there is such an account, no answer and no answer's time says."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": gettext_lazy("账号或密码不对，请重新输入。忘记密码请联系系统管理员重设。")
    }

    def clean(self) -> dict[str, Any]:
        assert self.request is not None
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            raise self.get_invalid_login_error()
        attempt = begin(username, address_of(self.request))
        if attempt.is_locked:
            attempt.take_back()
            refuse(DOOR, "session.locked", target=known_target(username))
            raise ValidationError(told_to_wait(), code="locked")
        cleaned = super().clean()
        attempt.forgive()
        return cleaned


def known_target(username: str) -> str:
    """The account of that name as the log calls it; empty where there is none. Asked for whatever name was typed."""
    found = User.objects.filter(username=username).first()
    return label(found) if found else ""


class SignIn(LoginView):
    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if not user.factors.exists():
            enter(self.request, user)
            return HttpResponseRedirect(self.get_success_url())
        self.request.session.cycle_key()
        self.request.session[PENDING] = [user.pk, user.get_session_auth_hash(), time.time()]
        after = {self.redirect_field_name: self.get_redirect_url()}
        return HttpResponseRedirect(f"{reverse('sign-in-second')}?{urlencode(after)}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"lost": "lost" in self.request.GET}


def enter(request: HttpRequest, user: User, proved: str = "") -> None:
    """Sign the user in, in a session of a new key."""
    before = user.last_login
    if request.session.pop(PENDING, None):
        request.session.cycle_key()
    request.proved = proved  # type: ignore[attr-defined]
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if proved:
        request.session[PROVED] = proved
    if before is not None:
        request.session[LAST_VISIT] = timezone.localdate(before).isoformat()


@method_decorator(login_not_required, name="dispatch")
class SignInSecond(RedirectURLMixin, View):
    """The second factor of who has given a good password within the last ten minutes."""

    next_page = "workbench"

    def waiting(self) -> User | None:
        pk, hashed, since = self.request.session.get(PENDING) or (None, "", 0.0)
        if pk is None or time.time() - since > PENDING_SECONDS:
            return None
        user = User.objects.filter(pk=pk, is_active=True).first()
        return user if user and constant_time_compare(hashed, user.get_session_auth_hash()) else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        user = self.waiting()
        if user is None:
            query = urlencode({self.redirect_field_name: self.get_redirect_url()})
            return HttpResponseRedirect(f"{reverse('sign-in')}?{query}")
        self.user = user
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        attempt = begin(f"factor:{self.user.pk}", address_of(request))
        if attempt.is_locked:
            attempt.take_back()
            refuse(DOOR, "session.locked", target=label(self.user))
            return self.page(told_to_wait())
        try:
            proved = self.proved_by()
        except PasskeyRefused as refusal:
            return self.refused(str(refusal))
        if not proved:
            return self.refused(_("验证码不对，或已经用过。请输入应用里此刻显示的六位数字。"))
        attempt.forgive()
        enter(request, self.user, proved)
        left = self.user.recovery_codes.count()
        if proved == "recovery":
            messages.warning(
                request, _("您用恢复码登录，还剩 %(n)s 个。请到“登录安全”补设验证方式。") % {"n": left}
            )
        return HttpResponseRedirect(self.get_success_url())

    def proved_by(self) -> str:
        answer = self.request.POST.get("passkey", "")
        if not answer:
            return str(check_code(self.user, self.request.POST.get("code", "")[:40]))
        note_passkey_used(finish_proving(self.request, self.user.factors.all(), answer))
        return str(FactorKind.PASSKEY)

    def refused(self, sentence: str) -> HttpResponse:
        refuse(DOOR, "session.second", target=label(self.user))
        return self.page(sentence)

    def page(self, sentence: str = "") -> HttpResponse:
        factors = list(self.user.factors.all())
        passkeys = [one for one in factors if one.host == host_of(self.request)]
        context = {
            "sentence": sentence,
            "next": self.get_redirect_url(),
            "passkey": begin_proving(self.request, passkeys) if passkeys else None,
            "app": any(one.kind == FactorKind.TOTP for one in factors),
        }
        return render(self.request, "access/second_factor.html", context, status=422 if sentence else 200)


class SignOut(LogoutView):
    opens = Opens.ALWAYS


@receiver(user_logged_in)
def log_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    note_where(request)
    with act(user, "session.open", ability=None) as log:
        log.note(second=getattr(request, "proved", "") or "none")


@receiver(user_login_failed)
def log_failed_sign_in(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    refuse(DOOR, "session.open", target=known_target(str(credentials.get("username", ""))))


def last_visit(request: HttpRequest) -> date | None:
    """The day of the sign-in before this one."""
    visited = request.session.get(LAST_VISIT)
    return date.fromisoformat(visited) if visited else None
