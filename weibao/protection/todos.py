"""What protection asks of a person: requests to decide, answers to one's own, broken glass to explain and look at."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.protection.models import (
    AccessRequest,
    BreakGlass,
    DueSeal,
    GlassState,
    Opening,
    OpeningState,
    RequestState,
)
from weibao.protection.models.glass import EXPLAINED_WITHIN
from weibao.protection.services.opening import ANSWERED_WITHIN
from weibao.web.workbench import Todo, todo_source


@todo_source
def requests_to_decide(user: User) -> Iterator[Todo]:
    if not user.holds("access.approve"):
        return
    waiting = AccessRequest.objects.filter(state=RequestState.WAITING)
    count = restrict(waiting, user, "decide").count()
    if count:
        yield Todo(
            _("有 %(n)s 项查阅申请等待审批。") % {"n": count},
            f"{reverse('protection:to-decide')}?state=waiting",
            _("去审批"),
            count=count,
        )


@todo_source
def own_requests(user: User) -> Iterator[Todo]:
    """Granted ones that are still open, and how many wait for others."""
    if not user.holds("access.request"):
        return
    counts = dict(
        AccessRequest.objects.filter(requester=user)
        .filter(state__in=(RequestState.WAITING, RequestState.APPROVED))
        .exclude(access__ended_at__lte=timezone.now())
        .values_list("state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    address = reverse("protection:requests")
    if granted := counts.get(RequestState.APPROVED.value):
        yield Todo(
            _("您有 %(n)s 项查阅申请已批准，请在期限内查阅。") % {"n": granted},
            f"{address}?state=approved",
            _("去查看"),
            count=granted,
        )
    if waiting := counts.get(RequestState.WAITING.value):
        yield Todo(
            _("您有 %(n)s 项查阅申请等待审批。") % {"n": waiting},
            f"{address}?state=waiting",
            _("去查看"),
            waiting=True,
            count=waiting,
        )


@todo_source
def glass_to_explain(user: User) -> Iterator[Todo]:
    if not user.holds("glass.break"):
        return
    mine = BreakGlass.objects.filter(user=user, state=GlassState.UNEXPLAINED)
    found = mine.aggregate(n=Count("pk"), first=Min("broken_at"))
    if found["n"]:
        yield Todo(
            _("您有 %(n)s 次紧急查阅需要说明。") % {"n": found["n"]},
            f"{reverse('protection:my-glass')}?state=unexplained",
            _("去说明"),
            due=timezone.localtime(found["first"] + EXPLAINED_WITHIN).date(),
            count=found["n"],
        )


@todo_source
def glass_to_review(user: User) -> Iterator[Todo]:
    """For the unit in charge, from the first moment on; for the auditor until a second person has looked at it, and
    where that person found no justification."""
    if user.holds("access.approve"):
        open_glass = BreakGlass.objects.filter(reviewed_at=None)
        if count := restrict(open_glass, user, "review").count():
            yield Todo(
                _("有人紧急查阅了由您负责的儿童，共 %(n)s 次，请复核。") % {"n": count},
                reverse("protection:glass-to-review"),
                _("去复核"),
                count=count,
            )
    if user.holds("audit.read"):
        standing = BreakGlass.objects.exclude(state=GlassState.JUSTIFIED)
        if count := restrict(standing, user, "audit").count():
            yield Todo(
                _("有 %(n)s 次紧急查阅尚未确认理由成立。") % {"n": count},
                reverse("protection:glass-audit"),
                _("去核对"),
                count=count,
            )


@todo_source
def seals_due(user: User) -> Iterator[Todo]:
    """How many records fall due to be sealed; openings that another person asked for, to be answered in seven days."""
    if not user.holds("seals.keep"):
        return
    due = restrict(DueSeal.objects.all(), user, "view").aggregate(n=Count("pk"), first=Min("due_on"))
    if due["n"]:
        yield Todo(
            _("有 %(n)s 条记录依法应当封存。") % {"n": due["n"]},
            reverse("protection:seals"),
            _("去封存"),
            due=due["first"],
            count=due["n"],
        )
    waiting = Opening.objects.filter(state=OpeningState.WAITING)
    asked = restrict(waiting, user, "decide").aggregate(n=Count("pk"), first=Min("asked_at"))
    if asked["n"]:
        yield Todo(
            _("有 %(n)s 项封存记录查询等待审批。") % {"n": asked["n"]},
            f"{reverse('protection:openings-to-decide')}?state=waiting",
            _("去审批"),
            due=timezone.localtime(asked["first"] + ANSWERED_WITHIN).date(),
            count=asked["n"],
        )
