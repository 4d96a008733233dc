"""A person's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from weibao.access.first_steps import Opens
from weibao.access.services import change_own_password
from weibao.access.views import SIGNED_IN, DutyView, SignedInRequest


class OwnPassword(DutyView):
    """Where everybody changes his password, and where who was given one has to begin."""

    ability = SIGNED_IN
    opens = Opens.WITH_OLD_PASSWORD

    def page(self, form: PasswordChangeForm) -> HttpResponse:
        return render(
            self.request, "access/password.html", {"form": form}, status=422 if form.errors else 200
        )

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self.page(PasswordChangeForm(request.user))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = PasswordChangeForm(request.user, request.POST)
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
