"""Looking up sealed records: a legal ground, a document, two people, for a time, each look logged (刑事诉讼法第286条,
人民检察院刑事诉讼规则第483-484条: in writing, answered within seven days)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.access.models import User
from weibao.access.policies import can
from weibao.audit.services import act
from weibao.machines import CannotAct, locked
from weibao.protection.finding import asking_duty, county_of, id_number_in, person_token
from weibao.protection.models import Opening, OpeningState, Seal

ANSWERED_WITHIN = timedelta(days=7)
LONGEST_DAYS = 7


def ask_opening(
    *, actor: User, id_number: str, ground: str, document: str, reason: str, days: int
) -> Opening:
    """Ask to look up what is sealed of a person.

    Raises:
        PermissionDenied: no duty of the actor may ask.
        CannotAct: what was written is no ID number.
    """
    number = id_number_in(id_number)
    if not number:
        raise CannotAct(_("身份证号应为 18 位，请核对。"))
    with act(actor, "seals.ask", ability="seals.keep") as log:
        duty = asking_duty(actor, "seals.keep")
        assert duty is not None
        asked = Opening.objects.create(
            reader=actor,
            subject=number,
            person=person_token(number),
            area_code=county_of(duty),
            ground=ground,
            document=document,
            reason=reason,
            days=days,
        )
        log.about(asked)
    return asked


def decide_opening(*, actor: User, opening: Opening, approve: bool, reason: str) -> Opening:
    """Decide as the second person. Only the named reader may then read, for so many days.

    Raises:
        CannotAct: it is the actor's own, or was decided.
    """
    with act(actor, "seals.decide", ability="seals.keep", target=opening, over=[]) as log:
        opening = locked(opening)
        if not can(actor, "decide", opening):
            raise CannotAct(_("查询由另一人审批，查询人不能自己审批。"))
        if opening.state != OpeningState.WAITING:
            raise CannotAct(_("这项申请已经办理过，请刷新页面再看。"))
        opening.decide(OpeningState.APPROVED if approve else OpeningState.REFUSED, by=actor, reason=reason)
        opening.until = timezone.now() + timedelta(days=opening.days) if approve else None
        opening.save()
        log.note(approve=approve, days=opening.days)
    return opening


def read_sealed(*, actor: User, opening: Opening) -> list[Seal]:
    """The sealed records that an opening leads to, for its reader alone and in its time; that he read is in the log.

    Raises:
        CannotAct: it is another's, not approved, or over.
    """
    with act(actor, "seals.open", ability="seals.keep", target=opening, over=[]) as log:
        if opening.reader_id != actor.pk or not opening.is_open:
            raise CannotAct(_("这项查询没有批准或已到期。"))
        found = list(Seal.objects.filter(person=opening.person, area_code__startswith=opening.area_code))
        log.note(records=len(found))
    return found
