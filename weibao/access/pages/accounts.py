"""Accounts: who has one, opening, closing, resetting the password. What an account may do, duties say."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weibao.access.filters import UserFilter
from weibao.access.forms import AccountForm
from weibao.access.models import User
from weibao.access.reaching import units_for
from weibao.access.services import AccessRefused, close_account, open_account, reopen_account, reset_password
from weibao.access.tables import AccountTable
from weibao.access.views import DutyView, SignedInRequest
from weibao.web.lists import ListView


class AccountList(ListView):
    ability = "users.manage"
    action = "manage"
    queryset = User.objects.select_related("unit")
    table_class = AccountTable
    filterset_class = UserFilter
    title = gettext_lazy("账号")
    intro = gettext_lazy("一人一号。账号本身看不到任何数据，职责由安全管理员授予。")
    empty = gettext_lazy("还没有账号。点“开设账号”建立第一个。")
    template_name = "access/accounts.html"


class AccountOpen(DutyView):
    ability = "users.manage"

    def form(self, *data) -> AccountForm:
        return AccountForm(*data, units=units_for(self.request.user, self.ability))

    def page(self, form: AccountForm) -> HttpResponse:
        return render(
            self.request, "access/account_open.html", {"form": form}, status=422 if form.errors else 200
        )

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            user, password = open_account(actor=request.user, **form.cleaned_data)
        except AccessRefused as refusal:
            form.add_error("username", str(refusal))
            return self.page(form)
        return render(request, "access/account_password.html", {"account": user, "password": password})


class AccountPage(DutyView):
    """One account, and what may be done to it."""

    ability = "users.manage"

    def account(self, pk: int) -> User:
        return self.fetch(User.objects.select_related("unit"), "manage", pk=pk)

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return render(request, "access/account.html", {"account": self.account(pk)})

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        account, actor = self.account(pk), request.user
        try:
            match request.POST.get("do"):
                case "close":
                    close_account(actor=actor, user=account)
                    messages.success(request, _("账号已停用，此人的下一次操作就会被拒绝。"))
                case "reopen":
                    reopen_account(actor=actor, user=account)
                    messages.success(request, _("账号已启用。"))
                case "password":
                    password = reset_password(actor=actor, user=account)
                    context = {"account": account, "password": password}
                    return render(request, "access/account_password.html", context)
                case _unknown:
                    raise Http404
        except AccessRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("access:account", args=[pk]))
