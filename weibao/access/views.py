"""Base of every page: it names the ability it needs, or it does not run."""

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views import View

from weibao.access.policies import restrict
from weibao.audit.services import refuse

SIGNED_IN = "signed-in"
"""The `ability` of pages open to every signed-in person (workbench, own sessions)."""


class DutyView(View):
    """A page for those whose duties give `ability`. Others are refused, and the refusal is logged."""

    ability: str = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not self.ability:
            raise ImproperlyConfigured(f"{type(self).__name__} names no ability")
        if self.ability != SIGNED_IN and not request.user.holds(self.ability):
            refuse(request.user, f"page.{self.ability}", target=request.path[:80])
            raise PermissionDenied(_("您的职责不包含这一页。如工作需要，请联系安全管理员授予职责。"))
        return super().dispatch(request, *args, **kwargs)

    def allowed(self, queryset: QuerySet, action: str = "view") -> QuerySet:
        """The records of the queryset that this reader may do the action on."""
        return restrict(queryset, self.request.user, action)

    def fetch(self, queryset: QuerySet, action: str = "view", **lookup) -> Model:
        """One record within reach; out of reach answers exactly like not existing."""
        record = self.allowed(queryset, action).filter(**lookup).first()
        if record is None:
            refuse(self.request.user, f"fetch.{queryset.model._meta.label_lower}", target=str(lookup)[:80])
            raise Http404
        return record
