"""What the pages of protection share: one form that calls one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from weibao.access.views import DutyView, SignedInRequest
from weibao.machines import CannotAct


class RecordPage(DutyView):
    """A record with the one form by which the reader answers it; posting calls a service and leads back here."""

    form_class: ClassVar[type[forms.Form]]
    done: ClassVar[str | Promise]
    found: Callable[..., Any]
    """The record that the address names, within reach."""
    perform: Callable[..., Any]
    """Calls the one service on the record, with the form's cleaned data by the names of its fields."""
    page: Callable[..., HttpResponse]
    """Shows the record and the form, with a status."""

    def get(self, request: SignedInRequest, **named: Any) -> HttpResponse:
        return self.page(self.found(**named), self.form_class())

    def post(self, request: SignedInRequest, **named: Any) -> HttpResponse:
        record, form = self.found(**named), self.form_class(request.POST)
        if form.is_valid():
            try:
                self.perform(record, **form.cleaned_data)
            except CannotAct as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, str(self.done))
                return HttpResponseRedirect(request.path)
        return self.page(record, form, status=422)


class FormPage(DutyView):
    """A form, a service, the page that it leads to with a sentence on what was done."""

    form_class: ClassVar[type[forms.Form]]
    title: ClassVar[str | Promise]
    intro: ClassVar[str | Promise] = ""
    warning: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise]
    done: ClassVar[str | Promise]
    back: ClassVar[str]
    """Route of the page that the reader comes from."""
    template_name = "protection/form.html"
    perform: Callable[..., Any]
    """Calls the one service with the form's cleaned data, by the names of its fields; answers the record to go on to, if any."""

    def get(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.form_class())

    def post(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                made = self.perform(**form.cleaned_data)
            except CannotAct as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, str(self.done))
                return HttpResponseRedirect(made.get_absolute_url() if made else reverse(self.back))
        return self.page(form, status=422)

    def page(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        return render(self.request, self.template_name, {"form": form, "page": self}, status=status)
