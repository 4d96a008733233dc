"""Merging two files, undoing it, and taking a wrongly linked row out of a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from weibao.access.views import DutyView, SignedInRequest
from weibao.audit.hashing import keyed
from weibao.audit.services import act
from weibao.linkage import differences
from weibao.people.comparing import summary, told_apart
from weibao.people.forms import ReasonForm
from weibao.people.merging import CannotMerge, merge_children, two_numbers, undo_merge, unlink_row
from weibao.people.models import Child, Link, Merge
from weibao.people.search import find_children, named, sounding
from weibao.people.telling import labelled
from weibao.people.views.file import FileView

OFFERED = 20


class MergePage(FileView):
    """Choose the other file (`other` in the address), compare the two, merge with a reason."""

    ability = "children.merge"
    action = "merge"

    def get(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        if request.GET.get("other"):
            return self.compare(self.other(request.GET["other"]), ReasonForm())
        text = request.GET.get("q", "").strip()
        with act(request.user, "children.find", ability=self.ability, target=self.child) as log:
            offered = list(self.offered(text)[:OFFERED])
            log.note(q=keyed(text) if text else "", hits=len(offered))
            context = {"child": self.child, "q": text, "offered": offered}
            return render(request, "people/merge_choose.html", context)

    def post(self, request: SignedInRequest, public_id: str) -> HttpResponse:
        other = self.other(request.POST.get("other", ""))
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.compare(other, form)
        # The older file stays, so that identities known elsewhere hold.
        kept, absorbed = sorted((self.child, other), key=lambda one: one.pk)
        try:
            merge_children(
                actor=request.user, kept=kept, absorbed=absorbed, reason=form.cleaned_data["reason"]
            )
        except CannotMerge as refusal:
            form.add_error(None, str(refusal))
            return self.compare(other, form)
        messages.success(request, _("两份档案已合并。如有差错，可在“合并记录”里撤销。"))
        return HttpResponseRedirect(kept.get_absolute_url())

    def other(self, public_id: str) -> Child:
        try:
            return self.fetch(
                Child.objects.kept().exclude(pk=self.child.pk), self.action, public_id=public_id
            )
        except ValidationError:  # not a UUID
            raise Http404 from None

    def offered(self, text: str) -> QuerySet[Child]:
        """What the reader searches for; before that the files that sound or look the same."""
        children = self.allowed(Child.objects.kept().exclude(pk=self.child.pk), self.action)
        if text:
            return find_children(children, text)
        like = sounding(self.child.name)
        if self.child.birth_date:
            like |= Q(birth_date=self.child.birth_date) & named(self.child.name[:1])
        return children.filter(like)

    def compare(self, other: Child, form: ReasonForm) -> HttpResponse:
        mine, theirs = (summary(one, list(one.guardians.all()), {}) for one in (self.child, other))
        counts = dict(
            Link.objects.filter(child__in=[self.child, other], ended_at=None)
            .values_list("child")
            .annotate(n=Count("pk"))
            .order_by()
        )
        context = {
            "child": self.child,
            "other": other,
            "compared": [told_apart(one) for one in differences(mine, theirs)],
            "rows": (counts.get(self.child.pk, 0), counts.get(other.pk, 0)),
            "numbers_differ": two_numbers(self.child, other),
            "form": form,
        }
        with act(self.request.user, "children.compare", ability=self.ability, target=other):
            return render(self.request, "people/merge.html", context, status=422 if form.errors else 200)


class UndoMerge(DutyView):
    ability = "children.merge"
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, merge: int) -> HttpResponse:
        found = self.fetch(Merge.objects.select_related("kept", "absorbed"), "undo", pk=merge)
        try:
            back = undo_merge(actor=request.user, merge=found)
        except CannotMerge as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(found.kept.get_absolute_url())
        messages.success(request, _("合并已撤销，“%(name)s”恢复为单独的档案。") % {"name": back.name})
        return HttpResponseRedirect(found.kept.get_absolute_url())


class UnlinkPage(FileView):
    """Take one row out of the file, with a reason."""

    ability = "links.review"
    action = "review"

    def get(self, request: SignedInRequest, public_id: str, row: int) -> HttpResponse:
        return self.page(self.link(row), ReasonForm())

    def post(self, request: SignedInRequest, public_id: str, row: int) -> HttpResponse:
        link, form = self.link(row), ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(link, form)
        try:
            child = unlink_row(actor=request.user, row=link.row, reason=form.cleaned_data["reason"])
        except CannotMerge as refusal:
            form.add_error(None, str(refusal))
            return self.page(link, form)
        messages.success(request, _("这一行已拆出，单独成档。"))
        return HttpResponseRedirect(child.get_absolute_url())

    def link(self, row: int) -> Link:
        links = Link.objects.filter(child=self.child, ended_at=None).select_related("row__delivery")
        return self.fetch(links, "review", row=row)

    def page(self, link: Link, form: ReasonForm) -> HttpResponse:
        context = {"child": self.child, "link": link, "values": labelled(link.row.values), "form": form}
        return render(self.request, "people/unlink.html", context, status=422 if form.errors else 200)
