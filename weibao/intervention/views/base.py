"""What the pages of intervention share: a record opened is logged; an act is one form that calls one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise, cached_property

from weibao.access.policies import remember, within
from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.services import act, refuse
from weibao.machines import CannotAct, ChangedMeanwhile, mark_of
from weibao.people.models import Child
from weibao.people.opening import Purpose, in_words
from weibao.people.policies import abilities_over
from weibao.web.editing import SEEN, Conflict, differences, last_writer

M = TypeVar("M", bound=Model)


class OpenedPage(DutyView, Generic[M]):
    """A page of one record within reach."""

    queryset: ClassVar[QuerySet]
    action: str = "view"
    template_name: ClassVar[str]

    @cached_property
    def record(self) -> M:
        return self.fetch(self.queryset.all(), self.action, pk=self.kwargs["pk"])

    @property
    def child(self) -> Child:
        return self.record.child  # type: ignore[attr-defined]

    @cached_property
    def abilities(self) -> frozenset[str]:
        """What the reader may do to this very child."""
        return abilities_over(self.child, self.request.user)

    def show(self, purpose: Purpose = Purpose.HELP, *, status: int = 200, **more: Any) -> HttpResponse:
        """The page; that it was opened, and what for, is in the log."""
        action = f"{self.record._meta.model_name}.open"
        with act(
            self.request.user, action, ability=self.ability, target=self.record, purpose=in_words(purpose)
        ):
            context = {"record": self.record, "child": self.child, "abilities": self.abilities} | more
            return render(self.request, self.template_name, context, status=status)


class ActPage(OpenedPage[M]):
    """One act on one record: a form, a service, the record's page again with a sentence on what was done."""

    form_class: ClassVar[type[forms.Form]]
    title: ClassVar[str | Promise]
    intro: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise]
    done: ClassVar[str | Promise]
    template_name = "intervention/act.html"
    shows: ClassVar[tuple[str, ...]] = ()
    """The fields of the record that the form is filled from, where it changes what is written there: the service takes
    a mark of them as `seen`, and the second of two writers sees both versions."""
    perform: Callable[..., Any]
    """Calls the one service with the form's cleaned data, by the names of its fields; answers what it answered."""

    def initial(self) -> dict[str, Any]:
        return {}

    def form(self, data: Any = None) -> forms.Form:
        return self.form_class(data, initial=self.initial())

    def get(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: SignedInRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            seen = {SEEN: request.POST.get(SEEN, "")} if self.shows else {}
            try:
                done = self.perform(**form.cleaned_data, **seen)
            except ChangedMeanwhile:
                return self.conflict(form)
            except CannotAct as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, str(self.done))
                return HttpResponseRedirect(self.leads_to(done))
        return self.page(form, status=422)

    def conflict(self, form: forms.Form) -> HttpResponse:
        """The form again, what stands there now beside what was written."""
        del self.record
        found = Conflict(list(differences(form, self.initial())), *last_writer(self.record))
        return self.page(form, status=409, seen=mark_of(self.record, *self.shows), conflict=found)

    def leads_to(self, done: Any) -> str:
        """Where the reader goes on: to the record that the service answered, else back."""
        return done.get_absolute_url() if hasattr(done, "get_absolute_url") else self.back

    @property
    def back(self) -> str:
        return self.record.get_absolute_url()  # type: ignore[attr-defined]

    def page(self, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
        if self.shows:
            # Sent back for another reason, the form stays what it was filled from.
            more.setdefault(SEEN, self.request.POST.get(SEEN) or mark_of(self.record, *self.shows))
        return self.show(
            status=status,
            form=form,
            title=self.title,
            intro=self.intro,
            button=self.button,
            back=self.back,
            **more,
        )


class ChildActPage(ActPage[Child]):
    """An act that opens something on a child over whom the reader holds the page's ability."""

    @cached_property
    def record(self) -> Child:
        user = self.request.user
        children = within(Child.objects.kept(), user, self.ability)
        found = children.filter(public_id=self.kwargs["public_id"]).select_related("school", "area").first()
        if found is None:
            refuse(user, f"{self.ability}.child", target=str(self.kwargs["public_id"]))
            raise Http404
        remember(user, self.ability, found)
        return found

    @property
    def child(self) -> Child:
        return self.record
