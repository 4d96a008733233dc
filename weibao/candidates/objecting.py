"""Objections of children and guardians: recorded, answered in time, and what they change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.audit.services import Actor, act
from weibao.candidates.deciding import decide, locked
from weibao.candidates.models import (
    Because,
    Candidate,
    Objection,
    ObjectionOutcome,
    Signal,
    State,
    WrongRow,
)
from weibao.candidates.ruling import person
from weibao.candidates.standing import reopen
from weibao.candidates.transitions import CannotDecide, open_steps
from weibao.workdays import workdays_after

ANSWERED_WITHIN = 15
"""Working days (docs: screening, contestable)."""


def record_objection(
    *, actor: Actor, candidate: Candidate, objector: str, relation: str, text: str, received_on: date
) -> Objection:
    """Record an objection. From now on nothing follows from the candidate until it is answered."""
    with act(actor, "objections.record", ability="objections.answer", target=candidate) as log:
        if received_on > timezone.localdate():
            raise CannotDecide(_("收到日期不能晚于今天。"))
        deadline = workdays_after(received_on, ANSWERED_WITHIN)
        made = Objection.objects.create(
            candidate=candidate,
            objector=objector,
            relation=relation,
            text=text,
            received_on=received_on,
            due_on=deadline.on,
            notice=deadline.notice,
            recorded_by=person(actor),
        )
        log.note(objection=made.pk)
    return made


def answer_objection(
    *,
    actor: Actor,
    objection: Objection,
    outcome: str,
    answer: str,
    wrong_rows: Collection[int] = (),
    on: date | None = None,
) -> Objection:
    """Answer an objection. Upheld: the candidate is declined; partly: it is judged anew; refused: all stays.

    wrong_rows: ids of the rows behind the candidate that were found wrong; screening passes over them until their
    department sends them corrected.

    Raises:
        CannotDecide: it was answered before; rows were named that are not behind the candidate; it is upheld in part
            without naming one, or refused naming some.
    """
    with act(actor, "objections.answer", ability="objections.answer", target=objection.candidate) as log:
        objection = Objection.objects.select_for_update().get(pk=objection.pk)
        candidate = locked(objection.candidate)
        on, outcome = on or timezone.localdate(), ObjectionOutcome(outcome)
        check(objection, candidate, outcome, wrong_rows)
        objection.outcome, objection.answer = outcome, answer
        objection.answered_by, objection.answered_on = person(actor), on
        objection.save()
        for row in wrong_rows:
            WrongRow.objects.get_or_create(row_id=row, defaults={"objection": objection, "found_on": on})
        if outcome == ObjectionOutcome.UPHELD and "withdraw" in open_steps(candidate):
            decide(candidate, "withdraw", actor=actor, reason=answer, on=on)
        elif outcome == ObjectionOutcome.PARTLY and "rejudge" in open_steps(candidate):
            reopen(candidate, Because.OBJECTION, on)
            candidate.save()
        log.note(objection=objection.pk, wrong=len(wrong_rows))
    return objection


def check(
    objection: Objection, candidate: Candidate, outcome: ObjectionOutcome, wrong_rows: Collection[int]
) -> None:
    if objection.answered_on is not None:
        raise CannotDecide(_("这项异议已经答复过。"))
    if set(wrong_rows) - rows_behind(candidate):
        raise CannotDecide(_("所选的数据行不是这名对象的依据。"))
    if outcome == ObjectionOutcome.PARTLY and not wrong_rows:
        raise CannotDecide(_("部分成立时，请勾选有误的数据行。"))
    if outcome == ObjectionOutcome.REFUSED and wrong_rows:
        raise CannotDecide(_("异议不成立时，不应勾选有误的数据行。"))


def rows_behind(candidate: Candidate) -> set[int]:
    """The ids of the rows that a candidate rests on, now or when it was decided."""
    if candidate.state in (State.CONFIRMED, State.DECLINED):
        return {row for one in candidate.grounds for row in one["evidence"]}
    signals = Signal.objects.filter(child=candidate.child_id, track=candidate.track)
    return {row for evidence in signals.values_list("evidence", flat=True) for row in evidence}


def effects_suspended(child_id: int) -> bool:
    """Whether an objection of this child is open, so that nothing new may follow from its candidates."""
    return Objection.objects.filter(candidate__child=child_id, answered_on=None).exists()
