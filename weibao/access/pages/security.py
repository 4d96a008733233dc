"""A person's own second factors, recovery codes and sessions."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access import factors, totp
from weibao.access.credentials import FactorKind, SecondFactor, Session
from weibao.access.devices import address_of
from weibao.access.first_steps import PROVED, Opens
from weibao.access.lockout import begin
from weibao.access.models import User
from weibao.access.pages.signing_in import told_to_wait
from weibao.access.passkeys import PasskeyRefused, begin_adding, finish_adding, host_of
from weibao.access.services import AccessRefused
from weibao.access.sessions import OPENED, sessions_of, stored_key
from weibao.access.views import SIGNED_IN, DutyView, SignedInRequest
from weibao.places.services import ensure_county

FRESH_SECONDS = 600
"""So long after signing in, what changes how one signs in asks for no password."""
SALT = "access.totp"
KEY = re.compile(r"[0-9a-f]{1,40}")
"""Of a session, as the database has it."""


class ConfirmForm(forms.Form):
    """What changes how one signs in asks for the password, unless one has just given it."""

    password = forms.CharField(
        label=gettext_lazy("当前密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *data: Any, request: SignedInRequest) -> None:
        super().__init__(*data)
        self.request = request
        opened = request.session.get(OPENED)
        fresh = opened and (timezone.now() - datetime.fromisoformat(opened)).total_seconds() < FRESH_SECONDS
        if fresh:
            del self.fields["password"]

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        user = self.request.user
        attempt = begin(user.username, address_of(self.request))
        if attempt.is_locked:
            attempt.take_back()
            raise forms.ValidationError(told_to_wait())
        if not user.check_password(given):
            raise forms.ValidationError(_("密码不对，请重新输入。"))
        attempt.forgive()
        return given


class FactorForm(ConfirmForm):
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("方便辨认，如“我的手机”，可不填。"),
    )
    field_order: tuple[str, ...] = ("name", "password")


class AppForm(FactorForm):
    secret = forms.CharField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("应用里显示的六位数字"),
        max_length=7,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    field_order = ("secret", "code", "name", "password")


class PasskeyForm(FactorForm):
    passkey = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


class SecurityPage(DutyView):
    """How one signs in, and where one is signed in now."""

    ability = SIGNED_IN
    opens = Opens.WITHOUT_SECOND_FACTOR

    def get(self, request: SignedInRequest) -> HttpResponse:
        user = request.user
        own = stored_key(request.session.session_key)
        context = {
            "factors": user.factors.all(),
            "needed": factors.needs_second_factor(user),
            "exempt": factors.is_exempt(user),
            "codes": user.recovery_codes.count(),
            "sessions": [(one, one.pk == own) for one in sessions_of(user)],
            "form": ConfirmForm(request=request),
        }
        return render(request, "access/security.html", context)


class Adding(DutyView):
    """Base of the pages that add a second factor; after the first one the recovery codes are shown."""

    ability = SIGNED_IN
    opens = Opens.WITHOUT_SECOND_FACTOR

    def finish(self, codes: list[str], kind: FactorKind) -> HttpResponse:
        self.request.session[PROVED] = str(kind)
        if codes:
            return render(self.request, "access/recovery_codes.html", {"codes": codes})
        messages.success(self.request, _("已添加。以后登录时可以用它验证。"))
        return HttpResponseRedirect(reverse("access:security"))


class AppAdd(Adding):
    def page(self, form: AppForm, secret: str) -> HttpResponse:
        address = totp.address_for_app(
            secret, account=self.request.user.username, issuer=f"{ensure_county().name}未保平台"
        )
        context = {"form": form, "square": totp.square_code(address), "secret": totp.in_groups(secret)}
        return render(self.request, "access/totp.html", context, status=422 if form.errors else 200)

    def get(self, request: SignedInRequest) -> HttpResponse:
        secret = totp.new_secret()
        form = AppForm(request=request)
        # Signed, so that nobody can be made to take a secret that another one knows.
        form.initial["secret"] = signing.dumps([request.user.pk, secret], salt=SALT)
        return self.page(form, secret)

    def post(self, request: SignedInRequest) -> HttpResponse:
        try:
            whose, secret = signing.loads(request.POST.get("secret", ""), salt=SALT, max_age=1800)
        except signing.BadSignature:
            whose, secret = None, ""
        if whose != request.user.pk:
            messages.error(request, _("这一页打开得太久，请重新扫码。"))
            return HttpResponseRedirect(reverse("access:totp-add"))
        form = AppForm(request.POST, request=request)
        if form.is_valid():
            try:
                codes = factors.add_app(
                    actor=request.user,
                    secret=secret,
                    code="".join(form.cleaned_data["code"].split()),
                    name=form.cleaned_data["name"],
                    session_key=request.session.session_key,
                )
            except AccessRefused as refusal:
                form.add_error("code", str(refusal))
            else:
                return self.finish(codes, FactorKind.TOTP)
        return self.page(form, secret)


class PasskeyAdd(Adding):
    def page(self, form: PasskeyForm) -> HttpResponse:
        context = {"form": form, "passkey": begin_adding(self.request, self.request.user)}
        return render(self.request, "access/passkey.html", context, status=422 if form.errors else 200)

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self.page(PasskeyForm(request=request))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = PasskeyForm(request.POST, request=request)
        if form.is_valid():
            try:
                credential = finish_adding(request, form.cleaned_data["passkey"])
            except PasskeyRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                codes = factors.add_passkey(
                    actor=request.user,
                    credential=credential,
                    host=host_of(request),
                    name=form.cleaned_data["name"],
                    session_key=request.session.session_key,
                )
                return self.finish(codes, FactorKind.PASSKEY)
        return self.page(form)


class Confirmed(DutyView):
    """Base of what asks for the password first where one did not just give it."""

    ability = SIGNED_IN
    title: str | Promise
    intro: str | Promise
    button: str | Promise

    def page(self, form: ConfirmForm) -> HttpResponse:
        context = {"form": form, "title": self.title, "intro": self.intro, "button": self.button}
        return render(self.request, "access/confirm.html", context, status=422 if form.errors else 200)

    def get(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        return self.page(ConfirmForm(request=request))

    def post(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST, request=request)
        return self.perform() if form.is_valid() else self.page(form)

    def perform(self) -> HttpResponse:
        raise NotImplementedError


class FactorRemove(Confirmed):
    title: str | Promise = gettext_lazy("移除验证方式")
    intro = gettext_lazy("移除后不能再用它登录。手机遗失时请一并更换密码。")
    button = gettext_lazy("移除")

    @cached_property
    def factor(self) -> SecondFactor:
        return self.fetch(SecondFactor.objects.all(), "remove", pk=self.kwargs["pk"])

    def get(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        self.title = str(self.factor)
        return super().get(request, **kwargs)

    def perform(self) -> HttpResponse:
        try:
            factors.remove_factor(actor=self.request.user, factor=self.factor)
        except AccessRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("已移除。"))
        return HttpResponseRedirect(reverse("access:security"))


class RecoveryCodes(Confirmed):
    title = gettext_lazy("重新生成恢复码")
    intro = gettext_lazy("旧的恢复码随即全部作废。")
    button = gettext_lazy("生成")

    def perform(self) -> HttpResponse:
        user = self.request.user
        if not user.factors.exists():
            messages.error(self.request, _("请先添加一种验证方式，恢复码随之生成。"))
            return HttpResponseRedirect(reverse("access:security"))
        codes = factors.new_recovery_codes(actor=user)
        return render(self.request, "access/recovery_codes.html", {"codes": codes})


class SessionEnd(DutyView):
    """End one of one's own sessions, or all but this one."""

    ability = SIGNED_IN
    http_method_names = ("post",)

    def post(self, request: SignedInRequest) -> HttpResponse:
        key = request.POST.get("session", "")
        if key:
            if not KEY.fullmatch(key):
                raise Http404
            session = self.fetch(Session.objects.all(), "end", pk=key)
            factors.end_session(actor=request.user, user=request.user, key=session.pk)
        else:
            factors.end_other_sessions(actor=request.user, user=request.user, but=request.session.session_key)
        messages.success(request, _("已退出，那台设备的下一次操作需要重新登录。"))
        return HttpResponseRedirect(reverse("access:security"))


class OtherReset(DutyView):
    """The security administrator helps somebody who lost his telephone, or ends his sessions."""

    ability = "factors.reset"
    http_method_names = ("post",)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        try:
            if request.POST.get("do") == "sessions":
                holder = self.fetch(User.objects.all(), "end_sessions", pk=pk)
                factors.end_other_sessions(actor=request.user, user=holder, but=None)
                messages.success(request, _("此人的所有登录都已退出。"))
            else:
                holder = self.fetch(User.objects.all(), "reset_factors", pk=pk)
                factors.reset_factors(actor=request.user, user=holder)
                messages.success(
                    request, _("第二重验证已重设，此人下次登录时须重新设置。请核实本人身份后告知。")
                )
        except AccessRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("access:user", args=[pk]))
