"""Entering young people in focus (重点青少年) by two people, renewing, releasing, and letting fall away."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from weibao.audit.services import Actor, act
from weibao.candidates.models import Candidate
from weibao.intervention.guards import lock_file, not_before
from weibao.intervention.models import OPEN_FOCUS, OPEN_PLAN, FocusEntry, FocusState, SupportPlan
from weibao.intervention.months import months_after
from weibao.intervention.services.planning import end_one, open_one
from weibao.machines import CannotAct, Step, day, person, step
from weibao.people.models import Child

DECIDED_WITHIN = timedelta(days=5)
"""How long a proposal may wait for the second person before it is overdue."""
VALID_MONTHS = 6
"""An entry holds six months; then it is renewed or falls away."""
RENEW_FROM = timedelta(days=30)
"""How long before its end an entry may be renewed, and is on the to-do lists."""


def second_person(entry: FocusEntry, actor: Actor, on: date) -> str:
    """Two people enter a child; objections suspend all effects of a candidate."""
    if person(actor) is None or entry.proposed_by_id == person(actor).pk:  # type: ignore[union-attr]
        return _("列入重点青少年须由两人先后把关：提请人不能自己确认，请另一名有确认职责的同事处理。")
    if entry.candidate and entry.candidate.effects_suspended:
        return _("当事人对这条预警提出了异议，答复之前不能列入。请先在预警页答复异议。")
    return not_before(entry.proposed_on, on)


def near_its_end(entry: FocusEntry, actor: Actor, on: date) -> str:
    assert entry.valid_until is not None
    opens = entry.valid_until - RENEW_FROM
    if on < opens:
        return _("有效期至 %(until)s，%(opens)s 起才能续期。") % {"until": entry.valid_until, "opens": opens}
    if on > entry.valid_until:
        return _("有效期 %(until)s 已过，不能再续。如仍需帮扶，请重新提请列入。") % {
            "until": entry.valid_until
        }
    return ""


def past_its_end(entry: FocusEntry, actor: Actor, on: date) -> str:
    assert entry.valid_until is not None
    return "" if on > entry.valid_until else _("有效期未满。")


def after_entry(entry: FocusEntry, actor: Actor, on: date) -> str:
    assert entry.entered_on is not None
    return not_before(entry.entered_on, on)


FOCUS = {
    "confirm": Step(
        (FocusState.PROPOSED,), FocusState.IN_FORCE, "focus.confirm", second_person, DECIDED_WITHIN
    ),
    "refuse": Step(
        (FocusState.PROPOSED,), FocusState.REFUSED, "focus.confirm", second_person, DECIDED_WITHIN
    ),
    "renew": Step((FocusState.IN_FORCE,), FocusState.IN_FORCE, "focus.confirm", near_its_end),
    "release": Step((FocusState.IN_FORCE,), FocusState.RELEASED, "focus.confirm", after_entry),
    "lapse": Step((FocusState.IN_FORCE,), FocusState.LAPSED, None, past_its_end),
}


def propose_focus(
    *,
    actor: Actor,
    child: Child,
    grounds: str,
    track: str = "",
    candidate: Candidate | None = None,
    on: date | None = None,
) -> FocusEntry:
    """Put a child forward; another person has to confirm. The track is the candidate's where there is one.

    Raises:
        CannotAct: an entry of the child stands open, its candidate is objected to, or the file was merged.
    """
    on = day(on)
    with act(actor, "focusentry.propose", ability="focus.propose", target=child) as log:
        lock_file(child)
        if FocusEntry.objects.filter(child=child, state__in=OPEN_FOCUS).exists():
            raise CannotAct(_("这名儿童已经提请或在册，不需要重复提请。"))
        if candidate and candidate.effects_suspended:
            raise CannotAct(_("当事人对这条预警提出了异议，答复之前不能提请。请先在预警页答复异议。"))
        entry = FocusEntry.objects.create(
            child=child,
            candidate=candidate,
            track=candidate.track if candidate else track,
            grounds=grounds,
            proposed_by=person(actor),
            proposed_on=on,
        )
        log.note(entry=entry.pk)
    return entry


def confirm_focus(*, actor: Actor, entry: FocusEntry, reason: str, on: date | None = None) -> FocusEntry:
    """Enter the child, as the second person; a plan to be written stands from then on.

    Raises:
        CannotAct: the actor proposed it himself, an objection is open, or it was decided before.
    """
    on = day(on)
    with step(actor, FOCUS, "confirm", entry, on=on) as (entry, log):
        decide(entry, actor, reason, on)
        entry.entered_on, entry.valid_until = on, months_after(on, VALID_MONTHS)
        entry.save()
        log.note(plans=[plan.pk for plan in plans_for(entry, on)])
    return entry


def refuse_focus(*, actor: Actor, entry: FocusEntry, reason: str, on: date | None = None) -> FocusEntry:
    """Not enter the child, as the second person, with the reason.

    Raises:
        CannotAct: the actor proposed it himself, or it was decided before.
    """
    on = day(on)
    with step(actor, FOCUS, "refuse", entry, on=on) as (entry, _log):
        decide(entry, actor, reason, on)
        entry.save()
    return entry


def renew_focus(*, actor: Actor, entry: FocusEntry, reason: str, on: date | None = None) -> FocusEntry:
    """Six months more, from the end of those that run.

    Raises:
        CannotAct: the end is more than a month away, or past.
    """
    on = day(on)
    with step(actor, FOCUS, "renew", entry, on=on) as (entry, _log):
        assert entry.valid_until is not None
        entry.valid_until = months_after(entry.valid_until, VALID_MONTHS)
        entry.renewed_on, entry.renewal_reason = on, reason
        entry.save()
    return entry


def release_focus(
    *, actor: Actor, entry: FocusEntry, reason: str, keep_plan: bool = False, on: date | None = None
) -> FocusEntry:
    """Release the child. The plans that served the entry end with it, unless they go on as plain care.

    Raises:
        CannotAct: the entry is not in force.
    """
    on = day(on)
    with step(actor, FOCUS, "release", entry, on=on) as (entry, log):
        entry.ended_on, entry.end_reason = on, reason
        entry.save()
        plans = SupportPlan.objects.filter(entry=entry, state__in=OPEN_PLAN)
        ended = [] if keep_plan else [end_one(plan, reason, on) for plan in plans.select_for_update()]
        log.note(plans=[plan.pk for plan in ended])
    return entry


def lapse_entries(*, actor: Actor, on: date | None = None) -> int:
    """Let fall away what was not renewed in time. Plans go on until a person ends them: that a renewal was forgotten
    must not leave a child without help, and they are on the to-do lists. Answers how many fell away."""
    on = day(on)
    past = FocusEntry.objects.filter(state=FocusState.IN_FORCE, valid_until__lt=on).order_by("pk")
    count = 0
    for entry in past:
        with step(actor, FOCUS, "lapse", entry, on=on) as (entry, _log):
            entry.ended_on = entry.valid_until
            entry.end_reason = _("六个月期满未续期，自动失效。")
            entry.save()
            count += 1
    return count


def plans_for(entry: FocusEntry, on: date) -> list[SupportPlan]:
    """The open plans of the child, from now on in the service of the entry; a new one where there is none."""
    lock_file(entry.child)
    plans = list(SupportPlan.objects.filter(child=entry.child, state__in=OPEN_PLAN).select_for_update())
    for plan in plans:
        plan.entry = entry
        plan.save()
    return plans or [open_one(entry.child, entry=entry, on=on)]


def decide(entry: FocusEntry, actor: Actor, reason: str, on: date) -> None:
    entry.decided_by, entry.decided_on, entry.decision_reason = person(actor), on, reason
