"""Visits fall due by themselves: every month on the day of the month on which the plan took force."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from weibao.intervention.models import PlanState, SupportPlan, Visit
from weibao.intervention.months import first_of, monthly

AHEAD = timedelta(days=31)
"""How far ahead visits are laid down, so that the next one is always there."""


def ensure_visits(plan: SupportPlan, *, until: date | None = None) -> int:
    """Lay down every visit of a plan in force that falls due up to `until` (default: a month ahead) and is not there
    yet. Idempotent: months that passed while nothing ran are caught up. Answers how many were new."""
    if plan.state != PlanState.IN_FORCE or plan.begun_on is None:
        return 0
    until = until or timezone.localdate() + AHEAD
    known = set(plan.visits.values_list("due_month", flat=True))
    new = [
        Visit(plan=plan, due_month=first_of(due), due_on=due)
        for due in monthly(plan.begun_on, until)
        if first_of(due) not in known
    ]
    for visit in new:  # one by one, so that each has its history
        visit.save()
    return len(new)
