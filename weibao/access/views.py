"""Base of every page: it names the ability it needs, or it does not run."""

from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views import View
from django_htmx.middleware import HtmxDetails

from weibao.access.models import User
from weibao.access.policies import policy_of, remember, restrict
from weibao.audit.content import code_or
from weibao.audit.services import refuse

M = TypeVar("M", bound=Model)
SIGNED_IN = "signed-in"
"""The `ability` of pages open to every signed-in person (workbench, own sessions)."""


class SignedInRequest(HttpRequest):
    """A request as it reaches a page: `LoginRequiredMiddleware` let nobody in who is not signed in."""

    user: User
    htmx: HtmxDetails


class DutyView(View):
    """A page for those whose duties give `ability`. Others are refused, and the refusal is logged."""

    ability: str = ""
    opens: str = ""
    """Whether the page opens before password and second factor are in order (`access.first_steps.Opens`)."""
    request: SignedInRequest

    def dispatch(self, request: SignedInRequest, *args, **kwargs) -> HttpResponseBase:  # type: ignore[override]
        if not self.ability:
            raise ImproperlyConfigured(f"{type(self).__name__} names no ability")
        if self.ability != SIGNED_IN and not request.user.holds(self.ability):
            refuse(request.user, f"page.{self.ability}", target=code_or(request.path, "page"))
            raise PermissionDenied(_("您的职责不包含这一页。如工作需要，请联系安全管理员授予职责。"))
        return super().dispatch(request, *args, **kwargs)

    def allowed(self, queryset: QuerySet[M], action: str = "view") -> QuerySet[M]:
        """The records of the queryset that this reader may do the action on."""
        return restrict(queryset, self.request.user, action)

    def fetch(self, queryset: QuerySet[M], action: str = "view", **lookup) -> M:
        """One record within reach; out of reach answers exactly like not existing."""
        record = self.allowed(queryset, action).filter(**lookup).first()
        if record is None:
            model = queryset.model._meta.label_lower
            wanted = ",".join(code_or(str(value), "unreadable") for value in lookup.values())
            refuse(self.request.user, f"fetch.{model}", target=code_or(f"{model}:{wanted}", model))
            raise Http404
        policy = policy_of(queryset.model)
        assert policy is not None
        remember(self.request.user, policy.actions[action], record)
        return record
