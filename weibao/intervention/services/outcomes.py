"""What came of the help."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from weibao.audit.services import Actor, act
from weibao.intervention.guards import lock_file, not_before, of_working_age, require
from weibao.intervention.models import Outcome, OutcomeKind, PlanState, SupportPlan
from weibao.machines import CannotAct, day, person


def record_outcome(
    *, actor: Actor, plan: SupportPlan, outcome: str, text: str, on: date | None = None
) -> Outcome:
    """Record what came of a plan, on the day it came.

    Raises:
        CannotAct: the plan was never in force, the day lies before it, or a child under sixteen is said to work.
        ValueError: the outcome is none of `OutcomeKind`.
    """
    on = day(on)
    kind = OutcomeKind(outcome)
    with act(actor, "outcome.record", ability="outcomes.record", target=plan) as log:
        child = lock_file(plan.child)
        plan.refresh_from_db()
        if plan.state not in (PlanState.IN_FORCE, PlanState.ENDED) or plan.begun_on is None:
            raise CannotAct(_("方案还没有开始执行，不能登记成效。"))
        require(not_before(plan.begun_on, on))
        if kind == OutcomeKind.ENTERED_EMPLOYMENT:
            require(of_working_age(child, on))
        if Outcome.objects.filter(plan=plan, kind=kind, happened_on=on).exists():
            raise CannotAct(_("这一天的同一成效已经登记过。"))
        found = Outcome.objects.create(
            child=child, plan=plan, kind=kind, text=text, happened_on=on, recorded_by=person(actor)
        )
        log.note(outcome=found.pk, kind=kind.value)
    return found
