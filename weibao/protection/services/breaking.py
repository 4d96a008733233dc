"""Break-glass: a child's life is in danger and there is no time to ask (未成年人保护法第11条: report at once)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import can
from weibao.audit.services import act
from weibao.machines import CannotAct, locked
from weibao.people.named_access import end_access, give_access
from weibao.protection.finding import asking_duty, child_of_number, county_of, id_number_in
from weibao.protection.models import BreakGlass, GlassState

LONGEST_HOURS = 4
SHORTEST_REASON = 20
"""Characters: what is happening, from whom one knows it, what one is going to do."""


class NobodyFound(CannotAct):
    """No file has that ID number. It is said, since a life may hang on it; that somebody asked is in the log."""


def break_glass(*, actor: User, id_number: str, reason: str, hours: int) -> BreakGlass:
    """Open a child's file at once for at most four hours. The auditor and the unit in charge see it at once.

    Raises:
        PermissionDenied: no duty of the actor may do it.
        CannotAct: the reason is too short or the time too long.
        NobodyFound: no file of the county has the number.
    """
    check_terms(reason, hours)
    duty = asking_duty(actor, "glass.break")
    child = child_of_number(id_number_in(id_number), county_of(duty)) if duty else None
    if child is None:
        with act(actor, "glass.missed", ability="glass.break"):
            pass
        raise NobodyFound(_("本县没有这个身份证号的儿童档案。请核对号码；情况紧急的，请直接报警。"))
    # Beyond one's reach by its nature.
    with act(actor, "glass.open", ability="glass.break", target=child, over=[], purpose=EMERGENCY) as log:
        now = timezone.now()
        broken = BreakGlass.objects.create(
            user=actor, child=child, reason=reason.strip(), hours=hours, broken_at=now
        )
        broken.access = give_access(
            child,
            actor,
            _("紧急查阅第 %(n)s 号") % {"n": broken.pk},
            timezone.localdate(),
            until=now + timedelta(hours=hours),
        )
        broken.save(update_fields=["access"])
        log.note(glass=broken.pk, hours=hours)
    return broken


EMERGENCY = "紧急查阅"


def check_terms(reason: str, hours: int) -> None:
    """
    Raises:
        CannotAct: the reason is too short or the time too long.
    """
    if len("".join(reason.split())) < SHORTEST_REASON:
        raise CannotAct(
            _("请写明发生了什么、从哪里得知、准备怎么做，至少 %(n)s 个字。") % {"n": SHORTEST_REASON}
        )
    if not 1 <= hours <= LONGEST_HOURS:
        raise CannotAct(_("紧急查阅最长 %(n)s 小时。") % {"n": LONGEST_HOURS})


def explain_glass(*, actor: User, broken: BreakGlass, explanation: str) -> BreakGlass:
    """Say afterwards what was done and why it could not wait. Whoever broke the glass does it himself; the access ends
    with it.

    Raises:
        CannotAct: it was another's, or is explained already.
    """
    with act(actor, "glass.explain", ability="glass.break", target=broken):
        broken = locked(broken)
        if broken.user_id != actor.pk or broken.state != GlassState.UNEXPLAINED:
            raise CannotAct(_("由查阅人本人说明一次，请刷新页面再看。"))
        end_access(broken.access)
        broken.explanation, broken.explained_at = explanation, timezone.now()
        broken.state = GlassState.EXPLAINED
        broken.save()
    return broken


def review_glass(*, actor: User, broken: BreakGlass, justified: bool, review: str) -> BreakGlass:
    """Look at it as a second person of the unit in charge of the child. What was not justified ends at once.

    Raises:
        CannotAct: the child is out of the actor's charge, it was his own, or was looked at before.
    """
    with act(actor, "glass.review", ability="access.approve", target=broken, over=[]) as log:
        broken = locked(broken)
        if not can(actor, "review", broken):
            raise CannotAct(_("由孩子所在地域或学校的另一人复核。"))
        if broken.reviewed_at is not None:
            raise CannotAct(_("已经复核过，请刷新页面再看。"))
        if justified and broken.state == GlassState.UNEXPLAINED:
            raise CannotAct(_("查阅人还没有说明，不能认定理由成立。"))
        if not justified:
            end_access(broken.access)
        broken.reviewed_by, broken.reviewed_at, broken.review = actor, timezone.now(), review
        broken.state = GlassState.JUSTIFIED if justified else GlassState.UNJUSTIFIED
        broken.save()
        log.note(justified=justified)
    return broken
