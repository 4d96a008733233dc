"""What people make of a candidate: confirm, decline, ask a unit to look on the ground, take its answer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from weibao.access.models import Unit
from weibao.audit.services import Actor, act
from weibao.candidates.models import Candidate, Ending, Signal, State, Then, Verification
from weibao.candidates.standing import SIGNAL_FIELDS, record_of
from weibao.candidates.transitions import CANDIDATE
from weibao.machines import CannotAct, day, locked, person, take
from weibao.people.opening import Purpose, in_words
from weibao.places.models import COUNTY_CODE


def open_candidate(*, actor: Actor, candidate: Candidate, purpose: Purpose) -> None:
    """Log that a candidate's page is opened, and what for. A reader without reach must be turned away before."""
    with act(
        actor, "candidates.open", ability="candidates.view", target=candidate, purpose=in_words(purpose)
    ) as log:
        log.note(child=candidate.child_id)


def confirm_candidate(
    *, actor: Actor, candidate: Candidate, reason: str, then: str, on: date | None = None
) -> Candidate:
    """Confirm a candidate, say why, and what follows (`Then`: focus, tier or care).

    `on` is the day on which it was decided (today), for decisions taken on paper.

    Raises:
        CannotAct: it does not wait, the child's protection side waits still, or an objection is open.
    """
    with act(actor, "candidates.confirm", ability="candidates.decide", target=candidate) as log:
        candidate = locked(candidate)
        decide(candidate, "confirm", actor=actor, reason=reason, on=on, then=Then(then))
        log.note(level=candidate.level, then=candidate.then)
    return candidate


def decline_candidate(
    *, actor: Actor, candidate: Candidate, reason: str, on: date | None = None
) -> Candidate:
    """Decline a candidate and say why. What names the child is deleted by the nightly sweep; a count stays.

    Raises:
        CannotAct: it does not wait, or the child's protection side waits still.
    """
    with act(actor, "candidates.decline", ability="candidates.decide", target=candidate) as log:
        candidate = locked(candidate)
        decide(candidate, "decline", actor=actor, reason=reason, on=on)
        log.note(level=candidate.level)
    return candidate


def ask_to_verify(
    *,
    actor: Actor,
    candidate: Candidate,
    unit: Unit,
    question: str,
    due_on: date,
    on: date | None = None,
) -> Verification:
    """Ask a unit to look on the ground and to answer by a day.

    Raises:
        CannotAct: it does not wait, that unit has a question open already, or the day to answer by is before `on`.
    """
    with act(actor, "candidates.ask", ability="candidates.decide", target=candidate) as log:
        candidate = locked(candidate)
        on = day(on)
        if due_on < on:
            raise CannotAct(_("答复期限不能早于提出的日期。"))
        if unit.area_id[:COUNTY_CODE] != candidate.child.area_code[:COUNTY_CODE]:
            raise CannotAct(_("%(name)s不在这名儿童所在的县，请另选。") % {"name": unit})
        if candidate.verifications.filter(unit=unit, answered_on=None).exists():
            raise CannotAct(_("已经请这个单位核实，还没有答复。请等答复后再提出新的问题。"))
        take(CANDIDATE, "ask", candidate, actor=actor, on=on)
        candidate.save()
        asked = Verification.objects.create(
            candidate=candidate,
            unit=unit,
            question=question,
            due_on=due_on,
            asked_by=person(actor),
            asked_on=on,
        )
        log.note(unit=unit.pk, verification=asked.pk)
    return asked


def answer_verification(
    *, actor: Actor, verification: Verification, answer: str, on: date | None = None
) -> Verification:
    """Answer what was asked; with the last answer the candidate waits for the reviewer again.

    Raises:
        CannotAct: it was answered before.
    """
    with act(
        actor,
        "candidates.answer",
        ability="verifications.answer",
        target=verification.candidate,
        over=[verification],
    ) as log:
        verification = Verification.objects.select_for_update().get(pk=verification.pk)
        candidate = locked(verification.candidate)
        if verification.answered_on is not None:
            raise CannotAct(_("这项核实已经答复过。"))
        verification.answer = answer
        verification.answered_by = person(actor)
        verification.answered_on = on = day(on)
        verification.save()
        waiting = candidate.verifications.filter(answered_on=None)
        if candidate.state == State.VERIFYING and not waiting.exists():
            take(CANDIDATE, "answered", candidate, actor=actor, on=on)
            candidate.save()
        log.note(verification=verification.pk)
    return verification


def decide(
    candidate: Candidate, name: str, *, actor: Actor, reason: str, on: date | None, then: str = ""
) -> None:
    """Take a deciding step inside the caller's act: who, when, why, on what grounds; and count it."""
    on = day(on)
    take(CANDIDATE, name, candidate, actor=actor, on=on)
    candidate.decided_by, candidate.decided_on = person(actor), on
    candidate.reason, candidate.then = reason, then
    candidate.grounds = candidate.grounds or grounds_of(candidate)
    candidate.save()
    ending = Ending.CONFIRMED if candidate.state == State.CONFIRMED else Ending.DECLINED
    record_of(candidate, ending, on).save()


def grounds_of(candidate: Candidate) -> list[dict]:
    """The signals of a candidate as they stand, to be kept with the decision; dates in ISO form."""
    signals = Signal.objects.filter(child=candidate.child_id, track=candidate.track).order_by("rule")
    return [
        {"rule": signal.rule}
        | {
            name: value.isoformat() if isinstance(value := getattr(signal, name), date) else value
            for name in SIGNAL_FIELDS
        }
        for signal in signals
    ]
