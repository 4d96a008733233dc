"""Objections of children and guardians: recorded, answered in time, and what they change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from weibao.audit.services import Actor, act
from weibao.candidates.deciding import decide
from weibao.candidates.models import (
    Because,
    Candidate,
    Objection,
    ObjectionOutcome,
    Signal,
    State,
    WrongRow,
)
from weibao.candidates.standing import reopen
from weibao.candidates.transitions import CANDIDATE
from weibao.machines import CannotAct, day, locked, person, possible
from weibao.workdays import workdays_after

ANSWERED_WITHIN = 15
"""Working days (docs: screening, contestable)."""


def record_objection(
    *, actor: Actor, candidate: Candidate, objector: str, relation: str, text: str, received_on: date
) -> Objection:
    """Record an objection. From now on nothing follows from the candidate until it is answered."""
    with act(actor, "objections.record", ability="objections.answer", target=candidate) as log:
        deadline = workdays_after(day(received_on), ANSWERED_WITHIN)
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
        CannotAct: it was answered before; rows were named that are not behind the candidate; it is upheld in part
            without naming one, or refused naming some.
    """
    with act(
        actor,
        "objections.answer",
        ability="objections.answer",
        target=objection.candidate,
        over=[objection],
    ) as log:
        objection = Objection.objects.select_for_update().get(pk=objection.pk)
        candidate = locked(objection.candidate)
        on, outcome = day(on), ObjectionOutcome(outcome)
        check(objection, candidate, outcome, wrong_rows)
        objection.outcome, objection.answer = outcome, answer
        objection.answered_by, objection.answered_on = person(actor), on
        objection.save()
        for row in wrong_rows:
            WrongRow.objects.get_or_create(row_id=row, defaults={"objection": objection, "found_on": on})
        if outcome == ObjectionOutcome.UPHELD and "withdraw" in possible(CANDIDATE, candidate):
            decide(candidate, "withdraw", actor=actor, reason=answer, on=on)
        elif outcome == ObjectionOutcome.PARTLY and "rejudge" in possible(CANDIDATE, candidate):
            reopen(candidate, Because.OBJECTION, on, actor=actor)
            candidate.save()
        log.note(objection=objection.pk, wrong=len(wrong_rows))
    return objection


def check(
    objection: Objection, candidate: Candidate, outcome: ObjectionOutcome, wrong_rows: Collection[int]
) -> None:
    if objection.answered_on is not None:
        raise CannotAct(_("这项异议已经答复过。"))
    if set(wrong_rows) - rows_behind(candidate):
        raise CannotAct(_("所选的数据行不是这名对象的依据。"))
    if outcome == ObjectionOutcome.PARTLY and not wrong_rows:
        raise CannotAct(_("部分成立时，请勾选有误的数据行。"))
    if outcome == ObjectionOutcome.REFUSED and wrong_rows:
        raise CannotAct(_("异议不成立时，不应勾选有误的数据行。"))


def rows_behind(candidate: Candidate) -> set[int]:
    """The ids of the rows that a candidate rests on, now or when it was decided."""
    if candidate.state in (State.CONFIRMED, State.DECLINED):
        return {row for one in candidate.grounds for row in one["evidence"]}
    signals = Signal.objects.filter(child=candidate.child_id, track=candidate.track)
    return {row for evidence in signals.values_list("evidence", flat=True) for row in evidence}


def effects_suspended(child_id: int) -> bool:
    """Whether an objection of this child is open, so that nothing new may follow from its candidates."""
    return Objection.objects.filter(candidate__child=child_id, answered_on=None).exists()
