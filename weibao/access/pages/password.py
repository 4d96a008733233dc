"""A person's own password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from weibao.access.devices import address_of
from weibao.access.first_steps import Opens
from weibao.access.lockout import begin
from weibao.access.pages.signing_in import told_to_wait
from weibao.access.services import change_own_password
from weibao.access.views import SIGNED_IN, DutyView, SignedInRequest


class OwnPasswordForm(PasswordChangeForm):
    """Django's own, behind the lock-out: an open session is no place to guess its password from."""

    def __init__(self, request: SignedInRequest, *data: Any) -> None:
        super().__init__(request.user, *data)
        self.request = request

    def clean_old_password(self) -> str:
        attempt = begin(self.request.user.username, address_of(self.request))
        if attempt.is_locked:
            attempt.take_back()
            raise ValidationError(told_to_wait())
        given = super().clean_old_password()
        attempt.forgive()
        return given


class OwnPassword(DutyView):
    """Where everybody changes his password, and where who was given one has to begin."""

    ability = SIGNED_IN
    opens = Opens.WITH_OLD_PASSWORD

    def page(self, form: PasswordChangeForm) -> HttpResponse:
        return render(
            self.request, "access/password.html", {"form": form}, status=422 if form.errors else 200
        )

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self.page(OwnPasswordForm(request))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = OwnPasswordForm(request, request.POST)
        if not form.is_valid():
            return self.page(form)
        change_own_password(
            actor=request.user,
            password=form.cleaned_data["new_password1"],
            session_key=request.session.session_key,
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码已修改。您在其他设备上的登录已经退出。"))
        return HttpResponseRedirect(reverse("workbench"))
