"""Return visits: due by themselves, recorded in five fields, or missed with a reason."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from weibao.audit.services import Actor, act
from weibao.intervention.guards import not_after, not_before
from weibao.intervention.models import Manner, PlanState, SupportPlan, Visit, VisitState
from weibao.intervention.months import months_after
from weibao.intervention.services.falling_due import ensure_visits
from weibao.machines import Step, day, mark_of, person, require_unchanged, step


def within_the_plan(visit: Visit, actor: Actor, on: date) -> str:
    plan = visit.plan
    return not_before(max(visit.due_month, plan.begun_on or visit.due_month), on) or (
        not_after(plan.ended_on, on) if plan.ended_on else ""
    )


def is_due(visit: Visit, actor: Actor, on: date) -> str:
    return "" if on >= visit.due_month else _("还没到这个月，不能登记为未能回访。")


VISIT = {
    "record": Step((VisitState.DUE, VisitState.MISSED), VisitState.DONE, "visits.record", within_the_plan),
    "correct": Step((VisitState.DONE,), VisitState.DONE, "visits.record", within_the_plan),
    "miss": Step((VisitState.DUE,), VisitState.MISSED, "visits.record", is_due),
}
"""A visit is overdue from the day after its own `due_on`."""
WRITTEN = ("visited_on", "manner", "met", "situation", "next_step", "missed_reason")
"""What people write of a visit."""


def record_visit(
    *,
    actor: Actor,
    visit: Visit,
    manner: str,
    met: str,
    situation: str,
    next_step: str,
    on: date | None = None,
    seen: str | None = None,
) -> Visit:
    """Record a month's visit, made on the day `on`; or correct what was recorded.

    Raises:
        ChangedMeanwhile: another person recorded or corrected it after this one had opened it (`seen`).
        CannotAct: the day lies outside the month or the plan, or the plan ended before the visit.
        ValueError: the manner is none of `Manner`.
    """
    on = day(on)
    visit.refresh_from_db(fields=["state"])
    name = "correct" if visit.state == VisitState.DONE else "record"
    with step(actor, VISIT, name, visit, on=on) as (visit, _log):
        require_unchanged(seen, mark_of(visit, *WRITTEN))
        visit.visited_on, visit.manner = on, Manner(manner)
        visit.met, visit.situation, visit.next_step = met, situation, next_step
        visit.missed_reason = ""
        visit.recorded_by, visit.recorded_at = person(actor), timezone.now()
        visit.save()
    return visit


def miss_visit(*, actor: Actor, visit: Visit, reason: str, on: date | None = None) -> Visit:
    """Say why a month went by without a visit.

    Raises:
        CannotAct: its month has not begun, or it was recorded.
    """
    on = day(on)
    with step(actor, VISIT, "miss", visit, on=on) as (visit, _log):
        visit.missed_reason = reason
        visit.recorded_by, visit.recorded_at = person(actor), timezone.now()
        visit.save()
    return visit


def visit_of(plan: SupportPlan, month: date) -> Visit:
    """The visit of a plan for a month (any day of it), laid down if it was not yet.

    Raises:
        Visit.DoesNotExist: the plan had no visit to make in that month.
    """
    first = month.replace(day=1)
    ensure_visits(plan, until=months_after(first, 1))
    return plan.visits.get(due_month=first)


def let_visits_fall_due(*, actor: Actor) -> int:
    """Lay down what falls due within a month, for every plan in force; catches up on what was missed while nothing
    ran. Answers how many visits are new."""
    with act(actor, "visits.fall_due", ability=None) as log:
        plans = SupportPlan.objects.filter(state=PlanState.IN_FORCE).order_by("pk")
        count = sum(ensure_visits(plan) for plan in plans)
        log.note(new=count)
    return count
