"""Asking to see a child that one is not in charge of; the unit in charge decides (个人信息保护法第34条: within the
limits of the duty, by a procedure)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import can
from weibao.audit.services import act
from weibao.machines import CannotAct, locked
from weibao.people.models import Child
from weibao.people.named_access import end_access, give_access
from weibao.people.opening import Purpose, in_words
from weibao.protection.finding import asking_duty, child_of_number, county_of, id_number_in
from weibao.protection.models import AccessRequest, RequestState

LONGEST_DAYS = 30
OPEN_AT_ONCE = 20
"""So many requests of one person may wait at once: who sends lists is fishing."""


def ask_access(*, actor: User, subject: str, purpose: Purpose, reason: str, days: int) -> AccessRequest:
    """Ask. What comes back never tells whether there is such a file.

    Raises:
        PermissionDenied: no duty of the actor may ask.
        CannotAct: too many of his requests wait.
    """
    with act(actor, "access.ask", ability="access.request", purpose=in_words(Purpose(purpose))) as log:
        if AccessRequest.objects.filter(requester=actor, state=RequestState.WAITING).count() >= OPEN_AT_ONCE:
            raise CannotAct(_("您有太多申请还没有审批，请等待审批后再提出新的申请。"))
        duty = asking_duty(actor, "access.request")
        assert duty is not None
        number = id_number_in(subject)
        asked = AccessRequest.objects.create(
            requester=actor,
            duty_kind=duty.kind,
            area_code=county_of(duty),
            subject=number or subject.strip(),
            child=child_of_number(number, county_of(duty)),
            purpose=purpose,
            reason=reason,
            days=days,
        )
        log.about(asked)
        log.note(days=days)
    return asked


def grant_access(
    *, actor: User, request: AccessRequest, reason: str, child: Child | None = None
) -> AccessRequest:
    """Let the requester see the child until so many days from now. `child` says whom a clue means.

    Raises:
        PermissionDenied: no duty of the actor decides.
        CannotAct: it was decided, is not the actor's to decide, or names no child yet.
    """
    with act(actor, "access.grant", ability="access.approve", target=request, over=[]) as log:
        request = to_decide(actor, request)
        if request.child is None and child is not None and not can(actor, "view", child):
            raise CannotAct(_("这名儿童不在您的职责范围内，请重新选择。"))
        request.child = request.child or child
        if request.child is None:
            raise CannotAct(_("请先查明申请的是哪一名儿童；查不到的，请不予批准。"))
        until = timezone.now() + timedelta(days=request.days)
        request.access = give_access(
            request.child,
            request.requester,
            _("查阅申请第 %(n)s 号：%(purpose)s")
            % {"n": request.pk, "purpose": in_words(Purpose(request.purpose))},
            timezone.localdate(),
            until=until,
        )
        request.decide(RequestState.APPROVED, by=actor, reason=reason)
        request.save()
        log.note(child=request.child.pk, user=request.requester_id, days=request.days)
    return request


def refuse_access(*, actor: User, request: AccessRequest, reason: str) -> AccessRequest:
    """Refuse, with a reason that the requester reads: it must not tell of a child either.

    Raises:
        PermissionDenied: no duty of the actor decides.
        CannotAct: it was decided, or is not the actor's to decide.
    """
    with act(actor, "access.refuse", ability="access.approve", target=request, over=[]) as log:
        request = to_decide(actor, request)
        request.decide(RequestState.REFUSED, by=actor, reason=reason)
        request.save()
        log.note(user=request.requester_id)
    return request


def end_granted(*, actor: User, request: AccessRequest) -> AccessRequest:
    """End granted access before its time: by the requester, who needs it no more, or by who may decide. It acts on the
    requester's next request.

    Raises:
        CannotAct: it is not open.
        PermissionDenied: the actor neither asked nor may decide.
    """
    own = request.requester_id == actor.pk
    ability = "access.request" if own else "access.approve"
    with act(actor, "access.end", ability=ability, target=request) as log:
        request = locked(request)
        if not own and not can(actor, "decide", request):
            raise CannotAct(not_yours())
        if not request.is_open:
            raise CannotAct(_("这项查阅已经结束。"))
        end_access(request.access)
        request.state = RequestState.ENDED
        request.save(update_fields=["state"])
        log.note(user=request.requester_id)
    return request


def to_decide(actor: User, request: AccessRequest) -> AccessRequest:
    """The request as it stands, locked.

    Raises:
        CannotAct: it was decided, or is not the actor's to decide.
    """
    request = locked(request)
    if not can(actor, "decide", request):
        raise CannotAct(not_yours())
    if request.state != RequestState.WAITING:
        raise CannotAct(_("这项申请已经办理过，请刷新页面再看。"))
    return request


def not_yours() -> str:
    return _("这项申请不由您审批：由孩子所在地域或学校的另一职责的人员审批，申请人不能自己审批。")
